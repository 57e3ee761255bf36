/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits text of many lines: it grows with what is written, Ctrl+Enter says
 * that it is done, Tab goes on to the next field. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-field-editor-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/format/talus-format.h"

#define MIN_HEIGHT 44
#define MAX_HEIGHT 360

#define TALUS_TYPE_NOTE_EDITOR (talus_note_editor_get_type ())

G_DECLARE_FINAL_TYPE (TalusNoteEditor, talus_note_editor, TALUS, NOTE_EDITOR, TalusFieldEditor)

struct _TalusNoteEditor
{
  TalusFieldEditor parent_instance;

  /* children */
  GtkWidget *text;
  GtkTextBuffer *buffer;
  GtkWidget *placeholder;
};

G_DEFINE_FINAL_TYPE (TalusNoteEditor, talus_note_editor, TALUS_TYPE_FIELD_EDITOR)

static char *
dup_text (TalusNoteEditor *self)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (self->buffer, &start, &end);

  return gtk_text_buffer_get_text (self->buffer, &start, &end, TRUE);
}

static void
changed_cb (TalusNoteEditor *self)
{
  gtk_widget_set_visible (self->placeholder,
                          gtk_text_buffer_get_char_count (self->buffer) == 0 &&
                          *gtk_label_get_label (GTK_LABEL (self->placeholder)) != '\0');
  talus_field_editor_touch (TALUS_FIELD_EDITOR (self));
}

static gboolean
key_cb (TalusNoteEditor *self,
        guint            key,
        guint            code,
        GdkModifierType  state)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || (state & GDK_CONTROL_MASK) == 0)
    return FALSE;

  talus_field_editor_commit (TALUS_FIELD_EDITOR (self));

  return TRUE;
}

static void
talus_note_editor_show (TalusFieldEditor *editor,
                        TalusValue       *value,
                        gboolean          is_mixed)
{
  TalusNoteEditor *self = TALUS_NOTE_EDITOR (editor);
  TalusGraph *graph = talus_view_get_graph (talus_field_editor_get_view (editor));
  g_autofree char *text = talus_format_edit_text (talus_format_get (graph),
                                                  talus_field_editor_get_subject (editor),
                                                  value);
  g_autofree char *old = dup_text (self);

  gtk_label_set_label (GTK_LABEL (self->placeholder), is_mixed ? _("Mixed") : "");
  if (strcmp (old, text) != 0)
    {
      /* What another node's note was is nothing to undo. */
      gtk_text_buffer_begin_irreversible_action (self->buffer);
      gtk_text_buffer_set_text (self->buffer, text, -1);
      gtk_text_buffer_end_irreversible_action (self->buffer);
    }
  changed_cb (self);
}

static gboolean
talus_note_editor_read (TalusFieldEditor  *editor,
                        TalusValue       **value,
                        GError           **error)
{
  TalusGraph *graph = talus_view_get_graph (talus_field_editor_get_view (editor));
  g_autofree char *text = dup_text (TALUS_NOTE_EDITOR (editor));

  return talus_format_parse (talus_format_get (graph), talus_field_editor_get_subject (editor),
                             text, value, error);
}

static void
talus_note_editor_set_editable (TalusFieldEditor *editor,
                                gboolean          is_editable)
{
  gtk_text_view_set_editable (GTK_TEXT_VIEW (TALUS_NOTE_EDITOR (editor)->text), is_editable);
}

static GtkWidget *
talus_note_editor_get_target (TalusFieldEditor *editor)
{
  return TALUS_NOTE_EDITOR (editor)->text;
}

static void
talus_note_editor_class_init (TalusNoteEditorClass *klass)
{
  TalusFieldEditorClass *editor_class = TALUS_FIELD_EDITOR_CLASS (klass);

  editor_class->is_wide = TRUE;
  editor_class->is_typed = TRUE;
  editor_class->shows_read_only = TRUE;
  editor_class->show = talus_note_editor_show;
  editor_class->read = talus_note_editor_read;
  editor_class->set_editable = talus_note_editor_set_editable;
  editor_class->get_target = talus_note_editor_get_target;
}

static void
talus_note_editor_init (TalusNoteEditor *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *overlay = gtk_overlay_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->text = gtk_text_view_new ();
  self->buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->text));
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (self->text), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->text), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->text), GTK_ACCESSIBLE_PROPERTY_MULTI_LINE,
                                  TRUE, -1);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->text, keys);
  g_signal_connect_object (self->buffer, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);

  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->text);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), MIN_HEIGHT);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MAX_HEIGHT);

  self->placeholder = gtk_label_new ("");
  gtk_widget_add_css_class (self->placeholder, "dim-label");
  gtk_widget_set_halign (self->placeholder, GTK_ALIGN_START);
  gtk_widget_set_valign (self->placeholder, GTK_ALIGN_START);
  gtk_widget_set_can_target (self->placeholder, FALSE);
  gtk_widget_set_visible (self->placeholder, FALSE);

  gtk_overlay_set_child (GTK_OVERLAY (overlay), scrolled);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->placeholder);
  adw_bin_set_child (ADW_BIN (self), overlay);
}
