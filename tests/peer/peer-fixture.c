/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Graphs to try batches on. */
#include "peer-fixture.h"

#include <string.h>

#include "model/talus-resolve.h"

TalusTemplate *
peer_fixture_template (const char *yaml)
{
  char *text = g_strdelimit (g_strdup (yaml), "'", '"');
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
  g_autoptr (GError) error = NULL;
  TalusTemplate *template = talus_template_new_from_yaml (bytes, "test.yaml", &error);

  g_assert_no_error (error);

  return template;
}

TalusGraph *
peer_fixture_graph (TalusTemplate *template)
{
  TalusId id;

  talus_id_draw (&id);

  return talus_graph_new (&id, "Test", template);
}

gboolean
peer_fixture_apply (TalusGraph        *graph,
                    const TalusBatch  *batch,
                    GError           **error)
{
  TalusResolveContext context = { 0 };
  g_auto (TalusResolution) resolution = { NULL };
  g_autoptr (TalusCommand) command = talus_batch_to_command (batch, error);
  g_autoptr (GError) failure = NULL;
  static guint64 seq = 0;

  if (command == NULL || !talus_resolve (graph, command, &context, &resolution, error))
    return FALSE;

  talus_graph_apply (graph, resolution.changes, ++seq, 1, NULL, &failure);
  g_assert_no_error (failure);

  return TRUE;
}

static void
dump_property (const char *key,
               const char *json,
               gsize       length,
               guint64     seq,
               gpointer    user_data)
{
  GString *out = user_data;

  g_string_append_printf (out, " %s=%.*s", key, (int) length, json);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
dump_node (GString    *out,
           TalusGraph *graph,
           TalusNode  *node,
           guint       depth)
{
  g_autoptr (GArray) blockers = talus_graph_list_blockers (graph, talus_node_get_id (node));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < depth; i++)
    g_string_append (out, "  ");
  g_string_append_printf (out, "%s %s", talus_node_get_type_id (node), talus_node_get_name (node));
  talus_node_foreach_property (node, dump_property, out);
  for (guint i = 0; i < blockers->len; i++)
    g_ptr_array_add (names, (gpointer) talus_node_get_name (talus_graph_get_node (
                              graph, &g_array_index (blockers, TalusId, i))));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    g_string_append_printf (out, " <%s", (const char *) names->pdata[i]);
  g_string_append_c (out, '\n');

  for (TalusNode *child = talus_node_get_first_child (node); child != NULL;
       child = talus_node_get_next_sibling (child))
    dump_node (out, graph, child, depth + 1);
}

char *
peer_fixture_dump (TalusGraph *graph)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < talus_graph_get_n_roots (graph); i++)
    dump_node (out, graph, talus_graph_get_root (graph, i), 0);

  return g_string_free (out, FALSE);
}

static TalusNode *
find_below (TalusNode  *node,
            const char *name)
{
  if (g_str_equal (talus_node_get_name (node), name))
    return node;

  for (TalusNode *child = talus_node_get_first_child (node); child != NULL;
       child = talus_node_get_next_sibling (child))
    {
      TalusNode *found = find_below (child, name);

      if (found != NULL)
        return found;
    }

  return NULL;
}

TalusNode *
peer_fixture_find (TalusGraph *graph,
                   const char *name)
{
  TalusNode *found = NULL;

  for (guint i = 0; i < talus_graph_get_n_roots (graph) && found == NULL; i++)
    found = find_below (talus_graph_get_root (graph, i), name);
  g_assert_nonnull (found);

  return found;
}
