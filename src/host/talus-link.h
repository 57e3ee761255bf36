/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The link that brings somebody into a session: to the page, or with
 * `talus-tally:` before it to the desktop. */
#pragma once

#include "host/talus-host.h"

G_BEGIN_DECLS

/* (transfer full): @invite (nullable) and @name stand behind the #, where no
 * server sees them. @host_header: (nullable): what a caller calls the host. */
char *talus_link_new (TalusHost     *host,
                      const char    *host_header,
                      const TalusId *session_id,
                      const char    *invite,
                      const char    *name);

G_END_DECLS
