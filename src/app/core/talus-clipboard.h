/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cut, copy, paste and duplicate, for all panes of a window: what is selected in
 * its view goes to the clipboard, and what is there comes to the cursor. It knows
 * no pane. */
#pragma once

#include "app/core/talus-view.h"
#include "peer/talus-clip.h"

G_BEGIN_DECLS

#define TALUS_TYPE_CLIPBOARD (talus_clipboard_get_type ())

G_DECLARE_FINAL_TYPE (TalusClipboard, talus_clipboard, TALUS, CLIPBOARD, GObject)

/* (transfer none): that of the view, as long as it lives. */
TalusClipboard *talus_clipboard_get         (TalusView         *view);
/* Its verbs as actions `nodes.…`, which panes of @window name in keys and menus. */
void            talus_clipboard_add_actions (TalusClipboard    *self,
                                             GtkWidget         *window);
/* Makes a forest at a place. */
gboolean        talus_clipboard_put         (TalusClipboard    *self,
                                             const TalusClip   *clip,
                                             TalusNode         *parent,
                                             const TalusAnchor *anchor,
                                             const char        *label);
/* The same of text, a node a line. */
gboolean        talus_clipboard_take_text   (TalusClipboard    *self,
                                             const char        *text,
                                             TalusNode         *parent,
                                             const TalusAnchor *anchor);

/**
 * TalusClipboard::asked: (self)
 *   something is about to be done: what is being typed counts first
 * TalusClipboard::arrived: (self, TalusNode *last)
 *   nodes have come to a place and are selected, the last of them @last
 */

G_END_DECLS
