/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From the headers of a call to the grant that it is made with, and from its
 * route to what that must allow. It must not know any resource. */
#define G_LOG_DOMAIN "talus-host-call"

#include "host/talus-call-access.h"
#include "host/talus-host-private.h"

typedef struct
{
  TalusCall *call;
  TalusCallFunc next;
} Asking;

static TalusRole
get_role (const TalusRoute *route)
{
  if ((route->flags & TALUS_ROUTE_OWNER) != 0)
    return TALUS_ROLE_OWNER;

  return (route->flags & TALUS_ROUTE_EDITOR) != 0 ? TALUS_ROLE_EDITOR : TALUS_ROLE_VIEWER;
}

/* Other schemes are a proxy's affair. */
static const char *
find_token (SioHttpRequest *request)
{
  const char *header = sio_http_request_get_header (request, "Authorization");

  if (header == NULL || g_ascii_strncasecmp (header, "Bearer ", 7) != 0)
    return NULL;

  header += 7;
  while (*header == ' ')
    header++;

  return header;
}

/**
 * talus_call_dup_remote:
 * @self: a call
 *
 * Gets where it comes from.
 *
 * Returns: (transfer full) (nullable): an IP address
 */
char *
talus_call_dup_remote (TalusCall *self)
{
  GSocketAddress *address = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  address = sio_http_request_get_remote_address (self->request);
  if (!G_IS_INET_SOCKET_ADDRESS (address))
    return NULL;

  return g_inet_address_to_string (
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

/* A project that is not the caller's to see is not there. */
static gboolean
check_project (TalusCall *self)
{
  TalusLibraryEntry *entry = NULL;
  TalusId id;
  gboolean is_theirs = FALSE;

  if (talus_call_get_id_param (self, "project_id", &id))
    entry = talus_library_find_project (self->host->library, &id);
  if (entry != NULL)
    {
      id = entry->session_id;
      is_theirs = self->grant->is_host || talus_id_equal (&id, &self->grant->session_id);
      talus_library_entry_free (entry);
    }
  if (is_theirs)
    return talus_call_check_session (self, &id);

  talus_call_reply_new_error (self, TALUS_ERROR_PROJECT_NOT_FOUND, "There is no project “%s”",
                              talus_call_get_param (self, "project_id"));

  return FALSE;
}

static gboolean
check_before_body (TalusCall *self)
{
  const TalusRoute *route = self->route;
  g_autoptr(GError) error = NULL;

  if ((route->flags & TALUS_ROUTE_OF_PROJECT) != 0)
    return check_project (self);
  if ((route->flags & TALUS_ROUTE_HOST) == 0 ||
      talus_grant_check_host (self->grant, get_role (route), &error))
    return TRUE;

  talus_call_reply_error (self, error);

  return FALSE;
}

static void
answered_cb (TalusGrant   *grant,
             const GError *error,
             gpointer      user_data)
{
  Asking *asking = user_data;
  g_autoptr(TalusCall) self = asking->call;
  TalusCallFunc next = asking->next;

  g_free (asking);
  if (sio_http_request_is_finished (self->request))
    return;

  if (grant == NULL)
    {
      talus_call_reply_error (self, error);
      return;
    }

  self->grant = talus_grant_ref (grant);
  self->author = talus_author_ref (grant->author);
  if (check_before_body (self))
    next (self);
}

/**
 * talus_call_let_in:
 * @self: a call whose route was found
 * @next: what comes then
 *
 * Finds out who calls, now or when a document has been read, and goes on if
 * they may.
 */
void
talus_call_let_in (TalusCall     *self,
                   TalusCallFunc  next)
{
  const TalusRoute *route = self->route;
  g_autofree char *remote = talus_call_dup_remote (self);
  TalusCaller caller = { find_token (self->request), remote, NULL, NULL };
  g_autoptr(GError) error = NULL;
  Asking *asking = NULL;

  if (!talus_access_check_query (self->request, &error))
    {
      talus_call_reply_error (self, error);
      return;
    }
  if ((route->flags & TALUS_ROUTE_PUBLIC) != 0 && caller.token == NULL &&
      !talus_gate_is_open (self->host->gate))
    {
      next (self);
      return;
    }

  caller.author_id = sio_http_request_get_header (self->request, "X-Author-ID");
  caller.author_name = sio_http_request_get_header (self->request, "X-Author-Name");
  asking = g_new (Asking, 1);
  asking->call = talus_call_ref (self);
  asking->next = next;
  talus_gate_ask (self->host->gate, &caller, answered_cb, asking);
}

/**
 * talus_call_reply_revoked:
 * @self: a call
 *
 * Answers that the token it came by is good no more.
 */
void
talus_call_reply_revoked (TalusCall *self)
{
  g_return_if_fail (self != NULL);

  talus_call_reply_new_error (self, TALUS_ERROR_UNAUTHORIZED, "The token was revoked");
}

/**
 * talus_call_check_role:
 * @self: a call that was let in
 * @session_id: what it is about
 * @needed: the least role that may
 *
 * Holds the caller to what is asked. If they may not, that is answered.
 *
 * Returns: %TRUE if they may
 */
gboolean
talus_call_check_role (TalusCall     *self,
                       const TalusId *session_id,
                       TalusRole      needed)
{
  const TalusRoute *route = NULL;
  g_autofree char *what = NULL;
  g_autoptr(GError) error = NULL;

  g_return_val_if_fail (self != NULL && self->grant != NULL, FALSE);

  route = self->route;
  what = g_strdup_printf ("%s %s", route->method, route->path);
  if (talus_gate_check_role (self->host->gate, self->grant, session_id, needed, what, &error))
    return TRUE;

  talus_call_reply_error (self, error);

  return FALSE;
}

/**
 * talus_call_check_session:
 * @self: a call that was let in
 * @session_id: what it is about
 *
 * Holds the caller to what the route needs. If they may not, that is answered.
 *
 * Returns: %TRUE if they may
 */
gboolean
talus_call_check_session (TalusCall     *self,
                          const TalusId *session_id)
{
  g_return_val_if_fail (self != NULL && self->grant != NULL, FALSE);

  return talus_call_check_role (self, session_id, get_role (self->route));
}
