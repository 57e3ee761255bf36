/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where files lie, shown by the system's own means. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @parent: (nullable) */
void talus_file_manager_show (GtkWindow *parent,
                              GFile     *file);

G_END_DECLS
