/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done on the board: moving, adding, naming, deleting cards, and
 * going from one to the next by keys. */
#define G_LOG_DOMAIN "talus-app-board"

#include "config.h"

#include <glib/gi18n.h>

#include "app/board/talus-board-column-view.h"
#include "app/board/talus-board-edit.h"
#include "app/board/talus-board-pane-private.h"

gboolean
talus_board_pane_move (TalusBoardPane *self,
                       GPtrArray      *nodes,
                       guint           slot)
{
  TalusBoardPlan *plan = talus_board_get_plan (self->board);
  const TalusBoardSlot *column = talus_board_plan_get_slot (plan, slot);
  g_autofree char *label = NULL;
  TalusBatch *batch;
  TalusId first;

  if (nodes->len == 0)
    return FALSE;

  if (column->option == NULL)
    label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Clear %s of %u card",
                                          "Clear %s of %u cards", nodes->len),
                             talus_board_plan_get_label (plan), nodes->len);
  else
    label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Move %u card to “%s”",
                                          "Move %u cards to “%s”", nodes->len),
                             nodes->len, column->title);
  batch = talus_board_move (plan, nodes, slot, label);
  if (batch == NULL)
    return FALSE;

  first = *talus_node_get_id (nodes->pdata[0]);
  if (!talus_view_submit (self->view, batch))
    return FALSE;

  talus_board_pane_focus_card (self, &first);

  return TRUE;
}

gboolean
talus_board_pane_create_card (TalusBoardPane *self,
                              guint           slot,
                              const char     *type_id,
                              TalusNode      *parent,
                              const char     *name)
{
  g_autofree char *label = g_strdup_printf (_("Add “%s”"), name);
  TalusId id;
  TalusBatch *batch = talus_board_create (talus_board_get_plan (self->board), slot, type_id,
                                          parent, name, label, &id);

  if (!talus_view_submit (self->view, batch))
    return FALSE;

  talus_selection_set_one (talus_view_get_selection (self->view), &id);
  talus_view_reveal (self->view, &id);

  return TRUE;
}

static void
move_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  TalusBoardPane *self = TALUS_BOARD_PANE (widget);
  g_autoptr (GPtrArray) nodes = talus_board_pane_list_selected (self);
  int step = g_str_equal (action, "board.move-on") ? 1 : -1;
  guint position;
  int column = talus_board_pane_get_column (self, &position);
  int slot;

  if (column < 0 || nodes->len == 0 || !talus_view_can_edit (self->view))
    return;

  slot = talus_board_find_slot (talus_board_get_plan (self->board), nodes, (guint) column, step);
  while (slot >= 0 && talus_board_pane_is_hidden (self, (guint) slot))
    slot = talus_board_find_slot (talus_board_get_plan (self->board), nodes, (guint) slot, step);
  if (slot < 0 || !talus_board_pane_move (self, nodes, (guint) slot))
    gtk_widget_error_bell (widget);
}

static void
move_to_cb (GtkWidget  *widget,
            const char *action,
            GVariant   *parameter)
{
  TalusBoardPane *self = TALUS_BOARD_PANE (widget);
  g_autoptr (GPtrArray) nodes = talus_board_pane_list_selected (self);
  guint slot = g_variant_get_uint32 (parameter);

  if (self->board != NULL && slot < talus_board_get_n_columns (self->board) &&
      talus_view_can_edit (self->view))
    talus_board_pane_move (self, nodes, slot);
}

static void
menu_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  talus_board_pane_show_menu (TALUS_BOARD_PANE (widget));
}

static void
open_cb (GtkWidget  *widget,
         const char *action,
         GVariant   *parameter)
{
  TalusBoardPane *self = TALUS_BOARD_PANE (widget);

  if (talus_view_get_cursor_node (self->view) != NULL)
    gtk_widget_activate_action (widget, "win.edit-details", NULL);
}

typedef struct
{
  TalusBoardPane *pane;
  TalusId id;
  GtkWidget *popover;
  GtkEditable *entry;
} Rename;

static void
rename_done_cb (Rename *rename)
{
  g_autofree char *name = g_strstrip (g_strdup (gtk_editable_get_text (rename->entry)));
  TalusNode *node = talus_graph_get_node (talus_view_get_graph (rename->pane->view), &rename->id);

  if (*name != '\0' && (node == NULL || !g_str_equal (name, talus_node_get_name (node))))
    {
      TalusBatch *batch = talus_batch_new (NULL);

      talus_batch_rename (batch, &rename->id, name);
      if (!talus_view_submit (rename->pane->view, batch))
        return;
    }
  gtk_popover_popdown (GTK_POPOVER (rename->popover));
}

static void
rename_closed_cb (Rename *rename)
{
  talus_board_pane_focus_card (rename->pane, &rename->id);
  gtk_widget_unparent (rename->popover);
}

static void
free_rename (gpointer  data,
             GClosure *closure)
{
  g_free (data);
}

/* Asks for another name, over the card. */
void
talus_board_pane_rename (TalusBoardPane *self,
                         const TalusId  *id)
{
  TalusNode *node = talus_graph_get_node (talus_view_get_graph (self->view), id);
  TalusBoardCardView *card = talus_board_cards_find (self->cards, id);
  Rename *rename;
  graphene_rect_t bounds;

  if (card == NULL || !talus_view_can_edit (self->view) ||
      !gtk_widget_compute_bounds (GTK_WIDGET (card), GTK_WIDGET (self), &bounds))
    return;

  rename = g_new0 (Rename, 1);
  rename->pane = self;
  rename->id = *id;
  rename->popover = gtk_popover_new ();
  rename->entry = GTK_EDITABLE (gtk_entry_new ());
  gtk_editable_set_text (rename->entry, talus_node_get_name (node));
  gtk_editable_set_width_chars (rename->entry, 32);
  gtk_accessible_update_property (GTK_ACCESSIBLE (rename->entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Name"), -1);
  gtk_popover_set_child (GTK_POPOVER (rename->popover), GTK_WIDGET (rename->entry));
  /* The card may lose its row meanwhile, the pane stays. */
  gtk_widget_set_parent (rename->popover, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (rename->popover),
                               &(GdkRectangle) { (int) bounds.origin.x, (int) bounds.origin.y,
                                                 (int) bounds.size.width,
                                                 (int) bounds.size.height });
  g_signal_connect_swapped (rename->entry, "activate", G_CALLBACK (rename_done_cb), rename);
  g_signal_connect_data (rename->popover, "closed", G_CALLBACK (rename_closed_cb), rename,
                         free_rename, G_CONNECT_SWAPPED);
  gtk_popover_popup (GTK_POPOVER (rename->popover));
  gtk_widget_grab_focus (GTK_WIDGET (rename->entry));
}

static void
rename_action_cb (GtkWidget  *widget,
                  const char *action,
                  GVariant   *parameter)
{
  TalusBoardPane *self = TALUS_BOARD_PANE (widget);
  const TalusId *cursor = talus_selection_get_cursor (talus_view_get_selection (self->view));

  if (cursor != NULL)
    talus_board_pane_rename (self, cursor);
}

static gboolean
goes_with (GHashTable *tops,
           TalusNode  *node)
{
  while (node != NULL && !g_hash_table_contains (tops, node))
    node = talus_node_get_parent (node);

  return node != NULL;
}

/* (nullable): which card is to be selected once @tops are gone: the next one of
 * the cursor's column that stays, else the one in front. */
static TalusNode *
find_heir (TalusBoardPane *self,
           GPtrArray      *tops)
{
  const TalusId *cursor = talus_selection_get_cursor (talus_view_get_selection (self->view));
  g_autoptr (GHashTable) set = g_hash_table_new (NULL, NULL);
  TalusBoardColumn *column;
  TalusNode *heir = NULL;
  guint position;

  if (cursor == NULL || !talus_board_find (self->board, cursor, &column, &position))
    return NULL;

  for (guint i = 0; i < tops->len; i++)
    g_hash_table_add (set, tops->pdata[i]);
  for (guint i = position + 1; (heir = talus_board_column_peek (column, i)) != NULL; i++)
    {
      if (!goes_with (set, heir))
        return heir;
    }
  for (guint i = position; i-- > 0;)
    {
      heir = talus_board_column_peek (column, i);
      if (!goes_with (set, heir))
        return heir;
    }

  return NULL;
}

static void
go_to_heir (TalusBoardPane *self,
            const TalusId  *heir)
{
  talus_selection_set_one (talus_view_get_selection (self->view), heir);
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  if (heir != NULL)
    talus_board_pane_focus_card (self, heir);
  else
    gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
delete_cb (GtkWidget  *widget,
           const char *action,
           GVariant   *parameter)
{
  TalusBoardPane *self = TALUS_BOARD_PANE (widget);
  g_autoptr (GPtrArray) cards = talus_board_pane_list_selected (self);
  g_autoptr (GPtrArray) tops = NULL;
  g_autofree char *text = NULL;
  TalusBatch *batch;
  TalusNode *heir;
  TalusId heir_id;
  guint n_tops;

  /* What is selected elsewhere and is no card here is not meant. */
  if (cards->len == 0 || !talus_view_can_edit (self->view))
    return;

  tops = talus_view_list_selected_tops (self->view);
  batch = talus_batch_new (NULL);
  for (guint i = 0; i < tops->len; i++)
    {
      if (talus_board_find (self->board, talus_node_get_id (tops->pdata[i]), NULL, NULL))
        talus_batch_delete_node (batch, talus_node_get_id (tops->pdata[i]));
    }

  n_tops = talus_batch_get_length (batch);
  if (n_tops == 1 && cards->len == 1)
    text = g_strdup_printf (_("Deleted “%s”"), talus_node_get_name (cards->pdata[0]));
  else
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Deleted %u card", "Deleted %u cards",
                                         n_tops),
                            n_tops);
  heir = find_heir (self, tops);
  if (heir != NULL)
    heir_id = *talus_node_get_id (heir);
  if (n_tops == 0)
    {
      talus_batch_free (batch);
      return;
    }
  if (!talus_view_submit (self->view, batch))
    return;

  go_to_heir (self, heir != NULL ? &heir_id : NULL);
  talus_view_say_done (self->view, text);
}

static void
add_cb (GtkWidget  *widget,
        const char *action,
        GVariant   *parameter)
{
  TalusBoardPane *self = TALUS_BOARD_PANE (widget);
  guint position;
  int column = talus_board_pane_get_column (self, &position);

  if (self->columns->len > 0 && talus_view_can_edit (self->view))
    {
      guint slot = talus_board_pane_get_visible (self, (guint) MAX (column, 0));

      talus_board_column_view_begin_add (self->columns->pdata[slot]);
    }
}

/* Says which verbs can be done now. */
void
talus_board_pane_update_verbs (TalusBoardPane *self)
{
  g_autoptr (GPtrArray) nodes = talus_board_pane_list_selected (self);
  gboolean can_edit = talus_view_can_edit (self->view) && self->board != NULL;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "board.move-on", can_edit && nodes->len > 0);
  gtk_widget_action_set_enabled (widget, "board.move-back", can_edit && nodes->len > 0);
  gtk_widget_action_set_enabled (widget, "board.rename", can_edit && nodes->len == 1);
  gtk_widget_action_set_enabled (widget, "board.delete", can_edit && nodes->len > 0);
  gtk_widget_action_set_enabled (widget, "board.add", can_edit);
  gtk_widget_action_set_enabled (widget, "board.open", nodes->len > 0);
}

/* To the card at the same height in the next column that has any. */
static gboolean
go_sideways (TalusBoardPane *self,
             int             step,
             gboolean        selects)
{
  guint position;
  int column = talus_board_pane_get_column (self, &position);

  if (column < 0)
    return FALSE;

  for (int next = column + step; next >= 0 && next < (int) self->columns->len; next += step)
    {
      TalusBoardColumn *other = talus_board_get_column (self->board, (guint) next);
      guint n = g_list_model_get_n_items (G_LIST_MODEL (other));
      TalusNode *node = n > 0 ? talus_board_column_peek (other, MIN (position, n - 1)) : NULL;

      if (node == NULL || talus_board_pane_is_hidden (self, (guint) next))
        continue;
      if (selects)
        talus_selection_set_one (talus_view_get_selection (self->view), talus_node_get_id (node));
      talus_board_pane_focus_card (self, talus_node_get_id (node));
      return TRUE;
    }

  gtk_widget_error_bell (GTK_WIDGET (self));

  return TRUE;
}

static gboolean
is_on_card (TalusBoardPane *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL && TALUS_IS_BOARD_CARD_VIEW (gtk_widget_get_first_child (focus));
}

static gboolean
key_cb (TalusBoardPane  *self,
        guint            keyval,
        guint            keycode,
        GdkModifierType  state)
{
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  guint modifiers = state & gtk_accelerator_get_default_mod_mask ();
  int step = 0;

  if (!is_on_card (self))
    return GDK_EVENT_PROPAGATE;

  if (keyval == GDK_KEY_Left || keyval == GDK_KEY_KP_Left)
    step = is_rtl ? 1 : -1;
  else if (keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right)
    step = is_rtl ? -1 : 1;
  if (step == 0)
    return GDK_EVENT_PROPAGATE;

  if (modifiers == 0)
    return go_sideways (self, step, TRUE) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
  if (modifiers != GDK_CONTROL_MASK && modifiers != GDK_ALT_MASK)
    return GDK_EVENT_PROPAGATE;

  gtk_widget_activate_action (GTK_WIDGET (self), step > 0 ? "board.move-on" : "board.move-back",
                              NULL);

  return GDK_EVENT_STOP;
}

void
talus_board_pane_add_keys (TalusBoardPane *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  /* In front of the lists, which know arrows too. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

void
talus_board_pane_install_verbs (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "board.move-on", NULL, move_cb);
  gtk_widget_class_install_action (widget_class, "board.move-back", NULL, move_cb);
  gtk_widget_class_install_action (widget_class, "board.move-to", "u", move_to_cb);
  gtk_widget_class_install_action (widget_class, "board.menu", NULL, menu_cb);
  gtk_widget_class_install_action (widget_class, "board.open", NULL, open_cb);
  gtk_widget_class_install_action (widget_class, "board.rename", NULL, rename_action_cb);
  gtk_widget_class_install_action (widget_class, "board.delete", NULL, delete_cb);
  gtk_widget_class_install_action (widget_class, "board.add", NULL, add_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "board.menu", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "board.menu",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0, "board.rename", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0, "board.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Insert, 0, "board.add", NULL);
  /* The clipboard is one for all panes. */
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_x, GDK_CONTROL_MASK, "nodes.cut",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "nodes.copy",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_v, GDK_CONTROL_MASK, "nodes.paste",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_d, GDK_CONTROL_MASK,
                                       "nodes.duplicate", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_n, GDK_CONTROL_MASK | GDK_SHIFT_MASK,
                                       "board.add", NULL);
}
