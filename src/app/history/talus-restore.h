/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bringing back what was: what a node of the past is to the present, and the
 * edit that makes it so again. It knows graphs, no widget. Main thread. */
#pragma once

#include "peer/talus-batch.h"
#include "model/talus-graph.h"

G_BEGIN_DECLS

/**
 * TalusRestoreKind:
 * @TALUS_RESTORE_NOTHING: it is as it was, or never was
 * @TALUS_RESTORE_NODE: it was removed, and can return to where it was
 * @TALUS_RESTORE_ELSEWHERE: it was removed, and what it was in is gone too
 * @TALUS_RESTORE_FROM_WITHIN: something was removed that it was in
 * @TALUS_RESTORE_VALUES: it is there, but other than it was
 */
typedef enum
{
  TALUS_RESTORE_NOTHING,
  TALUS_RESTORE_NODE,
  TALUS_RESTORE_ELSEWHERE,
  TALUS_RESTORE_FROM_WITHIN,
  TALUS_RESTORE_VALUES,
} TalusRestoreKind;

/**
 * TalusDifference:
 * @key: the property; "name"; or "" for the place
 * @label: what a person calls it
 * @was: as text; "" for none
 * @is: as text; "" for none
 * @value: (nullable): how it was
 *
 * In what a node differs from how it was.
 */
typedef struct
{
  char *key;
  char *label;
  char *was;
  char *is;
  TalusValue *value;
} TalusDifference;

/* @past: (nullable): where differences do not matter.
 * @top: (out) (optional) (transfer none): from within: what was removed. */
TalusRestoreKind talus_restore_judge            (TalusGraph       *live,
                                                 TalusGraph       *past,
                                                 const TalusId    *id,
                                                 TalusNode       **top);
/* (transfer full) (element-type TalusDifference): only what can be set. */
GPtrArray       *talus_restore_list_differences (TalusGraph       *live,
                                                 TalusGraph       *past,
                                                 const TalusId    *id);

/* What each adds to @batch. */
/* @parent: (nullable): where it was. */
void             talus_restore_add_node         (TalusBatch       *batch,
                                                 TalusGraph       *live,
                                                 const TalusId    *id,
                                                 const TalusId    *parent);
/* @differences: those to be taken back. */
void             talus_restore_add_values       (TalusBatch       *batch,
                                                 TalusGraph       *live,
                                                 TalusGraph       *past,
                                                 const TalusId    *id,
                                                 GPtrArray        *differences);

G_END_DECLS
