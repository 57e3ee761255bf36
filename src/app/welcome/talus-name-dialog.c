/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what a new project is called. */
#define G_LOG_DOMAIN "talus-app-welcome"

#include "app/welcome/talus-name-dialog.h"

#include <glib/gi18n.h>

#include "model/talus-property-type.h"

struct _TalusNameDialog
{
  AdwMessageDialog parent_instance;

  GtkEditable *entry;
  char *name;
};

G_DEFINE_FINAL_TYPE (TalusNameDialog, talus_name_dialog, ADW_TYPE_MESSAGE_DIALOG)

static void
changed_cb (TalusNameDialog *self)
{
  GtkWidget *entry = GTK_WIDGET (self->entry);
  glong length;
  gboolean is_long;

  g_free (self->name);
  self->name = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
  length = g_utf8_strlen (self->name, -1);
  is_long = length > TALUS_NAME_MAX_CHARACTERS;
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "create",
                                           length > 0 && !is_long);
  if (is_long)
    gtk_widget_add_css_class (entry, "error");
  else
    gtk_widget_remove_css_class (entry, "error");
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               is_long ? GTK_ACCESSIBLE_INVALID_TRUE
                                       : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
activate_cb (TalusNameDialog *self)
{
  if (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (self), "create"))
    adw_message_dialog_response (ADW_MESSAGE_DIALOG (self), "create");
}

static void
talus_name_dialog_finalize (GObject *object)
{
  g_free (TALUS_NAME_DIALOG (object)->name);

  G_OBJECT_CLASS (talus_name_dialog_parent_class)->finalize (object);
}

static void
talus_name_dialog_class_init (TalusNameDialogClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = talus_name_dialog_finalize;
}

static void
talus_name_dialog_init (TalusNameDialog *self)
{
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *entry = adw_entry_row_new ();
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);

  self->entry = GTK_EDITABLE (entry);
  self->name = g_strdup ("");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _("Name"));
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_list_box_append (GTK_LIST_BOX (list), entry);
  adw_message_dialog_set_extra_child (dialog, list);
  g_signal_connect_object (entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (entry, "entry-activated", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);

  adw_message_dialog_add_responses (dialog, "cancel", _("Cancel"), "create", _("Create"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "create", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_response_enabled (dialog, "create", FALSE);
  adw_message_dialog_set_default_response (dialog, "create");
  adw_message_dialog_set_close_response (dialog, "cancel");
}

/**
 * talus_name_dialog_new:
 * @parent: the window it belongs to
 * @template: what the project is made from
 *
 * Returns: (transfer none): a dialog, to be presented
 */
GtkWidget *
talus_name_dialog_new (GtkWindow     *parent,
                       TalusTemplate *template)
{
  TalusNameDialog *self;

  g_return_val_if_fail (GTK_IS_WINDOW (parent), NULL);
  g_return_val_if_fail (template != NULL, NULL);

  self = g_object_new (TALUS_TYPE_NAME_DIALOG, "transient-for", parent, "modal", TRUE,
                       "heading", _("New Project"), NULL);
  /* Translators: %s is the name of a template, like “Vehicle restoration”. */
  adw_message_dialog_format_body (ADW_MESSAGE_DIALOG (self), _("From the template “%s”."),
                                  talus_template_get_name (template));
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->entry));

  return GTK_WIDGET (self);
}

/**
 * talus_name_dialog_get_name:
 *
 * Returns: (transfer none): what was typed, without the space around it
 */
const char *
talus_name_dialog_get_name (TalusNameDialog *self)
{
  g_return_val_if_fail (TALUS_IS_NAME_DIALOG (self), NULL);

  return self->name;
}
