/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the error codes of the contract are over HTTP. */
#pragma once

#include "base/talus-error.h"
#include "base/talus-json-writer.h"

G_BEGIN_DECLS

guint talus_status_from_error  (const GError *error);
/* "INVALID_REQUEST" */
const char *talus_status_get_code_name (const GError *error);
/* `{"error":{"code","message","details"?}}` */
void  talus_status_write_error (const GError *error,
                                GString      *out);

/* The members `code`, `message` and, @with_details and where there are any, `details`. */
void  talus_status_write_members (const GError    *error,
                                  gboolean         with_details,
                                  TalusJsonWriter *writer);

G_END_DECLS
