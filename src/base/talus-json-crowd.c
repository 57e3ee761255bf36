/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JsonObject keeps its members in a GHashTable of g_str_hash, which anybody
 * can foretell: 8 MiB of names that collide cost it minutes. What is refused
 * here depends on the set of an object's names alone, not on their order nor
 * on what is around it: what was accepted once is accepted for ever, in
 * whatever document it ends up. Names nobody chose with that aim are far from
 * the bound. */
#define G_LOG_DOMAIN "talus-base-json-crowd"

#include "base/talus-json-crowd-private.h"

#include "base/talus-error.h"
#include "base/talus-json-reader.h"

/* So many names may meet in one place of the table, beside a multiple of
 * what is even. Honest ones make it to a dozen. */
#define MAX_MEETING    256
#define MAX_UNEVENNESS 8

/* No shorter text has an object beyond the bound: "a":0, is a member. */
#define MIN_SIZE (6 * (MAX_MEETING + 1))

/* What the table divides by when it has 2^9, 2^10 ... places. */
static const guint32 primes[] = {
  509, 1021, 2039, 4093, 8191, 16381, 32749, 65521, 131071, 262139, 524287, 1048573, 2097143,
  4194301, 8388593, 16777213, 33554393, 67108859, 134217689, 268435399, 536870909, 1073741789,
  2147483647,
};

/* The hash of g_str_hash(), for text that does not end in NUL. */
static guint32
hash_name (const char *text,
           gsize       length)
{
  guint32 hash = 5381;

  for (gsize i = 0; i < length; i++)
    hash = hash * 33 + (guint32) (signed char) text[i];

  return hash;
}

/* Whether too many names begin their search at one place of the table, at the
 * size it ends with or at one it grows through. All names are counted at each,
 * though not all are there yet: which are is a matter of their order. */
static gboolean
is_crowded (const guint32 *hashes,
            guint          n_hashes)
{
  g_autofree guint32 *counts = NULL;

  if (n_hashes <= MAX_MEETING)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (primes); i++)
    {
      guint32 prime = primes[i];
      guint64 bound = MAX_MEETING + (guint64) MAX_UNEVENNESS * n_hashes / prime;

      if (n_hashes > bound)
        {
          g_free (counts);
          counts = g_new0 (guint32, prime);
          for (guint j = 0; j < n_hashes; j++)
            {
              if (++counts[hashes[j] * 11 % prime] > bound)
                return TRUE;
            }
        }

      if (prime > 2 * (guint64) n_hashes)
        break;
    }

  return FALSE;
}

/* Checks all objects of a text. What is no JSON is no business of this:
 * reading stops there and %TRUE is returned. */
gboolean
talus_json_check_crowding (const char  *data,
                           gsize        size,
                           guint        max_depth,
                           GError     **error)
{
  g_autoptr (GArray) hashes = NULL; /* of the names of all open objects */
  g_autoptr (GArray) begins = NULL; /* where those of each begin */
  gboolean is_fine = TRUE;
  TalusJsonReader reader;
  TalusJsonToken token;

  if (size < MIN_SIZE)
    return TRUE;

  hashes = g_array_new (FALSE, FALSE, sizeof (guint32));
  begins = g_array_new (FALSE, FALSE, sizeof (guint));

  talus_json_reader_init (&reader, data, size, max_depth);
  do
    {
      token = talus_json_reader_next (&reader);

      if (token == TALUS_JSON_BEGIN_OBJECT)
        {
          g_array_append_val (begins, hashes->len);
        }
      else if (token == TALUS_JSON_NAME)
        {
          guint32 hash = hash_name (reader.text, reader.length);

          g_array_append_val (hashes, hash);
        }
      else if (token == TALUS_JSON_END_OBJECT)
        {
          guint begin = g_array_index (begins, guint, begins->len - 1);

          is_fine = !is_crowded ((const guint32 *) (gpointer) hashes->data + begin,
                                 hashes->len - begin);
          g_array_set_size (hashes, begin);
          g_array_set_size (begins, begins->len - 1);
        }
    }
  while (is_fine && token != TALUS_JSON_END && token != TALUS_JSON_ERROR_TOKEN);

  if (!is_fine)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                 "too many names of one object have the same hash, "
                 "the object ends at byte %" G_GSIZE_FORMAT, reader.end);
  talus_json_reader_clear (&reader);

  return is_fine;
}
