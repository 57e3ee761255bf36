/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window wires panes and parts to one view; what they show is their own
 * affair. */
#define G_LOG_DOMAIN "talus-app-window"

#include "config.h"

#include "app/window/talus-window.h"

#include <glib/gi18n.h>

#include "app/window/talus-window-parts.h"
#include "app/window/talus-window-private.h"
#include "base/talus-util.h"

enum
{
  PROP_0,
  PROP_PANE,
  N_PROPS,
};

G_DEFINE_FINAL_TYPE (TalusWindow, talus_window, ADW_TYPE_APPLICATION_WINDOW)

static GParamSpec *properties[N_PROPS];

static void
tell_presence (TalusWindow *self)
{
  TalusSelection *selection = talus_view_get_selection (self->view);
  guint n_ids = 0;
  const TalusId *ids = talus_selection_get_ids (selection, &n_ids);

  talus_peer_set_presence (self->peer, ids, n_ids, talus_window_get_pane (self));
}

static void
update_title (TalusWindow *self)
{
  const char *name = talus_peer_get_name (self->peer);

  gtk_window_set_title (GTK_WINDOW (self), name);
  adw_view_switcher_title_set_title (self->switcher, name);
  adw_view_switcher_title_set_subtitle (self->switcher, self->note);
}

/* A window that fell behind catches up by itself; one whose project was closed
 * says so and waits for a person. */
static void
peer_state_cb (TalusWindow *self)
{
  const GError *failure = talus_peer_get_failure (self->peer);
  char text[TALUS_ID_TEXT_SIZE];

  if (talus_peer_get_state (self->peer) == TALUS_PEER_ENDED && failure != NULL &&
      g_error_matches (failure, TALUS_ERROR, TALUS_ERROR_CONFLICT))
    gtk_widget_activate_action (GTK_WIDGET (self), "app.open-project", "s",
                                talus_id_format (talus_window_get_project_id (self), text));
}

static void
follow_peer (TalusWindow *self)
{
  g_signal_connect_object (self->peer, "notify::name", G_CALLBACK (update_title), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->peer, "notify::state", G_CALLBACK (peer_state_cb), self,
                           G_CONNECT_SWAPPED);
  update_title (self);
}

static void
said_cb (TalusWindow *self,
         const char  *text,
         const char  *button,
         const char  *action)
{
  AdwToast *toast = NULL;
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  toast = adw_toast_new (escaped);
  if (button != NULL && action != NULL)
    {
      adw_toast_set_button_label (toast, button);
      adw_toast_set_detailed_action_name (toast, action);
      if (g_str_equal (action, "win.undo"))
        talus_window_track_toast (self, toast);
    }
  talus_window_add_toast (self, toast);
}

static void
pane_changed_cb (TalusWindow *self)
{
  tell_presence (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PANE]);
}

static void
add_panes (TalusWindow *self)
{
  for (guint i = 0; talus_window_panes[i] != NULL; i++)
    {
      const TalusPaneType *type = talus_window_panes[i];
      AdwViewStackPage *page;

      page = adw_view_stack_add_titled (self->stack, type->create (self->view), type->id,
                                        g_dgettext (GETTEXT_PACKAGE, type->title));
      adw_view_stack_page_set_icon_name (page, type->icon);
    }
}

static void
add_part (TalusWindow         *self,
          const TalusPartType *type)
{
  GtkWidget *widget = type->create (self->view, ADW_APPLICATION_WINDOW (self));

  if (widget == NULL)
    return;

  switch (type->slot)
    {
    case TALUS_SLOT_START:
      gtk_box_append (self->start_slot, widget);
      break;
    case TALUS_SLOT_END:
      gtk_box_append (self->end_slot, widget);
      break;
    case TALUS_SLOT_BANNER:
      gtk_box_append (self->banner_slot, widget);
      break;
    case TALUS_SLOT_BAR:
      gtk_box_append (self->bar_slot, widget);
      break;
    case TALUS_SLOT_PANEL:
      gtk_stack_add_named (self->panels, widget, type->id);
      break;
    case TALUS_SLOT_BOTTOM:
      gtk_box_append (self->bottom_slot, widget);
      break;
    case TALUS_SLOT_OVERLAY:
    default:
      gtk_overlay_add_overlay (self->overlay, widget);
      break;
    }
}

static void
talus_window_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_PANE:
      g_value_set_string (value, talus_window_get_pane (TALUS_WINDOW (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_window_dispose (GObject *object)
{
  TalusWindow *self = TALUS_WINDOW (object);

  if (self->peer != NULL)
    talus_peer_close (self->peer);
  gtk_widget_dispose_template (GTK_WIDGET (self), TALUS_TYPE_WINDOW);
  g_clear_object (&self->view);
  g_clear_object (&self->peer);
  g_clear_pointer (&self->note, g_free);
  g_clear_weak_pointer (&self->undo_toast);

  G_OBJECT_CLASS (talus_window_parent_class)->dispose (object);
}

static void
talus_window_class_init (TalusWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_window_dispose;
  object_class->get_property = talus_window_get_property;
  GTK_WINDOW_CLASS (klass)->close_request = talus_window_close_request;

  /* The id of the one in front. */
  properties[PROP_PANE] = g_param_spec_string ("pane", NULL, NULL, NULL,
                                               G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                               G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/window/talus-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, header);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, switcher_bar);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, start_slot);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, end_slot);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, banner_slot);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, bar_slot);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, bottom_slot);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, flap);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, panels);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, panel_button);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, TalusWindow, undo_menu);
}

static void
talus_window_init (TalusWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * talus_window_new:
 * @application: the application
 * @peer: (transfer none): a live project; the window closes it at its end
 *
 * Makes a window.
 *
 * Returns: (transfer none): the window, which the application holds
 */
TalusWindow *
talus_window_new (GtkApplication *application,
                  TalusPeer      *peer)
{
  TalusWindow *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (TALUS_IS_PEER (peer), NULL);

  self = g_object_new (TALUS_TYPE_WINDOW, "application", application, NULL);
  self->peer = g_object_ref (peer);
  self->view = talus_view_new (peer);
  talus_window_install_actions (self);
  add_panes (self);
  for (guint i = 0; talus_window_parts[i] != NULL; i++)
    add_part (self, talus_window_parts[i]);
  if (gtk_stack_get_visible_child (self->panels) == NULL)
    adw_flap_set_reveal_flap (self->flap, FALSE);

  g_signal_connect_object (self->view, "said", G_CALLBACK (said_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_view_get_selection (self->view), "changed",
                           G_CALLBACK (tell_presence), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->stack, "notify::visible-child", G_CALLBACK (pane_changed_cb),
                           self, G_CONNECT_SWAPPED);
  follow_peer (self);
  talus_window_update_actions (self);

  return self;
}

/**
 * talus_window_get_view:
 * @self: a window
 *
 * Gets what it is about.
 *
 * Returns: (transfer none): the view
 */
TalusView *
talus_window_get_view (TalusWindow *self)
{
  g_return_val_if_fail (TALUS_IS_WINDOW (self), NULL);

  return self->view;
}

/**
 * talus_window_set_peer:
 * @self: a window
 * @peer: (transfer none): a live peer of the same project
 *
 * Goes on with another connection to the project; selection and panes stay.
 */
void
talus_window_set_peer (TalusWindow *self,
                       TalusPeer   *peer)
{
  g_return_if_fail (TALUS_IS_WINDOW (self));
  g_return_if_fail (TALUS_IS_PEER (peer));

  talus_peer_close (self->peer);
  g_signal_handlers_disconnect_by_data (self->peer, self);
  g_set_object (&self->peer, peer);
  talus_view_set_peer (self->view, peer);
  follow_peer (self);
  tell_presence (self);
}

/**
 * talus_window_get_project_id:
 * @self: a window
 *
 * Gets which project it is on.
 *
 * Returns: (transfer none): the project's id
 */
const TalusId *
talus_window_get_project_id (TalusWindow *self)
{
  g_return_val_if_fail (TALUS_IS_WINDOW (self), NULL);

  return talus_peer_get_project_id (self->peer);
}

/**
 * talus_window_get_pane:
 * @self: a window
 *
 * Gets the pane in front.
 *
 * Returns: (transfer none) (nullable): its id
 */
const char *
talus_window_get_pane (TalusWindow *self)
{
  g_return_val_if_fail (TALUS_IS_WINDOW (self), NULL);

  return adw_view_stack_get_visible_child_name (self->stack);
}

/**
 * talus_window_set_pane:
 * @self: a window
 * @id: the id of a pane; one that there is not is ignored
 *
 * Brings a pane to the front.
 */
void
talus_window_set_pane (TalusWindow *self,
                       const char  *id)
{
  g_return_if_fail (TALUS_IS_WINDOW (self));
  g_return_if_fail (id != NULL);

  if (adw_view_stack_get_child_by_name (self->stack, id) != NULL)
    adw_view_stack_set_visible_child_name (self->stack, id);
}

/**
 * talus_window_get_panel:
 * @self: a window
 *
 * Gets the panel at the side.
 *
 * Returns: (transfer none) (nullable): its id, or %NULL while it is shut
 */
const char *
talus_window_get_panel (TalusWindow *self)
{
  g_return_val_if_fail (TALUS_IS_WINDOW (self), NULL);

  return adw_flap_get_reveal_flap (self->flap) ? gtk_stack_get_visible_child_name (self->panels)
                                               : NULL;
}

/**
 * talus_window_set_panel:
 * @self: a window
 * @id: (nullable): the id of a panel, or %NULL to shut it
 *
 * Shows a panel at the side, or none.
 */
void
talus_window_set_panel (TalusWindow *self,
                        const char  *id)
{
  g_return_if_fail (TALUS_IS_WINDOW (self));

  if (id != NULL && gtk_stack_get_child_by_name (self->panels, id) != NULL)
    gtk_stack_set_visible_child_name (self->panels, id);
  else
    id = NULL;
  adw_flap_set_reveal_flap (self->flap, id != NULL);
  talus_window_update_actions (self);
}

/**
 * talus_window_set_note:
 * @self: a window
 * @note: (nullable): "Hosting · 3 people"
 *
 * Sets the quiet line below the title that says what is going on.
 */
void
talus_window_set_note (TalusWindow *self,
                       const char  *note)
{
  g_return_if_fail (TALUS_IS_WINDOW (self));

  if (talus_set_string (&self->note, note))
    update_title (self);
}

/**
 * talus_window_add_toast:
 * @self: a window
 * @toast: (transfer full): a toast
 *
 * Says something in passing.
 */
void
talus_window_add_toast (TalusWindow *self,
                        AdwToast    *toast)
{
  g_return_if_fail (TALUS_IS_WINDOW (self));
  g_return_if_fail (ADW_IS_TOAST (toast));

  adw_toast_overlay_add_toast (self->toasts, toast);
}
