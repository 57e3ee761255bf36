/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small window with a bar and a way out, which only comes if it is needed. */
#define G_LOG_DOMAIN "talus-app-exchange"

#include "config.h"

#include "app/exchange/talus-progress-window.h"

#include <glib/gi18n.h>

#define PATIENCE_MS 100

struct _TalusProgressWindow
{
  AdwWindow parent_instance;

  GtkProgressBar *bar;
  GCancellable *cancellable;
  guint patience;
};

G_DEFINE_FINAL_TYPE (TalusProgressWindow, talus_progress_window, ADW_TYPE_WINDOW)

static void
cancel_cb (TalusProgressWindow *self)
{
  g_cancellable_cancel (self->cancellable);
}

/* It goes when what was given up has come to its end. */
static gboolean
talus_progress_window_close_request (GtkWindow *window)
{
  cancel_cb (TALUS_PROGRESS_WINDOW (window));

  return GDK_EVENT_STOP;
}

static gboolean
patience_cb (gpointer user_data)
{
  TalusProgressWindow *self = user_data;

  self->patience = 0;
  gtk_window_present (GTK_WINDOW (self));

  return G_SOURCE_REMOVE;
}

static void
talus_progress_window_dispose (GObject *object)
{
  TalusProgressWindow *self = TALUS_PROGRESS_WINDOW (object);

  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (talus_progress_window_parent_class)->dispose (object);
}

static void
talus_progress_window_class_init (TalusProgressWindowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_progress_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = talus_progress_window_close_request;
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_Escape, 0, "window.close",
                                       NULL);
}

static void
talus_progress_window_init (TalusProgressWindow *self)
{
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
  gtk_window_set_resizable (GTK_WINDOW (self), FALSE);
}

/**
 * talus_progress_window_start:
 * @parent: what waits
 * @text: what is being done
 * @cancellable: what gives it up
 *
 * Makes a window that comes if it takes longer than a tenth of a second.
 *
 * Returns: (transfer none): it, until talus_progress_window_done()
 */
TalusProgressWindow *
talus_progress_window_start (GtkWindow    *parent,
                             const char   *text,
                             GCancellable *cancellable)
{
  TalusProgressWindow *self;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Cancel"));

  g_return_val_if_fail (G_IS_CANCELLABLE (cancellable), NULL);

  self = g_object_new (TALUS_TYPE_PROGRESS_WINDOW, "transient-for", parent, "title", text, NULL);
  self->cancellable = g_object_ref (cancellable);
  self->bar = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  g_signal_connect_object (button, "clicked", G_CALLBACK (cancel_cb), self, G_CONNECT_SWAPPED);

  gtk_widget_set_margin_top (box, 24);
  gtk_widget_set_margin_bottom (box, 24);
  gtk_widget_set_margin_start (box, 24);
  gtk_widget_set_margin_end (box, 24);
  gtk_widget_set_size_request (box, 280, -1);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (box), button);
  adw_window_set_content (ADW_WINDOW (self), box);
  self->patience = g_timeout_add (PATIENCE_MS, patience_cb, self);

  return self;
}

/**
 * talus_progress_window_set_fraction:
 * @self: the window
 * @fraction: 0 to 1
 *
 * Shows how far it is.
 */
void
talus_progress_window_set_fraction (TalusProgressWindow *self,
                                    double               fraction)
{
  g_return_if_fail (TALUS_IS_PROGRESS_WINDOW (self));

  gtk_progress_bar_set_fraction (self->bar, fraction);
}

/**
 * talus_progress_window_done:
 * @self: (transfer full): the window
 *
 * Takes it away.
 */
void
talus_progress_window_done (TalusProgressWindow *self)
{
  g_return_if_fail (TALUS_IS_PROGRESS_WINDOW (self));

  gtk_window_destroy (GTK_WINDOW (self));
}
