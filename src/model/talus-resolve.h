/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one pure function of the model: what a command comes to on a graph
 * under its template, or why it may not. The graph is afterwards as it was
 * before. */
#pragma once

#include "model/talus-command.h"
#include "model/talus-graph.h"
#include "model/talus-history.h"

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

/**
 * TalusSeqAuthorFunc:
 *
 * Tells whose a record is that the history no longer holds.
 *
 * Returns: %FALSE if that is not known
 */
typedef gboolean (*TalusSeqAuthorFunc) (guint64   seq,
                                        TalusId  *author,
                                        gpointer  user_data);

/**
 * TalusResolveContext:
 * @find_template: (nullable): where SetTemplate finds templates by id
 * @user_data: for the functions
 * @has_base_seq: whether @base_seq counts
 * @base_seq: what the sender had seen: a target that another author has
 *   changed since is refused
 * @find_author: (nullable): who wrote a record that @history lacks
 * @author: the sender; only read with a base_seq. A replica fills it in
 * @seq: the seq that the change will have. A replica fills it in
 * @history: (nullable): the records so far. A replica fills it in
 *
 * What resolving needs beside the graph. All zero is fine.
 */
typedef struct
{
  TalusTemplateFunc find_template;
  gpointer user_data;
  gboolean has_base_seq;
  guint64 base_seq;
  TalusSeqAuthorFunc find_author;
  TalusId author;
  guint64 seq;
  TalusHistory *history;
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
