/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where to put what has no place any more: the nodes that may have it below
 * them, by name. */
#pragma once

#include <adwaita.h>

#include "peer/talus-peer.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PLACE_DIALOG (talus_place_dialog_get_type ())

G_DECLARE_FINAL_TYPE (TalusPlaceDialog, talus_place_dialog, TALUS, PLACE_DIALOG, AdwWindow)

/* @id: a node of the live @peer, gone or not. */
GtkWidget *talus_place_dialog_new (TalusPeer     *peer,
                                   const TalusId *id);

/* TalusPlaceDialog::chosen: (self, const TalusId *parent) */

G_END_DECLS
