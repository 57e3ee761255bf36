/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often somebody came with something that is good for nothing, by where
 * they came from. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TalusStrikes TalusStrikes;

TalusStrikes *talus_strikes_new   (void);
void          talus_strikes_free  (TalusStrikes *self);
/* Seconds until another try from there is looked at; 0: now. */
guint         talus_strikes_check (TalusStrikes *self,
                                   const char   *remote,
                                   gint64        now);     /* monotonic, microseconds */
void          talus_strikes_add   (TalusStrikes *self,
                                   const char   *remote,
                                   gint64        now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusStrikes, talus_strikes_free)

G_END_DECLS
