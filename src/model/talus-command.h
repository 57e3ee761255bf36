/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Commands: what somebody wants changed, read from JSON and held to the
 * schema of its type. What it comes to on a graph is talus-resolve.h's. */
#pragma once

#include <json-glib/json-glib.h>

#include "base/talus-error.h"
#include "base/talus-id.h"

G_BEGIN_DECLS

#define TALUS_MAX_BATCH 10000

typedef enum
{
  TALUS_COMMAND_CREATE_NODE,
  TALUS_COMMAND_DELETE_NODE,
  TALUS_COMMAND_UPDATE_PROPERTY,
  TALUS_COMMAND_DELETE_PROPERTY,
  TALUS_COMMAND_LINK_NODE,
  TALUS_COMMAND_UNLINK_NODE,
  TALUS_COMMAND_RESTORE_NODE,
  TALUS_COMMAND_MOVE_NODE,
  TALUS_COMMAND_LINK_DEPENDENCY,
  TALUS_COMMAND_UNLINK_DEPENDENCY,
  TALUS_COMMAND_SET_TEMPLATE,
  TALUS_COMMAND_BATCH,
  TALUS_COMMAND_UNDO,
  TALUS_COMMAND_REDO,
} TalusCommandType;

typedef enum
{
  TALUS_SCOPE_SESSION,
  TALUS_SCOPE_AUTHOR,
} TalusScope;

typedef struct _TalusCommand TalusCommand; /* immutable, ref-counted atomically */

/* @data is read here and kept by reference: do not change it afterwards. */
TalusCommand     *talus_command_new              (const char         *command_type,
                                                  JsonObject         *data,
                                                  GError            **error);
/* The body of a request, in either spelling (`command_type` + `data`, or
 * `command` + fields); members of the envelope are left to the caller. */
TalusCommand     *talus_command_new_from_request (JsonObject         *body,
                                                  GError            **error);
/* The body of an undo or redo request: scope, target, skip, partial. */
TalusCommand     *talus_command_new_undo         (TalusCommandType    type,
                                                  JsonObject         *body,
                                                  TalusScope          default_scope,
                                                  GError            **error);
TalusCommand     *talus_command_ref              (TalusCommand       *self);
void              talus_command_unref            (TalusCommand       *self);
TalusCommandType  talus_command_get_kind         (const TalusCommand *self);
const char       *talus_command_get_type_name    (const TalusCommand *self); /* "CreateNode" */
const char       *talus_command_get_label        (const TalusCommand *self); /* (nullable) */
/* RFC 8785 of the data as sent: what the log keeps and idempotency compares. */
const char       *talus_command_get_data_json    (const TalusCommand *self);
TalusScope        talus_command_get_scope        (const TalusCommand *self); /* undo and redo */
/* It, or a part of it, is SetTemplate. */
gboolean          talus_command_sets_template    (const TalusCommand *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusCommand, talus_command_unref)

G_END_DECLS
