/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Refuses objects whose names were chosen to make json-glib slow. It knows
 * how GLib's hash table places strings, no JSON but names and objects. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean talus_json_check_crowding (const char  *data,
                                    gsize        size,
                                    guint        max_depth,
                                    GError     **error);

G_END_DECLS
