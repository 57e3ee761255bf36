/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each property kind takes, what it becomes, what is refused; and what
 * an import makes of the same. */

#include <glib.h>
#include <string.h>

#include "base/talus-error.h"
#include "base/talus-json.h"
#include "model/talus-property-type.h"

static const char template_yaml[] =
  "name: Kinds\n"
  "node_types:\n"
  "- id: t\n"
  "  properties:\n"
  "  - {id: text, type: text}\n"
  "  - {id: editor, type: editor}\n"
  "  - {id: number, type: number}\n"
  "  - {id: currency, type: currency}\n"
  "  - {id: boolean, type: boolean}\n"
  "  - {id: date, type: date}\n"
  "  - id: select\n"
  "    type: select\n"
  "    options: [{name: To Do, id: todo}, {name: Done}, {name: '2024'}, {name: todo, id: other}]\n"
  "  - id: multi\n"
  "    type: multi_select\n"
  "    options: [{name: Red, id: r}, {name: Green, id: g}, {name: Blue, id: b}]\n"
  "  - {id: reference, type: node_reference}\n"
  "  - {id: person, type: person}\n"
  "  - {id: object, type: object}\n"
  "  - {id: file, type: file}\n";


#define ID_LOWER "0190c3a4-1111-7222-8333-0123456789ab"
#define ID_UPPER "0190C3A4-1111-7222-8333-0123456789AB"

typedef struct
{
  TalusTemplate *template;
  const TalusNodeType *type;
  char *done;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GBytes) yaml = g_bytes_new_static (template_yaml, strlen (template_yaml));
  g_autoptr (GError) error = NULL;
  TalusId uuid;

  fixture->template = talus_template_new_from_yaml (yaml, "kinds.yaml", &error);
  g_assert_no_error (error);
  fixture->type = talus_template_get_root_type (fixture->template);

  talus_id_from_name (&uuid, "t.select:Done", -1);
  fixture->done = talus_id_to_string (&uuid);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  talus_template_unref (fixture->template);
  g_free (fixture->done);
}

static JsonNode *
parse (const char *json)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = talus_json_parse (json, strlen (json), TALUS_JSON_DEPTH_COMMAND, &error);

  g_assert_no_error (error);

  return node;
}

static const TalusProperty *
get_property (Fixture    *fixture,
              const char *id)
{
  const TalusProperty *property = talus_node_type_get_property (fixture->type, id);

  g_assert_nonnull (property);

  return property;
}

/* A line of the log must not be long, nor cut inside a character. */
static void
note_case (const char *id,
           const char *json)
{
  g_autofree char *head = g_strndup (json, 60);
  g_autofree char *shown = g_strescape (head, NULL);

  g_test_message ("%s: %s", id, shown);
}

/* `expected`: canonical JSON, or NULL where INVALID_VALUE is due. */
static void
assert_strict (Fixture    *fixture,
               const char *id,
               const char *json,
               const char *expected)
{
  const TalusProperty *property = get_property (fixture, id);
  g_autoptr (JsonNode) node = parse (json);
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusValue) value = talus_property_normalize (property, node, &error);

  note_case (id, json);

  if (expected == NULL)
    {
      g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE);
      g_assert_nonnull (strstr (error->message, id));
      g_assert_null (value);
      return;
    }

  g_assert_no_error (error);
  g_assert_cmpstr (talus_value_get_json (value, NULL), ==, expected);
  g_assert_true (talus_property_accepts (property, value));
}

static void
assert_lenient (Fixture     *fixture,
                const char  *id,
                const char  *json,
                const char  *expected,
                TalusOddity  expected_oddity)
{
  const TalusProperty *property = get_property (fixture, id);
  g_autoptr (JsonNode) node = parse (json);
  TalusOddity oddity;
  g_autoptr (TalusValue) value = talus_property_normalize_lenient (property, node, &oddity);

  note_case (id, json);
  g_assert_cmpint (oddity, ==, expected_oddity);

  if (expected == NULL)
    {
      g_assert_null (value);
      return;
    }

  g_assert_cmpstr (talus_value_get_json (value, NULL), ==, expected);
  g_assert_cmpint (talus_property_accepts (property, value), ==,
                   oddity == TALUS_ODDITY_NONE || oddity == TALUS_ODDITY_CONVERTED);
}

typedef struct
{
  const char *id;
  const char *json;
  const char *expected; /* NULL: refused */
} StrictCase;

static void
assert_strict_cases (Fixture          *fixture,
                     const StrictCase *cases,
                     guint             n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    assert_strict (fixture, cases[i].id, cases[i].json, cases[i].expected);
}

static void
test_null_is_no_value (Fixture       *fixture,
                       gconstpointer  data)
{
  GPtrArray *properties = fixture->type->properties;

  for (guint i = 0; i < properties->len; i++)
    {
      const TalusProperty *property = properties->pdata[i];

      assert_strict (fixture, property->id, "null", NULL);
      assert_lenient (fixture, property->id, "null", NULL, TALUS_ODDITY_EMPTY);
    }
}

static void
test_plain_kinds (Fixture       *fixture,
                  gconstpointer  data)
{
  static const StrictCase cases[] = {
    { "text", "\"a\\nb\"", "\"a\\nb\"" },
    { "text", "\"\"", "\"\"" },
    { "text", "1", NULL },
    { "text", "[\"a\"]", NULL },
    { "text", "true", NULL },
    { "editor", "\"long\"", "\"long\"" },
    { "editor", "{}", NULL },
    { "number", "1", "1" },
    { "number", "1.0", "1" },
    { "number", "-0", "0" },
    { "number", "-0.0", "0" },
    { "number", "1e-7", "1e-7" },
    { "number", "9007199254740993", "9007199254740992" },
    { "number", "1.7976931348623157e308", "1.7976931348623157e+308" },
    { "number", "\"1\"", NULL },
    { "number", "true", NULL },
    { "number", "[1]", NULL },
    { "boolean", "true", "true" },
    { "boolean", "false", "false" },
    { "boolean", "0", NULL },
    { "boolean", "\"true\"", NULL },
    { "object", "{\"b\":[1,{}],\"a\":null}", "{\"a\":null,\"b\":[1,{}]}" },
    { "object", "[]", "[]" },
    { "object", "\"text\"", "\"text\"" },
    { "object", "5", "5" },
    { "object", "false", "false" },
    { "file", "\"a.txt\"", NULL },
    { "file", "{}", NULL },
  };

  assert_strict_cases (fixture, cases, G_N_ELEMENTS (cases));
}

static void
test_currency (Fixture       *fixture,
               gconstpointer  data)
{
  static const StrictCase cases[] = {
    { "currency", "\"12.50\"", "\"12.5\"" },
    { "currency", "\"007\"", "\"7\"" },
    { "currency", "\"0\"", "\"0\"" },
    { "currency", "\"-0\"", "\"0\"" },
    { "currency", "\"-0.00\"", "\"0\"" },
    { "currency", "\"-000.500\"", "\"-0.5\"" },
    { "currency", "\"100\"", "\"100\"" },
    { "currency", "\"10.0\"", "\"10\"" },
    { "currency", "\"123456789012345678.123456789\"", "\"123456789012345678.123456789\"" },
    { "currency", "\"-999999999999999999.999999999\"", "\"-999999999999999999.999999999\"" },
    { "currency", "\"0001234567890123456789.5\"", NULL },
    { "currency", "\"000000000000000000000001.5\"", "\"1.5\"" },
    { "currency", "\"1.50000000000000000000\"", "\"1.5\"" },
    { "currency", "\"1.0000000001\"", NULL },
    { "currency", "\"1234567890123456789\"", NULL },
    { "currency", "\"+5\"", NULL },
    { "currency", "\".5\"", NULL },
    { "currency", "\"5.\"", NULL },
    { "currency", "\"-\"", NULL },
    { "currency", "\"\"", NULL },
    { "currency", "\" 5\"", NULL },
    { "currency", "\"1e3\"", NULL },
    { "currency", "\"1,000\"", NULL },
    { "currency", "\"--1\"", NULL },
    { "currency", "\"١\"", NULL },
    { "currency", "12.5", "\"12.5\"" },
    { "currency", "0.1", "\"0.1\"" },
    { "currency", "-0.0", "\"0\"" },
    { "currency", "1e17", "\"100000000000000000\"" },
    { "currency", "1e-9", "\"0.000000001\"" },
    { "currency", "-1.5e-7", "\"-0.00000015\"" },
    { "currency", "1e18", NULL },
    { "currency", "1e21", NULL },
    { "currency", "1e300", NULL },
    { "currency", "1e-10", NULL },
    { "currency", "5e-324", NULL },
    { "currency", "true", NULL },
    { "currency", "[1]", NULL },
  };

  assert_strict_cases (fixture, cases, G_N_ELEMENTS (cases));
}

static void
test_date (Fixture       *fixture,
           gconstpointer  data)
{
  static const StrictCase cases[] = {
    { "date", "\"2026-11-21\"", "\"2026-11-21\"" },
    { "date", "\"2024-02-29\"", "\"2024-02-29\"" },
    { "date", "\"2000-02-29\"", "\"2000-02-29\"" },
    { "date", "\"0001-01-01\"", "\"0001-01-01\"" },
    { "date", "\"9999-12-31\"", "\"9999-12-31\"" },
    { "date", "\"2023-02-29\"", NULL },
    { "date", "\"1900-02-29\"", NULL },
    { "date", "\"2026-04-31\"", NULL },
    { "date", "\"2026-13-01\"", NULL },
    { "date", "\"2026-00-01\"", NULL },
    { "date", "\"2026-01-00\"", NULL },
    { "date", "\"0000-01-01\"", NULL },
    { "date", "\"2026-1-1\"", NULL },
    { "date", "\"2026/01/01\"", NULL },
    { "date", "\"2026-01-01T00:00:00\"", NULL },
    { "date", "\" 2026-01-01\"", NULL },
    { "date", "\"-026-01-01\"", NULL },
    { "date", "20260101", NULL },
  };

  assert_strict_cases (fixture, cases, G_N_ELEMENTS (cases));
}

static void
test_select (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *done = g_strdup_printf ("\"%s\"", fixture->done);
  g_autofree char *done_upper = g_ascii_strup (done, -1);

  assert_strict (fixture, "select", "\"todo\"", "\"todo\""); /* an id before a name */
  assert_strict (fixture, "select", "\"To Do\"", "\"todo\"");
  assert_strict (fixture, "select", "\"other\"", "\"other\"");
  assert_strict (fixture, "select", "\"Done\"", done);
  assert_strict (fixture, "select", done, done);
  assert_strict (fixture, "select", done_upper, done);
  assert_strict (fixture, "select", "\"done\"", NULL);
  assert_strict (fixture, "select", "\"\"", NULL);
  assert_strict (fixture, "select", "2024", NULL);
  assert_strict (fixture, "select", "[\"todo\"]", NULL);
}

static void
test_multi_select (Fixture       *fixture,
                   gconstpointer  data)
{
  static const StrictCase cases[] = {
    { "multi", "[]", "[]" },
    { "multi", "[\"g\",\"r\"]", "[\"g\",\"r\"]" },
    { "multi", "[\"Green\",\"b\"]", "[\"g\",\"b\"]" },
    { "multi", "[\"g\",\"g\"]", NULL },
    { "multi", "[\"g\",\"Green\"]", NULL },
    { "multi", "[\"g\",\"purple\"]", NULL },
    { "multi", "[\"g\",null]", NULL },
    { "multi", "[[\"g\"]]", NULL },
    { "multi", "\"g\"", NULL },
    { "multi", "{}", NULL },
  };

  assert_strict_cases (fixture, cases, G_N_ELEMENTS (cases));
}

static void
test_references (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char *const ids[] = { "reference", "person" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      assert_strict (fixture, ids[i], "\"" ID_UPPER "\"", "\"" ID_LOWER "\"");
      assert_strict (fixture, ids[i], "[\"" ID_LOWER "\"]", "[\"" ID_LOWER "\"]");
      assert_strict (fixture, ids[i], "[\"" ID_UPPER "\",\"" ID_LOWER "\"]",
                     "[\"" ID_LOWER "\",\"" ID_LOWER "\"]");
      assert_strict (fixture, ids[i], "[]", "[]");
      assert_strict (fixture, ids[i], "\"\"", NULL);
      assert_strict (fixture, ids[i], "\"somebody\"", NULL);
      assert_strict (fixture, ids[i], "[\"" ID_LOWER "\",5]", NULL);
      assert_strict (fixture, ids[i], "{\"id\":\"" ID_LOWER "\"}", NULL);
    }
}

static char *
quoted (const char *unit,
        gsize       n_units)
{
  GString *text = g_string_new ("\"");

  for (gsize i = 0; i < n_units; i++)
    g_string_append (text, unit);
  g_string_append_c (text, '"');

  return g_string_free (text, FALSE);
}

static void
test_limits (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *id;
    gsize max;
  } limits[] = {
    { "text", TALUS_TEXT_MAX_BYTES },
    { "editor", TALUS_EDITOR_MAX_BYTES },
  };

  g_assert_cmpuint (TALUS_TEXT_MAX_BYTES, ==, 65536);
  g_assert_cmpuint (TALUS_EDITOR_MAX_BYTES, ==, 524288);

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    {
      g_autofree char *fits = quoted ("ä", limits[i].max / 2);
      g_autofree char *escaped = quoted ("\\n", limits[i].max);
      g_autofree char *too_long = quoted ("x", limits[i].max + 1);
      g_autoptr (TalusValue) stored = talus_value_new_canonical (too_long, strlen (too_long));

      assert_strict (fixture, limits[i].id, fits, fits);
      assert_strict (fixture, limits[i].id, escaped, escaped);
      assert_strict (fixture, limits[i].id, too_long, NULL);
      assert_lenient (fixture, limits[i].id, too_long, too_long, TALUS_ODDITY_WRONG_TYPE);
      g_assert_false (talus_property_accepts (get_property (fixture, limits[i].id), stored));
    }
}

static void
test_stored_values (Fixture       *fixture,
                    gconstpointer  data)
{
  static const struct
  {
    const char *id;
    const char *json;
    gboolean accepted;
  } cases[] = {
    { "text", "\"a\"", TRUE },
    { "text", "1", FALSE },
    { "number", "1", TRUE },
    { "number", "\"1\"", FALSE },
    { "boolean", "true", TRUE },
    { "boolean", "1", FALSE },
    { "currency", "\"12.5\"", TRUE },
    { "currency", "\"12.50\"", FALSE },
    { "currency", "12.5", FALSE },
    { "date", "\"2026-01-01\"", TRUE },
    { "date", "\"2026-02-30\"", FALSE },
    { "select", "\"todo\"", TRUE },
    { "select", "\"To Do\"", FALSE },
    { "select", "\"gone\"", FALSE },
    { "multi", "[\"g\",\"r\"]", TRUE },
    { "multi", "[\"Green\"]", FALSE },
    { "multi", "\"g\"", FALSE },
    { "reference", "\"" ID_LOWER "\"", TRUE },
    { "reference", "\"somebody\"", FALSE },
    { "object", "{}", TRUE },
    { "file", "\"a\"", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (TalusValue) value = talus_value_new_canonical (cases[i].json,
                                                                strlen (cases[i].json));

      note_case (cases[i].id, cases[i].json);
      g_assert_cmpint (talus_property_accepts (get_property (fixture, cases[i].id), value), ==,
                       cases[i].accepted);
    }
}

static void
test_import_converts (Fixture       *fixture,
                      gconstpointer  data)
{
  static const StrictCase cases[] = {
    { "text", "12.50", "\"12.5\"" },
    { "text", "true", "\"true\"" },
    { "number", "\"12.5\"", "12.5" },
    { "number", "\" 40 \"", "40" },
    { "number", "\"-1e3\"", "-1000" },
    { "currency", "\" 1e3\"", "\"1000\"" },
    { "currency", "\"+5\"", "\"5\"" },
    { "currency", "\".5\"", "\"0.5\"" },
    { "currency", "\"-.5\"", "\"-0.5\"" },
    { "currency", "\"5.\"", "\"5\"" },
    { "boolean", "\"true\"", "true" },
    { "boolean", "\"False\"", "false" },
    { "boolean", "0", "false" },
    { "boolean", "1", "true" },
    { "date", "\"2026-01-02T00:00:00\"", "\"2026-01-02\"" },
    { "date", "\"2026-01-02T10:00:00.000Z\"", "\"2026-01-02\"" },
    { "date", "\"2026-01-02 10:00\"", "\"2026-01-02\"" },
    { "select", "\"To Do\"", "\"todo\"" },
    { "select", "\"to do\"", "\"todo\"" },
    { "select", "\" To Do \"", "\"todo\"" },
    { "multi", "\"Red\"", "[\"r\"]" },
    { "multi", "[\"green\",\"r\"]", "[\"g\",\"r\"]" },
    { "multi", "[\"g\",\"Green\",\"r\"]", "[\"g\",\"r\"]" },
  };
  TalusId uuid;
  g_autofree char *text = NULL;
  g_autofree char *by_uuid = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_lenient (fixture, cases[i].id, cases[i].json, cases[i].expected, TALUS_ODDITY_CONVERTED);

  /* The UUID of an option's name leads to it, though it has an id of its own. */
  talus_id_from_name (&uuid, "t.select:To Do", -1);
  text = talus_id_to_string (&uuid);
  by_uuid = g_strdup_printf ("\"%s\"", text);
  assert_lenient (fixture, "select", by_uuid, "\"todo\"", TALUS_ODDITY_CONVERTED);
}

static void
test_import_keeps_regular_values (Fixture       *fixture,
                                  gconstpointer  data)
{
  static const StrictCase cases[] = {
    { "text", "\"\"", "\"\"" }, /* stored text may be empty, and must return so */
    { "text", "\" \"", "\" \"" },
    { "number", "5", "5" },
    { "currency", "5.50", "\"5.5\"" },
    { "date", "\"2026-01-02\"", "\"2026-01-02\"" },
    { "select", "\"todo\"", "\"todo\"" },
    { "multi", "[\"r\"]", "[\"r\"]" },
    { "reference", "[\"" ID_LOWER "\"]", "[\"" ID_LOWER "\"]" },
    { "reference", "\"" ID_LOWER "\"", "\"" ID_LOWER "\"" },
    { "object", "\"\"", "\"\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_lenient (fixture, cases[i].id, cases[i].json, cases[i].expected, TALUS_ODDITY_NONE);
}

static void
test_import_leaves_out_unset (Fixture       *fixture,
                              gconstpointer  data)
{
  static const char *const ids[] = {
    "number", "currency", "boolean", "date", "select", "multi", "reference", "person", "file",
  };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      assert_lenient (fixture, ids[i], "\"\"", NULL, TALUS_ODDITY_EMPTY);
      assert_lenient (fixture, ids[i], "\"  \"", NULL, TALUS_ODDITY_EMPTY);
    }
}

static void
test_import_keeps_the_rest (Fixture       *fixture,
                            gconstpointer  data)
{
  static const struct
  {
    const char *id;
    const char *json;
    const char *kept;
    TalusOddity oddity;
  } cases[] = {
    { "text", "[\"a\"]", "[\"a\"]", TALUS_ODDITY_WRONG_TYPE },
    { "number", "\"twelve\"", "\"twelve\"", TALUS_ODDITY_WRONG_TYPE },
    { "number", "\"0x10\"", "\"0x10\"", TALUS_ODDITY_WRONG_TYPE },
    { "number", "\"nan\"", "\"nan\"", TALUS_ODDITY_WRONG_TYPE },
    { "number", "\"1e999\"", "\"1e999\"", TALUS_ODDITY_WRONG_TYPE },
    { "number", "true", "true", TALUS_ODDITY_WRONG_TYPE },
    { "currency", "\"$5\"", "\"$5\"", TALUS_ODDITY_WRONG_TYPE },
    { "currency", "1e30", "1e+30", TALUS_ODDITY_WRONG_TYPE },
    { "boolean", "\"perhaps\"", "\"perhaps\"", TALUS_ODDITY_WRONG_TYPE },
    { "boolean", "2", "2", TALUS_ODDITY_WRONG_TYPE },
    { "date", "\"2026-02-30T00:00:00\"", "\"2026-02-30T00:00:00\"", TALUS_ODDITY_WRONG_TYPE },
    { "date", "\"tomorrow\"", "\"tomorrow\"", TALUS_ODDITY_WRONG_TYPE },
    { "select", "\"gone\"", "\"gone\"", TALUS_ODDITY_UNKNOWN_OPTION },
    { "select", "{}", "{}", TALUS_ODDITY_WRONG_TYPE },
    { "multi", "[\"Red\",\"gone\",\"g\"]", "[\"r\",\"gone\",\"g\"]", TALUS_ODDITY_UNKNOWN_OPTION },
    { "multi", "\"gone\"", "\"gone\"", TALUS_ODDITY_UNKNOWN_OPTION },
    { "multi", "{}", "{}", TALUS_ODDITY_WRONG_TYPE },
    { "reference", "\"somebody\"", "\"somebody\"", TALUS_ODDITY_WRONG_TYPE },
    { "reference", "[\"x\",\"" ID_LOWER "\"]", "[\"x\",\"" ID_LOWER "\"]",
      TALUS_ODDITY_WRONG_TYPE },
    { "file", "\"a.txt\"", "\"a.txt\"", TALUS_ODDITY_WRONG_TYPE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_lenient (fixture, cases[i].id, cases[i].json, cases[i].kept, cases[i].oddity);
}

static void
test_name (void)
{
  g_autofree char *fits = quoted ("😀", TALUS_NAME_MAX_CHARACTERS);
  g_autofree char *too_long = quoted ("x", TALUS_NAME_MAX_CHARACTERS + 1);
  const char *const good[] = { "\"A name\"", "\"\"", "\" kept \"", fits };
  const char *const bad[] = { "null", "5", "[\"a\"]", too_long };

  g_assert_cmpuint (TALUS_NAME_MAX_CHARACTERS, ==, 1024);

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (JsonNode) node = parse (good[i]);
      g_autoptr (GError) error = NULL;
      g_autofree char *name = talus_name_normalize (node, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (name, ==, json_node_get_string (node));
    }

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (JsonNode) node = parse (bad[i]);
      g_autoptr (GError) error = NULL;

      g_assert_null (talus_name_normalize (node, &error));
      g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE);
    }
}

/* Against arithmetic on integers: every amount of up to six digits, written
 * with random zeros around it, is the same amount. */
static void
test_currency_at_random (void)
{
  for (guint i = 0; i < 20000; i++)
    {
      int units = g_test_rand_int_range (-999999, 1000000);
      guint n_decimals = (guint) g_test_rand_int_range (0, 7);
      guint magnitude = (guint) ABS (units);
      guint scale = 1;
      g_autoptr (GString) text = g_string_new (units < 0 ? "-" : "");
      g_autofree char *normal = NULL;
      g_autofree char *again = NULL;
      const char *p;
      guint n_fraction = 0;
      guint64 read = 0;

      for (guint k = 0; k < n_decimals; k++)
        scale *= 10;
      for (int k = g_test_rand_int_range (0, 4); k > 0; k--)
        g_string_append_c (text, '0');
      g_string_append_printf (text, "%u", magnitude / scale);
      if (n_decimals > 0)
        g_string_append_printf (text, ".%0*u", (int) n_decimals, magnitude % scale);
      for (int k = g_test_rand_int_range (0, 4); k > 0 && n_decimals > 0; k--)
        g_string_append_c (text, '0');

      normal = talus_currency_normalize (text->str);
      g_assert_nonnull (normal);
      again = talus_currency_normalize (normal);
      g_assert_cmpstr (again, ==, normal);

      p = normal + (*normal == '-' ? 1 : 0);
      g_assert_cmpint (*normal == '-', ==, units < 0);
      for (gboolean behind = FALSE; *p != '\0'; p++)
        {
          if (*p == '.')
            behind = TRUE;
          else
            {
              read = read * 10 + (guint64) (*p - '0');
              n_fraction += behind;
            }
        }
      for (; n_fraction < n_decimals; n_fraction++)
        read *= 10;
      g_assert_cmpuint (read, ==, magnitude);
    }
}

#define ADD(name, func) \
  g_test_add ("/property-type/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("null-is-no-value", test_null_is_no_value);
  ADD ("plain-kinds-take-their-json", test_plain_kinds);
  ADD ("currency-is-an-exact-decimal", test_currency);
  ADD ("date-is-a-day-that-there-is", test_date);
  ADD ("select-stores-the-id-of-an-option", test_select);
  ADD ("multi-select-takes-each-option-once", test_multi_select);
  ADD ("references-are-ids-in-lower-case", test_references);
  ADD ("text-and-editor-are-bounded-in-bytes", test_limits);
  ADD ("stored-values-are-judged-by-their-normal-form", test_stored_values);
  ADD ("import-makes-regular-what-it-understands", test_import_converts);
  ADD ("import-keeps-regular-values-as-they-are", test_import_keeps_regular_values);
  ADD ("import-leaves-out-what-is-unset", test_import_leaves_out_unset);
  ADD ("import-keeps-what-it-does-not-understand", test_import_keeps_the_rest);
  g_test_add_func ("/property-type/name-is-text-of-1024-characters", test_name);
  g_test_add_func ("/property-type/currency-keeps-the-amount-at-random", test_currency_at_random);

  return g_test_run ();
}
