/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"
#include "app/history/talus-log-model.h"

static void
submit (TalusPeer  *peer,
        TalusBatch *batch)
{
  g_autoptr (GError) error = NULL;

  talus_peer_submit (peer, batch, &error);
  g_assert_no_error (error);
  talus_batch_free (batch);
}

static TalusId
add_phase (TalusPeer  *peer,
           const char *name)
{
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (peer), 0);
  TalusBatch *batch = talus_batch_new (NULL);
  TalusId id;

  talus_batch_create_node (batch, "phase", talus_node_get_id (root), NULL, name, &id);
  submit (peer, batch);

  return id;
}

static void
rename_node (TalusPeer     *peer,
             const TalusId *id,
             const char    *name)
{
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_rename (batch, id, name);
  submit (peer, batch);
}

static gboolean
is_at_rest (gpointer data)
{
  return !talus_log_model_is_loading (data);
}

static void
load_more (TalusLogModel *model)
{
  talus_log_model_load_more (model);
  app_wait_until (is_at_rest, model);
  g_assert_no_error (talus_log_model_get_failure (model));
}

static TalusLogModel *
load_all (TalusPeer *peer)
{
  TalusLogModel *model = talus_log_model_new (peer);

  while (!talus_log_model_is_complete (model))
    load_more (model);

  return model;
}

static TalusLogEntry *
get_entry (TalusLogModel *model,
           guint          position)
{
  g_autoptr (TalusLogEntry) entry = g_list_model_get_item (G_LIST_MODEL (model), position);

  g_assert_nonnull (entry);

  return entry;
}

static guint
get_length (TalusLogModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (model));
}

static void
assert_text (TalusLogModel *model,
             guint          position,
             const char    *text)
{
  g_assert_cmpstr (talus_log_entry_get_text (get_entry (model, position)), ==, text);
}

/* What a list that was there all the time says, one that reads it says too. */
static void
assert_same (TalusLogModel *model,
             TalusPeer     *peer)
{
  g_autoptr (TalusLogModel) other = load_all (peer);

  while (!talus_log_model_is_complete (model))
    load_more (model);

  g_assert_cmpuint (get_length (model), ==, get_length (other));
  for (guint i = 0; i < get_length (model); i++)
    {
      TalusLogEntry *a = get_entry (model, i);
      TalusLogEntry *b = get_entry (other, i);

      g_assert_cmpstr (talus_log_entry_get_text (a), ==, talus_log_entry_get_text (b));
      g_assert_cmpuint (talus_log_entry_get_seq (a), ==, talus_log_entry_get_seq (b));
      g_assert_cmpuint (talus_log_entry_get_first_seq (a), ==, talus_log_entry_get_first_seq (b));
      g_assert_true ((talus_log_entry_get_undone_by (a) != NULL) ==
                     (talus_log_entry_get_undone_by (b) != NULL));
      g_assert_true (talus_log_entry_begins_day (a) == talus_log_entry_begins_day (b));
    }
}

static void
test_reads_backwards (AppFixture    *fixture,
                      gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusLogModel) model = NULL;
  TalusLogEntry *last;
  guint n_ids;

  for (guint i = 0; i < 250; i++)
    {
      g_autofree char *name = g_strdup_printf ("Phase %u", i);

      add_phase (peer, name);
    }
  app_fixture_settle (peer);

  model = talus_log_model_new (peer);
  g_assert_cmpuint (get_length (model), ==, 0);
  load_more (model);
  g_assert_cmpuint (get_length (model), <, 250);
  assert_text (model, 0, "Added “Phase 249” to “Car”");
  assert_text (model, 1, "Added “Phase 248” to “Car”");
  g_assert_true (talus_log_entry_begins_day (get_entry (model, 0)));
  g_assert_false (talus_log_model_is_complete (model));

  while (!talus_log_model_is_complete (model))
    load_more (model);
  g_assert_cmpuint (get_length (model), ==, 251);
  last = get_entry (model, 250);
  g_assert_cmpuint (talus_log_entry_get_seq (last), ==, 1);
  g_assert_true (g_str_has_prefix (talus_log_entry_get_text (last), "Began the project with"));
  talus_log_entry_get_command_ids (last, &n_ids);
  g_assert_cmpuint (n_ids, ==, 0);
}

static void
test_grows (AppFixture    *fixture,
            gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusLogModel) model = talus_log_model_new (peer);

  load_more (model);
  g_assert_cmpuint (get_length (model), ==, 1);
  add_phase (peer, "Late");
  app_fixture_settle (peer);
  g_assert_cmpuint (get_length (model), ==, 2);
  assert_text (model, 0, "Added “Late” to “Car”");
  g_assert_true (talus_log_entry_begins_day (get_entry (model, 0)));
  g_assert_false (talus_log_entry_begins_day (get_entry (model, 1)));
  assert_same (model, peer);
}

static void
test_quick_changes (AppFixture    *fixture,
                    gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusLogModel) model = talus_log_model_new (peer);
  TalusId id;
  TalusId other;
  guint n_ids;

  load_more (model);
  id = add_phase (peer, "A");
  other = add_phase (peer, "X");
  rename_node (peer, &id, "B");
  rename_node (peer, &id, "C");
  rename_node (peer, &id, "D");
  app_fixture_settle (peer);
  g_assert_cmpuint (get_length (model), ==, 4);
  assert_text (model, 0, "Renamed “A” to “D”");
  g_assert_cmpuint (talus_log_entry_get_seq (get_entry (model, 0)), ==, 6);
  g_assert_cmpuint (talus_log_entry_get_first_seq (get_entry (model, 0)), ==, 4);
  talus_log_entry_get_command_ids (get_entry (model, 0), &n_ids);
  g_assert_cmpuint (n_ids, ==, 3);
  assert_same (model, peer);

  /* Something else of the same person ends the step. */
  rename_node (peer, &other, "Y");
  rename_node (peer, &id, "E");
  app_fixture_settle (peer);
  g_assert_cmpuint (get_length (model), ==, 6);
  assert_text (model, 0, "Renamed “D” to “E”");
  assert_same (model, peer);
}

static void
test_undone (AppFixture    *fixture,
             gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusLogModel) model = talus_log_model_new (peer);
  g_autoptr (GError) error = NULL;
  TalusId id;

  load_more (model);
  id = add_phase (peer, "A");
  app_fixture_settle (peer);
  rename_node (peer, &id, "B");
  rename_node (peer, &id, "C");
  app_fixture_settle (peer);

  talus_peer_undo (peer, &error);
  g_assert_no_error (error);
  app_fixture_settle (peer);
  assert_text (model, 0, "Undid: Renamed “A” to “C”");
  g_assert_true (talus_log_entry_is_reversal (get_entry (model, 0)));
  g_assert_nonnull (talus_log_entry_get_undone_by (get_entry (model, 1)));
  assert_same (model, peer);

  talus_peer_redo (peer, &error);
  g_assert_no_error (error);
  app_fixture_settle (peer);
  assert_text (model, 0, "Redid: Renamed “A” to “C”");
  g_assert_null (talus_log_entry_get_undone_by (get_entry (model, 2)));
  assert_same (model, peer);
}

static void
test_filter (AppFixture    *fixture,
             gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusLogModel) model = talus_log_model_new (peer);
  g_autoptr (GPtrArray) authors = NULL;
  TalusId id = add_phase (peer, "Paint");
  TalusId nobody;

  for (guint i = 0; i < 300; i++)
    add_phase (peer, "Filler");
  rename_node (peer, &id, "Coat");
  app_fixture_settle (peer);

  talus_log_model_set_filter (model, NULL, &id, NULL);
  while (!talus_log_model_is_complete (model))
    load_more (model);
  g_assert_cmpuint (get_length (model), ==, 2);
  assert_text (model, 0, "Renamed “Paint” to “Coat”");
  assert_text (model, 1, "Added “Paint” to “Car”");

  /* What comes is held to it too. */
  add_phase (peer, "Late");
  app_fixture_settle (peer);
  g_assert_cmpuint (get_length (model), ==, 2);

  talus_log_model_set_filter (model, NULL, NULL, "PAINT");
  app_wait_until (is_at_rest, model);
  g_assert_cmpuint (get_length (model), ==, 2);

  talus_id_draw (&nobody);
  talus_log_model_set_filter (model, &nobody, NULL, NULL);
  app_wait_until (is_at_rest, model);
  g_assert_cmpuint (get_length (model), ==, 0);
  g_assert_true (talus_log_model_is_complete (model));

  authors = talus_log_model_list_authors (model);
  g_assert_cmpuint (authors->len, ==, 1);
  talus_log_model_set_filter (model, &((TalusAuthor *) authors->pdata[0])->id, NULL, NULL);
  app_wait_until (is_at_rest, model);
  g_assert_cmpuint (get_length (model), >, 50);
}

/* A filter that is changed while it reads: what comes is of the last one. */
static void
test_superseded (AppFixture    *fixture,
                 gconstpointer  data)
{
  g_autoptr (TalusPeer) peer = app_fixture_create (fixture, "restomod", "Car");
  g_autoptr (TalusLogModel) model = talus_log_model_new (peer);

  for (guint i = 0; i < 20; i++)
    add_phase (peer, i % 2 == 0 ? "Even" : "Odd");
  app_fixture_settle (peer);

  talus_log_model_load_more (model);
  talus_log_model_set_filter (model, NULL, NULL, "even");
  talus_log_model_set_filter (model, NULL, NULL, "odd");
  app_wait_until (is_at_rest, model);
  g_assert_cmpuint (get_length (model), ==, 10);
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

#define ADD(path, func) \
  g_test_add (path, AppFixture, NULL, app_fixture_set_up, func, app_fixture_tear_down)
  ADD ("/log-model/reads-backwards-as-far-as-asked", test_reads_backwards);
  ADD ("/log-model/what-happens-comes-on-top", test_grows);
  ADD ("/log-model/quick-changes-of-a-field-are-one-line", test_quick_changes);
  ADD ("/log-model/undone-and-redone-is-told", test_undone);
  ADD ("/log-model/a-filter-holds-for-what-was-and-what-comes", test_filter);
  ADD ("/log-model/the-last-filter-wins", test_superseded);
#undef ADD

  return g_test_run ();
}
