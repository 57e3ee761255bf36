/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links of the host, by the name that others know it by. */
#define G_LOG_DOMAIN "talus-host-link"

#include "host/talus-host-private.h"
#include "host/talus-link.h"

/**
 * talus_link_new:
 * @host: a host that listens; if not any more the link leads nowhere
 * @host_header: (nullable): what a caller calls it, which was held to the rules
 * @session_id: into which session
 * @invite: (nullable): the invite's text; %NULL where none is needed
 * @name: what the project is called
 *
 * Writes a link for somebody else. Where the host listens on every address it
 * is called what the caller calls it.
 *
 * Returns: (transfer full): the link
 */
char *
talus_link_new (TalusHost     *host,
                const char    *host_header,
                const TalusId *session_id,
                const char    *invite,
                const char    *name)
{
  g_autofree char *base = NULL;
  g_autofree char *escaped = NULL;
  GString *link = NULL;
  char text[TALUS_ID_TEXT_SIZE];

  g_return_val_if_fail (TALUS_IS_HOST (host), NULL);
  g_return_val_if_fail (session_id != NULL && name != NULL, NULL);

  base = talus_host_dup_base_url (host, host_header);
  link = g_string_new (base != NULL ? base : "");
  g_string_append_printf (link, "/s/%s#", talus_id_format (session_id, text));
  if (invite != NULL)
    g_string_append_printf (link, "i=%s&", invite);
  if (host->fingerprint != NULL)
    g_string_append_printf (link, "fp=%s&", host->fingerprint);
  escaped = g_uri_escape_string (name, NULL, FALSE);
  g_string_append_printf (link, "n=%s", escaped);

  return g_string_free (link, FALSE);
}
