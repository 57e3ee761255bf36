/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Failed tries in the last minute, an address each. Bounded: whoever has a
 * million addresses pushes out those of others, and guesses no token for it. */
#define G_LOG_DOMAIN "talus-host-strikes"

#include <gio/gio.h>
#include <string.h>

#include "host/talus-strikes.h"

#define MAX_TRIES     10
#define WINDOW        (60 * G_USEC_PER_SEC)
#define MAX_ADDRESSES 10000

typedef struct
{
  char *key;
  gint64 times[MAX_TRIES]; /* a ring: the oldest is the next to go */
  guint n;
} Place;

struct _TalusStrikes
{
  GHashTable *places;  /* key → GList of by_age */
  GQueue by_age;       /* of Place, the one longest without a try first */
};

static void
free_place (gpointer data)
{
  Place *place = data;

  g_free (place->key);
  g_free (place);
}

/**
 * talus_strikes_new:
 *
 * Makes it, nobody having tried anything.
 *
 * Returns: (transfer full): it
 */
TalusStrikes *
talus_strikes_new (void)
{
  TalusStrikes *self = g_new0 (TalusStrikes, 1);

  self->places = g_hash_table_new (g_str_hash, g_str_equal);
  g_queue_init (&self->by_age);

  return self;
}

/**
 * talus_strikes_free:
 * @self: (transfer full): it
 *
 * Forgets all of it.
 */
void
talus_strikes_free (TalusStrikes *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->places);
  g_queue_clear_full (&self->by_age, free_place);
  g_free (self);
}

/* An IPv4 address is somebody, also where it comes in as one of IPv6; of those
 * everybody has a /64. */
static char *
make_key (const char *remote)
{
  static const guint8 mapped[12] = { [10] = 0xff, [11] = 0xff };
  g_autoptr(GInetAddress) address = remote != NULL ? g_inet_address_new_from_string (remote)
                                                   : NULL;
  guint8 bytes[16] = { 0 };

  if (address == NULL)
    return g_strdup ("");
  if (g_inet_address_get_family (address) != G_SOCKET_FAMILY_IPV6)
    return g_inet_address_to_string (address);

  memcpy (bytes, g_inet_address_to_bytes (address), sizeof bytes);
  g_clear_object (&address);
  if (memcmp (bytes, mapped, sizeof mapped) == 0)
    {
      address = g_inet_address_new_from_bytes (bytes + sizeof mapped, G_SOCKET_FAMILY_IPV4);
      return g_inet_address_to_string (address);
    }

  memset (bytes + 8, 0, 8);
  address = g_inet_address_new_from_bytes (bytes, G_SOCKET_FAMILY_IPV6);

  return g_inet_address_to_string (address);
}

/**
 * talus_strikes_check:
 * @self: it
 * @remote: (nullable): an IP address
 * @now: monotonic time, microseconds
 *
 * How long somebody has to wait who failed too often.
 *
 * Returns: seconds, 0 if they need not
 */
guint
talus_strikes_check (TalusStrikes *self,
                     const char   *remote,
                     gint64        now)
{
  g_autofree char *key = NULL;
  GList *link = NULL;
  Place *place = NULL;
  gint64 left = 0;

  g_return_val_if_fail (self != NULL, 0);

  key = make_key (remote);
  link = g_hash_table_lookup (self->places, key);
  if (link == NULL)
    return 0;

  place = link->data;
  if (place->n < MAX_TRIES)
    return 0;
  left = place->times[place->n % MAX_TRIES] + WINDOW - now;

  return left > 0 ? (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
}

/**
 * talus_strikes_add:
 * @self: it
 * @remote: (nullable): an IP address
 * @now: monotonic time, microseconds
 *
 * Notes that a try from there failed.
 */
void
talus_strikes_add (TalusStrikes *self,
                   const char   *remote,
                   gint64        now)
{
  g_autofree char *key = NULL;
  GList *link = NULL;
  Place *place = NULL;

  g_return_if_fail (self != NULL);

  key = make_key (remote);
  link = g_hash_table_lookup (self->places, key);
  if (link != NULL)
    {
      g_queue_unlink (&self->by_age, link);
    }
  else
    {
      place = g_new0 (Place, 1);
      place->key = g_steal_pointer (&key);
      link = g_list_alloc ();
      link->data = place;
      g_hash_table_insert (self->places, place->key, link);
    }
  g_queue_push_tail_link (&self->by_age, link);
  place = link->data;
  place->times[place->n++ % MAX_TRIES] = now;

  if (self->by_age.length > MAX_ADDRESSES)
    {
      Place *oldest = g_queue_pop_head (&self->by_age);

      g_hash_table_remove (self->places, oldest->key);
      free_place (oldest);
    }
}
