/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"
#include "app/history/talus-news.h"

/* What was said, one after the other. */
static void
said_cb (TalusView  *view,
         const char *text,
         const char *button,
         const char *action,
         GPtrArray  *said)
{
  g_ptr_array_add (said, g_strdup (text));
}

static TalusRecord *
make_record (TalusPeer     *peer,
             const char    *name,
             const TalusId *node,
             const char    *before,
             const char    *after)
{
  static guint8 number;
  TalusRecord *record = talus_record_new ();
  TalusId author = { { number += 1 } };
  TalusChange *change;

  record->seq = talus_peer_get_seq (peer) + 1;
  record->author = talus_author_new (&author, name, NULL);
  record->command_type = g_strdup ("UpdateProperty");
  record->command_data = g_strdup ("{}");
  record->changes = talus_change_set_new ();
  change = talus_change_set_add (record->changes,
                                 before != NULL ? TALUS_CHANGE_SET : TALUS_CHANGE_REMOVE);
  change->node_id = *node;
  change->count = 1;
  if (before != NULL)
    {
      change->key = g_strdup ("name");
      change->old_value = talus_value_new_string (before, -1);
      change->new_value = talus_value_new_string (after, -1);
    }

  return record;
}

static void
tell (TalusPeer     *peer,
      const char    *name,
      const TalusId *node,
      const char    *before,
      const char    *after)
{
  g_autoptr (TalusRecord) record = make_record (peer, name, node, before, after);

  g_signal_emit_by_name (peer, "recorded", record, FALSE);
}

/* Deletes it as if somebody else had. */
static void
tell_removal (TalusPeer     *peer,
              const char    *name,
              const TalusId *node)
{
  TalusBatch *batch = talus_batch_new (NULL);
  g_autoptr (TalusRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  talus_batch_delete_node (batch, node);
  talus_peer_submit (peer, batch, &error);
  g_assert_no_error (error);
  talus_batch_free (batch);
  app_fixture_settle (peer);
  record = make_record (peer, name, node, NULL, NULL);
  record->seq = talus_peer_get_seq (peer);
  g_signal_emit_by_name (peer, "recorded", record, FALSE);
}

static void
test_away (AppFixture    *fixture,
           gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  g_autoptr (TalusNews) news = talus_news_new (view);
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);
  TalusId root = *talus_node_get_id (talus_graph_get_root (talus_peer_get_graph (peer), 0));

  g_signal_connect (view, "said", G_CALLBACK (said_cb), said);
  talus_news_set_active (news, FALSE);
  tell (peer, "Ada", &root, "Car", "Bus");
  g_assert_cmpuint (said->len, ==, 0);
  talus_news_set_active (news, TRUE);
  g_assert_cmpuint (said->len, ==, 1);
  g_assert_cmpstr (said->pdata[0], ==, "Ada renamed “Car” to “Bus” while you were away");

  /* Once, and not again. */
  talus_news_set_active (news, FALSE);
  talus_news_set_active (news, TRUE);
  g_assert_cmpuint (said->len, ==, 1);

  talus_news_set_active (news, FALSE);
  tell (peer, "Ada", &root, "Bus", "Van");
  tell (peer, "Ben", &root, "Van", "Car");
  talus_news_set_active (news, TRUE);
  g_assert_cmpstr (said->pdata[1], ==, "Ben and others made 2 changes while you were away");
}

static void
test_taken_away (AppFixture    *fixture,
                 gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusView) view = talus_view_new (peer);
  g_autoptr (TalusNews) news = talus_news_new (view);
  g_autoptr (GPtrArray) said = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (peer), 0);
  TalusId mine = *talus_node_get_id (talus_node_get_child (root, 0));
  TalusId other = *talus_node_get_id (talus_node_get_child (root, 1));
  TalusId third = *talus_node_get_id (talus_node_get_child (root, 2));
  TalusId fourth = *talus_node_get_id (talus_node_get_child (root, 3));
  TalusId below;
  TalusBatch *batch = talus_batch_new ("Mine");

  g_assert_nonnull (news);
  g_signal_connect (view, "said", G_CALLBACK (said_cb), said);
  talus_batch_rename (batch, &mine, "Mine");
  talus_batch_create_node (batch, "job", &third, NULL, "Below", &below);
  talus_peer_submit (peer, batch, &error);
  g_assert_no_error (error);
  talus_batch_free (batch);
  app_fixture_settle (peer);

  tell (peer, "Ada", &other, "A", "B");
  g_assert_cmpuint (said->len, ==, 0);
  tell (peer, "Ada", &mine, "Mine", "Hers");
  g_assert_cmpuint (said->len, ==, 1);
  g_assert_cmpstr (said->pdata[0], ==, "Ada renamed “Mine” to “Hers”");

  talus_selection_set_one (talus_view_get_selection (view), &other);
  tell_removal (peer, "Ada", &other);
  g_assert_cmpuint (said->len, ==, 2);

  /* It has been said; whatever goes from now on does not concern anybody here. */
  talus_selection_set_one (talus_view_get_selection (view), &other);
  tell_removal (peer, "Ada", &fourth);
  g_assert_cmpuint (said->len, ==, 2);

  /* With what is above it, what is selected goes too. */
  talus_selection_set_one (talus_view_get_selection (view), &below);
  tell_removal (peer, "Ada", &mine);
  g_assert_cmpuint (said->len, ==, 2);
  tell_removal (peer, "Ada", &third);
  g_assert_cmpuint (said->len, ==, 3);
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

#define ADD(path, func) \
  g_test_add (path, AppFixture, NULL, app_fixture_set_up, func, app_fixture_tear_down)
  ADD ("/news/who-comes-back-hears-what-happened", test_away);
  ADD ("/news/what-takes-ones-own-away-is-said-at-once", test_taken_away);
#undef ADD

  return g_test_run ();
}
