/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The older product's JSON: a flat list of nodes, each naming its children.
 * What it derives from its template (indicator, icon, colour, allowed
 * children) is not to be trusted and is derived anew. */
#define G_LOG_DOMAIN "talus-store-import"

#include "base/talus-error.h"
#include "base/talus-json.h"
#include "store/talus-import-private.h"

static const char * const derived[] = { "indicator_id", "indicator_set", "icon_id", "schema_color",
                                        "schema_shape", "allowed_children", NULL };

static void
clear_member (gpointer data)
{
  g_free (((TalusImportMember *) data)->name);
}

static gboolean
is_empty (TalusImportReader *self,
          TalusSlice         slice)
{
  g_autoptr(JsonNode) node = talus_import_parse (self, slice, NULL);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_object_get_size (json_node_get_object (node)) == 0;
  if (JSON_NODE_HOLDS_ARRAY (node))
    return json_array_get_length (json_node_get_array (node)) == 0;

  return FALSE;
}

static void
keep_extra (TalusImportReader       *self,
            TalusImportNode         *node,
            const TalusImportMember *member)
{
  TalusImportMember copy = { g_strdup (member->name), member->value };

  if (node->extra == NULL)
    {
      node->extra = g_array_new (FALSE, FALSE, sizeof (TalusImportMember));
      g_array_set_clear_func (node->extra, clear_member);
    }
  g_array_append_val (node->extra, copy);
}

static gboolean
read_node (TalusImportReader  *self,
           TalusSlice          slice,
           GError            **error)
{
  g_autoptr(GArray) members = talus_import_split (self, slice, error);
  g_autofree char *id = NULL;
  TalusImportNode *node = NULL;
  guint index = 0;

  if (members == NULL)
    return FALSE;
  id = talus_import_dup_string (self, talus_import_find (members, "id"));
  if (id == NULL)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                   "The node at byte %" G_GSIZE_FORMAT " has no “id”", slice.start);
      return FALSE;
    }

  index = talus_import_add_node (self, id);
  node = &g_array_index (self->nodes, TalusImportNode, index);
  for (guint i = 0; i < members->len; i++)
    {
      TalusImportMember *member = &g_array_index (members, TalusImportMember, i);

      if (g_str_equal (member->name, "type") || g_str_equal (member->name, "blueprint_type_id"))
        node->type = member->value;
      else if (g_str_equal (member->name, "name"))
        node->name = member->value;
      else if (g_str_equal (member->name, "properties"))
        node->properties = member->value;
      else if (g_str_equal (member->name, "children"))
        node->children = member->value;
      else if (!g_str_equal (member->name, "id") && !g_strv_contains (derived, member->name) &&
               !(g_str_equal (member->name, "metadata") && is_empty (self, member->value)))
        keep_extra (self, node, member);
    }

  return TRUE;
}

static gboolean
read_list (TalusImportReader  *self,
           TalusSlice          slice,
           GError            **error)
{
  TalusJsonReader reader;
  gboolean good = FALSE;

  talus_json_reader_init (&reader, self->data + slice.start, slice.end - slice.start,
                          TALUS_JSON_DEPTH_IMPORT);
  if (talus_json_reader_next (&reader) != TALUS_JSON_BEGIN_ARRAY)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "“nodes” must be an array");
    }
  else
    {
      good = TRUE;
      while (good && talus_json_reader_next (&reader) != TALUS_JSON_END_ARRAY)
        {
          TalusSlice node = { slice.start + reader.start, 0 };

          if (!talus_json_reader_skip (&reader))
            {
              g_propagate_error (error, g_error_copy (talus_json_reader_get_error (&reader)));
              good = FALSE;
              break;
            }
          node.end = slice.start + reader.end;
          good = read_node (self, node, error);
        }
    }
  talus_json_reader_clear (&reader);

  return good;
}

static void
adopt_child (TalusImportReader *self,
             guint              parent,
             const char        *id)
{
  TalusImportNode *nodes = (TalusImportNode *) (gpointer) self->nodes->data;
  guint child = talus_import_find_node (self, id);

  if (child == TALUS_IMPORT_NONE)
    talus_import_warn (self, &nodes[parent].id, NULL, "MISSING_NODE",
                       "The child “%s” is not in the file", id);
  else if (nodes[child].parent != TALUS_IMPORT_NONE)
    talus_import_warn (self, &nodes[child].id, NULL, "TWO_PARENTS",
                       "The node stands below two parents; it stays with the first");
  else if (child == parent)
    talus_import_warn (self, &nodes[child].id, NULL, "CYCLE", "The node is its own child");
  else
    talus_import_adopt (self, parent, child);
}

static gboolean
adopt_children (TalusImportReader  *self,
                guint               parent,
                GError            **error)
{
  TalusSlice slice = g_array_index (self->nodes, TalusImportNode, parent).children;
  TalusJsonReader reader;
  gboolean good = TRUE;

  if (talus_import_is_null (self, slice))
    return TRUE;

  talus_json_reader_init (&reader, self->data + slice.start, slice.end - slice.start,
                          TALUS_JSON_DEPTH_IMPORT);
  good = talus_json_reader_next (&reader) == TALUS_JSON_BEGIN_ARRAY;
  while (good && talus_json_reader_next (&reader) != TALUS_JSON_END_ARRAY)
    {
      g_autofree char *id = g_strndup (reader.text, reader.length);

      good = reader.token == TALUS_JSON_STRING;
      if (good)
        adopt_child (self, parent, id);
    }
  if (!good)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                 "“children” at byte %" G_GSIZE_FORMAT " must be an array of ids", slice.start);
  talus_json_reader_clear (&reader);

  return good;
}

/* Nodes whose parents lead round in a circle hang from nothing: the first of
 * them in the file is cut loose. */
static void
break_cycles (TalusImportReader *self)
{
  TalusImportNode *nodes = (TalusImportNode *) (gpointer) self->nodes->data;
  g_autofree guint *seen_from = g_new0 (guint, self->nodes->len);

  for (guint i = 0; i < self->nodes->len; i++)
    {
      guint at = i;

      while (at != TALUS_IMPORT_NONE && seen_from[at] == 0)
        {
          seen_from[at] = i + 1;
          at = nodes[at].parent;
        }
      if (at == TALUS_IMPORT_NONE || seen_from[at] != i + 1)
        continue;

      talus_import_warn (self, &nodes[at].id, NULL, "CYCLE",
                         "The node is below itself; it was made a root");
      talus_import_disown (self, at);
    }
}

/*
 * talus_import_read_flat:
 * @graph: the members of `graph`
 * @top: the members of the file
 *
 * Reads nodes, dependencies and what else the older product kept.
 */
gboolean
talus_import_read_flat (TalusImportReader  *self,
                        GArray             *graph,
                        GArray             *top,
                        GError            **error)
{
  static const char * const known_in_graph[] = { "name", "nodes", "project_id", "template_id",
                                                 "edges", NULL };
  static const char * const known_at_top[] = { "graph", "name", "project_name", "template_id",
                                               "template", "blocking_relationships", "talus_tally",
                                               NULL };
  TalusSlice edges = talus_import_find (graph, "edges");

  if (!read_list (self, talus_import_find (graph, "nodes"), error))
    return FALSE;
  for (guint i = 0; i < self->nodes->len; i++)
    {
      if (!adopt_children (self, i, error))
        return FALSE;
    }
  break_cycles (self);
  for (guint i = 0; i < self->nodes->len; i++)
    {
      if (g_array_index (self->nodes, TalusImportNode, i).parent == TALUS_IMPORT_NONE)
        talus_import_adopt (self, TALUS_IMPORT_NONE, i);
    }

  /* Written by the older product for every project, and always empty. */
  if (!is_empty (self, edges))
    talus_import_add_setting (self, "x-edges", edges);
  talus_import_keep_unknown (self, graph, known_in_graph);
  talus_import_keep_unknown (self, top, known_at_top);

  return talus_import_read_edges (self, top, "blocking_relationships", "blockingNodeId",
                                  "blockedNodeId", error);
}
