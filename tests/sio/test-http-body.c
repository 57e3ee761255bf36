/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codec of request bodies: by length and in chunks, however they are cut. */
#include "sio/sio-http-body.h"
#include "sio/sio-http-head.h"

#include <string.h>

/* Feeds text in pieces of one size. Returns what was taken of it, -1 if it was
 * refused. */
static gssize
feed (SioHttpBody *body,
      const char  *text,
      gsize        length,
      gsize        step,
      GString     *into)
{
  gsize taken = 0;

  while (taken < length && !sio_http_body_is_done (body))
    {
      const char *data = text + taken;
      gsize piece = MIN (step, length - taken);
      gsize left = piece;
      const char *run;
      gsize run_length;

      do
        {
          g_autoptr (GError) error = NULL;

          if (!sio_http_body_take (body, &data, &left, &run, &run_length, &error))
            {
              g_assert_error (error, SIO_HTTP_STATUS_ERROR, 400);
              return -1;
            }
          g_string_append_len (into, run, run_length);
        }
      while (run_length > 0);
      taken += piece - left;
      g_assert_true (left == 0 || sio_http_body_is_done (body));
    }

  return taken;
}

static void
test_length (void)
{
  for (gsize step = 1; step < 12; step++)
    {
      g_autoptr (GString) into = g_string_new (NULL);
      SioHttpBody body;
      guint64 left;

      sio_http_body_init_length (&body, 5);
      g_assert_true (sio_http_body_get_left (&body, &left));
      g_assert_cmpuint (left, ==, 5);
      g_assert_cmpint (feed (&body, "helloGET /", 10, step, into), ==, 5);
      g_assert_true (sio_http_body_is_done (&body));
      g_assert_cmpstr (into->str, ==, "hello");
    }
}

static void
test_no_body (void)
{
  SioHttpBody body;

  sio_http_body_init_length (&body, 0);
  g_assert_true (sio_http_body_is_done (&body));
}

static void
test_chunks (void)
{
  static const char text[] = "5\r\nhello\r\n00A;ext=\"1\"\r\n, world, 1\r\n1 \r\n!\r\n"
                             "0\r\nTrailer: yes\r\nMore: x\r\n\r\nGET /";
  static const char bare[] = "0\r\n\r\n";

  for (gsize step = 1; step < sizeof text; step++)
    {
      g_autoptr (GString) into = g_string_new (NULL);
      SioHttpBody body;
      guint64 left;

      sio_http_body_init_chunks (&body);
      g_assert_false (sio_http_body_get_left (&body, &left));
      g_assert_cmpint (feed (&body, text, sizeof text - 1, step, into), ==, sizeof text - 1 - 5);
      g_assert_true (sio_http_body_is_done (&body));
      g_assert_cmpstr (into->str, ==, "hello, world, 1!");

      sio_http_body_init_chunks (&body);
      g_assert_cmpint (feed (&body, bare, sizeof bare - 1, step, into), ==, sizeof bare - 1);
      g_assert_true (sio_http_body_is_done (&body));
    }
}

static void
test_refused (void)
{
  static const char * const cases[] = {
    "\r\n",
    "-1\r\n",
    "+1\r\na\r\n",
    "0x1\r\na\r\n",
    " 1\r\na\r\n",
    "g\r\n",
    ";ext\r\n",
    "1\na\r\n",
    "1\r\rna\r\n",
    "1\r\nab\r\n",
    "1\r\na\n",
    "1\r\na\r1\r\n",
    "1000000000000000\r\n",
    "1;ext\nmore\r\na\r\n",
    "0\r\nTrailer: a\nb\r\n\r\n",
    "0\r\n\n",
    "0\r\n\r\r",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize step = 1; step < 20; step++)
      {
        g_autoptr (GString) into = g_string_new (NULL);
        SioHttpBody body;

        g_test_message ("%s", cases[i]);
        sio_http_body_init_chunks (&body);
        g_assert_cmpint (feed (&body, cases[i], strlen (cases[i]), step, into), ==, -1);
      }
}

static void
test_bounded (void)
{
  static const char * const starts[] = { "1;", "0\r\nA: " };

  for (guint i = 0; i < G_N_ELEMENTS (starts); i++)
    {
      g_autoptr (GString) text = g_string_new (starts[i]);
      g_autoptr (GString) into = g_string_new (NULL);
      SioHttpBody body;

      while (text->len < 10000)
        g_string_append_c (text, 'a');
      sio_http_body_init_chunks (&body);
      g_assert_cmpint (feed (&body, text->str, text->len, text->len, into), ==, -1);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-body/a-length-is-kept", test_length);
  g_test_add_func ("/http-body/none-is-done-at-once", test_no_body);
  g_test_add_func ("/http-body/chunks-are-joined-however-they-are-cut", test_chunks);
  g_test_add_func ("/http-body/wrong-framing-is-refused", test_refused);
  g_test_add_func ("/http-body/extensions-and-trailers-are-bounded", test_bounded);
  return g_test_run ();
}
