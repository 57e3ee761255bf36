/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row is of one version for ever. What its buttons do are actions of the
 * window. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-version-row.h"

#include <glib/gi18n.h>

struct _TalusVersionRow
{
  AdwActionRow parent_instance;

  /* borrowed */
  GtkWidget *mark;

  /* owned */
  char *name;
  guint64 seq;
};

G_DEFINE_FINAL_TYPE (TalusVersionRow, talus_version_row, ADW_TYPE_ACTION_ROW)

/* @label: (transfer full) */
static void
add_button (TalusVersionRow *self,
            const char      *icon,
            const char      *action,
            char            *label)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", self->name);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), button);
  g_free (label);
}

static void
talus_version_row_finalize (GObject *object)
{
  g_free (TALUS_VERSION_ROW (object)->name);

  G_OBJECT_CLASS (talus_version_row_parent_class)->finalize (object);
}

static void
talus_version_row_class_init (TalusVersionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = talus_version_row_finalize;
}

static void
talus_version_row_init (TalusVersionRow *self)
{
  self->mark = gtk_image_new_from_icon_name ("object-select-symbolic");
  gtk_widget_set_visible (self->mark, FALSE);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->mark);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _("Show the project as it was"));
}

/**
 * talus_version_row_new:
 * @version: a named version
 *
 * Makes its row.
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
talus_version_row_new (const TalusVersion *version)
{
  TalusVersionRow *self;
  g_autofree char *title = NULL;

  g_return_val_if_fail (version != NULL, NULL);

  self = g_object_new (TALUS_TYPE_VERSION_ROW, NULL);
  self->name = g_strdup (version->name);
  self->seq = version->seq;
  title = g_markup_escape_text (version->name, -1);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  add_button (self, "document-edit-symbolic", "win.rename-version",
              g_strdup_printf (_("Rename the version “%s”"), version->name));
  add_button (self, "user-trash-symbolic", "win.delete-version",
              g_strdup_printf (_("Delete the version “%s”"), version->name));

  return GTK_WIDGET (self);
}

/**
 * talus_version_row_get_seq:
 * @self: a row
 *
 * Returns: the moment that has the name
 */
guint64
talus_version_row_get_seq (TalusVersionRow *self)
{
  g_return_val_if_fail (TALUS_IS_VERSION_ROW (self), 0);

  return self->seq;
}

/**
 * talus_version_row_is_of:
 * @self: a row
 * @version: a named version
 *
 * Returns: whether it is the row of that version, by name and moment
 */
gboolean
talus_version_row_is_of (TalusVersionRow    *self,
                         const TalusVersion *version)
{
  g_return_val_if_fail (TALUS_IS_VERSION_ROW (self), FALSE);
  g_return_val_if_fail (version != NULL, FALSE);

  return self->seq == version->seq && g_str_equal (self->name, version->name);
}

/**
 * talus_version_row_set_state:
 * @self: a row
 * @moment: when it was
 * @is_shown: whether the project is shown as it was then
 *
 * Says what changes with time.
 */
void
talus_version_row_set_state (TalusVersionRow *self,
                             const char      *moment,
                             gboolean         is_shown)
{
  g_return_if_fail (TALUS_IS_VERSION_ROW (self));

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), moment);
  gtk_widget_set_visible (self->mark, is_shown);
}
