/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What public events say beside the change set: places as numbers, the ids
 * that went with a node, the nodes that came back. They are true only at the
 * moment of the change, so they are noted then and kept with the record, and
 * a client that follows from the past reads what one did who was there. */
#define G_LOG_DOMAIN "talus-session-hints"

#include "base/talus-json-writer.h"
#include "session/talus-session-private.h"

#define MAX_REMOVED_IDS    1000
#define MAX_RESTORED_NODES 200

/* A batch may delete and restore the same big node thousands of times. Behind
 * so many bytes of a record a node that goes or returns is only named. */
#define MAX_BYTES (4 * 1024 * 1024)

typedef struct
{
  GString *out;
  TalusJsonWriter writer;
  guint n_written;
  gboolean any;
} Hints;

/* The next node in pre-order within the subtree of @top. */
static TalusNode *
next_in_subtree (TalusNode *node,
                 TalusNode *top)
{
  TalusNode *next = talus_node_get_first_child (node);

  while (next == NULL && node != top)
    {
      next = talus_node_get_next_sibling (node);
      node = talus_node_get_parent (node);
    }

  return next;
}

static void
write_property (const char *key,
                const char *json,
                gsize       length,
                guint64     seq,
                gpointer    user_data)
{
  TalusJsonWriter *writer = user_data;

  talus_json_writer_name_escaped (writer, key, -1);
  talus_json_writer_raw (writer, json, length);
}

static void
write_node (TalusJsonWriter *writer,
            TalusNode       *node,
            guint            index)
{
  TalusNode *parent = talus_node_get_parent (node);

  talus_json_writer_begin_object (writer);
  talus_json_writer_name (writer, "id");
  talus_json_writer_id (writer, talus_node_get_id (node));
  talus_json_writer_name (writer, "name");
  talus_json_writer_string (writer, talus_node_get_name (node));
  talus_json_writer_name (writer, "blueprint_type_id");
  talus_json_writer_string (writer, talus_node_get_type_id (node));
  talus_json_writer_name (writer, "parent_id");
  if (parent != NULL)
    talus_json_writer_id (writer, talus_node_get_id (parent));
  else
    talus_json_writer_null (writer);
  talus_json_writer_name (writer, "index");
  talus_json_writer_int (writer, index);
  talus_json_writer_name (writer, "properties");
  talus_json_writer_begin_object (writer);
  talus_node_foreach_property (node, write_property, writer);
  talus_json_writer_end_object (writer);
  talus_json_writer_name (writer, "children");
  talus_json_writer_begin_array (writer);
  talus_json_writer_end_array (writer);
  talus_json_writer_end_object (writer);
}

static void
write_removed (Hints      *hints,
               TalusGraph *graph,
               TalusNode  *top)
{
  guint most = hints->out->len < MAX_BYTES ? MAX_REMOVED_IDS : 1;
  guint n = 0;

  talus_json_writer_name (&hints->writer, "removed_ids");
  talus_json_writer_begin_array (&hints->writer);
  for (TalusNode *node = top; node != NULL && n < most; n++)
    {
      talus_json_writer_id (&hints->writer, talus_node_get_id (node));
      node = next_in_subtree (node, top);
    }
  talus_json_writer_end_array (&hints->writer);
}

static void
write_restored (Hints      *hints,
                TalusNode  *top,
                guint64     count,
                guint       index)
{
  gboolean has_room = hints->out->len < MAX_BYTES;

  talus_json_writer_name (&hints->writer, "nodes");
  talus_json_writer_begin_array (&hints->writer);
  if (has_room && count > MAX_RESTORED_NODES)
    write_node (&hints->writer, top, index);
  else if (has_room)
    for (TalusNode *node = top; node != NULL; node = next_in_subtree (node, top))
      write_node (&hints->writer, node, talus_node_get_index (node));
  talus_json_writer_end_array (&hints->writer);
}

static void
observe (TalusGraph        *graph,
         const TalusChange *change,
         guint              index,
         guint              old_index,
         guint              new_index,
         gpointer           user_data)
{
  Hints *hints = user_data;
  TalusNode *node = NULL;

  for (; hints->n_written < index; hints->n_written++)
    talus_json_writer_null (&hints->writer);
  hints->n_written++;

  if (change->op != TALUS_CHANGE_INSERT && change->op != TALUS_CHANGE_REMOVE &&
      change->op != TALUS_CHANGE_RESTORE && change->op != TALUS_CHANGE_MOVE)
    {
      talus_json_writer_null (&hints->writer);
      return;
    }

  hints->any = TRUE;
  talus_json_writer_begin_object (&hints->writer);
  if (change->op == TALUS_CHANGE_REMOVE || change->op == TALUS_CHANGE_MOVE)
    {
      talus_json_writer_name (&hints->writer, "old_index");
      talus_json_writer_int (&hints->writer, old_index);
    }
  if (change->op != TALUS_CHANGE_REMOVE)
    {
      talus_json_writer_name (&hints->writer, "index");
      talus_json_writer_int (&hints->writer, new_index);
    }
  node = talus_graph_find_node (graph, &change->node_id);
  if (change->op == TALUS_CHANGE_REMOVE)
    write_removed (hints, graph, node);
  else if (change->op == TALUS_CHANGE_RESTORE)
    write_restored (hints, node, change->count, new_index);
  talus_json_writer_end_object (&hints->writer);
}

/*
 * talus_event_hints_push:
 *
 * Pushes @draft onto the replica and notes its hints in it.
 */
void
talus_event_hints_push (TalusReplica *replica,
                        TalusCommand *command,
                        TalusRecord  *draft)
{
  TalusGraph *graph = talus_replica_get_graph (replica);
  g_autoptr(GString) out = g_string_new (NULL);
  Hints hints = { out };

  talus_json_writer_init (&hints.writer, out);
  talus_json_writer_begin_array (&hints.writer);
  talus_graph_set_observer (graph, observe, &hints);
  talus_replica_push (replica, command, draft);
  talus_graph_set_observer (graph, NULL, NULL);
  talus_json_writer_end_array (&hints.writer);

  if (hints.any)
    draft->hints = g_strdup (out->str);
}
