/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits what refers to nodes, people among them: chips that lead to them, and a
 * picker for more. One that is gone stays, and says so, until it is taken
 * away. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-field-editor-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/core/talus-icons.h"
#include "app/format/talus-format.h"
#include "app/format/talus-texts.h"
#include "app/inspector/talus-chip.h"
#include "app/search/talus-node-picker.h"
#include "app/inspector/talus-wrap-box.h"

#define TALUS_TYPE_REFERENCE_EDITOR (talus_reference_editor_get_type ())

G_DECLARE_FINAL_TYPE (TalusReferenceEditor, talus_reference_editor, TALUS, REFERENCE_EDITOR,
                      TalusFieldEditor)

struct _TalusReferenceEditor
{
  TalusFieldEditor parent_instance;

  /* children */
  GtkWidget *chips;
  GtkWidget *button;
  GtkWidget *picker;       /* (nullable): once it was opened */

  /* owned */
  GPtrArray *chosen;       /* of char *: ids, in order */
  GPtrArray *shown;        /* of char *: those that there are chips for */

  gboolean is_editable;
};

G_DEFINE_FINAL_TYPE (TalusReferenceEditor, talus_reference_editor, TALUS_TYPE_FIELD_EDITOR)

static TalusView *
get_view (TalusReferenceEditor *self)
{
  return talus_field_editor_get_view (TALUS_FIELD_EDITOR (self));
}

static TalusNode *
find_node (TalusReferenceEditor *self,
           const char           *text)
{
  TalusId id;

  return talus_id_parse (text, -1, &id)
           ? talus_graph_get_node (talus_view_get_graph (get_view (self)), &id) : NULL;
}

static void update_chips (TalusReferenceEditor *self);

static void
finish (TalusReferenceEditor *self)
{
  update_chips (self);
  talus_field_editor_touch (TALUS_FIELD_EDITOR (self));
  talus_field_editor_commit (TALUS_FIELD_EDITOR (self));
}

static guint
find_chip (TalusReferenceEditor *self,
           TalusChip            *chip)
{
  guint index = 0;

  for (GtkWidget *each = gtk_widget_get_first_child (self->chips); each != GTK_WIDGET (chip);
       each = gtk_widget_get_next_sibling (each))
    index++;

  return index;
}

static void
removed_cb (TalusReferenceEditor *self,
            TalusChip            *chip)
{
  guint index = find_chip (self, chip);

  gtk_widget_grab_focus (self->button);
  g_ptr_array_remove_index (self->chosen, index);
  finish (self);
}

static void
activated_cb (TalusReferenceEditor *self,
              TalusChip            *chip)
{
  TalusNode *node = find_node (self, self->chosen->pdata[find_chip (self, chip)]);

  if (node != NULL)
    talus_view_reveal (get_view (self), talus_node_get_id (node));
}

static char *
dup_name (TalusReferenceEditor *self,
          const char           *id)
{
  TalusGraph *graph = talus_view_get_graph (get_view (self));
  g_autoptr (TalusValue) value = talus_value_new_string (id, -1);

  return talus_format_value (talus_format_get (graph), graph,
                             talus_field_editor_get_subject (TALUS_FIELD_EDITOR (self)), value);
}

/* Going from node to node it is often the same person. */
static gboolean
has_same_chips (TalusReferenceEditor *self)
{
  GtkWidget *chip = gtk_widget_get_first_child (self->chips);

  if (self->shown->len != self->chosen->len)
    return FALSE;

  for (guint i = 0; i < self->chosen->len; i++, chip = gtk_widget_get_next_sibling (chip))
    {
      g_autofree char *name = dup_name (self, self->chosen->pdata[i]);

      if (!g_str_equal (self->chosen->pdata[i], self->shown->pdata[i]) ||
          !g_str_equal (name, talus_chip_get_name (TALUS_CHIP (chip))))
        return FALSE;
      talus_chip_set_removable (TALUS_CHIP (chip), self->is_editable);
    }

  return TRUE;
}

static GtkWidget *
make_chip (TalusReferenceEditor *self,
           const char           *id)
{
  TalusNode *node = find_node (self, id);
  const TalusNodeType *type = NULL;
  g_autofree char *name = dup_name (self, id);
  GtkWidget *chip;

  if (node != NULL)
    type = talus_template_get_type_by_id (talus_view_get_template (get_view (self)),
                                          talus_node_get_type_id (node));
  chip = talus_chip_new (name,
                         node != NULL ? talus_icon_for_type (type) : "dialog-question-symbolic",
                         type != NULL ? type->color : NULL, node != NULL);
  talus_chip_set_removable (TALUS_CHIP (chip), self->is_editable);
  g_signal_connect_object (chip, "removed", G_CALLBACK (removed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (chip, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);

  return chip;
}

static void
update_chips (TalusReferenceEditor *self)
{
  GtkWidget *chip;

  if (has_same_chips (self))
    return;

  while ((chip = gtk_widget_get_first_child (self->chips)) != self->button)
    gtk_widget_unparent (chip);
  g_ptr_array_set_size (self->shown, 0);
  for (guint i = 0; i < self->chosen->len; i++)
    {
      g_ptr_array_add (self->shown, g_strdup (self->chosen->pdata[i]));
      gtk_widget_insert_before (make_chip (self, self->chosen->pdata[i]), self->chips,
                                self->button);
    }
}

static gboolean
is_eligible (TalusNode *node,
             gpointer   user_data)
{
  TalusReferenceEditor *self = user_data;
  const TalusProperty *subject = talus_field_editor_get_subject (TALUS_FIELD_EDITOR (self));
  char id[TALUS_ID_TEXT_SIZE];

  if (subject->target_type != NULL &&
      strcmp (talus_node_get_type_id (node), subject->target_type) != 0)
    return FALSE;

  talus_id_format (talus_node_get_id (node), id);

  return !g_ptr_array_find_with_equal_func (self->chosen, id, g_str_equal, NULL);
}

static void
picked_cb (TalusReferenceEditor *self,
           TalusNode            *node)
{
  g_ptr_array_add (self->chosen, talus_id_to_string (talus_node_get_id (node)));
  finish (self);
}

static void
create_popover_cb (GtkMenuButton *button,
                   gpointer       user_data)
{
  TalusReferenceEditor *self = user_data;
  const TalusProperty *subject = talus_field_editor_get_subject (TALUS_FIELD_EDITOR (self));
  TalusTemplate *template = talus_view_get_template (get_view (self));
  const TalusNodeType *target;
  g_autofree char *empty = NULL;

  if (self->picker != NULL)
    return;

  self->picker = talus_node_picker_new (get_view (self), subject->label);
  talus_node_picker_set_filter (TALUS_NODE_PICKER (self->picker), is_eligible, self);
  target = subject->target_type != NULL
             ? talus_template_get_type_by_id (template, subject->target_type) : NULL;
  if (target != NULL)
    {
      /* TRANSLATORS: %s is a type of nodes, as in “Person” */
      empty = g_strdup_printf (_("No “%s” found to choose"), target->label);
      talus_node_picker_set_empty (TALUS_NODE_PICKER (self->picker), empty);
    }
  g_signal_connect_swapped (self->picker, "picked", G_CALLBACK (picked_cb), self);
  gtk_menu_button_set_popover (button, self->picker);
}

static void
talus_reference_editor_show (TalusFieldEditor *editor,
                             TalusValue       *value,
                             gboolean          is_mixed)
{
  TalusReferenceEditor *self = TALUS_REFERENCE_EDITOR (editor);

  g_ptr_array_unref (self->chosen);
  self->chosen = talus_texts_from_value (is_mixed ? NULL : value);
  talus_field_editor_dress_button (self->button, self->chosen->len == 0, is_mixed);
  update_chips (self);
}

static gboolean
talus_reference_editor_read (TalusFieldEditor  *editor,
                             TalusValue       **value,
                             GError           **error)
{
  TalusReferenceEditor *self = TALUS_REFERENCE_EDITOR (editor);

  if (self->chosen->len == 0)
    *value = NULL;
  else if (self->chosen->len == 1)
    *value = talus_value_new_string (self->chosen->pdata[0], -1);
  else
    *value = talus_texts_to_value (self->chosen);

  return TRUE;
}

static void
talus_reference_editor_set_editable (TalusFieldEditor *editor,
                                     gboolean          is_editable)
{
  TalusReferenceEditor *self = TALUS_REFERENCE_EDITOR (editor);

  self->is_editable = is_editable;
  gtk_widget_set_visible (self->button, is_editable);
}

static GtkWidget *
talus_reference_editor_get_target (TalusFieldEditor *editor)
{
  return TALUS_REFERENCE_EDITOR (editor)->button;
}

static void
talus_reference_editor_dispose (GObject *object)
{
  TalusReferenceEditor *self = TALUS_REFERENCE_EDITOR (object);

  g_clear_pointer (&self->chosen, g_ptr_array_unref);
  g_clear_pointer (&self->shown, g_ptr_array_unref);

  G_OBJECT_CLASS (talus_reference_editor_parent_class)->dispose (object);
}

static void
talus_reference_editor_class_init (TalusReferenceEditorClass *klass)
{
  TalusFieldEditorClass *editor_class = TALUS_FIELD_EDITOR_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_reference_editor_dispose;
  editor_class->is_wide = TRUE;
  editor_class->shows_read_only = TRUE;
  editor_class->show = talus_reference_editor_show;
  editor_class->read = talus_reference_editor_read;
  editor_class->set_editable = talus_reference_editor_set_editable;
  editor_class->get_target = talus_reference_editor_get_target;
}

static void
talus_reference_editor_init (TalusReferenceEditor *self)
{
  self->chosen = g_ptr_array_new_with_free_func (g_free);
  self->shown = g_ptr_array_new_with_free_func (g_free);
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
