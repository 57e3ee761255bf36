/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits any number of options: those chosen as chips, all of them with checks
 * in a popover. What is no option any more stays until it is taken away. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-field-editor-private.h"

#include <glib/gi18n.h>

#include "app/core/talus-icons.h"
#include "app/format/talus-texts.h"
#include "app/inspector/talus-chip.h"
#include "app/inspector/talus-wrap-box.h"

#define TALUS_TYPE_MULTI_SELECT_EDITOR (talus_multi_select_editor_get_type ())

G_DECLARE_FINAL_TYPE (TalusMultiSelectEditor, talus_multi_select_editor, TALUS,
                      MULTI_SELECT_EDITOR, TalusFieldEditor)

struct _TalusMultiSelectEditor
{
  TalusFieldEditor parent_instance;

  /* children */
  GtkWidget *chips;
  GtkWidget *button;
  GtkWidget *checks;       /* (nullable): in the popover, once it was opened */

  /* owned */
  GPtrArray *chosen;       /* of char *: ids, in order */

  gboolean is_updating;
  gboolean is_editable;
};

G_DEFINE_FINAL_TYPE (TalusMultiSelectEditor, talus_multi_select_editor,
                     TALUS_TYPE_FIELD_EDITOR)

static const TalusProperty *
get_subject (TalusMultiSelectEditor *self)
{
  return talus_field_editor_get_subject (TALUS_FIELD_EDITOR (self));
}

static gboolean
find_chosen (TalusMultiSelectEditor *self,
             const char             *id,
             guint                  *index)
{
  return g_ptr_array_find_with_equal_func (self->chosen, id, g_str_equal, index);
}

static void update (TalusMultiSelectEditor *self);

static void
remove_cb (TalusMultiSelectEditor *self,
           TalusChip              *chip)
{
  guint index = 0;

  for (GtkWidget *each = gtk_widget_get_first_child (self->chips); each != GTK_WIDGET (chip);
       each = gtk_widget_get_next_sibling (each))
    index++;

  gtk_widget_grab_focus (self->button);
  g_ptr_array_remove_index (self->chosen, index);
  update (self);
  talus_field_editor_touch (TALUS_FIELD_EDITOR (self));
  talus_field_editor_commit (TALUS_FIELD_EDITOR (self));
}

static void
update_chips (TalusMultiSelectEditor *self)
{
  GtkWidget *chip;

  while ((chip = gtk_widget_get_first_child (self->chips)) != self->button)
    gtk_widget_unparent (chip);

  for (guint i = 0; i < self->chosen->len; i++)
    {
      const TalusOption *option = talus_property_find_option (get_subject (self),
                                                              self->chosen->pdata[i]);
      gboolean has_icon = option != NULL && option->indicator_id != NULL;

      chip = talus_chip_new (option != NULL ? option->name : self->chosen->pdata[i],
                             has_icon ? talus_icon_for_option (option) : NULL,
                             option != NULL ? option->color : NULL, FALSE);
      talus_chip_set_removable (TALUS_CHIP (chip), self->is_editable);
      g_signal_connect_swapped (chip, "removed", G_CALLBACK (remove_cb), self);
      gtk_widget_insert_before (chip, self->chips, self->button);
    }
}

/* In the order of the template, whatever the order of choosing. */
static void
toggled_cb (TalusMultiSelectEditor *self)
{
  TalusFieldEditor *editor = TALUS_FIELD_EDITOR (self);
  GPtrArray *options = get_subject (self)->options;
  GtkWidget *check = gtk_widget_get_first_child (self->checks);
  g_autoptr (GPtrArray) chosen = NULL;

  if (self->is_updating)
    return;

  chosen = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < options->len; i++, check = gtk_widget_get_next_sibling (check))
    {
      const TalusOption *option = options->pdata[i];

      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (check)))
        g_ptr_array_add (chosen, g_strdup (option->id));
    }
  for (guint i = 0; i < self->chosen->len; i++)
    {
      if (talus_property_find_option (get_subject (self), self->chosen->pdata[i]) == NULL)
        g_ptr_array_add (chosen, g_strdup (self->chosen->pdata[i]));
    }

  g_ptr_array_unref (self->chosen);
  self->chosen = g_steal_pointer (&chosen);
  update_chips (self);
  /* The popover is where somebody still is. */
  talus_field_editor_touch (editor);
  talus_field_editor_flush (editor);
}

static void
update_checks (TalusMultiSelectEditor *self)
{
  GPtrArray *options = get_subject (self)->options;
  GtkWidget *check;

  if (self->checks == NULL)
    return;

  check = gtk_widget_get_first_child (self->checks);
  self->is_updating = TRUE;
  for (guint i = 0; i < options->len; i++, check = gtk_widget_get_next_sibling (check))
    {
      const TalusOption *option = options->pdata[i];

      gtk_check_button_set_active (GTK_CHECK_BUTTON (check),
                                   find_chosen (self, option->id, NULL));
    }
  self->is_updating = FALSE;
}

static void
update (TalusMultiSelectEditor *self)
{
  update_chips (self);
  update_checks (self);
}

static void
create_popover_cb (GtkMenuButton *button,
                   gpointer       user_data)
{
  TalusMultiSelectEditor *self = user_data;
  GPtrArray *options = get_subject (self)->options;
  GtkWidget *scrolled;
  GtkWidget *popover;

  if (self->checks == NULL)
    {
      scrolled = gtk_scrolled_window_new ();
      popover = gtk_popover_new ();
      self->checks = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
      for (guint i = 0; i < options->len; i++)
        {
          const TalusOption *option = options->pdata[i];
          GtkWidget *check = gtk_check_button_new_with_label (option->name);

          g_signal_connect_swapped (check, "toggled", G_CALLBACK (toggled_cb), self);
          gtk_box_append (GTK_BOX (self->checks), check);
        }
      gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->checks);
      gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                      GTK_POLICY_AUTOMATIC);
      gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
      gtk_scrolled_window_set_propagate_natural_width (GTK_SCROLLED_WINDOW (scrolled), TRUE);
      gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 320);
      gtk_popover_set_child (GTK_POPOVER (popover), scrolled);
      gtk_menu_button_set_popover (button, popover);
    }

  update_checks (self);
}

static void
talus_multi_select_editor_show (TalusFieldEditor *editor,
                                TalusValue       *value,
                                gboolean          is_mixed)
{
  TalusMultiSelectEditor *self = TALUS_MULTI_SELECT_EDITOR (editor);

  g_ptr_array_unref (self->chosen);
  self->chosen = talus_texts_from_value (is_mixed ? NULL : value);
  talus_field_editor_dress_button (self->button, self->chosen->len == 0, is_mixed);
  update (self);
}

static gboolean
talus_multi_select_editor_read (TalusFieldEditor  *editor,
                                TalusValue       **value,
                                GError           **error)
{
  TalusMultiSelectEditor *self = TALUS_MULTI_SELECT_EDITOR (editor);

  *value = self->chosen->len > 0 ? talus_texts_to_value (self->chosen) : NULL;

  return TRUE;
}

static void
talus_multi_select_editor_set_editable (TalusFieldEditor *editor,
                                        gboolean          is_editable)
{
  TalusMultiSelectEditor *self = TALUS_MULTI_SELECT_EDITOR (editor);

  self->is_editable = is_editable;
  gtk_widget_set_visible (self->button, is_editable);
}

static GtkWidget *
talus_multi_select_editor_get_target (TalusFieldEditor *editor)
{
  return TALUS_MULTI_SELECT_EDITOR (editor)->button;
}

static void
talus_multi_select_editor_dispose (GObject *object)
{
  TalusMultiSelectEditor *self = TALUS_MULTI_SELECT_EDITOR (object);

  g_clear_pointer (&self->chosen, g_ptr_array_unref);

  G_OBJECT_CLASS (talus_multi_select_editor_parent_class)->dispose (object);
}

static void
talus_multi_select_editor_class_init (TalusMultiSelectEditorClass *klass)
{
  TalusFieldEditorClass *editor_class = TALUS_FIELD_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_multi_select_editor_dispose;
  editor_class->is_wide = TRUE;
  editor_class->shows_read_only = TRUE;
  editor_class->show = talus_multi_select_editor_show;
  editor_class->read = talus_multi_select_editor_read;
  editor_class->set_editable = talus_multi_select_editor_set_editable;
  editor_class->get_target = talus_multi_select_editor_get_target;
}

static void
talus_multi_select_editor_init (TalusMultiSelectEditor *self)
{
  self->chosen = g_ptr_array_new_with_free_func (g_free);
  self->is_editable = TRUE;
  self->chips = talus_wrap_box_new (6);

  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (self->button), create_popover_cb, self,
                                         NULL);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  talus_wrap_box_append (TALUS_WRAP_BOX (self->chips), self->button);

  adw_bin_set_child (ADW_BIN (self), self->chips);
}
