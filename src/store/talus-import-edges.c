/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dependencies of an import. A file may say one twice, name nodes that
 * are not there, or go round in circles; all of a file's edges are judged at
 * once, so that it costs no more than to read them. */
#define G_LOG_DOMAIN "talus-store-import"

#include "base/talus-error.h"
#include "base/talus-json.h"
#include "store/talus-import-private.h"

#include <string.h>

#include "base/talus-json-writer.h"

/* The edges by blocker: those of node n are order[first[n]] and on, up to
 * first[n + 1], as they stand in the file. */
typedef struct
{
  TalusImportReader *reader;
  guint *first;
  guint *order;
  guint8 *state;  /* of a node: NEW, OPEN, DONE */
  guint *at;      /* of an open node: which of its edges comes next */
  GArray *path;   /* of guint: the open nodes */
  guint8 *dropped; /* of an edge */
} Walk;

enum
{
  NEW,
  OPEN,
  DONE,
};

static void
keep_unresolved (TalusImportReader *self,
                 const char        *blocker,
                 const char        *blocked)
{
  g_string_append (self->unresolved, self->unresolved->len > 0 ? "," : "");
  g_string_append (self->unresolved, "{\"blocked_id\":");
  talus_json_append_string (self->unresolved, blocked, strlen (blocked));
  g_string_append (self->unresolved, ",\"blocker_id\":");
  talus_json_append_string (self->unresolved, blocker, strlen (blocker));
  g_string_append_c (self->unresolved, '}');
}

/*
 * talus_import_add_edge:
 *
 * A dependency between two nodes of the file, which must both be there.
 */
void
talus_import_add_edge (TalusImportReader *self,
                       const char        *blocker,
                       const char        *blocked)
{
  TalusImportEdge edge = { talus_import_find_node (self, blocker),
                           talus_import_find_node (self, blocked) };

  if (edge.blocker != TALUS_IMPORT_NONE && edge.blocked != TALUS_IMPORT_NONE)
    {
      g_array_append_val (self->edges, edge);
      return;
    }

  talus_import_warn (self, NULL, NULL, "MISSING_NODE",
                     "“%s” blocks “%s”, but not both are there; kept in the setting "
                     "“x-unresolved_dependencies”", blocker, blocked);
  keep_unresolved (self, blocker, blocked);
}

static const TalusImportEdge *
get_edge (Walk  *self,
          guint  index)
{
  return &g_array_index (self->reader->edges, TalusImportEdge, index);
}

static void
sort_by_blocker (Walk *self)
{
  guint n_nodes = self->reader->nodes->len;
  guint n_edges = self->reader->edges->len;

  for (guint i = 0; i < n_edges; i++)
    self->first[get_edge (self, i)->blocker + 1]++;
  for (guint i = 0; i < n_nodes; i++)
    self->first[i + 1] += self->first[i];

  memcpy (self->at, self->first, n_nodes * sizeof (guint));
  for (guint i = 0; i < n_edges; i++)
    self->order[self->at[get_edge (self, i)->blocker]++] = i;
  memcpy (self->at, self->first, n_nodes * sizeof (guint));
}

/* What closes a circle goes; it is kept beside, as nothing is lost. */
static void
drop (Walk  *self,
      guint  index)
{
  const TalusImportEdge *edge = get_edge (self, index);
  const TalusImportNode *nodes = (TalusImportNode *) (gpointer) self->reader->nodes->data;
  char blocker[TALUS_ID_TEXT_SIZE];
  char blocked[TALUS_ID_TEXT_SIZE];

  self->dropped[index] = TRUE;
  talus_id_format (&nodes[edge->blocker].id, blocker);
  talus_id_format (&nodes[edge->blocked].id, blocked);
  talus_import_warn (self->reader, &nodes[edge->blocked].id, NULL, "CYCLE",
                     "That “%s” blocks “%s” would close a circle; kept in the setting "
                     "“x-unresolved_dependencies”", blocker, blocked);
  keep_unresolved (self->reader, blocker, blocked);
}

/* Down from one node, depth first and without recursion: an edge to a node
 * that is still open closes a circle. */
static void
walk_from (Walk  *self,
           guint  start)
{
  if (self->state[start] != NEW)
    return;

  self->state[start] = OPEN;
  g_array_append_val (self->path, start);
  while (self->path->len > 0)
    {
      guint node = g_array_index (self->path, guint, self->path->len - 1);
      guint edge = 0;
      guint next = 0;

      if (self->at[node] == self->first[node + 1])
        {
          self->state[node] = DONE;
          g_array_set_size (self->path, self->path->len - 1);
          continue;
        }

      edge = self->order[self->at[node]++];
      next = get_edge (self, edge)->blocked;
      if (self->state[next] == OPEN)
        {
          drop (self, edge);
        }
      else if (self->state[next] == NEW)
        {
          self->state[next] = OPEN;
          g_array_append_val (self->path, next);
        }
    }
}

static guint
hash_edge (gconstpointer data)
{
  const TalusImportEdge *edge = data;

  return edge->blocker * 2654435761u ^ edge->blocked;
}

static gboolean
equal_edges (gconstpointer a,
             gconstpointer b)
{
  return memcmp (a, b, sizeof (TalusImportEdge)) == 0;
}

static void
forget_doubles (TalusImportReader *self)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (hash_edge, equal_edges);
  guint n_kept = 0;

  for (guint i = 0; i < self->edges->len; i++)
    {
      TalusImportEdge *edges = (TalusImportEdge *) (gpointer) self->edges->data;

      if (g_hash_table_contains (seen, &edges[i]))
        continue;
      edges[n_kept] = edges[i];
      g_hash_table_add (seen, &edges[n_kept++]);
    }
  g_array_set_size (self->edges, n_kept);
}

/*
 * talus_import_settle_edges:
 *
 * Leaves of the dependencies those that a graph can have.
 */
void
talus_import_settle_edges (TalusImportReader *self)
{
  TalusImportEdge *edges = NULL;
  guint n_edges = 0;
  guint n_kept = 0;
  Walk walk = { self };

  if (self->edges->len == 0)
    return;

  forget_doubles (self);
  n_edges = self->edges->len;
  walk.first = g_new0 (guint, self->nodes->len + 1);
  walk.order = g_new (guint, n_edges);
  walk.state = g_new0 (guint8, self->nodes->len);
  walk.at = g_new (guint, self->nodes->len);
  walk.path = g_array_new (FALSE, FALSE, sizeof (guint));
  walk.dropped = g_new0 (guint8, n_edges);

  /* From the blockers in the order of the file: of a circle its last edge goes. */
  sort_by_blocker (&walk);
  for (guint i = 0; i < n_edges; i++)
    walk_from (&walk, get_edge (&walk, i)->blocker);

  edges = (TalusImportEdge *) (gpointer) self->edges->data;
  for (guint i = 0; i < n_edges; i++)
    {
      if (!walk.dropped[i])
        edges[n_kept++] = edges[i];
    }
  g_array_set_size (self->edges, n_kept);

  g_free (walk.first);
  g_free (walk.order);
  g_free (walk.state);
  g_free (walk.at);
  g_free (walk.dropped);
  g_array_unref (walk.path);
}

/*
 * talus_import_read_edges:
 * @members: of the object that has them
 * @name: of the member that lists them; it may be absent
 * @blocker_member: of each, which node blocks
 * @blocked_member: of each, which node is blocked
 *
 * Reads a list of dependencies.
 */
gboolean
talus_import_read_edges (TalusImportReader  *self,
                         GArray             *members,
                         const char         *name,
                         const char         *blocker_member,
                         const char         *blocked_member,
                         GError            **error)
{
  TalusSlice slice = talus_import_find (members, name);
  g_autoptr(JsonNode) node = NULL;
  JsonArray *array = NULL;

  if (talus_import_is_null (self, slice))
    return TRUE;

  node = talus_import_parse (self, slice, error);
  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "“%s” must be an array", name);
      return FALSE;
    }

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      const char *blocker = NULL;
      const char *blocked = NULL;

      if (!JSON_NODE_HOLDS_OBJECT (element))
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                       "Member %u of “%s” must be an object", i, name);
          return FALSE;
        }
      if (!talus_json_get_string (json_node_get_object (element), blocker_member, TRUE,
                                  TALUS_ERROR_INVALID_REQUEST, &blocker, error) ||
          !talus_json_get_string (json_node_get_object (element), blocked_member, TRUE,
                                  TALUS_ERROR_INVALID_REQUEST, &blocked, error))
        return FALSE;
      talus_import_add_edge (self, blocker, blocked);
    }

  return TRUE;
}
