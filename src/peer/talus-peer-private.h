/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the peer share. */
#pragma once

#include "peer/talus-peer.h"

G_BEGIN_DECLS

/* Under the id that it had: an undo behind it names it by that. */
typedef struct
{
  TalusCommand *command;
  TalusId command_id;
  gsize number;               /* in the order in which they were made */
} TalusShelved;

struct _TalusPeer
{
  GObject parent_instance;

  /* owned */
  TalusPeerLink *link;        /* NULL: of the past */
  TalusReplica *replica;      /* NULL: of the past */
  TalusGraph *graph;
  TalusAuthor *author;        /* of the past: who made it so */
  GListStore *people;         /* of TalusPerson */
  GError *failure;
  GHashTable *touched;        /* set of TalusId: nodes to tell about */
  GHashTable *placed;         /* set of TalusId: tops of what came, went or moved */
  GHashTable *ours;           /* TalusId → number: commands that were proposed here */
  gsize n_proposed;           /* the number of the newest of them */
  GHashTable *sent;           /* TalusId → GTask: commands that only the host has */
  GArray *shelved;            /* of TalusShelved: what the storage refused, to be tried again */
  GSource *presence_source;
  char *presence;             /* to be sent */

  TalusPeerState state;
  TalusRole role;
  guint64 seq;                /* of the past */
  gint64 timestamp;
  gboolean template_touched;
  gboolean name_touched;

  /* as last told */
  gboolean can_edit;
  gboolean can_undo;
  gboolean can_redo;
  guint n_pending;
  guint n_people;
};

/* talus-peer-people.c */
void talus_peer_follow_people  (TalusPeer *self);
void talus_peer_stop_presence  (TalusPeer *self);
/* talus-peer.c: tells of everything that is other than it was. */
void talus_peer_notify_state   (TalusPeer *self);
void talus_peer_notify_people  (TalusPeer *self);
/* talus-peer-edit.c */
void talus_peer_follow_link    (TalusPeer *self);
void talus_peer_publish        (TalusPeer *self);
gboolean talus_peer_check_editable (TalusPeer *self,
                                    GError   **error);
/* talus-peer-send.c */
gboolean talus_peer_end_send       (TalusPeer     *self,
                                    const TalusId *command_id,
                                    const GError  *error);
void talus_peer_end_sends      (TalusPeer *self);
/* talus-peer.c */
void talus_peer_emit_node      (TalusPeer    *self,
                                TalusNode    *node);
void talus_peer_emit_structure (TalusPeer     *self,
                                const TalusId *ids,
                                guint          n_ids);
void talus_peer_emit_template  (TalusPeer    *self);
void talus_peer_emit_recorded  (TalusPeer    *self,
                                TalusRecord  *record,
                                gboolean      own);
/* talus-peer-edit.c: remembers that a command was proposed here. */
void talus_peer_note_ours      (TalusPeer     *self,
                                const TalusId *command_id);
/* (transfer full): an empty array of TalusShelved. */
GArray *talus_peer_make_shelf  (void);
void talus_peer_emit_refused   (TalusPeer    *self,
                                const char   *what,
                                const GError *error);
void talus_peer_notify_name    (TalusPeer    *self);
void talus_peer_set_failure    (TalusPeer    *self,
                                GError       *failure);   /* (transfer full) (nullable) */

G_END_DECLS
