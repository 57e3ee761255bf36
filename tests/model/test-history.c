/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stacks as what records make of them: the horizon, forgetting, rewinding,
 * and that they do not depend on when anybody asked. */
#include <glib.h>

#include "model/talus-history-private.h"

#include "replica-test.h"

static TalusRecord *
make_record (guint64     seq,
             guint       author_number,
             const char *changes)
{
  TalusRecord *record = talus_record_new ();
  g_autoptr (GError) error = NULL;

  record->seq = seq;
  record->timestamp = (gint64) seq * 60000;
  record->author = test_author (author_number);
  record->has_command_id = TRUE;
  record->command_id = test_id (0xc00000 + (guint) seq);
  record->command_type = g_strdup ("UpdateProperty");
  record->command_data = g_strdup ("{}");
  record->changes = talus_change_set_new_from_json (changes, strlen (changes), &error);
  g_assert_no_error (error);

  return record;
}

static TalusRecord *
make_set (guint64     seq,
          guint       author,
          const char *value)
{
  g_autofree char *json = NULL;
  g_autofree char *filled = NULL;

  json = g_strdup_printf ("[{\"op\":\"set\",\"node_id\":$2,\"property_id\":\"k%u\","
                          "\"new\":\"%s\"}]", (guint) seq % 7, value);
  filled = test_fill (json);

  return make_record (seq, author, filled);
}

static void
push (TalusHistory *history,
      TalusRecord  *record)
{
  talus_history_push (history, record);
  talus_record_unref (record);
}

static gboolean
can_undo (TalusHistory *history,
          guint         author_number)
{
  TalusId author = test_id (0xa0000 + author_number);

  return talus_history_can_undo (history, author_number == 0 ? TALUS_SCOPE_SESSION
                                                             : TALUS_SCOPE_AUTHOR, &author);
}

static gboolean
can_redo (TalusHistory *history,
          guint         author_number)
{
  TalusId author = test_id (0xa0000 + author_number);

  return talus_history_can_redo (history, author_number == 0 ? TALUS_SCOPE_SESSION
                                                             : TALUS_SCOPE_AUTHOR, &author);
}

static void
test_kinds (void)
{
  g_autoptr (TalusHistory) history = talus_history_new ();
  TalusRecord *record;

  g_assert_false (can_undo (history, 0));
  record = make_record (1, 1, "[]");
  record->has_command_id = FALSE;
  push (history, record);
  g_assert_false (can_undo (history, 0));

  /* Without effect: recorded, and no entry. */
  push (history, make_record (2, 1, "[]"));
  g_assert_false (can_undo (history, 1));
  push (history, make_set (3, 1, "x"));
  g_assert_true (can_undo (history, 1));
  g_assert_true (can_undo (history, 0));
  g_assert_false (can_undo (history, 2));

  record = make_set (4, 2, "y");
  record->undoes = 3;
  push (history, record);
  g_assert_false (can_undo (history, 1));
  g_assert_false (can_undo (history, 2));
  g_assert_true (can_redo (history, 1));
  g_assert_false (can_redo (history, 2));

  record = make_set (5, 2, "x");
  record->redoes = 3;
  push (history, record);
  g_assert_true (can_undo (history, 1));
  g_assert_false (can_undo (history, 2));
  g_assert_false (can_redo (history, 0));
}

static void
test_horizon_of_records (void)
{
  g_autoptr (TalusHistory) history = talus_history_new ();

  push (history, make_set (1, 1, "the first"));
  for (guint64 seq = 2; seq <= TALUS_HORIZON_RECORDS; seq++)
    push (history, make_set (seq, 2, "x"));

  g_assert_true (can_undo (history, 1));
  push (history, make_set (TALUS_HORIZON_RECORDS + 1, 2, "x"));
  g_assert_false (can_undo (history, 1));
  g_assert_true (can_undo (history, 2));

  /* Without the newest it is within the horizon again. */
  talus_history_rewind (history, TALUS_HORIZON_RECORDS);
  g_assert_true (can_undo (history, 1));
}

static void
test_horizon_of_bytes (void)
{
  g_autoptr (TalusHistory) history = talus_history_new ();
  g_autofree char *megabyte = g_strnfill (1024 * 1024, 'x');
  guint64 seq = 1;

  push (history, make_set (seq++, 1, "the first"));
  for (; seq <= 40; seq++)
    push (history, make_set (seq, 2, megabyte));
  g_assert_true (can_undo (history, 1));
  for (; seq <= 80; seq++)
    push (history, make_set (seq, 2, megabyte));
  g_assert_false (can_undo (history, 1));
  g_assert_true (can_undo (history, 2));
}

static void
test_forgetting (void)
{
  g_autoptr (TalusHistory) history = talus_history_new ();
  const guint64 last = 4 * TALUS_HORIZON_RECORDS;

  for (guint64 seq = 1; seq <= last; seq++)
    {
      TalusRecord *record = make_set (seq, 1 + seq % 3, "x");

      if (seq % 10 == 0)
        record->undoes = seq - 3;
      if (seq % 10 == 1 && seq > 10)
        record->redoes = seq - 4;
      push (history, record);
      talus_history_confirm (history, seq);
    }

  g_assert_cmpuint (history->items->len - history->start, <=, TALUS_HORIZON_RECORDS + 2);
  g_assert_cmpuint (history->items->len, <=, 3 * TALUS_HORIZON_RECORDS);
  g_assert_cmpuint (g_hash_table_size (history->by_command), <=, TALUS_HORIZON_RECORDS + 2);
  g_assert_null (talus_history_get_item (history, 5));
  g_assert_nonnull (talus_history_get_item (history, last - TALUS_HORIZON_RECORDS + 1));
  for (guint author = 0; author < 4; author++)
    g_assert_true (can_undo (history, author));
}

/* What all stacks say, from the top down. */
static char *
show_stacks (TalusHistory *history)
{
  GString *text = g_string_new (NULL);

  talus_history_count_in (history);
  for (guint number = 0; number < 4; number++)
    for (guint redo = 0; redo < 2; redo++)
      {
        TalusScope scope = number == 0 ? TALUS_SCOPE_SESSION : TALUS_SCOPE_AUTHOR;
        TalusId author = test_id (0xa0000 + number);
        TalusStack *stack = talus_history_get_stack (history, redo, scope, &author);
        TalusEntry *entry = stack != NULL ? stack->last : NULL;

        g_string_append_printf (text, "\n%u%s:", number, redo ? " undone" : "");
        for (; entry != NULL; entry = talus_entry_get_older (entry, scope))
          g_string_append_printf (text, " %" G_GUINT64_FORMAT "@%" G_GUINT64_FORMAT, entry->seq,
                                  entry->effect->record->seq);
      }

  return g_string_free (text, FALSE);
}

static void
follow (TalusReplica *replica,
        GRand        *rand,
        guint         number)
{
  guint author = 1 + (guint) g_rand_int_range (rand, 0, 3);
  g_autofree char *json = NULL;

  switch (g_rand_int_range (rand, 0, 6))
    {
    case 0:
    case 1:
      json = g_strdup_printf ("{\"scope\":\"%s\",\"skip\":%s}",
                              g_rand_boolean (rand) ? "author" : "session",
                              g_rand_boolean (rand) ? "true" : "false");
      test_try (replica, author, 0, "Undo", json, NULL);
      break;
    case 2:
      json = g_strdup_printf ("{\"scope\":\"%s\"}", g_rand_boolean (rand) ? "author" : "session");
      test_try (replica, author, 0, "Redo", json, NULL);
      break;
    case 3:
      json = g_strdup_printf ("{\"blueprint_type_id\":\"group\",\"id\":$%u,\"parent_id\":$1}",
                              number);
      test_try (replica, author, 0, "CreateNode", json, NULL);
      break;
    default:
      json = g_strdup_printf ("{\"node_id\":$1,\"property_id\":\"name\",\"value\":\"%u\"}", number);
      /* Close together, so that there are steps. */
      test_try (replica, author, 7000000 + number * 1500, "UpdateProperty", json, NULL);
      break;
    }
}

/* Whoever hears the records one by one, all at once, or takes some back in
 * between, has the same stacks. */
static void
test_from_the_log_alone (void)
{
  for (guint32 seed = 1; seed <= 20; seed++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
      g_autoptr (TalusReplica) replica = test_replica ();
      TalusHistory *history = talus_replica_get_history (replica);
      g_autoptr (TalusHistory) fresh = talus_history_new ();
      g_autoptr (TalusHistory) restless = talus_history_new ();
      g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (g_free);
      guint64 last;

      for (guint i = 2; i < 150; i++)
        follow (replica, rand, i);

      last = talus_replica_get_confirmed_seq (replica);
      g_assert_cmpuint (last, >, 60);
      g_ptr_array_add (shown, NULL);
      for (guint64 seq = 1; seq <= last; seq++)
        {
          TalusRecord *record = talus_history_get_item (history, seq)->record;

          talus_history_push (restless, record);
          g_ptr_array_add (shown, show_stacks (restless));
          talus_history_push (fresh, record);
        }

      g_assert_cmpstr (g_ptr_array_index (shown, last), !=, g_ptr_array_index (shown, last / 2));
      for (guint i = 0; i < 40; i++)
        {
          guint64 back = (guint64) g_rand_int_range (rand, 1, (gint32) last);
          guint64 newest = talus_history_get_newest (restless)->record->seq;
          g_autofree char *now = NULL;

          if (back < newest)
            talus_history_rewind (restless, back);
          for (guint64 seq = newest + 1; seq <= back; seq++)
            talus_history_push (restless, talus_history_get_item (history, seq)->record);

          now = show_stacks (restless);
          g_assert_cmpstr (now, ==, g_ptr_array_index (shown, back));
        }

      for (guint i = 0; i < 2; i++)
        {
          g_autofree char *one = show_stacks (i == 0 ? fresh : history);

          g_assert_cmpstr (one, ==, g_ptr_array_index (shown, last));
        }
    }
}

/* Who was below whom */

static void
test_lookback (void)
{
  static const struct
  {
    guint node;
    guint top;
    guint64 seq;
    gboolean was;
  } cases[] = {
    /* 1: 2 below 1 · 2: 3 below 2 · 3: 4 below 3 · 4: 3 to 1 · 5: 2 goes ·
     * 6: 4 goes · 7: 2 is back · 8: 3 below 2 */
    { 4, 2, 3, TRUE }, { 4, 2, 4, FALSE }, { 4, 1, 4, TRUE }, { 4, 3, 4, TRUE },
    { 4, 3, 2, FALSE }, { 4, 4, 6, TRUE }, { 4, 3, 5, TRUE }, { 4, 3, 6, FALSE },
    { 3, 2, 3, TRUE }, { 3, 2, 7, FALSE }, { 3, 2, 8, TRUE }, { 2, 1, 4, TRUE },
    { 2, 1, 5, FALSE }, { 2, 1, 6, FALSE }, { 2, 1, 7, TRUE }, { 3, 1, 5, TRUE },
  };
  g_autoptr (TalusReplica) replica = test_replica ();
  TalusLookback lookback = { talus_replica_get_history (replica),
                             talus_replica_get_graph (replica) };

  test_do (replica, 1, "CreateNode",
           "{\"blueprint_type_id\":\"group\",\"id\":$2,\"parent_id\":$1}");
  test_do (replica, 1, "CreateNode",
           "{\"blueprint_type_id\":\"group\",\"id\":$3,\"parent_id\":$2}");
  test_do (replica, 1, "CreateNode",
           "{\"blueprint_type_id\":\"group\",\"id\":$4,\"parent_id\":$3}");
  test_do (replica, 1, "LinkNode", "{\"parent_id\":$1,\"child_id\":$3}");
  test_do (replica, 1, "DeleteNode", "{\"node_id\":$2}");
  test_do (replica, 1, "DeleteNode", "{\"node_id\":$4}");
  test_do (replica, 1, "RestoreNode", "{\"node_id\":$2}");
  test_do (replica, 1, "LinkNode", "{\"parent_id\":$2,\"child_id\":$3}");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TalusId node = test_id (cases[i].node);
      TalusId top = test_id (cases[i].top);
      TalusMoment moment = { cases[i].seq, 0 };

      g_test_message ("%u below %u at %u", cases[i].node, cases[i].top, (guint) cases[i].seq);
      g_assert_cmpint (talus_lookback_was_below (&lookback, &node, &top, moment), ==,
                       cases[i].was);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/history/commands-with-effect-are-entries", test_kinds);
  g_test_add_func ("/history/the-horizon-is-10000-records", test_horizon_of_records);
  g_test_add_func ("/history/the-horizon-is-64-mebibytes", test_horizon_of_bytes);
  g_test_add_func ("/history/what-is-confirmed-and-beyond-is-forgotten", test_forgetting);
  g_test_add_func ("/history/stacks-follow-from-the-log-alone", test_from_the_log_alone);
  g_test_add_func ("/history/the-past-tree-can-be-walked", test_lookback);

  return g_test_run ();
}
