/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A removed subtree is still in the graph, its top marked: bringing it back is
 * one command. A node out of the middle of one is brought back by restoring
 * the whole, taking it out, and removing the rest again, in one step. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-restore.h"

#include <string.h>

#include <glib/gi18n.h>

#include "app/format/talus-format.h"

static void
difference_free (gpointer data)
{
  TalusDifference *difference = data;

  g_free (difference->key);
  g_free (difference->label);
  g_free (difference->was);
  g_free (difference->is);
  g_clear_pointer (&difference->value, talus_value_unref);
  g_free (difference);
}

static TalusDifference *
add_difference (GPtrArray  *differences,
                const char *key,
                const char *label)
{
  TalusDifference *difference = g_new0 (TalusDifference, 1);

  difference->key = g_strdup (key);
  difference->label = g_strdup (label);
  g_ptr_array_add (differences, difference);

  return difference;
}

static TalusNode *
find_removed_top (TalusNode *node)
{
  while (node != NULL && !talus_node_is_removed (node))
    node = talus_node_get_parent (node);

  return node;
}

static const TalusNodeType *
get_type (TalusGraph *graph,
          TalusNode  *node)
{
  return talus_template_get_type_by_id (talus_graph_get_template (graph),
                                        talus_node_get_type_id (node));
}

static gboolean
is_same_parent (TalusNode *a,
                TalusNode *b)
{
  TalusNode *above_a = talus_node_get_parent (a);
  TalusNode *above_b = talus_node_get_parent (b);

  if (above_a == NULL || above_b == NULL)
    return above_a == NULL && above_b == NULL;

  return talus_id_equal (talus_node_get_id (above_a), talus_node_get_id (above_b));
}

static char *
dup_parent_name (TalusNode *node)
{
  TalusNode *parent = talus_node_get_parent (node);

  return parent != NULL ? talus_format_node_name (parent) : g_strdup (_("Top level"));
}

static void
compare_names (GPtrArray *differences,
               TalusNode *is,
               TalusNode *was)
{
  TalusDifference *difference;

  if (g_str_equal (talus_node_get_name (is), talus_node_get_name (was)))
    return;

  difference = add_difference (differences, "name", _("Name"));
  difference->was = g_strdup (talus_node_get_name (was));
  difference->is = g_strdup (talus_node_get_name (is));
}

/* Only where what it was in is still there, and would take it. */
static void
compare_places (GPtrArray  *differences,
                TalusGraph *live,
                TalusNode  *is,
                TalusNode  *was)
{
  TalusNode *parent = talus_node_get_parent (was);
  const TalusNodeType *type = get_type (live, is);
  TalusDifference *difference;
  TalusNode *now;

  if (is_same_parent (is, was))
    return;

  now = parent != NULL ? talus_graph_get_node (live, talus_node_get_id (parent)) : NULL;
  if (parent != NULL &&
      (now == NULL || type == NULL || get_type (live, now) == NULL ||
       !talus_template_allows_child (talus_graph_get_template (live), get_type (live, now), type)))
    return;

  difference = add_difference (differences, "", _("Place"));
  difference->was = dup_parent_name (was);
  difference->is = dup_parent_name (is);
}

static gboolean
is_same_value (TalusValue *a,
               TalusValue *b)
{
  return a == NULL || b == NULL ? a == b : talus_value_equal (a, b);
}

static void
compare_property (GPtrArray           *differences,
                  TalusGraph          *live,
                  TalusNode           *is,
                  TalusNode           *was,
                  const TalusProperty *property)
{
  TalusFormat *format = talus_format_get (live);
  g_autoptr (TalusValue) before = talus_node_dup_property (was, property->id);
  g_autoptr (TalusValue) after = talus_node_dup_property (is, property->id);
  TalusDifference *difference;

  if (is_same_value (before, after))
    return;

  difference = add_difference (differences, property->id, property->label);
  difference->was = talus_format_value (format, live, property, before);
  difference->is = talus_format_value (format, live, property, after);
  difference->value = g_steal_pointer (&before);
}

/**
 * talus_restore_list_differences:
 * @live: the present
 * @past: the same project as it was
 * @id: a node that is in both
 *
 * Lists in what a node differs from how it was, as far as that can be taken
 * back: properties that its type still has, and a place that there still is.
 *
 * Returns: (transfer full) (element-type TalusDifference): them; empty for a
 *   node that is not in both
 */
GPtrArray *
talus_restore_list_differences (TalusGraph    *live,
                                TalusGraph    *past,
                                const TalusId *id)
{
  GPtrArray *differences = g_ptr_array_new_with_free_func (difference_free);
  const TalusNodeType *type;
  TalusNode *was;
  TalusNode *is;

  g_return_val_if_fail (TALUS_IS_GRAPH (live), differences);
  g_return_val_if_fail (TALUS_IS_GRAPH (past), differences);
  g_return_val_if_fail (id != NULL, differences);

  is = talus_graph_get_node (live, id);
  was = talus_graph_get_node (past, id);
  if (is == NULL || was == NULL)
    return differences;

  compare_names (differences, is, was);
  compare_places (differences, live, is, was);
  type = get_type (live, is);
  for (guint i = 0; type != NULL && i < type->properties->len; i++)
    compare_property (differences, live, is, was, g_ptr_array_index (type->properties, i));

  return differences;
}

/**
 * talus_restore_judge:
 * @live: the present
 * @past: (nullable): the project as it was, or %NULL where it only matters what
 *   is gone
 * @id: a node
 * @top: (out) (optional) (transfer none) (nullable): what was removed, with it
 *   or itself
 *
 * Tells what it would take to bring a node back.
 *
 * Returns: what kind of edit
 */
TalusRestoreKind
talus_restore_judge (TalusGraph     *live,
                     TalusGraph     *past,
                     const TalusId  *id,
                     TalusNode     **top)
{
  g_autoptr (GPtrArray) differences = NULL;
  TalusNode *node;
  TalusNode *removed;
  TalusNode *parent;

  g_return_val_if_fail (TALUS_IS_GRAPH (live), TALUS_RESTORE_NOTHING);
  g_return_val_if_fail (id != NULL, TALUS_RESTORE_NOTHING);

  node = talus_graph_find_node (live, id);
  removed = find_removed_top (node);
  if (top != NULL)
    *top = removed;
  if (node == NULL)
    return TALUS_RESTORE_NOTHING;

  if (removed == NULL)
    {
      if (past == NULL)
        return TALUS_RESTORE_NOTHING;
      differences = talus_restore_list_differences (live, past, id);
      return differences->len > 0 ? TALUS_RESTORE_VALUES : TALUS_RESTORE_NOTHING;
    }

  if (removed != node)
    return TALUS_RESTORE_FROM_WITHIN;

  parent = talus_node_get_parent (node);

  return parent == NULL || talus_node_is_live (parent) ? TALUS_RESTORE_NODE
                                                       : TALUS_RESTORE_ELSEWHERE;
}

/* The tops of removed subtrees around the node, the outermost first. */
static GPtrArray *
list_removed_above (TalusNode *node)
{
  GPtrArray *tops = g_ptr_array_new ();

  for (node = talus_node_get_parent (node); node != NULL; node = talus_node_get_parent (node))
    if (talus_node_is_removed (node))
      g_ptr_array_insert (tops, 0, node);

  return tops;
}

/**
 * talus_restore_add_node:
 * @batch: what is being put together
 * @live: the present
 * @id: a node that is gone
 * @parent: (nullable): where it is to be, or %NULL for where it was
 *
 * Adds what brings a node back, with all below it. What was removed around it
 * stays removed.
 */
void
talus_restore_add_node (TalusBatch    *batch,
                        TalusGraph    *live,
                        const TalusId *id,
                        const TalusId *parent)
{
  g_autoptr (GPtrArray) tops = NULL;
  TalusNode *node;
  gboolean is_itself;

  g_return_if_fail (batch != NULL);
  g_return_if_fail (TALUS_IS_GRAPH (live));
  g_return_if_fail (id != NULL);

  node = talus_graph_find_node (live, id);
  g_return_if_fail (node != NULL);

  is_itself = talus_node_is_removed (node);
  if (is_itself)
    {
      talus_batch_restore_node (batch, id, parent);
      return;
    }

  g_return_if_fail (parent != NULL);

  /* What is gone cannot be taken out of: the tops come back below the place
   * for as long as that takes. */
  tops = list_removed_above (node);
  for (guint i = 0; i < tops->len; i++)
    talus_batch_restore_node (batch, talus_node_get_id (g_ptr_array_index (tops, i)), NULL);
  talus_batch_move_node (batch, id, parent, &TALUS_ANCHOR_AT_END);
  for (guint i = tops->len; i > 0; i--)
    talus_batch_delete_node (batch, talus_node_get_id (g_ptr_array_index (tops, i - 1)));
}

static void
add_move (TalusBatch    *batch,
          TalusGraph    *live,
          TalusGraph    *past,
          const TalusId *id)
{
  TalusNode *was = talus_graph_get_node (past, id);
  TalusNode *parent = talus_node_get_parent (was);
  TalusNode *before = talus_node_get_previous_sibling (was);
  TalusAnchor anchor = TALUS_ANCHOR_AT_END;

  /* Behind the nearest of those in front of it that is still there. */
  while (before != NULL)
    {
      TalusNode *now = talus_graph_get_node (live, talus_node_get_id (before));

      if (now != NULL && is_same_parent (now, before))
        break;
      before = talus_node_get_previous_sibling (before);
    }

  anchor.kind = before != NULL ? TALUS_ANCHOR_AFTER : TALUS_ANCHOR_FIRST;
  if (before != NULL)
    anchor.sibling = *talus_node_get_id (before);
  talus_batch_move_node (batch, id, parent != NULL ? talus_node_get_id (parent) : NULL, &anchor);
}

/**
 * talus_restore_add_values:
 * @batch: what is being put together
 * @live: the present
 * @past: the project as it was
 * @id: a node that is in both
 * @differences: (element-type TalusDifference): what is to be as it was
 *
 * Adds what makes a node in some respects what it was.
 */
void
talus_restore_add_values (TalusBatch    *batch,
                          TalusGraph    *live,
                          TalusGraph    *past,
                          const TalusId *id,
                          GPtrArray     *differences)
{
  g_return_if_fail (batch != NULL);
  g_return_if_fail (TALUS_IS_GRAPH (live));
  g_return_if_fail (TALUS_IS_GRAPH (past));
  g_return_if_fail (id != NULL);
  g_return_if_fail (differences != NULL);

  for (guint i = 0; i < differences->len; i++)
    {
      const TalusDifference *difference = g_ptr_array_index (differences, i);

      if (*difference->key == '\0')
        add_move (batch, live, past, id);
      else if (g_str_equal (difference->key, "name"))
        talus_batch_rename (batch, id, difference->was);
      else
        talus_batch_set_property (batch, id, difference->key, difference->value);
    }
}
