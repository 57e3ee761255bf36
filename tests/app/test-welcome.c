/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The welcome page by itself: what it says, and what becomes of what is given
 * up on the way. */
#include <adwaita.h>
#include <glib/gstdio.h>

#include "app-fixture.h"
#include "app/welcome/talus-opening.h"
#include "app/welcome/talus-project-row.h"
#include "app/welcome/talus-welcome.h"

typedef struct
{
  AppFixture app;
  GtkWidget *window;
  TalusWelcome *page;
  guint n_failed;
  char *opened;      /* (nullable): what was opened last */
} Fixture;

static void
failed_cb (Fixture *self)
{
  self->n_failed++;
}

static void
opened_cb (Fixture   *self,
           TalusPeer *peer)
{
  g_free (self->opened);
  self->opened = g_strdup (talus_peer_get_name (peer));
  app_fixture_settle (peer);
  talus_peer_close (peer);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  app_fixture_set_up (&self->app, data);
  self->window = gtk_window_new ();
  self->page = TALUS_WELCOME (talus_welcome_new (self->app.desk));
  g_signal_connect_swapped (self->page, "failed", G_CALLBACK (failed_cb), self);
  g_signal_connect_swapped (self->page, "opened", G_CALLBACK (opened_cb), self);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  app_run_ready ();
  g_free (self->opened);
  app_fixture_tear_down (&self->app, data);
}

static void
make_project (Fixture    *self,
              const char *name)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (&self->app, "book", name);

  app_fixture_settle (peer);
  talus_peer_close (peer);
}

/* (nullable): the first of its type below. */
static GtkWidget *
find (GtkWidget *widget,
      GType      type)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find (child, type);

  return found;
}

/* (nullable) */
static GtkWidget *
find_label (GtkWidget  *widget,
            const char *text)
{
  GtkWidget *found = NULL;

  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_label (child, text);

  return found;
}

typedef struct
{
  Fixture *fixture;
  const char *text;
} Awaited;

static gboolean
has_label (gpointer data)
{
  Awaited *awaited = data;

  return find_label (GTK_WIDGET (awaited->fixture->page), awaited->text) != NULL;
}

static void
wait_label (Fixture    *self,
            const char *text)
{
  Awaited awaited = { self, text };

  app_wait_until (has_label, &awaited);
}

static gboolean
has_row (gpointer data)
{
  return find (data, TALUS_TYPE_PROJECT_ROW) != NULL;
}

static gboolean
has_no_toast (gpointer data)
{
  return find_label (data, "Moved “") == NULL;
}

static void
test_name_in_toast (Fixture       *self,
                    gconstpointer  data)
{
  GtkWidget *toast;

  make_project (self, "R&D <new>");
  gtk_window_present (GTK_WINDOW (self->window));
  app_wait_until (has_row, self->page);
  g_signal_emit_by_name (find (GTK_WIDGET (self->page), TALUS_TYPE_PROJECT_ROW), "trash");
  wait_label (self, "Moved “R&D <new>” to the trash");

  toast = find (GTK_WIDGET (self->page), g_type_from_name ("AdwToastWidget"));
  g_signal_emit_by_name (find (toast, GTK_TYPE_BUTTON), "clicked");
  app_wait_until (has_no_toast, self->page);
  app_wait_until (has_row, self->page);
}

static gboolean
has_file (gpointer data)
{
  return g_file_test (data, G_FILE_TEST_EXISTS);
}

static gboolean
has_no_file (gpointer data)
{
  return !has_file (data);
}

/* What opens folders, as far as this program and those it starts know. It says
 * that it was there. */
static char *
make_file_manager (const char *folder)
{
  g_autofree char *applications = g_build_filename (folder, "applications", NULL);
  g_autofree char *entry = g_build_filename (applications, "files.desktop", NULL);
  g_autofree char *defaults = g_build_filename (applications, "mimeapps.list", NULL);
  g_autofree char *text = NULL;
  char *seen = g_build_filename (folder, "seen", NULL);

  text = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Files\n"
                          "MimeType=inode/directory;\nExec=touch %s %%u\n", seen);
  g_assert_cmpint (g_mkdir_with_parents (applications, 0700), ==, 0);
  g_assert_true (g_file_set_contents (entry, text, -1, NULL));
  g_assert_true (g_file_set_contents (defaults, "[Default Applications]\n"
                                      "inode/directory=files.desktop\n", -1, NULL));

  return seen;
}

/* Without a file manager that can point at it the folder is opened. */
static void
test_show_file (Fixture       *self,
                gconstpointer  data)
{
  g_autofree char *seen = make_file_manager (g_get_user_data_dir ());

  make_project (self, "Wanted");
  gtk_window_present (GTK_WINDOW (self->window));
  app_wait_until (has_row, self->page);
  gtk_widget_activate_action (find (GTK_WIDGET (self->page), TALUS_TYPE_PROJECT_ROW),
                              "project.show-file", NULL);
  app_wait_until (has_file, seen);
}

static gboolean
has_failed (gpointer data)
{
  return ((Fixture *) data)->n_failed > 0;
}

static gboolean
has_opened (gpointer data)
{
  return ((Fixture *) data)->opened != NULL;
}

/* What is no project: it stays on the page that says so. */
static void
fail_to_open (Fixture    *self,
              const char *base)
{
  g_autofree char *path = g_build_filename (self->app.folder, base, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (path, "Dear aunt", -1, NULL));
  talus_welcome_open_file (self->page, file);
  g_assert_true (talus_welcome_is_busy (self->page));
  app_wait_until (has_failed, self);
  g_assert_false (talus_welcome_is_busy (self->page));
}

/* What is given up says nothing any more. */
static void
test_copy_given_up (Fixture       *self,
                    gconstpointer  data)
{
  GtkWidget *opening = find (GTK_WIDGET (self->page), TALUS_TYPE_OPENING);
  g_autofree char *copy = g_build_filename (self->app.folder, "projects", "letter.json", NULL);
  g_autoptr (TalusProject) project = NULL;

  make_project (self, "Wanted");
  fail_to_open (self, "letter.json");
  g_signal_emit_by_name (opening, "remedied", TALUS_REMEDY_COPY);
  g_assert_true (talus_welcome_is_busy (self->page));
  g_signal_emit_by_name (opening, "cancelled");
  g_assert_false (talus_welcome_is_busy (self->page));

  project = g_list_model_get_item (talus_desk_get_projects (self->app.desk), 0);
  talus_welcome_open (self->page, talus_project_get_id (project), NULL);
  app_wait_until (has_opened, self);
  app_run_ready ();
  g_assert_cmpstr (self->opened, ==, "Wanted");
  g_assert_cmpuint (self->n_failed, ==, 1);
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (find (opening, GTK_TYPE_STACK))),
                   ==, "nothing");
  app_wait_until (has_no_file, copy);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *home = g_dir_make_tmp ("talus-welcome-XXXXXX", NULL);

  g_assert_nonnull (home);
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  if (!app_init (&argc, &argv))
    return 77;

#define ADD(name, func) g_test_add ("/welcome/" name, Fixture, NULL, set_up, func, tear_down)
  ADD ("names-are-no-markup", test_name_in_toast);
  ADD ("without-a-file-manager-the-folder-is-shown", test_show_file);
  ADD ("a-copy-that-is-given-up-says-nothing", test_copy_given_up);
#undef ADD

  return g_test_run ();
}
