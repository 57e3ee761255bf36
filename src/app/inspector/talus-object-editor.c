/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what is not for people to type: objects, for one, a member a line. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-field-editor-private.h"

#include <glib/gi18n.h>

#include "app/format/talus-format.h"

#define TALUS_TYPE_OBJECT_EDITOR (talus_object_editor_get_type ())

G_DECLARE_FINAL_TYPE (TalusObjectEditor, talus_object_editor, TALUS, OBJECT_EDITOR,
                      TalusFieldEditor)

struct _TalusObjectEditor
{
  TalusFieldEditor parent_instance;

  /* children */
  GtkWidget *label;
};

G_DEFINE_FINAL_TYPE (TalusObjectEditor, talus_object_editor, TALUS_TYPE_FIELD_EDITOR)

static void
talus_object_editor_show (TalusFieldEditor *editor,
                          TalusValue       *value,
                          gboolean          is_mixed)
{
  TalusObjectEditor *self = TALUS_OBJECT_EDITOR (editor);
  g_autofree char *text = NULL;

  if (is_mixed)
    text = g_strdup (_("Mixed"));
  else
    text = value != NULL ? talus_format_object (value) : g_strdup (C_("value", "Not set"));

  gtk_label_set_label (GTK_LABEL (self->label), text);
  if (value == NULL || is_mixed)
    gtk_widget_add_css_class (self->label, "dim-label");
  else
    gtk_widget_remove_css_class (self->label, "dim-label");
}

static gboolean
talus_object_editor_read (TalusFieldEditor  *editor,
                          TalusValue       **value,
                          GError           **error)
{
  *value = talus_field_editor_get_value (editor);
  if (*value != NULL)
    talus_value_ref (*value);

  return TRUE;
}

static void
talus_object_editor_set_editable (TalusFieldEditor *editor,
                                  gboolean          is_editable)
{
}

static GtkWidget *
talus_object_editor_get_target (TalusFieldEditor *editor)
{
  return TALUS_OBJECT_EDITOR (editor)->label;
}

static void
talus_object_editor_class_init (TalusObjectEditorClass *klass)
{
  TalusFieldEditorClass *editor_class = TALUS_FIELD_EDITOR_CLASS (klass);

  editor_class->is_wide = TRUE;
  editor_class->shows_read_only = TRUE;
  editor_class->show = talus_object_editor_show;
  editor_class->read = talus_object_editor_read;
  editor_class->set_editable = talus_object_editor_set_editable;
  editor_class->get_target = talus_object_editor_get_target;
}

static void
talus_object_editor_init (TalusObjectEditor *self)
{
  self->label = gtk_label_new (NULL);
  gtk_label_set_selectable (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_widget_add_css_class (self->label, "monospace");
  adw_bin_set_child (ADW_BIN (self), self->label);
}
