/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saving the picture: which file, then how it went. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "config.h"

#include "app/graph/talus-graph-pane-private.h"

#include <glib/gi18n.h>

#include "app/graph/talus-graph-export.h"

#define SLICE_US 5000

/* A picture on its way: drawn card by card, then as a whole, then written. */
typedef struct
{
  TalusGraphPane *pane;
  GCancellable *cancellable;
  TalusGraphPicture *picture; /* (nullable): whose cards were drawn */
  guint next;
  char *path;
} Saving;

static void
free_saving (Saving *saving)
{
  /* Unless it has gone meanwhile. */
  if (saving->pane->view != NULL)
    {
      saving->pane->n_saving--;
      talus_graph_pane_update_busy (saving->pane);
    }
  g_object_unref (saving->pane);
  g_object_unref (saving->cancellable);
  g_clear_pointer (&saving->picture, talus_graph_picture_unref);
  g_free (saving->path);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, free_saving)

static void
say_saved (Saving *saving)
{
  g_autoptr (GFile) file = g_file_new_for_path (saving->path);
  g_autofree char *name = g_filename_display_basename (saving->path);
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr (GVariant) target = g_variant_ref_sink (g_variant_new_string (uri));
  g_autofree char *action = g_action_print_detailed_name ("win.show-in-files", target);
  /* Translators: %s is the name of a file with a picture. */
  g_autofree char *text = g_strdup_printf (_("Saved “%s”"), name);

  talus_view_say (saving->pane->view, text, _("Show in Files"), action);
}

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;
  gboolean is_saved = talus_graph_export_finish (result, &error);

  if (saving->pane->view == NULL)
    return;
  if (is_saved)
    say_saved (saving);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    talus_view_say_error (saving->pane->view, error);
}

static gboolean
draw_slice_cb (gpointer user_data)
{
  Saving *saving = user_data;
  TalusGraphCanvas *canvas = saving->pane->canvas;
  TalusGraphRect bounds;
  TalusGraphPicture *picture;
  GskRenderNode *node;

  if (g_cancellable_is_cancelled (saving->cancellable))
    {
      free_saving (saving);
      return G_SOURCE_REMOVE;
    }

  /* Another picture has taken over of this one what is the same. */
  picture = talus_graph_scene_get_picture (talus_graph_canvas_get_scene (canvas));
  if (picture != saving->picture)
    {
      g_clear_pointer (&saving->picture, talus_graph_picture_unref);
      saving->picture = picture != NULL ? talus_graph_picture_ref (picture) : NULL;
      saving->next = 0;
    }
  if (!talus_graph_canvas_prepare (canvas, &saving->next, g_get_monotonic_time () + SLICE_US))
    return G_SOURCE_CONTINUE;

  node = talus_graph_canvas_draw_all (canvas, &bounds);
  if (node == NULL)
    {
      free_saving (saving);
      return G_SOURCE_REMOVE;
    }
  talus_graph_export_async (node, &bounds, saving->path, saving->cancellable, exported_cb, saving);
  gsk_render_node_unref (node);

  return G_SOURCE_REMOVE;
}

void
talus_graph_pane_export_to (TalusGraphPane *self,
                            const char     *path)
{
  Saving *saving = g_new0 (Saving, 1);

  saving->pane = g_object_ref (self);
  saving->cancellable = g_object_ref (self->cancellable);
  saving->path = g_strdup (path);
  self->n_saving++;
  talus_graph_pane_update_busy (self);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, draw_slice_cb, saving, NULL);
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

  if (response == GTK_RESPONSE_ACCEPT)
    file = gtk_file_chooser_get_file (chooser);
  wanted = file != NULL ? g_file_get_path (file) : NULL;
  path = wanted != NULL ? talus_graph_export_choose_path (wanted, suffix) : NULL;
  g_clear_object (&self->chooser);
  if (path != NULL)
    talus_graph_pane_export_to (self, path);
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
