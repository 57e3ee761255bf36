/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered of sharing from one time to the next. */
#pragma once

#include "app/sharing/talus-share.h"

G_BEGIN_DECLS

TalusReach talus_share_settings_get_reach     (void);
void       talus_share_settings_set_reach     (TalusReach reach);
/* Which port to begin with. */
guint16    talus_share_settings_get_port      (void);
/* Whether the two sentences about what sharing does were read. */
gboolean   talus_share_settings_is_explained  (void);
void       talus_share_settings_set_explained (void);

G_END_DECLS
