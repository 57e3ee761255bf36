/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever a template names, there is something to draw. */
#include <gio/gio.h>

#include "app/core/talus-icons.h"

static const char *
icon_of (const char *icon,
         const char *shape)
{
  TalusNodeType type = { .icon = (char *) icon, .shape = (char *) shape };

  return talus_icon_for_type (&type);
}

static void
assert_drawn (const char *icon)
{
  g_autofree char *path = g_strconcat ("/org/talustally/TalusTally/icons/scalable/actions/", icon,
                                       ".svg", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_resources_get_info (path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
check_own (void)
{
  g_assert_cmpstr (icon_of ("talus-car-symbolic", NULL), ==, "talus-car-symbolic");
  g_assert_cmpstr (icon_of ("truck", "circle"), ==, "talus-truck-symbolic");
  g_assert_cmpstr (talus_icon_for_indicator ("partial"), ==, "talus-indicator-partial-symbolic");
  g_assert_cmpstr (talus_icon_for_indicator ("clock"), ==, "talus-indicator-clock-symbolic");
  /* A type and a status of one name are two icons, in whatever order they are asked for. */
  g_assert_cmpstr (icon_of ("clock", NULL), ==, "talus-clock-symbolic");
}

static void
check_other_sets (void)
{
  const char *names[] = { "cog", "wrench-screwdriver", "clipboard-document-list", "book-open",
                          "musical-note", "video-camera", "check", "archive-box" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *icon = icon_of (names[i], NULL);

      g_assert_cmpstr (icon, !=, TALUS_ICON_NODE);
      assert_drawn (icon);
    }
  assert_drawn (talus_icon_for_indicator ("x-mark"));
  assert_drawn (talus_icon_for_indicator ("available"));
}

static void
check_unknown (void)
{
  const char *shapes[] = { "circle", "rounded", "roundedSquare", "hexagon", "diamond", "triangle" };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      const char *icon = icon_of ("no-such-thing", shapes[i]);

      g_assert_true (g_str_has_prefix (icon, "talus-shape-"));
      assert_drawn (icon);
    }
  g_assert_cmpstr (icon_of ("no-such-thing", NULL), ==, TALUS_ICON_NODE);
  g_assert_cmpstr (icon_of ("talus-no-such-symbolic", "blob"), ==, TALUS_ICON_NODE);
  g_assert_cmpstr (icon_of ("../actions/talus-car-symbolic", NULL), ==, TALUS_ICON_NODE);
  g_assert_cmpstr (icon_of ("", NULL), ==, TALUS_ICON_NODE);
  g_assert_cmpstr (talus_icon_for_type (NULL), ==, TALUS_ICON_NODE);
  assert_drawn (TALUS_ICON_NODE);
  assert_drawn (TALUS_ICON_BLOCKED);
  assert_drawn (talus_icon_for_indicator ("no-such-thing"));
  assert_drawn (talus_icon_for_option (NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/icons/ours-are-taken-by-name", check_own);
  g_test_add_func ("/icons/names-of-older-templates-have-one-too", check_other_sets);
  g_test_add_func ("/icons/what-is-not-known-is-a-shape-or-a-stone", check_unknown);

  return g_test_run ();
}
