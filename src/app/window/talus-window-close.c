/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window that still holds what the disk refused does not go without being
 * asked: it is nowhere else. */
#define G_LOG_DOMAIN "talus-app-window"

#include "config.h"

#include "app/window/talus-window-private.h"

#include <glib/gi18n.h>

#include "app/core/talus-words.h"

static void
response_cb (TalusWindow *self,
             const char  *response,
             GtkWindow   *dialog)
{
  if (g_str_equal (response, "discard"))
    {
      /* On its way out already, it would miss that the window goes before it. */
      gtk_window_set_transient_for (dialog, NULL);
      gtk_window_destroy (GTK_WINDOW (self));
    }
  else if (g_str_equal (response, "retry"))
    talus_peer_retry (self->peer);
}

static void
ask (TalusWindow *self,
     guint        n_unsaved)
{
  const GError *failure = talus_peer_get_failure (self->peer);
  TalusTemplate *template = talus_graph_get_template (talus_peer_get_graph (self->peer));
  g_autofree char *why = failure != NULL ? talus_words_for_error (failure, template) : NULL;
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Close without Saving?"), NULL);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);

  adw_message_dialog_format_body (
    message,
    g_dngettext (GETTEXT_PACKAGE,
                 "%u edit could not be saved and is lost if the window is closed.",
                 "%u edits could not be saved and are lost if the window is closed.", n_unsaved),
    n_unsaved);
  if (why != NULL)
    {
      g_autofree char *body = g_strconcat (adw_message_dialog_get_body (message), "\n\n", why,
                                           NULL);

      adw_message_dialog_set_body (message, body);
    }
  adw_message_dialog_add_responses (message, "cancel", _("_Cancel"), "retry", _("_Try Again"),
                                    "discard", _("_Discard Edits"), NULL);
  adw_message_dialog_set_response_appearance (message, "discard", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (message, "cancel");
  adw_message_dialog_set_close_response (message, "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* GtkWindowClass.close_request */
gboolean
talus_window_close_request (GtkWindow *window)
{
  TalusWindow *self = TALUS_WINDOW (window);
  guint n_unsaved = talus_peer_get_n_unsaved (self->peer);

  if (n_unsaved == 0)
    return FALSE;

  ask (self, n_unsaved);

  return TRUE;
}
