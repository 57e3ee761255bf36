/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a row says in words: to a screen reader, in a tooltip. It knows no
 * widget. */
#pragma once

#include "model/talus-graph.h"

G_BEGIN_DECLS

/**
 * TalusOutlineTrouble:
 * @TALUS_OUTLINE_TROUBLE_NONE: all is well
 * @TALUS_OUTLINE_TROUBLE_MISSING: a required property has no value
 * @TALUS_OUTLINE_TROUBLE_ORPHAN: the template does not know it, or part of it
 *
 * The worst there is about a node.
 */
typedef enum
{
  TALUS_OUTLINE_TROUBLE_NONE,
  TALUS_OUTLINE_TROUBLE_MISSING,
  TALUS_OUTLINE_TROUBLE_ORPHAN,
} TalusOutlineTrouble;

TalusOutlineTrouble  talus_outline_find_trouble     (TalusGraph *graph,
                                                     TalusNode  *node);
/* (transfer full) (nullable): "Blocked by Sandblasting and 2 more". */
char                *talus_outline_describe_blockers(TalusGraph *graph,
                                                     TalusNode  *node);
char                *talus_outline_describe_row     (TalusGraph *graph,
                                                     TalusNode  *node);
char                *talus_outline_describe_tooltip (TalusGraph *graph,
                                                     TalusNode  *node);

G_END_DECLS
