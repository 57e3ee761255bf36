/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Engine.IO under TLS, where bytes wait that the kernel does not know of and
 * what has begun to leave cannot be taken back. */
#include "engine-fixture.h"
#include "tls-fixture.h"

#include <string.h>

#include "sio/sio-room.h"

#define REQUEST \
  "GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\n" \
  "Upgrade: websocket\r\nConnection: Upgrade\r\n" \
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"

static void
set_up (EngineFixture *fixture,
        gconstpointer  data)
{
  g_autoptr (SioTls) tls = tls_make ();

  engine_fixture_set_up (fixture, data);
  sio_http_server_set_tls (fixture->http.server, tls);
  engine_fixture_start (fixture);
}

static TlsClient *
open_client (EngineFixture *fixture,
             HttpClient    *http)
{
  TlsClient *client = tls_client_new_for (http, NULL);
  g_autoptr (HttpAnswer) answer = NULL;
  g_autoptr (EngineFrame) open = NULL;

  tls_client_shake_hands (client);
  tls_client_send (client, REQUEST);
  answer = http_client_read_head_answer (client->http);
  g_assert_cmpuint (answer->status, ==, 101);
  open = engine_read_frame (client->http);
  g_assert_true (g_str_has_prefix (open->data, "0{\"sid\":\""));
  g_assert_true (sio_engine_socket_is_secure (fixture->last));

  return client;
}

static void
send_text (TlsClient  *client,
           const char *text)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  engine_add_frame (bytes, 0x81, text, strlen (text));
  tls_client_send_bytes (client, bytes->data, bytes->len);
}

static void
test_echo (EngineFixture *fixture,
           gconstpointer  data)
{
  g_autoptr (TlsClient) client = open_client (fixture, http_client_new (&fixture->http));
  g_autofree char *text = g_strnfill (900000, 'x');

  send_text (client, "4hello");
  engine_assert_text (client->http, "4hello");
  text[0] = '4';
  send_text (client, text);
  engine_assert_text (client->http, text);
  send_text (client, "1");
  engine_assert_close (client->http, SIO_WS_CODE_NORMAL);
  g_assert_cmpint (client->error, ==, 0);
}

/* Many frames in each record, more of them than are taken in one turn. */
static void
test_burst (EngineFixture *fixture,
            gconstpointer  data)
{
  g_autoptr (TlsClient) client = open_client (fixture, http_client_new (&fixture->http));
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (guint i = 0; i < 20000; i++)
    {
      char text[16];

      g_snprintf (text, sizeof text, "4%u", i);
      engine_add_frame (bytes, 0x81, text, strlen (text));
    }
  tls_client_send_bytes (client, bytes->data, bytes->len);
  for (guint i = 0; i < 20000; i++)
    {
      char text[16];

      g_snprintf (text, sizeof text, "4%u", i);
      engine_assert_text (client->http, text);
    }
}

static void
test_upgrade (EngineFixture *fixture,
              gconstpointer  data)
{
  g_autoptr (TlsClient) polling = tls_client_new (&fixture->http, NULL);
  g_autoptr (TlsClient) client = tls_client_new (&fixture->http, NULL);
  g_autoptr (HttpAnswer) opened = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autofree char *request = NULL;

  tls_client_shake_hands (polling);
  tls_client_send (polling, "GET /engine.io/?EIO=4&transport=polling HTTP/1.1\r\nHost: a\r\n\r\n");
  opened = http_client_read_answer (polling->http);
  g_assert_cmpuint (opened->status, ==, 200);

  tls_client_shake_hands (client);
  request = g_strdup_printf ("GET /engine.io/?EIO=4&transport=websocket&sid=%s%s",
                             sio_engine_socket_get_sid (fixture->last),
                             strstr (REQUEST, " HTTP/1.1"));
  tls_client_send (client, request);
  answer = http_client_read_head_answer (client->http);
  g_assert_cmpuint (answer->status, ==, 101);
  send_text (client, "2probe");
  engine_assert_text (client->http, "3probe");
  send_text (client, "5");
  send_text (client, "4hello");
  engine_assert_text (client->http, "4hello");
}

static gboolean
has_pending (gpointer data)
{
  return sio_outlet_get_pending (data) > 0;
}

static void
test_slow_reader (EngineFixture *fixture,
                  gconstpointer  data)
{
  g_autoptr (TlsClient) client = open_client (fixture, http_client_new (&fixture->http));
  g_autofree char *text = g_strnfill (3000, 'x');

  tls_client_stop_reading (client);
  for (guint i = 0; i < 2500; i++)
    {
      g_snprintf (text, 9, "%08u", i);
      text[8] = 'x';
      engine_say (fixture, text);
      if (i % 100 == 0)
        http_settle ();
    }
  http_settle ();
  g_assert_true (has_pending (sio_engine_socket_get_outlet (fixture->last)));
  tls_client_go_on_reading (client);
  for (guint i = 0; i < 2500; i++)
    {
      g_autoptr (EngineFrame) frame = engine_read_frame (client->http);

      g_assert_cmpuint (frame->length, ==, 3001);
      g_assert_cmpuint (g_ascii_strtoull (frame->data + 1, NULL, 10), ==, i);
    }
}

static void
lagged_cb (SioRoom   *room,
           SioOutlet *outlet,
           gpointer   user_data)
{
  EngineFixture *fixture = user_data;

  g_ptr_array_add (fixture->http.events, g_strdup ("lagged"));
}

/* Whoever falls out of a room while a record is on its way gets whole frames before and after. */
static void
test_lagging (EngineFixture *fixture,
              gconstpointer  data)
{
  g_autofree char *text = g_strnfill (3001, '4');
  struct iovec piece = { text, 3001 };
  SioRoom *room = sio_room_new (sio_engine_get_hub (fixture->engine), 500000, lagged_cb, fixture);

  for (guint round = 0; round < 5; round++)
    {
      g_autoptr (TlsClient) client = open_client (fixture, http_client_new (&fixture->http));
      guint got = 0;

      tls_client_stop_reading (client);
      sio_room_add (room, sio_engine_socket_get_outlet (fixture->last));
      for (guint i = 0; engine_count (fixture, "lagged") == round; i++)
        {
          g_snprintf (text + 1, 9, "%08u", i);
          text[9] = 'x';
          sio_room_say (room, &piece, 1, NULL);
          if (i % (round + 1) == 0)
            http_settle ();
        }
      engine_say (fixture, "behind");
      tls_client_go_on_reading (client);
      while (TRUE)
        {
          g_autoptr (EngineFrame) frame = engine_read_frame (client->http);

          if (g_str_equal (frame->data, "4behind"))
            break;
          g_assert_cmpuint (frame->length, ==, 3001);
          g_assert_cmpuint (g_ascii_strtoull (frame->data + 1, NULL, 10), ==, got);
          got++;
        }
      send_text (client, "4still here");
      engine_assert_text (client->http, "4still here");
    }
  sio_room_free (room);
}

#define ADD(path, func) \
  g_test_add ("/engine-tls/" path, EngineFixture, NULL, set_up, func, engine_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("echo", test_echo);
  ADD ("a-burst-keeps-its-order", test_burst);
  ADD ("upgrade", test_upgrade);
  ADD ("a-slow-reader-gets-all-in-order", test_slow_reader);
  ADD ("falling-out-of-a-room", test_lagging);

  return g_test_run ();
}
