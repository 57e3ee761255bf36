/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All there is to sharing a project, in one panel: turned on and off, for
 * whom, links, who is here, links that are about. In a popover, or in a window
 * where that is narrow. */
#pragma once

#include <adwaita.h>

#include "app/core/talus-view.h"
#include "app/sharing/talus-share.h"

G_BEGIN_DECLS

#define TALUS_TYPE_SHARE_PANEL (talus_share_panel_get_type ())

G_DECLARE_FINAL_TYPE (TalusSharePanel, talus_share_panel, TALUS, SHARE_PANEL, AdwBin)

GtkWidget *talus_share_panel_new (TalusShare *share,
                                  TalusView  *view);

G_END_DECLS
