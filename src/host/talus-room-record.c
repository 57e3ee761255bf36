/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record with the texts that are made of it for a room, each made when the
 * first needs it and then shared by all. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include "host/talus-room-private.h"

/* What a record takes that has no text yet, about. */
#define PLAIN_SIZE 1024

TalusRoomRecord *
talus_room_record_new (TalusRoom   *room,
                       TalusRecord *record)
{
  TalusRoomRecord *self = g_new0 (TalusRoomRecord, 1);

  self->refs = 1;
  self->room = room;
  self->record = talus_record_ref (record);

  return self;
}

TalusRoomRecord *
talus_room_record_ref (TalusRoomRecord *self)
{
  self->refs++;

  return self;
}

void
talus_room_record_unref (TalusRoomRecord *self)
{
  if (--self->refs > 0)
    return;

  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  if (self->executing != NULL)
    g_string_free (self->executing, TRUE);
  g_clear_pointer (&self->events, g_ptr_array_unref);
  talus_record_unref (self->record);
  g_free (self);
}

/*
 * talus_room_record_get_events:
 *
 * Its public events: the parts, then what closes it.
 */
GPtrArray *
talus_room_record_get_events (TalusRoomRecord *self)
{
  char project_id[TALUS_ID_TEXT_SIZE];

  if (self->events == NULL)
    {
      talus_id_format (talus_session_get_project_id (self->room->session), project_id);
      self->events = talus_events_from_record (self->record, self->room->session_id, project_id);
    }

  return self->events;
}

/*
 * talus_room_record_get_text:
 *
 * The event `record`: the members of the record behind those that say which
 * event it is, and of which session, since a client may be in several.
 */
GString *
talus_room_record_get_text (TalusRoomRecord *self)
{
  if (self->text == NULL)
    {
      GBytes *bytes = talus_record_get_json (self->record);
      gsize length = 0;
      const char *json = g_bytes_get_data (bytes, &length);

      self->text = g_string_sized_new (length + 80);
      g_string_append_printf (self->text, "{\"event\":\"record\",\"session_id\":\"%s\",",
                              self->room->session_id);
      g_string_append_len (self->text, json + 1, (gssize) length - 1);
    }

  return self->text;
}

/*
 * talus_room_record_get_executing:
 *
 * The event `command:executing` of its command.
 */
GString *
talus_room_record_get_executing (TalusRoomRecord *self)
{
  TalusRecord *record = self->record;

  if (self->executing == NULL)
    {
      g_autoptr(GString) author = g_string_new (NULL);
      TalusJsonWriter writer;

      self->executing = g_string_new (NULL);
      talus_author_write (record->author, author);
      talus_json_writer_init (&writer, self->executing);
      talus_json_writer_begin_object (&writer);
      talus_room_write_text (&writer, "event", "command:executing");
      talus_room_write_text (&writer, "session_id", self->room->session_id);
      talus_json_writer_name (&writer, "timestamp");
      talus_json_writer_time (&writer, record->timestamp);
      talus_json_writer_name (&writer, "command_id");
      talus_json_writer_id (&writer, &record->command_id);
      talus_json_writer_name (&writer, "author");
      talus_json_writer_raw (&writer, author->str, (gssize) author->len);
      talus_room_write_text (&writer, "client_id", record->client_id);
      talus_room_write_text (&writer, "command_type", record->command_type);
      talus_json_writer_end_object (&writer);
    }

  return self->executing;
}

/*
 * talus_room_record_get_size:
 *
 * About how many bytes it takes.
 */
gsize
talus_room_record_get_size (TalusRoomRecord *self)
{
  gsize size = PLAIN_SIZE;

  if (self->text != NULL)
    size += 2 * self->text->len;
  for (guint i = 0; self->events != NULL && i < self->events->len; i++)
    size += g_bytes_get_size (((TalusEvent *) g_ptr_array_index (self->events, i))->json);

  return size;
}
