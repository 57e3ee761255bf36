/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The panel as a whole: on and off, and for whom. */
#define G_LOG_DOMAIN "talus-app-sharing"

#include "config.h"

#include "app/sharing/talus-share-panel.h"

#include <glib/gi18n.h>

#include "app/sharing/talus-share-panel-private.h"
#include "app/sharing/talus-share-settings.h"

G_DEFINE_FINAL_TYPE (TalusSharePanel, talus_share_panel, ADW_TYPE_BIN)

const TalusId *
talus_share_panel_get_session_id (TalusSharePanel *self)
{
  TalusPeer *peer = talus_view_get_live_peer (self->view);
  TalusPeerLink *link = peer != NULL ? talus_peer_get_link (peer) : NULL;

  return link != NULL ? talus_peer_link_get_session_id (link) : NULL;
}

static TalusReach
get_chosen_reach (TalusSharePanel *self)
{
  if (gtk_check_button_get_active (self->network_check))
    return TALUS_REACH_NETWORK;
  if (gtk_check_button_get_active (self->open_check))
    return TALUS_REACH_NETWORK_OPEN;

  return TALUS_REACH_COMPUTER;
}

static void
choose_reach (TalusSharePanel *self,
              TalusReach       reach)
{
  GtkCheckButton *checks[] = { self->computer_check, self->network_check, self->open_check };

  self->is_updating = TRUE;
  gtk_check_button_set_active (checks[reach], TRUE);
  self->is_updating = FALSE;
}

static char *
write_state (TalusSharePanel *self)
{
  guint16 port = talus_share_get_port (self->share);
  guint16 wished = talus_share_get_wished_port (self->share);

  switch (talus_share_get_state (self->share))
    {
    case TALUS_SHARE_STARTING:
      return g_strdup (_("Opening a port…"));
    case TALUS_SHARE_STOPPING:
      return g_strdup (_("Telling those who are here…"));
    case TALUS_SHARE_ON:
      if (port != wished && wished != 0)
        /* Translators: the first is an address, the others are numbers of ports. */
        return g_strdup_printf (_("At %s, since another program uses port %u"),
                                talus_share_get_url (self->share), wished);
      /* Translators: %s is an address. */
      return g_strdup_printf (_("At %s"), talus_share_get_url (self->share));
    case TALUS_SHARE_OFF:
    default:
      return g_strdup (_("Nobody else can come to this project"));
    }
}

static char *
write_failure (const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE))
    return g_strdup (_("Sharing could not be turned on: other programs use the port and the "
                       "twenty behind it. Choose another one in Preferences."));
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return g_strdup (_("Sharing could not be turned on: you may not use that port. Choose one "
                       "above 1023 in Preferences."));

  /* Translators: %s is a sentence of the system, maybe in English. */
  return g_strdup_printf (_("Sharing could not be turned on: %s"), error->message);
}

static void
fingerprint_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr (TalusSharePanel) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = talus_share_fingerprint_finish (TALUS_SHARE (object), result, &error);

  self->knows_fingerprint = text != NULL;
  gtk_label_set_label (self->fingerprint, text != NULL ? text : error->message);
}

static void
show_fingerprint (TalusSharePanel *self)
{
  if (!self->knows_fingerprint)
    talus_share_fingerprint_async (self->share, fingerprint_cb, g_object_ref (self));
}

static const char *
get_reach_text (TalusReach reach)
{
  switch (reach)
    {
    case TALUS_REACH_NETWORK:
      return _("Local Network, Encrypted");
    case TALUS_REACH_NETWORK_OPEN:
      return _("Local Network, Not Encrypted");
    case TALUS_REACH_COMPUTER:
    default:
      return _("This Computer");
    }
}

static void
update_reach (TalusSharePanel *self)
{
  TalusReach reach = get_chosen_reach (self);

  adw_expander_row_set_subtitle (self->reach_row, get_reach_text (reach));

  gtk_widget_set_visible (self->browser_box, reach == TALUS_REACH_NETWORK);
  gtk_widget_set_visible (self->open_warning, reach == TALUS_REACH_NETWORK_OPEN);
  if (reach == TALUS_REACH_NETWORK && gtk_widget_get_mapped (GTK_WIDGET (self)))
    show_fingerprint (self);
}

static void
update (TalusSharePanel *self)
{
  TalusShareState state = talus_share_get_state (self->share);
  const GError *error = talus_share_get_failure (self->share);
  g_autofree char *text = write_state (self);
  g_autofree char *failure = error != NULL ? write_failure (error) : NULL;

  self->is_updating = TRUE;
  gtk_switch_set_active (self->switch_,
                         state == TALUS_SHARE_ON || state == TALUS_SHARE_STARTING);
  self->is_updating = FALSE;
  gtk_spinner_set_spinning (self->spinner,
                            state == TALUS_SHARE_STARTING || state == TALUS_SHARE_STOPPING);
  adw_action_row_set_subtitle (self->switch_row, text);
  gtk_label_set_label (self->failure, failure != NULL ? failure : "");
  gtk_widget_set_visible (GTK_WIDGET (self->failure), failure != NULL);
  if (state == TALUS_SHARE_ON || state == TALUS_SHARE_STARTING)
    choose_reach (self, talus_share_get_reach (self->share));
  /* While it is on it is the links and the people that are looked for. */
  if (self->was_on != (state == TALUS_SHARE_ON))
    {
      self->was_on = state == TALUS_SHARE_ON;
      adw_expander_row_set_expanded (self->reach_row, !self->was_on);
    }
  update_reach (self);
  talus_share_panel_update_link (self);
  talus_share_panel_update_invites (self);
}

static void
start (TalusSharePanel *self)
{
  TalusReach reach = get_chosen_reach (self);

  talus_share_settings_set_reach (reach);
  talus_share_start (self->share, reach, talus_share_settings_get_port ());
}

static void
switched_cb (TalusSharePanel *self)
{
  if (self->is_updating)
    return;

  if (gtk_switch_get_active (self->switch_))
    start (self);
  else
    talus_share_stop (self->share);
}

static void
reach_cb (TalusSharePanel *self,
          GParamSpec      *pspec,
          GtkCheckButton  *check)
{
  if (self->is_updating || !gtk_check_button_get_active (check))
    return;

  update_reach (self);
  if (talus_share_get_state (self->share) == TALUS_SHARE_ON)
    start (self);
}

/* Two sentences, until it was on once. */
static void
mapped_cb (TalusSharePanel *self)
{
  gboolean is_known = talus_share_settings_is_explained ();

  gtk_widget_set_visible (GTK_WIDGET (self->explanation), !is_known);
  if (!is_known && talus_share_get_state (self->share) == TALUS_SHARE_ON)
    talus_share_settings_set_explained ();
  update (self);
}

static void
changed_cb (TalusSharePanel *self)
{
  if (talus_share_get_state (self->share) == TALUS_SHARE_ON)
    talus_share_settings_set_explained ();
  update (self);
}

static void
talus_share_panel_dispose (GObject *object)
{
  TalusSharePanel *self = TALUS_SHARE_PANEL (object);

  if (self->link_asked != NULL)
    g_cancellable_cancel (self->link_asked);
  g_clear_object (&self->link_asked);
  gtk_widget_dispose_template (GTK_WIDGET (self), TALUS_TYPE_SHARE_PANEL);
  g_clear_object (&self->peer);
  g_clear_object (&self->view);
  g_clear_object (&self->share);

  G_OBJECT_CLASS (talus_share_panel_parent_class)->dispose (object);
}

static void
talus_share_panel_class_init (TalusSharePanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_share_panel_dispose;

  g_type_ensure (TALUS_TYPE_QR_CODE);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/org/talustally/TalusTally/sharing/talus-share-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, switch_row);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, spinner);
  gtk_widget_class_bind_template_child_full (widget_class, "switch", FALSE,
                                             G_STRUCT_OFFSET (TalusSharePanel, switch_));
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, failure);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, explanation);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, reach_row);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, computer_check);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, network_check);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, open_check);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, browser_box);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, fingerprint);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, open_warning);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, link_group);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, roles);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, viewer_button);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, editor_button);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, make_button);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, link_box);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, link_entry);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, copy_button);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, link_note);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, qr_code);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, people);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, invites_group);
  gtk_widget_class_bind_template_child (widget_class, TalusSharePanel, invites);
}

static void
talus_share_panel_init (TalusSharePanel *self)
{
  GtkCheckButton *checks[3];

  gtk_widget_init_template (GTK_WIDGET (self));
  checks[0] = self->computer_check;
  checks[1] = self->network_check;
  checks[2] = self->open_check;
  for (guint i = 0; i < G_N_ELEMENTS (checks); i++)
    g_signal_connect_object (checks[i], "notify::active", G_CALLBACK (reach_cb), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->switch_, "notify::active", G_CALLBACK (switched_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (self, "map", G_CALLBACK (mapped_cb), NULL);
}

/**
 * talus_share_panel_new:
 * @share: the sharing of the desk
 * @view: what the window is about
 *
 * Makes a panel.
 *
 * Returns: (transfer floating): the panel
 */
GtkWidget *
talus_share_panel_new (TalusShare *share,
                       TalusView  *view)
{
  TalusSharePanel *self;

  g_return_val_if_fail (TALUS_IS_SHARE (share), NULL);
  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);

  self = g_object_new (TALUS_TYPE_SHARE_PANEL, NULL);
  self->share = g_object_ref (share);
  self->view = g_object_ref (view);
  choose_reach (self, talus_share_get_state (share) == TALUS_SHARE_ON
                        ? talus_share_get_reach (share) : talus_share_settings_get_reach ());
  adw_expander_row_set_expanded (self->reach_row, TRUE);
  talus_share_panel_follow_people (self);
  talus_share_panel_follow_link (self);
  g_signal_connect_object (share, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  update (self);

  return GTK_WIDGET (self);
}
