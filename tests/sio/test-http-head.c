/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The codec of request heads: what is taken apart how, what is refused and
 * with which status. */
#include "sio/sio-http-head.h"

#include <string.h>

static SioHttpHead *
parse (const char  *text,
       GError     **error)
{
  gsize scanned = 0;
  gssize length = sio_http_head_measure (text, strlen (text), &scanned, error);

  if (length < 0)
    return NULL;
  g_assert_cmpint (length, ==, strlen (text));
  return sio_http_head_parse (text, length, error);
}

static void
test_taken_apart (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SioHttpHead) head = NULL;
  guint count;

  head = parse ("POST /a%20b/c%2Fd//%C3%A9/?x=1&y=a+b%2B&x=2&z&=e& HTTP/1.1\r\n"
                "Host: example.org:5000\r\n"
                "X-Thing:\t one, two \t\r\n"
                "x-thing:three\r\n"
                "Empty:\r\n"
                "Content-Length: 12\r\n"
                "\r\n", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (head->method, ==, "POST");
  g_assert_cmpstr (head->raw_path, ==, "/a%20b/c%2Fd//%C3%A9/");
  g_assert_cmpstr (head->path, ==, "/a b/c/d//é/");
  g_assert_cmpstr (head->segments[0], ==, "a b");
  g_assert_cmpstr (head->segments[1], ==, "c/d");
  g_assert_cmpstr (head->segments[2], ==, "");
  g_assert_cmpstr (head->segments[3], ==, "é");
  g_assert_cmpstr (head->segments[4], ==, "");
  g_assert_null (head->segments[5]);
  g_assert_cmpstr (head->raw_query, ==, "x=1&y=a+b%2B&x=2&z&=e&");
  g_assert_cmpuint (head->n_query, ==, 5);
  g_assert_cmpstr (sio_http_head_get_query (head, "x", &count), ==, "1");
  g_assert_cmpuint (count, ==, 2);
  g_assert_cmpstr (sio_http_head_get_query (head, "y", &count), ==, "a b+");
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpstr (sio_http_head_get_query (head, "z", NULL), ==, "");
  g_assert_cmpstr (sio_http_head_get_query (head, "", NULL), ==, "e");
  g_assert_null (sio_http_head_get_query (head, "X", &count));
  g_assert_cmpuint (count, ==, 0);
  g_assert_cmpstr (sio_http_head_get_field (head, "X-THING", &count), ==, "one, two");
  g_assert_cmpuint (count, ==, 2);
  g_assert_cmpstr (sio_http_head_get_field (head, "empty", NULL), ==, "");
  g_assert_null (sio_http_head_get_field (head, "thing", NULL));
  g_assert_cmpstr (head->host, ==, "example.org:5000");
  g_assert_cmpint (head->content_length, ==, 12);
  g_assert_cmpuint (head->minor_version, ==, 1);
  g_assert_false (head->chunked);
  g_assert_true (head->keep_alive);
  g_assert_false (head->expect_continue);
}

static void
test_root_path (void)
{
  g_autoptr (SioHttpHead) head = parse ("GET / HTTP/1.1\r\nHost: h\r\n\r\n", NULL);

  g_assert_nonnull (head);
  g_assert_cmpstr (head->path, ==, "/");
  g_assert_null (head->segments[0]);
  g_assert_null (head->raw_query);
  g_assert_cmpint (head->content_length, ==, 0);
}

static void
test_forms_of_target (void)
{
  g_autoptr (SioHttpHead) absolute = parse ("GET http://Host:1/p?q=1 HTTP/1.1\r\n"
                                            "Host: host:1\r\n\r\n", NULL);
  g_autoptr (SioHttpHead) bare = parse ("GET HTTPS://h?q=%31 HTTP/1.0\r\n\r\n", NULL);
  g_autoptr (SioHttpHead) barest = parse ("GET http://h HTTP/1.0\r\n\r\n", NULL);
  g_autoptr (SioHttpHead) asterisk = parse ("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", NULL);

  g_assert_nonnull (absolute);
  g_assert_cmpstr (absolute->host, ==, "Host:1");
  g_assert_cmpstr (absolute->path, ==, "/p");
  g_assert_cmpstr (sio_http_head_get_query (absolute, "q", NULL), ==, "1");
  g_assert_nonnull (bare);
  g_assert_cmpstr (bare->host, ==, "h");
  g_assert_cmpstr (bare->raw_path, ==, "/");
  g_assert_cmpstr (sio_http_head_get_query (bare, "q", NULL), ==, "1");
  g_assert_nonnull (barest);
  g_assert_cmpstr (barest->path, ==, "/");
  g_assert_null (barest->raw_query);
  g_assert_nonnull (asterisk);
  g_assert_cmpstr (asterisk->path, ==, "*");
  g_assert_null (asterisk->segments[0]);
}

static void
test_keep_alive (void)
{
  static const struct
  {
    const char *text;
    gboolean    keep;
  } cases[] = {
    { "GET / HTTP/1.1\r\nHost: h\r\n\r\n", TRUE },
    { "GET / HTTP/1.1\r\nHost: h\r\nConnection: Close\r\n\r\n", FALSE },
    { "GET / HTTP/1.1\r\nHost: h\r\nConnection: x, close\r\n\r\n", FALSE },
    { "GET / HTTP/1.1\r\nHost: h\r\nConnection: x\r\nConnection: close\r\n\r\n", FALSE },
    { "GET / HTTP/1.1\r\nHost: h\r\nConnection: closed\r\n\r\n", TRUE },
    { "GET / HTTP/1.0\r\n\r\n", FALSE },
    { "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SioHttpHead) head = parse (cases[i].text, NULL);

      g_assert_nonnull (head);
      g_assert_cmpint (head->keep_alive, ==, cases[i].keep);
    }
}

static void
test_framing (void)
{
  g_autoptr (SioHttpHead) chunked = parse ("PUT / HTTP/1.1\r\nHost: h\r\n"
                                           "Transfer-Encoding: Chunked\r\n"
                                           "Expect: 100-Continue\r\n\r\n", NULL);
  g_autoptr (SioHttpHead) bodiless = parse ("GET / HTTP/1.1\r\nHost: h\r\n"
                                            "Expect: 100-continue\r\n\r\n", NULL);
  g_autoptr (SioHttpHead) large = parse ("PUT / HTTP/1.1\r\nHost: h\r\n"
                                         "Content-Length: 999999999999999999\r\n\r\n", NULL);

  g_assert_nonnull (chunked);
  g_assert_true (chunked->chunked);
  g_assert_cmpint (chunked->content_length, ==, -1);
  g_assert_true (chunked->expect_continue);
  g_assert_nonnull (bodiless);
  g_assert_false (bodiless->expect_continue);
  g_assert_nonnull (large);
  g_assert_cmpint (large->content_length, ==, G_GINT64_CONSTANT (999999999999999999));
}

#define H "Host: h\r\n"

static void
test_refused (void)
{
  static const struct
  {
    int         status;
    const char *text;
  } cases[] = {
    /* the request line */
    { 400, "GET /\r\n\r\n" },
    { 400, "GET\r\n\r\n" },
    { 400, "GET / HTTP/1.1 \r\n" H "\r\n" },
    { 400, "GET  / HTTP/1.1\r\n" H "\r\n" },
    { 400, " GET / HTTP/1.1\r\n" H "\r\n" },
    { 400, "G\tT / HTTP/1.1\r\n" H "\r\n" },
    { 400, "G(T / HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET / http/1.1\r\n" H "\r\n" },
    { 400, "GET / HTTP/1.1x\r\n" H "\r\n" },
    { 400, "GET / HTTP/11\r\n" H "\r\n" },
    { 505, "GET / HTTP/1.2\r\n" H "\r\n" },
    { 505, "GET / HTTP/0.9\r\n" H "\r\n" },
    { 505, "PRI * HTTP/2.0\r\n\r\n" },
    { 400, "GET / HTTP/1.1\n" H "\r\n" },
    { 400, "\nGET / HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET / HTTP/1.1\r\nHost: h\n\r\n" },
    { 400, "GET /a\rb HTTP/1.1\r\n" H "\r\n" },
    /* the target */
    { 400, "GET x HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET ftp://h/ HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET * HTTP/1.1\r\n" H "\r\n" },
    { 400, "CONNECT h:80 HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /a#b HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /\xc3\xa9 HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /a\x01 HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /%00 HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /% HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /%4 HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /%zz HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /a%4/b HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /%c3%28 HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /%ed%a0%80 HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /%c3/%a9 HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /a/../b HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /.. HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /./a HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /%2e%2E/a HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /a/. HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /?a=%f HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /?a=%00 HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /?a=%ff HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET /?%ff=a HTTP/1.1\r\n" H "\r\n" },
    /* whom it is for */
    { 400, "GET / HTTP/1.1\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\n" H H "\r\n" },
    { 400, "GET / HTTP/1.0\r\n" H "host: other\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\nHost: a b\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\nHost: a@b\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n" },
    { 400, "GET http://other/ HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET http://u@h/ HTTP/1.1\r\n" H "\r\n" },
    { 400, "GET http:///a HTTP/1.1\r\n" H "\r\n" },
    /* the fields */
    { 400, "GET / HTTP/1.1\r\n" H "Name\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\n" H ": value\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\n" H "Name : value\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\n" H "Name: value\r\n folded\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\n Host: h\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\n" H "Name: a\rb\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\n" H "Name: a\x01\r\n\r\n" },
    { 400, "GET / HTTP/1.1\r\n" H "Name: a\x7f\r\n\r\n" },
    /* the body's framing */
    { 400, "PUT / HTTP/1.1\r\n" H "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n" },
    { 400, "PUT / HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 4\r\n\r\n" },
    { 400, "PUT / HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 3\r\n\r\n" },
    { 400, "PUT / HTTP/1.1\r\n" H "Content-Length: 3, 3\r\n\r\n" },
    { 400, "PUT / HTTP/1.1\r\n" H "Content-Length: -3\r\n\r\n" },
    { 400, "PUT / HTTP/1.1\r\n" H "Content-Length: +3\r\n\r\n" },
    { 400, "PUT / HTTP/1.1\r\n" H "Content-Length: 0x3\r\n\r\n" },
    { 400, "PUT / HTTP/1.1\r\n" H "Content-Length:\r\n\r\n" },
    { 413, "PUT / HTTP/1.1\r\n" H "Content-Length: 9999999999999999999\r\n\r\n" },
    { 501, "PUT / HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n" },
    { 501, "PUT / HTTP/1.1\r\n" H "Transfer-Encoding: identity\r\n\r\n" },
    { 501, "PUT / HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n"
           "Transfer-Encoding: chunked\r\n\r\n" },
    { 400, "PUT / HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n" },
    { 417, "PUT / HTTP/1.1\r\n" H "Content-Length: 3\r\nExpect: wonders\r\n\r\n" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SioHttpHead) head = parse (cases[i].text, &error);

      g_test_message ("%s", cases[i].text);
      g_assert_null (head);
      g_assert_error (error, SIO_HTTP_STATUS_ERROR, cases[i].status);
    }
}

static void
test_nul_refused (void)
{
  static const char text[] = "GET / HTTP/1.1\r\nHost: h\r\nA: \0\r\n\r\n";
  g_autoptr (GError) error = NULL;

  g_assert_null (sio_http_head_parse (text, sizeof text - 1, &error));
  g_assert_error (error, SIO_HTTP_STATUS_ERROR, 400);
}

static void
test_pieces (void)
{
  static const char text[] = "GET /a HTTP/1.1\r\nHost: h\r\nA: b\r\n\r\nGET";
  const gsize whole = sizeof text - 1 - 3;

  for (gsize step = 1; step <= sizeof text; step++)
    {
      gsize scanned = 0;
      gsize length = 0;
      gssize measured = 0;

      while (measured == 0)
        {
          length = MIN (length + step, sizeof text - 1);
          measured = sio_http_head_measure (text, length, &scanned, NULL);
          g_assert_cmpint (measured, ==, length >= whole ? (gssize) whole : 0);
        }
    }
}

static void
test_too_large (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) text = g_string_new ("GET / HTTP/1.1\r\nHost: h\r\nA: ");
  gsize scanned = 0;

  while (text->len < SIO_HTTP_HEAD_MAX_BYTES - 1)
    g_string_append_c (text, 'a');
  g_assert_cmpint (sio_http_head_measure (text->str, text->len, &scanned, &error), ==, 0);
  g_assert_no_error (error);
  g_string_append_c (text, 'a');
  g_assert_cmpint (sio_http_head_measure (text->str, text->len, &scanned, &error), ==, -1);
  g_assert_error (error, SIO_HTTP_STATUS_ERROR, 431);
}

static void
test_largest (void)
{
  g_autoptr (SioHttpHead) head = NULL;
  g_autoptr (GString) text = g_string_new ("GET / HTTP/1.1\r\nHost: h\r\nA: ");

  while (text->len < SIO_HTTP_HEAD_MAX_BYTES - 4)
    g_string_append_c (text, 'a');
  g_string_append (text, "\r\n\r\n");
  head = parse (text->str, NULL);
  g_assert_nonnull (head);
}

static void
test_too_many_fields (void)
{
  for (guint n = SIO_HTTP_HEAD_MAX_FIELDS; n <= SIO_HTTP_HEAD_MAX_FIELDS + 1; n++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (SioHttpHead) head = NULL;
      g_autoptr (GString) text = g_string_new ("GET / HTTP/1.1\r\n" H);

      for (guint i = 1; i < n; i++)
        g_string_append (text, "A: b\r\n");
      g_string_append (text, "\r\n");
      head = parse (text->str, &error);
      if (n > SIO_HTTP_HEAD_MAX_FIELDS)
        g_assert_error (error, SIO_HTTP_STATUS_ERROR, 431);
      else
        g_assert_cmpuint (head->n_fields, ==, n);
    }
}

/* Whatever is flipped in a head, parsing it neither crashes nor reads astray
 * (the sanitizers look on), and what it accepts is consistent. */
static void
test_mutations (void)
{
  static const char text[] =
    "POST http://h/a%20b/%C3%A9?x=%31&y HTTP/1.1\r\nHost: h\r\nContent-Length: 12\r\n"
    "Expect: 100-continue\r\nConnection: keep-alive, x\r\n\r\n";
  static const char bytes[] = "\r\n \t:/?#%&=+.*0aF\x01\x7f\xc3\xa9";
  g_autoptr (GRand) rand = g_rand_new_with_seed (20);

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *mutated = g_strndup (text, sizeof text - 1);
      g_autoptr (SioHttpHead) head = NULL;
      gsize scanned = 0;
      gssize length;

      for (guint n = g_rand_int_range (rand, 1, 5); n > 0; n--)
        mutated[g_rand_int_range (rand, 0, sizeof text - 1)] =
          bytes[g_rand_int_range (rand, 0, sizeof bytes - 1)];

      length = sio_http_head_measure (mutated, sizeof text - 1, &scanned, NULL);
      head = length >= 4 ? sio_http_head_parse (mutated, length, NULL) : NULL;
      if (head == NULL)
        continue;
      g_assert_true (head->path[0] == '/' || g_str_equal (head->path, "*"));
      g_assert_true (g_utf8_validate (head->path, -1, NULL));
      g_assert_true (head->host != NULL || head->minor_version == 0);
      g_assert_true (head->chunked == (head->content_length < 0));
      for (guint j = 0; head->segments[j] != NULL; j++)
        g_assert_cmpstr (head->segments[j], !=, "..");
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/http-head/is-taken-apart", test_taken_apart);
  g_test_add_func ("/http-head/the-root-has-no-segments", test_root_path);
  g_test_add_func ("/http-head/a-target-is-a-path-a-uri-or-an-asterisk", test_forms_of_target);
  g_test_add_func ("/http-head/connections-are-kept-as-asked", test_keep_alive);
  g_test_add_func ("/http-head/a-body-has-one-framing", test_framing);
  g_test_add_func ("/http-head/what-could-be-misread-is-refused", test_refused);
  g_test_add_func ("/http-head/nul-is-refused", test_nul_refused);
  g_test_add_func ("/http-head/pieces-are-measured-like-the-whole", test_pieces);
  g_test_add_func ("/http-head/too-large-is-431", test_too_large);
  g_test_add_func ("/http-head/the-largest-is-taken", test_largest);
  g_test_add_func ("/http-head/too-many-fields-are-431", test_too_many_fields);
  g_test_add_func ("/http-head/mutations-do-no-harm", test_mutations);
  return g_test_run ();
}
