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
#include "host/talus-host.h"

#define DEFAULT_PORT  5000
#define DEFAULT_HOURS 24.0

typedef struct
{
  char *address;
  int port;
  char *data_dir;
  char *template_dir;
  char **origins;
  char *public_url;
  double session_timeout;
  char *log_format;
  gboolean version;
} Options;

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

static gboolean
read_options (int      *argc,
              char   ***argv,
              Options  *options,
              GError  **error)
{
  const GOptionEntry entries[] = {
    { "address", 0, 0, G_OPTION_ARG_STRING, &options->address,
      N_("Listen on this address (default: 127.0.0.1 and ::1)"), N_("ADDRESS") },
    { "port", 0, 0, G_OPTION_ARG_INT, &options->port,
      N_("Listen on this port; 0 picks one (default: 5000)"), N_("PORT") },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->data_dir,
      N_("Keep projects in this folder"), N_("DIR") },
    { "template-dir", 0, 0, G_OPTION_ARG_FILENAME, &options->template_dir,
      N_("Read the templates that come with the program from this folder"), N_("DIR") },
    { "origin", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options->origins,
      N_("Let pages of this origin call; may be given more than once"), N_("URL") },
    { "public-url", 0, 0, G_OPTION_ARG_STRING, &options->public_url,
      N_("What clients call this host behind a proxy"), N_("URL") },
    { "session-timeout", 0, 0, G_OPTION_ARG_DOUBLE, &options->session_timeout,
      N_("Unload sessions after this many idle hours; 0 never (default: 24)"), N_("HOURS") },
    { "log-format", 0, 0, G_OPTION_ARG_STRING, &options->log_format,
      N_("How the log looks: text or json"), N_("FORMAT") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &options->version, N_("Print the version and exit"),
      NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _("Hosts Talus Tally projects, without a window."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _("“%s” is not an option"),
                   (*argv)[1]);
      return FALSE;
    }
  if (options->port < 0 || options->port > G_MAXUINT16)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("%d is not a port; give one from 0 to 65535"), options->port);
      return FALSE;
    }
  /* Beyond a century of hours the milliseconds would run over. */
  if (!(options->session_timeout >= 0 && options->session_timeout <= 876000))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("The session time-out must be a number of hours from 0 to 876000"));
      return FALSE;
    }
  if (options->log_format != NULL && !g_str_equal (options->log_format, "text") &&
      !g_str_equal (options->log_format, "json"))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("“%s” is not a log format; give text or json"), options->log_format);
      return FALSE;
    }

  return TRUE;
}

static void
clear_options (Options *options)
{
  g_free (options->address);
  g_free (options->data_dir);
  g_free (options->template_dir);
  g_strfreev (options->origins);
  g_free (options->public_url);
  g_free (options->log_format);
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

static char *
find_data_dir (const Options *options)
{
  const char *state = g_getenv ("STATE_DIRECTORY");

  if (options->data_dir != NULL)
    return g_strdup (options->data_dir);
  if (state != NULL && state[0] != '\0')
    return g_strndup (state, strcspn (state, ":")); /* systemd may give several */

  return g_build_filename (g_get_user_data_dir (), "talus-tally", NULL);
}

static TalusHost *
start_host (const Options  *options,
            GError        **error)
{
  g_autofree char *data_dir = find_data_dir (options);
  g_autofree char *own_templates = g_build_filename (data_dir, "templates", NULL);
  const char *template_dirs[] = {
    own_templates,
    options->template_dir != NULL ? options->template_dir : TALUS_TEMPLATE_DIR,
    NULL,
  };
  TalusHostOptions host_options = { 0 };

  host_options.data_dir = data_dir;
  host_options.template_dirs = template_dirs;
  host_options.address = options->address;
  host_options.port = options->port;
  host_options.origins = (const char * const *) options->origins;
  host_options.public_url = options->public_url;
  host_options.session_timeout = options->session_timeout * 3600 * 1000;

  return talus_host_new (&host_options, error);
}

static int
run (const Options *options)
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
  Options options = { .port = DEFAULT_PORT, .session_timeout = DEFAULT_HOURS };
  g_autoptr(GError) error = NULL;
  int status = 0;

  /* What people keep here is theirs alone, whatever folder it is in. */
  umask (077);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, TALUS_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (!read_options (&argc, &argv, &options, &error))
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
  clear_options (&options);

  return status;
}
