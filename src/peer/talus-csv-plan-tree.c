/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tree of an import: how deep rows are, what they are below, and what they
 * become there. It must not read values. */
#define G_LOG_DOMAIN "talus-peer-csv"

#include "config.h"

#include "peer/talus-csv-plan-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "model/talus-graph.h"

#define TAB_WIDTH 8

static void
set_parent (TalusCsvPlan *self,
            int           index,
            int           parent)
{
  TalusCsvPlanItem *item = self->items->pdata[index];
  TalusCsvPlanItem *above;

  item->parent = parent;
  if (parent < 0)
    return;

  above = self->items->pdata[parent];
  if (above->last_child >= 0)
    ((TalusCsvPlanItem *) self->items->pdata[above->last_child])->next_sibling = index;
  else
    above->first_child = index;
  above->last_child = index;
}

/* 3 of "3", and of "1.2.4" if the column is of outline numbers; 0 where it is
 * neither. */
static guint
read_level (const char *text,
            gboolean    by_parts)
{
  g_autofree char *plain = g_strstrip (g_strdup (text));
  guint n_parts = 0;
  guint64 level = 0;

  if (!by_parts)
    return g_ascii_string_to_unsigned (plain, 10, 0, TALUS_MAX_TREE_DEPTH, &level, NULL)
             ? (guint) level + 1 : 0;

  for (const char *p = plain; *p != '\0'; n_parts++)
    {
      gsize n = strspn (p, "0123456789");

      if (n == 0 || (p[n] != '.' && p[n] != '\0'))
        return 0;
      p += n + (p[n] == '.');
    }

  return n_parts;
}

static gboolean
has_parts (TalusCsvPlan *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      const char *cell = talus_csv_plan_get_cell (self, self->items->pdata[i], self->level_column);
      const char *point = strchr (cell, '.');

      if (point != NULL && g_ascii_isdigit (point[1]))
        return TRUE;
    }

  return FALSE;
}

static void
place_by_level (TalusCsvPlan *self)
{
  gboolean by_parts = has_parts (self);
  int above[TALUS_MAX_TREE_DEPTH + 2];
  guint top = 0;
  guint previous = 0;

  for (guint i = 0; i < self->items->len; i++)
    {
      TalusCsvPlanItem *item = self->items->pdata[i];
      const char *cell = talus_csv_plan_get_cell (self, item, self->level_column);
      guint level = read_level (cell, by_parts);

      if (level == 0 || level > TALUS_MAX_TREE_DEPTH)
        {
          talus_csv_plan_add_problem (self, item, self->level_column, _("“%s” is no level"), cell);
          continue;
        }
      if (top == 0)
        top = level;
      if (level < top || (previous > 0 && level > previous + 1))
        {
          talus_csv_plan_add_problem (self, item, self->level_column,
                                      level < top
                                        ? _("The level is above that of the first row")
                                        : _("A level is left out between the row before and this"));
          continue;
        }

      previous = level;
      above[level] = (int) i;
      set_parent (self, (int) i, level > top ? above[level - 1] : TALUS_CSV_NO_ROW);
    }
}

static guint
measure_indent (const char *text)
{
  guint indent = 0;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (*p == '\t')
        indent = (indent / TAB_WIDTH + 1) * TAB_WIDTH;
      else if (g_unichar_isspace (g_utf8_get_char (p)))
        indent++;
      else
        break;
    }

  return indent;
}

static void
place_by_indent (TalusCsvPlan *self)
{
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; i < self->items->len; i++)
    {
      int index = (int) i;
      guint indent = measure_indent (talus_csv_plan_get_cell (self, self->items->pdata[i],
                                                              self->name_column));

      while (open->len > 0)
        {
          int innermost = g_array_index (open, int, open->len - 1);
          const TalusCsvPlanItem *last = self->items->pdata[innermost];

          if (measure_indent (talus_csv_plan_get_cell (self, last, self->name_column)) < indent)
            break;
          g_array_set_size (open, open->len - 1);
        }

      set_parent (self, index, open->len > 0 ? g_array_index (open, int, open->len - 1)
                                             : TALUS_CSV_NO_ROW);
      g_array_append_val (open, index);
    }
}

static gboolean
is_below_itself (TalusCsvPlan *self,
                 int           index)
{
  guint n = 0;

  for (int above = ((TalusCsvPlanItem *) self->items->pdata[index])->parent;
       above >= 0 && n <= self->items->len; n++)
    {
      if (above == index)
        return TRUE;
      above = ((TalusCsvPlanItem *) self->items->pdata[above])->parent;
    }

  return FALSE;
}

static void
place_by_parent (TalusCsvPlan *self)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      TalusCsvPlanItem *item = self->items->pdata[i];
      const char *cell = talus_csv_plan_get_cell (self, item, self->parent_column);
      int parent;

      if (cell[strspn (cell, " \t")] == '\0')
        continue;

      parent = talus_csv_plan_find_row (self, cell);
      if (parent == TALUS_CSV_NO_ROW)
        talus_csv_plan_add_problem (self, item, self->parent_column, _("There is no row “%s”"),
                                    cell);
      else if (parent == TALUS_CSV_MANY_ROWS)
        talus_csv_plan_add_problem (self, item, self->parent_column,
                                    _("Several rows are called “%s”"), cell);
      else
        {
          /* Asked before it is one of the children: it need not be taken out. */
          item->parent = parent;
          if (is_below_itself (self, (int) i))
            {
              item->parent = TALUS_CSV_NO_ROW;
              talus_csv_plan_add_problem (self, item, self->parent_column,
                                          _("The row would be below itself"));
            }
          else
            set_parent (self, (int) i, parent);
        }
    }
}

static void
list_below (TalusCsvPlan *self,
            guint         top)
{
  int index = (int) top;

  while (index >= 0)
    {
      TalusCsvPlanItem *item = self->items->pdata[index];
      guint position = (guint) index;

      if (item->parent >= 0)
        item->shown.depth =
          ((TalusCsvPlanItem *) self->items->pdata[item->parent])->shown.depth + 1;
      g_array_append_val (self->order, position);

      if (item->first_child >= 0)
        {
          index = item->first_child;
          continue;
        }
      while (index >= 0 && index != (int) top && item->next_sibling < 0)
        {
          index = item->parent;
          item = index >= 0 ? self->items->pdata[index] : NULL;
        }
      index = index == (int) top || item == NULL ? TALUS_CSV_NO_ROW : item->next_sibling;
    }
}

/*< private >
 * talus_csv_plan_make_tree:
 * @self: a plan with its rows
 *
 * Finds out what each row is below, and the order of the tree.
 */
void
talus_csv_plan_make_tree (TalusCsvPlan *self)
{
  if (self->level_column >= 0)
    place_by_level (self);
  else if (self->parent_column >= 0)
    place_by_parent (self);
  else if (self->mapping->by_indent && self->name_column >= 0)
    place_by_indent (self);

  for (guint i = 0; i < self->items->len; i++)
    if (((TalusCsvPlanItem *) self->items->pdata[i])->parent < 0)
      list_below (self, i);

  for (guint i = self->order->len; i > 0; i--)
    {
      TalusCsvPlanItem *item = self->items->pdata[g_array_index (self->order, guint, i - 1)];

      if (item->parent >= 0)
        {
          TalusCsvPlanItem *above = self->items->pdata[item->parent];

          above->height = MAX (above->height, item->height + 1);
        }
    }
}

static const char **
list_wanted (TalusCsvPlan *self)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < self->mapping->columns->len; i++)
    {
      const TalusCsvColumn *column = self->mapping->columns->pdata[i];

      if (column->role == TALUS_CSV_PROPERTY)
        g_ptr_array_add (ids, column->property_id);
    }
  g_ptr_array_add (ids, NULL);

  return (const char **) g_ptr_array_free (ids, FALSE);
}

static void
choose_type (TalusCsvPlan        *self,
             TalusCsvPlanItem    *item,
             const TalusNodeType *parent,
             const char * const  *wanted)
{
  g_autofree char *cell =
    g_strstrip (g_strdup (talus_csv_plan_get_cell (self, item, self->type_column)));
  const TalusNodeType *type = NULL;

  if (cell[0] != '\0')
    {
      type = talus_fit_find_type (self->fit, cell, cell);
      if (type == NULL)
        talus_csv_plan_add_problem (self, item, self->type_column,
                                    _("The template has no type “%s”"), cell);
      else if (!talus_fit_allows (self->fit, parent, type, 0))
        {
          talus_csv_plan_add_problem (self, item, self->type_column,
                                      _("A “%s” cannot be below a “%s”"), type->label,
                                      parent->label);
          type = NULL;
        }
      item->shown.type = type;
      return;
    }

  if (self->mapping->type_id != NULL)
    type = talus_fit_find_type (self->fit, self->mapping->type_id, NULL);
  if (type == NULL || !talus_fit_allows (self->fit, parent, type, item->height))
    type = talus_fit_choose (self->fit, parent, NULL, item->height, wanted);
  item->shown.type = type;
  if (type != NULL)
    return;

  if (parent != NULL && talus_fit_choose (self->fit, parent, NULL, 0, NULL) == NULL)
    talus_csv_plan_add_problem (self, item, -1, _("Nothing can be below a “%s”"), parent->label);
  else
    talus_csv_plan_add_problem (self, item, -1,
                                g_dngettext (GETTEXT_PACKAGE,
                                             "No type can be here with %u level below it",
                                             "No type can be here with %u levels below it",
                                             item->height), item->height);
}

/*< private >
 * talus_csv_plan_choose_types:
 * @self: a plan with its tree
 * @parent_type: (nullable): the type of what it comes below
 *
 * Finds out what each row becomes. Below one that becomes nothing none is
 * asked: its problem is the one to solve.
 */
void
talus_csv_plan_choose_types (TalusCsvPlan *self,
                             const char   *parent_type)
{
  g_autofree const char **wanted = list_wanted (self);
  const TalusNodeType *top =
    parent_type != NULL ? talus_template_get_type_by_id (self->template, parent_type) : NULL;

  for (guint i = 0; i < self->order->len; i++)
    {
      TalusCsvPlanItem *item = self->items->pdata[g_array_index (self->order, guint, i)];
      const TalusNodeType *parent = top;

      if (item->parent >= 0)
        {
          parent = ((TalusCsvPlanItem *) self->items->pdata[item->parent])->shown.type;
          if (parent == NULL)
            continue;
        }
      else if (parent_type != NULL && top == NULL)
        {
          talus_csv_plan_add_problem (self, item, -1,
                                      _("The template does not know what it would be below"));
          continue;
        }
      choose_type (self, item, parent, (const char * const *) wanted);
    }
}
