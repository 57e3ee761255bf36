/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One client, connected: what it asks is read, held to the limits and handed
 * on in the order in which it came; what it is answered goes out as an event
 * and an ack. What anything means is not known here. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include <string.h>

#include "base/talus-json-reader.h"
#include "base/talus-json.h"
#include "host/talus-room-private.h"

/* While something is under way that nothing may overtake. */
#define MAX_WAITING       1000
#define MAX_WAITING_BYTES (8 * 1024 * 1024)

static void ask_ping (TalusAsk *ask);

static const struct
{
  const char *event;
  void (*handle) (TalusAsk *ask);
} handlers[] = {
  { "join_session", talus_room_ask_join },
  { "leave_session", talus_room_ask_leave },
  { "command", talus_room_ask_command },
  { "undo", talus_room_ask_command },
  { "redo", talus_room_ask_command },
  { "presence", talus_room_ask_presence },
  { "sync", talus_room_ask_sync },
  { "ping", ask_ping },
};

/* An event that waits for its turn. */
typedef struct
{
  char *event;
  char *json;
  gsize length;
  gboolean has_attachments;
  SioAck *ack;
} Waiting;

static void
free_waiting (gpointer data)
{
  Waiting *waiting = data;

  g_clear_pointer (&waiting->ack, sio_ack_free);
  g_free (waiting->json);
  g_free (waiting->event);
  g_free (waiting);
}

/*
 * talus_wire_new:
 *
 * A client that has just come, of whom nothing is known yet.
 */
TalusWire *
talus_wire_new (TalusRooms *rooms,
                SioSocket  *socket)
{
  TalusWire *self = g_new0 (TalusWire, 1);
  SioEngineSocket *connection = sio_socket_get_connection (socket);

  self->refs = 1;
  self->rooms = rooms;
  self->socket = socket;
  self->is_graph = g_str_equal (sio_socket_get_namespace (socket), "/graph");
  self->link.data = self;
  g_queue_push_tail_link (&rooms->wires, &self->link);

  self->line = g_hash_table_lookup (rooms->lines, connection);
  if (self->line == NULL)
    {
      self->line = talus_line_new (rooms, connection);
      g_hash_table_insert (rooms->lines, connection, self->line);
    }
  self->line->wires[self->is_graph] = self;

  return self;
}

TalusWire *
talus_wire_ref (TalusWire *self)
{
  self->refs++;

  return self;
}

void
talus_wire_unref (TalusWire *self)
{
  if (--self->refs > 0)
    return;

  g_clear_pointer (&self->grant, talus_grant_unref);
  g_free (self);
}

/*
 * talus_wire_end:
 * @self: (transfer full): a client that is going
 *
 * Takes it out of everything.
 */
void
talus_wire_end (TalusWire *self)
{
  TalusRooms *rooms = self->rooms;

  while (self->members != NULL)
    talus_room_remove (self->members);
  if (self->waiting != NULL)
    g_queue_free_full (g_steal_pointer (&self->waiting), free_waiting);

  self->line->wires[self->is_graph] = NULL;
  talus_line_note_gone (self->line);
  g_queue_unlink (&rooms->wires, &self->link);
  self->line = NULL;
  self->socket = NULL;
  talus_wire_unref (self);
}

/*
 * talus_wire_emit:
 *
 * Says something to this client alone.
 */
void
talus_wire_emit (TalusWire  *self,
                 const char *event,
                 const char *json,
                 gsize       length)
{
  SioArgs args = { json, length, NULL, 0 };

  if (self->socket != NULL)
    sio_socket_emit (self->socket, event, &args);
}

/*
 * talus_wire_emit_error:
 * @in_reply_to: (nullable): what it asked
 *
 * Tells it what is wrong.
 */
void
talus_wire_emit_error (TalusWire    *self,
                       const GError *error,
                       const char   *in_reply_to)
{
  g_autoptr(GString) json = talus_ask_write_error (error, in_reply_to);

  talus_wire_emit (self, "error", json->str, json->len);
}

/*
 * talus_wire_find_member:
 *
 * What it is in a session's room, if it is.
 */
TalusRoomMember *
talus_wire_find_member (TalusWire     *self,
                        const TalusId *session_id)
{
  for (TalusRoomMember *member = self->members; member != NULL; member = member->next)
    {
      if (talus_id_equal (talus_session_get_id (member->room->session), session_id))
        return member;
    }

  return NULL;
}

static void
ask_ping (TalusAsk *ask)
{
  GString *json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_room_write_text (&writer, "event", "pong");
  talus_json_writer_name (&writer, "timestamp");
  talus_json_writer_time (&writer, talus_clock_now ());
  talus_json_writer_end_object (&writer);
  talus_ask_answer (ask, "pong", json);
}

/* The first of the arguments; those behind it mean nothing to us. */
static gsize
measure_first (const char *json,
               gsize       length)
{
  TalusJsonReader reader;
  gsize end = length;

  talus_json_reader_init (&reader, json, length, TALUS_JSON_DEPTH_COMMAND);
  if (talus_json_reader_next (&reader) > TALUS_JSON_END && talus_json_reader_skip (&reader))
    end = reader.end;
  talus_json_reader_clear (&reader);

  return end;
}

/* FALSE where it is no object; @node is NULL where there is nothing. */
static gboolean
parse (const char  *json,
       gsize        length,
       JsonNode   **node,
       GError     **error)
{
  gsize end = 0;

  *node = NULL;
  if (length == 0)
    return TRUE;

  *node = talus_json_parse (json, length, TALUS_JSON_DEPTH_COMMAND, error);
  if (*node == NULL && (end = measure_first (json, length)) < length)
    {
      g_clear_error (error);
      *node = talus_json_parse (json, end, TALUS_JSON_DEPTH_COMMAND, error);
    }
  if (*node == NULL)
    return FALSE;

  if (JSON_NODE_HOLDS_OBJECT (*node))
    return TRUE;

  g_clear_pointer (node, json_node_unref);
  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
               "What comes with an event must be a JSON object");

  return FALSE;
}

/* @ack: (transfer full) (nullable) */
static void
handle (TalusWire  *self,
        const char *event,
        const char *json,
        gsize       length,
        gboolean    has_attachments,
        SioAck     *ack)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = NULL;
  TalusAsk *ask = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (handlers); i++)
    {
      if (!g_str_equal (handlers[i].event, event))
        continue;

      /* Whatever came with it: it only asks whether anybody is there. */
      if (handlers[i].handle == ask_ping)
        length = 0;
      if (has_attachments)
        g_set_error (&error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                     "Nothing here takes binary data");
      else
        parse (json, length, &node, &error);

      ask = talus_ask_new (self, event, node, ack);
      if (error != NULL)
        talus_ask_fail (ask, error);
      else
        handlers[i].handle (ask);
      return;
    }

  g_set_error (&error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "There is no event “%s”", event);
  talus_ask_fail (talus_ask_new (self, event, NULL, ack), error);
}

/*
 * talus_wire_take_event:
 * @ack: (transfer full) (nullable): where the answer goes too
 *
 * The client says something.
 */
void
talus_wire_take_event (TalusWire     *self,
                       const char    *event,
                       const SioArgs *args,
                       SioAck        *ack)
{
  g_autoptr(TalusWire) guard = talus_wire_ref (self);
  g_autoptr(GError) error = NULL;
  Waiting *waiting = NULL;
  gboolean must_wait = self->is_busy || self->waiting != NULL;

  /* Who is on the way in is no stranger, and what waits has its own bounds. */
  if (!must_wait && !talus_line_count_message (self->line, args->length, &error))
    {
      talus_ask_fail (talus_ask_new (self, event, NULL, ack), error);
      sio_socket_disconnect (self->socket, TRUE);
      return;
    }

  if (!must_wait)
    {
      handle (self, event, args->json, args->length, args->n_attachments > 0, ack);
      return;
    }

  if (self->waiting == NULL)
    self->waiting = g_queue_new ();
  if (self->waiting->length >= MAX_WAITING ||
      self->waiting_bytes + args->length > MAX_WAITING_BYTES)
    {
      g_set_error (&error, TALUS_ERROR, TALUS_ERROR_TOO_MANY_REQUESTS,
                   "Wait for the answers to what you asked");
      talus_ask_fail (talus_ask_new (self, event, NULL, ack), error);
      return;
    }

  waiting = g_new0 (Waiting, 1);
  waiting->event = g_strdup (event);
  waiting->json = g_strndup (args->json, args->length);
  waiting->length = args->length;
  waiting->has_attachments = args->n_attachments > 0;
  waiting->ack = ack;
  self->waiting_bytes += waiting->length;
  g_queue_push_tail (self->waiting, waiting);
}

/*
 * talus_wire_hold:
 *
 * What comes from now on waits.
 */
void
talus_wire_hold (TalusWire *self)
{
  self->is_busy = TRUE;
}

/*
 * talus_wire_resume:
 *
 * What waits is taken up, until the next that has to be waited for.
 */
void
talus_wire_resume (TalusWire *self)
{
  g_autoptr(TalusWire) guard = talus_wire_ref (self);

  self->is_busy = FALSE;
  while (!self->is_busy && self->waiting != NULL)
    {
      Waiting *waiting = g_queue_pop_head (self->waiting);

      if (waiting == NULL)
        {
          g_queue_free (g_steal_pointer (&self->waiting));
          break;
        }
      self->waiting_bytes -= waiting->length;
      handle (self, waiting->event, waiting->json, waiting->length, waiting->has_attachments,
              g_steal_pointer (&waiting->ack));
      free_waiting (waiting);
    }
}
