/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys: walking from card to card, and saying where one is. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "config.h"

#include "app/graph/talus-graph-canvas-private.h"

#include <glib/gi18n.h>
#include <math.h>

#include "app/graph/talus-graph-verbs.h"

#define PAN_STEP 80.0

static const TalusGraphRect *
get_rects (TalusGraphCanvas *self)
{
  return talus_graph_layout_get_rects (
    talus_graph_picture_get_layout (talus_graph_scene_get_picture (self->scene)));
}

/* How far it is that way: what is straight ahead counts as nearer. Negative:
 * it is not that way at all. */
static float
measure_way (const TalusGraphRect *from,
             const TalusGraphRect *to,
             GtkDirectionType      direction)
{
  float dx = to->x + to->width / 2 - from->x - from->width / 2;
  float dy = to->y + to->height / 2 - from->y - from->height / 2;
  gboolean is_level = direction == GTK_DIR_LEFT || direction == GTK_DIR_RIGHT;
  float ahead = direction == GTK_DIR_LEFT ? -dx : direction == GTK_DIR_RIGHT ? dx
                : direction == GTK_DIR_UP ? -dy : dy;
  float aside = fabsf (is_level ? dy : dx);
  float least = is_level ? from->width / 2 : 1;

  if (ahead < least || to->width <= 0)
    return -1;

  return ahead + (is_level ? 1.5f : 4) * aside;
}

static guint
find_nearest (TalusGraphCanvas *self,
              guint             from,
              GtkDirectionType  direction)
{
  const TalusGraphRect *rects = get_rects (self);
  guint n = talus_graph_picture_get_n_cards (talus_graph_scene_get_picture (self->scene));
  guint best = TALUS_GRAPH_NO_CARD;
  float least = G_MAXFLOAT;

  for (guint i = 0; i < n; i++)
    {
      float way = i != from ? measure_way (&rects[from], &rects[i], direction) : -1;

      if (way >= 0 && way < least)
        {
          least = way;
          best = i;
        }
    }

  return best;
}

/* In a tree, back is to the parent and on to the child that is nearest. */
static guint
find_relative (TalusGraphCanvas *self,
               guint             from,
               gboolean          on)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (self->scene);
  const TalusGraphRect *rects = get_rects (self);
  guint n = talus_graph_picture_get_n_cards (picture);
  guint best = TALUS_GRAPH_NO_CARD;
  float least = G_MAXFLOAT;

  if (!on)
    return (guint) talus_graph_picture_get_card (picture, from)->parent;

  for (guint i = from + 1;
       i < n && talus_graph_picture_get_card (picture, i)->parent >= (gint) from; i++)
    {
      float dx = rects[i].x - rects[from].x;
      float dy = rects[i].y + rects[i].height / 2 - rects[from].y - rects[from].height / 2;

      if (talus_graph_picture_get_card (picture, i)->parent == (gint) from &&
          hypotf (dx, dy) < least)
        {
          least = hypotf (dx, dy);
          best = i;
        }
    }

  return best;
}

static guint
find_next (TalusGraphCanvas *self,
           guint             from,
           GtkDirectionType  direction)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (self->scene);
  gboolean is_level = direction == GTK_DIR_LEFT || direction == GTK_DIR_RIGHT;
  gboolean on = (direction == GTK_DIR_RIGHT) != talus_graph_style_is_rtl (self->style);
  guint next = TALUS_GRAPH_NO_CARD;

  if (is_level && talus_graph_picture_get_mode (picture) == TALUS_GRAPH_TREE)
    next = find_relative (self, from, on);

  return next != TALUS_GRAPH_NO_CARD ? next : find_nearest (self, from, direction);
}

/* That has a place: of more than are shown some have none. */
static guint
find_first (TalusGraphCanvas *self)
{
  const TalusGraphRect *rects = get_rects (self);
  guint n = talus_graph_picture_get_n_cards (talus_graph_scene_get_picture (self->scene));

  for (guint i = 0; i < n; i++)
    if (rects[i].width > 0)
      return i;

  return TALUS_GRAPH_NO_CARD;
}

void
talus_graph_canvas_walk (TalusGraphCanvas *self,
                         GtkDirectionType  direction,
                         gboolean          extend)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (self->scene);
  TalusSelection *selection = talus_view_get_selection (self->view);
  guint cursor;
  guint next;
  const TalusId *id;

  if (picture == NULL || talus_graph_picture_get_n_cards (picture) == 0)
    return;

  cursor = talus_graph_canvas_get_cursor (self);
  if (cursor != TALUS_GRAPH_NO_CARD)
    next = find_next (self, cursor, direction);
  else
    next = find_first (self);
  if (next == TALUS_GRAPH_NO_CARD)
    {
      gtk_widget_error_bell (GTK_WIDGET (self));
      return;
    }

  id = talus_node_get_id (talus_graph_canvas_get_node (self, next));
  if (!extend)
    talus_selection_set_one (selection, id);
  else
    {
      /* Once more, as the last: the cursor. */
      if (talus_selection_contains (selection, id))
        talus_selection_toggle (selection, id);
      talus_selection_toggle (selection, id);
    }
  talus_graph_canvas_show_card (self, next);
}

void
talus_graph_canvas_select_all (TalusGraphCanvas *self)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (self->scene);
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (TalusId));

  if (picture == NULL)
    return;

  for (guint i = 0; i < talus_graph_picture_get_n_cards (picture); i++)
    if (get_rects (self)[i].width > 0)
      g_array_append_vals (ids, talus_node_get_id (talus_graph_canvas_get_node (self, i)), 1);
  talus_selection_set (talus_view_get_selection (self->view),
                       (const TalusId *) (gpointer) ids->data, ids->len);
}

void
talus_graph_canvas_toggle_expanded (TalusGraphCanvas *self)
{
  guint card = talus_graph_canvas_get_cursor (self);
  const TalusGraphCard *info;

  if (card == TALUS_GRAPH_NO_CARD)
    return;

  info = talus_graph_picture_get_card (talus_graph_scene_get_picture (self->scene), card);
  if (info->n_children > 0)
    talus_graph_scene_set_expanded (self->scene, talus_node_get_id (info->node), info->collapsed);
}

/* What a screen reader says: the card with the cursor, and how many there are.
 * It changes as one walks, which is said while the canvas has the focus. */
void
talus_graph_canvas_describe (TalusGraphCanvas *self)
{
  TalusGraphPicture *picture = talus_graph_scene_get_picture (self->scene);
  guint card = talus_graph_canvas_get_cursor (self);
  guint n = picture != NULL ? talus_graph_picture_get_n_cards (picture) : 0;
  guint n_selected = talus_selection_get_length (talus_view_get_selection (self->view));
  g_autofree char *label = NULL;
  g_autofree char *description = NULL;

  if (card != TALUS_GRAPH_NO_CARD)
    label = talus_graph_describe_node (talus_view_get_graph (self->view),
                                       talus_graph_canvas_get_node (self, card));
  else
    label = g_strdup (_("Graph of the project"));
  if (n_selected > 1)
    description = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u selected", "%u selected",
                                                n_selected), n_selected);
  else
    description = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Graph with %u card",
                                                "Graph with %u cards", n), n);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, description,
                                  -1);
}

static gboolean
walk_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  int direction;
  gboolean extend;

  g_variant_get (args, "(ib)", &direction, &extend);
  talus_graph_canvas_walk (TALUS_GRAPH_CANVAS (widget), (GtkDirectionType) direction, extend);

  return TRUE;
}

static gboolean
pan_cb (GtkWidget *widget,
        GVariant  *args,
        gpointer   user_data)
{
  double dx;
  double dy;

  g_variant_get (args, "(dd)", &dx, &dy);
  talus_graph_canvas_pan (TALUS_GRAPH_CANVAS (widget), dx, dy);

  return TRUE;
}

static gboolean
cancel_cb (GtkWidget *widget,
           GVariant  *args,
           gpointer   user_data)
{
  return talus_graph_canvas_cancel (TALUS_GRAPH_CANVAS (widget));
}

static gboolean
menu_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  TalusGraphCanvas *self = TALUS_GRAPH_CANVAS (widget);
  const TalusId *cursor = talus_selection_get_cursor (talus_view_get_selection (self->view));
  graphene_rect_t rect = GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (widget),
                                             (float) gtk_widget_get_height (widget));

  if (cursor != NULL)
    talus_graph_canvas_find_node (self, cursor, &rect);
  talus_graph_canvas_ask_menu (self, rect.origin.x + rect.size.width / 2,
                               rect.origin.y + rect.size.height / 2, NULL);

  return TRUE;
}

static void
add_arrow (GtkWidgetClass   *klass,
           guint             key,
           guint             keypad_key,
           GtkDirectionType  direction,
           double            dx,
           double            dy)
{
  const guint keys[] = { key, keypad_key };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      gtk_widget_class_add_binding (klass, keys[i], 0, walk_cb, "(ib)", direction, FALSE);
      gtk_widget_class_add_binding (klass, keys[i], GDK_SHIFT_MASK, walk_cb, "(ib)", direction,
                                    TRUE);
      gtk_widget_class_add_binding (klass, keys[i], GDK_CONTROL_MASK, pan_cb, "(dd)", dx, dy);
    }
}

void
talus_graph_canvas_class_add_keys (GtkWidgetClass *klass)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *action;
  } keys[] = {
    { GDK_KEY_plus, 0, "graph.zoom-in" },
    { GDK_KEY_plus, GDK_CONTROL_MASK, "graph.zoom-in" },
    { GDK_KEY_equal, 0, "graph.zoom-in" },
    { GDK_KEY_equal, GDK_CONTROL_MASK, "graph.zoom-in" },
    { GDK_KEY_KP_Add, 0, "graph.zoom-in" },
    { GDK_KEY_KP_Add, GDK_CONTROL_MASK, "graph.zoom-in" },
    { GDK_KEY_minus, 0, "graph.zoom-out" },
    { GDK_KEY_minus, GDK_CONTROL_MASK, "graph.zoom-out" },
    { GDK_KEY_KP_Subtract, 0, "graph.zoom-out" },
    { GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, "graph.zoom-out" },
    { GDK_KEY_0, 0, "graph.zoom-fit" },
    { GDK_KEY_KP_0, 0, "graph.zoom-fit" },
    { GDK_KEY_0, GDK_CONTROL_MASK, "graph.zoom-normal" },
    { GDK_KEY_KP_0, GDK_CONTROL_MASK, "graph.zoom-normal" },
    { GDK_KEY_1, 0, "graph.zoom-normal" },
    { GDK_KEY_2, 0, "graph.zoom-selection" },
    { GDK_KEY_a, GDK_CONTROL_MASK, "graph.select-all" },
    { GDK_KEY_x, GDK_CONTROL_MASK, "nodes.cut" },
    { GDK_KEY_c, GDK_CONTROL_MASK, "nodes.copy" },
    { GDK_KEY_v, GDK_CONTROL_MASK, "nodes.paste" },
    { GDK_KEY_d, GDK_CONTROL_MASK, "nodes.duplicate" },
    { GDK_KEY_F2, 0, "graph.rename" },
    { GDK_KEY_Return, 0, "graph.inspect" },
    { GDK_KEY_KP_Enter, 0, "graph.inspect" },
    { GDK_KEY_Delete, 0, "graph.delete" },
    { GDK_KEY_KP_Delete, 0, "graph.delete" },
    { GDK_KEY_space, 0, "graph.toggle-expanded" },
    { GDK_KEY_l, 0, "graph.link-to" },
    { GDK_KEY_l, GDK_CONTROL_MASK, "graph.link-to" },
    { GDK_KEY_n, 0, "graph.near" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (klass, keys[i].key, keys[i].modifiers, keys[i].action,
                                         NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Escape, 0, cancel_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_Menu, 0, menu_cb, NULL);
  gtk_widget_class_add_binding (klass, GDK_KEY_F10, GDK_SHIFT_MASK, menu_cb, NULL);
  add_arrow (klass, GDK_KEY_Left, GDK_KEY_KP_Left, GTK_DIR_LEFT, -PAN_STEP, 0);
  add_arrow (klass, GDK_KEY_Right, GDK_KEY_KP_Right, GTK_DIR_RIGHT, PAN_STEP, 0);
  add_arrow (klass, GDK_KEY_Up, GDK_KEY_KP_Up, GTK_DIR_UP, 0, -PAN_STEP);
  add_arrow (klass, GDK_KEY_Down, GDK_KEY_KP_Down, GTK_DIR_DOWN, 0, PAN_STEP);
}
