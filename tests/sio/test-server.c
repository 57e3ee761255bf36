/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who comes into a namespace, and out of it: the rules of Socket.IO 5 as they
 * show on the wire and to the program. */
#include "server-fixture.h"

#include <string.h>

static void
test_connect (ServerFixture *fixture,
              gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;
  g_autofree char *main_sid = NULL;
  g_autofree char *custom_sid = NULL;
  SioEngineSocket *connection;

  server_fixture_start (fixture);
  client = server_fixture_open (fixture);
  wire_client_send (client, "40");
  main_sid = server_fixture_read_sid (client, "40");
  wire_client_send (client, "40/custom,{\"token\":\"\\u00e9\"}");
  custom_sid = server_fixture_read_sid (client, "40/custom,");

  g_assert_cmpstr (main_sid, !=, custom_sid);
  g_assert_cmpstr (main_sid, ==, sio_socket_get_id (server_fixture_get_socket (fixture, 0)));
  g_assert_cmpstr (custom_sid, ==, sio_socket_get_id (server_fixture_get_socket (fixture, 1)));
  connection = sio_socket_get_connection (server_fixture_get_socket (fixture, 0));
  g_assert_cmpstr (main_sid, !=, sio_engine_socket_get_sid (connection));
  server_fixture_assert_count (fixture, "connect / {}", 1);
  server_fixture_assert_count (fixture, "connect /custom {\"token\":\"\\u00e9\"}", 1);
  g_assert_cmpuint (sio_server_get_n_connections (fixture->server), ==, 1);

  wire_client_send (client, "42/custom,[\"echo\",1]");
  wire_client_send (client, "42[\"echo\",2]");
  wire_client_assert_text (client, "42/custom,[\"back\",1]");
  wire_client_assert_text (client, "42[\"back\",2]");
}

static void
test_unknown_namespace (ServerFixture *fixture,
                        gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;
  g_autofree char *sid = NULL;

  server_fixture_start (fixture);
  client = server_fixture_open (fixture);
  wire_client_send (client, "40/random");
  wire_client_assert_text (client, "44/random,{\"message\":\"Invalid namespace\"}");
  wire_client_send (client, "40/customs,{}");
  wire_client_assert_text (client, "44/customs,{\"message\":\"Invalid namespace\"}");
  wire_client_send (client, "40/cust?om");
  wire_client_assert_text (client, "44/cust,{\"message\":\"Invalid namespace\"}");
  wire_client_send (client, "40/custom?a=b,");
  sid = server_fixture_read_sid (client, "40/custom,");
}

/* It would be taken for "/" where names are compared as strings. */
static void
test_namespace_with_nul (ServerFixture *fixture,
                         gconstpointer  data)
{
  static const char asked[] = "40/\0custom and more than any name has,";
  g_autoptr (WireClient) client = NULL;

  server_fixture_start (fixture);
  client = server_fixture_open (fixture);
  wire_client_send_text (client, asked, sizeof asked - 1);
  server_fixture_assert_closed (fixture, client);
}

static void
test_refused (ServerFixture *fixture,
              gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;
  g_autofree char *sid = NULL;

  server_fixture_start (fixture);
  client = server_fixture_open (fixture);
  for (guint i = 0; i < 2; i++)
    {
      wire_client_send (client, "40/custom,{\"no\":true}");
      wire_client_assert_text (client, "44/custom,{\"message\":\"Not you\",\"data\":{\"code\":7}}");
    }
  g_assert_cmpuint (fixture->events->len, ==, 2);
  wire_client_send (client, "40/custom");
  sid = server_fixture_read_sid (client, "40/custom,");
}

static void
test_accepted_later (ServerFixture *fixture,
                     gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;
  g_autofree char *sid = NULL;

  server_fixture_start (fixture);
  client = server_fixture_open (fixture);
  wire_client_send (client, "40{\"later\":true}");
  server_fixture_wait_for (fixture, "connect / {\"later\":true}");
  /* It may take part elsewhere meanwhile. */
  wire_client_send (client, "40/custom,");
  sid = server_fixture_read_sid (client, "40/custom,");
  sio_socket_accept (server_fixture_get_socket (fixture, 0));
  g_free (sid);
  sid = server_fixture_read_sid (client, "40");
  server_fixture_assert_alive (client);
}

static void
test_gone_before_accepted (ServerFixture *fixture,
                           gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;
  WireClient *other;
  g_autofree char *sid = NULL;

  server_fixture_start (fixture);
  client = server_fixture_open (fixture);
  /* It thinks better of it, and comes again. */
  wire_client_send (client, "40{\"later\":true}");
  wire_client_send (client, "41");
  server_fixture_wait_for (fixture, "disconnected / client namespace disconnect");
  sio_socket_accept (server_fixture_get_socket (fixture, 0));
  wire_client_send (client, "40");
  sid = server_fixture_read_sid (client, "40");
  g_assert_cmpstr (sid, ==, sio_socket_get_id (server_fixture_get_socket (fixture, 1)));

  other = server_fixture_open (fixture);
  wire_client_send (other, "40{\"later\":true}");
  server_fixture_wait_for_connections (fixture, 2);
  while (fixture->sockets->len < 3)
    g_main_context_iteration (NULL, TRUE);
  wire_client_free (other);
  server_fixture_wait_for_connections (fixture, 1);
  sio_socket_refuse (server_fixture_get_socket (fixture, 2), "Too late", NULL);
  server_fixture_assert_alive (client);
}

static const char * const bad_first[] = {
  "4", "4abc", "47", "42[\"echo\"]", "42/custom,[\"echo\"]", "420[\"ack\"]", "430[]", "41",
  "41/custom,", "44{}", "40[]", "40null", "40\"x\"", "40{", "40{}{}", "401",
  "451-[\"echo\",{\"_placeholder\":true,\"num\":0}]",
};

static const char * const bad_later[] = {
  "40", "40/,", "40{}", "4abc", "4", "42", "42{}", "42[]", "42abc[\"echo\"]", "42[\"connect\"]",
  "42/custom,[\"echo\"]", "41/custom", "43/custom,1[]", "44", "44{\"message\":\"x\"}", "43[]",
  "431{}", "41{}", "42/nowhere,[\"echo\"]", "45[\"echo\"]", "451-/custom,[\"echo\"]",
  "451-[\"echo\",{\"_placeholder\":true,\"num\":1}]", "499999-[\"echo\"]",
};

static void
test_bad_first (ServerFixture *fixture,
                gconstpointer  data)
{
  server_fixture_start (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (bad_first); i++)
    {
      g_autoptr (WireClient) client = server_fixture_open (fixture);

      g_test_message ("%s", bad_first[i]);
      wire_client_send (client, bad_first[i]);
      server_fixture_assert_closed (fixture, client);
      g_assert_cmpuint (fixture->events->len, ==, 0);
    }
}

static void
test_bad_later (ServerFixture *fixture,
                gconstpointer  data)
{
  server_fixture_start (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (bad_later); i++)
    {
      g_autoptr (WireClient) client = server_fixture_enter (fixture);

      g_test_message ("%s", bad_later[i]);
      /* What came before is answered, what comes behind is not heard. */
      wire_client_send (client, "42[\"echo\",\"before\"]");
      wire_client_send (client, bad_later[i]);
      wire_client_send (client, "42[\"echo\",\"behind\"]");
      wire_client_assert_text (client, "42[\"back\",\"before\"]");
      server_fixture_assert_closed (fixture, client);
      g_assert_cmpuint (fixture->events->len, ==, 3);
      g_assert_true (g_str_has_prefix (fixture->events->pdata[2], "disconnected / "));
      g_ptr_array_set_size (fixture->events, 0);
    }
}

static void
test_pending_is_not_in (ServerFixture *fixture,
                        gconstpointer  data)
{
  static const char * const packets[] = { "40", "42[\"echo\"]", "420[\"ack\"]", "430[]" };

  server_fixture_start (fixture);
  for (gsize i = 0; i < G_N_ELEMENTS (packets); i++)
    {
      g_autoptr (WireClient) client = server_fixture_open (fixture);

      wire_client_send (client, "40{\"later\":true}");
      wire_client_send (client, packets[i]);
      server_fixture_assert_closed (fixture, client);
      g_assert_cmpuint (fixture->events->len, ==, 2);
      g_assert_cmpstr (fixture->events->pdata[1], ==, "disconnected / forced server close");
      g_ptr_array_set_size (fixture->events, 0);
      sio_socket_accept (server_fixture_get_socket (fixture, i));
    }
}

static void
test_connect_timeout (ServerFixture *fixture,
                      gconstpointer  data)
{
  g_autoptr (WireClient) silent = NULL;
  g_autoptr (WireClient) refused = NULL;
  g_autoptr (WireClient) asking = NULL;
  g_autoptr (WireClient) in = NULL;
  g_autoptr (WireClient) was_in = NULL;

  fixture->options.connect_timeout = 200;
  server_fixture_start (fixture);
  in = server_fixture_enter (fixture);
  was_in = server_fixture_enter (fixture);
  wire_client_send (was_in, "41");
  silent = server_fixture_open (fixture);
  refused = server_fixture_open (fixture);
  asking = server_fixture_open (fixture);
  wire_client_send (refused, "40/nowhere");
  wire_client_assert_text (refused, "44/nowhere,{\"message\":\"Invalid namespace\"}");
  wire_client_send (asking, "40{\"later\":true}");

  wire_client_assert_end (silent);
  wire_client_assert_end (refused);
  wire_client_assert_end (asking);
  server_fixture_wait_for_connections (fixture, 2);
  server_fixture_assert_count (fixture, "disconnected / forced server close", 1);
  server_fixture_assert_alive (in);
  wire_client_send (was_in, "40");
  g_free (server_fixture_read_sid (was_in, "40"));
}

static void
test_bounds_before (ServerFixture *fixture,
                    gconstpointer  data)
{
  g_autofree char *large = g_strdup_printf ("40/x,{\"a\":\"%0*d\"}", 1000, 0);
  g_autoptr (WireClient) many = NULL;
  g_autoptr (WireClient) much = NULL;
  g_autoptr (WireClient) in = NULL;

  fixture->options.max_messages_before = 3;
  fixture->options.max_bytes_before = 1500;
  server_fixture_start (fixture);

  in = server_fixture_open (fixture);
  wire_client_send (in, "40/x");
  wire_client_assert_text (in, "44/x,{\"message\":\"Invalid namespace\"}");
  wire_client_send (in, large);
  wire_client_assert_text (in, "44/x,{\"message\":\"Invalid namespace\"}");
  wire_client_send (in, "40");
  g_free (server_fixture_read_sid (in, "40"));
  for (guint i = 0; i < 10; i++)
    server_fixture_assert_alive (in);

  many = server_fixture_open (fixture);
  for (guint i = 0; i < 3; i++)
    {
      wire_client_send (many, "40/x");
      wire_client_assert_text (many, "44/x,{\"message\":\"Invalid namespace\"}");
    }
  wire_client_send (many, "40");
  wire_client_assert_end (many);

  much = server_fixture_open (fixture);
  wire_client_send (much, large);
  wire_client_assert_text (much, "44/x,{\"message\":\"Invalid namespace\"}");
  wire_client_send (much, large);
  wire_client_assert_end (much);
  server_fixture_wait_for_connections (fixture, 1);
}

/* What announces that it would be too much is not waited for, let alone kept. */
static void
test_announced_before (ServerFixture *fixture,
                       gconstpointer  data)
{
  static const char head[] = { (char) 0x81, (char) 0xfe, 0x40, 0x00, 1, 2, 3, 4 };
  g_autofree char *large = g_strdup_printf ("42[\"echo\",\"%0*d\"]", 20000, 0);
  g_autofree char *back = g_strdup_printf ("42[\"back\",\"%0*d\"]", 20000, 0);
  g_autoptr (WireClient) out = NULL;
  g_autoptr (WireClient) in = NULL;

  fixture->options.max_bytes_before = 1500;
  server_fixture_start (fixture);

  out = server_fixture_open (fixture);
  http_client_send_bytes (out->http, head, sizeof head);
  wire_client_assert_end (out);

  in = server_fixture_enter (fixture);
  wire_client_send (in, large);
  wire_client_assert_text (in, back);
}

static void
test_client_leaves (ServerFixture *fixture,
                    gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;
  g_autofree char *before = NULL;

  server_fixture_start (fixture);
  client = server_fixture_open (fixture);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *sid = NULL;

      wire_client_send (client, "40");
      sid = server_fixture_read_sid (client, "40");
      g_assert_cmpstr (sid, !=, before);
      g_free (before);
      before = g_steal_pointer (&sid);
      server_fixture_assert_alive (client);
      wire_client_send (client, i == 1 ? "41/," : "41");
    }

  wire_client_send (client, "40/custom,");
  g_free (server_fixture_read_sid (client, "40/custom,"));
  server_fixture_assert_count (fixture, "disconnected / client namespace disconnect", 3);
  /* Of what it left it may not speak. */
  wire_client_send (client, "42[\"echo\",1]");
  wire_client_assert_end (client);
}

static void
test_server_dismisses (ServerFixture *fixture,
                       gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;

  server_fixture_start (fixture);
  client = server_fixture_enter (fixture);
  wire_client_send (client, "40/custom,");
  g_free (server_fixture_read_sid (client, "40/custom,"));
  wire_client_send (client, "42/custom,[\"leave\"]");
  /* These cross the goodbye. */
  wire_client_send (client, "42/custom,[\"echo\",1]");
  wire_client_send (client, "451-/custom,[\"echo\",{\"_placeholder\":true,\"num\":0}]");
  wire_client_send_binary (client, "x", 1);
  wire_client_send (client, "43/custom,1[]");
  wire_client_send (client, "41/custom,");
  wire_client_assert_text (client, "41/custom,");
  server_fixture_assert_alive (client);
  server_fixture_assert_count (fixture, "disconnected /custom server namespace disconnect", 1);

  wire_client_send (client, "40/custom,");
  g_free (server_fixture_read_sid (client, "40/custom,"));
  wire_client_send (client, "41/custom,");
  wire_client_send (client, "42/custom,[\"echo\",1]");
  wire_client_assert_end (client);
}

static void
test_server_closes (ServerFixture *fixture,
                    gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  server_fixture_start (fixture);
  client = server_fixture_enter (fixture);
  wire_client_send (client, "40/custom,");
  g_free (server_fixture_read_sid (client, "40/custom,"));
  wire_client_send (client, "42[\"echo\",1]");
  wire_client_send (client, "42[\"close\"]");
  wire_client_send (client, "42[\"echo\",2]");
  wire_client_assert_text (client, "42[\"back\",1]");
  wire_client_assert_text (client, "41");
  wire_client_assert_text (client, "41/custom,");
  server_fixture_assert_closed (fixture, client);
  server_fixture_assert_count (fixture, "disconnected / server namespace disconnect", 1);
  server_fixture_assert_count (fixture, "disconnected /custom server namespace disconnect", 1);
  g_assert_cmpuint (fixture->events->len, ==, 6);
}

static void
test_everybody_is_put_out (ServerFixture *fixture,
                           gconstpointer  data)
{
  WireClient *clients[5];

  server_fixture_start (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    clients[i] = server_fixture_enter (fixture);
  wire_client_send (clients[2], "42[\"leave-all\"]");
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      wire_client_assert_text (clients[i], "41");
      wire_client_assert_end (clients[i]);
      wire_client_free (clients[i]);
    }
  server_fixture_wait_for_connections (fixture, 0);
  server_fixture_assert_count (fixture, "disconnected / server namespace disconnect", 5);
}

static void
test_asking_is_dismissed (ServerFixture *fixture,
                          gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;

  server_fixture_start (fixture);
  client = server_fixture_open (fixture);
  wire_client_send (client, "40{\"later\":true}");
  server_fixture_wait_for (fixture, "connect / {\"later\":true}");
  sio_socket_disconnect (server_fixture_get_socket (fixture, 0), FALSE);
  wire_client_assert_text (client, "44{\"message\":\"server namespace disconnect\"}");
  sio_socket_accept (server_fixture_get_socket (fixture, 0));
  wire_client_send (client, "40");
  g_free (server_fixture_read_sid (client, "40"));
  server_fixture_assert_count (fixture, "disconnected / server namespace disconnect", 1);
}

static void
test_transport_ends (ServerFixture *fixture,
                     gconstpointer  data)
{
  WireClient *client;

  server_fixture_start (fixture);
  client = server_fixture_enter (fixture);
  wire_client_send (client, "40/custom,");
  g_free (server_fixture_read_sid (client, "40/custom,"));
  wire_client_send (client, "42[\"ask\",1]");
  wire_client_assert_text (client, "420[\"question\",1]");
  wire_client_free (client);
  server_fixture_wait_for (fixture, "disconnected / transport close");
  server_fixture_wait_for (fixture, "disconnected /custom transport close");
  server_fixture_wait_for (fixture, "no answer");
  server_fixture_wait_for_connections (fixture, 0);
}

static void
test_ping_timeout (ServerFixture *fixture,
                   gconstpointer  data)
{
  g_autoptr (WireClient) client = NULL;

  fixture->options.engine.ping_interval = 100;
  fixture->options.engine.ping_timeout = 100;
  server_fixture_start (fixture);
  client = server_fixture_enter (fixture);
  wire_client_assert_text (client, "2");
  wire_client_assert_end (client);
  server_fixture_wait_for (fixture, "disconnected / ping timeout");
}

static void
count_cb (gpointer server,
          gpointer user_data)
{
  ServerFixture *fixture = user_data;

  g_assert_true (server == fixture->server);
  g_assert_cmpuint (sio_server_get_n_connections (fixture->server), ==, 0);
  g_ptr_array_add (fixture->events, g_strdup ("shut down"));
}

static void
test_shut_down (ServerFixture *fixture,
                gconstpointer  data)
{
  g_autoptr (WireClient) in = NULL;
  g_autoptr (WireClient) open = NULL;

  server_fixture_start (fixture);
  in = server_fixture_enter (fixture);
  open = server_fixture_open (fixture);
  sio_socket_emit (server_fixture_get_socket (fixture, 0), "last", SIO_ARGS_JSON ("\"words\""));
  sio_server_shut_down (fixture->server, 2000, count_cb, fixture);
  server_fixture_assert_count (fixture, "shut down", 0);
  wire_client_assert_text (in, "42[\"last\",\"words\"]");
  wire_client_assert_end (in);
  wire_client_assert_end (open);
  server_fixture_wait_for (fixture, "shut down");
  server_fixture_assert_count (fixture, "disconnected / server shutting down", 1);
}

static void
test_freed_at_once (ServerFixture *fixture,
                    gconstpointer  data)
{
  g_autoptr (WireClient) in = NULL;
  g_autoptr (WireClient) asking = NULL;

  server_fixture_start (fixture);
  in = server_fixture_enter (fixture);
  asking = server_fixture_open (fixture);
  wire_client_send (asking, "40{\"later\":true}");
  wire_client_send (in, "421[\"keep\"]");
  wire_client_send (in, "42[\"ask\"]");
  wire_client_send (in, "451-[\"echo\"]");
  wire_client_assert_text (in, "420[\"question\"]");
  server_fixture_wait_for (fixture, "connect / {\"later\":true}");
}

#define ADD(path, function) \
  g_test_add (path, ServerFixture, NULL, server_fixture_set_up, function, server_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/server/a-client-comes-into-namespaces", test_connect);
  ADD ("/server/an-unknown-namespace-is-refused", test_unknown_namespace);
  ADD ("/server/a-namespace-with-a-nul-ends-the-connection", test_namespace_with_nul);
  ADD ("/server/who-is-refused-may-ask-again", test_refused);
  ADD ("/server/who-asks-may-be-accepted-later", test_accepted_later);
  ADD ("/server/who-asks-may-go-meanwhile", test_gone_before_accepted);
  ADD ("/server/only-connect-comes-first", test_bad_first);
  ADD ("/server/what-is-no-packet-or-not-expected-closes", test_bad_later);
  ADD ("/server/who-asks-is-not-in-yet", test_pending_is_not_in);
  ADD ("/server/who-does-not-come-in-is-let-go", test_connect_timeout);
  ADD ("/server/who-says-much-before-it-comes-in-is-let-go", test_bounds_before);
  ADD ("/server/who-announces-much-before-is-let-go", test_announced_before);
  ADD ("/server/a-client-leaves-and-comes-back-as-another", test_client_leaves);
  ADD ("/server/what-crosses-a-goodbye-is-not-heard", test_server_dismisses);
  ADD ("/server/closing-says-goodbye-everywhere", test_server_closes);
  ADD ("/server/one-may-have-all-put-out", test_everybody_is_put_out);
  ADD ("/server/who-asks-can-be-put-out", test_asking_is_dismissed);
  ADD ("/server/the-end-of-a-transport-is-the-end-of-its-sockets", test_transport_ends);
  ADD ("/server/a-silent-client-is-let-go", test_ping_timeout);
  ADD ("/server/shutting-down-lets-everything-leave", test_shut_down);
  ADD ("/server/freed-in-the-middle-of-everything", test_freed_at_once);
  return g_test_run ();
}
