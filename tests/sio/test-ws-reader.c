/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Streams of frames come out as the same events however they are sliced. The
 * transcript of a stream is one line an event. */
#include "sio/sio-ws-reader.h"

#include <string.h>

#define MAX_MESSAGE 1000

static const guint8 mask[4] = { 0xa5, 0x01, 0x7f, 0xf0 };

/* A client's frame, masked. */
static void
add_frame (GByteArray *stream,
           guint8      first,
           const void *payload,
           gsize       length)
{
  guint8 head[14];
  gsize n = sio_ws_frame_write (head, first & 0xf, length);
  guint start;

  head[0] = first;
  head[1] |= 0x80;
  memcpy (head + n, mask, 4);
  g_byte_array_append (stream, head, n + 4);
  start = stream->len;
  g_byte_array_append (stream, payload, length);
  for (gsize i = 0; i < length; i++)
    stream->data[start + i] ^= mask[i % 4];
}

static void
add_text (GByteArray *stream,
          guint8      first,
          const char *text)
{
  add_frame (stream, first, text, strlen (text));
}

static void
describe (GString          *transcript,
          const SioWsEvent *event)
{
  static const char *names[] = { "none", "text", "binary", "ping", "pong", "close", "error" };

  g_string_append (transcript, names[event->type]);
  if (event->code != 0)
    g_string_append_printf (transcript, " %u", event->code);
  if (event->length > 40)
    g_string_append_printf (transcript, " [%" G_GSIZE_FORMAT "]", event->length);
  else if (event->length > 0)
    g_string_append_printf (transcript, " %.*s", (int) event->length, event->data);
  g_string_append_c (transcript, '\n');
}

/* Feeds one slice, from memory that has just the one byte more which the reader may use. */
static void
feed (SioWsReader  *reader,
      const guint8 *bytes,
      gsize         length,
      GString      *transcript)
{
  g_autofree guint8 *slice = g_malloc (length + 1);
  guint8 *data = slice;
  gsize left = length;
  SioWsEvent event;

  memcpy (slice, bytes, length);
  slice[length] = 0xee;
  while (sio_ws_reader_take (reader, &data, &left, &event) != SIO_WS_EVENT_NONE)
    {
      if (event.type == SIO_WS_EVENT_TEXT)
        g_assert_cmpuint (event.data[event.length], ==, '\0');
      describe (transcript, &event);
    }
  g_assert_cmpuint (left, ==, 0);
  g_assert_true (data == slice + length);
  g_assert_cmpuint (slice[length], ==, 0xee);
}

static char *
read_stream (GByteArray *stream,
             GRand      *rand,
             gsize       max_slice)
{
  SioWsReader reader;
  GString *transcript = g_string_new (NULL);

  sio_ws_reader_init (&reader, MAX_MESSAGE);
  for (gsize at = 0; at < stream->len;)
    {
      gsize n = max_slice;

      if (rand != NULL)
        n = g_rand_int_range (rand, 1, (gint32) max_slice + 1);
      n = MIN (n, stream->len - at);
      feed (&reader, stream->data + at, n, transcript);
      at += n;
    }
  sio_ws_reader_clear (&reader);
  sio_ws_reader_clear (&reader);

  return g_string_free (transcript, FALSE);
}

/* Whole, byte by byte, and at random. */
static void
assert_stream (GByteArray *stream,
               const char *expected)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (stream->len);
  g_autofree char *whole = read_stream (stream, NULL, MAX (stream->len, 1));
  g_autofree char *bytes = read_stream (stream, NULL, 1);

  g_assert_cmpstr (whole, ==, expected);
  g_assert_cmpstr (bytes, ==, expected);
  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *sliced = read_stream (stream, rand, 1 + stream->len / 3);

      g_assert_cmpstr (sliced, ==, expected);
    }
}

static void
test_messages (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  g_autofree char *long_text = g_strnfill (MAX_MESSAGE, 'x');

  add_text (stream, 0x81, "hello");
  add_text (stream, 0x81, "");
  add_text (stream, 0x82, "bytes \xff");
  add_text (stream, 0x82, "");
  add_text (stream, 0x81, long_text);
  add_text (stream, 0x81, "ä€😀");
  assert_stream (stream, "text hello\ntext\nbinary bytes \xff\nbinary\n"
                         "text [1000]\ntext ä€😀\n");
}

static void
test_fragments (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  add_text (stream, 0x01, "one ");
  add_text (stream, 0x89, "in between");
  add_text (stream, 0x00, "two ");
  add_text (stream, 0x8a, "");
  add_text (stream, 0x00, "");
  add_text (stream, 0x80, "three");
  add_text (stream, 0x02, "");
  add_text (stream, 0x00, "");
  add_text (stream, 0x80, "late");
  add_text (stream, 0x01, "");
  add_text (stream, 0x80, "");
  assert_stream (stream, "ping in between\npong\ntext one two three\nbinary late\ntext\n");
}

/* A character may be spread over fragments, but not over messages. */
static void
test_split_characters (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  add_frame (stream, 0x01, "\xf0", 1);
  add_frame (stream, 0x00, "\x9f\x98", 2);
  add_frame (stream, 0x80, "\x80", 1);
  add_frame (stream, 0x02, "\xf0", 1);
  add_frame (stream, 0x80, "\x9f", 1);
  add_frame (stream, 0x81, "\xe2\x82", 2);
  add_text (stream, 0x81, "never read");
  assert_stream (stream, "text 😀\nbinary \xf0\x9f\nerror 1007\n");
}

static void
test_bad_text_is_found_early (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  /* The message does not end, and the error is told all the same. */
  add_frame (stream, 0x01, "ok", 2);
  add_frame (stream, 0x00, "\xed\xa0\x80", 3);
  assert_stream (stream, "error 1007\n");
}

static void
test_nul_is_a_character (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  add_frame (stream, 0x81, "a\0b", 3);
  add_frame (stream, 0x01, "\0", 1);
  add_frame (stream, 0x80, "\0", 1);
  assert_stream (stream, "text a\ntext \n");
}

static void
test_protocol_errors (void)
{
  static const struct
  {
    guint8      first;
    guint8      second;
    const char *expected;
  } cases[] = {
    { 0x80, 0, "error 1002\n" },             /* nothing to continue */
    { 0x00, 0, "error 1002\n" },
    { 0x01, 0x81, "error 1002\n" },          /* a message inside a message */
    { 0x01, 0x02, "error 1002\n" },
    { 0x02, 0x82, "error 1002\n" },
    { 0x81, 0x80, "text x\nerror 1002\n" },  /* the message had ended */
    { 0x83, 0, "error 1002\n" },
    { 0xc1, 0, "error 1002\n" },
    { 0x09, 0, "error 1002\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) stream = g_byte_array_new ();

      g_test_message ("frames %x %x", cases[i].first, cases[i].second);
      add_text (stream, cases[i].first, "x");
      if (cases[i].second != 0)
        add_text (stream, cases[i].second, "x");
      add_text (stream, 0x81, "never read");
      assert_stream (stream, cases[i].expected);
    }
}

static void
test_unmasked (void)
{
  g_autoptr (GByteArray) stream = g_byte_array_new ();

  g_byte_array_append (stream, (const guint8 *) "\x81\x05hello", 7);
  assert_stream (stream, "error 1002\n");
}

/* By the announcement: none of the bytes has come. */
static void
test_too_long (void)
{
  g_autoptr (GByteArray) one = g_byte_array_new ();
  g_autoptr (GByteArray) sum = g_byte_array_new ();
  g_autoptr (GByteArray) huge = g_byte_array_new ();
  g_autofree char *text = g_strnfill (MAX_MESSAGE + 1, 'x');

  add_frame (one, 0x81, text, MAX_MESSAGE + 1);
  g_byte_array_set_size (one, 8);
  assert_stream (one, "error 1009\n");

  add_frame (sum, 0x01, text, MAX_MESSAGE - 1);
  add_frame (sum, 0x89, "still here", 10);
  add_frame (sum, 0x80, text, 2);
  g_byte_array_set_size (sum, sum->len - 2);
  assert_stream (sum, "ping still here\nerror 1009\n");

  g_byte_array_append (huge, (const guint8 *) "\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff" "abcd",
                       14);
  assert_stream (huge, "error 1009\n");
}

static void
test_announcing_gets_no_memory (void)
{
  SioWsReader reader;
  g_autoptr (GByteArray) stream = g_byte_array_new ();
  g_autoptr (GString) transcript = g_string_new (NULL);
  g_autofree guint8 *zeros = g_malloc0 (900 * 1000);

  sio_ws_reader_init (&reader, 1000 * 1000);
  add_frame (stream, 0x82, zeros, 900 * 1000);
  feed (&reader, stream->data, 30, transcript);
  g_assert_cmpuint (reader.size, <, 1024);
  feed (&reader, stream->data + 30, stream->len - 30, transcript);
  g_assert_cmpstr (transcript->str, ==, "binary [900000]\n");
  /* And idle it holds nothing. */
  g_assert_null (reader.message);
  g_assert_null (reader.control);
  sio_ws_reader_clear (&reader);
}

static void
test_close (void)
{
  static const struct
  {
    const char *payload;
    gsize       length;
    const char *expected;
  } cases[] = {
    { "", 0, "close 1005\n" },
    { "\x03\xe8", 2, "close 1000 \x03\xe8\n" },
    { "\x03\xe9" "bye", 5, "close 1001 \x03\xe9" "bye\n" },
    { "\x03", 1, "error 1002\n" },
    { "\x03\xed", 2, "error 1002\n" },
    { "\x03\xe8\xff", 3, "error 1007\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) stream = g_byte_array_new ();

      add_text (stream, 0x01, "unfinished");
      add_frame (stream, 0x88, cases[i].payload, cases[i].length);
      add_text (stream, 0x80, "never read");
      assert_stream (stream, cases[i].expected);
    }
}

/* Valid and broken streams by chance: what is said is the same in any slices. */
static void
test_random (void)
{
  static const guint8 firsts[] = { 0x81, 0x82, 0x01, 0x02, 0x00, 0x80, 0x89, 0x8a, 0x88 };
  static const char *const payloads[] = { "", "a", "ä€😀", "\x03\xe8", "a rather longer text",
                                          "\xf0\x9f", "\x98\x80" };

  for (guint seed = 0; seed < 2000; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (GByteArray) stream = g_byte_array_new ();
      guint n_frames = g_rand_int_range (rand, 1, 12);
      g_autofree char *whole = NULL;

      for (guint i = 0; i < n_frames; i++)
        add_text (stream, firsts[g_rand_int_range (rand, 0, G_N_ELEMENTS (firsts))],
                  payloads[g_rand_int_range (rand, 0, G_N_ELEMENTS (payloads))]);
      if (g_rand_int_range (rand, 0, 3) == 0)
        stream->data[g_rand_int_range (rand, 0, stream->len)] ^= 1 << g_rand_int_range (rand, 0, 8);

      whole = read_stream (stream, NULL, stream->len);
      for (guint i = 0; i < 8; i++)
        {
          g_autofree char *sliced = read_stream (stream, rand, 1 + i * 4);

          g_assert_cmpstr (sliced, ==, whole);
        }
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ws-reader/messages", test_messages);
  g_test_add_func ("/ws-reader/fragments-with-control-frames-in-between", test_fragments);
  g_test_add_func ("/ws-reader/a-character-in-two-fragments", test_split_characters);
  g_test_add_func ("/ws-reader/bad-text-is-found-before-its-end", test_bad_text_is_found_early);
  g_test_add_func ("/ws-reader/nul-is-a-character", test_nul_is_a_character);
  g_test_add_func ("/ws-reader/fragments-out-of-place", test_protocol_errors);
  g_test_add_func ("/ws-reader/an-unmasked-frame", test_unmasked);
  g_test_add_func ("/ws-reader/too-long-by-its-announcement", test_too_long);
  g_test_add_func ("/ws-reader/announcing-gets-no-memory", test_announcing_gets_no_memory);
  g_test_add_func ("/ws-reader/nothing-after-a-close", test_close);
  g_test_add_func ("/ws-reader/slices-make-no-difference", test_random);

  return g_test_run ();
}
