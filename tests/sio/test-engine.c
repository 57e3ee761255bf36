/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Engine.IO 4 by polling, byte by byte: handshake, packets both ways, and how
 * a session ends that breaks the rules. */
#include "engine-fixture.h"

#include <string.h>

static void
test_handshake (EngineFixture *fixture,
                gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;
  g_autofree char *type = NULL;
  g_autofree char *cache = NULL;
  g_autofree char *expected = NULL;

  engine_fixture_start (fixture);
  client = engine_send_request (fixture, "GET", "transport=polling", NULL);
  answer = http_client_read_answer (client);
  g_assert_cmpuint (answer->status, ==, 200);
  type = http_answer_get_field (answer, "Content-Type");
  g_assert_cmpstr (type, ==, "text/plain; charset=UTF-8");
  cache = http_answer_get_field (answer, "Cache-Control");
  g_assert_cmpstr (cache, ==, "no-store");

  g_assert_cmpuint (engine_count (fixture, "opened"), ==, 1);
  expected = g_strdup_printf ("0{\"sid\":\"%s\",\"upgrades\":[\"websocket\"],"
                              "\"pingInterval\":60000,\"pingTimeout\":60000,"
                              "\"maxPayload\":1000000}",
                              sio_engine_socket_get_sid (fixture->last));
  g_assert_cmpstr (http_answer_get_text (answer), ==, expected);
  g_assert_cmpuint (strlen (sio_engine_socket_get_sid (fixture->last)), ==, 20);
  g_assert_cmpstr (sio_engine_socket_get_remote (fixture->last), ==, "127.0.0.1");
  g_assert_cmpstr (sio_engine_socket_get_transport (fixture->last), ==, "polling");
  g_assert_false (sio_engine_socket_is_secure (fixture->last));
  g_assert_cmpuint (sio_engine_get_n_sockets (fixture->engine), ==, 1);
}

static void
test_sids_differ (EngineFixture *fixture,
                  gconstpointer  data)
{
  g_autoptr (GHashTable) sids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  engine_fixture_start (fixture);
  for (guint i = 0; i < 200; i++)
    {
      char *sid = engine_open_polling (fixture);

      g_assert_true (strspn (sid, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-_") == 20);
      g_assert_true (g_hash_table_add (sids, sid));
    }
}

static void
test_refusals (EngineFixture *fixture,
               gconstpointer  data)
{
  static const char transport_unknown[] = "{\"code\":0,\"message\":\"Transport unknown\"}";
  static const char session_unknown[] = "{\"code\":1,\"message\":\"Session ID unknown\"}";
  static const char bad_method[] = "{\"code\":2,\"message\":\"Bad handshake method\"}";
  static const char bad_version[] = "{\"code\":5,\"message\":\"Unsupported protocol version\"}";
  static const struct
  {
    const char *method;
    const char *target;
    const char *expected;
  } cases[] = {
    { "GET", "EIO=4", transport_unknown },
    { "GET", "EIO=4&transport=abc", transport_unknown },
    { "GET", "EIO=4&transport=polling&sid=abc", session_unknown },
    { "POST", "EIO=4&transport=polling&sid=abc", session_unknown },
    { "GET", "EIO=4&transport=websocket&sid=abc", session_unknown },
    { "POST", "EIO=4&transport=polling", bad_method },
    { "PUT", "EIO=4&transport=polling", bad_method },
    { "GET", "transport=polling", bad_version },
    { "GET", "EIO=abc&transport=polling", bad_version },
    { "GET", "EIO=3&transport=polling", bad_version },
    { "GET", "EIO=5&transport=websocket", bad_version },
  };

  engine_fixture_start (fixture);
  fixture->cors = "http://a.example";
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HttpClient) client = http_client_new (&fixture->http);
      g_autoptr (HttpAnswer) answer = NULL;
      g_autofree char *type = NULL;
      g_autofree char *cors = NULL;
      g_autofree char *text = NULL;

      g_test_message ("%s %s", cases[i].method, cases[i].target);
      text = g_strdup_printf ("%s /engine.io/?%s HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
                              cases[i].method, cases[i].target);
      http_client_send (client, text);
      answer = http_client_read_answer (client);
      g_assert_cmpuint (answer->status, ==, 400);
      g_assert_cmpstr (http_answer_get_text (answer), ==, cases[i].expected);
      type = http_answer_get_field (answer, "Content-Type");
      g_assert_cmpstr (type, ==, "application/json");
      cors = http_answer_get_field (answer, "Access-Control-Allow-Origin");
      g_assert_cmpstr (cors, ==, "http://a.example");
    }
  g_assert_cmpuint (engine_count (fixture, "opened"), ==, 0);
}

static void
test_other_methods (EngineFixture *fixture,
                    gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autofree char *query = NULL;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  query = g_strdup_printf ("transport=polling&sid=%s", sid);
  g_assert_cmpuint (engine_ask (fixture, "PUT", query, "4a", NULL), ==, 400);
  g_assert_cmpuint (engine_ask (fixture, "DELETE", query, NULL, NULL), ==, 400);
  g_assert_cmpuint (engine_ask (fixture, "OPTIONS", query, NULL, NULL), ==, 204);
  /* The session does not suffer from them. */
  g_assert_cmpuint (engine_post (fixture, sid, "4a"), ==, 200);
  engine_assert_poll (fixture, sid, "4a");
}

static void
test_echo (EngineFixture *fixture,
           gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autofree char *query = NULL;
  g_autofree char *type = NULL;
  g_autoptr (HttpClient) client = NULL;
  g_autoptr (HttpAnswer) answer = NULL;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);

  g_assert_cmpuint (engine_post (fixture, sid, "4hello"), ==, 200);
  engine_assert_poll (fixture, sid, "4hello");
  g_assert_cmpuint (engine_post (fixture, sid, "4test1\x1e" "4test2\x1e" "4test3"), ==, 200);
  engine_assert_poll (fixture, sid, "4test1\x1e" "4test2\x1e" "4test3");
  g_assert_cmpuint (engine_post (fixture, sid, "4hello\x1e" "bAQIDBA=="), ==, 200);
  engine_assert_poll (fixture, sid, "4hello\x1e" "bAQIDBA==");
  g_assert_cmpuint (engine_post (fixture, sid, "4ä€😀\x1e" "4\x1e" "b\x1e" "6"), ==, 200);
  engine_assert_poll (fixture, sid, "4ä€😀\x1e" "4\x1e" "b");

  query = g_strdup_printf ("transport=polling&sid=%s", sid);
  client = engine_send_request (fixture, "POST", query, "4x");
  answer = http_client_read_answer (client);
  type = http_answer_get_field (answer, "Content-Type");
  g_assert_cmpstr (type, ==, "text/html");
}

static void
test_poll_waits (EngineFixture *fixture,
                 gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autoptr (HttpClient) poll = NULL;

  engine_fixture_start (fixture);
  fixture->notes_drained = TRUE;
  sid = engine_open_polling (fixture);
  poll = engine_send_poll (fixture, sid);
  g_assert_cmpuint (poll->in->len, ==, 0);

  /* Said in one turn, it leaves in one answer. */
  engine_say (fixture, "one");
  engine_say (fixture, "");
  engine_say (fixture, "three");
  engine_assert_answer (poll, "4one\x1e" "4\x1e" "4three");
  g_assert_cmpuint (engine_count (fixture, "drained"), ==, 1);
}

static void
test_payload_is_bounded (EngineFixture *fixture,
                         gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autofree char *big = g_strnfill (300, 'b');
  g_autofree char *expected = g_strconcat ("4", big, NULL);

  fixture->options.max_payload = 100;
  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  for (guint i = 0; i < 30; i++)
    engine_say (fixture, "ninechars");
  engine_say (fixture, big);
  engine_say (fixture, "last");

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *text = NULL;
      g_autofree char *query = g_strdup_printf ("transport=polling&sid=%s", sid);

      g_assert_cmpuint (engine_ask (fixture, "GET", query, NULL, &text), ==, 200);
      g_assert_cmpuint (strlen (text), ==, 9 * 10 + 8);
    }
  engine_assert_poll (fixture, sid, "4ninechars\x1e" "4ninechars\x1e" "4ninechars");
  engine_assert_poll (fixture, sid, expected);
  engine_assert_poll (fixture, sid, "4last");
}

static void
test_invalid_packets (EngineFixture *fixture,
                      gconstpointer  data)
{
  static const char *const payloads[] = { "abc", "", "7", "4a\x1e", "\x1e" "4a", "4\xff", "bA", "0",
                                          "2", "2probe", "5", "4a\x1e" "2\x1e" "4b" };

  engine_fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++)
    {
      g_autofree char *sid = engine_open_polling (fixture);
      g_autoptr (HttpClient) poll = engine_send_poll (fixture, sid);

      g_test_message ("payload %u", i);
      fixture->is_silent = TRUE;
      g_assert_cmpuint (engine_post (fixture, sid, payloads[i]), ==, 400);
      g_assert_cmpuint (engine_count (fixture, "closed parse error"), ==, i + 1);
      engine_assert_answer (poll, "1");
      g_assert_cmpuint (engine_poll_status (fixture, sid), ==, 400);
    }
  /* What came before was said, what follows was not. */
  g_assert_cmpuint (engine_count (fixture, "text a"), ==, 2);
  g_assert_cmpuint (engine_count (fixture, "text b"), ==, 0);
}

static void
test_two_polls (EngineFixture *fixture,
                gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autoptr (HttpClient) first = NULL;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  first = engine_send_poll (fixture, sid);
  g_assert_cmpuint (engine_poll_status (fixture, sid), ==, 400);
  engine_assert_answer (first, "1");
  g_assert_cmpuint (engine_poll_status (fixture, sid), ==, 400);
  g_assert_cmpuint (engine_count (fixture, "closed transport error"), ==, 1);
}

/* Nor may a client ask for more that has not read what it was given: that would be kept without
 * bound. */
static void
test_unread_answer (EngineFixture *fixture,
                    gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autofree char *request = NULL;
  g_autofree char *text = g_strnfill (8000000, 'x');
  g_autoptr (HttpClient) slow = NULL;
  g_autoptr (HttpClient) other = NULL;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  slow = http_client_new_small (&fixture->http);
  request = g_strdup_printf ("GET /engine.io/?EIO=4&transport=polling&sid=%s HTTP/1.1\r\n"
                             "Host: a\r\n\r\n", sid);
  http_client_send (slow, request);
  http_settle ();
  engine_say (fixture, text);
  http_settle ();
  other = engine_send_poll (fixture, sid);
  g_assert_cmpuint (engine_read_answer (other, NULL), ==, 400);
  g_assert_cmpuint (engine_count (fixture, "closed transport error"), ==, 1);
}

static void
test_two_posts (EngineFixture *fixture,
                gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autofree char *head = NULL;
  g_autoptr (HttpClient) first = NULL;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  first = http_client_new (&fixture->http);
  head = g_strdup_printf ("POST /engine.io/?EIO=4&transport=polling&sid=%s HTTP/1.1\r\n"
                          "Host: a\r\nContent-Length: 6\r\n\r\n4he", sid);
  http_client_send (first, head);
  http_settle ();
  g_assert_cmpuint (engine_post (fixture, sid, "4second"), ==, 400);
  g_assert_cmpuint (engine_read_answer (first, NULL), ==, 400);
  g_assert_cmpuint (engine_count (fixture, "closed transport error"), ==, 1);
  g_assert_cmpuint (engine_count (fixture, "text second"), ==, 0);
}

static void
test_client_closes (EngineFixture *fixture,
                    gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autoptr (HttpClient) poll = NULL;

  engine_fixture_start (fixture);
  fixture->is_silent = TRUE;
  sid = engine_open_polling (fixture);
  poll = engine_send_poll (fixture, sid);
  g_assert_cmpuint (engine_post (fixture, sid, "4last\x1e" "1\x1e" "4never"), ==, 200);
  engine_assert_answer (poll, "6");
  g_assert_cmpuint (engine_count (fixture, "text last"), ==, 1);
  g_assert_cmpuint (engine_count (fixture, "text never"), ==, 0);
  g_assert_cmpuint (engine_count (fixture, "closed transport close"), ==, 1);
  g_assert_cmpuint (engine_poll_status (fixture, sid), ==, 400);
}

static void
test_too_large (EngineFixture *fixture,
                gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autofree char *body = g_strnfill (101, '4');
  g_autofree char *head = NULL;
  g_autoptr (HttpClient) chunked = NULL;
  g_autoptr (HttpClient) announced = NULL;

  fixture->options.max_payload = 100;
  fixture->is_silent = TRUE;
  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  /* By its announcement: no byte of it is there. */
  announced = http_client_new (&fixture->http);
  head = g_strdup_printf ("POST /engine.io/?EIO=4&transport=polling&sid=%s HTTP/1.1\r\n"
                          "Host: a\r\nContent-Length: 101\r\n\r\n", sid);
  http_client_send (announced, head);
  g_assert_cmpuint (engine_read_answer (announced, NULL), ==, 413);
  http_client_wait_for_end (announced);
  g_free (head);

  chunked = http_client_new (&fixture->http);
  head = g_strdup_printf ("POST /engine.io/?EIO=4&transport=polling&sid=%s HTTP/1.1\r\n"
                          "Host: a\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n%s\r\n0\r\n\r\n",
                          sid, body);
  http_client_send (chunked, head);
  g_assert_cmpuint (engine_read_answer (chunked, NULL), ==, 413);
  http_client_wait_for_end (chunked);

  /* What fits still comes through. */
  body[100] = '\0';
  g_assert_cmpuint (engine_post (fixture, sid, body), ==, 200);
  g_assert_cmpuint (engine_count (fixture, body + 1), ==, 0);
  g_assert_cmpuint (fixture->http.events->len, ==, 2);
}

/* Longer than one turn: it is taken in turns, in order, and answered at the end. */
static void
test_long_post (EngineFixture *fixture,
                gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autoptr (GString) payload = g_string_new (NULL);
  g_autoptr (GString) got = g_string_new (NULL);

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  for (guint i = 0; payload->len < 500000; i++)
    g_string_append_printf (payload, "%s4%u", i > 0 ? "\x1e" : "", i);
  g_assert_cmpuint (engine_post (fixture, sid, payload->str), ==, 200);
  while (got->len < payload->len)
    {
      g_autofree char *query = g_strdup_printf ("transport=polling&sid=%s", sid);
      g_autofree char *text = NULL;

      g_assert_cmpuint (engine_ask (fixture, "GET", query, NULL, &text), ==, 200);
      g_string_append_printf (got, "%s%s", got->len > 0 ? "\x1e" : "", text);
    }
  g_assert_cmpstr (got->str, ==, payload->str);
}

static void
test_poll_goes_away (EngineFixture *fixture,
                     gconstpointer  data)
{
  engine_fixture_start (fixture);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *sid = engine_open_polling (fixture);
      g_autoptr (HttpClient) poll = engine_send_poll (fixture, sid);

      if (i == 0)
        http_client_reset (poll);
      else
        http_client_finish (poll);
      engine_wait_for (fixture, "closed transport close", i + 1);
      g_assert_cmpuint (engine_post (fixture, sid, "4more"), ==, 400);
    }
}

static void
test_post_breaks_off (EngineFixture *fixture,
                      gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autofree char *head = NULL;
  g_autoptr (HttpClient) post = NULL;

  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  post = http_client_new (&fixture->http);
  head = g_strdup_printf ("POST /engine.io/?EIO=4&transport=polling&sid=%s HTTP/1.1\r\n"
                          "Host: a\r\nContent-Length: 6\r\n\r\n4he", sid);
  http_client_send (post, head);
  http_settle ();
  http_client_reset (post);
  http_wait_for_connections (&fixture->http, 0);
  g_assert_cmpuint (engine_post (fixture, sid, "4again"), ==, 200);
  engine_assert_poll (fixture, sid, "4again");
}

static void
test_overflow (EngineFixture *fixture,
               gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autofree char *text = g_strnfill (1000, 'x');

  fixture->options.max_queue = 10000;
  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  for (guint i = 0; i < 11; i++)
    engine_say (fixture, text);
  engine_wait_for (fixture, "closed transport error", 1);
  g_assert_cmpuint (engine_poll_status (fixture, sid), ==, 400);
}

static void
test_too_many (EngineFixture *fixture,
               gconstpointer  data)
{
  g_autofree char *sid = NULL;
  g_autofree char *other = NULL;
  g_autofree char *text = NULL;

  fixture->options.max_sockets = 1;
  engine_fixture_start (fixture);
  sid = engine_open_polling (fixture);
  g_assert_cmpuint (engine_ask (fixture, "GET", "transport=polling", NULL, &text), ==, 429);
  g_assert_cmpstr (text, ==, "{\"code\":3,\"message\":\"Too many clients\"}");
  g_assert_cmpuint (engine_post (fixture, sid, "1"), ==, 200);
  other = engine_open_polling (fixture);
}

static void
test_wrong_transport (EngineFixture *fixture,
                      gconstpointer  data)
{
  g_autoptr (HttpClient) client = NULL;
  const char *sid;

  engine_fixture_start (fixture);
  client = engine_open_websocket (fixture);
  sid = sio_engine_socket_get_sid (fixture->last);
  g_assert_cmpuint (engine_poll_status (fixture, sid), ==, 400);
  g_assert_cmpuint (engine_post (fixture, sid, "4a"), ==, 400);
  engine_send_text (client, "4hello");
  engine_assert_text (client, "4hello");
}

#define ADD(path, func) \
  g_test_add ("/engine/" path, EngineFixture, NULL, engine_fixture_set_up, func, \
              engine_fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("handshake", test_handshake);
  ADD ("no-two-sessions-have-one-id", test_sids_differ);
  ADD ("refusals", test_refusals);
  ADD ("other-methods", test_other_methods);
  ADD ("echo", test_echo);
  ADD ("a-poll-waits-for-a-packet", test_poll_waits);
  ADD ("an-answer-is-bounded-but-holds-one-packet", test_payload_is_bounded);
  ADD ("an-invalid-packet-closes-the-session", test_invalid_packets);
  ADD ("a-second-poll-closes-the-session", test_two_polls);
  ADD ("a-poll-before-the-last-answer-is-read-closes-the-session", test_unread_answer);
  ADD ("a-second-post-closes-the-session", test_two_posts);
  ADD ("the-client-closes", test_client_closes);
  ADD ("a-body-that-is-too-large", test_too_large);
  ADD ("a-long-body-is-taken-in-turns", test_long_post);
  ADD ("a-poll-that-goes-away-closes-the-session", test_poll_goes_away);
  ADD ("a-post-that-breaks-off", test_post_breaks_off);
  ADD ("a-queue-is-bounded", test_overflow);
  ADD ("no-more-clients-than-there-may-be", test_too_many);
  ADD ("a-websocket-session-is-not-polled", test_wrong_transport);

  return g_test_run ();
}
