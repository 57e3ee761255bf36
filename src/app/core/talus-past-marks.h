/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has become since of what a view shows, while that is the past: who
 * knows tells it here, and panes ask. It knows no widget. Main thread. */
#pragma once

#include "app/core/talus-view.h"

G_BEGIN_DECLS

/**
 * TalusPastMark:
 * @TALUS_PAST_SAME: as it is now
 * @TALUS_PAST_CHANGED: it has another name, place or other values now
 * @TALUS_PAST_GONE: it is not there any more, itself or with what it was in
 */
typedef enum
{
  TALUS_PAST_SAME,
  TALUS_PAST_CHANGED,
  TALUS_PAST_GONE,
} TalusPastMark;

/* Tells of @node, which is shown. */
typedef TalusPastMark (*TalusPastMarkFunc) (TalusNode *node,
                                            gpointer   user_data);

#define TALUS_TYPE_PAST_MARKS (talus_past_marks_get_type ())

G_DECLARE_FINAL_TYPE (TalusPastMarks, talus_past_marks, TALUS, PAST_MARKS, GObject)

/* Those of the view, made when they are first asked for. */
TalusPastMarks *talus_past_marks_get      (TalusView         *view);
/* @func: (nullable): nobody knows, or it is the present. */
void            talus_past_marks_set_func (TalusPastMarks    *self,
                                           TalusPastMarkFunc  func,
                                           gpointer           user_data,
                                           GDestroyNotify     destroy);
TalusPastMark   talus_past_marks_find     (TalusPastMarks    *self,
                                           TalusNode         *node);

/* TalusPastMarks::changed: (self): any of them may be another. */

G_END_DECLS
