/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which columns there are, remembered and left out. */

#include <string.h>

#include "app/outline/talus-outline-columns.h"

static const char template_yaml[] =
  "id: test\n"
  "name: Test\n"
  "node_types:\n"
  "- id: project\n"
  "  features: [is_root]\n"
  "  allowed_children: [task]\n"
  "  properties:\n"
  "  - {id: budget, label: Budget, type: currency}\n"
  "  - {id: notes, label: Notes, type: editor}\n"
  "  - {id: raw, label: Raw, type: object}\n"
  "- id: task\n"
  "  primary_status_property_id: state\n"
  "  allowed_children: [part]\n"
  "  properties:\n"
  "  - {id: cost, label: Cost, type: currency}\n"
  "  - {id: state, label: State, type: select, options: [{id: open, name: Open}]}\n"
  "  - {id: start, label: Start, type: date}\n"
  "  - {id: end, label: End, type: date, semantic_role: gantt_end}\n"
  "- id: part\n"
  "  properties:\n"
  "  - {id: cost, label: Cost, type: currency}\n"
  "  - {id: pieces, label: Pieces, type: number}\n";

static TalusTemplate *
make_template (void)
{
  g_autoptr (GBytes) yaml = g_bytes_new_static (template_yaml, strlen (template_yaml));
  g_autoptr (GError) error = NULL;
  TalusTemplate *template = talus_template_new_from_yaml (yaml, "t.yaml", &error);

  g_assert_no_error (error);

  return template;
}

static void
assert_shown (GPtrArray  *columns,
              const char *expected)
{
  g_auto (GStrv) stored = talus_outline_columns_store (columns);
  g_autofree char *text = g_strjoinv (" ", stored);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_default (void)
{
  g_autoptr (TalusTemplate) template = make_template ();
  g_autoptr (GPtrArray) columns = talus_outline_columns_new (template, NULL);

  /* The status, the money most types have, numbers, when it ends. */
  assert_shown (columns, "state cost pieces end");
  g_assert_cmpuint (columns->len, ==, 7);
}

static void
test_stored (void)
{
  static const char *const stored[] = { "end:90", "gone", "budget", "end", "cost:99999", NULL };
  static const char *const none[] = { NULL };
  g_autoptr (TalusTemplate) template = make_template ();
  g_autoptr (GPtrArray) columns = talus_outline_columns_new (template, stored);
  g_autoptr (GPtrArray) bare = talus_outline_columns_new (template, none);

  assert_shown (columns, "end:90 budget cost:2000");
  assert_shown (bare, "");
}

static void
assert_fits (GPtrArray  *columns,
             int         width,
             const char *expected)
{
  g_autofree gboolean *fits = g_new0 (gboolean, columns->len);
  g_autoptr (GString) text = g_string_new (NULL);

  talus_outline_columns_fit (columns, width, 200, fits);
  for (guint i = 0; i < columns->len; i++)
    {
      const TalusOutlineColumn *column = columns->pdata[i];

      if (fits[i])
        g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "", column->id);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_fit (void)
{
  static const char *const stored[] = { "cost:100", "end:100", "state:100", "pieces:100", NULL };
  g_autoptr (TalusTemplate) template = make_template ();
  g_autoptr (GPtrArray) columns = talus_outline_columns_new (template, stored);

  assert_fits (columns, 1000, "cost end state pieces");
  assert_fits (columns, 599, "cost end state");
  assert_fits (columns, 499, "cost state");
  assert_fits (columns, 399, "state");
  assert_fits (columns, 100, "state");
}

/* What was chosen stays; the others go with the text, where there is room. */
static void
test_scale (void)
{
  static const char *const stored[] = { "cost", "end:100", "state", NULL };
  g_autoptr (TalusTemplate) template = make_template ();
  g_autoptr (GPtrArray) columns = talus_outline_columns_new (template, stored);
  int width = talus_outline_column_get_width (columns->pdata[0]);

  talus_outline_columns_scale (columns, 2000, 2);
  g_assert_cmpint (talus_outline_column_get_width (columns->pdata[0]), ==, 2 * width);
  g_assert_cmpint (talus_outline_column_get_width (columns->pdata[1]), ==, 100);
  talus_outline_columns_scale (columns, 360, 2);
  g_assert_cmpint (talus_outline_column_get_width (columns->pdata[0]), ==, width);
  talus_outline_columns_scale (columns, 2000, 0.5);
  g_assert_cmpint (talus_outline_column_get_width (columns->pdata[0]), ==, width);
}

static void
test_action (void)
{
  TalusOutlineColumn column = { .id = (char *) "estimated_cost:é" };
  g_autofree char *name = talus_outline_column_get_action (&column);

  g_assert_true (g_action_name_is_valid (name));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/outline-columns/by-default-those-that-tell-most", test_default);
  g_test_add_func ("/outline-columns/what-was-chosen-comes-back-as-far-as-it-exists", test_stored);
  g_test_add_func ("/outline-columns/fall-away-from-the-right-but-for-the-status", test_fit);
  g_test_add_func ("/outline-columns/are-as-wide-as-their-text-is-large", test_scale);
  g_test_add_func ("/outline-columns/any-id-makes-a-valid-action", test_action);

  return g_test_run ();
}
