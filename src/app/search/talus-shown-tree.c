/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries with parent and children as they were when last told, by id. An
 * entry that is neither marked nor above another goes. It must not keep
 * nodes. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-shown-tree.h"

typedef struct _Shown Shown;

struct _Shown
{
  TalusId id;            /* first: it is the key */
  TalusShownMarks marks;
  Shown *parent;
  Shown *first_child;
  Shown *next;
  Shown *previous;
};

struct _TalusShownTree
{
  GHashTable *entries;   /* set of Shown */
  guint n_hits;
};

/**
 * talus_shown_tree_new:
 *
 * Returns: (transfer full): a tree without nodes
 */
TalusShownTree *
talus_shown_tree_new (void)
{
  TalusShownTree *self = g_new0 (TalusShownTree, 1);

  self->entries = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);

  return self;
}

/**
 * talus_shown_tree_free:
 * @self: (transfer full): a tree
 *
 * Frees it.
 */
void
talus_shown_tree_free (TalusShownTree *self)
{
  g_hash_table_unref (self->entries);
  g_free (self);
}

static Shown *
find (TalusShownTree *self,
      const TalusId  *id)
{
  return g_hash_table_lookup (self->entries, id);
}

static void
unhook (Shown *shown)
{
  if (shown->previous != NULL)
    shown->previous->next = shown->next;
  else if (shown->parent != NULL)
    shown->parent->first_child = shown->next;
  if (shown->next != NULL)
    shown->next->previous = shown->previous;

  shown->parent = shown->next = shown->previous = NULL;
}

static void
hook (Shown *shown,
      Shown *parent)
{
  shown->parent = parent;
  if (parent == NULL)
    return;

  shown->next = parent->first_child;
  if (shown->next != NULL)
    shown->next->previous = shown;
  parent->first_child = shown;
}

static Shown *
ensure (TalusShownTree *self,
        TalusNode      *node)
{
  Shown *shown;
  TalusNode *parent;

  if (node == NULL)
    return NULL;

  shown = find (self, talus_node_get_id (node));
  if (shown != NULL)
    return shown;

  shown = g_new0 (Shown, 1);
  shown->id = *talus_node_get_id (node);
  g_hash_table_add (self->entries, shown);
  parent = talus_node_get_parent (node);
  hook (shown, ensure (self, parent));

  return shown;
}

/* Takes away what nothing needs, from @shown upwards. */
static void
tidy (TalusShownTree *self,
      Shown          *shown)
{
  while (shown != NULL && shown->marks == 0 && shown->first_child == NULL)
    {
      Shown *parent = shown->parent;

      unhook (shown);
      g_hash_table_remove (self->entries, &shown->id);
      shown = parent;
    }
}

static void
set_marks (TalusShownTree  *self,
           Shown           *shown,
           TalusShownMarks  marks)
{
  self->n_hits -= (shown->marks & TALUS_SHOWN_HIT) != 0;
  self->n_hits += (marks & TALUS_SHOWN_HIT) != 0;
  shown->marks = marks;
}

/**
 * talus_shown_tree_get_n_hits:
 * @self: a tree
 *
 * Returns: how many nodes are marked as hits
 */
guint
talus_shown_tree_get_n_hits (TalusShownTree *self)
{
  return self->n_hits;
}

/**
 * talus_shown_tree_contains:
 * @self: a tree
 * @id: of a node
 *
 * Returns: whether the node is to be seen
 */
gboolean
talus_shown_tree_contains (TalusShownTree *self,
                           const TalusId  *id)
{
  return find (self, id) != NULL;
}

/**
 * talus_shown_tree_get_marks:
 * @self: a tree
 * @id: of a node
 *
 * Returns: its marks; none for one that is only above others
 */
TalusShownMarks
talus_shown_tree_get_marks (TalusShownTree *self,
                            const TalusId  *id)
{
  Shown *shown = find (self, id);

  return shown != NULL ? shown->marks : 0;
}

/**
 * talus_shown_tree_mark:
 * @self: a tree
 * @node: a live node
 * @mark: one mark
 * @is_marked: whether it has it
 *
 * Gives a node a mark or takes it away. Costs its depth.
 *
 * Returns: whether it was otherwise before
 */
gboolean
talus_shown_tree_mark (TalusShownTree  *self,
                       TalusNode       *node,
                       TalusShownMarks  mark,
                       gboolean         is_marked)
{
  Shown *shown;

  if (!is_marked)
    return talus_shown_tree_unmark (self, talus_node_get_id (node), mark);

  shown = ensure (self, node);
  if (shown->marks & mark)
    return FALSE;

  set_marks (self, shown, shown->marks | mark);

  return TRUE;
}

/**
 * talus_shown_tree_unmark:
 * @self: a tree
 * @id: a node, perhaps one that is gone
 * @mark: one mark
 *
 * Takes a mark from a node.
 *
 * Returns: whether it had it
 */
gboolean
talus_shown_tree_unmark (TalusShownTree  *self,
                         const TalusId   *id,
                         TalusShownMarks  mark)
{
  Shown *shown = find (self, id);

  if (shown == NULL || !(shown->marks & mark))
    return FALSE;

  set_marks (self, shown, shown->marks & ~mark);
  tidy (self, shown);

  return TRUE;
}

/**
 * talus_shown_tree_move:
 * @self: a tree
 * @node: a live node that may have another parent than before
 *
 * Sees to it that those above it are those that are above it now.
 *
 * Returns: whether they were others
 */
gboolean
talus_shown_tree_move (TalusShownTree *self,
                       TalusNode      *node)
{
  Shown *shown = find (self, talus_node_get_id (node));
  Shown *old_parent;
  Shown *parent;

  if (shown == NULL)
    return FALSE;

  old_parent = shown->parent;
  parent = ensure (self, talus_node_get_parent (node));
  if (parent == old_parent)
    return FALSE;

  unhook (shown);
  hook (shown, parent);
  tidy (self, old_parent);

  return TRUE;
}

static void
remove_below (TalusShownTree *self,
              Shown          *shown)
{
  for (Shown *child = shown->first_child; child != NULL;)
    {
      Shown *next = child->next;

      remove_below (self, child);
      set_marks (self, child, 0);
      g_hash_table_remove (self->entries, &child->id);
      child = next;
    }
  shown->first_child = NULL;
}

/**
 * talus_shown_tree_remove:
 * @self: a tree
 * @top: a node that went with all below it
 *
 * Takes a node out with what was below it.
 *
 * Returns: whether it was there
 */
gboolean
talus_shown_tree_remove (TalusShownTree *self,
                         const TalusId  *top)
{
  Shown *shown = find (self, top);

  if (shown == NULL)
    return FALSE;

  remove_below (self, shown);
  set_marks (self, shown, 0);
  tidy (self, shown);

  return TRUE;
}
