/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a template is made of fits in a line. */
#include <locale.h>

#include "app/welcome/talus-type-path.h"

static void
assert_described (const char *yaml,
                  const char *expected)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (yaml, strlen (yaml));
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusTemplate) template = talus_template_new_from_yaml (bytes, "t.yaml", &error);
  g_autofree char *text = NULL;

  g_assert_no_error (error);
  text = talus_type_path_describe (template);
  g_assert_cmpstr (text, ==, expected);
}

static void
check_path (void)
{
  assert_described ("id: t\nname: T\nnode_types:\n"
                    "  - {id: a, label: House, features: [is_root], allowed_children: [c, b]}\n"
                    "  - {id: b, label: Floor, allowed_children: [c, b]}\n"
                    "  - {id: c, label: Room}\n"
                    "  - {id: d, label: Person}\n",
                    "House › Floor › Room, and 1 more type");
}

static void
check_loop (void)
{
  assert_described ("id: t\nname: T\nnode_types:\n"
                    "  - {id: a, label: Idea, features: [is_root], allowed_children: [a]}\n",
                    "Idea");
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/type-path/is-the-longest-way-down", check_path);
  g_test_add_func ("/type-path/ends-where-types-go-round", check_loop);

  return g_test_run ();
}
