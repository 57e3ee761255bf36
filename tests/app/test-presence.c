/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is at which node, as people come, move and go. */
#include "app-fixture.h"

#include "app/sharing/talus-presence-mark.h"
#include "app/sharing/talus-presence.h"
#include "peer/talus-person-private.h"

static const char * const ids[] = {
  "0190a1b2-0000-7000-8000-000000000001",
  "0190a1b2-0000-7000-8000-000000000002",
};

typedef struct
{
  GListStore *people;
  TalusPresence *presence;
  GString *changes;        /* "1 2": the nodes that changed, in order */
  TalusId nodes[2];
} Fixture;

static void
changed_cb (Fixture       *fixture,
            const TalusId *id,
            TalusPresence *presence)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->nodes); i++)
    {
      if (talus_id_equal (id, &fixture->nodes[i]))
        g_string_append_printf (fixture->changes, "%u ", i + 1);
    }
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->nodes); i++)
    g_assert_true (talus_id_parse (ids[i], -1, &fixture->nodes[i]));
  fixture->people = g_list_store_new (TALUS_TYPE_PERSON);
  fixture->presence = talus_presence_new (G_LIST_MODEL (fixture->people));
  fixture->changes = g_string_new (NULL);
  g_signal_connect_swapped (fixture->presence, "changed", G_CALLBACK (changed_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->presence);
  g_assert_finalize_object (fixture->people);
  g_string_free (fixture->changes, TRUE);
}

static void
assert_changes (Fixture    *fixture,
                const char *expected)
{
  g_assert_cmpstr (fixture->changes->str, ==, expected);
  g_string_truncate (fixture->changes, 0);
}

static TalusClient *
make_client (const char *name,
             const char *selection)
{
  g_autoptr (TalusAuthor) author = NULL;
  TalusClient *client;
  TalusId id;

  talus_id_from_name (&id, name, -1);
  author = talus_author_new (&id, name, NULL);
  client = talus_client_new (name, author, TALUS_ROLE_EDITOR, 0);
  client->presence = g_strdup_printf ("{\"selection\":[%s]}", selection);

  return client;
}

static TalusPerson *
add (Fixture    *fixture,
     const char *name,
     const char *selection,
     gboolean    is_self)
{
  g_autoptr (TalusClient) client = make_client (name, selection);
  g_autoptr (TalusPerson) person = talus_person_new (client, is_self);

  g_list_store_append (fixture->people, person);

  return person;
}

static void
move (TalusPerson *person,
      const char  *selection)
{
  g_autoptr (TalusClient) client = make_client (talus_person_get_client_id (person), selection);

  talus_person_update (person, client);
}

#define ONE  "\"0190a1b2-0000-7000-8000-000000000001\""
#define TWO  "\"0190a1b2-0000-7000-8000-000000000002\""
#define BOTH ONE "," TWO

static void
test_finds_who_is_there (Fixture       *fixture,
                         gconstpointer  data)
{
  TalusPerson *ada = add (fixture, "Ada", ONE, FALSE);
  g_autofree char *text = NULL;

  assert_changes (fixture, "1 ");
  g_assert_true (talus_presence_look_up (fixture->presence, &fixture->nodes[0]) == ada);
  g_assert_null (talus_presence_look_up (fixture->presence, &fixture->nodes[1]));
  text = talus_presence_describe (fixture->presence, &fixture->nodes[0]);
  g_assert_cmpstr (text, ==, "Ada is here");
}

static void
test_follows_who_moves (Fixture       *fixture,
                        gconstpointer  data)
{
  TalusPerson *ada = add (fixture, "Ada", ONE, FALSE);

  assert_changes (fixture, "1 ");
  move (ada, TWO);
  assert_changes (fixture, "1 2 ");
  g_assert_null (talus_presence_look_up (fixture->presence, &fixture->nodes[0]));
  g_assert_true (talus_presence_look_up (fixture->presence, &fixture->nodes[1]) == ada);
  move (ada, BOTH);
  assert_changes (fixture, "1 ");
  move (ada, BOTH "," ONE);
  assert_changes (fixture, "");
}

static void
test_forgets_who_goes (Fixture       *fixture,
                       gconstpointer  data)
{
  TalusPerson *ada = add (fixture, "Ada", BOTH, FALSE);
  TalusPerson *ben = add (fixture, "Ben", ONE, FALSE);

  assert_changes (fixture, "1 2 1 ");
  g_assert_true (talus_presence_look_up (fixture->presence, &fixture->nodes[0]) == ben);
  g_list_store_remove (fixture->people, 1);
  assert_changes (fixture, "1 ");
  g_assert_true (talus_presence_look_up (fixture->presence, &fixture->nodes[0]) == ada);
  g_list_store_remove (fixture->people, 0);
  assert_changes (fixture, "1 2 ");
  g_assert_null (talus_presence_look_up (fixture->presence, &fixture->nodes[0]));
}

static void
test_names_the_last_and_counts_the_rest (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autofree char *two = NULL;
  g_autofree char *three = NULL;

  add (fixture, "Ada", ONE, FALSE);
  add (fixture, "Ben", ONE, FALSE);
  two = talus_presence_describe (fixture->presence, &fixture->nodes[0]);
  g_assert_cmpstr (two, ==, "Ben and 1 other are here");
  add (fixture, "", ONE, FALSE);
  three = talus_presence_describe (fixture->presence, &fixture->nodes[0]);
  g_assert_cmpstr (three, ==, "Somebody and 2 others are here");
}

static void
test_knows_nothing_of_this_window (Fixture       *fixture,
                                   gconstpointer  data)
{
  add (fixture, "Me", BOTH, TRUE);

  assert_changes (fixture, "");
  g_assert_null (talus_presence_look_up (fixture->presence, &fixture->nodes[0]));
  g_assert_null (talus_presence_describe (fixture->presence, &fixture->nodes[0]));
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/presence/finds-who-is-there", test_finds_who_is_there);
  ADD ("/presence/follows-who-moves", test_follows_who_moves);
  ADD ("/presence/forgets-who-goes", test_forgets_who_goes);
  ADD ("/presence/names-the-last-and-counts-the-rest", test_names_the_last_and_counts_the_rest);
  ADD ("/presence/knows-nothing-of-this-window", test_knows_nothing_of_this_window);

  return g_test_run ();
}
