/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words below an editor: made when there is something to say for the first
 * time, for most fields never have. It knows no node. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-editor-words.h"

#include <glib/gi18n.h>

struct _TalusEditorWords
{
  GtkBox parent_instance;

  /* children, each (nullable) until it is needed */
  GtkWidget *sum_label;
  GtkWidget *hint_label;
  GtkWidget *message_label;
  GtkWidget *conflict_box;
  GtkWidget *conflict_label;

  /* borrowed: a sibling */
  TalusFieldEditor *editor;
};

G_DEFINE_FINAL_TYPE (TalusEditorWords, talus_editor_words, GTK_TYPE_BOX)

static GtkWidget *
make_words (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, css_class);

  return label;
}

/* Made on first need: most rows never have anything to say. */
static void
set_words (TalusEditorWords  *self,
           GtkWidget        **label,
           const char        *css_class,
           const char        *text)
{
  if (*label == NULL)
    {
      if (text == NULL)
        return;
      *label = make_words (css_class);
      gtk_box_append (GTK_BOX (self), *label);
    }

  gtk_label_set_label (GTK_LABEL (*label), text != NULL ? text : "");
  gtk_widget_set_visible (*label, text != NULL);
}

static void
take_theirs_cb (TalusEditorWords *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
  talus_field_editor_take_theirs (self->editor);
}

static void
keep_mine_cb (TalusEditorWords *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->editor));
  talus_field_editor_keep_mine (self->editor);
}

static void
make_conflict_box (TalusEditorWords *self)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *theirs = gtk_button_new_with_label (_("Use theirs"));
  GtkWidget *mine = gtk_button_new_with_label (_("Keep mine"));

  self->conflict_box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->conflict_label = make_words ("warning");
  gtk_box_append (GTK_BOX (self->conflict_box), self->conflict_label);
  g_signal_connect_swapped (theirs, "clicked", G_CALLBACK (take_theirs_cb), self);
  g_signal_connect_swapped (mine, "clicked", G_CALLBACK (keep_mine_cb), self);
  gtk_box_set_homogeneous (GTK_BOX (buttons), TRUE);
  gtk_box_append (GTK_BOX (buttons), theirs);
  gtk_box_append (GTK_BOX (buttons), mine);
  gtk_box_append (GTK_BOX (self->conflict_box), buttons);
  gtk_box_append (GTK_BOX (self), self->conflict_box);
}

static gboolean
is_shown (GtkWidget *widget)
{
  return widget != NULL && gtk_widget_get_visible (widget);
}

static void
changed_cb (TalusEditorWords *self)
{
  const char *message = talus_field_editor_get_message (self->editor);
  const char *conflict = talus_field_editor_get_conflict (self->editor);
  GtkWidget *target = talus_field_editor_get_target (self->editor);

  set_words (self, &self->hint_label, "dim-label", talus_field_editor_get_hint (self->editor));
  set_words (self, &self->message_label, "error", message);

  if (conflict != NULL && self->conflict_box == NULL)
    make_conflict_box (self);
  if (self->conflict_box != NULL)
    {
      gtk_label_set_label (GTK_LABEL (self->conflict_label), conflict != NULL ? conflict : "");
      gtk_widget_set_visible (self->conflict_box, conflict != NULL);
    }

  gtk_widget_set_visible (GTK_WIDGET (self),
                          is_shown (self->sum_label) || is_shown (self->hint_label) ||
                          is_shown (self->message_label) || is_shown (self->conflict_box));
  if (target == NULL)
    return;

  gtk_accessible_update_state (GTK_ACCESSIBLE (target), GTK_ACCESSIBLE_STATE_INVALID,
                               message != NULL ? GTK_ACCESSIBLE_INVALID_TRUE
                                               : GTK_ACCESSIBLE_INVALID_FALSE, -1);
  if (message != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (target),
                                    GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE, self->message_label,
                                    -1);
  else
    gtk_accessible_reset_relation (GTK_ACCESSIBLE (target), GTK_ACCESSIBLE_RELATION_ERROR_MESSAGE);
}

static void
talus_editor_words_class_init (TalusEditorWordsClass *klass)
{
}

static void
talus_editor_words_init (TalusEditorWords *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 3);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * talus_editor_words_new:
 * @editor: (transfer none): a widget that lives as long, its sibling
 *
 * Follows an editor.
 *
 * Returns: (transfer floating): the words
 */
GtkWidget *
talus_editor_words_new (TalusFieldEditor *editor)
{
  TalusEditorWords *self = g_object_new (TALUS_TYPE_EDITOR_WORDS, NULL);

  self->editor = editor;
  g_signal_connect_object (editor, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * talus_editor_words_set_sum:
 * @self: words
 * @sum: (nullable): what its node's children come to
 *
 * Says it, dimmed.
 */
void
talus_editor_words_set_sum (TalusEditorWords *self,
                            const char       *sum)
{
  g_autofree char *text = NULL;

  g_return_if_fail (TALUS_IS_EDITOR_WORDS (self));

  if (sum != NULL)
    /* TRANSLATORS: %s is a sum, as in “$3,200.00” */
    text = g_strdup_printf (_("Below it: %s"), sum);
  set_words (self, &self->sum_label, "dim-label", text);
  if (self->sum_label != NULL)
    gtk_label_set_xalign (GTK_LABEL (self->sum_label), 1);
  changed_cb (self);
}
