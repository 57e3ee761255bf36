/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When a list that is read piece by piece needs its next piece. It knows no
 * list. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef void (*TalusReadAheadFunc) (gpointer user_data);

/* Calls @read_on, as often as it is laid out or scrolled, while less than a page
 * is left below what is seen. @user_data outlives @scrolled. */
void talus_read_ahead (GtkScrolledWindow  *scrolled,
                       TalusReadAheadFunc  read_on,
                       gpointer            user_data);

G_END_DECLS
