/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the error codes of the contract are over HTTP. */
#pragma once

#include "base/talus-error.h"
#include "base/talus-json-writer.h"

G_BEGIN_DECLS

guint talus_status_from_error  (const GError *error);
/* `{"error":{"code","message","details"?}}` */
void  talus_status_write_error (const GError *error,
                                GString      *out);

G_END_DECLS
