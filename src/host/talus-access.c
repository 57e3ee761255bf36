/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A name in `Host` that is not ours is a page that rebound its name to this
 * machine; an `Origin` that is not ours is a page that was not asked for.
 * Both are refused before anything is read of the request. */
#define G_LOG_DOMAIN "talus-host-access"

#include <string.h>

#include "base/talus-error.h"
#include "host/talus-access.h"

#define ALLOWED_METHODS "GET, HEAD, POST, DELETE, OPTIONS"
#define ALLOWED_HEADERS "Authorization, Content-Type, X-Author-ID, X-Author-Name, X-Session-ID"
#define EXPOSED_HEADERS "Allow, Content-Disposition, ETag, Retry-After"

struct _TalusAccess
{
  GHashTable *origins;     /* text → text, as browsers write them */
  GHashTable *hosts;       /* lower case, without port */
  GArray *ports;           /* of guint16 */
  gboolean is_secure;
};

/* "scheme://host[:port]", lower case, without a default port; NULL if it is
 * no such thing. @host (transfer full) too where wanted. */
static char *
normalize_origin (const char  *text,
                  gboolean     path_allowed,
                  char       **host_out)
{
  g_autoptr(GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  g_autofree char *host = NULL;
  const char *scheme = NULL;
  const char *path = NULL;
  int port = -1;
  gboolean is_v6 = FALSE;

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0')
    return NULL;

  scheme = g_uri_get_scheme (uri);
  if (!g_str_equal (scheme, "http") && !g_str_equal (scheme, "https"))
    return NULL;

  path = g_uri_get_path (uri);
  if (!path_allowed && (path[0] != '\0' || g_uri_get_userinfo (uri) != NULL ||
                        g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL))
    return NULL;

  host = g_ascii_strdown (g_uri_get_host (uri), -1);
  is_v6 = strchr (host, ':') != NULL;
  port = g_uri_get_port (uri);
  if (host_out != NULL)
    *host_out = g_strdup (host);
  if (port < 0 || (port == 80 && g_str_equal (scheme, "http")) ||
      (port == 443 && g_str_equal (scheme, "https")))
    return g_strdup_printf (is_v6 ? "%s://[%s]" : "%s://%s", scheme, host);

  return g_strdup_printf (is_v6 ? "%s://[%s]:%d" : "%s://%s:%d", scheme, host, port);
}

/* The host of a Host header, lower case, without brackets and port. */
static char *
get_host_name (const char *header)
{
  g_autofree char *text = g_strdup_printf ("http://%s/", header);
  g_autoptr(GUri) uri = NULL;

  /* Names need no escapes: what they decode to is not what was looked up. */
  if (strpbrk (header, "/?#@\\%") != NULL)
    return NULL;
  uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL)
    return NULL;

  return g_ascii_strdown (g_uri_get_host (uri), -1);
}

static gboolean
is_loopback_name (const char *host)
{
  g_autoptr(GInetAddress) address = NULL;

  if (g_str_equal (host, "localhost") || g_str_has_suffix (host, ".localhost"))
    return TRUE;

  address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

/* An address that a request came in on is ours, and no name was looked up to
 * get there. */
static gboolean
is_local_address (SioHttpRequest *request,
                  const char     *host)
{
  static const guint8 mapped[12] = { [10] = 0xff, [11] = 0xff };
  GSocketAddress *local = sio_http_request_get_local_address (request);
  g_autoptr(GInetAddress) named = g_inet_address_new_from_string (host);
  GInetAddress *inet = NULL;
  const guint8 *bytes = NULL;
  gboolean is_v4 = FALSE;

  if (named == NULL || !G_IS_INET_SOCKET_ADDRESS (local))
    return FALSE;

  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (local));
  if (g_inet_address_equal (inet, named))
    return TRUE;

  /* Where a socket of IPv6 takes both. */
  bytes = g_inet_address_to_bytes (inet);
  is_v4 = g_inet_address_get_family (inet) == G_SOCKET_FAMILY_IPV6 &&
          memcmp (bytes, mapped, sizeof mapped) == 0;

  return is_v4 && g_inet_address_get_family (named) == G_SOCKET_FAMILY_IPV4 &&
         memcmp (bytes + 12, g_inet_address_to_bytes (named), 4) == 0;
}

static gboolean
is_own_host (TalusAccess    *self,
             SioHttpRequest *request,
             const char     *host)
{
  return is_loopback_name (host) || g_hash_table_contains (self->hosts, host) ||
         is_local_address (request, host);
}

/* An origin of the host's own: its scheme, a name of its own, its port. Under
 * TLS "http" will do too: clients that are no browsers say it of WebSockets
 * whatever they speak (python3-websocket), and no page can come from a port
 * that speaks TLS alone. */
static gboolean
is_own_origin (TalusAccess    *self,
               SioHttpRequest *request,
               const char     *origin)
{
  g_autoptr(GUri) uri = g_uri_parse (origin, G_URI_FLAGS_NONE, NULL);
  gboolean is_https = FALSE;
  int port = 0;

  if (uri == NULL || !is_own_host (self, request, g_uri_get_host (uri)))
    return FALSE;
  is_https = g_str_equal (g_uri_get_scheme (uri), "https");
  if (is_https && !self->is_secure)
    return FALSE;

  port = is_https ? 443 : 80;
  if (g_uri_get_port (uri) >= 0)
    port = g_uri_get_port (uri);
  for (guint i = 0; i < self->ports->len; i++)
    {
      if (g_array_index (self->ports, guint16, i) == port)
        return TRUE;
    }

  return FALSE;
}

static gboolean
check_origin (TalusAccess     *self,
              SioHttpRequest  *request,
              GError         **error)
{
  const char *header = sio_http_request_get_header (request, "Origin");
  g_autofree char *origin = NULL;

  if (header == NULL)
    return TRUE;

  origin = normalize_origin (header, FALSE, NULL);
  if (origin != NULL && is_own_origin (self, request, origin))
    return TRUE;

  sio_http_request_set_response_header (request, "Vary", "Origin");
  if (origin == NULL || !g_hash_table_contains (self->origins, origin))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_FORBIDDEN,
                   "Pages of “%s” may not call this host; start it with --origin to allow them",
                   header);
      return FALSE;
    }

  sio_http_request_set_response_header (request, "Access-Control-Allow-Origin", header);
  sio_http_request_set_response_header (request, "Access-Control-Expose-Headers", EXPOSED_HEADERS);
  if (talus_access_is_preflight (request))
    {
      sio_http_request_set_response_header (request, "Access-Control-Allow-Methods",
                                            ALLOWED_METHODS);
      sio_http_request_set_response_header (request, "Access-Control-Allow-Headers",
                                            ALLOWED_HEADERS);
      sio_http_request_set_response_header (request, "Access-Control-Max-Age", "600");
    }

  return TRUE;
}

/**
 * talus_access_new:
 * @origins: (nullable) (array zero-terminated=1): origins that may call beside
 *   the host's own
 * @public_url: (nullable): what clients call the host
 * @error: return location
 *
 * Makes the rules.
 *
 * Returns: (transfer full): the rules, or %NULL where an origin or the URL is
 *   not one
 */
TalusAccess *
talus_access_new (const char * const  *origins,
                  const char          *public_url,
                  GError             **error)
{
  g_autoptr(TalusAccess) self = g_new0 (TalusAccess, 1);

  self->origins = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->ports = g_array_new (FALSE, FALSE, sizeof (guint16));

  for (guint i = 0; origins != NULL && origins[i] != NULL; i++)
    {
      char *origin = normalize_origin (origins[i], FALSE, NULL);

      if (origin == NULL)
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                       "“%s” is not an origin; give it as https://host or http://host:port",
                       origins[i]);
          return NULL;
        }
      g_hash_table_add (self->origins, origin);
    }

  if (public_url != NULL)
    {
      char *host = NULL;
      char *origin = normalize_origin (public_url, TRUE, &host);

      if (origin == NULL)
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                       "“%s” is not a URL that clients could use", public_url);
          return NULL;
        }
      g_hash_table_add (self->origins, origin);
      g_hash_table_add (self->hosts, host);
    }

  return g_steal_pointer (&self);
}

/**
 * talus_access_free:
 * @self: (transfer full): the rules
 *
 * Frees them.
 */
void
talus_access_free (TalusAccess *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->origins);
  g_hash_table_unref (self->hosts);
  g_array_unref (self->ports);
  g_free (self);
}

/**
 * talus_access_add_address:
 * @self: the rules
 * @address: an address the host listens on
 *
 * From now on that address is a name of the host's own.
 */
void
talus_access_add_address (TalusAccess        *self,
                          GInetSocketAddress *address)
{
  GInetAddress *inet = NULL;
  guint16 port = 0;

  g_return_if_fail (self != NULL);
  g_return_if_fail (G_IS_INET_SOCKET_ADDRESS (address));

  port = g_inet_socket_address_get_port (address);
  g_array_append_val (self->ports, port);
  /* Every address is none that anybody would be called by. */
  inet = g_inet_socket_address_get_address (address);
  if (!g_inet_address_get_is_any (inet))
    g_hash_table_add (self->hosts, g_inet_address_to_string (inet));
}

/**
 * talus_access_add_name:
 * @self: the rules
 * @name: lower case
 *
 * From now on that is a name of the host's own.
 */
void
talus_access_add_name (TalusAccess *self,
                       const char  *name)
{
  g_return_if_fail (self != NULL && name != NULL);

  g_hash_table_add (self->hosts, g_strdup (name));
}

/**
 * talus_access_set_secure:
 * @self: the rules
 * @is_secure: whether it serves over TLS
 *
 * Says what the host's own origins begin with.
 */
void
talus_access_set_secure (TalusAccess *self,
                         gboolean     is_secure)
{
  g_return_if_fail (self != NULL);

  self->is_secure = is_secure;
}

/**
 * talus_access_check:
 * @self: the rules
 * @request: a request, of which nothing was answered yet
 * @error: return location
 *
 * Holds a request to the Host and Origin rules.
 *
 * Returns: %FALSE with %TALUS_ERROR_FORBIDDEN if it must not go on
 */
gboolean
talus_access_check (TalusAccess     *self,
                    SioHttpRequest  *request,
                    GError         **error)
{
  const char *header = NULL;
  g_autofree char *host = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (request), FALSE);

  header = sio_http_request_get_header (request, "Host");
  if (header != NULL)
    host = get_host_name (header);
  if (host == NULL || !is_own_host (self, request, host))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_FORBIDDEN,
                   "This host is not called “%s”; start it with --public-url to make it so",
                   header != NULL ? header : "");
      return FALSE;
    }

  return check_origin (self, request, error);
}

/**
 * talus_access_check_query:
 * @request: a request
 * @error: return location
 *
 * Refuses a token in a URL: URLs are logged and shown, here and on the way.
 *
 * Returns: %FALSE with %TALUS_ERROR_INVALID_REQUEST if there is one
 */
gboolean
talus_access_check_query (SioHttpRequest  *request,
                          GError         **error)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (request), FALSE);

  if (sio_http_request_count_query (request, "token") == 0)
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
               "A token does not belong in a URL, which others log; send it as "
               "“Authorization: Bearer …”, or in the “auth” of Socket.IO");

  return FALSE;
}

/**
 * talus_access_is_preflight:
 * @request: a request
 *
 * Whether a browser asks what a later request may do.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_access_is_preflight (SioHttpRequest *request)
{
  g_return_val_if_fail (SIO_IS_HTTP_REQUEST (request), FALSE);

  return g_str_equal (sio_http_request_get_method (request), "OPTIONS") &&
         sio_http_request_get_header (request, "Origin") != NULL &&
         sio_http_request_get_header (request, "Access-Control-Request-Method") != NULL;
}
