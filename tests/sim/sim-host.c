/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sim-host"

#include "sim-host.h"

#include <gio/gio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
sim_remove_folder (const char *path)
{
  const char *argv[] = { "rm", "-rf", "--one-file-system", path, NULL };

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                NULL);
}

/* (transfer full): the daemon, which is beside this program in the build folder. */
char *
sim_find_daemon (const char *program)
{
  g_autofree char *folder = g_path_get_dirname (program);

  return g_build_filename (folder, "..", "..", "src", "daemon", "talus-tallyd", NULL);
}

/* From the run's own generator, so that a seed gives the same ids again. */
void
sim_draw_id (GRand *rand,
             char   id[37])
{
  guint32 a = g_rand_int (rand), b = g_rand_int (rand), c = g_rand_int (rand),
          d = g_rand_int (rand);

  g_snprintf (id, 37, "%08x-%04x-4%03x-%x%03x-%04x%08x", a, b >> 16, b & 0xfff,
              8 + (c >> 30), c & 0xfff, (c >> 12) & 0xffff, d);
}

/**
 * sim_host_get_rss:
 * @self: one whose daemon runs
 *
 * Returns: its resident memory in bytes, or -1
 */
gint64
sim_host_get_rss (SimHost *self)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", self->daemon.pid);
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents (path, &text, NULL, NULL) ||
      (line = strstr (text, "VmRSS:")) == NULL)
    return -1;

  return g_ascii_strtoll (line + 6, NULL, 10) * 1024;
}

/* The descriptors its daemon has open, or -1. Files do not count: a document
 * keeps some that were read by, for the next who reads. */
int
sim_host_count_fds (SimHost *self)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/fd", self->daemon.pid);
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;
  int n = 0;

  if (folder == NULL)
    return -1;
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *link = g_build_filename (path, name, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);

      n += target != NULL && *target != '/';
    }

  return n;
}

/* What the descriptors are, for messages. */
static char *
describe_fds (SimHost *self)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/fd", self->daemon.pid);
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  GString *text = g_string_new (NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *link = g_build_filename (path, name, NULL);
      g_autofree char *target = g_file_read_link (link, NULL);

      g_string_append_printf (text, " %s", target != NULL ? target : "?");
    }

  return g_string_free (text, FALSE);
}

typedef struct
{
  SimHost *host;
  int n_fds;
} Descriptors;

static gboolean
has_no_more (gpointer user_data)
{
  Descriptors *wanted = user_data;

  return sim_host_count_fds (wanted->host) <= wanted->n_fds;
}

/**
 * sim_host_wait_fds:
 * @self: one whose daemon runs
 * @n_fds: how many descriptors it may have
 * @error: return location
 *
 * Waits until it has no more; what has no client any more is closed within its time-outs.
 */
gboolean
sim_host_wait_fds (SimHost  *self,
                   int       n_fds,
                   GError  **error)
{
  Descriptors wanted = { self, n_fds };
  g_autofree char *what = NULL;

  if (sim_loop_run_until (self->loop, has_no_more, &wanted, 60,
                          "the host to close what nobody uses", error))
    return TRUE;
  what = describe_fds (self);
  g_prefix_error (error, "%d descriptors are open, %d were before:%s: ",
                  sim_host_count_fds (self), n_fds, what);

  return FALSE;
}

/**
 * sim_host_main:
 * @argc: of main
 * @argv: of main
 * @entries: (array zero-terminated=1): options of the program, beside those of all
 * @program: what it does
 * @user_data: for @program
 *
 * The whole of a program: options, a folder, what it does, the daemon's end. What a failed run
 * leaves is kept, and named with the seed.
 *
 * Returns: what main is to return
 */
int
sim_host_main (int                  argc,
               char               **argv,
               const GOptionEntry  *entries,
               SimProgram           program,
               gpointer             user_data)
{
  SimHost host = { .seed = 0 };
  g_autofree char *name = g_path_get_basename (argv[0]);
  g_autofree char *daemon = NULL;
  g_autofree char *templates = NULL;
  g_autofree char *data_dir = NULL;
  g_autofree char *log_path = NULL;
  const GOptionEntry common[] = {
    { "daemon", 0, 0, G_OPTION_ARG_FILENAME, &daemon, "The host's program", "PATH" },
    { "template-dir", 0, 0, G_OPTION_ARG_FILENAME, &templates, "The host's templates", "DIR" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &host.seed, "Repeat the choices of a run; 0 draws one", "S" },
    { "sanitized", 0, 0, G_OPTION_ARG_NONE, &host.is_sanitized,
      "The host has a sanitizer: look at no bounds of memory", NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);
  g_autoptr(GError) error = NULL;
  gboolean fine;

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, common, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) ||
      (host.folder = g_strdup_printf ("%s/talus-%s-XXXXXX", g_get_tmp_dir (), name)) == NULL ||
      g_mkdtemp (host.folder) == NULL)
    {
      fprintf (stderr, "%s: %s\n", name, error != NULL ? error->message : "no folder");
      return 1;
    }
  if (host.seed == 0)
    host.seed = g_random_int_range (1, G_MAXINT);
  if (daemon == NULL)
    daemon = sim_find_daemon (argv[0]);
  if (templates == NULL)
    templates = g_strdup (SIM_TEMPLATE_DIR);
  data_dir = g_build_filename (host.folder, "data", NULL);
  log_path = g_build_filename (host.folder, "log", NULL);
  host.daemon.binary = daemon;
  host.daemon.data_dir = data_dir;
  host.daemon.template_dir = templates;
  host.daemon.log_path = log_path;
  host.rand = g_rand_new_with_seed (host.seed);
  host.loop = sim_loop_new ();
  setvbuf (stdout, NULL, _IOLBF, 0);

  fine = program (&host, user_data, &error);
  if (fine && host.daemon.pid > 0)
    fine = sim_daemon_stop (&host.daemon, &error);
  sim_daemon_kill (&host.daemon);
  if (fine)
    printf ("%s: seed %d: as it should be\n", name, host.seed);
  else
    printf ("%s: FAILED, seed %d: %s\n", name, host.seed, error->message);
  sim_loop_free (host.loop);
  g_rand_free (host.rand);
  if (fine)
    sim_remove_folder (host.folder);
  else
    fprintf (stderr, "%s: the data and the host's log are kept in %s\n", name, host.folder);
  g_free (host.folder);

  return fine ? 0 : 1;
}
