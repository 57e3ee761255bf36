/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids of sessions and sockets, which whoever knows one cannot guess another
 * from. It must not know what they name. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIO_SID_LENGTH 20

void sio_sid_draw (char sid[SIO_SID_LENGTH + 1]);

G_END_DECLS
