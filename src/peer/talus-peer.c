/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The peer as an object: its signals and properties, how it begins and ends.
 * What can be read of it is in talus-peer-read.c, how edits go out and records
 * come in in talus-peer-edit.c, who is here in talus-peer-people.c. */
#define G_LOG_DOMAIN "talus-peer"

#include "peer/talus-peer.h"

#include "peer/talus-peer-private.h"

enum
{
  PROP_0,
  PROP_STATE,
  PROP_NAME,
  PROP_CAN_EDIT,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_N_PENDING,
  PROP_N_PEOPLE,
  PROP_FAILURE,
  N_PROPS
};

enum
{
  NODE_CHANGED,
  PLACED,
  STRUCTURE_CHANGED,
  TEMPLATE_CHANGED,
  RECORDED,
  REFUSED,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusPeer, talus_peer, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
talus_peer_dispose (GObject *object)
{
  TalusPeer *self = TALUS_PEER (object);

  talus_peer_stop_presence (self);
  if (self->link != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->link, self);
      talus_peer_link_close (self->link);
    }
  if (self->replica != NULL)
    g_signal_handlers_disconnect_by_data (self->replica, self);
  g_clear_object (&self->link);
  g_clear_object (&self->replica);
  g_clear_object (&self->graph);
  g_clear_object (&self->people);

  G_OBJECT_CLASS (talus_peer_parent_class)->dispose (object);
}

static void
talus_peer_finalize (GObject *object)
{
  TalusPeer *self = TALUS_PEER (object);

  g_clear_pointer (&self->author, talus_author_unref);
  g_clear_pointer (&self->touched, g_hash_table_unref);
  g_clear_pointer (&self->placed, g_hash_table_unref);
  g_clear_pointer (&self->ours, g_hash_table_unref);
  g_clear_pointer (&self->sent, g_hash_table_unref);
  g_clear_pointer (&self->shelved, g_array_unref);
  g_clear_error (&self->failure);
  g_free (self->presence);

  G_OBJECT_CLASS (talus_peer_parent_class)->finalize (object);
}

static void
talus_peer_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  TalusPeer *self = TALUS_PEER (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, self->state);
      break;
    case PROP_NAME:
      g_value_set_string (value, talus_peer_get_name (self));
      break;
    case PROP_CAN_EDIT:
      g_value_set_boolean (value, talus_peer_can_edit (self));
      break;
    case PROP_CAN_UNDO:
      g_value_set_boolean (value, talus_peer_peek_undo (self) != NULL);
      break;
    case PROP_CAN_REDO:
      g_value_set_boolean (value, talus_peer_peek_redo (self) != NULL);
      break;
    case PROP_N_PENDING:
      g_value_set_uint (value, talus_peer_get_n_pending (self));
      break;
    case PROP_N_PEOPLE:
      g_value_set_uint (value, g_list_model_get_n_items (G_LIST_MODEL (self->people)));
      break;
    case PROP_FAILURE:
      g_value_set_boxed (value, self->failure);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * TalusPeer:state:
   *
   * A #TalusPeerState.
   */
  properties[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, TALUS_PEER_LIVE,
                                             TALUS_PEER_ENDED, TALUS_PEER_LIVE, flags);
  /**
   * TalusPeer:name:
   *
   * The project's.
   */
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  /**
   * TalusPeer:can-edit:
   *
   * Whether edits are taken at all.
   */
  properties[PROP_CAN_EDIT] = g_param_spec_boolean ("can-edit", NULL, NULL, FALSE, flags);
  /**
   * TalusPeer:can-undo:
   *
   * Whether there is something to undo; notified also when it is another thing.
   */
  properties[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, flags);
  /**
   * TalusPeer:can-redo:
   *
   * Whether there is something to redo; notified also when it is another thing.
   */
  properties[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, flags);
  /**
   * TalusPeer:n-pending:
   *
   * How many edits have no answer yet.
   */
  properties[PROP_N_PENDING] = g_param_spec_uint ("n-pending", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * TalusPeer:n-people:
   *
   * How many are here, this window included.
   */
  properties[PROP_N_PEOPLE] = g_param_spec_uint ("n-people", NULL, NULL, 0, G_MAXUINT, 0, flags);
  /**
   * TalusPeer:failure:
   *
   * Why the storage refuses, or why the session ended.
   */
  properties[PROP_FAILURE] = g_param_spec_boxed ("failure", NULL, NULL, G_TYPE_ERROR, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
install_signals (GObjectClass *object_class)
{
  GType type = G_TYPE_FROM_CLASS (object_class);

  /**
   * TalusPeer::node-changed:
   * @self: the peer
   * @node: a live node
   *
   * Its name, properties or dependencies are not what they were.
   */
  signals[NODE_CHANGED] = g_signal_new ("node-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                        NULL, G_TYPE_NONE, 1, TALUS_TYPE_NODE);
  /**
   * TalusPeer::placed:
   * @self: the peer
   * @ids: (type gpointer): an array of #TalusId
   * @n_ids: how many
   *
   * The subtrees of these nodes came, went or moved, or may have. Whether and
   * where they are now, the graph says. Emitted before
   * [signal@Talus.Peer::structure-changed], for all of them at once.
   */
  signals[PLACED] = g_signal_new ("placed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_UINT);
  /**
   * TalusPeer::structure-changed:
   * @self: the peer
   *
   * Nodes came, went or moved; the list models have told so already.
   */
  signals[STRUCTURE_CHANGED] = g_signal_new ("structure-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                             NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TalusPeer::template-changed:
   * @self: the peer
   *
   * The project has another template.
   */
  signals[TEMPLATE_CHANGED] = g_signal_new ("template-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                            NULL, NULL, G_TYPE_NONE, 0);
  /**
   * TalusPeer::recorded:
   * @self: the peer
   * @record: (type gpointer): a #TalusRecord
   * @own: whether it was proposed here
   *
   * The log has grown. In order, each record once.
   */
  signals[RECORDED] = g_signal_new ("recorded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_BOOLEAN);
  /**
   * TalusPeer::refused:
   * @self: the peer
   * @what: the type of the command
   * @error: why
   *
   * The host refused an edit that was shown here already; it has been taken
   * back.
   */
  signals[REFUSED] = g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_ERROR);
}

static void
talus_peer_class_init (TalusPeerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_peer_dispose;
  object_class->finalize = talus_peer_finalize;
  object_class->get_property = talus_peer_get_property;

  install_properties (object_class);
  install_signals (object_class);
}

static void
talus_peer_init (TalusPeer *self)
{
  self->people = g_list_store_new (TALUS_TYPE_PERSON);
  self->touched = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
  self->placed = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
  self->ours = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
  self->sent = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, g_object_unref);
  self->shelved = talus_peer_make_shelf ();
}

/**
 * talus_peer_new:
 * @link: a link that nobody has taken the first state of
 *
 * Makes a live peer, on the thread of the link.
 *
 * Returns: (transfer full): a peer
 */
TalusPeer *
talus_peer_new (TalusPeerLink *link)
{
  TalusPeer *self;

  g_return_val_if_fail (TALUS_IS_PEER_LINK (link), NULL);

  self = g_object_new (TALUS_TYPE_PEER, NULL);
  self->link = g_object_ref (link);
  self->replica = talus_peer_link_take_replica (link);
  g_return_val_if_fail (self->replica != NULL, self);

  self->graph = g_object_ref (talus_replica_get_graph (self->replica));
  self->author = talus_author_ref (talus_peer_link_get_author (link));
  self->role = talus_peer_link_get_role (link);
  self->state = TALUS_PEER_LIVE;
  talus_peer_follow_link (self);
  talus_peer_follow_people (self);
  talus_peer_notify_state (self);

  return self;
}

/**
 * talus_peer_new_past:
 * @graph: (transfer none): a project as it was, which nobody changes
 * @seq: the newest record that it has
 * @timestamp: when that was: milliseconds since the epoch
 * @author: (nullable): whose record that is
 *
 * Makes a peer of the past.
 *
 * Returns: (transfer full): a peer that takes no edits
 */
TalusPeer *
talus_peer_new_past (TalusGraph  *graph,
                     guint64      seq,
                     gint64       timestamp,
                     TalusAuthor *author)
{
  TalusPeer *self;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);

  self = g_object_new (TALUS_TYPE_PEER, NULL);
  self->graph = g_object_ref (graph);
  self->author = author != NULL ? talus_author_ref (author) : NULL;
  self->role = TALUS_ROLE_VIEWER;
  self->state = TALUS_PEER_PAST;
  self->seq = seq;
  self->timestamp = timestamp;

  return self;
}

/**
 * talus_peer_close:
 * @self: a peer
 *
 * Leaves the session. What was submitted is still done; the graph stays as it
 * is.
 */
void
talus_peer_close (TalusPeer *self)
{
  g_return_if_fail (TALUS_IS_PEER (self));

  talus_peer_stop_presence (self);
  if (self->link != NULL && self->state == TALUS_PEER_LIVE)
    {
      g_signal_handlers_disconnect_by_data (self->link, self);
      talus_peer_link_close (self->link);
      self->state = TALUS_PEER_ENDED;
      talus_peer_end_sends (self);
      talus_peer_notify_state (self);
    }
}

/* Tells of all that is other than it was last told. */
void
talus_peer_notify_state (TalusPeer *self)
{
  gboolean can_edit = talus_peer_can_edit (self);
  guint n_pending = talus_peer_get_n_pending (self);

  g_object_freeze_notify (G_OBJECT (self));
  if (can_edit != self->can_edit)
    {
      self->can_edit = can_edit;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_EDIT]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAILURE]);
    }
  if (n_pending != self->n_pending)
    {
      self->n_pending = n_pending;
      g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PENDING]);
    }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_UNDO]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_REDO]);
  g_object_thaw_notify (G_OBJECT (self));
}

void
talus_peer_notify_people (TalusPeer *self)
{
  guint n_people = g_list_model_get_n_items (G_LIST_MODEL (self->people));

  if (n_people == self->n_people)
    return;

  self->n_people = n_people;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_PEOPLE]);
}

/* Takes over @failure (nullable). */
void
talus_peer_set_failure (TalusPeer *self,
                        GError    *failure)
{
  if (failure == NULL && self->failure == NULL)
    return;

  g_clear_error (&self->failure);
  self->failure = failure;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FAILURE]);
}

void
talus_peer_emit_node (TalusPeer *self,
                      TalusNode *node)
{
  g_signal_emit (self, signals[NODE_CHANGED], 0, node);
}

void
talus_peer_emit_structure (TalusPeer     *self,
                           const TalusId *ids,
                           guint          n_ids)
{
  g_signal_emit (self, signals[PLACED], 0, ids, n_ids);
  g_signal_emit (self, signals[STRUCTURE_CHANGED], 0);
}

void
talus_peer_emit_template (TalusPeer *self)
{
  g_signal_emit (self, signals[TEMPLATE_CHANGED], 0);
}

void
talus_peer_emit_recorded (TalusPeer   *self,
                          TalusRecord *record,
                          gboolean     own)
{
  g_signal_emit (self, signals[RECORDED], 0, record, own);
}

void
talus_peer_emit_refused (TalusPeer    *self,
                         const char   *what,
                         const GError *error)
{
  g_signal_emit (self, signals[REFUSED], 0, what, error);
}

void
talus_peer_notify_name (TalusPeer *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}
