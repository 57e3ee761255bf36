/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the session share: its fields, what is in flight to the
 * journal, and the queue through which everybody is told. */
#pragma once

#include "session/talus-session.h"

G_BEGIN_DECLS

/* Somebody who waits for the answer to a command. */
typedef struct
{
  TalusSubmitFunc func;
  gpointer user_data;
} TalusWaiter;

/* Who asked for something that is refused, and why. */
typedef struct
{
  TalusWaiter waiter;
  char *client_id;
  TalusAuthor *author;
  gboolean has_command_id;
  TalusId command_id;
  char *command_type;
  GError *error;
} TalusRefusal;

/* A record on its way to the disk, who waits for it, and what was refused in
 * view of it: nobody may be told why before it is durable. */
typedef struct
{
  TalusRecord *record;
  GArray *waiters;     /* of TalusWaiter */
  GPtrArray *refusals; /* (nullable): of TalusRefusal */
} TalusFlight;

typedef struct
{
  TalusSessionFunc func;
  gpointer user_data;
} TalusSessionCall;

typedef struct
{
  guint id;
  TalusSessionCall call;
} TalusChangeGuard;

struct _TalusSession
{
  GObject parent_instance;

  TalusId id;
  gint64 created_at;
  gint64 last_activity;
  TalusClockFunc clock;
  gpointer clock_data;
  TalusTemplateFunc find_template;
  gpointer find_template_data;

  /* The project; all unset in a session without one. */
  TalusId project_id;
  char epoch[TALUS_ID_TEXT_SIZE];
  TalusReplica *replica;
  TalusJournal *journal;
  gint64 last_timestamp;

  /* What waits for the journal, oldest first, and the same by command_id. */
  GQueue flights;
  GHashTable *flights_by_id;
  GArray *settled_calls; /* of TalusSessionCall */
  GArray *change_guards; /* of TalusChangeGuard */
  guint last_guard_id;
  GError *failure;
  GSource *retry;

  /* Who is told, and what they are still to be told. */
  GPtrArray *followers;
  guint last_follower_id;
  GQueue deliveries;
  guint64 last_ticket;
  gboolean delivering;

  GPtrArray *clients; /* of TalusClient, oldest first */
  GHashTable *clients_by_id;

  char *closing_reason;
  GArray *close_calls; /* of TalusSessionCall */
  gboolean closed;
};

/* talus-session.c */
void         talus_session_run_calls         (TalusSession       *self,
                                              GArray            **calls);

/* Everything that was to be told has been: the session is closed now. */
void         talus_session_end               (TalusSession       *self);

/* Before anything changes the graph. */
void         talus_session_run_guards        (TalusSession       *self);

/* talus-session-followers.c: everything anybody is told goes through one
 * queue, so that an answer never overtakes the record it speaks of. */
void         talus_session_queue_records     (TalusSession       *self,
                                              TalusRecord       **records,
                                              guint               n_records);
void         talus_session_queue_notice      (TalusSession       *self,
                                              const TalusNotice  *notice);
void         talus_session_queue_answer      (TalusSession       *self,
                                              const TalusWaiter  *waiter,
                                              TalusRecord        *record,
                                              const GError       *error);
/* (transfer full): the notice and the answer; @error (nullable) instead of its own. */
void         talus_session_queue_refusal     (TalusSession       *self,
                                              TalusRefusal       *refusal,
                                              const GError       *error);
/* The last of all. */
void         talus_session_queue_end         (TalusSession       *self);
void         talus_session_deliver           (TalusSession       *self);
void         talus_session_drop_followers    (TalusSession       *self);
void         talus_session_followers_init    (TalusSession       *self);
void         talus_session_followers_clear   (TalusSession       *self);

void         talus_refusal_free              (TalusRefusal       *refusal);

/* talus-session-storage.c */
TalusFlight *talus_flight_new                (TalusRecord        *record);
void         talus_flight_free               (TalusFlight        *flight);
void         talus_flight_add_waiter         (TalusFlight        *flight,
                                              TalusSubmitFunc     func,
                                              gpointer            user_data);
/* (transfer full) */
void         talus_flight_add_refusal        (TalusFlight        *flight,
                                              TalusRefusal       *refusal);
void         talus_session_launch            (TalusSession       *self,
                                              TalusFlight        *flight);
/* The session ends: whoever still waits is told what is known. */
void         talus_session_give_up_flights   (TalusSession       *self);
void         talus_session_listen_to_journal (TalusSession       *self);
void         talus_session_storage_clear     (TalusSession       *self);

/* talus-event-hints.c */
void         talus_event_hints_push          (TalusReplica         *replica,
                                              TalusCommand         *command,
                                              TalusRecord          *draft);

G_END_DECLS
