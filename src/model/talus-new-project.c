/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A new project is made by the same commands that would make it by hand, so
 * that a template's `initial` can promise nothing that a person could not do. */
#define G_LOG_DOMAIN "talus-model-new"

#include "base/talus-error.h"
#include "base/talus-json.h"
#include "model/talus-graph-json.h"
#include "model/talus-new-project.h"
#include "model/talus-resolve.h"

static gboolean
create_node (TalusGraph  *graph,
             const char  *type,
             const char  *name,
             JsonNode    *properties,
             const char  *parent_id,
             gint64       timestamp,
             TalusId     *node_id,
             GError     **error)
{
  g_autoptr(JsonObject) data = json_object_new ();
  g_autoptr(TalusCommand) command = NULL;
  g_auto(TalusResolution) resolution = { NULL };
  const TalusResolveContext context = { NULL, NULL };

  json_object_set_string_member (data, "blueprint_type_id", type);
  if (parent_id != NULL)
    json_object_set_string_member (data, "parent_id", parent_id);
  if (name != NULL)
    json_object_set_string_member (data, "name", name);
  if (properties != NULL)
    {
      /* A copy: json-glib does not count references atomically, and the
       * template is shared between threads. */
      g_autoptr(TalusValue) value = talus_value_new_node (properties);

      json_object_set_member (data, "properties", talus_value_to_node (value));
    }

  command = talus_command_new ("CreateNode", data, error);
  if (command == NULL || !talus_resolve (graph, command, &context, &resolution, error))
    return FALSE;
  *node_id = resolution.node_id;

  return talus_graph_apply (graph, resolution.changes, 1, timestamp, NULL, error);
}

static gboolean
create_initial (TalusGraph  *graph,
                JsonArray   *initial,
                const char  *parent_id,
                gint64       timestamp,
                GError     **error)
{
  for (guint i = 0; i < json_array_get_length (initial); i++)
    {
      JsonNode *element = json_array_get_element (initial, i);
      JsonObject *object = NULL;
      const char *type = NULL;
      const char *name = NULL;
      JsonNode *properties = NULL;
      JsonArray *children = NULL;
      char text[TALUS_ID_TEXT_SIZE];
      TalusId node_id;

      if (!JSON_NODE_HOLDS_OBJECT (element))
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
                       "Member %u of the template's “initial” is not an object", i);
          return FALSE;
        }
      object = json_node_get_object (element);
      if (!talus_json_get_string (object, "type", TRUE, TALUS_ERROR_INVALID_VALUE, &type, error) ||
          !talus_json_get_string (object, "name", FALSE, TALUS_ERROR_INVALID_VALUE, &name, error) ||
          !talus_json_get_array (object, "children", FALSE, TALUS_ERROR_INVALID_VALUE, &children,
                                 error))
        return FALSE;

      /* The reader of the template has seen to it that it is an object. */
      properties = json_object_get_member (object, "properties");
      if (!create_node (graph, type, name, properties, parent_id, timestamp, &node_id, error))
        return FALSE;
      if (children != NULL &&
          !create_initial (graph, children, talus_id_format (&node_id, text), timestamp, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_new_project_graph:
 * @project_id: the project's id
 * @name: its name, and its root's
 * @template: what it is made from
 * @timestamp: milliseconds since the epoch
 * @error: return location
 *
 * Makes the state that a new project's baseline stands for: one root of the
 * root type, below it the root type's `initial`. Any thread.
 *
 * Returns: (transfer full): the graph, or %NULL with an error where the name
 *   or the template's `initial` breaks a rule
 */
TalusGraph *
talus_new_project_graph (const TalusId  *project_id,
                         const char     *name,
                         TalusTemplate  *template,
                         gint64          timestamp,
                         GError        **error)
{
  g_autoptr(TalusGraph) graph = NULL;
  const TalusNodeType *root_type = NULL;
  char text[TALUS_ID_TEXT_SIZE];
  TalusId root_id;

  g_return_val_if_fail (project_id != NULL && name != NULL && template != NULL, NULL);

  root_type = talus_template_get_root_type (template);
  graph = talus_graph_new (project_id, name, template);
  if (!create_node (graph, root_type->id, name, NULL, NULL, timestamp, &root_id, error))
    return NULL;
  if (root_type->initial != NULL && JSON_NODE_HOLDS_ARRAY (root_type->initial) &&
      !create_initial (graph, json_node_get_array (root_type->initial),
                       talus_id_format (&root_id, text), timestamp, error))
    return NULL;

  return g_steal_pointer (&graph);
}

/**
 * talus_new_baseline:
 * @graph: the state it stands for
 * @author: who made the project
 * @timestamp: milliseconds since the epoch
 *
 * Makes record 1 of a log: what the project started from, by digest. Any
 * thread.
 *
 * Returns: (transfer full): the record, sealed
 */
TalusRecord *
talus_new_baseline (TalusGraph  *graph,
                    TalusAuthor *author,
                    gint64       timestamp)
{
  TalusRecord *record = NULL;
  TalusChange *change = NULL;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);
  g_return_val_if_fail (author != NULL, NULL);

  record = talus_record_new ();
  record->seq = 1;
  record->timestamp = timestamp;
  record->author = talus_author_ref (author);
  record->command_type = g_strdup ("Baseline");
  record->command_data = g_strdup ("{}");
  record->changes = talus_change_set_new ();
  change = talus_change_set_add (record->changes, TALUS_CHANGE_BASELINE);
  change->template_hash = g_strdup (talus_template_get_hash (talus_graph_get_template (graph)));
  change->digest = talus_graph_digest (graph);
  change->count = talus_graph_get_n_nodes (graph);
  talus_record_seal (record, TALUS_HEAD_NONE);

  return record;
}
