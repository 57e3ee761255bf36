/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of the application and its windows: the one table of them. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void talus_accels_install (GtkApplication *application);

G_END_DECLS
