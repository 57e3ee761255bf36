/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds the log of a session against what its clients were told: each
 * acknowledged command once, at its seq; no refused one; nobody else's; and
 * the part that was read before unchanged. */
#define G_LOG_DOMAIN "sim-verify"

#include <gio/gio.h>
#include <string.h>

#include "sim-http.h"
#include "sim-project.h"

typedef struct
{
  SimProject *project;
  GHashTable *seen;    /* command ids of this reading */
  guint64 seq;         /* of the record whose events come */
  guint64 n_closed;    /* records read to their end */
  gint64 n_parts;      /* of the record whose events come */
  gint64 n_nodes;      /* what the events leave of nodes */
} Reading;

G_GNUC_PRINTF (2, 3)
static gboolean
found (GError     **error,
       const char  *format,
       ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, message);

  return FALSE;
}

static gboolean
is_closing (const char *name)
{
  return g_str_equal (name, "command:executed") || g_str_equal (name, "command:undo") ||
         g_str_equal (name, "command:redo") || g_str_equal (name, "project:loaded");
}

static void
count_nodes (Reading    *reading,
             const char *name,
             JsonObject *event)
{
  if (g_str_equal (name, "node-created"))
    reading->n_nodes += json_object_get_int_member_with_default (event, "count", 1);
  else if (g_str_equal (name, "node-deleted"))
    reading->n_nodes -= json_object_get_int_member_with_default (event, "removed_count", 0);
}

static gboolean
check_command (Reading     *reading,
               const char  *id,
               const char  *head,
               GError     **error)
{
  SimCommand *command = g_hash_table_lookup (reading->project->commands, id);

  if (command == NULL && reading->project->is_anybodys)
    return TRUE;
  if (command == NULL)
    return found (error, "Record %" G_GUINT64_FORMAT " has command_id %s, which nobody sent",
                  reading->seq, id);
  if (!g_hash_table_add (reading->seen, command->id))
    return found (error, "Command %s is in the log twice, the second time at %" G_GUINT64_FORMAT,
                  id, reading->seq);
  if (command->state == SIM_REFUSED)
    return found (error, "Command %s was refused, and is in the log at %" G_GUINT64_FORMAT, id,
                  reading->seq);
  if (command->state == SIM_RECORDED &&
      (command->seq != reading->seq || !g_str_equal (command->head, head)))
    return found (error, "Command %s was told seq %" G_GUINT64_FORMAT " head %s, and is at %"
                  G_GUINT64_FORMAT " with head %s", id, command->seq, command->head, reading->seq,
                  head);

  return TRUE;
}

static gboolean
close_record (Reading     *reading,
              const char  *name,
              JsonObject  *event,
              GError     **error)
{
  GPtrArray *heads = reading->project->heads;
  const char *id = json_object_get_string_member_with_default (event, "command_id", NULL);
  const char *head = json_object_get_string_member_with_default (event, "head", "");

  if (strlen (head) != 32)
    return found (error, "Record %" G_GUINT64_FORMAT " closes without a head", reading->seq);
  if (json_object_get_int_member_with_default (event, "of", 0) != reading->n_parts)
    return found (error, "Record %" G_GUINT64_FORMAT " has %" G_GINT64_FORMAT " parts, not what it "
                  "says", reading->seq, reading->n_parts);
  if (reading->seq <= heads->len)
    {
      if (!g_str_equal (g_ptr_array_index (heads, reading->seq - 1), head))
        return found (error, "Record %" G_GUINT64_FORMAT " had another head before the restart",
                      reading->seq);
    }
  else
    {
      g_ptr_array_add (heads, g_strdup (head));
    }
  reading->n_closed = reading->seq;
  if (reading->seq == 1)
    return g_str_equal (name, "project:loaded") || found (error, "Record 1 is no baseline");
  if (id == NULL)
    return found (error, "Record %" G_GUINT64_FORMAT " has no command_id", reading->seq);

  return check_command (reading, id, head, error);
}

static gboolean
read_event (Reading     *reading,
            JsonObject  *event,
            GError     **error)
{
  const char *name = json_object_get_string_member_with_default (event, "event", "");
  guint64 seq = json_object_get_int_member_with_default (event, "seq", 0);

  if (seq != reading->seq)
    {
      if (seq != reading->n_closed + 1)
        return found (error, "After record %" G_GUINT64_FORMAT " comes an event %s of %"
                      G_GUINT64_FORMAT, reading->n_closed, name, seq);
      reading->seq = seq;
      reading->n_parts = 0;
    }
  else if (reading->n_closed == seq)
    {
      return found (error, "An event %s follows the end of record %" G_GUINT64_FORMAT, name, seq);
    }
  if (is_closing (name))
    return close_record (reading, name, event, error);

  reading->n_parts++;
  count_nodes (reading, name, event);
  if (json_object_get_int_member_with_default (event, "part", 0) != reading->n_parts)
    return found (error, "Part %" G_GINT64_FORMAT " of record %" G_GUINT64_FORMAT " is missing",
                  reading->n_parts, seq);

  return TRUE;
}

static gboolean
read_log (Reading  *reading,
          guint16   port,
          GError  **error)
{
  gboolean more = TRUE;

  while (more)
    {
      g_autofree char *path =
        g_strdup_printf ("/sessions/%s/events?since=%" G_GUINT64_FORMAT "&limit=1000",
                         reading->project->session_id, reading->n_closed);
      g_autoptr(JsonObject) page = sim_get_json (port, path, error);
      guint64 before = reading->n_closed;
      JsonArray *events;

      if (page == NULL)
        return FALSE;
      events = json_object_get_array_member (page, "events");
      for (guint i = 0; i < json_array_get_length (events); i++)
        {
          if (!read_event (reading, json_array_get_object_element (events, i), error))
            return FALSE;
        }
      if (reading->seq != reading->n_closed)
        return found (error, "A page of events ends inside record %" G_GUINT64_FORMAT,
                      reading->seq);
      more = json_object_get_boolean_member_with_default (page, "more", FALSE);
      if (more && reading->n_closed == before)
        return found (error, "The log says there is more after %" G_GUINT64_FORMAT
                      " and gives nothing", before);
    }

  return TRUE;
}

/* Nobody may have been told of what is not in the log. */
static gboolean
check_told (Reading  *reading,
            GError  **error)
{
  GPtrArray *heads = reading->project->heads;
  GHashTableIter iter;
  gpointer seq, head;

  g_hash_table_iter_init (&iter, reading->project->told_heads);
  while (g_hash_table_iter_next (&iter, &seq, &head))
    {
      gsize number = GPOINTER_TO_SIZE (seq);

      if (number > heads->len || !g_str_equal (g_ptr_array_index (heads, number - 1), head))
        return found (error, "A client was told of seq %zu with head %s, which is not in the log",
                      number, (const char *) head);
    }

  return TRUE;
}

static gboolean
check_session (Reading  *reading,
               guint16   port,
               GError  **error)
{
  SimProject *project = reading->project;
  g_autofree char *path = g_strdup_printf ("/sessions/%s", project->session_id);
  g_autoptr(JsonObject) session = sim_get_json (port, path, error);
  const char *head;

  if (session == NULL)
    return FALSE;
  head = json_object_get_string_member_with_default (session, "head", "");
  if (!g_str_equal (json_object_get_string_member_with_default (session, "epoch", ""),
                    project->epoch) ||
      !g_str_equal (json_object_get_string_member_with_default (session, "project_id", ""),
                    project->project_id))
    return found (error, "Session %s came back with another epoch or project", project->session_id);
  if ((guint64) json_object_get_int_member_with_default (session, "seq", 0) != reading->n_closed ||
      !g_str_equal (head, g_ptr_array_index (project->heads, reading->n_closed - 1)))
    return found (error, "The session is not where its log ends, at %" G_GUINT64_FORMAT,
                  reading->n_closed);
  if (json_object_get_int_member_with_default (session, "node_count", 0) !=
      (gint64) project->initial_nodes + reading->n_nodes)
    return found (error, "The events leave %" G_GINT64_FORMAT " nodes, the session has %"
                  G_GINT64_FORMAT, (gint64) project->initial_nodes + reading->n_nodes,
                  json_object_get_int_member_with_default (session, "node_count", 0));

  return TRUE;
}

/**
 * sim_project_verify:
 * @self: the project
 * @port: where the host listens
 * @error: return location, set to the first thing that is wrong
 *
 * Reads the whole log and holds it against what clients were told. Nothing may be in flight.
 */
gboolean
sim_project_verify (SimProject  *self,
                    guint16      port,
                    GError     **error)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  Reading reading = { .project = self, .seen = seen };

  if (!read_log (&reading, port, error))
    return FALSE;
  if (reading.n_closed < MAX (self->heads->len, self->max_seq))
    return found (error, "The log ends at %" G_GUINT64_FORMAT ", and reached to %" G_GUINT64_FORMAT,
                  reading.n_closed, MAX ((guint64) self->heads->len, self->max_seq));
  for (guint i = 0; i < self->order->len; i++)
    {
      SimCommand *command = g_ptr_array_index (self->order, i);

      if (command->state == SIM_RECORDED && !g_hash_table_contains (seen, command->id))
        return found (error, "Command %s was acknowledged at %" G_GUINT64_FORMAT " and is lost",
                      command->id, command->seq);
    }

  return check_told (&reading, error) && check_session (&reading, port, error);
}

/**
 * sim_project_digest:
 * @self: the project
 * @port: where the host listens
 * @error: return location
 *
 * Returns: (transfer full) (nullable): digest, seq and head in one string
 */
char *
sim_project_digest (SimProject  *self,
                    guint16      port,
                    GError     **error)
{
  g_autofree char *path = g_strdup_printf ("/sessions/%s/graph/digest", self->session_id);
  g_autoptr(JsonObject) answer = sim_get_json (port, path, error);

  if (answer == NULL)
    return NULL;

  return g_strdup_printf ("%s %" G_GINT64_FORMAT " %s",
                          json_object_get_string_member_with_default (answer, "digest", "none"),
                          json_object_get_int_member_with_default (answer, "seq", 0),
                          json_object_get_string_member_with_default (answer, "head", ""));
}
