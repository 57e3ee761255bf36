/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stood in the way, in a person's words: errors of the model speak of ids
 * and codes, in English; and people's words as parts of labels. It knows
 * templates, no widget. */
#pragma once

#include "model/talus-template.h"

G_BEGIN_DECLS

char       *talus_words_for_error  (const GError  *error,
                                    TalusTemplate *template);
/* As markup, for a page that says why there is nothing. @failure, and what comes
 * of it: (nullable) */
char       *talus_words_for_page   (const GError  *failure,
                                    TalusTemplate *template);
/* A person as sentences name them. @name: (nullable) */
const char *talus_words_for_person (const char    *name);
/* Where a label's underscores mark keys: one in a name is an underscore. */
char       *talus_words_for_label  (const char    *name);

G_END_DECLS
