/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the peer makes and changes a person. */
#pragma once

#include "peer/talus-person.h"

G_BEGIN_DECLS

TalusPerson *talus_person_new    (const TalusClient *client,
                                  gboolean           is_self);
/* The newest that is known of them; tells what changed. */
void         talus_person_update (TalusPerson       *self,
                                  const TalusClient *client);

G_END_DECLS
