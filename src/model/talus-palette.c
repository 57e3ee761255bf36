/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The eight colours of people. */
#define G_LOG_DOMAIN "talus-model-palette"

#include "model/talus-palette.h"

static const char * const colours[TALUS_PALETTE_SIZE] = {
  "#3584e4", "#2190a4", "#3a944a", "#c88800", "#ed5b00", "#e62d42", "#d56199", "#9141ac",
};

/**
 * talus_palette_get:
 * @index: which, below %TALUS_PALETTE_SIZE
 *
 * Gets a colour. Any thread.
 *
 * Returns: (transfer none): "#rrggbb"
 */
const char *
talus_palette_get (guint index)
{
  g_return_val_if_fail (index < TALUS_PALETTE_SIZE, colours[0]);

  return colours[index];
}

/**
 * talus_palette_find:
 * @colour: (nullable): what may be one of them, in any spelling
 * @index: (out) (optional): which it is
 *
 * Looks a colour up. Any thread.
 *
 * Returns: whether it is one of the eight
 */
gboolean
talus_palette_find (const char *colour,
                    guint      *index)
{
  for (guint i = 0; colour != NULL && i < TALUS_PALETTE_SIZE; i++)
    {
      if (g_ascii_strcasecmp (colours[i], colour) != 0)
        continue;

      if (index != NULL)
        *index = i;
      return TRUE;
    }

  return FALSE;
}

/**
 * talus_palette_use_add:
 * @self: what is taken
 * @colour: a colour that somebody has; one that is none of the eight is in
 *   nobody's way
 * @weight: how much it matters
 *
 * Notes that a colour is taken. Any thread.
 */
void
talus_palette_use_add (TalusPaletteUse *self,
                       const char      *colour,
                       guint            weight)
{
  guint index;

  g_return_if_fail (self != NULL);

  if (talus_palette_find (colour, &index))
    self->weights[index] += weight;
}

/**
 * talus_palette_use_is_free:
 * @self: what is taken
 * @colour: one of the eight
 *
 * Says whether a colour is taken, or where all are, whether no other is less.
 * Any thread.
 *
 * Returns: whether somebody else may have it
 */
gboolean
talus_palette_use_is_free (const TalusPaletteUse *self,
                           const char            *colour)
{
  guint least = G_MAXUINT;
  guint index;

  g_return_val_if_fail (self != NULL, TRUE);

  for (guint i = 0; i < TALUS_PALETTE_SIZE; i++)
    least = MIN (least, self->weights[i]);

  return !talus_palette_find (colour, &index) || self->weights[index] == least;
}
