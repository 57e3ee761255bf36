/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search of a window: one index and one filter that follow what its view
 * shows. Bar, palette and pickers share it. It knows no widget. */
#pragma once

#include "app/core/talus-view.h"
#include "app/search/talus-node-filter.h"

G_BEGIN_DECLS

#define TALUS_TYPE_SEARCH (talus_search_get_type ())

G_DECLARE_FINAL_TYPE (TalusSearch, talus_search, TALUS, SEARCH, GObject)

/* (transfer none): that of the view, as long as the view. */
TalusSearch     *talus_search_get            (TalusView    *view);
TalusView       *talus_search_get_view       (TalusSearch  *self);
TalusNodeIndex  *talus_search_get_index      (TalusSearch  *self);
TalusNodeFilter *talus_search_get_filter     (TalusSearch  *self);
/* What is filtered by, as talus_filter_parse() reads it; "": nothing. */
const char      *talus_search_get_text       (TalusSearch  *self);
void             talus_search_set_text       (TalusSearch  *self,
                                              const char   *text);
/* Whether it is another day by now: "today" is that one then. Happens by itself
 * now and then. */
void             talus_search_check_day      (TalusSearch  *self);
/* The next hit behind the cursor in the order of the project, round and round;
 * FALSE without hits. */
gboolean         talus_search_go_on          (TalusSearch  *self,
                                              gboolean      backwards);

/**
 * TalusSearch::index-changed: (self)
 *   talus_search_get_index() finds something else now, or is another
 *
 * Properties with notify: text. n-hits and is-busy are the filter's; it is
 * another one (notify::filter) when the graph is.
 */

G_END_DECLS
