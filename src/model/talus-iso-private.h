/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names that others have fixed: time zones, currencies. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean talus_is_time_zone (const char *text);
gboolean talus_is_currency  (const char *text);

G_END_DECLS
