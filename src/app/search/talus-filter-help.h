/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be typed into a filter, with examples, for people. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* (transfer floating): a button that shows it */
GtkWidget *talus_filter_help_new (void);

G_END_DECLS
