/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The interface between a peer and its session: calls one way, signals the
 * other. It holds nothing. */
#define G_LOG_DOMAIN "talus-peer-link"

#include "peer/talus-peer-link.h"

enum
{
  RECORDS,
  REFUSED,
  CLIENTS,
  STORAGE,
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_INTERFACE (TalusPeerLink, talus_peer_link, G_TYPE_OBJECT)

static void
talus_peer_link_default_init (TalusPeerLinkInterface *iface)
{
  GType type = G_TYPE_FROM_INTERFACE (iface);

  /**
   * TalusPeerLink::records:
   * @self: the link
   * @records: (type gpointer): the next records of the log, sealed
   * @n_records: how many
   *
   * The log has grown.
   */
  signals[RECORDS] = g_signal_new ("records", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_UINT);
  /**
   * TalusPeerLink::refused:
   * @self: the link
   * @command_id: (type gpointer): a command that was submitted
   * @error: why it is not to be
   *
   * The host refused a command; the log has nothing of it.
   */
  signals[REFUSED] = g_signal_new ("refused", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_ERROR);
  /**
   * TalusPeerLink::clients:
   * @self: the link
   *
   * Somebody came, went, or is somewhere else now.
   */
  signals[CLIENTS] = g_signal_new ("clients", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  /**
   * TalusPeerLink::storage:
   * @self: the link
   * @failure: (nullable): why edits are refused, or wait, from now on; %NULL
   *   where they are taken again
   *
   * The host's disk began to fail, or works again.
   */
  signals[STORAGE] = g_signal_new ("storage", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 1, G_TYPE_ERROR);
  /**
   * TalusPeerLink::ended:
   * @self: the link
   * @reason: (nullable): why, unless it was closed here
   *
   * The session is gone, or this link to it; nothing follows.
   */
  signals[ENDED] = g_signal_new ("ended", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_ERROR);
}

/**
 * talus_peer_link_take_replica:
 * @self: a link that nobody has taken it from
 *
 * Takes the project as it was when the link began; what followed comes by
 * [signal@Talus.PeerLink::records].
 *
 * Returns: (transfer full): the replica
 */
TalusReplica *
talus_peer_link_take_replica (TalusPeerLink *self)
{
  g_return_val_if_fail (TALUS_IS_PEER_LINK (self), NULL);

  return TALUS_PEER_LINK_GET_IFACE (self)->take_replica (self);
}

/**
 * talus_peer_link_get_session_id:
 * @self: a link
 *
 * Gets whose session it is.
 *
 * Returns: (transfer none): its id
 */
const TalusId *
talus_peer_link_get_session_id (TalusPeerLink *self)
{
  g_return_val_if_fail (TALUS_IS_PEER_LINK (self), NULL);

  return TALUS_PEER_LINK_GET_IFACE (self)->get_session_id (self);
}

/**
 * talus_peer_link_get_client_id:
 * @self: a link
 *
 * Gets as what the session knows this link.
 *
 * Returns: (transfer none): the id among the clients
 */
const char *
talus_peer_link_get_client_id (TalusPeerLink *self)
{
  g_return_val_if_fail (TALUS_IS_PEER_LINK (self), NULL);

  return TALUS_PEER_LINK_GET_IFACE (self)->get_client_id (self);
}

/**
 * talus_peer_link_get_author:
 * @self: a link
 *
 * Gets who edits through it.
 *
 * Returns: (transfer none): the author
 */
TalusAuthor *
talus_peer_link_get_author (TalusPeerLink *self)
{
  g_return_val_if_fail (TALUS_IS_PEER_LINK (self), NULL);

  return TALUS_PEER_LINK_GET_IFACE (self)->get_author (self);
}

/**
 * talus_peer_link_get_role:
 * @self: a link
 *
 * Gets what may be done through it.
 *
 * Returns: the role
 */
TalusRole
talus_peer_link_get_role (TalusPeerLink *self)
{
  g_return_val_if_fail (TALUS_IS_PEER_LINK (self), TALUS_ROLE_VIEWER);

  return TALUS_PEER_LINK_GET_IFACE (self)->get_role (self);
}

/**
 * talus_peer_link_list_clients:
 * @self: a link
 *
 * Lists who takes part, this link included.
 *
 * Returns: (transfer none) (element-type TalusClient): who came first first
 */
GPtrArray *
talus_peer_link_list_clients (TalusPeerLink *self)
{
  g_return_val_if_fail (TALUS_IS_PEER_LINK (self), NULL);

  return TALUS_PEER_LINK_GET_IFACE (self)->list_clients (self);
}

/**
 * talus_peer_link_submit:
 * @self: a link
 * @command: (transfer full): a command that nothing else on this thread holds,
 *   nor its data
 * @command_id: its id
 *
 * Sends a command. It is answered by the log, or by
 * [signal@Talus.PeerLink::refused].
 */
void
talus_peer_link_submit (TalusPeerLink *self,
                        TalusCommand  *command,
                        const TalusId *command_id)
{
  g_return_if_fail (TALUS_IS_PEER_LINK (self));
  g_return_if_fail (command != NULL && command_id != NULL);

  TALUS_PEER_LINK_GET_IFACE (self)->submit (self, command, command_id);
}

/**
 * talus_peer_link_set_presence:
 * @self: a link
 * @json: a JSON object, at most 4 KiB
 *
 * Tells the others where one is.
 */
void
talus_peer_link_set_presence (TalusPeerLink *self,
                              const char    *json)
{
  g_return_if_fail (TALUS_IS_PEER_LINK (self));
  g_return_if_fail (json != NULL);

  TALUS_PEER_LINK_GET_IFACE (self)->set_presence (self, json);
}

/**
 * talus_peer_link_read_log_async:
 * @self: a link
 * @after: a seq
 * @limit: how many records at most
 * @cancellable: (nullable): to stop waiting
 * @callback: called when they are there
 * @user_data: passed to @callback
 *
 * Reads the durable records behind @after, oldest first.
 */
void
talus_peer_link_read_log_async (TalusPeerLink       *self,
                                guint64              after,
                                guint                limit,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (TALUS_IS_PEER_LINK (self));

  TALUS_PEER_LINK_GET_IFACE (self)->read_log_async (self, after, limit, cancellable, callback,
                                                    user_data);
}

/**
 * talus_peer_link_read_log_finish:
 * @self: a link
 * @result: the result
 * @error: return location
 *
 * Finishes [method@Talus.PeerLink.read_log_async].
 *
 * Returns: (transfer full) (element-type TalusRecord): the records
 */
GPtrArray *
talus_peer_link_read_log_finish (TalusPeerLink  *self,
                                 GAsyncResult   *result,
                                 GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * talus_peer_link_load_at_async:
 * @self: a link
 * @seq: a place in the log
 * @cancellable: (nullable): to stop waiting
 * @callback: called when it is there
 * @user_data: passed to @callback
 *
 * Reads the project as it was.
 */
void
talus_peer_link_load_at_async (TalusPeerLink       *self,
                               guint64              seq,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (TALUS_IS_PEER_LINK (self));

  TALUS_PEER_LINK_GET_IFACE (self)->load_at_async (self, seq, cancellable, callback, user_data);
}

/**
 * talus_peer_link_load_at_finish:
 * @self: a link
 * @result: the result
 * @error: return location
 *
 * Finishes [method@Talus.PeerLink.load_at_async].
 *
 * Returns: (transfer full): a graph that is the caller's alone
 */
TalusGraph *
talus_peer_link_load_at_finish (TalusPeerLink  *self,
                                GAsyncResult   *result,
                                GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * talus_peer_link_versions_async:
 * @self: a link
 * @add_name: (nullable): a name to give
 * @add_seq: to which place in the log
 * @delete_name: (nullable): a name to take away
 * @cancellable: (nullable): to stop waiting
 * @callback: called when it is done
 * @user_data: passed to @callback
 *
 * Changes the named versions, if so wanted, and lists them.
 */
void
talus_peer_link_versions_async (TalusPeerLink       *self,
                                const char          *add_name,
                                guint64              add_seq,
                                const char          *delete_name,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_return_if_fail (TALUS_IS_PEER_LINK (self));

  TALUS_PEER_LINK_GET_IFACE (self)->versions_async (self, add_name, add_seq, delete_name,
                                                    cancellable, callback, user_data);
}

/**
 * talus_peer_link_versions_finish:
 * @self: a link
 * @result: the result
 * @error: return location: CONFLICT where the name is taken, NOT_FOUND where
 *   there is none
 *
 * Finishes [method@Talus.PeerLink.versions_async].
 *
 * Returns: (transfer full) (element-type TalusVersion): all there are now
 */
GPtrArray *
talus_peer_link_versions_finish (TalusPeerLink  *self,
                                 GAsyncResult   *result,
                                 GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * talus_peer_link_copy_async:
 * @self: a link
 * @path: where to; what is there is replaced
 * @cancellable: (nullable): to stop waiting
 * @callback: called when it is done
 * @user_data: passed to @callback
 *
 * Writes a copy of the document for others, without tokens and audit.
 */
void
talus_peer_link_copy_async (TalusPeerLink       *self,
                            const char          *path,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_return_if_fail (TALUS_IS_PEER_LINK (self));
  g_return_if_fail (path != NULL);

  TALUS_PEER_LINK_GET_IFACE (self)->copy_async (self, path, cancellable, callback, user_data);
}

/**
 * talus_peer_link_copy_finish:
 * @self: a link
 * @result: the result
 * @error: return location
 *
 * Finishes [method@Talus.PeerLink.copy_async].
 *
 * Returns: whether the copy is there, whole
 */
gboolean
talus_peer_link_copy_finish (TalusPeerLink  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * talus_peer_link_close:
 * @self: a link
 *
 * Leaves the session; nothing is told any more. What was submitted before is
 * still done.
 */
void
talus_peer_link_close (TalusPeerLink *self)
{
  g_return_if_fail (TALUS_IS_PEER_LINK (self));

  TALUS_PEER_LINK_GET_IFACE (self)->close (self);
}

/**
 * talus_peer_link_emit_records:
 * @self: a link
 * @records: (array length=n_records): records
 * @n_records: how many
 *
 * For implementations.
 */
void
talus_peer_link_emit_records (TalusPeerLink  *self,
                              TalusRecord   **records,
                              guint           n_records)
{
  g_signal_emit (self, signals[RECORDS], 0, records, n_records);
}

/**
 * talus_peer_link_emit_refused:
 * @self: a link
 * @command_id: which command
 * @error: why
 *
 * For implementations.
 */
void
talus_peer_link_emit_refused (TalusPeerLink *self,
                              const TalusId *command_id,
                              const GError  *error)
{
  g_signal_emit (self, signals[REFUSED], 0, command_id, error);
}

/**
 * talus_peer_link_emit_clients:
 * @self: a link
 *
 * For implementations.
 */
void
talus_peer_link_emit_clients (TalusPeerLink *self)
{
  g_signal_emit (self, signals[CLIENTS], 0);
}

/**
 * talus_peer_link_emit_storage:
 * @self: a link
 * @failure: (nullable): what is wrong with the host's disk
 *
 * For implementations.
 */
void
talus_peer_link_emit_storage (TalusPeerLink *self,
                              const GError  *failure)
{
  g_signal_emit (self, signals[STORAGE], 0, failure);
}

/**
 * talus_peer_link_emit_ended:
 * @self: a link
 * @reason: (nullable): why
 *
 * For implementations.
 */
void
talus_peer_link_emit_ended (TalusPeerLink *self,
                            const GError  *reason)
{
  g_signal_emit (self, signals[ENDED], 0, reason);
}
