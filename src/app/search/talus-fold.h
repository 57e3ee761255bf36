/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Folding: text as a search compares it, without case, accents, or line
 * breaks. It knows no node. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void      talus_fold_append     (GString    *out,
                                 const char *text,
                                 gssize      length);
char     *talus_fold            (const char *text);
GStrv     talus_fold_words      (const char *text);
gboolean  talus_fold_is_start   (const char *text,
                                 gsize       offset);
gboolean  talus_fold_is_fuzzy   (const char *text,
                                 gsize       length,
                                 const char *pattern,
                                 guint      *cost);

G_END_DECLS
