/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes events, member by member. It must not know which there are. */
#define G_LOG_DOMAIN "talus-host-events"

#include "host/talus-events-private.h"

static void
free_event (gpointer data)
{
  TalusEvent *event = data;

  g_bytes_unref (event->json);
  g_free (event);
}

/*
 * talus_event_maker_text:
 *
 * Writes a member that is a string, or null.
 */
void
talus_event_maker_text (TalusEventMaker *maker,
                        const char      *name,
                        const char      *text)
{
  talus_json_writer_name (&maker->writer, name);
  if (text != NULL)
    talus_json_writer_string (&maker->writer, text);
  else
    talus_json_writer_null (&maker->writer);
}

/*
 * talus_event_maker_id:
 *
 * Writes a member that is an id, or null for the null id.
 */
void
talus_event_maker_id (TalusEventMaker *maker,
                      const char      *name,
                      const TalusId   *id)
{
  talus_json_writer_name (&maker->writer, name);
  if (talus_id_is_null (id))
    talus_json_writer_null (&maker->writer);
  else
    talus_json_writer_id (&maker->writer, id);
}

/*
 * talus_event_maker_int:
 *
 * Writes a member that is a whole number.
 */
void
talus_event_maker_int (TalusEventMaker *maker,
                       const char      *name,
                       guint64          number)
{
  talus_json_writer_name (&maker->writer, name);
  talus_json_writer_int (&maker->writer, (gint64) number);
}

/*
 * talus_event_maker_value:
 *
 * Writes a member that is a value, or null.
 */
void
talus_event_maker_value (TalusEventMaker  *maker,
                         const char       *name,
                         const TalusValue *value)
{
  gsize length = 0;
  const char *json = value != NULL ? talus_value_get_json (value, &length) : NULL;

  talus_json_writer_name (&maker->writer, name);
  if (json != NULL)
    talus_json_writer_raw (&maker->writer, json, (gssize) length);
  else
    talus_json_writer_null (&maker->writer);
}

/*
 * talus_event_maker_copy:
 *
 * Copies a member as it was noted, or leaves it out.
 */
void
talus_event_maker_copy (TalusEventMaker      *maker,
                        const char           *name,
                        const TalusJsonSlice *object,
                        const char           *member)
{
  TalusJsonSlice value = talus_json_slice_get (object, member);

  if (value.json == NULL)
    return;

  talus_json_writer_name (&maker->writer, name);
  talus_json_writer_raw (&maker->writer, value.json, (gssize) value.length);
}

static char *
make_common (TalusRecord *record,
             const char  *session_id)
{
  GString *out = g_string_new (",");
  g_autoptr(GString) author = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_author_write (record->author, author);
  talus_json_writer_init (&writer, out);
  talus_json_writer_name (&writer, "session_id");
  talus_json_writer_string (&writer, session_id);
  talus_json_writer_name (&writer, "timestamp");
  talus_json_writer_time (&writer, record->timestamp);
  talus_json_writer_name (&writer, "command_id");
  if (record->has_command_id)
    talus_json_writer_id (&writer, &record->command_id);
  else
    talus_json_writer_null (&writer);
  talus_json_writer_name (&writer, "author");
  talus_json_writer_raw (&writer, author->str, (gssize) author->len);
  talus_json_writer_name (&writer, "client_id");
  if (record->client_id != NULL)
    talus_json_writer_string (&writer, record->client_id);
  else
    talus_json_writer_null (&writer);
  talus_json_writer_name (&writer, "seq");
  talus_json_writer_int (&writer, (gint64) record->seq);

  return g_string_free (out, FALSE);
}

/*
 * talus_event_maker_begin:
 *
 * Begins an event, with what all have in common.
 */
void
talus_event_maker_begin (TalusEventMaker *maker,
                         const char      *name)
{
  maker->out = g_string_new (NULL);
  talus_json_writer_init (&maker->writer, maker->out);
  talus_json_writer_begin_object (&maker->writer);
  talus_json_writer_name (&maker->writer, "event");
  talus_json_writer_string (&maker->writer, name);
  g_string_append (maker->out, maker->common);
}

/*
 * talus_event_maker_end:
 *
 * Ends an event and keeps it.
 */
void
talus_event_maker_end (TalusEventMaker *maker,
                       const char      *name,
                       gboolean         is_graph)
{
  TalusEvent *event = g_new0 (TalusEvent, 1);

  talus_json_writer_end_object (&maker->writer);
  event->name = name;
  event->json = g_string_free_to_bytes (g_steal_pointer (&maker->out));
  event->is_graph = is_graph;
  g_ptr_array_add (maker->events, event);
}

/*
 * talus_event_maker_begin_part:
 *
 * Begins an event that is a part, with its number.
 */
void
talus_event_maker_begin_part (TalusEventMaker *maker,
                              const char      *name)
{
  talus_event_maker_begin (maker, name);
  talus_event_maker_int (maker, "part", maker->events->len + 1);
}

/*
 * talus_event_maker_set_record:
 *
 * Whose events follow.
 */
void
talus_event_maker_set_record (TalusEventMaker *maker,
                              TalusRecord     *record,
                              const char      *session_id,
                              const char      *project_id)
{
  maker->record = record;
  maker->session_id = session_id;
  maker->project_id = project_id;
  maker->common = make_common (record, session_id);
  maker->events = g_ptr_array_new_with_free_func (free_event);
}
