/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison of templates while it is made: the rules in
 * talus-template-diff.c, the nodes in talus-template-effects.c. */
#pragma once

#include "model/talus-template-diff.h"

G_BEGIN_DECLS

/**
 * TalusTemplateDiff:
 * @before: what holds now
 * @after: what would
 * @changes: (element-type TalusTemplateChange): in the rules
 * @touched: set of the ids of types whose properties have other rules
 * @graph: (nullable): whose nodes are looked at
 * @next: (nullable): the next of them
 * @n_seen: how many have been looked at
 * @effects: (element-type TalusTemplateEffect): so far
 * @by_key: what identifies an effect → the effect
 */
struct _TalusTemplateDiff
{
  TalusTemplate *before;
  TalusTemplate *after;
  GArray *changes;
  GHashTable *touched;
  TalusGraph *graph;
  TalusNode *next;
  guint64 n_seen;
  GPtrArray *effects;
  GHashTable *by_key;
};

G_END_DECLS
