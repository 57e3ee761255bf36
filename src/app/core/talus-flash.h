/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One soft flash in somebody's colour, over what they have just changed. Where
 * motion is not wanted there is none. It knows no person and no model. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _TalusFlash TalusFlash;

/* @widget: (transfer none): that draws it; it outlives it. */
TalusFlash *talus_flash_new      (GtkWidget             *widget);
void        talus_flash_free     (TalusFlash            *self);
/* @colour: "#rrggbb" */
void        talus_flash_start    (TalusFlash            *self,
                                  const char            *colour);
void        talus_flash_stop     (TalusFlash            *self);
/* In the snapshot of the widget. */
void        talus_flash_snapshot (TalusFlash            *self,
                                  GtkSnapshot           *snapshot,
                                  const graphene_rect_t *bounds,
                                  float                  radius);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusFlash, talus_flash_free)

G_END_DECLS
