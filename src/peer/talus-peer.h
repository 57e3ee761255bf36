/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A peer: one participant's live project. It holds the replica, proposes what
 * is edited here, takes what the log says, knows who else is there and whether
 * it can edit. Widgets read its graph and write by batches; whether the session
 * is in this process or across the world only its link knows. It belongs to
 * the thread that made it, the main one in the desktop. */
#pragma once

#include "model/talus-replica.h"
#include "peer/talus-batch.h"
#include "peer/talus-person.h"
#include "peer/talus-peer-link.h"

G_BEGIN_DECLS

/**
 * TalusPeerState:
 * @TALUS_PEER_LIVE: it follows its session
 * @TALUS_PEER_PAST: a project as it was: read-only for ever
 * @TALUS_PEER_ENDED: the session is gone; the graph is as it was last
 */
typedef enum
{
  TALUS_PEER_LIVE,
  TALUS_PEER_PAST,
  TALUS_PEER_ENDED,
} TalusPeerState;

/**
 * TalusUndoFlags:
 * @TALUS_UNDO_SKIP: what cannot be undone is given up, and the one before it
 *   undone
 * @TALUS_UNDO_PARTIAL: of a batch, what nobody has changed since is undone
 *
 * What to do where somebody's later change stands in the way.
 */
typedef enum
{
  TALUS_UNDO_SKIP = 1 << 0,
  TALUS_UNDO_PARTIAL = 1 << 1,
} TalusUndoFlags;

#define TALUS_TYPE_PEER (talus_peer_get_type ())

G_DECLARE_FINAL_TYPE (TalusPeer, talus_peer, TALUS, PEER, GObject)

TalusPeer      *talus_peer_new            (TalusPeerLink   *link);   /* takes its first state */
/* A project at rest, as it was at @seq. */
TalusPeer      *talus_peer_new_past       (TalusGraph      *graph,
                                           guint64          seq,
                                           gint64           timestamp,
                                           TalusAuthor     *author);
TalusPeerLink  *talus_peer_get_link       (TalusPeer       *self);   /* (nullable): of the past */
TalusPeerState  talus_peer_get_state      (TalusPeer       *self);
TalusGraph     *talus_peer_get_graph      (TalusPeer       *self);   /* with what is pending */
TalusTemplate  *talus_peer_get_template   (TalusPeer       *self);
const TalusId  *talus_peer_get_project_id (TalusPeer       *self);
const char     *talus_peer_get_name       (TalusPeer       *self);   /* the project's */
TalusAuthor    *talus_peer_get_author     (TalusPeer       *self);   /* who edits here */
TalusRole       talus_peer_get_role       (TalusPeer       *self);
guint64         talus_peer_get_seq        (TalusPeer       *self);   /* confirmed */
gint64          talus_peer_get_timestamp  (TalusPeer       *self);   /* past: as of when */
guint           talus_peer_get_n_pending  (TalusPeer       *self);
/* Live, of a role that may, and the storage works. */
gboolean        talus_peer_can_edit       (TalusPeer       *self);
/* Why the storage refuses just now, or why the session ended. (nullable) */
const GError   *talus_peer_get_failure    (TalusPeer       *self);

/* Takes effect here at once and goes to the host; FALSE with a sentence for a
 * person where the graph or the template forbids it. */
gboolean        talus_peer_submit         (TalusPeer        *self,
                                           const TalusBatch *batch,
                                           GError          **error);
/* Whether it would: for what a drag may be dropped on. Nothing changes. */
gboolean        talus_peer_check          (TalusPeer        *self,
                                           const TalusBatch *batch,
                                           GError          **error);
/* What is too large to be worked out here: the host makes it, and it shows
 * when it has. Whoever gives it up undoes @command_id then. */
void            talus_peer_send_async     (TalusPeer           *self,
                                           TalusCommand        *command,     /* (transfer full) */
                                           TalusId             *command_id,  /* (out) */
                                           GAsyncReadyCallback  callback,
                                           gpointer             user_data);
gboolean        talus_peer_send_finish    (TalusPeer           *self,
                                           GAsyncResult        *result,
                                           GError             **error);
/* The author's own newest step. */
gboolean        talus_peer_undo           (TalusPeer        *self,
                                           GError          **error);
gboolean        talus_peer_redo           (TalusPeer        *self,
                                           GError          **error);
/* The record that undo, or redo, would be about. (transfer none) (nullable) */
TalusRecord    *talus_peer_peek_undo      (TalusPeer        *self);
TalusRecord    *talus_peer_peek_redo      (TalusPeer        *self);
/* Undoes that very entry of the log, whoever's it is. */
gboolean        talus_peer_undo_command   (TalusPeer        *self,
                                           const TalusId    *command_id,
                                           GError          **error);
/* The same, or with @command_id NULL the author's newest step, in spite of
 * somebody's later change. */
gboolean        talus_peer_undo_with      (TalusPeer        *self,
                                           const TalusId    *command_id,
                                           TalusUndoFlags    flags,
                                           GError          **error);
/* (transfer full) (nullable): what that would come to, without doing it. */
TalusRecord    *talus_peer_draft_undo_with (TalusPeer       *self,
                                            const TalusId   *command_id,
                                            TalusUndoFlags   flags);

/* After the storage refused edits: proposes them again, in order. How many
 * there are: talus_peer_get_n_shelved(). */
void            talus_peer_retry          (TalusPeer        *self);
guint           talus_peer_get_n_shelved  (TalusPeer        *self);
/* Those, and while the storage fails those under way: what is nowhere else. */
guint           talus_peer_get_n_unsaved  (TalusPeer        *self);

/* Who is here, this window included: a list model of TalusPerson. */
GListModel     *talus_peer_get_people     (TalusPeer        *self);
/* Tells the others what is selected here. */
void            talus_peer_set_presence   (TalusPeer        *self,
                                           const TalusId    *selection,
                                           guint             n_ids,
                                           const char       *view);
void            talus_peer_close          (TalusPeer        *self);

/**
 * TalusPeer::node-changed: (self, TalusNode *node)
 *   the node's name, properties or dependencies are not what they were. Places
 *   are told by the list models of the children.
 * TalusPeer::placed: (self, const TalusId *ids, guint n_ids)
 *   the subtrees of these nodes came, went or moved, or may have: it is for who
 *   follows to look whether and where they are now. All of a batch of records
 *   at once, before structure-changed
 * TalusPeer::structure-changed: (self)
 *   nodes came, went or moved; once a batch of records, after the list models
 * TalusPeer::template-changed: (self)
 * TalusPeer::recorded: (self, TalusRecord *record, gboolean own)
 *   a record of the log, in order, each once
 * TalusPeer::refused: (self, const char *what, const GError *error)
 *   the host refused an edit that was shown here; it has been taken back
 *
 * Properties, read-only, with notify: state, name, can-edit, can-undo,
 * can-redo, n-pending, failure (boxed GError), n-people (guint).
 */

G_END_DECLS
