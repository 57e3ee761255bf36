/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an owner does to a session's access, whichever way they ask for it:
 * invites made and taken back, people shut out. Done on a worker, one after
 * the other; the answer comes on the host's thread. */
#pragma once

#include "host/talus-gate-private.h"
#include "store/talus-document-access.h"

G_BEGIN_DECLS

/**
 * TalusInviteFunc:
 * @invite: (nullable): what was made
 * @text: (nullable): its secret, which is known to nobody else
 * @error: (nullable): why none was
 */
typedef void (*TalusInviteFunc) (const TalusInvite *invite,
                                 const char        *text,
                                 const GError      *error,
                                 gpointer           user_data);

/**
 * TalusShutOutFunc:
 * @n_tokens: how many tokens are good for nothing any more
 * @error: (nullable): why it was not done
 *
 * Called when whoever lived by them is out.
 */
typedef void (*TalusShutOutFunc) (guint         n_tokens,
                                  const GError *error,
                                  gpointer      user_data);

/* @expires_at: milliseconds since the epoch, 0 never; @uses: -1 any number. */
void talus_gate_make_invite   (TalusGate        *self,
                               const TalusId    *session_id,
                               TalusRole         role,
                               gint64            expires_at,
                               gint64            uses,
                               const TalusId    *by,
                               TalusInviteFunc   func,
                               gpointer          user_data);
/* NOT_FOUND. @with_tokens: who came by it is out too. */
void talus_gate_revoke_invite (TalusGate        *self,
                               const TalusId    *session_id,
                               const TalusId    *invite_id,
                               gboolean          with_tokens,
                               const TalusId    *by,
                               TalusShutOutFunc  func,
                               gpointer          user_data);
/* NOT_FOUND where they have no token. @with_invites: what they came by lets
 * nobody in any more, so that they cannot come back by it. */
void talus_gate_remove_member (TalusGate        *self,
                               const TalusId    *session_id,
                               const TalusId    *author_id,
                               gboolean          with_invites,
                               const TalusId    *by,
                               TalusShutOutFunc  func,
                               gpointer          user_data);

G_END_DECLS
