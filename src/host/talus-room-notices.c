/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a room says that is no record: what failed, was saved, loaded, closed.
 * It has no seq, and nobody who was away is told later. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include "host/talus-room-private.h"
#include "host/talus-status.h"

static void
say_failure (TalusRoom         *self,
             const TalusNotice *notice)
{
  const TalusId *command_id = notice->has_command_id ? &notice->command_id : NULL;
  g_autoptr(GString) executing = g_string_new (NULL);
  g_autoptr(GString) failed = g_string_new (NULL);
  TalusJsonWriter writer;
  GHashTableIter iter;
  gpointer value = NULL;

  talus_room_begin_event (self, &writer, executing, "command:executing", command_id,
                          notice->author, notice->client_id);
  talus_room_write_text (&writer, "command_type", notice->command_type);
  talus_json_writer_end_object (&writer);

  talus_room_begin_event (self, &writer, failed, "command:failed", command_id, notice->author,
                          notice->client_id);
  talus_room_write_text (&writer, "command_type", notice->command_type);
  talus_json_writer_name (&writer, "success");
  talus_json_writer_boolean (&writer, FALSE);
  talus_json_writer_name (&writer, "error");
  talus_json_writer_begin_object (&writer);
  talus_status_write_members (notice->error, FALSE, &writer);
  talus_json_writer_end_object (&writer);
  talus_json_writer_end_object (&writer);

  g_hash_table_iter_init (&iter, self->variants);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      TalusVariant *variant = value;

      if (variant->n_members == 0)
        continue;
      if (!variant->taste.wants_records &&
          (variant->taste.hears & TALUS_HEAR_COMMAND_EXECUTING) != 0)
        talus_variant_say (variant, "command:executing", executing->str, executing->len, NULL);
      if ((variant->taste.hears & TALUS_HEAR_COMMAND_FAILED) != 0)
        talus_variant_say (variant, "command:failed", failed->str, failed->len, NULL);
    }
}

static void
say_saved (TalusRoom *self)
{
  g_autoptr(GString) json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_room_begin_event (self, &writer, json, "project:saved", NULL, NULL, NULL);
  talus_json_writer_name (&writer, "project_id");
  talus_json_writer_id (&writer, talus_session_get_project_id (self->session));
  talus_json_writer_end_object (&writer);
  talus_room_say (self, TALUS_HEAR_PROJECT_SAVED, "project:saved", json, NULL);
}

/* Whoever is in an empty session has nothing to begin with: the record that
 * begins the log, and what the log begins from, or has come to since. */
static void
say_loaded (TalusRoom *self)
{
  g_autoptr(GPtrArray) records = NULL;
  g_autoptr(GString) snapshot = NULL;
  g_autoptr(GError) error = NULL;
  GHashTableIter iter;
  gpointer value = NULL;

  talus_room_move_to (self, talus_session_get_seq (self->session),
                      talus_session_get_head (self->session));
  if (self->seq == 1 &&
      !talus_journal_read (talus_session_get_journal (self->session), 0, 1, 1, &records, &error))
    g_message ("The beginning of a log could not be read: %s", error->message);
  snapshot = talus_room_make_snapshot (self, "project loaded");

  g_hash_table_iter_init (&iter, self->variants);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      TalusVariant *variant = value;

      if (variant->n_members == 0)
        continue;
      if (records != NULL && records->len > 0 && !variant->taste.wants_records)
        {
          g_autoptr(TalusRoomRecord) record = NULL;

          record = talus_room_record_new (self, g_ptr_array_index (records, 0));
          talus_taste_say_record (&variant->taste, record, TRUE, talus_variant_say_cb, variant);
        }
      talus_variant_say (variant, "snapshot", snapshot->str, snapshot->len, NULL);
    }
}

/*
 * talus_room_say_closed:
 *
 * It is over for everybody who is in the room.
 */
void
talus_room_say_closed (TalusRoom  *self,
                       const char *reason)
{
  g_autoptr(GString) json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_room_begin_event (self, &writer, json, "session:closed", NULL, NULL, NULL);
  talus_room_write_text (&writer, "reason", reason);
  talus_json_writer_end_object (&writer);
  talus_room_say (self, TALUS_HEAR_SESSION_CLOSED, "session:closed", json, NULL);

  /* Those who have yet to `sync` are told nothing else, but this. */
  for (guint i = 0; i < self->members->len; i++)
    {
      TalusRoomMember *member = g_ptr_array_index (self->members, i);

      if (member->variant == NULL)
        talus_wire_emit (member->wire, "session:closed", json->str, json->len);
    }
}

/*
 * talus_room_notice_cb:
 * @user_data: the room
 *
 * The session tells something that is no record.
 */
gboolean
talus_room_notice_cb (const TalusNotice *notice,
                      gpointer           user_data)
{
  TalusRoom *self = user_data;

  switch (notice->kind)
    {
    case TALUS_NOTICE_FAILED:
      say_failure (self, notice);
      break;
    case TALUS_NOTICE_JOINED:
      talus_room_note_came (self, notice);
      break;
    case TALUS_NOTICE_LEFT:
      talus_room_note_went (self, notice);
      break;
    case TALUS_NOTICE_PRESENCE:
      talus_room_say_presence (self, notice);
      break;
    case TALUS_NOTICE_LOADED:
      say_loaded (self);
      break;
    case TALUS_NOTICE_SAVED:
      say_saved (self);
      break;
    case TALUS_NOTICE_CLOSED:
      talus_room_say_closed (self, notice->text);
      break;
    default:
      break;
    }

  return TRUE;
}
