/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part: something around the panes of a window, made by the area that it
 * belongs to. The window finds the parts in one table (talus-window-parts.c),
 * puts each where its slot is, and knows nothing else of them. */
#pragma once

#include <adwaita.h>

#include "app/core/talus-view.h"

G_BEGIN_DECLS

/**
 * TalusSlot:
 * @TALUS_SLOT_START: of the header bar, behind Add, Undo and Redo
 * @TALUS_SLOT_END: of the header bar, in front of the toggles and the menu
 * @TALUS_SLOT_BANNER: below the header bar, across the window
 * @TALUS_SLOT_BAR: below the banners: the search bar
 * @TALUS_SLOT_PANEL: at the side, one at a time: the inspector, the history
 * @TALUS_SLOT_BOTTOM: below the panes, across the window
 * @TALUS_SLOT_OVERLAY: over everything: the palette
 */
typedef enum
{
  TALUS_SLOT_START,
  TALUS_SLOT_END,
  TALUS_SLOT_BANNER,
  TALUS_SLOT_BAR,
  TALUS_SLOT_PANEL,
  TALUS_SLOT_BOTTOM,
  TALUS_SLOT_OVERLAY,
} TalusSlot;

/**
 * TalusPartType:
 * @id: "inspector": of a panel also the target of the action `win.panel`
 * @slot: where it goes
 * @create: makes one. It may add actions to @window, which is a GActionMap, in
 *   the group `win`; returns (transfer floating) (nullable): its widget, or
 *   %NULL for a part that only has actions
 */
typedef struct
{
  const char *id;
  TalusSlot slot;
  GtkWidget *(*create) (TalusView            *view,
                        AdwApplicationWindow *window);
} TalusPartType;

G_END_DECLS
