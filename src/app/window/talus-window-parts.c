/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of panes and parts. To add one: include its header, name it. */
#include "app/window/talus-window-parts.h"

#include "app/board/talus-board-pane.h"
#include "app/exchange/talus-exchange-actions.h"
#include "app/graph/talus-graph-pane.h"
#include "app/history/talus-history-panel.h"
#include "app/history/talus-news.h"
#include "app/history/talus-past-banner.h"
#include "app/history/talus-past-bar.h"
#include "app/history/talus-template-actions.h"
#include "app/history/talus-versions-actions.h"
#include "app/inspector/talus-inspector.h"
#include "app/outline/talus-add-menu.h"
#include "app/outline/talus-outline-pane.h"
#include "app/search/talus-filter-bar.h"
#include "app/search/talus-palette.h"
#include "app/sharing/talus-sharing-part.h"
#include "app/window/talus-state-banner.h"

const TalusPaneType * const talus_window_panes[] = {
  &talus_outline_pane_type,
  &talus_board_pane_type,
  &talus_graph_pane_type,
  NULL,
};

const TalusPartType * const talus_window_parts[] = {
  &talus_add_menu_part_type,
  &talus_sharing_part_type,
  &talus_past_banner_part,
  &talus_past_bar_part,
  &talus_state_banner_part_type,
  &talus_inspector_part_type,
  &talus_history_part,
  &talus_versions_part,
  &talus_template_part,
  &talus_news_part,
  &talus_search_button_part_type,
  &talus_filter_bar_part_type,
  &talus_palette_part_type,
  &talus_exchange_part_type,
  NULL,
};
