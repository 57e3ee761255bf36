/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the inspector shows of a node beside its properties: dependencies, what
 * does not fit the template, its last changes; and how nodes are found to be
 * chosen. */
#include "inspector-test.h"

#include "app/inspector/talus-dependency-group.h"
#include "app/inspector/talus-editor-words.h"
#include "app/search/talus-node-picker.h"
#include "app/inspector/talus-node-row.h"
#include "app/inspector/talus-orphan-group.h"
#include "app/inspector/talus-orphan.h"
#include "app/inspector/talus-property-row.h"
#include "app/inspector/talus-recent-group.h"

static TalusDependencyGroup *
make_group (InspectorFixture    *self,
            TalusDependencySide  side,
            const char          *name)
{
  GtkWidget *group = g_object_ref_sink (talus_dependency_group_new (self->view, side));

  gtk_window_set_child (GTK_WINDOW (self->window), group);
  talus_dependency_group_show (TALUS_DEPENDENCY_GROUP (group), inspector_node (self, name));

  return TALUS_DEPENDENCY_GROUP (group);
}

static void
free_group (InspectorFixture     *self,
            TalusDependencyGroup *group)
{
  gtk_window_set_child (GTK_WINDOW (self->window), NULL);
  g_object_unref (group);
}

static gboolean
has_edge (InspectorFixture *self,
          const char       *blocker,
          const char       *blocked)
{
  return talus_graph_has_edge (talus_peer_get_graph (self->peer),
                               talus_node_get_id (inspector_node (self, blocker)),
                               talus_node_get_id (inspector_node (self, blocked)));
}

static gboolean
is_open_and_through (gpointer data)
{
  return gtk_widget_get_mapped (data) && app_find_widget (data, GTK_TYPE_LIST_VIEW) != NULL;
}

static char *
list_offered (GtkWidget *picker)
{
  GtkListView *list = GTK_LIST_VIEW (app_find_widget (picker, GTK_TYPE_LIST_VIEW));
  GListModel *model = G_LIST_MODEL (gtk_list_view_get_model (list));
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (TalusNode) node = g_list_model_get_item (model, i);

      g_string_append_printf (names, "%s%s", i > 0 ? " " : "", talus_node_get_name (node));
    }

  return g_string_free (names, FALSE);
}

static void
test_dependencies_are_added_and_removed (InspectorFixture *self,
                                         gconstpointer     data)
{
  TalusDependencyGroup *group = make_group (self, TALUS_DEPENDENCY_BLOCKERS, "Two");
  GtkWidget *row;

  g_assert_true (talus_dependency_group_add (group, inspector_node (self, "One")));
  g_assert_true (has_edge (self, "One", "Two"));
  talus_dependency_group_show (group, inspector_node (self, "Two"));

  row = app_find_widget (GTK_WIDGET (group), TALUS_TYPE_NODE_ROW);
  g_assert_true (talus_node_row_get_node (TALUS_NODE_ROW (row)) == inspector_node (self, "One"));
  g_signal_emit_by_name (row, "removed");
  g_assert_false (has_edge (self, "One", "Two"));
  g_assert_cmpstr (self->said, ==, "“One” no longer blocks “Two”");

  talus_dependency_group_show (group, inspector_node (self, "Two"));
  g_assert_null (app_find_widget (GTK_WIDGET (group), TALUS_TYPE_NODE_ROW));
  free_group (self, group);
}

static void
test_a_row_leads_to_its_node (InspectorFixture *self,
                              gconstpointer     data)
{
  TalusDependencyGroup *group = make_group (self, TALUS_DEPENDENCY_BLOCKED, "One");
  GtkWidget *row;

  talus_dependency_group_add (group, inspector_node (self, "Three"));
  g_assert_true (has_edge (self, "One", "Three"));
  talus_dependency_group_show (group, inspector_node (self, "One"));
  row = app_find_widget (GTK_WIDGET (group), TALUS_TYPE_NODE_ROW);
  g_signal_emit_by_name (gtk_widget_get_parent (row), "row-activated", row);
  g_assert_true (talus_view_get_cursor_node (self->view) == inspector_node (self, "Three"));
  free_group (self, group);
}

static void
test_what_would_close_a_circle_is_not_offered (InspectorFixture *self,
                                               gconstpointer     data)
{
  TalusDependencyGroup *group = make_group (self, TALUS_DEPENDENCY_BLOCKED, "One");
  GtkWidget *button;
  GtkWidget *picker;
  g_autofree char *offered = NULL;

  /* One before Two before Three: Three can wait for One as well, but nothing
   * that One waits for. */
  talus_dependency_group_add (group, inspector_node (self, "Two"));
  talus_dependency_group_show (group, inspector_node (self, "Two"));
  talus_dependency_group_add (group, inspector_node (self, "Three"));
  talus_dependency_group_show (group, inspector_node (self, "Three"));

  button = app_find_widget (GTK_WIDGET (group), GTK_TYPE_MENU_BUTTON);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  picker = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button)));
  app_wait_until (is_open_and_through, picker);
  offered = list_offered (picker);
  g_assert_null (strstr (offered, "One"));
  g_assert_null (strstr (offered, "Two"));
  g_assert_null (strstr (offered, "Three"));
  g_assert_nonnull (strstr (offered, "Odd"));
  gtk_popover_popdown (GTK_POPOVER (picker));
  app_run_ready ();
  free_group (self, group);
}

static void
picked_cb (TalusNode **picked,
           TalusNode  *node)
{
  *picked = node;
}

static void
test_typing_finds_and_enter_takes (InspectorFixture *self,
                                   gconstpointer     data)
{
  GtkWidget *button = gtk_menu_button_new ();
  GtkWidget *picker = talus_node_picker_new (self->view, "Which?");
  GtkWidget *entry = app_find_widget (picker, GTK_TYPE_SEARCH_ENTRY);
  TalusNode *picked = NULL;
  g_autofree char *offered = NULL;

  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), picker);
  gtk_window_set_child (GTK_WINDOW (self->window), button);
  g_signal_connect_swapped (picker, "picked", G_CALLBACK (picked_cb), &picked);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  app_wait_until (is_open_and_through, picker);

  gtk_editable_set_text (GTK_EDITABLE (entry), "th");
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (picked == inspector_node (self, "Three"));
  app_run_ready ();
}

static GPtrArray *
list_orphans (InspectorFixture *self,
              const char       *name)
{
  return talus_orphan_list (talus_peer_get_graph (self->peer), inspector_node (self, name));
}

/* Values that fitted once: the template changes under them. */
static void
make_orphans (InspectorFixture *self)
{
  TalusNode *one = inspector_node (self, "One");
  TalusBatch *batch = talus_batch_new (NULL);
  g_autoptr (GString) yaml = g_string_new (INSPECTOR_TEMPLATE);

  inspector_set (self->peer, one, "state", "\"a\"");
  inspector_set (self->peer, one, "tags", "[\"x\",\"y\"]");
  inspector_set (self->peer, one, "money", "\"12.5\"");
  inspector_set (self->peer, one, "number", "3");

  g_string_replace (yaml, "{id: a, name: Alpha}, ", "", 1);
  g_string_replace (yaml, "{id: x, name: Ex}, ", "", 1);
  g_string_replace (yaml, "id: money, label: Money", "id: price, label: Price", 1);
  g_string_replace (yaml, "id: number, label: Number, type: number, ui",
                    "id: number, label: Number, type: currency, ui", 1);
  talus_batch_set_template (batch, yaml->str);
  inspector_submit (self->peer, batch);
}

static const TalusOrphan *
find_orphan (GPtrArray  *orphans,
             const char *key)
{
  for (guint i = 0; i < orphans->len; i++)
    {
      const TalusOrphan *orphan = orphans->pdata[i];

      if (g_strcmp0 (orphan->key, key) == 0)
        return orphan;
    }

  g_test_message ("No orphan %s", key);
  g_test_fail ();

  return NULL;
}

static void
cure (InspectorFixture  *self,
      const TalusOrphan *orphan,
      const char        *label)
{
  for (guint i = 0; i < orphan->remedies->len; i++)
    {
      const TalusOrphanRemedy *remedy = orphan->remedies->pdata[i];

      if (g_str_equal (remedy->label, label))
        {
          inspector_submit (self->peer,
                            talus_orphan_cure (orphan, inspector_node (self, "One"), remedy));
          return;
        }
    }

  g_test_message ("No remedy %s of %s", label, orphan->key);
  g_test_fail ();
}

static void
test_orphans_are_restored (InspectorFixture *self,
                           gconstpointer     data)
{
  g_autoptr (GPtrArray) none = list_orphans (self, "One");
  g_autoptr (GPtrArray) orphans = NULL;
  g_autoptr (GPtrArray) left = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  make_orphans (self);
  orphans = list_orphans (self, "One");
  g_assert_cmpuint (orphans->len, ==, 4);

  cure (self, find_orphan (orphans, "state"), "Beta");
  inspector_assert_value (self, "One", "state", "\"b\"");
  cure (self, find_orphan (orphans, "tags"), "Wye");
  inspector_assert_value (self, "One", "tags", "[\"y\"]");
  cure (self, find_orphan (orphans, "money"), "Move to “Price”");
  inspector_assert_value (self, "One", "price", "\"12.5\"");
  inspector_assert_value (self, "One", "money", NULL);
  cure (self, find_orphan (orphans, "number"), "3.00");
  inspector_assert_value (self, "One", "number", "\"3\"");

  left = list_orphans (self, "One");
  g_assert_cmpuint (left->len, ==, 0);
}

static void
test_orphans_are_removed (InspectorFixture *self,
                          gconstpointer     data)
{
  g_autoptr (GPtrArray) orphans = NULL;

  make_orphans (self);
  orphans = list_orphans (self, "One");
  inspector_submit (self->peer, talus_orphan_remove (find_orphan (orphans, "money"),
                                                     inspector_node (self, "One")));
  inspector_assert_value (self, "One", "money", NULL);
}

static void
test_orphans_have_a_group_of_their_own (InspectorFixture *self,
                                        gconstpointer     data)
{
  GtkWidget *group;

  inspector_select (self, "One", NULL);
  group = app_find_widget (GTK_WIDGET (self->inspector), TALUS_TYPE_ORPHAN_GROUP);
  g_assert_false (gtk_widget_get_visible (group));

  make_orphans (self);
  app_run_ready ();
  g_assert_true (gtk_widget_get_visible (group));
  /* A select still shows what it holds. */
  g_assert_cmpuint (gtk_drop_down_get_selected (GTK_DROP_DOWN (inspector_target (self, "state"))),
                    ==, 0);
  inspector_assert_value (self, "One", "state", "\"a\"");

  inspector_select (self, "Two", NULL);
  g_assert_false (gtk_widget_get_visible (group));
}

/* What others change elsewhere shuts nothing that is open here. */
static void
test_orphans_stay_as_they_are (InspectorFixture *self,
                               gconstpointer     data)
{
  GtkWidget *group;
  gpointer row;

  make_orphans (self);
  inspector_select (self, "One", NULL);
  group = app_find_widget (GTK_WIDGET (self->inspector), TALUS_TYPE_ORPHAN_GROUP);
  row = app_find_widget (group, GTK_TYPE_LIST_BOX_ROW);
  g_assert_nonnull (row);
  g_object_add_weak_pointer (row, &row);
  inspector_set (self->peer, inspector_node (self, "Two"), "flag", "true");
  app_run_ready ();
  g_assert_nonnull (row);
  inspector_set (self->peer, inspector_node (self, "One"), "state", "\"b\"");
  app_run_ready ();
  g_assert_null (row);
}

static void
test_a_node_of_an_unknown_type_keeps_its_values (InspectorFixture *self,
                                                 gconstpointer     data)
{
  TalusBatch *batch = talus_batch_new (NULL);
  g_autoptr (GString) yaml = g_string_new (INSPECTOR_TEMPLATE);
  g_autoptr (GPtrArray) orphans = NULL;
  const TalusOrphan *orphan;

  inspector_set (self->peer, inspector_node (self, "Odd"), "number", "3");
  g_string_replace (yaml, "id: other", "id: another", 1);
  g_string_replace (yaml, "[thing, other]", "[thing, another]", 1);
  talus_batch_set_template (batch, yaml->str);
  inspector_submit (self->peer, batch);

  orphans = list_orphans (self, "Odd");
  g_assert_cmpuint (orphans->len, ==, 2);
  orphan = orphans->pdata[0];
  g_assert_cmpint (orphan->code, ==, TALUS_ISSUE_UNKNOWN_TYPE);
  g_assert_nonnull (strstr (orphan->message, "other"));
  find_orphan (orphans, "number");

  inspector_select (self, "Odd", NULL);
  inspector_assert_text (self, "name", "Odd");
}

static gboolean
is_visible (gpointer data)
{
  return gtk_widget_get_visible (data);
}

static void
test_last_changes_are_listed (InspectorFixture *self,
                              gconstpointer     data)
{
  GtkWidget *group;

  inspector_set (self->peer, inspector_node (self, "One"), "number", "3");
  app_fixture_settle (self->peer);
  inspector_select (self, "One", NULL);
  group = app_find_widget (GTK_WIDGET (self->inspector), TALUS_TYPE_RECENT_GROUP);
  app_wait_until (is_visible, group);
  g_assert_nonnull (gtk_list_box_get_row_at_index (
    talus_inspector_group_get_list (TALUS_INSPECTOR_GROUP (group)), 1));
}

static gboolean
says_the_sum (gpointer data)
{
  GtkWidget *row = gtk_widget_get_ancestor (data, TALUS_TYPE_PROPERTY_ROW);
  GtkWidget *words = app_find_widget (row, TALUS_TYPE_EDITOR_WORDS);
  GtkWidget *label = gtk_widget_get_first_child (words);

  return label != NULL && gtk_widget_get_visible (label) &&
         strstr (gtk_label_get_label (GTK_LABEL (label)), "7.50") != NULL;
}

static void
test_what_children_come_to_is_said (InspectorFixture *self,
                                    gconstpointer     data)
{
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_move_node (batch, talus_node_get_id (inspector_node (self, "Two")),
                         talus_node_get_id (inspector_node (self, "One")), NULL);
  talus_batch_move_node (batch, talus_node_get_id (inspector_node (self, "Three")),
                         talus_node_get_id (inspector_node (self, "One")), NULL);
  inspector_submit (self->peer, batch);
  inspector_set (self->peer, inspector_node (self, "Two"), "money", "\"2.5\"");
  inspector_select (self, "One", NULL);
  inspector_set (self->peer, inspector_node (self, "Three"), "money", "\"5\"");
  app_wait_until (says_the_sum, inspector_editor (self, "money"));
}

#define ADD(path, func)                                                                     \
  g_test_add ("/inspector/" path, InspectorFixture, NULL, inspector_set_up, func,           \
              inspector_tear_down)

int
main (int   argc,
      char *argv[])
{
  if (!app_init (&argc, &argv))
    return 77;

  ADD ("dependencies-are-added-and-removed", test_dependencies_are_added_and_removed);
  ADD ("a-row-leads-to-its-node", test_a_row_leads_to_its_node);
  ADD ("what-would-close-a-circle-is-not-offered", test_what_would_close_a_circle_is_not_offered);
  ADD ("typing-finds-and-enter-takes", test_typing_finds_and_enter_takes);
  ADD ("orphans-are-restored", test_orphans_are_restored);
  ADD ("orphans-are-removed", test_orphans_are_removed);
  ADD ("orphans-have-a-group-of-their-own", test_orphans_have_a_group_of_their_own);
  ADD ("orphans-stay-as-they-are", test_orphans_stay_as_they_are);
  ADD ("a-node-of-an-unknown-type-keeps-its-values",
       test_a_node_of_an_unknown_type_keeps_its_values);
  ADD ("what-children-come-to-is-said", test_what_children_come_to_is_said);
  ADD ("last-changes-are-listed", test_last_changes_are_listed);

  return g_test_run ();
}
