/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Naming nodes where they stand, and making them. A node that was just made is
 * fresh until it has been named: Enter makes the next one, Enter without a
 * name or Escape takes it back, and Tab may make another kind of node of it. */
#define G_LOG_DOMAIN "talus-app-outline"

#include <glib/gi18n.h>
#include <string.h>

#include "app/core/talus-tree-edit.h"
#include "app/outline/talus-outline-pane-private.h"
#include "base/talus-util.h"

static TalusNode *
get_edited (TalusOutlinePane *self)
{
  return talus_graph_get_node (self->graph, &self->edit.id);
}

/* (transfer full): what stands in the entry. */
static char *
dup_text (TalusOutlinePane *self)
{
  TalusNode *node = get_edited (self);
  TalusOutlineNameCell *cell = node != NULL ? talus_outline_pane_find_cell (self, node) : NULL;
  GtkText *entry = cell != NULL ? talus_outline_name_cell_get_entry (cell) : NULL;
  char *text = g_strdup (entry != NULL ? gtk_editable_get_text (GTK_EDITABLE (entry))
                                       : self->edit.text);

  return text != NULL ? g_strstrip (text) : g_strdup ("");
}

static gboolean
resume_cb (gpointer user_data)
{
  TalusOutlinePane *self = user_data;
  TalusNode *node = get_edited (self);
  TalusOutlineNameCell *cell = node != NULL ? talus_outline_pane_find_cell (self, node) : NULL;

  self->edit.source = 0;
  if (self->edit.is_active && cell != NULL && talus_outline_name_cell_get_entry (cell) == NULL)
    talus_outline_name_cell_begin_edit (cell, self->edit.text, self->edit.is_selected);
  else if (cell == NULL)
    talus_outline_pane_check_rename (self);

  return G_SOURCE_REMOVE;
}

/* Not while rows are being laid out: the focus moves with it. */
static void
queue_resume (TalusOutlinePane *self)
{
  if (self->edit.source == 0)
    self->edit.source = g_idle_add (resume_cb, self);
}

void
talus_outline_pane_resume_rename (TalusOutlinePane     *self,
                                  TalusOutlineNameCell *cell)
{
  queue_resume (self);
}

void
talus_outline_pane_pause_rename (TalusOutlinePane     *self,
                                 TalusOutlineNameCell *cell)
{
  GtkText *entry = talus_outline_name_cell_get_entry (cell);

  if (entry == NULL)
    return;

  talus_set_string (&self->edit.text, gtk_editable_get_text (GTK_EDITABLE (entry)));
  self->edit.is_selected = FALSE;
  self->edit.is_pausing = TRUE;
  talus_outline_name_cell_end_edit (cell);
  self->edit.is_pausing = FALSE;
}

static void
begin (TalusOutlinePane *self,
       TalusNode        *node,
       const char       *text,
       gboolean          is_fresh)
{
  TalusOutlineNameCell *cell;

  talus_outline_pane_end_rename (self, TRUE);
  self->edit.is_active = TRUE;
  self->edit.is_fresh = is_fresh;
  self->edit.is_selected = text == NULL;
  self->edit.id = *talus_node_get_id (node);
  talus_set_string (&self->edit.text, text != NULL ? text : talus_node_get_name (node));

  talus_outline_pane_show_node (self, node, FALSE);
  cell = talus_outline_pane_find_cell (self, node);
  if (cell != NULL)
    talus_outline_name_cell_begin_edit (cell, self->edit.text, self->edit.is_selected);
  else
    queue_resume (self);
}

/* @text: (nullable): what the entry begins with, NULL: the name, all selected */
gboolean
talus_outline_pane_begin_rename (TalusOutlinePane *self,
                                 TalusNode        *node,
                                 const char       *text)
{
  if (!talus_view_can_edit (self->view))
    return FALSE;

  begin (self, node, text, FALSE);

  return TRUE;
}

/* In the project that it was named in: the view may show another state of it
 * by now. */
static void
submit (TalusOutlinePane *self,
        TalusBatch       *batch)
{
  g_autoptr (TalusBatch) own = batch;
  g_autoptr (GError) error = NULL;

  if (!talus_peer_submit (self->peer, own, &error))
    talus_view_say_error (self->view, error);
}

/* What was made for nothing goes again; as an undo where it is the last thing
 * that was done, so that it leaves no trace in what can be undone. */
static void
take_back (TalusOutlinePane *self,
           TalusNode        *node)
{
  TalusRecord *last = talus_peer_peek_undo (self->peer);
  g_autoptr (GPtrArray) tops = g_ptr_array_new ();
  TalusNode *heir;
  TalusId heir_id;
  guint64 count;

  g_ptr_array_add (tops, node);
  heir = talus_node_get_previous_sibling (node);
  if (heir == NULL)
    heir = talus_tree_find_heir (self->graph, tops);
  if (heir != NULL)
    heir_id = *talus_node_get_id (heir);

  if (last == NULL || talus_change_set_get_length (last->changes) != 1 ||
      talus_change_set_get (last->changes, 0)->op != TALUS_CHANGE_INSERT ||
      !talus_id_equal (&talus_change_set_get (last->changes, 0)->node_id,
                       talus_node_get_id (node)) ||
      !talus_peer_undo (self->peer, NULL))
    submit (self, talus_tree_delete (self->graph, tops, &count));

  if (heir != NULL)
    talus_selection_set_one (talus_view_get_selection (self->view), &heir_id);
}

static void
finish (TalusOutlinePane *self,
        TalusNode        *node,
        const char       *text,
        gboolean          is_fresh,
        gboolean          keep)
{
  if (node == NULL)
    return;

  if (is_fresh && (!keep || *text == '\0'))
    {
      take_back (self, node);
    }
  else if (keep && *text != '\0' && strcmp (text, talus_node_get_name (node)) != 0)
    {
      TalusBatch *batch = talus_batch_new (NULL);

      talus_batch_rename (batch, talus_node_get_id (node), text);
      submit (self, batch);
    }
}

/* Ends the naming, if there is any. @keep: what was typed is the name. */
void
talus_outline_pane_end_rename (TalusOutlinePane *self,
                               gboolean          keep)
{
  g_autofree char *text = NULL;
  TalusNode *node;
  TalusNode *cursor;
  TalusOutlineNameCell *cell;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus;
  gboolean had_focus;

  if (!self->edit.is_active || self->edit.is_pausing)
    return;

  text = dup_text (self);
  node = get_edited (self);
  cell = node != NULL ? talus_outline_pane_find_cell (self, node) : NULL;
  focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  had_focus = cell != NULL && focus != NULL && talus_outline_name_cell_get_entry (cell) != NULL &&
              focus == GTK_WIDGET (talus_outline_name_cell_get_entry (cell));

  self->edit.is_active = FALSE;
  g_clear_handle_id (&self->edit.source, g_source_remove);
  g_clear_handle_id (&self->edit.leave_source, g_source_remove);
  if (cell != NULL)
    talus_outline_name_cell_end_edit (cell);
  finish (self, node, text, self->edit.is_fresh, keep);

  cursor = talus_view_get_cursor_node (self->view);
  if (had_focus && cursor != NULL)
    talus_outline_pane_show_node (self, cursor, TRUE);
}

/* The row of the node that is named has been moved, hidden or deleted, or not.
 * Where it can be seen again it goes on; else what was typed is the name of
 * what is hidden, and of what is gone it is said. */
void
talus_outline_pane_check_rename (TalusOutlinePane *self)
{
  TalusNode *node = self->edit.is_active ? get_edited (self) : NULL;
  g_autofree char *text = NULL;
  g_autofree char *words = NULL;

  if (!self->edit.is_active || self->edit.is_pausing ||
      (node != NULL && talus_outline_tree_reveal (self->tree, node)))
    return;

  text = dup_text (self);
  talus_outline_pane_end_rename (self, TRUE);
  if (node == NULL && *text != '\0')
    words = g_strdup_printf (_("What you were naming “%s” was deleted"), text);
  else if (node == NULL)
    words = g_strdup (_("What you were naming was deleted"));
  else if ((node = get_edited (self)) != NULL &&
           talus_outline_tree_find (self->tree, node) == GTK_INVALID_LIST_POSITION)
    words = g_strdup_printf (_("The filter hides “%s” now"), talus_node_get_name (node));
  if (words != NULL)
    talus_view_say (self->view, words, NULL, NULL);
}

static void
leave_cb (gpointer user_data)
{
  TalusOutlinePane *self = user_data;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  TalusNode *node = get_edited (self);
  TalusOutlineNameCell *cell = node != NULL ? talus_outline_pane_find_cell (self, node) : NULL;
  GtkText *entry = cell != NULL ? talus_outline_name_cell_get_entry (cell) : NULL;

  self->edit.leave_source = 0;
  if (entry == NULL || root == NULL || gtk_root_get_focus (root) != GTK_WIDGET (entry))
    talus_outline_pane_end_rename (self, TRUE);
}

/* Not in the middle of it; and a window that is left keeps what it has. */
void
talus_outline_pane_leave_name (TalusOutlinePane *self)
{
  if (self->edit.is_active && !self->edit.is_pausing && self->edit.source == 0 &&
      self->edit.leave_source == 0)
    self->edit.leave_source = g_idle_add_once (leave_cb, self);
}

/* Makes a node and lets the person name it. */
gboolean
talus_outline_pane_create (TalusOutlinePane    *self,
                           TalusNode           *parent,
                           const TalusAnchor   *anchor,
                           const TalusNodeType *type)
{
  TalusBatch *batch = talus_batch_new (NULL);
  TalusNode *node;
  TalusId id;

  talus_outline_pane_end_rename (self, TRUE);
  talus_batch_create_node (batch, type->id, parent != NULL ? talus_node_get_id (parent) : NULL,
                           anchor, NULL, &id);
  if (!talus_view_submit (self->view, batch))
    return FALSE;

  node = talus_graph_get_node (self->graph, &id);
  if (node == NULL)
    return FALSE;

  if (parent != NULL)
    talus_outline_tree_set_expanded (self->tree, parent, TRUE);
  talus_selection_set_one (talus_view_get_selection (self->view), &id);
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    begin (self, node, NULL, TRUE);
  else
    talus_view_begin_rename (self->view, &id);

  return TRUE;
}

static const TalusNodeType *
get_first_type (TalusOutlinePane *self,
                TalusNode        *parent)
{
  g_autoptr (GPtrArray) types = talus_tree_list_types (talus_graph_get_template (self->graph),
                                                       parent);

  return types->len > 0 ? types->pdata[0] : NULL;
}

static const TalusNodeType *
get_type (TalusOutlinePane *self,
          TalusNode        *node)
{
  return talus_template_get_type_by_id (talus_graph_get_template (self->graph),
                                        talus_node_get_type_id (node));
}

/* Behind the cursor, of its own kind; at a root, which has no next one, below
 * it. */
void
talus_outline_pane_add_sibling (TalusOutlinePane *self)
{
  TalusNode *node = talus_view_get_cursor_node (self->view);
  TalusNode *parent = node != NULL ? talus_node_get_parent (node) : NULL;
  TalusAnchor anchor = TALUS_ANCHOR_AT_END;
  const TalusNodeType *type;

  if (node == NULL && talus_graph_get_n_roots (self->graph) > 0)
    node = talus_graph_get_root (self->graph, 0);

  if (node != NULL && parent != NULL)
    {
      anchor.kind = TALUS_ANCHOR_AFTER;
      anchor.sibling = *talus_node_get_id (node);
      type = get_type (self, node);
      if (type == NULL ||
          !talus_tree_fits (talus_graph_get_template (self->graph), type->id, parent))
        type = get_first_type (self, parent);
    }
  else
    {
      parent = node;
      if (node != NULL)
        anchor.kind = TALUS_ANCHOR_FIRST;
      type = get_first_type (self, parent);
    }

  if (type != NULL)
    talus_outline_pane_create (self, parent, &anchor, type);
}

void
talus_outline_pane_enter_name (TalusOutlinePane *self)
{
  g_autofree char *text = dup_text (self);
  TalusNode *node = get_edited (self);
  gboolean is_fresh = self->edit.is_fresh;
  gboolean is_named = node != NULL && *text != '\0' &&
                      strcmp (text, talus_node_get_name (node)) != 0;

  talus_outline_pane_end_rename (self, !is_fresh || is_named);
  if (is_fresh && is_named)
    talus_outline_pane_add_sibling (self);
}

/* Where Tab and Shift+Tab lead. */
static gboolean
find_level (TalusNode    *node,
            gboolean      outdent,
            TalusNode   **parent,
            TalusAnchor  *anchor)
{
  TalusNode *above = talus_node_get_parent (node);

  *anchor = TALUS_ANCHOR_AT_END;
  if (!outdent)
    {
      *parent = talus_node_get_previous_sibling (node);
      return *parent != NULL;
    }
  if (above == NULL)
    return FALSE;

  anchor->kind = TALUS_ANCHOR_AFTER;
  anchor->sibling = *talus_node_get_id (above);
  *parent = talus_node_get_parent (above);

  return TRUE;
}

/* The type that a fresh node has on another level: its own, that of those it
 * comes beside, or the first. */
static const TalusNodeType *
choose_type (TalusOutlinePane *self,
             TalusNode        *node,
             TalusNode        *parent,
             gboolean          outdent)
{
  TalusTemplate *template = talus_graph_get_template (self->graph);
  const TalusNodeType *type = get_type (self, node);

  if (type != NULL && talus_tree_fits (template, type->id, parent))
    return type;
  if (outdent)
    {
      type = get_type (self, talus_node_get_parent (node));
      if (type != NULL && talus_tree_fits (template, type->id, parent))
        return type;
    }

  return get_first_type (self, parent);
}

void
talus_outline_pane_indent_named (TalusOutlinePane *self,
                                 gboolean          outdent)
{
  g_autofree char *text = dup_text (self);
  g_autoptr (GPtrArray) tops = g_ptr_array_new ();
  TalusNode *node = get_edited (self);
  gboolean is_fresh = self->edit.is_fresh;
  const TalusNodeType *type;
  TalusBatch *batch;
  TalusNode *parent;
  TalusAnchor anchor;
  TalusId id;

  if (node == NULL)
    return;

  id = *talus_node_get_id (node);
  g_ptr_array_add (tops, node);
  if (!is_fresh || !find_level (node, outdent, &parent, &anchor))
    {
      talus_outline_pane_activate (self, outdent ? "outdent" : "indent");
      return;
    }

  type = choose_type (self, node, parent, outdent);
  if (type == NULL)
    {
      g_autoptr (GError) error = NULL;

      if (!talus_tree_may_move (self->graph, tops, parent, &error))
        talus_view_say_error (self->view, error);
      return;
    }

  /* It is nobody's yet: of another kind it is another node. */
  batch = talus_batch_new (NULL);
  if (strcmp (type->id, talus_node_get_type_id (node)) == 0)
    {
      talus_batch_move_node (batch, &id, parent != NULL ? talus_node_get_id (parent) : NULL,
                             &anchor);
    }
  else
    {
      gboolean is_named = strcmp (text, talus_node_get_name (node)) != 0 && *text != '\0';

      talus_batch_delete_node (batch, &id);
      talus_batch_create_node (batch, type->id,
                               parent != NULL ? talus_node_get_id (parent) : NULL, &anchor,
                               is_named ? text : NULL, &id);
      if (!is_named)
        g_clear_pointer (&text, g_free);
    }

  self->edit.is_active = FALSE;
  g_clear_handle_id (&self->edit.leave_source, g_source_remove);
  if (talus_outline_pane_find_cell (self, node) != NULL)
    talus_outline_name_cell_end_edit (talus_outline_pane_find_cell (self, node));
  if (talus_view_submit (self->view, batch))
    node = talus_graph_get_node (self->graph, &id);
  if (node == NULL)
    return;

  if (parent != NULL)
    talus_outline_tree_set_expanded (self->tree, parent, TRUE);
  talus_selection_set_one (talus_view_get_selection (self->view), talus_node_get_id (node));
  begin (self, node, text, TRUE);
}
