/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the nodes of a file to a graph: types and properties by the template,
 * with whatever it does not know kept beside; then the dependencies, none of
 * which may close a circle. */
#define G_LOG_DOMAIN "talus-store-import"

#include "base/talus-clock.h"
#include "base/talus-error.h"
#include "base/talus-json.h"
#include "model/talus-property-type.h"
#include "store/talus-import-private.h"

typedef struct
{
  TalusImportReader *reader;
  TalusGraphLoader *loader;
  GHashTable *symbols; /* text → symbol + 1 */
  gint64 now;
} Builder;

/* A property as it will be stored. */
typedef struct
{
  char *key;
  char *json;
  gsize length;
} Stored;

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
find_stored (GArray     *list,
             const char *key)
{
  for (guint i = 0; i < list->len; i++)
    {
      Stored *stored = &g_array_index (list, Stored, i);

      if (g_str_equal (stored->key, key))
        return stored;
    }

  return NULL;
}

static void
store (GArray     *list,
       const char *key,
       const char *json,
       gsize       length)
{
  Stored stored = { g_strdup (key), g_memdup2 (json, length), length };

  g_array_append_val (list, stored);
}

/* Keeps a value under the name it has in the file, or one like it where that
 * is taken. */
static void
store_as_is (Builder    *self,
             GArray     *list,
             const char *key,
             TalusSlice  value)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *free_key = g_strdup (key);
  g_autofree char *json = NULL;
  gsize length = 0;

  while (find_stored (list, free_key) != NULL || g_str_equal (free_key, "name"))
    {
      char *longer = g_strconcat ("x-", free_key, NULL);

      g_free (free_key);
      free_key = longer;
    }
  json = talus_json_canonicalize (self->reader->data + value.start, value.end - value.start,
                                  TALUS_JSON_DEPTH_IMPORT, &length, &error);
  g_assert (json != NULL); /* it passed the gate when the file was split */
  store (list, free_key, json, length);
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

static TalusValue *
normalize (Builder             *self,
           const TalusProperty *property,
           JsonNode            *node,
           TalusOddity         *oddity)
{
  TalusValue *value = NULL;

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

static void
take_name_property (Builder       *self,
                    const TalusId *node_id,
                    GArray        *list,
                    char         **name,
                    const char    *key,
                    TalusSlice     value)
{
  g_autofree char *text = talus_import_dup_string (self->reader, value);

  if (text != NULL && *name == NULL)
    {
      *name = g_steal_pointer (&text);
      return;
    }
  if (text != NULL && (g_str_equal (text, *name) || text[0] == '\0'))
    return;

  talus_import_warn (self->reader, node_id, "x-name", "TWO_NAMES",
                     "“%s” says another name than the node has; kept as “x-name”", key);
  store_as_is (self, list, "x-name", value);
}

static void
take_property (Builder             *self,
               const TalusId       *node_id,
               const TalusNodeType *type,
               GArray              *list,
               char               **name,
               const char          *key,
               TalusSlice           slice)
{
  const TalusProperty *property = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(TalusValue) value = NULL;
  TalusOddity oddity = TALUS_ODDITY_NONE;
  Stored *known = NULL;
  const char *json = NULL;
  gsize length = 0;

  if (talus_import_is_null (self->reader, slice))
    return;
  if (type != NULL)
    property = self->reader->lenient ? talus_node_type_find_property (type, key)
                                     : talus_node_type_get_property (type, key);
  if (g_str_equal (key, "name") || (property != NULL && g_str_equal (property->id, "name")))
    {
      take_name_property (self, node_id, list, name, key, slice);
      return;
    }
  if (property == NULL)
    {
      if (type != NULL)
        talus_import_warn (self->reader, node_id, key, "UNKNOWN_PROPERTY",
                           "“%s” has no property “%s”; kept as an orphan", type->label, key);
      store_as_is (self, list, key, slice);
      return;
    }

  node = talus_import_parse (self->reader, slice, NULL);
  g_assert (node != NULL); /* it passed the gate when the file was split */
  value = normalize (self, property, node, &oddity);
  tell_oddity (self, node_id, property, oddity);
  if (value == NULL)
    return;

  json = talus_value_get_json (value, &length);
  known = find_stored (list, property->id);
  if (known == NULL)
    {
      store (list, property->id, json, length);
    }
  else if (known->length != length || memcmp (known->json, json, length) != 0)
    {
      talus_import_warn (self->reader, node_id, key, "DUPLICATE_PROPERTY",
                         "“%s” stands there twice with different values; both are kept",
                         property->label);
      store_as_is (self, list, key, slice);
    }
}

static gboolean
take_properties (Builder               *self,
                 const TalusImportNode *node,
                 const TalusNodeType   *type,
                 GArray                *list,
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

          take_property (self, &node->id, type, list, name, member->name, member->value);
        }
    }

  for (guint i = 0; node->extra != NULL && i < node->extra->len; i++)
    {
      TalusImportMember *member = &g_array_index (node->extra, TalusImportMember, i);

      talus_import_warn (self->reader, &node->id, member->name, "UNKNOWN_PROPERTY",
                         "Nodes have no member “%s”; kept as an orphaned property", member->name);
      store_as_is (self, list, member->name, member->value);
    }

  return TRUE;
}

static char *
find_type (Builder                *self,
           const TalusImportNode  *node,
           const TalusNodeType   **type)
{
  g_autofree char *text = talus_import_dup_string (self->reader, node->type);

  *type = NULL;
  if (text == NULL)
    text = g_strdup ("");
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
  text = talus_import_dup_string (self->reader, nodes[node->parent].type);
  if (text == NULL)
    return;
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
  g_autoptr(GArray) list = g_array_new (FALSE, FALSE, sizeof (Stored));
  g_autofree char *name = talus_import_dup_string (self->reader, node->name);
  g_autofree char *type_id = NULL;
  const TalusNodeType *type = NULL;
  TalusLoadedNode loaded = { .existence_seq = 1, .place_seq = 1, .name_seq = 1 };

  g_array_set_clear_func (list, clear_stored);
  type_id = find_type (self, node, &type);
  check_place (self, node, type);
  if (!take_properties (self, node, type, list, &name, error))
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
  for (guint i = 0; i < list->len; i++)
    {
      Stored *stored = &g_array_index (list, Stored, i);

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

static gboolean
load_settings (Builder  *self,
               GError  **error)
{
  if (self->reader->unresolved->len > 0)
    {
      g_autofree char *json = g_strdup_printf ("[%s]", self->reader->unresolved->str);
      g_autofree char *canonical = NULL;
      g_autoptr(TalusValue) value = NULL;
      gsize length = 0;

      canonical = talus_json_canonicalize (json, strlen (json), TALUS_JSON_DEPTH_IMPORT, &length,
                                           error);
      if (canonical == NULL)
        return FALSE;
      value = talus_value_new_canonical (canonical, length);
      talus_graph_loader_add_setting (self->loader, "x-unresolved_dependencies", value, 1);
    }

  for (guint i = 0; i < self->reader->settings->len; i++)
    {
      TalusImportMember *member = g_ptr_array_index (self->reader->settings, i);
      g_autofree char *canonical = NULL;
      g_autoptr(TalusValue) value = NULL;
      gsize length = 0;

      canonical = talus_json_canonicalize (self->reader->data + member->value.start,
                                           member->value.end - member->value.start,
                                           TALUS_JSON_DEPTH_IMPORT, &length, error);
      if (canonical == NULL)
        return FALSE;
      value = talus_value_new_canonical (canonical, length);
      talus_graph_loader_add_setting (self->loader, member->name, value, 1);
    }

  return TRUE;
}

static gboolean
add_edges (TalusImportReader  *self,
           TalusGraph         *graph,
           gint64              now,
           GError            **error)
{
  for (guint i = 0; i < self->edges->len; i++)
    {
      TalusEdge *edge = &g_array_index (self->edges, TalusEdge, i);
      g_autoptr(TalusChangeSet) changes = NULL;
      TalusChange *change = NULL;

      if (talus_graph_has_edge (graph, &edge->blocker, &edge->blocked))
        continue;
      if (talus_id_equal (&edge->blocker, &edge->blocked) ||
          talus_graph_edge_would_cycle (graph, &edge->blocker, &edge->blocked))
        {
          talus_import_warn (self, &edge->blocked, NULL, "CYCLE",
                             "A dependency would have closed a circle and was left out");
          continue;
        }

      changes = talus_change_set_new ();
      change = talus_change_set_add (changes, TALUS_CHANGE_LINK);
      change->edges = g_memdup2 (edge, sizeof *edge);
      change->n_edges = 1;
      if (!talus_graph_apply (graph, changes, 1, now, NULL, error))
        return FALSE;
    }

  return TRUE;
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
  Builder self = { reader, NULL, symbols, talus_clock_now () };

  self.loader = talus_graph_loader_new (graph, reader->nodes->len);
  talus_graph_loader_set_name_seq (self.loader, 1);
  if (!load_nodes (&self, error) || !load_settings (&self, error))
    {
      talus_graph_loader_free (self.loader);
      return NULL;
    }
  if (!talus_graph_loader_finish (self.loader, error) ||
      !add_edges (reader, graph, self.now, error))
    return NULL;

  if (reader->n_converted > 0)
    talus_import_warn (reader, NULL, NULL, "CONVERTED",
                       "%u values were written in another way and were brought into the usual one",
                       reader->n_converted);

  return g_steal_pointer (&graph);
}
