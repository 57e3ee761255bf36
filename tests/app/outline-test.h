/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the outline share: a window of its own over a real project,
 * and somebody at its keyboard. */
#pragma once

#include <adwaita.h>

#include "app-fixture.h"
#include "app/core/talus-clipboard.h"
#include "app/outline/talus-outline-name-cell.h"
#include "app/outline/talus-outline-pane.h"

typedef struct
{
  AppFixture app;
  TalusPeer *peer;
  TalusView *view;
  GtkWidget *window;
  GtkWidget *pane;
  char *said;
  char *offered;
} OutlineFixture;

static inline void
outline_said_cb (OutlineFixture *self,
                 const char     *text,
                 const char     *button,
                 const char     *action)
{
  g_free (self->said);
  g_free (self->offered);
  self->said = g_strdup (text);
  self->offered = g_strdup (action);
}

/* Root "Car"; below it the phases Teardown, Chassis, Drivetrain, Body, … */
static inline void
outline_set_up (OutlineFixture *self,
                gconstpointer   data)
{
  app_fixture_set_up (&self->app, data);
  self->peer = app_fixture_create (&self->app, "restomod", "Car");
  self->view = talus_view_new (self->peer);
  g_signal_connect_swapped (self->view, "said", G_CALLBACK (outline_said_cb), self);
  self->window = gtk_window_new ();
  self->pane = talus_outline_pane_new (self->view);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 700);
  gtk_window_set_child (GTK_WINDOW (self->window), self->pane);
  talus_clipboard_add_actions (talus_clipboard_get (self->view), self->window);
  gtk_window_present (GTK_WINDOW (self->window));
  app_run_ready ();
}

/* (transfer none): that of the names. */
static inline gpointer
outline_get_first_column (GtkWidget *widget)
{
  gpointer found = NULL;

  if (GTK_IS_COLUMN_VIEW (widget))
    {
      GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (widget));
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      return column;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = outline_get_first_column (child);

  return found;
}

static inline void
outline_tear_down (OutlineFixture *self,
                   gconstpointer   data)
{
  gpointer column = outline_get_first_column (self->pane);

  g_assert_nonnull (column);
  g_object_add_weak_pointer (column, &column);
  g_object_add_weak_pointer (G_OBJECT (self->pane), (gpointer *) &self->pane);
  gtk_window_destroy (GTK_WINDOW (self->window));
  app_run_ready ();
  g_assert_null (self->pane);
  g_assert_null (column);
  g_assert_finalize_object (self->view);
  app_fixture_settle (self->peer);
  talus_peer_close (self->peer);
  app_run_ready ();
  g_clear_object (&self->peer);
  app_fixture_tear_down (&self->app, data);
  g_clear_pointer (&self->said, g_free);
  g_clear_pointer (&self->offered, g_free);
}

static inline TalusNode *
outline_find (OutlineFixture *self,
              const char     *name)
{
  return app_fixture_find (self->peer, name);
}

static inline GtkWidget *
outline_find_cell_in (GtkWidget *widget,
                      TalusNode *node)
{
  GtkWidget *found = NULL;

  if (TALUS_IS_OUTLINE_NAME_CELL (widget) &&
      talus_outline_name_cell_get_node (TALUS_OUTLINE_NAME_CELL (widget)) == node)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = outline_find_cell_in (child, node);

  return found;
}

typedef struct
{
  OutlineFixture *fixture;
  TalusNode *node;
} OutlineSight;

static inline gboolean
outline_is_seen (gpointer data)
{
  OutlineSight *sight = data;

  return outline_find_cell_in (sight->fixture->pane, sight->node) != NULL;
}

static inline void
outline_wait_seen (OutlineFixture *self,
                   TalusNode      *node)
{
  OutlineSight sight = { self, node };

  g_assert_nonnull (node);
  app_wait_until (outline_is_seen, &sight);
}

static inline void
outline_go_to (OutlineFixture *self,
               TalusNode      *node)
{
  g_assert_nonnull (node);
  talus_view_reveal (self->view, talus_node_get_id (node));
  outline_wait_seen (self, node);
  gtk_widget_grab_focus (self->pane);
  app_run_ready ();
}

static inline gboolean
outline_press_on (GtkWidget           *widget,
                  GtkPropagationPhase  phase,
                  guint                key,
                  GdkModifierType      modifiers)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean handled = FALSE;

  for (guint i = 0; !handled && i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller) &&
          gtk_event_controller_get_propagation_phase (controller) == phase)
        g_signal_emit_by_name (controller, "key-pressed", key, 0, modifiers, &handled);
    }

  return handled;
}

/* Down from the pane and back up from the focus, as events go. */
static inline gboolean
outline_press (OutlineFixture  *self,
               guint            key,
               GdkModifierType  modifiers)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self->window));
  gboolean handled = outline_press_on (self->pane, GTK_PHASE_CAPTURE, key, modifiers);

  for (; !handled && focus != NULL && focus != self->pane; focus = gtk_widget_get_parent (focus))
    {
      if (GTK_IS_TEXT (focus) && key == GDK_KEY_Return)
        {
          g_signal_emit_by_name (focus, "activate");
          handled = TRUE;
        }
      else if (GTK_IS_LIST_VIEW (focus))
        {
          handled = outline_press_on (focus, GTK_PHASE_BUBBLE, key, modifiers);
        }
    }
  app_run_ready ();

  return handled;
}

static inline TalusNode *
outline_get_cursor (OutlineFixture *self)
{
  return talus_view_get_cursor_node (self->view);
}

static inline const char *
outline_get_cursor_name (OutlineFixture *self)
{
  return outline_get_cursor (self) != NULL ? talus_node_get_name (outline_get_cursor (self)) : NULL;
}

static inline TalusNode *
outline_add_below (OutlineFixture *self,
                   TalusNode      *parent,
                   const char     *type,
                   const char     *name)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
  g_autoptr (GError) error = NULL;
  TalusId id;

  talus_batch_create_node (batch, type, talus_node_get_id (parent), NULL, name, &id);
  talus_peer_submit (self->peer, batch, &error);
  g_assert_no_error (error);

  return talus_graph_get_node (talus_peer_get_graph (self->peer), &id);
}

static inline void
outline_delete_elsewhere (OutlineFixture *self,
                          TalusNode      *node)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);

  talus_batch_delete_node (batch, talus_node_get_id (node));
  g_assert_true (talus_peer_submit (self->peer, batch, NULL));
}

static inline gboolean
outline_tick_cb (GtkWidget     *widget,
                 GdkFrameClock *clock,
                 gpointer       user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

static inline gboolean
outline_is_true (gpointer data)
{
  return *(gboolean *) data;
}

/* What waits for a frame has been done then. */
static inline void
outline_wait_frame (OutlineFixture *self)
{
  gboolean was_shown = FALSE;

  gtk_widget_add_tick_callback (self->pane, outline_tick_cb, &was_shown, NULL);
  app_wait_until (outline_is_true, &was_shown);
  app_run_ready ();
}

#define outline_add(law, func)                                                                    \
  g_test_add ("/outline/" law, OutlineFixture, NULL, outline_set_up, func, outline_tear_down)
