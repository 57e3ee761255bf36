/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the picture is in sight, and the ways from one sight to another. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "app/graph/talus-graph-canvas-private.h"

#include <math.h>

#define FLIGHT_MS     220
#define LEAST_ZOOM    0.02f
#define MARGIN        32.0f
#define READABLE_ZOOM 0.45f    /* names can be read: it is shown as a whole */
#define USUAL_ZOOM    0.8f     /* else it is shown from its beginning */
#define STEP          1.25f

static const TalusGraphLayout *
get_layout (TalusGraphCanvas *self)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (self->scene);

  return picture != NULL ? talus_graph_picture_get_layout (picture) : NULL;
}

static float
get_width (TalusGraphCanvas *self)
{
  return (float) MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1);
}

static float
get_height (TalusGraphCanvas *self)
{
  return (float) MAX (gtk_widget_get_height (GTK_WIDGET (self)), 1);
}

static float
get_fitting_zoom (TalusGraphCanvas     *self,
                  const TalusGraphRect *rect)
{
  float margin = MIN (MARGIN, get_width (self) / 10);

  return MIN ((get_width (self) - 2 * margin) / MAX (rect->width, 1),
              (get_height (self) - 2 * margin) / MAX (rect->height, 1));
}

float
talus_graph_canvas_get_zoom (TalusGraphCanvas *self)
{
  return self->zoom;
}

/* All of it, and some room around. */
float
talus_graph_canvas_get_least_zoom (TalusGraphCanvas *self)
{
  const TalusGraphLayout *layout = get_layout (self);
  float fitting = 1;

  if (layout != NULL)
    fitting = get_fitting_zoom (self, talus_graph_layout_get_bounds (layout)) * 0.8f;

  return MAX (MIN (fitting, 0.25f), LEAST_ZOOM);
}

TalusGraphRect
talus_graph_canvas_get_area (TalusGraphCanvas *self)
{
  return (TalusGraphRect) {
    (float) self->x, (float) self->y, get_width (self) / self->zoom, get_height (self) / self->zoom
  };
}

static gboolean
is_flying (TalusGraphCanvas *self)
{
  return self->flight != NULL &&
         adw_animation_get_state (self->flight) == ADW_ANIMATION_PLAYING;
}

void
talus_graph_canvas_stop (TalusGraphCanvas *self)
{
  if (self->flight != NULL)
    adw_animation_pause (self->flight);
}

/* Something of the picture stays in sight. */
static void
clamp_corner (TalusGraphCanvas *self,
              double           *x,
              double           *y,
              float             zoom)
{
  const TalusGraphLayout *layout = get_layout (self);
  const TalusGraphRect *bounds;
  double width = get_width (self) / zoom;
  double height = get_height (self) / zoom;

  if (layout == NULL)
    return;

  bounds = talus_graph_layout_get_bounds (layout);
  *x = CLAMP (*x, bounds->x - width * 0.75, bounds->x + bounds->width - width * 0.25);
  *y = CLAMP (*y, bounds->y - height * 0.75, bounds->y + bounds->height - height * 0.25);
}

static void
set_view (TalusGraphCanvas *self,
          double            x,
          double            y,
          float             zoom)
{
  self->zoom = zoom;
  self->x = x;
  self->y = y;
  self->is_placed = TRUE;
  talus_graph_canvas_moved (self);
}

static void
flight_cb (double   value,
           gpointer user_data)
{
  TalusGraphCanvas *self = user_data;
  float zoom = self->from_zoom * powf (self->to_zoom / self->from_zoom, (float) value);
  /* The point that does not move stays where it is: straight lines in the
   * picture, whatever the zoom does. */
  double share = fabsf (self->to_zoom - self->from_zoom) < 0.001f
                 ? value
                 : (1 / (double) self->from_zoom - 1 / (double) zoom) /
                   (1 / (double) self->from_zoom - 1 / (double) self->to_zoom);

  set_view (self, self->from_x + (self->to_x - self->from_x) * share,
            self->from_y + (self->to_y - self->from_y) * share, zoom);
}

static void
fly (TalusGraphCanvas *self,
     double            x,
     double            y,
     float             zoom)
{
  zoom = CLAMP (zoom, talus_graph_canvas_get_least_zoom (self), TALUS_GRAPH_MAX_ZOOM);
  clamp_corner (self, &x, &y, zoom);

  if (self->flight == NULL)
    self->flight = adw_timed_animation_new (
      GTK_WIDGET (self), 0, 1, FLIGHT_MS,
      adw_callback_animation_target_new (flight_cb, self, NULL));
  adw_animation_pause (self->flight);
  self->from_x = self->x;
  self->from_y = self->y;
  self->from_zoom = self->zoom;
  self->to_x = x;
  self->to_y = y;
  self->to_zoom = zoom;
  adw_animation_reset (self->flight);
  adw_animation_play (self->flight);
}

void
talus_graph_canvas_set_zoom (TalusGraphCanvas *self,
                             float             zoom,
                             double            x,
                             double            y)
{
  double new_x;
  double new_y;

  talus_graph_canvas_stop (self);
  if (x < 0 && y < 0)
    {
      x = get_width (self) / 2;
      y = get_height (self) / 2;
    }
  zoom = CLAMP (zoom, talus_graph_canvas_get_least_zoom (self), TALUS_GRAPH_MAX_ZOOM);
  new_x = self->x + x / self->zoom - x / zoom;
  new_y = self->y + y / self->zoom - y / zoom;
  clamp_corner (self, &new_x, &new_y, zoom);
  set_view (self, new_x, new_y, zoom);
}

/* Around the middle; steps add up while it is still on its way. */
void
talus_graph_canvas_zoom_by (TalusGraphCanvas *self,
                            float             factor)
{
  float zoom = (is_flying (self) ? self->to_zoom : self->zoom) * factor;
  double x = get_width (self) / 2;
  double y = get_height (self) / 2;

  zoom = CLAMP (zoom, talus_graph_canvas_get_least_zoom (self), TALUS_GRAPH_MAX_ZOOM);
  fly (self, self->x + x / self->zoom - x / zoom, self->y + y / self->zoom - y / zoom, zoom);
}

static void
fly_to (TalusGraphCanvas     *self,
        const TalusGraphRect *rect,
        float                 most)
{
  float zoom = CLAMP (get_fitting_zoom (self, rect), talus_graph_canvas_get_least_zoom (self),
                      most);

  fly (self, rect->x + (rect->width - get_width (self) / zoom) / 2,
       rect->y + (rect->height - get_height (self) / zoom) / 2, zoom);
}

void
talus_graph_canvas_fit (TalusGraphCanvas *self)
{
  const TalusGraphLayout *layout = get_layout (self);

  if (layout != NULL)
    fly_to (self, talus_graph_layout_get_bounds (layout), 1);
}

void
talus_graph_canvas_fit_selection (TalusGraphCanvas *self)
{
  const TalusGraphLayout *layout = get_layout (self);
  TalusGraphRect rect = { 0 };
  guint n_ids;
  const TalusId *ids = talus_selection_get_ids (talus_view_get_selection (self->view), &n_ids);

  for (guint i = 0; layout != NULL && i < n_ids; i++)
    {
      guint card;

      if (talus_graph_picture_find (talus_graph_scene_get_picture (self->scene), &ids[i], &card))
        talus_graph_rect_unite (&rect, &talus_graph_layout_get_rects (layout)[card]);
    }
  if (rect.width > 0)
    fly_to (self, &rect, 1.25f);
  else
    talus_graph_canvas_fit (self);
}

/* By pixels; what is panned is seen at once. */
void
talus_graph_canvas_pan (TalusGraphCanvas *self,
                        double            dx,
                        double            dy)
{
  double x = self->x + dx / self->zoom;
  double y = self->y + dy / self->zoom;

  talus_graph_canvas_stop (self);
  clamp_corner (self, &x, &y, self->zoom);
  set_view (self, x, y, self->zoom);
}

void
talus_graph_canvas_centre (TalusGraphCanvas *self,
                           float             x,
                           float             y)
{
  talus_graph_canvas_stop (self);
  set_view (self, x - get_width (self) / self->zoom / 2, y - get_height (self) / self->zoom / 2,
            self->zoom);
}

void
talus_graph_canvas_show_card (TalusGraphCanvas *self,
                              guint             card)
{
  const TalusGraphRect *rect = &talus_graph_layout_get_rects (get_layout (self))[card];
  TalusGraphRect area = talus_graph_canvas_get_area (self);
  float margin = MIN (48 / self->zoom, area.width / 6);
  float zoom = MAX (self->zoom, 0.35f);
  double x = self->x;
  double y = self->y;

  self->has_wanted = FALSE;
  /* Until it has a size there is nothing to go from: then it is placed, and the
   * cursor with it. */
  if (rect->width <= 0 || !self->is_placed)
    return;
  if (rect->x >= area.x && rect->y >= area.y && rect->x + rect->width <= area.x + area.width &&
      rect->y + rect->height <= area.y + area.height && zoom <= self->zoom)
    return;

  if (zoom > self->zoom || rect->x > area.x + 2 * area.width ||
      rect->x + rect->width < area.x - area.width || rect->y > area.y + 2 * area.height ||
      rect->y + rect->height < area.y - area.height)
    {
      x = rect->x + (rect->width - get_width (self) / zoom) / 2;
      y = rect->y + (rect->height - get_height (self) / zoom) / 2;
    }
  else
    {
      x = CLAMP (x, rect->x + rect->width + margin - area.width, rect->x - margin);
      y = CLAMP (y, rect->y + rect->height + margin - area.height, rect->y - margin);
    }
  fly (self, x, y, zoom);
}

void
talus_graph_canvas_show_node (TalusGraphCanvas *self,
                              const TalusId    *id)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (self->scene);
  guint card;

  if (picture != NULL && talus_graph_picture_find (picture, id, &card))
    {
      talus_graph_canvas_show_card (self, card);
      return;
    }

  self->wanted = *id;
  self->has_wanted = TRUE;
  talus_graph_scene_uncover (self->scene, id);
}

/* A new picture: all of it if that can be read, else its beginning. */
void
talus_graph_canvas_place_first (TalusGraphCanvas *self)
{
  const TalusGraphLayout *layout = get_layout (self);
  const TalusGraphRect *bounds = talus_graph_layout_get_bounds (layout);
  guint cursor = talus_graph_canvas_get_cursor (self);
  float margin = MIN (MARGIN, get_width (self) / 10);
  float zoom;
  double x;
  double y;

  if (get_width (self) < 2 || bounds->width <= 0)
    return;

  zoom = get_fitting_zoom (self, bounds);
  if (zoom >= READABLE_ZOOM)
    {
      zoom = MIN (zoom, 1);
      x = bounds->x + (bounds->width - get_width (self) / zoom) / 2;
      y = bounds->y + (bounds->height - get_height (self) / zoom) / 2;
    }
  else
    {
      gboolean is_rtl = talus_graph_style_is_rtl (self->style);
      guint first = talus_graph_layout_get_head (layout) >= 0
                    ? (guint) talus_graph_layout_get_head (layout) : 0;
      const TalusGraphRect *rect = &talus_graph_layout_get_rects (layout)[first];

      zoom = USUAL_ZOOM;
      x = is_rtl ? bounds->x + bounds->width + margin / zoom - get_width (self) / zoom
                 : bounds->x - margin / zoom;
      y = bounds->height * zoom < get_height (self) - 2 * margin
          ? bounds->y + (bounds->height - get_height (self) / zoom) / 2
          : talus_graph_layout_get_head (layout) >= 0 || rect->width <= 0
          ? bounds->y - margin / zoom
          : CLAMP (rect->y + rect->height / 2 - get_height (self) / zoom / 2,
                   bounds->y - margin / zoom,
                   bounds->y + bounds->height + margin / zoom - get_height (self) / zoom);
    }
  talus_graph_canvas_stop (self);
  set_view (self, x, y, zoom);
  if (cursor != TALUS_GRAPH_NO_CARD)
    talus_graph_canvas_show_card (self, cursor);
}

/* What is in sight, or will be in a moment. */
static TalusGraphRect
get_coming_area (TalusGraphCanvas *self)
{
  if (!is_flying (self))
    return talus_graph_canvas_get_area (self);

  return (TalusGraphRect) {
    (float) self->to_x, (float) self->to_y, get_width (self) / self->to_zoom,
    get_height (self) / self->to_zoom
  };
}

/* A node that is in both pictures and in sight, the selected one if it is. */
static guint
find_landmark (TalusGraphCanvas  *self,
               TalusGraphPicture *before)
{
  const TalusGraphLayout *old = talus_graph_picture_get_layout (before);
  TalusGraphRect area = get_coming_area (self);
  const TalusId *cursor = talus_selection_get_cursor (talus_view_get_selection (self->view));
  guint card;

  if (cursor != NULL && talus_graph_picture_find (before, cursor, &card) &&
      talus_graph_rect_intersects (&talus_graph_layout_get_rects (old)[card], &area))
    return card;
  if (talus_spatial_index_nearest (talus_graph_layout_get_index (old), area.x + area.width / 2,
                                   area.y + area.height / 2, area.width, &card))
    return card;

  return TALUS_GRAPH_NO_CARD;
}

/* What is looked at stays where it is, whatever happened around; who is on the
 * way to something gets there. */
void
talus_graph_canvas_keep_in_place (TalusGraphCanvas  *self,
                                  TalusGraphPicture *before)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (self->scene);
  gboolean is_same_kind = before != NULL && talus_graph_picture_get_mode (before) ==
                                            talus_graph_picture_get_mode (picture);
  guint landmark = is_same_kind ? find_landmark (self, before) : TALUS_GRAPH_NO_CARD;
  guint card;

  if (landmark != TALUS_GRAPH_NO_CARD &&
      talus_graph_picture_find (picture,
                                talus_node_get_id (
                                  talus_graph_picture_get_card (before, landmark)->node), &card))
    {
      const TalusGraphRect *old = &talus_graph_layout_get_rects (
        talus_graph_picture_get_layout (before))[landmark];
      const TalusGraphRect *rect = &talus_graph_layout_get_rects (get_layout (self))[card];

      if (rect->width > 0)
        {
          float dx = rect->x - old->x;
          float dy = rect->y - old->y;

          /* Gliding cards are in the old picture's place meanwhile. */
          self->x += dx;
          self->y += dy;
          self->from_x += dx;
          self->from_y += dy;
          self->to_x += dx;
          self->to_y += dy;
          talus_graph_painter_shift_before (self->painter, dx, dy);
          return;
        }
    }

  self->is_placed = FALSE;
  talus_graph_canvas_place_first (self);
}
