/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The plan of an import: its rows, who is called what, and the batch it comes
 * to. It must not know graphs. */
#define G_LOG_DOMAIN "talus-peer-csv"

#include "config.h"

#include "peer/talus-csv-plan-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "model/talus-property-type.h"

static void
free_problem (gpointer data)
{
  TalusCsvProblem *problem = data;

  g_free (problem->message);
  g_free (problem);
}

static void
clear_value (gpointer data)
{
  TalusCsvPlanValue *value = data;

  talus_value_unref (value->value);
}

static void
free_item (gpointer data)
{
  TalusCsvPlanItem *item = data;

  g_free (item->shown.name);
  g_array_unref (item->shown.values);
  g_clear_pointer (&item->references, g_array_unref);
  g_clear_pointer (&item->blockers, g_array_unref);
  g_free (item);
}

/*< private >
 * talus_csv_plan_add_problem:
 * @self: a plan
 * @item: the row it is about
 * @column: the cell, or -1
 * @format: a sentence
 *
 * Notes what stands in the way.
 */
void
talus_csv_plan_add_problem (TalusCsvPlan           *self,
                            const TalusCsvPlanItem *item,
                            int                     column,
                            const char             *format,
                            ...)
{
  TalusCsvProblem *problem = g_new0 (TalusCsvProblem, 1);
  va_list args;

  problem->row = item->shown.row;
  problem->column = column;
  va_start (args, format);
  problem->message = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->problems, problem);
}

/*< private >
 * talus_csv_plan_get_cell:
 * @self: a plan
 * @item: a row
 * @column: a column, or -1
 *
 * Returns: (transfer none): what is in it
 */
const char *
talus_csv_plan_get_cell (TalusCsvPlan           *self,
                         const TalusCsvPlanItem *item,
                         int                     column)
{
  return column < 0 ? "" : talus_csv_table_get_cell (self->table, item->shown.row, (guint) column);
}

/**
 * talus_csv_plan_fold_name:
 * @name: a name
 *
 * Returns: (transfer full): what names that mean the same have in common
 */
char *
talus_csv_plan_fold_name (const char *name)
{
  g_autofree char *plain = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  plain = g_strstrip (g_strdup (name));

  return g_utf8_casefold (plain, -1);
}

/*< private >
 * talus_csv_plan_find_row:
 * @self: a plan
 * @text: what a cell calls a row: its key, its name, or, where rows have no
 *   keys, its number
 *
 * Returns: its index; %TALUS_CSV_NO_ROW, or %TALUS_CSV_MANY_ROWS if the name
 *   is that of several
 */
int
talus_csv_plan_find_row (TalusCsvPlan *self,
                         const char   *text)
{
  g_autofree char *plain = g_strstrip (g_strdup (text));
  g_autofree char *folded = NULL;
  gpointer found = g_hash_table_lookup (self->keys, plain);
  guint64 number;

  if (found == NULL)
    {
      folded = talus_csv_plan_fold_name (plain);
      found = g_hash_table_lookup (self->names, folded);
    }
  if (found != NULL)
    return GPOINTER_TO_INT (found) == G_MAXINT ? TALUS_CSV_MANY_ROWS : GPOINTER_TO_INT (found) - 1;

  if (self->key_column < 0 &&
      g_ascii_string_to_unsigned (plain, 10, 1, self->items->len, &number, NULL))
    return (int) number - 1;

  return TALUS_CSV_NO_ROW;
}

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static gboolean
is_empty_row (TalusCsvPlan *self,
              guint         row)
{
  for (guint i = 0; i < self->mapping->columns->len; i++)
    {
      const TalusCsvColumn *column = self->mapping->columns->pdata[i];

      if (column->role != TALUS_CSV_UNUSED &&
          !is_blank (talus_csv_table_get_cell (self->table, row, i)))
        return FALSE;
    }

  return TRUE;
}

static void
take_rows (TalusCsvPlan *self)
{
  for (guint row = self->mapping->has_headings ? 1 : 0;
       row < talus_csv_table_get_n_rows (self->table); row++)
    {
      TalusCsvPlanItem *item;

      if (is_empty_row (self, row))
        continue;

      item = g_new0 (TalusCsvPlanItem, 1);
      item->shown.row = row;
      item->shown.values = g_array_new (FALSE, FALSE, sizeof (TalusCsvPlanValue));
      g_array_set_clear_func (item->shown.values, clear_value);
      item->parent = item->first_child = item->last_child = item->next_sibling = TALUS_CSV_NO_ROW;
      g_ptr_array_add (self->items, item);
    }
}

static void
take_name (TalusCsvPlan     *self,
           TalusCsvPlanItem *item,
           int               index)
{
  const char *cell = talus_csv_plan_get_cell (self, item, self->name_column);
  g_autofree char *folded = NULL;
  gpointer known;

  item->shown.name = g_strstrip (g_strdelimit (g_strdup (cell), "\t\r\n", ' '));
  if (item->shown.name[0] == '\0')
    {
      talus_csv_plan_add_problem (self, item, self->name_column, _("There is no name"));
      return;
    }
  if (g_utf8_strlen (item->shown.name, -1) > TALUS_NAME_MAX_CHARACTERS)
    talus_csv_plan_add_problem (self, item, self->name_column,
                                _("The name is longer than %d characters"),
                                TALUS_NAME_MAX_CHARACTERS);

  folded = talus_csv_plan_fold_name (item->shown.name);
  known = g_hash_table_lookup (self->names, folded);
  g_hash_table_insert (self->names, g_steal_pointer (&folded),
                       GINT_TO_POINTER (known != NULL ? G_MAXINT : index + 1));
}

static void
take_key (TalusCsvPlan     *self,
          TalusCsvPlanItem *item,
          int               index)
{
  g_autofree char *key =
    g_strstrip (g_strdup (talus_csv_plan_get_cell (self, item, self->key_column)));
  gpointer known;

  if (key[0] == '\0')
    return;

  known = g_hash_table_lookup (self->keys, key);
  if (known != NULL)
    {
      const TalusCsvPlanItem *other = self->items->pdata[GPOINTER_TO_INT (known) - 1];

      talus_csv_plan_add_problem (self, item, self->key_column, _("Row %u has the same ID"),
                                  other->shown.row + 1);
      return;
    }

  g_hash_table_insert (self->keys, g_steal_pointer (&key), GINT_TO_POINTER (index + 1));
}

static int
compare_problems (gconstpointer a,
                  gconstpointer b)
{
  const TalusCsvProblem *first = *(const TalusCsvProblem *const *) a;
  const TalusCsvProblem *second = *(const TalusCsvProblem *const *) b;

  if (first->row != second->row)
    return first->row < second->row ? -1 : 1;

  return (first->column > second->column) - (first->column < second->column);
}

static gboolean
make (TalusCsvPlan *self,
      const char   *parent_type,
      GCancellable *cancellable)
{
  take_rows (self);
  self->is_too_large = talus_csv_table_get_n_total (self->table) >
                         talus_csv_table_get_n_rows (self->table) ||
                       self->items->len > TALUS_MAX_BATCH;

  for (guint i = 0; i < self->items->len; i++)
    {
      take_name (self, self->items->pdata[i], (int) i);
      take_key (self, self->items->pdata[i], (int) i);
    }

  talus_csv_plan_make_tree (self);
  talus_csv_plan_choose_types (self, parent_type);
  for (guint i = 0; i < self->items->len; i++)
    {
      if (g_cancellable_is_cancelled (cancellable))
        return FALSE;
      talus_csv_plan_read_cells (self, i);
    }
  talus_csv_plan_read_blockers (self);
  g_ptr_array_sort (self->problems, compare_problems);

  return TRUE;
}

/**
 * talus_csv_plan_new:
 * @table: a table
 * @mapping: how to understand it
 * @template: that of the project
 * @parent_type: (nullable): the type of the node it comes below
 * @nodes: (nullable): nodes that cells may refer to
 * @cancellable: (nullable): ends it early
 *
 * Works out what importing the table comes to. Any thread.
 *
 * Returns: (transfer full) (nullable): the plan, %NULL if cancelled
 */
TalusCsvPlan *
talus_csv_plan_new (TalusCsvTable         *table,
                    const TalusCsvMapping *mapping,
                    TalusTemplate         *template,
                    const char            *parent_type,
                    GHashTable            *nodes,
                    GCancellable          *cancellable)
{
  g_autoptr (TalusCsvPlan) self = NULL;

  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (mapping != NULL, NULL);
  g_return_val_if_fail (template != NULL, NULL);

  self = g_new0 (TalusCsvPlan, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->table = talus_csv_table_ref (table);
  self->mapping = talus_csv_mapping_copy (mapping);
  self->template = talus_template_ref (template);
  self->fit = talus_fit_new (template);
  self->nodes = nodes != NULL ? g_hash_table_ref (nodes) : NULL;
  self->name_column = talus_csv_mapping_find_role (mapping, TALUS_CSV_NAME);
  self->type_column = talus_csv_mapping_find_role (mapping, TALUS_CSV_TYPE);
  self->level_column = talus_csv_mapping_find_role (mapping, TALUS_CSV_LEVEL);
  self->parent_column = talus_csv_mapping_find_role (mapping, TALUS_CSV_PARENT);
  self->key_column = talus_csv_mapping_find_role (mapping, TALUS_CSV_KEY);
  self->blocked_column = talus_csv_mapping_find_role (mapping, TALUS_CSV_BLOCKED_BY);
  self->items = g_ptr_array_new_with_free_func (free_item);
  self->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->order = g_array_new (FALSE, FALSE, sizeof (guint));
  self->problems = g_ptr_array_new_with_free_func (free_problem);

  return make (self, parent_type, cancellable) ? g_steal_pointer (&self) : NULL;
}

/**
 * talus_csv_plan_ref:
 * @self: a plan
 *
 * Keeps it; any thread may, for it does not change any more.
 *
 * Returns: (transfer full): @self
 */
TalusCsvPlan *
talus_csv_plan_ref (TalusCsvPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * talus_csv_plan_unref:
 * @self: (transfer full): a plan
 *
 * Lets it go.
 */
void
talus_csv_plan_unref (TalusCsvPlan *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_ptr_array_unref (self->problems);
  g_array_unref (self->order);
  g_hash_table_unref (self->names);
  g_hash_table_unref (self->keys);
  g_ptr_array_unref (self->items);
  g_clear_pointer (&self->nodes, g_hash_table_unref);
  talus_fit_free (self->fit);
  talus_template_unref (self->template);
  talus_csv_mapping_free (self->mapping);
  talus_csv_table_unref (self->table);
  g_free (self);
}

/**
 * talus_csv_plan_get_n_rows:
 * @self: a plan
 *
 * Returns: how many nodes it makes
 */
guint
talus_csv_plan_get_n_rows (const TalusCsvPlan *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->order->len;
}

/**
 * talus_csv_plan_get_row:
 * @self: a plan
 * @index: which, in the order of the tree
 *
 * Returns: (transfer none): the node as it will be
 */
const TalusCsvPlanRow *
talus_csv_plan_get_row (const TalusCsvPlan *self,
                        guint               index)
{
  const TalusCsvPlanItem *item;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->order->len, NULL);

  item = self->items->pdata[g_array_index (self->order, guint, index)];

  return &item->shown;
}

/**
 * talus_csv_plan_get_n_problems:
 * @self: a plan
 *
 * Returns: how many things stand in the way
 */
guint
talus_csv_plan_get_n_problems (const TalusCsvPlan *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->problems->len;
}

/**
 * talus_csv_plan_get_problem:
 * @self: a plan
 * @index: which, in the order of the table
 *
 * Returns: (transfer none): what stands in the way
 */
const TalusCsvProblem *
talus_csv_plan_get_problem (const TalusCsvPlan *self,
                            guint               index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->problems->len, NULL);

  return self->problems->pdata[index];
}

static gboolean
check_whole (const TalusCsvPlan  *self,
             GError             **error)
{
  guint64 n_rows = talus_csv_table_get_n_total (self->table) - self->mapping->has_headings;
  guint n_problems = self->problems->len;

  if (self->is_too_large)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_PAYLOAD_TOO_LARGE,
                 _("These are %'u rows, and at most %'u can be imported at once: divide the table"),
                 (guint) n_rows, (guint) TALUS_MAX_BATCH);
  else if (self->items->len == 0)
    g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                         _("There is nothing in the table to import"));
  else if (n_problems > 0)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
                 g_dngettext (GETTEXT_PACKAGE, "%u cell stands in the way of the import",
                              "%u cells stand in the way of the import", n_problems), n_problems);
  else
    return TRUE;

  return FALSE;
}

static TalusValue *
make_reference (GPtrArray *ids)
{
  g_autoptr (JsonArray) array = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (ids->len == 1)
    return talus_value_new_string (ids->pdata[0], -1);

  array = json_array_new ();
  for (guint i = 0; i < ids->len; i++)
    json_array_add_string_element (array, ids->pdata[i]);
  node = json_node_init_array (json_node_alloc (), array);

  return talus_value_new_node (node);
}

/* Once all nodes have their ids: a row may refer to one behind it. */
static void
add_references (TalusBatch             *batch,
                const TalusCsvPlanItem *item,
                const TalusId          *id,
                const TalusId          *ids)
{
  guint i = 0;

  while (item->references != NULL && i < item->references->len)
    {
      const TalusProperty *property =
        g_array_index (item->references, TalusCsvReference, i).property;
      g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (TalusValue) value = NULL;

      for (; i < item->references->len; i++)
        {
          const TalusCsvReference *reference =
            &g_array_index (item->references, TalusCsvReference, i);

          if (reference->property != property)
            break;
          g_ptr_array_add (texts, talus_id_to_string (
                             reference->row >= 0 ? &ids[reference->row] : &reference->node));
        }
      value = make_reference (texts);
      talus_batch_set_property (batch, id, property->id, value);
    }
}

static void
add_item (TalusBatch             *batch,
          const TalusCsvPlanItem *item,
          const TalusId          *parent,
          const TalusAnchor      *anchor,
          TalusId                *id)
{
  talus_batch_create_node (batch, item->shown.type->id, parent, anchor, item->shown.name, id);
  for (guint i = 0; i < item->shown.values->len; i++)
    {
      const TalusCsvPlanValue *value = &g_array_index (item->shown.values, TalusCsvPlanValue, i);

      talus_batch_with_property (batch, value->property->id, value->value);
    }
}

/**
 * talus_csv_plan_to_batch:
 * @self: a plan
 * @label: what the history calls it
 * @parent: (nullable): what it comes below; %NULL for roots
 * @anchor: (nullable): where there; at the end
 * @tops: (out) (optional) (transfer full) (element-type TalusId): the ids of its tops
 * @error: return location for a sentence
 *
 * Makes the batch that imports it all.
 *
 * Returns: (transfer full) (nullable): the batch
 */
TalusBatch *
talus_csv_plan_to_batch (const TalusCsvPlan  *self,
                         const char          *label,
                         const TalusId       *parent,
                         const TalusAnchor   *anchor,
                         GArray             **tops,
                         GError             **error)
{
  g_autoptr (TalusBatch) batch = NULL;
  g_autofree TalusId *ids = NULL;
  g_autoptr (GArray) made = g_array_new (FALSE, FALSE, sizeof (TalusId));
  TalusAnchor next = anchor != NULL ? *anchor : TALUS_ANCHOR_AT_END;

  g_return_val_if_fail (self != NULL, NULL);

  if (!check_whole (self, error))
    return NULL;

  batch = talus_batch_new (label);
  ids = g_new0 (TalusId, self->items->len);
  for (guint i = 0; i < self->order->len; i++)
    {
      guint index = g_array_index (self->order, guint, i);
      const TalusCsvPlanItem *item = self->items->pdata[index];

      if (item->parent >= 0)
        {
          add_item (batch, item, &ids[item->parent], NULL, &ids[index]);
          continue;
        }
      add_item (batch, item, parent, &next, &ids[index]);
      next.kind = TALUS_ANCHOR_AFTER;
      next.sibling = ids[index];
      g_array_append_val (made, ids[index]);
    }

  for (guint i = 0; i < self->items->len; i++)
    {
      const TalusCsvPlanItem *item = self->items->pdata[i];

      add_references (batch, item, &ids[i], ids);
      for (guint j = 0; item->blockers != NULL && j < item->blockers->len; j++)
        talus_batch_link (batch, &ids[g_array_index (item->blockers, int, j)], &ids[i]);
    }

  if (talus_batch_get_length (batch) > TALUS_MAX_BATCH)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_PAYLOAD_TOO_LARGE,
                   _("These are %'u rows, dependencies and references, and at most %'u can be "
                     "imported at once: divide the table"),
                   talus_batch_get_length (batch), (guint) TALUS_MAX_BATCH);
      return NULL;
    }

  if (tops != NULL)
    *tops = g_steal_pointer (&made);

  return g_steal_pointer (&batch);
}
