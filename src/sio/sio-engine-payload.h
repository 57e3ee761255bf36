/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packets of Engine.IO 4, and how polling puts many into one text, as a pure
 * codec. It must not know sessions or HTTP. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define SIO_ENGINE_OPEN    '0'
#define SIO_ENGINE_CLOSE   '1'
#define SIO_ENGINE_PING    '2'
#define SIO_ENGINE_PONG    '3'
#define SIO_ENGINE_MESSAGE '4'
#define SIO_ENGINE_UPGRADE '5'
#define SIO_ENGINE_NOOP    '6'

/**
 * SioEnginePacket:
 * @type: one of the above
 * @is_binary: whether it is a message of bytes
 * @data: (array length=length): what follows the type, with a NUL behind it
 * @length: its bytes
 *
 * One packet. Belongs to the text that it was taken from.
 */
typedef struct
{
  char        type;
  gboolean    is_binary;
  const char *data;
  gsize       length;
} SioEnginePacket;

/**
 * SioEnginePayload:
 * @text: what is left of it; the byte behind the last belongs to it too
 * @left: bytes of that
 * @is_begun: whether a packet was taken
 *
 * A payload that is taken apart where it lies.
 */
typedef struct
{
  char     *text;
  gsize     left;
  gboolean  is_begun;
} SioEnginePayload;

typedef enum
{
  SIO_ENGINE_PAYLOAD_PACKET,
  SIO_ENGINE_PAYLOAD_END,
  SIO_ENGINE_PAYLOAD_INVALID,
} SioEnginePayloadResult;

gboolean               sio_engine_packet_parse   (const char        *text,
                                                  gsize              length,
                                                  SioEnginePacket   *packet);
SioEnginePayloadResult sio_engine_payload_take   (SioEnginePayload  *self,
                                                  SioEnginePacket   *packet);
gsize                  sio_engine_payload_append (GString           *payload,
                                                  const guint8      *frames,
                                                  gsize              length,
                                                  gsize              max_payload,
                                                  gsize             *next_size);

G_END_DECLS
