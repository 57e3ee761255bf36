/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A named version in a list: its name, when it was, and buttons that rename
 * and delete it. It knows no list. */
#pragma once

#include <adwaita.h>

#include "peer/talus-peer-link.h"

G_BEGIN_DECLS

#define TALUS_TYPE_VERSION_ROW (talus_version_row_get_type ())

G_DECLARE_FINAL_TYPE (TalusVersionRow, talus_version_row, TALUS, VERSION_ROW, AdwActionRow)

GtkWidget *talus_version_row_new       (const TalusVersion *version);
guint64    talus_version_row_get_seq   (TalusVersionRow    *self);
/* Whether it is the row of that version, by name and moment. */
gboolean   talus_version_row_is_of     (TalusVersionRow    *self,
                                        const TalusVersion *version);
/* @moment: when it was. @is_shown: whether the project is shown as it was then. */
void       talus_version_row_set_state (TalusVersionRow    *self,
                                        const char         *moment,
                                        gboolean            is_shown);

G_END_DECLS
