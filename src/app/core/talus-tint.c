/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours that templates and people choose, made to be seen: as light or dark
 * as it takes on the background there is. It knows no widget. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-tint.h"

#include <math.h>

/* Of the way to white or black. */
#define STEP 0.04f

static double
get_linear (float part)
{
  return part <= 0.04045f ? part / 12.92 : pow ((part + 0.055) / 1.055, 2.4);
}

static double
get_luminance (const GdkRGBA *colour)
{
  return 0.2126 * get_linear (colour->red) + 0.7152 * get_linear (colour->green) +
         0.0722 * get_linear (colour->blue);
}

/**
 * talus_tint_get_contrast:
 * @a: a colour
 * @b: another
 *
 * Returns: from 1 (the same) to 21 (black on white)
 */
double
talus_tint_get_contrast (const GdkRGBA *a,
                         const GdkRGBA *b)
{
  double first;
  double second;

  g_return_val_if_fail (a != NULL && b != NULL, 1.0);

  first = get_luminance (a) + 0.05;
  second = get_luminance (b) + 0.05;

  return MAX (first, second) / MIN (first, second);
}

/**
 * talus_tint_against:
 * @tint: (inout): the colour
 * @background: what it is seen on
 * @contrast: how much it takes, as %TALUS_TINT_ICON
 *
 * Moves @tint towards white or black, whichever is farther from @background,
 * until it can be seen. What can be seen stays as it is.
 */
void
talus_tint_against (GdkRGBA       *tint,
                    const GdkRGBA *background,
                    double         contrast)
{
  float end;

  g_return_if_fail (tint != NULL);
  g_return_if_fail (background != NULL);

  /* Where black and white stand out alike. */
  end = get_luminance (background) < 0.179 ? 1.0f : 0.0f;
  for (guint i = 0; i < 60 && talus_tint_get_contrast (tint, background) < contrast; i++)
    {
      tint->red += (end - tint->red) * STEP;
      tint->green += (end - tint->green) * STEP;
      tint->blue += (end - tint->blue) * STEP;
    }
}

/**
 * talus_tint_parse:
 * @text: (nullable): as templates have it: "#d9651a"
 * @foreground: the colour of text where it will be seen
 * @contrast: how much it takes, as %TALUS_TINT_ICON
 * @tint: (out): the colour
 *
 * Which background there is a widget is not told, but light text says that it
 * is dark.
 *
 * Returns: %FALSE for what is no colour; @tint is @foreground then
 */
gboolean
talus_tint_parse (const char    *text,
                  const GdkRGBA *foreground,
                  double         contrast,
                  GdkRGBA       *tint)
{
  /* Of Adwaita's views and cards the one in which it is harder. */
  static const GdkRGBA dark = { 0.22f, 0.22f, 0.22f, 1.0f };
  static const GdkRGBA light = { 0.96f, 0.96f, 0.96f, 1.0f };

  g_return_val_if_fail (foreground != NULL, FALSE);
  g_return_val_if_fail (tint != NULL, FALSE);

  if (text == NULL || !gdk_rgba_parse (tint, text))
    {
      *tint = *foreground;
      return FALSE;
    }
  tint->alpha = 1.0f;
  talus_tint_against (tint, get_luminance (foreground) > 0.4 ? &dark : &light, contrast);

  return TRUE;
}
