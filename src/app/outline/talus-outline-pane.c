/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pane itself: it follows the view and its peer and keeps the rows on
 * screen as their nodes are. Cells have no handlers: whatever changes is looked
 * up among those bound and shown once a frame. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-outline-pane.h"

#include <glib/gi18n.h>

#include "app/outline/talus-outline-pane-private.h"
#include "app/outline/talus-outline-value-cell.h"
#include "app/sharing/talus-presence-mark.h"

#define RESOURCES "/org/talustally/TalusTally/outline/"

/* How much of a moment without events the sums may take. */
#define WALK_BUDGET 2000

#define FIRST_EXPANDED_ROWS 40

G_DEFINE_FINAL_TYPE (TalusOutlinePane, talus_outline_pane, GTK_TYPE_WIDGET)

static void
show_value (TalusOutlinePane *self,
            GtkWidget        *cell,
            TalusNode        *node)
{
  if (TALUS_IS_OUTLINE_NAME_CELL (cell))
    talus_outline_name_cell_show (TALUS_OUTLINE_NAME_CELL (cell), self->graph, node);
  else
    talus_outline_value_cell_show (TALUS_OUTLINE_VALUE_CELL (cell), self->graph, self->rollup,
                                   node);
}

static void
show_tree (TalusOutlinePane *self,
           GtkWidget        *cell,
           TalusNode        *node)
{
  talus_outline_name_cell_set_tree (TALUS_OUTLINE_NAME_CELL (cell), talus_node_get_depth (node) - 1,
                                    talus_outline_tree_has_children (self->tree, node),
                                    talus_outline_tree_is_expanded (self->tree, node));
}

static void
show_all_trees (TalusOutlinePane *self)
{
  GHashTableIter iter;
  gpointer node;
  gpointer cells;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &node, &cells))
    {
      for (guint i = 0; talus_node_is_live (node) && i < ((GPtrArray *) cells)->len; i++)
        {
          GtkWidget *cell = ((GPtrArray *) cells)->pdata[i];

          if (TALUS_IS_OUTLINE_NAME_CELL (cell))
            show_tree (self, cell, node);
        }
    }
}

static void
show_dirty (TalusOutlinePane *self)
{
  GHashTableIter iter;
  gpointer node;
  gpointer colour;

  g_hash_table_iter_init (&iter, self->dirty);
  while (g_hash_table_iter_next (&iter, &node, NULL))
    {
      GPtrArray *cells = g_hash_table_lookup (self->bound, node);

      for (guint i = 0; cells != NULL && talus_node_is_live (node) && i < cells->len; i++)
        show_value (self, cells->pdata[i], node);
    }
  g_hash_table_remove_all (self->dirty);

  g_hash_table_iter_init (&iter, self->flashes);
  while (g_hash_table_iter_next (&iter, &node, &colour))
    {
      TalusOutlineNameCell *cell = talus_outline_pane_find_cell (self, node);

      if (cell != NULL)
        talus_outline_name_cell_flash (cell, colour);
    }
  g_hash_table_remove_all (self->flashes);
}

static void
show_breadcrumb (TalusOutlinePane *self)
{
  TalusNode *node = talus_view_get_cursor_node (self->view);

  talus_breadcrumb_set_node (self->breadcrumb, node);
}

static void
show_page (TalusOutlinePane *self)
{
  TalusNode *root = talus_graph_get_root (self->graph, 0);
  gboolean is_empty = root == NULL || (talus_graph_get_n_roots (self->graph) == 1 &&
                                       talus_node_get_n_children (root) == 0);

  if (talus_outline_tree_is_filtered (self->tree))
    {
      is_empty = g_list_model_get_n_items (G_LIST_MODEL (self->tree)) == 0;
      gtk_stack_set_visible_child_name (self->stack, is_empty ? "nothing" : "rows");
      return;
    }

  /* A root that is being named or was just made is work already. */
  gtk_widget_set_visible (self->empty_page, is_empty);
  gtk_stack_set_visible_child_name (self->stack, root == NULL ? "empty" : "rows");
}

static gboolean
has_focus (TalusOutlinePane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && (focus == self->list || gtk_widget_is_ancestor (focus, self->list));
}

/* A row that moves takes its focus out of the window: it is given back. */
static void
keep_focus (TalusOutlinePane *self)
{
  guint cursor = talus_outline_rows_get_cursor (self->rows);

  if (has_focus (self) || self->edit.is_active)
    return;

  if (cursor != GTK_INVALID_LIST_POSITION)
    talus_outline_pane_show_position (self, cursor, TRUE);
  else
    gtk_widget_grab_focus (self->list);
}

static gboolean
flush_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  TalusOutlinePane *self = TALUS_OUTLINE_PANE (widget);

  self->flush_tick = 0;
  if (self->rows_dirty)
    {
      self->rows_dirty = FALSE;
      show_all_trees (self);
      show_page (self);
      show_breadcrumb (self);
    }
  if (self->is_following)
    {
      self->is_following = FALSE;
      keep_focus (self);
    }
  show_dirty (self);

  return G_SOURCE_REMOVE;
}

static void
queue_flush (TalusOutlinePane *self)
{
  if (self->flush_tick == 0)
    self->flush_tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), flush_cb, NULL, NULL);
}

static void
rows_changed_cb (TalusOutlinePane *self)
{
  self->rows_dirty = TRUE;
  queue_flush (self);
}

/* Before the list hears of it. */
static void
tree_changed_cb (TalusOutlinePane *self)
{
  self->is_following = self->is_following || has_focus (self);
  rows_changed_cb (self);
}

void
talus_outline_pane_queue_node (TalusOutlinePane *self,
                               TalusNode        *node)
{
  if (g_hash_table_contains (self->bound, node) && !g_hash_table_contains (self->dirty, node))
    {
      g_hash_table_add (self->dirty, g_object_ref (node));
      queue_flush (self);
    }
}

static void
walk_cb (TalusOutlinePane *self)
{
  self->walk_source = 0;
  if (talus_rollup_step (self->rollup, WALK_BUDGET))
    talus_outline_pane_queue_walk (self);
}

void
talus_outline_pane_queue_walk (TalusOutlinePane *self)
{
  if (self->walk_source == 0 && !talus_rollup_is_complete (self->rollup))
    self->walk_source = g_idle_add_once ((GSourceOnceFunc) walk_cb, self);
}

static void
node_changed_cb (TalusOutlinePane *self,
                 TalusNode        *node)
{
  g_autoptr (GArray) blocked = NULL;

  talus_outline_pane_queue_node (self, node);
  talus_rollup_node_changed (self->rollup, talus_node_get_id (node));

  /* How far it is decides what it still blocks. */
  blocked = talus_graph_list_blocked (self->graph, talus_node_get_id (node));
  for (guint i = 0; i < blocked->len; i++)
    {
      TalusNode *other = talus_graph_get_node (self->graph, &g_array_index (blocked, TalusId, i));

      if (other != NULL)
        talus_outline_pane_queue_node (self, other);
    }
  if (node == talus_view_get_cursor_node (self->view))
    rows_changed_cb (self);
}

static void
placed_cb (TalusOutlinePane *self,
           const TalusId    *ids,
           guint             n_ids)
{
  for (guint i = 0; i < n_ids; i++)
    {
      TalusNode *node = talus_graph_get_node (self->graph, &ids[i]);

      talus_rollup_node_placed (self->rollup, &ids[i]);
      if (node != NULL)
        talus_outline_pane_queue_node (self, node);
    }
  talus_outline_pane_queue_walk (self);
}

/* What somebody else did flashes once in their colour. */
static void
recorded_cb (TalusOutlinePane *self,
             TalusRecord      *record,
             gboolean          own)
{
  GdkRGBA rgba;

  if (own || record->author == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  if (!gdk_rgba_parse (&rgba, record->author->colour))
    return;

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);
      TalusNode *node = talus_graph_get_node (self->graph, &change->node_id);

      if (node == NULL || change->op == TALUS_CHANGE_META || change->op == TALUS_CHANGE_LINK ||
          change->op == TALUS_CHANGE_UNLINK)
        continue;
      g_hash_table_insert (self->flashes, g_object_ref (node), g_memdup2 (&rgba, sizeof rgba));
      queue_flush (self);
    }
}

static void
sum_changed_cb (TalusOutlinePane *self,
                TalusNode        *node)
{
  talus_outline_pane_queue_node (self, node);
}

void
talus_outline_pane_make_sums (TalusOutlinePane *self)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  for (guint i = 0; i < self->columns->len; i++)
    {
      const TalusOutlineColumn *column = self->columns->pdata[i];

      if (column->is_shown && column->is_number)
        g_ptr_array_add (keys, column->id);
    }
  g_ptr_array_add (keys, NULL);

  g_clear_handle_id (&self->walk_source, g_source_remove);
  g_clear_object (&self->rollup);
  self->rollup = talus_rollup_new (self->graph, (const char * const *) keys->pdata);
  g_signal_connect_object (self->rollup, "changed", G_CALLBACK (sum_changed_cb), self,
                           G_CONNECT_SWAPPED);
  talus_outline_pane_queue_walk (self);
}

/* A new project opens as far as there is room for. */
static void
expand_first (TalusOutlinePane *self)
{
  guint n_roots = talus_graph_get_n_roots (self->graph);

  for (guint i = 0; i < n_roots && i < FIRST_EXPANDED_ROWS; i++)
    talus_outline_tree_set_expanded (self->tree, talus_graph_get_root (self->graph, i), TRUE);
}

static void
show_graph (TalusOutlinePane *self)
{
  gboolean is_first = self->graph == NULL;

  talus_outline_pane_stop_drag (self);
  g_hash_table_remove_all (self->dirty);
  g_hash_table_remove_all (self->flashes);
  g_set_object (&self->graph, talus_peer_get_graph (self->peer));
  talus_breadcrumb_set_node (self->breadcrumb, NULL);
  talus_outline_pane_make_columns (self);
  talus_outline_pane_make_sums (self);
  talus_outline_tree_set_graph (self->tree, self->graph);
  if (is_first)
    expand_first (self);
  rows_changed_cb (self);
}

static void
template_changed_cb (TalusOutlinePane *self)
{
  talus_outline_pane_make_columns (self);
  talus_outline_pane_make_sums (self);
  rows_changed_cb (self);
}

static void
peer_changed_cb (TalusOutlinePane *self)
{
  if (self->peer != NULL)
    g_signal_handlers_disconnect_by_data (self->peer, self);
  g_set_object (&self->peer, talus_view_get_peer (self->view));

  g_signal_connect_object (self->peer, "node-changed", G_CALLBACK (node_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->peer, "placed", G_CALLBACK (placed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->peer, "structure-changed", G_CALLBACK (rows_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->peer, "template-changed", G_CALLBACK (template_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->peer, "recorded", G_CALLBACK (recorded_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->peer, "replaced", G_CALLBACK (show_graph), self,
                           G_CONNECT_SWAPPED);
  show_graph (self);
}

static void
filter_changed_cb (TalusOutlinePane *self)
{
  TalusNode *cursor;

  talus_outline_tree_set_filter (self->tree, talus_view_get_filter (self->view));
  rows_changed_cb (self);
  cursor = talus_view_get_cursor_node (self->view);
  if (cursor != NULL)
    talus_outline_pane_show_node (self, cursor, FALSE);
}

static void
selection_changed_cb (TalusOutlinePane *self)
{
  show_breadcrumb (self);
  talus_outline_pane_update_actions (self);
}

static void
reveal_cb (TalusOutlinePane *self,
           const TalusId    *id)
{
  TalusNode *node = talus_graph_get_node (self->graph, id);

  if (node != NULL)
    talus_outline_pane_show_node (self, node, gtk_widget_get_mapped (GTK_WIDGET (self)));
}

static void
rename_cb (TalusOutlinePane *self,
           const TalusId    *id)
{
  TalusNode *node = talus_graph_get_node (self->graph, id);

  if (node != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    talus_outline_pane_begin_rename (self, node, NULL);
}

static void
crumb_cb (TalusOutlinePane *self,
          TalusNode        *node)
{
  talus_view_reveal (self->view, talus_node_get_id (node));
}

TalusOutlineNameCell *
talus_outline_pane_find_cell (TalusOutlinePane *self,
                              TalusNode        *node)
{
  GPtrArray *cells = g_hash_table_lookup (self->bound, node);

  for (guint i = 0; cells != NULL && i < cells->len; i++)
    {
      if (TALUS_IS_OUTLINE_NAME_CELL (cells->pdata[i]))
        return cells->pdata[i];
    }

  return NULL;
}

GtkWidget *
talus_outline_pane_get_row (TalusOutlinePane *self,
                            GtkWidget        *cell)
{
  GtkWidget *row = cell;

  while (row != NULL && gtk_widget_get_parent (row) != self->list)
    row = gtk_widget_get_parent (row);

  return row;
}

static gboolean
focus_cursor (TalusOutlinePane *self)
{
  TalusNode *node = talus_view_get_cursor_node (self->view);
  TalusOutlineNameCell *cell = node != NULL ? talus_outline_pane_find_cell (self, node) : NULL;
  GtkWidget *row = cell != NULL ? talus_outline_pane_get_row (self, GTK_WIDGET (cell)) : NULL;

  if (self->edit.is_active)
    return TRUE;

  return row != NULL && gtk_widget_grab_focus (row);
}

static void
focus_cb (gpointer user_data)
{
  TalusOutlinePane *self = user_data;

  self->focus_source = 0;
  focus_cursor (self);
}

void
talus_outline_pane_show_position (TalusOutlinePane *self,
                                  guint             position,
                                  gboolean          focus)
{
  gtk_widget_activate_action (self->list, "list.scroll-to-item", "u", position);

  /* A row that is only coming into sight is there after the next frame. */
  if (focus && !focus_cursor (self) && self->focus_source == 0)
    self->focus_source = g_idle_add_once (focus_cb, self);
}

void
talus_outline_pane_show_node (TalusOutlinePane *self,
                              TalusNode        *node,
                              gboolean          focus)
{
  if (talus_outline_tree_reveal (self->tree, node))
    talus_outline_pane_show_position (self, talus_outline_tree_find (self->tree, node), focus);
}

static void
bound_free (gpointer data)
{
  g_ptr_array_unref (data);
}

/* A cell has a node now: it hears of what happens to it. */
void
talus_outline_pane_bind_cell (TalusOutlinePane *self,
                              GtkWidget        *cell,
                              TalusNode        *node)
{
  GPtrArray *cells = g_hash_table_lookup (self->bound, node);

  if (cells == NULL)
    {
      cells = g_ptr_array_new ();
      g_hash_table_insert (self->bound, g_object_ref (node), cells);
    }
  g_ptr_array_add (cells, cell);

  show_value (self, cell, node);
  if (TALUS_IS_OUTLINE_NAME_CELL (cell))
    {
      show_tree (self, cell, node);
      talus_presence_mark_set_node (TALUS_PRESENCE_MARK (gtk_widget_get_parent (cell)), self->peer,
                                    talus_node_get_id (node));
      if (self->edit.is_active && talus_id_equal (&self->edit.id, talus_node_get_id (node)))
        talus_outline_pane_resume_rename (self, TALUS_OUTLINE_NAME_CELL (cell));
    }
}

void
talus_outline_pane_unbind_cell (TalusOutlinePane *self,
                                GtkWidget        *cell)
{
  g_autoptr (TalusNode) node = NULL;
  GPtrArray *cells;

  if (TALUS_IS_OUTLINE_NAME_CELL (cell))
    {
      g_set_object (&node, talus_outline_name_cell_get_node (TALUS_OUTLINE_NAME_CELL (cell)));
      talus_outline_pane_pause_rename (self, TALUS_OUTLINE_NAME_CELL (cell));
      talus_presence_mark_set_node (TALUS_PRESENCE_MARK (gtk_widget_get_parent (cell)), NULL, NULL);
    }
  else
    {
      g_set_object (&node, talus_outline_value_cell_get_node (TALUS_OUTLINE_VALUE_CELL (cell)));
    }

  show_value (self, cell, NULL);
  cells = node != NULL ? g_hash_table_lookup (self->bound, node) : NULL;
  if (cells != NULL && g_ptr_array_remove (cells, cell) && cells->len == 0)
    g_hash_table_remove (self->bound, node);
}

static void
talus_outline_pane_measure (GtkWidget      *widget,
                            GtkOrientation  orientation,
                            int             for_size,
                            int            *minimum,
                            int            *natural,
                            int            *minimum_baseline,
                            int            *natural_baseline)
{
  TalusOutlinePane *self = TALUS_OUTLINE_PANE (widget);

  gtk_widget_measure (self->content, orientation, for_size, minimum, natural, minimum_baseline,
                      natural_baseline);
}

static void
talus_outline_pane_size_allocate (GtkWidget *widget,
                                  int        width,
                                  int        height,
                                  int        baseline)
{
  TalusOutlinePane *self = TALUS_OUTLINE_PANE (widget);

  gtk_widget_allocate (self->content, width, height, baseline, NULL);
  if (self->width != width)
    {
      self->width = width;
      talus_outline_pane_fit_columns (self);
    }
}

static gboolean
talus_outline_pane_grab_focus (GtkWidget *widget)
{
  TalusOutlinePane *self = TALUS_OUTLINE_PANE (widget);

  return focus_cursor (self) || gtk_widget_grab_focus (self->list);
}

static void
focus_first_cb (gpointer user_data)
{
  TalusOutlinePane *self = user_data;

  self->focus_source = 0;
  if (!self->edit.is_active)
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* Who opens a project can begin to type. */
static void
talus_outline_pane_map (GtkWidget *widget)
{
  TalusOutlinePane *self = TALUS_OUTLINE_PANE (widget);

  GTK_WIDGET_CLASS (talus_outline_pane_parent_class)->map (widget);

  if (!self->was_mapped && self->focus_source == 0)
    self->focus_source = g_idle_add_once (focus_first_cb, self);
  self->was_mapped = TRUE;
}

static void
talus_outline_pane_root (GtkWidget *widget)
{
  TalusOutlinePane *self = TALUS_OUTLINE_PANE (widget);

  GTK_WIDGET_CLASS (talus_outline_pane_parent_class)->root (widget);

  /* For the whole window: its Add button, its toasts, the palette. */
  self->actions_root = GTK_WIDGET (gtk_widget_get_root (widget));
  gtk_widget_insert_action_group (self->actions_root, "outline", G_ACTION_GROUP (self->actions));
}

static void
talus_outline_pane_unroot (GtkWidget *widget)
{
  TalusOutlinePane *self = TALUS_OUTLINE_PANE (widget);

  if (self->actions_root != NULL)
    gtk_widget_insert_action_group (self->actions_root, "outline", NULL);
  self->actions_root = NULL;

  GTK_WIDGET_CLASS (talus_outline_pane_parent_class)->unroot (widget);
}

static void
talus_outline_pane_dispose (GObject *object)
{
  TalusOutlinePane *self = TALUS_OUTLINE_PANE (object);

  talus_outline_pane_stop_drag (self);
  g_clear_pointer (&self->dragged, g_ptr_array_unref);
  talus_outline_pane_stop_columns (self);
  self->edit.is_active = FALSE;
  g_clear_handle_id (&self->edit.source, g_source_remove);
  g_clear_handle_id (&self->edit.leave_source, g_source_remove);
  g_clear_handle_id (&self->walk_source, g_source_remove);
  g_clear_handle_id (&self->focus_source, g_source_remove);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  if (self->column_view != NULL)
    gtk_column_view_set_model (self->column_view, NULL);
  self->column_view = NULL;
  g_clear_pointer (&self->content, gtk_widget_unparent);
  if (self->peer != NULL)
    g_signal_handlers_disconnect_by_data (self->peer, self);
  g_clear_object (&self->rollup);
  g_clear_object (&self->rows);
  g_clear_object (&self->tree);
  g_clear_object (&self->graph);
  g_clear_object (&self->peer);
  g_clear_object (&self->view);
  g_clear_object (&self->settings);
  g_clear_object (&self->actions);
  g_clear_object (&self->cut_content);

  G_OBJECT_CLASS (talus_outline_pane_parent_class)->dispose (object);
}

static void
talus_outline_pane_finalize (GObject *object)
{
  TalusOutlinePane *self = TALUS_OUTLINE_PANE (object);

  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->view_columns, g_ptr_array_unref);
  g_hash_table_unref (self->bound);
  g_hash_table_unref (self->dirty);
  g_hash_table_unref (self->flashes);
  g_clear_pointer (&self->cut, g_array_unref);
  g_free (self->columns_template);
  g_free (self->edit.text);

  G_OBJECT_CLASS (talus_outline_pane_parent_class)->finalize (object);
}

static void
add_style (void)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();

  gtk_css_provider_load_from_resource (provider, RESOURCES "outline.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
talus_outline_pane_class_init (TalusOutlinePaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_outline_pane_dispose;
  object_class->finalize = talus_outline_pane_finalize;
  widget_class->measure = talus_outline_pane_measure;
  widget_class->size_allocate = talus_outline_pane_size_allocate;
  widget_class->grab_focus = talus_outline_pane_grab_focus;
  widget_class->map = talus_outline_pane_map;
  widget_class->root = talus_outline_pane_root;
  widget_class->unroot = talus_outline_pane_unroot;

  g_type_ensure (TALUS_TYPE_BREADCRUMB);
  g_type_ensure (TALUS_TYPE_DROP_MARK);
  gtk_widget_class_set_template_from_resource (widget_class, RESOURCES "talus-outline-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusOutlinePane, content);
  gtk_widget_class_bind_template_child (widget_class, TalusOutlinePane, breadcrumb);
  gtk_widget_class_bind_template_child (widget_class, TalusOutlinePane, columns_button);
  gtk_widget_class_bind_template_child (widget_class, TalusOutlinePane, stack);
  gtk_widget_class_bind_template_child (widget_class, TalusOutlinePane, empty_page);
  gtk_widget_class_bind_template_child (widget_class, TalusOutlinePane, scrolled);
  gtk_widget_class_bind_template_child (widget_class, TalusOutlinePane, column_view);
  gtk_widget_class_bind_template_child (widget_class, TalusOutlinePane, drop_mark);
  gtk_widget_class_set_css_name (widget_class, "outline-pane");
  add_style ();
}

static GtkWidget *
find_list (GtkColumnView *column_view)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (column_view));
       child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_LIST_VIEW (child))
        return child;
    }

  g_return_val_if_reached (NULL);
}

static void
talus_outline_pane_init (TalusOutlinePane *self)
{
  self->bound = g_hash_table_new_full (NULL, NULL, g_object_unref, bound_free);
  self->dirty = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->flashes = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
  self->tree = talus_outline_tree_new ();
  g_signal_connect_object (self->tree, "items-changed", G_CALLBACK (tree_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tree, "expanded", G_CALLBACK (rows_changed_cb), self,
                           G_CONNECT_SWAPPED);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->list = find_list (self->column_view);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Outline"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (
                                    GTK_WIDGET (self->column_view))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Headings"), -1);
  g_signal_connect_object (self->breadcrumb, "activated", G_CALLBACK (crumb_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * talus_outline_pane_new:
 * @view: what to show
 *
 * Makes an outline.
 *
 * Returns: (transfer floating): the pane
 */
GtkWidget *
talus_outline_pane_new (TalusView *view)
{
  TalusOutlinePane *self = g_object_new (TALUS_TYPE_OUTLINE_PANE, NULL);
  TalusSelection *selection = talus_view_get_selection (view);

  self->view = g_object_ref (view);
  self->rows = talus_outline_rows_new (self->tree, selection);
  talus_outline_pane_add_actions (self);
  talus_outline_pane_add_menus (self);
  talus_outline_pane_add_keys (self);
  talus_outline_pane_add_drag (self);
  peer_changed_cb (self);
  filter_changed_cb (self);
  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->rows));

  g_signal_connect_object (view, "notify::peer", G_CALLBACK (peer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::filter", G_CALLBACK (filter_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::can-edit",
                           G_CALLBACK (talus_outline_pane_update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "reveal", G_CALLBACK (reveal_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "rename", G_CALLBACK (rename_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  selection_changed_cb (self);

  return GTK_WIDGET (self);
}

/**
 * talus_outline_pane_list_expanded:
 * @self: an outline
 *
 * Returns: (transfer full) (element-type TalusId): what is expanded
 */
GArray *
talus_outline_pane_list_expanded (TalusOutlinePane *self)
{
  g_return_val_if_fail (TALUS_IS_OUTLINE_PANE (self), NULL);

  return talus_outline_tree_list_expanded (self->tree);
}

/**
 * talus_outline_pane_set_expanded:
 * @self: an outline
 * @ids: (array length=n_ids): what is to be expanded, and nothing else
 * @n_ids: how many
 */
void
talus_outline_pane_set_expanded (TalusOutlinePane *self,
                                 const TalusId    *ids,
                                 guint             n_ids)
{
  g_return_if_fail (TALUS_IS_OUTLINE_PANE (self));

  talus_outline_tree_take_expanded (self->tree, ids, n_ids);
}

/**
 * talus_outline_pane_get_top:
 * @self: an outline
 *
 * Returns: (transfer none) (nullable): the node of the uppermost row in sight
 */
const TalusId *
talus_outline_pane_get_top (TalusOutlinePane *self)
{
  GHashTableIter iter;
  gpointer node;
  const TalusId *top = NULL;
  double best = G_MAXDOUBLE;

  g_return_val_if_fail (TALUS_IS_OUTLINE_PANE (self), NULL);

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &node, NULL))
    {
      TalusOutlineNameCell *cell = talus_outline_pane_find_cell (self, node);
      double y;

      if (cell != NULL &&
          gtk_widget_translate_coordinates (GTK_WIDGET (cell), self->list, 0, 0, NULL, &y) &&
          y >= 0 && y < best)
        {
          best = y;
          top = talus_node_get_id (node);
        }
    }

  return top;
}

/**
 * talus_outline_pane_set_top:
 * @self: an outline
 * @id: a node
 *
 * Scrolls so that the node is in sight, if there is still such a node.
 */
void
talus_outline_pane_set_top (TalusOutlinePane *self,
                            const TalusId    *id)
{
  TalusNode *node;

  g_return_if_fail (TALUS_IS_OUTLINE_PANE (self));

  node = talus_graph_get_node (self->graph, id);
  if (node != NULL)
    talus_outline_pane_show_node (self, node, FALSE);
}

const TalusPaneType talus_outline_pane_type = {
  "outline", N_("Outline"), "view-list-symbolic", talus_outline_pane_new,
};
