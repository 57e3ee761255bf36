/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one pure function of the model: what a command comes to on a graph
 * under its template, or why it may not. The graph is afterwards as it was
 * before. */
#pragma once

#include "model/talus-command.h"
#include "model/talus-graph.h"

G_BEGIN_DECLS

/**
 * TalusTemplateFunc:
 *
 * Finds a template by id for SetTemplate.
 *
 * Returns: (transfer full) (nullable): the template, or %NULL with
 *   %TALUS_ERROR_TEMPLATE_NOT_FOUND
 */
typedef TalusTemplate *(*TalusTemplateFunc) (const char  *template_id,
                                             gpointer     user_data,
                                             GError     **error);

typedef struct
{
  TalusTemplateFunc find_template; /* (nullable) */
  gpointer user_data;
} TalusResolveContext;

/**
 * TalusResolution:
 * @changes: what it comes to; empty where nothing changes
 * @result: (nullable): JSON for the member `result` of the answer
 * @has_node_id: whether the answer has a `node_id`
 * @node_id: it
 */
typedef struct
{
  TalusChangeSet *changes;
  char *result;
  gboolean has_node_id;
  TalusId node_id;
} TalusResolution;

gboolean talus_resolve          (TalusGraph                *graph,
                                 const TalusCommand        *command,
                                 const TalusResolveContext *context,
                                 TalusResolution           *resolution,
                                 GError                   **error);
void     talus_resolution_clear (TalusResolution           *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TalusResolution, talus_resolution_clear)

G_END_DECLS
