/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the two files of undo share: an inverse being tried out. */
#pragma once

#include "model/talus-history-private.h"
#include "model/talus-trial-private.h"
#include "model/talus-undo.h"

G_BEGIN_DECLS

/**
 * TalusInversion:
 * @lookback: from where the past is seen
 * @trial: what the inverse comes to so far
 * @redo: whether undo records are inverted
 * @template_now: the template before anything was tried
 * @outsiders: (nullable): nodes that were put somewhere since, or by, the
 *   record inverted, and that it neither made nor removed nor restored
 * @culprit: (nullable): the newest record that stands against it
 *
 * The inverse of one step, tried out on the graph.
 */
typedef struct
{
  TalusLookback lookback;
  TalusTrial trial;
  gboolean redo;
  TalusTemplate *template_now;
  GHashTable *outsiders;
  TalusItem *culprit;
} TalusInversion;

/**
 * TalusLeft:
 * @change: the index of a change that a partial undo left
 * @culprit: why
 */
typedef struct
{
  guint change;
  TalusItem *culprit;
} TalusLeft;

void       talus_inversion_init   (TalusInversion    *self,
                                   TalusGraph        *graph,
                                   TalusHistory      *history,
                                   gboolean           redo);
void       talus_inversion_clear  (TalusInversion    *self);
/* The whole step, or FALSE with the culprit. */
gboolean   talus_inversion_whole  (TalusInversion    *self,
                                   GPtrArray         *step);
/* What is free of an entry; what is not goes to @left, of TalusLeft. */
void       talus_inversion_partly (TalusInversion    *self,
                                   TalusEntry        *entry,
                                   GArray            *left);
/* One change of the record @done. */
gboolean   talus_invert_change    (TalusInversion    *self,
                                   const TalusChange *change,
                                   TalusItem         *done,
                                   TalusChangeSet    *changes);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TalusInversion, talus_inversion_clear)

G_END_DECLS
