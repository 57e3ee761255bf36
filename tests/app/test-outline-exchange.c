/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the outline gives to other windows and programs, and takes from them. */
#include "app-fixture.h"

#include <adwaita.h>

#include "app/core/talus-clipboard.h"
#include "app/outline/talus-outline-pane.h"

typedef struct
{
  TalusPeer *peer;
  TalusView *view;
  GtkWidget *window;
  GtkWidget *pane;
  char *said;
  char **taken;     /* (nullable): what the window was given */
} Project;

typedef struct
{
  AppFixture app;
  Project car;
  Project bus;
} Fixture;

static void
said_cb (Project    *self,
         const char *text)
{
  g_free (self->said);
  self->said = g_strdup (text);
}

static void
take_files_cb (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       data)
{
  Project *self = data;

  g_strfreev (self->taken);
  self->taken = g_variant_dup_strv (parameter, NULL);
}

static void
open_project (Project    *self,
              AppFixture *app,
              const char *name)
{
  static const GActionEntry entries[] = { { "take-files", take_files_cb, "as" } };
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();

  self->peer = app_fixture_create (app, "restomod", name);
  self->view = talus_view_new (self->peer);
  g_signal_connect_swapped (self->view, "said", G_CALLBACK (said_cb), self);
  self->window = gtk_window_new ();
  self->pane = talus_outline_pane_new (self->view);
  g_action_map_add_action_entries (G_ACTION_MAP (group), entries, 1, self);
  gtk_widget_insert_action_group (self->window, "win", G_ACTION_GROUP (group));
  talus_clipboard_add_actions (talus_clipboard_get (self->view), self->window);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (self->window), self->pane);
  gtk_window_present (GTK_WINDOW (self->window));
  app_run_ready ();
}

static void
close_project (Project *self)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  app_run_ready ();
  g_clear_object (&self->view);
  app_fixture_settle (self->peer);
  talus_peer_close (self->peer);
  app_run_ready ();
  g_clear_object (&self->peer);
  g_free (self->said);
  g_strfreev (self->taken);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  app_fixture_set_up (&self->app, data);
  open_project (&self->car, &self->app, "Car");
  open_project (&self->bus, &self->app, "Bus");
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  close_project (&self->car);
  close_project (&self->bus);
  app_fixture_tear_down (&self->app, data);
}

static void
add_phase (Project    *self,
           const char *name)
{
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (self->peer), 0);
  TalusBatch *batch = talus_batch_new (NULL);
  TalusId id;

  talus_batch_create_node (batch, "phase", talus_node_get_id (root), NULL, name, &id);
  g_assert_true (talus_view_submit (self->view, batch));
  app_fixture_settle (self->peer);
}

static void
select_node (Project    *self,
             const char *name)
{
  TalusNode *node = app_fixture_find (self->peer, name);

  g_assert_nonnull (node);
  talus_selection_set_one (talus_view_get_selection (self->view), talus_node_get_id (node));
}

static gboolean
has_heater (gpointer data)
{
  return app_fixture_find (data, "Heater") != NULL;
}

static gboolean
has_no_heater (gpointer data)
{
  return app_fixture_find (data, "Heater") == NULL;
}

/* As a chat or a mail gives it back. */
static void
test_json_as_text (Fixture       *self,
                   gconstpointer  data)
{
  TalusNode *node;
  g_autofree char *json = NULL;

  add_phase (&self->car, "Heater");
  node = app_fixture_find (self->car.peer, "Heater");
  json = talus_clip_write_json (talus_peer_get_graph (self->car.peer), &node, 1);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (self->bus.pane), json);

  select_node (&self->bus, "Bus");
  gtk_widget_activate_action (self->bus.pane, "nodes.paste", NULL);
  app_wait_until (has_heater, self->bus.peer);
  g_assert_cmpstr (talus_node_get_type_id (app_fixture_find (self->bus.peer, "Heater")), ==,
                   "phase");
}

static void
test_cut_elsewhere (Fixture       *self,
                    gconstpointer  data)
{
  add_phase (&self->car, "Heater");
  select_node (&self->car, "Heater");
  gtk_widget_activate_action (self->car.pane, "nodes.cut", NULL);
  g_assert_nonnull (app_fixture_find (self->car.peer, "Heater"));

  select_node (&self->bus, "Bus");
  gtk_widget_activate_action (self->bus.pane, "nodes.paste", NULL);
  app_wait_until (has_heater, self->bus.peer);
  app_wait_until (has_no_heater, self->car.peer);
  g_assert_cmpstr (self->car.said, ==, "Moved 1 node to “Bus”");

  /* There it can be taken back as anything else. */
  g_assert_true (talus_peer_undo (self->car.peer, NULL));
  app_wait_until (has_heater, self->car.peer);
}

/* (transfer none): the one for what comes from elsewhere. */
static GtkDropTarget *
find_drop (GtkWidget *widget)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  GtkDropTarget *found = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller) &&
          gdk_content_formats_contain_gtype (
            gtk_drop_target_get_formats (GTK_DROP_TARGET (controller)), GDK_TYPE_FILE_LIST))
        return GTK_DROP_TARGET (controller);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_drop (child);

  return found;
}

static void
test_dropped (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr (GFile) project = g_file_new_for_path ("/nowhere/Van.json");
  g_autoptr (GFile) table = g_file_new_for_path ("/nowhere/Parts.CSV");
  g_autoptr (GFile) note = g_file_new_for_path ("/nowhere/Heater");
  GdkFileList *list;
  GFile *files[] = { project, table, note };
  GtkDropTarget *target = find_drop (self->car.pane);
  GValue value = G_VALUE_INIT;
  gboolean is_taken = FALSE;

  g_assert_nonnull (target);
  list = gdk_file_list_new_from_array (files, G_N_ELEMENTS (files));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, list);
  g_signal_emit_by_name (target, "drop", &value, 100.0, 50.0, &is_taken);
  g_value_unset (&value);

  g_assert_true (is_taken);
  g_assert_nonnull (self->car.taken);
  g_assert_cmpuint (g_strv_length (self->car.taken), ==, 2);
  g_assert_cmpstr (self->car.taken[0], ==, "file:///nowhere/Van.json");
  g_assert_cmpstr (self->car.taken[1], ==, "file:///nowhere/Parts.CSV");
  g_assert_null (app_fixture_find (self->car.peer, "Van.json"));
  g_assert_nonnull (app_fixture_find (self->car.peer, "Heater"));
}

static void
text_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  char **text = user_data;

  *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static gboolean
is_read_cb (gpointer user_data)
{
  return *(char **) user_data != NULL;
}

/* What could not be pasted is not put there, and that is said at once. */
static void
test_too_much (Fixture       *fixture,
               gconstpointer  data)
{
  GdkClipboard *clipboard = gdk_display_get_clipboard (gdk_display_get_default ());
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (fixture->car.peer), 0);
  TalusBatch *batch = talus_batch_new (NULL);
  g_autofree char *text = NULL;

  for (guint i = 0; i < TALUS_MAX_BATCH; i++)
    talus_batch_create_node (batch, "phase", talus_node_get_id (root), NULL, "One of many", NULL);
  g_assert_true (talus_view_submit (fixture->car.view, batch));
  app_fixture_settle (fixture->car.peer);
  talus_selection_set_one (talus_view_get_selection (fixture->car.view), talus_node_get_id (root));

  g_assert_true (gtk_widget_activate_action (fixture->car.pane, "nodes.copy", NULL));
  g_assert_cmpstr (fixture->car.said, ==,
                   "Only the names were copied: at most 10000 nodes can be pasted at once");
  g_assert_false (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard),
                                                         TALUS_CLIP_MIME_TYPE));
  gdk_clipboard_read_text_async (clipboard, NULL, text_read_cb, &text);
  app_wait_until (is_read_cb, &text);
  g_assert_true (g_str_has_prefix (text, "Car\n\t"));
  g_assert_true (g_str_has_suffix (text, "\n\tOne of many\n"));

  /* To be moved it is whole. */
  select_node (&fixture->car, "Body");
  g_assert_true (gtk_widget_activate_action (fixture->car.pane, "nodes.cut", NULL));
  g_assert_true (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard),
                                                        TALUS_CLIP_MIME_TYPE));
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

#define add(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  add ("/outline-exchange/nodes-that-were-text-meanwhile-are-nodes", test_json_as_text);
  add ("/outline-exchange/what-was-cut-goes-to-the-other-project", test_cut_elsewhere);
  add ("/outline-exchange/files-go-to-the-window-or-become-nodes", test_dropped);
  add ("/outline-exchange/more-than-can-be-pasted-is-text", test_too_much);
#undef add

  return g_test_run ();
}
