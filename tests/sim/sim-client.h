/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person at a client: in one session or several, sending one command at a
 * time, coming back when the connection goes, with the same command again. */
#pragma once

#include "sim-host.h"
#include "sim-seat.h"
#include "sim-socket.h"

G_BEGIN_DECLS

#define SIM_MAX_SEATS 4

typedef struct _SimClient SimClient;

/**
 * SimClientFuncs:
 * @ready: (nullable): in all its sessions, with no command under way
 * @answered: (nullable): its command was answered; sim_client_send() may give the next
 * @closed: (nullable): a record came to its end in one of its sessions
 * @lost: (nullable): the connection went; it comes back by itself, if it is told to by
 *   SimClient.comes_back
 */
typedef struct
{
  void (*ready)    (SimClient *client, gpointer user_data);
  void (*answered) (SimClient *client, SimCommand *command, gpointer user_data);
  void (*closed)   (SimClient *client, SimSeat *seat, const char *command_id,
                    gpointer user_data);
  void (*lost)     (SimClient *client, const char *reason, gpointer user_data);
} SimClientFuncs;

/**
 * SimClient:
 * @socket: its connection
 * @seats: (array length=n_seats): its sessions
 * @comes_back: whether it opens again after the connection went
 * @by_auth: whether it joins its first session with its CONNECT
 * @command: (nullable): what is not answered yet
 * @n_lost: connections that went
 * @n_repeated: commands that were sent again
 * @n_events: events it got
 * @sent_at: when the command was sent, monotonic
 *
 * One client.
 */
struct _SimClient
{
  SimHost *host;
  guint16 *port;
  SimSocket *socket;
  SimSeat seats[SIM_MAX_SEATS];
  guint n_seats;
  gboolean comes_back;
  gboolean by_auth;
  SimCommand *command;
  guint n_lost;
  guint n_repeated;
  guint64 n_events;
  gint64 sent_at;
  /*< private >*/
  const SimClientFuncs *funcs;
  gpointer user_data;
  char *name;
  char author_id[37];
  guint command_number;
  SimProject *command_project;
  guint sync_numbers[SIM_MAX_SEATS];
  SimTimer back;
  SimTimer patience;        /* for answers */
  gboolean was_ready;
};

void     sim_client_init     (SimClient              *self,
                              SimHost                *host,
                              guint16                *port,
                              const SimSocketOptions *options,
                              const SimClientFuncs   *funcs,
                              gpointer                user_data);
SimSeat *sim_client_add_seat (SimClient              *self,
                              SimProject             *project);
void     sim_client_clear    (SimClient              *self);
void     sim_client_open     (SimClient              *self);
void     sim_client_send     (SimClient              *self,
                              SimProject             *project,
                              SimCommand             *command);
void     sim_client_join     (SimClient              *self,
                              SimSeat                *seat);
void     sim_client_leave    (SimClient              *self,
                              SimSeat                *seat);
gboolean sim_client_is_ready (SimClient              *self);
gboolean sim_client_is_at    (SimClient              *self,
                              SimProject             *project,
                              guint64                 seq);

G_END_DECLS
