/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the programs with socket clients have in common: a host of their own on
 * data of their own, a loop, a seed, and how they end. */
#pragma once

#include "sim-daemon.h"
#include "sim-loop.h"

G_BEGIN_DECLS

/**
 * SimHost:
 * @daemon: the host; not started
 * @loop: where clients live
 * @rand: the run's choices
 * @seed: which choices these are
 * @is_sanitized: whether the host's memory says nothing about the host
 * @folder: for files of the run; goes with it
 *
 * One run.
 */
typedef struct
{
  SimDaemon daemon;
  SimLoop *loop;
  GRand *rand;
  int seed;
  gboolean is_sanitized;
  char *folder;
} SimHost;

/**
 * SimProgram:
 *
 * Returns: %FALSE with @error if what is to be proved is not so
 */
typedef gboolean (*SimProgram) (SimHost   *host,
                                gpointer   user_data,
                                GError   **error);

int      sim_host_main      (int                  argc,
                             char               **argv,
                             const GOptionEntry  *entries,
                             SimProgram           program,
                             gpointer             user_data);
gint64   sim_host_get_rss   (SimHost             *self);
int      sim_host_count_fds (SimHost             *self);
gboolean sim_host_wait_fds  (SimHost             *self,
                             int                  n_fds,
                             GError             **error);
void     sim_draw_id        (GRand               *rand,
                             char                 id[37]);
char    *sim_find_daemon    (const char          *program);
void     sim_remove_folder  (const char          *path);

G_END_DECLS
