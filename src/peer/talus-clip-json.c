/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A forest as JSON, `application/x-talus-nodes+json`, and back:
 *
 *   { "talus_nodes": 1, "project_id", "template_id", "template_hash",
 *     "types": { id: { "label", "properties": { id: { "label", "options": { id: name } } } } },
 *     "nodes": [ { "id", "type", "name", "properties": { id: value }, "children": [ … ] } ],
 *     "dependencies": [ [ blocker, blocked ] ] }
 *
 * What comes in is from outside, whoever says that it is ours. It must not
 * know where it will go. */
#define G_LOG_DOMAIN "talus-peer-clip"

#include "config.h"

#include "peer/talus-clip-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "base/talus-json-writer.h"
#include "base/talus-json.h"
#include "model/talus-property-type.h"

#define VERSION   1
/* An object and an array a level, and what is around and in them. */
#define MAX_DEPTH (2 * TALUS_MAX_TREE_DEPTH + TALUS_JSON_DEPTH_COMMAND)

G_STATIC_ASSERT (MAX_DEPTH <= TALUS_JSON_DEPTH_IMPORT);

static void
write_labels (TalusJsonWriter   *writer,
              TalusClipProperty *property)
{
  GHashTableIter iter;
  gpointer id;
  gpointer name;

  talus_json_writer_begin_object (writer);
  if (property->label != NULL)
    {
      talus_json_writer_name (writer, "label");
      talus_json_writer_string (writer, property->label);
    }
  if (property->options != NULL)
    {
      talus_json_writer_name (writer, "options");
      talus_json_writer_begin_object (writer);
      g_hash_table_iter_init (&iter, property->options);
      while (g_hash_table_iter_next (&iter, &id, &name))
        {
          talus_json_writer_name_escaped (writer, id, -1);
          talus_json_writer_string (writer, name);
        }
      talus_json_writer_end_object (writer);
    }
  talus_json_writer_end_object (writer);
}

static void
write_types (TalusJsonWriter *writer,
             TalusClip       *clip)
{
  GHashTableIter types;
  GHashTableIter properties;
  gpointer key;
  gpointer value;

  talus_json_writer_begin_object (writer);
  g_hash_table_iter_init (&types, clip->types);
  while (g_hash_table_iter_next (&types, &key, &value))
    {
      TalusClipType *type = value;

      talus_json_writer_name_escaped (writer, type->id, -1);
      talus_json_writer_begin_object (writer);
      if (type->label != NULL)
        {
          talus_json_writer_name (writer, "label");
          talus_json_writer_string (writer, type->label);
        }
      talus_json_writer_name (writer, "properties");
      talus_json_writer_begin_object (writer);
      g_hash_table_iter_init (&properties, type->properties);
      while (g_hash_table_iter_next (&properties, &key, &value))
        {
          talus_json_writer_name_escaped (writer, key, -1);
          write_labels (writer, value);
        }
      talus_json_writer_end_object (writer);
      talus_json_writer_end_object (writer);
    }
  talus_json_writer_end_object (writer);
}

/* All but the end of it: children come behind, in the array it leaves open. */
static void
begin_item (TalusJsonWriter     *writer,
            const TalusClipItem *item)
{
  talus_json_writer_begin_object (writer);
  talus_json_writer_name (writer, "id");
  talus_json_writer_id (writer, &item->id);
  talus_json_writer_name (writer, "type");
  talus_json_writer_string (writer, item->type);
  talus_json_writer_name (writer, "name");
  talus_json_writer_string (writer, item->name);
  talus_json_writer_name (writer, "properties");
  talus_json_writer_begin_object (writer);
  for (guint i = 0; item->values != NULL && i < item->values->len; i++)
    {
      const TalusClipValue *value = item->values->pdata[i];

      talus_json_writer_name_escaped (writer, value->id, -1);
      talus_json_writer_raw (writer, talus_value_get_json (value->value, NULL), -1);
    }
  talus_json_writer_end_object (writer);
  talus_json_writer_name (writer, "children");
  talus_json_writer_begin_array (writer);
}

static void
write_items (TalusJsonWriter *writer,
             TalusClip       *clip)
{
  guint n_open = 0;

  talus_json_writer_begin_array (writer);
  for (guint i = 0; i < clip->items->len; i++)
    {
      const TalusClipItem *item = clip->items->pdata[i];

      for (; n_open > item->depth; n_open--)
        {
          talus_json_writer_end_array (writer);
          talus_json_writer_end_object (writer);
        }
      begin_item (writer, item);
      n_open++;
    }
  for (; n_open > 0; n_open--)
    {
      talus_json_writer_end_array (writer);
      talus_json_writer_end_object (writer);
    }
  talus_json_writer_end_array (writer);
}

/**
 * talus_clip_write_json:
 * @graph: a graph
 * @tops: (array length=n_tops): live nodes of it, none below another
 * @n_tops: how many, at least one
 *
 * Writes subtrees so that they can be pasted into this or another project,
 * with all that is to be known of their types. On the graph's thread.
 *
 * Returns: (transfer full): the JSON
 */
char *
talus_clip_write_json (TalusGraph         *graph,
                       TalusNode * const  *tops,
                       guint               n_tops)
{
  g_autoptr (TalusClip) clip = NULL;
  TalusJsonWriter writer;
  GString *out;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);
  g_return_val_if_fail (tops != NULL && n_tops > 0, NULL);

  clip = talus_clip_new_from_nodes (graph, tops, n_tops);
  out = g_string_new (NULL);
  talus_json_writer_init (&writer, out);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "talus_nodes");
  talus_json_writer_int (&writer, VERSION);
  talus_json_writer_name (&writer, "project_id");
  talus_json_writer_id (&writer, &clip->project_id);
  talus_json_writer_name (&writer, "template_id");
  talus_json_writer_string (&writer, clip->template_id);
  talus_json_writer_name (&writer, "template_hash");
  talus_json_writer_string (&writer, clip->template_hash);
  talus_json_writer_name (&writer, "types");
  write_types (&writer, clip);
  talus_json_writer_name (&writer, "nodes");
  write_items (&writer, clip);
  talus_json_writer_name (&writer, "dependencies");
  talus_json_writer_begin_array (&writer);
  for (guint i = 0; i < clip->edges->len; i++)
    {
      const TalusEdge *edge = &g_array_index (clip->edges, TalusEdge, i);

      talus_json_writer_begin_array (&writer);
      talus_json_writer_id (&writer, &edge->blocker);
      talus_json_writer_id (&writer, &edge->blocked);
      talus_json_writer_end_array (&writer);
    }
  talus_json_writer_end_array (&writer);
  talus_json_writer_end_object (&writer);

  return g_string_free (out, FALSE);
}

static gboolean
refuse (GError **error)
{
  g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                       _("What is in the clipboard cannot be read"));

  return FALSE;
}

static gboolean
get_text (JsonObject  *object,
          const char  *member,
          gboolean     required,
          const char **text)
{
  return talus_json_get_string (object, member, required, TALUS_ERROR_INVALID_REQUEST, text, NULL);
}

static gboolean
get_id (JsonObject *object,
        const char *member,
        TalusId    *id)
{
  const char *text = NULL;

  return get_text (object, member, TRUE, &text) && talus_id_parse (text, -1, id);
}

static gboolean
read_options (TalusClipProperty *property,
              JsonObject        *options)
{
  JsonObjectIter iter;
  const char *id;
  JsonNode *name;

  json_object_iter_init (&iter, options);
  while (json_object_iter_next (&iter, &id, &name))
    {
      if (!JSON_NODE_HOLDS_VALUE (name) || json_node_get_value_type (name) != G_TYPE_STRING)
        return FALSE;
      talus_clip_property_add_option (property, id, json_node_get_string (name));
    }

  return TRUE;
}

static gboolean
read_type (TalusClip  *clip,
           const char *id,
           JsonObject *object)
{
  JsonObject *properties = NULL;
  const char *label = NULL;
  const char *property_id;
  TalusClipType *type;
  JsonObjectIter iter;
  JsonNode *node;

  if (!get_text (object, "label", FALSE, &label) ||
      !talus_json_get_object (object, "properties", FALSE, TALUS_ERROR_INVALID_REQUEST,
                              &properties, NULL))
    return FALSE;

  type = talus_clip_add_type (clip, id, label);
  if (properties == NULL)
    return TRUE;

  json_object_iter_init (&iter, properties);
  while (json_object_iter_next (&iter, &property_id, &node))
    {
      TalusClipProperty *property;
      JsonObject *options = NULL;

      label = NULL;
      if (!JSON_NODE_HOLDS_OBJECT (node) ||
          !get_text (json_node_get_object (node), "label", FALSE, &label) ||
          !talus_json_get_object (json_node_get_object (node), "options", FALSE,
                                  TALUS_ERROR_INVALID_REQUEST, &options, NULL))
        return FALSE;

      property = talus_clip_type_add_property (type, property_id, label);
      if (options != NULL && !read_options (property, options))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_types (TalusClip  *clip,
            JsonObject *types)
{
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;

  json_object_iter_init (&iter, types);
  while (json_object_iter_next (&iter, &id, &node))
    if (!JSON_NODE_HOLDS_OBJECT (node) || !read_type (clip, id, json_node_get_object (node)))
      return FALSE;

  return TRUE;
}

static void
read_values (TalusClipItem *item,
             JsonObject    *properties)
{
  JsonObjectIter iter;
  const char *id;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, properties);
  while (json_object_iter_next_ordered (&iter, &id, &node))
    if (!JSON_NODE_HOLDS_NULL (node))
      talus_clip_add_value (item, id, NULL, talus_value_new_node (node));
}

static gboolean
read_items (TalusClip  *clip,
            JsonArray  *nodes,
            guint       depth)
{
  if (depth >= TALUS_MAX_TREE_DEPTH && json_array_get_length (nodes) > 0)
    return FALSE;

  for (guint i = 0; i < json_array_get_length (nodes); i++)
    {
      JsonNode *node = json_array_get_element (nodes, i);
      JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      JsonObject *properties = NULL;
      JsonArray *children = NULL;
      const char *type = NULL;
      const char *name = NULL;
      TalusClipItem *item;
      TalusId id;

      if (object == NULL || !get_id (object, "id", &id) ||
          !get_text (object, "type", TRUE, &type) ||
          !get_text (object, "name", TRUE, &name) ||
          g_utf8_strlen (name, -1) > TALUS_NAME_MAX_CHARACTERS ||
          !talus_json_get_object (object, "properties", FALSE, TALUS_ERROR_INVALID_REQUEST,
                                  &properties, NULL) ||
          !talus_json_get_array (object, "children", FALSE, TALUS_ERROR_INVALID_REQUEST,
                                 &children, NULL))
        return FALSE;

      item = talus_clip_add_item (clip, depth);
      item->id = id;
      item->type = g_strdup (type);
      item->name = g_strdup (name);
      if (properties != NULL)
        read_values (item, properties);
      if (children != NULL && !read_items (clip, children, depth + 1))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_edges (TalusClip *clip,
            JsonArray *dependencies)
{
  for (guint i = 0; i < json_array_get_length (dependencies); i++)
    {
      JsonNode *node = json_array_get_element (dependencies, i);
      JsonArray *ends = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      TalusEdge edge;
      TalusId *ids[] = { &edge.blocker, &edge.blocked };

      if (ends == NULL || json_array_get_length (ends) != G_N_ELEMENTS (ids))
        return FALSE;

      for (guint j = 0; j < G_N_ELEMENTS (ids); j++)
        {
          JsonNode *end = json_array_get_element (ends, j);

          if (!JSON_NODE_HOLDS_VALUE (end) || json_node_get_value_type (end) != G_TYPE_STRING ||
              !talus_id_parse (json_node_get_string (end), -1, ids[j]))
            return FALSE;
        }
      g_array_append_val (clip->edges, edge);
    }

  return TRUE;
}

static gboolean
read_object (TalusClip  *clip,
             JsonObject *object)
{
  JsonObject *types = NULL;
  JsonArray *nodes = NULL;
  JsonArray *dependencies = NULL;
  const char *template_id = NULL;
  const char *template_hash = NULL;
  gint64 version = 0;

  if (!talus_json_get_int (object, "talus_nodes", TRUE, TALUS_ERROR_INVALID_REQUEST,
                           &version, NULL) ||
      version != VERSION || !get_id (object, "project_id", &clip->project_id) ||
      !get_text (object, "template_id", FALSE, &template_id) ||
      !get_text (object, "template_hash", FALSE, &template_hash) ||
      !talus_json_get_object (object, "types", FALSE, TALUS_ERROR_INVALID_REQUEST, &types, NULL) ||
      !talus_json_get_array (object, "nodes", TRUE, TALUS_ERROR_INVALID_REQUEST, &nodes, NULL) ||
      !talus_json_get_array (object, "dependencies", FALSE, TALUS_ERROR_INVALID_REQUEST,
                             &dependencies, NULL))
    return FALSE;

  clip->has_project = TRUE;
  clip->template_id = g_strdup (template_id);
  clip->template_hash = g_strdup (template_hash);

  return (types == NULL || read_types (clip, types)) && read_items (clip, nodes, 0) &&
         (dependencies == NULL || read_edges (clip, dependencies));
}

/**
 * talus_clip_new_from_json:
 * @json: what talus_clip_write_json() wrote, or says so
 * @length: its length in bytes, or -1 if it ends in a NUL
 * @error: return location for a sentence
 *
 * Reads a clipboard of ours. Any thread.
 *
 * Returns: (transfer full) (nullable): the clip
 */
TalusClip *
talus_clip_new_from_json (const char  *json,
                          gssize       length,
                          GError     **error)
{
  g_autoptr (TalusClip) self = NULL;
  g_autoptr (JsonNode) root = NULL;
  gsize size;

  g_return_val_if_fail (json != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  size = length < 0 ? strlen (json) : (gsize) length;
  if (size > TALUS_CLIP_MAX_JSON)
    {
      g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_PAYLOAD_TOO_LARGE,
                           _("There is too much in the clipboard to be pasted at once"));
      return NULL;
    }

  self = talus_clip_new ();
  root = talus_json_parse (json, size, MAX_DEPTH, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root) ||
      !read_object (self, json_node_get_object (root)))
    {
      refuse (error);
      return NULL;
    }

  return talus_clip_seal (self, error) ? g_steal_pointer (&self) : NULL;
}
