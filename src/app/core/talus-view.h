/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window is about: one peer, one selection, one filter, shared by its
 * panes, which know this and nothing of one another. Edits go through here, so
 * that what could not be done is said in one place. It knows no widget. */
#pragma once

#include <gtk/gtk.h>

#include "app/core/talus-selection.h"
#include "peer/talus-peer.h"

G_BEGIN_DECLS

#define TALUS_TYPE_VIEW (talus_view_get_type ())

G_DECLARE_FINAL_TYPE (TalusView, talus_view, TALUS, VIEW, GObject)

TalusView      *talus_view_new           (TalusPeer        *peer);
/* What is shown: the live project, or one as it was. Panes follow notify::peer
 * and read everything anew. */
TalusPeer      *talus_view_get_peer      (TalusView        *self);
void            talus_view_set_peer      (TalusView        *self,
                                          TalusPeer        *peer);
/* (nullable): the live one, also while the past is shown. */
TalusPeer      *talus_view_get_live_peer (TalusView        *self);
TalusGraph     *talus_view_get_graph     (TalusView        *self);
TalusTemplate  *talus_view_get_template  (TalusView        *self);
gboolean        talus_view_can_edit      (TalusView        *self);
TalusSelection *talus_view_get_selection (TalusView        *self);
/* (nullable): the node of the cursor, live. */
TalusNode      *talus_view_get_cursor_node (TalusView      *self);
/* (transfer container) (element-type TalusNode): those selected that are live,
 * none below another of them, in tree order. */
GPtrArray      *talus_view_list_selected_tops (TalusView   *self);
/* (nullable): over TalusNode; matches what is to be seen: hits, and those
 * above a hit. notify::filter, and GtkFilter::changed. */
GtkFilter      *talus_view_get_filter    (TalusView        *self);
void            talus_view_set_filter    (TalusView        *self,
                                          GtkFilter        *filter);

/* (nullable): what the pane that is a tree has expanded, to have it back after
 * a restart; in no order, and be it of nodes that are not there. */
const TalusId  *talus_view_get_expanded  (TalusView        *self,
                                          guint            *n_ids);
void            talus_view_set_expanded  (TalusView        *self,
                                          const TalusId    *ids,
                                          guint             n_ids);

/* Submits; what stands in the way is said to the person (::said). */
gboolean        talus_view_submit        (TalusView        *self,
                                          TalusBatch       *batch);     /* (transfer full) */
/* A toast: @action (nullable) is a detailed action name for its button. */
void            talus_view_say           (TalusView        *self,
                                          const char       *text,
                                          const char       *button,
                                          const char       *action);
/* Offers back what was just done. */
void            talus_view_say_done      (TalusView      *self,
                                          const char     *text);
void            talus_view_say_error     (TalusView        *self,
                                          const GError     *error);
/* Every pane brings the node into sight; the selection becomes it. */
void            talus_view_reveal        (TalusView        *self,
                                          const TalusId    *id);
/* The pane in front begins to rename the node. */
void            talus_view_begin_rename  (TalusView        *self,
                                          const TalusId    *id);

/**
 * TalusView::said: (self, const char *text, const char *button, const char *action)
 * TalusView::expanded: (self): what is expanded is something else
 * TalusView::reveal: (self, const TalusId *id)
 * TalusView::rename: (self, const TalusId *id)
 *
 * Properties with notify: peer, filter, can-edit.
 */

G_END_DECLS
