/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the gate's files share, and what only the host itself asks of it. */
#pragma once

#include "host/talus-authors.h"
#include "host/talus-gate.h"
#include "host/talus-strikes.h"
#include "session/talus-registry.h"
#include "store/talus-host-tokens.h"

G_BEGIN_DECLS

typedef struct _TalusGateSession TalusGateSession;

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
  GHashTable *sessions;         /* TalusId → TalusGateSession */
  gulong added_id;
  gulong removed_id;
  GHashTable *revoked;          /* TalusId, while this host runs */
  GPtrArray *watches;
};

TalusGate *talus_gate_new        (TalusRegistry    *registry);
/* Whoever waits for an answer gets SHUTTING_DOWN, when the worker is done. */
void       talus_gate_free       (TalusGate        *self);
/* Whether somebody without a token is the owner: where only this computer is served. */
void       talus_gate_set_open   (TalusGate        *self,
                                  gboolean          is_open);
gboolean   talus_gate_is_open    (TalusGate        *self);
/* A token for an owner out of a file that only we can read. */
gboolean   talus_gate_read_file  (TalusGate        *self,
                                  const char       *path,
                                  GError          **error);
/* Whether anybody could come in by one. */
gboolean   talus_gate_has_host_tokens (TalusGate     *self);
void       talus_gate_unwatch    (TalusGate        *self,
                                  TalusRevokedFunc  func,
                                  gpointer          user_data);

/**
 * TalusGateDoneFunc:
 * @error: (nullable): why it was not done
 *
 * Called once when it was, before anything else is done to the session's access.
 */
typedef void (*TalusGateDoneFunc) (TalusGate    *self,
                                   const GError *error,
                                   gpointer      user_data);

/* talus-gate-session.c: what is done to a session's access is done on a worker,
 * one thing after the other, whether the session is loaded or not. */
void       talus_gate_run         (TalusGate         *self,
                                   const TalusId     *session_id,
                                   TalusDocumentFunc  work,
                                   TalusGateDoneFunc  done,
                                   gpointer           data);
/* In a TalusGateDoneFunc: what it came to. */
void       talus_gate_add_token   (TalusGate         *self,
                                   const TalusId     *session_id,
                                   const TalusToken  *token);
void       talus_gate_drop_tokens (TalusGate         *self,
                                   const TalusId     *session_id,
                                   GArray            *token_ids);
/* Has it written down, soon. @author_id: (nullable); @details: (nullable): a
 * JSON object. A denial that was said a moment ago is not said again. */
void       talus_gate_audit       (TalusGate         *self,
                                   const TalusId     *session_id,
                                   const TalusId     *author_id,
                                   const char        *event,
                                   const char        *details);
void       talus_gate_audit_denied (TalusGate        *self,
                                    const TalusId    *session_id,
                                    const char       *event,
                                    const char       *remote);
/* Whether there is such a session, loaded or not, with a document. */
gboolean   talus_gate_knows_session (TalusGate       *self,
                                     const TalusId   *session_id);
/* As talus_grant_check(), and a role that is not enough is written down with
 * @what was tried. */
gboolean   talus_gate_check_role  (TalusGate         *self,
                                   TalusGrant        *grant,
                                   const TalusId     *session_id,
                                   TalusRole          needed,
                                   const char        *what,
                                   GError           **error);
/* FALSE with TOO_MANY_REQUESTS where too many failed from there. */
gboolean   talus_gate_check_tries (TalusGate         *self,
                                   const char        *remote,
                                   GError           **error);
/* One more failed: UNAUTHORIZED, or TOO_MANY_REQUESTS. */
void       talus_gate_refuse      (TalusGate         *self,
                                   const char        *remote,
                                   const char        *why,
                                   GError           **error);

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
/* talus-gate-session.c */
void            talus_gate_start_sessions (TalusGate     *self);
void            talus_gate_stop_sessions  (TalusGate     *self);
/* Calls @func at once where the session's tokens are known, else when they
 * have been read; @caller is borrowed. */
void            talus_gate_ask_session (TalusGate         *self,
                                        const TalusId     *session_id,
                                        const guint8      *hash,
                                        const TalusCaller *caller,
                                        TalusGateFunc      func,
                                        gpointer           user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusGate, talus_gate_free)

G_END_DECLS
