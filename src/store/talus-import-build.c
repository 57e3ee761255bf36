/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the nodes of a file to a graph: types and properties by the template,
 * with whatever it does not know kept beside. */
#define G_LOG_DOMAIN "talus-store-import"

#include "base/talus-clock.h"
#include "base/talus-error.h"
#include "base/talus-json.h"
#include "model/talus-property-type.h"
#include "store/talus-import-private.h"

/* A property as it will be stored. */
typedef struct
{
  char *key;
  char *json;
  gsize length;
} Stored;

/*
 * @stored: of the node at hand
 * @by_key: of the node at hand: key → its place in @stored + 1
 */
typedef struct
{
  TalusImportReader *reader;
  TalusGraphLoader *loader;
  GHashTable *symbols; /* text → symbol + 1 */
  GArray *stored;
  GHashTable *by_key;
  gint64 now;
} Builder;

static void
clear_stored (gpointer data)
{
  Stored *stored = data;

  g_free (stored->key);
  g_free (stored->json);
}

static guint
get_symbol (Builder    *self,
            const char *text)
{
  guint symbol = GPOINTER_TO_UINT (g_hash_table_lookup (self->symbols, text));

  if (symbol != 0)
    return symbol - 1;

  symbol = talus_graph_loader_add_symbol (self->loader, text);
  g_hash_table_insert (self->symbols, g_strdup (text), GUINT_TO_POINTER (symbol + 1));

  return symbol;
}

static Stored *
find_stored (Builder    *self,
             const char *key)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_key, key));

  return place != 0 ? &g_array_index (self->stored, Stored, place - 1) : NULL;
}

static void
store (Builder    *self,
       char       *key,
       char       *json,
       gsize       length)
{
  Stored stored = { key, json, length };

  g_array_append_val (self->stored, stored);
  g_hash_table_insert (self->by_key, key, GUINT_TO_POINTER (self->stored->len));
}

/* Keeps a value under the name it has in the file, or one like it where that
 * is taken or stands for something that has a rule. */
static gboolean
store_as_is (Builder              *self,
             const TalusNodeType  *type,
             const char           *key,
             TalusSlice            value,
             GError              **error)
{
  g_autofree char *free_key = g_strdup (key);
  g_autofree char *json = NULL;
  gsize length = 0;

  json = talus_json_canonicalize (self->reader->data + value.start, value.end - value.start,
                                  TALUS_IMPORT_VALUE_DEPTH, &length, error);
  if (json == NULL)
    return FALSE;

  while (find_stored (self, free_key) != NULL || g_str_equal (free_key, "name") ||
         (type != NULL && talus_node_type_get_property (type, free_key) != NULL))
    {
      char *longer = g_strconcat ("x-", free_key, NULL);

      g_free (free_key);
      free_key = longer;
    }
  store (self, g_steal_pointer (&free_key), g_steal_pointer (&json), length);

  return TRUE;
}

static void
tell_oddity (Builder             *self,
             const TalusId       *node_id,
             const TalusProperty *property,
             TalusOddity          oddity)
{
  switch (oddity)
    {
    case TALUS_ODDITY_CONVERTED:
      self->reader->n_converted++;
      break;

    case TALUS_ODDITY_UNKNOWN_OPTION:
      talus_import_warn (self->reader, node_id, property->id, "UNKNOWN_OPTION",
                         "The value of “%s” is none of its options", property->label);
      break;

    case TALUS_ODDITY_WRONG_TYPE:
      talus_import_warn (self->reader, node_id, property->id, "WRONG_TYPE",
                         "The value of “%s” is not of type %s", property->label,
                         talus_property_kind_get_name (property->kind));
      break;

    case TALUS_ODDITY_NONE:
    case TALUS_ODDITY_EMPTY:
    default:
      break;
    }
}

/* What the file calls a node is not always what it is called here. */
static JsonNode *
map_reference (Builder  *self,
               JsonNode *node)
{
  char text[TALUS_ID_TEXT_SIZE];
  guint found = TALUS_IMPORT_NONE;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return json_node_copy (node);

  found = talus_import_find_node (self->reader, json_node_get_string (node));
  if (found == TALUS_IMPORT_NONE)
    return json_node_copy (node);
  talus_id_format (&g_array_index (self->reader->nodes, TalusImportNode, found).id, text);

  return json_node_init_string (json_node_alloc (), text);
}

static JsonNode *
map_references (Builder  *self,
                JsonNode *node)
{
  JsonArray *mapped = NULL;
  JsonArray *array = NULL;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return map_reference (self, node);

  array = json_node_get_array (node);
  mapped = json_array_new ();
  for (guint i = 0; i < json_array_get_length (array); i++)
    json_array_add_element (mapped, map_reference (self, json_array_get_element (array, i)));
  node = json_node_alloc ();
  json_node_init (node, JSON_NODE_ARRAY);
  json_node_take_array (node, mapped);

  return node;
}

static TalusValue *
normalize (Builder             *self,
           const TalusProperty *property,
           JsonNode            *node,
           TalusOddity         *oddity)
{
  TalusValue *value = NULL;

  if (self->reader->lenient && (property->kind == TALUS_PROPERTY_NODE_REFERENCE ||
                                property->kind == TALUS_PROPERTY_PERSON))
    {
      g_autoptr(JsonNode) mapped = map_references (self, node);

      return talus_property_normalize_lenient (property, mapped, oddity);
    }
  if (self->reader->lenient)
    return talus_property_normalize_lenient (property, node, oddity);

  *oddity = TALUS_ODDITY_NONE;
  value = talus_property_normalize (property, node, NULL);
  if (value != NULL)
    return value;

  /* Our own files say exactly what they mean; what does not fit is an orphan. */
  *oddity = property->kind == TALUS_PROPERTY_SELECT || property->kind == TALUS_PROPERTY_MULTI_SELECT
              ? TALUS_ODDITY_UNKNOWN_OPTION
              : TALUS_ODDITY_WRONG_TYPE;

  return talus_value_new_node (node);
}

static gboolean
take_name_property (Builder              *self,
                    const TalusId        *node_id,
                    const TalusNodeType  *type,
                    char                **name,
                    const char           *key,
                    TalusSlice            value,
                    GError              **error)
{
  g_autofree char *text = talus_import_dup_string (self->reader, value);

  if (text != NULL && *name == NULL)
    {
      *name = g_steal_pointer (&text);
      return TRUE;
    }
  if (text != NULL && (g_str_equal (text, *name) || text[0] == '\0'))
    return TRUE;

  talus_import_warn (self->reader, node_id, "x-name", "TWO_NAMES",
                     "“%s” says another name than the node has; kept as “x-name”", key);

  return store_as_is (self, type, "x-name", value, error);
}

static gboolean
take_known_property (Builder              *self,
                     const TalusId        *node_id,
                     const TalusNodeType  *type,
                     const TalusProperty  *property,
                     const char           *key,
                     TalusSlice            slice,
                     GError              **error)
{
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(TalusValue) value = NULL;
  TalusOddity oddity = TALUS_ODDITY_NONE;
  Stored *known = NULL;
  const char *json = NULL;
  gsize length = 0;

  node = talus_json_parse (self->reader->data + slice.start, slice.end - slice.start,
                           TALUS_IMPORT_VALUE_DEPTH, error);
  if (node == NULL)
    return FALSE;
  value = normalize (self, property, node, &oddity);
  tell_oddity (self, node_id, property, oddity);
  if (value == NULL)
    return TRUE;

  json = talus_value_get_json (value, &length);
  known = find_stored (self, property->id);
  if (known == NULL)
    {
      store (self, g_strdup (property->id), g_memdup2 (json, length), length);
      return TRUE;
    }
  if (known->length == length && memcmp (known->json, json, length) == 0)
    return TRUE;

  talus_import_warn (self->reader, node_id, key, "DUPLICATE_PROPERTY",
                     "“%s” stands there twice with different values; both are kept",
                     property->label);

  return store_as_is (self, type, key, slice, error);
}

static gboolean
take_property (Builder              *self,
               const TalusId        *node_id,
               const TalusNodeType  *type,
               char                **name,
               const char           *key,
               TalusSlice            slice,
               GError              **error)
{
  const TalusProperty *property = NULL;

  if (talus_import_is_null (self->reader, slice))
    return TRUE;
  if (type != NULL)
    property = self->reader->lenient ? talus_node_type_find_property (type, key)
                                     : talus_node_type_get_property (type, key);

  if (g_str_equal (key, "name") || (property != NULL && g_str_equal (property->id, "name")))
    return take_name_property (self, node_id, type, name, key, slice, error);
  if (property != NULL)
    return take_known_property (self, node_id, type, property, key, slice, error);

  if (type != NULL)
    talus_import_warn (self->reader, node_id, key, "UNKNOWN_PROPERTY",
                       "“%s” has no property “%s”; kept as an orphan", type->label, key);

  return store_as_is (self, type, key, slice, error);
}

static gboolean
take_properties (Builder               *self,
                 const TalusImportNode *node,
                 const TalusNodeType   *type,
                 char                 **name,
                 GError               **error)
{
  if (!talus_import_is_null (self->reader, node->properties))
    {
      g_autoptr(GArray) members = talus_import_split (self->reader, node->properties, error);

      if (members == NULL)
        return FALSE;
      for (guint i = 0; i < members->len; i++)
        {
          TalusImportMember *member = &g_array_index (members, TalusImportMember, i);

          if (!take_property (self, &node->id, type, name, member->name, member->value, error))
            return FALSE;
        }
    }

  for (guint i = 0; node->extra != NULL && i < node->extra->len; i++)
    {
      TalusImportMember *member = &g_array_index (node->extra, TalusImportMember, i);

      if (talus_import_is_null (self->reader, member->value))
        continue;
      talus_import_warn (self->reader, &node->id, member->name, "UNKNOWN_PROPERTY",
                         "Nodes have no member “%s”; kept as an orphaned property", member->name);
      if (!store_as_is (self, type, member->name, member->value, error))
        return FALSE;
    }

  return TRUE;
}

/* The node's name, which alone of what it is can also stand in its properties. */
static gboolean
take_name (Builder                *self,
           const TalusImportNode  *node,
           const TalusNodeType    *type,
           char                  **name,
           GError                **error)
{
  *name = talus_import_dup_string (self->reader, node->name);
  if (*name != NULL || talus_import_is_null (self->reader, node->name))
    return TRUE;

  talus_import_warn (self->reader, &node->id, "x-name", "WRONG_TYPE",
                     "The name of the node is no text; kept as “x-name”");

  return store_as_is (self, type, "x-name", node->name, error);
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
find_type (Builder                *self,
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
check_place (Builder               *self,
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
load_node (Builder               *self,
           const TalusImportNode *node,
           const TalusId         *previous,
           GError               **error)
{
  g_autofree char *name = NULL;
  g_autofree char *type_id = NULL;
  const TalusNodeType *type = NULL;
  TalusLoadedNode loaded = { .existence_seq = 1, .place_seq = 1, .name_seq = 1 };

  g_hash_table_remove_all (self->by_key);
  g_array_set_size (self->stored, 0);
  type_id = find_type (self, node, &type);
  check_place (self, node, type);
  if (!take_name (self, node, type, &name, error) ||
      !take_properties (self, node, type, &name, error))
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
      Stored *stored = &g_array_index (self->stored, Stored, i);

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
load_nodes (Builder  *self,
            GError  **error)
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
load_edges (Builder *self)
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
load (Builder     *self,
      TalusGraph  *graph,
      GError     **error)
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
  g_autoptr(GArray) stored = g_array_new (FALSE, FALSE, sizeof (Stored));
  Builder self = { reader, NULL, symbols, stored, by_key, talus_clock_now () };

  g_array_set_clear_func (stored, clear_stored);
  if (!load (&self, graph, error))
    return NULL;

  if (reader->n_converted > 0)
    talus_import_warn (reader, NULL, NULL, "CONVERTED",
                       "%u values were written in another way and were brought into the usual one",
                       reader->n_converted);

  return g_steal_pointer (&graph);
}
