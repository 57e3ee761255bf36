/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The project graph: nodes in ordered trees, dependencies between them,
 * settings, the template. It is changed by applying change sets and by
 * nothing else; whether a change is *allowed* is decided before
 * (talus-resolve.h). It belongs to one thread at a time. */
#pragma once

#include "model/talus-change.h"
#include "model/talus-node.h"
#include "model/talus-template.h"

G_BEGIN_DECLS

#define TALUS_MAX_TREE_DEPTH 128
#define TALUS_MAX_CHILDREN   1000000

#define TALUS_TYPE_GRAPH (talus_graph_get_type ())

G_DECLARE_FINAL_TYPE (TalusGraph, talus_graph, TALUS, GRAPH, GObject)

TalusGraph    *talus_graph_new             (const TalusId   *project_id,
                                            const char      *name,
                                            TalusTemplate   *template);
const TalusId *talus_graph_get_project_id  (TalusGraph      *self);
const char    *talus_graph_get_name        (TalusGraph      *self);
guint64        talus_graph_get_name_seq    (TalusGraph      *self);
TalusTemplate *talus_graph_get_template    (TalusGraph      *self);
/* Every template that a change set may name must be known beforehand. */
void           talus_graph_add_template    (TalusGraph      *self,
                                            TalusTemplate   *template);
TalusTemplate *talus_graph_find_template   (TalusGraph      *self,
                                            const char      *id,
                                            const char      *hash); /* (transfer full) (nullable) */
guint64        talus_graph_get_n_nodes     (TalusGraph      *self); /* live ones */
guint64        talus_graph_get_n_edges     (TalusGraph      *self);

/* Nodes. get: only live ones; find: removed ones and those below them too. */
TalusNode     *talus_graph_get_node        (TalusGraph      *self,
                                            const TalusId   *id);
TalusNode     *talus_graph_find_node       (TalusGraph      *self,
                                            const TalusId   *id);
guint          talus_graph_get_n_roots     (TalusGraph      *self);
TalusNode     *talus_graph_get_root        (TalusGraph      *self,
                                            guint            index);
GListModel    *talus_graph_get_roots       (TalusGraph      *self);
/* The record that removed @node (itself removed), 0 if none. */
guint64        talus_graph_get_removed_seq (TalusGraph      *self,
                                            TalusNode       *node);
/* The place that @node (itself removed) had: FALSE if it is not removed. A
 * neighbour that is not known any more is the null id. */
gboolean       talus_graph_get_removed_place (TalusGraph    *self,
                                              TalusNode     *node,
                                              TalusPlace    *place);
/* The dependencies that went with @node when it was removed, sorted. */
const TalusEdge *talus_graph_get_removed_edges (TalusGraph  *self,
                                                TalusNode   *node,
                                                guint       *n_edges);

/* Dependencies: `blocker` blocks `blocked`. */
gboolean       talus_graph_has_edge        (TalusGraph      *self,
                                            const TalusId   *blocker,
                                            const TalusId   *blocked);
guint64        talus_graph_get_edge_seq    (TalusGraph      *self,
                                            const TalusId   *blocker,
                                            const TalusId   *blocked);
gboolean       talus_graph_edge_would_cycle(TalusGraph      *self,
                                            const TalusId   *blocker,
                                            const TalusId   *blocked);
/* (transfer full) (array): sorted ids. */
GArray        *talus_graph_list_blockers   (TalusGraph      *self,
                                            const TalusId   *blocked);
GArray        *talus_graph_list_blocked    (TalusGraph      *self,
                                            const TalusId   *blocker);
/* (transfer full): TalusEdge, sorted by blocker, then blocked. */
GArray        *talus_graph_list_edges      (TalusGraph      *self);
/* The edges that touch the subtree of @node, sorted, and how many nodes it has. */
GArray        *talus_graph_list_edges_of_subtree (TalusGraph *self,
                                                  TalusNode  *node,
                                                  guint64    *count);

/* Settings: `time_zone`, `currency`, `calendar`, `views`, `x-…`. */
TalusValue    *talus_graph_get_setting     (TalusGraph      *self,
                                            const char      *key); /* (transfer none) (nullable) */
guint64        talus_graph_get_setting_seq (TalusGraph      *self,
                                            const char      *key);
/* (transfer container): keys, in canonical order */
GList         *talus_graph_list_settings   (TalusGraph      *self);

/* Changing. */

/**
 * TalusTrace:
 *
 * What talus_graph_apply() overwrote besides what the change set says (the
 * seqs of the slots): with it talus_graph_revert() restores the graph
 * exactly.
 */
typedef struct _TalusTrace TalusTrace;

/**
 * TalusGraphObserver:
 * @index: which change of the set
 * @old_index: for remove and move the place among the siblings before
 * @new_index: for insert, restore and move the place among the siblings now
 *
 * Called by talus_graph_apply() behind each change of a set, the graph being
 * as that change left it.
 */
typedef void (*TalusGraphObserver) (TalusGraph        *graph,
                                    const TalusChange *change,
                                    guint              index,
                                    guint              old_index,
                                    guint              new_index,
                                    gpointer           user_data);
void           talus_graph_set_observer    (TalusGraph           *self,
                                            TalusGraphObserver    observer,    /* (nullable) */
                                            gpointer              user_data);
gboolean       talus_graph_apply           (TalusGraph           *self,
                                            const TalusChangeSet *changes,
                                            guint64               seq,
                                            gint64                timestamp,
                                            TalusTrace          **trace,
                                            GError              **error);
/* Undoes exactly the last applied set: an insert is erased, not marked.
 * Without @trace the seqs of the slots it touches become 0. */
void           talus_graph_revert          (TalusGraph           *self,
                                            const TalusChangeSet *changes,
                                            TalusTrace           *trace);
/* The same without a trace, for a set that comes out of a log and may not
 * fit. After an error the graph is of no further use. */
gboolean       talus_graph_rewind          (TalusGraph           *self,
                                            const TalusChangeSet *changes,
                                            GError              **error);
void           talus_trace_free            (TalusTrace           *trace);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusTrace, talus_trace_free)

/* Loading in bulk: rows in any order, then one finish that orders siblings by
 * their `previous` and refuses what is no set of trees. */
typedef struct _TalusGraphLoader TalusGraphLoader;

/**
 * TalusLoadedNode:
 * @id, @parent, @previous: the null id for none
 * @type: its symbol, by talus_graph_loader_add_symbol()
 * @name: not NUL-terminated, @name_length bytes
 * @removed: the record that removed it, or 0
 */
typedef struct
{
  TalusId id;
  TalusId parent;
  TalusId previous;
  guint type;
  const char *name;
  gsize name_length;
  gint64 created_at;
  guint64 existence_seq;
  guint64 place_seq;
  guint64 name_seq;
  guint64 removed;
} TalusLoadedNode;

TalusGraphLoader *talus_graph_loader_new          (TalusGraph            *graph,
                                                   guint64                n_nodes_hint);
guint             talus_graph_loader_add_symbol   (TalusGraphLoader      *self,
                                                   const char            *text);
void              talus_graph_loader_begin_node   (TalusGraphLoader      *self,
                                                   const TalusLoadedNode *node);
void              talus_graph_loader_add_property (TalusGraphLoader      *self,
                                                   guint                  symbol,
                                                   const char            *json,    /* canonical */
                                                   gsize                  length,
                                                   guint64                seq);
void              talus_graph_loader_end_node     (TalusGraphLoader      *self);
void              talus_graph_loader_add_edge     (TalusGraphLoader      *self,
                                                   const TalusEdge       *edge,
                                                   guint64                seq);
/* An edge that went with the removed @root and returns with it. */
void              talus_graph_loader_add_removed_edge (TalusGraphLoader  *self,
                                                       const TalusId     *root,
                                                       const TalusEdge   *edge);
void              talus_graph_loader_add_setting  (TalusGraphLoader      *self,
                                                   const char            *key,
                                                   TalusValue            *value,
                                                   guint64                seq);
void              talus_graph_loader_set_name_seq (TalusGraphLoader      *self,
                                                   guint64                seq);
/* Frees the loader, also on error. */
gboolean          talus_graph_loader_finish       (TalusGraphLoader      *self,
                                                   GError               **error);
void              talus_graph_loader_free         (TalusGraphLoader      *self);

G_END_DECLS
