/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wall-clock time as the contract writes it: RFC 3339, UTC, milliseconds. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TALUS_TIME_TEXT_SIZE 32 /* "2026-11-21T03:31:51.123Z" and room for years beyond 9999 */

/**
 * TalusClockFunc:
 * @user_data: what was given with the function
 *
 * A clock that can be replaced where a test must move time by itself.
 *
 * Returns: milliseconds since 1970-01-01T00:00:00Z
 */
typedef gint64 (*TalusClockFunc) (gpointer user_data);

gint64   talus_clock_now   (void);
char    *talus_time_format (gint64      ms,
                            char        text[TALUS_TIME_TEXT_SIZE]);
gboolean talus_time_parse  (const char *text,
                            gint64     *ms);

G_END_DECLS
