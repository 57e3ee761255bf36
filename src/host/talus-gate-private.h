/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the gate's files share, and what only the host itself asks of it. */
#pragma once

#include "host/talus-authors.h"
#include "host/talus-gate.h"
#include "host/talus-strikes.h"
#include "session/talus-registry.h"
#include "store/talus-host-tokens.h"

G_BEGIN_DECLS

/* A token that is good. */
typedef struct
{
  guint8 hash[TALUS_SECRET_HASH_SIZE];
  TalusGrant *grant;
  gint64 last_used_at;
} TalusGateToken;

struct _TalusGate
{
  guint refs;
  gboolean is_shut;             /* its host is gone: nothing is called any more */
  gboolean is_open;
  TalusRegistry *registry;
  TalusAuthors *authors;
  TalusStrikes *strikes;
  TalusGateToken *file_token;   /* (nullable) */
  TalusHostTokens *host_tokens;
  GHashTable *host_by_hash;     /* hash → TalusGateToken */
  GHashTable *host_by_id;       /* borrows from host_by_hash */
  gboolean host_failed;         /* and it was said */
  GSource *poll;
  GHashTable *revoked;          /* TalusId, while this host runs */
  GPtrArray *watches;
};

TalusGate *talus_gate_new        (TalusRegistry    *registry);
/* Whoever waits for an answer is not called any more. */
void       talus_gate_free       (TalusGate        *self);
/* Whether somebody without a token is the owner: where only this computer is served. */
void       talus_gate_set_open   (TalusGate        *self,
                                  gboolean          is_open);
gboolean   talus_gate_is_open    (TalusGate        *self);
/* A token for an owner out of a file that only we can read. */
gboolean   talus_gate_read_file  (TalusGate        *self,
                                  const char       *path,
                                  GError          **error);
void       talus_gate_unwatch    (TalusGate        *self,
                                  TalusRevokedFunc  func,
                                  gpointer          user_data);

/* For talus-gate*.c. */
TalusGate      *talus_gate_ref        (TalusGate         *self);
void            talus_gate_unref      (TalusGate         *self);
TalusGateToken *talus_gate_token_new  (const TalusToken  *token,
                                       const TalusId     *session_id);
void            talus_gate_token_free (TalusGateToken    *self);
void            talus_gate_revoked    (TalusGate         *self,
                                       const TalusId     *token_id);
/* talus-gate-host.c */
TalusGateToken *talus_gate_find_host  (TalusGate         *self,
                                       const guint8      *hash);
void            talus_gate_stop_poll  (TalusGate         *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusGate, talus_gate_free)

G_END_DECLS
