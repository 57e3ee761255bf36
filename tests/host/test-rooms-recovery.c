/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who was away, or too slow, gets exactly what it missed, or a snapshot. */
#include <string.h>

#include "rooms-fixture.h"

/* Where a client is: what it saw closed last. */
typedef struct
{
  gint64 seq;
  char *epoch;
  char *head;
} Place;

static void
clear_place (Place *place)
{
  g_free (place->epoch);
  g_free (place->head);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, clear_place)

static Place
get_place (HostFixture *fixture)
{
  g_autoptr(TalusTestReply) reply = host_fixture_get (fixture, "/info");
  Place place = { 0 };

  place.seq = talus_test_reply_int (reply, "seq");
  place.epoch = g_strdup (talus_test_reply_string (reply, "epoch"));
  place.head = g_strdup (talus_test_reply_string (reply, "head"));

  return place;
}

static char *
write_place (const Place *place,
             const char  *more)
{
  return g_strdup_printf (",'since':%" G_GINT64_FORMAT ",'epoch':'%s','head':'%s'%s", place->seq,
                          place->epoch, place->head, more);
}

static void
set_number (HostFixture *fixture,
            int          number)
{
  g_autofree char *value = g_strdup_printf ("%d", number);

  rooms_set (fixture, "year", value);
}

/* So that a record of it takes that many bytes and more. */
static void
set_long (HostFixture *fixture,
          const char  *property,
          gsize        length)
{
  static int n = 0;
  g_autofree char *text = g_strnfill (length, (char) ('a' + n++ % 26));
  g_autofree char *value = g_strdup_printf ("'%s'", text);

  rooms_set (fixture, property, value);
}

static void
assert_next_closes (TalusTestSocket *socket,
                    gint64           seq)
{
  g_autoptr(TalusTestEvent) event = talus_test_socket_wait (socket, "command:executed");

  g_assert_cmpint (talus_test_event_int (event, "seq"), ==, seq);
}

static void
test_missed (HostFixture   *fixture,
             gconstpointer  data)
{
  g_auto(Place) place = get_place (fixture);
  g_autofree char *options = write_place (&place, "");
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestEvent) ack = NULL;
  g_autofree char *names = NULL;

  for (int i = 0; i < 3; i++)
    set_number (fixture, 1970 + i);
  ack = rooms_ask_join (fixture, socket, options);
  g_assert_cmpint (talus_test_event_int (ack, "seq"), ==, place.seq + 3);
  set_number (fixture, 1980);
  talus_test_socket_settle (socket);
  for (gint64 seq = place.seq + 1; seq <= place.seq + 4; seq++)
    assert_next_closes (socket, seq);
  names = rooms_take_names (socket);
  g_assert_cmpstr (names, ==, "joined property-changed property-changed property-changed "
                              "command:executing property-changed");
}

/* Many who come back at once, from different places, in different tastes. */
static void
test_many_come_back (HostFixture   *fixture,
                     gconstpointer  data)
{
  g_autoptr(TalusTestSocket) stays = rooms_join (fixture, "/", "");
  g_autoptr(GPtrArray) places = g_ptr_array_new ();

  for (int i = 0; i < 12; i++)
    {
      Place *place = g_new (Place, 1);

      *place = get_place (fixture);
      g_ptr_array_add (places, place);
      set_number (fixture, i);
    }

  for (guint i = 0; i < places->len; i++)
    {
      Place *place = places->pdata[i];
      gboolean is_records = i % 3 == 0;
      g_autofree char *options = write_place (place, is_records ? ",'format':'records'" : "");
      g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, i % 2 ? "/" : "/graph", NULL);
      g_autoptr(TalusTestEvent) ack = rooms_ask_join (fixture, socket, options);
      const char *closing = is_records ? "record" : "command:executed";

      talus_test_socket_settle (socket);
      g_assert_cmpuint (talus_test_socket_count (socket, closing), ==, places->len - i);
      for (gint64 seq = place->seq + 1; seq <= place->seq + (gint64) (places->len - i); seq++)
        {
          g_autoptr(TalusTestEvent) event = talus_test_socket_wait (socket, closing);

          g_assert_cmpint (talus_test_event_int (event, "seq"), ==, seq);
        }
      g_assert_cmpuint (talus_test_socket_count (socket, "snapshot"), ==, 0);
      clear_place (place);
      g_free (place);
    }
}

static void
test_nothing_missed (HostFixture   *fixture,
                     gconstpointer  data)
{
  g_auto(Place) place = get_place (fixture);
  g_autofree char *options = write_place (&place, "");
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestEvent) ack = rooms_ask_join (fixture, socket, options);
  g_autofree char *names = rooms_settle (socket);

  g_assert_cmpstr (names, ==, "joined");
}

static void
assert_snapshot (HostFixture *fixture,
                 const char  *options)
{
  static int year = 1990;
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestEvent) ack = rooms_ask_join (fixture, socket, options);
  g_autoptr(TalusTestEvent) snapshot = talus_test_socket_wait (socket, "snapshot");
  g_autofree char *names = NULL;

  g_assert_nonnull (talus_test_event_string (snapshot, "reason"));
  g_assert_cmpint (talus_test_event_int (snapshot, "graph.seq"), ==,
                   talus_test_event_int (ack, "seq"));
  g_assert_cmpstr (talus_test_event_string (snapshot, "graph.head"), ==,
                   talus_test_event_string (ack, "head"));
  g_assert_cmpstr (talus_test_event_string (snapshot, "graph.roots.0.id"), ==,
                   fixture->project->root_id);
  set_number (fixture, year++);
  names = rooms_settle (socket);
  g_assert_cmpstr (names, ==, "joined command:executing property-changed command:executed");
}

static void
test_snapshot (HostFixture   *fixture,
               gconstpointer  data)
{
  g_auto(Place) place = get_place (fixture);
  g_autofree char *other_head = g_strdup_printf (",'since':%d,'epoch':'%s','head':"
                                                 "'00000000000000000000000000000000'",
                                                 (int) place.seq, place.epoch);
  g_autofree char *other_epoch = g_strdup_printf (",'since':%d,'head':'%s','epoch':"
                                                  "'11111111-1111-4111-8111-111111111111'",
                                                  (int) place.seq, place.head);
  g_autofree char *ahead = g_strdup_printf (",'since':%d,'epoch':'%s','head':'%s'",
                                            (int) place.seq + 1000, place.epoch, place.head);
  g_autofree char *bare = g_strdup_printf (",'since':%d", (int) place.seq);

  assert_snapshot (fixture, ",'since':0");
  assert_snapshot (fixture, other_head);
  assert_snapshot (fixture, other_epoch);
  assert_snapshot (fixture, ahead);
  assert_snapshot (fixture, bare);
}

static void
test_too_far_behind (HostFixture   *fixture,
                     gconstpointer  data)
{
  g_auto(Place) place = get_place (fixture);
  g_autofree char *options = write_place (&place, "");

  for (guint i = 0; i < 80; i++)
    set_long (fixture, "make", 60000);
  assert_snapshot (fixture, options);
}

/* Further than what is kept of the log otherwise, one after the other, while
 * it goes on. */
static void
test_far_behind (HostFixture   *fixture,
                 gconstpointer  data)
{
  static const char * const tastes[] = { "", "", ",'format':'records'", ",'events':[]" };
  g_auto(Place) place = get_place (fixture);
  g_autoptr(TalusTestSocket) stays = rooms_join (fixture, "/", "");
  gint64 seq = place.seq;

  for (; seq < place.seq + 1500; seq++)
    talus_test_socket_emit (stays, "command", "{'command_type':'UpdateProperty','data':{"
                            "'node_id':'%s','property_id':'year','value':%d}}",
                            fixture->project->root_id, (int) seq);
  for (gint64 i = place.seq; i < seq; i++)
    assert_next_closes (stays, i + 1);

  for (guint i = 0; i < G_N_ELEMENTS (tastes); i++)
    {
      g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", NULL);
      g_autofree char *options = write_place (&place, tastes[i]);
      g_autoptr(TalusTestEvent) ack = rooms_ask_join (fixture, socket, options);
      const char *closing = i == 2 ? "record" : "command:executed";

      g_assert_cmpint (talus_test_event_int (ack, "seq"), ==, seq);
      set_number (fixture, 1);
      seq++;
      talus_test_socket_settle (socket);
      g_assert_cmpint (talus_test_socket_count (socket, closing), ==, seq - place.seq);
      for (gint64 j = place.seq + 1; j <= seq; j++)
        {
          g_autoptr(TalusTestEvent) event = talus_test_socket_wait (socket, closing);

          g_assert_cmpint (talus_test_event_int (event, "seq"), ==, j);
        }
    }
}

/* What somebody does not want to hear is behind them all the same, or it would
 * all be gathered for the little that they do. */
static void
test_too_far_behind_filtered (HostFixture   *fixture,
                              gconstpointer  data)
{
  g_auto(Place) place = get_place (fixture);
  g_autofree char *options = write_place (&place, ",'events':[]");
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestEvent) ack = NULL;
  g_autofree char *names = NULL;

  for (guint i = 0; i < 80; i++)
    set_long (fixture, "make", 60000);
  ack = rooms_ask_join (fixture, socket, options);
  names = rooms_settle (socket);
  g_assert_cmpstr (names, ==, "joined snapshot");
}

static void
test_big_graph (HostFixture   *fixture,
                gconstpointer  data)
{
  g_autofree char *text = g_strnfill (60000, 'x');
  g_autoptr(TalusTestSocket) socket = rooms_connect (fixture, "/", NULL);
  g_autoptr(TalusTestEvent) ack = NULL;
  g_autoptr(TalusTestEvent) snapshot = NULL;
  g_autoptr(TalusTestReply) graph = NULL;
  gint64 seq = 0;

  for (guint i = 0; i < 10; i++)
    {
      g_autoptr(TalusTestReply) made = NULL;

      made = host_fixture_execute (fixture, "CreateNode",
                                   "{'blueprint_type_id':'phase','parent_id':'%s',"
                                   "'properties':{'purpose':'%s'}}", fixture->project->root_id,
                                   text);
    }
  ack = rooms_ask_join (fixture, socket, ",'since':0");
  seq = talus_test_event_int (ack, "seq");
  snapshot = talus_test_socket_wait (socket, "snapshot");
  g_assert_false (talus_test_event_has (snapshot, "graph"));
  set_number (fixture, 1);
  graph = talus_test_client_call (fixture->client, "GET",
                                  talus_test_event_string (snapshot, "graph_url"), NULL);
  talus_test_assert_status (graph, 200);
  g_assert_cmpint (talus_test_reply_int (graph, "graph.seq"), ==, seq);
}

static TalusTestEvent *
sync_with (HostFixture     *fixture,
           TalusTestSocket *socket,
           const Place     *place)
{
  g_autofree char *options = write_place (place, "");

  return talus_test_socket_call (socket, "sync", "{'session_id':'%s'%s}",
                                 fixture->project->session_id, options);
}

static void
test_sync (HostFixture   *fixture,
           gconstpointer  data)
{
  g_auto(Place) place = get_place (fixture);
  g_autoptr(TalusTestSocket) events = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) records = rooms_join (fixture, "/", ",'format':'records'");
  g_autoptr(TalusTestEvent) some = NULL;
  g_autoptr(TalusTestEvent) same = NULL;
  g_autoptr(TalusTestEvent) whole = NULL;

  set_number (fixture, 1);
  set_number (fixture, 2);
  some = sync_with (fixture, events, &place);
  g_assert_cmpuint (talus_test_event_length (some, "events"), ==, 4);
  g_assert_cmpstr (talus_test_event_string (some, "events.0.event"), ==, "property-changed");
  g_assert_cmpint (talus_test_event_int (some, "events.3.seq"), ==, place.seq + 2);
  g_assert_cmpint (talus_test_event_int (some, "seq"), ==, place.seq + 2);
  g_assert_cmpstr (talus_test_event_string (some, "epoch"), ==, place.epoch);
  g_assert_cmpstr (talus_test_event_string (some, "head"), ==,
                   talus_test_event_string (some, "events.3.head"));
  same = sync_with (fixture, records, &place);
  g_assert_cmpuint (talus_test_event_length (same, "records"), ==, 2);
  g_assert_cmpint (talus_test_event_int (same, "records.1.seq"), ==, place.seq + 2);
  g_assert_false (talus_test_event_has (same, "records.1.session_id"));
  whole = talus_test_socket_call (events, "sync", "%s", "{'since':0}");
  g_assert_cmpint (talus_test_event_int (whole, "snapshot.graph.seq"), ==, place.seq + 2);
  g_assert_nonnull (talus_test_event_string (whole, "snapshot.reason"));
  g_assert_cmpint (talus_test_event_int (whole, "seq"), ==, place.seq + 2);
}

/* One that does not read is told to catch up, and nothing with a seq until it
 * does; the room goes on. */
static void
test_slow_client (HostFixture   *fixture,
                  gconstpointer  data)
{
  g_autoptr(TalusTestSocket) slow = NULL;
  g_autoptr(TalusTestSocket) quick = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestEvent) connected = NULL;
  g_autoptr(TalusTestEvent) joined = NULL;
  g_autoptr(TalusTestEvent) told = NULL;
  g_autoptr(TalusTestEvent) answer = NULL;
  g_auto(Place) last = { 0 };
  gint64 seq = 1;
  guint status = 0;
  guint n_missed = 0;

  slow = talus_test_socket_new_full ("127.0.0.1", talus_test_host_get_port (fixture->host), NULL,
                                     4096, &status);
  connected = talus_test_socket_connect (slow, "/", NULL);
  joined = rooms_ask_join (fixture, slow, "");
  for (guint i = 0; i < 140; i++)
    {
      set_long (fixture, "make", 60000);
      assert_next_closes (quick, ++seq);
      talus_test_socket_forget (quick);
    }

  last.seq = 1;
  last.epoch = g_strdup (talus_test_event_string (joined, "epoch"));
  last.head = g_strdup (talus_test_event_string (joined, "head"));
  told = talus_test_socket_wait (slow, "sync");
  g_assert_nonnull (talus_test_event_string (told, "reason"));
  g_assert_cmpint (talus_test_event_int (told, "seq"), <=, seq);
  while (talus_test_socket_count (slow, "command:executed") > 0)
    {
      g_autoptr(TalusTestEvent) closed = talus_test_socket_wait (slow, "command:executed");

      g_assert_cmpint (talus_test_event_int (closed, "seq"), ==, last.seq + 1);
      last.seq++;
      g_free (last.head);
      last.head = g_strdup (talus_test_event_string (closed, "head"));
    }
  talus_test_socket_forget (slow);
  g_assert_cmpint (last.seq, <, seq);
  set_number (fixture, 3);
  seq++;
  talus_test_socket_settle (slow);
  g_assert_cmpuint (talus_test_socket_count (slow, NULL), ==, 0);

  answer = sync_with (fixture, slow, &last);
  g_assert_cmpint (talus_test_event_int (answer, "seq"), ==, seq);
  if (talus_test_event_has (answer, "events"))
    n_missed = talus_test_event_length (answer, "events") / 2;
  g_assert_true (n_missed == seq - last.seq || talus_test_event_has (answer, "snapshot"));
  set_number (fixture, 4);
  assert_next_closes (slow, seq + 1);
}

/* Everybody hears that the host ends; what was told then is still there. */
static void
test_restart (HostFixture   *fixture,
              gconstpointer  data)
{
  g_autoptr(TalusTestSocket) before = rooms_join (fixture, "/", "");
  g_autoptr(TalusTestSocket) after = NULL;
  g_autoptr(TalusTestEvent) closed = NULL;
  g_autoptr(TalusTestEvent) joined = NULL;
  g_auto(Place) place = get_place (fixture);
  g_autofree char *options = write_place (&place, "");

  set_number (fixture, 7);
  talus_test_client_hang_up (fixture->client);
  talus_test_host_stop (fixture->host);
  closed = talus_test_socket_wait (before, "session:closed");
  g_assert_cmpstr (talus_test_event_string (closed, "reason"), ==, "shutting down");
  talus_test_socket_wait_closed (before);

  talus_test_host_start (fixture->host);
  after = rooms_connect (fixture, "/", NULL);
  joined = rooms_ask_join (fixture, after, options);
  g_assert_cmpint (talus_test_event_int (joined, "seq"), ==, place.seq + 1);
  assert_next_closes (after, place.seq + 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  host_test_add ("/rooms/what-was-missed-comes-before-what-follows", test_missed);
  host_test_add ("/rooms/each-gets-what-it-missed", test_many_come_back);
  host_test_add ("/rooms/who-missed-nothing-gets-nothing", test_nothing_missed);
  host_test_add ("/rooms/another-past-gets-a-snapshot", test_snapshot);
  host_test_add ("/rooms/too-far-behind-gets-a-snapshot", test_too_far_behind);
  host_test_add ("/rooms/far-behind-gets-what-it-missed", test_far_behind);
  host_test_add ("/rooms/too-far-behind-is-so-with-a-filter-too", test_too_far_behind_filtered);
  host_test_add ("/rooms/a-big-graph-is-fetched-at-its-seq", test_big_graph);
  host_test_add ("/rooms/sync-answers-what-was-missed", test_sync);
  host_test_add ("/rooms/a-slow-client-hurts-only-itself", test_slow_client);
  host_test_add ("/rooms/the-end-is-told-and-nothing-lost", test_restart);

  return g_test_run ();
}
