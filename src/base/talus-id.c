/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids: drawing, reading, writing, comparing. Every node, edge and hash table
 * of the program comes through here, so nothing allocates and nothing calls
 * printf. It does not know what an id stands for. */
#define G_LOG_DOMAIN "talus-base-id"

#include "base/talus-id.h"

#include <pthread.h>
#include <string.h>

#include "base/talus-clock.h"
#include "base/talus-util.h"

#define N_COUNTER_BITS 26                              /* rand_a and 14 bits of rand_b */
#define COUNTER_END    (1u << N_COUNTER_BITS)
#define SEED_MASK      ((COUNTER_END >> 1) - 1)        /* half the range left to count in */
#define N_TAIL_BYTES   6                               /* behind the counter, fresh each time */

/* What a draw continues; one lock, because ids are to increase across
 * threads too. Here and below it is pthread's, not GLib's, because the thread
 * sanitizer understands it and every thread of the program passes here. */
static struct
{
  pthread_mutex_t lock;
  gint64 ms;
  guint32 counter;
  guint n_unused;                                      /* at the end of random[] */
  guint8 random[512 * N_TAIL_BYTES];
} source = {
  .lock = PTHREAD_MUTEX_INITIALIZER,
};

static guint64 hash_key[5];

/* Where the digits stand in the text. */
static const guint8 places[16] = { 0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34 };

static const char hex_pairs[] =
  "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
  "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
  "404142434445464748494a4b4c4d4e4f505152535455565758595a5b5c5d5e5f"
  "606162636465666768696a6b6c6d6e6f707172737475767778797a7b7c7d7e7f"
  "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f"
  "a0a1a2a3a4a5a6a7a8a9aaabacadaeafb0b1b2b3b4b5b6b7b8b9babbbcbdbebf"
  "c0c1c2c3c4c5c6c7c8c9cacbcccdcecfd0d1d2d3d4d5d6d7d8d9dadbdcdddedf"
  "e0e1e2e3e4e5e6e7e8e9eaebecedeeeff0f1f2f3f4f5f6f7f8f9fafbfcfdfeff";

/* The digit's value plus one, so that what is not listed (0) is no digit. */
static const guint8 digits[256] = {
  ['0'] = 1, ['1'] = 2, ['2'] = 3, ['3'] = 4, ['4'] = 5, ['5'] = 6, ['6'] = 7, ['7'] = 8,
  ['8'] = 9, ['9'] = 10,
  ['a'] = 11, ['b'] = 12, ['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
  ['A'] = 11, ['B'] = 12, ['C'] = 13, ['D'] = 14, ['E'] = 15, ['F'] = 16,
};

static void
take_random (gpointer to,
             guint    length)
{
  if (source.n_unused < length)
    {
      talus_random_fill (source.random, sizeof source.random);
      source.n_unused = sizeof source.random;
    }

  memcpy (to, source.random + sizeof source.random - source.n_unused, length);
  source.n_unused -= length;
}

static guint32
draw_counter (void)
{
  guint32 seed;

  take_random (&seed, sizeof seed);

  return seed & SEED_MASK;
}

static void
draw_hash_key (void)
{
  talus_random_fill (hash_key, sizeof hash_key);
}

/**
 * talus_id_parse:
 * @text: (not nullable): the text, NUL-terminated if @length is -1
 * @length: its length in bytes, or -1
 * @id: (out caller-allocates) (optional): the id; untouched on failure
 *
 * Reads the canonical text of a UUID, five groups of 8-4-4-4-12 hexadecimal
 * digits of either case and nothing else. Version and variant are not looked
 * at. Any thread.
 *
 * Returns: %TRUE if it is one
 */
gboolean
talus_id_parse (const char *text,
                gssize      length,
                TalusId    *id)
{
  TalusId parsed;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (length >= -1, FALSE);

  if (length == -1)
    length = (gssize) strnlen (text, TALUS_ID_TEXT_LENGTH + 1);

  if (length != TALUS_ID_TEXT_LENGTH ||
      text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-')
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      guint high = digits[(guchar) text[places[i]]];
      guint low = digits[(guchar) text[places[i] + 1]];

      if (high == 0 || low == 0)
        return FALSE;

      parsed.bytes[i] = (guint8) ((high - 1) << 4 | (low - 1));
    }

  if (id != NULL)
    *id = parsed;

  return TRUE;
}

/**
 * talus_id_format:
 * @id: an id
 * @text: (out caller-allocates) (array fixed-size=37): where its text goes
 *
 * Writes an id as 36 characters of lower-case UUID text and a NUL. Any thread.
 *
 * Returns: (transfer none): @text
 */
char *
talus_id_format (const TalusId *id,
                 char           text[TALUS_ID_TEXT_SIZE])
{
  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    memcpy (text + places[i], hex_pairs + 2 * id->bytes[i], 2);

  text[8] = text[13] = text[18] = text[23] = '-';
  text[TALUS_ID_TEXT_LENGTH] = '\0';

  return text;
}

/**
 * talus_id_to_string:
 * @id: an id
 *
 * Gives the text of an id in memory of its own. Any thread.
 *
 * Returns: (transfer full): 36 characters of lower-case UUID text
 */
char *
talus_id_to_string (const TalusId *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  return talus_id_format (id, g_malloc (TALUS_ID_TEXT_SIZE));
}

/**
 * talus_id_draw:
 * @id: (out caller-allocates): the new id
 *
 * Draws a UUID of version 7. Within a process each is greater than the one
 * before, whatever thread draws it and wherever the wall clock goes; 48 bits
 * of each are random, drawn from the kernel in blocks. A child made by fork()
 * without exec would repeat its parent's, so do not draw there. Any thread.
 */
void
talus_id_draw (TalusId *id)
{
  gint64 now;

  g_return_if_fail (id != NULL);

  now = talus_clock_now ();

  pthread_mutex_lock (&source.lock);

  if (now > source.ms)
    {
      source.ms = now;
      source.counter = draw_counter ();
    }
  else if (++source.counter == COUNTER_END)
    {
      /* RFC 9562 lets the time run ahead of the clock rather than make the
       * caller wait or break the order. */
      source.ms++;
      source.counter = draw_counter ();
    }

  for (guint i = 0; i < 6; i++)
    id->bytes[i] = (guint8) (source.ms >> (40 - 8 * i));
  id->bytes[6] = (guint8) (0x70 | source.counter >> 22);
  id->bytes[7] = (guint8) (source.counter >> 14);
  id->bytes[8] = (guint8) (0x80 | (source.counter >> 8 & 0x3f));
  id->bytes[9] = (guint8) source.counter;
  take_random (id->bytes + 10, N_TAIL_BYTES);

  pthread_mutex_unlock (&source.lock);
}

/**
 * talus_id_from_name:
 * @id: (out caller-allocates): the id
 * @name: (not nullable): the text, NUL-terminated if @length is -1
 * @length: its length in bytes, or -1
 *
 * Makes the id that a name always has: the first 16 bytes of its SHA-1,
 * without version bits, as the contract says. Any thread.
 */
void
talus_id_from_name (TalusId    *id,
                    const char *name,
                    gssize      length)
{
  g_autoptr (GChecksum) checksum = NULL;
  guint8 digest[20];
  gsize size = sizeof digest;

  g_return_if_fail (id != NULL);
  g_return_if_fail (name != NULL);

  checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_checksum_update (checksum, (const guchar *) name, length);
  g_checksum_get_digest (checksum, digest, &size);
  memcpy (id->bytes, digest, sizeof id->bytes);
}

/**
 * talus_id_is_null:
 * @id: an id
 *
 * Says whether all bytes are 0, which no drawn id has: the in-memory mark of
 * "none". Any thread.
 *
 * Returns: %TRUE if it is
 */
gboolean
talus_id_is_null (const TalusId *id)
{
  static const TalusId null_id;

  g_return_val_if_fail (id != NULL, TRUE);

  return memcmp (id, &null_id, sizeof null_id) == 0;
}

/**
 * talus_id_compare:
 * @a: an id
 * @b: another
 *
 * Orders ids by their bytes, which is the order of their texts and, of drawn
 * ids, that of drawing. Any thread.
 *
 * Returns: less than, equal to or greater than 0
 */
int
talus_id_compare (const TalusId *a,
                  const TalusId *b)
{
  g_return_val_if_fail (a != NULL, 0);
  g_return_val_if_fail (b != NULL, 0);

  return memcmp (a->bytes, b->bytes, sizeof a->bytes);
}

/**
 * talus_id_hash:
 * @id: (type Talus.Id): an id
 *
 * Hashes an id for a [struct@GLib.HashTable]. The value differs from process
 * to process: clients choose ids, and one who could foretell the hash could
 * choose a million that collide. Any thread.
 *
 * Returns: the hash
 */
guint
talus_id_hash (gconstpointer id)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  guint32 word[4];
  guint64 hash;

  pthread_once (&once, draw_hash_key);

  /* Pair-multiply-shift (Thorup, “High Speed Hashing for Integers and Strings”):
   * two sums are the same with next to no probability over the keys. Their upper
   * halves, taken as they are, are the same too often under some keys for ids
   * that differ by steps: all of the sum goes into what is returned. */
  memcpy (word, ((const TalusId *) id)->bytes, sizeof word);
  hash = (hash_key[0] + word[1]) * (hash_key[1] + word[0]) +
         (hash_key[2] + word[3]) * (hash_key[3] + word[2]) + hash_key[4];
  hash = (hash ^ hash >> 29) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);

  return (guint) (hash >> 32);
}

/**
 * talus_id_equal:
 * @a: (type Talus.Id): an id
 * @b: (type Talus.Id): another
 *
 * Compares two ids for a [struct@GLib.HashTable]. Any thread.
 *
 * Returns: %TRUE if they are the same
 */
gboolean
talus_id_equal (gconstpointer a,
                gconstpointer b)
{
  return memcmp (a, b, sizeof (TalusId)) == 0;
}
