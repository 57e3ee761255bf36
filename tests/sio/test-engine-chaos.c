/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Callbacks that do anything to anybody while clients do anything at any
 * time: each session that opened closes once, and nothing is used that is
 * gone. What is said is not looked at here. */
#include "engine-fixture.h"

#include <string.h>

#include "sio/sio-room.h"

#define N_CLIENTS 16
#define N_ROOMS   3
#define N_STEPS   4000

typedef struct
{
  HttpClient *http;      /* NULL: not connected */
  HttpClient *post;
  HttpClient *probe;
  char       *sid;       /* of a session by polling */
  gboolean    is_deaf;
} ChaosClient;

typedef struct
{
  HttpFixture  http;
  SioEngine   *engine;
  GRand       *random;
  GString     *long_post;  /* more than is taken in one turn */
  GPtrArray   *sockets;  /* SioEngineSocket, references, open or not */
  SioRoom     *rooms[N_ROOMS];
  ChaosClient  clients[N_CLIENTS];
  guint        n_opened;
  guint        n_closed;
  guint        depth;
} ChaosFixture;

static gboolean
happens (ChaosFixture *fixture,
         guint         percent)
{
  return (guint) g_rand_int_range (fixture->random, 0, 100) < percent;
}

static SioEngineSocket *
pick_socket (ChaosFixture *fixture)
{
  if (fixture->sockets->len == 0)
    return NULL;
  return fixture->sockets->pdata[g_rand_int_range (fixture->random, 0, fixture->sockets->len)];
}

static SioRoom **
pick_room (ChaosFixture *fixture)
{
  return &fixture->rooms[g_rand_int_range (fixture->random, 0, N_ROOMS)];
}

static void
lagged_cb (SioRoom   *room,
           SioOutlet *outlet,
           gpointer   user_data);

/* Anything that may be done inside a callback. */
static void
do_anything (ChaosFixture *fixture)
{
  SioEngineSocket *socket = pick_socket (fixture);
  SioRoom **room = pick_room (fixture);
  g_autofree char *text = g_strnfill (1 << g_rand_int_range (fixture->random, 0, 17), 'x');
  struct iovec pieces[] = { { (char *) "4", 1 }, { text, strlen (text) } };

  if (socket == NULL || fixture->depth > 3)
    return;

  fixture->depth++;
  switch (g_rand_int_range (fixture->random, 0, 14))
    {
    case 0:
      if (happens (fixture, 30))
        sio_engine_socket_close (socket, happens (fixture, 50), "forced close");
      break;

    case 1: case 2: case 3:
      for (guint n = happens (fixture, 5) ? 20 : 1; n > 0; n--)
        sio_engine_socket_send_text (socket, pieces + 1, 1);
      break;

    case 4: case 5: case 6:
      for (guint n = happens (fixture, 10) ? 8 : 1; n > 0; n--)
        sio_room_say (*room, pieces, 2,
                      happens (fixture, 30) ? sio_engine_socket_get_outlet (socket) : NULL);
      break;

    case 7: case 8: case 9:
      sio_room_add (*room, sio_engine_socket_get_outlet (socket));
      break;

    case 10: case 11:
      sio_room_remove (*room, sio_engine_socket_get_outlet (socket));
      break;

    case 12:
      if (happens (fixture, 10))
        {
          sio_room_free (*room);
          *room = sio_room_new (sio_engine_get_hub (fixture->engine), 100000, lagged_cb, fixture);
        }
      break;

    default:
      if (!sio_engine_socket_is_open (socket))
        g_ptr_array_remove_fast (fixture->sockets, socket);
      break;
    }
  fixture->depth--;
}

static void
lagged_cb (SioRoom   *room,
           SioOutlet *outlet,
           gpointer   user_data)
{
  g_assert_false (sio_room_has (room, outlet));
  do_anything (user_data);
}

static void
opened_cb (SioEngineSocket *socket,
           gpointer         user_data)
{
  ChaosFixture *fixture = user_data;

  fixture->n_opened++;
  g_ptr_array_add (fixture->sockets, sio_engine_socket_ref (socket));
  do_anything (fixture);
}

static void
message_cb (SioEngineSocket *socket,
            gboolean         is_binary,
            const char      *data,
            gsize            length,
            gpointer         user_data)
{
  g_assert_cmpuint (strlen (data), ==, length);
  do_anything (user_data);
  do_anything (user_data);
  g_assert_cmpuint (strlen (data), ==, length);
}

static void
drained_cb (SioEngineSocket *socket,
            gpointer         user_data)
{
  do_anything (user_data);
}

static void
closed_cb (SioEngineSocket *socket,
           const char      *reason,
           gpointer         user_data)
{
  ChaosFixture *fixture = user_data;

  g_assert_false (sio_engine_socket_is_open (socket));
  fixture->n_closed++;
  do_anything (fixture);
}

static const SioEngineFuncs funcs = { opened_cb, message_cb, drained_cb, closed_cb };

static void
handle_cb (SioHttpServer  *server,
           SioHttpRequest *request,
           gpointer        user_data)
{
  sio_engine_serve (((ChaosFixture *) user_data)->engine, request);
}

static void
set_up (ChaosFixture  *fixture,
        gconstpointer  data)
{
  SioEngineOptions options;

  http_fixture_set_up (&fixture->http, NULL);
  sio_http_server_set_handler (fixture->http.server, handle_cb, fixture, NULL);
  sio_engine_options_init (&options);
  options.ping_interval = 40;
  options.ping_timeout = 40;
  options.upgrade_timeout = 20;
  options.max_queue = 150000;
  fixture->engine = sio_engine_new (fixture->http.server, &options, &funcs, fixture);
  fixture->random = g_rand_new_with_seed (g_test_rand_int ());
  fixture->sockets = g_ptr_array_new_with_free_func ((GDestroyNotify) sio_engine_socket_unref);
  fixture->long_post = g_string_new ("4b");
  while (fixture->long_post->len < 200000)
    g_string_append_printf (fixture->long_post, "\x1e" "4%010000u", 0);
  for (guint i = 0; i < N_ROOMS; i++)
    fixture->rooms[i] = sio_room_new (sio_engine_get_hub (fixture->engine), 100000, lagged_cb,
                                      fixture);
  http_fixture_listen (&fixture->http);
}

static void
forget (ChaosClient *client)
{
  g_clear_pointer (&client->http, http_client_free);
  g_clear_pointer (&client->post, http_client_free);
  g_clear_pointer (&client->probe, http_client_free);
  g_clear_pointer (&client->sid, g_free);
  client->is_deaf = FALSE;
}

static void
tear_down (ChaosFixture  *fixture,
           gconstpointer  data)
{
  /* Half of the time in the middle of everything. */
  fixture->depth = 100;
  for (guint i = 0; i < N_CLIENTS && happens (fixture, 90); i++)
    forget (&fixture->clients[i]);
  for (guint i = 0; i < N_ROOMS; i++)
    sio_room_free (fixture->rooms[i]);
  sio_http_server_set_handler (fixture->http.server, NULL, NULL, NULL);
  sio_engine_free (fixture->engine);
  for (guint i = 0; i < N_CLIENTS; i++)
    forget (&fixture->clients[i]);
  g_assert_cmpuint (fixture->n_opened, >, 20);
  g_assert_cmpuint (fixture->n_opened, ==, fixture->n_closed);
  g_ptr_array_unref (fixture->sockets);
  g_rand_free (fixture->random);
  g_string_free (fixture->long_post, TRUE);
  http_settle ();
  http_fixture_tear_down (&fixture->http, NULL);
}

static void
send_request (HttpClient *client,
              const char *method,
              const char *query,
              const char *body)
{
  g_autofree char *text = NULL;

  text = g_strdup_printf ("%s /engine.io/?EIO=4&%s HTTP/1.1\r\nHost: a\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                          method, query, strlen (body), body);
  http_client_send (client, text);
}

static void
ask_for_websocket (HttpClient *client,
                   const char *sid)
{
  g_autofree char *text = NULL;

  text = g_strdup_printf ("GET /engine.io/?EIO=4&transport=websocket%s%s HTTP/1.1\r\nHost: a\r\n"
                          "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                          "Sec-WebSocket-Version: 13\r\n\r\n",
                          sid != NULL ? "&sid=" : "", sid != NULL ? sid : "");
  http_client_send (client, text);
}

static void
connect_anyhow (ChaosFixture *fixture,
                ChaosClient  *client)
{
  gboolean is_small = happens (fixture, 30);

  client->is_deaf = is_small;
  client->http = is_small ? http_client_new_small (&fixture->http)
                          : http_client_new (&fixture->http);
  if (happens (fixture, 50))
    {
      ask_for_websocket (client->http, NULL);
      return;
    }
  send_request (client->http, "GET", "transport=polling", "");
  for (guint n = fixture->n_opened, i = 0; fixture->n_opened == n && i < 10000; i++)
    g_main_context_iteration (NULL, FALSE);
  client->sid = g_strdup (sio_engine_socket_get_sid (
    fixture->sockets->pdata[fixture->sockets->len - 1]));
}

static void
act_by_polling (ChaosFixture *fixture,
                ChaosClient  *client)
{
  g_autofree char *query = g_strdup_printf ("transport=polling&sid=%s", client->sid);

  switch (g_rand_int_range (fixture->random, 0, 8))
    {
    case 0: case 1: case 2:
      send_request (client->http, "GET", query, "");
      break;

    case 3: case 4:
      if (client->post == NULL)
        client->post = http_client_new (&fixture->http);
      send_request (client->post, "POST", query,
                    happens (fixture, 20) ? fixture->long_post->str
                    : happens (fixture, 95) ? "4a\x1e" "3\x1e" "4b" : "x");
      break;

    case 5:
      g_clear_pointer (&client->post, http_client_free);
      break;

    default:
      if (client->probe == NULL)
        {
          client->probe = http_client_new (&fixture->http);
          ask_for_websocket (client->probe, client->sid);
          engine_send_text (client->probe, "2probe");
        }
      else
        {
          engine_send_text (client->probe, happens (fixture, 70) ? "5" : "2probe");
          engine_send_text (client->probe, "4hello");
        }
      break;
    }
}

static void
act_by_websocket (ChaosFixture *fixture,
                  ChaosClient  *client)
{
  static const char * const texts[] = { "4hello", "4a", "3", "1", "6", "0" };
  gsize n = G_N_ELEMENTS (texts) - (happens (fixture, 95) ? 3 : 0);

  if (happens (fixture, 10))
    engine_send_frame (client->http, 0x89, "ping", 4);
  else if (happens (fixture, 2))
    engine_send_frame (client->http, happens (fixture, 50) ? 0x88 : 0x83, "\x03\xe8", 2);
  else
    engine_send_text (client->http, texts[g_rand_int_range (fixture->random, 0, n)]);
}

static void
act (ChaosFixture *fixture,
     ChaosClient  *client)
{
  if (client->http == NULL || client->http->eof || client->http->reset || happens (fixture, 3))
    {
      if (client->http != NULL && happens (fixture, 30))
        http_client_reset (client->http);
      forget (client);
      connect_anyhow (fixture, client);
    }
  else if (happens (fixture, 10))
    {
      if (client->is_deaf)
        http_client_go_on_reading (client->http);
      else
        http_client_stop_reading (client->http);
      client->is_deaf = !client->is_deaf;
    }
  else if (client->sid != NULL)
    {
      act_by_polling (fixture, client);
    }
  else
    {
      act_by_websocket (fixture, client);
    }
}

static void
test_anything (ChaosFixture  *fixture,
               gconstpointer  data)
{
  for (guint i = 0; i < N_STEPS; i++)
    {
      act (fixture, &fixture->clients[g_rand_int_range (fixture->random, 0, N_CLIENTS)]);
      for (guint n = g_rand_int_range (fixture->random, 0, 5); n > 0; n--)
        g_main_context_iteration (NULL, FALSE);
    }
}

static gboolean
is_done (gpointer data)
{
  return *(gboolean *) data;
}

static void
done_cb (gpointer engine,
         gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
test_shut_down (ChaosFixture  *fixture,
                gconstpointer  data)
{
  gboolean done = FALSE;

  test_anything (fixture, data);
  sio_engine_shut_down (fixture->engine, 50, done_cb, &done);
  http_wait_until (is_done, &done);
  g_assert_cmpuint (sio_engine_get_n_sockets (fixture->engine), ==, 0);
}

#define ADD(path, func) \
  g_test_add ("/engine-chaos/" path, ChaosFixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("whoever-closes-whom-from-where", test_anything);
  ADD ("shutting-down-amid-all-that", test_shut_down);

  return g_test_run ();
}
