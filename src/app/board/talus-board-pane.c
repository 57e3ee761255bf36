/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The board of what the view shows, side by side or, where it is narrow, one
 * column at a time. What changes is shown by the board's own list models; what
 * is on cards is read again before the next frame. It must not know any other
 * pane. */
#define G_LOG_DOMAIN "talus-app-board"

#include "config.h"

#include <glib/gi18n.h>

#include "app/board/talus-board-column-view.h"
#include "app/board/talus-board-pane-private.h"
#include "app/core/talus-places.h"
#include "app/search/talus-node-filter.h"

#define NARROW       560   /* pixels */
#define COLUMN_WIDTH 280
#define MARGIN       12
#define FLASH_SOON   50    /* milliseconds: until moved cards are where they go */

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

/* Whoever has gone on to something else meanwhile is not to be called back. */
static gboolean
is_elsewhere (TalusBoardPane *self)
{
  GtkWidget *focus = get_focus (self);

  return focus != NULL && focus != self->wanted_from && focus != GTK_WIDGET (self) &&
         !gtk_widget_is_ancestor (focus, GTK_WIDGET (self));
}

static void
focus_wanted (TalusBoardPane *self)
{
  TalusNode *node;
  TalusBoardCardView *card;
  GtkWidget *row;

  if (!self->has_wanted || self->board == NULL)
    return;

  if (is_elsewhere (self))
    {
      self->has_wanted = FALSE;
      return;
    }

  node = talus_graph_get_node (talus_view_get_graph (self->view), &self->wanted);
  card = node != NULL ? g_hash_table_lookup (self->bound, node) : NULL;
  row = card != NULL ? gtk_widget_get_parent (GTK_WIDGET (card)) : NULL;
  if (row == NULL || !gtk_widget_get_mapped (row))
    return;

  self->has_wanted = FALSE;
  gtk_widget_grab_focus (row);
}

static gboolean
refresh_cb (gpointer user_data)
{
  TalusBoardPane *self = user_data;
  GHashTableIter iter;
  gpointer card;

  self->refresh_source = 0;
  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, NULL, &card))
    talus_board_card_view_refresh (card);
  focus_wanted (self);
  talus_board_pane_update_verbs (self);

  return G_SOURCE_REMOVE;
}

/* A card says things of other nodes too, so that all there are on the screen
 * are read again: these are few. Once for all that changes in a turn. */
static void
refresh_later (TalusBoardPane *self)
{
  if (self->refresh_source == 0)
    self->refresh_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, refresh_cb, self, NULL);
}

/* A card that a list view has just got a row for. */
void
talus_board_pane_bind (TalusBoardPane     *self,
                       TalusBoardCardView *card,
                       TalusNode          *node)
{
  talus_board_card_view_set_node (card, &self->face, node);
  g_hash_table_insert (self->bound, node, card);
  if (self->has_wanted && talus_id_equal (&self->wanted, talus_node_get_id (node)))
    refresh_later (self);
}

void
talus_board_pane_unbind (TalusBoardPane     *self,
                         TalusBoardCardView *card)
{
  TalusNode *node = talus_board_card_view_get_node (card);

  /* Its new row may have been bound before the old one is let go. */
  if (node != NULL && g_hash_table_lookup (self->bound, node) == card)
    g_hash_table_remove (self->bound, node);
  talus_board_card_view_set_node (card, &self->face, NULL);
}

static void
show_placed_column (TalusBoardPane *self,
                    GtkWidget      *view)
{
  GtkAdjustment *adjustment;
  double x;

  if (self->is_narrow)
    {
      adw_carousel_scroll_to (self->carousel, view, TRUE);
      return;
    }

  if (!gtk_widget_translate_coordinates (view, GTK_WIDGET (self->box), 0, 0, &x, NULL))
    return;

  adjustment = gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  gtk_adjustment_clamp_page (adjustment, x - MARGIN, x + gtk_widget_get_width (view) + MARGIN);
}

static gboolean
sight_cb (gpointer user_data)
{
  TalusBoardPane *self = user_data;

  self->sight_source = 0;
  if (self->sought < self->columns->len)
    show_placed_column (self, GTK_WIDGET (get_column_view (self, self->sought)));

  return G_SOURCE_REMOVE;
}

static void
show_column (TalusBoardPane *self,
             guint           index)
{
  GtkWidget *view = GTK_WIDGET (get_column_view (self, index));

  self->sought = index;
  if (gtk_widget_get_width (view) > 0)
    show_placed_column (self, view);
  else if (self->sight_source == 0)
    self->sight_source = g_idle_add (sight_cb, self);   /* behind the layout */
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

  show_column (self, index);
  talus_board_column_view_scroll_to (get_column_view (self, index), position);

  return TRUE;
}

void
talus_board_pane_focus_card (TalusBoardPane *self,
                             const TalusId  *id)
{
  self->has_wanted = FALSE;
  if (!show_card (self, id))
    return;

  self->wanted = *id;
  self->has_wanted = TRUE;
  g_set_weak_pointer (&self->wanted_from, get_focus (self));
  refresh_later (self);
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
  refresh_later (self);
}

static void
flipped_cb (TalusBoardPane *self,
            TalusNode      *node)
{
  if (self->board == NULL)
    return;

  talus_board_refilter_node (self->board, node);
  refresh_later (self);
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
remove_columns (TalusBoardPane *self,
                GPtrArray      *columns)
{
  for (guint i = 0; i < columns->len; i++)
    {
      GtkWidget *view = columns->pdata[i];

      if (gtk_widget_get_parent (view) == GTK_WIDGET (self->box))
        gtk_box_remove (self->box, view);
      else if (gtk_widget_get_parent (view) != NULL)
        adw_carousel_remove (self->carousel, view);
    }
}

static void
update_bar (TalusBoardPane *self)
{
  GPtrArray *types = talus_board_plan_get_types (talus_board_get_plan (self->board));
  g_autoptr (GString) text = g_string_new (NULL);
  guint n_hidden = talus_board_pane_count_hidden (self);
  g_autofree char *label = NULL;
  g_autofree char *hidden = NULL;
  g_autofree char *both = NULL;

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", type->label);
    }
  /* Translators: what the board shows: "Task, Job by Status". */
  label = g_strdup_printf (C_("board", "%s by %s"), text->str,
                           talus_board_plan_get_label (talus_board_get_plan (self->board)));
  if (n_hidden > 0)
    hidden = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u column hidden",
                                           "%u columns hidden", n_hidden), n_hidden);
  both = g_strjoin (" · ", label, hidden, NULL);
  gtk_label_set_label (self->bar_label, both);
}

void
talus_board_pane_place_columns (TalusBoardPane *self)
{
  remove_columns (self, self->columns);
  for (guint i = 0; i < self->columns->len; i++)
    {
      GtkWidget *view = self->columns->pdata[i];

      if (talus_board_pane_is_hidden (self, i))
        continue;

      gtk_widget_set_size_request (view, self->is_narrow ? -1 : COLUMN_WIDTH, -1);
      gtk_widget_set_hexpand (view, TRUE);
      if (self->is_narrow)
        adw_carousel_append (self->carousel, view);
      else
        gtk_box_append (self->box, view);
    }

  gtk_stack_set_visible_child (GTK_STACK (self->stack),
                               self->is_narrow ? self->pager : self->scrolled);
  update_bar (self);
}

static void
show_board (TalusBoardPane *self)
{
  TalusBoardPlan *plan = talus_board_get_plan (self->board);

  g_clear_pointer (&self->face.keys, g_strfreev);
  self->face.keys = self->choice.keys != NULL ? g_strdupv (self->choice.keys)
                                              : talus_board_suggest_keys (plan);
  self->face.peer = self->peer;
  self->face.shows_type = talus_board_plan_get_types (plan)->len > 1;

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
  remove_columns (self, columns);
  g_ptr_array_set_size (columns, 0);
  g_hash_table_remove_all (self->bound);
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
  refresh_later (self);
}

static void
placed_cb (TalusBoardPane *self,
           const TalusId  *ids,
           guint           n_ids)
{
  if (self->board == NULL)
    return;

  talus_board_update_places (self->board, ids, n_ids);
  refresh_later (self);
}

typedef struct
{
  TalusBoardPane *pane;
  TalusRecord *record;
} Flash;

static void
free_flash (gpointer data)
{
  Flash *flash = data;

  g_object_unref (flash->pane);
  talus_record_unref (flash->record);
  g_free (flash);
}

static gboolean
flash_cb (gpointer user_data)
{
  Flash *flash = user_data;
  TalusBoardPane *self = flash->pane;
  TalusChangeSet *changes = flash->record->changes;

  for (guint i = 0; self->view != NULL && i < talus_change_set_get_length (changes); i++)
    {
      const TalusChange *change = talus_change_set_get (changes, i);
      TalusNode *node = talus_graph_get_node (talus_view_get_graph (self->view),
                                              &change->node_id);
      TalusBoardCardView *card = node != NULL ? g_hash_table_lookup (self->bound, node) : NULL;

      if (card != NULL)
        talus_board_card_view_flash (card, flash->record->author->colour);
    }

  return G_SOURCE_REMOVE;
}

/* Cards that moved have their new rows a moment later. */
static void
recorded_cb (TalusBoardPane *self,
             TalusRecord    *record,
             gboolean        own)
{
  Flash *flash;

  if (own || self->board == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  flash = g_new0 (Flash, 1);
  flash->pane = g_object_ref (self);
  flash->record = talus_record_ref (record);
  g_timeout_add_full (G_PRIORITY_DEFAULT, FLASH_SOON, flash_cb, flash, free_flash);
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

static gboolean
layout_cb (gpointer user_data)
{
  TalusBoardPane *self = user_data;

  self->layout_source = 0;
  if (self->board != NULL)
    talus_board_pane_place_columns (self);

  return G_SOURCE_REMOVE;
}

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

/* Columns cannot change their parent while they are being allocated. */
static void
talus_board_pane_size_allocate (GtkWidget *widget,
                                int        width,
                                int        height,
                                int        baseline)
{
  TalusBoardPane *self = TALUS_BOARD_PANE (widget);
  gboolean is_narrow = width < NARROW;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (GTK_IS_NATIVE (child))
        gtk_popover_present (GTK_POPOVER (child));
      else
        gtk_widget_size_allocate (child, &(GtkAllocation) { 0, 0, width, height }, baseline);
    }

  if (is_narrow == self->is_narrow)
    return;

  self->is_narrow = is_narrow;
  if (self->layout_source == 0)
    self->layout_source = g_idle_add_full (G_PRIORITY_HIGH_IDLE, layout_cb, self, NULL);
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
      focus_wanted (self);
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

  g_clear_handle_id (&self->layout_source, g_source_remove);
  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_clear_handle_id (&self->sight_source, g_source_remove);
  if (self->scroll_tick > 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->scroll_tick);
  self->scroll_tick = 0;
  if (self->columns != NULL)
    drop_board (self);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_weak_pointer (&self->wanted_from);
  g_clear_object (&self->filter);
  g_clear_object (&self->peer);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_board_pane_parent_class)->dispose (object);
}

static void
talus_board_pane_finalize (GObject *object)
{
  TalusBoardPane *self = TALUS_BOARD_PANE (object);

  g_hash_table_unref (self->bound);
  g_strfreev (self->face.keys);
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
make_pager (TalusBoardPane *self)
{
  GtkWidget *dots = adw_carousel_indicator_dots_new ();

  self->pager = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  self->carousel = ADW_CAROUSEL (adw_carousel_new ());
  adw_carousel_set_allow_scroll_wheel (self->carousel, FALSE);
  gtk_widget_set_vexpand (GTK_WIDGET (self->carousel), TRUE);
  gtk_box_append (GTK_BOX (self->pager), GTK_WIDGET (self->carousel));
  adw_carousel_indicator_dots_set_carousel (ADW_CAROUSEL_INDICATOR_DOTS (dots), self->carousel);
  gtk_box_append (GTK_BOX (self->pager), dots);

  return self->pager;
}

static void
focus_child_cb (TalusBoardPane *self)
{
  GtkWidget *view = gtk_widget_get_focus_child (GTK_WIDGET (self->box));
  guint index;

  if (view != NULL && g_ptr_array_find (self->columns, view, &index))
    show_column (self, index);
}

static GtkWidget *
make_scrolled (TalusBoardPane *self)
{
  GtkWidget *viewport;

  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "board-columns");
  self->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scrolled), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  /* Left to itself it goes after the focus to where there is nothing yet. */
  viewport = gtk_viewport_new (NULL, NULL);
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (viewport), FALSE);
  gtk_viewport_set_child (GTK_VIEWPORT (viewport), GTK_WIDGET (self->box));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), viewport);
  g_signal_connect_object (self->box, "notify::focus-child", G_CALLBACK (focus_child_cb), self,
                           G_CONNECT_SWAPPED);
  talus_board_pane_scroll_in_drags (self);

  return self->scrolled;
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
  self->bound = g_hash_table_new (NULL, NULL);
  self->stack = gtk_stack_new ();
  gtk_widget_set_vexpand (self->stack, TRUE);
  gtk_stack_add_child (GTK_STACK (self->stack), make_scrolled (self));
  gtk_stack_add_child (GTK_STACK (self->stack), make_pager (self));
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
