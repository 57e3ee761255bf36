/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values as text and typed text as values, by several locales. */
#include "format-test.h"
#include "locale-test.h"

typedef struct
{
  const char *property;
  const char *text;
  const char *json;
} Case;

#define NBSP "\u00a0"
#define NNBSP "\u202f"

static void
check_shown (TalusFormat *format,
             const Case  *cases,
             guint        n_cases)
{
  g_autoptr (TalusTemplate) template = format_template ();

  for (guint i = 0; i < n_cases; i++)
    assert_shown (format, template, cases[i].property, cases[i].json, cases[i].text);
}

static void
check_typed (TalusFormat *format,
             const Case  *cases,
             guint        n_cases)
{
  g_autoptr (TalusTemplate) template = format_template ();

  for (guint i = 0; i < n_cases; i++)
    assert_typed (format, template, cases[i].property, cases[i].text, cases[i].json);
}

static void
test_english (void)
{
  static const Case shown[] = {
    { "number", "1,234,567.5", "1234567.5" },
    { "number", "10,000", "10000" },
    { "number", "-9999.5", "-9999.5" },
    { "number", "1966", "1966" },
    { "number", "-0.25", "-0.25" },
    { "number", "0.3", "0.30000000000000004" },
    { "number", "1e+21", "1e+21" },
    { "currency", "$1,234.50", "\"1234.5\"" },
    { "currency", "-$0.05", "\"-0.05\"" },
    { "currency", "$999,999,999,999,999,999.123456789", "\"999999999999999999.123456789\"" },
    { "date", "11/30/2026", "\"2026-11-30\"" },
    { "date", "soon", "\"soon\"" },
    { "boolean", "Yes", "true" },
    { "boolean", "No", "false" },
    { "select", "In progress", "\"in-progress\"" },
    { "select", "lost", "\"lost\"" },
    { "multi", "Alpha, Beta, gamma", "[\"a\",\"b\"]" },
    { "multi", "", "[]" },
    { "text", "two lines", "\" two\\n\\nlines \"" },
    { "object", "{\"a\":1}", "{\"a\":1}" },
    { "number", "12 or so", "\"12 or so\"" },
    { "number", "", NULL },
  };
  static const Case typed[] = {
    { "number", "1,234.5", "1234.5" },
    { "number", "1234.5", "1234.5" },
    { "number", "1.234,5", "1234.5" },
    { "number", "1,234", "1234" },
    { "number", "1,5", "1.5" },
    { "number", ".5", "0.5" },
    { "number", "−12", "-12" },
    { "number", " 7 ", "7" },
    { "number", "", "" },
    { "number", "3*12", "36" },
    { "number", "(40+8)/2", "24" },
    { "number", "=1+1", "2" },
    { "number", "0.1+0.2", "0.3" },
    { "number", "250 + 20%", "300" },
    { "number", "50%", "0.5" },
    { "number", "10 − 2 × 3", "4" },
    { "number", "1e3", "1000" },
    { "number", "twelve", NULL },
    { "number", "1,2,3", NULL },
    { "number", "1/0", NULL },
    { "number", "3*", NULL },
    { "number", "(3", NULL },
    { "number", "12 34", NULL },
    { "currency", "$1,234.50", "\"1234.5\"" },
    { "currency", "1234.5 usd", "\"1234.5\"" },
    { "currency", "-$5", "\"-5\"" },
    { "currency", "$-5", "\"-5\"" },
    { "currency", "3*12.50", "\"37.5\"" },
    { "currency", "100/3", "\"33.33\"" },
    { "currency", "999999999999999999.123456789", "\"999999999999999999.123456789\"" },
    { "currency", "9999999999999999999", NULL },
    { "currency", "£5", NULL },
    { "currency", "5 EUR", NULL },
    { "date", "2026-11-30", "\"2026-11-30\"" },
    { "date", "20261130", "\"2026-11-30\"" },
    { "date", "11/30/2026", "\"2026-11-30\"" },
    { "date", "30/11/2026", "\"2026-11-30\"" },
    { "date", "30.11.26", "\"2026-11-30\"" },
    { "date", "Nov 30, 2026", "\"2026-11-30\"" },
    { "date", "30th of November 2026", "\"2026-11-30\"" },
    { "date", "2026-02-30", NULL },
    { "date", "some day", NULL },
    { "boolean", "yes", "true" },
    { "boolean", "FALSE", "false" },
    { "boolean", "maybe", NULL },
    { "select", "done", "\"done\"" },
    { "select", "In Prog", "\"in-progress\"" },
    { "select", "do", NULL },
    { "multi", "alpha; beta", "[\"a\",\"b\"]" },
    { "multi", "Beta, gamma", "[\"b\"]" },
    { "multi", "Alpha, delta", NULL },
    { "text", " as it is ", "\" as it is \"" },
    { "node", "019BCCB0-01B6-70CA-B49D-886C81A67E84",
      "\"019bccb0-01b6-70ca-b49d-886c81a67e84\"" },
    { "node", "Somebody", NULL },
    { "object", "{}", NULL },
  };
  g_autoptr (TalusFormat) format = NULL;

  if (!test_set_locale ("en_US.UTF-8"))
    return;

  format = talus_format_new ("USD", NULL);
  check_shown (format, shown, G_N_ELEMENTS (shown));
  check_typed (format, typed, G_N_ELEMENTS (typed));
}

static void
test_german (void)
{
  static const Case shown[] = {
    { "number", "1.234.567,5", "1234567.5" },
    { "currency", "1.234,50" NBSP "€", "\"1234.5\"" },
    { "currency", "-0,05" NBSP "€", "\"-0.05\"" },
    { "date", "30.11.2026", "\"2026-11-30\"" },
  };
  static const Case typed[] = {
    { "number", "1.234,5", "1234.5" },
    { "number", "1234.5", "1234.5" },
    { "number", "1.234", "1234" },
    { "number", "1,234", "1.234" },
    { "number", "0.123", "0.123" },
    { "number", "1.234.567", "1234567" },
    { "number", "3*1,5", "4.5" },
    { "currency", "1.234,50 €", "\"1234.5\"" },
    { "currency", "€ 5,-", "\"5\"" },
    { "currency", "12 Euro", NULL },
    { "date", "30.11.2026", "\"2026-11-30\"" },
    { "date", "1. Dezember 2026", "\"2026-12-01\"" },
    { "date", "3. Mär 27", "\"2027-03-03\"" },
    { "date", "3 March 2027", "\"2027-03-03\"" },
  };
  g_autoptr (TalusTemplate) template = format_template ();
  g_autoptr (TalusFormat) format = NULL;

  if (!test_set_locale ("de_DE.UTF-8"))
    return;

  format = talus_format_new ("EUR", "Europe/Berlin");
  check_shown (format, shown, G_N_ELEMENTS (shown));
  check_typed (format, typed, G_N_ELEMENTS (typed));
  assert_edited (format, template, "number", "1234567.125", "1234567,125");
  assert_edited (format, template, "number", "-0.001", "-0,001");
  assert_edited (format, template, "number", "1e+30", "1e+30");
  assert_edited (format, template, "currency", "\"1234567.1\"", "1234567,10");
  assert_edited (format, template, "date", "\"2026-02-03\"", "03.02.2026");
  assert_edited (format, template, "select", "\"done\"", "Done");
}

static void
test_other_currencies_than_the_locales (void)
{
  static const Case dollars[] = {
    { "currency", "1.234,50" NBSP "$", "\"1234.5\"" },
  };
  static const Case yen[] = {
    { "currency", "1.234" NBSP "¥", "\"1234\"" },
    { "currency", "1,5" NBSP "¥", "\"1.5\"" },
  };
  static const Case dinars[] = {
    { "currency", "1,500" NBSP "KWD", "\"1.5\"" },
  };
  static const Case none[] = {
    { "currency", "-1.234,50", "\"-1234.5\"" },
  };
  g_autoptr (TalusFormat) format = NULL;

  if (!test_set_locale ("de_DE.UTF-8"))
    return;

  format = talus_format_new ("USD", NULL);
  check_shown (format, dollars, G_N_ELEMENTS (dollars));
  g_clear_pointer (&format, talus_format_unref);
  format = talus_format_new ("JPY", NULL);
  check_shown (format, yen, G_N_ELEMENTS (yen));
  g_clear_pointer (&format, talus_format_unref);
  format = talus_format_new ("KWD", NULL);
  check_shown (format, dinars, G_N_ELEMENTS (dinars));
  g_clear_pointer (&format, talus_format_unref);
  format = talus_format_new (NULL, NULL);
  check_shown (format, none, G_N_ELEMENTS (none));
  g_assert_cmpstr (talus_format_get_currency_symbol (format), ==, "");
}

static void
test_a_sign_is_never_taken_for_anothers (void)
{
  static const Case own[] = {
    { "currency", "$5.00", "\"5\"" },
  };
  static const Case other[] = {
    { "currency", "USD" NBSP "5.00", "\"5\"" },
  };
  g_autoptr (TalusFormat) format = NULL;

  if (!test_set_locale ("en_CA.UTF-8"))
    return;

  format = talus_format_new ("CAD", NULL);
  check_shown (format, own, G_N_ELEMENTS (own));
  g_clear_pointer (&format, talus_format_unref);
  format = talus_format_new ("USD", NULL);
  check_shown (format, other, G_N_ELEMENTS (other));
}

static void
test_french (void)
{
  static const Case shown[] = {
    { "number", "1" NNBSP "234" NNBSP "567,5", "1234567.5" },
    { "date", "30/11/2026", "\"2026-11-30\"" },
  };
  static const Case typed[] = {
    { "number", "1 234,5", "1234.5" },
    { "number", "1" NNBSP "234" NNBSP "567,5", "1234567.5" },
    { "number", "1.234", "1.234" },
    { "currency", "1 234,50 €", "\"1234.5\"" },
    { "date", "30/11/2026", "\"2026-11-30\"" },
    { "date", "1er août 2026", "\"2026-08-01\"" },
  };
  g_autoptr (TalusFormat) format = NULL;

  if (!test_set_locale ("fr_FR.UTF-8"))
    return;

  format = talus_format_new ("EUR", NULL);
  check_shown (format, shown, G_N_ELEMENTS (shown));
  check_typed (format, typed, G_N_ELEMENTS (typed));
}

static void
test_groups_of_india (void)
{
  static const Case shown[] = {
    { "number", "1,23,45,678.5", "12345678.5" },
    { "currency", "₹12,34,567.00", "\"1234567\"" },
  };
  static const Case typed[] = {
    { "number", "1,23,45,678.5", "12345678.5" },
    { "currency", "₹12,34,567", "\"1234567\"" },
  };
  g_autoptr (TalusFormat) format = NULL;

  if (!test_set_locale ("en_IN.UTF-8"))
    return;

  format = talus_format_new ("INR", NULL);
  check_shown (format, shown, G_N_ELEMENTS (shown));
  check_typed (format, typed, G_N_ELEMENTS (typed));
}

static void
test_arabic_digits_are_digits (void)
{
  static const Case typed[] = {
    { "number", "١٢٣٤٫٥", "1234.5" },
    { "number", "١٬٢٣٤", "1234" },
    { "date", "٣٠/١١/٢٠٢٦", "\"2026-11-30\"" },
  };
  g_autoptr (TalusFormat) format = NULL;

  if (!test_set_locale ("ar_EG.UTF-8"))
    return;

  format = talus_format_new ("EGP", NULL);
  check_typed (format, typed, G_N_ELEMENTS (typed));
}

static void
test_without_a_locale_it_is_plain_english (void)
{
  static const Case shown[] = {
    { "number", "12,345.5", "12345.5" },
    { "currency", "€1,234.50", "\"1234.5\"" },
    { "currency", "CHF" NBSP "5.00", "\"5\"" },
    { "date", "2026-11-30", "\"2026-11-30\"" },
  };
  static const Case typed[] = {
    { "date", "30.11.2026", "\"2026-11-30\"" },
    { "date", "2026/3/4", "\"2026-03-04\"" },
  };
  g_autoptr (TalusFormat) format = NULL;

  g_assert_nonnull (setlocale (LC_ALL, "C.UTF-8"));
  format = talus_format_new ("EUR", NULL);
  check_shown (format, shown, 2);
  check_shown (format, shown + 3, 1);
  check_typed (format, typed, G_N_ELEMENTS (typed));
  g_clear_pointer (&format, talus_format_unref);

  format = talus_format_new ("CHF", NULL);
  check_shown (format, shown + 2, 1);
}

static void
test_long_text_is_cut (void)
{
  g_autoptr (TalusTemplate) template = format_template ();
  g_autoptr (TalusFormat) format = talus_format_new (NULL, NULL);
  g_autofree char *words = g_strnfill (100000, 'x');
  g_autoptr (TalusValue) value = talus_value_new_string (words, -1);
  g_autofree char *text = talus_format_value (format, NULL, format_property (template, "text"),
                                              value);

  g_assert_cmpint (g_utf8_strlen (text, -1), <=, 301);
  g_assert_true (g_str_has_suffix (text, "…"));
}

static void
test_any_typed_text_is_answered (void)
{
  static const char *const pieces[] = {
    "1", "23", "456", ".", ",", " ", "'", "-", "+", "*", "/", "(", ")", "%", "$", "€", "e", "E9",
    "Mar", "tomorrow", "d", "w", "٣", "٫", "\u202f", "=", "–", "99999999999999999999",
  };
  static const char *const properties[] = { "number", "currency", "date", "select", "multi" };
  g_autoptr (TalusTemplate) template = format_template ();
  g_autoptr (TalusFormat) format = talus_format_new ("USD", NULL);

  for (guint i = 0; i < 20000; i++)
    {
      const TalusProperty *property = format_property (
        template, properties[g_test_rand_int_range (0, G_N_ELEMENTS (properties))]);
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (TalusValue) value = NULL;
      g_autoptr (TalusValue) again = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *edited = NULL;

      for (int n = g_test_rand_int_range (1, 8); n > 0; n--)
        g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);

      if (!talus_format_parse (format, property, text->str, &value, &error))
        {
          g_assert_nonnull (error);
          continue;
        }
      if (value == NULL)
        continue;

      g_assert_true (talus_property_accepts (property, value));
      edited = talus_format_edit_text (format, property, value);
      talus_format_parse (format, property, edited, &again, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (talus_value_get_json (value, NULL), ==, talus_value_get_json (again, NULL));
    }
}

static void
test_references_are_shown_by_name (void)
{
  g_autoptr (TalusTemplate) template = format_template ();
  g_autoptr (TalusFormat) format = talus_format_new (NULL, NULL);
  TalusId id = { { 1, } };
  g_autoptr (TalusGraph) graph = talus_graph_new (&id, "Test", template);
  TalusGraphLoader *loader = talus_graph_loader_new (graph, 1);
  TalusLoadedNode loaded = { .id = { { 2, } }, .name = "Ada", .name_length = 3 };
  g_autoptr (TalusValue) value = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  loaded.type = talus_graph_loader_add_symbol (loader, "thing");
  talus_graph_loader_begin_node (loader, &loaded);
  talus_graph_loader_end_node (loader);
  talus_graph_loader_finish (loader, &error);
  g_assert_no_error (error);

  value = format_json ("[\"02000000-0000-0000-0000-000000000000\","
                       "\"03000000-0000-0000-0000-000000000000\"]");
  text = talus_format_value (format, graph, format_property (template, "person"), value);
  g_assert_cmpstr (text, ==, "Ada, Unknown");
}

static void
test_settings_are_followed (void)
{
  g_autoptr (TalusTemplate) template = format_template ();
  TalusId id = { { 1, } };
  g_autoptr (TalusGraph) graph = talus_graph_new (&id, "Test", template);
  g_autoptr (TalusChangeSet) set = talus_change_set_new ();
  TalusChange *change = talus_change_set_add (set, TALUS_CHANGE_META);
  TalusFormat *format = talus_format_get (graph);
  g_autoptr (GError) error = NULL;

  g_assert_null (talus_format_get_currency (format));
  g_assert_true (talus_format_get (graph) == format);

  change->key = g_strdup ("currency");
  change->new_value = format_json ("\"EUR\"");
  talus_graph_apply (graph, set, 1, 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (talus_format_get_currency (talus_format_get (graph)), ==, "EUR");
}

int
main (int   argc,
      char *argv[])
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/format/without-a-locale-it-is-plain-english",
                   test_without_a_locale_it_is_plain_english);
  g_test_add_func ("/format/long-text-is-cut", test_long_text_is_cut);
  g_test_add_func ("/format/any-typed-text-is-answered", test_any_typed_text_is_answered);
  g_test_add_func ("/format/references-are-shown-by-name", test_references_are_shown_by_name);
  g_test_add_func ("/format/settings-are-followed", test_settings_are_followed);
  g_test_add_func ("/format/english", test_english);
  g_test_add_func ("/format/german", test_german);
  g_test_add_func ("/format/french", test_french);
  g_test_add_func ("/format/other-currencies-than-the-locales",
                   test_other_currencies_than_the_locales);
  g_test_add_func ("/format/a-sign-is-never-taken-for-anothers",
                   test_a_sign_is_never_taken_for_anothers);
  g_test_add_func ("/format/groups-of-india", test_groups_of_india);
  g_test_add_func ("/format/arabic-digits-are-digits", test_arabic_digits_are_digits);

  return g_test_run ();
}
