/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing the packets of Socket.IO 5, as pieces: what an event carries is not
 * copied to have something put around it. It must not know where they go. */
#define G_LOG_DOMAIN "sio-packet"

#include "sio/sio-packet.h"

#include <string.h>

#include "sio/sio-json.h"

static void
add_bytes (SioPacketText *self,
           const char    *bytes,
           gsize          length)
{
  if (length == 0)
    return;
  g_assert (self->n_pieces < G_N_ELEMENTS (self->pieces));
  self->pieces[self->n_pieces++] = (struct iovec) { (char *) bytes, length };
}

static void
add (SioPacketText *self,
     const char    *text)
{
  add_bytes (self, text, strlen (text));
}

/* Type, attachments and namespace. @type: as it is without attachments. */
static void
begin (SioPacketText *self,
       guint          type,
       guint          n_attachments,
       const char    *namespace_name)
{
  self->n_pieces = 0;
  self->escaped = NULL;
  if (n_attachments > 0)
    g_snprintf (self->head, sizeof self->head, "%u%u-", type + 3, n_attachments);
  else
    g_snprintf (self->head, sizeof self->head, "%u", type);
  add (self, self->head);
  if (!g_str_equal (namespace_name, "/"))
    {
      add (self, namespace_name);
      add (self, ",");
    }
}

/* A string's text between quotes that are there already. */
static void
add_escaped (SioPacketText *self,
             const char    *string)
{
  self->escaped = sio_json_escape (string);
  add (self, self->escaped != NULL ? self->escaped : string);
}

/**
 * sio_packet_text_init_connect:
 * @self: where to put it; clear it after use
 * @namespace_name: the namespace, "/" for the main one
 * @sid: what the client is called there, in letters that need no escape
 *
 * Writes that a client has come in.
 */
void
sio_packet_text_init_connect (SioPacketText *self,
                              const char    *namespace_name,
                              const char    *sid)
{
  begin (self, 0, 0, namespace_name);
  add (self, "{\"sid\":\"");
  add (self, sid);
  add (self, "\"}");
}

/**
 * sio_packet_text_init_connect_error:
 * @self: where to put it; clear it after use
 * @namespace_name: the namespace, "/" for the main one
 * @message: why
 * @data: (nullable): JSON that is more exact about it
 *
 * Writes that a client may not come in.
 */
void
sio_packet_text_init_connect_error (SioPacketText *self,
                                    const char    *namespace_name,
                                    const char    *message,
                                    const char    *data)
{
  begin (self, 4, 0, namespace_name);
  add (self, "{\"message\":\"");
  add_escaped (self, message);
  if (data != NULL)
    {
      add (self, "\",\"data\":");
      add (self, data);
      add (self, "}");
    }
  else
    {
      add (self, "\"}");
    }
}

/**
 * sio_packet_text_init_disconnect:
 * @self: where to put it; clear it after use
 * @namespace_name: the namespace, "/" for the main one
 *
 * Writes that a client is out.
 */
void
sio_packet_text_init_disconnect (SioPacketText *self,
                                 const char    *namespace_name)
{
  begin (self, 1, 0, namespace_name);
}

/**
 * sio_packet_text_init_event:
 * @self: where to put it; clear it after use
 * @namespace_name: the namespace, "/" for the main one
 * @n_attachments: how many binary messages will follow
 * @id: (nullable): what an ack is to be called
 * @name: the event
 * @json: the arguments, separated by commas, without brackets
 * @length: its bytes
 *
 * Writes an event.
 */
void
sio_packet_text_init_event (SioPacketText *self,
                            const char    *namespace_name,
                            guint          n_attachments,
                            const guint64 *id,
                            const char    *name,
                            const char    *json,
                            gsize          length)
{
  begin (self, 2, n_attachments, namespace_name);
  if (id != NULL)
    g_snprintf (self->middle, sizeof self->middle, "%" G_GUINT64_FORMAT "[\"", *id);
  else
    g_strlcpy (self->middle, "[\"", sizeof self->middle);
  add (self, self->middle);
  add_escaped (self, name);
  add (self, length > 0 ? "\"," : "\"");
  add_bytes (self, json, length);
  add (self, "]");
}

/**
 * sio_packet_text_init_ack:
 * @self: where to put it; clear it after use
 * @namespace_name: the namespace, "/" for the main one
 * @n_attachments: how many binary messages will follow
 * @id: what the ack was to be called
 * @json: the arguments, separated by commas, without brackets
 * @length: its bytes
 *
 * Writes the answer to an event.
 */
void
sio_packet_text_init_ack (SioPacketText *self,
                          const char    *namespace_name,
                          guint          n_attachments,
                          guint64        id,
                          const char    *json,
                          gsize          length)
{
  begin (self, 3, n_attachments, namespace_name);
  g_snprintf (self->middle, sizeof self->middle, "%" G_GUINT64_FORMAT "[", id);
  add (self, self->middle);
  add_bytes (self, json, length);
  add (self, "]");
}

/**
 * sio_packet_text_clear:
 * @self: a text
 *
 * Frees what it does not borrow.
 */
void
sio_packet_text_clear (SioPacketText *self)
{
  g_clear_pointer (&self->escaped, g_free);
}
