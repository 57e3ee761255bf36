/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `win.template` opens the dialog for another template, while the project can
 * be changed. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-template-actions.h"

#include "app/history/talus-template-dialog.h"
#include "app/shell/talus-application.h"

static void
template_cb (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  GtkApplication *application = gtk_window_get_application (user_data);
  TalusView *view = g_object_get_data (user_data, "talus-template-view");
  GtkWidget *dialog;

  if (!TALUS_IS_APPLICATION (application) || talus_peer_get_state (talus_view_get_peer (view)) !=
                                             TALUS_PEER_LIVE)
    return;

  dialog = talus_template_dialog_new (view, talus_application_get_desk (
                                              TALUS_APPLICATION (application)));
  gtk_window_set_transient_for (GTK_WINDOW (dialog), user_data);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
can_edit_cb (TalusView     *view,
             GParamSpec    *pspec,
             GSimpleAction *action)
{
  g_simple_action_set_enabled (action, talus_view_can_edit (view));
}

static GtkWidget *
create (TalusView            *view,
        AdwApplicationWindow *window)
{
  static const GActionEntry entries[] = { { "template", template_cb } };
  GAction *action;

  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);
  action = g_action_map_lookup_action (G_ACTION_MAP (window), "template");
  g_object_set_data_full (G_OBJECT (window), "talus-template-view", g_object_ref (view),
                          g_object_unref);
  g_signal_connect_object (view, "notify::can-edit", G_CALLBACK (can_edit_cb), action, 0);
  can_edit_cb (view, NULL, G_SIMPLE_ACTION (action));

  return NULL;
}

const TalusPartType talus_template_part = {
  .id = "template",
  .slot = TALUS_SLOT_OVERLAY,
  .create = create,
};
