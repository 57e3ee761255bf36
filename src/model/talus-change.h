/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change sets: short lists of primitives, each with what was and what will
 * be. They are applied, inverted, stored and sent; they know no command and
 * no rule. Immutable and ref-counted atomically once made. */
#pragma once

#include <json-glib/json-glib.h>

#include "base/talus-id.h"
#include "base/talus-json-writer.h"
#include "model/talus-value.h"

G_BEGIN_DECLS

typedef enum
{
  TALUS_CHANGE_INSERT,
  TALUS_CHANGE_REMOVE,
  TALUS_CHANGE_RESTORE,
  TALUS_CHANGE_MOVE,
  TALUS_CHANGE_SET,
  TALUS_CHANGE_LINK,
  TALUS_CHANGE_UNLINK,
  TALUS_CHANGE_META,
  TALUS_CHANGE_BASELINE,
} TalusChangeOp;

/**
 * TalusPlace:
 * @parent: the null id for a place among the roots
 * @after: the neighbour in front, the null id at the start
 * @before: the neighbour behind, the null id at the end
 *
 * A place between two real neighbours.
 */
typedef struct
{
  TalusId parent;
  TalusId after;
  TalusId before;
} TalusPlace;

typedef struct
{
  TalusId blocker;
  TalusId blocked;
} TalusEdge;

/**
 * TalusNodeSpec:
 *
 * A node to be inserted, with the subtree below it.
 */
typedef struct _TalusNodeSpec TalusNodeSpec;
struct _TalusNodeSpec
{
  TalusId id;
  char *name;
  char *type;
  guint n_properties;
  char **keys;          /* in canonical order */
  TalusValue **values;
  GPtrArray *children;  /* (nullable): of TalusNodeSpec */
};

/**
 * TalusChange:
 * @op: which primitive; it decides which of the others mean something
 * @node_id: insert, remove, restore, move, set
 * @place: insert, remove, restore: where; move: where to
 * @from: move: where from
 * @spec: (nullable): insert
 * @key: (nullable): set: property id or "name"; meta: settings key, "name" or "template"
 * @old_value: (nullable): set, meta; %NULL where there was none
 * @new_value: (nullable): set, meta; %NULL where there is none any more. For
 *   meta "template" both are `{"hash":…,"id":…}`
 * @edges: remove, restore: the dependencies that go or return, sorted;
 *   link, unlink: the one
 * @count: remove, restore: how many nodes, the root included; baseline: all
 * @removed_seq: restore: the record that removed it
 * @template_hash: (nullable): baseline
 * @digest: (nullable): baseline
 */
typedef struct
{
  TalusChangeOp op;
  TalusId node_id;
  TalusPlace place;
  TalusPlace from;
  TalusNodeSpec *spec;
  char *key;
  TalusValue *old_value;
  TalusValue *new_value;
  TalusEdge *edges;
  guint n_edges;
  guint64 count;
  guint64 removed_seq;
  char *template_hash;
  char *digest;
} TalusChange;

typedef struct _TalusChangeSet TalusChangeSet;

TalusNodeSpec     *talus_node_spec_new            (void);
void               talus_node_spec_free           (TalusNodeSpec        *self);
guint64            talus_node_spec_count          (const TalusNodeSpec  *self);
int                talus_edge_compare             (gconstpointer         a,
                                                   gconstpointer         b);

/* Building: a set is filled through talus_change_set_add() by its one owner
 * and never changed once it has been handed on. */
TalusChangeSet    *talus_change_set_new           (void);
TalusChange       *talus_change_set_add           (TalusChangeSet       *self,
                                                   TalusChangeOp         op);
void               talus_change_set_append        (TalusChangeSet       *self,
                                                   const TalusChangeSet *other);
TalusChangeSet    *talus_change_set_ref           (TalusChangeSet       *self);
void               talus_change_set_unref         (TalusChangeSet       *self);
guint              talus_change_set_get_length    (const TalusChangeSet *self);
const TalusChange *talus_change_set_get           (const TalusChangeSet *self,
                                                   guint                 index);
gboolean           talus_change_set_equal         (const TalusChangeSet *a,
                                                   const TalusChangeSet *b);
/* About how many bytes it holds: what the horizon of undo counts. */
gsize              talus_change_set_get_size      (const TalusChangeSet *self);

/* The codec: `changes[]` of the contract, canonical when written. */
void               talus_change_set_write         (const TalusChangeSet *self,
                                                   GString              *out);
TalusChangeSet    *talus_change_set_new_from_json (const char           *json,
                                                   gsize                 length,
                                                   GError              **error);
TalusChangeSet    *talus_change_set_new_from_array(JsonArray            *array,
                                                   GError              **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusChangeSet, talus_change_set_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusNodeSpec, talus_node_spec_free)

G_END_DECLS
