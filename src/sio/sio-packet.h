/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The packets of Socket.IO 5 as a pure codec: text in, fields out, and back.
 * It must not know who sends them, nor whether they may. */
#pragma once

#include <glib.h>
#include <sys/uio.h>

G_BEGIN_DECLS

/* Of one packet. */
#define SIO_PACKET_MAX_ATTACHMENTS 64
/* Bytes of a namespace's name. */
#define SIO_PACKET_MAX_NAMESPACE   1024

#define SIO_PACKET_ERROR (sio_packet_error_quark ())

/**
 * SioPacketError:
 * @SIO_PACKET_ERROR_MALFORMED: this is no packet: the connection is to be closed
 *
 * Why a text could not be read.
 */
typedef enum
{
  SIO_PACKET_ERROR_MALFORMED,
} SioPacketError;

GQuark sio_packet_error_quark (void);

/**
 * SioPacketType:
 * @SIO_PACKET_CONNECT: 0
 * @SIO_PACKET_DISCONNECT: 1
 * @SIO_PACKET_EVENT: 2, or 5 with attachments
 * @SIO_PACKET_ACK: 3, or 6 with attachments
 * @SIO_PACKET_CONNECT_ERROR: 4
 *
 * What a packet is for.
 */
typedef enum
{
  SIO_PACKET_CONNECT,
  SIO_PACKET_DISCONNECT,
  SIO_PACKET_EVENT,
  SIO_PACKET_ACK,
  SIO_PACKET_CONNECT_ERROR,
} SioPacketType;

/**
 * SioPacket:
 * @type: what it is for
 * @n_attachments: how many binary messages belong to it and follow it
 * @has_id: whether it has an id
 * @id: the id; an ack always has one, an event where it wants an ack
 * @namespace_name: (array length=namespace_length): "/" if none was named; without a query
 * @namespace_length: its bytes
 * @name: (nullable): the name of an event, decoded
 * @json: (array length=json_length): of an event or an ack the arguments, separated by commas and
 *   without brackets, an event's name not among them; else the value. Empty if there is nothing
 * @json_length: its bytes
 *
 * A packet that was read. It borrows from the text.
 */
typedef struct
{
  SioPacketType type;
  guint         n_attachments;
  gboolean      has_id;
  guint64       id;
  const char   *namespace_name;
  gsize         namespace_length;
  char         *name;
  const char   *json;
  gsize         json_length;
} SioPacket;

gboolean sio_packet_decode (SioPacket   *self,
                            const char  *text,
                            gsize        length,
                            GError     **error);
void     sio_packet_clear  (SioPacket   *self);

/**
 * SioPacketText:
 * @pieces: (array length=n_pieces): what the text is made of, in order
 * @n_pieces: how many
 *
 * A packet to be sent. It borrows what it was made from, and points into itself: it must not be
 * moved.
 */
typedef struct
{
  struct iovec pieces[8];
  guint        n_pieces;
  /*< private >*/
  char         head[16];   /* type and attachments */
  char         middle[32]; /* id, and what follows it */
  char        *escaped;    /* owned */
} SioPacketText;

void     sio_packet_text_init_connect       (SioPacketText *self,
                                             const char    *namespace_name,
                                             const char    *sid);
void     sio_packet_text_init_connect_error (SioPacketText *self,
                                             const char    *namespace_name,
                                             const char    *message,
                                             const char    *data);
void     sio_packet_text_init_disconnect    (SioPacketText *self,
                                             const char    *namespace_name);
void     sio_packet_text_init_event         (SioPacketText *self,
                                             const char    *namespace_name,
                                             guint          n_attachments,
                                             const guint64 *id,
                                             const char    *name,
                                             const char    *json,
                                             gsize          length);
void     sio_packet_text_init_ack           (SioPacketText *self,
                                             const char    *namespace_name,
                                             guint          n_attachments,
                                             guint64        id,
                                             const char    *json,
                                             gsize          length);
void     sio_packet_text_clear              (SioPacketText *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SioPacket, sio_packet_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SioPacketText, sio_packet_text_clear)

G_END_DECLS
