/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the inspector: an editor with its label, what is to be known of the
 * property, and what there is to say of its value. It knows no node. */
#pragma once

#include "app/inspector/talus-field-editor.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PROPERTY_ROW (talus_property_row_get_type ())

G_DECLARE_FINAL_TYPE (TalusPropertyRow, talus_property_row, TALUS, PROPERTY_ROW, GtkListBoxRow)

GtkWidget *talus_property_row_new     (TalusFieldEditor *editor);
/* (nullable): what its children come to, as text. */
void       talus_property_row_set_sum (TalusPropertyRow *self,
                                       const char       *sum);

G_END_DECLS
