/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a node is made of, for the graph, which alone changes one. A graph may
 * hold a million of them: every field is counted. */
#pragma once

#include "model/talus-node.h"
#include "model/talus-node-list.h"
#include "model/talus-props.h"

G_BEGIN_DECLS

/**
 * TalusNodeLinks:
 * @left: those in front, within the subtree of the balanced tree
 * @right: those behind
 * @up: the next higher one in that tree, not the parent node
 * @parent: the parent node; of a removed node the one it had
 *
 * A node's place among its siblings (talus-child-list.h).
 */
typedef struct
{
  TalusNode *left;
  TalusNode *right;
  TalusNode *up;
  TalusNode *parent;
} TalusNodeLinks;

/**
 * TalusNodeLoad:
 * @previous: the sibling in front, by id
 * @parent: the parent, by id
 *
 * What the loader knows of a node's place until all nodes are there. It needs
 * the room of the links, and no more.
 */
typedef struct
{
  TalusId previous;
  TalusId parent;
} TalusNodeLoad;

G_STATIC_ASSERT (sizeof (TalusNodeLoad) <= sizeof (TalusNodeLinks));

struct _TalusNode
{
  GObject parent_instance;

  /* borrowed */
  struct _TalusGraph *graph;   /* NULL once it is in none any more */
  TalusNode *children;         /* the top of the tree of its children */
  union
    {
      TalusNodeLinks links;
      TalusNodeLoad load;
    };

  /* owned */
  char *name;
  TalusProps *props;           /* NULL: none */
  union
    {
      TalusNodeList *list;     /* NULL until somebody asks for it */
      TalusNode *load_next;    /* while loading: the sibling behind */
    };

  TalusId id;
  guint64 existence_seq;
  guint64 place_seq;
  guint64 name_seq;
  gint64 created_at;
  guint32 size;                /* of its subtree in the balanced tree */
  guint type : 30;             /* symbol */
  guint removed : 1;
  guint had_removed : 1;       /* a child of it was removed at some time */
};

TalusNode *talus_node_new         (struct _TalusGraph *graph,
                                   const TalusId      *id,
                                   guint               type);
void       talus_node_new_many    (TalusNode         **nodes,
                                   guint               n);
void       talus_node_begin       (TalusNode          *self,
                                   struct _TalusGraph *graph,
                                   const TalusId      *id,
                                   guint               type);
void       talus_node_forget      (TalusNode          *self);
void       talus_node_set_name    (TalusNode          *self,
                                   const char         *name,
                                   guint64             seq);
TalusNode *talus_node_walk        (TalusNode          *self,
                                   TalusNode          *top);
guint64    talus_node_count       (TalusNode          *self);
gboolean   talus_node_is_within   (TalusNode          *self,
                                   TalusNode          *top);

/* The parent's id, or the null id. */
static inline TalusId
talus_node_parent_id (TalusNode *self)
{
  static const TalusId null_id;

  return self->links.parent != NULL ? self->links.parent->id : null_id;
}

G_END_DECLS
