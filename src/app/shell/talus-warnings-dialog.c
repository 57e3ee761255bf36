/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was odd about a file that was brought in, to be read and to be copied. */
#define G_LOG_DOMAIN "talus-app-shell"

#include "app/shell/talus-warnings-dialog.h"

#include <glib/gi18n.h>

struct _TalusWarningsDialog
{
  AdwWindow parent_instance;

  AdwToastOverlay *toasts;
  GtkLabel *intro;
  GtkTextView *text_view;
};

G_DEFINE_FINAL_TYPE (TalusWarningsDialog, talus_warnings_dialog, ADW_TYPE_WINDOW)

/* A sentence each; what is said of many things is said once. (transfer full) */
static char *
gather (const char * const *warnings)
{
  g_autoptr(GHashTable) counts = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; warnings[i] != NULL; i++)
    {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, warnings[i]));

      g_hash_table_insert (counts, (gpointer) warnings[i], GUINT_TO_POINTER (n + 1));
    }
  for (guint i = 0; warnings[i] != NULL; i++)
    {
      guint n = GPOINTER_TO_UINT (g_hash_table_lookup (counts, warnings[i]));

      if (n == 0)
        continue;
      g_hash_table_remove (counts, warnings[i]);
      if (text->len > 0)
        g_string_append_c (text, '\n');
      g_string_append (text, warnings[i]);
      if (n > 1)
        /* Translators: behind a sentence that is true of several things. */
        g_string_append_printf (text, ngettext (" (%u time)", " (%u times)", n), n);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
copy_cb (TalusWarningsDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  g_autofree char *text = NULL;
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  text = gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("Copied")));
}

static void
talus_warnings_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TALUS_TYPE_WARNINGS_DIALOG);

  G_OBJECT_CLASS (talus_warnings_dialog_parent_class)->dispose (object);
}

static void
talus_warnings_dialog_class_init (TalusWarningsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_warnings_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/talustally/TalusTally/shell/"
                                               "talus-warnings-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusWarningsDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, TalusWarningsDialog, intro);
  gtk_widget_class_bind_template_child (widget_class, TalusWarningsDialog, text_view);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
talus_warnings_dialog_init (TalusWarningsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * talus_warnings_dialog_new:
 * @parent: the window of the project
 * @project_name: what it is called
 * @warnings: (array zero-terminated=1): a sentence each, at least one
 *
 * Returns: (transfer none): a dialog, to be presented
 */
GtkWidget *
talus_warnings_dialog_new (GtkWindow          *parent,
                           const char         *project_name,
                           const char * const *warnings)
{
  TalusWarningsDialog *self;
  guint n_warnings;
  g_autofree char *text = NULL;
  g_autofree char *intro = NULL;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (project_name != NULL && warnings != NULL, NULL);

  self = g_object_new (TALUS_TYPE_WARNINGS_DIALOG, "transient-for", parent, NULL);
  n_warnings = g_strv_length ((char **) warnings);
  text = gather (warnings);
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text, -1);
  /* Translators: the second %s is the name of a project. */
  intro = g_strdup_printf (ngettext ("“%2$s” was imported, and all of it is there. %1$u thing "
                                     "in the file was not as it should be:",
                                     "“%2$s” was imported, and all of it is there. %1$u "
                                     "things in the file were not as they should be:",
                                     n_warnings),
                           n_warnings, project_name);
  gtk_label_set_label (self->intro, intro);

  return GTK_WIDGET (self);
}
