/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import has to know of the graph, as plain data. */
#define G_LOG_DOMAIN "talus-app-exchange"

#include "config.h"

#include "app/exchange/talus-import-places.h"

#include <glib/gi18n.h>

#include "peer/talus-csv-plan.h"

/**
 * talus_import_place_free:
 * @self: (transfer full): a place
 *
 * Frees it.
 */
void
talus_import_place_free (TalusImportPlace *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->type);
  g_free (self->name);
  g_free (self);
}

static void
add_node (GPtrArray     *places,
          TalusTemplate *template,
          TalusNode     *node)
{
  const TalusNodeType *type = talus_template_get_type_by_id (template,
                                                             talus_node_get_type_id (node));
  TalusImportPlace *place;

  if (type == NULL || type->allowed_children->len + type->allowed_asset_types->len == 0)
    return;

  place = g_new0 (TalusImportPlace, 1);
  place->has_parent = TRUE;
  place->parent = *talus_node_get_id (node);
  place->type = g_strdup (type->id);
  place->name = g_strdup (talus_node_get_name (node));
  g_ptr_array_add (places, place);
}

/**
 * talus_import_places_list:
 * @graph: a graph
 * @cursor: (nullable): what is selected
 *
 * Lists where it may go, the nearest first.
 *
 * Returns: (transfer full) (element-type TalusImportPlace): at least one
 */
GPtrArray *
talus_import_places_list (TalusGraph *graph,
                          TalusNode  *cursor)
{
  GPtrArray *places = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_import_place_free);
  TalusTemplate *template;
  TalusImportPlace *top;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), places);

  template = talus_graph_get_template (graph);
  if (cursor == NULL && talus_graph_get_n_roots (graph) > 0)
    cursor = talus_graph_get_root (graph, 0);
  for (TalusNode *node = cursor; node != NULL; node = talus_node_get_parent (node))
    add_node (places, template, node);

  top = g_new0 (TalusImportPlace, 1);
  top->name = g_strdup (_("Nothing, at the top"));
  g_ptr_array_add (places, top);

  return places;
}

/* Ids of the types that references name, "" where one may name any; empty where
 * there are no references. */
static GHashTable *
list_targets (TalusTemplate *template)
{
  GHashTable *targets = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *types = talus_template_get_types (template);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      for (guint j = 0; j < type->properties->len; j++)
        {
          const TalusProperty *property = type->properties->pdata[j];

          if (property->kind == TALUS_PROPERTY_NODE_REFERENCE ||
              property->kind == TALUS_PROPERTY_PERSON)
            g_hash_table_add (targets, property->target_type != NULL ? property->target_type
                                                                     : (char *) "");
        }
    }

  return targets;
}

static void
list_names_below (GHashTable *names,
                  GHashTable *targets,
                  TalusNode  *node)
{
  if (g_hash_table_contains (targets, talus_node_get_type_id (node)) ||
      g_hash_table_contains (targets, ""))
    {
      char *folded = talus_csv_plan_fold_name (talus_node_get_name (node));

      if (g_hash_table_contains (names, folded))
        g_free (folded);
      else
        g_hash_table_insert (names, folded,
                             g_memdup2 (talus_node_get_id (node), sizeof (TalusId)));
    }

  for (TalusNode *child = talus_node_get_first_child (node); child != NULL;
       child = talus_node_get_next_sibling (child))
    list_names_below (names, targets, child);
}

/**
 * talus_import_places_list_names:
 * @graph: a graph
 *
 * Lists what cells may refer to. Costs the graph where the template has
 * references, once an import.
 *
 * Returns: (transfer full): folded names and ids
 */
GHashTable *
talus_import_places_list_names (TalusGraph *graph)
{
  g_autoptr (GHashTable) targets = NULL;
  GHashTable *names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), names);

  targets = list_targets (talus_graph_get_template (graph));
  for (guint i = 0; g_hash_table_size (targets) > 0 && i < talus_graph_get_n_roots (graph); i++)
    list_names_below (names, targets, talus_graph_get_root (graph, i));

  return names;
}
