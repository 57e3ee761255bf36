/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client's place in one session: what it has seen of the log, and the
 * promises that hold for it. Any that is broken fails the run. It knows no
 * socket. */
#pragma once

#include "sim-loop.h"
#include "sim-project.h"
#include "sim-replica.h"

G_BEGIN_DECLS

typedef enum
{
  SIM_PLAIN,
  SIM_PREFIXED,
  SIM_BOTH,
  SIM_N_SPELLINGS,
} SimSpelling;

/**
 * SimSeat:
 * @project: what is in the session
 * @who: for messages
 * @records: whether it follows in that format, with a graph of its own
 * @spelling: of events
 * @filtered: whether it asks for node-created alone
 * @may_skip: whether a snapshot may come instead of a few records too
 * @seq: the last that it saw closed; 0: it begins with a snapshot
 * @head: there
 * @is_joined: whether it is in the session
 * @is_away: whether it left, or is about to, and shall not come back by itself
 * @must_sync: whether it was told to
 * @n_closed: records it saw to their end
 * @n_snapshots: that it got
 * @n_syncs: how often it was told to sync
 *
 * One place; part of what it belongs to.
 */
typedef struct
{
  SimLoop *loop;
  SimProject *project;
  char *who;
  guint16 *port;          /* of the host, for what goes by REST */
  gboolean records;
  SimSpelling spelling;
  gboolean filtered;
  gboolean may_skip;
  guint64 seq;
  char head[33];
  gboolean is_joined;
  gboolean is_away;
  gboolean must_sync;
  guint64 n_closed;
  guint n_snapshots;
  guint n_syncs;
  /*< private >*/
  guint64 joined_from;    /* where it was at the last join */
  guint64 joined_seq;     /* where the host was */
  guint64 open_seq;       /* whose parts come; 0: none */
  gint64 n_parts;         /* of it */
  guint n_said;           /* how often the last part was said */
  guint n_to_say;
  gboolean wants_snapshot; /* the next sync begins anew */
  TalusReplica *replica;  /* (nullable) */
} SimSeat;

void     sim_seat_init         (SimSeat     *self,
                                SimLoop     *loop,
                                SimProject  *project,
                                guint16     *port,
                                char        *who);
void     sim_seat_clear        (SimSeat     *self);
void     sim_seat_append_join  (SimSeat     *self,
                                GString     *out);
char    *sim_seat_format_sync  (SimSeat     *self);
void     sim_seat_take_joined  (SimSeat     *self,
                                JsonObject  *joined);
void     sim_seat_take_left    (SimSeat     *self);
gboolean sim_seat_take_event   (SimSeat     *self,
                                const char  *name,
                                JsonObject  *event);
void     sim_seat_take_sync    (SimSeat     *self,
                                JsonObject  *answer);
gboolean sim_seat_check_digest (SimSeat     *self,
                                const char  *digest,
                                GError     **error);

G_END_DECLS
