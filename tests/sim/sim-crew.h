/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many clients of a few projects, of every kind, that send what is drawn for
 * them until a number of commands is answered. */
#pragma once

#include "sim-client.h"

G_BEGIN_DECLS

#define SIM_MAX_PROJECTS 4

typedef struct _SimCrew SimCrew;

/**
 * SimCrew:
 * @host: the run
 * @projects: (array length=n_projects): what they work on
 * @clients: (array length=n_clients): who works
 * @n_commands: how many commands are to be drawn; raise it for more
 * @pause_ms: between an answer and the client's next command
 * @n_answered: how many were
 * @n_asked_again: answered commands that were sent once more after a connection went
 * @advanced: (nullable): called when a client saw a record to its end
 * @user_data: for @advanced
 *
 * Everybody.
 */
struct _SimCrew
{
  SimHost *host;
  SimProject *projects[SIM_MAX_PROJECTS];
  guint n_projects;
  SimClient *clients;
  guint n_clients;
  guint n_commands;
  guint pause_ms;
  guint n_drawn;
  guint n_answered;
  guint n_asked_again;
  void (*advanced) (SimCrew *crew, SimClient *client, SimSeat *seat, const char *command_id);
  gpointer user_data;
  /*< private >*/
  struct _SimWorker *workers;
};

void     sim_crew_init           (SimCrew          *self,
                                  SimHost          *host,
                                  guint             n_clients);
gboolean sim_crew_make_projects  (SimCrew          *self,
                                  guint             n_projects,
                                  GError          **error);
void     sim_crew_hire           (SimCrew          *self,
                                  guint             index,
                                  SimTransport      transport,
                                  guint16          *port);
void     sim_crew_hire_all       (SimCrew          *self,
                                  guint16          *port);
void     sim_crew_retire         (SimCrew          *self,
                                  guint             index);
void     sim_crew_clear          (SimCrew          *self);
void     sim_crew_open           (SimCrew          *self);
void     sim_crew_go_on          (SimCrew          *self);
void     sim_crew_come_back      (SimCrew          *self,
                                  gboolean          comes_back);
gboolean sim_crew_is_ready       (gpointer          crew);
gboolean sim_crew_is_closed      (gpointer          crew);
gboolean sim_crew_is_done        (gpointer          crew);
gboolean sim_crew_work           (SimCrew          *self,
                                  guint             n_commands,
                                  GError          **error);
gboolean sim_crew_verify         (SimCrew          *self,
                                  GError          **error);
gboolean sim_crew_settle         (SimCrew          *self,
                                  GError          **error);
void     sim_crew_report         (SimCrew          *self);

G_END_DECLS
