/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A dialog lists what a record changed; of many changes the first ones, and
 * how many there are besides. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-log-details.h"

#include <glib/gi18n.h>

#include "app/format/talus-format.h"
#include "app/history/talus-describe.h"

#define MAX_LINES 200

typedef struct
{
  GtkWindow *parent;         /* weak */
  TalusView *view;
  TalusPeer *peer;
} Request;

static void
request_free (Request *request)
{
  g_clear_weak_pointer (&request->parent);
  g_object_unref (request->view);
  g_object_unref (request->peer);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

static GtkWidget *
make_list (TalusRecord *record,
           TalusGraph  *graph)
{
  g_autoptr (GPtrArray) details = talus_describe_details (record, graph, MAX_LINES);
  guint n = talus_change_set_get_length (record->changes);
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  if (n > details->len)
    g_ptr_array_add (details, g_strdup_printf (ngettext ("and %u more", "and %u more",
                                                         n - details->len), n - details->len));
  for (guint i = 0; i < details->len; i++)
    {
      GtkWidget *label = gtk_label_new (g_ptr_array_index (details, i));

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      /* Narrower than it gets: or the list is made too low for its lines. */
      gtk_label_set_max_width_chars (GTK_LABEL (label), 30);
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_widget_set_margin_start (label, 12);
      gtk_widget_set_margin_end (label, 12);
      gtk_widget_set_margin_top (label, 6);
      gtk_widget_set_margin_bottom (label, 6);
      gtk_list_box_append (GTK_LIST_BOX (list), label);
    }

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 400);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);

  return scrolled;
}

static void
present (GtkWindow   *parent,
         TalusPeer   *peer,
         TalusRecord *record)
{
  TalusGraph *graph = talus_peer_get_graph (peer);
  g_autofree char *what = talus_describe_record (record, graph);
  g_autofree char *when = talus_format_full_time (talus_format_get (graph), record->timestamp);
  GtkWidget *dialog = adw_message_dialog_new (parent, what, NULL);

  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog), "%s · %s",
                                  talus_describe_author (record->author), when);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), make_list (record, graph));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
record_read_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;

  records = talus_peer_link_read_log_finish (TALUS_PEER_LINK (object), result, &error);
  if (request->parent == NULL)
    return;

  if (error != NULL)
    talus_view_say_error (request->view, error);
  else if (records->len > 0)
    present (request->parent, request->peer, g_ptr_array_index (records, 0));
}

/**
 * talus_log_details_word_line:
 * @entry: a line of the history
 * @graph: the project
 *
 * Words a line as text that can be put elsewhere.
 *
 * Returns: (transfer full): the text
 */
char *
talus_log_details_word_line (TalusLogEntry *entry,
                             TalusGraph    *graph)
{
  g_autofree char *when = NULL;

  g_return_val_if_fail (TALUS_IS_LOG_ENTRY (entry), NULL);

  when = talus_format_full_time (talus_format_get (graph), talus_log_entry_get_timestamp (entry));

  return g_strdup_printf ("%s · %s · %s", when,
                          talus_describe_author (talus_log_entry_get_author (entry)),
                          talus_log_entry_get_text (entry));
}

/**
 * talus_log_details_present:
 * @parent: the window
 * @view: its view
 * @entry: a line of the history of the live project
 *
 * Shows what exactly was changed, or says why that cannot be read.
 */
void
talus_log_details_present (GtkWindow     *parent,
                           TalusView     *view,
                           TalusLogEntry *entry)
{
  TalusPeer *peer;
  TalusRecord *record;
  Request *request;

  g_return_if_fail (TALUS_IS_VIEW (view));
  g_return_if_fail (TALUS_IS_LOG_ENTRY (entry));

  peer = talus_view_get_live_peer (view);
  record = talus_log_entry_get_record (entry);
  if (record != NULL)
    {
      present (parent, peer, record);
      return;
    }

  request = g_new0 (Request, 1);
  g_set_weak_pointer (&request->parent, parent);
  request->view = g_object_ref (view);
  request->peer = g_object_ref (peer);
  talus_peer_link_read_log_async (talus_peer_get_link (peer), talus_log_entry_get_seq (entry) - 1,
                                  1, NULL, record_read_cb, request);
}
