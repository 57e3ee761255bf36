/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A person: one client of the session as others see it, with where they are.
 * Made and changed by the peer only. */
#pragma once

#include "session/talus-client.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PERSON (talus_person_get_type ())

G_DECLARE_FINAL_TYPE (TalusPerson, talus_person, TALUS, PERSON, GObject)

const char    *talus_person_get_client_id   (TalusPerson    *self);
const TalusId *talus_person_get_author_id   (TalusPerson    *self);
const char    *talus_person_get_name        (TalusPerson    *self); /* may be empty */
const char    *talus_person_get_colour      (TalusPerson    *self); /* "#rrggbb" */
TalusRole      talus_person_get_role        (TalusPerson    *self);
gboolean       talus_person_is_self         (TalusPerson    *self); /* this very window */
/* Which nodes they have selected, and in which pane; notify::selection. */
const TalusId *talus_person_get_selection   (TalusPerson    *self,
                                             guint          *n_ids);
gboolean       talus_person_has_selected    (TalusPerson    *self,
                                             const TalusId  *id);
const char    *talus_person_get_view        (TalusPerson    *self); /* (nullable) */
gint64         talus_person_get_active_at   (TalusPerson    *self); /* ms: last sign of life */

G_END_DECLS
