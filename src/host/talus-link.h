/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The link that brings somebody into a session: to the page, or with
 * `talus-tally:` before it to the desktop. */
#pragma once

#include "host/talus-call.h"

G_BEGIN_DECLS

/* (transfer full): @invite and @name stand behind the #, where no server sees them. */
char *talus_link_new (TalusCall     *call,
                      const TalusId *session_id,
                      const char    *invite,
                      const char    *name);

G_END_DECLS
