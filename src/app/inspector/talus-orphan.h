/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a node does not fit its template any more, said for people, with what
 * can be done about it. Found anew each time; it knows no widget. */
#pragma once

#include "app/format/talus-format.h"
#include "model/talus-issues.h"
#include "peer/talus-batch.h"

G_BEGIN_DECLS

/**
 * TalusOrphanRemedy:
 * @label: what it does, as a button says it
 * @property_id: the property that gets
 * @value: this value
 *
 * One way to bring a value back.
 */
typedef struct
{
  char *label;
  char *property_id;
  TalusValue *value;
} TalusOrphanRemedy;

/**
 * TalusOrphan:
 * @code: what is wrong
 * @key: (nullable): the property it is about, as stored
 * @title: what it is called
 * @message: a sentence that says what is wrong
 * @value: (nullable): what is stored
 * @remedies: (element-type TalusOrphanRemedy): what can be made of it
 */
typedef struct
{
  TalusIssueCode code;
  char *key;
  char *title;
  char *message;
  TalusValue *value;
  GPtrArray *remedies;
} TalusOrphan;

/* (transfer full) (element-type TalusOrphan) */
GPtrArray  *talus_orphan_list   (TalusGraph         *graph,
                                 TalusNode          *node);
gboolean    talus_orphan_equal  (const TalusOrphan  *a,
                                 const TalusOrphan  *b);
/* (transfer full): what brings it back, as one step. */
TalusBatch *talus_orphan_cure   (const TalusOrphan  *self,
                                 TalusNode          *node,
                                 const TalusOrphanRemedy  *remedy);
/* (transfer full): what takes it away. */
TalusBatch *talus_orphan_remove (const TalusOrphan  *self,
                                 TalusNode          *node);

G_END_DECLS
