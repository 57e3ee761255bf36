/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random histories, played here and by the reference, compared line by line:
 *
 *   oracle-run SCRIPT_DIR [FIRST_SEED [N_SEEDS [N_STEPS]]]
 *
 * On the way a follower that hears only the records' text keeps up, and at the
 * end stacks built from the log alone are held to those that grew with it. A
 * seed that fails is printed with the shortest history that shows it. */
#include <gio/gio.h>
#include <stdlib.h>
#include <string.h>

#include "base/talus-error.h"
#include "base/talus-json.h"
#include "model/talus-graph-json.h"
#include "model/talus-history.h"

#include "player.h"

/* A line for the reference, and what it says to it. */
typedef struct
{
  JsonNode *line;
  JsonNode *answer;
} Exchange;

static void
exchange_free (gpointer data)
{
  Exchange *exchange = data;

  json_node_unref (exchange->line);
  json_node_unref (exchange->answer);
  g_free (exchange);
}

static char *
run_script (const char  *directory,
            const char  *script,
            const char  *seed,
            const char  *n_steps,
            const char  *input,
            GError     **error)
{
  g_autofree char *path = g_build_filename (directory, script, NULL);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;
  const char *const argv[] = { "python3", path, seed, n_steps, NULL };
  char *output = NULL;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                        G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_setenv (launcher, "PYTHONDONTWRITEBYTECODE", "1", TRUE);
  g_subprocess_launcher_setenv (launcher, "PYTHONIOENCODING", "utf-8", TRUE);
  process = g_subprocess_launcher_spawnv (launcher, argv, error);
  if (process == NULL ||
      !g_subprocess_communicate_utf8 (process, input, NULL, &output, NULL, error))
    return NULL;

  if (!g_subprocess_get_successful (process))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "%s %s failed", script,
                   seed != NULL ? seed : "");
      g_free (output);
      return NULL;
    }

  return output;
}

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = talus_json_parse (text, strlen (text), TALUS_JSON_DEPTH_IMPORT, &error);

  if (node == NULL)
    g_error ("Not JSON: %s: %s", error->message, text);

  return node;
}

/* Has the reference draw a history, then answer it. */
static GPtrArray *
draw_history (const char  *directory,
              guint        seed,
              guint        n_steps,
              GError     **error)
{
  g_autofree char *seed_text = g_strdup_printf ("%u", seed);
  g_autofree char *steps_text = g_strdup_printf ("%u", n_steps);
  g_autofree char *lines = run_script (directory, "random_steps.py", seed_text, steps_text, NULL,
                                       error);
  g_autofree char *answers = NULL;
  g_auto (GStrv) each_line = NULL;
  g_auto (GStrv) each_answer = NULL;
  GPtrArray *history;

  if (lines == NULL)
    return NULL;

  answers = run_script (directory, "oracle.py", NULL, NULL, lines, error);
  if (answers == NULL)
    return NULL;

  each_line = g_strsplit (g_strchomp (lines), "\n", -1);
  each_answer = g_strsplit (g_strchomp (answers), "\n", -1);
  g_assert_cmpuint (g_strv_length (each_line), ==, g_strv_length (each_answer));

  history = g_ptr_array_new_with_free_func (exchange_free);
  for (guint i = 0; each_line[i] != NULL; i++)
    {
      Exchange *exchange = g_new0 (Exchange, 1);

      exchange->line = parse (each_line[i]);
      exchange->answer = parse (each_answer[i]);
      g_ptr_array_add (history, exchange);
    }

  return history;
}

/* What is wrong with a template, and on which line it shows that something
 * was never closed, is told as whoever parsed it sees it. */
static char *
show (JsonNode *answer)
{
  JsonObject *object = json_node_get_object (answer);
  JsonObject *details = NULL;

  if (json_object_has_member (object, "details"))
    details = json_object_get_object_member (object, "details");
  if (details != NULL && json_object_has_member (details, "reason"))
    {
      json_object_remove_member (details, "reason");
      json_object_remove_member (details, "line");
    }

  return talus_json_to_canonical (answer, NULL);
}

/* Somebody who has only the text of the records. */
typedef struct
{
  TalusReplica *replica;
  guint n_heard;
} Follower;

static void
follower_clear (Follower *self)
{
  g_clear_object (&self->replica);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Follower, follower_clear)

static void
follower_listen (Follower    *self,
                 TalusPlayer *player)
{
  GPtrArray *records = talus_player_get_records (player);
  TalusGraph *leader = talus_player_get_graph (player);

  if (self->replica == NULL)
    {
      TalusRecord *baseline = g_ptr_array_index (records, 0);
      g_autoptr (TalusGraph) graph = talus_player_make_graph (player);

      self->replica = talus_replica_new (graph, 1, baseline->head);
      self->n_heard = 1;
    }

  talus_graph_add_template (talus_replica_get_graph (self->replica),
                            talus_graph_get_template (leader));

  for (; self->n_heard < records->len; self->n_heard++)
    {
      GBytes *json = talus_record_get_json (g_ptr_array_index (records,
                                                                          self->n_heard));
      g_autoptr (GError) error = NULL;
      g_autoptr (TalusRecord) record = NULL;
      gsize length;
      const char *text = g_bytes_get_data (json, &length);

      record = talus_record_new_from_json (text, length, &error);
      g_assert_no_error (error);
      g_assert_true (talus_record_verify (record,
                                          talus_replica_get_confirmed_head (self->replica)));
      talus_replica_confirm (self->replica, &record, 1, &error);
      g_assert_no_error (error);
    }
}

static gboolean
follower_agrees (Follower    *self,
                 TalusPlayer *player)
{
  g_autofree char *here = talus_graph_digest (talus_replica_get_graph (self->replica));
  g_autofree char *there = talus_player_digest (player);

  return g_str_equal (here, there);
}

static gboolean
same_stacks (TalusHistory *a,
             TalusHistory *b,
             GPtrArray    *records)
{
  for (guint i = 0; i < records->len; i++)
    {
      TalusRecord *record = g_ptr_array_index (records, i);
      const TalusId *author = &record->author->id;

      for (TalusScope scope = TALUS_SCOPE_SESSION; scope <= TALUS_SCOPE_AUTHOR; scope++)
        if (talus_history_can_undo (a, scope, author) !=
              talus_history_can_undo (b, scope, author) ||
            talus_history_can_redo (a, scope, author) !=
              talus_history_can_redo (b, scope, author))
          return FALSE;
    }

  return TRUE;
}

/* Undoes and redoes all there is, on two replicas in turn: they must come to
 * the same, record by record. */
static gboolean
unwind_together (TalusReplica *a,
                 TalusReplica *b,
                 GPtrArray    *records)
{
  TalusReplica *const both[] = { a, b };

  for (guint i = 0; i < 24; i++)
    {
      TalusRecord *some = g_ptr_array_index (records, (i * 7) % records->len);
      g_autoptr (JsonObject) body = json_object_new ();
      g_autoptr (TalusCommand) command = NULL;
      g_autofree char *first = NULL;

      json_object_set_string_member (body, "scope", i % 3 == 0 ? "session" : "author");
      json_object_set_boolean_member (body, "skip", i % 5 == 0);
      json_object_set_boolean_member (body, "partial", i % 4 == 0);
      command = talus_command_new_undo (i % 12 < 8 ? TALUS_COMMAND_UNDO : TALUS_COMMAND_REDO,
                                        body, TALUS_SCOPE_SESSION, NULL);

      for (guint j = 0; j < G_N_ELEMENTS (both); j++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (TalusRecord) record = NULL;
          g_autoptr (GString) text = g_string_new (NULL);
          TalusId id = { { 0xee, 0, 0, 0, 0, 0, 0x40, 0, 0x80, (guint8) i } };

          record = talus_replica_draft (both[j], command, &id, some->author, NULL,
                                        some->timestamp, NULL, &error);
          if (record == NULL)
            {
              JsonObject *details = talus_error_get_details (error);

              g_string_append (text, talus_error_get_code_name (error->code));
              if (details != NULL)
                g_string_append_printf (text, " %" G_GINT64_FORMAT,
                                        json_object_get_int_member (details, "seq"));
            }
          else
            {
              talus_replica_push (both[j], command, record);
              g_string_append (text, record->result);
              talus_change_set_write (record->changes, text);
            }

          if (j == 0)
            first = g_strdup (text->str);
          else if (!g_str_equal (first, text->str))
            {
              g_printerr ("unwinding differs: %s\n%s\n", first, text->str);
              return FALSE;
            }
        }
    }

  talus_replica_reject_all (a);
  talus_replica_reject_all (b);

  return TRUE;
}

/* A host that starts again has the graph as it is, and reads the log. */
static gboolean
restart_agrees (TalusPlayer *player,
                Follower    *follower)
{
  GPtrArray *records = talus_player_get_records (player);
  TalusReplica *replica = talus_player_get_replica (player);
  g_autoptr (TalusReplica) restarted = NULL;
  g_autofree char *before = talus_player_digest (player);
  g_autofree char *after = NULL;

  restarted = talus_replica_new (talus_replica_get_graph (follower->replica),
                                 talus_replica_get_confirmed_seq (replica),
                                 talus_replica_get_confirmed_head (replica));
  for (guint i = 0; i < records->len; i++)
    talus_replica_remember (restarted, g_ptr_array_index (records, i));

  if (!same_stacks (talus_replica_get_history (replica), talus_replica_get_history (restarted),
                    records) ||
      !unwind_together (replica, restarted, records) ||
      !same_stacks (talus_replica_get_history (replica), talus_replica_get_history (restarted),
                    records))
    return FALSE;

  after = talus_player_digest (player);

  return g_str_equal (before, after) && follower_agrees (follower, player);
}

/* Plays the history as far as both agree: the index of the first line at which
 * they do not, or the length. */
static guint
play (GPtrArray *history,
      char     **found,
      char     **wanted)
{
  g_autoptr (TalusPlayer) player = talus_player_new ();
  g_auto (Follower) follower = { NULL };

  for (guint i = 0; i < history->len; i++)
    {
      Exchange *exchange = g_ptr_array_index (history, i);
      g_autoptr (JsonNode) answer = talus_player_answer (player,
                                                         json_node_get_object (exchange->line));

      *found = show (answer);
      *wanted = show (exchange->answer);
      if (!g_str_equal (*found, *wanted))
        return i;

      g_clear_pointer (found, g_free);
      g_clear_pointer (wanted, g_free);
      follower_listen (&follower, player);
      if (i % 25 == 0 && !follower_agrees (&follower, player))
        {
          *found = g_strdup ("a follower of the records differs");
          return i;
        }
    }

  if (!restart_agrees (player, &follower))
    {
      *found = g_strdup ("stacks built from the log differ");
      return history->len - 1;
    }

  return history->len;
}

static gboolean
run_seed (const char *directory,
          guint       seed,
          guint       n_steps)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) history = draw_history (directory, seed, n_steps, &error);
  g_autofree char *found = NULL;
  g_autofree char *wanted = NULL;
  guint failed;

  if (history == NULL)
    {
      g_printerr ("seed %u: %s\n", seed, error->message);
      return FALSE;
    }

  failed = play (history, &found, &wanted);
  if (failed == history->len)
    return TRUE;

  g_printerr ("seed %u fails at line %u; all up to there:\n", seed, failed);
  for (guint i = 0; i <= failed; i++)
    {
      Exchange *exchange = g_ptr_array_index (history, i);
      g_autofree char *line = talus_json_to_canonical (exchange->line, NULL);

      g_printerr ("%u %s\n", i, line);
    }
  g_printerr ("found  %s\nwanted %s\n", found, wanted != NULL ? wanted : "-");

  return FALSE;
}

int
main (int   argc,
      char *argv[])
{
  guint first = argc > 2 ? (guint) atoi (argv[2]) : 1;
  guint n_seeds = argc > 3 ? (guint) atoi (argv[3]) : 6;
  guint n_steps = argc > 4 ? (guint) atoi (argv[4]) : 120;
  guint n_failed = 0;

  if (argc < 2)
    {
      g_printerr ("Usage: %s SCRIPT_DIR [FIRST_SEED [N_SEEDS [N_STEPS]]]\n", argv[0]);
      return 2;
    }

  g_print ("1..%u\n", n_seeds);
  for (guint i = 0; i < n_seeds; i++)
    {
      gboolean ok = run_seed (argv[1], first + i, n_steps);

      g_print ("%s %u - seed %u, %u steps\n", ok ? "ok" : "not ok", i + 1, first + i, n_steps);
      if (!ok)
        n_failed++;
    }

  return n_failed > 0 ? 1 : 0;
}
