/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A view of an ordered list of nodes for whoever wants a GListModel: every
 * access goes through to the list. It may outlive the list, and is empty
 * then. It knows order, no graph. */
#define G_LOG_DOMAIN "talus-model-node-list"

#include "model/talus-node-list.h"

#include "model/talus-child-list.h"

struct _TalusNodeList
{
  GObject parent_instance;

  /* borrowed */
  TalusNode **top;   /* NULL once the list is gone */
};

static GType
get_item_type (GListModel *model)
{
  return TALUS_TYPE_NODE;
}

static guint
get_n_items (GListModel *model)
{
  TalusNodeList *self = TALUS_NODE_LIST (model);

  return self->top != NULL ? talus_child_list_length (*self->top) : 0;
}

static gpointer
get_item (GListModel *model,
          guint       position)
{
  TalusNodeList *self = TALUS_NODE_LIST (model);
  TalusNode *node = self->top != NULL ? talus_child_list_get (*self->top, position) : NULL;

  return node != NULL ? g_object_ref (node) : NULL;
}

static void
talus_node_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TalusNodeList, talus_node_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      talus_node_list_list_model_init))

static void
talus_node_list_class_init (TalusNodeListClass *klass)
{
}

static void
talus_node_list_init (TalusNodeList *self)
{
}

/* (transfer full): a model of the list that hangs at @top. */
TalusNodeList *
talus_node_list_new (TalusNode **top)
{
  TalusNodeList *self = g_object_new (TALUS_TYPE_NODE_LIST, NULL);

  self->top = top;

  return self;
}

/* The list is no more. */
void
talus_node_list_detach (TalusNodeList *self)
{
  self->top = NULL;
}
