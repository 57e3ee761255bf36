/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Catching up: a client says where it is and is told what is behind that, in
 * the answer, and is in the stream again from exactly there on. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include "host/talus-room-private.h"

typedef struct
{
  TalusWire *wire;
  TalusAsk *ask;          /* (nullable): until it is answered */
  TalusId session_id;
  TalusPosition position; /* borrowed from the ask */
  gint64 until;
  gboolean is_holding;
} Sync;

static void
end_sync (Sync *sync)
{
  g_autoptr(TalusWire) wire = sync->wire;
  gboolean was_holding = sync->is_holding;

  g_clear_pointer (&sync->ask, talus_ask_free);
  g_free (sync);
  if (was_holding)
    talus_wire_resume (wire);
}

static void
write_records (TalusJsonWriter *writer,
               GPtrArray       *missed)
{
  for (guint i = 0; i < missed->len; i++)
    {
      TalusRoomRecord *record = g_ptr_array_index (missed, i);
      gsize length = 0;
      const char *json = g_bytes_get_data (talus_record_get_json (record->record), &length);

      talus_json_writer_raw (writer, json, (gssize) length);
    }
}

static void
write_events (TalusJsonWriter  *writer,
              GPtrArray        *missed,
              const TalusTaste *taste)
{
  for (guint i = 0; i < missed->len; i++)
    {
      GPtrArray *events = talus_room_record_get_events (g_ptr_array_index (missed, i));

      for (guint j = 0; j < events->len; j++)
        {
          const TalusEvent *event = g_ptr_array_index (events, j);
          gsize length = 0;
          const char *json = g_bytes_get_data (event->json, &length);

          if ((talus_taste_find_event (event->name) & taste->hears) != 0)
            talus_json_writer_raw (writer, json, (gssize) length);
        }
    }
}

/* What answers the ack. @missed: (nullable): else a snapshot for @reason, or
 * there is nothing yet that could be missed. */
static GString *
write_answer (TalusRoomMember *member,
              GPtrArray       *missed,
              const char      *reason)
{
  TalusRoom *room = member->room;
  GString *json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_room_write_text (&writer, "session_id", room->session_id);
  if (reason != NULL)
    {
      talus_json_writer_name (&writer, "snapshot");
      talus_json_writer_begin_object (&writer);
      talus_room_write_snapshot (room, reason, &writer);
      talus_json_writer_end_object (&writer);
    }
  else
    {
      talus_json_writer_name (&writer, member->taste.wants_records ? "records" : "events");
      talus_json_writer_begin_array (&writer);
      if (missed != NULL && member->taste.wants_records)
        write_records (&writer, missed);
      else if (missed != NULL)
        write_events (&writer, missed, &member->taste);
      talus_json_writer_end_array (&writer);
    }
  talus_room_write_position (room, &writer);
  talus_json_writer_end_object (&writer);

  return json;
}

/* Without an ack to answer it comes as it would to somebody who joins. */
static void
send_answer (TalusRoomMember *member,
             GPtrArray       *missed,
             const char      *reason)
{
  if (missed != NULL)
    talus_room_send_missed (member, missed);
  if (reason != NULL)
    {
      g_autoptr(GString) json = talus_room_make_snapshot (member->room, reason);

      talus_wire_emit (member->wire, "snapshot", json->str, json->len);
    }
}

static gboolean go_on (gpointer user_data);

static void
answer (Sync            *sync,
        TalusRoomMember *member)
{
  g_autoptr(GPtrArray) missed = NULL;
  TalusRoom *room = member->room;
  const char *reason = NULL;

  if (talus_session_has_project (room->session))
    missed = talus_room_get_missed (room, &sync->position, &member->taste, &reason);
  if (reason != NULL && !talus_room_can_snapshot (room) && g_get_monotonic_time () < sync->until)
    {
      talus_wire_hold (sync->wire);
      sync->is_holding = TRUE;
      talus_room_await_snapshot (room->session, sync->until, go_on, sync);
      return;
    }

  if (sync->ask->ack != NULL)
    talus_ask_answer (g_steal_pointer (&sync->ask), NULL, write_answer (member, missed, reason));
  else
    send_answer (member, missed, reason);
  talus_room_tell (member);
  end_sync (sync);
}

static gboolean
go_on (gpointer user_data)
{
  Sync *sync = user_data;
  TalusRoomMember *member = talus_wire_find_member (sync->wire, &sync->session_id);
  g_autoptr(GError) error = NULL;

  if (member != NULL)
    {
      answer (sync, member);
      return G_SOURCE_REMOVE;
    }

  g_set_error (&error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION, "The session is closed");
  talus_ask_fail (g_steal_pointer (&sync->ask), error);
  end_sync (sync);

  return G_SOURCE_REMOVE;
}

/*
 * talus_room_ask_sync:
 * @ask: (transfer full): `sync`
 *
 * A client that was told to, or wants to, catches up.
 */
void
talus_room_ask_sync (TalusAsk *ask)
{
  g_autoptr(GError) error = NULL;
  TalusRoomMember *member = talus_ask_get_member (ask, &error);
  TalusPosition position = { FALSE };
  Sync *sync = NULL;

  if (member == NULL || !talus_room_read_position (ask->body, &position, &error))
    {
      talus_ask_fail (ask, error);
      return;
    }

  sync = g_new0 (Sync, 1);
  sync->wire = talus_wire_ref (ask->wire);
  sync->ask = ask;
  sync->session_id = *talus_session_get_id (member->room->session);
  sync->position = position;
  sync->until = g_get_monotonic_time () + TALUS_SNAPSHOT_WAIT;
  answer (sync, member);
}
