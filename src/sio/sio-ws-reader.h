/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a WebSocket client says, put together from frames: bytes in, however
 * they are sliced; messages, pings, pongs, the close or an error out. Idle it
 * holds no memory. It must not know sockets, nor what messages mean. */
#pragma once

#include "sio/sio-utf8.h"
#include "sio/sio-ws-frame.h"

G_BEGIN_DECLS

typedef enum
{
  SIO_WS_EVENT_NONE,   /* all bytes are taken, there must come more */
  SIO_WS_EVENT_TEXT,   /* UTF-8, with a NUL behind it */
  SIO_WS_EVENT_BINARY,
  SIO_WS_EVENT_PING,
  SIO_WS_EVENT_PONG,
  SIO_WS_EVENT_CLOSE,  /* with its code, or 1005; nothing follows */
  SIO_WS_EVENT_ERROR,  /* with the code to close with; nothing follows */
} SioWsEventType;

/**
 * SioWsEvent:
 * @type: what it is
 * @data: (array length=length): its payload; valid until the reader is used again
 * @length: its bytes
 * @code: of a close or an error
 *
 * One thing that a client said.
 */
typedef struct
{
  SioWsEventType  type;
  const char     *data;
  gsize           length;
  guint           code;
} SioWsEvent;

/**
 * SioWsReader:
 *
 * A client's stream of frames, to be embedded in what it belongs to.
 */
typedef struct
{
  /*< private >*/
  gsize    max_message;
  guint64  left;         /* of the frame's payload, still to come */
  guint8  *message;      /* (nullable): of a message, what has come so far */
  gsize    used;
  gsize    size;
  guint8  *control;      /* (nullable): the same of a control frame */
  guint8  *lent;         /* (nullable): the caller's byte that a NUL stands on */
  guint8   lent_byte;
  guint8   n_control;
  guint8   n_head;
  guint8   head[SIO_WS_MAX_CLIENT_HEAD];
  guint8   mask[4];
  guint8   phase;        /* where in the payload the next byte is, modulo 4 */
  guint8   opcode;       /* of the frame */
  guint8   kind;         /* of the message that has begun, or 0 */
  SioUtf8  text;
  guint    is_final : 1;
  guint    in_payload : 1;
  guint    is_given : 1; /* the message was, and is to be freed */
  guint    is_over : 1;
} SioWsReader;

void           sio_ws_reader_init            (SioWsReader  *self,
                                              gsize         max_message);
void           sio_ws_reader_set_max_message (SioWsReader  *self,
                                              gsize         max_message);
void           sio_ws_reader_clear           (SioWsReader  *self);
SioWsEventType sio_ws_reader_take            (SioWsReader  *self,
                                              guint8      **data,
                                              gsize        *length,
                                              SioWsEvent   *event);

G_END_DECLS
