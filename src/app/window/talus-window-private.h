/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the window share. */
#pragma once

#include "app/window/talus-window.h"

G_BEGIN_DECLS

struct _TalusWindow
{
  AdwApplicationWindow parent_instance;

  /* template children */
  AdwToastOverlay *toasts;
  GtkOverlay *overlay;
  AdwHeaderBar *header;
  AdwViewSwitcherTitle *switcher;
  AdwViewSwitcherBar *switcher_bar;
  GtkBox *start_slot;
  GtkBox *end_slot;
  GtkBox *banner_slot;
  GtkBox *bar_slot;
  GtkBox *bottom_slot;
  AdwFlap *flap;
  AdwViewStack *stack;
  GtkStack *panels;
  GtkToggleButton *panel_button;
  GtkButton *undo_button;
  GtkButton *redo_button;
  GMenu *undo_menu;

  /* owned */
  TalusView *view;
  TalusPeer *peer;     /* the live one, whose state the title tells */
  char *note;          /* (nullable): the line below the title */
  AdwToast *undo_toast;/* weak: what offers to undo @undo_id */
  gint64 undo_toast_at;  /* when that was said, by the monotonic clock */
  TalusId undo_id;
};

/* talus-window-focus.c: @step is 1 or -1; a panel that is only coming gets it
 * once it is there */
void talus_window_focus_area      (TalusWindow *self,
                                   int          step);
void talus_window_focus_panel     (TalusWindow *self);
/* talus-window-close.c: GtkWindowClass.close_request */
gboolean talus_window_close_request (GtkWindow *window);
/* talus-window-actions.c */
void talus_window_install_actions (TalusWindow *self);
void talus_window_update_actions  (TalusWindow *self);
/* It goes once there is something else to undo. */
void talus_window_track_toast     (TalusWindow *self,
                                   AdwToast    *toast);

G_END_DECLS
