/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes nodes as a table. References and blockers are written by id where ids
 * are among the columns, so that they are found again, else by name, for
 * people. It must not know files. */
#define G_LOG_DOMAIN "talus-peer-csv"

#include "config.h"

#include "peer/talus-csv-export.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "store/talus-csv.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"
#define INDENT          "  "

struct _TalusCsvExport
{
  TalusGraph *graph;
  TalusTemplate *template;
  GPtrArray *columns;
  TalusCsvExportOptions options;
  TalusCsvFormat format;
  gboolean has_keys;
  gboolean begun;

  GArray *tops;          /* TalusId */
  guint next_top;
  TalusNode *top;        /* the subtree being written */
  TalusNode *node;       /* the next of it */
  guint depth;
  guint64 n_done;
};

/**
 * talus_csv_export_new:
 * @graph: a graph
 * @tops: (nullable) (array length=n_tops): the tops of what to write
 * @n_tops: how many
 * @columns: (element-type TalusCsvColumn): what to write of each node
 * @options: how
 *
 * Starts writing. On the graph's thread.
 *
 * Returns: (transfer full): the export
 */
TalusCsvExport *
talus_csv_export_new (TalusGraph                  *graph,
                      const TalusId               *tops,
                      guint                        n_tops,
                      GPtrArray                   *columns,
                      const TalusCsvExportOptions *options)
{
  TalusCsvExport *self;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);
  g_return_val_if_fail (columns != NULL && columns->len > 0, NULL);
  g_return_val_if_fail (options != NULL, NULL);

  self = g_new0 (TalusCsvExport, 1);
  self->graph = g_object_ref (graph);
  self->template = talus_template_ref (talus_graph_get_template (graph));
  self->options = *options;
  if (options->format != NULL)
    {
      self->format = *options->format;
      self->options.format = &self->format;
    }

  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_csv_column_free);
  for (guint i = 0; i < columns->len; i++)
    {
      const TalusCsvColumn *column = columns->pdata[i];

      g_ptr_array_add (self->columns, talus_csv_column_copy (column));
      self->has_keys |= column->role == TALUS_CSV_KEY;
    }

  self->tops = g_array_new (FALSE, FALSE, sizeof (TalusId));
  if (tops != NULL)
    g_array_append_vals (self->tops, tops, n_tops);
  else
    for (guint i = 0; i < talus_graph_get_n_roots (graph); i++)
      g_array_append_vals (self->tops, talus_node_get_id (talus_graph_get_root (graph, i)), 1);

  return self;
}

/**
 * talus_csv_export_free:
 * @self: (transfer full): an export
 *
 * Frees it.
 */
void
talus_csv_export_free (TalusCsvExport *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->tops);
  g_ptr_array_unref (self->columns);
  talus_template_unref (self->template);
  g_object_unref (self->graph);
  g_free (self);
}

/**
 * talus_csv_export_get_n_done:
 * @self: an export
 *
 * Returns: how many nodes are written
 */
guint64
talus_csv_export_get_n_done (TalusCsvExport *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_done;
}

/* What others of the table call the node. */
static char *
write_reference (TalusCsvExport *self,
                 const TalusId  *id)
{
  TalusNode *node = talus_graph_get_node (self->graph, id);

  if (node == NULL || self->has_keys)
    return talus_id_to_string (id);

  return g_strdup (talus_node_get_name (node));
}

static char *
write_references (TalusCsvExport *self,
                  TalusValue     *value)
{
  g_autofree char *ids = talus_csv_cell_write (value, NULL, NULL);
  g_autoptr (GString) out = g_string_new (NULL);
  g_auto (GStrv) parts = NULL;

  /* One id, or JSON of several. */
  parts = g_strsplit_set (ids, "[],\"", -1);
  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autofree char *text = NULL;
      TalusId id;

      if (!talus_id_parse (parts[i], -1, &id))
        continue;
      text = write_reference (self, &id);
      g_string_append_printf (out, "%s%s", out->len > 0 ? "; " : "", text);
    }

  return g_string_free (g_steal_pointer (&out), FALSE);
}

static char *
write_blockers (TalusCsvExport *self)
{
  g_autoptr (GArray) blockers = NULL;
  GString *out = g_string_new (NULL);

  if (talus_graph_get_n_edges (self->graph) == 0)
    return g_string_free (out, FALSE);

  blockers = talus_graph_list_blockers (self->graph, talus_node_get_id (self->node));
  for (guint i = 0; i < blockers->len; i++)
    {
      g_autofree char *text = write_reference (self, &g_array_index (blockers, TalusId, i));

      g_string_append_printf (out, "%s%s", i > 0 ? "; " : "", text);
    }

  return g_string_free (out, FALSE);
}

static char *
write_type (TalusCsvExport *self)
{
  const char *id = talus_node_get_type_id (self->node);
  const TalusNodeType *type = talus_template_get_type_by_id (self->template, id);

  return g_strdup (type != NULL ? type->label : id);
}

static char *
write_name (TalusCsvExport *self)
{
  GString *name;

  if (!self->options.indent_names)
    return g_strdup (talus_node_get_name (self->node));

  name = g_string_new (NULL);
  for (guint i = 0; i < self->depth; i++)
    g_string_append (name, INDENT);
  g_string_append (name, talus_node_get_name (self->node));

  return g_string_free (name, FALSE);
}

static gboolean
is_reference (const TalusProperty *property,
              TalusValue          *value)
{
  return property != NULL &&
         (property->kind == TALUS_PROPERTY_NODE_REFERENCE ||
          property->kind == TALUS_PROPERTY_PERSON) &&
         (talus_value_get_kind (value) == TALUS_VALUE_STRING ||
          talus_value_get_kind (value) == TALUS_VALUE_ARRAY);
}

static char *
write_property (TalusCsvExport       *self,
                const TalusCsvColumn *column)
{
  const TalusNodeType *type =
    talus_template_get_type_by_id (self->template, talus_node_get_type_id (self->node));
  const TalusProperty *property =
    type != NULL ? talus_csv_column_get_property (column, type) : NULL;
  g_autoptr (TalusValue) value =
    talus_node_dup_property (self->node, property != NULL ? property->id : column->property_id);

  if (value == NULL)
    return NULL;

  return is_reference (property, value) ? write_references (self, value)
                                        : talus_csv_cell_write (value, property,
                                                                self->options.format);
}

static char *
write_cell (TalusCsvExport       *self,
            const TalusCsvColumn *column)
{
  TalusNode *parent = talus_node_get_parent (self->node);

  switch (column->role)
    {
    case TALUS_CSV_NAME:
      return write_name (self);
    case TALUS_CSV_TYPE:
      return write_type (self);
    case TALUS_CSV_LEVEL:
      return g_strdup_printf ("%u", self->depth + 1);
    case TALUS_CSV_PARENT:
      return parent != NULL && self->node != self->top
               ? write_reference (self, talus_node_get_id (parent)) : NULL;
    case TALUS_CSV_KEY:
      return talus_id_to_string (talus_node_get_id (self->node));
    case TALUS_CSV_BLOCKED_BY:
      return write_blockers (self);
    case TALUS_CSV_PROPERTY:
      return write_property (self, column);
    case TALUS_CSV_UNUSED:
    default:
      return NULL;
    }
}

static void
write_headings (TalusCsvExport *self,
                TalusCsvWriter *writer)
{
  if (self->options.with_mark)
    g_string_append (writer->out, BYTE_ORDER_MARK);
  for (guint i = 0; i < self->columns->len; i++)
    talus_csv_writer_cell (writer, ((TalusCsvColumn *) self->columns->pdata[i])->label);
  talus_csv_writer_end_row (writer);
}

/* To the next node of the subtree, or of the next one. */
static void
move_on (TalusCsvExport *self)
{
  TalusNode *next = self->node != NULL ? talus_node_get_first_child (self->node) : NULL;

  if (next != NULL)
    {
      self->node = next;
      self->depth++;
      return;
    }

  while (self->node != NULL && self->node != self->top)
    {
      next = talus_node_get_next_sibling (self->node);
      if (next != NULL)
        {
          self->node = next;
          return;
        }
      self->node = talus_node_get_parent (self->node);
      self->depth--;
    }

  self->node = NULL;
  self->depth = 0;
  while (self->node == NULL && self->next_top < self->tops->len)
    self->node = talus_graph_get_node (self->graph,
                                       &g_array_index (self->tops, TalusId, self->next_top++));
  self->top = self->node;
}

/**
 * talus_csv_export_step:
 * @self: an export
 * @out: where to
 * @size: about how many bytes to append
 *
 * Writes a piece more. On the graph's thread.
 *
 * Returns: %FALSE when everything has been written
 */
gboolean
talus_csv_export_step (TalusCsvExport *self,
                       GString        *out,
                       gsize           size)
{
  TalusCsvWriter writer;
  gsize start;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  start = out->len;
  talus_csv_writer_init (&writer, out, self->options.separator);
  if (!self->begun)
    {
      self->begun = TRUE;
      write_headings (self, &writer);
      move_on (self);
    }

  while (self->node != NULL && out->len - start < size)
    {
      for (guint i = 0; i < self->columns->len; i++)
        {
          g_autofree char *cell = write_cell (self, self->columns->pdata[i]);

          talus_csv_writer_cell (&writer, cell);
        }
      talus_csv_writer_end_row (&writer);
      self->n_done++;
      move_on (self);
    }

  return self->node != NULL;
}

static gboolean
is_had (const TalusCsvColumn *column,
        TalusTemplate        *template,
        GHashTable           *types)
{
  GPtrArray *all = talus_template_get_types (template);

  for (guint i = 0; i < all->len; i++)
    {
      const TalusNodeType *type = all->pdata[i];

      if ((types == NULL || g_hash_table_contains (types, type->id)) &&
          talus_csv_column_get_property (column, type) != NULL)
        return TRUE;
    }

  return FALSE;
}

/**
 * talus_csv_export_list_columns:
 * @template: a template
 * @types: (nullable) (element-type char*): ids of types
 *
 * Lists the columns there can be for nodes of these types.
 *
 * Returns: (transfer full) (element-type TalusCsvColumn): the columns
 */
GPtrArray *
talus_csv_export_list_columns (TalusTemplate *template,
                               GHashTable    *types)
{
  g_autoptr (GPtrArray) all = NULL;
  GPtrArray *columns = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_csv_column_free);

  g_return_val_if_fail (template != NULL, columns);

  all = talus_csv_column_list (template);
  for (guint i = 0; i < all->len; i++)
    {
      const TalusCsvColumn *column = all->pdata[i];

      if (column->role != TALUS_CSV_UNUSED && column->role != TALUS_CSV_PARENT &&
          (column->role != TALUS_CSV_PROPERTY || is_had (column, template, types)))
        g_ptr_array_add (columns, talus_csv_column_copy (column));
    }

  return columns;
}
