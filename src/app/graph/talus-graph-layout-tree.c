/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tidy trees of boxes of any size, growing to the right: the algorithm of Atze
 * van der Ploeg, "Drawing Non-layered Tidy Trees in Linear Time" (Software:
 * Practice and Experience 44, 2014), after Reingold, Tilford and Walker. Below
 * a parent, many childless siblings in a row are first put into columns: to
 * the algorithm they are one box. Iterative; numbers instead of pointers. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-layout-private.h"

#include <math.h>

/* Around cousins there is more room than between siblings. */
#define COUSIN_GAP    14.0f
#define FRAME_PADDING 10.0f
/* How much wider than high a frame may become. */
#define FRAME_ASPECT  1.7
#define NOBODY        G_MAXUINT32
#define CHECK_EVERY   4096

/* "Across" is down the picture, "along" is to the right, in the direction the
 * tree grows. An item is a box, a frame, or the invisible root of all. */
typedef struct
{
  double along;
  double length;
  double breadth;
  double prelim;
  double mod;
  double shift;
  double change;
  double low_mod_sum;         /* of the way from here down to @lowest_first */
  double high_mod_sum;
  guint32 low_thread;         /* where the contour goes on below its end */
  guint32 high_thread;
  guint32 lowest_first;       /* the deepest end on the side of the first child */
  guint32 lowest_last;
  guint32 first;              /* child, in @children */
  guint32 n_children;
} Item;

/* How deep the siblings in front reach, the nearest first. */
typedef struct
{
  double reach;
  guint32 index;
} Sibling;

typedef struct
{
  TalusGraphLayout *layout;
  Item *items;
  guint32 *children;          /* items, by parent and in order */
  guint32 *frame_items;       /* one a frame */
  guint n_boxes;
  guint n_items;              /* boxes, frames, the root of all last */
  GArray *siblings;           /* of Sibling: a stack */
} Tree;

/* How many columns that many siblings want. */
static guint
choose_columns (guint length,
                float width,
                float height)
{
  double columns = sqrt (length * (height + TALUS_GRAPH_ROW_GAP) /
                         (width + TALUS_GRAPH_COLUMN_GAP) * FRAME_ASPECT);

  return length < 5 ? 1 : (guint) MAX (round (columns), 1);
}

/* Puts boxes from @first on into columns, relative to the frame. FALSE where
 * one column does. */
static gboolean
fill_frame (TalusGraphLayout *self,
            const guint32    *boxes,
            guint             length,
            TalusGraphFrame  *frame)
{
  float width = 0;
  float height = 0;
  float bottom = 0;
  guint n_columns;
  guint n_rows;

  for (guint i = 0; i < length; i++)
    {
      width = MAX (width, talus_graph_layout_box (self, boxes[i])->width);
      height = MAX (height, talus_graph_layout_box (self, boxes[i])->height);
    }
  n_columns = choose_columns (length, width, height);
  if (n_columns < 2)
    return FALSE;

  n_rows = (length + n_columns - 1) / n_columns;
  n_columns = (length + n_rows - 1) / n_rows;
  for (guint column = 0; column < n_columns; column++)
    {
      float y = FRAME_PADDING;

      for (guint i = column * n_rows; i < MIN ((column + 1) * n_rows, length); i++)
        {
          const TalusGraphBox *box = talus_graph_layout_box (self, boxes[i]);

          self->rects[boxes[i]] = (TalusGraphRect) {
            FRAME_PADDING + column * (width + TALUS_GRAPH_COLUMN_GAP), y, box->width, box->height
          };
          y += box->height + TALUS_GRAPH_ROW_GAP;
        }
      bottom = MAX (bottom, y - TALUS_GRAPH_ROW_GAP);
    }

  frame->first = boxes[0];
  frame->length = length;
  frame->rect.width = n_columns * (width + TALUS_GRAPH_COLUMN_GAP) - TALUS_GRAPH_COLUMN_GAP +
                      2 * FRAME_PADDING;
  frame->rect.height = bottom + FRAME_PADDING;

  return TRUE;
}

/* The boxes by parent (roots under @n_boxes), in order. */
static void
sort_by_parent (TalusGraphLayout                           *self,
                guint32 *starts, /* n_boxes + 2 */ guint32 *boxes)
{
  guint n = self->boxes->len;
  g_autofree guint32 *fill = g_new (guint32, n + 1);

  for (guint i = 0; i < n; i++)
    {
      gint32 parent = talus_graph_layout_box (self, i)->parent;

      starts[(parent < 0 ? n : (guint) parent) + 1]++;
    }
  for (guint i = 0; i <= n; i++)
    {
      starts[i + 1] += starts[i];
      fill[i] = starts[i];
    }
  for (guint i = 0; i < n; i++)
    {
      gint32 parent = talus_graph_layout_box (self, i)->parent;

      boxes[fill[parent < 0 ? n : (guint) parent]++] = i;
    }
}

static void
set_leaf (Item   *item,
          double  length,
          double  breadth)
{
  item->length = length;
  item->breadth = breadth + TALUS_GRAPH_ROW_GAP;
}

/* Items of all boxes and frames; @children of each item. */
static void
build (Tree             *tree,
       TalusGraphLayout *self)
{
  guint n = self->boxes->len;
  g_autofree guint32 *starts = g_new0 (guint32, n + 2);
  g_autofree guint32 *boxes = g_new (guint32, MAX (n, 1));
  g_autoptr (GArray) frame_items = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32 n_children = 0;

  sort_by_parent (self, starts, boxes);
  tree->layout = self;
  tree->n_boxes = n;
  tree->items = g_new0 (Item, n + n + 1);
  tree->children = g_new (guint32, MAX (n, 1));
  tree->siblings = g_array_new (FALSE, FALSE, sizeof (Sibling));
  tree->n_items = n;

  for (guint parent = 0; parent <= n; parent++)
    {
      guint begin = starts[parent];
      guint end = starts[parent + 1];
      guint32 first = n_children;
      guint next;

      for (guint i = begin; i < end; i = next)
        {
          TalusGraphFrame frame = { 0 };

          for (next = i; next < end && starts[boxes[next] + 1] == starts[boxes[next]]; next++)
            ;
          if (parent < n && next > i && fill_frame (self, &boxes[i], next - i, &frame))
            {
              frame.parent = parent;
              set_leaf (&tree->items[tree->n_items], frame.rect.width, frame.rect.height);
              g_array_append_val (self->frames, frame);
              g_array_append_val (frame_items, tree->n_items);
              tree->children[n_children++] = tree->n_items++;
            }
          else
            {
              next = MAX (next, i + 1);
              for (guint j = i; j < next; j++)
                tree->children[n_children++] = boxes[j];
            }
        }

      if (parent < n)
        {
          const TalusGraphBox *box = talus_graph_layout_box (self, parent);

          set_leaf (&tree->items[parent], box->width, box->height);
          tree->items[parent].first = first;
          tree->items[parent].n_children = n_children - first;
        }
      else
        {
          Item *root = &tree->items[tree->n_items++];

          root->length = -TALUS_GRAPH_COLUMN_GAP;
          root->first = first;
          root->n_children = n_children - first;
        }
    }
  tree->frame_items = (guint32 *) (gpointer) g_array_free (g_steal_pointer (&frame_items), FALSE);
}

static void
clear (Tree *tree)
{
  g_free (tree->items);
  g_free (tree->children);
  g_free (tree->frame_items);
  g_array_unref (tree->siblings);
}

static inline guint32
get_child (const Tree *tree,
           const Item *item,
           guint       index)
{
  return tree->children[item->first + index];
}

static inline double
get_end (const Item *item)
{
  return item->along + item->length;
}

static guint32
follow_first (const Tree *tree,
              const Item *item)
{
  return item->n_children == 0 ? item->low_thread : get_child (tree, item, 0);
}

static guint32
follow_last (const Tree *tree,
             const Item *item)
{
  return item->n_children == 0 ? item->high_thread
                               : get_child (tree, item, item->n_children - 1);
}

/* Where along the picture everything is: behind its parent. */
static void
place_along (Tree *tree)
{
  guint root = tree->n_items - 1;

  for (guint step = 0; step <= tree->n_boxes; step++)
    {
      Item *item = &tree->items[step == 0 ? root : step - 1];

      for (guint i = 0; i < item->n_children; i++)
        tree->items[get_child (tree, item, i)].along = get_end (item) + TALUS_GRAPH_COLUMN_GAP;
    }
}

/* Nothing that a new sibling hides is looked at again. */
static void
push_sibling (Tree    *tree,
              double   reach,
              guint32  index)
{
  Sibling sibling = { reach, index };

  while (tree->siblings->len > 0 &&
         reach >= g_array_index (tree->siblings, Sibling, tree->siblings->len - 1).reach)
    g_array_set_size (tree->siblings, tree->siblings->len - 1);
  g_array_append_val (tree->siblings, sibling);
}

/* The siblings between the two that touch share the room evenly. */
static void
move_subtree (Tree   *tree,
              Item   *parent,
              guint   index,
              guint   touched,
              double  distance)
{
  Item *child = &tree->items[get_child (tree, parent, index)];

  child->mod += distance;
  child->low_mod_sum += distance;
  child->high_mod_sum += distance;
  if (touched + 1 < index)
    {
      double share = distance / (index - touched);

      tree->items[get_child (tree, parent, touched + 1)].shift += share;
      child->shift -= share;
      child->change -= distance - share;
    }
}

/* Pushes a child away from those before it, walking down both contours. */
static void
separate (Tree  *tree,
          Item  *parent,
          guint  index)
{
  guint32 before_id = get_child (tree, parent, index - 1);
  guint32 child_id = get_child (tree, parent, index);
  Item *first = &tree->items[get_child (tree, parent, 0)];
  Item *child = &tree->items[child_id];
  double before_sum = tree->items[before_id].mod;
  double child_sum = child->mod;
  double gap = 0;
  guint depth = tree->siblings->len;

  while (before_id != NOBODY && child_id != NOBODY)
    {
      Item *upper = &tree->items[before_id];
      Item *lower = &tree->items[child_id];
      double distance;

      while (depth > 1 &&
             get_end (upper) > g_array_index (tree->siblings, Sibling, depth - 1).reach)
        depth--;

      distance = before_sum + upper->prelim + upper->breadth + gap - child_sum - lower->prelim;
      if (distance > 0)
        {
          child_sum += distance;
          move_subtree (tree, parent, index,
                        g_array_index (tree->siblings, Sibling, depth - 1).index, distance);
        }

      if (get_end (upper) <= get_end (lower))
        {
          guint32 next = follow_last (tree, upper);

          before_id = next;
          if (next != NOBODY)
            before_sum += tree->items[next].mod;
        }
      if (get_end (upper) >= get_end (lower))
        {
          guint32 next = follow_first (tree, lower);

          child_id = next;
          if (next != NOBODY)
            child_sum += tree->items[next].mod;
        }
      gap = COUSIN_GAP;
    }

  /* Whichever is deeper goes on as the contour of both. */
  if (child_id != NOBODY)
    {
      Item *lowest = &tree->items[first->lowest_first];
      double difference = child_sum - tree->items[child_id].mod - first->low_mod_sum;

      lowest->low_thread = child_id;
      lowest->mod += difference;
      lowest->prelim -= difference;
      first->lowest_first = child->lowest_first;
      first->low_mod_sum = child->low_mod_sum;
    }
  else if (before_id != NOBODY)
    {
      Item *before = &tree->items[get_child (tree, parent, index - 1)];
      Item *lowest = &tree->items[child->lowest_last];
      double difference = before_sum - tree->items[before_id].mod - child->high_mod_sum;

      lowest->high_thread = before_id;
      lowest->mod += difference;
      lowest->prelim -= difference;
      child->lowest_last = before->lowest_last;
      child->high_mod_sum = before->high_mod_sum;
    }
}

/* Children stand apart, and the parent in the middle of them. */
static void
arrange (Tree    *tree,
         guint32  item_id)
{
  Item *item = &tree->items[item_id];
  Item *first;
  Item *last;

  item->low_thread = NOBODY;
  item->high_thread = NOBODY;
  if (item->n_children == 0)
    {
      item->lowest_first = item_id;
      item->lowest_last = item_id;
      return;
    }

  first = &tree->items[get_child (tree, item, 0)];
  last = &tree->items[get_child (tree, item, item->n_children - 1)];
  g_array_set_size (tree->siblings, 0);
  push_sibling (tree, get_end (&tree->items[first->lowest_first]), 0);
  for (guint i = 1; i < item->n_children; i++)
    {
      guint32 lowest = tree->items[get_child (tree, item, i)].lowest_last;
      double reach = get_end (&tree->items[lowest]);

      separate (tree, item, i);
      push_sibling (tree, reach, i);
    }

  item->prelim = (first->prelim + first->mod + last->mod + last->prelim + last->breadth) / 2 -
                 item->breadth / 2;
  item->lowest_first = first->lowest_first;
  item->low_mod_sum = first->low_mod_sum;
  item->lowest_last = last->lowest_last;
  item->high_mod_sum = last->high_mod_sum;
}

/* From sums to places: @prelim becomes where it is. */
static void
settle (Tree *tree)
{
  guint root = tree->n_items - 1;

  for (guint step = 0; step <= tree->n_boxes; step++)
    {
      Item *item = &tree->items[step == 0 ? root : step - 1];
      double shift = 0;
      double sum = 0;

      for (guint i = 0; i < item->n_children; i++)
        {
          Item *child = &tree->items[get_child (tree, item, i)];

          shift += child->shift;
          sum += shift + child->change;
          child->mod += item->mod + sum;
          child->prelim += child->mod;
        }
    }
}

static void
take_places (Tree *tree)
{
  TalusGraphLayout *self = tree->layout;

  for (guint i = 0; i < self->frames->len; i++)
    {
      TalusGraphFrame *frame = &g_array_index (self->frames, TalusGraphFrame, i);
      Item *item = &tree->items[tree->frame_items[i]];

      frame->rect.x = (float) item->along;
      frame->rect.y = (float) (item->prelim + TALUS_GRAPH_ROW_GAP / 2);
      for (guint j = frame->first; j < frame->first + frame->length; j++)
        {
          self->rects[j].x += frame->rect.x;
          self->rects[j].y += frame->rect.y;
        }
    }

  for (guint i = 0; i < tree->n_boxes; i++)
    {
      const TalusGraphBox *box = talus_graph_layout_box (self, i);

      if (self->rects[i].width <= 0)   /* not in a frame */
        self->rects[i] = (TalusGraphRect) {
          (float) tree->items[i].along,
          (float) (tree->items[i].prelim + TALUS_GRAPH_ROW_GAP / 2),
          box->width,
          box->height
        };
    }
}

gboolean
talus_graph_layout_run_tree (TalusGraphLayout *self,
                             GCancellable     *cancellable)
{
  Tree tree = { 0 };
  gboolean is_cancelled = FALSE;

  build (&tree, self);
  place_along (&tree);

  /* Frames have no children: they come first; a box comes before its own
   * children, so backwards they are done before it. */
  for (guint i = tree.n_boxes; i + 1 < tree.n_items; i++)
    arrange (&tree, i);
  for (guint i = tree.n_boxes; i > 0 && !is_cancelled; i--)
    {
      arrange (&tree, i - 1);
      is_cancelled = i % CHECK_EVERY == 0 && g_cancellable_is_cancelled (cancellable);
    }
  if (!is_cancelled)
    {
      arrange (&tree, tree.n_items - 1);
      settle (&tree);
      take_places (&tree);
    }
  clear (&tree);

  return !is_cancelled && !g_cancellable_is_cancelled (cancellable);
}
