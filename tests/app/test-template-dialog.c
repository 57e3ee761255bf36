/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include <adwaita.h>

#include "app/history/talus-template-dialog.h"

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  TalusView *view;
  GtkWidget *dialog;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  app_fixture_set_up (&self->app, data);
  self->peer = app_fixture_create (&self->app, "restomod", "Car");
  self->view = talus_view_new (self->peer);
  self->dialog = talus_template_dialog_new (self->view, self->app.desk);
  g_object_add_weak_pointer (G_OBJECT (self->dialog), (gpointer *) &self->dialog);
  gtk_window_present (GTK_WINDOW (self->dialog));
}

static gboolean
is_gone (gpointer data)
{
  return ((Fixture *) data)->dialog == NULL;
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  if (self->dialog != NULL)
    gtk_window_destroy (GTK_WINDOW (self->dialog));
  /* A file may be being read. */
  app_wait_until (is_gone, self);
  g_assert_finalize_object (self->view);
  g_assert_finalize_object (self->peer);
  app_fixture_tear_down (&self->app, data);
}

/* Whether any row says this. */
static gboolean
says (GtkWidget  *widget,
      const char *text)
{
  if (ADW_IS_PREFERENCES_ROW (widget) &&
      strstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), text) != NULL)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;

  return FALSE;
}

typedef struct
{
  GtkWidget *dialog;
  const char *text;
} Expected;

static gboolean
is_said (gpointer data)
{
  const Expected *expected = data;

  return says (expected->dialog, expected->text);
}

static void
wait_for (Fixture    *self,
          const char *text)
{
  Expected expected = { self->dialog, text };

  app_wait_until (is_said, &expected);
}

static gboolean
can_use (Fixture *self)
{
  return gtk_widget_get_sensitive (app_find_button (self->dialog, "_Use"));
}

static void
write_file (Fixture    *self,
            const char *from,
            const char *to)
{
  GBytes *yaml = talus_template_get_yaml (talus_peer_get_template (self->peer));
  g_autofree char *path = g_build_filename (self->app.folder, "changed.yaml", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GString) text = NULL;
  g_autoptr (GError) error = NULL;

  text = g_string_new_len (g_bytes_get_data (yaml, NULL), (gssize) g_bytes_get_size (yaml));
  g_assert_cmpuint (g_string_replace (text, from, to, 0), >, 0);
  g_file_set_contents (path, text->str, -1, &error);
  g_assert_no_error (error);
  talus_template_dialog_read_file (TALUS_TEMPLATE_DIALOG (self->dialog), file);
}

static void
test_same (Fixture       *self,
           gconstpointer  data)
{
  wait_for (self, "This is the template that the project has");
  g_assert_false (can_use (self));
}

static void
test_preview_and_use (Fixture       *self,
                      gconstpointer  data)
{
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (self->peer), 0);
  g_autoptr (TalusValue) code = talus_value_new_string ("M", -1);
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = NULL;
  TalusBatch *batch = talus_batch_new (NULL);

  hash = g_strdup (talus_template_get_hash (talus_peer_get_template (self->peer)));
  talus_batch_set_property (batch, talus_node_get_id (root), "paint_code", code);
  talus_peer_submit (self->peer, batch, &error);
  g_assert_no_error (error);
  talus_batch_free (batch);
  app_fixture_settle (self->peer);

  write_file (self, "{id: paint_code,", "{id: paint,");
  wait_for (self, "1 “Project” with a value for “Paint code”, which is gone");
  g_assert_true (says (self->dialog, "New property “Paint code” of “Project”"));
  g_assert_true (can_use (self));

  g_signal_emit_by_name (app_find_button (self->dialog, "_Use"), "clicked");
  app_fixture_settle (self->peer);
  g_assert_cmpstr (talus_template_get_hash (talus_peer_get_template (self->peer)), !=, hash);

  talus_peer_undo (self->peer, &error);
  g_assert_no_error (error);
  app_fixture_settle (self->peer);
  g_assert_cmpstr (talus_template_get_hash (talus_peer_get_template (self->peer)), ==, hash);
}

/* One that came with a file: none of the library is put in its place. */
static void
test_a_template_the_library_lacks (Fixture       *self,
                                   gconstpointer  data)
{
  write_file (self, "id: restomod", "id: my_own");
  wait_for (self, "Everything in the project fits this template");
  g_signal_emit_by_name (app_find_button (self->dialog, "_Use"), "clicked");
  app_fixture_settle (self->peer);
  app_wait_until (is_gone, self);

  self->dialog = talus_template_dialog_new (self->view, self->app.desk);
  g_object_add_weak_pointer (G_OBJECT (self->dialog), (gpointer *) &self->dialog);
  gtk_window_present (GTK_WINDOW (self->dialog));
  wait_for (self, "This is the template that the project has");
  g_assert_false (can_use (self));
}

static void
test_broken (Fixture       *self,
             gconstpointer  data)
{
  write_file (self, "node_types:", "node_types: [");
  wait_for (self, "changed.yaml, line ");
  g_assert_false (can_use (self));
}

/* What somebody has typed is not written over, be it wrong. */
static void
test_edits_are_kept (Fixture       *self,
                     gconstpointer  data)
{
  TalusTemplateDialog *dialog = TALUS_TEMPLATE_DIALOG (self->dialog);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *kept = NULL;

  wait_for (self, "This is the template that the project has");
  g_set_object (&file, talus_template_dialog_edit_file (dialog, &error));
  g_assert_no_error (error);
  g_file_set_contents (g_file_peek_path (file), "id: [", -1, &error);
  g_assert_no_error (error);
  wait_for (self, "restomod.yaml, line ");

  g_assert_true (talus_template_dialog_edit_file (dialog, &error) == file);
  g_file_get_contents (g_file_peek_path (file), &kept, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kept, ==, "id: [");
}

static GtkWidget *
find_choice (GtkWidget *widget)
{
  GtkWidget *found = NULL;

  if (ADW_IS_COMBO_ROW (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_choice (child);

  return found;
}

/* What is saved to a file after that is nobody's wish. */
static void
test_a_choice_ends_following (Fixture       *self,
                              gconstpointer  data)
{
  TalusTemplateDialog *dialog = TALUS_TEMPLATE_DIALOG (self->dialog);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = NULL;

  wait_for (self, "This is the template that the project has");
  g_set_object (&file, talus_template_dialog_edit_file (dialog, &error));
  g_file_set_contents (g_file_peek_path (file), "id: [", -1, &error);
  wait_for (self, "restomod.yaml, line ");
  adw_combo_row_set_selected (ADW_COMBO_ROW (find_choice (self->dialog)), 0);
  wait_for (self, "This is the template that the project has");

  g_assert_true (talus_template_dialog_edit_file (dialog, &error) != file);
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *cache = g_dir_make_tmp ("talus-cache-XXXXXX", NULL);

  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  if (!app_init (&argc, &argv))
    return 77;

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/template-dialog/the-same-template-is-no-change", test_same);
  ADD ("/template-dialog/what-becomes-orphan-is-shown-before", test_preview_and_use);
  ADD ("/template-dialog/one-that-the-library-lacks-stays", test_a_template_the_library_lacks);
  ADD ("/template-dialog/what-is-wrong-in-a-file-is-said-with-its-line", test_broken);
  ADD ("/template-dialog/edits-are-kept", test_edits_are_kept);
  ADD ("/template-dialog/a-choice-ends-following-a-file", test_a_choice_ends_following);
#undef ADD

  return g_test_run ();
}
