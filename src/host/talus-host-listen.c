/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the host listens, in the clear or not, and by which names it is known
 * there. Others than this computer are served over TLS, or in the clear where
 * somebody said so in as many words. */
#define G_LOG_DOMAIN "talus-host"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <string.h>

#include "base/talus-clock.h"
#include "host/talus-certificate.h"
#include "host/talus-host-private.h"

static gboolean
listen_on (TalusHost     *self,
           GInetAddress  *address,
           guint16        port,
           GError       **error)
{
  g_autoptr(GSocketAddress) socket_address = g_inet_socket_address_new (address, port);

  return sio_http_server_listen (self->server, socket_address, error);
}

static guint16
get_bound_port (TalusHost *self)
{
  GPtrArray *addresses = sio_http_server_get_addresses (self->server);

  return g_inet_socket_address_get_port (g_ptr_array_index (addresses, 0));
}

/* @port, or one of those behind it where it is taken. */
static gboolean
listen_on_some_port (TalusHost               *self,
                     GInetAddress            *address,
                     const TalusHostOptions  *options,
                     GError                 **error)
{
  guint n_more = options->port != 0 ? options->n_more_ports : 0;
  guint last = MIN (options->port + n_more, G_MAXUINT16);

  for (guint port = options->port;; port++)
    {
      g_autoptr(GError) reason = NULL;

      if (listen_on (self, address, (guint16) port, &reason))
        return TRUE;
      if (port < last && g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
        continue;

      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
}

/* Both loopback addresses on one port; that of IPv6 only where there is one. */
static gboolean
listen_on_loopback (TalusHost               *self,
                    const TalusHostOptions  *options,
                    GError                 **error)
{
  g_autoptr(GInetAddress) v4 = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GInetAddress) v6 = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6);
  g_autoptr(GError) v6_error = NULL;

  if (!listen_on_some_port (self, v4, options, error))
    return FALSE;
  if (!listen_on (self, v6, get_bound_port (self), &v6_error))
    g_debug ("Not listening on ::1: %s", v6_error->message);

  return TRUE;
}

static SioTls *
make_own_tls (TalusHost  *self,
              GError    **error)
{
  return talus_certificate_ensure_self_signed (talus_library_get_folder (self->library),
                                               talus_clock_now (), error);
}

/* (transfer full) (nullable): NULL also where nobody wants TLS. */
static SioTls *
make_tls (TalusHost               *self,
          const TalusHostOptions  *options,
          GError                 **error)
{
  gboolean has_files = options->tls_certificate != NULL || options->tls_key != NULL;

  if (has_files && options->tls_self_signed)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                 "A certificate is given and one of the host's own is wanted; choose one of them");
  else if (has_files && (options->tls_certificate == NULL || options->tls_key == NULL))
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                 "A certificate and its key belong together; one of them is missing");
  else if (has_files)
    return talus_certificate_load (options->tls_certificate, options->tls_key, error);
  else if (options->tls_self_signed)
    return make_own_tls (self, error);

  return NULL;
}

static gboolean
start_tls (TalusHost               *self,
           const TalusHostOptions  *options,
           GError                 **error)
{
  g_autoptr(SioTls) tls = NULL;
  g_autoptr(GError) reason = NULL;

  tls = make_tls (self, options, &reason);
  if (reason != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (tls == NULL)
    return TRUE;

  self->fingerprint = talus_certificate_dup_fingerprint (tls);
  g_message ("The certificate's fingerprint is %s", self->fingerprint);
  sio_http_server_set_tls (self->server, tls);

  return TRUE;
}

static gboolean
check_reach (TalusHost               *self,
             const TalusHostOptions  *options,
             GError                 **error)
{
  if (self->fingerprint != NULL || options->insecure)
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_FORBIDDEN,
               "Others can reach %s, and would be served in the clear; give --tls-self-signed, or "
               "--tls-cert and --tls-key, or --insecure if you trust everybody on the way",
               options->address);

  return FALSE;
}

static gboolean
start_listening (TalusHost               *self,
                 const TalusHostOptions  *options,
                 GError                 **error)
{
  g_autoptr(GInetAddress) address = NULL;

  if (options->address == NULL || g_ascii_strcasecmp (options->address, "localhost") == 0)
    return listen_on_loopback (self, options, error);

  address = g_inet_address_new_from_string (options->address);
  if (address == NULL)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "“%s” is not an IP address",
                   options->address);
      return FALSE;
    }
  if (!g_inet_address_get_is_loopback (address) && !check_reach (self, options, error))
    return FALSE;

  return listen_on_some_port (self, address, options, error);
}

/* What this computer is called on its networks: IPv4 first, as people read it. */
static GInetAddress *
find_own_address (void)
{
  struct ifaddrs *all = NULL;
  GInetAddress *found = NULL;

  if (getifaddrs (&all) != 0)
    return NULL;

  for (struct ifaddrs *one = all; one != NULL; one = one->ifa_next)
    {
      g_autoptr(GInetAddress) address = NULL;

      if (one->ifa_addr == NULL || (one->ifa_flags & IFF_UP) == 0)
        continue;
      if (one->ifa_addr->sa_family == AF_INET)
        address = g_inet_address_new_from_bytes (
          (const guint8 *) &((struct sockaddr_in *) (gpointer) one->ifa_addr)->sin_addr,
          G_SOCKET_FAMILY_IPV4);
      else if (one->ifa_addr->sa_family == AF_INET6 && found == NULL)
        address = g_inet_address_new_from_bytes (
          (const guint8 *) &((struct sockaddr_in6 *) (gpointer) one->ifa_addr)->sin6_addr,
          G_SOCKET_FAMILY_IPV6);
      if (address == NULL || g_inet_address_get_is_loopback (address) ||
          g_inet_address_get_is_link_local (address))
        continue;

      g_set_object (&found, address);
      if (g_inet_address_get_family (found) == G_SOCKET_FAMILY_IPV4)
        break;
    }
  freeifaddrs (all);

  return found;
}

static char *
write_url (TalusHost    *self,
           GInetAddress *address,
           guint16       port)
{
  g_autofree char *text = g_inet_address_to_string (address);
  gboolean is_v6 = g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6;

  return g_strdup_printf (is_v6 ? "%s://[%s]:%u" : "%s://%s:%u",
                          self->fingerprint != NULL ? "https" : "http", text, port);
}

/* Every address: called by one that others could use, where there is one. */
static char *
write_url_of_any (TalusHost *self,
                  guint16    port)
{
  g_autoptr(GInetAddress) address = find_own_address ();

  if (address == NULL)
    address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);

  return write_url (self, address, port);
}

static void
note_addresses (TalusHost *self)
{
  GPtrArray *addresses = sio_http_server_get_addresses (self->server);

  talus_access_set_secure (self->access, self->fingerprint != NULL);
  self->is_local = TRUE;
  for (guint i = 0; i < addresses->len; i++)
    {
      GInetSocketAddress *address = g_ptr_array_index (addresses, i);
      GInetAddress *inet = g_inet_socket_address_get_address (address);
      guint16 port = g_inet_socket_address_get_port (address);

      self->is_local = self->is_local && g_inet_address_get_is_loopback (inet);
      self->is_any = self->is_any || g_inet_address_get_is_any (inet);
      talus_access_add_address (self->access, address);
      if (self->url == NULL)
        self->url = g_inet_address_get_is_any (inet) ? write_url_of_any (self, port)
                                                     : write_url (self, inet, port);
    }
}

/* Others know this computer by name, on their own network with “.local”. */
static void
note_names (TalusHost *self)
{
  g_autofree char *name = g_ascii_strdown (g_get_host_name (), -1);
  g_autofree char *local = g_strconcat (name, ".local", NULL);

  talus_access_add_name (self->access, name);
  if (strchr (name, '.') == NULL)
    talus_access_add_name (self->access, local);
}

static void
say_how_to_come_in (TalusHost *self)
{
  if (self->gate->file_token == NULL && !talus_gate_has_host_tokens (self->gate))
    g_message ("There is no token of the host yet; make one with “talus-tallyd token add”");
}

/**
 * talus_host_note_url_of:
 * @self: a host
 * @session: a session
 *
 * Has other processes that want the session's document told where it can be
 * joined, if it can. One that closes gives its claim up on a worker.
 */
void
talus_host_note_url_of (TalusHost    *self,
                        TalusSession *session)
{
  TalusDocument *document = talus_registry_get_document (self->registry, session);
  g_autofree char *url = self->url != NULL ? talus_host_dup_base_url (self, NULL) : NULL;

  if (document != NULL && !talus_session_is_closed (session))
    talus_document_note_url (document, url);
}

static void
note_url (TalusHost *self)
{
  g_autoptr(GPtrArray) sessions = talus_registry_list_sessions (self->registry);
  g_autofree char *url = self->url != NULL ? talus_host_dup_base_url (self, NULL) : NULL;

  talus_library_note_url (self->library, url);
  for (guint i = 0; i < sessions->len; i++)
    talus_host_note_url_of (self, g_ptr_array_index (sessions, i));
}

/**
 * talus_host_listen:
 * @self: a host that has everything else
 * @options: where, and how
 * @error: return location
 *
 * Begins to listen, and decides by where that is who needs a token.
 *
 * Returns: %FALSE with one clear sentence
 */
gboolean
talus_host_listen (TalusHost               *self,
                   const TalusHostOptions  *options,
                   GError                 **error)
{
  if (!start_tls (self, options, error) || !start_listening (self, options, error))
    return FALSE;

  self->public_url = g_strdup (options->public_url);
  note_addresses (self);
  note_url (self);
  talus_gate_set_open (self->gate, self->is_local);
  if (!self->is_local)
    {
      note_names (self);
      say_how_to_come_in (self);
    }
  else if (self->public_url != NULL)
    g_message ("Whoever comes through %s without a token is owner here: let what is in front of "
               "this host ask who they are, or listen elsewhere than on loopback",
               self->public_url);

  return TRUE;
}

/**
 * talus_host_forget_addresses:
 * @self: a host
 *
 * It listens no more: nobody comes in without a token, whatever comes.
 */
void
talus_host_forget_addresses (TalusHost *self)
{
  talus_gate_set_open (self->gate, FALSE);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->public_url, g_free);
  g_clear_pointer (&self->fingerprint, g_free);
  self->is_local = FALSE;
  self->is_any = FALSE;
  note_url (self);
}

/**
 * talus_host_get_port:
 * @self: a host
 *
 * Where it listens.
 *
 * Returns: the port, 0 while it does not listen
 */
guint16
talus_host_get_port (TalusHost *self)
{
  g_return_val_if_fail (TALUS_IS_HOST (self), 0);

  return self->url != NULL ? get_bound_port (self) : 0;
}

/**
 * talus_host_get_fingerprint:
 * @self: a host
 *
 * Gets the fingerprint of the certificate that it listens with.
 *
 * Returns: (transfer none) (nullable): it in base64url, as links carry it;
 *   %NULL where it listens in the clear or not at all
 */
const char *
talus_host_get_fingerprint (TalusHost *self)
{
  g_return_val_if_fail (TALUS_IS_HOST (self), NULL);

  return self->fingerprint;
}

/**
 * talus_host_dup_own_fingerprint:
 * @self: a host
 * @error: return location
 *
 * Makes the certificate that @tls_self_signed would use, where there is none
 * that is still good, and gets its fingerprint.
 *
 * Returns: (transfer full) (nullable): the SHA-256 as browsers show it,
 *   "4F:0A:…"
 */
char *
talus_host_dup_own_fingerprint (TalusHost  *self,
                                GError    **error)
{
  g_autoptr(SioTls) tls = NULL;
  GString *text = NULL;
  guint8 fingerprint[32];

  g_return_val_if_fail (TALUS_IS_HOST (self), NULL);

  tls = make_own_tls (self, error);
  if (tls == NULL)
    return NULL;

  sio_tls_get_fingerprint (tls, fingerprint);
  text = g_string_new (NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fingerprint); i++)
    g_string_append_printf (text, i > 0 ? ":%02X" : "%02X", fingerprint[i]);

  return g_string_free (text, FALSE);
}

static gboolean
is_loopback (const char *host_header)
{
  g_autofree char *text = g_strdup_printf ("http://%s/", host_header);
  g_autoptr(GUri) uri = g_uri_parse (text, G_URI_FLAGS_NONE, NULL);
  g_autoptr(GInetAddress) address = NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

/**
 * talus_host_dup_base_url:
 * @self: a host
 * @host_header: (nullable): what a caller calls it, which was held to the rules
 *
 * Gets what others can call the host: the public URL, or the address that it
 * is bound to; where it listens on every address what the caller calls it,
 * unless only they could.
 *
 * Returns: (transfer full): "https://192.0.2.7:5000"
 */
char *
talus_host_dup_base_url (TalusHost  *self,
                         const char *host_header)
{
  g_return_val_if_fail (TALUS_IS_HOST (self), NULL);

  if (self->public_url != NULL)
    {
      gsize length = strlen (self->public_url);

      while (length > 0 && self->public_url[length - 1] == '/')
        length--;
      return g_strndup (self->public_url, length);
    }
  if (self->is_any && host_header != NULL && !is_loopback (host_header))
    return g_strdup_printf ("%s://%s", self->fingerprint != NULL ? "https" : "http", host_header);

  return g_strdup (self->url);
}
