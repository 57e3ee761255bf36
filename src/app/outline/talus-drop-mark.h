/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is drawn over the rows while something is dragged: a line where it
 * would come, or a frame around the row that it would go into. It lies over
 * everything and takes no events. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TALUS_TYPE_DROP_MARK (talus_drop_mark_get_type ())

G_DECLARE_FINAL_TYPE (TalusDropMark, talus_drop_mark, TALUS, DROP_MARK, GtkWidget)

void talus_drop_mark_hide       (TalusDropMark         *self);
/* From @x (where the indented name would begin) to the end edge, at @y. */
void talus_drop_mark_show_line  (TalusDropMark         *self,
                                 float                  x,
                                 float                  y);
void talus_drop_mark_show_frame (TalusDropMark         *self,
                                 const graphene_rect_t *frame);

G_END_DECLS
