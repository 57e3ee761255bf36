/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the panel share. */
#pragma once

#include "app/sharing/talus-qr-code.h"
#include "app/sharing/talus-share-panel.h"

G_BEGIN_DECLS

struct _TalusSharePanel
{
  AdwBin parent_instance;

  /* template children */
  AdwActionRow *switch_row;
  GtkSpinner *spinner;
  GtkSwitch *switch_;
  GtkLabel *failure;
  GtkLabel *explanation;
  AdwExpanderRow *reach_row;
  GtkCheckButton *computer_check;
  GtkCheckButton *network_check;
  GtkCheckButton *open_check;
  GtkWidget *browser_box;
  GtkLabel *fingerprint;
  GtkWidget *open_warning;
  GtkWidget *link_group;
  GtkWidget *roles;
  GtkToggleButton *viewer_button;
  GtkToggleButton *editor_button;
  GtkWidget *make_button;
  GtkWidget *link_box;
  GtkEditable *link_entry;
  GtkWidget *copy_button;
  GtkLabel *link_note;
  TalusQrCode *qr_code;
  GtkListBox *people;
  GtkWidget *invites_group;
  GtkListBox *invites;

  /* owned */
  TalusShare *share;
  TalusView *view;
  TalusPeer *peer;          /* (nullable): whose people are shown */
  GCancellable *link_asked; /* (nullable): what was asked and is not there yet */

  gboolean is_updating;     /* what changes was not changed by a person */
  gboolean knows_fingerprint;
  gboolean was_on;
};

/* (nullable): the session of the live project. */
const TalusId *talus_share_panel_get_session_id (TalusSharePanel *self);

/* talus-share-panel-people.c */
void talus_share_panel_follow_people   (TalusSharePanel *self);
void talus_share_panel_update_invites  (TalusSharePanel *self);
/* talus-share-panel-link.c */
void talus_share_panel_update_link     (TalusSharePanel *self);
void talus_share_panel_follow_link     (TalusSharePanel *self);

G_END_DECLS
