/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dragging cards: with one that is selected go all that are. While they are on
 * the way each column says whether they may land there. Where they are on the
 * columns is the board view's. */
#define G_LOG_DOMAIN "talus-app-board"

#include "config.h"

#include <glib/gi18n.h>

#include "app/board/talus-board-column-view.h"
#include "app/board/talus-board-edit.h"
#include "app/board/talus-board-pane-private.h"

static void
show_targets (TalusBoardPane *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      TalusBoardColumnView *view = self->columns->pdata[i];
      gboolean is_own = TRUE;

      for (guint j = 0; self->dragged != NULL && j < self->dragged->len; j++)
        {
          TalusBoardColumn *column = NULL;

          is_own &= talus_board_find (self->board, talus_node_get_id (self->dragged->pdata[j]),
                                      &column, NULL) &&
                    column == talus_board_column_view_get_column (view);
        }

      talus_board_column_view_set_drag (view, self->dragged != NULL && !is_own,
                                        talus_board_pane_may_drop (self, i));
    }
}

void
talus_board_pane_begin_drag (TalusBoardPane *self,
                             TalusNode      *node)
{
  TalusSelection *selection = talus_view_get_selection (self->view);

  talus_board_view_set_dragging (self->board_view, FALSE);
  g_clear_pointer (&self->dragged, g_ptr_array_unref);
  if (!talus_view_can_edit (self->view))
    return;

  if (!talus_selection_contains (selection, talus_node_get_id (node)))
    talus_selection_set_one (selection, talus_node_get_id (node));
  self->dragged = talus_board_pane_list_selected (self);
  talus_board_view_set_dragging (self->board_view, TRUE);
  show_targets (self);
}

void
talus_board_pane_end_drag (TalusBoardPane *self)
{
  talus_board_view_set_dragging (self->board_view, FALSE);
  g_clear_pointer (&self->dragged, g_ptr_array_unref);
  if (self->board != NULL)
    show_targets (self);
}

gboolean
talus_board_pane_may_drop (TalusBoardPane *self,
                           guint           slot)
{
  return self->dragged != NULL && self->dragged->len > 0 && talus_view_can_edit (self->view) &&
         talus_board_may_move (talus_board_get_plan (self->board), self->dragged, slot);
}

gboolean
talus_board_pane_may_order (TalusBoardPane *self,
                            TalusNode      *target)
{
  return self->dragged != NULL && target != NULL && talus_view_can_edit (self->view) &&
         talus_board_may_order (self->dragged, target);
}

gboolean
talus_board_pane_drop (TalusBoardPane *self,
                       guint           slot,
                       TalusNode      *target,
                       gboolean        is_behind)
{
  g_autoptr (GPtrArray) nodes = NULL;

  if (talus_board_pane_may_drop (self, slot))
    {
      nodes = g_ptr_array_ref (self->dragged);
      talus_board_pane_end_drag (self);
      return talus_board_pane_move (self, nodes, slot);
    }

  if (!talus_board_pane_may_order (self, target))
    return FALSE;

  nodes = g_ptr_array_ref (self->dragged);
  talus_board_pane_end_drag (self);

  return talus_view_submit (self->view, talus_board_order (nodes, target, is_behind,
                                                           _("Order cards")));
}
