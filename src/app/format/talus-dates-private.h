/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files about dates share. */
#pragma once

#include "app/format/talus-dates.h"

G_BEGIN_DECLS

char *talus_dates_to_utf8 (const char *text);

G_END_DECLS
