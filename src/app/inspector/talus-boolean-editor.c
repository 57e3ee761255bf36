/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits yes and no, which may be neither: unset is not no. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-field-editor-private.h"

#include <glib/gi18n.h>

#include "app/format/talus-format.h"

#define TALUS_TYPE_BOOLEAN_EDITOR (talus_boolean_editor_get_type ())

G_DECLARE_FINAL_TYPE (TalusBooleanEditor, talus_boolean_editor, TALUS, BOOLEAN_EDITOR,
                      TalusFieldEditor)

struct _TalusBooleanEditor
{
  TalusFieldEditor parent_instance;

  /* children */
  GtkWidget *state_label;
  GtkWidget *toggle;
  GtkWidget *clear_button;

  gboolean is_set;
};

G_DEFINE_FINAL_TYPE (TalusBooleanEditor, talus_boolean_editor, TALUS_TYPE_FIELD_EDITOR)

static void
update (TalusBooleanEditor *self,
        gboolean            is_mixed)
{
  g_autofree char *word = NULL;

  if (is_mixed)
    word = g_strdup (_("Mixed"));
  else if (!self->is_set)
    word = g_strdup (C_("value", "Not set"));
  else
    word = talus_format_boolean (gtk_switch_get_active (GTK_SWITCH (self->toggle)));

  gtk_label_set_label (GTK_LABEL (self->state_label), word);
  gtk_widget_set_visible (self->clear_button, self->is_set || is_mixed);
  /* Off would say no. */
  if (self->is_set)
    gtk_widget_remove_css_class (self->toggle, "unset");
  else
    gtk_widget_add_css_class (self->toggle, "unset");
}

static void
toggled_cb (TalusBooleanEditor *self)
{
  TalusFieldEditor *editor = TALUS_FIELD_EDITOR (self);

  if (talus_field_editor_is_showing (editor))
    return;

  self->is_set = TRUE;
  update (self, FALSE);
  talus_field_editor_touch (editor);
  talus_field_editor_commit (editor);
}

static void
clear_cb (TalusBooleanEditor *self)
{
  TalusFieldEditor *editor = TALUS_FIELD_EDITOR (self);

  /* The button goes; the keyboard stays in the row. */
  gtk_widget_grab_focus (self->toggle);
  self->is_set = FALSE;
  talus_field_editor_touch (editor);
  talus_field_editor_commit (editor);
}

static gboolean
key_cb (TalusBooleanEditor *self,
        guint               key)
{
  if ((key != GDK_KEY_Delete && key != GDK_KEY_BackSpace) ||
      !gtk_widget_get_visible (self->clear_button))
    return FALSE;

  clear_cb (self);

  return TRUE;
}

static void
talus_boolean_editor_show (TalusFieldEditor *editor,
                           TalusValue       *value,
                           gboolean          is_mixed)
{
  TalusBooleanEditor *self = TALUS_BOOLEAN_EDITOR (editor);
  gboolean is_boolean = value != NULL && talus_value_get_kind (value) == TALUS_VALUE_BOOLEAN;

  self->is_set = is_boolean && !is_mixed;
  gtk_switch_set_active (GTK_SWITCH (self->toggle),
                         self->is_set && talus_value_get_boolean (value));
  update (self, is_mixed);
}

static gboolean
talus_boolean_editor_read (TalusFieldEditor  *editor,
                           TalusValue       **value,
                           GError           **error)
{
  TalusBooleanEditor *self = TALUS_BOOLEAN_EDITOR (editor);

  *value = NULL;
  if (self->is_set)
    *value = talus_value_new_boolean (gtk_switch_get_active (GTK_SWITCH (self->toggle)));

  return TRUE;
}

static GtkWidget *
talus_boolean_editor_get_target (TalusFieldEditor *editor)
{
  return TALUS_BOOLEAN_EDITOR (editor)->toggle;
}

static void
talus_boolean_editor_class_init (TalusBooleanEditorClass *klass)
{
  TalusFieldEditorClass *editor_class = TALUS_FIELD_EDITOR_CLASS (klass);

  editor_class->show = talus_boolean_editor_show;
  editor_class->read = talus_boolean_editor_read;
  editor_class->get_target = talus_boolean_editor_get_target;
}

static void
talus_boolean_editor_init (TalusBooleanEditor *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_set_halign (box, GTK_ALIGN_END);
  gtk_widget_set_hexpand (box, TRUE);

  self->clear_button = talus_field_editor_make_clear_button ();
  g_signal_connect_swapped (self->clear_button, "clicked", G_CALLBACK (clear_cb), self);
  gtk_box_append (GTK_BOX (box), self->clear_button);

  self->state_label = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->state_label, "dim-label");
  gtk_box_append (GTK_BOX (box), self->state_label);

  self->toggle = gtk_switch_new ();
  gtk_widget_set_valign (self->toggle, GTK_ALIGN_CENTER);
  g_signal_connect_swapped (self->toggle, "notify::active", G_CALLBACK (toggled_cb), self);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->toggle, keys);
  gtk_box_append (GTK_BOX (box), self->toggle);

  adw_bin_set_child (ADW_BIN (self), box);
}
