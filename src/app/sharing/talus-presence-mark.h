/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A mark: draws an outline in somebody's colour around its child while that
 * person has the child's node selected, and names them on hover. For rows and
 * cards; a canvas draws with talus_presence_mark_snapshot() itself. */
#pragma once

#include <adwaita.h>

#include "app/sharing/talus-presence.h"

G_BEGIN_DECLS

/* How wide the outline is, inside of what it goes around. */
#define TALUS_PRESENCE_MARK_WIDTH 2.0f

#define TALUS_TYPE_PRESENCE_MARK (talus_presence_mark_get_type ())

G_DECLARE_FINAL_TYPE (TalusPresenceMark, talus_presence_mark, TALUS, PRESENCE_MARK, AdwBin)

/* Its child is set as any bin's: adw_bin_set_child(). */
GtkWidget *talus_presence_mark_new        (void);
/* Whose node it goes around. Both (nullable): none. To be set again when the
 * view has another peer. */
void       talus_presence_mark_set_node   (TalusPresenceMark     *self,
                                           TalusPeer             *peer,
                                           const TalusId         *id);
/* How round its corners are, pixels; 6 at first. */
void       talus_presence_mark_set_radius (TalusPresenceMark     *self,
                                           float                  radius);
/* The outline alone, just inside @bounds. */
void       talus_presence_mark_snapshot   (GtkSnapshot           *snapshot,
                                           TalusPerson           *person,
                                           const graphene_rect_t *bounds,
                                           float                  radius,
                                           float                  width);

G_END_DECLS
