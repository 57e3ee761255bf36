/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The frames of RFC 6455 as a server reads and writes them, as a pure codec:
 * bytes in; a head, "more" or no out. Strict where the RFC says must. It must
 * not know messages, which may be many frames, nor sockets. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIO_WS_MAX_CLIENT_HEAD 14
#define SIO_WS_MAX_SERVER_HEAD 10
#define SIO_WS_MAX_CONTROL     125 /* bytes of a control frame's payload */

typedef enum
{
  SIO_WS_CONTINUATION = 0x0,
  SIO_WS_TEXT = 0x1,
  SIO_WS_BINARY = 0x2,
  SIO_WS_CLOSE = 0x8,
  SIO_WS_PING = 0x9,
  SIO_WS_PONG = 0xa,
} SioWsOpcode;

/* Section 7.4.1, those that are used here. */
typedef enum
{
  SIO_WS_CODE_NORMAL = 1000,
  SIO_WS_CODE_GOING_AWAY = 1001,
  SIO_WS_CODE_PROTOCOL = 1002,
  SIO_WS_CODE_NONE = 1005,         /* a close frame without a code; never sent */
  SIO_WS_CODE_INVALID_DATA = 1007,
  SIO_WS_CODE_POLICY = 1008,
  SIO_WS_CODE_TOO_BIG = 1009,
} SioWsCode;

/**
 * SioWsFrame:
 * @opcode: what it is
 * @is_final: whether the message ends with it
 * @length: bytes of its payload
 * @mask: what the payload is masked with
 *
 * The head of a client's frame.
 */
typedef struct
{
  SioWsOpcode opcode;
  gboolean    is_final;
  guint64     length;
  guint8      mask[4];
} SioWsFrame;

gssize   sio_ws_frame_parse       (const guint8  *data,
                                   gsize          length,
                                   SioWsFrame    *frame);
void     sio_ws_frame_unmask      (guint8        *data,
                                   gsize          length,
                                   const guint8   mask[4],
                                   gsize          offset);
gsize    sio_ws_frame_write       (guint8         head[SIO_WS_MAX_SERVER_HEAD],
                                   SioWsOpcode    opcode,
                                   guint64        length);
gsize    sio_ws_frame_read_server (const guint8  *data,
                                   gsize          length,
                                   SioWsOpcode   *opcode,
                                   gsize         *payload_length);
gboolean sio_ws_close_is_valid    (guint          code);
guint    sio_ws_close_parse       (const guint8  *payload,
                                   gsize          length,
                                   guint         *code);

G_END_DECLS
