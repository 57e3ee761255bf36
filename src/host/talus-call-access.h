/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who calls, and whether they may what their route does: for the router. */
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

G_END_DECLS
