/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index of the history: of each node, what records wrote of it and where
 * they put it, in order. */
#pragma once

#include "model/talus-history-private.h"

G_BEGIN_DECLS

/**
 * TalusTouch:
 * @seq: a record
 * @change: the index of one of its changes
 * @kind: what that wrote of the node: %TALUS_SLOT_EXISTENCE also for the root
 *   of a subtree, %TALUS_SLOT_EDGE for either end
 */
typedef struct
{
  guint64 seq;
  guint change;
  TalusSlotKind kind;
} TalusTouch;

/**
 * TalusNodeLog:
 * @touches: of TalusTouch: everything written of it
 * @placings: of TalusTouch: what inserted, moved, removed or restored it
 * @touches_start: how many of @touches have been forgotten
 * @placings_start: how many of @placings
 *
 * The null id has one too, for what is written of the project itself.
 */
typedef struct
{
  GArray *touches;
  GArray *placings;
  guint touches_start;
  guint placings_start;
} TalusNodeLog;

/**
 * TalusTouchFunc:
 * @places: whether the change puts the node somewhere
 */
typedef void (*TalusTouchFunc) (const TalusId *node,
                                TalusSlotKind  kind,
                                gboolean       places,
                                gpointer       user_data);

void          talus_change_foreach_touch (const TalusChange *change,
                                          TalusTouchFunc     func,
                                          gpointer           user_data);
TalusNodeLog *talus_history_get_log      (TalusHistory      *self,
                                          const TalusId     *node);
/* The index of the first touch later than a moment. */
guint         talus_touches_find         (GArray            *touches,
                                          guint              start,
                                          TalusMoment        moment);

G_END_DECLS
