/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The application and its windows: what cannot be opened leaves the others
 * alone, and what was shown comes back. */
#include <adwaita.h>
#include <glib/gstdio.h>

#include "app-fixture.h"
#include "app/sharing/talus-share.h"
#include "app/shell/talus-application.h"
#include "app/shell/talus-window-states.h"
#include "app/welcome/talus-welcome-window.h"
#include "app/window/talus-window.h"

#define MOST_COPIES 100

/* Beside the application there is a desk that is not its own. */
typedef struct
{
  AppFixture other;
  TalusApplication *application;
  void (*body) (gpointer fixture);
  TalusId root;
} Fixture;

typedef struct
{
  Fixture *fixture;
  const char *label;
  guint number;
} Wanted;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  app_fixture_set_up (&self->other, data);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  app_fixture_tear_down (&self->other, data);
}

static gboolean
body_cb (gpointer user_data)
{
  Fixture *self = user_data;

  self->body (self);
  g_action_group_activate_action (G_ACTION_GROUP (self->application), "quit", NULL);

  return G_SOURCE_REMOVE;
}

static void
activated_cb (Fixture *self)
{
  if (self->body != NULL)
    g_idle_add (body_cb, self);
  g_signal_handlers_disconnect_by_func (self->application, activated_cb, self);
}

/* @folder: of its projects. @body is done once it runs. */
static void
run (Fixture    *self,
     const char *folder,
     void      (*body) (gpointer fixture))
{
  g_autofree char *option = g_strconcat ("--data-dir=", folder, NULL);
  char *arguments[] = { "talus-tally", option, NULL };
  g_autoptr (TalusApplication) application = talus_application_new ();

  self->application = application;
  self->body = body;
  g_application_set_flags (G_APPLICATION (application),
                           G_APPLICATION_HANDLES_OPEN | G_APPLICATION_NON_UNIQUE);
  g_signal_connect_data (application, "activate", G_CALLBACK (activated_cb), self, NULL,
                         G_CONNECT_AFTER | G_CONNECT_SWAPPED);
  g_assert_cmpint (g_application_run (G_APPLICATION (application), 2, arguments), ==, 0);
  self->application = NULL;
}

static void
run_beside (Fixture *self,
            void   (*body) (gpointer fixture))
{
  g_autofree char *folder = g_build_filename (self->other.folder, "mine", NULL);

  run (self, folder, body);
}

/* (nullable): of one of the windows, and in how many it is. */
static GtkWidget *
find_in_windows (Fixture    *self,
                 const char *label,
                 guint      *number)
{
  GListModel *windows = gtk_window_get_toplevels ();
  GtkWidget *found = NULL;

  *number = 0;
  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);
      GtkWidget *button = app_find_button (window, label);

      *number += button != NULL;
      found = button != NULL ? button : found;
    }

  return found;
}

static gboolean
is_there (gpointer data)
{
  Wanted *wanted = data;
  guint number;

  find_in_windows (wanted->fixture, wanted->label, &number);

  return number == wanted->number;
}

static void
wait_for_button (Fixture    *self,
                 const char *label,
                 guint       number)
{
  Wanted wanted = { self, label, number };

  app_wait_until (is_there, &wanted);
}

static void
press (Fixture    *self,
       const char *label)
{
  guint number;
  GtkWidget *button;

  wait_for_button (self, label, 1);
  button = find_in_windows (self, label, &number);
  g_signal_emit_by_name (button, "clicked");
}

static void
activate (Fixture    *self,
          const char *action)
{
  g_action_group_activate_action (G_ACTION_GROUP (self->application), action, NULL);
}

/* (nullable) */
static TalusWindow *
find_window (Fixture *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self->application));

  for (GList *link = windows; link != NULL; link = link->next)
    {
      if (TALUS_IS_WINDOW (link->data))
        return link->data;
    }

  return NULL;
}

static gboolean
has_window (gpointer data)
{
  return find_window (data) != NULL;
}

static void
open_file (Fixture    *self,
           const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_application_open (G_APPLICATION (self->application), &file, 1, "");
}

static void
try_again_twice (gpointer data)
{
  Fixture *self = data;
  TalusDesk *desk;
  GtkWidget *button;
  guint number;

  wait_for_button (self, "Try Again", 1);
  activate (self, "new-window");
  wait_for_button (self, "Try Again", 2);
  talus_desk_shut_down (self->other.desk);

  button = find_in_windows (self, "Try Again", &number);
  g_signal_emit_by_name (button, "clicked");
  wait_for_button (self, "Explore a Sample", 1);
  desk = talus_application_get_desk (self->application);
  press (self, "Try Again");
  wait_for_button (self, "Explore a Sample", 2);
  g_assert_true (talus_application_get_desk (self->application) == desk);
}

static void
test_desk_that_works_is_kept (Fixture       *self,
                              gconstpointer  data)
{
  run (self, self->other.folder, try_again_twice);
}

static gboolean
is_shared (gpointer data)
{
  return talus_share_get_state (data) == TALUS_SHARE_ON;
}

static gboolean
is_not_shared (gpointer data)
{
  return talus_share_get_state (data) == TALUS_SHARE_OFF;
}

static void
join_folder (gpointer data)
{
  Fixture *self = data;
  TalusShare *share = talus_share_get (self->other.desk);

  press (self, "Take Part There");
  wait_for_button (self, "_Join in Browser", 1);
  press (self, "_Cancel");

  talus_share_stop (share);
  app_wait_until (is_not_shared, share);
  talus_desk_shut_down (self->other.desk);
  press (self, "Show Projects");
  wait_for_button (self, "Explore a Sample", 1);
}

/* And once it is free there are projects to show. */
static void
test_folder_in_use_can_be_joined (Fixture       *self,
                                  gconstpointer  data)
{
  TalusShare *share = talus_share_get (self->other.desk);

  talus_share_start (share, TALUS_REACH_COMPUTER, 0);
  app_wait_until (is_shared, share);
  run (self, self->other.folder, join_folder);
}

/* (transfer full): the document of a new project that the other desk has open. */
static char *
hold_document (Fixture    *self,
               TalusPeer **peer)
{
  g_autofree char *projects = g_build_filename (self->other.folder, "projects", NULL);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  *peer = app_fixture_create (&self->other, "book", "Held");
  dir = g_dir_open (projects, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      if (g_str_has_suffix (name, ".talus"))
        return g_build_filename (projects, name, NULL);
    }
  g_assert_not_reached ();
}

static char *
name_copy (Fixture    *self,
           const char *path,
           guint       number)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = NULL;

  base[strlen (base) - strlen (".talus")] = '\0';
  name = number == 1 ? g_strconcat (base, ".talus", NULL)
                     : g_strdup_printf ("%s-%u.talus", base, number);

  return g_build_filename (self->other.folder, "mine", "projects", name, NULL);
}

static gboolean
is_gone (gpointer data)
{
  return *(gpointer *) data == NULL;
}

static gboolean
has_file (gpointer data)
{
  return g_file_test (data, G_FILE_TEST_EXISTS);
}

static void
copy_what_is_held (gpointer data)
{
  Fixture *self = data;
  g_autoptr (TalusPeer) peer = NULL;
  g_autofree char *path = hold_document (self, &peer);
  g_autofree char *last = name_copy (self, path, MOST_COPIES);
  TalusDesk *desk;
  guint number;
  GtkWidget *button;
  GtkWidget *window;

  /* There is no name left for it. */
  wait_for_button (self, "Explore a Sample", 1);
  desk = talus_application_get_desk (self->application);
  for (guint i = 1; i <= MOST_COPIES; i++)
    {
      g_autofree char *copy = name_copy (self, path, i);

      g_assert_true (g_file_set_contents (copy, "", 0, NULL));
    }
  open_file (self, path);
  press (self, "Take Part There");
  press (self, "Open a _Copy");
  press (self, "Try Again");
  wait_for_button (self, "Take Part There", 1);
  g_assert_true (talus_application_get_desk (self->application) == desk);

  /* And when there is one, nobody is there any more to see it. */
  g_remove (last);
  button = find_in_windows (self, "Take Part There", &number);
  window = GTK_WIDGET (gtk_widget_get_root (button));
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  press (self, "Take Part There");
  press (self, "Open a _Copy");
  activate (self, "new-window");
  gtk_window_destroy (GTK_WINDOW (window));
  app_wait_until (has_file, last);
  app_wait_until (is_gone, &window);
  wait_for_button (self, "Explore a Sample", 1);

  app_fixture_settle (peer);
  talus_peer_close (peer);
}

static void
test_copy_that_fails (Fixture       *self,
                      gconstpointer  data)
{
  run_beside (self, copy_what_is_held);
}

static void
open_sample (Fixture *self)
{
  g_autofree char *sample = g_test_build_filename (G_TEST_DIST, "..", "..", "data", "samples",
                                                   "1966-bronco.json", NULL);

  open_file (self, sample);
  app_wait_until (has_window, self);
}

static gboolean
has_welcome (gpointer data)
{
  GList *windows = gtk_application_get_windows (
    GTK_APPLICATION (((Fixture *) data)->application));

  for (GList *link = windows; link != NULL; link = link->next)
    {
      if (TALUS_IS_WELCOME_WINDOW (link->data) && gtk_widget_get_mapped (link->data))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_new_peer (gpointer data)
{
  Fixture *self = data;
  TalusPeer *peer = talus_view_get_live_peer (talus_window_get_view (find_window (self)));

  return peer != NULL && talus_peer_get_state (peer) == TALUS_PEER_LIVE;
}

static void
open_again (gpointer data)
{
  Fixture *self = data;
  TalusPeer *peer;
  char project[TALUS_ID_TEXT_SIZE];

  open_sample (self);
  peer = talus_view_get_live_peer (talus_window_get_view (find_window (self)));
  talus_id_format (talus_peer_get_project_id (peer), project);
  app_fixture_settle (peer);
  g_object_add_weak_pointer (G_OBJECT (peer), (gpointer *) &peer);
  activate (self, "new-window");
  app_wait_until (has_welcome, self);

  talus_peer_close (peer);
  g_action_group_activate_action (G_ACTION_GROUP (self->application), "open-project",
                                  g_variant_new_string (project));
  app_wait_until (is_new_peer, self);
  app_run_ready ();
  g_assert_null (peer);
  g_assert_true (has_welcome (self));
}

/* Nothing keeps what has ended, and what else is in sight stays there. */
static void
test_opened_again (Fixture       *self,
                   gconstpointer  data)
{
  run_beside (self, open_again);
}

static void
show_history (gpointer data)
{
  Fixture *self = data;

  open_sample (self);
  talus_window_set_panel (find_window (self), "history");
}

static void
shut_panel (gpointer data)
{
  Fixture *self = data;

  app_wait_until (has_window, self);
  g_assert_cmpstr (talus_window_get_panel (find_window (self)), ==, "history");
  talus_window_set_panel (find_window (self), NULL);
}

static void
check_shut (gpointer data)
{
  Fixture *self = data;

  app_wait_until (has_window, self);
  g_assert_null (talus_window_get_panel (find_window (self)));
}

static void
test_panel_comes_back (Fixture       *self,
                       gconstpointer  data)
{
  run_beside (self, show_history);
  run_beside (self, shut_panel);
  run_beside (self, check_shut);
}

#define N_JOBS (TALUS_WINDOW_STATE_MOST_IDS + 100)

static void
expand_all (gpointer data)
{
  Fixture *self = data;
  g_autofree TalusId *ids = g_new (TalusId, N_JOBS + 1);
  TalusBatch *batch = talus_batch_new (NULL);
  TalusView *view;
  TalusNode *root;

  open_sample (self);
  view = talus_window_get_view (find_window (self));
  root = talus_graph_get_root (talus_view_get_graph (view), 0);
  self->root = *talus_node_get_id (root);
  ids[0] = self->root;
  for (guint i = 1; i <= N_JOBS; i++)
    talus_batch_create_node (batch, "job", talus_node_get_id (app_fixture_find (
      talus_view_get_peer (view), "Body")), NULL, "Job", &ids[i]);
  g_assert_true (talus_view_submit (view, batch));
  app_fixture_settle (talus_view_get_peer (view));
  talus_view_set_expanded (view, ids, N_JOBS + 1);
}

/* What is within something that is shut would not be seen. */
static void
test_outermost_comes_back (Fixture       *self,
                           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->other.folder, "mine", "windows", NULL);
  g_autoptr (TalusWindowStates) states = NULL;
  const TalusWindowState *state;

  run_beside (self, expand_all);
  states = talus_window_states_new (path);
  state = talus_window_states_get (states, 0);
  g_assert_cmpuint (state->n_expanded, ==, TALUS_WINDOW_STATE_MOST_IDS);
  g_assert_true (talus_id_equal (&state->expanded[0], &self->root));
}

int
main (int   argc,
      char *argv[])
{
  if (!app_init (&argc, &argv))
    return 77;

#define ADD(name, func) g_test_add ("/windows/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("a-desk-that-works-is-kept", test_desk_that_works_is_kept);
  ADD ("a-folder-in-use-can-be-joined", test_folder_in_use_can_be_joined);
  ADD ("a-copy-that-fails-harms-nobody", test_copy_that_fails);
  ADD ("opened-again-it-is-as-new", test_opened_again);
  ADD ("the-panel-comes-back", test_panel_comes_back);
  ADD ("the-outermost-comes-back-first", test_outermost_comes_back);
#undef ADD

  return g_test_run ();
}
