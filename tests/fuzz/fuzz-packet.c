/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the text is: a packet is refused, or what was read of it lies in
 * the text, is JSON, and written again is read as the same. */
#include "fuzz.h"

#include <string.h>

#include "sio/sio-json.h"
#include "sio/sio-packet.h"

static void
check_fields (const SioPacket *packet,
              const char      *text,
              gsize            size)
{
  g_autofree char *array = g_strdup_printf ("[%.*s]", (int) packet->json_length, packet->json);

  g_assert_cmpuint (packet->n_attachments, <=, SIO_PACKET_MAX_ATTACHMENTS);
  g_assert_cmpuint (packet->namespace_length, >, 0);
  g_assert_cmpuint (packet->namespace_length, <=, SIO_PACKET_MAX_NAMESPACE);
  g_assert_cmpint (packet->namespace_name[0], ==, '/');
  g_assert_null (memchr (packet->namespace_name, ',', packet->namespace_length));
  g_assert_cmpint (packet->name != NULL, ==, packet->type == SIO_PACKET_EVENT);
  if (packet->json_length > 0)
    g_assert_true (packet->json > text && packet->json + packet->json_length <= text + size);
  g_assert_true (sio_json_is_valid (array, packet->json_length + 2));
}

static GString *
write_again (const SioPacket *packet,
             const char      *namespace_name)
{
  GString *joined = g_string_new (NULL);
  g_auto (SioPacketText) text = { 0 };

  if (packet->type == SIO_PACKET_EVENT)
    sio_packet_text_init_event (&text, namespace_name, packet->n_attachments,
                                packet->has_id ? &packet->id : NULL, packet->name, packet->json,
                                packet->json_length);
  else
    sio_packet_text_init_ack (&text, namespace_name, packet->n_attachments, packet->id,
                              packet->json, packet->json_length);
  for (guint i = 0; i < text.n_pieces; i++)
    g_string_append_len (joined, text.pieces[i].iov_base, text.pieces[i].iov_len);
  return joined;
}

static void
check_round_trip (const SioPacket *packet)
{
  g_autofree char *name = g_strndup (packet->namespace_name, packet->namespace_length);
  g_autoptr (GString) text = write_again (packet, name);
  g_auto (SioPacket) again = { 0 };
  g_autoptr (GError) error = NULL;

  sio_packet_decode (&again, text->str, text->len, &error);
  g_assert_no_error (error);
  g_assert_cmpint (again.type, ==, packet->type);
  g_assert_cmpuint (again.n_attachments, ==, packet->n_attachments);
  g_assert_cmpint (again.has_id, ==, packet->has_id);
  g_assert_cmpuint (again.id, ==, packet->id);
  g_assert_cmpmem (again.namespace_name, again.namespace_length, packet->namespace_name,
                   packet->namespace_length);
  g_assert_cmpstr (again.name, ==, packet->name);
  g_assert_cmpmem (again.json, again.json_length, packet->json, packet->json_length);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const char *text = (const char *) data;
  g_auto (SioPacket) packet = { 0 };
  g_autoptr (GError) error = NULL;

  /* Text is UTF-8 without NUL before it comes here, and no larger than a message may be. */
  if (size > 1000000 || !g_utf8_validate (text, size, NULL))
    return 0;

  if (!sio_packet_decode (&packet, text, size, &error))
    {
      g_assert_error (error, SIO_PACKET_ERROR, SIO_PACKET_ERROR_MALFORMED);
      return 0;
    }

  g_assert_no_error (error);
  check_fields (&packet, text, size);
  /* A number as an event's name may be a string when it is sent. */
  if (packet.type == SIO_PACKET_EVENT || packet.type == SIO_PACKET_ACK)
    check_round_trip (&packet);
  return 0;
}
