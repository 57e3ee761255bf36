/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From a forest to the edits that make it in a project: types found or chosen,
 * values made to fit, references and dependencies turned to the new ids. It
 * must not know how the forest was written. */
#define G_LOG_DOMAIN "talus-peer-clip"

#include "config.h"

#include "peer/talus-clip-private.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#include "model/talus-property-type.h"
#include "peer/talus-fit.h"

/* How ticked boxes find the state that means done. */
#define DONE_INDICATOR "filled"

typedef struct
{
  const TalusClip *clip;
  TalusClip *by_headings;   /* (nullable): @clip, read anew for this template */
  TalusGraph *graph;
  TalusFit *fit;
  gboolean same_template;   /* types it knows are not exchanged for others */
  const TalusNodeType **types; /* of each item */
  GHashTable *ids;          /* TalusId there → index of the item */
  TalusId *new_ids;
  GPtrArray *lost;          /* of char *: labels of what found no place */
  guint n_replaced;
} Paste;

static void
clear_paste (Paste *self)
{
  g_clear_pointer (&self->by_headings, talus_clip_free);
  g_clear_pointer (&self->fit, talus_fit_free);
  g_clear_pointer (&self->types, g_free);
  g_clear_pointer (&self->ids, g_hash_table_unref);
  g_clear_pointer (&self->new_ids, g_free);
  g_clear_pointer (&self->lost, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Paste, clear_paste)

static void
init_paste (Paste           *self,
            const TalusClip *clip,
            TalusGraph      *graph)
{
  TalusTemplate *template = talus_graph_get_template (graph);

  self->by_headings = talus_clip_read_headings (clip, template);
  self->clip = self->by_headings != NULL ? self->by_headings : clip;
  self->graph = graph;
  self->fit = talus_fit_new (template);
  self->same_template = g_strcmp0 (clip->template_id, talus_template_get_id (template)) == 0;
  self->types = g_new0 (const TalusNodeType *, self->clip->items->len);
  self->new_ids = g_new0 (TalusId, self->clip->items->len);
  self->lost = g_ptr_array_new_with_free_func (g_free);
  self->ids = g_hash_table_new (talus_id_hash, talus_id_equal);
  for (guint i = 0; i < self->clip->items->len; i++)
    {
      TalusClipItem *item = self->clip->items->pdata[i];

      if (!talus_id_is_null (&item->id))
        g_hash_table_insert (self->ids, &item->id, GUINT_TO_POINTER (i + 1));
    }
}

static TalusClipType *
find_clip_type (Paste               *self,
                const TalusClipItem *item)
{
  return item->type != NULL ? g_hash_table_lookup (self->clip->types, item->type) : NULL;
}

static char **
list_wanted (Paste               *self,
             const TalusClipItem *item)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  TalusClipType *type = find_clip_type (self, item);

  for (guint i = 0; item->values != NULL && i < item->values->len; i++)
    {
      const TalusClipValue *value = item->values->pdata[i];
      TalusClipProperty *property = type != NULL && value->id != NULL
                                      ? g_hash_table_lookup (type->properties, value->id)
                                      : NULL;

      if (value->label != NULL)
        g_strv_builder_add (builder, value->label);
      else if (property != NULL && property->label != NULL)
        g_strv_builder_add (builder, property->label);
      else if (value->id != NULL)
        g_strv_builder_add (builder, value->id);
    }

  return g_strv_builder_end (builder);
}

static gboolean
refuse_place (const TalusNodeType  *parent,
              const TalusNodeType  *type,
              const TalusClipItem  *item,
              GError              **error)
{
  if (type != NULL && parent != NULL)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_TYPE_NOT_ALLOWED,
                 /* Translators: both are types of nodes, as in “Part” and “Phase” */
                 _("A “%s” cannot be below a “%s”"), type->label, parent->label);
  else if (parent != NULL && parent->allowed_children->len + parent->allowed_asset_types->len == 0)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_TYPE_NOT_ALLOWED,
                 _("Nothing can be below a “%s”"), parent->label);
  else
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_TYPE_NOT_ALLOWED,
                 g_dngettext (GETTEXT_PACKAGE,
                              "There is no room here for “%s” with %u level below it",
                              "There is no room here for “%s” with %u levels below it",
                              item->height),
                 item->name != NULL ? item->name : "", item->height);

  return FALSE;
}

static gboolean
choose_type (Paste               *self,
             guint                index,
             const TalusNodeType *parent,
             const TalusNodeType *neighbour,
             GError             **error)
{
  const TalusClipItem *item = self->clip->items->pdata[index];
  TalusClipType *known = find_clip_type (self, item);
  const TalusNodeType *type = NULL;
  g_auto (GStrv) wanted = NULL;

  if (item->type != NULL)
    type = talus_fit_find_type (self->fit, item->type, known != NULL ? known->label : NULL);

  /* Only its own place is asked: what is below it has its own types. */
  if (type != NULL && talus_fit_allows (self->fit, parent, type, 0))
    {
      self->types[index] = type;
      return TRUE;
    }
  if (type != NULL && self->same_template)
    return refuse_place (parent, type, item, error);

  wanted = list_wanted (self, item);
  self->types[index] = talus_fit_choose (self->fit, parent, neighbour, item->height,
                                         (const char * const *) wanted);
  if (self->types[index] == NULL)
    return refuse_place (parent, NULL, item, error);
  self->n_replaced += item->type != NULL;

  return TRUE;
}

/* Gives each item its type: known ones stay what they are, the rest is fitted
 * in from above. */
static gboolean
choose_types (Paste                *self,
              const TalusNodeType  *parent,
              const TalusNodeType  *neighbour,
              GError              **error)
{
  const TalusNodeType *above[TALUS_MAX_TREE_DEPTH + 1] = { parent };

  self->n_replaced = 0;
  for (guint i = 0; i < self->clip->items->len; i++)
    {
      const TalusClipItem *item = self->clip->items->pdata[i];

      if (!choose_type (self, i, above[item->depth], item->depth == 0 ? neighbour : NULL, error))
        return FALSE;
      above[item->depth + 1] = self->types[i];
    }

  return TRUE;
}

static const TalusNodeType *
get_node_type (Paste     *self,
               TalusNode *node)
{
  TalusTemplate *template = talus_fit_get_template (self->fit);

  return node != NULL ? talus_template_get_type_by_id (template, talus_node_get_type_id (node))
                      : NULL;
}

/* The node that new ones will be beside. */
static TalusNode *
find_neighbour (Paste             *self,
                TalusNode         *parent,
                const TalusAnchor *anchor)
{
  guint n;

  if (anchor->kind == TALUS_ANCHOR_AFTER || anchor->kind == TALUS_ANCHOR_BEFORE)
    return talus_graph_get_node (self->graph, &anchor->sibling);

  if (parent != NULL)
    {
      n = talus_node_get_n_children (parent);
      return n == 0 ? NULL
             : anchor->kind == TALUS_ANCHOR_FIRST ? talus_node_get_first_child (parent)
                                                  : talus_node_get_child (parent, n - 1);
    }

  n = talus_graph_get_n_roots (self->graph);

  return n == 0 ? NULL
                : talus_graph_get_root (self->graph,
                                        anchor->kind == TALUS_ANCHOR_FIRST ? 0 : n - 1);
}

static gboolean
fits (Paste              *self,
      TalusNode          *parent,
      const TalusAnchor  *anchor,
      GError            **error)
{
  const TalusNodeType *parent_type = get_node_type (self, parent);
  const TalusNodeType *neighbour = get_node_type (self, find_neighbour (self, parent, anchor));

  if (parent != NULL && parent_type == NULL)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_TYPE_NOT_ALLOWED,
                   _("The template does not know what “%s” is, so nothing can be below it"),
                   talus_node_get_name (parent));
      return FALSE;
    }

  return choose_types (self, parent_type, neighbour, error);
}

/**
 * talus_clip_find_place:
 * @self: a clip
 * @graph: where it is to go
 * @cursor: (nullable): the node it is pasted at
 * @parent: (out) (transfer none) (nullable): what it goes below, %NULL for the roots
 * @anchor: (out): where there
 * @error: return location for a sentence
 *
 * Finds the nearest place that takes it: below the cursor, else behind the
 * cursor or an ancestor of it, else among the roots where there is no cursor.
 * On the graph's thread.
 *
 * Returns: %FALSE with the reason why it is not below the cursor
 */
gboolean
talus_clip_find_place (const TalusClip  *self,
                       TalusGraph       *graph,
                       TalusNode        *cursor,
                       TalusNode       **parent,
                       TalusAnchor      *anchor,
                       GError          **error)
{
  g_auto (Paste) paste = { NULL };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (TALUS_IS_GRAPH (graph), FALSE);
  g_return_val_if_fail (parent != NULL && anchor != NULL, FALSE);

  init_paste (&paste, self, graph);
  *parent = cursor;
  *anchor = TALUS_ANCHOR_AT_END;
  if (fits (&paste, cursor, anchor, error))
    return TRUE;

  for (TalusNode *node = cursor; node != NULL; node = talus_node_get_parent (node))
    {
      *parent = talus_node_get_parent (node);
      anchor->kind = TALUS_ANCHOR_AFTER;
      anchor->sibling = *talus_node_get_id (node);
      /* A second root is nothing that anybody means by pasting at a node, but
       * for what was one. */
      if (*parent == NULL && !paste.same_template)
        break;
      if (fits (&paste, *parent, anchor, NULL) &&
          (*parent != NULL || paste.types[0] == talus_template_get_root_type (
                                                  talus_graph_get_template (graph))))
        {
          g_clear_error (error);
          return TRUE;
        }
    }

  return FALSE;
}

static void
note_lost (Paste      *self,
           const char *label)
{
  if (!g_ptr_array_find_with_equal_func (self->lost, label, g_str_equal, NULL))
    g_ptr_array_add (self->lost, g_strdup (label));
}

static TalusValue *
name_options (TalusClipProperty *known,
              TalusValue        *value)
{
  g_autoptr (JsonNode) node = talus_value_to_node (value);
  g_autoptr (JsonArray) names = NULL;
  g_autoptr (JsonNode) result = NULL;
  const char *name;

  if (node == NULL || known == NULL || known->options == NULL)
    return NULL;

  if (talus_value_get_kind (value) == TALUS_VALUE_STRING)
    {
      name = g_hash_table_lookup (known->options, json_node_get_string (node));
      return name != NULL ? talus_value_new_string (name, -1) : NULL;
    }
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return NULL;

  names = json_array_new ();
  for (guint i = 0; i < json_array_get_length (json_node_get_array (node)); i++)
    {
      JsonNode *element = json_array_get_element (json_node_get_array (node), i);
      const char *id = JSON_NODE_HOLDS_VALUE (element) &&
                           json_node_get_value_type (element) == G_TYPE_STRING
                         ? json_node_get_string (element)
                         : NULL;

      name = id != NULL ? g_hash_table_lookup (known->options, id) : NULL;
      if (name != NULL)
        json_array_add_string_element (names, name);
      else
        json_array_add_element (names, json_node_copy (element));
    }
  result = json_node_init_array (json_node_alloc (), names);

  return talus_value_new_node (result);
}

static TalusValue *
read_value (Paste               *self,
            const TalusProperty *property,
            TalusValue          *value)
{
  g_autoptr (JsonNode) node = talus_value_to_node (value);
  g_autoptr (TalusValue) result = NULL;
  TalusOddity oddity;

  if (node == NULL)
    return NULL;

  result = talus_property_normalize_lenient (property, node, &oddity);
  if (result != NULL && (oddity == TALUS_ODDITY_NONE || oddity == TALUS_ODDITY_CONVERTED))
    return g_steal_pointer (&result);

  return NULL;
}

/* A value as the property here takes it, or NULL. */
static TalusValue *
fit_value (Paste               *self,
           const TalusProperty *property,
           TalusClipProperty   *known,
           TalusValue          *value)
{
  TalusValue *result;
  g_autoptr (TalusValue) named = NULL;

  if (!self->clip->is_text && talus_property_accepts (property, value))
    return talus_value_ref (value);

  /* An option's name says more than an id of another template. */
  named = name_options (known, value);
  result = named != NULL ? read_value (self, property, named) : NULL;

  return result != NULL ? result : read_value (self, property, value);
}

static gboolean
is_reference (const TalusProperty *property)
{
  return property->kind == TALUS_PROPERTY_NODE_REFERENCE ||
         property->kind == TALUS_PROPERTY_PERSON;
}

/* The reference with ids of new nodes for those of copied ones, and without
 * those to what is not here; NULL where nothing is left. @within: whether it
 * names new nodes, which must be there first. */
static TalusValue *
turn_reference (Paste      *self,
                TalusValue *value,
                gboolean   *within)
{
  g_autoptr (JsonNode) node = talus_value_to_node (value);
  g_autoptr (JsonArray) turned = json_array_new ();
  g_autoptr (JsonNode) result = NULL;
  gboolean is_array = node != NULL && JSON_NODE_HOLDS_ARRAY (node);
  guint n = is_array ? json_array_get_length (json_node_get_array (node)) : node != NULL;

  *within = FALSE;
  for (guint i = 0; i < n; i++)
    {
      const char *text = is_array ? json_array_get_string_element (json_node_get_array (node), i)
                                  : json_node_get_string (node);
      char new_text[TALUS_ID_TEXT_SIZE];
      gpointer index;
      TalusId id;

      if (text == NULL || !talus_id_parse (text, -1, &id))
        continue;

      index = g_hash_table_lookup (self->ids, &id);
      if (index != NULL)
        {
          id = self->new_ids[GPOINTER_TO_UINT (index) - 1];
          *within = TRUE;
        }
      else if (talus_graph_get_node (self->graph, &id) == NULL)
        continue;
      json_array_add_string_element (turned, talus_id_format (&id, new_text));
    }

  if (json_array_get_length (turned) == 0)
    return NULL;
  if (!is_array)
    return talus_value_new_string (json_array_get_string_element (turned, 0), -1);

  result = json_node_init_array (json_node_alloc (), turned);

  return talus_value_new_node (result);
}

static void
paste_value (Paste                *self,
             guint                 index,
             const TalusClipValue *value,
             GHashTable           *given,
             TalusBatch           *batch)
{
  TalusClipType *known_type = find_clip_type (self, self->clip->items->pdata[index]);
  TalusClipProperty *known = known_type != NULL && value->id != NULL
                               ? g_hash_table_lookup (known_type->properties, value->id)
                               : NULL;
  const char *label = value->label != NULL                     ? value->label
                      : known != NULL && known->label != NULL ? known->label
                                                               : value->id;
  const TalusNodeType *type = self->types[index];
  const TalusProperty *property =
    talus_fit_find_property (type, value->id != NULL ? value->id : label, label);
  g_autoptr (TalusValue) fitting = NULL;

  if (property == NULL || property == type->name_property ||
      g_hash_table_contains (given, property))
    {
      note_lost (self, label);
      return;
    }

  /* References are given once all that is new has its id. */
  if (is_reference (property))
    {
      if (!talus_property_accepts (property, value->value))
        note_lost (self, label);
      return;
    }

  fitting = fit_value (self, property, known, value->value);
  if (fitting == NULL)
    {
      note_lost (self, label);
      return;
    }

  g_hash_table_add (given, (gpointer) property);
  talus_batch_with_property (batch, property->id, fitting);
}

static const TalusOption *
find_done_option (const TalusProperty *property)
{
  for (guint i = 0; i < property->options->len; i++)
    {
      const TalusOption *option = property->options->pdata[i];

      if (g_strcmp0 (option->indicator_id, DONE_INDICATOR) == 0)
        return option;
    }

  return NULL;
}

static void
paste_box (Paste       *self,
           guint        index,
           GHashTable  *given,
           TalusBatch  *batch)
{
  const TalusNodeType *type = self->types[index];
  const TalusProperty *status =
    type->primary_status_property_id != NULL
      ? talus_node_type_get_property (type, type->primary_status_property_id)
      : NULL;
  const TalusOption *done = status != NULL ? find_done_option (status) : NULL;
  g_autoptr (TalusValue) value = NULL;

  if (done == NULL || g_hash_table_contains (given, status))
    return;

  value = talus_value_new_string (done->id, -1);
  talus_batch_with_property (batch, status->id, value);
}

/* A copy has no value where the original has none, whatever the default. */
static void
clear_defaults (Paste       *self,
                guint        index,
                GHashTable  *given,
                TalusBatch  *batch)
{
  TalusClipType *known = find_clip_type (self, self->clip->items->pdata[index]);
  const TalusNodeType *type = self->types[index];

  for (guint i = 0; known != NULL && i < type->properties->len; i++)
    {
      const TalusProperty *property = type->properties->pdata[i];

      if (property->default_value != NULL && !g_hash_table_contains (given, property) &&
          g_hash_table_contains (known->properties, property->id))
        talus_batch_with_property (batch, property->id, NULL);
    }
}

static void
paste_item (Paste             *self,
            guint              index,
            const TalusId     *parent,
            const TalusAnchor *anchor,
            TalusBatch        *batch)
{
  const TalusClipItem *item = self->clip->items->pdata[index];
  g_autoptr (GHashTable) given = g_hash_table_new (NULL, NULL);

  talus_batch_create_node (batch, self->types[index]->id, parent, anchor, item->name,
                           &self->new_ids[index]);
  for (guint i = 0; item->values != NULL && i < item->values->len; i++)
    paste_value (self, index, item->values->pdata[i], given, batch);
  if (item->box == TALUS_CLIP_TICKED_BOX)
    paste_box (self, index, given, batch);
  if (!self->clip->is_text)
    clear_defaults (self, index, given, batch);
}

static void
paste_items (Paste             *self,
             TalusNode         *parent,
             const TalusAnchor *anchor,
             TalusBatch        *batch,
             GArray            *tops)
{
  TalusAnchor next = *anchor;
  const TalusId *above[TALUS_MAX_TREE_DEPTH + 1] = {
    parent != NULL ? talus_node_get_id (parent) : NULL,
  };

  for (guint i = 0; i < self->clip->items->len; i++)
    {
      const TalusClipItem *item = self->clip->items->pdata[i];

      paste_item (self, i, above[item->depth], item->depth == 0 ? &next : NULL, batch);
      above[item->depth + 1] = &self->new_ids[i];
      if (item->depth == 0)
        {
          next.kind = TALUS_ANCHOR_AFTER;
          next.sibling = self->new_ids[i];
          g_array_append_val (tops, self->new_ids[i]);
        }
    }
}

static void
paste_references (Paste      *self,
                  guint       index,
                  TalusBatch *batch)
{
  const TalusClipItem *item = self->clip->items->pdata[index];
  const TalusNodeType *type = self->types[index];

  for (guint i = 0; item->values != NULL && i < item->values->len; i++)
    {
      const TalusClipValue *value = item->values->pdata[i];
      const TalusProperty *property =
        talus_fit_find_property (type, value->id != NULL ? value->id : value->label, value->label);
      g_autoptr (TalusValue) turned = NULL;
      gboolean within;

      if (property == NULL || !is_reference (property) ||
          !talus_property_accepts (property, value->value))
        continue;

      turned = turn_reference (self, value->value, &within);
      if (turned != NULL)
        talus_batch_set_property (batch, &self->new_ids[index], property->id, turned);
      else
        note_lost (self, property->label);
    }
}

static void
paste_edges (Paste      *self,
             TalusBatch *batch)
{
  for (guint i = 0; i < self->clip->edges->len; i++)
    {
      const TalusEdge *edge = &g_array_index (self->clip->edges, TalusEdge, i);
      guint blocker = GPOINTER_TO_UINT (g_hash_table_lookup (self->ids, &edge->blocker));
      guint blocked = GPOINTER_TO_UINT (g_hash_table_lookup (self->ids, &edge->blocked));

      if (blocker != 0 && blocked != 0 && blocker != blocked)
        talus_batch_link (batch, &self->new_ids[blocker - 1], &self->new_ids[blocked - 1]);
    }
}

static char *
write_note (Paste *self)
{
  g_autoptr (GPtrArray) sentences = g_ptr_array_new_with_free_func (g_free);

  if (self->n_replaced > 0)
    g_ptr_array_add (sentences, g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u item became another type, as the template has not its own",
                   "%u items became other types, as the template has not their own",
                   self->n_replaced), self->n_replaced));
  if (self->lost->len > 0)
    {
      g_autofree char *labels = NULL;

      g_ptr_array_add (self->lost, NULL);
      labels = g_strjoinv (", ", (char **) self->lost->pdata);
      g_ptr_array_set_size (self->lost, (int) self->lost->len - 1);
      g_ptr_array_add (sentences, g_strdup_printf (_("Left out, as there is no place for it: %s"),
                                                   labels));
    }
  if (self->clip->lost_cells)
    g_ptr_array_add (sentences,
                     g_strdup (_("Only names were pasted: copy the headings too to take the other "
                                 "columns along")));

  if (sentences->len == 0)
    return NULL;

  g_ptr_array_add (sentences, NULL);

  /* Translators: between two sentences */
  return g_strjoinv (C_("between sentences", " · "), (char **) sentences->pdata);
}

/**
 * talus_clip_paste:
 * @self: a clip
 * @graph: where it is to go
 * @parent: (nullable): a live node, %NULL for the roots
 * @anchor: (nullable): where below it; at the end
 * @batch: what it adds to
 * @tops: (out) (optional) (transfer full) (element-type TalusId): the new tops
 * @note: (out) (optional) (transfer full) (nullable): a sentence about what
 *   could not come along
 * @error: return location for a sentence
 *
 * Says what makes the forest there. On the graph's thread.
 *
 * Returns: %FALSE where it may not be there, with nothing added to @batch
 */
gboolean
talus_clip_paste (const TalusClip    *self,
                  TalusGraph         *graph,
                  TalusNode          *parent,
                  const TalusAnchor  *anchor,
                  TalusBatch         *batch,
                  GArray            **tops,
                  char              **note,
                  GError            **error)
{
  TalusAnchor where = anchor != NULL ? *anchor : TALUS_ANCHOR_AT_END;
  g_autoptr (GArray) new_tops = g_array_new (FALSE, FALSE, sizeof (TalusId));
  g_auto (Paste) paste = { NULL };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (TALUS_IS_GRAPH (graph), FALSE);
  g_return_val_if_fail (parent == NULL || TALUS_IS_NODE (parent), FALSE);
  g_return_val_if_fail (batch != NULL, FALSE);

  if (self->items->len > TALUS_CLIP_MAX_NODES)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_PAYLOAD_TOO_LARGE,
                   _("These are %'u items, and at most %'u can be pasted at once"),
                   self->items->len, (guint) TALUS_CLIP_MAX_NODES);
      return FALSE;
    }

  init_paste (&paste, self, graph);
  if (!fits (&paste, parent, &where, error))
    return FALSE;

  paste_items (&paste, parent, &where, batch, new_tops);
  for (guint i = 0; i < paste.clip->items->len; i++)
    paste_references (&paste, i, batch);
  paste_edges (&paste, batch);

  if (note != NULL)
    *note = write_note (&paste);
  if (tops != NULL)
    *tops = g_steal_pointer (&new_tops);

  return TRUE;
}
