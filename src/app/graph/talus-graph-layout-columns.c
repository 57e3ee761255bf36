/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A tidy tree is as high as it has leaves, and windows are wide: where it has
 * become much higher than wide, what is below the first node that branches is
 * set in columns, like a newspaper, and that node stands above them. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-layout-private.h"

#include <math.h>

#define MOST_SLENDER 1.2f     /* height to width that is left alone */
#define MOST_WIDE    1.8f
#define UNIT_GAP     (TALUS_GRAPH_ROW_GAP * 2)
#define INDENT       (TALUS_GRAPH_COLUMN_GAP / 2)
#define HEAD_GAP     40.0f
#define SHORTEST     480.0f
#define EVENER       0.93f

/* What moves as one: a child with all below it, or a frame of children. */
typedef struct
{
  guint32 begin;              /* boxes */
  guint32 end;
  TalusGraphRect rect;
  float dx;
  float dy;
} Unit;

static int
compare_box (const Unit *unit,
             guint       box)
{
  return box < unit->begin ? -1 : box >= unit->end;
}

/* The one that a box is in; they are in order and leave nothing out. */
static Unit *
find_unit (const GArray *units,
           guint         box)
{
  guint low = 0;
  guint high = units->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;
      Unit *unit = &g_array_index (units, Unit, middle);
      int side = compare_box (unit, box);

      if (side == 0)
        return unit;
      if (side < 0)
        high = middle;
      else
        low = middle + 1;
    }

  return NULL;
}

static guint
find_end (const TalusGraphLayout *self,
          guint                   box)
{
  guint end = box + 1;

  while (end < self->boxes->len && talus_graph_layout_box (self, end)->parent >= (gint32) box)
    end++;

  return end;
}

/* The boxes that branch off first; @head is what they are below, or -1, and
 * @begin where they begin. */
static void
find_branches (const TalusGraphLayout *self,
               gint                   *head,
               guint                  *begin)
{
  *head = -1;
  *begin = 0;
  while (*begin < self->boxes->len && find_end (self, *begin) == self->boxes->len)
    *head = (gint) (*begin)++;
}

static GArray *
list_units (const TalusGraphLayout *self,
            gint                    head,
            guint                   begin)
{
  GArray *units = g_array_new (FALSE, FALSE, sizeof (Unit));
  g_autoptr (GHashTable) frames = g_hash_table_new (NULL, NULL);
  guint next;

  for (guint i = 0; i < self->frames->len; i++)
    {
      TalusGraphFrame *frame = &g_array_index (self->frames, TalusGraphFrame, i);

      if (frame->parent == (guint) head)
        g_hash_table_insert (frames, GUINT_TO_POINTER (frame->first), frame);
    }

  for (guint i = begin; i < self->boxes->len; i = next)
    {
      const TalusGraphFrame *frame = g_hash_table_lookup (frames, GUINT_TO_POINTER (i));
      Unit unit = { 0 };

      next = frame != NULL ? i + frame->length : find_end (self, i);
      unit.begin = i;
      unit.end = next;
      for (guint j = i; j < next; j++)
        talus_graph_rect_unite (&unit.rect, &self->rects[j]);
      g_array_append_val (units, unit);
    }

  for (guint i = 0; i < self->frames->len; i++)
    {
      const TalusGraphFrame *frame = &g_array_index (self->frames, TalusGraphFrame, i);
      Unit *unit = find_unit (units, frame->first);

      if (unit != NULL)
        talus_graph_rect_unite (&unit->rect, &frame->rect);
    }

  return units;
}

/* Fills columns of that height from the top; how many, and what they come to. */
static guint
fill_columns (GArray          *units,
              float            height,
              TalusGraphPoint *size)
{
  guint n_columns = 1;
  float x = 0;
  float y = 0;
  float width = 0;

  *size = (TalusGraphPoint) { 0, 0 };
  for (guint i = 0; i < units->len; i++)
    {
      Unit *unit = &g_array_index (units, Unit, i);

      if (y > 0 && y + unit->rect.height > height)
        {
          n_columns++;
          x += width + TALUS_GRAPH_COLUMN_GAP + INDENT;
          y = 0;
          width = 0;
        }
      unit->dx = x - unit->rect.x;
      unit->dy = y - unit->rect.y;
      width = MAX (width, unit->rect.width);
      size->y = MAX (size->y, y + unit->rect.height);
      y += unit->rect.height + UNIT_GAP;
    }
  size->x = x + width;

  return n_columns;
}

static void
move_units (TalusGraphLayout *self,
            const GArray     *units,
            float             dx,
            float             dy)
{
  for (guint i = 0; i < units->len; i++)
    {
      const Unit *unit = &g_array_index (units, Unit, i);

      for (guint j = unit->begin; j < unit->end; j++)
        {
          self->rects[j].x += unit->dx + dx;
          self->rects[j].y += unit->dy + dy;
        }
    }
  for (guint i = 0; i < self->frames->len; i++)
    {
      TalusGraphFrame *frame = &g_array_index (self->frames, TalusGraphFrame, i);
      const Unit *unit = find_unit (units, frame->first);

      if (unit != NULL)
        {
          frame->rect.x += unit->dx + dx;
          frame->rect.y += unit->dy + dy;
        }
    }
}

/* Behind run_tree(). */
void
talus_graph_layout_run_columns (TalusGraphLayout *self)
{
  g_autoptr (GArray) units = NULL;
  TalusGraphRect bounds = { 0 };
  TalusGraphPoint size;
  float height = SHORTEST;
  float bottom = 0;
  guint n_columns;
  guint begin;
  gint head;

  self->head = -1;
  for (guint i = 0; i < self->boxes->len; i++)
    talus_graph_rect_unite (&bounds, &self->rects[i]);
  find_branches (self, &head, &begin);
  if (bounds.height <= MAX (bounds.width * MOST_SLENDER, SHORTEST) || begin >= self->boxes->len)
    return;

  /* Heights in steps, so that a small change seldom is another step; then as
   * even as so many columns can be. */
  units = list_units (self, head, begin);
  n_columns = fill_columns (units, height, &size);
  while (size.x > size.y * MOST_WIDE && height < bounds.height)
    {
      height *= (float) G_SQRT2;
      n_columns = fill_columns (units, height, &size);
    }
  while (height * EVENER >= SHORTEST && fill_columns (units, height * EVENER, &size) == n_columns)
    height *= EVENER;
  fill_columns (units, height, &size);

  /* Those above stand in a row. */
  for (guint i = 0; i < begin; i++)
    {
      self->rects[i].y = 0;
      bottom = MAX (bottom, self->rects[i].height);
    }
  if (head >= 0)
    move_units (self, units, self->rects[head].x + INDENT * 2, bottom + HEAD_GAP);
  else
    move_units (self, units, 0, 0);
  self->head = head;
}
