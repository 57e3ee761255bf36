/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A picture of a project: which of its nodes are cards, which arrows run
 * between them, and, once laid out, where. It is read from the graph in one go
 * and does not change with it. It knows no widget. */
#pragma once

#include <gtk/gtk.h>

#include "app/graph/talus-graph-layout.h"
#include "model/talus-graph.h"

G_BEGIN_DECLS

/**
 * TalusGraphMetrics:
 * @width: of a card
 * @padding: around what is in it
 * @icon: the size of icons
 * @character: how wide a character is, on average
 * @line: how high a line of a name is
 * @small_line: and one of a status
 *
 * How large cards are, in units of the picture: pixels at 100 %.
 */
typedef struct
{
  float width;
  float padding;
  float icon;
  float character;
  float line;
  float small_line;
} TalusGraphMetrics;

/**
 * TalusGraphCard:
 * @node: owned
 * @parent: the card of its parent, or -1
 * @n_children: of the node, seen or not
 * @collapsed: whether they are left out
 * @lines: how many its name takes
 * @has_status: whether its type has one
 */
typedef struct
{
  TalusNode *node;
  gint32 parent;
  guint32 n_children;
  gboolean collapsed;
  guint8 lines;
  gboolean has_status;
} TalusGraphCard;

/**
 * TalusGraphArrow:
 * @blocker: the card it leaves
 * @blocked: the card it arrives at
 * @count: how many dependencies it stands for: of what is collapsed, several
 * @edge: the first of them
 */
typedef struct
{
  guint32 blocker;
  guint32 blocked;
  guint32 count;
  TalusEdge edge;
} TalusGraphArrow;

/**
 * TalusGraphRecipe:
 * @graph: what to read
 * @mode: what it is about
 * @right_to_left: whether it begins at the right
 * @toggled: id → whether it is expanded, where it is not as @depth says
 * @depth: from here on nodes are collapsed
 * @filter: (nullable): what is to be seen
 * @focus: (nullable): a set of ids: nothing else is to be seen
 * @limit: how many cards at most
 * @metrics: how large they are
 */
typedef struct
{
  TalusGraph *graph;
  TalusGraphMode mode;
  gboolean right_to_left;
  GHashTable *toggled;
  guint depth;
  GtkFilter *filter;
  GHashTable *focus;
  guint limit;
  TalusGraphMetrics metrics;
} TalusGraphRecipe;

typedef struct _TalusGraphPicture TalusGraphPicture;

TalusGraphPicture     *talus_graph_picture_new         (const TalusGraphRecipe  *recipe);
TalusGraphPicture     *talus_graph_picture_ref         (TalusGraphPicture       *self);
void                   talus_graph_picture_unref       (TalusGraphPicture       *self);
/* How it is to be laid out: for a thread of its own, once. (transfer full). It
 * is given back with what came of it, (transfer full). */
TalusGraphLayout      *talus_graph_picture_begin       (TalusGraphPicture       *self);
void                   talus_graph_picture_finish      (TalusGraphPicture       *self,
                                                        TalusGraphLayout        *layout);

TalusGraphMode         talus_graph_picture_get_mode    (const TalusGraphPicture *self);
guint                  talus_graph_picture_get_n_cards (const TalusGraphPicture *self);
const TalusGraphCard  *talus_graph_picture_get_card    (const TalusGraphPicture *self,
                                                        guint                    index);
gboolean               talus_graph_picture_find        (const TalusGraphPicture *self,
                                                        const TalusId           *id,
                                                        guint                   *index);
guint                  talus_graph_picture_get_n_arrows(const TalusGraphPicture *self);
const TalusGraphArrow *talus_graph_picture_get_arrow   (const TalusGraphPicture *self,
                                                        guint                    index);
/* (nullable): until it is finished. */
const TalusGraphLayout *talus_graph_picture_get_layout (const TalusGraphPicture *self);
/* Whether nodes were left out because there were more than the limit. */
gboolean               talus_graph_picture_is_cut      (const TalusGraphPicture *self);
/* Whether the node, changed as it is now, wants another picture. */
gboolean               talus_graph_picture_is_outdated (const TalusGraphPicture *self,
                                                        TalusGraph              *graph,
                                                        TalusNode               *node);
/* How many levels can be seen of a graph in about so many cards. */
guint                  talus_graph_picture_choose_depth (TalusGraph             *graph,
                                                        guint                    n_cards);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusGraphPicture, talus_graph_picture_unref)

G_END_DECLS
