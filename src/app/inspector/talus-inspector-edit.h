/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The edits that the inspector makes: one command for one node, one batch with
 * a name for several. It knows no widget. */
#pragma once

#include "app/core/talus-view.h"

G_BEGIN_DECLS

/* What the header edits as any other property: the one that the type has for
 * names, or one of our own. */
/* @type: (nullable) */
const TalusProperty *talus_inspector_get_name_property (const TalusNodeType *type);
gboolean             talus_inspector_is_name           (const TalusProperty *property);

/* (transfer full) (nullable): what @node has of @property. */
TalusValue          *talus_inspector_dup_value         (TalusNode           *node,
                                                        const TalusProperty *property);
/* (transfer full) (nullable): what all of them have; @is_mixed where that is
 * not one thing. */
TalusValue          *talus_inspector_dup_common        (GPtrArray           *nodes,
                                                        const TalusProperty *property,
                                                        gboolean            *is_mixed);
/* @value (nullable): takes it away. FALSE: could not be, and has been said. */
gboolean             talus_inspector_submit            (TalusView           *view,
                                                        GPtrArray           *nodes,
                                                        const TalusProperty *property,
                                                        TalusValue          *value);
/* (transfer container) (element-type TalusProperty): those that all types have,
 * so alike that one editor will do; in the order of the first. */
GPtrArray           *talus_inspector_list_common       (GPtrArray           *types);

G_END_DECLS
