/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns on screen: made from those chosen, moved and resized by the
 * person, left out from the right where it is narrow, and remembered by
 * template. */
#define G_LOG_DOMAIN "talus-app-outline"

#include <glib/gi18n.h>
#include <string.h>

#include "app/outline/talus-outline-pane-private.h"
#include "app/outline/talus-outline-value-cell.h"
#include "app/sharing/talus-presence-mark.h"
#include "base/talus-util.h"

#define STORE_MS      800

/* What the name has of the width at least: two fifths, within bounds. */
#define MIN_NAME_WIDTH 200
#define MAX_NAME_WIDTH 380

static void
store_cb (gpointer user_data)
{
  TalusOutlinePane *self = user_data;

  self->store_source = 0;
  talus_outline_columns_keep (self->columns, self->columns_template);
}

static void
queue_store (TalusOutlinePane *self)
{
  if (self->store_source == 0)
    self->store_source = g_timeout_add_once (STORE_MS, store_cb, self);
}

static void
toggled_cb (TalusOutlinePane     *self,
            TalusOutlineNameCell *cell)
{
  TalusNode *node = talus_outline_name_cell_get_node (cell);

  if (node != NULL)
    talus_outline_tree_set_expanded (self->tree, node,
                                     !talus_outline_tree_is_expanded (self->tree, node));
}

static void
left_cb (TalusOutlinePane     *self,
         TalusOutlineNameCell *cell)
{
  talus_outline_pane_leave_name (self);
}

static void
entered_cb (TalusOutlinePane *self)
{
  talus_outline_pane_enter_name (self);
}

/* A click on a cell is one on its row too: of the two only the row selects, or
 * what is selected as well would be let go of at once. */
static void
set_cell (GtkListItem *item,
          GtkWidget   *cell)
{
  gtk_list_item_set_selectable (item, FALSE);
  gtk_list_item_set_child (item, cell);
}

static void
set_up_name_cb (TalusOutlinePane *self,
                GtkListItem      *item)
{
  GtkWidget *cell = talus_outline_name_cell_new ();
  GtkWidget *mark = talus_presence_mark_new ();

  g_signal_connect_object (cell, "toggled", G_CALLBACK (toggled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cell, "entered", G_CALLBACK (entered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cell, "left", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (ADW_BIN (mark), cell);
  set_cell (item, mark);
}

static GtkWidget *
get_cell (GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  return TALUS_IS_PRESENCE_MARK (child) ? adw_bin_get_child (ADW_BIN (child)) : child;
}

static void
bind_cb (TalusOutlinePane *self,
         GtkListItem      *item)
{
  g_autoptr (TalusNode) node = gtk_tree_list_row_get_item (gtk_list_item_get_item (item));
  GtkWidget *cell = get_cell (item);

  if (node == NULL)
    return;

  talus_outline_pane_bind_cell (self, cell, node);
}

static void
unbind_cb (TalusOutlinePane *self,
           GtkListItem      *item)
{
  talus_outline_pane_unbind_cell (self, get_cell (item));
}

static void
set_up_value_cb (TalusOutlinePane *self,
                 GtkListItem      *item,
                 GObject          *factory)
{
  const TalusOutlineColumn *column = g_object_get_data (factory, "talus-column");

  set_cell (item, talus_outline_value_cell_new (column->id, column->is_number));
}

static GtkListItemFactory *
make_factory (TalusOutlinePane *self,
              GCallback         set_up)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", set_up, self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);

  return factory;
}

static TalusOutlineColumn *
get_column (GtkColumnViewColumn *view_column)
{
  return g_object_get_data (G_OBJECT (view_column), "talus-column");
}

static void
width_changed_cb (TalusOutlinePane    *self,
                  GParamSpec          *pspec,
                  GtkColumnViewColumn *view_column)
{
  TalusOutlineColumn *column = get_column (view_column);
  int width = gtk_column_view_column_get_fixed_width (view_column);

  if (self->is_arranging || width < 0 || width == talus_outline_column_get_width (column))
    return;

  column->width = width;
  queue_store (self);
}

static gboolean
has_column (TalusOutlinePane    *self,
            GtkColumnViewColumn *view_column)
{
  return gtk_column_view_column_get_column_view (view_column) == self->column_view;
}

/* Headings stand where their values do. */
static void
align_headings (TalusOutlinePane *self)
{
  GListModel *model = gtk_column_view_get_columns (self->column_view);
  GtkWidget *header = gtk_widget_get_first_child (GTK_WIDGET (self->column_view));
  GtkWidget *title = header != NULL ? gtk_widget_get_first_child (header) : NULL;

  for (guint i = 0; title != NULL && i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (model, i);
      GtkWidget *box = gtk_widget_get_first_child (title);

      if (box != NULL && view_column != self->name_column && get_column (view_column)->is_number)
        gtk_widget_set_halign (box, GTK_ALIGN_END);
      title = gtk_widget_get_next_sibling (title);
    }
}

static double
get_text_scale (TalusOutlinePane *self)
{
  int dpi = 0;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-xft-dpi", &dpi, NULL);

  return dpi > 0 ? (double) dpi / (96 * PANGO_SCALE) : 1;
}

/* Taken out and put in again: one that is only invisible is still counted by
 * GTK 4.8 where the others share the width. */
static gboolean
arrange_cb (gpointer user_data)
{
  TalusOutlinePane *self = user_data;
  g_autofree gboolean *fits = g_new0 (gboolean, self->columns->len + 1);
  double scale = get_text_scale (self);
  guint position = 1;

  self->arrange_source = 0;
  talus_outline_columns_scale (self->columns, self->width, scale);
  talus_outline_columns_fit (self->columns, self->width,
                             CLAMP (self->width * 2 / 5, MIN_NAME_WIDTH,
                                    (int) (MAX_NAME_WIDTH * MAX (scale, 1))), fits);
  self->is_arranging = TRUE;
  for (guint i = 0; i < self->view_columns->len; i++)
    {
      GtkColumnViewColumn *view_column = self->view_columns->pdata[i];

      gtk_column_view_column_set_fixed_width (
        view_column, talus_outline_column_get_width (get_column (view_column)));
      if (!fits[i] && has_column (self, view_column))
        gtk_column_view_remove_column (self->column_view, view_column);
      else if (fits[i] && !has_column (self, view_column))
        gtk_column_view_insert_column (self->column_view, position, view_column);
      position += fits[i];
    }
  self->is_arranging = FALSE;
  align_headings (self);

  return G_SOURCE_REMOVE;
}

/* Leaves out those that have no room; not in the middle of an allocation. */
void
talus_outline_pane_fit_columns (TalusOutlinePane *self)
{
  if (self->arrange_source == 0 && self->columns != NULL)
    self->arrange_source = g_idle_add_full (GDK_PRIORITY_REDRAW - 1, arrange_cb, self, NULL);
}

static void
add_view_column (TalusOutlinePane   *self,
                 TalusOutlineColumn *column)
{
  GtkListItemFactory *factory = make_factory (self, G_CALLBACK (set_up_value_cb));
  GtkColumnViewColumn *view_column = gtk_column_view_column_new (column->label, factory);

  g_object_set_data (G_OBJECT (factory), "talus-column", column);
  g_object_set_data (G_OBJECT (view_column), "talus-column", column);
  gtk_column_view_column_set_fixed_width (view_column, talus_outline_column_get_width (column));
  gtk_column_view_column_set_resizable (view_column, TRUE);
  gtk_column_view_column_set_header_menu (view_column,
                                          gtk_menu_button_get_menu_model (self->columns_button));
  g_signal_connect_object (view_column, "notify::fixed-width", G_CALLBACK (width_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_ptr_array_add (self->view_columns, view_column);
}

/* Puts a column of those shown at @index. */
static void
move_column (TalusOutlinePane    *self,
             GtkColumnViewColumn *view_column,
             guint                index)
{
  guint from;
  gpointer column;

  if (!g_ptr_array_find (self->view_columns, view_column, &from) || from == index)
    return;

  column = g_ptr_array_index (self->columns, from);
  memmove (&self->columns->pdata[MIN (index, from) + (index < from)],
           &self->columns->pdata[MIN (index, from) + (index > from)],
           (MAX (index, from) - MIN (index, from)) * sizeof (gpointer));
  self->columns->pdata[index] = column;
  g_ptr_array_insert (self->view_columns, (int) index,
                      g_ptr_array_steal_index (self->view_columns, from));
}

/* The person dragged a header: what is shown takes that order; the name stays
 * in front, and what has no room behind. */
static void
order_changed_cb (TalusOutlinePane *self,
                  guint             position,
                  guint             n_removed,
                  guint             n_added,
                  GListModel       *model)
{
  g_autoptr (GtkColumnViewColumn) first = NULL;
  guint index = 0;

  if (self->is_arranging || self->view_columns == NULL || n_removed != n_added)
    return;

  first = g_list_model_get_item (model, 0);
  if (first != self->name_column)
    {
      self->is_arranging = TRUE;
      gtk_column_view_insert_column (self->column_view, 0, self->name_column);
      self->is_arranging = FALSE;
    }

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkColumnViewColumn) view_column = g_list_model_get_item (model, i);

      if (view_column != self->name_column)
        move_column (self, view_column, index++);
    }
  queue_store (self);
}

static void
clear_columns (TalusOutlinePane *self)
{
  for (guint i = 0; self->view_columns != NULL && i < self->view_columns->len; i++)
    {
      if (has_column (self, self->view_columns->pdata[i]))
        gtk_column_view_remove_column (self->column_view, self->view_columns->pdata[i]);
    }
  g_clear_pointer (&self->view_columns, g_ptr_array_unref);
}

static void
add_name_column (TalusOutlinePane *self)
{
  GtkListItemFactory *factory = make_factory (self, G_CALLBACK (set_up_name_cb));

  self->name_column = gtk_column_view_column_new (_("Name"), factory);
  gtk_column_view_column_set_expand (self->name_column, TRUE);
  gtk_column_view_column_set_header_menu (self->name_column,
                                          gtk_menu_button_get_menu_model (self->columns_button));
  gtk_column_view_append_column (self->column_view, self->name_column);
  g_signal_connect_object (gtk_column_view_get_columns (self->column_view), "items-changed",
                           G_CALLBACK (order_changed_cb), self, G_CONNECT_SWAPPED);
}

static void
show_columns (TalusOutlinePane *self)
{
  self->is_arranging = TRUE;
  if (self->name_column == NULL)
    add_name_column (self);
  clear_columns (self);
  self->view_columns = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < self->columns->len; i++)
    {
      TalusOutlineColumn *column = self->columns->pdata[i];

      if (column->is_shown)
        add_view_column (self, column);
    }
  self->is_arranging = FALSE;
  talus_outline_pane_fit_columns (self);
}

/* A column is shown or not any more; it comes behind the others. */
static void
change_column_cb (GSimpleAction *action,
                  GVariant      *state,
                  gpointer       user_data)
{
  TalusOutlinePane *self = user_data;
  const char *name = g_action_get_name (G_ACTION (action));
  TalusOutlineColumn *column = NULL;
  guint n_shown = 0;
  guint index = 0;

  for (guint i = 0; i < self->columns->len; i++)
    {
      TalusOutlineColumn *other = self->columns->pdata[i];
      g_autofree char *other_name = talus_outline_column_get_action (other);

      if (strcmp (name, other_name) == 0)
        {
          column = other;
          index = i;
        }
      n_shown += other->is_shown;
    }
  if (column == NULL || column->is_shown == g_variant_get_boolean (state))
    return;

  column->is_shown = !column->is_shown;
  if (!column->is_shown)
    n_shown--;
  /* Those shown are in front. */
  memmove (&self->columns->pdata[MIN (index, n_shown) + (index > n_shown)],
           &self->columns->pdata[MIN (index, n_shown) + (index < n_shown)],
           ABS ((int) index - (int) n_shown) * sizeof (gpointer));
  self->columns->pdata[n_shown] = column;
  g_simple_action_set_state (action, state);
  show_columns (self);
  talus_outline_pane_make_sums (self);
  queue_store (self);
}

static void
add_chooser (TalusOutlinePane *self)
{
  g_autoptr (GSimpleActionGroup) group = g_simple_action_group_new ();
  GMenu *menu = G_MENU (gtk_menu_button_get_menu_model (self->columns_button));
  g_autoptr (GMenu) section = g_menu_new ();

  g_menu_remove_all (menu);
  for (guint i = 0; i < self->columns->len; i++)
    {
      const TalusOutlineColumn *column = self->columns->pdata[i];
      g_autofree char *name = talus_outline_column_get_action (column);
      g_autofree char *full = g_strconcat ("outline-columns.", name, NULL);
      g_autoptr (GSimpleAction) action = g_simple_action_new_stateful (
        name, NULL, g_variant_new_boolean (column->is_shown));

      g_signal_connect_object (action, "change-state", G_CALLBACK (change_column_cb), self, 0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
      g_menu_append (section, column->label, full);
    }
  g_menu_append_section (menu, _("Columns"), G_MENU_MODEL (section));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "outline-columns", G_ACTION_GROUP (group));
}

/* For the template there is now. */
void
talus_outline_pane_make_columns (TalusOutlinePane *self)
{
  g_autoptr (GPtrArray) before = NULL;

  if (gtk_menu_button_get_menu_model (self->columns_button) == NULL)
    {
      g_autoptr (GMenu) menu = g_menu_new ();

      gtk_menu_button_set_menu_model (self->columns_button, G_MENU_MODEL (menu));
    }

  if (self->store_source > 0)
    {
      g_clear_handle_id (&self->store_source, g_source_remove);
      store_cb (self);
    }
  talus_set_string (&self->columns_template,
                    talus_template_get_id (talus_graph_get_template (self->graph)));
  /* What is on screen still points to these. */
  before = g_steal_pointer (&self->columns);
  self->columns = talus_outline_columns_load (talus_graph_get_template (self->graph));
  add_chooser (self);
  show_columns (self);
}

void
talus_outline_pane_stop_columns (TalusOutlinePane *self)
{
  g_clear_handle_id (&self->arrange_source, g_source_remove);
  if (self->store_source > 0)
    {
      g_source_remove (self->store_source);
      store_cb (self);
    }
  self->is_arranging = TRUE;
}
