/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What somebody may do here: who they are, and their role in one session or
 * in all. Ref-counted and immutable, so that a call, a connection and a
 * command under way may each keep theirs. */
#pragma once

#include "session/talus-client.h"

G_BEGIN_DECLS

typedef struct _TalusGrant TalusGrant;

/**
 * TalusGrant:
 * @author: who
 * @role: what they may do
 * @is_host: whether for all sessions and the host itself; else for @session_id alone
 * @session_id: the one session
 * @has_token: whether it came by a token, @token_id; else by being on this computer
 * @token_id: the token's public id, by which it is listed and revoked
 */
struct _TalusGrant
{
  TalusAuthor *author;
  TalusRole role;
  gboolean is_host;
  TalusId session_id;
  gboolean has_token;
  TalusId token_id;
};

/* @session_id: (nullable): NULL for the host; @token_id: (nullable): NULL without one. */
TalusGrant *talus_grant_new     (TalusAuthor   *author,
                                 TalusRole      role,
                                 const TalusId *session_id,
                                 const TalusId *token_id);
TalusGrant *talus_grant_ref     (TalusGrant    *self);
void        talus_grant_unref   (TalusGrant    *self);
/* INVALID_SESSION where it does not reach @session_id (whether there is such a
 * session is not theirs to know), FORBIDDEN where the role is not enough. */
gboolean    talus_grant_check   (TalusGrant    *self,
                                 const TalusId *session_id,
                                 TalusRole      needed,
                                 GError       **error);
/* FORBIDDEN unless it is a host's grant of that role. */
gboolean    talus_grant_check_host (TalusGrant *self,
                                    TalusRole   needed,
                                    GError    **error);

/* FALSE unless it is "viewer", "editor" or "owner". */
gboolean    talus_role_parse       (const char *name,
                                    TalusRole  *role);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusGrant, talus_grant_unref)

G_END_DECLS
