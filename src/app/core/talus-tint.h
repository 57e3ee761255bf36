/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Colours that templates and people choose, made to be seen: as light or dark
 * as it takes on the background there is. It knows no widget. */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* Of text, and of what only has to be made out: WCAG 2.1, 1.4.3 and 1.4.11. */
#define TALUS_TINT_TEXT 4.5
#define TALUS_TINT_ICON 3.0

double   talus_tint_get_contrast (const GdkRGBA *a,
                                  const GdkRGBA *b);
void     talus_tint_against      (GdkRGBA       *tint,
                                  const GdkRGBA *background,
                                  double         contrast);
/* A template's "#rrggbb" against the style there is, told by its colour of
 * text: FALSE for what is no colour. */
gboolean talus_tint_parse        (const char    *text,
                                  const GdkRGBA *foreground,
                                  double         contrast,
                                  GdkRGBA       *tint);

G_END_DECLS
