/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row: label and editor side by side where there is room for it, else the
 * editor below; under them, only when there is something to say, words. It
 * knows no node. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-property-row.h"

#include "app/inspector/talus-editor-words.h"

struct _TalusPropertyRow
{
  GtkListBoxRow parent_instance;

  /* children */
  TalusFieldEditor *editor;
  GtkWidget *words;
};

G_DEFINE_FINAL_TYPE (TalusPropertyRow, talus_property_row, GTK_TYPE_LIST_BOX_ROW)

static GtkWidget *
make_description (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");

  return label;
}

/* What is wrong is told by words; the edge only leads to them. */
static void
changed_cb (TalusPropertyRow *self)
{
  if (talus_field_editor_get_message (self->editor) != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), "invalid");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "invalid");
}

/* Anywhere in the row is as good as in the field. */
static void
pressed_cb (TalusPropertyRow *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
}

static GtkWidget *
make_title (const TalusProperty *property,
            gboolean             is_wide)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (property->label);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  /* Beside a field it wraps between words at most: the field gives way. */
  gtk_label_set_wrap_mode (GTK_LABEL (label), is_wide ? PANGO_WRAP_WORD_CHAR : PANGO_WRAP_WORD);
  /* Not narrower because there is room for a second line. */
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  if (is_wide)
    {
      gtk_widget_add_css_class (label, "caption");
      gtk_widget_add_css_class (label, "dim-label");
    }
  gtk_box_append (GTK_BOX (box), label);
  if (property->description != NULL)
    gtk_box_append (GTK_BOX (box), make_description (property->description));
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);

  return box;
}

static void
talus_property_row_class_init (TalusPropertyRowClass *klass)
{
}

static void
talus_property_row_init (TalusPropertyRow *self)
{
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
  gtk_list_box_row_set_selectable (GTK_LIST_BOX_ROW (self), FALSE);
  /* The keyboard goes from field to field. */
  gtk_widget_set_focusable (GTK_WIDGET (self), FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self), "talus-property");
}

/**
 * talus_property_row_new:
 * @editor: (transfer floating): an editor that was just made
 *
 * Makes the row for it.
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
talus_property_row_new (TalusFieldEditor *editor)
{
  TalusPropertyRow *self = g_object_new (TALUS_TYPE_PROPERTY_ROW, NULL);
  gboolean is_wide = talus_field_editor_is_wide (editor);
  GtkWidget *line = gtk_box_new (is_wide ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL,
                                 is_wide ? 3 : 12);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->editor = editor;
  gtk_widget_add_css_class (box, "talus-property-box");
  gtk_box_append (GTK_BOX (line), make_title (talus_field_editor_get_subject (editor), is_wide));
  gtk_widget_set_hexpand (GTK_WIDGET (editor), TRUE);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (editor));
  gtk_widget_set_valign (line, is_wide ? GTK_ALIGN_FILL : GTK_ALIGN_CENTER);
  gtk_widget_set_vexpand (line, TRUE);
  gtk_box_append (GTK_BOX (box), line);
  self->words = talus_editor_words_new (editor);
  gtk_box_append (GTK_BOX (box), self->words);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);

  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  g_signal_connect_object (editor, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * talus_property_row_set_sum:
 * @self: a row
 * @sum: (nullable): what its node's children come to
 *
 * Says it, dimmed, below the editor.
 */
void
talus_property_row_set_sum (TalusPropertyRow *self,
                            const char       *sum)
{
  g_return_if_fail (TALUS_IS_PROPERTY_ROW (self));

  talus_editor_words_set_sum (TALUS_EDITOR_WORDS (self->words), sum);
}
