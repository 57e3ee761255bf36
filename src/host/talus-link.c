/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Links of the host, by the name that others know it by. */
#define G_LOG_DOMAIN "talus-host-link"

#include "host/talus-host-private.h"
#include "host/talus-link.h"

/**
 * talus_link_new:
 * @call: by whom a link is wanted
 * @session_id: into which session
 * @invite: the invite's text
 * @name: what the project is called
 *
 * Writes a link for somebody else. Where the host listens on every address it
 * is called what the caller calls it.
 *
 * Returns: (transfer full): the link
 */
char *
talus_link_new (TalusCall     *call,
                const TalusId *session_id,
                const char    *invite,
                const char    *name)
{
  TalusHost *host = NULL;
  g_autofree char *base = NULL;
  g_autofree char *escaped = NULL;
  GString *link = NULL;
  char text[TALUS_ID_TEXT_SIZE];

  g_return_val_if_fail (call != NULL && session_id != NULL, NULL);
  g_return_val_if_fail (invite != NULL && name != NULL, NULL);

  host = call->host;
  base = talus_host_dup_base_url (host, sio_http_request_get_host (call->request));
  link = g_string_new (base);
  g_string_append_printf (link, "/s/%s#i=%s", talus_id_format (session_id, text), invite);
  if (host->fingerprint != NULL)
    g_string_append_printf (link, "&fp=%s", host->fingerprint);
  escaped = g_uri_escape_string (name, NULL, FALSE);
  g_string_append_printf (link, "&n=%s", escaped);

  return g_string_free (link, FALSE);
}
