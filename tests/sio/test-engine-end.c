/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heartbeat, closing by the server, and shutting down. */
#include "engine-fixture.h"

#include <string.h>

#define REQUEST \
  "GET /engine.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: a\r\n" \
  "Upgrade: websocket\r\nConnection: Upgrade\r\n" \
  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"

static void
set_up_heartbeat (EngineFixture *fixture,
                  gconstpointer  data)
{
  engine_fixture_set_up (fixture, data);
  fixture->options.ping_interval = ENGINE_PING_INTERVAL;
  fixture->options.ping_timeout = ENGINE_PING_TIMEOUT;
  engine_fixture_start (fixture);
}

static void
set_up (EngineFixture *fixture,
        gconstpointer  data)
{
  engine_fixture_set_up (fixture, data);
  engine_fixture_start (fixture);
}

static void
test_heartbeat_polling (EngineFixture *fixture,
                        gconstpointer  data)
{
  g_autofree char *sid = engine_open_polling (fixture);

  for (guint i = 0; i < 3; i++)
    {
      engine_assert_poll (fixture, sid, "2");
      g_assert_cmpuint (engine_post (fixture, sid, "3"), ==, 200);
    }
}

static void
test_heartbeat_websocket (EngineFixture *fixture,
                          gconstpointer  data)
{
  g_autoptr (HttpClient) client = engine_open_websocket (fixture);

  for (guint i = 0; i < 3; i++)
    {
      engine_assert_text (client, "2");
      engine_send_text (client, "3");
    }
  engine_assert_text (client, "2");
}

/* Not before its time; how long after is for measuring, not for a test. */
static void
test_missed_pong (EngineFixture *fixture,
                  gconstpointer  data)
{
  g_autofree char *sid = engine_open_polling (fixture);
  gint64 begin = g_get_monotonic_time ();

  engine_wait_for (fixture, "closed ping timeout", 1);
  g_assert_cmpint (g_get_monotonic_time () - begin, >=,
                   (ENGINE_PING_INTERVAL + ENGINE_PING_TIMEOUT - 20) * 1000);
  g_assert_cmpuint (engine_poll_status (fixture, sid), ==, 400);
}

static void
test_missed_pong_websocket (EngineFixture *fixture,
                            gconstpointer  data)
{
  g_autoptr (HttpClient) client = engine_open_websocket (fixture);

  /* A pong that nobody asked for proves nothing, messages and pings of the frame neither. */
  engine_send_text (client, "3");
  engine_assert_text (client, "2");
  engine_send_text (client, "4hello");
  engine_assert_text (client, "4hello");
  engine_assert_close (client, SIO_WS_CODE_NORMAL);
  g_assert_cmpuint (engine_count (fixture, "closed ping timeout"), ==, 1);
}

static void
test_waiting_poll_is_told (EngineFixture *fixture,
                           gconstpointer  data)
{
  g_autofree char *sid = engine_open_polling (fixture);
  g_autoptr (HttpClient) poll = NULL;

  engine_assert_poll (fixture, sid, "2");
  poll = engine_send_poll (fixture, sid);
  engine_assert_answer (poll, "1");
}

/* Reads nothing, says nothing, and its window is full. */
static void
test_half_open (EngineFixture *fixture,
                gconstpointer  data)
{
  g_autoptr (HttpClient) client = http_client_new_small (&fixture->http);
  g_autofree char *text = g_strnfill (100000, 'x');

  http_client_send (client, REQUEST);
  engine_wait_for (fixture, "opened", 1);
  for (guint i = 0; i < 60; i++)
    engine_say (fixture, text);
  engine_wait_for (fixture, "closed ping timeout", 1);
  http_wait_for_connections (&fixture->http, 0);
}

static void
test_close_at_once (EngineFixture *fixture,
                    gconstpointer  data)
{
  g_autofree char *sid = engine_open_polling (fixture);
  g_autoptr (HttpClient) poll = engine_send_poll (fixture, sid);
  g_autoptr (HttpClient) client = NULL;

  engine_say (fixture, "last");
  sio_engine_socket_close (fixture->last, FALSE, "forced close");
  g_assert_cmpuint (engine_count (fixture, "closed forced close"), ==, 1);
  sio_engine_socket_close (fixture->last, FALSE, "forced close");
  sio_engine_socket_close (fixture->last, TRUE, "forced close");
  engine_say (fixture, "never");
  engine_assert_answer (poll, "4last\x1e" "1");
  g_assert_cmpuint (engine_poll_status (fixture, sid), ==, 400);

  client = engine_open_websocket (fixture);
  engine_say (fixture, "last");
  sio_engine_socket_close (fixture->last, FALSE, "forced close");
  engine_say (fixture, "never");
  engine_assert_text (client, "4last");
  engine_assert_close (client, SIO_WS_CODE_NORMAL);
  g_assert_cmpuint (engine_count (fixture, "closed forced close"), ==, 2);
}

/* Inside "message": nothing that follows in the same bytes is heard. */
static void
test_close_inside_a_message (EngineFixture *fixture,
                             gconstpointer  data)
{
  for (guint flush = 0; flush < 2; flush++)
    {
      g_autofree char *sid = engine_open_polling (fixture);
      g_autoptr (HttpClient) client = engine_open_websocket (fixture);
      g_autoptr (HttpClient) fragments = engine_open_websocket (fixture);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      fixture->flush = flush;
      g_assert_cmpuint (engine_post (fixture, sid, "4a\x1e" "4close\x1e" "4never"), ==, 200);
      if (flush)
        engine_assert_poll (fixture, sid, "4a\x1e" "4close\x1e" "1");
      g_assert_cmpuint (engine_poll_status (fixture, sid), ==, 400);

      engine_add_frame (bytes, 0x81, "4close", 6);
      engine_add_frame (bytes, 0x81, "4never", 6);
      http_client_send_bytes (client, bytes->data, bytes->len);
      engine_assert_text (client, "4close");
      engine_assert_close (client, SIO_WS_CODE_NORMAL);

      engine_send_frame (fragments, 0x01, "4cl", 3);
      engine_send_frame (fragments, 0x80, "ose", 3);
      engine_assert_text (fragments, "4close");
      engine_assert_close (fragments, SIO_WS_CODE_NORMAL);
    }
  g_assert_cmpuint (engine_count (fixture, "text never"), ==, 0);
  g_assert_cmpuint (engine_count (fixture, "closed forced close"), ==, 6);
}

static void
test_flush_polling (EngineFixture *fixture,
                    gconstpointer  data)
{
  g_autofree char *sid = engine_open_polling (fixture);
  g_autofree char *idle = NULL;
  g_autoptr (HttpClient) poll = NULL;

  engine_say (fixture, "one");
  engine_say (fixture, "two");
  sio_engine_socket_close (fixture->last, TRUE, "forced close");
  engine_say (fixture, "never");
  g_assert_cmpuint (engine_count (fixture, "closed forced close"), ==, 0);
  /* It is not heard any more, but it may be polite. */
  g_assert_cmpuint (engine_post (fixture, sid, "4late"), ==, 200);
  g_assert_cmpuint (engine_count (fixture, "text late"), ==, 0);
  engine_assert_poll (fixture, sid, "4one\x1e" "4two\x1e" "1");
  g_assert_cmpuint (engine_count (fixture, "closed forced close"), ==, 1);
  g_assert_cmpuint (engine_poll_status (fixture, sid), ==, 400);

  idle = engine_open_polling (fixture);
  poll = engine_send_poll (fixture, idle);
  sio_engine_socket_close (fixture->last, TRUE, "forced close");
  g_assert_cmpuint (engine_count (fixture, "closed forced close"), ==, 2);
  engine_assert_answer (poll, "1");
}

static void
test_flush_websocket (EngineFixture *fixture,
                      gconstpointer  data)
{
  g_autoptr (HttpClient) idle = engine_open_websocket (fixture);
  g_autoptr (HttpClient) slow = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autoptr (EngineFrame) open = NULL;
  g_autofree char *text = g_strnfill (100000, 'x');

  sio_engine_socket_close (fixture->last, TRUE, "forced close");
  g_assert_cmpuint (engine_count (fixture, "closed forced close"), ==, 1);
  engine_assert_close (idle, SIO_WS_CODE_NORMAL);

  slow = http_client_new_small (&fixture->http);
  http_client_send (slow, REQUEST);
  engine_wait_for (fixture, "opened", 2);
  for (guint i = 0; i < 60; i++)
    engine_say (fixture, text);
  http_settle ();
  sio_engine_socket_close (fixture->last, TRUE, "forced close");
  g_assert_cmpuint (engine_count (fixture, "closed forced close"), ==, 1);
  http_client_go_on_reading (slow);
  answer = http_client_read_head_answer (slow);
  open = engine_read_frame (slow);
  for (guint i = 0; i < 60; i++)
    {
      g_autoptr (EngineFrame) frame = engine_read_frame (slow);

      g_assert_cmpuint (frame->length, ==, 100001);
    }
  engine_assert_close (slow, SIO_WS_CODE_NORMAL);
  g_assert_cmpuint (engine_count (fixture, "closed forced close"), ==, 2);
}

static void
test_flush_is_bounded (EngineFixture *fixture,
                       gconstpointer  data)
{
  g_autofree char *sid = engine_open_polling (fixture);
  g_autoptr (HttpClient) slow = NULL;
  g_autofree char *text = g_strnfill (100000, 'x');

  sio_engine_socket_close (fixture->last, TRUE, "forced close");
  slow = http_client_new_small (&fixture->http);
  http_client_send (slow, REQUEST);
  engine_wait_for (fixture, "opened", 2);
  for (guint i = 0; i < 60; i++)
    engine_say (fixture, text);
  http_settle ();
  sio_engine_socket_close (fixture->last, TRUE, "server namespace disconnect");
  engine_wait_for (fixture, "closed forced close", 1);
  engine_wait_for (fixture, "closed server namespace disconnect", 1);
  g_assert_cmpuint (engine_poll_status (fixture, sid), ==, 400);
}

/* The client ends it first: the reason stays the server's. */
static void
test_client_ends_a_flush (EngineFixture *fixture,
                          gconstpointer  data)
{
  g_autofree char *sid = engine_open_polling (fixture);

  engine_say (fixture, "last");
  sio_engine_socket_close (fixture->last, TRUE, "forced close");
  g_assert_cmpuint (engine_post (fixture, sid, "1"), ==, 200);
  g_assert_cmpuint (engine_count (fixture, "closed forced close"), ==, 1);
}

static void
done_cb (gpointer engine,
         gpointer user_data)
{
  EngineFixture *fixture = user_data;

  g_assert_true (engine == fixture->engine);
  g_ptr_array_add (fixture->http.events, g_strdup ("done"));
}

static void
test_shut_down (EngineFixture *fixture,
                gconstpointer  data)
{
  g_autofree char *waiting = NULL;
  g_autofree char *idle = NULL;
  g_autofree char *probing = NULL;
  g_autofree char *text = NULL;
  g_autoptr (HttpClient) poll = NULL;
  g_autoptr (HttpClient) probe = NULL;
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpClient) refused = NULL;

  probing = engine_open_polling (fixture);
  probe = engine_begin_upgrade (fixture, probing);
  idle = engine_open_polling (fixture);
  engine_say (fixture, "idle");
  client = engine_open_websocket (fixture);
  engine_say (fixture, "websocket");
  waiting = engine_open_polling (fixture);
  poll = engine_send_poll (fixture, waiting);
  engine_say (fixture, "waiting");

  sio_engine_shut_down (fixture->engine, ENGINE_LONG, done_cb, fixture);
  g_assert_cmpuint (engine_count (fixture, "done"), ==, 0);
  engine_assert_answer (poll, "4waiting\x1e" "1");
  engine_assert_text (client, "4websocket");
  engine_assert_close (client, SIO_WS_CODE_GOING_AWAY);
  g_clear_pointer (&client, http_client_free);

  g_assert_cmpuint (engine_ask (fixture, "GET", "transport=polling", NULL, &text), ==, 503);
  g_assert_cmpstr (text, ==, "{\"code\":3,\"message\":\"Server shutting down\"}");
  refused = http_client_new (&fixture->http);
  http_client_send (refused, REQUEST);
  g_assert_cmpuint (engine_read_answer (refused, NULL), ==, 503);

  g_assert_cmpuint (engine_count (fixture, "done"), ==, 0);
  engine_assert_poll (fixture, idle, "4idle\x1e" "1");
  engine_send_text (probe, "5");
  engine_assert_close (probe, SIO_WS_CODE_GOING_AWAY);
  g_clear_pointer (&probe, http_client_free);
  engine_wait_for (fixture, "done", 1);
  g_assert_cmpuint (engine_count (fixture, "closed server shutting down"), ==, 4);
  g_assert_cmpuint (sio_engine_get_n_sockets (fixture->engine), ==, 0);
}

static void
test_shut_down_is_bounded (EngineFixture *fixture,
                           gconstpointer  data)
{
  g_autofree char *idle = engine_open_polling (fixture);
  g_autoptr (HttpClient) slow = http_client_new_small (&fixture->http);
  g_autoptr (HttpClient) lingering = NULL;
  g_autofree char *text = g_strnfill (100000, 'x');

  http_client_send (slow, REQUEST);
  engine_wait_for (fixture, "opened", 2);
  for (guint i = 0; i < 60; i++)
    engine_say (fixture, text);
  lingering = engine_open_websocket (fixture);
  sio_engine_shut_down (fixture->engine, 100, done_cb, fixture);
  engine_wait_for (fixture, "done", 1);
  g_assert_cmpuint (engine_count (fixture, "closed server shutting down"), ==, 3);
}

static void
test_shut_down_empty (EngineFixture *fixture,
                      gconstpointer  data)
{
  sio_engine_shut_down (fixture->engine, ENGINE_LONG, done_cb, fixture);
  g_assert_cmpuint (engine_count (fixture, "done"), ==, 0);
  engine_wait_for (fixture, "done", 1);
}

/* In the middle of everything; that nothing is left is seen when the fixture goes. */
static void
test_free (EngineFixture *fixture,
           gconstpointer  data)
{
  g_autofree char *waiting = engine_open_polling (fixture);
  g_autoptr (HttpClient) poll = engine_send_poll (fixture, waiting);
  g_autofree char *posting = engine_open_polling (fixture);
  g_autofree char *head = NULL;
  g_autofree char *text = g_strnfill (100000, 'x');
  g_autoptr (HttpClient) probe = engine_begin_upgrade (fixture, posting);
  g_autoptr (HttpClient) post = http_client_new (&fixture->http);
  g_autoptr (HttpClient) fragment = engine_open_websocket (fixture);
  g_autoptr (HttpClient) slow = http_client_new_small (&fixture->http);

  head = g_strdup_printf ("POST /engine.io/?EIO=4&transport=polling&sid=%s HTTP/1.1\r\n"
                          "Host: a\r\nContent-Length: 6\r\n\r\n4he", posting);
  http_client_send (post, head);
  engine_send_frame (fragment, 0x01, "4unfinished", 11);
  http_client_send (slow, REQUEST);
  engine_wait_for (fixture, "opened", 4);
  for (guint i = 0; i < 60; i++)
    engine_say (fixture, text);
  http_settle ();
}

#define ADD(path, set_up_func, func) \
  g_test_add ("/engine-end/" path, EngineFixture, NULL, set_up_func, func, \
              engine_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("heartbeat-by-polling", set_up_heartbeat, test_heartbeat_polling);
  ADD ("heartbeat-by-websocket", set_up_heartbeat, test_heartbeat_websocket);
  ADD ("a-missed-pong", set_up_heartbeat, test_missed_pong);
  ADD ("a-missed-pong-by-websocket", set_up_heartbeat, test_missed_pong_websocket);
  ADD ("a-waiting-poll-is-told", set_up_heartbeat, test_waiting_poll_is_told);
  ADD ("a-client-that-is-half-open", set_up_heartbeat, test_half_open);
  ADD ("closing-at-once", set_up, test_close_at_once);
  ADD ("closing-inside-a-message", set_up, test_close_inside_a_message);
  ADD ("what-is-queued-leaves-by-polling", set_up, test_flush_polling);
  ADD ("what-is-queued-leaves-by-websocket", set_up, test_flush_websocket);
  ADD ("what-does-not-leave-in-time-is-lost", set_up_heartbeat, test_flush_is_bounded);
  ADD ("the-client-ends-first", set_up, test_client_ends_a_flush);
  ADD ("shutting-down", set_up, test_shut_down);
  ADD ("shutting-down-takes-no-longer", set_up, test_shut_down_is_bounded);
  ADD ("shutting-down-without-clients", set_up, test_shut_down_empty);
  ADD ("freeing-in-the-middle", set_up, test_free);

  return g_test_run ();
}
