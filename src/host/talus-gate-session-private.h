/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the gate knows of one session, shared by the files about it. */
#pragma once

#include "host/talus-gate-private.h"

G_BEGIN_DECLS

/* @by_hash is NULL until the tokens were read, and is then always what the
 * document says: it must never be changed past talus_gate_run(). */
struct _TalusGateSession
{
  TalusGate *gate;
  TalusId id;
  GHashTable *by_hash;   /* hash → TalusGateToken; NULL: not read */
  GHashTable *by_id;     /* borrows from by_hash */
  gint64 read_at;        /* monotonic */
  gint64 asked_at;       /* when that was last begun */
  GQueue jobs;           /* of Job, the first under way */
  GPtrArray *waiting;    /* of Asking: for the tokens to be read; NULL: nobody */
  GHashTable *said;      /* denials, lately */
  gint64 said_since;
};

/* talus-gate-jobs.c */
TalusGateSession *talus_gate_ensure_session (TalusGate        *self,
                                             const TalusId    *id);
void              talus_gate_forget_tokens  (TalusGateSession *session);
gpointer          talus_gate_get_last_data  (TalusGateSession *session,
                                             TalusDocumentFunc work);

G_END_DECLS
