/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change sets as the contract writes them: `changes[]` of a record, canonical,
 * because the head of a record covers every byte of it. It knows no graph;
 * reading is in talus-change-read.c. */
#define G_LOG_DOMAIN "talus-model-change-json"

#include "model/talus-change.h"

/* In the order of TalusChangeOp. */
static const char * const op_names[] = {
  "insert", "remove", "restore", "move", "set", "link", "unlink", "meta", "baseline",
};

static void
write_place_id (TalusJsonWriter *writer,
                const char      *name,
                const TalusId   *id)
{
  talus_json_writer_name (writer, name);
  talus_json_writer_id (writer, talus_id_is_null (id) ? NULL : id);
}

static void
write_id (TalusJsonWriter *writer,
          const char      *name,
          const TalusId   *id)
{
  talus_json_writer_name (writer, name);
  talus_json_writer_id (writer, id);
}

static void
write_place (TalusJsonWriter  *writer,
             const char       *name,
             const TalusPlace *place)
{
  talus_json_writer_name (writer, name);
  talus_json_writer_begin_object (writer);
  write_place_id (writer, "after", &place->after);
  write_place_id (writer, "before", &place->before);
  write_place_id (writer, "parent_id", &place->parent);
  talus_json_writer_end_object (writer);
}

static void
write_value (TalusJsonWriter  *writer,
             const char       *name,
             const TalusValue *value)
{
  gsize length;
  const char *json;

  if (value == NULL)
    return;

  json = talus_value_get_json (value, &length);
  talus_json_writer_name_escaped (writer, name, -1);
  talus_json_writer_raw (writer, json, (gssize) length);
}

static void
write_op (TalusJsonWriter   *writer,
          const TalusChange *change)
{
  talus_json_writer_name (writer, "op");
  talus_json_writer_string (writer, op_names[change->op]);
}

static void
write_edge (TalusJsonWriter *writer,
            const TalusEdge *edge)
{
  write_id (writer, "blocked_id", &edge->blocked);
  write_id (writer, "blocker_id", &edge->blocker);
}

static void
write_edges (TalusJsonWriter *writer,
             const TalusEdge *edges,
             guint            n_edges)
{
  talus_json_writer_name (writer, "dependencies");
  talus_json_writer_begin_array (writer);
  for (guint i = 0; i < n_edges; i++)
    {
      talus_json_writer_begin_object (writer);
      write_edge (writer, &edges[i]);
      talus_json_writer_end_object (writer);
    }
  talus_json_writer_end_array (writer);
}

static void
write_spec (TalusJsonWriter     *writer,
            const TalusNodeSpec *spec)
{
  talus_json_writer_begin_object (writer);
  talus_json_writer_name (writer, "blueprint_type_id");
  talus_json_writer_string (writer, spec->type);
  talus_json_writer_name (writer, "children");
  talus_json_writer_begin_array (writer);
  for (guint i = 0; spec->children != NULL && i < spec->children->len; i++)
    write_spec (writer, g_ptr_array_index (spec->children, i));
  talus_json_writer_end_array (writer);
  write_id (writer, "id", &spec->id);
  talus_json_writer_name (writer, "name");
  talus_json_writer_string (writer, spec->name);
  talus_json_writer_name (writer, "properties");
  talus_json_writer_begin_object (writer);
  for (guint i = 0; i < spec->n_properties; i++)
    write_value (writer, spec->keys[i], spec->values[i]);
  talus_json_writer_end_object (writer);
  talus_json_writer_end_object (writer);
}

static void
write_change (TalusJsonWriter   *writer,
              const TalusChange *change)
{
  talus_json_writer_begin_object (writer);
  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
      write_place_id (writer, "after", &change->place.after);
      write_place_id (writer, "before", &change->place.before);
      talus_json_writer_name (writer, "node");
      write_spec (writer, change->spec);
      write_op (writer, change);
      write_place_id (writer, "parent_id", &change->place.parent);
      break;
    case TALUS_CHANGE_REMOVE:
    case TALUS_CHANGE_RESTORE:
      write_place_id (writer, "after", &change->place.after);
      write_place_id (writer, "before", &change->place.before);
      talus_json_writer_name (writer, "count");
      talus_json_writer_int (writer, (gint64) change->count);
      write_edges (writer, change->edges, change->n_edges);
      write_id (writer, "node_id", &change->node_id);
      write_op (writer, change);
      write_place_id (writer, "parent_id", &change->place.parent);
      if (change->op == TALUS_CHANGE_RESTORE)
        {
          talus_json_writer_name (writer, "removed_seq");
          talus_json_writer_int (writer, (gint64) change->removed_seq);
        }
      break;
    case TALUS_CHANGE_MOVE:
      write_place (writer, "from", &change->from);
      write_id (writer, "node_id", &change->node_id);
      write_op (writer, change);
      write_place (writer, "to", &change->place);
      break;
    case TALUS_CHANGE_SET:
      write_value (writer, "new", change->new_value);
      write_id (writer, "node_id", &change->node_id);
      write_value (writer, "old", change->old_value);
      write_op (writer, change);
      talus_json_writer_name (writer, "property_id");
      talus_json_writer_string (writer, change->key);
      break;
    case TALUS_CHANGE_LINK:
    case TALUS_CHANGE_UNLINK:
      write_edge (writer, change->edges);
      write_op (writer, change);
      break;
    case TALUS_CHANGE_META:
      talus_json_writer_name (writer, "key");
      talus_json_writer_string (writer, change->key);
      write_value (writer, "new", change->new_value);
      write_value (writer, "old", change->old_value);
      write_op (writer, change);
      break;
    case TALUS_CHANGE_BASELINE:
    default:
      talus_json_writer_name (writer, "digest");
      talus_json_writer_string (writer, change->digest);
      talus_json_writer_name (writer, "node_count");
      talus_json_writer_int (writer, (gint64) change->count);
      write_op (writer, change);
      talus_json_writer_name (writer, "template_hash");
      talus_json_writer_string (writer, change->template_hash);
      break;
    }
  talus_json_writer_end_object (writer);
}

/**
 * talus_change_set_write:
 * @self: a set
 * @out: where the text goes
 *
 * Appends a set as `changes[]` of the contract, in the form of RFC 8785.
 */
void
talus_change_set_write (const TalusChangeSet *self,
                        GString              *out)
{
  TalusJsonWriter writer;

  g_return_if_fail (self != NULL);
  g_return_if_fail (out != NULL);

  talus_json_writer_init (&writer, out);
  talus_json_writer_begin_array (&writer);
  for (guint i = 0; i < talus_change_set_get_length (self); i++)
    write_change (&writer, talus_change_set_get (self, i));
  talus_json_writer_end_array (&writer);
}
