/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that are a project as a file. */
#pragma once

#include "host/talus-call.h"

G_BEGIN_DECLS

/* @format: one of talus_export_get_formats(). */
void  talus_export_answer            (TalusCall     *call,
                                      const TalusId *project_id,
                                      const char    *format);
/* (transfer full): a Content-Disposition with a file name that is safe
 * wherever it is saved. */
char *talus_export_write_disposition (const char    *project_name,
                                      const char    *extension);

G_END_DECLS
