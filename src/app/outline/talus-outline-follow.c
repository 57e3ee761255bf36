/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Following: the view, its peer, the rows. Cells have no handlers: whatever
 * changes is looked up among those that are bound and shown once a frame. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-outline-pane-private.h"
#include "app/outline/talus-outline-value-cell.h"
#include "app/sharing/talus-presence-mark.h"

/* How much of a moment without events the sums may take, microseconds. */
#define WALK_BUDGET 2000

#define FIRST_EXPANDED_ROWS 40

/* How long expanding rests before it is remembered. */
#define TELL_MS 500

static void
show_value (TalusOutlinePane *self,
            GtkWidget        *cell,
            TalusNode        *node)
{
  if (TALUS_IS_OUTLINE_NAME_CELL (cell))
    talus_outline_name_cell_show (TALUS_OUTLINE_NAME_CELL (cell), self->graph, node,
                                  node != NULL ? talus_past_marks_find (self->marks, node)
                                               : TALUS_PAST_SAME);
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

  g_clear_handle_id (&self->crumb_source, g_source_remove);
  talus_breadcrumb_set_node (self->breadcrumb, node);
}

static gboolean
crumb_shown_cb (gpointer user_data)
{
  TalusOutlinePane *self = user_data;

  self->crumb_source = 0;
  show_breadcrumb (self);

  return G_SOURCE_REMOVE;
}

/* Behind the frame that shows the row. */
static void
queue_breadcrumb (TalusOutlinePane *self)
{
  if (self->crumb_source == 0)
    self->crumb_source = g_idle_add_full (GDK_PRIORITY_REDRAW + 5, crumb_shown_cb, self, NULL);
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
      talus_outline_pane_check_rename (self);
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

static void
tell_cb (gpointer user_data)
{
  TalusOutlinePane *self = user_data;
  g_autoptr (GArray) ids = talus_outline_tree_list_expanded (self->tree);

  self->tell_source = 0;
  self->is_telling = TRUE;
  talus_view_set_expanded (self->view, (const TalusId *) (gpointer) ids->data, ids->len);
  self->is_telling = FALSE;
}

static void
expanded_cb (TalusOutlinePane *self,
             TalusNode        *node)
{
  TalusNode *named = self->edit.is_active ? talus_graph_get_node (self->graph, &self->edit.id)
                                          : NULL;

  /* Whoever collapses what is above it is done with naming it. */
  if (named != NULL && !talus_outline_tree_is_expanded (self->tree, node) &&
      talus_outline_tree_find (self->tree, named) == GTK_INVALID_LIST_POSITION)
    talus_outline_pane_end_rename (self, TRUE);
  rows_changed_cb (self);
  if (self->tell_source == 0 && self->view != NULL)
    self->tell_source = g_timeout_add_once (TELL_MS, tell_cb, self);
}

/* As it was another time. */
static void
expand_cb (TalusOutlinePane *self)
{
  guint n_ids;
  const TalusId *ids = talus_view_get_expanded (self->view, &n_ids);

  if (!self->is_telling)
    talus_outline_tree_take_expanded (self->tree, ids, n_ids);
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

static gboolean
is_on_breadcrumb (TalusOutlinePane *self,
                  TalusNode        *node)
{
  TalusNode *crumb = talus_view_get_cursor_node (self->view);

  while (crumb != NULL && crumb != node)
    crumb = talus_node_get_parent (crumb);

  return crumb != NULL;
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
  if (is_on_breadcrumb (self, node))
    queue_breadcrumb (self);
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
  if (own || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);
      TalusNode *node = talus_graph_get_node (self->graph, &change->node_id);

      if (node == NULL || change->op == TALUS_CHANGE_META || change->op == TALUS_CHANGE_LINK ||
          change->op == TALUS_CHANGE_UNLINK)
        continue;
      g_hash_table_insert (self->flashes, g_object_ref (node),
                           g_strdup (record->author->colour));
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
queue_bound (TalusOutlinePane *self)
{
  GHashTableIter iter;
  gpointer node;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &node, NULL))
    talus_outline_pane_queue_node (self, node);
}

static void
structure_changed_cb (TalusOutlinePane *self)
{
  rows_changed_cb (self);
  talus_outline_pane_update_actions (self);
}

static void
template_changed_cb (TalusOutlinePane *self)
{
  talus_outline_pane_make_columns (self);
  talus_outline_pane_make_sums (self);
  queue_bound (self);
  rows_changed_cb (self);
}

static void
peer_changed_cb (TalusOutlinePane *self)
{
  /* Where it was typed. */
  talus_outline_pane_end_rename (self, TRUE);
  if (self->peer != NULL)
    g_signal_handlers_disconnect_by_data (self->peer, self);
  g_set_object (&self->peer, talus_view_get_peer (self->view));

  g_signal_connect_object (self->peer, "node-changed", G_CALLBACK (node_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->peer, "placed", G_CALLBACK (placed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->peer, "structure-changed",
                           G_CALLBACK (structure_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->peer, "template-changed", G_CALLBACK (template_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->peer, "recorded", G_CALLBACK (recorded_cb), self,
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
  queue_breadcrumb (self);
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

/* The clipboard is about to be used: what is typed is not to be lost. */
static void
asked_cb (TalusOutlinePane *self)
{
  talus_outline_pane_end_rename (self, TRUE);
}

static void
arrived_cb (TalusOutlinePane *self,
            TalusNode        *last)
{
  TalusNode *parent = talus_node_get_parent (last);

  if (parent != NULL)
    talus_outline_tree_set_expanded (self->tree, parent, TRUE);
  talus_outline_pane_show_node (self, last, gtk_widget_get_mapped (GTK_WIDGET (self)));
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
/* Before anybody else follows the rows. */
void
talus_outline_pane_follow_tree (TalusOutlinePane *self)
{
  g_signal_connect_object (self->tree, "items-changed", G_CALLBACK (tree_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tree, "expanded", G_CALLBACK (expanded_cb), self,
                           G_CONNECT_SWAPPED);
}

/* Shows what the view does, from now on. */
void
talus_outline_pane_follow_view (TalusOutlinePane *self)
{
  TalusView *view = self->view;
  TalusSelection *selection = talus_view_get_selection (view);

  self->marks = talus_past_marks_get (view);
  peer_changed_cb (self);
  filter_changed_cb (self);
  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->rows));

  g_signal_connect_object (view, "notify::peer", G_CALLBACK (peer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->marks, "changed", G_CALLBACK (queue_bound), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::filter", G_CALLBACK (filter_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::can-edit",
                           G_CALLBACK (talus_outline_pane_update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "expanded", G_CALLBACK (expand_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "reveal", G_CALLBACK (reveal_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "rename", G_CALLBACK (rename_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_clipboard_get (view), "asked", G_CALLBACK (asked_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_clipboard_get (view), "arrived", G_CALLBACK (arrived_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  selection_changed_cb (self);
  g_signal_connect_object (self->breadcrumb, "activated", G_CALLBACK (crumb_cb), self,
                           G_CONNECT_SWAPPED);
}
