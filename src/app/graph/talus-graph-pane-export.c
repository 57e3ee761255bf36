/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving the picture: which file, then how it went. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "config.h"

#include "app/graph/talus-graph-pane-private.h"

#include <glib/gi18n.h>

#include "app/graph/talus-graph-export.h"

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (TalusGraphPane) self = user_data;
  g_autoptr (GError) error = NULL;

  if (talus_graph_export_finish (result, &error))
    talus_view_say (self->view, _("Saved the picture"), NULL, NULL);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && self->view != NULL)
    talus_view_say_error (self->view, error);
}

static void
chosen_cb (TalusGraphPane *self,
           int             response)
{
  GtkFileChooser *chooser = GTK_FILE_CHOOSER (self->chooser);
  GtkFileFilter *filter = gtk_file_chooser_get_filter (chooser);
  const char *suffix = filter != NULL ? g_object_get_data (G_OBJECT (filter), "suffix") : NULL;
  g_autoptr (GFile) file = NULL;
  g_autofree char *wanted = NULL;
  g_autofree char *path = NULL;
  TalusGraphRect bounds;
  GskRenderNode *node;

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (chooser);
  wanted = file != NULL ? g_file_get_path (file) : NULL;
  path = wanted != NULL ? talus_graph_export_choose_path (wanted, suffix) : NULL;
  g_clear_object (&self->chooser);
  if (path == NULL)
    return;

  node = talus_graph_canvas_draw_all (self->canvas, &bounds);
  if (node == NULL)
    return;
  talus_graph_export_async (node, &bounds, path, self->cancellable, exported_cb,
                            g_object_ref (self));
  gsk_render_node_unref (node);
}

static void
add_filter (GtkFileChooser *chooser,
            const char     *name,
            const char     *suffix)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_suffix (filter, suffix);
  g_object_set_data_full (G_OBJECT (filter), "suffix", g_strdup (suffix), g_free);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
choose_folder (GtkFileChooser *chooser)
{
  const char *pictures = g_get_user_special_dir (G_USER_DIRECTORY_PICTURES);
  g_autoptr (GFile) folder = g_file_new_for_path (pictures != NULL ? pictures
                                                                   : g_get_home_dir ());

  gtk_file_chooser_set_current_folder (chooser, folder, NULL);
}

void
talus_graph_pane_export (TalusGraphPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  const char *name = talus_peer_get_name (talus_view_get_peer (self->view));
  g_autofree char *file_name = g_strdup_printf ("%s.svg", name);

  g_strdelimit (file_name, "/", '-');
  g_clear_object (&self->chooser);
  self->chooser = gtk_file_chooser_native_new (_("Save Picture"),
                                               GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                               GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (self->chooser), file_name);
  add_filter (GTK_FILE_CHOOSER (self->chooser), _("Drawing (SVG)"), "svg");
  add_filter (GTK_FILE_CHOOSER (self->chooser), _("Page (PDF)"), "pdf");
  add_filter (GTK_FILE_CHOOSER (self->chooser), _("Image (PNG)"), "png");
  choose_folder (GTK_FILE_CHOOSER (self->chooser));
  g_signal_connect_object (self->chooser, "response", G_CALLBACK (chosen_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (self->chooser), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}
