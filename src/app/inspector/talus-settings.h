/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of a project as properties, so that the editors of properties
 * edit them: its name, its currency, its time zone. It knows no widget. */
#pragma once

#include "model/talus-graph.h"

G_BEGIN_DECLS

typedef struct _TalusSettings TalusSettings;

TalusSettings *talus_settings_new        (void);
void           talus_settings_free       (TalusSettings       *self);
guint          talus_settings_get_length (TalusSettings       *self);
/* Its id is the key of the setting. */
TalusProperty *talus_settings_get        (TalusSettings       *self,
                                          guint                index);
/* (transfer full) (nullable) */
TalusValue    *talus_settings_dup_value  (TalusGraph          *graph,
                                          const TalusProperty *setting);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusSettings, talus_settings_free)

G_END_DECLS
