/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's half of RFC 6455: frames out, masked; frames in, held to the
 * letter. No socket. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIM_FRAME_TEXT   1
#define SIM_FRAME_BINARY 2
#define SIM_FRAME_CLOSE  8
#define SIM_FRAME_PING   9
#define SIM_FRAME_PONG   10

void   sim_frame_append (GString      *out,
                         guint8        opcode,
                         const char   *data,
                         gsize         length,
                         guint32       mask);
gssize sim_frame_parse  (const char   *data,
                         gsize         length,
                         guint8       *first,
                         const char  **payload,
                         gsize        *payload_length);

G_END_DECLS
