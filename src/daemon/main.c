/* SPDX-License-Identifier: GPL-3.0-or-later */
/* talus-tallyd: the host without a window. Options in, one line out when it is
 * ready, a clean end on SIGTERM. */
#define G_LOG_DOMAIN "talus-daemon"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <locale.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "config.h"
#include "daemon/talus-log.h"
#include "daemon/talus-notify.h"
#include "daemon/talus-options.h"
#include "daemon/talus-token-command.h"
#include "host/talus-host.h"

typedef struct
{
  TalusHost *host;
  GMainLoop *loop;
  gboolean stopping;
} Daemon;

static void
shut_down_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Daemon *daemon = user_data;
  g_autoptr(GError) error = NULL;

  if (!talus_host_shut_down_finish (TALUS_HOST (object), result, &error))
    g_message ("Some connections were cut: %s", error->message);
  g_main_loop_quit (daemon->loop);
}

static gboolean
stop_cb (gpointer user_data)
{
  Daemon *daemon = user_data;

  if (!daemon->stopping)
    {
      daemon->stopping = TRUE;
      talus_notify ("STOPPING=1");
      talus_host_shut_down_async (daemon->host, shut_down_cb, daemon);
    }

  return G_SOURCE_CONTINUE;
}

/* Every connection is a descriptor. Programs get few by default for the sake
 * of select(), which is not used here. */
static void
raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
    return;

  limit.rlim_cur = limit.rlim_max;
  if (setrlimit (RLIMIT_NOFILE, &limit) != 0)
    g_message ("The limit of open files could not be raised");
}

static TalusHost *
start_host (const TalusOptions  *options,
            GError             **error)
{
  g_autofree char *data_dir = talus_options_find_data_dir (options->data_dir);
  g_autofree char *own_templates = g_build_filename (data_dir, "templates", NULL);
  const char *template_dirs[] = {
    own_templates,
    options->template_dir != NULL ? options->template_dir : TALUS_TEMPLATE_DIR,
    NULL,
  };
  TalusHostOptions host_options = { 0 };

  host_options.data_dir = data_dir;
  host_options.template_dirs = template_dirs;
  talus_options_apply (options, &host_options);

  return talus_host_new (&host_options, error);
}

static int
run (const TalusOptions *options)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr(GError) error = NULL;
  Daemon daemon = { NULL, loop, FALSE };
  guint term = 0;
  guint interrupt = 0;

  raise_descriptor_limit ();
  daemon.host = start_host (options, &error);
  if (daemon.host == NULL)
    {
      g_printerr ("talus-tallyd: %s\n", error->message);
      return 1;
    }

  term = g_unix_signal_add (SIGTERM, stop_cb, &daemon);
  interrupt = g_unix_signal_add (SIGINT, stop_cb, &daemon);
  g_print ("listening on %s\n", talus_host_get_url (daemon.host));
  fflush (stdout);
  talus_notify ("READY=1");

  g_main_loop_run (loop);

  g_source_remove (term);
  g_source_remove (interrupt);
  g_clear_object (&daemon.host);

  return 0;
}

int
main (int    argc,
      char **argv)
{
  TalusOptions options;
  g_autoptr(GError) error = NULL;
  int status = 0;

  /* What people keep here is theirs alone, whatever folder it is in. */
  umask (077);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, TALUS_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (argc > 1 && g_str_equal (argv[1], "token"))
    return talus_token_command (argc - 1, argv + 1);

  if (!talus_options_read (&options, &argc, &argv, &error))
    {
      g_printerr ("talus-tallyd: %s\n", error->message);
      status = 1;
    }
  else if (options.version)
    {
      g_print ("talus-tallyd %s\n", TALUS_VERSION);
    }
  else
    {
      talus_log_start (g_strcmp0 (options.log_format, "json") == 0 ? TALUS_LOG_JSON
                                                                   : TALUS_LOG_TEXT);
      status = run (&options);
    }
  talus_options_clear (&options);

  return status;
}
