/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is wrong with a node: each issue by itself, found where it is and
 * nowhere else. The graphs are loaded, for commands would refuse them. */

#include <glib.h>

#include "model/talus-issues.h"
#include "template-test.h"

static const char template_yaml[] =
  "node_types:\n"
  "- id: root\n"
  "  allowed_children: [part]\n"
  "  allowed_asset_types: [store]\n"
  "- id: part\n"
  "  label: Part\n"
  "  allowed_children: [part]\n"
  "  properties:\n"
  "  - {id: name, label: Title, type: text, required: true}\n"
  "  - {id: note, label: Note, type: text, required: true}\n"
  "  - {id: count, label: Count, type: number}\n"
  "  - {id: state, label: State, type: select, options: [{name: Open, id: open}]}\n"
  "  - {id: tags, label: Tags, type: multi_select, required: true,\n"
  "     options: [{name: X, id: x}]}\n"
  "- {id: store}\n";

typedef struct
{
  TalusTemplate *template;
  TalusGraph *graph;
  TalusGraphLoader *loader;
  TalusId project_id;
  TalusId last;
  GString *found;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->template = must_read_template (template_yaml);
  talus_id_draw (&fixture->project_id);
  fixture->graph = talus_graph_new (&fixture->project_id, "Test", fixture->template);
  fixture->loader = talus_graph_loader_new (fixture->graph, 10);
  fixture->found = g_string_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_string_free (fixture->found, TRUE);
  talus_template_unref (fixture->template);
  g_assert_finalize_object (fixture->graph);
}

typedef struct
{
  const char *key;
  const char *json;
} Value;

/* A node as the only child of @parent, or among the roots behind the last. */
static TalusId
add_node (Fixture       *fixture,
          const TalusId *parent,
          const char    *type,
          const char    *name,
          const Value   *values,
          guint          n_values)
{
  TalusLoadedNode node = { .name = name, .name_length = strlen (name) };

  talus_id_draw (&node.id);
  if (parent != NULL)
    node.parent = *parent;
  else
    {
      node.previous = fixture->last;
      fixture->last = node.id;
    }
  node.type = talus_graph_loader_add_symbol (fixture->loader, type);

  talus_graph_loader_begin_node (fixture->loader, &node);
  for (guint i = 0; i < n_values; i++)
    talus_graph_loader_add_property (fixture->loader,
                                     talus_graph_loader_add_symbol (fixture->loader,
                                                                    values[i].key),
                                     values[i].json, strlen (values[i].json), 1);
  talus_graph_loader_end_node (fixture->loader);

  return node.id;
}

static void
finish (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  talus_graph_loader_finish (g_steal_pointer (&fixture->loader), &error);
  g_assert_no_error (error);
}

static void
note_issue_cb (TalusIssueCode  code,
               const char     *property_key,
               const char     *message,
               gpointer        user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_utf8_validate (message, -1, NULL));
  g_assert_cmpstr (message, !=, "");
  if (fixture->found->len > 0)
    g_string_append_c (fixture->found, ' ');
  g_string_append_printf (fixture->found, "%s(%s)", talus_issue_code_get_name (code),
                          property_key != NULL ? property_key : "");
}

static void
assert_issues (Fixture       *fixture,
               const TalusId *id,
               TalusTemplate *template,
               const char    *expected)
{
  TalusNode *node = talus_graph_get_node (fixture->graph, id);
  gboolean only_required = TRUE;
  g_auto (GStrv) issues = NULL;

  g_assert_nonnull (node);
  g_string_truncate (fixture->found, 0);
  talus_issues_foreach (fixture->graph, node, template, note_issue_cb, fixture);
  g_assert_cmpstr (fixture->found->str, ==, expected);

  issues = g_strsplit (expected, " ", -1);
  for (guint i = 0; issues[i] != NULL; i++)
    only_required = only_required &&
                    (*issues[i] == '\0' || g_str_has_prefix (issues[i], "REQUIRED"));
  g_assert_cmpint (talus_issues_is_orphaned (fixture->graph, node, template), ==, !only_required);
}

#define GOOD { "note", "\"n\"" }, { "tags", "[\"x\"]" }

static void
test_nothing_wrong (Fixture       *fixture,
                    gconstpointer  data)
{
  static const Value values[] = { { "count", "5" }, { "note", "\"n\"" }, { "state", "\"open\"" },
                                  { "tags", "[\"x\"]" } };
  TalusId root = add_node (fixture, NULL, "root", "Root", NULL, 0);
  TalusId part = add_node (fixture, &root, "part", "Part", values, G_N_ELEMENTS (values));
  TalusId loose = add_node (fixture, NULL, "store", "Any type may be a root", NULL, 0);

  finish (fixture);
  assert_issues (fixture, &root, NULL, "");
  assert_issues (fixture, &part, NULL, "");
  assert_issues (fixture, &loose, NULL, "");
}

static void
test_unknown_type (Fixture       *fixture,
                   gconstpointer  data)
{
  static const Value values[] = { { "whatever", "1" } };
  TalusId ghost = add_node (fixture, NULL, "ghost", "Ghost", values, G_N_ELEMENTS (values));
  static const Value good[] = { GOOD };
  TalusId below = add_node (fixture, &ghost, "part", "Below", good, G_N_ELEMENTS (good));

  finish (fixture);
  assert_issues (fixture, &ghost, NULL, "UNKNOWN_TYPE()");

  /* Whether it may be there nobody can say. */
  assert_issues (fixture, &below, NULL, "");
}

static void
test_illegal_place (Fixture       *fixture,
                    gconstpointer  data)
{
  static const Value good[] = { GOOD };
  TalusId root = add_node (fixture, NULL, "root", "Root", NULL, 0);
  TalusId asset = add_node (fixture, &root, "store", "An asset", NULL, 0);
  TalusId wrong = add_node (fixture, &asset, "part", "In the store", good, G_N_ELEMENTS (good));

  finish (fixture);
  assert_issues (fixture, &asset, NULL, "");
  assert_issues (fixture, &wrong, NULL, "ILLEGAL_PLACE()");
}

static void
test_values (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const Value value;
    const char *expected;
  } cases[] = {
    { { "metadata", "{}" }, "UNKNOWN_PROPERTY(metadata)" },
    { { "name", "\"second\"" }, "UNKNOWN_PROPERTY(name)" },
    { { "count", "\"5\"" }, "INVALID_VALUE(count)" },
    { { "state", "\"gone\"" }, "UNKNOWN_OPTION(state)" },
    { { "state", "5" }, "INVALID_VALUE(state)" },
  };
  TalusId ids[G_N_ELEMENTS (cases)];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Value values[] = { cases[i].value, GOOD };

      ids[i] = add_node (fixture, NULL, "part", "Part", values, G_N_ELEMENTS (values));
    }
  finish (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_issues (fixture, &ids[i], NULL, cases[i].expected);
}

static void
test_multi_select (Fixture       *fixture,
                   gconstpointer  data)
{
  static const Value gone[] = { { "note", "\"n\"" }, { "tags", "[\"x\",\"gone\"]" } };
  static const Value text[] = { { "note", "\"n\"" }, { "tags", "\"x\"" } };
  TalusId first = add_node (fixture, NULL, "part", "Part", gone, G_N_ELEMENTS (gone));
  TalusId second = add_node (fixture, NULL, "part", "Part", text, G_N_ELEMENTS (text));

  finish (fixture);
  assert_issues (fixture, &first, NULL, "UNKNOWN_OPTION(tags)");
  assert_issues (fixture, &second, NULL, "INVALID_VALUE(tags)");
}

static void
test_required (Fixture       *fixture,
               gconstpointer  data)
{
  static const Value blank[] = { { "note", "\"\"" }, { "tags", "[]" } };
  TalusId nothing = add_node (fixture, NULL, "part", "", NULL, 0);
  TalusId empty = add_node (fixture, NULL, "part", "Named", blank, G_N_ELEMENTS (blank));

  finish (fixture);
  assert_issues (fixture, &nothing, NULL, "REQUIRED(name) REQUIRED(note) REQUIRED(tags)");
  assert_issues (fixture, &empty, NULL, "REQUIRED(note) REQUIRED(tags)");
}

static void
test_other_template (Fixture       *fixture,
                     gconstpointer  data)
{
  static const Value good[] = { GOOD };
  g_autoptr (TalusTemplate) other = must_read_template (
    "node_types: [{id: part, properties: [{id: note, type: date}]}]");
  TalusId part = add_node (fixture, NULL, "part", "Part", good, G_N_ELEMENTS (good));

  finish (fixture);
  assert_issues (fixture, &part, NULL, "");
  assert_issues (fixture, &part, other, "INVALID_VALUE(note) UNKNOWN_PROPERTY(tags)");
}

#define ADD(name, func) g_test_add ("/issues/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("regular-node-has-none", test_nothing_wrong);
  ADD ("unknown-type-is-all-there-is-to-say", test_unknown_type);
  ADD ("place-the-parent-does-not-allow", test_illegal_place);
  ADD ("property-or-value-the-type-does-not-have", test_values);
  ADD ("one-of-several-options-is-unknown", test_multi_select);
  ADD ("required-without-a-value", test_required);
  ADD ("another-template-finds-other-issues", test_other_template);

  return g_test_run ();
}
