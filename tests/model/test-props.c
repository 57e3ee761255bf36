/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packed properties held against a plain table. */
#include <string.h>

#include "model/talus-props.h"

#define N_KEYS 40

typedef struct
{
  char *json;
  guint64 seq;
} Plain;

/* Numbers around every border of the packing. */
static guint64
any_seq (void)
{
  return (g_test_rand_bit () ? G_GUINT64_CONSTANT (1) << g_test_rand_int_range (0, 64)
                             : G_GUINT64_CONSTANT (0)) +
         (guint64) g_test_rand_int_range (0, 3);
}

static char *
any_json (void)
{
  static const int lengths[] = { 1, 3, 126, 127, 128, 129, 5000, 16383, 16384 };
  char *json;

  json = g_strnfill ((gsize) lengths[g_test_rand_int_range (0, G_N_ELEMENTS (lengths))], '7');
  json[0] = (char) ('1' + g_test_rand_int_range (0, 8));

  return json;
}

static void
assert_equal (const TalusProps *props,
              TalusSymbols     *symbols,
              const Plain      *plain)
{
  TalusPropsIter iter;
  TalusProp prop;
  guint last = 0;
  guint n_found = 0;
  guint n_expected = 0;
  guint n_live = 0;

  talus_props_iter_init (&iter, props);
  while (talus_props_iter_next (&iter, &prop))
    {
      if (n_found > 0)
        g_assert_cmpint (talus_symbols_compare (symbols, last, prop.symbol), <, 0);
      last = prop.symbol;
      n_found++;
    }

  for (guint i = 0; i < N_KEYS; i++)
    {
      gboolean is_there = plain[i].json != NULL || plain[i].seq != 0;

      n_expected += is_there;
      n_live += plain[i].json != NULL;
      g_assert_cmpint (talus_props_find (props, i, &prop), ==, is_there);
      if (!is_there)
        continue;
      g_assert_cmpuint (prop.symbol, ==, i);
      g_assert_cmpuint (prop.seq, ==, plain[i].seq);
      if (plain[i].json != NULL)
        g_assert_cmpmem (prop.json, prop.length, plain[i].json, strlen (plain[i].json));
      else
        g_assert_null (prop.json);
    }
  g_assert_cmpuint (n_found, ==, n_expected);
  g_assert_cmpuint (talus_props_get_n_live (props), ==, n_live);
  g_assert_cmpint (props == NULL, ==, n_expected == 0);
}

/* Keys whose order by bytes is not the canonical one. */
static TalusSymbols *
make_symbols (void)
{
  TalusSymbols *symbols = talus_symbols_new ();

  for (guint i = 0; i < N_KEYS; i++)
    {
      g_autoptr (GString) key = g_string_new (NULL);

      g_string_append_unichar (key, i % 3 == 0 ? 0x1f600 + i : i % 3 == 1 ? 0xfff0 - i : 'a' + i);
      g_assert_cmpuint (talus_symbols_add (symbols, key->str), ==, i);
      g_assert_cmpuint (talus_symbols_add (symbols, key->str), ==, i);
    }

  return symbols;
}

static void
test_replace (void)
{
  TalusSymbols *symbols = make_symbols ();
  Plain plain[N_KEYS] = { { NULL, 0 }, };
  TalusProps *props = NULL;

  for (guint step = 0; step < 3000; step++)
    {
      guint key = (guint) g_test_rand_int_range (0, N_KEYS);
      TalusProp prop = { key, any_seq (), NULL, 0 };
      TalusProps *replaced;

      g_free (plain[key].json);
      plain[key].json = g_test_rand_int_range (0, 3) > 0 ? any_json () : NULL;
      plain[key].seq = prop.seq;
      prop.json = plain[key].json;
      prop.length = prop.json != NULL ? strlen (prop.json) : 0;
      replaced = talus_props_replace (props, symbols, &prop);
      g_free (props);
      props = replaced;

      if (step % 20 == 0)
        assert_equal (props, symbols, plain);
    }
  assert_equal (props, symbols, plain);

  for (guint i = 0; i < N_KEYS; i++)
    {
      TalusProp gone = { i, 0, NULL, 0 };
      TalusProps *replaced = talus_props_replace (props, symbols, &gone);

      g_free (props);
      props = replaced;
      g_free (plain[i].json);
    }
  g_assert_null (props);
  talus_symbols_free (symbols);
}

static void
test_builder (void)
{
  TalusSymbols *symbols = make_symbols ();
  TalusPropsBuilder builder;
  gboolean has_key[N_KEYS] = { FALSE, };
  guint start = 0;

  talus_props_builder_init (&builder, symbols);
  for (guint round = 0; round < 200; round++)
    {
      Plain plain[N_KEYS] = { { NULL, 0 }, };
      TalusProps *props;

      /* Mostly the keys that the node before had, as nodes of a type do. */
      if (round % 3 == 0)
        {
          start = (guint) g_test_rand_int_range (0, N_KEYS);
          for (guint i = 0; i < N_KEYS; i++)
            has_key[i] = g_test_rand_bit ();
        }

      for (guint i = 0; i < N_KEYS; i++)
        {
          guint key = (start + i * 7) % N_KEYS;
          TalusProp prop = { key, any_seq (), NULL, 0 };

          if (!has_key[key])
            continue;
          plain[key].seq = prop.seq;
          plain[key].json = g_test_rand_bit () ? any_json () : NULL;
          prop.json = plain[key].json;
          prop.length = prop.json != NULL ? strlen (prop.json) : 0;
          talus_props_builder_add (&builder, &prop);
        }

      g_assert_true (talus_props_builder_end (&builder, &props));
      assert_equal (props, symbols, plain);
      g_free (props);
      for (guint i = 0; i < N_KEYS; i++)
        g_free (plain[i].json);
    }
  talus_props_builder_clear (&builder);
  talus_symbols_free (symbols);
}

static void
test_twice (void)
{
  TalusSymbols *symbols = make_symbols ();
  TalusPropsBuilder builder;
  TalusProps *props;

  talus_props_builder_init (&builder, symbols);
  for (guint i = 0; i < 3; i++)
    talus_props_builder_add (&builder, &(TalusProp) { i % 2, 1, "1", 1 });
  g_assert_false (talus_props_builder_end (&builder, &props));
  g_assert_null (props);

  /* The next node starts anew. */
  talus_props_builder_add (&builder, &(TalusProp) { 1, 1, "1", 1 });
  g_assert_true (talus_props_builder_end (&builder, &props));
  g_assert_cmpuint (talus_props_get_n_live (props), ==, 1);
  g_free (props);
  talus_props_builder_clear (&builder);
  talus_symbols_free (symbols);
}

static void
test_small (void)
{
  TalusSymbols *symbols = make_symbols ();
  TalusProps *props = talus_props_replace (NULL, symbols, &(TalusProp) { 5, 100, "12345", 5 });

  /* Head of the packet, three small numbers, the text. */
  g_assert_cmpuint (talus_props_get_size (props), ==, 8 + 3 + 5);
  g_assert_cmpuint (talus_props_get_size (NULL), ==, 0);
  g_free (props);
  talus_symbols_free (symbols);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/props/random-replacements-agree-with-a-table", test_replace);
  g_test_add_func ("/props/built-in-any-order-they-are-in-canonical-order", test_builder);
  g_test_add_func ("/props/a-key-twice-is-refused", test_twice);
  g_test_add_func ("/props/a-packet-has-no-padding", test_small);

  return g_test_run ();
}
