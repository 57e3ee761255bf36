/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From polling to WebSocket: what is said meanwhile comes once and in order,
 * and an upgrade that fails costs nothing. */
#include "engine-fixture.h"

#include <string.h>

static HttpClient *
connect_to (EngineFixture *fixture,
            const char    *sid)
{
  g_autofree char *query = g_strdup_printf ("transport=websocket&sid=%s", sid);

  return engine_connect (fixture, query);
}

static void
test_upgrade (EngineFixture *fixture,
              gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autoptr (HttpClient) poll = NULL;
  g_autoptr (HttpClient) client = NULL;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  poll = engine_send_poll (fixture, sid);
  client = engine_begin_upgrade (fixture, sid);
  engine_assert_answer (poll, "6");
  g_assert_cmpstr (sio_engine_socket_get_transport (fixture->last), ==, "polling");

  engine_send_text (client, "5");
  engine_send_text (client, "4hello");
  engine_assert_text (client, "4hello");
  g_assert_cmpstr (sio_engine_socket_get_transport (fixture->last), ==, "websocket");
  g_assert_cmpuint (engine_poll_status (fixture, sid), ==, 400);
  g_assert_cmpuint (engine_post (fixture, sid, "4a"), ==, 400);
  g_assert_cmpuint (engine_count (fixture, "opened"), ==, 1);

  engine_send_text (client, "4still here");
  engine_assert_text (client, "4still here");
}

static void
test_all_at_once (EngineFixture *fixture,
                  gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  client = connect_to (fixture, sid);
  engine_add_frame (bytes, 0x81, "2probe", 6);
  engine_add_frame (bytes, 0x81, "5", 1);
  engine_add_frame (bytes, 0x81, "4one", 4);
  engine_add_frame (bytes, 0x81, "4two", 4);
  http_client_send_bytes (client, bytes->data, bytes->len);
  engine_assert_text (client, "3probe");
  engine_assert_text (client, "4one");
  engine_assert_text (client, "4two");
}

/* Polls end at once while the upgrade is due, so that the client can go on, but with what there
 * is. */
static void
test_polls_after_the_probe (EngineFixture *fixture,
                            gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpClient) poll = NULL;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  client = engine_begin_upgrade (fixture, sid);
  engine_assert_poll (fixture, sid, "6");
  engine_assert_poll (fixture, sid, "6");
  g_assert_cmpuint (engine_post (fixture, sid, "4a"), ==, 200);
  engine_assert_poll (fixture, sid, "4a");
  engine_say (fixture, "b");
  engine_send_text (client, "5");
  engine_assert_text (client, "4b");
}

/* A client that does not pause has its poll ended by the upgrade itself. */
static void
test_poll_is_released (EngineFixture *fixture,
                       gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpClient) poll = NULL;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  client = connect_to (fixture, sid);
  poll = engine_send_poll (fixture, sid);
  g_assert_cmpuint (poll->in->len, ==, 0);
  engine_send_text (client, "2probe");
  engine_assert_text (client, "3probe");
  engine_send_text (client, "5");
  engine_assert_answer (poll, "6");
  engine_send_text (client, "4hello");
  engine_assert_text (client, "4hello");
}

static void
say_numbers (EngineFixture *fixture,
             guint         *next,
             guint          count)
{
  for (guint i = 0; i < count; i++)
    {
      char text[16];

      g_snprintf (text, sizeof text, "%u", (*next)++);
      engine_say (fixture, text);
    }
}

static void
check_numbers (const char *payload,
               guint      *next)
{
  g_auto (GStrv) packets = g_strsplit (payload, "\x1e", -1);

  for (guint i = 0; packets[i] != NULL; i++)
    {
      g_autofree char *expected = g_strdup_printf ("4%u", *next);

      if (g_str_equal (packets[i], "6"))
        continue;
      g_assert_cmpstr (packets[i], ==, expected);
      (*next)++;
    }
}

static void
poll_numbers (EngineFixture *fixture,
              const char    *sid,
              guint         *next)
{
  g_autofree char *query = g_strdup_printf ("transport=polling&sid=%s", sid);
  g_autofree char *text = NULL;

  g_assert_cmpuint (engine_ask (fixture, "GET", query, NULL, &text), ==, 200);
  check_numbers (text, next);
}

/* The server speaks before, during and after; the client polls, upgrades and reads on. */
static void
test_server_order (EngineFixture *fixture,
                   gconstpointer  data)
{
  engine_fixture_start (fixture);
  for (guint seed = 0; seed < 60; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autofree char *sid = engine_open_polling (fixture);
      g_autoptr (HttpClient) poll = NULL;
      g_autoptr (HttpClient) client = NULL;
      guint said = 0, got = 0;

      say_numbers (fixture, &said, g_rand_int_range (rand, 0, 50));
      while (g_rand_boolean (rand) && got < said)
        poll_numbers (fixture, sid, &got);
      if (g_rand_boolean (rand))
        poll = engine_send_poll (fixture, sid);
      client = connect_to (fixture, sid);
      say_numbers (fixture, &said, g_rand_int_range (rand, 0, 50));
      if (g_rand_boolean (rand))
        http_settle ();
      engine_send_text (client, "2probe");
      say_numbers (fixture, &said, g_rand_int_range (rand, 0, 50));
      engine_assert_text (client, "3probe");
      if (poll != NULL)
        {
          g_autofree char *text = NULL;

          g_assert_cmpuint (engine_read_answer (poll, &text), ==, 200);
          check_numbers (text, &got);
        }
      if (g_rand_boolean (rand))
        poll_numbers (fixture, sid, &got);

      say_numbers (fixture, &said, g_rand_int_range (rand, 0, 50));
      engine_send_text (client, "5");
      say_numbers (fixture, &said, 200 - said % 200);
      while (got < said)
        {
          g_autoptr (EngineFrame) frame = engine_read_frame (client);

          check_numbers (frame->data, &got);
        }
      g_assert_cmpuint (client->in->len, ==, 0);
      engine_send_text (client, "1");
      engine_assert_close (client, SIO_WS_CODE_NORMAL);
    }
}

static void
test_client_order (EngineFixture *fixture,
                   gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autoptr (HttpClient) client = NULL;
  guint n = 0, got = 0;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr (GString) payload = g_string_new (NULL);

      for (guint j = 0; j < 10; j++)
        g_string_append_printf (payload, "%s4%u", j > 0 ? "\x1e" : "", n++);
      g_assert_cmpuint (engine_post (fixture, sid, payload->str), ==, 200);
      if (i == 4)
        client = engine_begin_upgrade (fixture, sid);
    }
  engine_send_text (client, "5");
  while (n < 200)
    {
      char text[16];

      g_snprintf (text, sizeof text, "4%u", n++);
      engine_send_text (client, text);
    }
  while (got < n)
    {
      g_autoptr (EngineFrame) frame = engine_read_frame (client);

      check_numbers (frame->data, &got);
    }
}

/* A long POST of which the server has not taken all yet comes before what the WebSocket says. */
static void
test_post_under_way (EngineFixture *fixture,
                     gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autofree char *query = NULL;
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpClient) post = NULL;
  g_autoptr (GString) payload = g_string_new (NULL);
  guint n = 0, got = 0;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  query = g_strdup_printf ("transport=polling&sid=%s", sid);
  client = engine_begin_upgrade (fixture, sid);
  while (payload->len < 400000)
    {
      g_string_append_printf (payload, "%s4%u", n > 0 ? "\x1e" : "", n);
      n++;
    }
  post = engine_send_request (fixture, "POST", query, payload->str);
  engine_wait_for (fixture, "text 1", 1);
  engine_send_text (client, "5");
  g_string_printf (payload, "4%u", n++);
  engine_send_text (client, payload->str);
  g_assert_cmpuint (engine_read_answer (post, NULL), ==, 200);
  while (got < n)
    {
      g_autoptr (EngineFrame) frame = engine_read_frame (client);

      check_numbers (frame->data, &got);
    }
}

static void
test_failed_probes (EngineFixture *fixture,
                    gconstpointer  data)
{
  static const char *const packets[] = { "5", "4hello", "2", "2probe2", "3probe", "1", "", "abc" };
  g_autofree char *sid = NULL;
  g_autoptr (HttpClient) binary = NULL;
  g_autoptr (HttpClient) broken = NULL;
  g_autoptr (HttpClient) closing = NULL;
  g_autoptr (HttpClient) reset = NULL;
  g_autoptr (HttpClient) good = NULL;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (packets); i++)
    {
      g_autoptr (HttpClient) client = connect_to (fixture, sid);

      g_test_message ("packet %s", packets[i]);
      engine_send_text (client, packets[i]);
      engine_assert_close (client, SIO_WS_CODE_PROTOCOL);
    }

  binary = engine_begin_upgrade (fixture, sid);
  engine_send_frame (binary, 0x82, "5", 1);
  engine_assert_close (binary, SIO_WS_CODE_PROTOCOL);
  broken = engine_begin_upgrade (fixture, sid);
  engine_send_frame (broken, 0x81, "\xff", 1);
  engine_assert_close (broken, SIO_WS_CODE_INVALID_DATA);
  closing = engine_begin_upgrade (fixture, sid);
  engine_send_frame (closing, 0x88, "\x03\xe8", 2);
  engine_assert_close (closing, SIO_WS_CODE_NORMAL);
  reset = engine_begin_upgrade (fixture, sid);
  http_client_reset (reset);

  /* Polling waits again, and nothing was heard of any of them. */
  http_settle ();
  {
    g_autoptr (HttpClient) poll = engine_send_poll (fixture, sid);

    g_assert_cmpuint (poll->in->len, ==, 0);
    g_assert_cmpuint (engine_post (fixture, sid, "4a"), ==, 200);
    engine_assert_answer (poll, "4a");
  }
  good = engine_begin_upgrade (fixture, sid);
  engine_send_text (good, "5");
  engine_send_text (good, "4hello");
  engine_assert_text (good, "4hello");
  g_assert_cmpuint (engine_count (fixture, "text hello"), ==, 1);
}

static void
test_second_websocket (EngineFixture *fixture,
                       gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpClient) during = NULL;
  g_autoptr (HttpClient) after = NULL;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  client = engine_begin_upgrade (fixture, sid);
  during = connect_to (fixture, sid);
  engine_assert_close (during, SIO_WS_CODE_PROTOCOL);
  engine_send_text (client, "5");
  engine_send_text (client, "4hello");
  engine_assert_text (client, "4hello");
  after = connect_to (fixture, sid);
  engine_assert_close (after, SIO_WS_CODE_PROTOCOL);
  engine_send_text (client, "4hello");
  engine_assert_text (client, "4hello");
}

static void
test_upgrade_timeout (EngineFixture *fixture,
                      gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autoptr (HttpClient) silent = NULL;
  g_autoptr (HttpClient) probed = NULL;

  fixture->options.upgrade_timeout = 50;
  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  silent = connect_to (fixture, sid);
  engine_assert_close (silent, SIO_WS_CODE_GOING_AWAY);
  probed = engine_begin_upgrade (fixture, sid);
  engine_assert_close (probed, SIO_WS_CODE_GOING_AWAY);
  g_assert_cmpuint (engine_post (fixture, sid, "4a"), ==, 200);
  engine_assert_poll (fixture, sid, "4a");
}

static void
test_session_ends (EngineFixture *fixture,
                   gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autoptr (HttpClient) client = NULL;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  client = engine_begin_upgrade (fixture, sid);
  g_assert_cmpuint (engine_post (fixture, sid, "1"), ==, 200);
  engine_assert_close (client, SIO_WS_CODE_GOING_AWAY);
  g_assert_cmpuint (engine_count (fixture, "closed transport close"), ==, 1);
}

static void
test_pings_to_a_probe (EngineFixture *fixture,
                       gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (EngineFrame) pong = NULL;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  client = connect_to (fixture, sid);
  engine_send_frame (client, 0x89, "hi", 2);
  pong = engine_read_frame (client);
  g_assert_cmpuint (pong->opcode, ==, SIO_WS_PONG);
  g_assert_cmpstr (pong->data, ==, "hi");
}

/* A client that does not read what it asks for has no more of it kept. */
static void
test_flood_of_probes (EngineFixture *fixture,
                      gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autofree char *request = NULL;
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (GByteArray) probes = g_byte_array_new ();
  g_autoptr (HttpAnswer) answer = NULL;
  guint n_sent = 0, n_answered = 0;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  client = http_client_new_small (&fixture->http);
  request = g_strdup_printf ("GET /engine.io/?EIO=4&transport=websocket&sid=%s HTTP/1.1\r\n"
                             "Host: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                             "Sec-WebSocket-Version: 13\r\n\r\n", sid);
  http_client_send (client, request);
  for (guint i = 0; i < 5000; i++)
    engine_add_frame (probes, 0x81, "2probe", 6);
  for (; n_sent < 1000000; n_sent += 5000)
    http_client_send_bytes (client, probes->data, probes->len);
  http_settle ();

  http_client_go_on_reading (client);
  answer = http_client_read_head_answer (client);
  engine_send_text (client, "5");
  engine_send_text (client, "4end");
  while (TRUE)
    {
      g_autoptr (EngineFrame) frame = engine_read_frame (client);

      if (g_str_equal (frame->data, "4end"))
        break;
      g_assert_cmpstr (frame->data, ==, "3probe");
      n_answered++;
    }
  g_assert_cmpuint (n_answered, >, 0);
  g_assert_cmpuint (n_answered, <, n_sent);
}

/* What is to leave before the end leaves by whatever transport there is then. */
static void
test_closing_meanwhile (EngineFixture *fixture,
                        gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autoptr (HttpClient) client = NULL;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  client = engine_begin_upgrade (fixture, sid);
  engine_say (fixture, "last");
  sio_engine_socket_close (fixture->last, TRUE, "forced close");
  g_assert_cmpuint (engine_count (fixture, "closed forced close"), ==, 0);
  engine_send_text (client, "5");
  engine_assert_text (client, "4last");
  engine_assert_close (client, SIO_WS_CODE_NORMAL);
  g_assert_cmpuint (engine_count (fixture, "closed forced close"), ==, 1);
}

#define ADD(path, func) \
  g_test_add ("/engine-upgrade/" path, EngineFixture, NULL, engine_fixture_set_up, func, \
              engine_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("probe-noop-upgrade", test_upgrade);
  ADD ("all-at-once", test_all_at_once);
  ADD ("polls-end-once-the-probe-is-answered", test_polls_after_the_probe);
  ADD ("the-upgrade-releases-a-poll", test_poll_is_released);
  ADD ("what-the-server-says-comes-once-and-in-order", test_server_order);
  ADD ("what-the-client-says-comes-once-and-in-order", test_client_order);
  ADD ("a-post-under-way-comes-first", test_post_under_way);
  ADD ("a-failed-probe-leaves-polling-alone", test_failed_probes);
  ADD ("a-second-websocket-is-refused", test_second_websocket);
  ADD ("an-upgrade-must-be-completed", test_upgrade_timeout);
  ADD ("the-session-ends-meanwhile", test_session_ends);
  ADD ("a-probe-may-ping", test_pings_to_a_probe);
  ADD ("a-flood-of-probes-is-not-answered", test_flood_of_probes);
  ADD ("closing-meanwhile", test_closing_meanwhile);

  return g_test_run ();
}
