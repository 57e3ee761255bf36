/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs of the window itself: undo and redo, which pane, which panel. The
 * parts add theirs. */
#define G_LOG_DOMAIN "talus-app-window"

#include "app/window/talus-window-private.h"

#include <string.h>

#include "app/core/talus-clipboard.h"
#include "app/core/talus-tooltip.h"
#include "app/history/talus-describe.h"
#include "app/history/talus-undo-refusal.h"

/* How much of a description there is room for in a menu. */
#define MENU_CHARS 48

/* How long a toast takes to come in at most. */
#define TOAST_ARRIVES (300 * G_TIME_SPAN_MILLISECOND)

static void
set_enabled (TalusWindow *self,
             const char  *name,
             gboolean     enabled)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void
set_state (TalusWindow *self,
           const char  *name,
           gboolean     state)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (state));
}

static void
undo_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  TalusWindow *self = user_data;
  TalusPeer *peer = talus_view_get_peer (self->view);
  TalusRecord *record = talus_peer_peek_undo (peer);
  g_autoptr (TalusRecord) own = record != NULL ? talus_record_ref (record) : NULL;
  g_autoptr (GError) error = NULL;

  if (!talus_peer_undo (peer, &error))
    talus_undo_refusal_tell (self->view, GTK_WINDOW (self), error, own, NULL,
                             TALUS_UNDO_SKIP | TALUS_UNDO_PARTIAL);
}

/* Of a toast: what it says was done, whatever has been done since. */
static void
undo_command_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  TalusWindow *self = user_data;
  g_autoptr (GError) error = NULL;
  TalusId id;

  if (talus_id_parse (g_variant_get_string (parameter, NULL), -1, &id) &&
      !talus_peer_undo_command (talus_view_get_peer (self->view), &id, &error))
    talus_undo_refusal_tell (self->view, GTK_WINDOW (self), error, NULL, &id,
                             TALUS_UNDO_PARTIAL);
}

static void
redo_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  TalusWindow *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!talus_peer_redo (talus_view_get_peer (self->view), &error))
    talus_undo_refusal_tell (self->view, GTK_WINDOW (self), error, NULL, NULL, 0);
}

static void
toggle_panel (TalusWindow *self,
              const char  *id)
{
  gboolean is_shown = g_strcmp0 (talus_window_get_panel (self), id) == 0;

  talus_window_set_panel (self, is_shown ? NULL : id);
}

static void
inspector_cb (GSimpleAction *action,
              GVariant      *state,
              gpointer       user_data)
{
  toggle_panel (user_data, "inspector");
}

static void
history_cb (GSimpleAction *action,
            GVariant      *state,
            gpointer       user_data)
{
  toggle_panel (user_data, "history");
}

/* Also where it is shown already: to work in it. */
static void
edit_details_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  talus_window_set_panel (user_data, "inspector");
  talus_window_focus_panel (user_data);
}

static void
pane_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  talus_window_set_pane (user_data, g_variant_get_string (parameter, NULL));
}

static void
pane_number_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  TalusWindow *self = user_data;
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (self->stack);
  g_autoptr (AdwViewStackPage) page = NULL;
  int number = g_variant_get_int32 (parameter);

  page = g_list_model_get_item (G_LIST_MODEL (pages), (guint) number - 1);
  if (page != NULL)
    talus_window_set_pane (self, adw_view_stack_page_get_name (page));
}

static void
next_area_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  talus_window_focus_area (user_data, 1);
}

static void
previous_area_cb (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  talus_window_focus_area (user_data, -1);
}

static void
retry_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  talus_peer_retry (TALUS_WINDOW (user_data)->peer);
}

/* As a menu shows it: not too long, its first letter the key for it. */
static char *
make_menu_label (const char *text)
{
  gboolean is_long = g_utf8_strlen (text, -1) > MENU_CHARS;
  const char *end = is_long ? g_utf8_offset_to_pointer (text, MENU_CHARS) : text + strlen (text);
  GString *label = g_string_new_len (text, end - text);

  g_string_replace (label, "_", "__", 0);
  g_string_prepend_c (label, '_');
  if (is_long)
    g_string_append (label, "…");

  return g_string_free (label, FALSE);
}

static void
fill_menu (TalusWindow *self,
           const char  *undo_text,
           const char  *redo_text)
{
  g_autofree char *undo_label = make_menu_label (undo_text);
  g_autofree char *redo_label = make_menu_label (redo_text);

  g_menu_remove_all (self->undo_menu);
  g_menu_append (self->undo_menu, undo_label, "win.undo");
  g_menu_append (self->undo_menu, redo_label, "win.redo");
}

typedef struct
{
  AdwToast *toast;       /* owned */
  gint64 at;             /* when it was said, by the monotonic clock */
  gboolean has_left;     /* by itself, or somebody closed it */
} Leaving;

static void
free_leaving (gpointer data)
{
  Leaving *leaving = data;

  g_signal_handlers_disconnect_by_data (leaving->toast, leaving);
  g_object_unref (leaving->toast);
  g_free (leaving);
}

static void
left_cb (Leaving *leaving)
{
  leaving->has_left = TRUE;
}

static gboolean
leave_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  Leaving *leaving = user_data;

  if (gdk_frame_clock_get_frame_time (clock) - leaving->at < TOAST_ARRIVES)
    return G_SOURCE_CONTINUE;

  if (!leaving->has_left)
    adw_toast_dismiss (leaving->toast);

  return G_SOURCE_REMOVE;
}

/* It offers nothing from now on, but may only leave when it has come in:
 * libadwaita crashes where both end in the same frame. */
static void
let_toast_go (TalusWindow *self)
{
  Leaving *leaving = g_new0 (Leaving, 1);

  leaving->toast = g_object_ref (self->undo_toast);
  leaving->at = self->undo_toast_at;
  g_signal_connect_swapped (leaving->toast, "dismissed", G_CALLBACK (left_cb), leaving);
  adw_toast_set_button_label (leaving->toast, NULL);
  gtk_widget_add_tick_callback (GTK_WIDGET (self->toasts), leave_cb, leaving, free_leaving);
}

/* Whoever presses its button means what it says, not what was done before. */
static void
drop_stale_toast (TalusWindow *self,
                  TalusRecord *undo)
{
  if (self->undo_toast == NULL ||
      (undo != NULL && talus_id_equal (&undo->command_id, &self->undo_id)))
    return;

  let_toast_go (self);
  g_clear_weak_pointer (&self->undo_toast);
}

static void
toast_dismissed_cb (TalusWindow *self,
                    AdwToast    *toast)
{
  if (self->undo_toast == toast)
    g_clear_weak_pointer (&self->undo_toast);
}

void
talus_window_track_toast (TalusWindow *self,
                          AdwToast    *toast)
{
  TalusRecord *undo = talus_peer_peek_undo (talus_view_get_peer (self->view));

  if (undo == NULL)
    return;

  drop_stale_toast (self, undo);
  self->undo_id = undo->command_id;
  self->undo_toast_at = g_get_monotonic_time ();
  g_set_weak_pointer (&self->undo_toast, toast);
  g_signal_connect_object (toast, "dismissed", G_CALLBACK (toast_dismissed_cb), self,
                           G_CONNECT_SWAPPED);
}

/* What each of the two would take back or do again. */
static void
update_undo (TalusWindow *self,
             TalusPeer   *peer)
{
  TalusRecord *undo = talus_peer_peek_undo (peer);
  TalusRecord *redo = talus_peer_peek_redo (peer);
  g_autofree char *undo_text = talus_describe_undo (undo, talus_peer_get_graph (peer));
  g_autofree char *redo_text = talus_describe_redo (redo, talus_peer_get_graph (peer));

  set_enabled (self, "undo", undo != NULL);
  set_enabled (self, "redo", redo != NULL);
  talus_tooltip_set (GTK_WIDGET (self->undo_button), undo_text);
  talus_tooltip_set (GTK_WIDGET (self->redo_button), redo_text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->undo_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, undo_text, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->redo_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, redo_text, -1);
  fill_menu (self, undo_text, redo_text);
  drop_stale_toast (self, undo);
}

/* What the actions say of undo, the panels and the rest. */
void
talus_window_update_actions (TalusWindow *self)
{
  TalusPeer *peer = talus_view_get_peer (self->view);
  const char *panel = talus_window_get_panel (self);

  update_undo (self, peer);
  set_enabled (self, "undo-command", talus_view_can_edit (self->view));
  set_enabled (self, "inspector", gtk_stack_get_child_by_name (self->panels, "inspector") != NULL);
  set_enabled (self, "history", gtk_stack_get_child_by_name (self->panels, "history") != NULL);
  set_state (self, "inspector", g_strcmp0 (panel, "inspector") == 0);
  set_state (self, "history", g_strcmp0 (panel, "history") == 0);
}

static void
peer_changed_cb (TalusWindow *self)
{
  TalusPeer *peer = talus_view_get_peer (self->view);

  /* The present comes again after each visit to the past. */
  g_signal_handlers_disconnect_by_func (peer, talus_window_update_actions, self);
  g_signal_connect_object (peer, "notify::can-undo", G_CALLBACK (talus_window_update_actions),
                           self, G_CONNECT_SWAPPED);
  talus_window_update_actions (self);
}

/* Adds the actions and follows what they depend on. */
void
talus_window_install_actions (TalusWindow *self)
{
  static const GActionEntry entries[] = {
    { "undo", undo_cb },
    { "redo", redo_cb },
    { "undo-command", undo_command_cb, "s" },
    { "pane", pane_cb, "s" },
    { "pane-number", pane_number_cb, "i" },
    { "next-area", next_area_cb },
    { "previous-area", previous_area_cb },
    { "retry", retry_cb },
    { "edit-details", edit_details_cb },
    { "inspector", NULL, NULL, "false", inspector_cb },
    { "history", NULL, NULL, "false", history_cb },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->view, "notify::peer", G_CALLBACK (peer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "notify::can-edit",
                           G_CALLBACK (talus_window_update_actions), self, G_CONNECT_SWAPPED);
  talus_clipboard_add_actions (talus_clipboard_get (self->view), GTK_WIDGET (self));
  g_signal_connect_object (self->flap, "notify::reveal-flap",
                           G_CALLBACK (talus_window_update_actions), self, G_CONNECT_SWAPPED);
  peer_changed_cb (self);
}
