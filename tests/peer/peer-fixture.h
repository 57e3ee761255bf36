/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Graphs to try batches on, without a session. */
#pragma once

#include "model/talus-graph.h"
#include "peer/talus-batch.h"

G_BEGIN_DECLS

/* In @yaml ' stands for ". */
TalusTemplate *peer_fixture_template (const char       *yaml);
TalusGraph    *peer_fixture_graph    (TalusTemplate    *template);
/* Judges the batch as a session would, and applies it. */
gboolean       peer_fixture_apply    (TalusGraph       *graph,
                                      const TalusBatch *batch,
                                      GError          **error);
/* The tree, a line a node: indented by two blanks, "type name {key=json …} <blockers". */
char          *peer_fixture_dump     (TalusGraph       *graph);
/* (transfer none): the first node of that name, in tree order. */
TalusNode     *peer_fixture_find     (TalusGraph       *graph,
                                      const char       *name);

G_END_DECLS
