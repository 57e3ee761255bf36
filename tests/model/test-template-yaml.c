/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What YAML a template may be: the line of whatever is broken, scalars as
 * YAML 1.1 means them, and bounds that hold against hostile files. */

#include <glib.h>

#include "template-test.h"

#define TYPES "node_types:\n- id: a\n"

typedef struct
{
  const char *text;
  int line;
  const char *reason; /* a part of it */
} BrokenCase;

static void
assert_broken (const char *text,
               int         line,
               const char *reason)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusTemplate) template = read_template (text, &error);
  JsonObject *details;
  g_autofree char *start = g_strdup_printf ("test.yaml, line %d: ", line);
  g_autofree char *head = g_strndup (text, 60);
  g_autofree char *shown = g_strescape (head, NULL);

  g_test_message ("%s", shown);
  g_assert_null (template);
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE);
  details = talus_error_get_details (error);
  g_assert_nonnull (details);
  g_assert_cmpstr (json_object_get_string_member (details, "file"), ==, "test.yaml");
  g_assert_cmpint (json_object_get_int_member (details, "line"), ==, line);
  if (strstr (json_object_get_string_member (details, "reason"), reason) == NULL)
    g_error ("“%s” does not say “%s”", error->message, reason);
  g_assert_true (g_str_has_prefix (error->message, start));
}

static void
assert_broken_cases (const BrokenCase *cases,
                     guint             n_cases)
{
  for (guint i = 0; i < n_cases; i++)
    assert_broken (cases[i].text, cases[i].line, cases[i].reason);
}

static void
test_broken_yaml (void)
{
  static const BrokenCase cases[] = {
    { "", 1, "no document" },
    { "# only a comment\n", 2, "no document" },
    { "a: b\nc: [1, 2\n", 3, "" },
    { "a: b: c\n", 1, "" },
    { "a: 'open\n\n", 3, "" },
    { "a: 1\n\tb: 2\n", 2, "" },
    { "id: x\nname: y\nid: z\n", 3, "“id” is there twice" },
    { "name: x\n? [a, b]\n: c\n", 2, "a key must be text" },
    { TYPES "---\n" TYPES, 3, "second document" },
    { "name: \xff\n", 1, "UTF-8" },
    { "name: x\nother: \xed\xa0\x80\n", 2, "UTF-8" },
    { "name: x\nother: \"a\\0b\"\n", 2, "U+0000" },
    { "name: x\nother: \x01\n", 2, "" },
    { "a: *nowhere\n", 1, "no anchor “nowhere”" },
    { "a: 1\nb: &b [*b]\n", 2, "contains itself" },
    { "a: 1\nb: !thing x\n", 2, "tag" },
    { "a: !!int x\n", 1, "tag" },
    { "a: !!set {x: }\n", 1, "tag" },
    { "a: 1\n<<: 5\n", 2, "merged" },
  };

  assert_broken_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_nul_byte (void)
{
  static const char text[] = "node_types:\n- id: a\0b\n";
  g_autoptr (GBytes) yaml = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (talus_template_new_from_yaml (yaml, NULL, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE);
  g_assert_cmpint (json_object_get_int_member (talus_error_get_details (error), "line"), ==, 2);

  /* Where there is no file, none is named. */
  g_assert_false (json_object_has_member (talus_error_get_details (error), "file"));
  g_assert_true (g_str_has_prefix (error->message, "line 2: "));
}

static void
test_broken_templates (void)
{
  static const BrokenCase cases[] = {
    { "just text\n", 1, "mapping" },
    { "- a\n", 1, "mapping" },
    { "name: x\n", 1, "no node types" },
    { "name: x\nnode_types: []\n", 2, "no node types" },
    { "name: x\nnode_types:\n", 2, "no node types" },
    { "name: x\nnode_types: 5\n", 2, "must be a list" },
    { "id: ''\n" TYPES, 1, "no id" },
    { "name: [x]\n" TYPES, 1, "“name” must be text" },
    { "version: {a: b}\n" TYPES, 1, "“version” must be text" },
    { "node_types:\n- a\n", 2, "must be a mapping" },
    { "node_types:\n- label: x\n", 2, "no id" },
    { "node_types:\n- label: x\n  id: ''\n", 3, "no id" },
    { TYPES "- id: b\n- label: x\n  id: a\n", 5, "two node types “a”" },
    { "node_types:\n- {id: a, uuid: dda577b6-9f7c-8feb-e893-5e6f32522a56}\n"
      "- {id: b, uuid: DDA577B6-9F7C-8FEB-E893-5E6F32522A56}\n", 3, "uuid of another" },
    { TYPES "  has_time_log: 5\n", 3, "true or false" },
    { TYPES "  features: is_root\n", 3, "must be a list" },
    { TYPES "  allowed_children: b\n", 3, "must be a list" },
    { TYPES "  allowed_children:\n  - [b]\n", 4, "must be text" },
    { TYPES "  properties: {}\n", 3, "must be a list" },
    { TYPES "  properties:\n  - p\n", 4, "must be a mapping" },
    { TYPES "  properties:\n  - type: text\n", 4, "no id" },
    { TYPES "  properties:\n  - {id: p, type: text}\n  - {id: p, type: date}\n", 5,
      "the id of another" },
    { TYPES "  properties:\n  - {id: p, key: k, type: text}\n  - {id: q, key: k, type: text}\n", 5,
      "the key of another" },
    { TYPES "  properties:\n"
      "  - {id: p, type: text, uuid: dda577b6-9f7c-8feb-e893-5e6f32522a56}\n"
      "  - {id: q, type: text, uuid: dda577b6-9f7c-8feb-e893-5e6f32522a56}\n", 5,
      "the uuid of another" },
    { TYPES "  properties:\n  - id: p\n    type: select\n", 4, "without options" },
    { TYPES "  properties:\n  - id: p\n    type: select\n    options: []\n", 6, "without options" },
    { TYPES "  properties:\n  - id: p\n    type: select\n    options: x\n", 6, "must be a list" },
    { TYPES "  properties:\n  - id: p\n    type: select\n    options:\n    - A\n    - {name: A}\n",
      8, "two options" },
    { TYPES "  properties:\n  - id: p\n    type: select\n    options:\n"
      "    - {name: A, id: x}\n    - {name: B, id: x}\n", 8, "two options" },
    { TYPES "  properties:\n  - id: p\n    type: select\n    options:\n    - {id: x}\n", 7,
      "no name" },
    { TYPES "  properties:\n  - id: p\n    type: select\n    options:\n    - ''\n", 7, "no name" },
    { TYPES "  properties:\n  - {id: p, type: text, required: often}\n", 4, "true or false" },
  };

  assert_broken_cases (cases, G_N_ELEMENTS (cases));
}

static void
test_broken_initial (void)
{
#define PART "- {id: b, properties: [{id: n, type: number}]}\n"
  static const BrokenCase cases[] = {
    { TYPES "  initial: b\n" PART, 3, "must be a list" },
    { TYPES "  allowed_children: [b]\n  initial:\n  - b\n" PART, 5, "must be a mapping" },
    { TYPES "  allowed_children: [b]\n  initial:\n  - name: x\n" PART, 5, "no type" },
    { TYPES "  allowed_children: [b]\n  initial:\n  - type: c\n" PART, 5, "no node type “c”" },
    { TYPES "  initial:\n  - type: b\n" PART, 4, "may not be below" },
    { TYPES "  allowed_children: [b]\n  initial:\n  - type: b\n    properties:\n      m: 1\n" PART,
      7, "no property “m”" },
    { TYPES "  allowed_children: [b]\n  initial:\n  - type: b\n    properties:\n      n: x\n" PART,
      7, "does not take" },
    { TYPES "  allowed_children: [b]\n  initial:\n  - type: b\n    children:\n    - type: b\n" PART,
      7, "may not be below" },
    { TYPES "  allowed_children: [b]\n  initial:\n  - {type: b, name: x, properties: {name: y}}\n"
      PART, 5, "two names" },
  };
#undef PART

  assert_broken_cases (cases, G_N_ELEMENTS (cases));
}

/* As PyYAML's safe_load reads them; JSON where that has a word for it. */
static void
test_scalars (void)
{
  static const struct
  {
    const char *yaml;
    const char *json;
  } cases[] = {
    { "8", "8" },
    { "+8", "8" },
    { "-8", "-8" },
    { "0", "0" },
    { "-0", "0" },
    { "010", "8" },
    { "08", "\"08\"" },
    { "0x1F", "31" },
    { "0b101", "5" },
    { "0o7", "\"0o7\"" },
    { "1_000", "1000" },
    { "1:30", "90" },
    { "1:30.5", "90.5" },
    { "01:30", "\"01:30\"" },
    { "1:60", "\"1:60\"" },
    { "9007199254740993", "9007199254740992" },
    { "1.50", "1.5" },
    { "1.", "1" },
    { ".5", "0.5" },
    { "-.5", "\"-.5\"" },
    { "1.0e+3", "1000" },
    { "1.0e3", "\"1.0e3\"" },
    { "1e3", "\"1e3\"" },
    { ".inf", "\".inf\"" },
    { ".nan", "\".nan\"" },
    { "1.0.0", "\"1.0.0\"" },
    { "yes", "true" },
    { "No", "false" },
    { "on", "true" },
    { "OFF", "false" },
    { "y", "\"y\"" },
    { "tRue", "\"tRue\"" },
    { "~", "null" },
    { "", "null" },
    { "Null", "null" },
    { "2026-01-02", "\"2026-01-02\"" },
    { "2026-01-02 10:00:00", "\"2026-01-02 10:00:00\"" },
    { "'8'", "\"8\"" },
    { "\"yes\"", "\"yes\"" },
    { "''", "\"\"" },
    { "!!str 8", "\"8\"" },
    { "!!int '8'", "8" },
    { "! 8", "\"8\"" },
    { "[1, [a], {b: c}]", "[1,[\"a\"],{\"b\":\"c\"}]" },
    { "{1: a, yes: b, 2.0: c}", "{\"1\":\"a\",\"2.0\":\"c\",\"yes\":\"b\"}" },
    { "|\n  a\n  b\n", "\"a\\nb\\n\"" },
    { "\"\\u00e4\\U0001F600\"", "\"ä😀\"" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("node_types: [{id: a}]\nk: %s\n", cases[i].yaml);
      g_autoptr (TalusTemplate) template = must_read_template (text);
      g_autoptr (JsonObject) schema = read_schema (template);
      g_autofree char *json = talus_json_to_canonical (json_object_get_member (schema, "k"), NULL);

      g_test_message ("%s", cases[i].yaml);
      g_assert_cmpstr (json, ==, cases[i].json);
    }
}

static void
test_byte_order_mark (void)
{
  g_autoptr (TalusTemplate) template = must_read_template ("\xef\xbb\xbfname: x\n" TYPES);

  g_assert_cmpstr (talus_template_get_name (template), ==, "x");
  assert_broken ("\xef\xbb\xbfname: x\nname: y\n", 2, "twice");
}

static void
test_aliases (void)
{
  g_autoptr (TalusTemplate) template = must_read_template (
    "common: &common {type: select, options: &options [A, B], required: yes}\n"
    "node_types:\n"
    "- id: a\n"
    "  properties:\n"
    "  - {id: p, <<: *common}\n"
    "  - {<<: [{required: no}, *common], id: q}\n"
    "  - {id: r, type: select, options: *options}\n");

  g_assert_true (must_find_property (template, "a", "p")->required);
  g_assert_false (must_find_property (template, "a", "q")->required);
  g_assert_cmpuint (must_find_property (template, "a", "q")->options->len, ==, 2);
  g_assert_cmpuint (must_find_property (template, "a", "r")->options->len, ==, 2);
}

/* Bounds. Every one of these would take minutes or gigabytes without them;
 * the time-out of the test would tell. */

static char *
repeat (const char *before,
        const char *unit,
        gsize       n_units,
        const char *after)
{
  GString *text = g_string_new (before);

  for (gsize i = 0; i < n_units; i++)
    g_string_append (text, unit);
  g_string_append (text, after);

  return g_string_free (text, FALSE);
}

static void
test_depth (void)
{
  g_autofree char *deep_enough = repeat ("k: ", "[", 63, "");
  g_autofree char *closed = repeat (deep_enough, "]", 63, "\n" TYPES);
  g_autofree char *one_more = repeat ("k: ", "[", 64, "");
  g_autofree char *one_more_closed = repeat (one_more, "]", 64, "\n" TYPES);
  g_autofree char *flow = repeat ("", "[", 200000, "");
  g_autofree char *maps = repeat ("", "{", 200000, "");
  g_autofree char *lines = repeat ("", "[\n", 100000, "");
  g_autofree char *block = repeat ("", "- ", 200000, "");
  g_autofree char *keys = repeat ("", "? ", 200000, "");
  g_autoptr (TalusTemplate) template = must_read_template (closed);

  g_assert_nonnull (template);
  assert_broken (one_more_closed, 1, "64 levels");
  assert_broken (flow, 1, "brackets");
  assert_broken (maps, 1, "brackets");
  assert_broken (lines, 65, "64 levels");
  assert_broken (block, 1, "64 levels");
  assert_broken (keys, 1, "64 levels");
}

static void
test_size (void)
{
  g_autofree char *fits = repeat (TYPES "# ", "x", 1024 * 1024 - strlen (TYPES "# "), "");
  g_autofree char *too_large = repeat (fits, "x", 1, "");
  g_autofree char *directives = repeat ("", "%TAG !a! x\n", 50000, "");
  g_autofree char *items = repeat ("k: [", "1,", 300000, "]\n");
  g_autoptr (TalusTemplate) template = must_read_template (fits);

  g_assert_nonnull (template);
  assert_broken (too_large, 1, "1024 KiB");
  assert_broken (directives, 17, "directives");
  assert_broken (items, 1, "too large");
}

static void
test_laughs (void)
{
  g_autoptr (GString) wide = g_string_new ("k0: &k0 [x, x, x, x, x, x, x, x]\n");
  g_autoptr (GString) deep = g_string_new ("k0: &k0 [x]\n");

  for (guint i = 1; i < 12; i++)
    g_string_append_printf (wide, "k%u: &k%u [*k%u, *k%u, *k%u, *k%u, *k%u, *k%u, *k%u, *k%u]\n",
                            i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
  assert_broken (wide->str, 6, "aliases");

  for (guint i = 1; i < 70; i++)
    g_string_append_printf (deep, "k%u: &k%u [*k%u]\n", i, i, i - 1);
  assert_broken (deep->str, 64, "64 levels");
}

static void
test_long_aliases (void)
{
  g_autofree char *start = repeat ("long: &long '", "x", 500000, "'\nk:\n");
  g_autofree char *text = repeat (start, "- *long\n", 40, TYPES);

  /* 8 MiB are the text itself and 15 times more. */
  assert_broken (text, 18, "aliases");
}

static void
test_merges (void)
{
  g_autoptr (GString) text = g_string_new ("m: &m {");

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "k%u: , ", i);
  g_string_append (text, "}\nl:\n");
  for (guint i = 0; i < 20000; i++)
    g_string_append (text, "- {<<: *m}\n");

  assert_broken (text->str, 4, "aliases");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/template-yaml/broken-yaml-names-its-line", test_broken_yaml);
  g_test_add_func ("/template-yaml/nul-byte-is-refused", test_nul_byte);
  g_test_add_func ("/template-yaml/broken-template-names-its-line", test_broken_templates);
  g_test_add_func ("/template-yaml/broken-initial-names-its-line", test_broken_initial);
  g_test_add_func ("/template-yaml/scalars-mean-what-yaml-says", test_scalars);
  g_test_add_func ("/template-yaml/byte-order-mark-is-no-text", test_byte_order_mark);
  g_test_add_func ("/template-yaml/aliases-and-merges-are-written-out", test_aliases);
  g_test_add_func ("/template-yaml/depth-is-bounded", test_depth);
  g_test_add_func ("/template-yaml/size-is-bounded", test_size);
  g_test_add_func ("/template-yaml/aliases-of-aliases-are-bounded", test_laughs);
  g_test_add_func ("/template-yaml/aliases-of-long-text-are-bounded", test_long_aliases);
  g_test_add_func ("/template-yaml/merges-are-bounded", test_merges);

  return g_test_run ();
}
