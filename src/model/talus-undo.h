/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Undo and redo: which entry a request means and what its inverse comes to on
 * the graph of now, or who stands in the way. */
#pragma once

#include "model/talus-graph.h"
#include "model/talus-history.h"

G_BEGIN_DECLS

/**
 * TalusUndoResolution:
 * @changes: the inverse
 * @target_seq: the entry's seq (the newest of a step)
 * @has_target_command_id: whether the entry has one
 * @target_command_id: its command_id
 * @skipped: (nullable) (array): JSON array for the answer's `skipped`, or %NULL
 */
typedef struct
{
  TalusChangeSet *changes;
  guint64 target_seq;
  gboolean has_target_command_id;
  TalusId target_command_id;
  char *skipped;
} TalusUndoResolution;

gboolean talus_undo_resolve          (TalusGraph           *graph,
                                      TalusHistory         *history,
                                      const TalusCommand   *command,
                                      const TalusId        *author,
                                      TalusUndoResolution  *resolution,
                                      GError              **error);
void     talus_undo_resolution_clear (TalusUndoResolution  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TalusUndoResolution, talus_undo_resolution_clear)

G_END_DECLS
