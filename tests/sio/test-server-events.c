/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is said in a namespace: events, acks both ways, attachments, rooms; the
 * rules of Socket.IO 5 as they show on the wire and to the program. */
#include "server-fixture.h"

#include <string.h>

static void
test_events (ServerFixture *fixture,
             gconstpointer  data)
{
  static const char * const args[] = {
    "1,\"2\",{\"3\":[true]}", "{\"_placeholder\":true,\"num\":0}", "\"\\u0000\\ud800\"",
    "[[],{\"a\":{\"b\":null}}],-1.5e+300", "\"\u00e9\U0001F600\"", "\"]}\\\"\"",
  };
  g_autoptr (WireClient) client = NULL;

  server_fixture_start (fixture);
  client = server_fixture_enter (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (args); i++)
    {
      g_autofree char *sent = g_strdup_printf ("42[\"echo\",%s]", args[i]);
      g_autofree char *wanted = g_strdup_printf ("42[\"back\",%s]", args[i]);

      wire_client_send (client, sent);
      wire_client_assert_text (client, wanted);
    }

  wire_client_send (client, "42[\"echo\"]");
  wire_client_assert_text (client, "42[\"back\"]");
  wire_client_send (client, "42 [ \"ec\\u0068o\" , 1 , 2 ] ");
  wire_client_assert_text (client, "42[\"back\",1 , 2]");
  wire_client_send (client, "42[7,\"a number\"]");
  server_fixture_wait_for (fixture, "event / 7 \"a number\"");
}

static void
test_order (ServerFixture *fixture,
            gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;

  server_fixture_start (fixture);
  client = server_fixture_enter (fixture);
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *text = g_strdup_printf (i % 2 == 0 ? "42[\"echo\",%u]"
                                                          : "427[\"ack\",%u]", i);

      wire_client_send (client, text);
    }
  for (guint i = 0; i < 300; i++)
    {
      g_autofree char *text = g_strdup_printf (i % 2 == 0 ? "42[\"back\",%u]" : "437[%u]", i);

      wire_client_assert_text (client, text);
    }
}

static void
test_acks_to_client (ServerFixture *fixture,
                     gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;

  server_fixture_start (fixture);
  client = server_fixture_enter (fixture);
  wire_client_send (client, "42456[\"ack\",1,\"2\",{\"3\":[false]}]");
  wire_client_assert_text (client, "43456[1,\"2\",{\"3\":[false]}]");
  wire_client_send (client, "420[\"ack\"]");
  wire_client_assert_text (client, "430[]");
  wire_client_send (client, "4218446744073709551615[\"ack\",1]");
  wire_client_assert_text (client, "4318446744073709551615[1]");
  /* One that is not answered, and one that is not asked for. */
  wire_client_send (client, "421[\"nothing\"]");
  wire_client_send (client, "42[\"ack\",2]");
  server_fixture_assert_alive (client);

  wire_client_send (client, "421[\"keep\"]");
  wire_client_send (client, "422[\"keep\"]");
  wire_client_send (client, "423[\"keep\"]");
  server_fixture_assert_alive (client);
  g_assert_cmpuint (fixture->acks->len, ==, 3);
  sio_ack_answer (g_ptr_array_steal_index (fixture->acks, 1), SIO_ARGS_JSON ("\"late\",{}"));
  wire_client_assert_text (client, "432[\"late\",{}]");
  sio_ack_free (g_ptr_array_steal_index (fixture->acks, 0));
  /* Not to who it is when it comes back. */
  wire_client_send (client, "41");
  wire_client_send (client, "40");
  g_free (server_fixture_read_sid (client, "40"));
  sio_ack_answer (g_ptr_array_steal_index (fixture->acks, 0), SIO_ARGS_JSON ("\"lost\""));
  server_fixture_assert_alive (client);
}

static void
test_acks_from_client (ServerFixture *fixture,
                       gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;

  server_fixture_start (fixture);
  client = server_fixture_enter (fixture);
  wire_client_send (client, "40/custom,");
  g_free (server_fixture_read_sid (client, "40/custom,"));
  /* Ids are a socket's own. */
  wire_client_send (client, "42/custom,[\"ask\",\"x\"]");
  wire_client_assert_text (client, "42/custom,0[\"question\",\"x\"]");
  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *asked = g_strdup_printf ("42%u[\"question\"]", i);

      wire_client_send (client, "42[\"ask\"]");
      wire_client_assert_text (client, asked);
    }

  wire_client_send (client, "432[\"two\"]");
  wire_client_send (client, "433[\"three\",{\"a\":1}]");
  wire_client_send (client, "432[\"again\"]");
  wire_client_send (client, "4377[\"never asked\"]");
  wire_client_send (client, "430[]");
  wire_client_send (client, "461-1[{\"_placeholder\":true,\"num\":0}]");
  wire_client_send_binary (client, "\1\2", 2);
  server_fixture_assert_alive (client);
  server_fixture_assert_count (fixture, "answer \"two\" 0", 1);
  server_fixture_assert_count (fixture, "answer \"three\",{\"a\":1} 0", 1);
  server_fixture_assert_count (fixture, "answer  0", 1);
  server_fixture_assert_count (fixture, "answer {\"_placeholder\":true,\"num\":0} 1", 1);
  server_fixture_assert_count (fixture, "answer \"again\" 0", 0);

  wire_client_send (client, "42[\"ask\"]");
  wire_client_assert_text (client, "424[\"question\"]");
  server_fixture_assert_count (fixture, "no answer", 0);
  wire_client_send (client, "41");
  server_fixture_wait_for (fixture, "disconnected / client namespace disconnect");
  server_fixture_assert_count (fixture, "no answer", 1);
  sio_socket_disconnect (server_fixture_get_socket (fixture, 1), FALSE);
  server_fixture_assert_count (fixture, "no answer", 2);
}

#define FIRST  "{\"_placeholder\":true,\"num\":0}"
#define SECOND "{\"_placeholder\":true,\"num\":1}"

static void
test_attachments (ServerFixture *fixture,
                  gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;
  g_autofree char *large = g_malloc0 (900 * 1000);

  server_fixture_start (fixture);
  client = server_fixture_enter (fixture);
  wire_client_send (client, "452-[\"echo\"," FIRST ",{\"a\":[" SECOND "]}]");
  wire_client_send_binary (client, "\1\2\3", 3);
  wire_client_send_binary (client, "", 0);
  wire_client_assert_text (client, "452-[\"back\"," FIRST ",{\"a\":[" SECOND "]}]");
  wire_client_assert_binary (client, "\1\2\3", 3);
  wire_client_assert_binary (client, "", 0);

  wire_client_send (client, "451-789[\"ack\"," FIRST "]");
  wire_client_send_binary (client, large, 900 * 1000);
  wire_client_assert_text (client, "461-789[" FIRST "]");
  wire_client_assert_binary (client, large, 900 * 1000);

  wire_client_send (client, "450-[\"echo\",1]");
  wire_client_assert_text (client, "42[\"back\",1]");
}

static void
test_bogus_attachments (ServerFixture *fixture,
                        gconstpointer  data)
{
  server_fixture_start (fixture);
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (WireClient) client = server_fixture_enter (fixture);

      if (i == 2)
        {
          wire_client_send (client, "451-[\"echo\"," FIRST "]");
          wire_client_send_binary (client, "\1", 1);
          wire_client_assert_text (client, "451-[\"back\"," FIRST "]");
          wire_client_assert_binary (client, "\1", 1);
        }
      if (i == 1 || i == 3 || i == 4)
        wire_client_send (client, "452-[\"echo\"," FIRST "]");
      if (i == 3)
        wire_client_send_binary (client, "\1", 1);
      if (i == 0 || i == 2)
        wire_client_send_binary (client, "\1", 1);
      else
        wire_client_send (client, i == 4 ? "41" : "42[\"echo\"]");
      server_fixture_assert_closed (fixture, client);
      server_fixture_assert_count (fixture, "disconnected / parse error", i + 1);
    }
  server_fixture_assert_count (fixture, "event / echo ", 0);
}

static void
test_attachments_are_bounded (ServerFixture *fixture,
                              gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;
  g_autofree char *large = g_malloc0 (60 * 1000);

  fixture->options.engine.max_payload = 64 * 1000;
  fixture->options.engine.max_queue = 200 * 1000;
  server_fixture_start (fixture);
  client = server_fixture_enter (fixture);
  wire_client_send (client, "464-0[\"x\"]");
  for (guint i = 0; i < 4; i++)
    wire_client_send_binary (client, large, 60 * 1000);
  server_fixture_assert_closed (fixture, client);
  server_fixture_wait_for (fixture, "disconnected / parse error");
}

static void
test_room (ServerFixture *fixture,
           gconstpointer  data)
{
  g_autoptr (WireClient) first = NULL;
  g_autoptr (WireClient) second = NULL;
  g_autoptr (WireClient) outside = NULL;

  server_fixture_start (fixture);
  first = server_fixture_enter (fixture);
  second = server_fixture_enter (fixture);
  outside = server_fixture_enter (fixture);
  wire_client_send (first, "42[\"join\"]");
  wire_client_send (second, "42[\"join\"]");
  server_fixture_assert_alive (first);
  server_fixture_assert_alive (second);
  g_assert_cmpuint (sio_room_get_n_members (fixture->room), ==, 2);

  wire_client_send (outside, "421[\"say\",{\"a\":1}]");
  wire_client_assert_text (first, "42[\"said\",{\"a\":1}]");
  wire_client_assert_text (second, "42[\"said\",{\"a\":1}]");
  /* What a client is told by itself and in a room comes in the order in which it was said. */
  wire_client_send (first, "42[\"others\",2]");
  wire_client_send (first, "42[\"echo\",3]");
  wire_client_send (first, "42[\"say\"]");
  wire_client_send (first, "42[\"echo\",4]");
  wire_client_assert_text (first, "42[\"back\",3]");
  wire_client_assert_text (first, "42[\"said\"]");
  wire_client_assert_text (first, "42[\"back\",4]");
  wire_client_assert_text (second, "42[\"said\",2]");
  wire_client_assert_text (second, "42[\"said\"]");
  server_fixture_assert_alive (outside);

  wire_client_send (second, "41");
  wire_client_send (first, "42[\"say\",5]");
  wire_client_assert_text (first, "42[\"said\",5]");
  g_assert_cmpuint (sio_room_get_n_members (fixture->room), ==, 1);
  wire_client_send (second, "40");
  g_free (server_fixture_read_sid (second, "40"));
}

static void
test_room_names (ServerFixture *fixture,
                 gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;

  server_fixture_start (fixture);
  client = server_fixture_enter (fixture);
  wire_client_send (client, "42[\"join\"]");
  server_fixture_assert_alive (client);
  sio_server_say (fixture->server, fixture->room, "/custom", "graph:x", "{}", 2, NULL);
  sio_server_say (fixture->server, fixture->room, "/", "a \"quoted\"\n\\name", "1,2,3", 3, NULL);
  wire_client_assert_text (client, "42/custom,[\"graph:x\",{}]");
  wire_client_assert_text (client, "42[\"a \\\"quoted\\\"\\u000a\\\\name\",1,2]");
}

static void
test_lagging_member (ServerFixture *fixture,
                     gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;
  g_autofree char *large = g_strdup_printf ("\"%0*d\"", 60 * 1000, 0);

  server_fixture_start (fixture);
  client = server_fixture_enter (fixture);
  wire_client_send (client, "42[\"join\"]");
  server_fixture_assert_alive (client);
  http_client_stop_reading (client->http);
  while (sio_room_get_n_members (fixture->room) > 0)
    {
      sio_server_say (fixture->server, fixture->room, "/", "said", large, strlen (large), NULL);
      http_settle ();
    }
  server_fixture_assert_count (fixture, "lagged /", 1);
}

/* A poll's answer, split into packets. */
static GStrv
poll_packets (ServerFixture *fixture,
              const char    *sid)
{
  HttpFixture where = { .port = fixture->port };
  g_autoptr (HttpClient) client = http_client_new (&where);
  g_autofree char *request = NULL;
  g_autofree char *body = NULL;

  request = g_strdup_printf ("GET /socket.io/?EIO=4&transport=polling%s%s HTTP/1.1\r\n"
                             "Host: 127.0.0.1\r\n\r\n", sid != NULL ? "&sid=" : "",
                             sid != NULL ? sid : "");
  g_assert_cmpuint (http_client_ask (client, request, &body), ==, 200);
  return g_strsplit (body, "\x1e", -1);
}

static guint
post (ServerFixture *fixture,
      const char    *sid,
      const char    *packets)
{
  HttpFixture where = { .port = fixture->port };
  g_autoptr (HttpClient) client = http_client_new (&where);
  g_autofree char *request = NULL;

  request = g_strdup_printf ("POST /socket.io/?EIO=4&transport=polling&sid=%s HTTP/1.1\r\n"
                             "Host: 127.0.0.1\r\n"
                             "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                             sid, strlen (packets), packets);
  return http_client_ask (client, request, NULL);
}

static void
test_polling (ServerFixture *fixture,
              gconstpointer  data)
{
  g_auto (GStrv) opened = NULL;
  g_auto (GStrv) packets = NULL;
  g_auto (GStrv) echoed = NULL;
  g_autofree char *sid = NULL;

  server_fixture_start (fixture);
  opened = poll_packets (fixture, NULL);
  g_assert_true (g_str_has_prefix (opened[0], "0{\"sid\":\""));
  sid = g_strndup (opened[0] + 9, strcspn (opened[0] + 9, "\""));

  g_assert_cmpuint (post (fixture, sid, "40\x1e" "42[\"join\"]\x1e" "42[\"say\",1]\x1e"
                          "451-7[\"ack\"," FIRST "]\x1e" "bAQID\x1e" "42[\"echo\",2]"), ==, 200);
  packets = poll_packets (fixture, sid);
  g_assert_cmpuint (g_strv_length (packets), ==, 5);
  g_assert_true (g_str_has_prefix (packets[0], "40{\"sid\":\""));
  g_assert_cmpstr (packets[1], ==, "42[\"said\",1]");
  g_assert_cmpstr (packets[2], ==, "461-7[" FIRST "]");
  g_assert_cmpstr (packets[3], ==, "bAQID");
  g_assert_cmpstr (packets[4], ==, "42[\"back\",2]");

  g_assert_cmpuint (post (fixture, sid, "42[\"echo\",3]\x1e" "42{}\x1e" "42[\"echo\",4]"), ==, 200);
  echoed = poll_packets (fixture, sid);
  g_assert_cmpstr (echoed[0], ==, "42[\"back\",3]");
  g_assert_cmpuint (g_strv_length (echoed), <=, 2);
  server_fixture_wait_for (fixture, "disconnected / parse error");
  server_fixture_wait_for_connections (fixture, 0);
}

#define ADD(path, function) \
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, function, server_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/server-events/events-carry-any-json", test_events);
  ADD ("/server-events/events-and-acks-keep-their-order", test_order);
  ADD ("/server-events/acks-go-to-who-asked", test_acks_to_client);
  ADD ("/server-events/acks-come-to-who-asked", test_acks_from_client);
  ADD ("/server-events/attachments-go-with-their-packet", test_attachments);
  ADD ("/server-events/bogus-attachments-close", test_bogus_attachments);
  ADD ("/server-events/attachments-are-bounded", test_attachments_are_bounded);
  ADD ("/server-events/a-room-hears-what-is-said", test_room);
  ADD ("/server-events/names-are-escaped-for-a-room", test_room_names);
  ADD ("/server-events/a-member-that-lags-is-found", test_lagging_member);
  ADD ("/server-events/polling-is-the-same", test_polling);
  return g_test_run ();
}
