/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the editors of the kinds share: their types, and the base class's help. */
#pragma once

#include "app/inspector/talus-field-editor.h"

G_BEGIN_DECLS

void       talus_field_editor_bind       (TalusFieldEditor    *self,
                                          TalusView           *view,
                                          TalusTemplate       *template,
                                          const TalusProperty *property);
gboolean   talus_field_editor_is_showing (TalusFieldEditor    *self);
/* The same value, in another form. */
void       talus_field_editor_show_again (TalusFieldEditor    *self);
void       talus_field_editor_set_hint   (TalusFieldEditor    *self,
                                          const char          *hint);
/* (transfer floating): for a value that is there to be read. */
GtkWidget *talus_field_editor_make_label (TalusFieldEditor    *self);
/* (transfer floating): an entry without a frame that touches the editor when
 * typed into, and commits it on Enter. */
GtkWidget *talus_field_editor_make_entry (TalusFieldEditor    *self);
/* The menu button of a value of several things: words while there is none. */
void       talus_field_editor_dress_button (GtkWidget          *button,
                                            gboolean            is_empty,
                                            gboolean            is_mixed);
/* Gives what is pressed a name: the button itself, and the one inside it. */
void       talus_field_editor_name_button  (GtkWidget          *button,
                                            const char         *name);
/* (transfer floating): a flat button that clears a value. */
GtkWidget *talus_field_editor_make_clear_button (void);

GType talus_boolean_editor_get_type      (void);
GType talus_date_editor_get_type         (void);
GType talus_multi_select_editor_get_type (void);
GType talus_note_editor_get_type         (void);
GType talus_number_editor_get_type       (void);
GType talus_object_editor_get_type       (void);
GType talus_reference_editor_get_type    (void);
GType talus_select_editor_get_type       (void);
GType talus_text_editor_get_type         (void);

G_END_DECLS
