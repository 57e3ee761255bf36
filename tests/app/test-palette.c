/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The palette's results: verbs and nodes by what was typed. */
#include "app-fixture.h"

#include "app/graph/talus-graph-pane.h"
#include "app/outline/talus-outline-pane.h"
#include "app/search/talus-palette-results.h"
#include "app/window/talus-window.h"

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  TalusWindow *window;
  TalusView *view;
  TalusPaletteResults *results;
} Fixture;

static GtkApplication *application;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  app_fixture_set_up (&self->app, data);
  self->peer = app_fixture_create (&self->app, "restomod", "Car");
  self->window = talus_window_new (application, self->peer);
  gtk_window_present (GTK_WINDOW (self->window));
  app_run_ready ();
  self->view = talus_window_get_view (self->window);
  self->results = talus_palette_results_new (talus_search_get (self->view));
  talus_node_index_fill (talus_search_get_index (talus_search_get (self->view)), -1);
  talus_palette_results_set_target (self->results, GTK_WIDGET (self->window));
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (self->results);
  gtk_window_destroy (GTK_WINDOW (self->window));
  app_run_ready ();
  g_assert_finalize_object (self->peer);
  app_fixture_tear_down (&self->app, data);
}

static TalusPaletteItem *
get (Fixture *self,
     guint    position)
{
  g_autoptr (TalusPaletteItem) item = g_list_model_get_item (G_LIST_MODEL (self->results),
                                                             position);

  g_assert_nonnull (item);

  return item;   /* the results hold it */
}

static TalusPaletteItem *
find_verb (Fixture    *self,
           const char *action)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->results)); i++)
    {
      const TalusVerb *verb = talus_palette_item_get_verb (get (self, i));

      if (verb != NULL && g_str_equal (verb->action, action))
        return get (self, i);
    }

  return NULL;
}

static void
assert_first_node (Fixture    *self,
                   const char *name)
{
  TalusNode *node = talus_palette_item_get_node (get (self, 0));

  g_assert_nonnull (node);
  g_assert_cmpstr (talus_node_get_name (node), ==, name);
}

static void
test_finds_nodes (Fixture       *fixture,
                  gconstpointer  data)
{
  talus_palette_results_set_text (fixture->results, "chas");
  assert_first_node (fixture, "Chassis");
  talus_palette_results_set_text (fixture->results, "fnl asmb");
  assert_first_node (fixture, "Final assembly");
  talus_palette_results_set_text (fixture->results, "no such thing at all");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->results)), ==, 0);
}

static void
test_finds_verbs (Fixture       *fixture,
                  gconstpointer  data)
{
  talus_palette_results_set_text (fixture->results, "undo");
  g_assert_nonnull (find_verb (fixture, "win.undo"));
  g_assert_false (talus_palette_item_is_possible (find_verb (fixture, "win.undo")));
  g_assert_true (get (fixture, 0) == find_verb (fixture, "win.undo"));

  talus_palette_results_set_text (fixture->results, ">chas");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->results)), ==, 0);
  talus_palette_results_set_text (fixture->results, ">show board");
  g_assert_nonnull (find_verb (fixture, "win.pane::board"));
}

static void
test_does_what_is_chosen (Fixture       *fixture,
                          gconstpointer  data)
{
  talus_palette_results_set_text (fixture->results, "show the board");
  g_assert_true (talus_verb_activate (talus_palette_item_get_verb (get (fixture, 0)),
                                      GTK_WIDGET (fixture->window)));
  g_assert_cmpstr (talus_window_get_pane (fixture->window), ==, "board");
}

static GtkWidget *
find_widget (GtkWidget *widget,
             GType      type)
{
  GtkWidget *found = G_TYPE_CHECK_INSTANCE_TYPE (widget, type) ? widget : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type);

  return found;
}

static void
test_other_words (Fixture       *fixture,
                  gconstpointer  data)
{
  static const struct
  {
    const char *text;
    const char *action;
  } looked_for[] = {
    { "sidebar", "win.history" },
    { "kanban", "win.pane::board" },
    { "csv", "win.export" },
    { "diagram", "win.pane::graph" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (looked_for); i++)
    {
      talus_palette_results_set_text (fixture->results, looked_for[i].text);
      g_assert_nonnull (find_verb (fixture, looked_for[i].action));
    }

  /* Only from the beginning of a word on. */
  talus_palette_results_set_text (fixture->results, ">idebar");
  g_assert_null (find_verb (fixture, "win.history"));
}

/* Menus and the palette have the same words. */
static void
test_words_of_menus (Fixture       *fixture,
                     gconstpointer  data)
{
  GtkWidget *outline = find_widget (GTK_WIDGET (fixture->window), TALUS_TYPE_OUTLINE_PANE);

  talus_palette_results_set_target (fixture->results, outline);
  talus_palette_results_set_text (fixture->results, "expand all");
  g_assert_nonnull (find_verb (fixture, "outline.expand-all"));
  talus_palette_results_set_text (fixture->results, "expand everything");
  g_assert_nonnull (find_verb (fixture, "outline.expand-all"));
}

static void
test_verbs_of_panes (Fixture       *fixture,
                     gconstpointer  data)
{
  GtkWidget *pane;
  TalusNode *node = app_fixture_find (fixture->peer, "Chassis");

  talus_window_set_pane (fixture->window, "board");
  pane = gtk_widget_get_first_child (GTK_WIDGET (fixture->window));
  g_assert_nonnull (pane);
  talus_selection_set_one (talus_view_get_selection (fixture->view), talus_node_get_id (node));

  /* Verbs of a pane that is not in front are no verbs. */
  talus_palette_results_set_text (fixture->results, ">card");
  g_assert_null (find_verb (fixture, "board.add"));
}

static void
test_verbs_of_the_graph (Fixture       *fixture,
                         gconstpointer  data)
{
  GtkWidget *graph = find_widget (GTK_WIDGET (fixture->window), TALUS_TYPE_GRAPH_PANE);
  g_autofree char *mode = NULL;

  talus_window_set_pane (fixture->window, "graph");
  talus_palette_results_set_target (fixture->results, graph);
  talus_palette_results_set_text (fixture->results, ">zoom");
  g_assert_nonnull (find_verb (fixture, "graph.zoom-in"));
  talus_palette_results_set_text (fixture->results, ">dependencies");
  g_assert_nonnull (find_verb (fixture, "graph.mode::dependencies"));
  g_assert_true (talus_verb_activate (talus_palette_item_get_verb (
    find_verb (fixture, "graph.mode::dependencies")), graph));
  g_object_get (graph, "mode", &mode, NULL);
  g_assert_cmpstr (mode, ==, "dependencies");
}

static void
test_recent_first (Fixture       *fixture,
                   gconstpointer  data)
{
  TalusNode *node = app_fixture_find (fixture->peer, "Electrical");

  talus_palette_results_set_text (fixture->results, "search and");
  talus_palette_results_use (fixture->results, find_verb (fixture, "win.search"));
  talus_selection_set_one (talus_view_get_selection (fixture->view), talus_node_get_id (node));

  talus_palette_results_set_text (fixture->results, "");
  g_assert_true (get (fixture, 0) == find_verb (fixture, "win.search"));
  g_assert_true (talus_palette_item_get_node (get (fixture, 1)) == node);
}

/* What is in the menu of the window needs no other name. */
static void
test_has_the_menu (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GPtrArray) verbs = talus_verbs_list (GTK_WIDGET (fixture->window));
  const TalusVerb *about = NULL;

  for (guint i = 0; i < verbs->len; i++)
    {
      const TalusVerb *verb = verbs->pdata[i];

      if (g_str_equal (verb->action, "app.about"))
        about = verb;
    }

  g_assert_nonnull (about);
  g_assert_cmpstr (about->title, ==, "About Talus Tally");
}

static gboolean
tells_of_one (gpointer entry)
{
  return gtk_test_accessible_has_relation (entry, GTK_ACCESSIBLE_RELATION_ACTIVE_DESCENDANT);
}

/* The entry keeps the focus; what is about to be chosen is told of beside it. */
static void
test_tells_what_is_selected (Fixture       *fixture,
                             gconstpointer  data)
{
  GtkWidget *focus;
  GtkWidget *entry;

  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "palette", NULL);
  app_run_ready ();
  focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  g_assert_true (GTK_IS_TEXT (focus));
  gtk_editable_set_text (GTK_EDITABLE (focus), "chas");
  entry = gtk_widget_get_parent (focus);
  app_wait_until (tells_of_one, entry);
}

/* What others add meanwhile moves nothing from under a finger. */
static void
test_stays_as_it_is_read (Fixture       *fixture,
                          gconstpointer  data)
{
  TalusNode *chassis = app_fixture_find (fixture->peer, "Chassis");
  TalusNode *root = talus_node_get_parent (chassis);
  TalusBatch *batch = talus_batch_new (NULL);
  guint n;

  talus_palette_results_set_text (fixture->results, "chas");
  n = g_list_model_get_n_items (G_LIST_MODEL (fixture->results));
  talus_batch_create_node (batch, "phase", talus_node_get_id (root), NULL, "Chas", NULL);
  g_assert_true (talus_view_submit (fixture->view, batch));
  app_fixture_settle (fixture->peer);
  app_run_ready ();
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->results)), ==, n);
  g_assert_true (talus_palette_item_get_node (get (fixture, 0)) == chassis);

  talus_palette_results_set_text (fixture->results, "chas");
  assert_first_node (fixture, "Chas");
}

#define ADD(law, test) g_test_add ("/palette/" law, Fixture, NULL, set_up, test, tear_down)

int
main (int   argc,
      char *argv[])
{
  if (!app_init (&argc, &argv))
    return 77;

  application = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, NULL);
  g_application_set_default (G_APPLICATION (application));

  ADD ("finds-nodes", test_finds_nodes);
  ADD ("tells-what-is-selected", test_tells_what_is_selected);
  ADD ("finds-verbs-and-knows-whether-they-are-possible", test_finds_verbs);
  ADD ("does-what-is-chosen", test_does_what_is_chosen);
  ADD ("verbs-are-found-by-what-others-call-them", test_other_words);
  ADD ("verbs-have-the-words-of-menus", test_words_of_menus);
  ADD ("verbs-of-panes-are-those-of-the-pane-in-front", test_verbs_of_panes);
  ADD ("verbs-of-the-graph-are-known", test_verbs_of_the_graph);
  ADD ("what-was-used-last-comes-first", test_recent_first);
  ADD ("knows-what-is-in-the-menu", test_has_the_menu);
  ADD ("stays-as-it-is-while-it-is-read", test_stays_as_it_is_read);

  return g_test_run ();
}
