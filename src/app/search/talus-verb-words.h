/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What people may call a verb that is not in its title. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const char *talus_verb_words_find (const char *action);

G_END_DECLS
