/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A heading, a list view and an adder. What may be done with cards it asks its
 * pane. It must not make batches. */
#define G_LOG_DOMAIN "talus-app-board"

#include "config.h"

#include "app/board/talus-board-column-view.h"

#include <glib/gi18n.h>

#include "app/board/talus-board-adder.h"
#include "app/board/talus-board-edit.h"
#include "app/board/talus-board-heading.h"
#include "app/board/talus-board-pane-private.h"
#include "app/board/talus-board-selection.h"

struct _TalusBoardColumnView
{
  GtkWidget parent_instance;

  /* children */
  GtkWidget *content;
  TalusBoardHeading *heading;
  GtkListView *list;
  GtkWidget *adder;

  /* borrowed */
  TalusBoardPane *pane;
  TalusBoardCardView *hovered;   /* the card that a drop would be next to */

  /* owned */
  TalusBoardColumn *column;
  TalusBoardCards *cards;
};

G_DEFINE_FINAL_TYPE (TalusBoardColumnView, talus_board_column_view, GTK_TYPE_WIDGET)

static guint
get_slot (TalusBoardColumnView *self)
{
  return talus_board_column_get_index (self->column);
}

static char *
dup_title (TalusBoardColumnView *self)
{
  return talus_board_plan_name_slot (talus_board_get_plan (self->pane->board), get_slot (self));
}

/* Cards. */

static GdkContentProvider *
drag_prepare_cb (GtkDragSource      *source,
                 double              x,
                 double              y,
                 TalusBoardCardView *card)
{
  TalusNode *node = talus_board_card_view_get_node (card);
  GdkContentProvider *providers[2];

  if (node == NULL)
    return NULL;

  providers[0] = gdk_content_provider_new_typed (TALUS_TYPE_NODE, node);
  providers[1] = gdk_content_provider_new_typed (G_TYPE_STRING, talus_node_get_name (node));

  return gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
}

static void
drag_begin_cb (TalusBoardColumnView *self,
               GdkDrag              *drag,
               GtkDragSource        *source)
{
  GtkWidget *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (card);
  g_autoptr (GdkPaintable) picture = gdk_paintable_get_current_image (paintable);

  gtk_drag_source_set_icon (source, picture, 24, 16);
  talus_board_pane_begin_drag (self->pane,
                               talus_board_card_view_get_node (TALUS_BOARD_CARD_VIEW (card)));
}

static void
drag_end_cb (TalusBoardColumnView *self)
{
  talus_board_pane_end_drag (self->pane);
}

static gboolean
drag_cancel_cb (TalusBoardColumnView *self)
{
  talus_board_pane_end_drag (self->pane);

  return FALSE;
}

static void
setup_cb (TalusBoardColumnView *self,
          GtkListItem          *item)
{
  GtkWidget *card = talus_board_card_view_new ();
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (drag_prepare_cb), card);
  g_signal_connect_object (source, "drag-begin", G_CALLBACK (drag_begin_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (source, "drag-end", G_CALLBACK (drag_end_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (source, "drag-cancel", G_CALLBACK (drag_cancel_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (card, GTK_EVENT_CONTROLLER (source));
  gtk_list_item_set_child (item, card);
}

static void
bind_cb (TalusBoardColumnView *self,
         GtkListItem          *item)
{
  talus_board_cards_bind (self->cards, TALUS_BOARD_CARD_VIEW (gtk_list_item_get_child (item)),
                          gtk_list_item_get_item (item));
}

static void
unbind_cb (TalusBoardColumnView *self,
           GtkListItem          *item)
{
  TalusBoardCardView *card = TALUS_BOARD_CARD_VIEW (gtk_list_item_get_child (item));

  if (self->hovered == card)
    self->hovered = NULL;
  talus_board_cards_unbind (self->cards, card);
}

static void
activate_cb (TalusBoardColumnView *self,
             guint                 position)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "board.open", NULL);
}

/* Dropping. */

static void
set_hovered (TalusBoardColumnView *self,
             TalusBoardCardView   *card,
             TalusBoardDropPart    part)
{
  if (self->hovered != NULL && self->hovered != card)
    talus_board_card_view_set_drop (self->hovered, TALUS_BOARD_DROP_NOWHERE);
  self->hovered = card;
  if (card != NULL)
    talus_board_card_view_set_drop (card, part);
}

/* The card at a place, and which half of it. */
static TalusBoardCardView *
find_card_at (TalusBoardColumnView *self,
              double                x,
              double                y,
              gboolean             *is_behind)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y, GTK_PICK_DEFAULT);
  GtkWidget *card = picked != NULL ? gtk_widget_get_ancestor (picked, TALUS_TYPE_BOARD_CARD_VIEW)
                                   : NULL;
  double card_x;
  double card_y;

  if (card == NULL ||
      !gtk_widget_translate_coordinates (GTK_WIDGET (self), card, x, y, &card_x, &card_y))
    return NULL;

  *is_behind = card_y > gtk_widget_get_height (card) / 2.0;

  return TALUS_BOARD_CARD_VIEW (card);
}

GdkDragAction
talus_board_column_view_hover (TalusBoardColumnView *self,
                               double                x,
                               double                y)
{
  gboolean is_behind = FALSE;
  TalusBoardCardView *card;

  if (talus_board_pane_may_drop (self->pane, get_slot (self)))
    {
      set_hovered (self, NULL, TALUS_BOARD_DROP_NOWHERE);
      gtk_widget_add_css_class (GTK_WIDGET (self), "drop-here");
      return GDK_ACTION_MOVE;
    }

  gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-here");
  card = find_card_at (self, x, y, &is_behind);
  if (card == NULL ||
      !talus_board_pane_may_order (self->pane, talus_board_card_view_get_node (card)))
    {
      set_hovered (self, NULL, TALUS_BOARD_DROP_NOWHERE);
      return 0;
    }

  set_hovered (self, card, is_behind ? TALUS_BOARD_DROP_BELOW : TALUS_BOARD_DROP_ABOVE);

  return GDK_ACTION_MOVE;
}

void
talus_board_column_view_leave (TalusBoardColumnView *self)
{
  gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-here");
  set_hovered (self, NULL, TALUS_BOARD_DROP_NOWHERE);
}

gboolean
talus_board_column_view_drop (TalusBoardColumnView *self,
                              double                x,
                              double                y)
{
  gboolean is_behind = FALSE;
  TalusBoardCardView *card = find_card_at (self, x, y, &is_behind);
  TalusNode *target = card != NULL ? talus_board_card_view_get_node (card) : NULL;

  talus_board_column_view_leave (self);

  return talus_board_pane_drop (self->pane, get_slot (self), target, is_behind);
}

static gboolean
drop_cb (TalusBoardColumnView *self,
         const GValue         *value,
         double                x,
         double                y)
{
  return talus_board_column_view_drop (self, x, y);
}

static void
add_drop_target (TalusBoardColumnView *self)
{
  GtkDropTarget *target = gtk_drop_target_new (TALUS_TYPE_NODE, GDK_ACTION_MOVE);

  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect_swapped (target, "enter", G_CALLBACK (talus_board_column_view_hover), self);
  g_signal_connect_swapped (target, "motion", G_CALLBACK (talus_board_column_view_hover), self);
  g_signal_connect_swapped (target, "leave", G_CALLBACK (talus_board_column_view_leave), self);
  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

static void
name_list (TalusBoardColumnView *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->column));
  g_autofree char *title = dup_title (self);
  g_autofree char *spoken = NULL;

  spoken = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s, %'u card", "%s, %'u cards", n),
                            title, n);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

/* Adding. */

static void
opened_cb (TalusBoardColumnView *self)
{
  TalusBoardPlan *plan = talus_board_get_plan (self->pane->board);
  GPtrArray *types = talus_board_plan_get_types (plan);
  g_autoptr (GPtrArray) taken = g_ptr_array_new ();

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      if (talus_board_plan_takes (plan, get_slot (self), type->id))
        g_ptr_array_add (taken, types->pdata[i]);
    }

  talus_board_adder_set_types (TALUS_BOARD_ADDER (self->adder), taken);
}

static void
type_chosen_cb (TalusBoardColumnView *self)
{
  const TalusNodeType *type = talus_board_adder_get_type_chosen (TALUS_BOARD_ADDER (self->adder));
  g_autoptr (GPtrArray) parents = NULL;

  if (type != NULL)
    parents = talus_board_list_parents (talus_view_get_graph (self->pane->view), type,
                                        talus_view_get_cursor_node (self->pane->view),
                                        G_LIST_MODEL (self->column));
  else
    parents = g_ptr_array_new ();
  talus_board_adder_set_parents (TALUS_BOARD_ADDER (self->adder), parents);
}

static gboolean
add_cb (TalusBoardColumnView *self,
        const char           *name,
        TalusNode            *parent)
{
  const TalusNodeType *type = talus_board_adder_get_type_chosen (TALUS_BOARD_ADDER (self->adder));

  return type != NULL &&
         talus_board_pane_create_card (self->pane, get_slot (self), type->id, parent, name);
}

static gboolean
takes_any (TalusBoardColumnView *self)
{
  TalusBoardPlan *plan = talus_board_get_plan (self->pane->board);
  GPtrArray *types = talus_board_plan_get_types (plan);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      if (talus_board_plan_takes (plan, get_slot (self), type->id))
        return TRUE;
    }

  return FALSE;
}

static GtkWidget *
make_adder (TalusBoardColumnView *self)
{
  g_autofree char *title = dup_title (self);

  self->adder = talus_board_adder_new (title);
  g_signal_connect_swapped (self->adder, "opened", G_CALLBACK (opened_cb), self);
  g_signal_connect_swapped (self->adder, "type-chosen", G_CALLBACK (type_chosen_cb), self);
  g_signal_connect_swapped (self->adder, "add", G_CALLBACK (add_cb), self);

  return self->adder;
}

static void
talus_board_column_view_dispose (GObject *object)
{
  TalusBoardColumnView *self = TALUS_BOARD_COLUMN_VIEW (object);

  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  self->list = NULL;
  g_clear_pointer (&self->content, gtk_widget_unparent);
  g_clear_object (&self->column);
  g_clear_object (&self->cards);

  G_OBJECT_CLASS (talus_board_column_view_parent_class)->dispose (object);
}

static void
talus_board_column_view_class_init (TalusBoardColumnViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_board_column_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "board-column");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
talus_board_column_view_init (TalusBoardColumnView *self)
{
}

static GtkWidget *
make_list (TalusBoardColumnView *self)
{
  g_autoptr (GtkSelectionModel) model = NULL;
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, G_CONNECT_SWAPPED);
  model = talus_board_selection_new (self->pane->board, self->column,
                                     talus_view_get_selection (self->pane->view));
  self->list = GTK_LIST_VIEW (gtk_list_view_new (g_steal_pointer (&model), factory));
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "board-list");
  g_signal_connect_swapped (self->list, "activate", G_CALLBACK (activate_cb), self);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->list));
  gtk_widget_set_vexpand (scrolled, TRUE);

  return scrolled;
}

/**
 * talus_board_column_view_new:
 * @pane: whose column
 * @column: its cards
 *
 * Makes a column.
 *
 * Returns: (transfer floating): the column
 */
GtkWidget *
talus_board_column_view_new (TalusBoardPane   *pane,
                             TalusBoardColumn *column)
{
  TalusBoardColumnView *self = g_object_new (TALUS_TYPE_BOARD_COLUMN_VIEW, NULL);
  g_autofree char *title = NULL;

  self->pane = pane;
  self->column = g_object_ref (column);
  self->cards = g_object_ref (pane->cards);
  title = dup_title (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);

  self->content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->content, "board-column-content");
  self->heading = TALUS_BOARD_HEADING (talus_board_heading_new (pane, column));
  gtk_box_append (GTK_BOX (self->content), GTK_WIDGET (self->heading));
  gtk_box_append (GTK_BOX (self->content), make_list (self));
  gtk_box_append (GTK_BOX (self->content), make_adder (self));
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));
  add_drop_target (self);

  g_signal_connect_object (column, "notify::n-items", G_CALLBACK (name_list), self,
                           G_CONNECT_SWAPPED);
  talus_board_column_view_refresh (self);

  return GTK_WIDGET (self);
}

/**
 * talus_board_column_view_get_column:
 * @self: a column
 *
 * Returns: (transfer none): its cards
 */
TalusBoardColumn *
talus_board_column_view_get_column (TalusBoardColumnView *self)
{
  g_return_val_if_fail (TALUS_IS_BOARD_COLUMN_VIEW (self), NULL);

  return self->column;
}

/**
 * talus_board_column_view_scroll_to:
 * @self: a column
 * @position: of a card
 *
 * Brings a card into sight.
 */
void
talus_board_column_view_scroll_to (TalusBoardColumnView *self,
                                   guint                 position)
{
  g_return_if_fail (TALUS_IS_BOARD_COLUMN_VIEW (self));

  gtk_widget_activate_action (GTK_WIDGET (self->list), "list.scroll-to-item", "u", position);
}

/**
 * talus_board_column_view_set_drag:
 * @self: a column
 * @is_dragging: whether cards are being dragged
 * @takes: whether they could land here
 *
 * Says by its look where cards can go.
 */
void
talus_board_column_view_set_drag (TalusBoardColumnView *self,
                                  gboolean              is_dragging,
                                  gboolean              takes)
{
  g_return_if_fail (TALUS_IS_BOARD_COLUMN_VIEW (self));

  gtk_widget_remove_css_class (GTK_WIDGET (self), "drop-here");
  set_hovered (self, NULL, TALUS_BOARD_DROP_NOWHERE);
  if (is_dragging && takes)
    gtk_widget_add_css_class (GTK_WIDGET (self), "takes");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "takes");
  if (is_dragging && !takes)
    gtk_widget_add_css_class (GTK_WIDGET (self), "refuses");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "refuses");
}

/**
 * talus_board_column_view_refresh:
 * @self: a column
 *
 * Shows what there is now: count, sum, whether cards can be added.
 */
void
talus_board_column_view_refresh (TalusBoardColumnView *self)
{
  g_return_if_fail (TALUS_IS_BOARD_COLUMN_VIEW (self));

  gtk_widget_set_visible (self->adder, talus_view_can_edit (self->pane->view) && takes_any (self));
  talus_board_heading_refresh (self->heading);
  name_list (self);
}

/**
 * talus_board_column_view_begin_add:
 * @self: a column
 *
 * Asks for the name of a new card.
 */
void
talus_board_column_view_begin_add (TalusBoardColumnView *self)
{
  g_return_if_fail (TALUS_IS_BOARD_COLUMN_VIEW (self));

  if (gtk_widget_get_visible (self->adder))
    talus_board_adder_open (TALUS_BOARD_ADDER (self->adder));
}

/**
 * talus_board_column_view_grab_focus:
 * @self: a column
 *
 * Puts the focus into it.
 *
 * Returns: whether anything in it takes the focus
 */
gboolean
talus_board_column_view_grab_focus (TalusBoardColumnView *self)
{
  g_return_val_if_fail (TALUS_IS_BOARD_COLUMN_VIEW (self), FALSE);

  if (g_list_model_get_n_items (G_LIST_MODEL (self->column)) > 0)
    return gtk_widget_grab_focus (GTK_WIDGET (self->list));

  return gtk_widget_child_focus (GTK_WIDGET (self), GTK_DIR_TAB_FORWARD);
}
