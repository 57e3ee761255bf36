/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By which names and addresses this machine can be reached: what its own
 * certificate has to be good for. It must not know certificates. */
#define G_LOG_DOMAIN "talus-host-certificate"

#include "host/talus-certificate-private.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

/* IFA_F_TEMPORARY of the kernel's headers, which cannot be had beside the C
 * library's. */
#define FLAG_TEMPORARY 0x01

static gboolean
equal_addresses (gconstpointer a,
                 gconstpointer b)
{
  return g_inet_address_equal ((GInetAddress *) a, (GInetAddress *) b);
}

static void
add_address (TalusNames   *self,
             GInetAddress *address)
{
  if (!g_ptr_array_find_with_equal_func (self->addresses, address, equal_addresses, NULL))
    g_ptr_array_add (self->addresses, g_object_ref (address));
}

/* Addresses that the kernel draws for privacy and drops within days: nobody is
 * told of them, and with them the certificate would have to be another one each
 * day. */
static GHashTable *
read_temporary (void)
{
  GHashTable *temporary = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  if (!g_file_get_contents ("/proc/net/if_inet6", &text, NULL, NULL))
    return temporary;

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      char digits[33];
      unsigned int flags;

      if (sscanf (lines[i], "%32s %*x %*x %*x %x", digits, &flags) == 2 && flags & FLAG_TEMPORARY)
        g_hash_table_add (temporary, g_strdup (digits));
    }

  return temporary;
}

static gboolean
is_temporary (GHashTable   *temporary,
              GInetAddress *address)
{
  const guint8 *bytes = g_inet_address_to_bytes (address);
  char digits[33];

  for (guint i = 0; i < 16; i++)
    g_snprintf (digits + 2 * i, 3, "%02x", bytes[i]);
  return g_hash_table_contains (temporary, digits);
}

static GInetAddress *
get_address (struct sockaddr *native)
{
  const guint8 *bytes;

  if (native != NULL && native->sa_family == AF_INET)
    {
      bytes = (const guint8 *) &((struct sockaddr_in *) (void *) native)->sin_addr;
      return g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV4);
    }
  if (native != NULL && native->sa_family == AF_INET6)
    {
      bytes = (const guint8 *) &((struct sockaddr_in6 *) (void *) native)->sin6_addr;
      return g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6);
    }

  return NULL;
}

static void
add_interfaces (TalusNames *self)
{
  g_autoptr (GHashTable) temporary = read_temporary ();
  struct ifaddrs *first = NULL;

  if (getifaddrs (&first) != 0)
    return;

  for (struct ifaddrs *interface = first; interface != NULL; interface = interface->ifa_next)
    {
      g_autoptr (GInetAddress) address = get_address (interface->ifa_addr);

      if (address == NULL)
        continue;
      /* A link-local one means nothing without its interface, and no URL can
       * name that. */
      if (g_inet_address_get_family (address) == G_SOCKET_FAMILY_IPV6
          && (g_inet_address_get_is_link_local (address) || is_temporary (temporary, address)))
        continue;
      add_address (self, address);
    }
  freeifaddrs (first);
}

#define HOST_CHARACTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-."

/* What a certificate can hold. */
static gboolean
is_host_name (const char *name)
{
  gsize length = strlen (name);

  return length > 0 && length <= 253 && g_ascii_isalnum (name[0])
         && strspn (name, HOST_CHARACTERS) == length;
}

/**
 * talus_names_new_of_machine:
 *
 * Finds out what this machine is called: localhost and the loopback addresses in any case, its host
 * name, and the addresses of its interfaces.
 *
 * Returns: (transfer full): the names
 */
TalusNames *
talus_names_new_of_machine (void)
{
  g_autoptr (GInetAddress) loopback4 = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GInetAddress) loopback6 = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV6);
  const char *host = g_get_host_name ();
  TalusNames *self = g_new0 (TalusNames, 1);

  self->hosts = g_ptr_array_new_with_free_func (g_free);
  self->addresses = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (self->hosts, g_strdup ("localhost"));
  if (is_host_name (host) && g_ascii_strcasecmp (host, "localhost") != 0)
    g_ptr_array_add (self->hosts, g_ascii_strdown (host, -1));
  add_address (self, loopback4);
  add_address (self, loopback6);
  add_interfaces (self);

  return self;
}

/**
 * talus_names_free:
 * @self: (transfer full): the names
 *
 * Frees them.
 */
void
talus_names_free (TalusNames *self)
{
  g_ptr_array_unref (self->hosts);
  g_ptr_array_unref (self->addresses);
  g_free (self);
}
