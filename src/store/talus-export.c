/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON export: the graph as the contract writes it with its template's
 * text beside it, so that the file needs nothing else to be read again. */
#define G_LOG_DOMAIN "talus-store-export"

#include "store/talus-export.h"

struct _TalusJsonExport
{
  TalusGraphWriter *graph;
  TalusTemplate *template;
  gboolean begun;
  gboolean graph_done;
};

/**
 * talus_export_get_formats:
 *
 * Names the formats a project can be exported in.
 *
 * Returns: (transfer none) (array zero-terminated=1): the names
 */
const char * const *
talus_export_get_formats (void)
{
  static const char * const formats[] = { "json", "talus", NULL };

  return formats;
}

/**
 * talus_json_export_new:
 * @graph: what to export; it must not change meanwhile
 * @seq: where it stands in its log
 * @epoch: (nullable): the log's epoch
 * @head: (nullable): the log's head at @seq
 *
 * Starts an export. On the graph's thread.
 *
 * Returns: (transfer full): the export
 */
TalusJsonExport *
talus_json_export_new (TalusGraph *graph,
                       guint64     seq,
                       const char *epoch,
                       const char *head)
{
  TalusJsonExport *self = NULL;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);

  self = g_new0 (TalusJsonExport, 1);
  self->graph = talus_graph_writer_new (graph, TALUS_GRAPH_FULL, seq, epoch, head);
  self->template = talus_template_ref (talus_graph_get_template (graph));

  return self;
}

/**
 * talus_json_export_step:
 * @self: an export
 * @out: where to
 * @size: about how many bytes to append
 *
 * Writes a piece more.
 *
 * Returns: %FALSE when everything has been written
 */
gboolean
talus_json_export_step (TalusJsonExport *self,
                        GString         *out,
                        gsize            size)
{
  gsize length = 0;
  const char *yaml = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (out != NULL, FALSE);

  if (!self->begun)
    {
      g_string_append (out, "{\"graph\":");
      self->begun = TRUE;
    }

  if (!self->graph_done && talus_graph_writer_step (self->graph, out, size))
    return TRUE;
  self->graph_done = TRUE;

  yaml = g_bytes_get_data (talus_template_get_yaml (self->template), &length);
  g_string_append (out, ",\"talus_tally\":1,\"template\":");
  talus_json_append_string (out, yaml, length);
  g_string_append_c (out, '}');

  return FALSE;
}

/**
 * talus_json_export_free:
 * @self: (transfer full): an export
 *
 * Frees it.
 */
void
talus_json_export_free (TalusJsonExport *self)
{
  g_return_if_fail (self != NULL);

  talus_graph_writer_free (self->graph);
  talus_template_unref (self->template);
  g_free (self);
}
