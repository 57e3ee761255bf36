/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stood in the way, in a person's words: errors of the model speak of ids
 * and codes, in English. It knows templates, no widget. */
#pragma once

#include "model/talus-template.h"

G_BEGIN_DECLS

char *talus_words_for_error (const GError  *error,
                             TalusTemplate *template);

G_END_DECLS
