/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A spinner that spins out of sight has every frame drawn for nothing: GTK
 * moves on what it animates, seen or not. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void talus_spin_while_mapped (GtkSpinner *spinner);

G_END_DECLS
