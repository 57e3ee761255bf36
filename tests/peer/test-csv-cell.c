/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells as values: numbers and dates as countries write them, and back. */
#include "peer-fixture.h"

#include <string.h>

#include "peer/talus-csv-cell.h"

#define YAML                                                                  \
  "id: cells\n"                                                               \
  "node_types:\n"                                                             \
  "  - id: t\n"                                                               \
  "    label: T\n"                                                            \
  "    features: [is_root]\n"                                                 \
  "    properties:\n"                                                         \
  "      - {id: text, label: Text, type: text}\n"                             \
  "      - {id: number, label: Number, type: number}\n"                       \
  "      - {id: money, label: Money, type: currency}\n"                       \
  "      - {id: flag, label: Flag, type: boolean}\n"                          \
  "      - {id: day, label: Day, type: date}\n"                               \
  "      - {id: object, label: Object, type: object}\n"                       \
  "      - {id: one, label: One, type: select,\n"                             \
  "         options: [{id: a, name: First one}, {id: b, name: B}]}\n"         \
  "      - {id: many, label: Many, type: multi_select,\n"                     \
  "         options: [{id: a, name: First one}, {id: b, name: 'B; c'}]}\n"

static const TalusProperty *
find (TalusTemplate *template,
      const char    *id)
{
  return talus_node_type_get_property (talus_template_get_root_type (template), id);
}

static void
test_read (void)
{
  static const TalusCsvFormat point = { '.', TALUS_CSV_DATE_MDY };
  static const TalusCsvFormat comma = { ',', TALUS_CSV_DATE_DMY };
  static const struct
  {
    const char *property;
    const TalusCsvFormat *format;
    const char *cell;
    const char *json;   /* NULL: refused */
  } cases[] = {
    { "text", &point, " as it is ", "\" as it is \"" },
    { "number", &point, "1,234.5", "1234.5" },
    { "number", &comma, "1.234,5", "1234.5" },
    { "number", &comma, "1 234,5", "1234.5" },
    { "number", &point, "-.5", "-0.5" },
    { "number", &point, "− 12", "-12" },
    { "number", &point, "1e3", "1000" },
    { "number", &point, "5.", "5" },
    { "number", &point, "1'234'567", "1234567" },
    { "number", &point, "12,34", NULL },
    { "number", &point, "1,2345", NULL },
    { "number", &point, "1.2.3", NULL },
    { "number", &point, "ten", NULL },
    { "number", &point, "50%", NULL },
    { "number", &point, "-", NULL },
    { "number", &point, "1e999", NULL },
    { "money", &point, "$1,234.50", "\"1234.5\"" },
    { "money", &comma, "1.234,50 €", "\"1234.5\"" },
    { "money", &point, "USD 0.10", "\"0.1\"" },
    { "money", &point, "(12.30)", "\"-12.3\"" },
    { "money", &point, "123456789012345678.123456789", "\"123456789012345678.123456789\"" },
    { "money", &point, "1234567890123456789", NULL },
    { "flag", &point, "Yes", "true" },
    { "flag", &point, "x", "true" },
    { "flag", &point, "0", "false" },
    { "flag", &point, "maybe", NULL },
    { "day", &point, "2026-02-28", "\"2026-02-28\"" },
    { "day", &point, "2026-02-28T12:00", "\"2026-02-28\"" },
    { "day", &point, "3.4.2026", "\"2026-04-03\"" },
    { "day", &point, "3/4/2026", "\"2026-03-04\"" },
    { "day", &comma, "3/4/2026", "\"2026-04-03\"" },
    { "day", &point, "2026-02-30", NULL },
    { "day", &point, "3.4.26", NULL },
    { "day", &point, "tomorrow", NULL },
    { "one", &point, "first ONE", "\"a\"" },
    { "one", &point, "b", "\"b\"" },
    { "one", &point, "other", NULL },
    { "many", &point, "First one, b", "[\"a\",\"b\"]" },
    { "many", &point, "B; c", "[\"b\"]" },
    { "many", &point, "a; a", "[\"a\"]" },
    { "many", &point, "a; z", NULL },
    { "object", &point, "{\"b\": 1, \"a\": [2]}", "{\"a\":[2],\"b\":1}" },
    { "object", &point, "{", NULL },
  };
  g_autoptr (TalusTemplate) template = peer_fixture_template (YAML);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (TalusValue) value =
        talus_csv_cell_read (cases[i].cell, find (template, cases[i].property), cases[i].format,
                             &error);

      g_test_message ("%s: “%s”", cases[i].property, cases[i].cell);
      if (cases[i].json == NULL)
        {
          g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE);
          g_assert_null (value);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpstr (talus_value_get_json (value, NULL), ==, cases[i].json);
    }
}

static void
test_round_trip (void)
{
  static const TalusCsvFormat comma = { ',', TALUS_CSV_DATE_DMY };
  static const TalusCsvFormat plain = { '.', TALUS_CSV_DATE_DMY };
  static const struct
  {
    const char *property;
    const char *json;
    const char *cell;
    const char *local;  /* with a comma; the locale of tests is C */
  } cases[] = {
    { "text", "\"1.5\"", "1.5", "1.5" },
    { "number", "-1234.5", "-1234.5", "-1234,5" },
    { "money", "\"0.1\"", "0.1", "0,1" },
    { "flag", "true", "true", "yes" },
    { "day", "\"2026-02-28\"", "2026-02-28", NULL },
    { "one", "\"a\"", "First one", "First one" },
    { "many", "[\"a\",\"b\"]", "First one; b", "First one; b" },
    { "object", "{\"a\":[2]}", "{\"a\":[2]}", "{\"a\":[2]}" },
    { "object", "\"text\"", "\"text\"", "\"text\"" },
    { "object", "[1]", "[1]", "[1]" },
  };
  g_autoptr (TalusTemplate) template = peer_fixture_template (YAML);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const TalusProperty *property = find (template, cases[i].property);
      g_autoptr (TalusValue) value = talus_value_new_canonical (cases[i].json,
                                                                strlen (cases[i].json));
      g_autofree char *cell = talus_csv_cell_write (value, property, NULL);
      g_autofree char *local = talus_csv_cell_write (value, property, &comma);
      g_autoptr (TalusValue) again = talus_csv_cell_read (cell, property, &plain, NULL);
      g_autoptr (TalusValue) local_again = NULL;

      g_assert_cmpstr (cell, ==, cases[i].cell);
      g_assert_true (talus_value_equal (value, again));
      if (cases[i].local == NULL)
        continue;
      local_again = talus_csv_cell_read (local, property, &comma, NULL);
      g_assert_cmpstr (local, ==, cases[i].local);
      g_assert_true (talus_value_equal (value, local_again));
    }
}

static void
test_guess (void)
{
  static const struct
  {
    const char *cells[4];
    char decimal;
  } cases[] = {
    { { "1.234,5", "12", NULL }, ',' },
    { { "1,234.5", "12", NULL }, '.' },
    { { "1,5", "1,234", NULL }, ',' },
    { { "1.5", "1.234", NULL }, '.' },
    { { "1,234,567", "", NULL }, '.' },
    { { "1.234.567", "", NULL }, ',' },
    { { "1,234", "2,345", NULL }, '?' },
  };
  static const char *const american[] = { "1/2/2026", "12/31/2026" };
  static const char *const british[] = { "1/2/2026", "31/12/2026" };
  TalusCsvFormat format = { '?', TALUS_CSV_DATE_DMY };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      format.decimal = '?';
      talus_csv_format_guess (&format, cases[i].cells, 2, NULL, 0);
      g_assert_cmpint (format.decimal, ==, cases[i].decimal);
    }

  talus_csv_format_guess (&format, NULL, 0, american, 2);
  g_assert_cmpint (format.date_order, ==, TALUS_CSV_DATE_MDY);
  talus_csv_format_guess (&format, NULL, 0, british, 2);
  g_assert_cmpint (format.date_order, ==, TALUS_CSV_DATE_DMY);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/csv-cell/read-as-countries-write", test_read);
  g_test_add_func ("/csv-cell/written-is-read-the-same", test_round_trip);
  g_test_add_func ("/csv-cell/format-is-what-cells-speak-for", test_guess);

  return g_test_run ();
}
