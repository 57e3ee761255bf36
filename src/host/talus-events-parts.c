/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each change is called in public, and what its payload says. It must not
 * know any graph. */
#define G_LOG_DOMAIN "talus-host-events"

#include "host/talus-events-private.h"

static void
write_spec (TalusEventMaker     *maker,
            const TalusNodeSpec *spec,
            const TalusId       *parent,
            const char          *index)
{
  TalusJsonWriter *writer = &maker->writer;

  talus_json_writer_begin_object (writer);
  talus_event_maker_id (maker, "id", &spec->id);
  talus_event_maker_text (maker, "name", spec->name);
  talus_event_maker_text (maker, "blueprint_type_id", spec->type);
  talus_event_maker_id (maker, "parent_id", parent);
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
add_created (TalusEventMaker     *maker,
             const TalusNodeSpec *spec,
             const TalusId       *parent,
             const char          *index)
{
  talus_event_maker_begin_part (maker, "node-created");
  talus_json_writer_name (&maker->writer, "node");
  write_spec (maker, spec, parent, index);
  talus_event_maker_id (maker, "node_id", &spec->id);
  talus_event_maker_id (maker, "parent_id", parent);
  talus_event_maker_text (maker, "blueprint_type_id", spec->type);
  talus_event_maker_text (maker, "name", spec->name);
  talus_event_maker_end (maker, "node-created", TRUE);

  for (guint i = 0; spec->children != NULL && i < spec->children->len; i++)
    {
      g_autofree char *at = g_strdup_printf ("%u", i);

      add_created (maker, g_ptr_array_index (spec->children, i), &spec->id, at);
    }
}

static void
add_inserted (TalusEventMaker      *maker,
              const TalusChange    *change,
              const TalusJsonSlice *hint)
{
  TalusJsonSlice slice = talus_json_slice_get (hint, "index");
  g_autofree char *index = slice.json != NULL ? g_strndup (slice.json, slice.length) : NULL;

  add_created (maker, change->spec, &change->place.parent, index);
}

static void
add_edge (TalusEventMaker *maker,
          const char      *name,
          const TalusEdge *edge)
{
  talus_event_maker_begin_part (maker, name);
  talus_event_maker_id (maker, "blocker_id", &edge->blocker);
  talus_event_maker_id (maker, "blocked_id", &edge->blocked);
  talus_event_maker_end (maker, name, FALSE);
}

static void
add_removed (TalusEventMaker      *maker,
             const TalusChange    *change,
             const TalusJsonSlice *hint)
{
  for (guint i = 0; i < change->n_edges; i++)
    add_edge (maker, "dependency-unlinked", &change->edges[i]);

  talus_event_maker_begin_part (maker, "node-deleted");
  talus_event_maker_id (maker, "node_id", &change->node_id);
  talus_event_maker_id (maker, "parent_id", &change->place.parent);
  talus_event_maker_copy (maker, "old_index", hint, "old_index");
  talus_event_maker_copy (maker, "removed_ids", hint, "removed_ids");
  talus_event_maker_int (maker, "removed_count", change->count);
  talus_event_maker_end (maker, "node-deleted", TRUE);
}

static void
write_subtree (TalusEventMaker   *maker,
               const TalusChange *change)
{
  g_autofree char *url = g_strdup_printf ("/api/v1/sessions/%s/removed/%" G_GUINT64_FORMAT,
                                          maker->session_id, change->removed_seq);

  talus_event_maker_int (maker, "count", change->count);
  talus_event_maker_text (maker, "subtree_url", url);
}

static void
add_returned (TalusEventMaker      *maker,
              const TalusChange    *change,
              const TalusJsonSlice *node)
{
  talus_event_maker_begin_part (maker, "node-created");
  talus_json_writer_name (&maker->writer, "node");
  talus_json_writer_raw (&maker->writer, node->json, (gssize) node->length);
  talus_event_maker_copy (maker, "node_id", node, "id");
  talus_event_maker_copy (maker, "parent_id", node, "parent_id");
  talus_event_maker_copy (maker, "blueprint_type_id", node, "blueprint_type_id");
  talus_event_maker_copy (maker, "name", node, "name");
  if (change->count > TALUS_MAX_RESTORED_EVENTS)
    write_subtree (maker, change);
  talus_event_maker_end (maker, "node-created", TRUE);
}

static void
add_restored (TalusEventMaker      *maker,
              const TalusChange    *change,
              const TalusJsonSlice *hint)
{
  TalusJsonSlice nodes = talus_json_slice_get (hint, "nodes");
  g_autoptr(GArray) items = talus_json_slice_split (&nodes);

  for (guint i = 0; i < items->len; i++)
    add_returned (maker, change, &g_array_index (items, TalusJsonSlice, i));
  if (items->len == 0)
    {
      talus_event_maker_begin_part (maker, "node-created");
      talus_event_maker_id (maker, "node_id", &change->node_id);
      talus_event_maker_id (maker, "parent_id", &change->place.parent);
      write_subtree (maker, change);
      talus_event_maker_end (maker, "node-created", TRUE);
    }

  for (guint i = 0; i < change->n_edges; i++)
    add_edge (maker, "dependency-linked", &change->edges[i]);
}

static void
add_moved (TalusEventMaker      *maker,
           const TalusChange    *change,
           const TalusJsonSlice *hint)
{
  gboolean had_parent = !talus_id_is_null (&change->from.parent);
  gboolean has_parent = !talus_id_is_null (&change->place.parent);

  if (had_parent)
    {
      talus_event_maker_begin_part (maker, "node-unlinked");
      talus_event_maker_id (maker, "parent_id", &change->from.parent);
      talus_event_maker_id (maker, "child_id", &change->node_id);
      talus_event_maker_copy (maker, "old_index", hint, "old_index");
      if (!has_parent)
        talus_event_maker_copy (maker, "index", hint, "index");
      talus_event_maker_end (maker, "node-unlinked", TRUE);
    }

  if (has_parent || !had_parent)
    {
      talus_event_maker_begin_part (maker, "node-linked");
      talus_event_maker_id (maker, "parent_id", &change->place.parent);
      talus_event_maker_id (maker, "child_id", &change->node_id);
      talus_event_maker_copy (maker, "index", hint, "index");
      talus_event_maker_end (maker, "node-linked", TRUE);
    }
}

/* Of a node, or of the project itself, which answers to its own id. */
static void
add_set (TalusEventMaker   *maker,
         const TalusChange *change,
         const char        *node_id)
{
  const char *name = change->new_value != NULL ? "property-changed" : "property-deleted";

  talus_event_maker_begin_part (maker, name);
  talus_event_maker_text (maker, "node_id", node_id);
  talus_event_maker_text (maker, "property_id", change->key);
  talus_event_maker_text (maker, "property_name", change->key);
  talus_event_maker_value (maker, "old_value", change->old_value);
  if (change->new_value != NULL)
    talus_event_maker_value (maker, "new_value", change->new_value);
  talus_event_maker_end (maker, name, TRUE);
}

static void
add_template (TalusEventMaker   *maker,
              const TalusChange *change)
{
  TalusJsonSlice value = { NULL, 0 };

  if (change->new_value != NULL)
    value.json = talus_value_get_json (change->new_value, &value.length);

  talus_event_maker_begin_part (maker, "template:changed");
  talus_event_maker_copy (maker, "template_id", &value, "id");
  talus_event_maker_copy (maker, "template_hash", &value, "hash");
  talus_event_maker_end (maker, "template:changed", FALSE);
}

/*
 * talus_event_maker_add_change:
 *
 * Adds the events of a change.
 */
void
talus_event_maker_add_change (TalusEventMaker      *maker,
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
