/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a change writes and reads, and when two change sets get in each
 * other's way. It knows changes and who is below whom, no command. */
#pragma once

#include "model/talus-change.h"
#include "model/talus-graph.h"

G_BEGIN_DECLS

/**
 * TalusSlotKind:
 * @TALUS_SLOT_EXISTENCE: X(n)
 * @TALUS_SLOT_SUBTREE: X(m) and C(m) for each m that is n or lives below it; a
 *   million of them are one slot
 * @TALUS_SLOT_CHILDREN: C(n); the null id for the roots
 * @TALUS_SLOT_PLACE: L(n)
 * @TALUS_SLOT_PROPERTY: P(n, key)
 * @TALUS_SLOT_EDGE: D(n, other)
 * @TALUS_SLOT_META: M(key)
 * @TALUS_SLOT_TREE: TREE
 * @TALUS_SLOT_DEPENDENCIES: DEP
 */
typedef enum
{
  TALUS_SLOT_EXISTENCE,
  TALUS_SLOT_SUBTREE,
  TALUS_SLOT_CHILDREN,
  TALUS_SLOT_PLACE,
  TALUS_SLOT_PROPERTY,
  TALUS_SLOT_EDGE,
  TALUS_SLOT_META,
  TALUS_SLOT_TREE,
  TALUS_SLOT_DEPENDENCIES,
} TalusSlotKind;

/**
 * TalusSlot:
 * @kind: which of the others mean something
 * @node: the node, or the blocker
 * @other: the blocked
 * @key: (nullable): belongs to the change
 */
typedef struct
{
  TalusSlotKind kind;
  TalusId node;
  TalusId other;
  const char *key;
} TalusSlot;

/* Append to @slots, a GArray of TalusSlot. */
void     talus_change_list_writes (const TalusChange    *change,
                                   GArray               *slots);
void     talus_change_list_reads  (const TalusChange    *change,
                                   GArray               *slots);
gboolean talus_slot_equal         (const TalusSlot      *a,
                                   const TalusSlot      *b);
gboolean talus_slot_is_at         (const TalusSlot      *slot,
                                   const TalusId        *node);

/* Whether the writes of one meet the writes or reads of the other, both having
 * been resolved on @graph as it is, neither having seen the other. */
gboolean talus_slots_conflict     (TalusGraph           *graph,
                                   const TalusChangeSet *a,
                                   const TalusChangeSet *b);

G_END_DECLS
