/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Conditions held against nodes, one node at a time, prepared so that a
 * hundred thousand are soon judged. It keeps nothing of nodes. */
#pragma once

#include "app/search/talus-filter-text.h"
#include "app/search/talus-log-times.h"
#include "model/talus-graph.h"

G_BEGIN_DECLS

typedef struct _TalusFilterJudge TalusFilterJudge;

/* @terms: (element-type TalusFilterTerm). @times: (nullable): without it
 * nobody knows who changed what when. @today: "2026-11-30" */
TalusFilterJudge *talus_filter_judge_new             (GPtrArray        *terms,
                                                      TalusGraph       *graph,
                                                      TalusLogTimes    *times,
                                                      const char       *today);
void              talus_filter_judge_free            (TalusFilterJudge *self);
/* Texts apart, whatever the terms say of them. */
gboolean          talus_filter_judge_accepts         (TalusFilterJudge *self,
                                                      TalusNode        *node);
/* The same with the texts of the node, folded: its name, then the others. */
gboolean          talus_filter_judge_accepts_texts   (TalusFilterJudge *self,
                                                      const char       *name,
                                                      gsize             name_length,
                                                      const char       *text,
                                                      gsize             text_length);
/* Whether another node's status can decide. */
gboolean          talus_filter_judge_asks_blockers   (TalusFilterJudge *self);
/* Whether the name of @node can decide about others. */
gboolean          talus_filter_judge_asks_name       (TalusFilterJudge *self,
                                                      TalusNode        *node);
/* Whether it is about texts at all. */
gboolean          talus_filter_judge_asks_texts      (TalusFilterJudge *self);

/* (transfer full) (nullable): "today", "-7d", "+2w", "2026-11": what a day is
 * compared with; NULL if it is none. */
char             *talus_filter_read_day              (const char       *value,
                                                      const char       *today);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusFilterJudge, talus_filter_judge_free)

G_END_DECLS
