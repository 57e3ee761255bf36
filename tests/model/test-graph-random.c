/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random change sets on the real graph and on a plain one, forwards,
 * backwards, through the codec and through the loader: all must agree. */
#include "random-change.h"

#include "model/talus-graph-private.h"

#define N_STEPS 600

/* One list model and what its signals make of it. */
typedef struct
{
  GListModel *list;
  GPtrArray *items;
} Mirror;

/* One applied set and what was before it. */
typedef struct
{
  TalusChangeSet *set;
  TalusTrace *trace;
  Model model;
} Done;

typedef struct
{
  RandomChange random;
  GPtrArray *done;      /* of Done */
  Mirror mirrors[3];    /* roots, node 1, node 2 */
  guint old_index;      /* what the observer heard */
  guint new_index;
  guint n_heard;
} Fixture;

static void
free_done (gpointer data)
{
  Done *done = data;

  talus_change_set_unref (done->set);
  g_clear_pointer (&done->trace, talus_trace_free);
  g_free (done);
}

static void
items_changed_cb (GListModel *list,
                  guint       position,
                  guint       n_removed,
                  guint       n_added,
                  Mirror     *mirror)
{
  g_assert_cmpuint (n_removed + n_added, ==, 1);
  if (n_removed == 1)
    {
      g_ptr_array_remove_index (mirror->items, position);
    }
  else
    {
      g_ptr_array_insert (mirror->items, (int) position, g_list_model_get_item (list, position));
    }
  g_assert_cmpuint (mirror->items->len, ==, g_list_model_get_n_items (list));
}

static void
observe (TalusGraph        *graph,
         const TalusChange *change,
         guint              index,
         guint              old_index,
         guint              new_index,
         gpointer           user_data)
{
  Fixture *fixture = user_data;

  fixture->old_index = old_index;
  fixture->new_index = new_index;
  fixture->n_heard++;
}

static void
assert_agrees (Fixture *fixture)
{
  g_autofree char *real = test_dump (fixture->random.graph, MODEL_N);
  g_autofree char *expected = model_dump (&fixture->random.model,
                                          talus_graph_get_template (fixture->random.graph));

  g_assert_cmpstr (real, ==, expected);

  for (guint i = 0; i < G_N_ELEMENTS (fixture->mirrors); i++)
    {
      const Mirror *mirror = &fixture->mirrors[i];

      g_assert_cmpuint (mirror->items->len, ==, g_list_model_get_n_items (mirror->list));
      for (guint j = 0; j < mirror->items->len; j++)
        {
          g_autoptr (TalusNode) item = g_list_model_get_item (mirror->list, j);

          g_assert_true (item == g_ptr_array_index (mirror->items, j));
        }
    }
}

static void
assert_codec (TalusChangeSet *set)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) again = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusChangeSet) read = NULL;

  talus_change_set_write (set, text);
  read = talus_change_set_new_from_json (text->str, text->len, &error);
  g_assert_no_error (error);
  g_assert_true (talus_change_set_equal (read, set));
  talus_change_set_write (read, again);
  g_assert_cmpstr (again->str, ==, text->str);
}

/* Makes a set of some changes, each fitting what the ones before left: tried
 * one by one, taken back, then applied as a whole. */
static void
go_forwards (Fixture *fixture,
             guint64  seq)
{
  g_autofree Done *done = g_new0 (Done, 1);
  g_autoptr (GPtrArray) sets = NULL;
  g_autoptr (GPtrArray) traces = NULL;
  guint n_changes = 1 + random_any (4);

  sets = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_change_set_unref);
  traces = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_trace_free);
  done->model = fixture->random.model;
  done->set = talus_change_set_new ();

  while (sets->len < n_changes)
    {
      g_autoptr (TalusChangeSet) set = talus_change_set_new ();

      if (!random_change_make (&fixture->random, set, seq))
        continue;
      fixture->n_heard = 0;
      g_ptr_array_add (traces, must_apply (fixture->random.graph, set, seq));
      g_assert_cmpuint (fixture->n_heard, ==, 1);
      g_assert_cmpuint (fixture->old_index, ==, fixture->random.expected_old);
      g_assert_cmpuint (fixture->new_index, ==, fixture->random.expected_new);
      talus_change_set_append (done->set, set);
      g_ptr_array_add (sets, g_steal_pointer (&set));
    }
  assert_agrees (fixture);

  for (guint i = sets->len; i > 0; i--)
    talus_graph_revert (fixture->random.graph, g_ptr_array_index (sets, i - 1),
                        g_ptr_array_index (traces, i - 1));

  assert_codec (done->set);
  done->trace = must_apply (fixture->random.graph, done->set, seq);
  assert_agrees (fixture);
  g_ptr_array_add (fixture->done, g_steal_pointer (&done));
}

static void
go_backwards (Fixture *fixture)
{
  Done *last = g_ptr_array_index (fixture->done, fixture->done->len - 1);

  talus_graph_revert (fixture->random.graph, last->set, last->trace);
  fixture->random.model = last->model;
  g_ptr_array_set_size (fixture->done, (int) fixture->done->len - 1);
  assert_agrees (fixture);
}

/* A set whose last change does not fit must leave no trace of the others. */
static void
fail_forwards (Fixture *fixture,
               guint64  seq)
{
  Model model = fixture->random.model;
  g_autoptr (TalusChangeSet) set = talus_change_set_new ();
  g_autoptr (GError) error = NULL;
  TalusTrace *trace = NULL;

  while (!random_change_make (&fixture->random, set, seq))
    ;
  fixture->random.model = model;
  add_set (set, 1, "a", "\"never\"", "1");

  g_assert_false (talus_graph_apply (fixture->random.graph, set, seq, 0, &trace, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_assert_null (trace);
  assert_agrees (fixture);
}

static void
start_mirror (Mirror     *mirror,
              GListModel *list)
{
  mirror->list = g_object_ref (list);
  mirror->items = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (mirror->items, g_list_model_get_item (list, i));
  g_signal_connect (list, "items-changed", G_CALLBACK (items_changed_cb), mirror);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->random.graph = test_graph ();
  fixture->done = g_ptr_array_new_with_free_func (free_done);
  g_strlcpy (fixture->random.model.name, "A graph", sizeof fixture->random.model.name);

  for (guint i = 1; i <= 2; i++)
    {
      ModelNode *node = &fixture->random.model.nodes[i];

      do_insert (fixture->random.graph, i, i - 1, 0, 1);
      node->exists = TRUE;
      node->existence_seq = node->place_seq = node->name_seq = 1;
      node->created = 1000;
      g_snprintf (node->name, sizeof node->name, "node %u", i);
      model_put_in (&fixture->random.model, i, i - 1, 0);
    }

  start_mirror (&fixture->mirrors[0], talus_graph_get_roots (fixture->random.graph));
  start_mirror (&fixture->mirrors[1],
                talus_node_get_children (test_node (fixture->random.graph, 1)));
  start_mirror (&fixture->mirrors[2],
                talus_node_get_children (test_node (fixture->random.graph, 2)));
  talus_graph_set_observer (fixture->random.graph, observe, fixture);
  assert_agrees (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->mirrors); i++)
    {
      g_signal_handlers_disconnect_by_data (fixture->mirrors[i].list, &fixture->mirrors[i]);
      g_object_unref (fixture->mirrors[i].list);
      g_ptr_array_unref (fixture->mirrors[i].items);
    }
  g_ptr_array_unref (fixture->done);
  g_assert_finalize_object (fixture->random.graph);
}

static void
test_random (Fixture       *fixture,
             gconstpointer  user_data)
{
  guint64 seq = 1;

  for (guint step = 0; step < N_STEPS; step++)
    {
      if (fixture->done->len > 0 && random_any (4) == 0)
        go_backwards (fixture);
      else if (random_any (10) == 0)
        fail_forwards (fixture, seq);
      else
        go_forwards (fixture, random_any (10) == 0 ? 0 : ++seq);
    }

  while (fixture->done->len > 0)
    go_backwards (fixture);
}

/* The way back from the log alone: the same graphs, if not the same seqs. */
static void
test_rewind (Fixture       *fixture,
             gconstpointer  user_data)
{
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint64 seq = 2; seq < 200; seq++)
    {
      g_ptr_array_add (texts, test_canonical (fixture->random.graph));
      go_forwards (fixture, seq);
    }

  for (guint i = fixture->done->len; i > 0; i--)
    {
      const Done *done = g_ptr_array_index (fixture->done, i - 1);
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;

      talus_graph_rewind (fixture->random.graph, done->set, &error);
      g_assert_no_error (error);
      text = test_canonical (fixture->random.graph);
      g_assert_cmpstr (text, ==, g_ptr_array_index (texts, i - 1));
    }
}

static void
load_node (TalusGraphLoader *loader,
           const Model      *model,
           guint             number)
{
  const ModelNode *node = &model->nodes[number];
  TalusLoadedNode row = { test_id (number), test_id (node->parent), };
  guint type = talus_graph_loader_add_symbol (loader, "task");

  if (node->removed)
    row.previous = test_id (node->removed_from[1]);
  else if (model_index (model, number) > 0)
    row.previous = test_id (model->nodes[node->parent].children[model_index (model, number) - 1]);
  row.type = type;
  row.name = node->name;
  row.name_length = strlen (node->name);
  row.created_at = (gint64) node->created;
  row.existence_seq = node->existence_seq;
  row.place_seq = node->place_seq;
  row.name_seq = node->name_seq;
  row.removed = node->removed_seq;

  talus_graph_loader_begin_node (loader, &row);
  for (guint i = MODEL_N_KEYS; i > 0; i--)
    {
      const char *json = node->values[i - 1];

      if (json != NULL || node->value_seqs[i - 1] != 0)
        talus_graph_loader_add_property (loader,
                                         talus_graph_loader_add_symbol (loader, test_keys[i - 1]),
                                         json, json != NULL ? strlen (json) : 0,
                                         node->value_seqs[i - 1]);
    }
  talus_graph_loader_end_node (loader);
}

/* What a document remembers of a removal is less than what a graph does. */
static void
forget_what_is_not_stored (Model *model)
{
  for (guint i = 1; i <= MODEL_N; i++)
    {
      if (!model->nodes[i].removed)
        model->nodes[i].removed_seq = 0;
      model->nodes[i].removed_from[0] = model->nodes[i].parent;
      model->nodes[i].removed_from[2] = 0;
      for (guint j = 1; j <= MODEL_N; j++)
        {
          if (!model->edges[i][j])
            model->edge_seqs[i][j] = 0;
        }
    }
}

static TalusGraph *
load (const Model *model)
{
  TalusGraph *graph = test_graph ();
  TalusGraphLoader *loader;
  g_autoptr (GError) error = NULL;
  guint order[MODEL_N];

  g_object_unref (graph);
  {
    g_autoptr (TalusTemplate) template = make_template (TEST_TEMPLATE);
    TalusId id = test_id (0xabc);

    graph = talus_graph_new (&id, model->name, template);
  }
  loader = talus_graph_loader_new (graph, MODEL_N);

  for (guint i = 0; i < MODEL_N; i++)
    {
      guint at = random_any (i + 1);

      order[i] = order[at];
      order[at] = i + 1;
    }
  for (guint i = 0; i < MODEL_N; i++)
    {
      guint a = order[i];

      if (model->nodes[a].exists)
        load_node (loader, model, a);
      for (guint b = MODEL_N; b > 0; b--)
        {
          TalusEdge edge = { test_id (a), test_id (b) };

          if (model->edges[a][b])
            talus_graph_loader_add_edge (loader, &edge, model->edge_seqs[a][b]);
          for (guint top = 1; top <= MODEL_N; top++)
            {
              TalusId top_id = test_id (top);

              if (model->nodes[top].removed && model->nodes[top].removed_edges[a][b])
                talus_graph_loader_add_removed_edge (loader, &top_id, &edge);
            }
        }
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (TalusValue) value = test_value (model->settings[i]);

      talus_graph_loader_add_setting (loader, i == 0 ? "x-a" : "x-b", value,
                                      model->setting_seqs[i]);
    }
  talus_graph_loader_set_name_seq (loader, model->name_seq);
  talus_graph_loader_finish (loader, &error);
  g_assert_no_error (error);

  return graph;
}

static void
test_load (Fixture       *fixture,
           gconstpointer  user_data)
{
  for (guint64 seq = 2; seq < 150; seq++)
    {
      Model stored;
      g_autoptr (TalusGraph) graph = NULL;
      g_autofree char *loaded = NULL;
      g_autofree char *expected = NULL;

      go_forwards (fixture, seq);
      stored = fixture->random.model;
      forget_what_is_not_stored (&stored);
      graph = load (&stored);
      loaded = test_dump (graph, MODEL_N);
      expected = model_dump (&stored, talus_graph_get_template (graph));
      g_assert_cmpstr (loaded, ==, expected);
    }
}

static void
test_mute (Fixture       *fixture,
           gconstpointer  user_data)
{
  for (guint64 seq = 2; seq < 50; seq++)
    {
      g_autoptr (TalusChangeSet) set = talus_change_set_new ();
      g_autoptr (TalusTrace) trace = NULL;
      Model model = fixture->random.model;

      while (!random_change_make (&fixture->random, set, seq))
        ;
      fixture->n_heard = 0;
      talus_graph_mute (fixture->random.graph);
      trace = must_apply (fixture->random.graph, set, seq);
      talus_graph_revert (fixture->random.graph, set, trace);
      talus_graph_unmute (fixture->random.graph);
      g_assert_cmpuint (fixture->n_heard, ==, 0);

      /* The mirrors still agree: they heard of neither. */
      fixture->random.model = model;
      assert_agrees (fixture);
      go_forwards (fixture, seq);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/graph-random/apply-and-revert-agree-with-a-plain-model", Fixture, NULL,
              set_up, test_random, tear_down);
  g_test_add ("/graph-random/a-log-leads-back-to-every-graph", Fixture, NULL,
              set_up, test_rewind, tear_down);
  g_test_add ("/graph-random/rows-in-any-order-make-the-same-graph", Fixture, NULL,
              set_up, test_load, tear_down);
  g_test_add ("/graph-random/nobody-hears-of-what-is-tried-muted", Fixture, NULL,
              set_up, test_mute, tear_down);

  return g_test_run ();
}
