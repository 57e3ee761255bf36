/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether an id was ever seen, when the answer is nearly always no: a few bits
 * an id in place of a look into the database. It knows no database. */
#pragma once

#include "base/talus-id.h"

G_BEGIN_DECLS

typedef struct _TalusIdFilter TalusIdFilter; /* any thread */

TalusIdFilter *talus_id_filter_new   (void);
void           talus_id_filter_free  (TalusIdFilter *self);
void           talus_id_filter_add   (TalusIdFilter *self,
                                      const TalusId *id);
/* FALSE: certainly not. TRUE: it was, or (one time in a hundred at most) it only looks so. */
gboolean       talus_id_filter_knows (TalusIdFilter *self,
                                      const TalusId *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusIdFilter, talus_id_filter_free)

G_END_DECLS
