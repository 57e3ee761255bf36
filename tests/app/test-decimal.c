/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimals are exact, or refuse. */
#include "app/format/talus-decimal.h"

static TalusDecimal
decimal (const char *text)
{
  TalusDecimal number;

  g_assert_true (talus_decimal_parse (text, &number));

  return number;
}

static void
assert_decimal (const TalusDecimal *number,
                const char         *expected)
{
  g_autofree char *text = talus_decimal_to_string (number);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_text_comes_back_in_normal_form (void)
{
  static const struct
  {
    const char *text;
    const char *expected;
  } cases[] = {
    { "0", "0" },
    { "-0", "0" },
    { "007", "7" },
    { "1.50", "1.5" },
    { "-0.05", "-0.05" },
    { "1e3", "1000" },
    { "1.5e-7", "0.00000015" },
    { "12.5e1", "125" },
    { "999999999999999999.999999999", "999999999999999999.999999999" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      TalusDecimal number = decimal (cases[i].text);

      assert_decimal (&number, cases[i].expected);
    }
}

static void
test_what_is_no_number_is_refused (void)
{
  static const char *const texts[] = {
    "", "-", ".", "a", "1a", "1e", "1 2", "1e99999", "0.0000000000000000001",
    "9999999999999999999999999999999999999999",
  };
  TalusDecimal number;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_assert_false (talus_decimal_parse (texts[i], &number));
}

static void
test_sums_are_exact (void)
{
  TalusDecimal tenth = decimal ("0.1");
  TalusDecimal sum = decimal ("0");
  TalusDecimal large = decimal ("999999999999999999.999999999");

  for (guint i = 0; i < 1000; i++)
    g_assert_true (talus_decimal_add (&sum, &tenth, &sum));
  assert_decimal (&sum, "100");

  g_assert_true (talus_decimal_add (&large, &tenth, &sum));
  assert_decimal (&sum, "1000000000000000000.099999999");
  g_assert_true (talus_decimal_subtract (&sum, &large, &sum));
  assert_decimal (&sum, "0.1");
}

static void
test_products_and_quotients (void)
{
  TalusDecimal a = decimal ("12.50");
  TalusDecimal b = decimal ("3");
  TalusDecimal zero = decimal ("0");
  TalusDecimal result;

  g_assert_true (talus_decimal_multiply (&a, &b, &result));
  assert_decimal (&result, "37.5");
  g_assert_true (talus_decimal_divide (&a, &b, 2, &result));
  assert_decimal (&result, "4.17");
  g_assert_true (talus_decimal_divide (&b, &a, 9, &result));
  assert_decimal (&result, "0.24");
  g_assert_false (talus_decimal_divide (&a, &zero, 2, &result));

  a = decimal ("-1");
  b = decimal ("8");
  g_assert_true (talus_decimal_divide (&a, &b, 2, &result));
  assert_decimal (&result, "-0.13");
}

static void
test_what_does_not_fit_is_refused (void)
{
  TalusDecimal large = decimal ("99999999999999999999999999999999999999");
  TalusDecimal small = decimal ("0.000000000000000001");
  TalusDecimal result;

  g_assert_false (talus_decimal_multiply (&large, &large, &result));
  g_assert_false (talus_decimal_add (&large, &small, &result));
  g_assert_cmpint (talus_decimal_compare (&large, &small), >, 0);
  g_assert_cmpint (talus_decimal_compare (&small, &large), <, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/decimal/text-comes-back-in-normal-form", test_text_comes_back_in_normal_form);
  g_test_add_func ("/decimal/what-is-no-number-is-refused", test_what_is_no_number_is_refused);
  g_test_add_func ("/decimal/sums-are-exact", test_sums_are_exact);
  g_test_add_func ("/decimal/products-and-quotients", test_products_and_quotients);
  g_test_add_func ("/decimal/what-does-not-fit-is-refused", test_what_does_not_fit_is_refused);

  return g_test_run ();
}
