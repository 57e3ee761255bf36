/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The panel's link: for viewers or editors, to copy, to read off the screen.
 * On this computer there is one for everybody; others need one that is made
 * for them. */
#define G_LOG_DOMAIN "talus-app-sharing"

#include "config.h"

#include <glib/gi18n.h>

#include "app/sharing/talus-share-panel-private.h"

typedef struct
{
  TalusSharePanel *panel;
  GCancellable *asked;
} Asking;

static TalusRole
get_role (TalusSharePanel *self)
{
  return gtk_toggle_button_get_active (self->editor_button) ? TALUS_ROLE_EDITOR
                                                            : TALUS_ROLE_VIEWER;
}

static void
show_link (TalusSharePanel *self,
           const char      *link)
{
  gtk_editable_set_text (self->link_entry, link != NULL ? link : "");
  gtk_widget_set_visible (self->link_box, link != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->qr_code),
                          talus_qr_code_set_text (self->qr_code, link) && link != NULL &&
                          talus_share_get_reach (self->share) != TALUS_REACH_COMPUTER);
}

static void
linked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autofree Asking *asking = user_data;
  g_autoptr (TalusSharePanel) self = asking->panel;
  g_autoptr (GCancellable) asked = asking->asked;
  g_autoptr (GError) error = NULL;
  g_autofree char *link = talus_share_link_finish (TALUS_SHARE (object), result, &error);

  if (g_cancellable_is_cancelled (asked) || self->link_asked != asked)
    return;

  g_clear_object (&self->link_asked);
  if (link == NULL)
    talus_view_say_error (self->view, error);
  show_link (self, link);
}

static void
ask_link (TalusSharePanel *self)
{
  const TalusId *session_id = talus_share_panel_get_session_id (self);
  Asking *asking;

  if (session_id == NULL)
    return;

  if (self->link_asked != NULL)
    g_cancellable_cancel (self->link_asked);
  g_set_object (&self->link_asked, NULL);
  self->link_asked = g_cancellable_new ();
  asking = g_new0 (Asking, 1);
  asking->panel = g_object_ref (self);
  asking->asked = g_object_ref (self->link_asked);
  talus_share_link_async (self->share, session_id, get_role (self), linked_cb, asking);
}

static const char *
write_note (TalusSharePanel *self,
            gboolean         is_made)
{
  if (talus_share_get_reach (self->share) == TALUS_REACH_COMPUTER)
    return _("Whoever opens it on this computer can edit.");
  if (get_role (self) == TALUS_ROLE_EDITOR)
    return is_made ? _("Whoever has this link can edit the project, until you revoke it.")
                   : _("A link with which others can edit the project.");

  return is_made ? _("Whoever has this link can see the project, until you revoke it.")
                 : _("A link with which others can see the project and change nothing.");
}

/* What is there for the role that is chosen. */
void
talus_share_panel_update_link (TalusSharePanel *self)
{
  gboolean is_on = talus_share_get_state (self->share) == TALUS_SHARE_ON;
  gboolean is_for_all = talus_share_get_reach (self->share) == TALUS_REACH_COMPUTER;
  const TalusId *session_id = talus_share_panel_get_session_id (self);
  gboolean is_made = is_for_all ||
                     (session_id != NULL &&
                      talus_share_has_link (self->share, session_id, get_role (self)));

  gtk_widget_set_visible (self->link_group, is_on);
  gtk_widget_set_visible (self->roles, !is_for_all);
  gtk_widget_set_visible (self->make_button, !is_made);
  gtk_label_set_label (self->link_note, write_note (self, is_made));
  show_link (self, NULL);
  if (is_on && is_made)
    ask_link (self);
}

static void
role_cb (TalusSharePanel *self)
{
  talus_share_panel_update_link (self);
}

static void
make_cb (TalusSharePanel *self)
{
  ask_link (self);
}

static void
copy_cb (TalusSharePanel *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_editable_get_text (self->link_entry));
  talus_view_say (self->view, _("Link copied"), NULL, NULL);
}

/* One that was revoked is not shown any more. */
static void
invites_changed_cb (TalusSharePanel *self,
                    const TalusId   *session_id,
                    TalusShare      *share)
{
  const TalusId *own = talus_share_panel_get_session_id (self);

  if (own == NULL || !talus_id_equal (own, session_id))
    return;

  talus_share_panel_update_link (self);
  talus_share_panel_update_invites (self);
}

void
talus_share_panel_follow_link (TalusSharePanel *self)
{
  gtk_toggle_button_set_active (self->editor_button, TRUE);
  g_signal_connect_object (self->editor_button, "notify::active", G_CALLBACK (role_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->make_button, "clicked", G_CALLBACK (make_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->copy_button, "clicked", G_CALLBACK (copy_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->share, "invites-changed", G_CALLBACK (invites_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
