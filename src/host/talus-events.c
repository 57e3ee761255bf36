/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each change of a record is called in public. A record alone decides:
 * what its changes do not say (places as numbers, what came back) was noted
 * beside it when it was made; an old record without such notes still gives
 * its events, those members left out. It must not know any graph. */
#define G_LOG_DOMAIN "talus-host-events"

#include "base/talus-json-writer.h"
#include "host/talus-events.h"
#include "host/talus-json-slice.h"

/* Beyond, a subtree that comes back is one event that says where to fetch it. */
#define MAX_RESTORED_EVENTS 200

typedef struct
{
  TalusRecord *record;
  const char *session_id;
  const char *project_id;
  char *common;       /* the members that every event has, from the comma on */
  GPtrArray *events;
  GString *out;       /* of the event being written */
  TalusJsonWriter writer;
} Maker;

static void
free_event (gpointer data)
{
  TalusEvent *event = data;

  g_bytes_unref (event->json);
  g_free (event);
}

static void
write_text (Maker      *maker,
            const char *name,
            const char *text)
{
  talus_json_writer_name (&maker->writer, name);
  if (text != NULL)
    talus_json_writer_string (&maker->writer, text);
  else
    talus_json_writer_null (&maker->writer);
}

/* The null id stands for none. */
static void
write_id (Maker         *maker,
          const char    *name,
          const TalusId *id)
{
  talus_json_writer_name (&maker->writer, name);
  if (talus_id_is_null (id))
    talus_json_writer_null (&maker->writer);
  else
    talus_json_writer_id (&maker->writer, id);
}

static void
write_int (Maker      *maker,
           const char *name,
           guint64     number)
{
  talus_json_writer_name (&maker->writer, name);
  talus_json_writer_int (&maker->writer, (gint64) number);
}

static void
write_value (Maker            *maker,
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

/* Copies a member as it was noted, or leaves it out. */
static void
copy_member (Maker                *maker,
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

static void
begin_event (Maker      *maker,
             const char *name)
{
  maker->out = g_string_new (NULL);
  talus_json_writer_init (&maker->writer, maker->out);
  talus_json_writer_begin_object (&maker->writer);
  talus_json_writer_name (&maker->writer, "event");
  talus_json_writer_string (&maker->writer, name);
  g_string_append (maker->out, maker->common);
}

static void
end_event (Maker      *maker,
           const char *name,
           gboolean    is_graph)
{
  TalusEvent *event = g_new0 (TalusEvent, 1);

  talus_json_writer_end_object (&maker->writer);
  event->name = name;
  event->json = g_string_free_to_bytes (g_steal_pointer (&maker->out));
  event->is_graph = is_graph;
  g_ptr_array_add (maker->events, event);
}

static void
begin_part (Maker      *maker,
            const char *name)
{
  begin_event (maker, name);
  write_int (maker, "part", maker->events->len + 1);
}

static void
write_spec (Maker               *maker,
            const TalusNodeSpec *spec,
            const TalusId       *parent,
            const char          *index)
{
  TalusJsonWriter *writer = &maker->writer;

  talus_json_writer_begin_object (writer);
  write_id (maker, "id", &spec->id);
  write_text (maker, "name", spec->name);
  write_text (maker, "blueprint_type_id", spec->type);
  write_id (maker, "parent_id", parent);
  if (index != NULL)
    {
      talus_json_writer_name (writer, "index");
      talus_json_writer_raw (writer, index, -1);
    }
  talus_json_writer_name (writer, "properties");
  talus_json_writer_begin_object (writer);
  for (guint i = 0; i < spec->n_properties; i++)
    {
      gsize length = 0;
      const char *json = talus_value_get_json (spec->values[i], &length);

      talus_json_writer_name_escaped (writer, spec->keys[i], -1);
      talus_json_writer_raw (writer, json, (gssize) length);
    }
  talus_json_writer_end_object (writer);
  talus_json_writer_name (writer, "children");
  talus_json_writer_begin_array (writer);
  talus_json_writer_end_array (writer);
  talus_json_writer_end_object (writer);
}

/* One event a node, a parent before its children. */
static void
add_created (Maker               *maker,
             const TalusNodeSpec *spec,
             const TalusId       *parent,
             const char          *index)
{
  begin_part (maker, "node-created");
  talus_json_writer_name (&maker->writer, "node");
  write_spec (maker, spec, parent, index);
  write_id (maker, "node_id", &spec->id);
  write_id (maker, "parent_id", parent);
  write_text (maker, "blueprint_type_id", spec->type);
  write_text (maker, "name", spec->name);
  end_event (maker, "node-created", TRUE);

  for (guint i = 0; spec->children != NULL && i < spec->children->len; i++)
    {
      g_autofree char *at = g_strdup_printf ("%u", i);

      add_created (maker, g_ptr_array_index (spec->children, i), &spec->id, at);
    }
}

static void
add_inserted (Maker                *maker,
              const TalusChange    *change,
              const TalusJsonSlice *hint)
{
  TalusJsonSlice slice = talus_json_slice_get (hint, "index");
  g_autofree char *index = slice.json != NULL ? g_strndup (slice.json, slice.length) : NULL;

  add_created (maker, change->spec, &change->place.parent, index);
}

static void
add_edge (Maker           *maker,
          const char      *name,
          const TalusEdge *edge)
{
  begin_part (maker, name);
  write_id (maker, "blocker_id", &edge->blocker);
  write_id (maker, "blocked_id", &edge->blocked);
  end_event (maker, name, FALSE);
}

static void
add_removed (Maker                *maker,
             const TalusChange    *change,
             const TalusJsonSlice *hint)
{
  for (guint i = 0; i < change->n_edges; i++)
    add_edge (maker, "dependency-unlinked", &change->edges[i]);

  begin_part (maker, "node-deleted");
  write_id (maker, "node_id", &change->node_id);
  write_id (maker, "parent_id", &change->place.parent);
  copy_member (maker, "old_index", hint, "old_index");
  copy_member (maker, "removed_ids", hint, "removed_ids");
  write_int (maker, "removed_count", change->count);
  end_event (maker, "node-deleted", TRUE);
}

static void
write_subtree (Maker             *maker,
               const TalusChange *change)
{
  g_autofree char *url = g_strdup_printf ("/api/v1/sessions/%s/removed/%" G_GUINT64_FORMAT,
                                          maker->session_id, change->removed_seq);

  write_int (maker, "count", change->count);
  write_text (maker, "subtree_url", url);
}

static void
add_returned (Maker                *maker,
              const TalusChange    *change,
              const TalusJsonSlice *node)
{
  begin_part (maker, "node-created");
  talus_json_writer_name (&maker->writer, "node");
  talus_json_writer_raw (&maker->writer, node->json, (gssize) node->length);
  copy_member (maker, "node_id", node, "id");
  copy_member (maker, "parent_id", node, "parent_id");
  copy_member (maker, "blueprint_type_id", node, "blueprint_type_id");
  copy_member (maker, "name", node, "name");
  if (change->count > MAX_RESTORED_EVENTS)
    write_subtree (maker, change);
  end_event (maker, "node-created", TRUE);
}

static void
add_restored (Maker                *maker,
              const TalusChange    *change,
              const TalusJsonSlice *hint)
{
  TalusJsonSlice nodes = talus_json_slice_get (hint, "nodes");
  g_autoptr(GArray) items = talus_json_slice_split (&nodes);

  for (guint i = 0; i < items->len; i++)
    add_returned (maker, change, &g_array_index (items, TalusJsonSlice, i));
  if (items->len == 0)
    {
      begin_part (maker, "node-created");
      write_id (maker, "node_id", &change->node_id);
      write_id (maker, "parent_id", &change->place.parent);
      write_subtree (maker, change);
      end_event (maker, "node-created", TRUE);
    }

  for (guint i = 0; i < change->n_edges; i++)
    add_edge (maker, "dependency-linked", &change->edges[i]);
}

static void
add_moved (Maker                *maker,
           const TalusChange    *change,
           const TalusJsonSlice *hint)
{
  gboolean had_parent = !talus_id_is_null (&change->from.parent);
  gboolean has_parent = !talus_id_is_null (&change->place.parent);

  if (had_parent)
    {
      begin_part (maker, "node-unlinked");
      write_id (maker, "parent_id", &change->from.parent);
      write_id (maker, "child_id", &change->node_id);
      copy_member (maker, "old_index", hint, "old_index");
      if (!has_parent)
        copy_member (maker, "index", hint, "index");
      end_event (maker, "node-unlinked", TRUE);
    }

  if (has_parent || !had_parent)
    {
      begin_part (maker, "node-linked");
      write_id (maker, "parent_id", &change->place.parent);
      write_id (maker, "child_id", &change->node_id);
      copy_member (maker, "index", hint, "index");
      end_event (maker, "node-linked", TRUE);
    }
}

/* Of a node, or of the project itself, which answers to its own id. */
static void
add_set (Maker             *maker,
         const TalusChange *change,
         const char        *node_id)
{
  const char *name = change->new_value != NULL ? "property-changed" : "property-deleted";

  begin_part (maker, name);
  write_text (maker, "node_id", node_id);
  write_text (maker, "property_id", change->key);
  write_text (maker, "property_name", change->key);
  write_value (maker, "old_value", change->old_value);
  if (change->new_value != NULL)
    write_value (maker, "new_value", change->new_value);
  end_event (maker, name, TRUE);
}

static void
add_template (Maker             *maker,
              const TalusChange *change)
{
  TalusJsonSlice value = { NULL, 0 };

  if (change->new_value != NULL)
    value.json = talus_value_get_json (change->new_value, &value.length);

  begin_part (maker, "template:changed");
  copy_member (maker, "template_id", &value, "id");
  copy_member (maker, "template_hash", &value, "hash");
  end_event (maker, "template:changed", FALSE);
}

static void
add_change (Maker                *maker,
            const TalusChange    *change,
            const TalusJsonSlice *hint)
{
  char node_id[TALUS_ID_TEXT_SIZE];

  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
      add_inserted (maker, change, hint);
      break;

    case TALUS_CHANGE_REMOVE:
      add_removed (maker, change, hint);
      break;

    case TALUS_CHANGE_RESTORE:
      add_restored (maker, change, hint);
      break;

    case TALUS_CHANGE_MOVE:
      add_moved (maker, change, hint);
      break;

    case TALUS_CHANGE_SET:
      add_set (maker, change, talus_id_format (&change->node_id, node_id));
      break;

    case TALUS_CHANGE_LINK:
      add_edge (maker, "dependency-linked", &change->edges[0]);
      break;

    case TALUS_CHANGE_UNLINK:
      add_edge (maker, "dependency-unlinked", &change->edges[0]);
      break;

    case TALUS_CHANGE_META:
      if (g_str_equal (change->key, "template"))
        add_template (maker, change);
      else
        add_set (maker, change, maker->project_id);
      break;

    case TALUS_CHANGE_BASELINE:
    default:
      break;
    }
}

static void
begin_closing (Maker      *maker,
               const char *name)
{
  guint n_parts = maker->events->len;

  begin_event (maker, name);
  write_text (maker, "head", maker->record->head);
  write_int (maker, "of", n_parts);
}

static void
add_closing (Maker *maker)
{
  TalusRecord *record = maker->record;
  TalusJsonSlice answer = talus_json_slice_new (record->result);
  TalusJsonSlice result = talus_json_slice_get (&answer, "result");
  const char *name = "command:executed";

  if (g_str_equal (record->command_type, "Baseline"))
    {
      begin_closing (maker, "project:loaded");
      write_text (maker, "project_id", maker->project_id);
      end_event (maker, "project:loaded", FALSE);
      return;
    }

  if (record->undoes != 0 || record->redoes != 0)
    {
      name = record->undoes != 0 ? "command:undo" : "command:redo";
      begin_closing (maker, name);
      write_text (maker, "command_type", record->command_type);
      write_int (maker, "target_seq", record->undoes != 0 ? record->undoes : record->redoes);
      copy_member (maker, "target_command_id", &answer, "target_command_id");
      end_event (maker, name, FALSE);
      return;
    }

  begin_closing (maker, name);
  write_text (maker, "command_type", record->command_type);
  talus_json_writer_name (&maker->writer, "success");
  talus_json_writer_boolean (&maker->writer, TRUE);
  talus_json_writer_name (&maker->writer, "result");
  if (result.json != NULL)
    talus_json_writer_raw (&maker->writer, result.json, (gssize) result.length);
  else
    talus_json_writer_null (&maker->writer);
  end_event (maker, name, FALSE);
}

/**
 * talus_events_from_record:
 * @record: a record of the log
 * @session_id: the session's id as text
 * @project_id: its project's id as text
 *
 * Makes the events of a record. Any thread.
 *
 * Returns: (transfer full) (element-type TalusEvent): the parts in order, the
 *   closing event last
 */
GPtrArray *
talus_events_from_record (TalusRecord *record,
                          const char  *session_id,
                          const char  *project_id)
{
  Maker maker = { record, session_id, project_id };
  TalusJsonSlice all = { NULL, 0 };
  g_autoptr(GArray) hints = NULL;

  g_return_val_if_fail (record != NULL, NULL);
  g_return_val_if_fail (session_id != NULL && project_id != NULL, NULL);

  all = talus_json_slice_new (record->hints);
  hints = talus_json_slice_split (&all);
  maker.common = make_common (record, session_id);
  maker.events = g_ptr_array_new_with_free_func (free_event);

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      TalusJsonSlice none = { NULL, 0 };

      add_change (&maker, talus_change_set_get (record->changes, i),
                  i < hints->len ? &g_array_index (hints, TalusJsonSlice, i) : &none);
    }
  add_closing (&maker);
  g_free (maker.common);

  return maker.events;
}

static guint
count_parts (const TalusChange *change,
             gboolean           has_hints)
{
  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
      return (guint) talus_node_spec_count (change->spec);

    case TALUS_CHANGE_REMOVE:
      return change->n_edges + 1;

    case TALUS_CHANGE_RESTORE:
      return change->n_edges +
             (has_hints && change->count <= MAX_RESTORED_EVENTS ? (guint) change->count : 1);

    case TALUS_CHANGE_MOVE:
      return !talus_id_is_null (&change->from.parent) && !talus_id_is_null (&change->place.parent)
               ? 2 : 1;

    case TALUS_CHANGE_BASELINE:
      return 0;

    case TALUS_CHANGE_SET:
    case TALUS_CHANGE_LINK:
    case TALUS_CHANGE_UNLINK:
    case TALUS_CHANGE_META:
    default:
      return 1;
    }
}

/**
 * talus_events_count:
 * @record: a record of the log
 *
 * Counts the events of a record.
 *
 * Returns: how many talus_events_from_record() makes
 */
guint
talus_events_count (TalusRecord *record)
{
  guint n = 1;

  g_return_val_if_fail (record != NULL, 0);

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    n += count_parts (talus_change_set_get (record->changes, i), record->hints != NULL);

  return n;
}
