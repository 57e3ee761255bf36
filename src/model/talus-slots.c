/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a change writes and reads. A subtree is one slot, however many nodes it
 * has: who is in it is found by walking up from the node in question, which
 * works for removed ones too, for they stay where they were. */
#define G_LOG_DOMAIN "talus-model-slots"

#include "model/talus-slots.h"

static void
add (GArray        *slots,
     TalusSlotKind  kind,
     const TalusId *node,
     const TalusId *other,
     const char    *key)
{
  TalusSlot slot = { kind };

  if (node != NULL)
    slot.node = *node;
  if (other != NULL)
    slot.other = *other;
  slot.key = key;
  g_array_append_val (slots, slot);
}

static void
add_edges (GArray            *slots,
           const TalusChange *change)
{
  for (guint i = 0; i < change->n_edges; i++)
    add (slots, TALUS_SLOT_EDGE, &change->edges[i].blocker, &change->edges[i].blocked, NULL);

  if (change->n_edges > 0)
    add (slots, TALUS_SLOT_DEPENDENCIES, NULL, NULL, NULL);
}

static void
add_spec (GArray              *slots,
          const TalusNodeSpec *spec)
{
  add (slots, TALUS_SLOT_EXISTENCE, &spec->id, NULL, NULL);
  if (spec->children == NULL)
    return;

  for (guint i = 0; i < spec->children->len; i++)
    add_spec (slots, g_ptr_array_index (spec->children, i));
}

/**
 * talus_change_list_writes:
 * @change: a change
 * @slots: (element-type TalusSlot): where its slots are appended; their keys
 *   belong to @change
 *
 * Lists what a change writes.
 */
void
talus_change_list_writes (const TalusChange *change,
                          GArray            *slots)
{
  g_return_if_fail (change != NULL);
  g_return_if_fail (slots != NULL);

  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
      add_spec (slots, change->spec);
      add (slots, TALUS_SLOT_CHILDREN, &change->place.parent, NULL, NULL);
      break;

    case TALUS_CHANGE_REMOVE:
    case TALUS_CHANGE_RESTORE:
      add (slots, TALUS_SLOT_SUBTREE, &change->node_id, NULL, NULL);
      add (slots, TALUS_SLOT_CHILDREN, &change->place.parent, NULL, NULL);
      add_edges (slots, change);
      break;

    case TALUS_CHANGE_MOVE:
      add (slots, TALUS_SLOT_PLACE, &change->node_id, NULL, NULL);
      add (slots, TALUS_SLOT_CHILDREN, &change->from.parent, NULL, NULL);
      add (slots, TALUS_SLOT_CHILDREN, &change->place.parent, NULL, NULL);
      add (slots, TALUS_SLOT_TREE, NULL, NULL, NULL);
      break;

    case TALUS_CHANGE_SET:
      add (slots, TALUS_SLOT_PROPERTY, &change->node_id, NULL, change->key);
      break;

    case TALUS_CHANGE_LINK:
    case TALUS_CHANGE_UNLINK:
      add_edges (slots, change);
      break;

    case TALUS_CHANGE_META:
      add (slots, TALUS_SLOT_META, NULL, NULL, change->key);
      break;

    case TALUS_CHANGE_BASELINE:
    default:
      break;
    }
}

/**
 * talus_change_list_reads:
 * @change: a change
 * @slots: (element-type TalusSlot): where its slots are appended
 *
 * Lists what a change relies on without writing it.
 */
void
talus_change_list_reads (const TalusChange *change,
                         GArray            *slots)
{
  g_return_if_fail (change != NULL);
  g_return_if_fail (slots != NULL);

  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
      if (!talus_id_is_null (&change->place.parent))
        add (slots, TALUS_SLOT_EXISTENCE, &change->place.parent, NULL, NULL);
      break;

    case TALUS_CHANGE_MOVE:
      add (slots, TALUS_SLOT_EXISTENCE, &change->node_id, NULL, NULL);
      if (!talus_id_is_null (&change->place.parent))
        add (slots, TALUS_SLOT_EXISTENCE, &change->place.parent, NULL, NULL);
      break;

    case TALUS_CHANGE_SET:
      add (slots, TALUS_SLOT_EXISTENCE, &change->node_id, NULL, NULL);
      break;

    case TALUS_CHANGE_LINK:
    case TALUS_CHANGE_UNLINK:
    case TALUS_CHANGE_RESTORE:
      /* A dependency returns only while its other end is there. */
      for (guint i = 0; i < change->n_edges; i++)
        {
          add (slots, TALUS_SLOT_EXISTENCE, &change->edges[i].blocker, NULL, NULL);
          add (slots, TALUS_SLOT_EXISTENCE, &change->edges[i].blocked, NULL, NULL);
        }
      break;

    case TALUS_CHANGE_REMOVE:
    case TALUS_CHANGE_META:
    case TALUS_CHANGE_BASELINE:
    default:
      break;
    }
}

/**
 * talus_slot_equal:
 * @a: a slot
 * @b: another
 *
 * Returns: whether both are the same, letter by letter
 */
gboolean
talus_slot_equal (const TalusSlot *a,
                  const TalusSlot *b)
{
  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  if (a->kind != b->kind)
    return FALSE;

  switch (a->kind)
    {
    case TALUS_SLOT_EXISTENCE:
    case TALUS_SLOT_SUBTREE:
    case TALUS_SLOT_CHILDREN:
    case TALUS_SLOT_PLACE:
      return talus_id_equal (&a->node, &b->node);

    case TALUS_SLOT_PROPERTY:
      return talus_id_equal (&a->node, &b->node) && g_str_equal (a->key, b->key);

    case TALUS_SLOT_EDGE:
      return talus_id_equal (&a->node, &b->node) && talus_id_equal (&a->other, &b->other);

    case TALUS_SLOT_META:
      return g_str_equal (a->key, b->key);

    case TALUS_SLOT_TREE:
    case TALUS_SLOT_DEPENDENCIES:
    default:
      return TRUE;
    }
}

/**
 * talus_slot_is_at:
 * @slot: a slot
 * @node: a node's id
 *
 * Returns: whether the slot is one of that node: its existence, place,
 *   children, a property, a dependency with it as an end
 */
gboolean
talus_slot_is_at (const TalusSlot *slot,
                  const TalusId   *node)
{
  g_return_val_if_fail (slot != NULL, FALSE);
  g_return_val_if_fail (node != NULL, FALSE);

  switch (slot->kind)
    {
    case TALUS_SLOT_EXISTENCE:
    case TALUS_SLOT_SUBTREE:
    case TALUS_SLOT_CHILDREN:
    case TALUS_SLOT_PLACE:
    case TALUS_SLOT_PROPERTY:
      return talus_id_equal (&slot->node, node);

    case TALUS_SLOT_EDGE:
      return talus_id_equal (&slot->node, node) || talus_id_equal (&slot->other, node);

    case TALUS_SLOT_META:
    case TALUS_SLOT_TREE:
    case TALUS_SLOT_DEPENDENCIES:
    default:
      return FALSE;
    }
}

/* What one of two sets does, beside the slots themselves: which nodes it puts
 * elsewhere, for what is below those is then elsewhere too. */
typedef struct
{
  GArray *writes;
  GArray *reads;
  GHashTable *homes;         /* node → TalusId of a parent that the set gave it */
  gboolean everything;       /* it sets the template */
} SideSlots;

static void
side_clear (SideSlots *self)
{
  g_clear_pointer (&self->writes, g_array_unref);
  g_clear_pointer (&self->reads, g_array_unref);
  g_clear_pointer (&self->homes, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SideSlots, side_clear)

static void
side_init (SideSlots            *self,
           const TalusChangeSet *changes)
{
  self->writes = g_array_new (FALSE, FALSE, sizeof (TalusSlot));
  self->reads = g_array_new (FALSE, FALSE, sizeof (TalusSlot));
  self->homes = g_hash_table_new (talus_id_hash, talus_id_equal);
  self->everything = FALSE;

  for (guint i = 0; i < talus_change_set_get_length (changes); i++)
    {
      const TalusChange *change = talus_change_set_get (changes, i);

      talus_change_list_writes (change, self->writes);
      talus_change_list_reads (change, self->reads);
      if (change->op == TALUS_CHANGE_MOVE || change->op == TALUS_CHANGE_RESTORE ||
          change->op == TALUS_CHANGE_INSERT)
        g_hash_table_insert (self->homes, (gpointer) &change->node_id,
                             (gpointer) &change->place.parent);
      if (change->op == TALUS_CHANGE_META && g_str_equal (change->key, "template"))
        self->everything = TRUE;
    }
}

/* Whether @id is, or comes to be by what @side does, at or below @top. Each
 * node is looked at once, whichever ways lead up to it. */
static gboolean
is_below (TalusGraph      *graph,
          const SideSlots *side,
          const TalusId   *id,
          const TalusId   *top)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (talus_id_hash, talus_id_equal);
  g_autoptr (GPtrArray) ahead = g_ptr_array_new ();

  g_ptr_array_add (ahead, (gpointer) id);
  while (ahead->len > 0)
    {
      const TalusId *one = g_ptr_array_steal_index_fast (ahead, ahead->len - 1);
      const TalusId *home = g_hash_table_lookup (side->homes, one);
      TalusNode *node = talus_graph_find_node (graph, one);

      if (talus_id_equal (one, top))
        return TRUE;

      if (talus_id_is_null (one) || !g_hash_table_add (seen, (gpointer) one))
        continue;

      if (home != NULL)
        g_ptr_array_add (ahead, (gpointer) home);
      if (node != NULL && (node = talus_node_get_parent (node)) != NULL)
        g_ptr_array_add (ahead, (gpointer) talus_node_get_id (node));
    }

  return FALSE;
}

/* Whether a slot that is at one node, or at the ends of an edge, is touched by
 * the existence of everything below @top. */
static gboolean
is_in_subtree (TalusGraph      *graph,
               const SideSlots *side,
               const TalusId   *top,
               const TalusSlot *slot)
{
  switch (slot->kind)
    {
    case TALUS_SLOT_EXISTENCE:
    case TALUS_SLOT_CHILDREN:
      return is_below (graph, side, &slot->node, top);

    case TALUS_SLOT_SUBTREE:
      return is_below (graph, side, &slot->node, top) ||
             is_below (graph, side, top, &slot->node);

    case TALUS_SLOT_PLACE:
    case TALUS_SLOT_PROPERTY:
    case TALUS_SLOT_EDGE:
    case TALUS_SLOT_META:
    case TALUS_SLOT_TREE:
    case TALUS_SLOT_DEPENDENCIES:
    default:
      return FALSE;
    }
}

static gboolean
meet (TalusGraph      *graph,
      const SideSlots *writer,
      const SideSlots *other,
      GArray          *slots)
{
  for (guint i = 0; i < writer->writes->len; i++)
    {
      const TalusSlot *mine = &g_array_index (writer->writes, TalusSlot, i);

      for (guint j = 0; j < slots->len; j++)
        {
          const TalusSlot *theirs = &g_array_index (slots, TalusSlot, j);

          if (talus_slot_equal (mine, theirs) ||
              (mine->kind == TALUS_SLOT_SUBTREE &&
               is_in_subtree (graph, writer, &mine->node, theirs)) ||
              (theirs->kind == TALUS_SLOT_SUBTREE &&
               is_in_subtree (graph, other, &theirs->node, mine)))
            return TRUE;
        }
    }

  return FALSE;
}

/**
 * talus_slots_conflict:
 * @graph: the graph on which both were resolved, as it was then
 * @a: a change set
 * @b: another, that has not seen @a, nor @a it
 *
 * Says whether the writes of one meet the writes or reads of the other. Where
 * they do not, it does not matter which of them is applied first.
 *
 * Returns: whether they conflict
 */
gboolean
talus_slots_conflict (TalusGraph           *graph,
                      const TalusChangeSet *a,
                      const TalusChangeSet *b)
{
  g_auto (SideSlots) one = { NULL };
  g_auto (SideSlots) two = { NULL };

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), TRUE);
  g_return_val_if_fail (a != NULL, TRUE);
  g_return_val_if_fail (b != NULL, TRUE);

  side_init (&one, a);
  side_init (&two, b);

  if (one.everything || two.everything)
    return talus_change_set_get_length (a) > 0 && talus_change_set_get_length (b) > 0;

  return meet (graph, &one, &two, two.writes) || meet (graph, &one, &two, two.reads) ||
         meet (graph, &two, &one, one.reads);
}
