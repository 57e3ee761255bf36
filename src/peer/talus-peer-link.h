/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A peer's link to its session: where its commands go and the log comes from.
 * Everything here happens on the peer's thread; answers come by signals, in
 * the order of the log. */
#pragma once

#include "model/talus-replica.h"
#include "session/talus-client.h"
#include "store/talus-document.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PEER_LINK (talus_peer_link_get_type ())

G_DECLARE_INTERFACE (TalusPeerLink, talus_peer_link, TALUS, PEER_LINK, GObject)

struct _TalusPeerLinkInterface
{
  GTypeInterface parent_iface;

  TalusReplica  *(*take_replica)     (TalusPeerLink        *self);
  const TalusId *(*get_session_id)   (TalusPeerLink        *self);
  const char    *(*get_client_id)    (TalusPeerLink        *self);
  TalusAuthor   *(*get_author)       (TalusPeerLink        *self);
  TalusRole      (*get_role)         (TalusPeerLink        *self);
  GPtrArray     *(*list_clients)     (TalusPeerLink        *self);
  void           (*submit)           (TalusPeerLink        *self,
                                      TalusCommand         *command,
                                      const TalusId        *command_id);
  void           (*set_presence)     (TalusPeerLink        *self,
                                      const char           *json);
  void           (*read_log_async)   (TalusPeerLink        *self,
                                      guint64               after,
                                      guint                 limit,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
  void           (*load_at_async)    (TalusPeerLink        *self,
                                      guint64               seq,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
  void           (*versions_async)   (TalusPeerLink        *self,
                                      const char           *add_name,
                                      guint64               add_seq,
                                      const char           *delete_name,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
  void           (*copy_async)       (TalusPeerLink        *self,
                                      const char           *path,
                                      GCancellable         *cancellable,
                                      GAsyncReadyCallback   callback,
                                      gpointer              user_data);
  void           (*close)            (TalusPeerLink        *self);
};

/* (transfer full): the project as it is when the link begins, undo stacks and
 * all; once. */
TalusReplica  *talus_peer_link_take_replica    (TalusPeerLink        *self);
const TalusId *talus_peer_link_get_session_id  (TalusPeerLink        *self);
const char    *talus_peer_link_get_client_id   (TalusPeerLink        *self);
TalusAuthor   *talus_peer_link_get_author      (TalusPeerLink        *self);
TalusRole      talus_peer_link_get_role        (TalusPeerLink        *self);
/* (transfer none) (element-type TalusClient): who is there now, by join order. */
GPtrArray     *talus_peer_link_list_clients    (TalusPeerLink        *self);
void           talus_peer_link_submit          (TalusPeerLink        *self,
                                                TalusCommand         *command,
                                                const TalusId        *command_id);
void           talus_peer_link_set_presence    (TalusPeerLink        *self,
                                                const char           *json);
/* The durable records behind @after, oldest first, at most @limit. */
void           talus_peer_link_read_log_async  (TalusPeerLink        *self,
                                                guint64               after,
                                                guint                 limit,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
/* (transfer full) (element-type TalusRecord) */
GPtrArray     *talus_peer_link_read_log_finish (TalusPeerLink        *self,
                                                GAsyncResult         *result,
                                                GError              **error);
/* The project as it was at @seq. */
void           talus_peer_link_load_at_async   (TalusPeerLink        *self,
                                                guint64               seq,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
TalusGraph    *talus_peer_link_load_at_finish  (TalusPeerLink        *self,    /* (transfer full) */
                                                GAsyncResult         *result,
                                                GError              **error);
/* Named versions: adds one if @add_name is given, takes one away if
 * @delete_name is, then lists them. */
void           talus_peer_link_versions_async  (TalusPeerLink        *self,
                                                const char           *add_name,
                                                guint64               add_seq,
                                                const char           *delete_name,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
/* (transfer full) (element-type TalusVersion) */
GPtrArray     *talus_peer_link_versions_finish (TalusPeerLink        *self,
                                                GAsyncResult         *result,
                                                GError              **error);
/* A copy of the whole document, log and all, without tokens, as a file. */
void           talus_peer_link_copy_async      (TalusPeerLink        *self,
                                                const char           *path,
                                                GCancellable         *cancellable,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
gboolean       talus_peer_link_copy_finish     (TalusPeerLink        *self,
                                                GAsyncResult         *result,
                                                GError              **error);
void           talus_peer_link_close           (TalusPeerLink        *self);

/* For implementations. */
void           talus_peer_link_emit_records    (TalusPeerLink        *self,
                                                TalusRecord         **records,
                                                guint                 n_records);
void           talus_peer_link_emit_refused    (TalusPeerLink        *self,
                                                const TalusId        *command_id,
                                                const GError         *error);
void           talus_peer_link_emit_clients    (TalusPeerLink        *self);
/* @failure: (nullable): why edits are refused just now; NULL: they are not. */
void           talus_peer_link_emit_storage    (TalusPeerLink        *self,
                                                const GError         *failure);
void           talus_peer_link_emit_ended      (TalusPeerLink        *self,
                                                const GError         *reason);

/**
 * TalusPeerLink::records: (self, TalusRecord **records, guint n_records)
 * TalusPeerLink::refused: (self, const TalusId *command_id, const GError *error)
 * TalusPeerLink::clients: (self): list_clients() has changed
 * TalusPeerLink::storage: (self, const GError *failure)
 * TalusPeerLink::ended: (self, const GError *reason): nothing follows
 */

G_END_DECLS
