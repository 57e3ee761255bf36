/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the outline's verbs come to on a real project, and where something that
 * is dragged may land. */
#include "app-fixture.h"

#include "app/outline/talus-outline-drop-plan.h"
#include "app/core/talus-tree-edit.h"

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  TalusGraph *graph;
  TalusOutlineTree *tree;
  TalusNode *body;
  TalusNode *paint;
} Fixture;

static TalusNode *
add_below (Fixture    *self,
           TalusNode  *parent,
           const char *type,
           const char *name)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (GError) error = NULL;
  TalusId id;

  talus_batch_create_node (batch, type, talus_node_get_id (parent), NULL, name, &id);
  talus_peer_submit (self->peer, batch, &error);
  g_assert_no_error (error);

  return talus_graph_get_node (self->graph, &id);
}

/* Body: Floor (Cut, Weld), Doors; Paint: Prime. */
static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  TalusNode *floor;

  app_fixture_set_up (&self->app, data);
  self->peer = app_fixture_create (&self->app, "restomod", "Car");
  self->graph = talus_peer_get_graph (self->peer);
  self->body = app_fixture_find (self->peer, "Body");
  self->paint = app_fixture_find (self->peer, "Paint");
  floor = add_below (self, self->body, "job", "Floor");
  add_below (self, floor, "task", "Cut");
  add_below (self, floor, "task", "Weld");
  add_below (self, self->body, "job", "Doors");
  add_below (self, self->paint, "job", "Prime");
  self->tree = talus_outline_tree_new ();
  talus_outline_tree_set_graph (self->tree, self->graph);
  talus_outline_tree_expand_below (self->tree, NULL, 10000);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (self->tree);
  app_fixture_settle (self->peer);
  talus_peer_close (self->peer);
  app_run_ready ();
  g_clear_object (&self->peer);
  app_fixture_tear_down (&self->app, data);
}

static GPtrArray *
list_tops (Fixture    *self,
           const char *names)
{
  g_auto (GStrv) parts = g_strsplit (names, " ", -1);
  GPtrArray *tops = g_ptr_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    g_ptr_array_add (tops, app_fixture_find (self->peer, parts[i]));

  return tops;
}

static void
assert_children (Fixture    *self,
                 const char *parent,
                 const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (TalusNode *child = talus_node_get_first_child (app_fixture_find (self->peer, parent));
       child != NULL;
       child = talus_node_get_next_sibling (child))
    g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", talus_node_get_name (child));
  g_assert_cmpstr (text->str, ==, expected);
}

typedef TalusBatch *(*Verb) (TalusGraph  *graph,
                             GPtrArray   *tops,
                             GError     **error);

/* TRUE where it was done; what stood in the way is a sentence. */
static gboolean
run (Fixture    *self,
     Verb        verb,
     const char *names)
{
  g_autoptr (GPtrArray) tops = list_tops (self, names);
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusBatch) batch = verb (self->graph, tops, &error);

  if (batch == NULL)
    {
      g_assert_nonnull (error);
      g_assert_cmpstr (error->message, !=, "");
      return FALSE;
    }

  talus_peer_submit (self->peer, batch, &error);
  g_assert_no_error (error);

  return TRUE;
}

static void
test_move_over (Fixture       *self,
                gconstpointer  data)
{
  add_below (self, self->body, "job", "Roof");
  add_below (self, self->body, "job", "Hood");

  g_assert_true (run (self, talus_tree_move_up, "Roof Hood"));
  assert_children (self, "Body", "Floor Roof Hood Doors");
  g_assert_true (run (self, talus_tree_move_down, "Floor Hood"));
  assert_children (self, "Body", "Roof Floor Doors Hood");
}

static void
test_leave_parent (Fixture       *self,
                   gconstpointer  data)
{
  g_assert_true (run (self, talus_tree_move_down, "Doors"));
  assert_children (self, "Body", "Floor");
  assert_children (self, "Paint", "Doors Prime");
  g_assert_true (run (self, talus_tree_move_up, "Doors"));
  assert_children (self, "Body", "Floor Doors");

  /* The uncle in between takes no jobs; at the very end there is none. */
  g_assert_false (run (self, talus_tree_move_up, "Car"));
}

static void
test_levels (Fixture       *self,
             gconstpointer  data)
{
  g_assert_true (run (self, talus_tree_outdent, "Cut Weld"));
  assert_children (self, "Body", "Floor Cut Weld Doors");
  g_assert_true (run (self, talus_tree_indent, "Cut Weld"));
  assert_children (self, "Floor", "Cut Weld");

  /* A job takes no job, a task may not be among the phases, and the first has
   * nobody above it. */
  g_assert_false (run (self, talus_tree_indent, "Doors"));
  g_assert_false (run (self, talus_tree_indent, "Cut"));
  g_assert_false (run (self, talus_tree_outdent, "Doors"));
  assert_children (self, "Body", "Floor Doors");
}

static void
test_delete (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (GPtrArray) tops = list_tops (self, "Floor Doors");
  guint64 count;
  g_autoptr (TalusBatch) batch = talus_tree_delete (self->graph, tops, &count);

  g_assert_cmpuint (count, ==, 4);
  g_assert_cmpuint (talus_batch_get_length (batch), ==, 2);
  g_assert_true (talus_tree_find_heir (self->graph, tops) == self->body);
  g_ptr_array_set_size (tops, 1);
  g_assert_cmpstr (talus_node_get_name (talus_tree_find_heir (self->graph, tops)), ==, "Doors");
}

typedef struct
{
  const char *tops;
  const char *target;
  double part;
  int depth;
  const char *parent;      /* NULL: nothing may land */
  TalusAnchorKind kind;
  const char *sibling;
  gboolean into;
} Drop;

static const Drop drops[] = {
  /* Onto a row that takes it. */
  { "Weld", "Doors", 0.5, 3, "Doors", TALUS_ANCHOR_LAST, NULL, TRUE },
  { "Doors", "Paint", 0.5, 1, "Paint", TALUS_ANCHOR_LAST, NULL, TRUE },
  /* Not below itself, nor where it is. */
  { "Body", "Floor", 0.5, 2, NULL, 0, NULL, FALSE },
  { "Floor", "Floor", 0.5, 2, NULL, 0, NULL, FALSE },
  { "Doors", "Floor", 0.5, 1, NULL, 0, NULL, FALSE },
  /* The gap above the first child, and between two. */
  { "Weld", "Cut", 0.1, 3, "Floor", TALUS_ANCHOR_FIRST, NULL, FALSE },
  { "Doors", "Floor", 0.1, 2, "Body", TALUS_ANCHOR_FIRST, NULL, FALSE },
  { "Cut", "Weld", 0.9, 3, "Floor", TALUS_ANCHOR_AFTER, "Weld", FALSE },
  /* Behind the last of a branch the level counts: beside Weld, or beside Floor. */
  { "Cut", "Weld", 0.9, 2, "Body", TALUS_ANCHOR_AFTER, "Floor", FALSE },
  { "Prime", "Weld", 0.9, 3, "Body", TALUS_ANCHOR_AFTER, "Floor", FALSE },
  /* A phase goes beside phases only. */
  { "Body", "Paint", 0.5, 2, NULL, 0, NULL, FALSE },
  { "Body", "Prime", 0.9, 2, "Car", TALUS_ANCHOR_AFTER, "Paint", FALSE },
  { "Paint", "Body", 0.1, 1, "Car", TALUS_ANCHOR_AFTER, "Drivetrain", FALSE },
  /* Something new: wherever anything may be. */
  { NULL, "Doors", 0.5, 2, "Doors", TALUS_ANCHOR_LAST, NULL, TRUE },
};

static void
test_drop (Fixture       *self,
           gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (drops); i++)
    {
      const Drop *drop = &drops[i];
      g_autoptr (GPtrArray) tops = drop->tops != NULL ? list_tops (self, drop->tops) : NULL;
      TalusDropPlan plan;
      gboolean ok = talus_drop_plan_find (self->tree, tops,
                                          app_fixture_find (self->peer, drop->target), drop->part,
                                          drop->depth, &plan);

      g_test_message ("%u: %s on %s", i, drop->tops, drop->target);
      g_assert_cmpint (ok, ==, drop->parent != NULL);
      if (!ok)
        continue;

      g_assert_cmpstr (talus_node_get_name (plan.parent), ==, drop->parent);
      g_assert_cmpint (plan.anchor.kind, ==, drop->kind);
      g_assert_cmpint (plan.into, ==, drop->into);
      if (drop->sibling != NULL)
        g_assert_cmpstr (talus_node_get_name (talus_graph_get_node (self->graph,
                                                                    &plan.anchor.sibling)), ==,
                         drop->sibling);
    }
}

/* What a plan allows the session allows, whatever is dragged where. */
static void
test_plans_hold (Fixture       *self,
                 gconstpointer  data)
{
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->tree));
  guint n_plans = 0;

  for (guint from = 0; from < n_rows; from++)
    {
      for (guint to = 0; to < n_rows; to++)
        {
          for (double part = 0.05; part < 1; part += 0.3)
            {
              g_autoptr (GPtrArray) tops = g_ptr_array_new ();
              g_autoptr (TalusBatch) batch = NULL;
              g_autoptr (GError) error = NULL;
              TalusDropPlan plan;

              g_ptr_array_add (tops, talus_outline_tree_get_node (self->tree, from));
              if (!talus_drop_plan_find (self->tree, tops,
                                         talus_outline_tree_get_node (self->tree, to), part,
                                         (int) (from + to) % 5, &plan))
                continue;

              batch = talus_tree_move_to (self->graph, tops, plan.parent, &plan.anchor, &error);
              g_assert_no_error (error);
              talus_peer_check (self->peer, batch, &error);
              g_assert_no_error (error);
              n_plans++;
            }
        }
    }
  g_assert_cmpuint (n_plans, >, 100);
}

static void
test_expanded (Fixture       *self,
               gconstpointer  data)
{
  TalusNode *floor = app_fixture_find (self->peer, "Floor");
  TalusNode *cut = app_fixture_find (self->peer, "Cut");

  /* Moved away and back, it is as it was. */
  g_assert_true (run (self, talus_tree_move_down, "Floor"));
  g_assert_true (talus_outline_tree_is_expanded (self->tree, floor));
  g_assert_true (talus_outline_tree_get_node (self->tree,
                                              talus_outline_tree_find (self->tree, cut)) == cut);

  /* Out of sight and in again, too. */
  talus_outline_tree_set_expanded (self->tree, self->body, FALSE);
  g_assert_cmpuint (talus_outline_tree_find (self->tree, cut), ==, GTK_INVALID_LIST_POSITION);
  talus_outline_tree_set_expanded (self->tree, self->body, TRUE);
  g_assert_cmpuint (talus_outline_tree_find (self->tree, cut), !=, GTK_INVALID_LIST_POSITION);

  talus_outline_tree_collapse_all (self->tree);
  g_assert_true (talus_outline_tree_reveal (self->tree, cut));
  g_assert_cmpuint (talus_outline_tree_find (self->tree, cut), !=, GTK_INVALID_LIST_POSITION);
}

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

/* Each costs no more for there being others beside it. */
static void
test_many (Fixture       *self,
           gconstpointer  data)
{
  const guint n_tasks = 6000;
  g_autoptr (TalusBatch) made = talus_batch_new ("Many");
  g_autoptr (GPtrArray) tops = g_ptr_array_new ();
  g_autoptr (TalusBatch) batch = NULL;
  g_autoptr (GError) error = NULL;
  TalusNode *doors = app_fixture_find (self->peer, "Doors");
  TalusAnchor anchor = { TALUS_ANCHOR_FIRST, { { 0 } } };
  TalusId id;

  for (guint i = 0; i < n_tasks; i++)
    talus_batch_create_node (made, "task", talus_node_get_id (self->body), NULL, "Task", &id);
  g_assert_true (talus_peer_submit (self->peer, made, &error));
  for (TalusNode *node = talus_node_get_next_sibling (doors); node != NULL;
       node = talus_node_get_next_sibling (node))
    g_ptr_array_add (tops, node);
  g_assert_cmpuint (tops->len, ==, n_tasks);

  batch = talus_tree_indent (self->graph, tops, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (talus_batch_get_length (batch), ==, n_tasks);
  g_assert_true (talus_tree_find_heir (self->graph, tops) == doors);
  g_assert_false (talus_tree_is_there (self->graph, tops, self->body, &anchor));
  anchor.kind = TALUS_ANCHOR_LAST;
  g_assert_true (talus_tree_is_there (self->graph, tops, self->body, &anchor));
}

static void
test_hovering (Fixture       *self,
               gconstpointer  data)
{
  /* Near its edges what is beside the row is meant. */
  g_assert_true (talus_drop_plan_is_on (0.5));
  g_assert_false (talus_drop_plan_is_on (0.1));
  g_assert_false (talus_drop_plan_is_on (0.9));
  g_assert_false (talus_drop_plan_is_on (1));
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  add ("/tree-edit/runs-move-as-one", test_move_over);
  add ("/tree-edit/at-the-edge-the-nearest-uncle-takes-it", test_leave_parent);
  add ("/tree-edit/levels-are-the-template-s", test_levels);
  add ("/tree-edit/delete-counts-and-names-an-heir", test_delete);
  add ("/tree-edit/drops-land-where-they-may", test_drop);
  add ("/tree-edit/many-cost-no-more-each", test_many);
  add ("/tree-edit/hovering-on-a-row-is-in-its-middle", test_hovering);
  add ("/tree-edit/every-plan-is-allowed", test_plans_hold);
  add ("/tree-edit/what-is-expanded-comes-back", test_expanded);

  return g_test_run ();
}
