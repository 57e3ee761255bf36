/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits numbers and amounts of money, as the locale writes them, and works out
 * small sums. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-field-editor-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/format/talus-format.h"

#define TALUS_TYPE_NUMBER_EDITOR (talus_number_editor_get_type ())

G_DECLARE_FINAL_TYPE (TalusNumberEditor, talus_number_editor, TALUS, NUMBER_EDITOR,
                      TalusFieldEditor)

struct _TalusNumberEditor
{
  TalusFieldEditor parent_instance;

  /* children */
  GtkWidget *text;

  gboolean has_keyboard;
};

G_DEFINE_FINAL_TYPE (TalusNumberEditor, talus_number_editor, TALUS_TYPE_FIELD_EDITOR)

static TalusFormat *
get_format (TalusFieldEditor *editor)
{
  return talus_format_get (talus_view_get_graph (talus_field_editor_get_view (editor)));
}

/* What a sum comes to is said while it is typed. */
static void
changed_cb (TalusNumberEditor *self)
{
  TalusFieldEditor *editor = TALUS_FIELD_EDITOR (self);
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->text));
  g_autoptr (TalusValue) value = NULL;
  g_autofree char *result = NULL;
  g_autofree char *hint = NULL;

  if (talus_field_editor_is_showing (editor))
    return;

  /* A sign in front makes no sum. */
  if (*text != '\0' && strpbrk (text + 1, "+*/()%=×÷−-") != NULL &&
      talus_format_parse (get_format (editor), talus_field_editor_get_subject (editor), text,
                          &value, NULL) && value != NULL)
    {
      result = talus_format_value (get_format (editor), NULL,
                                   talus_field_editor_get_subject (editor), value);
      hint = g_strconcat ("= ", result, NULL);
    }
  talus_field_editor_set_hint (editor, hint);
}

static void
show_text (TalusNumberEditor *self,
           TalusValue        *value)
{
  TalusFieldEditor *editor = TALUS_FIELD_EDITOR (self);
  const TalusProperty *subject = talus_field_editor_get_subject (editor);
  g_autofree char *text = NULL;

  /* Plain to type in, grouped and with its sign to read. */
  if (self->has_keyboard)
    text = talus_format_edit_text (get_format (editor), subject, value);
  else
    text = talus_format_value (get_format (editor), NULL, subject, value);

  if (strcmp (gtk_editable_get_text (GTK_EDITABLE (self->text)), text) != 0)
    gtk_editable_set_text (GTK_EDITABLE (self->text), text);
}

static void
talus_number_editor_show (TalusFieldEditor *editor,
                          TalusValue       *value,
                          gboolean          is_mixed)
{
  TalusNumberEditor *self = TALUS_NUMBER_EDITOR (editor);

  show_text (self, is_mixed ? NULL : value);
  talus_field_editor_set_mixed (GTK_TEXT (self->text), is_mixed);
}

static gboolean
talus_number_editor_read (TalusFieldEditor  *editor,
                          TalusValue       **value,
                          GError           **error)
{
  TalusNumberEditor *self = TALUS_NUMBER_EDITOR (editor);

  return talus_format_parse (get_format (editor), talus_field_editor_get_subject (editor),
                             gtk_editable_get_text (GTK_EDITABLE (self->text)), value, error);
}

static GtkWidget *
talus_number_editor_get_target (TalusFieldEditor *editor)
{
  return TALUS_NUMBER_EDITOR (editor)->text;
}

static void
focus_cb (TalusNumberEditor *self)
{
  TalusFieldEditor *editor = TALUS_FIELD_EDITOR (self);
  gboolean has_keyboard = gtk_widget_has_focus (self->text);

  if (self->has_keyboard == has_keyboard)
    return;

  self->has_keyboard = has_keyboard;
  if (talus_field_editor_is_touched (editor))
    return;

  talus_field_editor_show_again (editor);
  if (has_keyboard)
    gtk_editable_select_region (GTK_EDITABLE (self->text), 0, -1);
}

static void
talus_number_editor_class_init (TalusNumberEditorClass *klass)
{
  TalusFieldEditorClass *editor_class = TALUS_FIELD_EDITOR_CLASS (klass);

  editor_class->is_typed = TRUE;
  editor_class->show = talus_number_editor_show;
  editor_class->read = talus_number_editor_read;
  editor_class->get_target = talus_number_editor_get_target;
}

static void
talus_number_editor_init (TalusNumberEditor *self)
{
  self->text = talus_field_editor_make_entry (TALUS_FIELD_EDITOR (self));
  gtk_editable_set_alignment (GTK_EDITABLE (self->text), 1);
  gtk_widget_add_css_class (self->text, "numeric");
  gtk_text_set_input_purpose (GTK_TEXT (self->text), GTK_INPUT_PURPOSE_FREE_FORM);
  g_signal_connect_swapped (self->text, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (self->text, "notify::has-focus", G_CALLBACK (focus_cb), self);
  adw_bin_set_child (ADW_BIN (self), self->text);
}
