/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files that resolve commands share, one a concern. */
#pragma once

#include "model/talus-command-private.h"
#include "model/talus-resolve.h"
#include "model/talus-slots.h"

G_BEGIN_DECLS

/**
 * TalusResolver:
 * @graph: what the command is judged on
 * @context: (not nullable)
 * @changes: what it comes to so far
 * @result: (nullable): JSON of its result
 * @settled: (nullable): the command said in a way that does not depend on when
 *   it is judged, where it was not
 *
 * One command being resolved.
 */
typedef struct
{
  TalusGraph *graph;
  const TalusResolveContext *context;
  TalusChangeSet *changes;
  char *result;
  TalusCommand *settled;
} TalusResolver;

/* Looking up. NULL with an error where there is no such live node. */
TalusNode *talus_resolver_find_node        (TalusResolver        *self,
                                            const TalusRef       *ref,
                                            GError              **error);
gboolean   talus_resolver_find_parent      (TalusResolver        *self,
                                            const TalusRef       *ref,
                                            TalusNode           **parent,
                                            GError              **error);
gboolean   talus_resolver_check_type       (TalusResolver        *self,
                                            const char           *type_id,
                                            TalusNode            *parent,
                                            GError              **error);
gboolean   talus_resolver_check_room       (TalusResolver        *self,
                                            TalusNode            *parent,
                                            TalusNode            *top,
                                            GError              **error);
gboolean   talus_resolver_settle_where     (TalusResolver        *self,
                                            const TalusCommand   *command,
                                            const TalusPlace     *place);
/* base_seq: refuses where another author has changed the slot since. */
gboolean   talus_resolver_check_base       (TalusResolver        *self,
                                            const TalusSlot      *slot,
                                            GError              **error);

/* The commands. */
gboolean   talus_resolve_create_node       (TalusResolver        *self,
                                            const TalusCommand   *command,
                                            GError              **error);
gboolean   talus_resolve_delete_node       (TalusResolver        *self,
                                            const TalusCommand   *command,
                                            GError              **error);
gboolean   talus_resolve_move              (TalusResolver        *self,
                                            const TalusCommand   *command,
                                            GError              **error);
gboolean   talus_resolve_restore_node      (TalusResolver        *self,
                                            const TalusCommand   *command,
                                            GError              **error);
gboolean   talus_resolve_property          (TalusResolver        *self,
                                            const TalusCommand   *command,
                                            GError              **error);
gboolean   talus_resolve_setting           (TalusResolver        *self,
                                            const TalusCommand   *command,
                                            GError              **error);
gboolean   talus_resolve_dependency        (TalusResolver        *self,
                                            const TalusCommand   *command,
                                            GError              **error);
gboolean   talus_resolve_set_template      (TalusResolver        *self,
                                            const TalusCommand   *command,
                                            GError              **error);
gboolean   talus_resolve_batch             (TalusResolver        *self,
                                            const TalusCommand   *command,
                                            GError              **error);

/* Any single command, by its type. */
gboolean   talus_resolve_single            (TalusResolver        *self,
                                            const TalusCommand   *command,
                                            GError              **error);
/* talus_resolve() that also says what to resolve the next time. */
gboolean   talus_resolve_settled           (TalusGraph                *graph,
                                            const TalusCommand        *command,
                                            const TalusResolveContext *context,
                                            TalusResolution           *resolution,
                                            TalusCommand             **settled,
                                            GError                   **error);

G_END_DECLS
