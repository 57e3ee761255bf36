/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The properties of a node, packed into one allocation: for each its symbol,
 * the record that last changed it and its canonical JSON, in the canonical
 * order of the keys, so that writing a node is a straight copy. A packet is
 * never changed, only replaced. A property that was deleted leaves an entry
 * without value, because its seq is still asked for. It knows no node. */
#pragma once

#include "model/talus-symbols.h"

G_BEGIN_DECLS

typedef struct _TalusProps TalusProps;

/**
 * TalusProp:
 * @symbol: of the key
 * @seq: the record that last changed it, 0 if unknown
 * @json: (nullable): canonical JSON, not NUL-terminated; %NULL if deleted
 * @length: its length
 */
typedef struct
{
  guint symbol;
  guint64 seq;
  const char *json;
  gsize length;
} TalusProp;

/* Allocate on the stack; there is nothing to clear. */
typedef struct
{
  const guint8 *at;
  const guint8 *end;
} TalusPropsIter;

/* Where a property is in what was added. */
typedef struct
{
  guint symbol;
  gsize start;
  gsize end;
} TalusPropsEntry;

/**
 * TalusPropsBuilder:
 *
 * Packs one node's properties after another, keeping its memory between them,
 * and how the last ones were sorted: nodes of a type come with the same keys.
 */
typedef struct
{
  TalusSymbols *symbols;
  guint8 *data;        /* what was added, packed */
  gsize size;
  gsize allocated;
  GArray *entries;     /* of TalusPropsEntry, as they were added */
  GArray *shape;       /* of guint: symbols as they were last added */
  GArray *order;       /* of guint: and the entries in canonical order */
  guint n_live;
  gboolean is_sorted;
} TalusPropsBuilder;

guint       talus_props_get_n_live    (const TalusProps  *self);
gsize       talus_props_get_size      (const TalusProps  *self);
gboolean    talus_props_find          (const TalusProps  *self,
                                       guint              symbol,
                                       TalusProp         *prop);
TalusProps *talus_props_replace       (const TalusProps  *self,
                                       TalusSymbols      *symbols,
                                       const TalusProp   *prop);
void        talus_props_iter_init     (TalusPropsIter    *iter,
                                       const TalusProps  *self);
gboolean    talus_props_iter_next     (TalusPropsIter    *iter,
                                       TalusProp         *prop);

void        talus_props_builder_init  (TalusPropsBuilder *self,
                                       TalusSymbols      *symbols);
void        talus_props_builder_clear (TalusPropsBuilder *self);
void        talus_props_builder_add   (TalusPropsBuilder *self,
                                       const TalusProp   *prop);
gboolean    talus_props_builder_end   (TalusPropsBuilder *self,
                                       TalusProps       **props);

G_END_DECLS
