/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The view: the peer, selection and filter of a window, and what is said on
 * their behalf. It knows no pane. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-view.h"

#include <glib/gi18n.h>

#include "app/core/talus-places.h"
#include "app/core/talus-words.h"

/* Every window has it, whichever pane is in front. */
#define UNDO_ACTION "win.undo-command"

struct _TalusView
{
  GObject parent_instance;

  /* owned */
  TalusPeer *peer;
  TalusPeer *live_peer;
  TalusSelection *selection;
  GtkFilter *filter;
  GArray *expanded;           /* of TalusId */
};

enum
{
  PROP_0,
  PROP_PEER,
  PROP_FILTER,
  PROP_CAN_EDIT,
  N_PROPS
};

enum
{
  SAID,
  EXPANDED,
  REVEAL,
  RENAME,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusView, talus_view, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
can_edit_cb (TalusView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_EDIT]);
}

static void
refused_cb (TalusView    *self,
            const char   *what,
            const GError *error)
{
  talus_view_say_error (self, error);
}

static void
talus_view_dispose (GObject *object)
{
  TalusView *self = TALUS_VIEW (object);

  g_clear_object (&self->peer);
  g_clear_object (&self->live_peer);
  g_clear_object (&self->selection);
  g_clear_object (&self->filter);
  g_clear_pointer (&self->expanded, g_array_unref);

  G_OBJECT_CLASS (talus_view_parent_class)->dispose (object);
}

static void
talus_view_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  TalusView *self = TALUS_VIEW (object);

  switch (prop_id)
    {
    case PROP_PEER:
      g_value_set_object (value, self->peer);
      break;
    case PROP_FILTER:
      g_value_set_object (value, self->filter);
      break;
    case PROP_CAN_EDIT:
      g_value_set_boolean (value, talus_view_can_edit (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_view_class_init (TalusViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = talus_view_dispose;
  object_class->get_property = talus_view_get_property;

  /**
   * TalusView:peer:
   *
   * What is shown.
   */
  properties[PROP_PEER] = g_param_spec_object ("peer", NULL, NULL, TALUS_TYPE_PEER, flags);
  /**
   * TalusView:filter:
   *
   * What of it is to be seen; %NULL: everything.
   */
  properties[PROP_FILTER] = g_param_spec_object ("filter", NULL, NULL, GTK_TYPE_FILTER, flags);
  /**
   * TalusView:can-edit:
   *
   * Whether what is shown can be changed.
   */
  properties[PROP_CAN_EDIT] = g_param_spec_boolean ("can-edit", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * TalusView::said:
   * @self: the view
   * @text: a sentence
   * @button: (nullable): what can be done about it
   * @action: (nullable): the detailed name of the action that does it
   *
   * The person is to be told something.
   */
  signals[SAID] = g_signal_new ("said", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 3, G_TYPE_STRING, G_TYPE_STRING,
                                G_TYPE_STRING);
  /**
   * TalusView::expanded:
   * @self: the view
   *
   * What is expanded is something else.
   */
  signals[EXPANDED] = g_signal_new ("expanded", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TalusView::reveal:
   * @self: the view
   * @id: (type gpointer): a #TalusId
   *
   * The node is to be brought into sight.
   */
  signals[REVEAL] = g_signal_new ("reveal", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  /**
   * TalusView::rename:
   * @self: the view
   * @id: (type gpointer): a #TalusId
   *
   * The pane in front is to let the person name the node.
   */
  signals[RENAME] = g_signal_new ("rename", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
talus_view_init (TalusView *self)
{
  self->selection = talus_selection_new ();
  self->expanded = g_array_new (FALSE, FALSE, sizeof (TalusId));
}

/**
 * talus_view_new:
 * @peer: a live project
 *
 * Makes a view of it.
 *
 * Returns: (transfer full): a view
 */
TalusView *
talus_view_new (TalusPeer *peer)
{
  TalusView *self;

  g_return_val_if_fail (TALUS_IS_PEER (peer), NULL);

  self = g_object_new (TALUS_TYPE_VIEW, NULL);
  talus_view_set_peer (self, peer);

  return self;
}

/**
 * talus_view_get_peer:
 * @self: a view
 *
 * Gets what is shown.
 *
 * Returns: (transfer none): the peer, live or of the past
 */
TalusPeer *
talus_view_get_peer (TalusView *self)
{
  g_return_val_if_fail (TALUS_IS_VIEW (self), NULL);

  return self->peer;
}

/**
 * talus_view_set_peer:
 * @self: a view
 * @peer: what is to be shown
 *
 * Shows another state of the project: one of the past, or, with a live peer,
 * the present again. The selection stays, by id.
 */
void
talus_view_set_peer (TalusView *self,
                     TalusPeer *peer)
{
  g_autoptr (TalusPeer) before = NULL;

  g_return_if_fail (TALUS_IS_VIEW (self));
  g_return_if_fail (TALUS_IS_PEER (peer));

  if (self->peer == peer)
    return;

  before = g_steal_pointer (&self->peer);
  if (before != NULL)
    g_signal_handlers_disconnect_by_func (before, can_edit_cb, self);
  self->peer = g_object_ref (peer);
  g_signal_connect_object (peer, "notify::can-edit", G_CALLBACK (can_edit_cb), self,
                           G_CONNECT_SWAPPED);
  if (talus_peer_get_state (peer) != TALUS_PEER_PAST && self->live_peer != peer)
    {
      if (self->live_peer != NULL)
        g_signal_handlers_disconnect_by_func (self->live_peer, refused_cb, self);
      g_set_object (&self->live_peer, peer);
      g_signal_connect_object (peer, "refused", G_CALLBACK (refused_cb), self, G_CONNECT_SWAPPED);
    }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PEER]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_EDIT]);
}

/**
 * talus_view_get_live_peer:
 * @self: a view
 *
 * Gets the present, also while the past is shown.
 *
 * Returns: (transfer none) (nullable): the peer
 */
TalusPeer *
talus_view_get_live_peer (TalusView *self)
{
  g_return_val_if_fail (TALUS_IS_VIEW (self), NULL);

  return self->live_peer;
}

/**
 * talus_view_get_graph:
 * @self: a view
 *
 * Gets the graph of what is shown.
 *
 * Returns: (transfer none): the graph
 */
TalusGraph *
talus_view_get_graph (TalusView *self)
{
  g_return_val_if_fail (TALUS_IS_VIEW (self), NULL);

  return talus_peer_get_graph (self->peer);
}

/**
 * talus_view_get_template:
 * @self: a view
 *
 * Gets the template of what is shown.
 *
 * Returns: (transfer none): the template
 */
TalusTemplate *
talus_view_get_template (TalusView *self)
{
  g_return_val_if_fail (TALUS_IS_VIEW (self), NULL);

  return talus_peer_get_template (self->peer);
}

/**
 * talus_view_can_edit:
 * @self: a view
 *
 * Tells whether what is shown can be changed.
 *
 * Returns: whether it can
 */
gboolean
talus_view_can_edit (TalusView *self)
{
  g_return_val_if_fail (TALUS_IS_VIEW (self), FALSE);

  return self->peer != NULL && talus_peer_can_edit (self->peer);
}

/**
 * talus_view_get_selection:
 * @self: a view
 *
 * Gets the one selection.
 *
 * Returns: (transfer none): the selection
 */
TalusSelection *
talus_view_get_selection (TalusView *self)
{
  g_return_val_if_fail (TALUS_IS_VIEW (self), NULL);

  return self->selection;
}

/**
 * talus_view_get_cursor_node:
 * @self: a view
 *
 * Gets the node that keys and inspector are about.
 *
 * Returns: (transfer none) (nullable): a live node
 */
TalusNode *
talus_view_get_cursor_node (TalusView *self)
{
  const TalusId *cursor;

  g_return_val_if_fail (TALUS_IS_VIEW (self), NULL);

  cursor = talus_selection_get_cursor (self->selection);

  return cursor != NULL ? talus_graph_get_node (talus_view_get_graph (self), cursor) : NULL;
}

static gboolean
is_below_selected (TalusView *self,
                   TalusNode *node)
{
  TalusNode *parent = talus_node_get_parent (node);

  for (; parent != NULL; parent = talus_node_get_parent (parent))
    {
      if (talus_selection_contains (self->selection, talus_node_get_id (parent)))
        return TRUE;
    }

  return FALSE;
}

/**
 * talus_view_list_selected_tops:
 * @self: a view
 *
 * Lists what an edit of the selection is about: nodes below another selected
 * one go with it.
 *
 * Returns: (transfer container) (element-type TalusNode): live nodes, in tree
 *   order
 */
GPtrArray *
talus_view_list_selected_tops (TalusView *self)
{
  GPtrArray *tops;

  g_return_val_if_fail (TALUS_IS_VIEW (self), NULL);

  tops = g_ptr_array_new ();
  for (guint i = 0; i < talus_selection_get_length (self->selection); i++)
    {
      TalusNode *node = talus_graph_get_node (talus_view_get_graph (self),
                                              talus_selection_get (self->selection, i));

      if (node != NULL && !is_below_selected (self, node))
        g_ptr_array_add (tops, node);
    }
  g_ptr_array_sort (tops, talus_places_compare_func);

  return tops;
}

/**
 * talus_view_get_filter:
 * @self: a view
 *
 * Gets what of the project is to be seen.
 *
 * Returns: (transfer none) (nullable): a filter over #TalusNode
 */
GtkFilter *
talus_view_get_filter (TalusView *self)
{
  g_return_val_if_fail (TALUS_IS_VIEW (self), NULL);

  return self->filter;
}

/**
 * talus_view_set_filter:
 * @self: a view
 * @filter: (nullable) (transfer none): a filter over #TalusNode, or %NULL for
 *   everything
 *
 * Lets only a part be seen.
 */
void
talus_view_set_filter (TalusView *self,
                       GtkFilter *filter)
{
  g_return_if_fail (TALUS_IS_VIEW (self));

  if (g_set_object (&self->filter, filter))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILTER]);
}

/**
 * talus_view_get_expanded:
 * @self: a view
 * @n_ids: (out): how many
 *
 * Gets what is expanded where the project is shown as a tree.
 *
 * Returns: (transfer none) (nullable) (array length=n_ids): ids
 */
const TalusId *
talus_view_get_expanded (TalusView *self,
                         guint     *n_ids)
{
  g_return_val_if_fail (TALUS_IS_VIEW (self), NULL);

  *n_ids = self->expanded->len;

  return self->expanded->len > 0 ? (const TalusId *) (gpointer) self->expanded->data : NULL;
}

/**
 * talus_view_set_expanded:
 * @self: a view
 * @ids: (array length=n_ids): ids
 * @n_ids: how many
 *
 * Says what is, or is to be, expanded, and nothing else.
 */
void
talus_view_set_expanded (TalusView     *self,
                         const TalusId *ids,
                         guint          n_ids)
{
  g_return_if_fail (TALUS_IS_VIEW (self));

  g_array_set_size (self->expanded, 0);
  if (n_ids > 0)
    g_array_append_vals (self->expanded, ids, n_ids);
  g_signal_emit (self, signals[EXPANDED], 0);
}

/**
 * talus_view_submit:
 * @self: a view
 * @batch: (transfer full): what is wanted
 *
 * Makes an edit, or says why it cannot be.
 *
 * Returns: whether it was made
 */
gboolean
talus_view_submit (TalusView  *self,
                   TalusBatch *batch)
{
  g_autoptr (TalusBatch) own = batch;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (TALUS_IS_VIEW (self), FALSE);
  g_return_val_if_fail (batch != NULL, FALSE);

  if (talus_peer_submit (self->peer, own, &error))
    return TRUE;

  talus_view_say_error (self, error);

  return FALSE;
}

/**
 * talus_view_say:
 * @self: a view
 * @text: a sentence
 * @button: (nullable): the label of what can be done
 * @action: (nullable): the detailed action name that does it
 *
 * Says something to the person, in passing.
 */
void
talus_view_say (TalusView  *self,
                const char *text,
                const char *button,
                const char *action)
{
  g_return_if_fail (TALUS_IS_VIEW (self));
  g_return_if_fail (text != NULL);

  g_signal_emit (self, signals[SAID], 0, text, button, action);
}

/**
 * talus_view_say_done:
 * @self: a view
 * @text: a sentence
 *
 * Says what was just done, and offers it back by its very entry of the log:
 * whatever is done next does not change what the button brings back.
 */
void
talus_view_say_done (TalusView  *self,
                     const char *text)
{
  g_autofree char *action = NULL;
  TalusRecord *record;
  char id[TALUS_ID_TEXT_SIZE];

  g_return_if_fail (TALUS_IS_VIEW (self));
  g_return_if_fail (text != NULL);

  record = talus_peer_peek_undo (self->peer);
  if (record != NULL && record->has_command_id)
    action = g_strdup_printf (UNDO_ACTION "('%s')", talus_id_format (&record->command_id, id));
  talus_view_say (self, text, action != NULL ? _("Undo") : NULL, action);
}

/**
 * talus_view_say_error:
 * @self: a view
 * @error: what stood in the way
 *
 * Says what could not be done, and why.
 */
void
talus_view_say_error (TalusView    *self,
                      const GError *error)
{
  g_autofree char *words = NULL;

  g_return_if_fail (TALUS_IS_VIEW (self));
  g_return_if_fail (error != NULL);

  words = talus_words_for_error (error, talus_view_get_template (self));
  talus_view_say (self, words, NULL, NULL);
}

/**
 * talus_view_reveal:
 * @self: a view
 * @id: a node
 *
 * Selects a node and brings it into sight.
 */
void
talus_view_reveal (TalusView     *self,
                   const TalusId *id)
{
  TalusId own;

  g_return_if_fail (TALUS_IS_VIEW (self));
  g_return_if_fail (id != NULL);

  own = *id; /* it may be the selection's */
  talus_selection_set_one (self->selection, &own);
  g_signal_emit (self, signals[REVEAL], 0, &own);
}

/**
 * talus_view_begin_rename:
 * @self: a view
 * @id: a node
 *
 * Lets the person name a node, where they are.
 */
void
talus_view_begin_rename (TalusView     *self,
                         const TalusId *id)
{
  TalusId own;

  g_return_if_fail (TALUS_IS_VIEW (self));
  g_return_if_fail (id != NULL);

  own = *id;
  talus_selection_set_one (self->selection, &own);
  g_signal_emit (self, signals[REVEAL], 0, &own);
  g_signal_emit (self, signals[RENAME], 0, &own);
}
