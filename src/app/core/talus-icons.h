/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which symbolic icon stands for a node type, a status, or a shape: ours where
 * the template names one of ours, and something fitting where it names another
 * set's, as older templates do. Never NULL, never one that cannot be drawn. */
#pragma once

#include "model/talus-template.h"

G_BEGIN_DECLS

#define TALUS_ICON_NODE    "talus-node-symbolic"
#define TALUS_ICON_BLOCKED "talus-indicator-blocked-symbolic"

const char *talus_icon_for_type      (const TalusNodeType *type);
const char *talus_icon_for_indicator (const char          *indicator_id);
const char *talus_icon_for_option    (const TalusOption   *option);

G_END_DECLS
