/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A project in the list of those there are, or of those in the trash. It asks
 * for what is to be done with it by signals and does nothing itself. */
#define G_LOG_DOMAIN "talus-app-welcome"

#include "app/welcome/talus-project-row.h"

#include <glib/gi18n.h>

#include "app/core/talus-file-manager.h"
#include "app/core/talus-tooltip.h"
#include "app/format/talus-format.h"
#include "base/talus-clock.h"

struct _TalusProjectRow
{
  AdwActionRow parent_instance;

  GtkWidget *menu_button;
  GtkWidget *restore_button;

  TalusProject *project;
  char *template_name;
  char *count;          /* "12 nodes" */
  char *shown_path;     /* (nullable): a second line */
};

enum
{
  OPEN,
  TRASH,
  RESTORE,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusProjectRow, talus_project_row, ADW_TYPE_ACTION_ROW)

static guint signals[N_SIGNALS];

/* "~/Projects/bronco.talus": as people write it. (transfer full) */
static char *
show_path (const char *path)
{
  g_autofree char *shown = g_filename_display_name (path);
  g_autofree char *home = g_filename_display_name (g_get_home_dir ());
  gsize length = strlen (home);

  if (length > 1 && g_str_has_prefix (shown, home) && shown[length] == G_DIR_SEPARATOR)
    return g_strconcat ("~", shown + length, NULL);

  return g_strdup (shown);
}

/* "5 minutes ago" is not true for long. */
static void
show_time (TalusProjectRow *self)
{
  g_autoptr(TalusFormat) format = talus_format_new (NULL, NULL);
  gint64 changed = talus_project_get_updated_at (self->project);
  g_autofree char *when = talus_format_relative_time (format, changed, talus_clock_now ());
  g_autofree char *exactly = talus_format_full_time (format, changed);
  g_autofree char *subtitle = NULL;

  /* Translators: “Vehicle restoration · 12 nodes · 5 minutes ago”. */
  subtitle = g_strdup_printf (_("%s · %s · %s"), self->template_name, self->count, when);
  if (self->shown_path != NULL)
    {
      g_autofree char *first = g_steal_pointer (&subtitle);

      subtitle = g_strconcat (first, "\n", self->shown_path, NULL);
    }
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  talus_tooltip_set (GTK_WIDGET (self), exactly);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  subtitle, -1);
}

static void
show_project (TalusProjectRow *self,
              const char      *template_name,
              gboolean         is_trashed)
{
  const char *name = talus_project_get_name (self->project);
  gulong n_nodes = (gulong) talus_project_get_n_nodes (self->project);
  g_autofree char *label = NULL;
  const char *path = talus_project_get_path (self->project);

  if (template_name == NULL)
    template_name = talus_project_get_template_id (self->project);
  self->template_name = g_strdup (template_name);
  /* Translators: a node is one entry of a project's tree. */
  self->count = g_strdup_printf (ngettext ("%'lu node", "%'lu nodes", n_nodes), n_nodes);
  if (path != NULL && !is_trashed)
    self->shown_path = show_path (path);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  show_time (self);
  gtk_widget_set_visible (self->menu_button, !is_trashed);
  gtk_widget_set_visible (self->restore_button, is_trashed);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), !is_trashed);
  gtk_widget_set_focusable (GTK_WIDGET (self), !is_trashed);
  /* Translators: %s is the name of a project. */
  label = g_strdup_printf (_("More about “%s”"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_clear_pointer (&label, g_free);
  /* Translators: %s is the name of a project. */
  label = g_strdup_printf (_("Restore “%s”"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->restore_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "project.open", !is_trashed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "project.open-apart", !is_trashed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "project.trash", !is_trashed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "project.restore", is_trashed);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "project.show-file", path != NULL);
}

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  g_signal_emit (widget, signals[OPEN], 0, g_str_equal (name, "project.open-apart"));
}

static void
trash_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  g_signal_emit (widget, signals[TRASH], 0);
}

static void
restore_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  g_signal_emit (widget, signals[RESTORE], 0);
}

static void
show_file_action (GtkWidget  *widget,
                  const char *name,
                  GVariant   *parameter)
{
  TalusProjectRow *self = TALUS_PROJECT_ROW (widget);
  g_autoptr(GFile) file = g_file_new_for_path (talus_project_get_path (self->project));

  talus_file_manager_show (GTK_WINDOW (gtk_widget_get_root (widget)), file);
}

static void
talus_project_row_map (GtkWidget *widget)
{
  show_time (TALUS_PROJECT_ROW (widget));

  GTK_WIDGET_CLASS (talus_project_row_parent_class)->map (widget);
}

static void
talus_project_row_activate (AdwActionRow *row)
{
  if (gtk_list_box_row_get_activatable (GTK_LIST_BOX_ROW (row)))
    g_signal_emit (row, signals[OPEN], 0, FALSE);
}

static void
talus_project_row_dispose (GObject *object)
{
  g_clear_object (&TALUS_PROJECT_ROW (object)->project);

  G_OBJECT_CLASS (talus_project_row_parent_class)->dispose (object);
}

static void
talus_project_row_finalize (GObject *object)
{
  TalusProjectRow *self = TALUS_PROJECT_ROW (object);

  g_free (self->template_name);
  g_free (self->count);
  g_free (self->shown_path);

  G_OBJECT_CLASS (talus_project_row_parent_class)->finalize (object);
}

static void
talus_project_row_class_init (TalusProjectRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_project_row_dispose;
  object_class->finalize = talus_project_row_finalize;
  widget_class->map = talus_project_row_map;
  ADW_ACTION_ROW_CLASS (klass)->activate = talus_project_row_activate;

  signals[OPEN] = g_signal_new ("open", TALUS_TYPE_PROJECT_ROW, G_SIGNAL_RUN_LAST, 0,
                                NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[TRASH] = g_signal_new ("trash", TALUS_TYPE_PROJECT_ROW, G_SIGNAL_RUN_LAST, 0,
                                 NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RESTORE] = g_signal_new ("restore", TALUS_TYPE_PROJECT_ROW, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/talustally/TalusTally/welcome/"
                                               "talus-project-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusProjectRow, menu_button);
  gtk_widget_class_bind_template_child (widget_class, TalusProjectRow, restore_button);

  gtk_widget_class_install_action (widget_class, "project.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "project.open-apart", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "project.trash", NULL, trash_action);
  gtk_widget_class_install_action (widget_class, "project.restore", NULL, restore_action);
  gtk_widget_class_install_action (widget_class, "project.show-file", NULL, show_file_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "project.trash", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK,
                                       "project.open-apart", NULL);
}

static void
talus_project_row_init (TalusProjectRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * talus_project_row_new:
 * @project: what to show; a row is made anew when it changes
 * @template_name: (nullable): what its template is called
 * @is_trashed: whether it is in the trash
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
talus_project_row_new (TalusProject *project,
                       const char   *template_name,
                       gboolean      is_trashed)
{
  TalusProjectRow *self;

  g_return_val_if_fail (TALUS_IS_PROJECT (project), NULL);

  self = g_object_new (TALUS_TYPE_PROJECT_ROW, NULL);
  self->project = g_object_ref (project);
  show_project (self, template_name, is_trashed);

  return GTK_WIDGET (self);
}

/**
 * talus_project_row_get_project:
 *
 * Returns: (transfer none): the project
 */
TalusProject *
talus_project_row_get_project (TalusProjectRow *self)
{
  g_return_val_if_fail (TALUS_IS_PROJECT_ROW (self), NULL);

  return self->project;
}
