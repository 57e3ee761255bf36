/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few helpers that newer GLib has and the floor lacks, and the one door
 * to the kernel's random numbers. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean talus_set_string  (char       **pointer,
                            const char  *string);
void     talus_random_fill (gpointer     bytes,
                            gsize        length);

G_END_DECLS
