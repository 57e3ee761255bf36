/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-fixture.h"

#include "app/core/talus-words.h"

static TalusTemplate *
make_template (void)
{
  static const char yaml[] =
    "id: t\nname: T\nnode_types:\n"
    "  - {id: root, label: Project, features: [is_root], allowed_children: [task]}\n"
    "  - {id: task, label: Task, properties: [{id: est_h, label: Estimate, type: number}]}\n"
    "  - {id: person, label: Person}\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (yaml, sizeof yaml - 1);
  g_autoptr (GError) error = NULL;
  TalusTemplate *template = talus_template_new_from_yaml (bytes, "t.yaml", &error);

  g_assert_no_error (error);

  return template;
}

static void
assert_words (TalusError  code,
              const char *message,
              const char *expected)
{
  g_autoptr (TalusTemplate) template = make_template ();
  g_autoptr (GError) error = g_error_new_literal (TALUS_ERROR, code, message);
  g_autofree char *words = talus_words_for_error (error, template);

  g_assert_cmpstr (words, ==, expected);
}

static void
test_labels_take_the_place_of_ids (void)
{
  assert_words (TALUS_ERROR_TYPE_NOT_ALLOWED, "“task” is not allowed under “person”",
                "“Task” can’t be below “Person”");
  assert_words (TALUS_ERROR_INVALID_VALUE, "“est_h” takes a number", "“Estimate” takes a number");
  assert_words (TALUS_ERROR_INVALID_VALUE, "“unknown” takes “this", "“unknown” takes “this");
}

static void
test_no_code_and_no_id_is_said (void)
{
  assert_words (TALUS_ERROR_NODE_NOT_FOUND,
                "There is no node 0195a7d0-0000-7000-8000-000000000001",
                "It was deleted meanwhile");
  assert_words (TALUS_ERROR_WOULD_CYCLE, "The dependency would close a ring",
                "That would go round in a circle");
}

static void
test_labels (void)
{
  g_autofree char *label = talus_words_for_label ("part_list_v2");

  g_assert_cmpstr (label, ==, "part__list__v2");
}

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;

  g_test_add_func ("/words/labels-take-the-place-of-ids", test_labels_take_the_place_of_ids);
  g_test_add_func ("/words/no-code-and-no-id-is-said", test_no_code_and_no_id_is_said);
  g_test_add_func ("/words/an-underscore-of-a-name-is-no-key", test_labels);

  return g_test_run ();
}
