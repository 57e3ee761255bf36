/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random primitives that fit a graph, done in a plain model of it. */
#pragma once

#include "graph-model.h"

typedef struct
{
  TalusGraph *graph;
  Model model;
  guint expected_old;   /* where the last one took its node from, among siblings */
  guint expected_new;   /* and where it put it */
} RandomChange;

static inline guint
random_any (guint n)
{
  return (guint) g_test_rand_int_range (0, (gint32) n);
}

/* Adds one change that fits to @set, and does it in the model; FALSE where what
 * was thrown does not fit. */
gboolean random_change_make (RandomChange   *self,
                             TalusChangeSet *set,
                             guint64         seq);
