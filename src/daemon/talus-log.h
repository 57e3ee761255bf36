/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the daemon's log goes and how it looks. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  TALUS_LOG_TEXT,
  TALUS_LOG_JSON,
} TalusLogFormat;

void talus_log_start (TalusLogFormat format);

G_END_DECLS
