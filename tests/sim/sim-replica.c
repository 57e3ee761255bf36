/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sim-replica"

#include "sim-replica.h"

#include <gio/gio.h>
#include <string.h>

#include "base/talus-json.h"
#include "model/talus-graph-json.h"
#include "store/talus-import.h"

static int
compare_dependencies (gconstpointer a,
                      gconstpointer b)
{
  JsonObject *left = *(JsonObject **) a, *right = *(JsonObject **) b;
  int order = strcmp (json_object_get_string_member (left, "blocker_id"),
                      json_object_get_string_member (right, "blocker_id"));

  return order != 0 ? order : strcmp (json_object_get_string_member (left, "blocked_id"),
                                      json_object_get_string_member (right, "blocked_id"));
}

/* As the contract defines it, from the text that came: what the graph that was
 * made of it must have too. */
static char *
digest_json (JsonObject *graph)
{
  static const char * const members[] = { "name", "template_id", "template_hash", "settings",
                                          "roots" };
  g_autoptr(JsonObject) copy = json_object_new ();
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr(GPtrArray) edges = g_ptr_array_new ();
  g_autofree char *text = NULL;
  JsonArray *from = json_object_get_array_member (graph, "dependencies");
  JsonArray *to = json_array_new ();
  gsize length = 0;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set_member (copy, members[i],
                            json_node_copy (json_object_get_member (graph, members[i])));
  for (guint i = 0; i < json_array_get_length (from); i++)
    g_ptr_array_add (edges, json_array_get_object_element (from, i));
  g_ptr_array_sort (edges, compare_dependencies);
  for (guint i = 0; i < edges->len; i++)
    json_array_add_object_element (to, json_object_ref (g_ptr_array_index (edges, i)));
  json_object_set_array_member (copy, "dependencies", to);
  json_node_set_object (node, copy);
  text = talus_json_to_canonical (node, &length);

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length);
}

/* Not called: the template is given. */
static TalusTemplate *
load_template (const char  *template_id,
               gpointer     user_data,
               GError     **error)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "There is no template %s", template_id);

  return NULL;
}

/* From the JSON of a graph, by way of what imports files. */
static TalusGraph *
read_graph (JsonObject  *graph,
            GBytes      *template_yaml,
            GError     **error)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr(GBytes) content = NULL;
  g_autoptr(TalusImport) import = NULL;
  g_autofree char *text = NULL;

  json_node_set_object (node, graph);
  text = json_to_string (node, FALSE);
  content = g_bytes_new_take (g_strdup_printf ("{\"talus_tally\":1,\"graph\":%s}", text),
                              strlen (text) + strlen ("{\"talus_tally\":1,\"graph\":}"));
  import = talus_import_read (content, template_yaml, load_template, NULL, "Snapshot", error);

  return import != NULL ? g_object_ref (import->graph) : NULL;
}

/**
 * sim_replica_new:
 * @graph: the `graph` of a snapshot
 * @template_yaml: the project's template
 * @error: return location
 *
 * Returns: (transfer full) (nullable): a replica that stands where the snapshot does
 */
TalusReplica *
sim_replica_new (JsonObject  *graph,
                 GBytes      *template_yaml,
                 GError     **error)
{
  g_autoptr(TalusGraph) made = read_graph (graph, template_yaml, error);
  g_autofree char *digest = NULL;
  g_autofree char *expected = NULL;

  if (made == NULL)
    return NULL;
  digest = talus_graph_digest (made);
  expected = digest_json (graph);
  if (!g_str_equal (digest, expected))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   "A snapshot at seq %" G_GINT64_FORMAT " has digest %s, and reads as %s",
                   json_object_get_int_member (graph, "seq"), expected, digest);
      return NULL;
    }

  return talus_replica_new (made, json_object_get_int_member (graph, "seq"),
                            json_object_get_string_member (graph, "head"));
}

/* Whether it brings back what was removed before the snapshot: what a follower
 * has to fetch, or to take another snapshot for. */
gboolean
sim_replica_lacks (TalusReplica *self,
                   TalusRecord  *record)
{
  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);

      if (change->op == TALUS_CHANGE_RESTORE &&
          talus_graph_find_node (talus_replica_get_graph (self), &change->node_id) == NULL)
        return TRUE;
    }

  return FALSE;
}

/**
 * sim_replica_take:
 * @self: a replica
 * @record: the next one
 * @error: return location
 *
 * Follows it: its head must continue the log as this replica knows it, and its changes must fit.
 */
gboolean
sim_replica_take (TalusReplica  *self,
                  TalusRecord   *record,
                  GError       **error)
{
  if (!talus_record_verify (record, talus_replica_get_confirmed_head (self)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
                   "Record %" G_GUINT64_FORMAT " does not have the head that its text gives",
                   record->seq);
      return FALSE;
    }

  return talus_replica_confirm (self, &record, 1, error);
}
