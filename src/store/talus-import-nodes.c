/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The nodes of an import: what each is called here, and whose child it is. */
#define G_LOG_DOMAIN "talus-store-import"

#include "store/talus-import-private.h"

/* An id as text is looked up by: UUIDs in any case are one and the same. */
static char *
get_id_key (const char *id_text)
{
  TalusId id;

  return talus_id_parse (id_text, -1, &id) ? talus_id_to_string (&id) : g_strdup (id_text);
}

/* An id for the node that @id_text names, and whether that had to be made. */
static gboolean
find_id (TalusImportReader *self,
         const char        *id_text,
         TalusId           *id)
{
  g_autofree char *name = NULL;

  if (talus_id_parse (id_text, -1, id) && !talus_id_is_null (id) &&
      !g_hash_table_contains (self->ids, id))
    return FALSE;

  name = g_strdup_printf ("node:%s", id_text);
  talus_id_from_name (id, name, -1);
  for (guint n = self->nodes->len; g_hash_table_contains (self->ids, id); n++)
    {
      g_autofree char *numbered = g_strdup_printf ("%s#%u", name, n);

      talus_id_from_name (id, numbered, -1);
    }

  return TRUE;
}

/*
 * talus_import_add_node:
 *
 * Adds a node. An id that is no UUID, or was there before, becomes one.
 */
guint
talus_import_add_node (TalusImportReader *self,
                       const char        *id_text)
{
  TalusImportNode node = { .parent = TALUS_IMPORT_NONE, .first_child = TALUS_IMPORT_NONE,
                           .last_child = TALUS_IMPORT_NONE, .next = TALUS_IMPORT_NONE };
  g_autofree char *key = get_id_key (id_text);
  guint index = self->nodes->len;
  gboolean is_new = find_id (self, id_text, &node.id);

  if (g_hash_table_contains (self->by_text, key))
    {
      talus_import_warn (self, &node.id, NULL, "DUPLICATE_ID",
                         "The id “%s” stands there twice; the second node got a new one", id_text);
    }
  else
    {
      if (is_new)
        talus_import_warn (self, &node.id, NULL, "NEW_ID",
                           "The id “%s” is no UUID, or in use, and became another", id_text);
      g_hash_table_insert (self->by_text, g_steal_pointer (&key), GUINT_TO_POINTER (index + 1));
    }
  g_hash_table_add (self->ids, g_memdup2 (&node.id, sizeof node.id));
  g_array_append_val (self->nodes, node);

  return index;
}

guint
talus_import_find_node (TalusImportReader *self,
                        const char        *id_text)
{
  g_autofree char *key = get_id_key (id_text);
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->by_text, key));

  return found == 0 ? TALUS_IMPORT_NONE : found - 1;
}

/*
 * talus_import_adopt:
 *
 * Puts @child behind the last child of @parent, or behind the last root.
 */
void
talus_import_adopt (TalusImportReader *self,
                    guint              parent,
                    guint              child)
{
  TalusImportNode *nodes = (TalusImportNode *) (gpointer) self->nodes->data;
  guint *first = parent == TALUS_IMPORT_NONE ? &self->first_root : &nodes[parent].first_child;
  guint *last = parent == TALUS_IMPORT_NONE ? &self->last_root : &nodes[parent].last_child;

  nodes[child].parent = parent;
  nodes[child].next = TALUS_IMPORT_NONE;
  if (*last == TALUS_IMPORT_NONE)
    *first = child;
  else
    nodes[*last].next = child;
  *last = child;
}

/*
 * talus_import_disown:
 *
 * Takes a node out of its parent's children.
 */
void
talus_import_disown (TalusImportReader *self,
                     guint              child)
{
  TalusImportNode *nodes = (TalusImportNode *) (gpointer) self->nodes->data;
  TalusImportNode *parent = &nodes[nodes[child].parent];
  guint before = TALUS_IMPORT_NONE;

  for (guint at = parent->first_child; at != child; at = nodes[at].next)
    before = at;
  if (before == TALUS_IMPORT_NONE)
    parent->first_child = nodes[child].next;
  else
    nodes[before].next = nodes[child].next;
  if (parent->last_child == child)
    parent->last_child = before;
  nodes[child].parent = TALUS_IMPORT_NONE;
  nodes[child].next = TALUS_IMPORT_NONE;
}
