/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a window into the past of its project and back: which moment is
 * wanted, which is shown, what is being read. It shows the past by giving the
 * view another peer; it knows no widget. Main thread. */
#pragma once

#include "app/core/talus-view.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PAST (talus_past_get_type ())

G_DECLARE_FINAL_TYPE (TalusPast, talus_past, TALUS, PAST, GObject)

/* The one of the view, made when it is first asked for. */
TalusPast   *talus_past_get          (TalusView    *view);
/* Whether the window is on its way to the past, or there. */
gboolean     talus_past_is_active    (TalusPast    *self);
/* Whether the view shows it. */
gboolean     talus_past_is_shown     (TalusPast    *self);
/* The moment wanted: as the record @seq left the project. In the present that
 * of the newest record. */
guint64      talus_past_get_seq      (TalusPast    *self);
guint64      talus_past_get_last_seq (TalusPast    *self);
/* (nullable): the record that made the moment wanted, once it has been read. */
TalusRecord *talus_past_get_record   (TalusPast    *self);
gboolean     talus_past_is_loading   (TalusPast    *self);
/* Shows the project as it was; the newest record is the present. Calls that
 * come while something is read replace one another. */
void         talus_past_go_to        (TalusPast    *self,
                                      guint64       seq);
/* To the present, with what was selected there. */
void         talus_past_return       (TalusPast    *self);
/* The same; selected is what is given. @id: (nullable) */
void         talus_past_return_to    (TalusPast    *self,
                                      const TalusId *id);

/* Properties, read-only, with notify: active, shown, loading (boolean), seq,
 * last-seq (uint64), record (pointer). */

G_END_DECLS
