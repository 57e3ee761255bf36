/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be read of a peer. Nothing changes here. */
#define G_LOG_DOMAIN "talus-peer"

#include "peer/talus-peer-private.h"

/**
 * talus_peer_get_link:
 * @self: a peer
 *
 * Gets its link, for what goes beyond following: log, past, versions, copies.
 *
 * Returns: (transfer none) (nullable): the link, or %NULL of the past
 */
TalusPeerLink *
talus_peer_get_link (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), NULL);

  return self->link;
}

/**
 * talus_peer_get_state:
 * @self: a peer
 *
 * Gets whether it still follows.
 *
 * Returns: its state
 */
TalusPeerState
talus_peer_get_state (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), TALUS_PEER_ENDED);

  return self->state;
}

/**
 * talus_peer_get_graph:
 * @self: a peer
 *
 * Gets the project, with every edit that is pending.
 *
 * Returns: (transfer none): the graph
 */
TalusGraph *
talus_peer_get_graph (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), NULL);

  return self->graph;
}

/**
 * talus_peer_get_template:
 * @self: a peer
 *
 * Gets the project's own template.
 *
 * Returns: (transfer none): the template
 */
TalusTemplate *
talus_peer_get_template (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), NULL);

  return talus_graph_get_template (self->graph);
}

/**
 * talus_peer_get_project_id:
 * @self: a peer
 *
 * Gets the project's id.
 *
 * Returns: (transfer none): the id
 */
const TalusId *
talus_peer_get_project_id (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), NULL);

  return talus_graph_get_project_id (self->graph);
}

/**
 * talus_peer_get_name:
 * @self: a peer
 *
 * Gets the project's name.
 *
 * Returns: (transfer none): the name
 */
const char *
talus_peer_get_name (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), NULL);

  return self->graph != NULL ? talus_graph_get_name (self->graph) : NULL;
}

/**
 * talus_peer_get_author:
 * @self: a peer
 *
 * Gets who edits here; of the past, who made the newest record.
 *
 * Returns: (transfer none) (nullable): the author
 */
TalusAuthor *
talus_peer_get_author (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), NULL);

  return self->author;
}

/**
 * talus_peer_get_role:
 * @self: a peer
 *
 * Gets what may be done here.
 *
 * Returns: the role
 */
TalusRole
talus_peer_get_role (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), TALUS_ROLE_VIEWER);

  return self->role;
}

/**
 * talus_peer_get_seq:
 * @self: a peer
 *
 * Gets the confirmed place in the log.
 *
 * Returns: the seq of the newest record
 */
guint64
talus_peer_get_seq (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), 0);

  return self->replica != NULL ? talus_replica_get_confirmed_seq (self->replica) : self->seq;
}

/**
 * talus_peer_get_timestamp:
 * @self: a peer of the past
 *
 * Gets as of when it is.
 *
 * Returns: milliseconds since the epoch; 0 of a live one
 */
gint64
talus_peer_get_timestamp (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), 0);

  return self->timestamp;
}

/**
 * talus_peer_get_n_pending:
 * @self: a peer
 *
 * Counts the edits that have no answer yet.
 *
 * Returns: how many
 */
guint
talus_peer_get_n_pending (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), 0);

  return self->replica != NULL ? talus_replica_get_n_pending (self->replica) : 0;
}

/**
 * talus_peer_get_n_shelved:
 * @self: a peer
 *
 * Counts the edits that the storage refused and that are kept here.
 *
 * Returns: how many
 */
guint
talus_peer_get_n_shelved (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), 0);

  return self->shelved->len;
}

/**
 * talus_peer_get_n_unsaved:
 * @self: a peer
 *
 * Counts the edits that are nowhere but here while the storage fails: those
 * that it refused, and those that it may refuse yet.
 *
 * Returns: how many; 0 where all is well
 */
guint
talus_peer_get_n_unsaved (TalusPeer *self)
{
  guint n_shelved;

  g_return_val_if_fail (TALUS_IS_PEER (self), 0);

  n_shelved = talus_peer_get_n_shelved (self);
  if (self->state != TALUS_PEER_LIVE || (self->failure == NULL && n_shelved == 0))
    return 0;

  return n_shelved + talus_peer_get_n_pending (self);
}

/**
 * talus_peer_can_edit:
 * @self: a peer
 *
 * Tells whether edits are taken at all.
 *
 * Returns: whether it is live, and by a role that may
 */
gboolean
talus_peer_can_edit (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), FALSE);

  return self->state == TALUS_PEER_LIVE && self->role >= TALUS_ROLE_EDITOR;
}

/**
 * talus_peer_get_failure:
 * @self: a peer
 *
 * Gets what is wrong.
 *
 * Returns: (transfer none) (nullable): why the storage refuses just now, why
 *   the session ended, or %NULL where all is well
 */
const GError *
talus_peer_get_failure (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), NULL);

  return self->failure;
}

/**
 * talus_peer_peek_undo:
 * @self: a peer
 *
 * Tells what undo would be about: the author's own newest step.
 *
 * Returns: (transfer none) (nullable): the record of the command
 */
TalusRecord *
talus_peer_peek_undo (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), NULL);

  if (self->replica == NULL || !talus_peer_can_edit (self))
    return NULL;

  return talus_history_peek_undo (talus_replica_get_history (self->replica), TALUS_SCOPE_AUTHOR,
                                  &self->author->id);
}

/**
 * talus_peer_peek_redo:
 * @self: a peer
 *
 * Tells what redo would be about.
 *
 * Returns: (transfer none) (nullable): the record of the command
 */
TalusRecord *
talus_peer_peek_redo (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), NULL);

  if (self->replica == NULL || !talus_peer_can_edit (self))
    return NULL;

  return talus_history_peek_redo (talus_replica_get_history (self->replica), TALUS_SCOPE_AUTHOR,
                                  &self->author->id);
}

/**
 * talus_peer_get_people:
 * @self: a peer
 *
 * Gets who is here, this window included, who came first first.
 *
 * Returns: (transfer none): a list model of #TalusPerson
 */
GListModel *
talus_peer_get_people (TalusPeer *self)
{
  g_return_val_if_fail (TALUS_IS_PEER (self), NULL);

  return G_LIST_MODEL (self->people);
}
