/* SPDX-License-Identifier: GPL-3.0-or-later */
/* talus-tallyd as a process of a test: started, killed, started again on the
 * same data. It knows nothing of what the daemon serves. */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* How long the daemon may take to start or to end. */
#define SIM_DAEMON_DEADLINE_SECONDS 60

/**
 * SimDaemon:
 * @binary: the program
 * @data_dir: its data; the caller's
 * @template_dir: (nullable): its templates
 * @log_path: (nullable): where its standard error goes, appended
 * @pid: 0 while it does not run
 * @port: the port it listens on
 */
typedef struct
{
  const char *binary;
  const char *data_dir;
  const char *template_dir;
  const char *log_path;
  pid_t pid;
  guint16 port;
} SimDaemon;

gboolean sim_daemon_start      (SimDaemon  *self,
                                GError    **error);
gboolean sim_daemon_start_only (SimDaemon  *self,
                                GError    **error);
void     sim_daemon_kill       (SimDaemon  *self);
gboolean sim_daemon_stop       (SimDaemon  *self,
                                GError    **error);

G_END_DECLS
