/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What there is to choose from where others have fixed the names. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* (nullable): the codes of ISO 4217 by number, NULL behind the last. */
const char *talus_currency_get_code (guint index);

G_END_DECLS
