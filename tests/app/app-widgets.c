/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "app-widgets.h"

#include "app/core/talus-tinted-icon.h"

gpointer
app_find_widget (GtkWidget *widget,
                 GType      type)
{
  gpointer found = NULL;

  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = app_find_widget (child, type);

  return found;
}

GtkWidget *
app_find_button (GtkWidget  *widget,
                 const char *label)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && gtk_widget_get_mapped (widget) &&
      g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = app_find_button (child, label);

  return found;
}

gpointer
app_find_controller (GtkWidget *widget,
                     GType      type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
        return controller;
    }

  return NULL;
}

gpointer
app_find_window (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type))
        return window;
    }

  return NULL;
}

guint
app_count_icons (GtkWidget  *widget,
                 const char *icon_name)
{
  g_autofree char *name = NULL;
  guint n = 0;

  if (!gtk_widget_get_mapped (widget))
    return 0;

  if (GTK_IS_IMAGE (widget) || TALUS_IS_TINTED_ICON (widget))
    g_object_get (widget, "icon-name", &name, NULL);
  if (g_strcmp0 (name, icon_name) == 0)
    n++;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += app_count_icons (child, icon_name);

  return n;
}

gboolean
app_is_action_enabled (GtkWidget  *widget,
                       const char *action)
{
  GtkWidget *button = gtk_button_new ();
  gboolean is_sensitive;

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_parent (button, widget);
  is_sensitive = gtk_widget_get_sensitive (button);
  gtk_widget_unparent (button);

  return is_sensitive;
}
