/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error names the record in the way; that is read, and told with what can
 * be done: to leave this one and undo the one before, to undo of a batch what
 * is free, or to look at what is in the way. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-undo-refusal.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/format/talus-format.h"
#include "app/history/talus-describe.h"
#include "app/history/talus-log-entry.h"
#include "base/talus-clock.h"

typedef struct
{
  TalusView *view;
  GtkWindow *parent;         /* weak */
  TalusRecord *record;       /* (nullable) */
  TalusRecord *culprit;      /* (nullable): until it has been read */
  TalusId command_id;
  TalusId node;
  TalusUndoFlags offered;
  gboolean has_command_id;
  gboolean has_node;
} Refusal;

static void
refusal_free (Refusal *refusal)
{
  g_clear_weak_pointer (&refusal->parent);
  g_clear_pointer (&refusal->record, talus_record_unref);
  g_clear_pointer (&refusal->culprit, talus_record_unref);
  g_object_unref (refusal->view);
  g_free (refusal);
}

static void
refusal_closure_free (gpointer  data,
                      GClosure *closure)
{
  refusal_free (data);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Refusal, refusal_free)

static void
undo_all_the_same (const Refusal  *refusal,
                   TalusUndoFlags  flags)
{
  const TalusId *id = refusal->has_command_id ? &refusal->command_id : NULL;
  g_autoptr (GError) error = NULL;

  if (!talus_peer_undo_with (talus_view_get_peer (refusal->view), id, flags, &error))
    talus_view_say_error (refusal->view, error);
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             Refusal          *refusal)
{
  if (g_str_equal (response, "skip"))
    undo_all_the_same (refusal, TALUS_UNDO_SKIP);
  else if (g_str_equal (response, "partial"))
    undo_all_the_same (refusal, TALUS_UNDO_PARTIAL);
  else if (g_str_equal (response, "show"))
    talus_view_reveal (refusal->view, &refusal->node);
}

static char *
word_culprit (const Refusal *refusal)
{
  TalusGraph *graph = talus_view_get_graph (refusal->view);
  const char *who = talus_describe_author (refusal->culprit->author);
  g_autofree char *what = talus_describe_by (refusal->culprit, graph, who);
  g_autofree char *when = talus_format_moment (talus_format_get (graph),
                                               refusal->culprit->timestamp, talus_clock_now ());

  /* Translators: who did what, and when: “Ada deleted “Rust” (Tuesday 14:02).” */
  return g_strdup_printf (_("A later change stands in the way: %s (%s)."), what, when);
}

static gboolean
find_node (Refusal *refusal)
{
  g_autoptr (GPtrArray) nodes = talus_record_list_nodes (refusal->culprit);

  for (guint i = 0; i < nodes->len; i++)
    {
      refusal->node = *(const TalusId *) g_ptr_array_index (nodes, i);
      if (talus_graph_get_node (talus_view_get_graph (refusal->view), &refusal->node) != NULL)
        return TRUE;
    }

  return FALSE;
}

/* (transfer full) (nullable): what it would come to, if anything. */
static TalusRecord *
draft (const Refusal  *refusal,
       TalusUndoFlags  flag)
{
  const TalusId *id = refusal->has_command_id ? &refusal->command_id : NULL;

  if ((refusal->offered & flag) == 0)
    return NULL;

  return talus_peer_draft_undo_with (talus_view_get_peer (refusal->view), id, flag);
}

/* What the step before was is not in sight: it is said what undoing it does. */
static void
offer_skip (const Refusal    *refusal,
            AdwMessageDialog *dialog)
{
  g_autoptr (TalusRecord) skipping = draft (refusal, TALUS_UNDO_SKIP);
  g_autofree char *what = NULL;
  g_autofree char *body = NULL;

  if (skipping == NULL || talus_change_set_get_length (skipping->changes) == 0)
    return;

  what = talus_describe_changes (skipping->changes, NULL,
                                 talus_view_get_graph (refusal->view));
  /* Translators: the first is the text so far, the second what undoing the step before comes to:
   * “Renamed “B” to “A””. */
  body = g_strdup_printf (_("%s\n\nUndoing the one before comes to: %s."),
                          adw_message_dialog_get_body (dialog), what);
  adw_message_dialog_set_body (dialog, body);
  adw_message_dialog_add_response (dialog, "skip", _("_Undo the One Before"));
}

static void
offer_partial (const Refusal    *refusal,
               AdwMessageDialog *dialog)
{
  g_autoptr (TalusRecord) part = draft (refusal, TALUS_UNDO_PARTIAL);

  if (part != NULL && talus_change_set_get_length (part->changes) > 0)
    adw_message_dialog_add_response (dialog, "partial", _("Undo the _Rest"));
}

static void
focus_default_cb (GtkWindow *dialog)
{
  GtkWidget *button = gtk_window_get_default_widget (dialog);

  if (button != NULL)
    gtk_widget_grab_focus (button);
}

static void
present (Refusal *refusal)
{
  TalusGraph *graph = talus_view_get_graph (refusal->view);
  TalusRecord *record = refusal->record;
  GtkWidget *dialog = adw_message_dialog_new (refusal->parent, _("This Cannot Be Undone"), NULL);
  AdwMessageDialog *message = ADW_MESSAGE_DIALOG (dialog);
  g_autofree char *why = word_culprit (refusal);
  g_autofree char *what = record != NULL ? talus_describe_record (record, graph) : NULL;

  if (what != NULL)
    adw_message_dialog_format_body (message, "%s\n\n%s", what, why);
  else
    adw_message_dialog_set_body (message, why);

  adw_message_dialog_add_response (message, "close", _("_Close"));
  refusal->has_node = find_node (refusal);
  if (refusal->has_node)
    adw_message_dialog_add_response (message, "show", _("_Show"));
  offer_partial (refusal, message);
  offer_skip (refusal, message);
  adw_message_dialog_set_default_response (message, "close");
  adw_message_dialog_set_close_response (message, "close");
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), refusal,
                         refusal_closure_free, 0);
  /* Not on whichever button comes first: Enter is not to undo what was not asked for. Where
   * there is little room the buttons are others. */
  g_signal_connect (dialog, "notify::default-widget", G_CALLBACK (focus_default_cb), NULL);
  focus_default_cb (GTK_WINDOW (dialog));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
culprit_read_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (Refusal) refusal = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;

  records = talus_peer_link_read_log_finish (TALUS_PEER_LINK (object), result, &error);
  if (refusal->parent == NULL)
    return;

  if (records == NULL || records->len == 0)
    {
      talus_view_say (refusal->view, _("A later change stands in the way"), NULL, NULL);
      return;
    }

  refusal->culprit = talus_record_ref (g_ptr_array_index (records, 0));
  present (g_steal_pointer (&refusal));
}

/**
 * talus_undo_refusal_tell:
 * @view: a view of the present
 * @parent: its window
 * @error: why there is no undo
 * @record: (nullable): what was to be undone
 * @command_id: (nullable): of what entry of the log, or %NULL for the newest
 *   step of whoever sits here
 * @offered: what may be offered instead
 *
 * Tells a person why something cannot be undone, and what can be.
 */
void
talus_undo_refusal_tell (TalusView      *view,
                         GtkWindow      *parent,
                         const GError   *error,
                         TalusRecord    *record,
                         const TalusId  *command_id,
                         TalusUndoFlags  offered)
{
  TalusPeerLink *link;
  JsonObject *details;
  Refusal *refusal;
  gint64 seq;

  g_return_if_fail (TALUS_IS_VIEW (view));
  g_return_if_fail (error != NULL);

  link = talus_peer_get_link (talus_view_get_peer (view));
  details = talus_error_get_details (error);
  if (!g_error_matches (error, TALUS_ERROR, TALUS_ERROR_UNDO_CONFLICT) || details == NULL ||
      link == NULL)
    {
      talus_view_say_error (view, error);
      return;
    }

  refusal = g_new0 (Refusal, 1);
  refusal->view = g_object_ref (view);
  g_set_weak_pointer (&refusal->parent, parent);
  refusal->record = record != NULL ? talus_record_ref (record) : NULL;
  refusal->offered = offered;
  refusal->has_command_id = command_id != NULL;
  if (command_id != NULL)
    refusal->command_id = *command_id;
  seq = json_object_get_int_member_with_default (details, "seq", 1);
  talus_peer_link_read_log_async (link, (guint64) MAX (seq, 1) - 1, 1, NULL, culprit_read_cb,
                                  refusal);
}
