/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cells of an import: what values they are, what they refer to, and who
 * blocks whom. It must not place rows. */
#define G_LOG_DOMAIN "talus-peer-csv"

#include "config.h"

#include "peer/talus-csv-plan-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

static gboolean
is_reference (const TalusProperty *property)
{
  return property->kind == TALUS_PROPERTY_NODE_REFERENCE ||
         property->kind == TALUS_PROPERTY_PERSON;
}

static void
refuse_row (TalusCsvPlan           *self,
            const TalusCsvPlanItem *item,
            int                     column,
            const char             *text,
            int                     found)
{
  if (found == TALUS_CSV_MANY_ROWS)
    talus_csv_plan_add_problem (self, item, column, _("Several rows are called “%s”"), text);
  else
    talus_csv_plan_add_problem (self, item, column, _("There is no row “%s”"), text);
}

static gboolean
find_node (TalusCsvPlan      *self,
           const char        *text,
           TalusCsvReference *reference)
{
  g_autofree char *folded = talus_csv_plan_fold_name (text);
  const TalusId *id = self->nodes != NULL ? g_hash_table_lookup (self->nodes, folded) : NULL;

  if (id != NULL)
    reference->node = *id;

  return id != NULL;
}

/* By rows of the table before nodes of the project: whoever exports both gives
 * the rows. */
static void
read_references (TalusCsvPlan        *self,
                 TalusCsvPlanItem    *item,
                 int                  column,
                 const TalusProperty *property,
                 const char          *text)
{
  TalusCsvReference whole = { property, talus_csv_plan_find_row (self, text), { { 0 } } };
  g_auto (GStrv) parts = NULL;

  if (item->references == NULL)
    item->references = g_array_new (FALSE, FALSE, sizeof (TalusCsvReference));

  if (whole.row >= 0 || find_node (self, text, &whole))
    {
      g_array_append_val (item->references, whole);
      return;
    }

  parts = talus_csv_cell_split (text);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      TalusCsvReference reference = { property, talus_csv_plan_find_row (self, parts[i]),
                                      { { 0 } } };

      if (reference.row >= 0 || find_node (self, parts[i], &reference))
        g_array_append_val (item->references, reference);
      else if (reference.row == TALUS_CSV_MANY_ROWS)
        refuse_row (self, item, column, parts[i], reference.row);
      else
        talus_csv_plan_add_problem (self, item, column,
                                    _("Nothing here or in the project is called “%s”"), parts[i]);
    }
}

static void
read_cell (TalusCsvPlan         *self,
           TalusCsvPlanItem     *item,
           int                   index,
           const TalusCsvColumn *column)
{
  const char *text = talus_csv_plan_get_cell (self, item, index);
  const TalusProperty *property;
  TalusCsvPlanValue value = { NULL, NULL };
  g_autoptr (GError) error = NULL;

  if (text[strspn (text, " \t\r\n")] == '\0')
    return;

  property = talus_csv_column_get_property (column, item->shown.type);
  if (property == NULL)
    {
      talus_csv_plan_add_problem (self, item, index,
                                  /* Translators: a type of nodes, then a property */
                                  _("A “%s” has no “%s”"), item->shown.type->label, column->label);
      return;
    }

  if (is_reference (property))
    {
      read_references (self, item, index, property, text);
      return;
    }

  value.property = property;
  value.value = talus_csv_cell_read (text, property, &self->mapping->format, &error);
  if (value.value == NULL)
    talus_csv_plan_add_problem (self, item, index, "%s", error->message);
  else
    g_array_append_val (item->shown.values, value);
}

/*< private >
 * talus_csv_plan_read_cells:
 * @self: a plan with types
 * @index: which row
 *
 * Reads the properties of a row.
 */
void
talus_csv_plan_read_cells (TalusCsvPlan *self,
                           guint         index)
{
  TalusCsvPlanItem *item = self->items->pdata[index];

  if (item->shown.type == NULL)
    return;

  for (guint i = 0; i < self->mapping->columns->len; i++)
    {
      const TalusCsvColumn *column = self->mapping->columns->pdata[i];

      if (column->role == TALUS_CSV_PROPERTY)
        read_cell (self, item, (int) i, column);
    }
}

/* "12FS" of planning programs is 12: done before this starts. */
static char *
strip_kind (const char *text)
{
  gsize n = strspn (text, "0123456789");

  if (n > 0 && g_ascii_strcasecmp (text + n, "FS") == 0)
    return g_strndup (text, n);

  return g_strdup (text);
}

static gboolean
has_blocker (const TalusCsvPlanItem *item,
             int                     blocker)
{
  for (guint i = 0; i < item->blockers->len; i++)
    if (g_array_index (item->blockers, int, i) == blocker)
      return TRUE;

  return FALSE;
}

static void
read_blockers (TalusCsvPlan *self,
               int           index)
{
  TalusCsvPlanItem *item = self->items->pdata[index];
  const char *text = talus_csv_plan_get_cell (self, item, self->blocked_column);
  int whole = talus_csv_plan_find_row (self, text);
  g_auto (GStrv) parts = NULL;

  if (text[strspn (text, " \t\r\n")] == '\0')
    return;

  item->blockers = g_array_new (FALSE, FALSE, sizeof (int));
  if (whole >= 0 && whole != index)
    {
      g_array_append_val (item->blockers, whole);
      return;
    }

  parts = talus_csv_cell_split (text);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *called = strip_kind (parts[i]);
      int blocker = talus_csv_plan_find_row (self, called);

      if (blocker < 0)
        refuse_row (self, item, self->blocked_column, called, blocker);
      else if (blocker == index)
        talus_csv_plan_add_problem (self, item, self->blocked_column, _("The row blocks itself"));
      else if (!has_blocker (item, blocker))
        g_array_append_val (item->blockers, blocker);
    }
}

/* Rows are taken away once nothing blocks them: what is left goes round. */
static void
find_circles (TalusCsvPlan *self)
{
  g_autofree guint *n_blockers = g_new0 (guint, self->items->len + 1);
  g_autofree GArray **blocked = g_new0 (GArray *, self->items->len + 1);
  g_autoptr (GArray) free_rows = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < self->items->len; i++)
    {
      const TalusCsvPlanItem *item = self->items->pdata[i];
      int index = (int) i;

      n_blockers[i] = item->blockers != NULL ? item->blockers->len : 0;
      if (n_blockers[i] == 0)
        g_array_append_val (free_rows, index);
      for (guint j = 0; j < n_blockers[i]; j++)
        {
          int blocker = g_array_index (item->blockers, int, j);

          if (blocked[blocker] == NULL)
            blocked[blocker] = g_array_new (FALSE, FALSE, sizeof (int));
          g_array_append_val (blocked[blocker], index);
        }
    }

  while (free_rows->len > 0)
    {
      int row = g_array_index (free_rows, int, free_rows->len - 1);

      g_array_set_size (free_rows, free_rows->len - 1);
      for (guint i = 0; blocked[row] != NULL && i < blocked[row]->len; i++)
        {
          int next = g_array_index (blocked[row], int, i);

          if (--n_blockers[next] == 0)
            g_array_append_val (free_rows, next);
        }
    }

  for (guint i = 0; i < self->items->len; i++)
    {
      if (n_blockers[i] > 0)
        talus_csv_plan_add_problem (self, self->items->pdata[i], self->blocked_column,
                                    _("What blocks this row waits for it in the end"));
      g_clear_pointer (&blocked[i], g_array_unref);
    }
}

/*< private >
 * talus_csv_plan_read_blockers:
 * @self: a plan with its rows
 *
 * Finds out who blocks whom.
 */
void
talus_csv_plan_read_blockers (TalusCsvPlan *self)
{
  if (self->blocked_column < 0)
    return;

  for (guint i = 0; i < self->items->len; i++)
    read_blockers (self, (int) i);
  find_circles (self);
}
