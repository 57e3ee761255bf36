/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board of what the view shows. What changes is shown by the board's own
 * list models; what is on cards is read again before the next frame. It must not
 * know any other pane. */
#define G_LOG_DOMAIN "talus-app-board"

#include "config.h"

#include <glib/gi18n.h>

#include "app/board/talus-board-column-view.h"
#include "app/board/talus-board-pane-private.h"
#include "app/core/talus-places.h"
#include "app/search/talus-node-filter.h"

G_DEFINE_FINAL_TYPE (TalusBoardPane, talus_board_pane, GTK_TYPE_WIDGET)

static TalusBoardColumnView *
get_column_view (TalusBoardPane *self,
                 guint           index)
{
  return self->columns->pdata[index];
}

/* Cards. */

static GtkWidget *
get_focus (TalusBoardPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return root != NULL ? gtk_root_get_focus (root) : NULL;
}

/* FALSE where the card is not on the board, or in a column that is not seen. */
static gboolean
show_card (TalusBoardPane *self,
           const TalusId  *id)
{
  TalusBoardColumn *column;
  guint position;
  guint index;

  if (self->board == NULL || !talus_board_find (self->board, id, &column, &position))
    return FALSE;

  index = talus_board_column_get_index (column);
  if (talus_board_pane_is_hidden (self, index))
    return FALSE;

  talus_board_view_show_column (self->board_view, GTK_WIDGET (get_column_view (self, index)));
  talus_board_column_view_scroll_to (get_column_view (self, index), position);

  return TRUE;
}

void
talus_board_pane_focus_card (TalusBoardPane *self,
                             const TalusId  *id)
{
  talus_board_cards_want_focus (self->cards, NULL);
  if (show_card (self, id))
    talus_board_cards_want_focus (self->cards, id);
}

GPtrArray *
talus_board_pane_list_selected (TalusBoardPane *self)
{
  GPtrArray *nodes = g_ptr_array_new ();
  TalusGraph *graph = talus_view_get_graph (self->view);
  guint n_ids = 0;
  const TalusId *ids = talus_selection_get_ids (talus_view_get_selection (self->view), &n_ids);

  for (guint i = 0; self->board != NULL && i < n_ids; i++)
    {
      if (talus_board_find (self->board, &ids[i], NULL, NULL))
        g_ptr_array_add (nodes, talus_graph_get_node (graph, &ids[i]));
    }
  g_ptr_array_sort (nodes, talus_places_compare_func);

  return nodes;
}

int
talus_board_pane_get_column (TalusBoardPane *self,
                             guint          *position)
{
  const TalusId *cursor = talus_selection_get_cursor (talus_view_get_selection (self->view));
  GtkWidget *focus = get_focus (self);
  TalusBoardColumn *column = NULL;
  GtkWidget *view;

  *position = 0;
  if (self->board == NULL)
    return -1;

  /* The row with the focus, which need not be selected. */
  if (focus != NULL && TALUS_IS_BOARD_CARD_VIEW (gtk_widget_get_first_child (focus)))
    {
      TalusNode *node = talus_board_card_view_get_node (
        TALUS_BOARD_CARD_VIEW (gtk_widget_get_first_child (focus)));

      if (node != NULL && talus_board_find (self->board, talus_node_get_id (node), &column,
                                            position))
        return (int) talus_board_column_get_index (column);
    }

  view = focus != NULL ? gtk_widget_get_ancestor (focus, TALUS_TYPE_BOARD_COLUMN_VIEW) : NULL;
  if (view != NULL)
    return (int) talus_board_column_get_index (
      talus_board_column_view_get_column (TALUS_BOARD_COLUMN_VIEW (view)));

  if (cursor != NULL && talus_board_find (self->board, cursor, &column, position))
    return (int) talus_board_column_get_index (column);

  return -1;
}

/* The filter. */

static gboolean
is_seen_cb (TalusNode *node,
            gpointer   user_data)
{
  TalusBoardPane *self = user_data;

  /* A board has no tree: only what fits itself is to be seen. */
  if (TALUS_IS_NODE_FILTER (self->filter))
    return talus_node_filter_is_hit (TALUS_NODE_FILTER (self->filter), node);

  return gtk_filter_match (self->filter, node);
}

static void
filter_changed_cb (TalusBoardPane *self)
{
  if (self->board == NULL)
    return;

  talus_board_refilter (self->board);
  talus_board_cards_queue_refresh (self->cards);
}

static void
flipped_cb (TalusBoardPane *self,
            TalusNode      *node)
{
  if (self->board == NULL)
    return;

  talus_board_refilter_node (self->board, node);
  talus_board_cards_queue_refresh (self->cards);
}

static void
follow_filter (TalusBoardPane *self,
               GtkFilter      *filter)
{
  if (TALUS_IS_NODE_FILTER (filter))
    {
      g_signal_connect_object (filter, "flipped", G_CALLBACK (flipped_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (filter, "recast", G_CALLBACK (filter_changed_cb), self,
                               G_CONNECT_SWAPPED);
      return;
    }

  g_signal_connect_object (filter, "changed", G_CALLBACK (filter_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
take_filter (TalusBoardPane *self)
{
  GtkFilter *filter = talus_view_get_filter (self->view);

  if (self->filter != filter)
    {
      if (self->filter != NULL)
        g_signal_handlers_disconnect_by_data (self->filter, self);
      g_set_object (&self->filter, filter);
      if (filter != NULL)
        follow_filter (self, filter);
    }
  if (self->board != NULL)
    talus_board_set_filter (self->board, filter != NULL ? is_seen_cb : NULL, self);
}

/* Columns. */

static void
update_bar (TalusBoardPane *self)
{
  guint n_hidden = talus_board_pane_count_hidden (self);
  g_autofree char *label = talus_board_plan_describe (talus_board_get_plan (self->board));
  g_autofree char *hidden = NULL;
  g_autofree char *both = NULL;

  if (n_hidden > 0)
    hidden = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u column hidden",
                                           "%u columns hidden", n_hidden), n_hidden);
  both = g_strjoin (" · ", label, hidden, NULL);
  gtk_label_set_label (self->bar_label, both);
}

void
talus_board_pane_place_columns (TalusBoardPane *self)
{
  g_autoptr (GPtrArray) seen = g_ptr_array_new ();

  for (guint i = 0; i < self->columns->len; i++)
    {
      if (!talus_board_pane_is_hidden (self, i))
        g_ptr_array_add (seen, self->columns->pdata[i]);
    }

  talus_board_view_set_columns (self->board_view, seen);
  gtk_stack_set_visible_child (GTK_STACK (self->stack), GTK_WIDGET (self->board_view));
  update_bar (self);
}

static void
show_board (TalusBoardPane *self)
{
  TalusBoardPlan *plan = talus_board_get_plan (self->board);

  talus_board_cards_set_face (self->cards, self->peer,
                              self->choice.keys != NULL ? g_strdupv (self->choice.keys)
                                                        : talus_board_suggest_keys (plan),
                              talus_board_plan_get_types (plan)->len > 1);

  for (guint i = 0; i < talus_board_get_n_columns (self->board); i++)
    {
      GtkWidget *view = talus_board_column_view_new (self, talus_board_get_column (self->board, i));

      g_ptr_array_add (self->columns, g_object_ref_sink (view));
    }
  take_filter (self);
  talus_board_pane_place_columns (self);
}

/* A column that goes with the focus gives it to the pane, which must not find
 * any of them then. */
static void
drop_board (TalusBoardPane *self)
{
  g_autoptr (GPtrArray) columns = g_steal_pointer (&self->columns);
  g_autoptr (TalusBoard) board = g_steal_pointer (&self->board);

  self->columns = g_ptr_array_new_with_free_func (g_object_unref);
  g_clear_pointer (&self->dragged, g_ptr_array_unref);
  talus_board_view_set_dragging (self->board_view, FALSE);
  talus_board_view_set_columns (self->board_view, self->columns);
  g_ptr_array_set_size (columns, 0);
  talus_board_cards_clear (self->cards);
}

/* Lays everything out anew: for another graph, template or choice. */
void
talus_board_pane_rebuild (TalusBoardPane *self)
{
  TalusTemplate *template = talus_view_get_template (self->view);
  TalusBoardPlan *plan;

  self->is_stale = FALSE;
  drop_board (self);
  plan = talus_board_plan_new (template, self->choice.property,
                               (const char * const *) self->choice.types);
  gtk_widget_set_visible (self->bar, plan != NULL);
  if (plan != NULL)
    {
      self->board = talus_board_new (talus_view_get_graph (self->view), plan, self->choice.sum);
      show_board (self);
    }
  else
    {
      gtk_stack_set_visible_child_name (GTK_STACK (self->stack), "empty");
    }
  talus_board_pane_update_verbs (self);
}

/* What happens. */

static void
node_changed_cb (TalusBoardPane *self,
                 TalusNode      *node)
{
  if (self->board == NULL)
    return;

  talus_board_update_node (self->board, node);
  talus_board_cards_queue_refresh (self->cards);
}

static void
placed_cb (TalusBoardPane *self,
           const TalusId  *ids,
           guint           n_ids)
{
  if (self->board == NULL)
    return;

  talus_board_update_places (self->board, ids, n_ids);
  talus_board_cards_queue_refresh (self->cards);
}

static void
recorded_cb (TalusBoardPane *self,
             TalusRecord    *record,
             gboolean        own)
{
  if (!own && self->board != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)))
    talus_board_cards_flash (self->cards, record);
}

static void
load_choice (TalusBoardPane *self)
{
  talus_board_choice_clear (&self->choice);
  talus_board_choice_load (&self->choice,
                           talus_template_get_id (talus_view_get_template (self->view)));
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      talus_board_pane_rebuild (self);
      return;
    }

  /* The outline is in front as a rule: cards that nobody sees can wait. */
  drop_board (self);
  self->is_stale = TRUE;
  talus_board_pane_update_verbs (self);
}

static void
take_peer (TalusBoardPane *self)
{
  TalusPeer *peer = talus_view_get_peer (self->view);

  if (self->peer != NULL)
    g_signal_handlers_disconnect_by_data (self->peer, self);
  drop_board (self);
  g_set_object (&self->peer, peer);
  g_signal_connect_object (peer, "node-changed", G_CALLBACK (node_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (peer, "placed", G_CALLBACK (placed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (peer, "recorded", G_CALLBACK (recorded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (peer, "template-changed", G_CALLBACK (load_choice), self,
                           G_CONNECT_SWAPPED);
  load_choice (self);
}

static void
can_edit_cb (TalusBoardPane *self)
{
  for (guint i = 0; i < self->columns->len; i++)
    talus_board_column_view_refresh (self->columns->pdata[i]);
  talus_board_pane_update_verbs (self);
}

/* Whoever selects something elsewhere finds it here too. */
static void
talus_board_pane_map (GtkWidget *widget)
{
  TalusBoardPane *self = TALUS_BOARD_PANE (widget);
  const TalusId *cursor = talus_selection_get_cursor (talus_view_get_selection (self->view));

  if (self->is_stale)
    talus_board_pane_rebuild (self);

  GTK_WIDGET_CLASS (talus_board_pane_parent_class)->map (widget);

  if (cursor != NULL)
    show_card (self, cursor);
}

static void
reveal_cb (TalusBoardPane *self,
           const TalusId  *id)
{
  show_card (self, id);
}

static void
rename_cb (TalusBoardPane *self,
           const TalusId  *id)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    talus_board_pane_rename (self, id);
}

/* The widget. */

static void
talus_board_pane_measure (GtkWidget      *widget,
                          GtkOrientation  orientation,
                          int             for_size,
                          int            *minimum,
                          int            *natural,
                          int            *minimum_baseline,
                          int            *natural_baseline)
{
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, for_size, minimum, natural,
                      NULL, NULL);
}

static void
talus_board_pane_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_NATIVE (child))
        gtk_popover_present (GTK_POPOVER (child));
      else
        gtk_widget_size_allocate (child, &(GtkAllocation) { 0, 0, width, height }, baseline);
    }
}

static gboolean
talus_board_pane_grab_focus (GtkWidget *widget)
{
  TalusBoardPane *self = TALUS_BOARD_PANE (widget);
  const TalusId *cursor = talus_selection_get_cursor (talus_view_get_selection (self->view));
  TalusBoardColumn *own = NULL;

  if (cursor != NULL && self->board != NULL &&
      talus_board_find (self->board, cursor, &own, NULL) &&
      !talus_board_pane_is_hidden (self, talus_board_column_get_index (own)))
    {
      talus_board_pane_focus_card (self, cursor);
      talus_board_cards_give_focus (self->cards);
      return TRUE;
    }

  for (guint i = 0; i < self->columns->len; i++)
    {
      TalusBoardColumn *column = talus_board_column_view_get_column (self->columns->pdata[i]);

      if (g_list_model_get_n_items (G_LIST_MODEL (column)) > 0 &&
          !talus_board_pane_is_hidden (self, i))
        return talus_board_column_view_grab_focus (self->columns->pdata[i]);
    }

  return gtk_widget_grab_focus (GTK_WIDGET (self->options_button));
}

static void
talus_board_pane_dispose (GObject *object)
{
  TalusBoardPane *self = TALUS_BOARD_PANE (object);
  GtkWidget *child;

  if (self->columns != NULL)
    drop_board (self);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->cards);
  g_clear_object (&self->filter);
  g_clear_object (&self->peer);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_board_pane_parent_class)->dispose (object);
}

static void
talus_board_pane_finalize (GObject *object)
{
  TalusBoardPane *self = TALUS_BOARD_PANE (object);

  talus_board_choice_clear (&self->choice);

  G_OBJECT_CLASS (talus_board_pane_parent_class)->finalize (object);
}

static void
talus_board_pane_class_init (TalusBoardPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = talus_board_pane_dispose;
  object_class->finalize = talus_board_pane_finalize;
  widget_class->map = talus_board_pane_map;
  widget_class->measure = talus_board_pane_measure;
  widget_class->size_allocate = talus_board_pane_size_allocate;
  widget_class->grab_focus = talus_board_pane_grab_focus;
  gtk_widget_class_set_css_name (widget_class, "board");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  talus_board_pane_install_verbs (widget_class);
}

static GtkWidget *
make_empty (void)
{
  GtkWidget *page = adw_status_page_new ();

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "talus-board-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("Nothing to Make Columns From"));
  adw_status_page_set_description (
    ADW_STATUS_PAGE (page),
    _("A board has a column for each choice of a property, such as “Not started” and “Done”. "
      "The template of this project has no such property. Give a node type one of the type "
      "“select”, with options, and load the template again."));

  return page;
}

static GtkWidget *
make_bar (TalusBoardPane *self)
{
  self->bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  gtk_widget_set_margin_start (self->bar, 18);
  gtk_widget_set_margin_end (self->bar, 6);
  gtk_widget_set_margin_top (self->bar, 3);
  gtk_widget_set_margin_bottom (self->bar, 3);
  self->bar_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_ellipsize (self->bar_label, PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->bar_label, 0);
  gtk_widget_set_hexpand (GTK_WIDGET (self->bar_label), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->bar_label), "dim-label");
  gtk_box_append (GTK_BOX (self->bar), GTK_WIDGET (self->bar_label));

  self->options_button = GTK_MENU_BUTTON (talus_board_pane_make_options (self));
  gtk_box_append (GTK_BOX (self->bar), GTK_WIDGET (self->options_button));

  return self->bar;
}

static void
talus_board_pane_init (TalusBoardPane *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->columns = g_ptr_array_new_with_free_func (g_object_unref);
  self->board_view = TALUS_BOARD_VIEW (talus_board_view_new ());
  self->stack = gtk_stack_new ();
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_stack_add_child (GTK_STACK (self->stack), GTK_WIDGET (self->board_view));
  gtk_stack_add_named (GTK_STACK (self->stack), make_empty (), "empty");
  gtk_stack_set_hhomogeneous (GTK_STACK (self->stack), FALSE);

  gtk_box_append (GTK_BOX (box), make_bar (self));
  gtk_box_append (GTK_BOX (box), self->stack);
  gtk_widget_set_parent (box, GTK_WIDGET (self));
  talus_board_pane_add_keys (self);
  talus_board_pane_add_menu (self);
}

/**
 * talus_board_pane_new:
 * @view: what to show
 *
 * Makes a board.
 *
 * Returns: (transfer floating): the pane
 */
GtkWidget *
talus_board_pane_new (TalusView *view)
{
  TalusBoardPane *self;

  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);

  self = g_object_new (TALUS_TYPE_BOARD_PANE, NULL);
  self->view = g_object_ref (view);
  self->cards = talus_board_cards_new (GTK_WIDGET (self), view);
  g_signal_connect_object (self->cards, "refreshed", G_CALLBACK (talus_board_pane_update_verbs),
                           self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Board"), -1);
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (take_peer), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::filter", G_CALLBACK (take_filter), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::can-edit", G_CALLBACK (can_edit_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "reveal", G_CALLBACK (reveal_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "rename", G_CALLBACK (rename_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_view_get_selection (view), "changed",
                           G_CALLBACK (talus_board_pane_update_verbs), self, G_CONNECT_SWAPPED);
  take_peer (self);

  return GTK_WIDGET (self);
}

const TalusPaneType talus_board_pane_type = {
  "board", N_("Board"), "talus-board-symbolic", talus_board_pane_new,
};
