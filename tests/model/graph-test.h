/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the graph share: ids by number, single changes that fit
 * the graph as it is, and everything there is to know of a graph as one
 * text. */
#pragma once

#include <string.h>

#include "base/talus-error.h"
#include "model/talus-graph-json.h"
#include "model/talus-graph.h"

#define TEST_TEMPLATE                                       \
  "id: test\n"                                              \
  "name: Test\n"                                            \
  "node_types:\n"                                           \
  "  - {id: project, label: Project, allowed_children: [task]}\n" \
  "  - {id: task, label: Task, allowed_children: [task]}\n"

static inline TalusTemplate *
make_template (const char *text)
{
  g_autoptr (GBytes) yaml = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  TalusTemplate *template = talus_template_new_from_yaml (yaml, "test.yaml", &error);

  g_assert_no_error (error);

  return template;
}

/* Number 0 is the null id. */
static inline TalusId
test_id (guint number)
{
  TalusId id = { { 0, } };

  for (guint i = 0; i < 4; i++)
    id.bytes[15 - i] = (guint8) (number >> 8 * i);

  return id;
}

static inline guint
test_number (const TalusId *id)
{
  guint number = 0;

  for (guint i = 0; i < 4; i++)
    number = number << 8 | id->bytes[12 + i];

  return number;
}

static inline TalusGraph *
test_graph (void)
{
  g_autoptr (TalusTemplate) template = make_template (TEST_TEMPLATE);
  TalusId id = test_id (0xabc);

  return talus_graph_new (&id, "A graph", template);
}

static inline TalusNode *
test_node (TalusGraph *graph,
           guint       number)
{
  TalusId id = test_id (number);

  return talus_graph_find_node (graph, &id);
}

static inline TalusId
test_id_of (TalusNode *node)
{
  return node != NULL ? *talus_node_get_id (node) : test_id (0);
}

/* The gap at @index below @parent, as it is once @moving has left. */
static inline TalusPlace
test_gap (TalusGraph *graph,
          guint       parent,
          guint       index,
          TalusNode  *moving)
{
  TalusNode *above = parent != 0 ? test_node (graph, parent) : NULL;
  guint n = above != NULL ? talus_node_get_n_children (above) : talus_graph_get_n_roots (graph);
  TalusPlace place = { test_id (parent), test_id (0), test_id (0) };
  guint at = 0;

  for (guint i = 0; i < n; i++)
    {
      TalusNode *sibling = above != NULL ? talus_node_get_child (above, i)
                                         : talus_graph_get_root (graph, i);

      if (sibling == moving)
        continue;
      if (at < index)
        {
          place.after = *talus_node_get_id (sibling);
        }
      else
        {
          place.before = *talus_node_get_id (sibling);
          break;
        }
      at++;
    }

  return place;
}

static inline TalusPlace
test_place (TalusNode *node)
{
  return (TalusPlace) { test_id_of (talus_node_get_parent (node)),
                        test_id_of (talus_node_get_previous_sibling (node)),
                        test_id_of (talus_node_get_next_sibling (node)) };
}

static inline TalusValue *
test_value (const char *json)
{
  return json != NULL ? talus_value_new_canonical (json, strlen (json)) : NULL;
}

static inline TalusNodeSpec *
test_spec (guint       number,
           const char *name)
{
  TalusNodeSpec *spec = talus_node_spec_new ();

  spec->id = test_id (number);
  spec->name = g_strdup (name);
  spec->type = g_strdup ("task");

  return spec;
}

static inline void
add_insert (TalusChangeSet *set,
            TalusGraph     *graph,
            guint           number,
            guint           parent,
            guint           index,
            const char     *name)
{
  TalusChange *change = talus_change_set_add (set, TALUS_CHANGE_INSERT);

  change->node_id = test_id (number);
  change->place = test_gap (graph, parent, index, NULL);
  change->spec = test_spec (number, name);
}

static inline void
take_edges (TalusChange *change,
            GArray      *edges)
{
  change->n_edges = edges->len;
  change->edges = (TalusEdge *) (gpointer) g_array_free (edges, FALSE);
}

static inline void
add_remove (TalusChangeSet *set,
            TalusGraph     *graph,
            guint           number)
{
  TalusChange *change = talus_change_set_add (set, TALUS_CHANGE_REMOVE);
  TalusNode *node = test_node (graph, number);

  change->node_id = test_id (number);
  change->place = test_place (node);
  take_edges (change, talus_graph_list_edges_of_subtree (graph, node, &change->count));
}

/* With all the edges that went, whose other ends are there again. */
static inline void
add_restore (TalusChangeSet *set,
             TalusGraph     *graph,
             guint           number,
             guint           parent,
             guint           index)
{
  TalusChange *change = talus_change_set_add (set, TALUS_CHANGE_RESTORE);
  TalusNode *node = test_node (graph, number);
  const TalusEdge *edges;
  guint n_edges;

  change->node_id = test_id (number);
  change->place = test_gap (graph, parent, index, NULL);
  change->removed_seq = talus_graph_get_removed_seq (graph, node);
  edges = talus_graph_get_removed_edges (graph, node, &n_edges);
  change->edges = g_memdup2 (edges, n_edges * sizeof (TalusEdge));
  change->n_edges = n_edges;
  g_array_unref (talus_graph_list_edges_of_subtree (graph, node, &change->count));
}

static inline void
add_move (TalusChangeSet *set,
          TalusGraph     *graph,
          guint           number,
          guint           parent,
          guint           index)
{
  TalusChange *change = talus_change_set_add (set, TALUS_CHANGE_MOVE);
  TalusNode *node = test_node (graph, number);

  change->node_id = test_id (number);
  change->from = test_place (node);
  change->place = test_gap (graph, parent, index, node);
}

/* @old_json and @new_json may be NULL. */
static inline void
add_set (TalusChangeSet *set,
         guint           number,
         const char     *key,
         const char     *old_json,
         const char     *new_json)
{
  TalusChange *change = talus_change_set_add (set, TALUS_CHANGE_SET);

  change->node_id = test_id (number);
  change->key = g_strdup (key);
  change->old_value = test_value (old_json);
  change->new_value = test_value (new_json);
}

static inline void
add_meta (TalusChangeSet *set,
          const char     *key,
          const char     *old_json,
          const char     *new_json)
{
  TalusChange *change = talus_change_set_add (set, TALUS_CHANGE_META);

  change->key = g_strdup (key);
  change->old_value = test_value (old_json);
  change->new_value = test_value (new_json);
}

static inline void
add_edge (TalusChangeSet *set,
          TalusChangeOp   op,
          guint           blocker,
          guint           blocked)
{
  TalusChange *change = talus_change_set_add (set, op);

  change->edges = g_new (TalusEdge, 1);
  change->edges[0] = (TalusEdge) { test_id (blocker), test_id (blocked) };
  change->n_edges = 1;
}

static inline TalusTrace *
must_apply (TalusGraph     *graph,
            TalusChangeSet *set,
            guint64         seq)
{
  g_autoptr (GError) error = NULL;
  TalusTrace *trace = NULL;

  talus_graph_apply (graph, set, seq, 1000 * (gint64) seq, &trace, &error);
  g_assert_no_error (error);
  g_assert_nonnull (trace);

  return trace;
}

/* Applies a set for good and frees it. */
static inline void
do_apply (TalusGraph     *graph,
          TalusChangeSet *set,
          guint64         seq)
{
  talus_trace_free (must_apply (graph, set, seq));
  talus_change_set_unref (set);
}

static inline void
do_insert (TalusGraph *graph,
           guint       number,
           guint       parent,
           guint       index,
           guint64     seq)
{
  TalusChangeSet *set = talus_change_set_new ();
  g_autofree char *name = g_strdup_printf ("node %u", number);

  add_insert (set, graph, number, parent, index, name);
  do_apply (graph, set, seq);
}

static inline char *
test_canonical (TalusGraph *graph)
{
  GString *out = g_string_new (NULL);

  talus_graph_write (graph, TALUS_GRAPH_CANONICAL, 0, NULL, NULL, out);

  return g_string_free (out, FALSE);
}

static inline void
append_place (GString          *out,
              const TalusPlace *place)
{
  g_string_append_printf (out, " %u(%u,%u)", test_number (&place->parent),
                          test_number (&place->after), test_number (&place->before));
}

static const char * const test_keys[] = { "a", "b", "c", "d", "é", "\xf0\x9f\x98\x80" };

static inline void
append_node (GString    *out,
             TalusGraph *graph,
             guint       number)
{
  TalusNode *node = test_node (graph, number);
  TalusPlace place;
  const TalusEdge *edges;
  guint n_edges;

  if (node == NULL)
    return;

  g_string_append_printf (out, "%u %s %s parent %u index %u size %u at %" G_GINT64_FORMAT
                          " seqs %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT,
                          number, talus_node_get_name (node), talus_node_get_type_id (node),
                          talus_node_get_parent (node) != NULL
                            ? test_number (talus_node_get_id (talus_node_get_parent (node))) : 0,
                          talus_node_is_removed (node) ? 0 : talus_node_get_index (node),
                          talus_node_get_n_children (node), talus_node_get_created_at (node),
                          talus_node_get_existence_seq (node), talus_node_get_place_seq (node),
                          talus_node_get_name_seq (node));
  for (guint i = 0; i < G_N_ELEMENTS (test_keys); i++)
    {
      g_autoptr (TalusValue) value = talus_node_dup_property (node, test_keys[i]);

      g_string_append_printf (out, " %s=%s@%" G_GUINT64_FORMAT, test_keys[i],
                              value != NULL ? talus_value_get_json (value, NULL) : "-",
                              talus_node_get_property_seq (node, test_keys[i]));
    }

  if (talus_graph_get_removed_place (graph, node, &place))
    {
      edges = talus_graph_get_removed_edges (graph, node, &n_edges);
      g_string_append_printf (out, " removed by %" G_GUINT64_FORMAT " from",
                              talus_graph_get_removed_seq (graph, node));
      append_place (out, &place);
      for (guint i = 0; i < n_edges; i++)
        g_string_append_printf (out, " %u-%u", test_number (&edges[i].blocker),
                                test_number (&edges[i].blocked));
    }
  g_string_append_c (out, '\n');
}

/* Everything the graph answers about nodes 1 to @n_numbers. */
static inline char *
test_dump (TalusGraph *graph,
           guint       n_numbers)
{
  g_autofree char *canonical = test_canonical (graph);
  GString *out = g_string_new (canonical);

  g_string_append_printf (out, "\n%" G_GUINT64_FORMAT " nodes, %" G_GUINT64_FORMAT " edges, name@%"
                          G_GUINT64_FORMAT " template@%" G_GUINT64_FORMAT " x-a@%" G_GUINT64_FORMAT
                          " x-b@%" G_GUINT64_FORMAT "\n",
                          talus_graph_get_n_nodes (graph), talus_graph_get_n_edges (graph),
                          talus_graph_get_setting_seq (graph, "name"),
                          talus_graph_get_setting_seq (graph, "template"),
                          talus_graph_get_setting_seq (graph, "x-a"),
                          talus_graph_get_setting_seq (graph, "x-b"));

  for (guint i = 1; i <= n_numbers; i++)
    append_node (out, graph, i);

  for (guint i = 1; i <= n_numbers; i++)
    {
      for (guint j = 1; j <= n_numbers; j++)
        {
          TalusId a = test_id (i);
          TalusId b = test_id (j);
          guint64 seq = talus_graph_get_edge_seq (graph, &a, &b);

          if (seq != 0 || talus_graph_has_edge (graph, &a, &b))
            g_string_append_printf (out, "%u-%u@%" G_GUINT64_FORMAT "%s\n", i, j, seq,
                                    talus_graph_has_edge (graph, &a, &b) ? "" : " cut");
        }
    }

  return g_string_free (out, FALSE);
}
