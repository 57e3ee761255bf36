/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The opening handshake by RFC 6455 section 4.2. */
#include "sio/sio-ws-handshake.h"

#include <string.h>

#define LINE    "GET /socket.io/?EIO=4 HTTP/1.1\r\nHost: localhost\r\n"
#define UPGRADE "Upgrade: websocket\r\nConnection: Upgrade\r\n"
#define VERSION "Sec-WebSocket-Version: 13\r\n"
#define KEY     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

static SioHttpHead *
parse (const char *text)
{
  g_autofree char *whole = g_strconcat (text, "\r\n", NULL);
  g_autoptr (GError) error = NULL;
  SioHttpHead *head = sio_http_head_parse (whole, strlen (whole), &error);

  g_assert_no_error (error);
  return head;
}

static void
test_requests (void)
{
  static const struct
  {
    const char *text;
    guint       status;
    gboolean    is_asked;
  } cases[] = {
    { LINE UPGRADE VERSION KEY, 0, TRUE },
    { LINE "UPGRADE: WebSocket\r\nconnection: keep-alive, UPGRADE\r\n" VERSION KEY, 0, TRUE },
    { LINE "Upgrade: h2c, websocket\r\nConnection: a\r\nConnection: upgrade\r\n" VERSION KEY,
      0, TRUE },
    { LINE UPGRADE VERSION KEY "Sec-WebSocket-Extensions: permessage-deflate\r\n"
      "Sec-WebSocket-Protocol: chat\r\n", 0, TRUE },

    { "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n" UPGRADE VERSION KEY, 400, TRUE },
    { "HEAD / HTTP/1.1\r\nHost: a\r\n" UPGRADE VERSION KEY, 400, TRUE },
    { "GET / HTTP/1.0\r\nHost: a\r\n" UPGRADE VERSION KEY, 400, TRUE },
    { LINE "Content-Length: 3\r\n" UPGRADE VERSION KEY, 400, TRUE },
    { LINE "Transfer-Encoding: chunked\r\n" UPGRADE VERSION KEY, 400, TRUE },
    { LINE VERSION KEY, 400, FALSE },
    { LINE "Upgrade: websocket\r\n" VERSION KEY, 400, TRUE },
    { LINE "Connection: Upgrade\r\n" VERSION KEY, 400, FALSE },
    { LINE "Upgrade: websockets\r\nConnection: Upgrade\r\n" VERSION KEY, 400, FALSE },
    { LINE "Upgrade: websocket\r\nConnection: keep-alive\r\n" VERSION KEY, 400, TRUE },

    { LINE UPGRADE KEY, 426, TRUE },
    { LINE UPGRADE KEY "Sec-WebSocket-Version: 8\r\n", 426, TRUE },
    { LINE UPGRADE KEY "Sec-WebSocket-Version: 013\r\n", 426, TRUE },
    { LINE UPGRADE KEY VERSION VERSION, 426, TRUE },

    { LINE UPGRADE VERSION, 400, TRUE },
    { LINE UPGRADE VERSION KEY KEY, 400, TRUE },
    { LINE UPGRADE VERSION "Sec-WebSocket-Key: \r\n", 400, TRUE },
    { LINE UPGRADE VERSION "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n", 400, TRUE },
    { LINE UPGRADE VERSION "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j\r\n", 400, TRUE },
    { LINE UPGRADE VERSION "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZWE=\r\n", 400, TRUE },
    { LINE UPGRADE VERSION "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j*Q==\r\n", 400, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (SioHttpHead) head = parse (cases[i].text);
      const char *message = NULL;

      g_test_message ("request %u", i);
      g_assert_cmpuint (sio_ws_handshake_check (head, &message), ==, cases[i].status);
      g_assert_cmpint (message != NULL, ==, cases[i].status != 0);
      g_assert_cmpint (sio_ws_handshake_is_asked (head), ==, cases[i].is_asked);
    }
}

static void
test_answer (void)
{
  g_autoptr (SioHttpHead) head = parse (LINE UPGRADE VERSION KEY);
  g_autoptr (GString) answer = g_string_new (NULL);

  sio_ws_handshake_begin (answer, head);
  sio_ws_handshake_add_field ("Access-Control-Allow-Origin", "http://a.example", answer);
  sio_ws_handshake_end (answer);

  /* The key and its answer are the example of section 1.3. */
  g_assert_cmpstr (answer->str, ==,
                   "HTTP/1.1 101 Switching Protocols\r\n"
                   "Upgrade: websocket\r\n"
                   "Connection: Upgrade\r\n"
                   "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
                   "Access-Control-Allow-Origin: http://a.example\r\n"
                   "\r\n");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/ws-handshake/what-a-request-must-say", test_requests);
  g_test_add_func ("/ws-handshake/the-answer", test_answer);

  return g_test_run ();
}
