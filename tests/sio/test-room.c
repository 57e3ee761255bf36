/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rooms and outlets: everybody gets everything once and in the order in which
 * it was said, whatever each one's pace. A plain list of what each client is
 * due is the measure. */
#include <string.h>

#include "sio/sio-room.h"

typedef struct
{
  SioOutlet outlet;
  GString *got;       /* bytes that left */
  GString *due;       /* bytes it is due, in order */
  gsize pace;         /* bytes that it takes a turn; 0 none */
  guint n_turns;
  guint n_overflows;
} Client;

typedef struct
{
  SioHub *hub;
  GPtrArray *lagged;  /* SioOutlet */
} Fixture;

static void
take (Client *client,
      gsize   max_bytes)
{
  struct iovec vector[4];
  guint n = sio_outlet_peek (&client->outlet, vector, G_N_ELEMENTS (vector), max_bytes);
  gsize total = 0;

  for (guint i = 0; i < n; i++)
    {
      g_string_append_len (client->got, vector[i].iov_base, (gssize) vector[i].iov_len);
      total += vector[i].iov_len;
    }
  g_assert_cmpuint (total, <=, max_bytes);
  g_assert_cmpuint (total, >, 0);
  sio_outlet_consume (&client->outlet, total);
}

static void
send_cb (gpointer owner)
{
  Client *client = owner;
  gsize left = client->pace;

  client->n_turns++;
  while (left > 0 && !sio_outlet_is_empty (&client->outlet))
    {
      gsize before = client->got->len;

      take (client, left);
      left -= client->got->len - before;
    }
  if (!sio_outlet_is_empty (&client->outlet))
    sio_outlet_set_blocked (&client->outlet, TRUE);
}

static void
overflowed_cb (gpointer owner)
{
  ((Client *) owner)->n_overflows++;
}

static const SioOutletFuncs funcs = { send_cb, overflowed_cb };

static Client *
client_new (SioHub *hub,
            gsize   pace)
{
  Client *client = g_new0 (Client, 1);

  client->got = g_string_new (NULL);
  client->due = g_string_new (NULL);
  client->pace = pace;
  sio_outlet_init (&client->outlet, hub, 1024 * 1024, &funcs, client);

  return client;
}

static void
client_free (Client *client)
{
  sio_outlet_clear (&client->outlet);
  g_string_free (client->got, TRUE);
  g_string_free (client->due, TRUE);
  g_free (client);
}

static void
lagged_cb (SioRoom   *room,
           SioOutlet *outlet,
           gpointer   user_data)
{
  Fixture *fixture = user_data;

  g_assert_false (sio_room_has (room, outlet));
  g_ptr_array_add (fixture->lagged, outlet);
}

static void
run_turns (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
}

/* A frame by the book, as the measure. */
static void
append_frame (GString    *out,
              const char *payload,
              gsize       length)
{
  g_string_append_c (out, (char) 0x81);
  if (length < 126)
    {
      g_string_append_c (out, (char) length);
    }
  else if (length < 65536)
    {
      g_string_append_c (out, 126);
      g_string_append_c (out, (char) (length >> 8));
      g_string_append_c (out, (char) length);
    }
  else
    {
      g_string_append_c (out, 127);
      for (int shift = 56; shift >= 0; shift -= 8)
        g_string_append_c (out, (char) ((guint64) length >> shift));
    }
  g_string_append_len (out, payload, (gssize) length);
}

static void
say (SioRoom    *room,
     const char *text,
     Client     *except)
{
  gsize length = strlen (text);
  struct iovec pieces[] = {
    { (char *) text, length / 2 },
    { (char *) text + length / 2, length - length / 2 },
  };

  sio_room_say (room, pieces, G_N_ELEMENTS (pieces), except != NULL ? &except->outlet : NULL);
}

static void
push (Client     *client,
      const char *text)
{
  GString *frame = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  append_frame (frame, text, strlen (text));
  bytes = g_string_free_to_bytes (frame);
  sio_outlet_push (&client->outlet, bytes);
}

static void
assert_got_due (Client *client)
{
  g_assert_cmpmem (client->got->str, client->got->len, client->due->str, client->due->len);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->hub = sio_hub_new (NULL);
  fixture->lagged = g_ptr_array_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  sio_hub_free (fixture->hub);
  g_ptr_array_unref (fixture->lagged);
}

static void
test_one_frame (Fixture       *fixture,
                gconstpointer  data)
{
  static const gsize lengths[] = { 0, 1, 125, 126, 65535, 65536, 200000 };
  SioRoom *room = sio_room_new (fixture->hub, 1024 * 1024, lagged_cb, fixture);
  Client *client = client_new (fixture->hub, G_MAXSIZE);

  sio_room_add (room, &client->outlet);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_autofree char *text = g_strnfill (lengths[i], 'x');

      say (room, text, NULL);
      append_frame (client->due, text, lengths[i]);
    }
  g_assert_cmpuint (client->got->len, ==, 0);
  run_turns ();
  assert_got_due (client);
  /* All that was said in a turn goes at once. */
  g_assert_cmpuint (client->n_turns, ==, 1);
  g_assert_cmpuint (sio_room_get_retained (room), ==, 0);

  client_free (client);
  sio_room_free (room);
}

static void
test_answer_keeps_its_place (Fixture       *fixture,
                             gconstpointer  data)
{
  SioRoom *room = sio_room_new (fixture->hub, 1024 * 1024, lagged_cb, fixture);
  Client *client = client_new (fixture->hub, 5);
  static const char *texts[] = { "one", "two", "three", "four", "five", "six" };

  sio_room_add (room, &client->outlet);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      if (i % 2 == 0)
        say (room, texts[i], NULL);
      else
        push (client, texts[i]);
      append_frame (client->due, texts[i], strlen (texts[i]));
    }
  run_turns ();
  while (!sio_outlet_is_empty (&client->outlet))
    {
      sio_outlet_set_blocked (&client->outlet, FALSE);
      run_turns ();
    }
  assert_got_due (client);

  client_free (client);
  sio_room_free (room);
}

static void
test_leaving_gets_what_was_said (Fixture       *fixture,
                                 gconstpointer  data)
{
  SioRoom *room = sio_room_new (fixture->hub, 1024 * 1024, lagged_cb, fixture);
  Client *client = client_new (fixture->hub, 0);

  sio_room_add (room, &client->outlet);
  say (room, "before", NULL);
  run_turns ();
  g_assert_true (sio_room_remove (room, &client->outlet));
  g_assert_false (sio_room_remove (room, &client->outlet));
  g_assert_false (sio_room_has (room, &client->outlet));
  say (room, "nobody is here", NULL);
  push (client, "left");
  sio_room_add (room, &client->outlet);
  say (room, "back", NULL);
  sio_room_free (room);

  client->pace = G_MAXSIZE;
  sio_outlet_set_blocked (&client->outlet, FALSE);
  run_turns ();
  append_frame (client->due, "before", 6);
  append_frame (client->due, "left", 4);
  append_frame (client->due, "back", 4);
  assert_got_due (client);
  g_assert_true (sio_outlet_is_empty (&client->outlet));

  client_free (client);
}

static void
test_except (Fixture       *fixture,
             gconstpointer  data)
{
  SioRoom *room = sio_room_new (fixture->hub, 1024 * 1024, lagged_cb, fixture);
  Client *clients[] = { client_new (fixture->hub, 4), client_new (fixture->hub, G_MAXSIZE) };

  for (guint i = 0; i < 2; i++)
    sio_room_add (room, &clients[i]->outlet);
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *text = g_strdup_printf ("event %u", i);
      guint except = i / 2 % 3;

      say (room, text, except < 2 ? clients[except] : NULL);
      for (guint j = 0; j < 2; j++)
        {
          if (j != except)
            append_frame (clients[j]->due, text, strlen (text));
        }
      if (i % 5 == 4)
        run_turns ();
    }
  while (!sio_outlet_is_empty (&clients[0]->outlet))
    {
      sio_outlet_set_blocked (&clients[0]->outlet, FALSE);
      run_turns ();
    }
  for (guint i = 0; i < 2; i++)
    {
      assert_got_due (clients[i]);
      client_free (clients[i]);
    }
  g_assert_cmpuint (sio_room_get_retained (room), ==, 0);
  sio_room_free (room);
}

static void
test_slow_is_let_go (Fixture       *fixture,
                     gconstpointer  data)
{
  SioRoom *room = sio_room_new (fixture->hub, 100000, lagged_cb, fixture);
  Client *slow = client_new (fixture->hub, 300);
  Client *other = client_new (fixture->hub, G_MAXSIZE);
  g_autofree char *text = g_strnfill (1000, 'y');
  gsize most = 0;

  sio_room_add (room, &slow->outlet);
  sio_room_add (room, &other->outlet);
  for (guint i = 0; i < 2000; i++)
    {
      say (room, text, NULL);
      append_frame (other->due, text, 1000);
      run_turns ();
      most = MAX (most, sio_room_get_retained (room));
    }
  g_assert_cmpuint (fixture->lagged->len, ==, 1);
  g_assert_true (fixture->lagged->pdata[0] == &slow->outlet);
  g_assert_cmpuint (most, <, 100000 + 3 * 65536);
  assert_got_due (other);

  /* The frame that had begun is ended; nothing else of the room follows. */
  push (slow, "sync");
  slow->pace = G_MAXSIZE;
  sio_outlet_set_blocked (&slow->outlet, FALSE);
  run_turns ();
  append_frame (slow->due, text, 1000);
  append_frame (slow->due, "sync", 4);
  assert_got_due (slow);

  sio_room_add (room, &slow->outlet);
  say (room, "again", NULL);
  run_turns ();
  append_frame (slow->due, "again", 5);
  assert_got_due (slow);

  client_free (slow);
  client_free (other);
  sio_room_free (room);
}

static void
test_own_queue_is_bounded (Fixture       *fixture,
                           gconstpointer  data)
{
  Client *client = client_new (fixture->hub, 0);
  g_autofree char *text = g_strnfill (100000, 'z');

  for (guint i = 0; i < 20; i++)
    push (client, text);
  g_assert_cmpuint (sio_outlet_get_pending (&client->outlet), <=, 1024 * 1024 + 100010);
  run_turns ();
  g_assert_cmpuint (client->n_overflows, ==, 1);

  client_free (client);
}

/* The first who is told brings all of them back. */
static void
bring_back_cb (SioRoom   *room,
               SioOutlet *outlet,
               gpointer   user_data)
{
  Client **clients = user_data;

  g_assert_false (sio_room_has (room, outlet));
  for (guint i = 0; i < 3; i++)
    sio_room_add (room, &clients[i]->outlet);
}

static void
test_lagging_together (Fixture       *fixture,
                       gconstpointer  data)
{
  Client *clients[3];
  SioRoom *room = sio_room_new (fixture->hub, 1000, bring_back_cb, clients);
  g_autofree char *text = g_strnfill (10000, 'z');

  for (guint i = 0; i < 3; i++)
    {
      clients[i] = client_new (fixture->hub, 0);
      sio_room_add (room, &clients[i]->outlet);
    }
  say (room, text, NULL);
  run_turns ();
  g_assert_cmpuint (sio_room_get_n_members (room), ==, 3);
  for (guint i = 0; i < 3; i++)
    client_free (clients[i]);
  sio_room_free (room);
}

/* Whoever lets clients in later need not know who has gone meanwhile. */
static void
test_gone_is_not_added (Fixture       *fixture,
                        gconstpointer  data)
{
  SioRoom *room = sio_room_new (fixture->hub, G_MAXSIZE, lagged_cb, fixture);
  Client *client = client_new (fixture->hub, G_MAXSIZE);

  sio_outlet_clear (&client->outlet);
  sio_room_add (room, &client->outlet);
  g_assert_false (sio_room_has (room, &client->outlet));
  g_assert_cmpuint (sio_room_get_n_members (room), ==, 0);
  g_assert_false (sio_room_remove (room, &client->outlet));

  client_free (client);
  sio_room_free (room);
}

/* It is memory that is bounded, and that of an answer is more than its bytes. */
static void
test_small_answers_are_bounded (Fixture       *fixture,
                                gconstpointer  data)
{
  SioRoom *room = sio_room_new (fixture->hub, G_MAXSIZE, lagged_cb, fixture);
  Client *client = client_new (fixture->hub, 0);
  guint n = 0;

  sio_room_add (room, &client->outlet);
  for (; client->n_overflows == 0 && n < 300000; n++)
    {
      push (client, "x");
      say (room, "y", NULL);
      if (n % 1000 == 0)
        run_turns ();
    }
  g_assert_cmpuint (client->n_overflows, ==, 1);
  g_assert_cmpuint (n, <, 20000);

  client_free (client);
  sio_room_free (room);
}

/* Answers that nothing comes between leave as one piece. */
static void
test_small_answers_go_together (Fixture       *fixture,
                                gconstpointer  data)
{
  SioRoom *room = sio_room_new (fixture->hub, G_MAXSIZE, lagged_cb, fixture);
  Client *client = client_new (fixture->hub, 0);
  struct iovec vector[4];

  sio_room_add (room, &client->outlet);
  for (guint i = 0; i < 100; i++)
    {
      push (client, "x");
      append_frame (client->due, "x", 1);
    }
  g_assert_cmpuint (sio_outlet_peek (&client->outlet, vector, 4, G_MAXSIZE), ==, 1);
  /* A part of it may be gone when there is more. */
  client->pace = 100;
  run_turns ();
  push (client, "x");
  append_frame (client->due, "x", 1);
  g_assert_cmpuint (sio_outlet_peek (&client->outlet, vector, 4, G_MAXSIZE), ==, 1);
  say (room, "y", NULL);
  append_frame (client->due, "y", 1);
  push (client, "x");
  append_frame (client->due, "x", 1);
  g_assert_cmpuint (sio_outlet_peek (&client->outlet, vector, 4, G_MAXSIZE), ==, 3);

  client->pace = G_MAXSIZE;
  sio_outlet_set_blocked (&client->outlet, FALSE);
  run_turns ();
  assert_got_due (client);

  client_free (client);
  sio_room_free (room);
}

static void
test_many_take_turns (Fixture       *fixture,
                      gconstpointer  data)
{
  SioRoom *room = sio_room_new (fixture->hub, 1024 * 1024, lagged_cb, fixture);
  Client *clients[1000];
  guint n_served = 0;

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      clients[i] = client_new (fixture->hub, G_MAXSIZE);
      sio_room_add (room, &clients[i]->outlet);
    }
  say (room, "first", NULL);
  g_main_context_iteration (NULL, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    n_served += clients[i]->got->len > 0;
  g_assert_cmpuint (n_served, >, 0);
  g_assert_cmpuint (n_served, <, G_N_ELEMENTS (clients));

  say (room, "second", NULL);
  run_turns ();
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    {
      append_frame (clients[i]->due, "first", 5);
      append_frame (clients[i]->due, "second", 6);
      assert_got_due (clients[i]);
      g_assert_cmpuint (clients[i]->n_turns, <=, 2);
      client_free (clients[i]);
    }
  sio_room_free (room);
}

/* Clients in several rooms, at every pace, coming and going, and a plain list
 * of what each is due. */
static void
test_random (Fixture       *fixture,
             gconstpointer  data)
{
  enum { N_ROOMS = 20, N_CLIENTS = 8, N_STEPS = 20000 };
  SioRoom *rooms[N_ROOMS];
  Client *clients[N_CLIENTS];
  gboolean is_in[N_ROOMS][N_CLIENTS] = { { FALSE } };
  guint n = 0;

  for (guint i = 0; i < N_ROOMS; i++)
    rooms[i] = sio_room_new (fixture->hub, 64 * 1024 * 1024, lagged_cb, fixture);
  for (guint i = 0; i < N_CLIENTS; i++)
    clients[i] = client_new (fixture->hub, 1 << (2 * i));

  for (guint step = 0; step < N_STEPS; step++)
    {
      guint r = (guint) g_test_rand_int_range (0, N_ROOMS);
      guint c = (guint) g_test_rand_int_range (0, N_CLIENTS);
      guint what = (guint) g_test_rand_int_range (0, 100);
      g_autofree char *text = g_strdup_printf ("%u:%*s", n++, g_test_rand_int_range (0, 300), "");

      if (what < 50)
        {
          Client *except = what < 5 ? clients[c] : NULL;

          say (rooms[r], text, except);
          for (guint i = 0; i < N_CLIENTS; i++)
            {
              if (is_in[r][i] && clients[i] != except)
                append_frame (clients[i]->due, text, strlen (text));
            }
        }
      else if (what < 65)
        {
          if (sio_outlet_get_pending (&clients[c]->outlet) < 500000)
            {
              push (clients[c], text);
              append_frame (clients[c]->due, text, strlen (text));
            }
        }
      else if (what < 75)
        {
          sio_room_add (rooms[r], &clients[c]->outlet);
          is_in[r][c] = TRUE;
        }
      else if (what < 80)
        {
          g_assert_true (sio_room_remove (rooms[r], &clients[c]->outlet) == is_in[r][c]);
          is_in[r][c] = FALSE;
        }
      else if (what < 81)
        {
          sio_room_free (rooms[r]);
          rooms[r] = sio_room_new (fixture->hub, 64 * 1024 * 1024, lagged_cb, fixture);
          memset (is_in[r], 0, sizeof is_in[r]);
        }
      else if (what < 90)
        {
          sio_outlet_set_blocked (&clients[c]->outlet, FALSE);
        }
      else
        {
          g_main_context_iteration (NULL, FALSE);
        }
    }

  for (guint i = 0; i < N_CLIENTS; i++)
    {
      clients[i]->pace = G_MAXSIZE;
      sio_outlet_set_blocked (&clients[i]->outlet, FALSE);
    }
  run_turns ();
  for (guint i = 0; i < N_CLIENTS; i++)
    {
      assert_got_due (clients[i]);
      g_assert_cmpuint (sio_outlet_get_pending (&clients[i]->outlet), ==, 0);
    }
  for (guint i = 0; i < N_ROOMS; i++)
    {
      g_assert_cmpuint (sio_room_get_retained (rooms[i]), ==, 0);
      sio_room_free (rooms[i]);
    }
  for (guint i = 0; i < N_CLIENTS; i++)
    client_free (clients[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/room/a-frame-arrives-as-it-was-said", test_one_frame);
  ADD ("/room/an-answer-keeps-its-place-among-events", test_answer_keeps_its_place);
  ADD ("/room/who-leaves-gets-what-was-said-before", test_leaving_gets_what_was_said);
  ADD ("/room/one-member-may-be-left-out", test_except);
  ADD ("/room/a-slow-member-is-let-go-and-the-others-go-on", test_slow_is_let_go);
  ADD ("/room/a-client's-own-queue-is-bounded", test_own_queue_is_bounded);
  ADD ("/room/falling-behind-together", test_lagging_together);
  ADD ("/room/who-has-gone-is-not-added", test_gone_is_not_added);
  ADD ("/room/small-answers-count-for-what-they-take", test_small_answers_are_bounded);
  ADD ("/room/small-answers-go-together", test_small_answers_go_together);
  ADD ("/room/many-members-take-turns", test_many_take_turns);
  ADD ("/room/everybody-gets-everything-in-order", test_random);

  return g_test_run ();
}
