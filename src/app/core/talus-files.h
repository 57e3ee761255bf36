/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files as people have them in front of them: what they are by their names, and
 * where they lie. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* By its name, whatever is in it. */
gboolean talus_files_is_table (const char *name);
/* @parent: (nullable) */
void     talus_files_show     (GtkWindow  *parent,
                               GFile      *file);

G_END_DECLS
