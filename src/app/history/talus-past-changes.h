/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What differs between a project as it was and as it is: found from the
 * records between, so that it costs what happened and not what there is. It
 * knows no widget but GtkFilter. Main thread. */
#pragma once

#include <gtk/gtk.h>

#include "app/core/talus-past-marks.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PAST_CHANGES (talus_past_changes_get_type ())

G_DECLARE_FINAL_TYPE (TalusPastChanges, talus_past_changes, TALUS, PAST_CHANGES, GObject)

/* Begins to read at once. @past: of the past of @live. */
TalusPastChanges *talus_past_changes_new         (TalusPeer        *live,
                                                  TalusPeer        *past);
/* Whether everything is known; notify::ready. */
gboolean          talus_past_changes_is_ready    (TalusPastChanges *self);
/* Whether too much has happened to find out. */
gboolean          talus_past_changes_is_too_many (TalusPastChanges *self);
/* @node: of the past. */
TalusPastMark     talus_past_changes_get_mark    (TalusPastChanges *self,
                                                  TalusNode        *node);
/* How many differ, each once: a subtree that is gone counts as its top. */
void              talus_past_changes_count       (TalusPastChanges *self,
                                                  guint            *n_added,
                                                  guint            *n_changed,
                                                  guint            *n_gone);
/* (transfer full): over TalusNode of the past: what differs, and those above. */
GtkFilter        *talus_past_changes_make_filter (TalusPastChanges *self);

G_END_DECLS
