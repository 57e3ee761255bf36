/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files are tables that can be imported, by their names and whatever is in
 * them, and choosing one. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

gboolean              talus_table_file_fits        (const char *name);
/* (transfer full) */
GtkFileChooserNative *talus_table_file_new_chooser (GtkWindow  *parent);

G_END_DECLS
