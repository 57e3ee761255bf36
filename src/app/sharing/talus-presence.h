/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Presence: who else has which node selected, to be asked by any pane for any
 * row. One index a peer, kept up to date as people come, go and move. It
 * knows no widget. */
#pragma once

#include "peer/talus-peer.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PRESENCE (talus_presence_get_type ())

G_DECLARE_FINAL_TYPE (TalusPresence, talus_presence, TALUS, PRESENCE, GObject)

/* Of a list model of TalusPerson; the peer's one is talus_presence_get(). */
TalusPresence *talus_presence_new       (GListModel    *people);
/* (transfer none): lives as long as the peer. */
TalusPresence *talus_presence_get       (TalusPeer     *peer);
/* (transfer none) (nullable): who else has it selected; of several the one who
 * came to it last. One look into a table. */
TalusPerson   *talus_presence_look_up   (TalusPresence *self,
                                         const TalusId *id);
/* (transfer full) (nullable): "Ana and 2 others are here" for a tooltip or a
 * screen reader; NULL where nobody is. */
char          *talus_presence_describe  (TalusPresence *self,
                                         const TalusId *id);

/**
 * TalusPresence::changed: (self, const TalusId *id)
 *   somebody came to the node or went from it. What a row shows of it is to be
 *   asked anew.
 */

G_END_DECLS
