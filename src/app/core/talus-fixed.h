/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decimal numbers that can be added and taken away again without a trace:
 * fixed point with nine digits behind it, which is all that money has here.
 * It knows no locale and no property. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

__extension__ typedef __int128 TalusFixed;

gboolean  talus_fixed_parse     (const char *text,
                                 gssize      length,
                                 TalusFixed *number);
char     *talus_fixed_format    (TalusFixed  number);
double    talus_fixed_to_double (TalusFixed  number);

G_END_DECLS
