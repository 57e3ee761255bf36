/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The daemon dies with the program that started it, whatever becomes of that:
 * no run leaves a process behind. */
#define G_LOG_DOMAIN "sim-daemon"

#include "sim-daemon.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static G_GNUC_NORETURN void
become_daemon (const SimDaemon *self,
               int              out)
{
  const char *argv[10] = { self->binary, "--port", "0", "--data-dir", self->data_dir };
  int log = -1;

  prctl (PR_SET_PDEATHSIG, SIGKILL);
  dup2 (out, STDOUT_FILENO);
  if (self->log_path != NULL)
    log = open (self->log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (log >= 0)
    dup2 (log, STDERR_FILENO);
  if (self->template_dir != NULL)
    {
      argv[5] = "--template-dir";
      argv[6] = self->template_dir;
    }
  execv (self->binary, (char **) argv);
  _exit (127);
}

/* Starts the process; @out gets the reading end of its standard output. */
static gboolean
spawn (SimDaemon  *self,
       int        *out,
       GError    **error)
{
  int fds[2];

  if (pipe2 (fds, O_CLOEXEC) < 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "No pipe: %s",
                   g_strerror (errno));
      return FALSE;
    }
  fflush (NULL);
  self->pid = fork ();
  if (self->pid == 0)
    become_daemon (self, fds[1]);
  close (fds[1]);
  *out = fds[0];

  return TRUE;
}

static gboolean
read_line (int      fd,
           char    *line,
           gsize    size)
{
  gint64 deadline = g_get_monotonic_time () + SIM_DAEMON_DEADLINE_SECONDS * G_USEC_PER_SEC;
  gsize length = 0;

  while (length < size - 1)
    {
      struct pollfd waiting = { .fd = fd, .events = POLLIN };
      gint64 left = (deadline - g_get_monotonic_time ()) / 1000;
      gssize n;

      if (left <= 0 || poll (&waiting, 1, left) <= 0)
        return FALSE;
      n = read (fd, line + length, 1);
      if (n <= 0)
        return FALSE;
      if (line[length] == '\n')
        {
          line[length] = '\0';
          return TRUE;
        }
      length++;
    }

  return FALSE;
}

/**
 * sim_daemon_start:
 * @self: one that does not run
 * @error: return location
 *
 * Starts the daemon and waits for the line that says where it listens.
 */
gboolean
sim_daemon_start (SimDaemon  *self,
                  GError    **error)
{
  char line[256];
  const char *colon;
  int out = -1;

  g_return_val_if_fail (self->pid == 0, FALSE);

  if (!spawn (self, &out, error))
    return FALSE;
  if (!read_line (out, line, sizeof line) || !g_str_has_prefix (line, "listening on http://"))
    {
      close (out);
      sim_daemon_kill (self);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The daemon did not start; see %s",
                   self->log_path != NULL ? self->log_path : "above");
      return FALSE;
    }
  close (out);
  colon = strrchr (line, ':');
  self->port = atoi (colon + 1);

  return TRUE;
}

/**
 * sim_daemon_start_only:
 * @self: one that does not run
 * @error: return location
 *
 * Starts the process and does not wait for it to be ready: to be killed while
 * it recovers.
 */
gboolean
sim_daemon_start_only (SimDaemon  *self,
                       GError    **error)
{
  int out = -1;

  if (!spawn (self, &out, error))
    return FALSE;
  close (out);

  return TRUE;
}

/**
 * sim_daemon_kill:
 * @self: one that runs, or not
 *
 * Ends it with SIGKILL and waits until it is gone.
 */
void
sim_daemon_kill (SimDaemon *self)
{
  if (self->pid <= 0)
    return;
  kill (self->pid, SIGKILL);
  while (waitpid (self->pid, NULL, 0) < 0 && errno == EINTR)
    ;
  self->pid = 0;
}

/**
 * sim_daemon_stop:
 * @self: one that runs
 * @error: return location
 *
 * Ends it with SIGTERM: an error unless it exits 0 within the deadline.
 */
gboolean
sim_daemon_stop (SimDaemon  *self,
                 GError    **error)
{
  gint64 deadline = g_get_monotonic_time () + SIM_DAEMON_DEADLINE_SECONDS * G_USEC_PER_SEC;
  int status = 0;
  pid_t done = 0;

  kill (self->pid, SIGTERM);
  while ((done = waitpid (self->pid, &status, WNOHANG)) == 0 && g_get_monotonic_time () < deadline)
    poll (NULL, 0, 2); /* waitpid has no time-out of its own */
  if (done == 0)
    {
      sim_daemon_kill (self);
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT, "The daemon did not end on SIGTERM");
      return FALSE;
    }
  self->pid = 0;
  if (!WIFEXITED (status) || WEXITSTATUS (status) != 0)
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "The daemon ended with %s %d",
                   WIFEXITED (status) ? "status" : "signal",
                   WIFEXITED (status) ? WEXITSTATUS (status) : WTERMSIG (status));
      return FALSE;
    }

  return TRUE;
}
