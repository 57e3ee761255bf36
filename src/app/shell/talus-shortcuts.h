/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The shortcuts window, made from the table of keys. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *talus_shortcuts_window_new (GtkWindow *parent);

G_END_DECLS
