/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading the status of a node. It must not change anything. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-node-state.h"

/**
 * talus_node_type_get_status:
 * @type: a type
 *
 * Gives the property that the template names as the status of the type.
 *
 * Returns: (transfer none) (nullable): the property, if it is one of options
 */
const TalusProperty *
talus_node_type_get_status (const TalusNodeType *type)
{
  const TalusProperty *property;

  g_return_val_if_fail (type != NULL, NULL);

  if (type->primary_status_property_id == NULL)
    return NULL;

  property = talus_node_type_find_property (type, type->primary_status_property_id);

  return property != NULL && property->kind == TALUS_PROPERTY_SELECT ? property : NULL;
}

/**
 * talus_node_get_status:
 * @graph: a graph
 * @node: a node of it
 *
 * Gives the option that the status of a node has. In the thread of the graph.
 *
 * Returns: (transfer none) (nullable): the option, valid as long as the
 *   template
 */
const TalusOption *
talus_node_get_status (TalusGraph *graph,
                       TalusNode  *node)
{
  const TalusNodeType *type = talus_template_get_type_by_id (talus_graph_get_template (graph),
                                                             talus_node_get_type_id (node));
  const TalusProperty *property = type != NULL ? talus_node_type_get_status (type) : NULL;
  g_autoptr (TalusValue) value = NULL;
  g_autofree char *id = NULL;

  if (property != NULL)
    value = talus_node_dup_property (node, property->id);
  if (value == NULL || talus_value_get_kind (value) != TALUS_VALUE_STRING)
    return NULL;

  id = talus_value_dup_string (value);

  return talus_property_find_option (property, id);
}

/**
 * talus_option_get_indicator:
 * @option: an option
 *
 * Gives the shape that stands for an option.
 *
 * Returns: (transfer none): its name; "" where the template gives none
 */
const char *
talus_option_get_indicator (const TalusOption *option)
{
  g_return_val_if_fail (option != NULL, "");

  return option->indicator_id != NULL ? option->indicator_id : "";
}

/**
 * talus_node_is_finished:
 * @graph: a graph
 * @node: a node of it
 *
 * Says whether a node needs nothing more: its status is drawn filled, as done,
 * or as a dash, as dropped. One without status is never finished.
 *
 * Returns: %TRUE if it is
 */
gboolean
talus_node_is_finished (TalusGraph *graph,
                        TalusNode  *node)
{
  const TalusOption *status = talus_node_get_status (graph, node);
  const char *indicator = status != NULL ? talus_option_get_indicator (status) : "";

  return g_str_equal (indicator, "filled") || g_str_equal (indicator, "dash");
}

/**
 * talus_node_find_blocker:
 * @graph: a graph
 * @node: a node of it
 *
 * Finds what a node has to wait for: a node that blocks it and is not
 * finished. Costs the number of those that block it.
 *
 * Returns: (transfer none) (nullable): the first such, or %NULL if nothing is
 *   in its way
 */
TalusNode *
talus_node_find_blocker (TalusGraph *graph,
                         TalusNode  *node)
{
  g_autoptr (GArray) ids = talus_graph_list_blockers (graph, talus_node_get_id (node));

  for (guint i = 0; i < ids->len; i++)
    {
      TalusNode *blocker = talus_graph_get_node (graph, &g_array_index (ids, TalusId, i));

      if (blocker != NULL && !talus_node_is_finished (graph, blocker))
        return blocker;
    }

  return NULL;
}
