/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `win.name-version` asks for the name of the moment that is shown, and
 * `win.rename-version` for another; `win.add-version` and `win.delete-version`
 * are what buttons and toasts do. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-versions-actions.h"

#include <glib/gi18n.h>

#include "app/format/talus-format.h"
#include "app/history/talus-past.h"
#include "app/history/talus-versions.h"

#define MAX_NAME_CHARS 200

/* What the dialog is about. */
typedef struct
{
  TalusView *view;
  guint64 seq;
  char *name;                /* (nullable): that of the version to be renamed */
  GtkEditable *entry;
} Naming;

static void
naming_free (gpointer  data,
             GClosure *closure)
{
  Naming *naming = data;

  g_object_unref (naming->view);
  g_free (naming->name);
  g_free (naming);
}

static char *
dup_name (GtkEditable *entry)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (entry)));
}

static void
name_changed_cb (GtkEditable *entry,
                 Naming      *naming)
{
  GtkWidget *dialog = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (entry)));
  g_autofree char *name = dup_name (entry);
  gboolean is_same = g_strcmp0 (name, naming->name) == 0;
  gboolean is_taken = !is_same && talus_versions_is_taken (talus_versions_get (naming->view), name);

  if (dialog == NULL || !ADW_IS_MESSAGE_DIALOG (dialog))
    return;

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "name",
                                           *name != '\0' && !is_taken && !is_same);
  if (is_taken)
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  gtk_widget_set_tooltip_text (GTK_WIDGET (entry),
                               is_taken ? _("There is a version of this name already") : NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_STATE_INVALID,
                               is_taken ? GTK_ACCESSIBLE_INVALID_TRUE
                                        : GTK_ACCESSIBLE_INVALID_FALSE, -1);
}

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             Naming           *naming)
{
  g_autofree char *name = dup_name (naming->entry);

  if (!g_str_equal (response, "name") || *name == '\0')
    return;

  if (naming->name != NULL)
    talus_versions_rename (talus_versions_get (naming->view), naming->name, name);
  else
    talus_versions_add (talus_versions_get (naming->view), name, naming->seq);
}

/* "30 November 2026", or with a number where that is taken. */
static char *
suggest_name (TalusView *view)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *day = g_date_time_format (now, "%Y-%m-%d");
  g_autofree char *text = NULL;
  TalusPeer *live = talus_view_get_live_peer (view);

  text = talus_format_date (talus_format_get (talus_peer_get_graph (live)), day);
  for (guint i = 2; talus_versions_is_taken (talus_versions_get (view), text); i++)
    {
      g_autofree char *base = talus_format_date (talus_format_get (talus_peer_get_graph (live)),
                                                 day);

      g_free (text);
      text = g_strdup_printf ("%s (%u)", base, i);
    }

  return g_steal_pointer (&text);
}

/* Takes over @naming. */
static void
ask (Naming     *naming,
     GtkWindow  *window,
     const char *heading,
     const char *body,       /* (nullable) */
     const char *button,
     const char *suggestion)
{
  GtkWidget *entry = gtk_entry_new ();
  GtkWidget *dialog = adw_message_dialog_new (window, heading, body);

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "name",
                                    button, NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "name",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "name");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  gtk_entry_set_max_length (GTK_ENTRY (entry), MAX_NAME_CHARS);
  gtk_entry_set_activates_default (GTK_ENTRY (entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Name of the version"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), entry);

  naming->entry = GTK_EDITABLE (entry);
  g_signal_connect (entry, "changed", G_CALLBACK (name_changed_cb), naming);
  g_signal_connect_data (dialog, "response", G_CALLBACK (response_cb), naming, naming_free, 0);
  gtk_editable_set_text (GTK_EDITABLE (entry), suggestion);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
ask_name (TalusView *view,
          GtkWindow *window)
{
  gboolean is_past = talus_past_is_shown (talus_past_get (view));
  g_autofree char *suggestion = suggest_name (view);
  Naming *naming = g_new0 (Naming, 1);

  naming->view = g_object_ref (view);
  naming->seq = talus_past_get_seq (talus_past_get (view));
  ask (naming, window, _("Name This Moment"),
       is_past ? _("The project as it is shown gets a name, so that you find it again.")
               : _("Everything is saved already. A name lets you come back to how the project "
                   "is now."),
       _("_Name"), suggestion);
}

static TalusView *
get_view (gpointer window)
{
  return g_object_get_data (G_OBJECT (window), "talus-versions-view");
}

static void
name_version_cb (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  ask_name (get_view (user_data), user_data);
}

static void
rename_version_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  Naming *naming = g_new0 (Naming, 1);

  naming->view = g_object_ref (get_view (user_data));
  naming->name = g_variant_dup_string (parameter, NULL);
  ask (naming, user_data, _("Rename the Version"), NULL, _("_Rename"), naming->name);
}

static void
add_version_cb (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  const char *name;
  guint64 seq;

  g_variant_get (parameter, "(&st)", &name, &seq);
  talus_versions_add (talus_versions_get (get_view (user_data)), name, seq);
}

static void
delete_version_cb (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  talus_versions_delete (talus_versions_get (get_view (user_data)),
                         g_variant_get_string (parameter, NULL));
}

static GtkWidget *
create (TalusView            *view,
        AdwApplicationWindow *window)
{
  static const GActionEntry entries[] = {
    { "name-version", name_version_cb },
    { "rename-version", rename_version_cb, "s" },
    { "add-version", add_version_cb, "(st)" },
    { "delete-version", delete_version_cb, "s" },
  };

  g_object_set_data_full (G_OBJECT (window), "talus-versions-view", g_object_ref (view),
                          g_object_unref);
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), window);

  return NULL;
}

const TalusPartType talus_versions_part = {
  .id = "versions",
  .slot = TALUS_SLOT_OVERLAY,
  .create = create,
};
