/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the nodes of a file to a graph: types and properties by the template,
 * with whatever it does not know kept beside. */
#define G_LOG_DOMAIN "talus-store-import"

#include "base/talus-clock.h"
#include "base/talus-error.h"
#include "base/talus-json.h"
#include "model/talus-property-type.h"
#include "store/talus-import-private.h"

static guint
get_symbol (TalusImportBuilder *self,
            const char         *text)
{
  guint symbol = GPOINTER_TO_UINT (g_hash_table_lookup (self->symbols, text));

  if (symbol != 0)
    return symbol - 1;

  symbol = talus_graph_loader_add_symbol (self->loader, text);
  g_hash_table_insert (self->symbols, g_strdup (text), GUINT_TO_POINTER (symbol + 1));

  return symbol;
}

/* What a node says its type is, as text whatever it is. */
static char *
dup_type_text (TalusImportReader     *reader,
               const TalusImportNode *node)
{
  char *text = talus_import_dup_string (reader, node->type);

  if (text != NULL)
    return text;
  if (talus_import_is_null (reader, node->type))
    return g_strdup ("");

  return g_strndup (reader->data + node->type.start, node->type.end - node->type.start);
}

static char *
find_type (TalusImportBuilder     *self,
           const TalusImportNode  *node,
           const TalusNodeType   **type)
{
  g_autofree char *text = dup_type_text (self->reader, node);

  *type = self->reader->lenient ? talus_template_find_type (self->reader->template, text)
                                : talus_template_get_type_by_id (self->reader->template, text);
  if (*type != NULL)
    return g_strdup ((*type)->id);

  talus_import_warn (self->reader, &node->id, NULL, "UNKNOWN_TYPE",
                     "The template has no type “%s”; the node is kept as an orphan", text);

  return g_steal_pointer (&text);
}

static void
check_place (TalusImportBuilder    *self,
             const TalusImportNode *node,
             const TalusNodeType   *type)
{
  TalusImportNode *nodes = (TalusImportNode *) (gpointer) self->reader->nodes->data;
  const TalusNodeType *parent_type = NULL;
  g_autofree char *text = NULL;

  if (type == NULL || node->parent == TALUS_IMPORT_NONE)
    return;
  text = dup_type_text (self->reader, &nodes[node->parent]);
  parent_type = self->reader->lenient
                  ? talus_template_find_type (self->reader->template, text)
                  : talus_template_get_type_by_id (self->reader->template, text);
  if (parent_type == NULL || talus_template_allows_child (self->reader->template, parent_type,
                                                          type))
    return;

  talus_import_warn (self->reader, &node->id, NULL, "TYPE_NOT_ALLOWED",
                     "“%s” is not allowed below “%s”; it stays there as an orphan", type->label,
                     parent_type->label);
}

static gboolean
check_name (const TalusImportNode  *node,
            const char             *name,
            GError                **error)
{
  char text[TALUS_ID_TEXT_SIZE];

  if (g_utf8_strlen (name, -1) <= TALUS_NAME_MAX_CHARACTERS)
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE,
               "The name of the node “%s” has more than %d characters",
               talus_id_format (&node->id, text), TALUS_NAME_MAX_CHARACTERS);

  return FALSE;
}

static gboolean
load_node (TalusImportBuilder     *self,
           const TalusImportNode  *node,
           const TalusId          *previous,
           GError                **error)
{
  g_autofree char *name = NULL;
  g_autofree char *type_id = NULL;
  const TalusNodeType *type = NULL;
  TalusLoadedNode loaded = { .existence_seq = 1, .place_seq = 1, .name_seq = 1 };

  type_id = find_type (self, node, &type);
  check_place (self, node, type);
  if (!talus_import_take_properties (self, node, type, &name, error))
    return FALSE;
  if (name == NULL)
    name = g_strdup (type != NULL ? type->label : "");
  if (!check_name (node, name, error))
    return FALSE;

  loaded.id = node->id;
  if (node->parent != TALUS_IMPORT_NONE)
    loaded.parent = g_array_index (self->reader->nodes, TalusImportNode, node->parent).id;
  loaded.previous = *previous;
  loaded.type = get_symbol (self, type_id);
  loaded.name = name;
  loaded.name_length = strlen (name);
  loaded.created_at = self->now;
  talus_graph_loader_begin_node (self->loader, &loaded);
  for (guint i = 0; i < self->stored->len; i++)
    {
      TalusImportProperty *stored = &g_array_index (self->stored, TalusImportProperty, i);

      talus_graph_loader_add_property (self->loader, get_symbol (self, stored->key), stored->json,
                                       stored->length, 1);
    }
  talus_graph_loader_end_node (self->loader);

  return TRUE;
}

static gboolean
check_limits (const TalusImportNode  *node,
              guint                   depth,
              guint                   n_siblings,
              GError                **error)
{
  char text[TALUS_ID_TEXT_SIZE];

  if (depth > TALUS_MAX_TREE_DEPTH)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_PARENT,
                   "The node “%s” is deeper than %d levels", talus_id_format (&node->id, text),
                   TALUS_MAX_TREE_DEPTH);
      return FALSE;
    }
  if (n_siblings > TALUS_MAX_CHILDREN)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_PARENT,
                   "The node “%s” has more than %d siblings", talus_id_format (&node->id, text),
                   TALUS_MAX_CHILDREN);
      return FALSE;
    }

  return TRUE;
}

/* Pre-order, without recursion: a node, its children, then its next sibling. */
static gboolean
load_nodes (TalusImportBuilder  *self,
            GError             **error)
{
  const TalusImportNode *nodes = (TalusImportNode *) (gpointer) self->reader->nodes->data;
  const TalusId none = { { 0 } };
  g_autofree guint *place = g_new0 (guint, self->reader->nodes->len + 1);
  guint at = self->reader->first_root;
  guint depth = 1;
  TalusId previous = none;

  while (at != TALUS_IMPORT_NONE)
    {
      if (!check_limits (&nodes[at], depth, ++place[depth], error) ||
          !load_node (self, &nodes[at], &previous, error))
        return FALSE;

      if (nodes[at].first_child != TALUS_IMPORT_NONE)
        {
          at = nodes[at].first_child;
          previous = none;
          place[++depth] = 0;
          continue;
        }
      while (at != TALUS_IMPORT_NONE && nodes[at].next == TALUS_IMPORT_NONE)
        {
          at = nodes[at].parent;
          depth--;
        }
      if (at != TALUS_IMPORT_NONE)
        {
          previous = nodes[at].id;
          at = nodes[at].next;
        }
    }

  return TRUE;
}

static void
load_edges (TalusImportBuilder *self)
{
  const TalusImportNode *nodes = (TalusImportNode *) (gpointer) self->reader->nodes->data;

  for (guint i = 0; i < self->reader->edges->len; i++)
    {
      TalusImportEdge *edge = &g_array_index (self->reader->edges, TalusImportEdge, i);
      TalusEdge loaded = { nodes[edge->blocker].id, nodes[edge->blocked].id };

      talus_graph_loader_add_edge (self->loader, &loaded, 1);
    }
}

static gboolean
load (TalusImportBuilder  *self,
      TalusGraph          *graph,
      GError             **error)
{
  self->loader = talus_graph_loader_new (graph, self->reader->nodes->len);
  talus_graph_loader_set_name_seq (self->loader, 1);
  if (!load_nodes (self, error))
    {
      talus_graph_loader_free (self->loader);
      return FALSE;
    }
  talus_import_settle_edges (self->reader);
  load_edges (self);

  return talus_graph_loader_finish (self->loader, error) &&
         talus_import_load_settings (self->reader, graph, self->now, error);
}

/*
 * talus_import_build:
 *
 * Makes the graph; the warnings are complete afterwards.
 */
TalusGraph *
talus_import_build (TalusImportReader  *reader,
                    const TalusId      *project_id,
                    const char         *name,
                    GError            **error)
{
  g_autoptr(TalusGraph) graph = talus_graph_new (project_id, name, reader->template);
  g_autoptr(GHashTable) symbols = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GHashTable) by_key = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GArray) stored = g_array_new (FALSE, FALSE, sizeof (TalusImportProperty));
  TalusImportBuilder self = { reader, NULL, symbols, stored, by_key, talus_clock_now () };

  g_array_set_clear_func (stored, talus_import_clear_property);
  if (!load (&self, graph, error))
    return NULL;

  if (reader->n_converted > 0)
    talus_import_warn (reader, NULL, NULL, "CONVERTED",
                       "%u values were written in another way and were brought into the usual one",
                       reader->n_converted);

  return g_steal_pointer (&graph);
}
