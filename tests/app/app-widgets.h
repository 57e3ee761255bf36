/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests look for in a window, as somebody before it would. Each is (transfer
 * none), and NULL where there is none. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The first of its type, @widget itself or below it. */
gpointer   app_find_widget       (GtkWidget  *widget,
                                  GType       type);
/* The button with this label that can be seen. */
GtkWidget *app_find_button       (GtkWidget  *widget,
                                  const char *label);
/* The first of its type that the widget itself has. */
gpointer   app_find_controller   (GtkWidget  *widget,
                                  GType       type);
/* The window of that type. */
gpointer   app_find_window       (GType       type);
/* How many icons of that name can be seen in it. */
guint      app_count_icons       (GtkWidget  *widget,
                                  const char *icon_name);
/* Whether a button in @widget with this action could be pressed. */
gboolean   app_is_action_enabled (GtkWidget  *widget,
                                  const char *action);

G_END_DECLS
