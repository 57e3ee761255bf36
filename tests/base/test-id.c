/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds ids to RFC 9562, to the order of drawing, and to their text. */
#include "base/talus-id.h"

#include <string.h>

#include "base/talus-clock.h"

#define SAMPLE   "0190a6f1-2b3c-7d4e-8f50-61728394a5b6"
#define N_DRAWS  100000
#define N_THREADS 4

static gint64
get_ms (const TalusId *id)
{
  gint64 ms = 0;

  for (guint i = 0; i < 6; i++)
    ms = ms << 8 | id->bytes[i];

  return ms;
}

static void
test_text_of_either_case_is_read (void)
{
  static const guint8 expected[16] = {
    0x01, 0x90, 0xa6, 0xf1, 0x2b, 0x3c, 0x7d, 0x4e, 0x8f, 0x50, 0x61, 0x72, 0x83, 0x94, 0xa5, 0xb6,
  };
  TalusId id;

  g_assert_true (talus_id_parse (SAMPLE, -1, &id));
  g_assert_cmpmem (id.bytes, sizeof id.bytes, expected, sizeof expected);
  g_assert_true (talus_id_parse ("0190A6F1-2B3C-7D4E-8F50-61728394A5B6", -1, &id));
  g_assert_cmpmem (id.bytes, sizeof id.bytes, expected, sizeof expected);
  g_assert_true (talus_id_parse ("0190A6f1-2b3C-7d4E-8f50-61728394a5B6", 36, &id));
  g_assert_cmpmem (id.bytes, sizeof id.bytes, expected, sizeof expected);
  g_assert_true (talus_id_parse ("00000000-0000-0000-0000-000000000000", -1, &id));
  g_assert_true (talus_id_parse ("FFFFFFFF-ffff-FFFF-ffff-FFFFFFFFFFFF", -1, &id));
  g_assert_true (talus_id_parse (SAMPLE, -1, NULL));
}

static void
test_any_other_text_is_refused (void)
{
  static const char *const texts[] = {
    "",
    "0190a6f1",
    "0190a6f1-2b3c-7d4e-8f50-61728394a5b",
    "0190a6f1-2b3c-7d4e-8f50-61728394a5b67",
    " 0190a6f1-2b3c-7d4e-8f50-61728394a5b6",
    "0190a6f1-2b3c-7d4e-8f50-61728394a5b6 ",
    "{0190a6f1-2b3c-7d4e-8f50-61728394a5b6}",
    "urn:uuid:0190a6f1-2b3c-7d4e-8f50-61728394a5b6",
    "0190a6f12b3c7d4e8f5061728394a5b6",
    "0190a6f12b3c7d4e8f5061728394a5b60000",
    "0190a6f1-2b3c7-d4e-8f50-61728394a5b6",
    "0190a6f1-2b3c-7d4e-8f5061728394a5b6-",
    "0190a6f1_2b3c_7d4e_8f50_61728394a5b6",
    "0190a6f1-2b3c-7d4e-8f50-61728394a5bg",
    "0190a6f1-2b3c-7d4e-8f50-617283\xc3\xa9-5b6",
    "0x90a6f1-2b3c-7d4e-8f50-61728394a5b6",
    "-190a6f1-2b3c-7d4e-8f50-61728394a5b6",
  };
  TalusId untouched;
  TalusId id;

  memset (&untouched, 0x5a, sizeof untouched);
  id = untouched;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_assert_false (talus_id_parse (texts[i], -1, &id));
      g_assert_false (talus_id_parse (texts[i], (gssize) strlen (texts[i]), &id));
      g_assert_true (talus_id_equal (&id, &untouched));
    }

  /* The length counts, not a NUL. */
  g_assert_false (talus_id_parse (SAMPLE, 35, &id));
  g_assert_false (talus_id_parse (SAMPLE, 0, &id));
  g_assert_false (talus_id_parse ("0190a6f1-2b3c-7d4e-8f50-61728394a5b\0", 36, &id));
  g_assert_true (talus_id_parse (SAMPLE "0", 36, &id));

  /* No byte but the 22 digits is taken for one, at any place. */
  for (guint place = 0; place < TALUS_ID_TEXT_LENGTH; place++)
    {
      for (int c = 0; c < 256; c++)
        {
          char text[TALUS_ID_TEXT_SIZE] = SAMPLE;
          gboolean is_dash = text[place] == '-';

          text[place] = (char) c;
          g_assert_cmpint (talus_id_parse (text, TALUS_ID_TEXT_LENGTH, NULL), ==,
                           is_dash ? c == '-' : g_ascii_isxdigit (c));
        }
    }
}

static void
test_text_is_lower_case_and_reads_back (void)
{
  char text[TALUS_ID_TEXT_SIZE];
  TalusId id;

  g_assert_true (talus_id_parse ("0190A6F1-2B3C-7D4E-8F50-61728394A5B6", -1, &id));
  g_assert_true (talus_id_format (&id, text) == text);
  g_assert_cmpstr (text, ==, SAMPLE);

  for (guint byte = 0; byte < 256; byte++)
    {
      g_autofree char *string = NULL;
      TalusId again;

      memset (id.bytes, (int) byte, sizeof id.bytes);
      id.bytes[byte % 16] ^= 0xff;
      string = talus_id_to_string (&id);
      g_assert_cmpuint (strlen (string), ==, TALUS_ID_TEXT_LENGTH);
      g_assert_true (talus_id_parse (string, -1, &again));
      g_assert_true (talus_id_equal (&id, &again));
      for (const char *c = string; *c != '\0'; c++)
        g_assert_false (g_ascii_isupper (*c));
    }
}

static void
test_drawn_ids_are_version_7_and_of_now (void)
{
  gint64 before = talus_clock_now ();

  for (guint i = 0; i < 1000; i++)
    {
      g_autofree char *text = NULL;
      TalusId id;

      talus_id_draw (&id);
      text = talus_id_to_string (&id);
      g_assert_true (g_uuid_string_is_valid (text));
      g_assert_cmpint (text[14], ==, '7');
      g_assert_nonnull (strchr ("89ab", text[19]));
      g_assert_cmpint (get_ms (&id), >=, before);
      g_assert_cmpint (get_ms (&id), <=, talus_clock_now ());
      g_assert_false (talus_id_is_null (&id));
    }
}

static void
test_drawn_ids_increase (void)
{
  TalusId last;
  guint n_same_ms = 0;

  talus_id_draw (&last);
  for (guint i = 0; i < N_DRAWS; i++)
    {
      TalusId id;

      talus_id_draw (&id);
      g_assert_cmpint (talus_id_compare (&last, &id), <, 0);
      n_same_ms += get_ms (&id) == get_ms (&last);
      last = id;
    }

  /* Else the case this is about did not come up. */
  g_assert_cmpuint (n_same_ms, >, 100);
}

static void
test_drawn_ids_do_not_share_their_tail (void)
{
  g_autoptr (GHashTable) tails = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  for (guint i = 0; i < 10000; i++)
    {
      gint64 tail = 0;
      TalusId id;

      talus_id_draw (&id);
      memcpy (&tail, id.bytes + 10, 6);
      g_assert_true (g_hash_table_add (tails, g_memdup2 (&tail, sizeof tail)));
    }
}

static gpointer
draw_many (gpointer data)
{
  TalusId *ids = data;

  for (guint i = 0; i < N_DRAWS; i++)
    talus_id_draw (&ids[i]);

  return NULL;
}

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  return talus_id_compare (a, b);
}

static void
test_threads_draw_increasing_and_different_ids (void)
{
  g_autofree TalusId *ids = g_new (TalusId, N_THREADS * N_DRAWS);
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("draw", draw_many, ids + i * N_DRAWS);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);

  for (guint i = 0; i < N_THREADS; i++)
    {
      for (guint j = 1; j < N_DRAWS; j++)
        g_assert_cmpint (talus_id_compare (&ids[i * N_DRAWS + j - 1], &ids[i * N_DRAWS + j]), <, 0);
    }

  qsort (ids, N_THREADS * N_DRAWS, sizeof (TalusId), compare_ids);
  for (guint i = 1; i < N_THREADS * N_DRAWS; i++)
    g_assert_cmpint (talus_id_compare (&ids[i - 1], &ids[i]), <, 0);
}

static void
test_a_name_has_the_id_of_its_sha1 (void)
{
  static const struct
  {
    const char *name;
    const char *id;
  } names[] = {
    { "node_type:task", "df26a76a-47e9-229d-25cb-fb1b64e3d621" },
    { "property.task:status", "d4de7dbf-40f0-30da-eed6-4f27e05732e9" },
    { "task.status:Done", "0a6557f7-5a28-de01-5b42-a3304518b1a3" },
    { "", "da39a3ee-5e6b-4b0d-3255-bfef95601890" },
  };
  TalusId other;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      char text[TALUS_ID_TEXT_SIZE];
      TalusId id;

      talus_id_from_name (&id, names[i].name, -1);
      g_assert_cmpstr (talus_id_format (&id, text), ==, names[i].id);
    }

  talus_id_from_name (&other, "node_type:task and more", 14);
  g_assert_true (talus_id_parse (names[0].id, -1, NULL));
  {
    char text[TALUS_ID_TEXT_SIZE];

    g_assert_cmpstr (talus_id_format (&other, text), ==, names[0].id);
  }
}

static void
test_ids_sort_as_their_texts (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 10000; i++)
    {
      char a_text[TALUS_ID_TEXT_SIZE];
      char b_text[TALUS_ID_TEXT_SIZE];
      TalusId a;
      TalusId b;
      int order;

      for (guint j = 0; j < 16; j++)
        a.bytes[j] = (guint8) g_rand_int (rand);
      b = a;
      b.bytes[g_rand_int_range (rand, 0, 16)] = (guint8) g_rand_int (rand);

      order = strcmp (talus_id_format (&a, a_text), talus_id_format (&b, b_text));
      g_assert_cmpint (CLAMP (talus_id_compare (&a, &b), -1, 1), ==, CLAMP (order, -1, 1));
      g_assert_cmpint (talus_id_equal (&a, &b), ==, order == 0);
    }
}

/* A client may choose ids; wherever they differ, the hash must. */
static void
test_the_hash_heeds_every_byte (void)
{
  for (guint place = 0; place < 15; place++)
    {
      g_autoptr (GHashTable) hashes = g_hash_table_new (NULL, NULL);

      for (guint i = 0; i < 65536; i++)
        {
          TalusId id = { { 0, } };
          TalusId same;

          id.bytes[place] = (guint8) i;
          id.bytes[place + 1] = (guint8) (i >> 8);
          same = id;
          g_assert_cmpuint (talus_id_hash (&id), ==, talus_id_hash (&same));
          g_hash_table_add (hashes, GUINT_TO_POINTER (talus_id_hash (&id)));
        }

      /* Half a collision is expected. */
      g_assert_cmpuint (g_hash_table_size (hashes), >, 65536 - 64);
    }
}

static void
test_only_zeros_are_the_null_id (void)
{
  TalusId id = { { 0, } };

  g_assert_true (talus_id_is_null (&id));
  for (guint i = 0; i < 16; i++)
    {
      id.bytes[i] = 1;
      g_assert_false (talus_id_is_null (&id));
      id.bytes[i] = 0;
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/id/text-of-either-case-is-read", test_text_of_either_case_is_read);
  g_test_add_func ("/id/any-other-text-is-refused", test_any_other_text_is_refused);
  g_test_add_func ("/id/text-is-lower-case-and-reads-back", test_text_is_lower_case_and_reads_back);
  g_test_add_func ("/id/drawn-ids-are-version-7-and-of-now",
                   test_drawn_ids_are_version_7_and_of_now);
  g_test_add_func ("/id/drawn-ids-increase", test_drawn_ids_increase);
  g_test_add_func ("/id/drawn-ids-do-not-share-their-tail", test_drawn_ids_do_not_share_their_tail);
  g_test_add_func ("/id/threads-draw-increasing-and-different-ids",
                   test_threads_draw_increasing_and_different_ids);
  g_test_add_func ("/id/a-name-has-the-id-of-its-sha1", test_a_name_has_the_id_of_its_sha1);
  g_test_add_func ("/id/ids-sort-as-their-texts", test_ids_sort_as_their_texts);
  g_test_add_func ("/id/the-hash-heeds-every-byte", test_the_hash_heeds_every_byte);
  g_test_add_func ("/id/only-zeros-are-the-null-id", test_only_zeros_are_the_null_id);

  return g_test_run ();
}
