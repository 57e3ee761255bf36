/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The options of the daemon, read and judged where that takes no host. */
#define G_LOG_DOMAIN "talus-daemon"

#include "config.h"

#include <glib/gi18n.h>
#include <string.h>

#include "daemon/talus-options.h"

#define DEFAULT_PORT  5000
#define DEFAULT_HOURS 24.0

static gboolean
fail (GError     **error,
      const char  *sentence)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, sentence);

  return FALSE;
}

static gboolean
check (const TalusOptions  *self,
       GError             **error)
{
  g_autofree char *sentence = NULL;

  if (self->port < 0 || self->port > G_MAXUINT16)
    {
      sentence = g_strdup_printf (_("%d is not a port; give one from 0 to 65535"), self->port);
      return fail (error, sentence);
    }
  /* Beyond a century of hours the milliseconds would run over. */
  if (!(self->session_timeout >= 0 && self->session_timeout <= 876000))
    return fail (error, _("The session time-out must be a number of hours from 0 to 876000"));
  if (self->log_format != NULL && !g_str_equal (self->log_format, "text") &&
      !g_str_equal (self->log_format, "json"))
    {
      sentence = g_strdup_printf (_("“%s” is not a log format; give text or json"),
                                  self->log_format);
      return fail (error, sentence);
    }

  return TRUE;
}

/**
 * talus_options_read:
 * @self: (out): the options
 * @argc: the command line
 * @argv: likewise
 * @error: return location
 *
 * Reads the command line. Clear @self in any case.
 *
 * Returns: %FALSE with one clear sentence
 */
gboolean
talus_options_read (TalusOptions   *self,
                    int            *argc,
                    char         ***argv,
                    GError        **error)
{
  const GOptionEntry entries[] = {
    { "address", 0, 0, G_OPTION_ARG_STRING, &self->address,
      N_("Listen on this address (default: 127.0.0.1 and ::1)"), N_("ADDRESS") },
    { "port", 0, 0, G_OPTION_ARG_INT, &self->port,
      N_("Listen on this port; 0 picks one (default: 5000)"), N_("PORT") },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &self->data_dir,
      N_("Keep projects in this folder"), N_("DIR") },
    { "template-dir", 0, 0, G_OPTION_ARG_FILENAME, &self->template_dir,
      N_("Read the templates that come with the program from this folder"), N_("DIR") },
    { "origin", 0, 0, G_OPTION_ARG_STRING_ARRAY, &self->origins,
      N_("Let pages of this origin call; may be given more than once"), N_("URL") },
    { "public-url", 0, 0, G_OPTION_ARG_STRING, &self->public_url,
      N_("What clients call this host behind a proxy"), N_("URL") },
    { "tls-cert", 0, 0, G_OPTION_ARG_FILENAME, &self->tls_certificate,
      N_("Serve over TLS with this certificate, a PEM file"), N_("FILE") },
    { "tls-key", 0, 0, G_OPTION_ARG_FILENAME, &self->tls_key,
      N_("The key of that certificate, a PEM file"), N_("FILE") },
    { "tls-self-signed", 0, 0, G_OPTION_ARG_NONE, &self->tls_self_signed,
      N_("Serve over TLS with a certificate of the host's own making"), NULL },
    { "insecure", 0, 0, G_OPTION_ARG_NONE, &self->insecure,
      N_("Serve others in the clear"), NULL },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &self->token_file,
      N_("Whoever has the token in this file is owner"), N_("FILE") },
    { "no-socketio", 0, 0, G_OPTION_ARG_NONE, &self->no_socketio,
      N_("Serve REST only"), NULL },
    { "session-timeout", 0, 0, G_OPTION_ARG_DOUBLE, &self->session_timeout,
      N_("Unload sessions after this many idle hours; 0 never (default: 24)"), N_("HOURS") },
    { "log-format", 0, 0, G_OPTION_ARG_STRING, &self->log_format,
      N_("How the log looks: text or json"), N_("FORMAT") },
    { "version", 0, 0, G_OPTION_ARG_NONE, &self->version, N_("Print the version and exit"),
      NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (NULL);

  g_return_val_if_fail (self != NULL, FALSE);

  memset (self, 0, sizeof *self);
  self->port = DEFAULT_PORT;
  self->session_timeout = DEFAULT_HOURS;
  g_option_context_set_summary (context, _("Hosts Talus Tally projects, without a window."));
  g_option_context_set_description (context,
                                    _("“talus-tallyd token --help” says how to give people "
                                      "tokens of the host."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;

  if (*argc > 1)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED, _("“%s” is not an option"),
                   (*argv)[1]);
      return FALSE;
    }

  return check (self, error);
}

/**
 * talus_options_clear:
 * @self: the options
 *
 * Frees what they hold.
 */
void
talus_options_clear (TalusOptions *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->address);
  g_free (self->data_dir);
  g_free (self->template_dir);
  g_strfreev (self->origins);
  g_free (self->public_url);
  g_free (self->tls_certificate);
  g_free (self->tls_key);
  g_free (self->token_file);
  g_free (self->log_format);
}

/**
 * talus_options_apply:
 * @self: the options
 * @host_options: (inout): what is set of it; folders are the caller's
 *
 * Says to the host what was said here.
 */
void
talus_options_apply (const TalusOptions *self,
                     TalusHostOptions   *host_options)
{
  g_return_if_fail (self != NULL && host_options != NULL);

  host_options->address = self->address;
  host_options->port = self->port;
  host_options->origins = (const char * const *) self->origins;
  host_options->public_url = self->public_url;
  host_options->session_timeout = self->session_timeout * 3600 * 1000;
  host_options->no_socketio = self->no_socketio;
  host_options->tls_certificate = self->tls_certificate;
  host_options->tls_key = self->tls_key;
  host_options->tls_self_signed = self->tls_self_signed;
  host_options->insecure = self->insecure;
  host_options->token_file = self->token_file;
}

/**
 * talus_options_find_data_dir:
 * @given: (nullable): what the command line says
 *
 * Finds the data folder.
 *
 * Returns: (transfer full): its path
 */
char *
talus_options_find_data_dir (const char *given)
{
  const char *state = g_getenv ("STATE_DIRECTORY");

  if (given != NULL)
    return g_strdup (given);
  if (state != NULL && state[0] != '\0')
    return g_strndup (state, strcspn (state, ":")); /* systemd may give several */

  return g_build_filename (g_get_user_data_dir (), "talus-tally", NULL);
}
