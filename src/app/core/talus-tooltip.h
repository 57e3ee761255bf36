/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tooltips that are told again and again. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* @text: (nullable): none. */
void talus_tooltip_set (GtkWidget  *widget,
                        const char *text);

G_END_DECLS
