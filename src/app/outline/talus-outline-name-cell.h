/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cell that names a node: how deep it is, whether it is expanded, how far
 * it is, what it is, and what is wrong with it; and where it is renamed. It
 * shows what it is told and changes nothing. */
#pragma once

#include <gtk/gtk.h>

#include "app/core/talus-past-marks.h"

G_BEGIN_DECLS

/* How far a level is indented, pixels. */
#define TALUS_OUTLINE_INDENT 20

#define TALUS_TYPE_OUTLINE_NAME_CELL (talus_outline_name_cell_get_type ())

G_DECLARE_FINAL_TYPE (TalusOutlineNameCell, talus_outline_name_cell, TALUS, OUTLINE_NAME_CELL,
                      GtkWidget)

GtkWidget  *talus_outline_name_cell_new          (void);
/* @node (nullable): nothing. @mark: what has become of it since. */
void        talus_outline_name_cell_show         (TalusOutlineNameCell *self,
                                                  TalusGraph           *graph,
                                                  TalusNode            *node,
                                                  TalusPastMark         mark);
/* (nullable) */
TalusNode  *talus_outline_name_cell_get_node     (TalusOutlineNameCell *self);
/* @depth: 0 for a root */
void        talus_outline_name_cell_set_tree     (TalusOutlineNameCell *self,
                                                  guint                 depth,
                                                  gboolean              is_expandable,
                                                  gboolean              is_expanded);
/* Where the indented part begins, pixels from the start edge. */
int         talus_outline_name_cell_get_start    (TalusOutlineNameCell *self);
/* Shows an entry instead of the name, with the focus. */
void        talus_outline_name_cell_begin_edit   (TalusOutlineNameCell *self,
                                                  const char           *text,
                                                  gboolean              select);
void        talus_outline_name_cell_end_edit     (TalusOutlineNameCell *self);
/* (nullable): while there is one. */
GtkText    *talus_outline_name_cell_get_entry    (TalusOutlineNameCell *self);
/* Cells say nothing by tooltips until it is taken back, as often as it was said:
 * a tooltip at the pointer would take what is dropped there. */
void        talus_outline_name_cell_hush         (gboolean              hush);
/* One soft flash, unless animations are off. */
void        talus_outline_name_cell_flash        (TalusOutlineNameCell *self,
                                                  const char           *colour);

/**
 * TalusOutlineNameCell::toggled: (self): the expander was clicked
 * TalusOutlineNameCell::entered: (self): Enter in the entry
 * TalusOutlineNameCell::left: (self): the focus went from the entry
 */

G_END_DECLS
