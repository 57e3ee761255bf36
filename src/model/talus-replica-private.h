/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a replica is made of, for the file that proposes and the one that
 * confirms. */
#pragma once

#include "model/talus-replica.h"

G_BEGIN_DECLS

/**
 * TalusPending:
 * @command: the command, said so that it means the same whenever it is judged
 * @command_id: its id
 * @author: whose it is
 * @client_id: (nullable): through which connection it came
 * @timestamp: when it was proposed
 * @context: what it was resolved with
 * @record: (nullable): what it comes to now; %NULL: nothing, it does not
 *   resolve
 * @trace: (nullable): for taking it back
 *
 * A command proposed and not yet confirmed.
 */
typedef struct
{
  TalusCommand *command;
  TalusId command_id;
  TalusAuthor *author;
  char *client_id;
  gint64 timestamp;
  TalusResolveContext context;
  TalusRecord *record;
  TalusTrace *trace;
} TalusPending;

struct _TalusReplica
{
  GObject parent_instance;

  TalusGraph *graph;
  TalusHistory *history;
  guint64 seq;
  char head[TALUS_HEAD_LENGTH + 1];
  GQueue pending;              /* of TalusPending, the oldest first */
  guint64 n_effective;         /* how many of them have a record */

  /* between draft and push */
  TalusRecord *drafted;        /* borrowed, only ever compared */
  TalusPending *draft;
};

TalusRecord  *talus_replica_resolve      (TalusReplica              *self,
                                          TalusPending              *pending,
                                          TalusCommand             **settled,
                                          GError                   **error);
gboolean      talus_replica_apply        (TalusReplica              *self,
                                          TalusRecord               *record,
                                          TalusTrace               **trace,
                                          TalusOrigin                origin,
                                          GError                   **error);
void          talus_pending_free         (TalusPending              *self);

G_END_DECLS
