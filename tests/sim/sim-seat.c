/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state is where a record's events are: between records (open_seq 0), or
 * n_parts into one, of which the last was said n_said times out of n_to_say. */
#define G_LOG_DOMAIN "sim-seat"

#include "sim-seat.h"

#include <gio/gio.h>
#include <string.h>

#include "model/talus-graph-json.h"
#include "sim-http.h"

#define PREFIX "graph:"

/* So many records may be more than what is sent to who comes back. */
#define FAR_BEHIND 1000

#define fail(seat, format, ...) \
  sim_loop_fail ((seat)->loop, "%s, at seq %" G_GUINT64_FORMAT ", joined at %" G_GUINT64_FORMAT \
                 " of %" G_GUINT64_FORMAT ": " format, (seat)->who, (seat)->seq, \
                 (seat)->joined_from, (seat)->joined_seq, ##__VA_ARGS__)

/**
 * sim_seat_init:
 * @self: a seat, zeroed
 * @loop: where failures go
 * @project: what is in the session
 * @port: where the host listens, now or later
 * @who: (transfer full): for messages
 *
 * A seat whose client has not joined, and begins with a snapshot.
 */
void
sim_seat_init (SimSeat    *self,
               SimLoop    *loop,
               SimProject *project,
               guint16    *port,
               char       *who)
{
  self->loop = loop;
  self->project = project;
  self->port = port;
  self->who = who;
}

void
sim_seat_clear (SimSeat *self)
{
  g_clear_object (&self->replica);
  g_clear_pointer (&self->who, g_free);
}

/* The members of join_session, without braces. */
void
sim_seat_append_join (SimSeat *self,
                      GString *out)
{
  static const char * const spellings[] = { "plain", "prefixed", "both" };

  g_string_append_printf (out, "\"session_id\":\"%s\",\"format\":\"%s\",\"event_names\":\"%s\","
                          "\"since\":%" G_GUINT64_FORMAT, self->project->session_id,
                          self->records ? "records" : "events", spellings[self->spelling],
                          self->wants_snapshot ? 0 : self->seq);
  if (self->seq > 0)
    g_string_append_printf (out, ",\"epoch\":\"%s\",\"head\":\"%s\"", self->project->epoch,
                            self->head);
  if (self->filtered)
    g_string_append_printf (out, ",\"events\":[\"%snode-created\"]",
                            self->spelling == SIM_PREFIXED ? PREFIX : "");
}

/* (transfer full): the argument of sync. */
char *
sim_seat_format_sync (SimSeat *self)
{
  return g_strdup_printf ("{\"session_id\":\"%s\",\"since\":%" G_GUINT64_FORMAT ",\"epoch\":\"%s\","
                          "\"head\":\"%s\"}", self->project->session_id,
                          self->wants_snapshot ? 0 : self->seq, self->project->epoch, self->head);
}

/* All clients of a project must be told the same heads, before and after
 * whatever happens to the host. */
static void
check_head (SimSeat    *self,
            guint64     seq,
            const char *head)
{
  GHashTable *heads = self->project->told_heads;
  const char *told = g_hash_table_lookup (heads, GSIZE_TO_POINTER (seq));

  if (head == NULL || strlen (head) != 32)
    fail (self, "seq %" G_GUINT64_FORMAT " comes without a head", seq);
  else if (told == NULL)
    g_hash_table_insert (heads, GSIZE_TO_POINTER (seq), g_strdup (head));
  else if (!g_str_equal (told, head))
    fail (self, "seq %" G_GUINT64_FORMAT " has head %s, others were told %s", seq, head, told);
}

static void
close_seq (SimSeat    *self,
           guint64     seq,
           const char *head)
{
  check_head (self, seq, head);
  self->seq = seq;
  g_strlcpy (self->head, head != NULL ? head : "", sizeof self->head);
  self->open_seq = 0;
  self->n_closed++;
}

void
sim_seat_take_joined (SimSeat    *self,
                      JsonObject *joined)
{
  const char *epoch = json_object_get_string_member_with_default (joined, "epoch", "");
  const char *room = json_object_get_string_member_with_default (joined, "room", "");
  guint64 seq = json_object_get_int_member_with_default (joined, "seq", 0);

  if (!g_str_equal (epoch, self->project->epoch))
    fail (self, "the session was joined with epoch %s, not %s", epoch, self->project->epoch);
  if (seq < self->seq)
    fail (self, "the host has but %" G_GUINT64_FORMAT " records", seq);
  if (!g_str_has_prefix (room, "session_") ||
      !g_str_equal (room + strlen ("session_"), self->project->session_id))
    fail (self, "the room is called %s", room);
  check_head (self, seq, json_object_get_string_member_with_default (joined, "head", NULL));
  self->joined_from = self->seq;
  self->joined_seq = seq;
  self->is_joined = TRUE;
  self->must_sync = FALSE;
  self->open_seq = 0;
}

void
sim_seat_take_left (SimSeat *self)
{
  if (!self->is_joined)
    fail (self, "a session was left that was not joined");
  self->is_joined = FALSE;
  self->open_seq = 0;
}

/* What the snapshot itself carries, or what is where it points to. */
static JsonObject *
dup_graph (SimSeat    *self,
           JsonObject *snapshot)
{
  const char *url = json_object_get_string_member_with_default (snapshot, "graph_url", NULL);
  g_autoptr(JsonObject) answer = NULL;
  g_autoptr(GError) error = NULL;
  const char *path = url != NULL ? strstr (url, "/api/v1/") : NULL;

  if (json_object_has_member (snapshot, "graph"))
    return json_object_ref (json_object_get_object_member (snapshot, "graph"));
  if (path == NULL)
    {
      fail (self, "a snapshot without a graph");
      return NULL;
    }
  answer = sim_get_json (*self->port, path + strlen ("/api/v1"), &error);
  if (answer == NULL)
    {
      fail (self, "%s: %s", url, error->message);
      return NULL;
    }

  return json_object_ref (json_object_get_object_member (answer, "graph"));
}

static void
take_snapshot (SimSeat    *self,
               JsonObject *snapshot)
{
  g_autoptr(JsonObject) graph = dup_graph (self, snapshot);
  g_autoptr(GError) error = NULL;
  guint64 seq;

  if (graph == NULL)
    return;
  if (self->seq > 0 && !self->may_skip && !self->wants_snapshot &&
      self->joined_seq - self->joined_from < FAR_BEHIND)
    {
      fail (self, "a snapshot instead of what was missed: %s",
            json_object_get_string_member_with_default (snapshot, "reason", "no reason"));
      return;
    }
  seq = json_object_get_int_member_with_default (graph, "seq", 0);
  if (seq < self->seq)
    fail (self, "a snapshot of the past, %" G_GUINT64_FORMAT, seq);
  self->wants_snapshot = FALSE;
  self->n_snapshots++;
  close_seq (self, seq, json_object_get_string_member_with_default (graph, "head", NULL));
  self->n_closed--;
  if (!self->records)
    return;
  g_clear_object (&self->replica);
  self->replica = sim_replica_new (graph, self->project->template_yaml, &error);
  if (self->replica == NULL)
    fail (self, "%s", error->message);
}

static void
take_record (SimSeat    *self,
             JsonObject *object)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr(TalusRecord) record = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  /* What makes an event of it is no part of it. */
  json_object_remove_member (object, "event");
  json_object_remove_member (object, "session_id");
  json_node_set_object (node, object);
  text = json_to_string (node, FALSE);
  record = talus_record_new_from_json (text, strlen (text), &error);
  if (record == NULL)
    fail (self, "%s: %.400s", error->message, text);
  else if (record->seq != self->seq + 1)
    fail (self, "the next record is %" G_GUINT64_FORMAT, record->seq);
  else if (self->replica == NULL)
    fail (self, "a record before the snapshot");
  else if (sim_replica_lacks (self->replica, record))
    self->wants_snapshot = self->must_sync = TRUE;
  else if (!sim_replica_take (self->replica, record, &error))
    fail (self, "%s: %.400s", error->message, text);
  else
    close_seq (self, record->seq, record->head);
}

static gboolean
is_closing (const char *name)
{
  return g_str_equal (name, "command:executed") || g_str_equal (name, "command:undo") ||
         g_str_equal (name, "command:redo") || g_str_equal (name, "project:loaded");
}

/* Whether it has two spellings. */
static gboolean
is_graph_event (const char *name)
{
  return g_str_has_prefix (name, "node-") || g_str_has_prefix (name, "property-");
}

static gboolean
begin_seq (SimSeat    *self,
           const char *name,
           guint64     seq)
{
  if (self->open_seq == seq)
    return TRUE;
  if (self->open_seq != 0 || seq != self->seq + 1)
    {
      fail (self, "%s of seq %" G_GUINT64_FORMAT " comes, %" G_GUINT64_FORMAT " being open", name,
            seq, self->open_seq);
      return FALSE;
    }
  self->open_seq = seq;
  self->n_parts = 0;
  self->n_said = self->n_to_say = 0;

  return TRUE;
}

static void
take_part (SimSeat    *self,
           const char *name,
           JsonObject *event)
{
  gint64 part = json_object_get_int_member_with_default (event, "part", 0);
  gboolean is_prefixed = g_str_has_prefix (name, PREFIX);
  const char *plain = is_prefixed ? name + strlen (PREFIX) : name;

  if (is_graph_event (plain) && self->spelling != SIM_BOTH &&
      is_prefixed != (self->spelling == SIM_PREFIXED))
    fail (self, "the event %s in a spelling that was not asked for", name);
  if (self->filtered)
    {
      if (!g_str_equal (plain, "node-created"))
        fail (self, "the event %s was not asked for", name);
      return;
    }
  if (part == self->n_parts && self->n_said < self->n_to_say)
    {
      self->n_said++;
      return;
    }
  if (part != self->n_parts + 1 || self->n_said != self->n_to_say)
    fail (self, "part %" G_GINT64_FORMAT " of seq %" G_GUINT64_FORMAT " follows part %"
          G_GINT64_FORMAT ", said %u times", part, self->open_seq, self->n_parts, self->n_said);
  self->n_parts = part;
  self->n_said = 1;
  self->n_to_say = self->spelling == SIM_BOTH && is_graph_event (plain) ? 2 : 1;
}

static void
take_closing (SimSeat    *self,
              const char *name,
              JsonObject *event,
              guint64     seq)
{
  gint64 of = json_object_get_int_member_with_default (event, "of", 0);

  if (!self->filtered && (of != self->n_parts || self->n_said != self->n_to_say))
    fail (self, "%s of seq %" G_GUINT64_FORMAT " speaks of %" G_GINT64_FORMAT " parts, %"
          G_GINT64_FORMAT " came", name, seq, of, self->n_parts);
  close_seq (self, seq, json_object_get_string_member_with_default (event, "head", NULL));
}

/**
 * sim_seat_take_event:
 * @self: a seat
 * @name: of an event of its session
 * @event: its data
 *
 * Returns: whether a record came to its end with it
 */
gboolean
sim_seat_take_event (SimSeat    *self,
                     const char *name,
                     JsonObject *event)
{
  guint64 before = self->n_closed;
  guint64 seq = json_object_get_int_member_with_default (event, "seq", 0);

  if (!self->is_joined)
    {
      fail (self, "the event %s of a session that it is not in", name);
      return FALSE;
    }
  if (g_str_equal (name, "sync"))
    {
      self->must_sync = TRUE;
      self->open_seq = 0;
      self->n_syncs++;
      return FALSE;
    }
  if (g_str_equal (name, "snapshot"))
    {
      take_snapshot (self, event);
      return FALSE;
    }
  if (seq == 0)
    return FALSE;
  if (self->wants_snapshot) /* between what it lacks and the answer to its sync */
    return FALSE;
  if (self->must_sync)
    fail (self, "%s with seq %" G_GUINT64_FORMAT " follows the request to sync", name, seq);
  if (self->records != g_str_equal (name, "record"))
    fail (self, "the event %s is none of its format", name);
  else if (self->records)
    take_record (self, event);
  else if (!begin_seq (self, name, seq))
    return FALSE;
  else if (is_closing (name))
    take_closing (self, name, event, seq);
  else if (!g_str_equal (name, "undo") && !g_str_equal (name, "redo"))
    take_part (self, name, event);
  else if (self->spelling == SIM_PREFIXED)
    fail (self, "a bare %s without having been asked for", name);

  return self->n_closed > before;
}

/* An answer has plain names, whatever the client listens for. */
static void
take_events (SimSeat   *self,
             JsonArray *events)
{
  SimSpelling spelling = self->spelling;

  self->spelling = SIM_PLAIN;
  for (guint i = 0; i < json_array_get_length (events) && !sim_loop_has_failed (self->loop); i++)
    {
      JsonObject *event = json_array_get_object_element (events, i);

      sim_seat_take_event (self, json_object_get_string_member_with_default (event, "event", ""),
                           event);
    }
  self->spelling = spelling;
  if (self->open_seq != 0)
    fail (self, "the answer to sync ends inside seq %" G_GUINT64_FORMAT, self->open_seq);
}

/**
 * sim_seat_take_sync:
 * @self: a seat
 * @answer: to sync
 *
 * Catches up by it, and must then be where it says.
 */
void
sim_seat_take_sync (SimSeat    *self,
                    JsonObject *answer)
{
  guint64 seq = json_object_get_int_member_with_default (answer, "seq", 0);

  self->must_sync = FALSE;
  self->open_seq = 0;
  if (json_object_has_member (answer, "snapshot"))
    {
      gboolean may_skip = self->may_skip;

      self->may_skip = TRUE;
      take_snapshot (self, json_object_get_object_member (answer, "snapshot"));
      self->may_skip = may_skip;
    }
  else if (json_object_has_member (answer, "records"))
    {
      JsonArray *records = json_object_get_array_member (answer, "records");

      for (guint i = 0; i < json_array_get_length (records) && !self->wants_snapshot &&
                        !sim_loop_has_failed (self->loop); i++)
        take_record (self, json_array_get_object_element (records, i));
    }
  else if (json_object_has_member (answer, "events"))
    {
      take_events (self, json_object_get_array_member (answer, "events"));
    }
  else
    {
      fail (self, "sync is answered with nothing to catch up by");
    }
  if (!self->wants_snapshot && self->seq != seq)
    fail (self, "the answer to sync ends there, and says %" G_GUINT64_FORMAT, seq);
}

/**
 * sim_seat_check_digest:
 * @self: a seat that follows in format `records`, at the end of the log
 * @digest: the host's
 * @error: return location
 *
 * Returns: %FALSE if its own graph is another
 */
gboolean
sim_seat_check_digest (SimSeat     *self,
                       const char  *digest,
                       GError     **error)
{
  g_autofree char *own = NULL;

  if (!self->records)
    return TRUE;
  own = self->replica != NULL ? talus_graph_digest (talus_replica_get_graph (self->replica)) : NULL;
  if (g_strcmp0 (own, digest) == 0)
    return TRUE;
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               "%s, at seq %" G_GUINT64_FORMAT ": has the graph %s, the host %s", self->who,
               self->seq, own != NULL ? own : "none", digest);

  return FALSE;
}
