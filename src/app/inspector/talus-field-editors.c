/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which editor a property gets: one table, to which a class is added that
 * another kind wants; and the widgets that several of them are made of. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-field-editor-private.h"

#include <glib/gi18n.h>

#include "app/core/talus-tooltip.h"

typedef struct
{
  TalusPropertyKind kind;
  GType (*get_type) (void);
} Editor;

static const Editor editors[] = {
  { TALUS_PROPERTY_TEXT, talus_text_editor_get_type },
  { TALUS_PROPERTY_EDITOR, talus_note_editor_get_type },
  { TALUS_PROPERTY_NUMBER, talus_number_editor_get_type },
  { TALUS_PROPERTY_CURRENCY, talus_number_editor_get_type },
  { TALUS_PROPERTY_BOOLEAN, talus_boolean_editor_get_type },
  { TALUS_PROPERTY_DATE, talus_date_editor_get_type },
  { TALUS_PROPERTY_SELECT, talus_select_editor_get_type },
  { TALUS_PROPERTY_MULTI_SELECT, talus_multi_select_editor_get_type },
  { TALUS_PROPERTY_NODE_REFERENCE, talus_reference_editor_get_type },
  { TALUS_PROPERTY_PERSON, talus_reference_editor_get_type },
  { TALUS_PROPERTY_OBJECT, talus_object_editor_get_type },
  { TALUS_PROPERTY_FILE, talus_object_editor_get_type },
};

/**
 * talus_field_editor_new:
 * @view: where names and formats come from
 * @template: that @property is of
 * @property: what is to be edited
 *
 * Makes the editor for the kind of a property.
 *
 * Returns: (transfer floating): the editor, showing no value
 */
TalusFieldEditor *
talus_field_editor_new (TalusView           *view,
                        TalusTemplate       *template,
                        const TalusProperty *property)
{
  GType type = talus_object_editor_get_type ();
  TalusFieldEditor *self;

  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);
  g_return_val_if_fail (template != NULL, NULL);
  g_return_val_if_fail (property != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (editors); i++)
    {
      if (editors[i].kind == property->kind)
        type = editors[i].get_type ();
    }

  self = g_object_new (type, NULL);
  talus_field_editor_bind (self, view, template, property);

  return self;
}

/*< private >
 * talus_field_editor_make_label:
 * @self: an editor
 *
 * Makes what shows a value to somebody who may not change it.
 *
 * Returns: (transfer floating): a label with text that can be selected
 */
GtkWidget *
talus_field_editor_make_label (TalusFieldEditor *self)
{
  gboolean is_wide = talus_field_editor_is_wide (self);
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (label), GTK_NATURAL_WRAP_NONE);
  gtk_label_set_xalign (GTK_LABEL (label), is_wide ? 0 : 1);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_valign (label, is_wide ? GTK_ALIGN_FILL : GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (label, "numeric");

  return label;
}

/*< private >
 * talus_field_editor_make_entry:
 * @self: an editor
 *
 * Makes a line to type in that has no frame of its own: the row around it
 * shows where the keyboard is.
 *
 * Returns: (transfer floating): a #GtkText
 */
GtkWidget *
talus_field_editor_make_entry (TalusFieldEditor *self)
{
  /* By itself GTK gives one no role: it counts on the entry around it. */
  GtkWidget *text = g_object_new (GTK_TYPE_TEXT, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_TEXT_BOX, NULL);

  gtk_widget_set_hexpand (text, TRUE);
  gtk_widget_set_valign (text, GTK_ALIGN_CENTER);
  /* It takes what the label leaves. */
  gtk_editable_set_width_chars (GTK_EDITABLE (text), 6);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (text), 6);
  g_signal_connect_swapped (text, "changed", G_CALLBACK (talus_field_editor_touch), self);
  g_signal_connect_swapped (text, "activate", G_CALLBACK (talus_field_editor_commit), self);

  return text;
}

/*< private >
 * talus_field_editor_make_clear_button:
 *
 * Makes what takes a value away.
 *
 * Returns: (transfer floating): the button
 */
GtkWidget *
talus_field_editor_make_clear_button (void)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-clear-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _("Clear"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Clear"), -1);

  return button;
}

/*< private >
 * talus_field_editor_dress_button:
 * @button: a menu button
 * @is_empty: whether nothing is chosen
 * @is_mixed: because there are several values, that differ
 *
 * Says what the button is for where there is room, and shows it where what was
 * chosen says it already.
 */
void
talus_field_editor_dress_button (GtkWidget *button,
                                 gboolean   is_empty,
                                 gboolean   is_mixed)
{
  const char *label = is_mixed ? _("Mixed") : is_empty ? _("Choose…") : NULL;
  GtkMenuButton *menu_button = GTK_MENU_BUTTON (button);

  /* Each makes the button's inside anew, which an arrow key would feel. */
  if (label != NULL && g_strcmp0 (gtk_menu_button_get_label (menu_button), label) != 0)
    gtk_menu_button_set_label (menu_button, label);
  else if (label == NULL && gtk_menu_button_get_icon_name (menu_button) == NULL)
    gtk_menu_button_set_icon_name (menu_button, "list-add-symbolic");
  talus_tooltip_set (button, is_empty ? NULL : _("Choose…"));
}

/*< private >
 * talus_field_editor_set_mixed:
 * @text: where a value is typed
 * @is_mixed: whether there are several, that differ
 *
 * Says so where the value would be.
 */
void
talus_field_editor_set_mixed (GtkText  *text,
                              gboolean  is_mixed)
{
  const char *placeholder = is_mixed ? _("Mixed") : NULL;

  if (g_strcmp0 (gtk_text_get_placeholder_text (text), placeholder) != 0)
    gtk_text_set_placeholder_text (text, placeholder);
}

/*< private >
 * talus_field_editor_name_button:
 * @button: a button, a menu button or a drop-down
 * @name: (not nullable): what it is called
 *
 * Names a button to assistive technology. What has the keyboard in a menu
 * button and in a drop-down is a button inside, which has no name of its own.
 */
void
talus_field_editor_name_button (GtkWidget  *button,
                                const char *name)
{
  GtkWidget *inner = gtk_widget_get_first_child (button);

  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (GTK_IS_TOGGLE_BUTTON (inner))
    gtk_accessible_update_property (GTK_ACCESSIBLE (inner), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}
