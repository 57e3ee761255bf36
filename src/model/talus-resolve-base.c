/* SPDX-License-Identifier: GPL-3.0-or-later */
/* base_seq: whether somebody else has changed what a command is about since
 * its sender looked. The graph knows the last change of what is there; of what
 * was taken away, or went and came with a subtree, the history does. */
#define G_LOG_DOMAIN "talus-model-resolve"

#include "model/talus-resolve-private.h"

#include "model/talus-history-private.h"
#include "model/talus-place-private.h"

static guint64
find_seq_in_graph (TalusGraph      *graph,
                   const TalusSlot *slot)
{
  TalusNode *node = talus_graph_find_node (graph, &slot->node);

  switch (slot->kind)
    {
    case TALUS_SLOT_EXISTENCE:
      return talus_node_get_existence_seq (node);

    case TALUS_SLOT_PLACE:
      return talus_node_get_place_seq (node);

    case TALUS_SLOT_PROPERTY:
      return g_str_equal (slot->key, "name") ? talus_node_get_name_seq (node)
                                             : talus_node_get_property_seq (node, slot->key);

    case TALUS_SLOT_EDGE:
      return talus_graph_get_edge_seq (graph, &slot->node, &slot->other);

    case TALUS_SLOT_META:
      return g_str_equal (slot->key, "name") ? talus_graph_get_name_seq (graph)
                                             : talus_graph_get_setting_seq (graph, slot->key);

    case TALUS_SLOT_SUBTREE:
    case TALUS_SLOT_CHILDREN:
    case TALUS_SLOT_TREE:
    case TALUS_SLOT_DEPENDENCIES:
    default:
      g_return_val_if_reached (0);
    }
}

static guint64
find_seq (TalusResolver   *self,
          const TalusSlot *slot)
{
  TalusHistory *history = self->context->history;
  const TalusLookback lookback = { history, self->graph, NULL };
  guint64 seq = find_seq_in_graph (self->graph, slot);

  if (history == NULL)
    return seq;

  seq = MAX (seq, self->context->base_seq);
  if (slot->kind == TALUS_SLOT_EXISTENCE)
    return talus_lookback_find_existence (&lookback, &slot->node, seq);

  return talus_lookback_find_same (&lookback, slot, seq);
}

static gboolean
find_author (const TalusResolveContext *context,
             guint64                    seq,
             TalusId                   *author)
{
  TalusItem *item = context->history != NULL ? talus_history_get_item (context->history, seq)
                                             : NULL;

  if (item != NULL)
    {
      *author = item->author->id;
      return TRUE;
    }

  return context->find_author != NULL && context->find_author (seq, author, context->user_data);
}

static void
set_id_member (JsonObject    *object,
               const char    *member,
               const TalusId *id)
{
  char text[TALUS_ID_TEXT_SIZE];

  if (talus_id_is_null (id))
    json_object_set_null_member (object, member);
  else
    json_object_set_string_member (object, member, talus_id_format (id, text));
}

static JsonNode *
take_object (JsonObject *object)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, object);

  return node;
}

static JsonNode *
show_place (TalusGraph *graph,
            TalusNode  *node)
{
  JsonObject *object = json_object_new ();
  TalusPlace place;

  talus_place_of (graph, node, &place);
  set_id_member (object, "parent_id", &place.parent);
  set_id_member (object, "after", &place.after);
  set_id_member (object, "before", &place.before);

  return take_object (object);
}

static JsonNode *
show_template (TalusTemplate *template)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", talus_template_get_id (template));
  json_object_set_string_member (object, "hash", talus_template_get_hash (template));

  return take_object (object);
}

static JsonNode *
show_value (TalusValue *value)
{
  return value != NULL ? talus_value_to_node (value) : json_node_init_null (json_node_alloc ());
}

/* What is there now. */
static JsonNode *
show_current (TalusGraph      *graph,
              const TalusSlot *slot)
{
  TalusNode *node = talus_graph_find_node (graph, &slot->node);
  g_autoptr (TalusValue) value = NULL;

  switch (slot->kind)
    {
    case TALUS_SLOT_EXISTENCE:
      return json_node_init_boolean (json_node_alloc (), talus_node_is_live (node));

    case TALUS_SLOT_PLACE:
      return show_place (graph, node);

    case TALUS_SLOT_PROPERTY:
      if (g_str_equal (slot->key, "name"))
        return json_node_init_string (json_node_alloc (), talus_node_get_name (node));

      value = talus_node_dup_property (node, slot->key);
      return show_value (value);

    case TALUS_SLOT_EDGE:
      return json_node_init_boolean (json_node_alloc (),
                                     talus_graph_has_edge (graph, &slot->node, &slot->other));

    case TALUS_SLOT_META:
      if (g_str_equal (slot->key, "name"))
        return json_node_init_string (json_node_alloc (), talus_graph_get_name (graph));
      if (g_str_equal (slot->key, "template"))
        return show_template (talus_graph_get_template (graph));

      return show_value (talus_graph_get_setting (graph, slot->key));

    case TALUS_SLOT_SUBTREE:
    case TALUS_SLOT_CHILDREN:
    case TALUS_SLOT_TREE:
    case TALUS_SLOT_DEPENDENCIES:
    default:
      g_return_val_if_reached (NULL);
    }
}

/**
 * talus_resolver_check_base:
 * @self: a resolver
 * @slot: what the command is about: the existence, place or property of a
 *   node, a dependency, or a setting
 * @error: return location for %TALUS_ERROR_CONFLICT with the details
 *   `{current, author, seq}`, the author by id
 *
 * Holds a command that came with a base_seq to it. A command's own author is
 * never in its way, and only the last change counts.
 *
 * Returns: %FALSE with an error where another author has changed it since
 */
gboolean
talus_resolver_check_base (TalusResolver    *self,
                           const TalusSlot  *slot,
                           GError          **error)
{
  const TalusResolveContext *context = self->context;
  JsonObject *details;
  TalusId author;
  gboolean known;
  guint64 seq;

  if (!context->has_base_seq)
    return TRUE;

  seq = find_seq (self, slot);
  /* What this very command has done so far is its own. */
  if (seq <= context->base_seq || (context->seq > 0 && seq >= context->seq))
    return TRUE;

  known = find_author (context, seq, &author);
  if (known && talus_id_equal (&author, &context->author))
    return TRUE;

  details = json_object_new ();
  json_object_set_member (details, "current", show_current (self->graph, slot));
  if (known)
    set_id_member (details, "author", &author);
  json_object_set_int_member (details, "seq", (gint64) seq);
  talus_set_error_details (error, TALUS_ERROR_CONFLICT, details,
                           "Somebody else has changed it since %" G_GUINT64_FORMAT,
                           context->base_seq);

  return FALSE;
}
