/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lines come at the top while people look at others, and further down as they
 * read on. */
#define G_LOG_DOMAIN "talus-app-history"

#include "config.h"

#include "app/history/talus-log-list.h"

#include <glib/gi18n.h>

#include "app/history/talus-log-row.h"
#include "app/history/talus-past.h"
#include "app/history/talus-read-ahead.h"

/* How often what is said of how long ago it was is looked at, seconds. */
#define REFRESH_SECONDS 20

struct _TalusLogList
{
  AdwBin parent_instance;

  /* children */
  GtkScrolledWindow *scrolled;
  GtkListView *list;

  /* owned */
  TalusView *view;
  TalusPeer *live;           /* (nullable): whose log is listed */
  TalusLogModel *model;      /* (nullable) */
  guint refresh_source;      /* while it is seen */
  guint moment_source;
  gboolean shows_moment;     /* the selection is ours */
  gboolean wants_top;        /* who looked at the newest line still does */
  gboolean goes_top;         /* and what is laid out next shows it */
};

G_DEFINE_FINAL_TYPE (TalusLogList, talus_log_list, ADW_TYPE_BIN)

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          TalusLogList             *self)
{
  gtk_list_item_set_child (item, talus_log_row_new ());
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         TalusLogList             *self)
{
  talus_log_row_set_entry (TALUS_LOG_ROW (gtk_list_item_get_child (item)),
                           gtk_list_item_get_item (item), talus_peer_get_graph (self->live));
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item,
           TalusLogList             *self)
{
  talus_log_row_set_entry (TALUS_LOG_ROW (gtk_list_item_get_child (item)), NULL, NULL);
}

static void
read_on (gpointer user_data)
{
  TalusLogList *self = user_data;

  if (self->model != NULL)
    talus_log_model_load_more (self->model);
}

/* Laid out, or scrolled by somebody. */
static void
value_changed_cb (TalusLogList *self)
{
  self->goes_top = FALSE;
}

/* The line of the moment that is shown: selected, and in sight. */
static void
show_moment (TalusLogList *self)
{
  GtkSelectionModel *selection = gtk_list_view_get_model (self->list);
  TalusPast *past = talus_past_get (self->view);
  guint n = self->model != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->model)) : 0;
  guint position = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; talus_past_is_active (past) && i < n; i++)
    {
      g_autoptr (TalusLogEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->model), i);

      if (talus_log_entry_get_first_seq (entry) > talus_past_get_seq (past))
        continue;
      if (talus_log_entry_get_seq (entry) >= talus_past_get_seq (past))
        position = i;
      break;
    }

  if (selection == NULL || (!talus_past_is_active (past) && !self->shows_moment))
    return;

  self->shows_moment = talus_past_is_active (past);
  if (gtk_single_selection_get_selected (GTK_SINGLE_SELECTION (selection)) == position)
    return;

  gtk_single_selection_set_selected (GTK_SINGLE_SELECTION (selection), position);
  if (position != GTK_INVALID_LIST_POSITION)
    gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}

static gboolean
moment_idle_cb (gpointer user_data)
{
  TalusLogList *self = user_data;

  self->moment_source = 0;
  if (self->wants_top && gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      self->wants_top = FALSE;
      self->goes_top = TRUE;
      gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", 0);
    }
  show_moment (self);

  return G_SOURCE_REMOVE;
}

/* Who else follows the model has not heard of its lines yet; before they are
 * laid out. */
static void
queue_moment (TalusLogList *self)
{
  if (self->moment_source == 0)
    self->moment_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, moment_idle_cb, self, NULL);
}

/* By itself the list goes on showing the lines that it showed, below new ones. */
static void
items_changed_cb (TalusLogList *self,
                  guint         position,
                  guint         n_removed,
                  guint         n_added)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (self->scrolled);

  if (position == 0 && n_added > n_removed &&
      (self->goes_top || gtk_adjustment_get_value (adjustment) < 2))
    self->wants_top = TRUE;
  queue_moment (self);
}

static void
activate_cb (TalusLogList *self,
             guint         position)
{
  g_autoptr (TalusLogEntry) entry = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  talus_past_go_to (talus_past_get (self->view), talus_log_entry_get_seq (entry));
}

/* Each row is the child of what the list has made for it. */
static gboolean
refresh_cb (gpointer user_data)
{
  TalusLogList *self = user_data;

  for (GtkWidget *item = gtk_widget_get_first_child (GTK_WIDGET (self->list)); item != NULL;
       item = gtk_widget_get_next_sibling (item))
    {
      GtkWidget *row = gtk_widget_get_first_child (item);

      if (TALUS_IS_LOG_ROW (row))
        talus_log_row_refresh (TALUS_LOG_ROW (row));
    }

  return G_SOURCE_CONTINUE;
}

static void
talus_log_list_map (GtkWidget *widget)
{
  TalusLogList *self = TALUS_LOG_LIST (widget);

  GTK_WIDGET_CLASS (talus_log_list_parent_class)->map (widget);

  refresh_cb (self);
  queue_moment (self);
  if (self->refresh_source == 0)
    self->refresh_source = g_timeout_add_seconds (REFRESH_SECONDS, refresh_cb, self);
}

static void
talus_log_list_unmap (GtkWidget *widget)
{
  g_clear_handle_id (&TALUS_LOG_LIST (widget)->refresh_source, g_source_remove);

  GTK_WIDGET_CLASS (talus_log_list_parent_class)->unmap (widget);
}

static gboolean
talus_log_list_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (TALUS_LOG_LIST (widget)->list));
}

static void
talus_log_list_dispose (GObject *object)
{
  TalusLogList *self = TALUS_LOG_LIST (object);

  if (self->model != NULL)
    talus_log_list_set_model (self, NULL, NULL);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_handle_id (&self->moment_source, g_source_remove);
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_log_list_parent_class)->dispose (object);
}

static void
talus_log_list_class_init (TalusLogListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_log_list_dispose;
  widget_class->map = talus_log_list_map;
  widget_class->unmap = talus_log_list_unmap;
  widget_class->grab_focus = talus_log_list_grab_focus;
}

static void
talus_log_list_init (TalusLogList *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), self);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), self);
  self->list = GTK_LIST_VIEW (gtk_list_view_new (NULL, factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "talus-log");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("History"), -1);
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (activate_cb), self);

  self->scrolled = GTK_SCROLLED_WINDOW (gtk_scrolled_window_new ());
  gtk_scrolled_window_set_policy (self->scrolled, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (self->scrolled, GTK_WIDGET (self->list));
  g_signal_connect_swapped (gtk_scrolled_window_get_vadjustment (self->scrolled), "value-changed",
                            G_CALLBACK (value_changed_cb), self);
  talus_read_ahead (self->scrolled, read_on, self);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->scrolled));
}

/**
 * talus_log_list_set_view:
 * @self: a list that has no view yet
 * @view: the view of its window
 *
 * Says whose moment is selected, and goes to another by its lines.
 */
void
talus_log_list_set_view (TalusLogList *self,
                         TalusView    *view)
{
  g_return_if_fail (TALUS_IS_LOG_LIST (self));
  g_return_if_fail (TALUS_IS_VIEW (view));
  g_return_if_fail (self->view == NULL);

  self->view = g_object_ref (view);
  g_signal_connect_object (talus_past_get (view), "notify::seq", G_CALLBACK (show_moment), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_past_get (view), "notify::active", G_CALLBACK (show_moment),
                           self, G_CONNECT_SWAPPED);
}

/**
 * talus_log_list_set_model:
 * @self: a list that has a view
 * @model: (nullable): its lines
 * @live: (nullable): whose log they are of
 *
 * Lists these lines.
 */
void
talus_log_list_set_model (TalusLogList  *self,
                          TalusLogModel *model,
                          TalusPeer     *live)
{
  g_autoptr (GtkSingleSelection) selection = NULL;

  g_return_if_fail (TALUS_IS_LOG_LIST (self));

  gtk_list_view_set_model (self->list, NULL);
  if (self->model != NULL)
    g_signal_handlers_disconnect_by_data (self->model, self);
  g_set_object (&self->model, model);
  g_set_object (&self->live, live);
  if (model == NULL)
    return;

  g_signal_connect_swapped (model, "notify", G_CALLBACK (queue_moment), self);
  g_signal_connect_swapped (model, "items-changed", G_CALLBACK (items_changed_cb), self);
  selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (model)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
}
