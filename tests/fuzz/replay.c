/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a fuzz target without a fuzzer: over each file of a corpus, and over
 * mutations of it that are the same in every run. With --verbose it names
 * each case before it runs, so that a crash can be found again. It does not
 * know what the target reads. */
#include <glib.h>

#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define MAX_SIZE  (256 * 1024)
#define MAX_EDITS 4

typedef struct
{
  guint number;
  char *name;
  GBytes *content;
} Seed;

/* What breaks parsers: borders of numbers, quotes, brackets, broken UTF-8. */
static const struct
{
  const char *bytes;
  gsize length;
} snippets[] = {
  { "\0", 1 },
  { "\xff", 1 },
  { "\x7f", 1 },
  { "\x80", 1 },
  { "\"", 1 },
  { "\\", 1 },
  { "[", 1 },
  { "]", 1 },
  { "{", 1 },
  { "}", 1 },
  { ",", 1 },
  { ":", 1 },
  { "-", 1 },
  { "\n", 1 },
  { "  ", 2 },
  { "&a ", 3 },
  { "*a ", 3 },
  { "\\u0000", 6 },
  { "\\ud800", 6 },
  { "\\udc00", 6 },
  { "\xed\xa0\x80", 3 },
  { "\xef\xbb\xbf", 3 },
  { "\xf0\x9f\x98\x80", 4 },
  { "null", 4 },
  { "true", 4 },
  { "1e999", 5 },
  { "-0", 2 },
  { "9007199254740993", 16 },
  { "18446744073709551616", 20 },
  { "\xff\xff\xff\xff", 4 },
  { "\0\0\0\0\0\0\0\0", 8 },
  { "\x7f\xff\xff\xff", 4 },
};

static GPtrArray *seeds;
static guint n_mutations;

static void
free_seed (gpointer data)
{
  Seed *seed = data;

  g_free (seed->name);
  g_bytes_unref (seed->content);
  g_free (seed);
}

static gsize
pick (GRand *rand,
      gsize  end)
{
  return end > 0 ? g_rand_int (rand) % end : 0;
}

static void
insert (GByteArray   *bytes,
        gsize         at,
        const guint8 *content,
        gsize         length)
{
  guint old_length = bytes->len;

  if (length == 0 || old_length + length > MAX_SIZE)
    return;

  g_byte_array_set_size (bytes, (guint) (old_length + length));
  memmove (bytes->data + at + length, bytes->data + at, old_length - at);
  memcpy (bytes->data + at, content, length);
}

/* Repeats a piece of the input up to thousands of times, which is what makes
 * things deep or long. */
static void
repeat (GByteArray *bytes,
        GRand      *rand,
        gsize       at,
        gsize       length)
{
  g_autoptr (GByteArray) copies = g_byte_array_new ();
  gsize n_copies = (gsize) 1 << pick (rand, 14);

  for (gsize i = 0; i < n_copies && copies->len + length <= MAX_SIZE; i++)
    g_byte_array_append (copies, bytes->data + at, (guint) length);

  insert (bytes, at, copies->data, copies->len);
}

static void
edit (GByteArray *bytes,
      GRand      *rand)
{
  gsize at = pick (rand, bytes->len);
  gsize length = bytes->len > 0 ? 1 + pick (rand, MIN (bytes->len - at, 32)) : 0;

  switch (g_rand_int_range (rand, 0, 8))
    {
    case 0:
      if (length > 0)
        bytes->data[at] ^= (guint8) (1u << g_rand_int_range (rand, 0, 8));
      break;
    case 1:
      if (length > 0)
        bytes->data[at] = (guint8) g_rand_int (rand);
      break;
    case 2:
      if (length > 0)
        g_byte_array_remove_range (bytes, (guint) at, (guint) length);
      break;
    case 3:
      g_byte_array_set_size (bytes, (guint) at);
      break;
    case 4:
      if (length > 0)
        repeat (bytes, rand, at, length);
      break;
    case 5:
      {
        /* a piece of another seed, or of the same */
        Seed *other = g_ptr_array_index (seeds, pick (rand, seeds->len));
        gsize size;
        const guint8 *data = g_bytes_get_data (other->content, &size);
        gsize from = pick (rand, size);

        if (size > 0)
          insert (bytes, at, data + from, 1 + pick (rand, size - from));
        break;
      }
    default:
      {
        gsize i = pick (rand, G_N_ELEMENTS (snippets));

        insert (bytes, at, (const guint8 *) snippets[i].bytes, snippets[i].length);
        break;
      }
    }
}

/* Gives the target memory of exactly the input's size: the address sanitizer
 * then sees the first byte read behind it. */
static void
run (const guint8 *data,
     gsize         size)
{
  g_autofree guint8 *copy = g_malloc (MAX (size, 1));

  if (size > 0)
    memcpy (copy, data, size);
  LLVMFuzzerTestOneInput (copy, size);
}

static void
test_seed (gconstpointer data)
{
  const Seed *seed = data;
  gsize size;
  const guint8 *content = g_bytes_get_data (seed->content, &size);

  g_test_message ("%s as it is", seed->name);
  run (content, size);

  for (guint i = 0; i < n_mutations; i++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed_array ((guint32[]) { seed->number, i }, 2);
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      int n_edits = g_rand_int_range (rand, 1, MAX_EDITS + 1);

      g_byte_array_append (bytes, content, (guint) size);
      for (int j = 0; j < n_edits; j++)
        edit (bytes, rand);

      if (g_test_verbose ())
        g_test_message ("%s, mutation %u, %u bytes", seed->name, i, bytes->len);
      run (bytes->data, bytes->len);
    }
}

static int
compare_seeds (gconstpointer a,
               gconstpointer b)
{
  const Seed *one = *(const Seed *const *) a;
  const Seed *other = *(const Seed *const *) b;

  return strcmp (one->name, other->name);
}

/* In the order of their names: the file system's would differ from machine
 * to machine, and the mutations with it. */
static gboolean
load_seeds (const char  *folder,
            GError     **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;

  if (dir == NULL)
    return FALSE;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      char *content;
      gsize size;
      Seed *seed;

      if (!g_file_get_contents (path, &content, &size, error))
        return FALSE;

      seed = g_new0 (Seed, 1);
      seed->name = g_strdup (name);
      seed->content = g_bytes_new_take (content, size);
      g_ptr_array_add (seeds, seed);
    }

  g_ptr_array_sort (seeds, compare_seeds);

  if (seeds->len == 0)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT, "“%s” holds no file", folder);

  return seeds->len > 0;
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (GError) error = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (argc != 3)
    {
      g_printerr ("Usage: %s CORPUS MUTATIONS\n", argv[0]);
      return EXIT_FAILURE;
    }

  seeds = g_ptr_array_new_with_free_func (free_seed);
  n_mutations = (guint) g_ascii_strtoull (argv[2], NULL, 10);
  if (!load_seeds (argv[1], &error))
    {
      g_printerr ("%s\n", error->message);
      return EXIT_FAILURE;
    }

  for (guint i = 0; i < seeds->len; i++)
    {
      Seed *seed = g_ptr_array_index (seeds, i);
      g_autofree char *path = g_strconcat ("/fuzz/", seed->name, NULL);

      seed->number = i;
      g_test_add_data_func (path, seed, test_seed);
    }

  status = g_test_run ();
  g_ptr_array_unref (seeds);

  return status;
}
