/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A treap whose heap order comes from the ids: balanced as if shuffled, and
 * without a field for it. The hash of an id is keyed by the process, so that
 * nobody can choose ids that make it a list. It knows no parents. */
#define G_LOG_DOMAIN "talus-model-child-list"

#include "model/talus-child-list.h"

#include "model/talus-node-private.h"

/* Ids that were drawn one after the other have hashes at even distances,
 * which spreads well over the places of a table and makes a bad heap: hence
 * the stirring (the last step of MurmurHash3). */
static inline guint
get_priority (TalusNode *node)
{
  guint32 hash = talus_id_hash (&node->id);

  hash = (hash ^ hash >> 16) * 0x85ebca6b;
  hash = (hash ^ hash >> 13) * 0xc2b2ae35;

  return hash ^ hash >> 16;
}

static inline guint
get_size (TalusNode *node)
{
  return node != NULL ? node->size : 0;
}

static inline void
update_size (TalusNode *node)
{
  node->size = 1 + get_size (node->links.left) + get_size (node->links.right);
}

/* Puts @child, which may be NULL, where @node was below @up. */
static void
replace (TalusNode **top,
         TalusNode  *up,
         TalusNode  *node,
         TalusNode  *child)
{
  if (up == NULL)
    *top = child;
  else if (up->links.left == node)
    up->links.left = child;
  else
    up->links.right = child;

  if (child != NULL)
    child->links.up = up;
}

/* Turns @node and the one above it round, order kept. */
static void
rotate_up (TalusNode **top,
           TalusNode  *node)
{
  TalusNode *up = node->links.up;
  TalusNode *inner;

  replace (top, up->links.up, up, node);

  if (up->links.left == node)
    {
      inner = node->links.right;
      node->links.right = up;
      up->links.left = inner;
    }
  else
    {
      inner = node->links.left;
      node->links.left = up;
      up->links.right = inner;
    }

  up->links.up = node;
  if (inner != NULL)
    inner->links.up = up;

  update_size (up);
  update_size (node);
}

/* How many children there are. */
guint
talus_child_list_length (TalusNode *top)
{
  return get_size (top);
}

/* (nullable): the child at @index, counted from 0. */
TalusNode *
talus_child_list_get (TalusNode *top,
                      guint      index)
{
  TalusNode *node = top;

  if (index >= get_size (top))
    return NULL;

  for (;;)
    {
      guint n_before = get_size (node->links.left);

      if (index == n_before)
        return node;

      if (index < n_before)
        {
          node = node->links.left;
        }
      else
        {
          index -= n_before + 1;
          node = node->links.right;
        }
    }
}

/* (nullable) */
TalusNode *
talus_child_list_first (TalusNode *top)
{
  if (top == NULL)
    return NULL;

  while (top->links.left != NULL)
    top = top->links.left;

  return top;
}

/* (nullable) */
TalusNode *
talus_child_list_last (TalusNode *top)
{
  if (top == NULL)
    return NULL;

  while (top->links.right != NULL)
    top = top->links.right;

  return top;
}

/* (nullable): the sibling behind @node. */
TalusNode *
talus_child_list_next (TalusNode *node)
{
  if (node->links.right != NULL)
    return talus_child_list_first (node->links.right);

  while (node->links.up != NULL && node->links.up->links.right == node)
    node = node->links.up;

  return node->links.up;
}

/* (nullable): the sibling in front of @node. */
TalusNode *
talus_child_list_previous (TalusNode *node)
{
  if (node->links.left != NULL)
    return talus_child_list_last (node->links.left);

  while (node->links.up != NULL && node->links.up->links.left == node)
    node = node->links.up;

  return node->links.up;
}

/* How many siblings are in front of @node. */
guint
talus_child_list_index (TalusNode *node)
{
  guint index = get_size (node->links.left);

  for (; node->links.up != NULL; node = node->links.up)
    {
      if (node->links.up->links.right == node)
        index += get_size (node->links.up->links.left) + 1;
    }

  return index;
}

/* Puts @node, which is in no list, behind @after, or first where that is
 * NULL. */
void
talus_child_list_insert (TalusNode **top,
                         TalusNode  *after,
                         TalusNode  *node)
{
  TalusNode *up;
  guint priority;

  node->links.left = node->links.right = node->links.up = NULL;
  node->size = 1;

  if (*top == NULL)
    {
      *top = node;
      return;
    }

  if (after != NULL && after->links.right == NULL)
    {
      up = after;
      up->links.right = node;
    }
  else
    {
      up = talus_child_list_first (after != NULL ? after->links.right : *top);
      up->links.left = node;
    }

  node->links.up = up;
  for (; up != NULL; up = up->links.up)
    up->size++;

  priority = get_priority (node);
  while (node->links.up != NULL && get_priority (node->links.up) < priority)
    rotate_up (top, node);
}

/* Takes @node out of the list. */
void
talus_child_list_remove (TalusNode **top,
                         TalusNode  *node)
{
  TalusNode *up;

  while (node->links.left != NULL && node->links.right != NULL)
    {
      if (get_priority (node->links.left) > get_priority (node->links.right))
        rotate_up (top, node->links.left);
      else
        rotate_up (top, node->links.right);
    }

  up = node->links.up;
  replace (top, up, node, node->links.left != NULL ? node->links.left : node->links.right);
  for (; up != NULL; up = up->links.up)
    up->size--;

  node->links.left = node->links.right = node->links.up = NULL;
  node->size = 1;
}

/* Makes the list of all of @nodes, in that order.
 *
 * Each one is hung below the last of those on the right edge that outrank it,
 * and takes what was there under its left arm: every node enters and leaves
 * the edge once. */
TalusNode *
talus_child_list_build (TalusNode **nodes,
                        guint       n_nodes)
{
  TalusNode *top = NULL;
  TalusNode *edge = NULL;

  for (guint i = 0; i < n_nodes; i++)
    {
      TalusNode *node = nodes[i];
      TalusNode *below = NULL;
      guint priority = get_priority (node);

      while (edge != NULL && get_priority (edge) < priority)
        {
          update_size (edge);
          below = edge;
          edge = edge->links.up;
        }

      node->links.left = below;
      node->links.right = NULL;
      node->links.up = edge;
      node->size = 1;
      if (below != NULL)
        below->links.up = node;
      if (edge != NULL)
        edge->links.right = node;
      else
        top = node;
      edge = node;
    }

  for (; edge != NULL; edge = edge->links.up)
    update_size (edge);

  return top;
}
