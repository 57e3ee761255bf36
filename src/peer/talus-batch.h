/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits on their way: what somebody at a widget wants changed, put together
 * without a word of JSON. One edit becomes that command, several become a
 * Batch: one step in the log, one to undo, all or nothing. Ids are drawn and
 * places are said by neighbours, so that it means the same whenever it is
 * judged. It knows no graph. */
#pragma once

#include "model/talus-command.h"
#include "model/talus-value.h"

G_BEGIN_DECLS

/**
 * TalusAnchorKind:
 * @TALUS_ANCHOR_LAST: behind all siblings
 * @TALUS_ANCHOR_FIRST: in front of all
 * @TALUS_ANCHOR_AFTER: behind a sibling
 * @TALUS_ANCHOR_BEFORE: in front of one
 */
typedef enum
{
  TALUS_ANCHOR_LAST,
  TALUS_ANCHOR_FIRST,
  TALUS_ANCHOR_AFTER,
  TALUS_ANCHOR_BEFORE,
} TalusAnchorKind;

/**
 * TalusAnchor:
 * @kind: where
 * @sibling: after and before: whom it is said by
 *
 * A place among siblings that holds whatever others do meanwhile.
 */
typedef struct
{
  TalusAnchorKind kind;
  TalusId sibling;
} TalusAnchor;

#define TALUS_ANCHOR_AT_END ((TalusAnchor) { TALUS_ANCHOR_LAST, { { 0 } } })

typedef struct _TalusBatch TalusBatch;

/* @label: (nullable): what the history shows */
TalusBatch   *talus_batch_new               (const char         *label);
void          talus_batch_free              (TalusBatch         *self);
guint         talus_batch_get_length        (const TalusBatch   *self);

/* @parent: (nullable): NULL for a root. @anchor: (nullable): NULL for the end.
 * @name: (nullable): the type's default. @id: (out) (optional): that of the new
 * node, which later edits of the same batch may name. */
void          talus_batch_create_node       (TalusBatch         *self,
                                             const char         *type_id,
                                             const TalusId      *parent,
                                             const TalusAnchor  *anchor,
                                             const char         *name,
                                             TalusId            *id);
/* For the node made last: a property it has from the start. @value NULL: it
 * has none, whatever the template's default. */
void          talus_batch_with_property     (TalusBatch         *self,
                                             const char         *property_id,
                                             TalusValue         *value);
void          talus_batch_delete_node       (TalusBatch         *self,
                                             const TalusId      *node);
/* @parent: (nullable): among the roots */
void          talus_batch_move_node         (TalusBatch         *self,
                                             const TalusId      *node,
                                             const TalusId      *parent,
                                             const TalusAnchor  *anchor);
/* @parent NULL: where it was. */
void          talus_batch_restore_node      (TalusBatch         *self,
                                             const TalusId      *node,
                                             const TalusId      *parent);
void          talus_batch_rename            (TalusBatch         *self,
                                             const TalusId      *node,
                                             const char         *name);
/* @value NULL takes the property away. */
void          talus_batch_set_property      (TalusBatch         *self,
                                             const TalusId      *node,
                                             const char         *property_id,
                                             TalusValue         *value);
void          talus_batch_link              (TalusBatch         *self,
                                             const TalusId      *blocker,
                                             const TalusId      *blocked);
void          talus_batch_unlink            (TalusBatch         *self,
                                             const TalusId      *blocker,
                                             const TalusId      *blocked);
/* Of the project: "name", "time_zone", "currency", "views", "x-…". */
void          talus_batch_set_setting       (TalusBatch         *self,
                                             const TalusId      *project_id,
                                             const char         *key,
                                             TalusValue         *value);
/* YAML text; alone in its batch. */
void          talus_batch_set_template      (TalusBatch         *self,
                                             const char         *yaml);
/* (transfer full): what it comes to; NULL with an error where it is empty,
 * too long, or a value is none that a command can carry. */
TalusCommand *talus_batch_to_command        (const TalusBatch   *self,
                                             GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusBatch, talus_batch_free)

G_END_DECLS
