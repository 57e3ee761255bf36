/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the person at this computer has chosen, where a choice belongs to a
 * template. It knows keys of the schema, not what they mean. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* (transfer none) (nullable): the settings of the program; %NULL where its
 * schema is not installed: nothing is remembered then. */
GSettings *talus_choices_get_settings (void);
/* Of a key of type a{s…}: the entry of one template. (transfer full) (nullable) */
GVariant  *talus_choices_get          (const char *key,
                                       const char *template_id);
/* @value: (nullable) (transfer floating): forgets it */
void       talus_choices_set          (const char *key,
                                       const char *template_id,
                                       GVariant   *value);

G_END_DECLS
