/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a graph is made of, for those files that change or write it as a
 * whole. */
#pragma once

#include "model/talus-edges.h"
#include "model/talus-graph.h"
#include "model/talus-node-list.h"
#include "model/talus-node-private.h"
#include "model/talus-symbols.h"

G_BEGIN_DECLS

/**
 * TalusRemoval:
 * @id: the root of a removed subtree; first: it is the key
 * @seq: the record that removed it
 * @place: where it was; a neighbour may be gone by now, or unknown
 * @edges: the dependencies that went with it, sorted
 */
typedef struct
{
  TalusId id;
  guint64 seq;
  TalusPlace place;
  guint n_edges;
  TalusEdge *edges;
} TalusRemoval;

/**
 * TalusSetting:
 * @value: (nullable): %NULL for one that was taken away, whose seq is kept
 * @seq: the record that last changed it
 */
typedef struct
{
  TalusValue *value;
  guint64 seq;
} TalusSetting;

struct _TalusGraph
{
  GObject parent_instance;

  TalusId project_id;
  char *name;
  guint64 name_seq;
  TalusTemplate *template;
  guint64 template_seq;
  GPtrArray *templates;      /* of TalusTemplate: those a change set may name */

  TalusSymbols *symbols;     /* type ids and property keys */
  GHashTable *nodes;         /* set of &TalusNode.id, each holding a reference */
  guint64 n_live;
  TalusNode *roots;          /* the top of the tree of the roots */
  TalusNodeList *root_list;  /* NULL until somebody asks for it */
  TalusEdges *edges;
  GHashTable *removals;      /* set of TalusRemoval */
  GHashTable *settings;      /* key → TalusSetting */

  TalusGraphObserver observer;
  gpointer observer_data;
  guint n_mutes;             /* while there are, nobody hears of a change */
};

static inline TalusNode *
talus_graph_node_of_id (gpointer id)
{
  return (TalusNode *) (gpointer) ((char *) id - G_STRUCT_OFFSET (TalusNode, id));
}

/* Where the list of the children of @parent, or of the roots, hangs. */
static inline TalusNode **
talus_graph_get_top (TalusGraph *self,
                     TalusNode  *parent)
{
  return parent != NULL ? &parent->children : &self->roots;
}

/* While muted, neither observer nor listeners hear of anything: for trying
 * out what is then taken back. Mutes are counted. */
void          talus_graph_mute                (TalusGraph       *self);
void          talus_graph_unmute              (TalusGraph       *self);

TalusRemoval *talus_removal_new               (const TalusId    *id,
                                               guint64           seq,
                                               const TalusPlace *place,
                                               const TalusEdge  *edges,
                                               guint             n_edges);
void          talus_removal_free              (gpointer          removal);
void          talus_graph_clear               (TalusGraph       *self);
void          talus_graph_drop_node           (TalusGraph       *self,
                                               TalusNode        *node);
void          talus_graph_put_setting         (TalusGraph       *self,
                                               const char       *key,
                                               TalusValue       *value,
                                               guint64           seq);
/* For the nodes that @changes insert: they were made then. */
void          talus_graph_set_created_at      (TalusGraph       *self,
                                               const TalusChangeSet *changes,
                                               gint64            timestamp);
/* What @changes set, insert or move was changed last by the record @seq. */
void          talus_graph_stamp               (TalusGraph       *self,
                                               const TalusChangeSet *changes,
                                               guint64           seq);
guint         talus_graph_attach              (TalusGraph       *self,
                                               TalusNode        *parent,
                                               TalusNode        *after,
                                               TalusNode        *node);
guint         talus_graph_detach              (TalusGraph       *self,
                                               TalusNode        *node);

G_END_DECLS
