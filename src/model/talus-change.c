/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change sets in memory. The changes of one are counted one by one, so that a
 * set put together from others shares them instead of copying. It knows no
 * graph and no JSON. */
#define G_LOG_DOMAIN "talus-model-change"

#include "model/talus-change.h"

#include <string.h>

typedef struct
{
  TalusChange change;   /* first: callers hold a pointer to it */
  gatomicrefcount ref_count;
} Item;

struct _TalusChangeSet
{
  gatomicrefcount ref_count;
  GPtrArray *items;     /* of Item */
};

static void
unref_item (gpointer data)
{
  Item *item = data;

  if (!g_atomic_ref_count_dec (&item->ref_count))
    return;

  g_clear_pointer (&item->change.spec, talus_node_spec_free);
  g_clear_pointer (&item->change.old_value, talus_value_unref);
  g_clear_pointer (&item->change.new_value, talus_value_unref);
  g_free (item->change.key);
  g_free (item->change.edges);
  g_free (item->change.template_hash);
  g_free (item->change.digest);
  g_free (item);
}

static gboolean
equal_values (const TalusValue *a,
              const TalusValue *b)
{
  return a == b || (a != NULL && b != NULL && talus_value_equal (a, b));
}

static gboolean
equal_places (const TalusPlace *a,
              const TalusPlace *b)
{
  return talus_id_equal (&a->parent, &b->parent) &&
         talus_id_equal (&a->after, &b->after) &&
         talus_id_equal (&a->before, &b->before);
}

static gboolean
equal_specs (const TalusNodeSpec *a,
             const TalusNodeSpec *b)
{
  guint n_children;

  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL)
    return FALSE;

  n_children = a->children != NULL ? a->children->len : 0;
  if (!talus_id_equal (&a->id, &b->id) ||
      g_strcmp0 (a->name, b->name) != 0 ||
      g_strcmp0 (a->type, b->type) != 0 ||
      a->n_properties != b->n_properties ||
      n_children != (b->children != NULL ? b->children->len : 0))
    return FALSE;

  for (guint i = 0; i < a->n_properties; i++)
    {
      if (strcmp (a->keys[i], b->keys[i]) != 0 || !talus_value_equal (a->values[i], b->values[i]))
        return FALSE;
    }

  for (guint i = 0; i < n_children; i++)
    {
      if (!equal_specs (g_ptr_array_index (a->children, i), g_ptr_array_index (b->children, i)))
        return FALSE;
    }

  return TRUE;
}

static gboolean
equal_changes (const TalusChange *a,
               const TalusChange *b)
{
  if (a == b)
    return TRUE;

  if (a->op != b->op || !talus_id_equal (&a->node_id, &b->node_id) ||
      !equal_places (&a->place, &b->place) || !equal_places (&a->from, &b->from) ||
      !equal_specs (a->spec, b->spec) || g_strcmp0 (a->key, b->key) != 0 ||
      !equal_values (a->old_value, b->old_value) || !equal_values (a->new_value, b->new_value) ||
      a->n_edges != b->n_edges || a->count != b->count || a->removed_seq != b->removed_seq ||
      g_strcmp0 (a->template_hash, b->template_hash) != 0 || g_strcmp0 (a->digest, b->digest) != 0)
    return FALSE;

  for (guint i = 0; i < a->n_edges; i++)
    {
      if (talus_edge_compare (&a->edges[i], &b->edges[i]) != 0)
        return FALSE;
    }

  return TRUE;
}

static gsize
get_text_size (const char *text)
{
  return text != NULL ? strlen (text) + 1 : 0;
}

static gsize
get_value_size (const TalusValue *value)
{
  gsize length = 0;

  if (value == NULL)
    return 0;

  talus_value_get_json (value, &length);

  return length + 2 * sizeof (gpointer);
}

static gsize
get_spec_size (const TalusNodeSpec *spec)
{
  gsize size = sizeof *spec + get_text_size (spec->name) + get_text_size (spec->type);

  for (guint i = 0; i < spec->n_properties; i++)
    size += 2 * sizeof (gpointer) + get_text_size (spec->keys[i]) +
            get_value_size (spec->values[i]);

  for (guint i = 0; spec->children != NULL && i < spec->children->len; i++)
    size += sizeof (gpointer) + get_spec_size (g_ptr_array_index (spec->children, i));

  return size;
}

/**
 * talus_node_spec_new:
 *
 * Makes a blank description of a node, for its maker to fill; @keys must be in
 * the canonical order of member names.
 *
 * Returns: (transfer full): the description
 */
TalusNodeSpec *
talus_node_spec_new (void)
{
  return g_new0 (TalusNodeSpec, 1);
}

/**
 * talus_node_spec_free:
 * @self: (transfer full): a description
 *
 * Frees a description with those of its children.
 */
void
talus_node_spec_free (TalusNodeSpec *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->n_properties; i++)
    {
      if (self->keys != NULL)
        g_free (self->keys[i]);
      if (self->values != NULL)
        g_clear_pointer (&self->values[i], talus_value_unref);
    }

  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    talus_node_spec_free (g_ptr_array_index (self->children, i));
  if (self->children != NULL)
    {
      /* Whether the array frees its members is its maker's choice. */
      g_ptr_array_set_free_func (self->children, NULL);
      g_ptr_array_unref (self->children);
    }

  g_free (self->keys);
  g_free (self->values);
  g_free (self->name);
  g_free (self->type);
  g_free (self);
}

/**
 * talus_node_spec_count:
 * @self: a description
 *
 * Counts the nodes described.
 *
 * Returns: 1 and however many are below it
 */
guint64
talus_node_spec_count (const TalusNodeSpec *self)
{
  guint64 count = 1;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; self->children != NULL && i < self->children->len; i++)
    count += talus_node_spec_count (g_ptr_array_index (self->children, i));

  return count;
}

/**
 * talus_edge_compare:
 * @a: (type Talus.Edge): a dependency
 * @b: (type Talus.Edge): another
 *
 * Orders dependencies as the contract sorts them: by blocker, then by blocked.
 *
 * Returns: less than, equal to or greater than 0
 */
int
talus_edge_compare (gconstpointer a,
                    gconstpointer b)
{
  const TalusEdge *one = a;
  const TalusEdge *other = b;
  int order = talus_id_compare (&one->blocker, &other->blocker);

  return order != 0 ? order : talus_id_compare (&one->blocked, &other->blocked);
}

/**
 * talus_change_set_new:
 *
 * Makes an empty set, for its maker to fill.
 *
 * Returns: (transfer full): the set
 */
TalusChangeSet *
talus_change_set_new (void)
{
  TalusChangeSet *self = g_new (TalusChangeSet, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->items = g_ptr_array_new_with_free_func (unref_item);

  return self;
}

/**
 * talus_change_set_add:
 * @self: a set that nobody else has yet
 * @op: what the change is
 *
 * Adds a change at the end. What it says besides @op is for the caller to fill
 * in; what it points to then belongs to the set.
 *
 * Returns: (transfer none): the change, which stays where it is
 */
TalusChange *
talus_change_set_add (TalusChangeSet *self,
                      TalusChangeOp   op)
{
  Item *item;

  g_return_val_if_fail (self != NULL, NULL);

  item = g_new0 (Item, 1);
  g_atomic_ref_count_init (&item->ref_count);
  item->change.op = op;
  g_ptr_array_add (self->items, item);

  return &item->change;
}

/**
 * talus_change_set_append:
 * @self: a set that nobody else has yet
 * @other: another, which must not be changed any more
 *
 * Adds the changes of another set at the end. They are shared, not copied.
 */
void
talus_change_set_append (TalusChangeSet       *self,
                         const TalusChangeSet *other)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (other != NULL && other != self);

  for (guint i = 0; i < other->items->len; i++)
    {
      Item *item = g_ptr_array_index (other->items, i);

      g_atomic_ref_count_inc (&item->ref_count);
      g_ptr_array_add (self->items, item);
    }
}

/**
 * talus_change_set_ref:
 * @self: a set
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 */
TalusChangeSet *
talus_change_set_ref (TalusChangeSet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * talus_change_set_unref:
 * @self: (transfer full): a set
 *
 * Gives a reference back. Any thread.
 */
void
talus_change_set_unref (TalusChangeSet *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_ref_count_dec (&self->ref_count))
    {
      g_ptr_array_unref (self->items);
      g_free (self);
    }
}

/**
 * talus_change_set_get_length:
 * @self: a set
 *
 * Counts the changes.
 *
 * Returns: how many there are
 */
guint
talus_change_set_get_length (const TalusChangeSet *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->items->len;
}

/**
 * talus_change_set_get:
 * @self: a set
 * @index: less than its length
 *
 * Gives one of the changes.
 *
 * Returns: (transfer none): the change
 */
const TalusChange *
talus_change_set_get (const TalusChangeSet *self,
                      guint                 index)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (index < self->items->len, NULL);

  return &((Item *) g_ptr_array_index (self->items, index))->change;
}

/**
 * talus_change_set_equal:
 * @a: a set
 * @b: another
 *
 * Says whether two sets have the same changes in the same order.
 *
 * Returns: %TRUE if they have
 */
gboolean
talus_change_set_equal (const TalusChangeSet *a,
                        const TalusChangeSet *b)
{
  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  if (a->items->len != b->items->len)
    return FALSE;

  for (guint i = 0; i < a->items->len; i++)
    {
      if (!equal_changes (talus_change_set_get (a, i), talus_change_set_get (b, i)))
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_change_set_get_size:
 * @self: a set
 *
 * Estimates the memory of a set. Looks at every change.
 *
 * Returns: bytes
 */
gsize
talus_change_set_get_size (const TalusChangeSet *self)
{
  gsize size;

  g_return_val_if_fail (self != NULL, 0);

  size = sizeof *self + sizeof (GPtrArray);
  for (guint i = 0; i < self->items->len; i++)
    {
      const TalusChange *change = talus_change_set_get (self, i);

      size += sizeof (gpointer) + sizeof (Item) + get_text_size (change->key) +
              get_value_size (change->old_value) + get_value_size (change->new_value) +
              change->n_edges * sizeof (TalusEdge) + get_text_size (change->template_hash) +
              get_text_size (change->digest);
      if (change->spec != NULL)
        size += get_spec_size (change->spec);
    }

  return size;
}
