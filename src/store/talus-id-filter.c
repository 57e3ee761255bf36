/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether an id was ever seen, by Bloom filters: "Space/Time Trade-offs in
 * Hash Coding with Allowable Errors", B. H. Bloom, 1970; the two hashes that
 * stand for all of them, "Less Hashing, Same Performance", A. Kirsch and
 * M. Mitzenmacher, 2006. A full one is kept and a larger one added, so that it
 * grows with a log. */
#define G_LOG_DOMAIN "talus-id-filter"

#include "store/talus-id-filter.h"

#include <string.h>

#define FIRST_CAPACITY 1024
#define BITS_AN_ID     16
#define N_HASHES       6
/* Sixteen bits and six hashes err once in about a thousand at worst; sixteen of
 * such filters, the last for 32 million ids, a hundredth of the time together. */
#define GROWTH         2

typedef struct
{
  guint64 *words;
  guint64 n_bits;     /* a power of two */
  guint64 capacity;
  guint64 n_ids;
} Filter;

struct _TalusIdFilter
{
  GMutex mutex;
  GArray *filters;    /* Filter, the newest last */
};

typedef struct
{
  guint64 first;
  guint64 step;
} Hash;

/* SplitMix64's finisher (G. L. Steele, D. Lea, C. H. Flood, 2014): ids by the
 * clock share their first half. */
static guint64
mix (guint64 x)
{
  x ^= x >> 30;
  x *= G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x ^= x >> 27;
  x *= G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return x ^ (x >> 31);
}

static Hash
hash_id (const TalusId *id)
{
  guint64 halves[2];
  Hash hash;

  G_STATIC_ASSERT (sizeof halves == sizeof *id);
  memcpy (halves, id, sizeof halves);
  hash.first = mix (halves[0] ^ mix (halves[1]));
  hash.step = mix (halves[1] + hash.first) | 1;

  return hash;
}

static void
clear_filter (gpointer data)
{
  g_free (((Filter *) data)->words);
}

static Filter *
add_filter (TalusIdFilter *self,
            guint64        capacity)
{
  Filter filter = { NULL, capacity * BITS_AN_ID, capacity, 0 };

  filter.words = g_new0 (guint64, filter.n_bits / 64);
  g_array_append_val (self->filters, filter);

  return &g_array_index (self->filters, Filter, self->filters->len - 1);
}

static gboolean
has (const Filter *filter,
     Hash          hash)
{
  for (guint i = 0; i < N_HASHES; i++)
    {
      guint64 bit = (hash.first + i * hash.step) & (filter->n_bits - 1);

      if ((filter->words[bit / 64] >> (bit % 64) & 1) == 0)
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_id_filter_new:
 *
 * Makes a filter that has seen nothing.
 *
 * Returns: (transfer full): the filter
 */
TalusIdFilter *
talus_id_filter_new (void)
{
  TalusIdFilter *self = g_new0 (TalusIdFilter, 1);

  g_mutex_init (&self->mutex);
  self->filters = g_array_new (FALSE, FALSE, sizeof (Filter));
  g_array_set_clear_func (self->filters, clear_filter);

  return self;
}

/**
 * talus_id_filter_free:
 * @self: (transfer full): a filter
 *
 * Frees it.
 */
void
talus_id_filter_free (TalusIdFilter *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->filters);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * talus_id_filter_add:
 * @self: a filter
 * @id: an id
 *
 * Notes that an id was seen. There is no way back.
 */
void
talus_id_filter_add (TalusIdFilter *self,
                     const TalusId *id)
{
  Hash hash;
  Filter *filter = NULL;

  g_return_if_fail (self != NULL && id != NULL);

  hash = hash_id (id);
  g_mutex_lock (&self->mutex);
  if (self->filters->len > 0)
    filter = &g_array_index (self->filters, Filter, self->filters->len - 1);
  if (filter == NULL || filter->n_ids == filter->capacity)
    filter = add_filter (self, filter == NULL ? FIRST_CAPACITY : filter->capacity * GROWTH);

  for (guint i = 0; i < N_HASHES; i++)
    {
      guint64 bit = (hash.first + i * hash.step) & (filter->n_bits - 1);

      filter->words[bit / 64] |= G_GUINT64_CONSTANT (1) << (bit % 64);
    }
  filter->n_ids++;
  g_mutex_unlock (&self->mutex);
}

/**
 * talus_id_filter_knows:
 * @self: a filter
 * @id: an id
 *
 * Whether an id may have been seen.
 *
 * Returns: %FALSE: certainly not; %TRUE: look closer
 */
gboolean
talus_id_filter_knows (TalusIdFilter *self,
                       const TalusId *id)
{
  gboolean known = FALSE;
  Hash hash;

  g_return_val_if_fail (self != NULL && id != NULL, TRUE);

  hash = hash_id (id);
  g_mutex_lock (&self->mutex);
  for (guint i = self->filters->len; i > 0 && !known; i--)
    known = has (&g_array_index (self->filters, Filter, i - 1), hash);
  g_mutex_unlock (&self->mutex);

  return known;
}
