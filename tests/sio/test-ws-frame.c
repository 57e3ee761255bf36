/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Frames by RFC 6455 sections 5.2, 5.5 and 7.4, byte by byte. */
#include "sio/sio-ws-frame.h"

#include <string.h>

#include "sio/sio-utf8.h"

typedef struct
{
  const char *bytes;
  gsize       n_bytes;
  gssize      head;    /* what parsing says */
  guint       opcode;
  gboolean    is_final;
  guint64     length;
} HeadCase;

#define BYTES(text) (text), sizeof (text) - 1

static const HeadCase head_cases[] = {
  /* good ones */
  { BYTES ("\x81\x80" "abcd"), 6, SIO_WS_TEXT, TRUE, 0 },
  { BYTES ("\x01\x85" "abcd"), 6, SIO_WS_TEXT, FALSE, 5 },
  { BYTES ("\x82\xfd" "abcd"), 6, SIO_WS_BINARY, TRUE, 125 },
  { BYTES ("\x00\x81" "abcd"), 6, SIO_WS_CONTINUATION, FALSE, 1 },
  { BYTES ("\x80\x81" "abcd"), 6, SIO_WS_CONTINUATION, TRUE, 1 },
  { BYTES ("\x88\x80" "abcd"), 6, SIO_WS_CLOSE, TRUE, 0 },
  { BYTES ("\x89\xfd" "abcd"), 6, SIO_WS_PING, TRUE, 125 },
  { BYTES ("\x8a\x80" "abcd"), 6, SIO_WS_PONG, TRUE, 0 },
  { BYTES ("\x81\xfe\x00\x7e" "abcd"), 8, SIO_WS_TEXT, TRUE, 126 },
  { BYTES ("\x81\xfe\xff\xff" "abcd"), 8, SIO_WS_TEXT, TRUE, 65535 },
  { BYTES ("\x81\xff\x00\x00\x00\x00\x00\x01\x00\x00" "abcd"), 14, SIO_WS_TEXT, TRUE, 65536 },
  { BYTES ("\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff" "abcd"), 14, SIO_WS_TEXT, TRUE, G_MAXINT64 },

  /* too little to say */
  { BYTES (""), 0 },
  { BYTES ("\x81"), 0 },
  { BYTES ("\x81\x80" "abc"), 0 },
  { BYTES ("\x81\xfe"), 0 },
  { BYTES ("\x81\xfe\x01"), 0 },
  { BYTES ("\x81\xff\x00\x00\x00\x00\x00\x01\x00\x00" "abc"), 0 },

  /* no frames, some of them at the first byte */
  { BYTES ("\xc1"), -1 },
  { BYTES ("\xa1"), -1 },
  { BYTES ("\x91"), -1 },
  { BYTES ("\x83"), -1 },
  { BYTES ("\x87"), -1 },
  { BYTES ("\x8b"), -1 },
  { BYTES ("\x8f"), -1 },
  { BYTES ("\x08"), -1 },
  { BYTES ("\x09"), -1 },
  { BYTES ("\x0a"), -1 },
  { BYTES ("\x81\x05"), -1 },
  { BYTES ("\x81\x7f"), -1 },
  { BYTES ("\x88\xfe"), -1 },
  { BYTES ("\x89\xff"), -1 },
  { BYTES ("\x81\xfe\x00\x7d"), -1 },
  { BYTES ("\x81\xfe\x00\x00"), -1 },
  { BYTES ("\x81\xff\x00\x00\x00\x00\x00\x00\xff\xff"), -1 },
  { BYTES ("\x81\xff\x80\x00\x00\x00\x00\x00\x00\x00"), -1 },
};

static void
test_heads (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (head_cases); i++)
    {
      const HeadCase *one = &head_cases[i];
      g_autofree guint8 *copy = g_memdup2 (one->bytes, one->n_bytes);
      const guint8 *bytes = copy != NULL ? copy : (const guint8 *) "";
      SioWsFrame frame;
      gssize n = sio_ws_frame_parse (bytes, one->n_bytes, &frame);

      g_test_message ("head %u", i);
      g_assert_cmpint (n, ==, one->head);
      if (n <= 0)
        continue;
      g_assert_cmpuint (frame.opcode, ==, one->opcode);
      g_assert_cmpint (frame.is_final, ==, one->is_final);
      g_assert_cmpuint (frame.length, ==, one->length);
      g_assert_cmpmem (frame.mask, 4, "abcd", 4);
    }
}

static void
test_every_first_byte (void)
{
  for (guint first = 0; first < 256; first++)
    {
      guint8 bytes[] = { (guint8) first, 0x80, 0, 0, 0, 0 };
      guint opcode = first & 0xf;
      gboolean is_control = opcode >= 8;
      gboolean is_known = opcode <= 2 || (opcode >= 8 && opcode <= 10);
      SioWsFrame frame;
      gboolean is_good = is_known && !(first & 0x70) && (!is_control || first & 0x80);

      g_assert_cmpint (sio_ws_frame_parse (bytes, 1, &frame), ==, is_good ? 0 : -1);
      g_assert_cmpint (sio_ws_frame_parse (bytes, 6, &frame), ==, is_good ? 6 : -1);
    }
}

static void
test_unmask (void)
{
  static const guint8 mask[4] = { 0x12, 0x34, 0x56, 0x78 };
  guint8 plain[70], masked[70];

  for (gsize i = 0; i < sizeof plain; i++)
    {
      plain[i] = (guint8) (i * 37);
      masked[i] = plain[i] ^ mask[i % 4];
    }

  /* Any piece of it, from any place on. */
  for (gsize start = 0; start < sizeof plain; start++)
    for (gsize length = 0; start + length <= sizeof plain; length++)
      {
        guint8 piece[sizeof plain];

        memcpy (piece, masked, sizeof piece);
        sio_ws_frame_unmask (piece + start, length, mask, start);
        g_assert_cmpmem (piece, start, masked, start);
        g_assert_cmpmem (piece + start, length, plain + start, length);
        g_assert_cmpmem (piece + start + length, sizeof piece - start - length,
                         masked + start + length, sizeof piece - start - length);
      }
}

static void
test_write (void)
{
  static const struct
  {
    guint64     length;
    const char *bytes;
    gsize       n_bytes;
  } cases[] = {
    { 0, BYTES ("\x81\x00") },
    { 125, BYTES ("\x81\x7d") },
    { 126, BYTES ("\x81\x7e\x00\x7e") },
    { 65535, BYTES ("\x81\x7e\xff\xff") },
    { 65536, BYTES ("\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 head[SIO_WS_MAX_SERVER_HEAD];
      gsize n = sio_ws_frame_write (head, SIO_WS_TEXT, cases[i].length);
      SioWsOpcode opcode;
      gsize length;

      g_assert_cmpmem (head, n, cases[i].bytes, cases[i].n_bytes);
      g_assert_cmpuint (sio_ws_frame_read_server (head, n, &opcode, &length), ==, n);
      g_assert_cmpuint (opcode, ==, SIO_WS_TEXT);
      g_assert_cmpuint (length, ==, cases[i].length);
      for (gsize j = 0; j < n; j++)
        g_assert_cmpuint (sio_ws_frame_read_server (head, j, &opcode, &length), ==, 0);
    }
}

static void
test_close_codes (void)
{
  static const guint good[] = { 1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013,
                                1014, 3000, 3999, 4000, 4999 };
  static const guint bad[] = { 0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000,
                               65535 };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      guint8 payload[] = { good[i] >> 8, good[i] & 0xff, 'b', 'y', 'e' };
      guint code;

      g_assert_cmpuint (sio_ws_close_parse (payload, 2, &code), ==, 0);
      g_assert_cmpuint (code, ==, good[i]);
      g_assert_cmpuint (sio_ws_close_parse (payload, 5, &code), ==, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      guint8 payload[] = { bad[i] >> 8, bad[i] & 0xff };
      guint code;

      g_assert_cmpuint (sio_ws_close_parse (payload, 2, &code), ==, SIO_WS_CODE_PROTOCOL);
    }
}

static void
test_close_payloads (void)
{
  guint code;

  g_assert_cmpuint (sio_ws_close_parse ((const guint8 *) "", 0, &code), ==, 0);
  g_assert_cmpuint (code, ==, SIO_WS_CODE_NONE);
  g_assert_cmpuint (sio_ws_close_parse ((const guint8 *) "\x03", 1, &code), ==,
                    SIO_WS_CODE_PROTOCOL);
  g_assert_cmpuint (sio_ws_close_parse ((const guint8 *) "\x03\xe8\xc3\xa4", 4, &code), ==, 0);
  g_assert_cmpuint (sio_ws_close_parse ((const guint8 *) "\x03\xe8\xc3", 3, &code), ==,
                    SIO_WS_CODE_INVALID_DATA);
  g_assert_cmpuint (sio_ws_close_parse ((const guint8 *) "\x03\xe8\xff", 3, &code), ==,
                    SIO_WS_CODE_INVALID_DATA);
}

static void
test_utf8 (void)
{
  static const struct
  {
    const char *text;
    gsize       length;
    gboolean    is_valid;
  } cases[] = {
    { BYTES (""), TRUE },
    { BYTES ("plain ASCII that is longer than one word of the machine"), TRUE },
    { BYTES ("a\0b"), TRUE },
    { BYTES ("\xc2\x80 \xdf\xbf \xe0\xa0\x80 \xef\xbf\xbf"), TRUE },
    { BYTES ("\xf0\x90\x80\x80 \xf4\x8f\xbf\xbf"), TRUE },
    { BYTES ("\xed\x9f\xbf \xee\x80\x80"), TRUE },
    { BYTES ("12345678\xf0\x9f\x98\x80" "12345678"), TRUE },
    { BYTES ("\x80"), FALSE },
    { BYTES ("\xbf"), FALSE },
    { BYTES ("\xc0\x80"), FALSE },
    { BYTES ("\xc1\xbf"), FALSE },
    { BYTES ("\xc2"), FALSE },
    { BYTES ("\xc2\x41"), FALSE },
    { BYTES ("\xc2\xc2\x80"), FALSE },
    { BYTES ("\xe0\x9f\xbf"), FALSE },
    { BYTES ("\xed\xa0\x80"), FALSE },
    { BYTES ("\xed\xbf\xbf"), FALSE },
    { BYTES ("\xf0\x8f\xbf\xbf"), FALSE },
    { BYTES ("\xf4\x90\x80\x80"), FALSE },
    { BYTES ("\xf5\x80\x80\x80"), FALSE },
    { BYTES ("\xff"), FALSE },
    { BYTES ("12345678\xe2\x82"), FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const guint8 *text = (const guint8 *) cases[i].text;
      SioUtf8 sliced = { 0 };
      gboolean is_valid = TRUE;

      g_test_message ("text %u", i);
      g_assert_cmpint (sio_utf8_is_valid (text, cases[i].length), ==, cases[i].is_valid);
      for (gsize j = 0; j < cases[i].length && is_valid; j++)
        is_valid = sio_utf8_take (&sliced, text + j, 1);
      g_assert_cmpint (is_valid && sio_utf8_is_complete (&sliced), ==, cases[i].is_valid);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ws-frame/what-is-no-frame-is-refused-at-once", test_heads);
  g_test_add_func ("/ws-frame/every-first-byte", test_every_first_byte);
  g_test_add_func ("/ws-frame/a-mask-comes-off-any-piece", test_unmask);
  g_test_add_func ("/ws-frame/lengths-are-minimal", test_write);
  g_test_add_func ("/ws-frame/close-codes", test_close_codes);
  g_test_add_func ("/ws-frame/close-payloads", test_close_payloads);
  g_test_add_func ("/ws-frame/utf-8-whole-and-in-pieces", test_utf8);

  return g_test_run ();
}
