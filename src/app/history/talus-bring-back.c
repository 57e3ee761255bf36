/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From what is selected in the past to one edit of the present. Questions are
 * asked only where there is more than one answer: where to put what has no
 * place any more, and which values of one node to take. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-bring-back.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/core/talus-past-marks.h"
#include "app/core/talus-words.h"
#include "app/format/talus-format.h"
#include "app/history/talus-compare-dialog.h"
#include "app/history/talus-past.h"
#include "app/history/talus-place-dialog.h"
#include "app/history/talus-restore.h"

/* What is being asked about. */
typedef struct
{
  TalusView *view;
  GtkWindow *parent;         /* weak */
  TalusId id;
  TalusId top;
} Question;

static Question *
question_new (TalusView     *view,
              GtkWindow     *parent,
              const TalusId *id)
{
  Question *question = g_new0 (Question, 1);

  question->view = g_object_ref (view);
  g_set_weak_pointer (&question->parent, parent);
  question->id = *id;

  return question;
}

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_weak_pointer (&question->parent);
  g_object_unref (question->view);
  g_free (question);
}

static void
question_closure_free (gpointer  data,
                       GClosure *closure)
{
  question_free (data);
}

static TalusGraph *
get_live (TalusView *view)
{
  TalusPeer *live = talus_view_get_live_peer (view);

  return live != NULL ? talus_peer_get_graph (live) : NULL;
}

/* NULL in the present. */
static TalusGraph *
get_past (TalusView *view)
{
  return talus_peer_get_state (talus_view_get_peer (view)) == TALUS_PEER_PAST
         ? talus_view_get_graph (view) : NULL;
}

/* Makes the edit in the present and shows it there. */
static void
finish (TalusView     *view,
        TalusBatch    *batch,
        const TalusId *id,
        const char    *said)
{
  g_autoptr (TalusBatch) own = batch;
  g_autoptr (GError) error = NULL;

  if (!talus_peer_submit (talus_view_get_live_peer (view), own, &error))
    {
      talus_view_say_error (view, error);
      return;
    }

  if (talus_past_is_active (talus_past_get (view)))
    talus_past_return_to (talus_past_get (view), id);
  else
    talus_view_reveal (view, id);
  talus_view_say (view, said, _("_Undo"), "win.undo");
}

static void
restore_to (TalusView     *view,
            const TalusId *id,
            const TalusId *parent)
{
  TalusGraph *live = get_live (view);
  TalusNode *node = talus_graph_find_node (live, id);
  g_autofree char *name = talus_format_node_name (node);
  g_autofree char *said = g_strdup_printf (_("Brought back “%s”"), name);
  TalusBatch *batch = talus_batch_new (NULL);

  talus_restore_add_node (batch, live, id, parent);
  finish (view, batch, id, said);
}

static void
place_chosen_cb (TalusPlaceDialog *dialog,
                 const TalusId    *parent,
                 Question         *question)
{
  restore_to (question->view, &question->id, parent);
}

static void
ask_place (TalusView     *view,
           GtkWindow     *parent,
           const TalusId *id)
{
  TalusPeer *live = talus_view_get_live_peer (view);
  GtkWidget *dialog = talus_place_dialog_new (live, id);

  g_signal_connect_data (dialog, "chosen", G_CALLBACK (place_chosen_cb),
                         question_new (view, parent, id), question_closure_free, 0);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
within_response_cb (AdwMessageDialog *dialog,
                    const char       *response,
                    Question         *question)
{
  if (g_str_equal (response, "all"))
    talus_bring_back_node (question->view, question->parent, &question->top);
  else if (g_str_equal (response, "one"))
    ask_place (question->view, question->parent, &question->id);
}

/* It went with something else: the whole, or only this. */
static void
ask_within (TalusView     *view,
            GtkWindow     *parent,
            const TalusId *id,
            TalusNode     *top)
{
  TalusNode *node = talus_graph_find_node (get_live (view), id);
  g_autofree char *name = talus_format_node_name (node);
  g_autofree char *top_name = talus_format_node_name (top);
  g_autofree char *label = talus_words_for_label (name);
  g_autofree char *top_label = talus_words_for_label (top_name);
  g_autofree char *one = g_strdup_printf (_("_Only “%s”"), label);
  g_autofree char *all = g_strdup_printf (_("_All of “%s”"), top_label);
  Question *question = question_new (view, parent, id);
  GtkWidget *dialog;

  question->top = *talus_node_get_id (top);
  dialog = adw_message_dialog_new (parent, _("Bring Back How Much?"), NULL);
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (dialog),
                                  _("“%s” was in “%s”, which was deleted."), name, top_name);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "one", one,
                                    "all", all, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "all",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "all");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_data (dialog, "response", G_CALLBACK (within_response_cb), question,
                         question_closure_free, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
take_values (TalusView     *view,
             const TalusId *id,
             GPtrArray     *differences)
{
  TalusGraph *live = get_live (view);
  TalusGraph *past = get_past (view);
  g_autofree char *name = NULL;
  g_autofree char *said = NULL;
  TalusBatch *batch;

  /* Somebody may have returned, or deleted it, while the question was open. */
  if (past == NULL || talus_graph_get_node (past, id) == NULL ||
      talus_graph_get_node (live, id) == NULL || differences->len == 0)
    return;

  name = talus_format_node_name (talus_graph_get_node (past, id));
  said = g_strdup_printf (ngettext ("Took back %u value of “%s”",
                                    "Took back %u values of “%s”", differences->len),
                          differences->len, name);
  batch = talus_batch_new (NULL);
  talus_restore_add_values (batch, live, past, id, differences);
  finish (view, batch, id, said);
}

static void
values_chosen_cb (TalusCompareDialog *dialog,
                  GPtrArray          *differences,
                  Question           *question)
{
  take_values (question->view, &question->id, differences);
}

static void
ask_values (TalusView     *view,
            GtkWindow     *parent,
            const TalusId *id)
{
  TalusGraph *past = get_past (view);
  g_autofree char *name = talus_format_node_name (talus_graph_get_node (past, id));
  GPtrArray *differences = talus_restore_list_differences (get_live (view), past, id);
  GtkWidget *dialog = talus_compare_dialog_new (name, differences);

  g_signal_connect_data (dialog, "chosen", G_CALLBACK (values_chosen_cb),
                         question_new (view, parent, id), question_closure_free, 0);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), parent);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* What it takes to bring several nodes back. */
typedef struct
{
  guint n_ready;             /* that need no question */
  guint n_placeless;         /* that need one: where to */
} Needs;

static Needs
count_needs (TalusView *view,
             GPtrArray *nodes)
{
  Needs needs = { 0, 0 };

  for (guint i = 0; i < nodes->len; i++)
    {
      switch (talus_restore_judge (get_live (view), get_past (view),
                                   talus_node_get_id (nodes->pdata[i]), NULL))
        {
        case TALUS_RESTORE_NODE:
        case TALUS_RESTORE_VALUES:
          needs.n_ready++;
          break;
        case TALUS_RESTORE_ELSEWHERE:
        case TALUS_RESTORE_FROM_WITHIN:
          needs.n_placeless++;
          break;
        case TALUS_RESTORE_NOTHING:
        default:
          break;
        }
    }

  return needs;
}

static char *
word_needs (const Needs *needs)
{
  if (needs->n_ready > 0)
    return g_strdup_printf (ngettext ("Bring %u node back as it was",
                                      "Bring %u nodes back as they were", needs->n_ready),
                            needs->n_ready);
  if (needs->n_placeless > 0)
    return g_strdup (_("What these were in is gone: bring them back one by one, to choose where "
                       "to"));

  return g_strdup (_("Nothing of these can be brought back"));
}

static char *
word_brought_back (const Needs *needs)
{
  g_autofree char *text = g_strdup_printf (ngettext ("Brought back %u node",
                                                     "Brought back %u nodes", needs->n_ready),
                                           needs->n_ready);

  if (needs->n_placeless == 0)
    return g_steal_pointer (&text);

  /* Translators: %s is “Brought back 3 nodes”. */
  return g_strdup_printf (ngettext ("%s · %u is left out: it has no place any more",
                                    "%s · %u are left out: they have no place any more",
                                    needs->n_placeless),
                          text, needs->n_placeless);
}

/* Several at once: whatever needs no question. */
static void
bring_back_many (TalusView *view,
                 GPtrArray *nodes)
{
  TalusGraph *live = get_live (view);
  TalusGraph *past = get_past (view);
  Needs needs = count_needs (view, nodes);
  g_autofree char *said = NULL;
  TalusBatch *batch;
  TalusId first = { { 0 } };
  gboolean has_first = FALSE;

  if (needs.n_ready == 0)
    {
      said = word_needs (&needs);
      talus_view_say (view, said, NULL, NULL);
      return;
    }

  batch = talus_batch_new (_("Bring Back"));
  for (guint i = 0; i < nodes->len; i++)
    {
      const TalusId *id = talus_node_get_id (nodes->pdata[i]);
      TalusRestoreKind kind = talus_restore_judge (live, past, id, NULL);

      if (kind == TALUS_RESTORE_NODE)
        {
          talus_restore_add_node (batch, live, id, NULL);
        }
      else if (kind == TALUS_RESTORE_VALUES)
        {
          g_autoptr (GPtrArray) differences = talus_restore_list_differences (live, past, id);

          talus_restore_add_values (batch, live, past, id, differences);
        }
      else
        {
          continue;
        }

      if (!has_first)
        first = *id;
      has_first = TRUE;
    }

  said = word_brought_back (&needs);
  finish (view, batch, &first, said);
}

/* @node: of the past that is shown. */
static char *
word_tooltip (TalusView        *view,
              TalusNode        *node,
              TalusRestoreKind  kind)
{
  g_autofree char *name = talus_format_node_name (node);

  switch (kind)
    {
    case TALUS_RESTORE_NODE:
    case TALUS_RESTORE_FROM_WITHIN:
      return g_strdup_printf (_("Bring “%s” back into the project"), name);

    case TALUS_RESTORE_ELSEWHERE:
      return g_strdup_printf (_("Bring “%s” back to a place that you choose"), name);

    case TALUS_RESTORE_VALUES:
      return g_strdup_printf (_("Take back values that “%s” had"), name);

    case TALUS_RESTORE_NOTHING:
    default:
      if (talus_past_marks_find (talus_past_marks_get (view), node) != TALUS_PAST_SAME)
        return g_strdup_printf (_("What has changed of “%s” cannot be taken back, such as what it "
                                  "waits for"), name);
      return g_strdup_printf (_("“%s” is as it was"), name);
    }
}

/**
 * talus_bring_back_can:
 * @view: a view
 * @tooltip: (out) (transfer full): what would happen, or why nothing can
 *
 * Tells whether there is anything to bring back of what is selected.
 *
 * Returns: whether there is
 */
gboolean
talus_bring_back_can (TalusView  *view,
                      char      **tooltip)
{
  TalusPeer *live;
  TalusGraph *past;
  g_autoptr (GPtrArray) nodes = NULL;
  TalusRestoreKind kind;
  Needs needs;

  g_return_val_if_fail (TALUS_IS_VIEW (view), FALSE);
  g_return_val_if_fail (tooltip != NULL, FALSE);

  live = talus_view_get_live_peer (view);
  past = get_past (view);
  *tooltip = NULL;
  if (past == NULL || live == NULL)
    return FALSE;

  if (!talus_peer_can_edit (live))
    {
      *tooltip = g_strdup (_("You may only look at this project"));
      return FALSE;
    }

  nodes = talus_view_list_selected_tops (view);
  if (nodes->len == 0)
    {
      *tooltip = g_strdup (_("Select what you want back"));
      return FALSE;
    }
  if (nodes->len > 1)
    {
      needs = count_needs (view, nodes);
      *tooltip = word_needs (&needs);
      return needs.n_ready > 0;
    }

  kind = talus_restore_judge (talus_peer_get_graph (live), past,
                              talus_node_get_id (g_ptr_array_index (nodes, 0)), NULL);
  *tooltip = word_tooltip (view, g_ptr_array_index (nodes, 0), kind);

  return kind != TALUS_RESTORE_NOTHING;
}

/**
 * talus_bring_back:
 * @view: a view that shows the past
 * @parent: the window to ask in
 *
 * Brings back what is selected, or says why that cannot be. Of several nodes
 * those are left out that need a question.
 */
void
talus_bring_back (TalusView *view,
                  GtkWindow *parent)
{
  g_autoptr (GPtrArray) nodes = NULL;
  g_autofree char *why = NULL;
  TalusRestoreKind kind;
  TalusId id;

  g_return_if_fail (TALUS_IS_VIEW (view));

  if (get_past (view) == NULL || get_live (view) == NULL)
    return;

  nodes = talus_view_list_selected_tops (view);
  if (nodes->len > 1)
    bring_back_many (view, nodes);
  if (nodes->len != 1)
    return;

  id = *talus_node_get_id (g_ptr_array_index (nodes, 0));
  kind = talus_restore_judge (get_live (view), get_past (view), &id, NULL);
  if (kind == TALUS_RESTORE_VALUES)
    {
      ask_values (view, parent, &id);
    }
  else if (kind == TALUS_RESTORE_NOTHING)
    {
      why = word_tooltip (view, g_ptr_array_index (nodes, 0), kind);
      talus_view_say (view, why, NULL, NULL);
    }
  else
    {
      talus_bring_back_node (view, parent, &id);
    }
}

/**
 * talus_bring_back_node:
 * @view: a view
 * @parent: (nullable): the window to ask in
 * @id: a node
 *
 * Brings back a node that is gone; of one that is there already it says so.
 */
void
talus_bring_back_node (TalusView     *view,
                       GtkWindow     *parent,
                       const TalusId *id)
{
  TalusNode *top = NULL;

  g_return_if_fail (TALUS_IS_VIEW (view));
  g_return_if_fail (id != NULL);

  switch (talus_restore_judge (get_live (view), NULL, id, &top))
    {
    case TALUS_RESTORE_NODE:
      restore_to (view, id, NULL);
      break;

    case TALUS_RESTORE_ELSEWHERE:
      ask_place (view, parent, id);
      break;

    case TALUS_RESTORE_FROM_WITHIN:
      ask_within (view, parent, id, top);
      break;

    case TALUS_RESTORE_NOTHING:
    case TALUS_RESTORE_VALUES:
    default:
      talus_view_say (view, _("It is back already"), NULL, NULL);
      break;
    }
}
