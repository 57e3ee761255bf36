/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Coming into a session and leaving it. Who comes back with the place where it
 * was gets what it missed, from its own queue, and is put into the stream at
 * exactly that place: all of it in one turn, so that nothing can come between
 * or twice. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include "base/talus-json.h"
#include "host/talus-room-private.h"

typedef struct
{
  TalusWire *wire;
  TalusAsk *ask;           /* (nullable): until it is answered */
  TalusId session_id;
  TalusSession *session;   /* (nullable): once it is in memory */
  TalusTaste taste;
  TalusPosition position;  /* borrowed from the ask */
  gint64 until;            /* how long to wait for a snapshot */
  gboolean is_holding;
} Join;

static void
end_join (Join *join)
{
  g_autoptr(TalusWire) wire = join->wire;
  gboolean was_holding = join->is_holding;

  g_clear_pointer (&join->ask, talus_ask_free);
  g_clear_object (&join->session);
  g_free (join);
  if (was_holding)
    talus_wire_resume (wire);
}

static void
hold (Join *join)
{
  talus_wire_hold (join->wire);
  join->is_holding = TRUE;
}

static void
fail (Join         *join,
      const GError *error)
{
  talus_ask_fail (g_steal_pointer (&join->ask), error);
  end_join (join);
}

/*
 * talus_room_read_position:
 * @position: (out): borrowed from @body
 *
 * Reads where a client says it is.
 */
gboolean
talus_room_read_position (JsonObject     *body,
                          TalusPosition  *position,
                          GError        **error)
{
  gint64 since = -1;

  if (!talus_json_get_int (body, "since", FALSE, TALUS_ERROR_INVALID_REQUEST, &since, error) ||
      !talus_json_get_string (body, "epoch", FALSE, TALUS_ERROR_INVALID_REQUEST, &position->epoch,
                              error) ||
      !talus_json_get_string (body, "head", FALSE, TALUS_ERROR_INVALID_REQUEST, &position->head,
                              error))
    return FALSE;

  position->has_since = json_object_has_member (body, "since") &&
                        !json_object_get_null_member (body, "since");
  if (position->has_since && since < 0)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                   "“since” must not be negative");
      return FALSE;
    }
  position->since = position->has_since ? (guint64) since : 0;

  return TRUE;
}

static gboolean
read_choice (JsonObject  *body,
             const char  *member,
             const char  *choices[],
             guint        n_choices,
             guint        fallback,
             guint       *choice,
             GError     **error)
{
  const char *text = NULL;

  *choice = fallback;
  if (!talus_json_get_string (body, member, FALSE, TALUS_ERROR_INVALID_REQUEST, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  for (guint i = 0; i < n_choices; i++)
    {
      if (g_str_equal (choices[i], text))
        {
          *choice = i;
          return TRUE;
        }
    }

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "“%s” cannot be “%s”", member,
               text);

  return FALSE;
}

static gboolean
read_filter (JsonObject  *body,
             guint32     *hears,
             GError     **error)
{
  JsonArray *names = NULL;

  *hears = TALUS_HEAR_ALL;
  if (!talus_json_get_array (body, "events", FALSE, TALUS_ERROR_INVALID_REQUEST, &names, error))
    return FALSE;
  if (names == NULL)
    return TRUE;

  *hears = TALUS_HEAR_ALWAYS;
  for (guint i = 0; i < json_array_get_length (names); i++)
    {
      JsonNode *name = json_array_get_element (names, i);

      if (!JSON_NODE_HOLDS_VALUE (name) || json_node_get_value_type (name) != G_TYPE_STRING)
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                       "“events” must be names of events");
          return FALSE;
        }
      /* What a newer client knows and we do not simply never comes. */
      *hears |= talus_taste_find_event (json_node_get_string (name));
    }

  return TRUE;
}

static gboolean
read_taste (TalusAsk    *ask,
            TalusTaste  *taste,
            GError     **error)
{
  static const char *formats[] = { "events", "records" };
  static const char *spellings[] = { "plain", "prefixed", "both" };
  guint fallback = ask->wire->is_graph ? TALUS_SPELL_BOTH : TALUS_SPELL_PLAIN;
  guint format = 0;
  guint spelling = 0;

  if (!read_choice (ask->body, "format", formats, G_N_ELEMENTS (formats), 0, &format, error) ||
      !read_choice (ask->body, "event_names", spellings, G_N_ELEMENTS (spellings), fallback,
                    &spelling, error) ||
      !read_filter (ask->body, &taste->hears, error))
    return FALSE;

  taste->is_graph = ask->wire->is_graph;
  taste->wants_records = format == 1;
  /* Of records there is one spelling: they share a stream. */
  taste->spelling = taste->wants_records ? TALUS_SPELL_PLAIN : (guint8) spelling;

  return TRUE;
}

static GString *
write_joined (TalusRoomMember *member)
{
  TalusRoom *room = member->room;
  TalusWire *wire = member->wire;
  g_autofree char *name = g_strconcat ("session_", room->session_id, NULL);
  GString *clients = talus_room_get_clients (room);
  GString *json = g_string_sized_new (clients->len + 512);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_room_write_text (&writer, "session_id", room->session_id);
  talus_room_write_text (&writer, "room", name);
  talus_room_write_text (&writer, "client_id", sio_socket_get_id (wire->socket));
  talus_json_writer_name (&writer, "author_id");
  talus_json_writer_id (&writer, &wire->grant->author->id);
  talus_room_write_text (&writer, "role", talus_role_get_name (wire->grant->role));
  talus_json_writer_name (&writer, "active_clients");
  talus_json_writer_int (&writer, talus_session_get_n_clients (room->session));
  talus_json_writer_name (&writer, "clients");
  talus_json_writer_raw (&writer, clients->str, (gssize) clients->len);
  talus_room_write_position (room, &writer);
  talus_json_writer_end_object (&writer);

  return json;
}

static void
send_cb (gpointer    target,
         const char *event,
         const char *json,
         gsize       length)
{
  TalusWire *wire = target;

  talus_wire_emit (wire, event, json, length);
  talus_metrics_count_deliveries (wire->rooms->host->metrics, 1);
}

/*
 * talus_room_send_missed:
 *
 * Gives a client what it missed, in its own queue.
 */
void
talus_room_send_missed (TalusRoomMember *member,
                        GPtrArray       *records)
{
  for (guint i = 0; i < records->len; i++)
    talus_taste_say_record (&member->taste, g_ptr_array_index (records, i), FALSE, send_cb,
                            member->wire);
}

/* The client is in from here on. @missed and @reason: (nullable) */
static void
come_in (Join       *join,
         TalusRoom  *room,
         GPtrArray  *missed,
         const char *reason)
{
  TalusWire *wire = join->wire;
  TalusRoomMember *member = talus_wire_find_member (wire, &join->session_id);

  if (member != NULL)
    {
      member->taste = join->taste;
      talus_session_touch (join->session);
    }
  else
    {
      /* The others hear of it before it hears of anything. */
      talus_session_join (join->session,
                          talus_client_new (sio_socket_get_id (wire->socket),
                                            wire->grant->author, wire->grant->role,
                                            talus_clock_now ()));
      member = talus_room_add (room, wire, &join->taste);
    }

  talus_ask_answer (g_steal_pointer (&join->ask), "joined", write_joined (member));
  if (missed != NULL)
    talus_room_send_missed (member, missed);
  if (reason != NULL)
    {
      g_autoptr(GString) snapshot = talus_room_make_snapshot (room, reason);

      talus_wire_emit (wire, "snapshot", snapshot->str, snapshot->len);
    }
  talus_room_tell (member);
  end_join (join);
}

static void go_on (Join *join);

static gboolean
awaited_cb (gpointer user_data)
{
  go_on (user_data);

  return G_SOURCE_REMOVE;
}

static gboolean
check_join (Join    *join,
            GError **error)
{
  TalusWire *wire = join->wire;

  if (talus_session_is_closed (join->session))
    g_set_error (error, TALUS_ERROR,
                 wire->rooms->host->shutting_down ? TALUS_ERROR_SHUTTING_DOWN
                                                  : TALUS_ERROR_INVALID_SESSION,
                 "The session is closing");
  else if (wire->line->n_joins >= TALUS_MAX_JOINS &&
           talus_wire_find_member (wire, &join->session_id) == NULL)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_TOO_MANY_REQUESTS,
                 "One connection may be in %d sessions", TALUS_MAX_JOINS);
  else
    return TRUE;

  return FALSE;
}

/* The session is in memory. */
static void
go_on (Join *join)
{
  g_autoptr(GPtrArray) missed = NULL;
  g_autoptr(GError) error = NULL;
  const char *reason = NULL;
  TalusRoom *room = NULL;

  if (join->wire->socket == NULL)
    {
      end_join (join);
      return;
    }
  if (!check_join (join, &error))
    {
      fail (join, error);
      return;
    }

  room = talus_room_get (join->wire->rooms, join->session);
  if (join->position.has_since && talus_session_has_project (join->session))
    missed = talus_room_get_missed (room, &join->position, &join->taste, &reason);

  if (join->until == 0)
    join->until = g_get_monotonic_time () + TALUS_SNAPSHOT_WAIT;
  if (reason != NULL && !talus_room_can_snapshot (room) &&
      g_get_monotonic_time () < join->until)
    {
      hold (join);
      talus_room_release (room);
      talus_room_await_snapshot (join->session, join->until, awaited_cb, join);
      return;
    }

  come_in (join, room, missed, reason);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Join *join = user_data;
  g_autoptr(GError) error = NULL;
  char text[TALUS_ID_TEXT_SIZE];

  join->session = talus_registry_need_finish (TALUS_REGISTRY (object), result, &error);
  if (join->session != NULL)
    {
      go_on (join);
      return;
    }

  /* It went into the trash in the meantime. */
  if (g_error_matches (error, TALUS_ERROR, TALUS_ERROR_PROJECT_NOT_FOUND))
    {
      g_clear_error (&error);
      g_set_error (&error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION, "There is no session “%s”",
                   talus_id_format (&join->session_id, text));
    }
  fail (join, error);
}

/* Loads it where it is not: whoever may join it may do that. */
static void
find_session (Join *join)
{
  TalusHost *host = join->wire->rooms->host;
  TalusSession *session = talus_registry_get_session (host->registry, &join->session_id);
  TalusLibraryEntry *known = NULL;

  if (session != NULL && !talus_session_is_closed (session))
    {
      join->session = g_object_ref (session);
      go_on (join);
      return;
    }

  hold (join);
  known = talus_library_find_session (host->library, &join->session_id);
  if (known != NULL && known->has_project && !known->trashed)
    talus_registry_open_async (host->registry, &known->info.project_id, opened_cb, join);
  else
    talus_registry_need_async (host->registry, &join->session_id, opened_cb, join);
  g_clear_pointer (&known, talus_library_entry_free);
}

/*
 * talus_room_ask_join:
 * @ask: (transfer full): `join_session`, or what came with CONNECT
 *
 * A client wants into a session.
 */
void
talus_room_ask_join (TalusAsk *ask)
{
  Join *join = g_new0 (Join, 1);
  g_autoptr(GError) error = NULL;
  const char *text = NULL;

  join->wire = talus_wire_ref (ask->wire);
  join->ask = ask;
  if (!talus_json_get_string (ask->body, "session_id", TRUE, TALUS_ERROR_INVALID_REQUEST, &text,
                              &error))
    {
      fail (join, error);
      return;
    }
  if (!talus_id_parse (text, -1, &join->session_id))
    {
      g_set_error (&error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION, "There is no session “%s”",
                   text);
      fail (join, error);
      return;
    }

  if (!talus_grant_check (ask->wire->grant, &join->session_id, TALUS_ROLE_VIEWER, &error) ||
      !read_taste (ask, &join->taste, &error) ||
      !talus_room_read_position (ask->body, &join->position, &error))
    {
      fail (join, error);
      return;
    }

  find_session (join);
}

/*
 * talus_room_ask_leave:
 * @ask: (transfer full): `leave_session`
 *
 * A client has seen enough of a session.
 */
void
talus_room_ask_leave (TalusAsk *ask)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusSession) session = NULL;
  TalusRoomMember *member = talus_ask_get_member (ask, &error);
  GString *json = NULL;
  TalusJsonWriter writer;

  if (member == NULL)
    {
      talus_ask_fail (ask, error);
      return;
    }

  session = g_object_ref (member->room->session);
  talus_room_remove (member);

  json = g_string_new (NULL);
  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "session_id");
  talus_json_writer_id (&writer, talus_session_get_id (session));
  talus_json_writer_name (&writer, "active_clients");
  talus_json_writer_int (&writer, talus_session_get_n_clients (session));
  talus_json_writer_end_object (&writer);
  talus_ask_answer (ask, "left", json);
}
