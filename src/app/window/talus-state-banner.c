/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One revealer, one sentence, one button. What is told is the live peer's
 * state, also while the past is looked at. */
#define G_LOG_DOMAIN "talus-app-window"

#include "config.h"

#include "app/window/talus-state-banner.h"

#include <glib/gi18n.h>

#include "app/core/talus-words.h"

#define TALUS_TYPE_STATE_BANNER (talus_state_banner_get_type ())

G_DECLARE_FINAL_TYPE (TalusStateBanner, talus_state_banner, TALUS, STATE_BANNER, GtkWidget)

struct _TalusStateBanner
{
  GtkWidget parent_instance;

  GtkWidget *revealer;
  GtkLabel *label;
  GtkButton *button;
  TalusView *view;
  TalusPeer *peer;
};

G_DEFINE_FINAL_TYPE (TalusStateBanner, talus_state_banner, GTK_TYPE_WIDGET)

static char *
describe_storage (TalusPeer *peer)
{
  guint n_waiting = talus_peer_get_n_unsaved (peer);
  g_autofree char *why = talus_words_for_error (talus_peer_get_failure (peer),
                                                 talus_graph_get_template (
                                                   talus_peer_get_graph (peer)));

  if (n_waiting == 0)
    return g_steal_pointer (&why);

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%s. %u edit is kept here until it can be saved.",
                                       "%s. %u edits are kept here until they can be saved.",
                                       n_waiting),
                          why, n_waiting);
}

static void
say (TalusStateBanner *self,
     const char       *text,
     const char       *button,
     const char       *action,
     const char       *target)
{
  GtkActionable *actionable = GTK_ACTIONABLE (self->button);

  gtk_label_set_label (self->label, text);
  gtk_button_set_label (self->button, button);
  /* Never an action with another's target: it is told apart by its type. */
  gtk_actionable_set_action_name (actionable, NULL);
  gtk_actionable_set_action_target_value (actionable,
                                          target != NULL ? g_variant_new_string (target) : NULL);
  gtk_actionable_set_action_name (actionable, action);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
}

static void
update (TalusStateBanner *self)
{
  char text[TALUS_ID_TEXT_SIZE];

  if (talus_peer_get_state (self->peer) == TALUS_PEER_ENDED)
    {
      say (self, _("This project was closed elsewhere. What you see is how it was last."),
           _("_Open Again"), "app.open-project",
           talus_id_format (talus_peer_get_project_id (self->peer), text));
    }
  else if (talus_peer_get_failure (self->peer) != NULL)
    {
      g_autofree char *sentence = describe_storage (self->peer);

      say (self, sentence, _("_Try Again"), "win.retry", NULL);
    }
  else
    {
      gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
    }
}

static void
follow_peer (TalusStateBanner *self)
{
  TalusPeer *peer = talus_view_get_live_peer (self->view);

  if (self->peer != peer)
    {
      if (self->peer != NULL)
        g_signal_handlers_disconnect_by_func (self->peer, update, self);
      g_set_object (&self->peer, peer);
      g_signal_connect_object (peer, "notify::failure", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (peer, "notify::n-pending", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (peer, "notify::state", G_CALLBACK (update), self,
                               G_CONNECT_SWAPPED);
    }
  update (self);
}

static void
talus_state_banner_dispose (GObject *object)
{
  TalusStateBanner *self = TALUS_STATE_BANNER (object);

  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  g_clear_object (&self->peer);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_state_banner_parent_class)->dispose (object);
}

static void
talus_state_banner_class_init (TalusStateBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_state_banner_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
talus_state_banner_init (TalusStateBanner *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->label), TRUE);
  self->button = GTK_BUTTON (gtk_button_new ());
  gtk_button_set_use_underline (self->button, TRUE);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->button));
  gtk_widget_add_css_class (box, "talus-banner");

  self->revealer = gtk_revealer_new ();
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
}

static GtkWidget *
create (TalusView            *view,
        AdwApplicationWindow *window)
{
  TalusStateBanner *self = g_object_new (TALUS_TYPE_STATE_BANNER, NULL);

  self->view = g_object_ref (view);
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (follow_peer), self,
                           G_CONNECT_SWAPPED);
  follow_peer (self);

  return GTK_WIDGET (self);
}

const TalusPartType talus_state_banner_part_type = { "state", TALUS_SLOT_BANNER, create };
