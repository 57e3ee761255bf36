/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What others did to what somebody here is about: said when they come back to
 * the window, and at once where it takes away what they have just done. */
#pragma once

#include "app/core/talus-part.h"

G_BEGIN_DECLS

#define TALUS_TYPE_NEWS (talus_news_get_type ())

G_DECLARE_FINAL_TYPE (TalusNews, talus_news, TALUS, NEWS, GObject)

TalusNews *talus_news_new        (TalusView *view);
/* Whether somebody looks at the window. Coming back, what happened is said. */
void       talus_news_set_active (TalusNews *self,
                                  gboolean   is_active);

extern const TalusPartType talus_news_part;

G_END_DECLS
