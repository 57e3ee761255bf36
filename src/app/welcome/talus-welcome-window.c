/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A window without a project: the welcome page, or one that is being opened.
 * It comes into sight when there is something to see, and goes when the
 * project has a window. */
#define G_LOG_DOMAIN "talus-app-welcome"

#include "app/welcome/talus-welcome-window.h"

#include <glib/gi18n.h>

#define LINGER_MS 120

struct _TalusWelcomeWindow
{
  AdwApplicationWindow parent_instance;

  AdwBin *place;

  TalusWelcome *page;   /* borrowed, (nullable): in @place, until it is closed */
  guint linger_id;
};

G_DEFINE_FINAL_TYPE (TalusWelcomeWindow, talus_welcome_window, ADW_TYPE_APPLICATION_WINDOW)

static gboolean
lingered_cb (gpointer data)
{
  TalusWelcomeWindow *self = data;

  self->linger_id = 0;
  gtk_window_present (GTK_WINDOW (self));

  return G_SOURCE_REMOVE;
}

static void
open_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  TalusWelcomeWindow *self = TALUS_WELCOME_WINDOW (widget);

  if (self->page != NULL)
    talus_welcome_choose_file (self->page);
}

/* Of the window, so that it works wherever the focus is, or nowhere. */
static gboolean
escape_cb (GtkWidget *widget,
           GVariant  *arguments,
           gpointer   unused)
{
  TalusWelcomeWindow *self = TALUS_WELCOME_WINDOW (widget);

  return self->page != NULL && talus_welcome_go_back (self->page);
}

static void
talus_welcome_window_dispose (GObject *object)
{
  TalusWelcomeWindow *self = TALUS_WELCOME_WINDOW (object);

  g_clear_handle_id (&self->linger_id, g_source_remove);
  self->page = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (object), TALUS_TYPE_WELCOME_WINDOW);

  G_OBJECT_CLASS (talus_welcome_window_parent_class)->dispose (object);
}

static void
talus_welcome_window_class_init (TalusWelcomeWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_welcome_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/talustally/TalusTally/welcome/"
                                               "talus-welcome-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusWelcomeWindow, place);
  gtk_widget_class_install_action (widget_class, "welcome.open-file", NULL, open_action);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, escape_cb, NULL);
}

static void
talus_welcome_window_init (TalusWelcomeWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * talus_welcome_window_new:
 * @application: whose window it is
 * @desk: where the projects are
 *
 * Returns: (transfer none): a window that is not in sight yet
 */
TalusWelcomeWindow *
talus_welcome_window_new (GtkApplication *application,
                          TalusDesk      *desk)
{
  TalusWelcomeWindow *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (TALUS_IS_DESK (desk), NULL);

  self = g_object_new (TALUS_TYPE_WELCOME_WINDOW, "application", application, NULL);
  self->page = TALUS_WELCOME (talus_welcome_new (desk));
  adw_bin_set_child (self->place, GTK_WIDGET (self->page));

  return self;
}

/**
 * talus_welcome_window_get_page:
 *
 * Returns: (transfer none) (nullable): what is in it; %NULL once it is closed
 */
TalusWelcome *
talus_welcome_window_get_page (TalusWelcomeWindow *self)
{
  g_return_val_if_fail (TALUS_IS_WELCOME_WINDOW (self), NULL);

  return self->page;
}

/**
 * talus_welcome_window_linger:
 *
 * Comes into sight a moment later, unless it is gone by then.
 */
void
talus_welcome_window_linger (TalusWelcomeWindow *self)
{
  g_return_if_fail (TALUS_IS_WELCOME_WINDOW (self));

  if (self->linger_id == 0 && !gtk_widget_get_visible (GTK_WIDGET (self)))
    self->linger_id = g_timeout_add (LINGER_MS, lingered_cb, self);
}
