/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Engine.IO 4's packets and payloads, as its protocol document writes them. */
#include "sio/sio-engine-payload.h"

#include <string.h>

#include "sio/sio-ws-frame.h"

/* "4hello|b:\1\2|INVALID" for what a payload holds. */
static char *
describe (const char *text,
          gsize       length)
{
  g_autofree char *copy = g_malloc (length + 1);
  SioEnginePayload payload = { .text = copy, .left = length };
  GString *description = g_string_new (NULL);
  SioEnginePayloadResult result;
  SioEnginePacket packet;

  if (length > 0)
    memcpy (copy, text, length);
  copy[length] = '\xee';
  while ((result = sio_engine_payload_take (&payload, &packet)) == SIO_ENGINE_PAYLOAD_PACKET)
    {
      g_assert_cmpuint (packet.data[packet.length], ==, '\0');
      if (description->len > 0)
        g_string_append_c (description, '|');
      if (packet.is_binary)
        {
          g_assert_cmpuint (packet.type, ==, SIO_ENGINE_MESSAGE);
          g_string_append (description, "b:");
        }
      else
        {
          g_string_append_c (description, packet.type);
        }
      g_string_append_len (description, packet.data, packet.length);
    }
  if (result == SIO_ENGINE_PAYLOAD_INVALID)
    g_string_append (description, description->len > 0 ? "|INVALID" : "INVALID");

  return g_string_free (description, FALSE);
}

#define BYTES(text) (text), sizeof (text) - 1

static void
test_decode (void)
{
  static const struct
  {
    const char *text;
    gsize       length;
    const char *expected;
  } cases[] = {
    { BYTES ("4hello"), "4hello" },
    { BYTES ("4hello\x1e" "2\x1e" "4world"), "4hello|2|4world" },
    { BYTES ("0\x1e" "1\x1e" "2\x1e" "3\x1e" "4\x1e" "5\x1e" "6"), "0|1|2|3|4|5|6" },
    { BYTES ("2probe"), "2probe" },
    { BYTES ("4ä€😀"), "4ä€😀" },
    { BYTES ("4hello\x1e" "bAQIDBA=="), "4hello|b:\1\2\3\4" },
    { BYTES ("b"), "b:" },
    { BYTES ("bAQ=="), "b:\1" },
    { BYTES ("bAQI="), "b:\1\2" },
    { BYTES ("bAQID"), "b:\1\2\3" },
    { BYTES ("b+/+/"), "b:\xfb\xff\xbf" },
    { BYTES ("bAQ==\x1e" "bAg==\x1e" "4"), "b:\1|b:\2|4" },

    { BYTES (""), "INVALID" },
    { BYTES ("abc"), "INVALID" },
    { BYTES ("7"), "INVALID" },
    { BYTES ("/"), "INVALID" },
    { BYTES (" 4"), "INVALID" },
    { BYTES ("\x1e"), "INVALID" },
    { BYTES ("4a\x1e"), "4a|INVALID" },
    { BYTES ("4a\x1e\x1e" "4b"), "4a|INVALID" },
    { BYTES ("\x1e" "4a"), "INVALID" },
    { BYTES ("4\xff"), "INVALID" },
    { BYTES ("4a\x1e" "4\xe2\x82"), "4a|INVALID" },
    { BYTES ("4\xe2\x1e\x82"), "INVALID" },
    { BYTES ("bAQ"), "INVALID" },
    { BYTES ("bAQI"), "INVALID" },
    { BYTES ("bA==="), "INVALID" },
    { BYTES ("b===="), "INVALID" },
    { BYTES ("bAQ==AQ=="), "INVALID" },
    { BYTES ("bAQ=A"), "INVALID" },
    { BYTES ("bAR=="), "INVALID" }, /* bits that would be lost */
    { BYTES ("bAQJ="), "INVALID" },
    { BYTES ("bAQ-_"), "INVALID" },
    { BYTES ("bAQ\n="), "INVALID" },
    { BYTES ("bAQID "), "INVALID" },
    { BYTES ("bAQID\xff\xff\xff\xff"), "INVALID" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *description = describe (cases[i].text, cases[i].length);

      g_test_message ("payload %u", i);
      g_assert_cmpstr (description, ==, cases[i].expected);
    }
}

static void
add_frame (GByteArray  *frames,
           SioWsOpcode  opcode,
           const char  *data,
           gsize        length)
{
  guint8 head[SIO_WS_MAX_SERVER_HEAD];

  g_byte_array_append (frames, head, sio_ws_frame_write (head, opcode, length));
  g_byte_array_append (frames, (const guint8 *) data, length);
}

static void
test_encode (void)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  g_autoptr (GString) payload = g_string_new (NULL);
  gsize used, next_size;

  add_frame (frames, SIO_WS_TEXT, BYTES ("4hello"));
  add_frame (frames, SIO_WS_BINARY, BYTES ("\1\2\3\4"));
  add_frame (frames, SIO_WS_PONG, BYTES ("is no packet"));
  add_frame (frames, SIO_WS_TEXT, BYTES ("2"));
  used = sio_engine_payload_append (payload, frames->data, frames->len, 1000, &next_size);
  g_assert_cmpuint (used, ==, frames->len);
  g_assert_cmpstr (payload->str, ==, "4hello\x1e" "bAQIDBA==\x1e" "2");
  g_assert_cmpuint (next_size, ==, 0);
}

static void
test_encode_within_a_bound (void)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  static const struct
  {
    gsize       max_payload;
    const char *expected;
  } cases[] = {
    { 0, "4abc" },
    { 8, "4abc" },
    { 9, "4abc\x1e" "4def" },
    { 18, "4abc\x1e" "4def" },
    { 19, "4abc\x1e" "4def\x1e" "bAQIDBA==" },
    { 100, "4abc\x1e" "4def\x1e" "bAQIDBA==" },
  };

  add_frame (frames, SIO_WS_TEXT, BYTES ("4abc"));
  add_frame (frames, SIO_WS_TEXT, BYTES ("4def"));
  add_frame (frames, SIO_WS_BINARY, BYTES ("\1\2\3\4"));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) payload = g_string_new (NULL);
      gsize used, next_size;

      used = sio_engine_payload_append (payload, frames->data, frames->len, cases[i].max_payload,
                                        &next_size);
      g_assert_cmpstr (payload->str, ==, cases[i].expected);
      g_assert_cmpint (next_size != 0, ==, used < frames->len);
    }
}

/* However the bytes of the frames are offered, the packets are the same. */
static void
test_encode_cut_off (void)
{
  g_autoptr (GByteArray) frames = g_byte_array_new ();
  g_autofree char *text = g_strnfill (70000, '4');

  add_frame (frames, SIO_WS_TEXT, BYTES ("4a"));
  add_frame (frames, SIO_WS_TEXT, text, 70000);
  add_frame (frames, SIO_WS_TEXT, text, 200);
  for (gsize cut = 0; cut <= frames->len; cut += cut < 30 || cut > 70000 ? 1 : 997)
    {
      g_autoptr (GString) payload = g_string_new (NULL);
      gsize next_size;
      gsize used = sio_engine_payload_append (payload, frames->data, cut, 100000, &next_size);

      g_assert_cmpuint (used, <=, cut);
      if (cut < 4)
        g_assert_cmpuint (used, ==, 0);
      else if (cut < 4 + 70010)
        g_assert_cmpuint (used, ==, 4);
      else
        g_assert_cmpuint (used, ==, cut < frames->len ? 4 + 70010 : frames->len);
      if (cut >= 4 + 10 && cut < 4 + 70010)
        g_assert_cmpuint (next_size, ==, 70010);
    }
}

static void
test_there_and_back (void)
{
  for (guint seed = 0; seed < 500; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GByteArray) frames = g_byte_array_new ();
      g_autoptr (GString) payload = g_string_new (NULL);
      g_autoptr (GString) expected = g_string_new (NULL);
      g_autofree char *description = NULL;
      guint n = g_rand_int_range (rand, 1, 10);
      gsize next_size;

      for (guint i = 0; i < n; i++)
        {
          char data[40];
          gsize length = g_rand_int_range (rand, 0, sizeof data);
          gboolean is_binary = g_rand_boolean (rand);

          for (gsize j = 0; j < length; j++)
            data[j] = is_binary ? g_rand_int_range (rand, 1, 256)
                                : g_rand_int_range (rand, ' ', 127);
          if (!is_binary)
            data[0] = '4';
          if (!is_binary && length == 0)
            length = 1;
          add_frame (frames, is_binary ? SIO_WS_BINARY : SIO_WS_TEXT, data, length);
          g_string_append (expected, i > 0 ? "|" : "");
          g_string_append (expected, is_binary ? "b:" : "");
          g_string_append_len (expected, data, length);
        }
      sio_engine_payload_append (payload, frames->data, frames->len, 10000, &next_size);
      description = describe (payload->str, payload->len);
      g_assert_cmpstr (description, ==, expected->str);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-payload/good-and-bad-ones", test_decode);
  g_test_add_func ("/engine-payload/frames-become-packets", test_encode);
  g_test_add_func ("/engine-payload/one-packet-at-least-and-no-more-than-fit",
                   test_encode_within_a_bound);
  g_test_add_func ("/engine-payload/a-frame-that-is-cut-off-waits", test_encode_cut_off);
  g_test_add_func ("/engine-payload/there-and-back", test_there_and_back);

  return g_test_run ();
}
