/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What keys do: while a row has the focus, and while its name is edited. Before
 * anything else sees them, so that Tab is ours; but never those of an entry,
 * whose input method comes first. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-outline-pane-private.h"

#define MODIFIERS (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SHIFT_MASK | GDK_SUPER_MASK | \
                   GDK_META_MASK)

typedef struct
{
  guint key;
  GdkModifierType modifiers;
  const char *action;
} Key;

/* Those that are a verb each. Left and right are as text runs. */
static const Key verbs[] = {
  { GDK_KEY_F2, 0, "rename" },
  { GDK_KEY_Return, 0, "add-sibling" },
  { GDK_KEY_KP_Enter, 0, "add-sibling" },
  { GDK_KEY_ISO_Enter, 0, "add-sibling" },
  { GDK_KEY_Return, GDK_CONTROL_MASK, "add-child" },
  { GDK_KEY_KP_Enter, GDK_CONTROL_MASK, "add-child" },
  { GDK_KEY_Tab, 0, "indent" },
  { GDK_KEY_ISO_Left_Tab, GDK_SHIFT_MASK, "outdent" },
  { GDK_KEY_Tab, GDK_SHIFT_MASK, "outdent" },
  { GDK_KEY_Right, GDK_ALT_MASK, "indent" },
  { GDK_KEY_Left, GDK_ALT_MASK, "outdent" },
  { GDK_KEY_Up, GDK_ALT_MASK, "move-up" },
  { GDK_KEY_Down, GDK_ALT_MASK, "move-down" },
  { GDK_KEY_KP_Up, GDK_ALT_MASK, "move-up" },
  { GDK_KEY_KP_Down, GDK_ALT_MASK, "move-down" },
  { GDK_KEY_Delete, 0, "delete" },
  { GDK_KEY_KP_Delete, 0, "delete" },
  { GDK_KEY_d, GDK_CONTROL_MASK, "nodes.duplicate" },
  { GDK_KEY_x, GDK_CONTROL_MASK, "nodes.cut" },
  { GDK_KEY_c, GDK_CONTROL_MASK, "nodes.copy" },
  { GDK_KEY_v, GDK_CONTROL_MASK, "nodes.paste" },
  { GDK_KEY_a, GDK_CONTROL_MASK, "select-all" },
  { GDK_KEY_a, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "select-none" },
  { GDK_KEY_KP_Add, 0, "expand" },
  { GDK_KEY_KP_Subtract, 0, "collapse" },
  { GDK_KEY_KP_Multiply, 0, "expand-below" },
};

static gboolean
is_in_rows (TalusOutlinePane *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  return focus != NULL && (focus == self->list || gtk_widget_is_ancestor (focus, self->list)) &&
         !GTK_IS_EDITABLE (focus);
}

static gboolean
activate_verb (TalusOutlinePane *self,
               guint             key,
               GdkModifierType   modifiers)
{
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    {
      if (key == GDK_KEY_Left)
        key = GDK_KEY_Right;
      else if (key == GDK_KEY_Right)
        key = GDK_KEY_Left;
    }

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      if (verbs[i].key == gdk_keyval_to_lower (key) && verbs[i].modifiers == modifiers)
        {
          talus_outline_pane_activate (self, verbs[i].action);
          return TRUE;
        }
    }

  return FALSE;
}

static void
go_to (TalusOutlinePane *self,
       guint             position,
       gboolean          extend)
{
  talus_outline_rows_go_to (self->rows, position, extend);
  talus_outline_pane_show_position (self, position, TRUE);
}

static guint
count_page (TalusOutlinePane *self)
{
  GHashTableIter iter;
  gpointer node;

  g_hash_table_iter_init (&iter, self->bound);
  while (g_hash_table_iter_next (&iter, &node, NULL))
    {
      TalusOutlineNameCell *cell = talus_outline_pane_find_cell (self, node);
      GtkWidget *row = cell != NULL ? talus_outline_pane_get_row (self, GTK_WIDGET (cell)) : NULL;

      if (row != NULL && gtk_widget_get_height (row) > 0)
        return MAX (1, (guint) (gtk_widget_get_height (self->list) /
                                gtk_widget_get_height (row)) - 1);
    }

  return 10;
}

static gboolean
move_cursor (TalusOutlinePane *self,
             guint             key,
             gboolean          extend)
{
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  guint cursor = talus_outline_rows_get_cursor (self->rows);
  guint page;

  if (n_rows == 0)
    return FALSE;
  if (cursor == GTK_INVALID_LIST_POSITION)
    {
      go_to (self, key == GDK_KEY_End || key == GDK_KEY_Up ? n_rows - 1 : 0, FALSE);
      return TRUE;
    }

  switch (key)
    {
    case GDK_KEY_Up:
      go_to (self, cursor > 0 ? cursor - 1 : 0, extend);
      return TRUE;
    case GDK_KEY_Down:
      go_to (self, MIN (cursor + 1, n_rows - 1), extend);
      return TRUE;
    case GDK_KEY_Home:
      go_to (self, 0, extend);
      return TRUE;
    case GDK_KEY_End:
      go_to (self, n_rows - 1, extend);
      return TRUE;
    case GDK_KEY_Page_Up:
      page = count_page (self);
      go_to (self, cursor > page ? cursor - page : 0, extend);
      return TRUE;
    case GDK_KEY_Page_Down:
      go_to (self, MIN (cursor + count_page (self), n_rows - 1), extend);
      return TRUE;
    default:
      return FALSE;
    }
}

/* Back: collapses, then goes up. On: expands, then goes down. */
static gboolean
walk_tree (TalusOutlinePane *self,
           gboolean          back)
{
  TalusNode *node = talus_view_get_cursor_node (self->view);
  gboolean is_expanded = node != NULL && talus_outline_tree_is_expanded (self->tree, node);
  guint position;

  if (node == NULL)
    return FALSE;

  if (back && is_expanded)
    {
      talus_outline_tree_set_expanded (self->tree, node, FALSE);
    }
  else if (back && talus_node_get_parent (node) != NULL)
    {
      position = talus_outline_tree_find (self->tree, talus_node_get_parent (node));
      if (position != GTK_INVALID_LIST_POSITION)
        go_to (self, position, FALSE);
    }
  else if (!back && !is_expanded)
    {
      if (talus_outline_tree_has_children (self->tree, node))
        talus_outline_tree_set_expanded (self->tree, node, TRUE);
    }
  else if (!back)
    {
      go_to (self, talus_outline_tree_find (self->tree, node) + 1, FALSE);
    }

  return TRUE;
}

/* TRUE where there was a step to back out of. */
static gboolean
back_out (TalusOutlinePane *self)
{
  TalusSelection *selection = talus_view_get_selection (self->view);
  TalusId cursor;

  if (talus_selection_get_length (selection) < 2)
    return FALSE;

  cursor = *talus_selection_get_cursor (selection);
  talus_selection_set_one (selection, &cursor);

  return TRUE;
}

/* What is typed on a row is its name: with all that input methods make of it. */
static gboolean
begin_typing (TalusOutlinePane      *self,
              GtkEventControllerKey *controller,
              guint                  key)
{
  TalusNode *node = talus_view_get_cursor_node (self->view);
  gboolean is_dead = key >= GDK_KEY_dead_grave && key <= GDK_KEY_dead_greek;
  TalusOutlineNameCell *cell;

  if (node == NULL ||
      (!is_dead && key != GDK_KEY_Multi_key && !g_unichar_isgraph (gdk_keyval_to_unicode (key))) ||
      !talus_outline_pane_begin_rename (self, node, ""))
    return FALSE;

  cell = talus_outline_pane_find_cell (self, node);
  if (cell != NULL && talus_outline_name_cell_get_entry (cell) != NULL &&
      gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller)) != NULL)
    gtk_event_controller_key_forward (controller,
                                      GTK_WIDGET (talus_outline_name_cell_get_entry (cell)));

  return TRUE;
}

static gboolean
pressed_on_row_cb (TalusOutlinePane      *self,
                   guint                  key,
                   guint                  code,
                   GdkModifierType        state,
                   GtkEventControllerKey *controller)
{
  GdkModifierType modifiers = state & MODIFIERS;
  gboolean is_rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (!is_in_rows (self))
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_KP_Up:
      key = GDK_KEY_Up;
      break;
    case GDK_KEY_KP_Down:
      key = GDK_KEY_Down;
      break;
    case GDK_KEY_KP_Left:
      key = GDK_KEY_Left;
      break;
    case GDK_KEY_KP_Right:
      key = GDK_KEY_Right;
      break;
    case GDK_KEY_KP_Home:
      key = GDK_KEY_Home;
      break;
    case GDK_KEY_KP_End:
      key = GDK_KEY_End;
      break;
    case GDK_KEY_KP_Page_Up:
      key = GDK_KEY_Page_Up;
      break;
    case GDK_KEY_KP_Page_Down:
      key = GDK_KEY_Page_Down;
      break;
    default:
      break;
    }

  if (activate_verb (self, key, modifiers))
    return GDK_EVENT_STOP;

  if ((modifiers & ~GDK_SHIFT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_Right:
      return modifiers == 0 && walk_tree (self, (key == GDK_KEY_Left) != is_rtl);
    case GDK_KEY_Menu:
      talus_outline_pane_pop_up_at_cursor (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_F10:
      if (modifiers == 0)
        return GDK_EVENT_PROPAGATE;
      talus_outline_pane_pop_up_at_cursor (self);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      return back_out (self);
    default:
      return move_cursor (self, key, modifiers != 0) || begin_typing (self, controller, key);
    }
}

static gboolean
pressed_in_entry_cb (TalusOutlinePane *self,
                     guint             key,
                     guint             code,
                     GdkModifierType   state)
{
  GdkModifierType modifiers = state & MODIFIERS;

  if (!self->edit.is_active)
    return GDK_EVENT_PROPAGATE;

  switch (key)
    {
    case GDK_KEY_Escape:
      talus_outline_pane_end_rename (self, FALSE);
      return GDK_EVENT_STOP;
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
      if ((modifiers & ~GDK_SHIFT_MASK) != 0)
        return GDK_EVENT_PROPAGATE;
      talus_outline_pane_indent_named (self, modifiers != 0);
      return GDK_EVENT_STOP;
    case GDK_KEY_Up:
    case GDK_KEY_Down:
      if (modifiers != 0)
        return GDK_EVENT_PROPAGATE;
      talus_outline_pane_end_rename (self, TRUE);
      move_cursor (self, key, FALSE);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

void
talus_outline_pane_add_keys (TalusOutlinePane *self)
{
  GtkEventController *rows = gtk_event_controller_key_new ();
  GtkEventController *entry = gtk_event_controller_key_new ();

  gtk_event_controller_set_propagation_phase (rows, GTK_PHASE_CAPTURE);
  g_signal_connect_object (rows, "key-pressed", G_CALLBACK (pressed_on_row_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), rows);

  /* Below the list, which has bindings of its own for some of these. */
  g_signal_connect_object (entry, "key-pressed", G_CALLBACK (pressed_in_entry_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (self->list, entry);
}
