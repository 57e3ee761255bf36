/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The named versions of a view's project: moments that somebody gave a name.
 * Nothing has to be saved, so naming a moment is what saving is for. It knows
 * no widget. Main thread. */
#pragma once

#include "app/core/talus-view.h"

G_BEGIN_DECLS

#define TALUS_TYPE_VERSIONS (talus_versions_get_type ())

G_DECLARE_FINAL_TYPE (TalusVersions, talus_versions, TALUS, VERSIONS, GObject)

/* Those of the view, made when they are first asked for. */
TalusVersions *talus_versions_get         (TalusView     *view);
/* (nullable) (element-type TalusVersion): by seq; NULL until they have been read. */
GPtrArray     *talus_versions_get_list    (TalusVersions *self);
/* (nullable): why they could not be read the last time. */
const GError  *talus_versions_get_failure (TalusVersions *self);
/* (nullable): what a moment is called. */
const char    *talus_versions_find_name   (TalusVersions *self,
                                           guint64        seq);
gboolean       talus_versions_is_taken    (TalusVersions *self,
                                           const char    *name);
/* Read again: others name moments too. */
void           talus_versions_refresh     (TalusVersions *self);
/* All say what came of it. */
void           talus_versions_add         (TalusVersions *self,
                                           const char    *name,
                                           guint64        seq);
void           talus_versions_rename      (TalusVersions *self,
                                           const char    *name,
                                           const char    *new_name);
void           talus_versions_delete      (TalusVersions *self,
                                           const char    *name);

/* TalusVersions::changed: (self): the list is another, or could not be read. */

G_END_DECLS
