/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the editors of the kinds share: their types, and the base class's help. */
#pragma once

#include "app/core/talus-flash.h"
#include "app/inspector/talus-field-editor.h"

G_BEGIN_DECLS

typedef struct
{
  /* children, made here */
  GtkWidget *read_only_label;   /* (nullable) */

  /* borrowed: of the template */
  const TalusProperty *subject;

  /* owned */
  TalusView *view;
  TalusTemplate *template;
  GtkWidget *widget;            /* the subclass's child, while the label is shown */
  TalusValue *value;            /* (nullable): as it is in the project */
  char *message;                /* (nullable), as are the following */
  char *hint;
  char *conflict;
  TalusFlash *flash;            /* what somebody else has just changed */
  guint rest_source;

  gboolean is_mixed;
  gboolean is_editable;
  gboolean is_touched;
  gboolean is_showing;          /* what changes now is not somebody's doing */
  gboolean is_committing;
  gboolean keeps_text;          /* committed while typing: spelled anew on leaving */
} TalusFieldEditorPrivate;

TalusFieldEditorPrivate *
           talus_field_editor_get_private (TalusFieldEditor   *self);
/* What is to be said of it, each (nullable). */
void       talus_field_editor_set_words   (TalusFieldEditor   *self,
                                           const char         *message,
                                           const char         *hint,
                                           const char         *conflict);
/* What is in the project from now on, as far as it knows. */
void       talus_field_editor_take_value  (TalusFieldEditor   *self,
                                           TalusValue         *value,
                                           gboolean            is_mixed);
/* Nothing typed is waiting any more. */
void       talus_field_editor_settle      (TalusFieldEditor   *self);
void       talus_field_editor_stop_rest   (TalusFieldEditor   *self);
gboolean   talus_field_editor_is_same     (TalusValue         *a,
                                           TalusValue         *b);
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
/* Where a value would be: that there are several. */
void       talus_field_editor_set_mixed   (GtkText            *text,
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
