/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inspector: what is selected, to be read and changed field by field; the
 * project itself where nothing is. */
#pragma once

#include "app/core/talus-part.h"
#include "app/inspector/talus-field-editor.h"

G_BEGIN_DECLS

#define TALUS_TYPE_INSPECTOR (talus_inspector_get_type ())

G_DECLARE_FINAL_TYPE (TalusInspector, talus_inspector, TALUS, INSPECTOR, GtkWidget)

extern const TalusPartType talus_inspector_part_type;

GtkWidget        *talus_inspector_new         (TalusView      *view);
/* (nullable): what edits that property, or setting, of what is shown now:
 * "name", "status". To lead somebody there. */
TalusFieldEditor *talus_inspector_find_editor (TalusInspector *self,
                                               const char     *property_id);

G_END_DECLS
