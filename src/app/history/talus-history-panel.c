/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three pages, each of which begins to read when it is first looked at. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-history-panel.h"

#include "app/history/talus-deleted-page.h"
#include "app/history/talus-log-page.h"
#include "app/history/talus-versions-page.h"

struct _TalusHistoryPanel
{
  AdwBin parent_instance;

  /* template children */
  GtkStack *stack;
  TalusLogPage *log_page;
  TalusVersionsPage *versions_page;
  TalusDeletedPage *deleted_page;

  /* borrowed */
  AdwApplicationWindow *window;
};

G_DEFINE_FINAL_TYPE (TalusHistoryPanel, talus_history_panel, ADW_TYPE_BIN)

static void
open_page (TalusHistoryPanel *self,
           const char        *page)
{
  gtk_stack_set_visible_child_name (self->stack, page);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    g_action_group_activate_action (G_ACTION_GROUP (self->window), "history", NULL);
}

static void
node_history_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  TalusHistoryPanel *self = user_data;

  talus_log_page_set_only_selection (self->log_page, TRUE);
  open_page (self, "log");
}

static void
log_cb (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  TalusHistoryPanel *self = user_data;

  talus_log_page_set_only_selection (self->log_page, FALSE);
  open_page (self, "log");
}

static void
versions_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  open_page (user_data, "versions");
}

static void
deleted_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  open_page (user_data, "deleted");
}

static void
talus_history_panel_dispose (GObject *object)
{
  adw_bin_set_child (ADW_BIN (object), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (object), TALUS_TYPE_HISTORY_PANEL);

  G_OBJECT_CLASS (talus_history_panel_parent_class)->dispose (object);
}

static void
talus_history_panel_class_init (TalusHistoryPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_history_panel_dispose;

  g_type_ensure (TALUS_TYPE_LOG_PAGE);
  g_type_ensure (TALUS_TYPE_VERSIONS_PAGE);
  g_type_ensure (TALUS_TYPE_DELETED_PAGE);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/history/talus-history-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusHistoryPanel, stack);
  gtk_widget_class_bind_template_child (widget_class, TalusHistoryPanel, log_page);
  gtk_widget_class_bind_template_child (widget_class, TalusHistoryPanel, versions_page);
  gtk_widget_class_bind_template_child (widget_class, TalusHistoryPanel, deleted_page);
}

static void
talus_history_panel_init (TalusHistoryPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static GtkWidget *
create (TalusView            *view,
        AdwApplicationWindow *window)
{
  static const GActionEntry entries[] = {
    { "log", log_cb },
    { "node-history", node_history_cb },
    { "versions", versions_cb },
    { "deleted", deleted_cb },
  };
  TalusHistoryPanel *self = g_object_new (TALUS_TYPE_HISTORY_PANEL, NULL);

  self->window = window;
  talus_log_page_set_view (self->log_page, view);
  talus_versions_page_set_view (self->versions_page, view);
  talus_deleted_page_set_view (self->deleted_page, view);
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), self);

  return GTK_WIDGET (self);
}

const TalusPartType talus_history_part = {
  .id = "history",
  .slot = TALUS_SLOT_PANEL,
  .create = create,
};
