/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pane itself: its parts, its size, where the focus is, and what others may
 * ask of it. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-outline-pane.h"

#include <glib/gi18n.h>

#include "app/outline/talus-outline-pane-private.h"

#define RESOURCES "/org/talustally/TalusTally/outline/"

G_DEFINE_FINAL_TYPE (TalusOutlinePane, talus_outline_pane, GTK_TYPE_WIDGET)

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

/* Who opens a project can begin to type; who comes from another pane sees here
 * what was selected there. */
static void
talus_outline_pane_map (GtkWidget *widget)
{
  TalusOutlinePane *self = TALUS_OUTLINE_PANE (widget);
  TalusNode *cursor = talus_view_get_cursor_node (self->view);

  GTK_WIDGET_CLASS (talus_outline_pane_parent_class)->map (widget);

  if (cursor != NULL)
    talus_outline_pane_show_node (self, cursor, FALSE);
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
  talus_outline_pane_forget_dragged (self);
  talus_outline_pane_stop_columns (self);
  self->edit.is_active = FALSE;
  g_clear_handle_id (&self->edit.source, g_source_remove);
  g_clear_handle_id (&self->edit.leave_source, g_source_remove);
  g_clear_handle_id (&self->walk_source, g_source_remove);
  g_clear_handle_id (&self->crumb_source, g_source_remove);
  g_clear_handle_id (&self->focus_source, g_source_remove);
  g_clear_handle_id (&self->tell_source, g_source_remove);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  if (self->column_view != NULL)
    gtk_column_view_set_model (self->column_view, NULL);
  self->column_view = NULL;
  g_clear_pointer (&self->content, gtk_widget_unparent);
  if (self->peer != NULL)
    g_signal_handlers_disconnect_by_data (self->peer, self);
  g_clear_object (&self->name_column);
  g_clear_object (&self->rollup);
  g_clear_object (&self->rows);
  g_clear_object (&self->tree);
  g_clear_object (&self->graph);
  g_clear_object (&self->peer);
  g_clear_object (&self->view);
  g_clear_object (&self->actions);

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
  talus_outline_pane_follow_tree (self);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->list = find_list (self->column_view);
  g_signal_connect_object (gtk_widget_get_settings (GTK_WIDGET (self)), "notify::gtk-xft-dpi",
                           G_CALLBACK (talus_outline_pane_fit_columns), self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Outline"), -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_first_child (
                                    GTK_WIDGET (self->column_view))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Headings"), -1);
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

  self->view = g_object_ref (view);
  self->rows = talus_outline_rows_new (self->tree, talus_view_get_selection (view));
  talus_outline_pane_add_actions (self);
  talus_outline_pane_add_menus (self);
  talus_outline_pane_add_keys (self);
  talus_outline_pane_add_drag (self);
  talus_outline_pane_follow_view (self);

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

const TalusPaneType talus_outline_pane_type = {
  "outline", N_("Outline"), "view-list-symbolic", talus_outline_pane_new,
};
