/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The eight colours of people: they hold in light and dark, and for eyes that
 * see fewer. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TALUS_PALETTE_SIZE 8

const char *talus_palette_get  (guint       index);      /* "#rrggbb" */
gboolean    talus_palette_find (const char *colour,      /* (nullable) */
                                guint      *index);      /* (out) (optional) */

G_END_DECLS
