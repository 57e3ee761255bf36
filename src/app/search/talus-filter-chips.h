/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which conditions a template offers as chips, and what each has to choose
 * from. It knows no bar. */
#pragma once

#include "app/core/talus-view.h"
#include "app/search/talus-filter-chip.h"

G_BEGIN_DECLS

/* (transfer container) (element-type TalusFilterChip), each floating: those to
 * begin with. */
GPtrArray *talus_filter_chips_make     (TalusView             *view);
/* (nullable) (transfer floating): one for a condition that none of them has. */
GtkWidget *talus_filter_chips_make_for (TalusView             *view,
                                        const TalusFilterTerm *term);
/* (transfer full) (element-type TalusProperty): others that can be added. */
GPtrArray *talus_filter_chips_list_more (TalusView            *view);
/* (transfer full): a property by name, told from others that are called so. */
char      *talus_filter_chips_describe (TalusView             *view,
                                        GPtrArray             *properties,
                                        const TalusProperty   *property);

G_END_DECLS
