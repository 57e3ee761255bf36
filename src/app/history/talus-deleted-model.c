/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A removal of the log counts while the graph says that it was this record
 * which removed the node. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-deleted-model.h"

#include "app/format/talus-format.h"
#include "app/history/talus-log-reader.h"

#define PAGE_RECORDS 500
#define MORE_NODES   50

struct _TalusDeletedNode
{
  GObject parent_instance;

  /* owned */
  TalusAuthor *author;
  char *name;
  char *place;

  TalusId id;
  guint64 count;
  gint64 timestamp;
};

G_DEFINE_FINAL_TYPE (TalusDeletedNode, talus_deleted_node, G_TYPE_OBJECT)

struct _TalusDeletedModel
{
  GObject parent_instance;

  /* owned */
  TalusPeer *peer;
  TalusLogReader *reader;
  GPtrArray *nodes;          /* of TalusDeletedNode */
  GError *failure;           /* (nullable) */

  guint n_wanted;
  gboolean is_loading;
};

enum
{
  PROP_0,
  PROP_LOADING,
  N_PROPS
};

static GType
talus_deleted_model_get_item_type (GListModel *list)
{
  return TALUS_TYPE_DELETED_NODE;
}

static guint
talus_deleted_model_get_n_items (GListModel *list)
{
  return TALUS_DELETED_MODEL (list)->nodes->len;
}

static gpointer
talus_deleted_model_get_item (GListModel *list,
                              guint       position)
{
  GPtrArray *nodes = TALUS_DELETED_MODEL (list)->nodes;

  return position < nodes->len ? g_object_ref (g_ptr_array_index (nodes, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = talus_deleted_model_get_item_type;
  iface->get_n_items = talus_deleted_model_get_n_items;
  iface->get_item = talus_deleted_model_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TalusDeletedModel, talus_deleted_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GParamSpec *properties[N_PROPS];

static void
talus_deleted_node_finalize (GObject *object)
{
  TalusDeletedNode *self = TALUS_DELETED_NODE (object);

  g_clear_pointer (&self->author, talus_author_unref);
  g_free (self->name);
  g_free (self->place);

  G_OBJECT_CLASS (talus_deleted_node_parent_class)->finalize (object);
}

static void
talus_deleted_node_class_init (TalusDeletedNodeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = talus_deleted_node_finalize;
}

static void
talus_deleted_node_init (TalusDeletedNode *self)
{
}

/* NULL where the node has come back since, or was removed once more. */
static TalusDeletedNode *
make_node (TalusDeletedModel *self,
           TalusRecord       *record,
           const TalusChange *change)
{
  TalusGraph *graph = talus_peer_get_graph (self->peer);
  TalusNode *node = talus_graph_find_node (graph, &change->node_id);
  TalusNode *parent;
  TalusDeletedNode *deleted;

  if (node == NULL || !talus_node_is_removed (node) ||
      talus_graph_get_removed_seq (graph, node) != record->seq)
    return NULL;

  deleted = g_object_new (TALUS_TYPE_DELETED_NODE, NULL);
  parent = talus_node_get_parent (node);
  deleted->id = change->node_id;
  deleted->name = talus_format_node_name (node);
  deleted->place = parent != NULL ? talus_format_node_name (parent) : NULL;
  deleted->count = change->count;
  deleted->timestamp = record->timestamp;
  deleted->author = talus_author_ref (record->author);

  return deleted;
}

/* Nodes of one record in its own order, at @position. */
static guint
add_record (TalusDeletedModel *self,
            TalusRecord       *record,
            guint              position)
{
  guint n = 0;

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);
      TalusDeletedNode *node = change->op == TALUS_CHANGE_REMOVE
                               ? make_node (self, record, change) : NULL;

      if (node != NULL)
        g_ptr_array_insert (self->nodes, (int) (position + n++), node);
    }

  return n;
}

static void
drop (TalusDeletedModel *self,
      const TalusId     *id)
{
  for (guint i = 0; i < self->nodes->len; i++)
    {
      TalusDeletedNode *node = g_ptr_array_index (self->nodes, i);

      if (!talus_id_equal (&node->id, id))
        continue;

      g_ptr_array_remove_index (self->nodes, i);
      g_list_model_items_changed (G_LIST_MODEL (self), i, 1, 0);
      return;
    }
}

static void
recorded_cb (TalusDeletedModel *self,
             TalusRecord       *record,
             gboolean           own)
{
  guint n;

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);

      if (change->op == TALUS_CHANGE_RESTORE)
        drop (self, &change->node_id);
    }

  n = add_record (self, record, 0);
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n);
}

static void
set_loading (TalusDeletedModel *self,
             gboolean           is_loading)
{
  if (self->is_loading == is_loading)
    return;

  self->is_loading = is_loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static gboolean
page_cb (GPtrArray    *records,
         const GError *error,
         gpointer      user_data)
{
  TalusDeletedModel *self = user_data;
  guint before = self->nodes->len;
  guint added = 0;
  gboolean more;

  for (guint i = records->len; i > 0; i--)
    added += add_record (self, g_ptr_array_index (records, i - 1), self->nodes->len);

  self->n_wanted -= MIN (self->n_wanted, added);
  if (added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, added);

  g_clear_error (&self->failure);
  self->failure = error != NULL ? g_error_copy (error) : NULL;
  more = error == NULL && self->n_wanted > 0 && !talus_log_reader_is_done (self->reader);
  set_loading (self, more);

  return more;
}

static void
talus_deleted_model_dispose (GObject *object)
{
  TalusDeletedModel *self = TALUS_DELETED_MODEL (object);

  g_clear_pointer (&self->reader, talus_log_reader_free);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (talus_deleted_model_parent_class)->dispose (object);
}

static void
talus_deleted_model_finalize (GObject *object)
{
  TalusDeletedModel *self = TALUS_DELETED_MODEL (object);

  g_ptr_array_unref (self->nodes);
  g_clear_error (&self->failure);

  G_OBJECT_CLASS (talus_deleted_model_parent_class)->finalize (object);
}

static void
talus_deleted_model_get_property (GObject    *object,
                                  guint       prop_id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  if (prop_id == PROP_LOADING)
    g_value_set_boolean (value, TALUS_DELETED_MODEL (object)->is_loading);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
talus_deleted_model_class_init (TalusDeletedModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_deleted_model_dispose;
  object_class->finalize = talus_deleted_model_finalize;
  object_class->get_property = talus_deleted_model_get_property;

  /**
   * TalusDeletedModel:loading:
   *
   * Whether it is reading.
   */
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE,
                                                   G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                                   G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
talus_deleted_model_init (TalusDeletedModel *self)
{
  self->nodes = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * talus_deleted_model_new:
 * @peer: a live project
 *
 * Makes a list of what was deleted; empty until
 * talus_deleted_model_load_more().
 *
 * Returns: (transfer full): the list
 */
TalusDeletedModel *
talus_deleted_model_new (TalusPeer *peer)
{
  TalusDeletedModel *self;

  g_return_val_if_fail (TALUS_IS_PEER (peer), NULL);
  g_return_val_if_fail (talus_peer_get_link (peer) != NULL, NULL);

  self = g_object_new (TALUS_TYPE_DELETED_MODEL, NULL);
  self->peer = g_object_ref (peer);
  self->reader = talus_log_reader_new (talus_peer_get_link (peer), talus_peer_get_seq (peer),
                                       page_cb, self);
  g_signal_connect_object (peer, "recorded", G_CALLBACK (recorded_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * talus_deleted_model_load_more:
 * @self: a list
 *
 * Looks further back, until there is some more or nothing at all.
 */
void
talus_deleted_model_load_more (TalusDeletedModel *self)
{
  g_return_if_fail (TALUS_IS_DELETED_MODEL (self));

  if (self->is_loading || talus_log_reader_is_done (self->reader))
    return;

  self->n_wanted = MORE_NODES;
  set_loading (self, TRUE);
  talus_log_reader_read (self->reader, PAGE_RECORDS);
}

/**
 * talus_deleted_model_is_loading:
 * @self: a list
 *
 * Returns: whether it is reading
 */
gboolean
talus_deleted_model_is_loading (TalusDeletedModel *self)
{
  g_return_val_if_fail (TALUS_IS_DELETED_MODEL (self), FALSE);

  return self->is_loading;
}

/**
 * talus_deleted_model_get_failure:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): why reading stopped
 */
const GError *
talus_deleted_model_get_failure (TalusDeletedModel *self)
{
  g_return_val_if_fail (TALUS_IS_DELETED_MODEL (self), NULL);

  return self->failure;
}

const TalusId *
talus_deleted_node_get_id (TalusDeletedNode *self)
{
  g_return_val_if_fail (TALUS_IS_DELETED_NODE (self), NULL);

  return &self->id;
}

const char *
talus_deleted_node_get_name (TalusDeletedNode *self)
{
  g_return_val_if_fail (TALUS_IS_DELETED_NODE (self), NULL);

  return self->name;
}

guint64
talus_deleted_node_get_count (TalusDeletedNode *self)
{
  g_return_val_if_fail (TALUS_IS_DELETED_NODE (self), 0);

  return self->count;
}

const char *
talus_deleted_node_get_place (TalusDeletedNode *self)
{
  g_return_val_if_fail (TALUS_IS_DELETED_NODE (self), NULL);

  return self->place;
}

gint64
talus_deleted_node_get_timestamp (TalusDeletedNode *self)
{
  g_return_val_if_fail (TALUS_IS_DELETED_NODE (self), 0);

  return self->timestamp;
}

TalusAuthor *
talus_deleted_node_get_author (TalusDeletedNode *self)
{
  g_return_val_if_fail (TALUS_IS_DELETED_NODE (self), NULL);

  return self->author;
}
