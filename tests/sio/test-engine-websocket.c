/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Engine.IO 4 by WebSocket, byte by byte: RFC 6455 on a real connection, and
 * how sessions end on it. */
#include "engine-fixture.h"

#include <string.h>

#include "sio/sio-room.h"

#define HEAD \
  "GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\n" \
  "Upgrade: websocket\r\nConnection: Upgrade\r\n" \
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"

static void
test_handshake (EngineFixture *fixture,
                gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autoptr (EngineFrame) frame = NULL;
  g_autofree char *cors = NULL;
  g_autofree char *extensions = NULL;
  g_autofree char *expected = NULL;

  engine_fixture_start (fixture);
  client = http_client_new (&fixture->http);
  fixture->cors = "http://a.example";
  http_client_send (client, HEAD "Sec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
  answer = http_client_read_head_answer (client);
  g_assert_cmpuint (answer->status, ==, 101);
  cors = http_answer_get_field (answer, "Access-Control-Allow-Origin");
  g_assert_cmpstr (cors, ==, "http://a.example");
  extensions = http_answer_get_field (answer, "Sec-WebSocket-Extensions");
  g_assert_null (extensions);

  frame = engine_read_frame (client);
  expected = g_strdup_printf ("0{\"sid\":\"%s\",\"upgrades\":[],\"pingInterval\":60000,"
                              "\"pingTimeout\":60000,\"maxPayload\":1000000}",
                              sio_engine_socket_get_sid (fixture->last));
  g_assert_cmpstr (frame->data, ==, expected);
  g_assert_cmpstr (sio_engine_socket_get_transport (fixture->last), ==, "websocket");
  g_assert_cmpstr (sio_engine_socket_get_remote (fixture->last), ==, "127.0.0.1");
}

static void
test_bad_handshakes (EngineFixture *fixture,
                     gconstpointer  data)
{
  static const struct
  {
    const char *text;
    guint       status;
    const char *version;
  } cases[] = {
    { HEAD "\r\n", 426, "13" },
    { HEAD "Sec-WebSocket-Version: 8\r\n\r\n", 426, "13" },
    { HEAD "Sec-WebSocket-Version: 13\r\nContent-Length: 1\r\n\r\nx", 400, NULL },
    { "GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\n\r\n", 400, NULL },
    { "GET /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n"
      "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
      "Sec-WebSocket-Version: 13\r\n\r\n", 400, NULL },
  };

  engine_fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HttpClient) client = http_client_new (&fixture->http);
      g_autoptr (HttpAnswer) answer = NULL;
      g_autofree char *version = NULL;

      g_test_message ("handshake %u", i);
      http_client_send (client, cases[i].text);
      answer = http_client_read_answer (client);
      g_assert_cmpuint (answer->status, ==, cases[i].status);
      g_assert_true (g_str_has_prefix (http_answer_get_text (answer), "{\"code\":3,\"message\":"));
      version = http_answer_get_field (answer, "Sec-WebSocket-Version");
      g_assert_cmpstr (version, ==, cases[i].version);
    }
  g_assert_cmpuint (engine_count (fixture, "opened"), ==, 0);
}

static void
test_echo (EngineFixture *fixture,
           gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (EngineFrame) binary = NULL;
  g_autoptr (EngineFrame) empty = NULL;

  engine_fixture_start (fixture);
  client = engine_open_websocket (fixture);
  engine_send_text (client, "4hello");
  engine_assert_text (client, "4hello");
  engine_send_text (client, "6");
  engine_send_text (client, "4");
  engine_assert_text (client, "4");

  engine_send_frame (client, 0x82, "\1\2\3\4", 4);
  binary = engine_read_frame (client);
  g_assert_cmpuint (binary->opcode, ==, SIO_WS_BINARY);
  g_assert_cmpmem (binary->data, binary->length, "\1\2\3\4", 4);
  engine_send_frame (client, 0x82, "", 0);
  empty = engine_read_frame (client);
  g_assert_cmpuint (empty->opcode, ==, SIO_WS_BINARY);
  g_assert_cmpuint (empty->length, ==, 0);
}

static void
test_burst (EngineFixture *fixture,
            gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  engine_fixture_start (fixture);
  client = engine_open_websocket (fixture);
  for (guint i = 0; i < 20000; i++)
    {
      char text[16];

      g_snprintf (text, sizeof text, "4%u", i);
      engine_add_frame (bytes, 0x81, text, strlen (text));
    }
  http_client_send_bytes (client, bytes->data, bytes->len);
  for (guint i = 0; i < 20000; i++)
    {
      char text[16];

      g_snprintf (text, sizeof text, "4%u", i);
      engine_assert_text (client, text);
    }
}

/* From the request line on, each byte by itself. */
static void
test_one_byte_slices (EngineFixture *fixture,
                      gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autoptr (EngineFrame) open = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *text = g_strnfill (200, 'x');

  engine_fixture_start (fixture);
  client = http_client_new (&fixture->http);
  g_byte_array_append (bytes, (const guint8 *) HEAD "Sec-WebSocket-Version: 13\r\n\r\n",
                       strlen (HEAD "Sec-WebSocket-Version: 13\r\n\r\n"));
  text[0] = '4';
  engine_add_frame (bytes, 0x01, "4on", 3);
  engine_add_frame (bytes, 0x80, "e", 1);
  engine_add_frame (bytes, 0x81, text, 200);
  for (guint i = 0; i < bytes->len; i++)
    {
      http_client_send_bytes (client, bytes->data + i, 1);
      http_settle ();
    }
  answer = http_client_read_head_answer (client);
  g_assert_cmpuint (answer->status, ==, 101);
  open = engine_read_frame (client);
  engine_assert_text (client, "4one");
  engine_assert_text (client, text);
}

/* A client need not wait for the answer before it speaks. */
static void
test_frames_with_the_request (EngineFixture *fixture,
                              gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autoptr (EngineFrame) open = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  engine_fixture_start (fixture);
  client = http_client_new (&fixture->http);
  g_byte_array_append (bytes, (const guint8 *) HEAD "Sec-WebSocket-Version: 13\r\n\r\n",
                       strlen (HEAD "Sec-WebSocket-Version: 13\r\n\r\n"));
  for (guint i = 0; i < 3000; i++)
    engine_add_frame (bytes, 0x81, "4hello", 6);
  http_client_send_bytes (client, bytes->data, bytes->len);
  answer = http_client_read_head_answer (client);
  g_assert_cmpuint (answer->status, ==, 101);
  open = engine_read_frame (client);
  for (guint i = 0; i < 3000; i++)
    engine_assert_text (client, "4hello");
}

static void
test_pings (EngineFixture *fixture,
            gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  engine_fixture_start (fixture);
  client = engine_open_websocket (fixture);
  engine_add_frame (bytes, 0x01, "4fr", 3);
  for (guint i = 0; i < 10; i++)
    engine_add_frame (bytes, 0x89, "payload", i % 7);
  engine_add_frame (bytes, 0x80, "ag", 2);
  engine_add_frame (bytes, 0x8a, "not asked for", 13);
  http_client_send_bytes (client, bytes->data, bytes->len);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (EngineFrame) pong = engine_read_frame (client);

      g_assert_cmpuint (pong->opcode, ==, SIO_WS_PONG);
      g_assert_cmpmem (pong->data, pong->length, "payload", i % 7);
    }
  engine_assert_text (client, "4frag");
}

static void
test_invalid_packets (EngineFixture *fixture,
                      gconstpointer  data)
{
  static const char *const packets[] = { "abc", "", "7", "0", "2", "2probe", "5", "b" };

  engine_fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (packets); i++)
    {
      g_autoptr (HttpClient) client = engine_open_websocket (fixture);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      g_test_message ("packet %s", packets[i]);
      engine_add_frame (bytes, 0x81, packets[i], strlen (packets[i]));
      engine_add_frame (bytes, 0x81, "4never", 6);
      http_client_send_bytes (client, bytes->data, bytes->len);
      engine_assert_close (client, SIO_WS_CODE_PROTOCOL);
      g_assert_cmpuint (engine_count (fixture, "closed parse error"), ==, i + 1);
    }
  g_assert_cmpuint (engine_count (fixture, "text never"), ==, 0);
}

static void
test_broken_frames (EngineFixture *fixture,
                    gconstpointer  data)
{
  static const struct
  {
    const char *bytes;
    gsize       length;
    guint       code;
  } cases[] = {
#define BYTES(text) text, sizeof (text) - 1
    { BYTES ("\x81\x02" "4a"), SIO_WS_CODE_PROTOCOL },                     /* not masked */
    { BYTES ("\xc1\x82" "abcd" "xx"), SIO_WS_CODE_PROTOCOL },              /* reserved bit */
    { BYTES ("\x83\x80" "abcd"), SIO_WS_CODE_PROTOCOL },                   /* opcode */
    { BYTES ("\x80\x80" "abcd"), SIO_WS_CODE_PROTOCOL },                   /* nothing to continue */
    { BYTES ("\x09\x80" "abcd"), SIO_WS_CODE_PROTOCOL },                   /* a ping in fragments */
    { BYTES ("\x89\xfe\x00\x7e" "abcd"), SIO_WS_CODE_PROTOCOL },           /* a long ping */
    { BYTES ("\x81\xfe\x00\x01" "abcd"), SIO_WS_CODE_PROTOCOL },           /* a wasteful length */
    { BYTES ("\x81\x82" "\0\0\0\0" "4\xff"), SIO_WS_CODE_INVALID_DATA },
    { BYTES ("\x88\x81" "\0\0\0\0" "\x03"), SIO_WS_CODE_PROTOCOL },
    { BYTES ("\x88\x82" "\0\0\0\0" "\x03\xed"), SIO_WS_CODE_PROTOCOL },
    { BYTES ("\x82\xfe\x03\xe9" "abcd"), SIO_WS_CODE_TOO_BIG },            /* 1,001 */
    { BYTES ("\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff" "abcd"), SIO_WS_CODE_TOO_BIG },
  };

  fixture->options.max_payload = 1000;
  engine_fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HttpClient) client = engine_open_websocket (fixture);

      g_test_message ("case %u", i);
      http_client_send_bytes (client, cases[i].bytes, cases[i].length);
      engine_assert_close (client, cases[i].code);
      g_assert_cmpuint (engine_count (fixture, "closed transport error"), ==, i + 1);
    }
}

static void
test_sum_of_fragments (EngineFixture *fixture,
                       gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autofree char *text = g_strnfill (1000, '4');

  fixture->options.max_payload = 1000;
  engine_fixture_start (fixture);
  client = engine_open_websocket (fixture);
  engine_send_frame (client, 0x01, text, 500);
  engine_send_frame (client, 0x80, text, 500);
  engine_assert_text (client, text);

  engine_send_frame (client, 0x01, text, 500);
  engine_send_frame (client, 0x00, text, 500);
  engine_send_frame (client, 0x80, text, 1);
  engine_assert_close (client, SIO_WS_CODE_TOO_BIG);
}

static void
test_client_closes (EngineFixture *fixture,
                    gconstpointer  data)
{
  g_autoptr (HttpClient) coded = NULL;
  g_autoptr (HttpClient) bare = NULL;
  g_autoptr (HttpClient) packet = NULL;

  engine_fixture_start (fixture);
  coded = engine_open_websocket (fixture);
  engine_send_frame (coded, 0x88, "\x0f\xa1" "bye", 5);
  engine_assert_close (coded, 4001);

  bare = engine_open_websocket (fixture);
  engine_send_frame (bare, 0x88, "", 0);
  engine_assert_close (bare, SIO_WS_CODE_NONE);

  packet = engine_open_websocket (fixture);
  engine_send_text (packet, "1");
  engine_assert_close (packet, SIO_WS_CODE_NORMAL);

  g_assert_cmpuint (engine_count (fixture, "closed transport close"), ==, 3);
  g_assert_cmpuint (sio_engine_get_n_sockets (fixture->engine), ==, 0);
  g_clear_pointer (&coded, http_client_free);
  g_clear_pointer (&bare, http_client_free);
  g_clear_pointer (&packet, http_client_free);
  http_wait_for_connections (&fixture->http, 0);
}

static void
test_connection_ends (EngineFixture *fixture,
                      gconstpointer  data)
{
  g_autoptr (HttpClient) between = NULL;
  g_autoptr (HttpClient) within = NULL;
  g_autoptr (HttpClient) reset = NULL;

  engine_fixture_start (fixture);
  between = engine_open_websocket (fixture);
  http_client_finish (between);
  engine_wait_for (fixture, "closed transport close", 1);
  g_assert_cmpstr (sio_engine_socket_get_transport (fixture->last), ==, "websocket");

  within = engine_open_websocket (fixture);
  http_client_send_bytes (within, "\x81\xfe\x01", 3);
  http_client_finish (within);
  engine_wait_for (fixture, "closed transport close", 2);

  reset = engine_open_websocket (fixture);
  http_client_reset (reset);
  engine_wait_for (fixture, "closed transport error", 1);
  http_wait_for_connections (&fixture->http, 0);
}

/* What a slow client does not take waits, in order, and nobody else waits with it. */
static void
test_slow_reader (EngineFixture *fixture,
                  gconstpointer  data)
{
  g_autoptr (HttpClient) slow = NULL;
  g_autoptr (HttpClient) other = NULL;
  g_autoptr (EngineFrame) open = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autofree char *text = g_strnfill (1000, 'x');

  engine_fixture_start (fixture);
  fixture->is_silent = TRUE;
  slow = http_client_new_small (&fixture->http);
  http_client_send (slow, HEAD "Sec-WebSocket-Version: 13\r\n\r\n");
  engine_wait_for (fixture, "opened", 1);
  for (guint i = 0; i < 7000; i++)
    {
      g_snprintf (text, 9, "%08u", i);
      text[8] = 'x';
      engine_say (fixture, text);
    }
  http_settle ();
  g_assert_cmpuint (sio_outlet_get_pending (sio_engine_socket_get_outlet (fixture->last)), >, 0);
  /* Pings meanwhile are answered with one pong, the newest. */
  for (guint i = 0; i < 100; i++)
    engine_send_frame (slow, 0x89, i < 99 ? "old" : "new", 3);
  http_settle ();

  fixture->is_silent = FALSE;
  other = engine_open_websocket (fixture);
  engine_send_text (other, "4hello");
  engine_assert_text (other, "4hello");

  http_client_go_on_reading (slow);
  answer = http_client_read_head_answer (slow);
  open = engine_read_frame (slow);
  for (guint i = 0; i < 7000; i++)
    {
      g_autoptr (EngineFrame) frame = engine_read_frame (slow);

      g_assert_cmpuint (frame->length, ==, 1001);
      g_assert_cmpuint (g_ascii_strtoull (frame->data + 1, NULL, 10), ==, i);
    }
  {
    g_autoptr (EngineFrame) pong = engine_read_frame (slow);

    g_assert_cmpuint (pong->opcode, ==, SIO_WS_PONG);
    g_assert_cmpstr (pong->data, ==, "new");
  }
  engine_send_text (slow, "4still here");
  engine_assert_text (slow, "4still here");
}

static void
test_overflow (EngineFixture *fixture,
               gconstpointer  data)
{
  g_autoptr (HttpClient) slow = NULL;
  g_autofree char *text = g_strnfill (10000, 'x');

  fixture->options.max_queue = 1000000;
  engine_fixture_start (fixture);
  slow = http_client_new_small (&fixture->http);
  http_client_send (slow, HEAD "Sec-WebSocket-Version: 13\r\n\r\n");
  engine_wait_for (fixture, "opened", 1);
  for (guint i = 0; i < 100000 && engine_count (fixture, "closed transport error") == 0; i++)
    {
      engine_say (fixture, text);
      http_settle ();
      g_assert_cmpuint (sio_outlet_get_pending (sio_engine_socket_get_outlet (fixture->last)), <=,
                        1000000 + 10010);
    }
  g_assert_cmpuint (engine_count (fixture, "closed transport error"), ==, 1);
  http_wait_for_connections (&fixture->http, 0);
}

/* One stream for all, each by its own transport. */
static void
test_rooms (EngineFixture *fixture,
            gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpClient) other = NULL;
  g_autofree char *sid = NULL;
  SioRoom *room;
  SioEngineSocket *excepted;
  struct iovec piece = { (char *) "4all", 4 };
  struct iovec second = { (char *) "4some", 5 };

  engine_fixture_start (fixture);
  room = sio_room_new (sio_engine_get_hub (fixture->engine), 100000, NULL, NULL);
  sid = engine_open_polling (fixture);
  sio_room_add (room, sio_engine_socket_get_outlet (fixture->last));
  other = engine_open_websocket (fixture);
  sio_room_add (room, sio_engine_socket_get_outlet (fixture->last));
  client = engine_open_websocket (fixture);
  sio_room_add (room, sio_engine_socket_get_outlet (fixture->last));
  excepted = fixture->last;

  sio_room_say (room, &piece, 1, NULL);
  engine_say (fixture, "in between");
  sio_room_say (room, &second, 1, sio_engine_socket_get_outlet (excepted));
  engine_assert_text (client, "4all");
  engine_assert_text (client, "4in between");
  engine_assert_text (other, "4all");
  engine_assert_text (other, "4some");
  engine_assert_poll (fixture, sid, "4all\x1e" "4some");

  /* Who closes leaves, and still gets what was said. */
  sio_room_say (room, &piece, 1, NULL);
  sio_engine_socket_close (excepted, TRUE, "forced close");
  sio_room_say (room, &second, 1, NULL);
  engine_assert_text (client, "4all");
  engine_assert_close (client, SIO_WS_CODE_NORMAL);
  engine_assert_text (other, "4all");
  engine_assert_text (other, "4some");
  g_assert_cmpuint (sio_room_get_n_members (room), ==, 2);
  sio_room_free (room);
}

#define ADD(path, func) \
  g_test_add ("/engine-websocket/" path, EngineFixture, NULL, engine_fixture_set_up, func, \
              engine_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("handshake", test_handshake);
  ADD ("bad-handshakes", test_bad_handshakes);
  ADD ("echo", test_echo);
  ADD ("a-burst-keeps-its-order", test_burst);
  ADD ("slices-of-one-byte", test_one_byte_slices);
  ADD ("frames-that-come-with-the-request", test_frames_with_the_request);
  ADD ("pings-are-answered", test_pings);
  ADD ("an-invalid-packet-closes-the-session", test_invalid_packets);
  ADD ("broken-frames-close-with-their-code", test_broken_frames);
  ADD ("fragments-are-bounded-by-their-sum", test_sum_of_fragments);
  ADD ("the-client-closes", test_client_closes);
  ADD ("the-connection-ends", test_connection_ends);
  ADD ("a-slow-reader-gets-all-in-order", test_slow_reader);
  ADD ("a-queue-is-bounded", test_overflow);
  ADD ("rooms", test_rooms);

  return g_test_run ();
}
