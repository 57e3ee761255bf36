/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who calls, and whether they may what their route does. */
#pragma once

#include "host/talus-call.h"

G_BEGIN_DECLS

typedef void (*TalusCallFunc) (TalusCall *call);

/* Finds out who calls and holds them to what the route needs before its body
 * is read, then goes on with @next; else answers. */
void     talus_call_let_in        (TalusCall     *self,
                                   TalusCallFunc  next);
/* Whether the caller may what the route does to this session; else answers. */
gboolean talus_call_check_session (TalusCall     *self,
                                   const TalusId *session_id);
/* The same where what is asked takes more than the route. */
gboolean talus_call_check_role    (TalusCall     *self,
                                   const TalusId *session_id,
                                   TalusRole      needed);
/* UNAUTHORIZED: the token was good when the call came in. */
void     talus_call_reply_revoked (TalusCall     *self);
/* (transfer full) (nullable): the IP address that it comes from. */
char    *talus_call_dup_remote    (TalusCall     *self);

G_END_DECLS
