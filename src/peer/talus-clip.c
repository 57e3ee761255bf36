/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A forest on its way from one place to another: taken from a graph, or filled
 * by the readers of JSON and text. It knows neither format. */
#define G_LOG_DOMAIN "talus-peer-clip"

#include "config.h"

#include "peer/talus-clip-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

static void
free_value (gpointer data)
{
  TalusClipValue *value = data;

  g_free (value->id);
  g_free (value->label);
  talus_value_unref (value->value);
  g_free (value);
}

static void
free_item (gpointer data)
{
  TalusClipItem *item = data;

  g_free (item->type);
  g_free (item->name);
  g_clear_pointer (&item->values, g_ptr_array_unref);
  g_free (item);
}

static void
free_property (gpointer data)
{
  TalusClipProperty *property = data;

  g_free (property->label);
  g_clear_pointer (&property->options, g_hash_table_unref);
  g_free (property);
}

static void
free_type (gpointer data)
{
  TalusClipType *type = data;

  g_free (type->id);
  g_free (type->label);
  g_hash_table_unref (type->properties);
  g_free (type);
}

/*< private >
 * talus_clip_new:
 *
 * Returns: (transfer full): an empty clip
 */
TalusClip *
talus_clip_new (void)
{
  TalusClip *self = g_new0 (TalusClip, 1);

  self->items = g_ptr_array_new_with_free_func (free_item);
  self->types = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, free_type);
  self->edges = g_array_new (FALSE, FALSE, sizeof (TalusEdge));

  return self;
}

/**
 * talus_clip_free:
 * @self: (transfer full): a clip
 *
 * Frees it.
 */
void
talus_clip_free (TalusClip *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->items);
  g_hash_table_unref (self->types);
  g_array_unref (self->edges);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self->template_id);
  g_free (self->template_hash);
  g_free (self);
}

/*< private >
 * talus_clip_add_item:
 * @self: a clip that is being filled
 * @depth: at most one more than that of the item before
 *
 * Returns: (transfer none): the new item
 */
TalusClipItem *
talus_clip_add_item (TalusClip *self,
                     guint      depth)
{
  TalusClipItem *item = g_new0 (TalusClipItem, 1);

  item->depth = depth;
  g_ptr_array_add (self->items, item);

  return item;
}

/*< private >
 * talus_clip_add_value:
 * @item: an item
 * @id: (nullable): the property's id where it came from
 * @label: (nullable): its label
 * @value: (transfer full): the value
 *
 * Gives the item a property.
 */
void
talus_clip_add_value (TalusClipItem *item,
                      const char    *id,
                      const char    *label,
                      TalusValue    *value)
{
  TalusClipValue *entry = g_new0 (TalusClipValue, 1);

  entry->id = g_strdup (id);
  entry->label = g_strdup (label);
  entry->value = value;
  if (item->values == NULL)
    item->values = g_ptr_array_new_with_free_func (free_value);
  g_ptr_array_add (item->values, entry);
}

/*< private >
 * talus_clip_add_type:
 * @self: a clip
 * @id: a type's id
 * @label: (nullable): its label
 *
 * Returns: (transfer none): what is known of that type
 */
TalusClipType *
talus_clip_add_type (TalusClip  *self,
                     const char *id,
                     const char *label)
{
  TalusClipType *type = g_hash_table_lookup (self->types, id);

  if (type != NULL)
    return type;

  type = g_new0 (TalusClipType, 1);
  type->id = g_strdup (id);
  type->label = g_strdup (label);
  type->properties = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_property);
  g_hash_table_insert (self->types, type->id, type);

  return type;
}

/*< private >
 * talus_clip_type_add_property:
 * @self: a type
 * @id: a property's id
 * @label: (nullable): its label
 *
 * Returns: (transfer none): what is known of that property
 */
TalusClipProperty *
talus_clip_type_add_property (TalusClipType *self,
                              const char    *id,
                              const char    *label)
{
  TalusClipProperty *property = g_new0 (TalusClipProperty, 1);

  property->label = g_strdup (label);
  g_hash_table_replace (self->properties, g_strdup (id), property);

  return property;
}

/*< private >
 * talus_clip_property_add_option:
 * @self: a property
 * @id: an option's id
 * @name: its name
 *
 * Notes what the option is called.
 */
void
talus_clip_property_add_option (TalusClipProperty *self,
                                const char        *id,
                                const char        *name)
{
  if (self->options == NULL)
    self->options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_hash_table_replace (self->options, g_strdup (id), g_strdup (name));
}

/* From behind: what is below an item has been seen when it comes. */
static void
measure_heights (TalusClip *self)
{
  guint heights[TALUS_MAX_TREE_DEPTH + 1] = { 0 };

  for (guint i = self->items->len; i > 0; i--)
    {
      TalusClipItem *item = self->items->pdata[i - 1];

      item->height = heights[item->depth + 1];
      heights[item->depth + 1] = 0;
      heights[item->depth] = MAX (heights[item->depth], item->height + 1);
    }
}

/*< private >
 * talus_clip_seal:
 * @self: a clip with all its items
 * @error: return location for %TALUS_ERROR_PAYLOAD_TOO_LARGE, or
 *   %TALUS_ERROR_INVALID_REQUEST where there is nothing in it
 *
 * Works out how high the items are.
 *
 * Returns: %FALSE with a sentence where it is no clip
 */
gboolean
talus_clip_seal (TalusClip  *self,
                 GError    **error)
{
  if (self->items->len == 0)
    {
      g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                           _("There is nothing in the clipboard that could be pasted here"));
      return FALSE;
    }

  for (guint i = 0; i < self->items->len; i++)
    {
      const TalusClipItem *item = self->items->pdata[i];

      if (item->depth >= TALUS_MAX_TREE_DEPTH)
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_PAYLOAD_TOO_LARGE,
                       _("What is in the clipboard is more than %d levels deep"),
                       TALUS_MAX_TREE_DEPTH);
          return FALSE;
        }
    }

  measure_heights (self);

  return TRUE;
}

static void
note_property (TalusClipType       *type,
               const TalusProperty *property)
{
  TalusClipProperty *known = talus_clip_type_add_property (type, property->id, property->label);

  for (guint i = 0; i < property->options->len; i++)
    {
      const TalusOption *option = property->options->pdata[i];

      talus_clip_property_add_option (known, option->id, option->name);
    }
}

static void
note_type (TalusClip     *self,
           TalusTemplate *template,
           const char    *type_id)
{
  const TalusNodeType *type = talus_template_get_type_by_id (template, type_id);
  TalusClipType *known;

  if (g_hash_table_contains (self->types, type_id))
    return;

  known = talus_clip_add_type (self, type_id, type != NULL ? type->label : NULL);
  for (guint i = 0; type != NULL && i < type->properties->len; i++)
    note_property (known, type->properties->pdata[i]);
}

static void
take_property (const char *key,
               const char *json,
               gsize       length,
               guint64     seq,
               gpointer    user_data)
{
  talus_clip_add_value (user_data, key, NULL, talus_value_new_canonical (json, length));
}

static void
take_subtree (TalusClip  *self,
              TalusGraph *graph,
              TalusNode  *node,
              guint       depth)
{
  TalusClipItem *item = talus_clip_add_item (self, depth);

  item->id = *talus_node_get_id (node);
  item->type = g_strdup (talus_node_get_type_id (node));
  item->name = g_strdup (talus_node_get_name (node));
  talus_node_foreach_property (node, take_property, item);
  note_type (self, talus_graph_get_template (graph), item->type);

  for (TalusNode *child = talus_node_get_first_child (node); child != NULL;
       child = talus_node_get_next_sibling (child))
    take_subtree (self, graph, child, depth + 1);
}

/* Only those between nodes that are both in it. */
static void
take_edges (TalusClip  *self,
            TalusGraph *graph)
{
  g_autoptr (GHashTable) ids = g_hash_table_new (talus_id_hash, talus_id_equal);

  if (talus_graph_get_n_edges (graph) == 0)
    return;

  for (guint i = 0; i < self->items->len; i++)
    g_hash_table_add (ids, &((TalusClipItem *) self->items->pdata[i])->id);

  for (guint i = 0; i < self->items->len; i++)
    {
      const TalusClipItem *item = self->items->pdata[i];
      g_autoptr (GArray) blockers = talus_graph_list_blockers (graph, &item->id);

      for (guint j = 0; j < blockers->len; j++)
        {
          TalusEdge edge = { g_array_index (blockers, TalusId, j), item->id };

          if (g_hash_table_contains (ids, &edge.blocker))
            g_array_append_val (self->edges, edge);
        }
    }
}

/**
 * talus_clip_new_from_nodes:
 * @graph: a graph
 * @tops: (array length=n_tops): live nodes of it, none below another
 * @n_tops: how many, at least one
 *
 * Takes subtrees as they are, with the dependencies between what is in them.
 * On the graph's thread.
 *
 * Returns: (transfer full): the clip
 */
TalusClip *
talus_clip_new_from_nodes (TalusGraph         *graph,
                           TalusNode * const  *tops,
                           guint               n_tops)
{
  TalusTemplate *template;
  TalusClip *self;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);
  g_return_val_if_fail (tops != NULL && n_tops > 0, NULL);

  template = talus_graph_get_template (graph);
  self = talus_clip_new ();
  self->has_project = TRUE;
  self->project_id = *talus_graph_get_project_id (graph);
  self->template_id = g_strdup (talus_template_get_id (template));
  self->template_hash = g_strdup (talus_template_get_hash (template));

  for (guint i = 0; i < n_tops; i++)
    take_subtree (self, graph, tops[i], 0);
  take_edges (self, graph);
  measure_heights (self);

  return self;
}

/**
 * talus_clip_get_n_nodes:
 * @self: a clip
 *
 * Returns: how many nodes it would make
 */
guint
talus_clip_get_n_nodes (const TalusClip *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->items->len;
}

/**
 * talus_clip_get_project_id:
 * @self: a clip
 *
 * Returns: (transfer none) (nullable): the project its nodes are of
 */
const TalusId *
talus_clip_get_project_id (const TalusClip *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->has_project ? &self->project_id : NULL;
}

/**
 * talus_clip_list_tops:
 * @self: a clip
 *
 * Returns: (transfer full) (element-type TalusId): the ids its tops have where
 *   they come from; none for text
 */
GArray *
talus_clip_list_tops (const TalusClip *self)
{
  GArray *tops = g_array_new (FALSE, FALSE, sizeof (TalusId));

  g_return_val_if_fail (self != NULL, tops);

  for (guint i = 0; i < self->items->len; i++)
    {
      const TalusClipItem *item = self->items->pdata[i];

      if (item->depth == 0 && !talus_id_is_null (&item->id))
        g_array_append_val (tops, item->id);
    }

  return tops;
}
