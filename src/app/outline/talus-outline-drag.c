/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dragging: rows to another place, here or in another window, and text and
 * files from other programs in. Only what is allowed is lit, and what is lit
 * is what happens. */
#define G_LOG_DOMAIN "talus-app-outline"

#include <glib/gi18n.h>

#include "app/core/talus-clip-provider.h"
#include "app/core/talus-table-file.h"
#include "app/outline/talus-outline-drop-plan.h"
#include "app/outline/talus-outline-pane-private.h"
#include "peer/talus-clip.h"

#define EDGE             36.0   /* how near the edge it scrolls, pixels */
#define SCROLL_STEP      14.0   /* a frame, at the very edge */
#define EXPAND_AFTER_MS  700

/* (nullable): the cell of the row at @y of the list; @bounds: of the row. */
static TalusOutlineNameCell *
find_row_at (TalusOutlinePane *self,
             double            y,
             graphene_rect_t  *bounds)
{
  GHashTableIter iter;
  gpointer node;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &node, NULL))
    {
      TalusOutlineNameCell *cell = talus_outline_pane_find_cell (self, node);
      GtkWidget *row = cell != NULL ? talus_outline_pane_get_row (self, GTK_WIDGET (cell)) : NULL;

      if (row != NULL && gtk_widget_get_mapped (row) &&
          gtk_widget_compute_bounds (row, self->list, bounds) && y >= bounds->origin.y &&
          y < bounds->origin.y + bounds->size.height)
        return cell;
    }

  return NULL;
}

/* The last row on screen, for what is dragged below all of them. */
static TalusOutlineNameCell *
find_last_row (TalusOutlinePane *self,
               graphene_rect_t  *bounds)
{
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->tree));
  TalusNode *node = n_rows > 0 ? talus_outline_tree_get_node (self->tree, n_rows - 1) : NULL;
  TalusOutlineNameCell *cell = node != NULL ? talus_outline_pane_find_cell (self, node) : NULL;
  GtkWidget *row = cell != NULL ? talus_outline_pane_get_row (self, GTK_WIDGET (cell)) : NULL;

  return row != NULL && gtk_widget_compute_bounds (row, self->list, bounds) ? cell : NULL;
}

TalusNode *
talus_outline_pane_find_node_at (TalusOutlinePane *self,
                                 double            y)
{
  graphene_rect_t bounds;
  TalusOutlineNameCell *cell = find_row_at (self, y, &bounds);

  return cell != NULL ? talus_outline_name_cell_get_node (cell) : NULL;
}

static void
take_dragged (TalusOutlinePane *self,
              GPtrArray        *tops)
{
  g_clear_pointer (&self->dragged, g_ptr_array_unref);
  self->dragged = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tops->len; i++)
    g_ptr_array_add (self->dragged, g_object_ref (tops->pdata[i]));
}

static GdkContentProvider *
prepare_cb (TalusOutlinePane *self,
            double            x,
            double            y,
            GtkDragSource    *source)
{
  g_autoptr (GPtrArray) tops = NULL;
  GdkContentProvider *providers[2];
  graphene_rect_t bounds;
  TalusOutlineNameCell *cell = find_row_at (self, y, &bounds);
  TalusNode *node = cell != NULL ? talus_outline_name_cell_get_node (cell) : NULL;
  TalusSelection *selection = talus_view_get_selection (self->view);

  if (node == NULL || self->edit.is_active)
    return NULL;

  if (!talus_selection_contains (selection, talus_node_get_id (node)))
    talus_selection_set_one (selection, talus_node_get_id (node));
  tops = talus_view_list_selected_tops (self->view);
  if (tops->len == 0)
    return NULL;

  take_dragged (self, tops);
  gtk_drag_source_set_actions (source, talus_view_can_edit (self->view)
                                         ? GDK_ACTION_COPY | GDK_ACTION_MOVE
                                         : GDK_ACTION_COPY);
  providers[0] = gdk_content_provider_new_typed (TALUS_TYPE_OUTLINE_PANE, self);
  providers[1] = talus_clip_provide (self->graph, tops, !talus_clip_is_too_much (tops));

  return gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
}

/* The row itself; of many, as a pile. */
static void
begin_cb (TalusOutlinePane *self,
          GdkDrag          *drag,
          GtkDragSource    *source)
{
  TalusNode *node = self->dragged != NULL ? self->dragged->pdata[0] : NULL;
  TalusOutlineNameCell *cell = node != NULL ? talus_outline_pane_find_cell (self, node) : NULL;
  g_autoptr (GdkPaintable) live = NULL;
  g_autoptr (GdkPaintable) image = NULL;
  g_autoptr (GdkPaintable) pile = NULL;
  g_autoptr (GtkSnapshot) snapshot = NULL;
  float width;
  float height;
  guint n_sheets;

  if (!self->is_hushing)
    talus_outline_name_cell_hush (TRUE);
  self->is_hushing = TRUE;
  if (cell == NULL)
    return;

  live = gtk_widget_paintable_new (GTK_WIDGET (cell));
  image = gdk_paintable_get_current_image (live);
  width = (float) gdk_paintable_get_intrinsic_width (image);
  height = (float) gdk_paintable_get_intrinsic_height (image);
  n_sheets = MIN (self->dragged->len, 3);
  snapshot = gtk_snapshot_new ();
  for (guint i = n_sheets; i-- > 0;)
    {
      GdkRGBA paper;
      graphene_rect_t sheet = GRAPHENE_RECT_INIT (4.0f * (float) i, 4.0f * (float) i,
                                                  width + 12, height + 8);
      GskRoundedRect rounded;

      if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)),
                                           "view_bg_color", &paper))
        paper = (GdkRGBA) { 1, 1, 1, 1 };
      gsk_rounded_rect_init_from_rect (&rounded, &sheet, 6);
      gtk_snapshot_append_outset_shadow (snapshot, &rounded, &(GdkRGBA) { 0, 0, 0, 0.3f }, 0, 1, 0,
                                         3);
      gtk_snapshot_push_rounded_clip (snapshot, &rounded);
      gtk_snapshot_append_color (snapshot, &paper, &sheet);
      gtk_snapshot_pop (snapshot);
    }
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (6, 4));
  gdk_paintable_snapshot (image, snapshot, width, height);
  pile = gtk_snapshot_free_to_paintable (
    g_steal_pointer (&snapshot),
    &GRAPHENE_SIZE_INIT (width + 12 + 4 * (float) (n_sheets - 1) + 3,
                         height + 8 + 4 * (float) (n_sheets - 1) + 3));
  gtk_drag_source_set_icon (source, pile, 12, (int) height / 2);
}

/* Also where the pane goes in the middle of it. */
void
talus_outline_pane_forget_dragged (TalusOutlinePane *self)
{
  if (self->is_hushing)
    talus_outline_name_cell_hush (FALSE);
  self->is_hushing = FALSE;
  g_clear_pointer (&self->dragged, g_ptr_array_unref);
}

static void
end_cb (TalusOutlinePane *self)
{
  talus_outline_pane_forget_dragged (self);
  talus_outline_pane_stop_drag (self);
}

/* Nothing is over the rows any more. */
void
talus_outline_pane_stop_drag (TalusOutlinePane *self)
{
  g_clear_handle_id (&self->drag_timer, g_source_remove);
  g_clear_object (&self->drag_target);
  if (self->drag_tick > 0 && self->list != NULL)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->drag_tick);
  self->drag_tick = 0;
  if (self->drop_mark != NULL)
    talus_drop_mark_hide (self->drop_mark);
}

static gboolean
scroll_cb (GtkWidget     *widget,
           GdkFrameClock *clock,
           gpointer       user_data)
{
  TalusOutlinePane *self = TALUS_OUTLINE_PANE (widget);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list));
  double height = gtk_widget_get_height (self->list);
  double over = 0;

  if (self->drag_y < EDGE)
    over = self->drag_y - EDGE;
  else if (self->drag_y > height - EDGE)
    over = self->drag_y - (height - EDGE);

  gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) +
                                        CLAMP (over / EDGE, -1, 1) * SCROLL_STEP);

  return G_SOURCE_CONTINUE;
}

static void
expand_cb (gpointer user_data)
{
  TalusOutlinePane *self = user_data;

  self->drag_timer = 0;
  if (self->drag_target != NULL && talus_node_is_live (self->drag_target))
    talus_outline_tree_set_expanded (self->tree, self->drag_target, TRUE);
}

/* Whoever stays on a collapsed row wants to see into it. */
static void
watch_target (TalusOutlinePane *self,
              TalusNode        *target)
{
  if (self->drag_target == target)
    return;

  g_set_object (&self->drag_target, target);
  g_clear_handle_id (&self->drag_timer, g_source_remove);
  if (target != NULL && talus_outline_tree_has_children (self->tree, target) &&
      !talus_outline_tree_is_expanded (self->tree, target))
    self->drag_timer = g_timeout_add_once (EXPAND_AFTER_MS, expand_cb, self);
}

static int
get_depth_at (TalusOutlinePane     *self,
              TalusOutlineNameCell *cell,
              double                x)
{
  double cell_x = 0;

  gtk_widget_translate_coordinates (self->list, GTK_WIDGET (cell), x, 0, &cell_x, NULL);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    cell_x = gtk_widget_get_width (GTK_WIDGET (cell)) - cell_x;

  return (int) (cell_x / TALUS_OUTLINE_INDENT);
}

/* What would happen at a point of the list; shown if @show. */
static gboolean
plan_at (TalusOutlinePane *self,
         GPtrArray        *tops,
         double            x,
         double            y,
         gboolean          show,
         TalusDropPlan    *plan)
{
  graphene_rect_t bounds;
  graphene_point_t point;
  TalusOutlineNameCell *cell = find_row_at (self, y, &bounds);
  double part = 1;
  gboolean ok;

  if (cell != NULL)
    part = (y - bounds.origin.y) / bounds.size.height;
  else
    cell = find_last_row (self, &bounds);
  if (cell == NULL)
    return FALSE;

  watch_target (self, talus_drop_plan_is_on (part) ? talus_outline_name_cell_get_node (cell)
                                                   : NULL);
  ok = talus_drop_plan_find (self->tree, tops, talus_outline_name_cell_get_node (cell), part,
                             get_depth_at (self, cell, x), plan);
  if (!show)
    return ok;
  if (!ok)
    {
      talus_drop_mark_hide (self->drop_mark);
      return FALSE;
    }

  if (!gtk_widget_compute_point (self->list, GTK_WIDGET (self->drop_mark), &bounds.origin, &point))
    return ok;
  bounds.origin = point;
  if (plan->into)
    {
      talus_drop_mark_show_frame (self->drop_mark, &bounds);
    }
  else
    {
      double indent = (plan->depth + 0.5) * TALUS_OUTLINE_INDENT;
      double start = 0;

      if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
        indent = gtk_widget_get_width (GTK_WIDGET (cell)) - indent;
      gtk_widget_translate_coordinates (GTK_WIDGET (cell), GTK_WIDGET (self->drop_mark), indent, 0,
                                        &start, NULL);
      talus_drop_mark_show_line (self->drop_mark, (float) start,
                                 plan->above ? bounds.origin.y
                                             : bounds.origin.y + bounds.size.height);
    }

  return TRUE;
}

/* (nullable): the nodes on the way, if they are of this project; else they, or
 * what the text says, are made. */
static GPtrArray *
get_moving (TalusOutlinePane *self,
            const GValue     *value)
{
  TalusOutlinePane *source = value != NULL && G_VALUE_HOLDS (value, TALUS_TYPE_OUTLINE_PANE)
                               ? g_value_get_object (value)
                               : NULL;

  if (source == NULL || source->dragged == NULL || source->graph != self->graph)
    return NULL;

  return source->dragged;
}

static gboolean
wants_copy (GtkDropTarget *target)
{
  GdkDrop *drop = gtk_drop_target_get_current_drop (target);

  return drop != NULL && (gdk_drop_get_actions (drop) & GDK_ACTION_MOVE) == 0;
}

static GdkDragAction
motion_cb (TalusOutlinePane *self,
           double            x,
           double            y,
           GtkDropTarget    *target)
{
  GPtrArray *moving = get_moving (self, gtk_drop_target_get_value (target));
  TalusDropPlan plan;

  if (!talus_view_can_edit (self->view))
    return 0;

  self->drag_y = y;
  if (self->drag_tick == 0)
    self->drag_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), scroll_cb, NULL, NULL);
  if (wants_copy (target))
    moving = NULL;
  if (!plan_at (self, moving, x, y, TRUE, &plan))
    return 0;

  return moving != NULL ? GDK_ACTION_MOVE : GDK_ACTION_COPY;
}

static void
leave_cb (TalusOutlinePane *self)
{
  talus_outline_pane_stop_drag (self);
}

static gboolean
drop_nodes (TalusOutlinePane    *self,
            TalusOutlinePane    *source,
            GPtrArray           *moving,
            const TalusDropPlan *plan)
{
  g_autoptr (GError) error = NULL;

  if (moving != NULL)
    {
      TalusBatch *batch = talus_tree_move_to (self->graph, moving, plan->parent, &plan->anchor,
                                              &error);

      if (batch != NULL && plan->parent != NULL && !plan->into)
        talus_outline_tree_set_expanded (self->tree, plan->parent, TRUE);

      return talus_outline_pane_submit (self, batch, error);
    }

  if (source->dragged == NULL)
    return FALSE;

  {
    g_autoptr (TalusClip) clip = talus_clip_new_from_nodes (
      source->graph, (TalusNode *const *) source->dragged->pdata, source->dragged->len);

    return talus_clipboard_put (talus_clipboard_get (self->view), clip, plan->parent,
                                &plan->anchor, _("Drop"));
  }
}

/* What the program can read, by its name. */
static gboolean
is_readable (const char *name)
{
  g_autofree char *folded = g_ascii_strdown (name, -1);

  return talus_table_file_fits (name) || g_str_has_suffix (folded, ".talus") ||
         g_str_has_suffix (folded, ".json");
}

/* What can be opened or imported is the window's, anything else becomes a node
 * of its name. */
static gboolean
drop_files (TalusOutlinePane    *self,
            GSList              *files,
            const TalusDropPlan *plan)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autoptr (GStrvBuilder) readable = g_strv_builder_new ();
  g_auto (GStrv) uris = NULL;

  for (GSList *link = files; link != NULL; link = link->next)
    {
      g_autofree char *name = g_file_get_basename (link->data);
      g_autofree char *shown = g_filename_display_name (name);
      g_autofree char *uri = g_file_get_uri (link->data);

      if (is_readable (name))
        {
          g_strv_builder_add (readable, uri);
          continue;
        }
      g_strdelimit (shown, "\n\t", ' ');
      g_string_append_printf (names, "%s\n", shown);
    }

  uris = g_strv_builder_end (readable);
  if (uris[0] != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.take-files", "^as", uris);

  return names->len == 0 ||
         talus_clipboard_take_text (talus_clipboard_get (self->view), names->str, plan->parent,
                                    &plan->anchor);
}

static gboolean
drop_cb (TalusOutlinePane *self,
         const GValue     *value,
         double            x,
         double            y,
         GtkDropTarget    *target)
{
  GPtrArray *moving = wants_copy (target) ? NULL : get_moving (self, value);
  TalusDropPlan plan;
  gboolean ok = talus_view_can_edit (self->view) && plan_at (self, moving, x, y, FALSE, &plan);

  talus_outline_pane_stop_drag (self);
  if (!ok)
    return FALSE;

  if (G_VALUE_HOLDS (value, TALUS_TYPE_OUTLINE_PANE))
    return drop_nodes (self, g_value_get_object (value), moving, &plan);
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return drop_files (self, g_value_get_boxed (value), &plan);

  return talus_clipboard_take_text (talus_clipboard_get (self->view), g_value_get_string (value),
                                    plan.parent, &plan.anchor);
}

void
talus_outline_pane_add_drag (TalusOutlinePane *self)
{
  GType types[] = { TALUS_TYPE_OUTLINE_PANE, GDK_TYPE_FILE_LIST, G_TYPE_STRING };
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY | GDK_ACTION_MOVE);

  g_signal_connect_object (source, "prepare", G_CALLBACK (prepare_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (begin_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (source, "drag-end", G_CALLBACK (end_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->list, GTK_EVENT_CONTROLLER (source));

  /* What comes from this process is known before it is let go. */
  gtk_drop_target_set_preload (target, TRUE);
  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "enter", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "motion", G_CALLBACK (motion_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "leave", G_CALLBACK (leave_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (target, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->list, GTK_EVENT_CONTROLLER (target));
}
