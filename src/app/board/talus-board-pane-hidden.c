/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Columns that nobody wants to see: their cards stay where they are, and what
 * is chosen is kept with the rest of what the board is to show. */
#define G_LOG_DOMAIN "talus-app-board"

#include "app/board/talus-board-pane-private.h"

const char *
talus_board_pane_get_option (TalusBoardPane *self,
                             guint           slot)
{
  const char *option =
    talus_board_plan_get_slot (talus_board_get_plan (self->board), slot)->option;

  return option != NULL ? option : "";
}

gboolean
talus_board_pane_is_hidden (TalusBoardPane *self,
                            guint           slot)
{
  return self->choice.hidden != NULL &&
         g_strv_contains ((const char * const *) self->choice.hidden,
                          talus_board_pane_get_option (self, slot));
}

guint
talus_board_pane_count_hidden (TalusBoardPane *self)
{
  guint n = 0;

  for (guint i = 0; i < talus_board_get_n_columns (self->board); i++)
    n += talus_board_pane_is_hidden (self, i);

  return n;
}

/* FALSE where it is the last one that can be seen: a board without columns is
 * none. */
gboolean
talus_board_pane_set_hidden (TalusBoardPane *self,
                             guint           slot,
                             gboolean        is_hidden)
{
  const char *option = talus_board_pane_get_option (self, slot);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (is_hidden == talus_board_pane_is_hidden (self, slot))
    return TRUE;
  if (is_hidden &&
      talus_board_pane_count_hidden (self) + 1 >= talus_board_get_n_columns (self->board))
    return FALSE;

  /* Those of other properties too. */
  for (guint i = 0; self->choice.hidden != NULL && self->choice.hidden[i] != NULL; i++)
    if (!g_str_equal (self->choice.hidden[i], option))
      g_strv_builder_add (builder, self->choice.hidden[i]);
  if (is_hidden)
    g_strv_builder_add (builder, option);

  g_strfreev (self->choice.hidden);
  self->choice.hidden = g_strv_builder_end (builder);
  talus_board_choice_store (&self->choice,
                            talus_template_get_id (talus_view_get_template (self->view)));
  talus_board_pane_place_columns (self);

  return TRUE;
}

/* The column itself if it can be seen, else the first that can. */
guint
talus_board_pane_get_visible (TalusBoardPane *self,
                              guint           slot)
{
  guint n = talus_board_get_n_columns (self->board);

  if (!talus_board_pane_is_hidden (self, slot))
    return slot;

  for (guint i = 0; i < n; i++)
    if (!talus_board_pane_is_hidden (self, i))
      return i;

  return slot;
}
