/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record as what the public hears of it: the parts, then what closes it. A
 * record alone decides: what its changes do not say (places as numbers, what
 * came back) was noted beside it when it was made; an old record without such
 * notes still gives its events, those members left out. */
#define G_LOG_DOMAIN "talus-host-events"

#include "host/talus-events-private.h"

static void
begin_closing (TalusEventMaker *maker,
               const char      *name)
{
  guint n_parts = maker->events->len;

  talus_event_maker_begin (maker, name);
  talus_event_maker_text (maker, "head", maker->record->head);
  talus_event_maker_int (maker, "of", n_parts);
}

static void
add_closing (TalusEventMaker *maker)
{
  TalusRecord *record = maker->record;
  TalusJsonSlice answer = talus_json_slice_new (record->result);
  TalusJsonSlice result = talus_json_slice_get (&answer, "result");
  const char *name = "command:executed";
  guint64 target = record->undoes != 0 ? record->undoes : record->redoes;

  if (g_str_equal (record->command_type, "Baseline"))
    {
      begin_closing (maker, "project:loaded");
      talus_event_maker_text (maker, "project_id", maker->project_id);
      talus_event_maker_end (maker, "project:loaded", FALSE);
      return;
    }

  if (target != 0)
    {
      name = record->undoes != 0 ? "command:undo" : "command:redo";
      begin_closing (maker, name);
      talus_event_maker_text (maker, "command_type", record->command_type);
      talus_event_maker_int (maker, "target_seq", target);
      talus_event_maker_copy (maker, "target_command_id", &answer, "target_command_id");
      talus_event_maker_end (maker, name, FALSE);
      return;
    }

  begin_closing (maker, name);
  talus_event_maker_text (maker, "command_type", record->command_type);
  talus_json_writer_name (&maker->writer, "success");
  talus_json_writer_boolean (&maker->writer, TRUE);
  talus_json_writer_name (&maker->writer, "result");
  if (result.json != NULL)
    talus_json_writer_raw (&maker->writer, result.json, (gssize) result.length);
  else
    talus_json_writer_null (&maker->writer);
  talus_event_maker_end (maker, name, FALSE);
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
  TalusEventMaker maker = { NULL };
  TalusJsonSlice all = { NULL, 0 };
  g_autoptr(GArray) hints = NULL;

  g_return_val_if_fail (record != NULL, NULL);
  g_return_val_if_fail (session_id != NULL && project_id != NULL, NULL);

  all = talus_json_slice_new (record->hints);
  hints = talus_json_slice_split (&all);
  talus_event_maker_set_record (&maker, record, session_id, project_id);
  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      TalusJsonSlice hint = { NULL, 0 };

      if (i < hints->len)
        hint = g_array_index (hints, TalusJsonSlice, i);
      talus_event_maker_add_change (&maker, talus_change_set_get (record->changes, i), &hint);
    }
  add_closing (&maker);
  g_free (maker.common);

  return maker.events;
}

/* How many nodes were noted to have come back with a change. */
static guint
count_noted (GArray *hints,
             guint   i)
{
  TalusJsonSlice nodes = { NULL, 0 };
  g_autoptr(GArray) items = NULL;

  if (i < hints->len)
    nodes = talus_json_slice_get (&g_array_index (hints, TalusJsonSlice, i), "nodes");
  items = talus_json_slice_split (&nodes);

  return items->len;
}

static guint
count_parts (const TalusChange *change)
{
  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
      return (guint) talus_node_spec_count (change->spec);

    case TALUS_CHANGE_REMOVE:
    case TALUS_CHANGE_RESTORE:
      return change->n_edges + 1;

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
  g_autoptr(GArray) hints = NULL;
  guint n = 1;

  g_return_val_if_fail (record != NULL, 0);

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);

      n += count_parts (change);
      if (change->op != TALUS_CHANGE_RESTORE || change->count == 1 || record->hints == NULL)
        continue;
      if (hints == NULL)
        {
          TalusJsonSlice all = talus_json_slice_new (record->hints);

          hints = talus_json_slice_split (&all);
        }
      n += MAX (count_noted (hints, i), 1) - 1;
    }

  return n;
}
