/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The templates there are: YAML files in the program's folder and the user's
 * own, whose files win. Read again when a file has changed. */
#pragma once

#include "model/talus-template.h"

G_BEGIN_DECLS

#define TALUS_TYPE_TEMPLATE_LIBRARY (talus_template_library_get_type ())

G_DECLARE_FINAL_TYPE (TalusTemplateLibrary, talus_template_library, TALUS, TEMPLATE_LIBRARY,
                      GObject)

/* Earlier folders win over later ones. */
TalusTemplateLibrary *talus_template_library_new    (const char * const    *folders);
/* (transfer full) (element-type TalusTemplate): sorted by name. */
GPtrArray            *talus_template_library_list   (TalusTemplateLibrary  *self);
/* (transfer full): by id; TEMPLATE_NOT_FOUND where there is none; where the
 * file of that name is broken, its own error. */
TalusTemplate        *talus_template_library_find   (TalusTemplateLibrary  *self,
                                                     const char            *template_id,
                                                     GError               **error);
/* (transfer full) (element-type utf8): "FILE, line N: reason" of those that
 * do not load. */
GPtrArray            *talus_template_library_broken (TalusTemplateLibrary  *self);

G_END_DECLS
