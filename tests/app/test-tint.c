/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever colour somebody chose, it can be seen in the light and in the dark. */
#include <gdk/gdk.h>

#include "app/core/talus-tint.h"

static const GdkRGBA white = { 1.0f, 1.0f, 1.0f, 1.0f };
static const GdkRGBA black = { 0.0f, 0.0f, 0.0f, 1.0f };

static void
check_contrast (void)
{
  GdkRGBA grey = { 0.466667f, 0.466667f, 0.466667f, 1.0f };   /* #777777 */

  g_assert_cmpfloat_with_epsilon (talus_tint_get_contrast (&black, &white), 21.0, 0.01);
  g_assert_cmpfloat_with_epsilon (talus_tint_get_contrast (&white, &white), 1.0, 0.01);
  g_assert_cmpfloat_with_epsilon (talus_tint_get_contrast (&white, &grey), 4.48, 0.01);
}

static void
check_seen (void)
{
  const char *colours[] = { "#000000", "#ffffff", "#ffff00", "#0000ff", "#d9651a", "#f6d32d",
                            "#7f7e84" };
  GdkRGBA views[] = { { 0.12f, 0.12f, 0.12f, 1.0f }, white };
  GdkRGBA texts[] = { white, { 0.0f, 0.0f, 0.0f, 0.8f } };

  for (guint i = 0; i < G_N_ELEMENTS (colours); i++)
    {
      for (guint j = 0; j < 2; j++)
        {
          GdkRGBA tint;

          g_assert_true (talus_tint_parse (colours[i], &texts[j], TALUS_TINT_ICON, &tint));
          g_assert_cmpfloat (talus_tint_get_contrast (&tint, &views[j]), >=, TALUS_TINT_ICON);
        }
    }
}

static void
check_kept (void)
{
  GdkRGBA tint;
  GdkRGBA chosen;

  gdk_rgba_parse (&chosen, "#d9651a");
  g_assert_true (talus_tint_parse ("#d9651a", &black, TALUS_TINT_ICON, &tint));
  g_assert_true (gdk_rgba_equal (&tint, &chosen));
}

static void
check_no_colour (void)
{
  const char *texts[] = { NULL, "", "rather red", "#12" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GdkRGBA tint;

      g_assert_false (talus_tint_parse (texts[i], &white, TALUS_TINT_TEXT, &tint));
      g_assert_true (gdk_rgba_equal (&tint, &white));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tint/contrast-is-that-of-wcag", check_contrast);
  g_test_add_func ("/tint/every-colour-can-be-seen-in-both-styles", check_seen);
  g_test_add_func ("/tint/what-can-be-seen-is-kept", check_kept);
  g_test_add_func ("/tint/what-is-no-colour-is-that-of-the-text", check_no_colour);

  return g_test_run ();
}
