/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is selected in a window: nodes by id, in the order they were selected,
 * the last of them the cursor. One for all panes, which set it and follow it;
 * it survives what happens to rows. It knows no widget. */
#pragma once

#include <glib-object.h>

#include "base/talus-id.h"

G_BEGIN_DECLS

#define TALUS_TYPE_SELECTION (talus_selection_get_type ())

G_DECLARE_FINAL_TYPE (TalusSelection, talus_selection, TALUS, SELECTION, GObject)

TalusSelection *talus_selection_new        (void);
guint           talus_selection_get_length (TalusSelection *self);
const TalusId  *talus_selection_get        (TalusSelection *self,
                                            guint           index);
const TalusId  *talus_selection_get_ids    (TalusSelection *self,
                                            guint          *n_ids);
gboolean        talus_selection_contains   (TalusSelection *self,
                                            const TalusId  *id);
/* (nullable): the one that keys and the inspector are about. */
const TalusId  *talus_selection_get_cursor (TalusSelection *self);
void            talus_selection_set        (TalusSelection *self,
                                            const TalusId  *ids,
                                            guint           n_ids);
void            talus_selection_set_one    (TalusSelection *self,
                                            const TalusId  *id);    /* (nullable): none */
void            talus_selection_toggle     (TalusSelection *self,
                                            const TalusId  *id);

/* What is other than in @known, which is brought up to date. (nullable): much. */
GArray         *talus_selection_catch_up   (TalusSelection *self,
                                            GArray         *known);

/* TalusSelection::changed: (self): only when it really is another. */

G_END_DECLS
