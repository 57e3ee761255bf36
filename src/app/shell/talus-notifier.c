/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says by a notification of the desktop that somebody has joined a project
 * whose window is not in front; never anything else, and nothing if one would
 * rather not know. */
#define G_LOG_DOMAIN "talus-app-shell"

#include "app/shell/talus-notifier.h"

#include <glib/gi18n.h>

#include "app/core/talus-words.h"

struct _TalusNotifier
{
  GObject parent_instance;

  GtkWindow *window;   /* borrowed: it owns us */
  TalusPeer *peer;
  GSettings *settings;
  gboolean has_notified;
};

G_DEFINE_FINAL_TYPE (TalusNotifier, talus_notifier, G_TYPE_OBJECT)

/* (transfer full): one a project: whoever comes next takes its place. */
static char *
make_id (TalusNotifier *self)
{
  char project[TALUS_ID_TEXT_SIZE];

  talus_id_format (talus_peer_get_project_id (self->peer), project);

  return g_strconcat ("joined-", project, NULL);
}

/* Whoever looks at the window sees who is there. */
static void
active_changed_cb (TalusNotifier *self)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (self->window));
  g_autofree char *id = NULL;

  if (!self->has_notified || application == NULL || !gtk_window_is_active (self->window))
    return;

  id = make_id (self);
  g_application_withdraw_notification (application, id);
  self->has_notified = FALSE;
}

static void
notify_of (TalusNotifier *self,
           TalusPerson   *person)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (self->window));
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *title = NULL;
  g_autofree char *id = NULL;
  const char *name = talus_words_for_person (talus_person_get_name (person));
  char project[TALUS_ID_TEXT_SIZE];

  if (application == NULL)
    return;
  talus_id_format (talus_peer_get_project_id (self->peer), project);
  /* Translators: the first is a person, the second a project. */
  title = g_strdup_printf (_("%s joined “%s”"), name, talus_peer_get_name (self->peer));
  notification = g_notification_new (title);
  g_notification_set_default_action_and_target (notification, "app.open-project", "s", project);
  id = make_id (self);
  g_application_send_notification (application, id, notification);
  self->has_notified = TRUE;
}

static void
people_changed_cb (TalusNotifier *self,
                   guint          position,
                   guint          removed,
                   guint          added,
                   GListModel    *people)
{
  /* Somebody who only changed is one gone and one come. */
  if (added <= removed || gtk_window_is_active (self->window) ||
      !g_settings_get_boolean (self->settings, "notify-joined"))
    return;
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(TalusPerson) person = g_list_model_get_item (people, i);

      if (!talus_person_is_self (person))
        notify_of (self, person);
    }
}

static void
follow_peer (TalusNotifier *self,
             TalusPeer     *peer)
{
  if (self->peer == peer)
    return;

  if (self->peer != NULL)
    g_signal_handlers_disconnect_by_func (talus_peer_get_people (self->peer), people_changed_cb,
                                          self);
  g_set_object (&self->peer, peer);
  g_signal_connect_object (talus_peer_get_people (peer), "items-changed",
                           G_CALLBACK (people_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
talus_notifier_finalize (GObject *object)
{
  TalusNotifier *self = TALUS_NOTIFIER (object);

  g_object_unref (self->peer);
  g_object_unref (self->settings);

  G_OBJECT_CLASS (talus_notifier_parent_class)->finalize (object);
}

static void
talus_notifier_class_init (TalusNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = talus_notifier_finalize;
}

static void
talus_notifier_init (TalusNotifier *self)
{
}

/**
 * talus_notifier_attach:
 * @window: a window
 * @peer: the live project in it
 * @settings: those of the program
 *
 * Tells of who joins from now on, for as long as the window is there. A peer
 * that the window had before is left.
 */
void
talus_notifier_attach (GtkWindow *window,
                       TalusPeer *peer,
                       GSettings *settings)
{
  TalusNotifier *self;

  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (TALUS_IS_PEER (peer));

  self = g_object_get_data (G_OBJECT (window), "talus-notifier");
  if (self != NULL)
    {
      follow_peer (self, peer);
      return;
    }

  self = g_object_new (TALUS_TYPE_NOTIFIER, NULL);
  self->window = window;
  self->settings = g_object_ref (settings);
  follow_peer (self, peer);
  g_signal_connect_object (window, "notify::is-active", G_CALLBACK (active_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (window), "talus-notifier", self, g_object_unref);
}
