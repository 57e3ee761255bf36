/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is cut stays where it is until it is pasted, and is moved then; whatever
 * else is pasted is made anew. What it looks like on a clipboard is
 * talus-clip.h's. */
#define G_LOG_DOMAIN "talus-app-core"

#include "config.h"

#include "app/core/talus-clipboard.h"

#include <glib/gi18n.h>

#include "app/core/talus-clip-provider.h"
#include "app/core/talus-clip-reader.h"
#include "app/core/talus-tree-edit.h"

struct _TalusClipboard
{
  GObject parent_instance;

  /* borrowed */
  TalusView *view;                 /* (nullable): gone */

  /* owned */
  GSimpleActionGroup *actions;
  TalusPeer *peer;                 /* whose changes are followed */
  GArray *cut;                     /* (nullable): of TalusId: what is moved when pasted */
  GdkContentProvider *cut_content; /* what the clipboard had then */
  GWeakRef cut_from;               /* of another project whose cut is being pasted */
};

enum
{
  SIGNAL_ASKED,
  SIGNAL_ARRIVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusClipboard, talus_clipboard, G_TYPE_OBJECT)

static GdkClipboard *
get_clipboard (void)
{
  return gdk_display_get_clipboard (gdk_display_get_default ());
}

static TalusGraph *
get_graph (TalusClipboard *self)
{
  return talus_view_get_graph (self->view);
}

static const char cut_key[] = "talus-clipboard-cut";

static gpointer
new_weak_ref (TalusClipboard *self)
{
  GWeakRef *ref = g_new0 (GWeakRef, 1);

  g_weak_ref_init (ref, self);

  return ref;
}

static void
free_weak_ref (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* (transfer full) (nullable): which other window has cut what is in the clipboard. */
static TalusClipboard *
find_cut_elsewhere (TalusClipboard *self,
                    GdkClipboard   *clipboard)
{
  GdkContentProvider *content = gdk_clipboard_get_content (clipboard);
  GWeakRef *ref = content != NULL ? g_object_get_data (G_OBJECT (content), cut_key) : NULL;
  g_autoptr (TalusClipboard) other = ref != NULL ? g_weak_ref_get (ref) : NULL;

  if (other == NULL || other == self || other->cut == NULL || other->cut_content != content)
    return NULL;

  return g_steal_pointer (&other);
}

/* What was cut here is in another project now, and goes. */
static void
give_away_cut (TalusClipboard *self,
               const char     *to)
{
  g_autoptr (GPtrArray) tops = g_ptr_array_new ();
  g_autoptr (GArray) ids = g_steal_pointer (&self->cut);
  g_autofree char *text = NULL;
  guint64 count;

  g_clear_object (&self->cut_content);
  for (guint i = 0; self->view != NULL && i < ids->len; i++)
    {
      TalusNode *node = talus_graph_get_node (get_graph (self), &g_array_index (ids, TalusId, i));

      if (node != NULL)
        g_ptr_array_add (tops, node);
    }
  if (tops->len == 0 ||
      !talus_view_submit (self->view, talus_tree_delete (get_graph (self), tops, &count)))
    return;

  /* Translators: %u nodes went from this project into the one called “%s”. */
  text = g_strdup_printf (ngettext ("Moved %u node to “%s”", "Moved %u nodes to “%s”",
                                    (gulong) count), (guint) count, to);
  talus_view_say_done (self->view, text);
}

static void
say_only_names (TalusClipboard *self)
{
  g_autofree char *text = g_strdup_printf (
    ngettext ("Only the names were copied: at most %'u node can be pasted at once",
              "Only the names were copied: at most %'u nodes can be pasted at once",
              TALUS_MAX_BATCH),
    (guint) TALUS_MAX_BATCH);

  talus_view_say (self->view, text, NULL, NULL);
}

static void
copy (TalusClipboard *self,
      gboolean        cut)
{
  GdkClipboard *clipboard = get_clipboard ();
  g_autoptr (GPtrArray) tops = NULL;
  g_autoptr (GdkContentProvider) content = NULL;
  gboolean is_too_much;

  g_signal_emit (self, signals[SIGNAL_ASKED], 0);
  tops = talus_view_list_selected_tops (self->view);
  if (tops->len == 0)
    return;

  is_too_much = talus_clip_is_too_much (tops);
  content = talus_clip_provide (get_graph (self), tops, cut || !is_too_much);
  gdk_clipboard_set_content (clipboard, content);
  g_clear_pointer (&self->cut, g_array_unref);
  g_clear_object (&self->cut_content);
  if (!cut)
    {
      if (is_too_much)
        say_only_names (self);
      return;
    }

  self->cut = g_array_new (FALSE, FALSE, sizeof (TalusId));
  self->cut_content = g_object_ref (content);
  /* For other windows of ours, which ask it once they have taken what was cut. */
  g_object_set_data_full (G_OBJECT (content), cut_key, new_weak_ref (self), free_weak_ref);
  for (guint i = 0; i < tops->len; i++)
    g_array_append_vals (self->cut, talus_node_get_id (tops->pdata[i]), 1);
  talus_view_say (self->view, _("Cut: paste where it is to go"), NULL, NULL);
}

static void
select_ids (TalusClipboard *self,
            GArray         *ids)
{
  TalusNode *last;

  if (ids->len == 0)
    return;

  /* Whichever pane is being looked at. */
  talus_view_reveal (self->view, &g_array_index (ids, TalusId, ids->len - 1));
  talus_selection_set (talus_view_get_selection (self->view),
                       (const TalusId *) (gpointer) ids->data, ids->len);
  last = talus_graph_get_node (get_graph (self),
                               &g_array_index (ids, TalusId, ids->len - 1));
  if (last != NULL)
    g_signal_emit (self, signals[SIGNAL_ARRIVED], 0, last);
}

static gboolean
put_near_cursor (TalusClipboard *self,
                 TalusClip      *clip)
{
  g_autoptr (GError) error = NULL;
  TalusNode *parent;
  TalusAnchor anchor;

  if (talus_clip_find_place (clip, get_graph (self), talus_view_get_cursor_node (self->view),
                             &parent, &anchor, &error))
    return talus_clipboard_put (self, clip, parent, &anchor, _("Paste"));

  talus_view_say_error (self->view, error);

  return FALSE;
}

/* What was cut here is moved. FALSE where none of it is left: it is made anew. */
static gboolean
move_cut (TalusClipboard *self,
          TalusClip      *clip)
{
  g_autoptr (GPtrArray) tops = g_ptr_array_new ();
  g_autoptr (GArray) ids = g_steal_pointer (&self->cut);
  g_autoptr (GError) error = NULL;
  TalusNode *parent;
  TalusAnchor anchor;
  TalusBatch *batch;

  g_clear_object (&self->cut_content);
  for (guint i = 0; i < ids->len; i++)
    {
      TalusNode *node = talus_graph_get_node (get_graph (self), &g_array_index (ids, TalusId, i));

      if (node != NULL)
        g_ptr_array_add (tops, node);
    }
  if (tops->len == 0)
    return FALSE;

  if (!talus_clip_find_place (clip, get_graph (self), talus_view_get_cursor_node (self->view),
                              &parent, &anchor, &error))
    {
      talus_view_say_error (self->view, error);
      return TRUE;
    }

  batch = talus_tree_move_to (get_graph (self), tops, parent, &anchor, &error);
  if (batch == NULL)
    talus_view_say_error (self->view, error);
  else if (talus_view_submit (self->view, batch))
    select_ids (self, ids);

  return TRUE;
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (TalusClipboard) self = user_data;
  g_autoptr (TalusClipboard) cut_from = g_weak_ref_get (&self->cut_from);
  g_autoptr (GError) error = NULL;
  gboolean is_json;
  g_autoptr (TalusClip) clip = talus_clip_read_finish (result, &is_json, &error);

  if (self->view == NULL)
    return;
  if (error != NULL)
    talus_view_say_error (self->view, error);
  else if (clip == NULL)
    talus_view_say (self->view, _("There is nothing to paste"), NULL, NULL);
  if (clip == NULL || !talus_view_can_edit (self->view))
    return;

  if (is_json && self->cut != NULL && move_cut (self, clip))
    return;
  g_weak_ref_set (&self->cut_from, NULL);
  if (put_near_cursor (self, clip) && is_json && cut_from != NULL)
    give_away_cut (cut_from, talus_peer_get_name (talus_view_get_peer (self->view)));
}

static void
paste (TalusClipboard *self)
{
  GdkClipboard *clipboard = get_clipboard ();
  g_autoptr (TalusClipboard) cut_from = find_cut_elsewhere (self, clipboard);

  g_signal_emit (self, signals[SIGNAL_ASKED], 0);
  g_weak_ref_set (&self->cut_from, cut_from);

  /* Somebody else has copied something since. */
  if (self->cut != NULL && gdk_clipboard_get_content (clipboard) != self->cut_content)
    {
      g_clear_pointer (&self->cut, g_array_unref);
      g_clear_object (&self->cut_content);
    }

  talus_clip_read_async (clipboard, read_cb, g_object_ref (self));
}

/* Behind the last of those selected. */
static void
duplicate (TalusClipboard *self)
{
  g_autoptr (GPtrArray) tops = NULL;
  g_autoptr (TalusClip) clip = NULL;
  TalusNode *last;
  TalusAnchor anchor;

  g_signal_emit (self, signals[SIGNAL_ASKED], 0);
  tops = talus_view_list_selected_tops (self->view);
  if (tops->len == 0)
    return;

  last = tops->pdata[tops->len - 1];
  anchor.kind = TALUS_ANCHOR_AFTER;
  anchor.sibling = *talus_node_get_id (last);
  clip = talus_clip_new_from_nodes (get_graph (self), (TalusNode *const *) tops->pdata, tops->len);
  talus_clipboard_put (self, clip, talus_node_get_parent (last), &anchor, _("Duplicate"));
}

/* What each needs to be of use. */
static const struct
{
  const char *name;
  gboolean edits;
  gboolean selected;
} needs[] = {
  { "duplicate", TRUE, TRUE },
  { "cut", TRUE, TRUE },
  { "copy", FALSE, TRUE },
  { "paste", TRUE, FALSE },
};

static void
duplicate_cb (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  duplicate (user_data);
}

static void
cut_cb (GSimpleAction *action,
        GVariant      *parameter,
        gpointer       user_data)
{
  copy (user_data, TRUE);
}

static void
copy_cb (GSimpleAction *action,
         GVariant      *parameter,
         gpointer       user_data)
{
  copy (user_data, FALSE);
}

static void
paste_cb (GSimpleAction *action,
          GVariant      *parameter,
          gpointer       user_data)
{
  paste (user_data);
}

/* By what is selected and who one is. */
static void
update_actions (TalusClipboard *self)
{
  gboolean can_edit = talus_view_can_edit (self->view);
  gboolean is_selected = talus_view_get_cursor_node (self->view) != NULL;

  for (guint i = 0; i < G_N_ELEMENTS (needs); i++)
    {
      GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self->actions), needs[i].name);

      g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                   (can_edit || !needs[i].edits) &&
                                   (is_selected || !needs[i].selected));
    }
}

static void
peer_changed_cb (TalusClipboard *self)
{
  TalusPeer *peer = talus_view_get_peer (self->view);

  if (self->peer != NULL)
    g_signal_handlers_disconnect_by_data (self->peer, self);
  g_set_object (&self->peer, peer);
  g_signal_connect_object (peer, "structure-changed", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  update_actions (self);
}

/* The view is gone: what is still being read is for nobody. */
static void
let_go (gpointer data)
{
  TalusClipboard *self = data;

  self->view = NULL;
  g_object_run_dispose (G_OBJECT (self));
  g_object_unref (self);
}

static void
talus_clipboard_dispose (GObject *object)
{
  TalusClipboard *self = TALUS_CLIPBOARD (object);

  if (self->peer != NULL)
    g_signal_handlers_disconnect_by_data (self->peer, self);
  g_clear_object (&self->peer);
  g_clear_object (&self->cut_content);

  G_OBJECT_CLASS (talus_clipboard_parent_class)->dispose (object);
}

static void
talus_clipboard_finalize (GObject *object)
{
  TalusClipboard *self = TALUS_CLIPBOARD (object);

  g_object_unref (self->actions);
  g_clear_pointer (&self->cut, g_array_unref);
  g_weak_ref_clear (&self->cut_from);

  G_OBJECT_CLASS (talus_clipboard_parent_class)->finalize (object);
}

static void
talus_clipboard_class_init (TalusClipboardClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_clipboard_dispose;
  G_OBJECT_CLASS (klass)->finalize = talus_clipboard_finalize;

  signals[SIGNAL_ASKED] = g_signal_new ("asked", TALUS_TYPE_CLIPBOARD, G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_ARRIVED] = g_signal_new ("arrived", TALUS_TYPE_CLIPBOARD, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 1, TALUS_TYPE_NODE);
}

static void
talus_clipboard_init (TalusClipboard *self)
{
  static const GActionEntry entries[] = {
    { "duplicate", duplicate_cb },
    { "cut", cut_cb },
    { "copy", copy_cb },
    { "paste", paste_cb },
  };

  g_weak_ref_init (&self->cut_from, NULL);
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries),
                                   self);
}

/**
 * talus_clipboard_get:
 * @view: a view
 *
 * Returns: (transfer none): its clipboard, as long as the view lives
 */
TalusClipboard *
talus_clipboard_get (TalusView *view)
{
  TalusClipboard *self;

  g_return_val_if_fail (TALUS_IS_VIEW (view), NULL);

  self = g_object_get_data (G_OBJECT (view), "talus-clipboard");
  if (self != NULL)
    return self;

  self = g_object_new (TALUS_TYPE_CLIPBOARD, NULL);
  self->view = view;
  g_object_set_data_full (G_OBJECT (view), "talus-clipboard", self, let_go);
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (peer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "notify::can-edit", G_CALLBACK (update_actions), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (talus_view_get_selection (view), "changed",
                           G_CALLBACK (update_actions), self, G_CONNECT_SWAPPED);
  peer_changed_cb (self);

  return self;
}

/**
 * talus_clipboard_add_actions:
 * @self: a clipboard
 * @window: the window of its view
 *
 * Puts its verbs where panes find them, as actions `nodes.…`.
 */
void
talus_clipboard_add_actions (TalusClipboard *self,
                             GtkWidget      *window)
{
  g_return_if_fail (TALUS_IS_CLIPBOARD (self));
  g_return_if_fail (GTK_IS_WIDGET (window));

  gtk_widget_insert_action_group (window, "nodes", G_ACTION_GROUP (self->actions));
}

/**
 * talus_clipboard_put:
 * @self: a clipboard
 * @clip: a forest
 * @parent: (nullable): below what
 * @anchor: the place among its children
 * @label: what the history shows
 *
 * Makes the nodes of @clip there, and selects them. What stands in the way is
 * said.
 *
 * Returns: whether they were made
 */
gboolean
talus_clipboard_put (TalusClipboard    *self,
                     const TalusClip   *clip,
                     TalusNode         *parent,
                     const TalusAnchor *anchor,
                     const char        *label)
{
  g_autoptr (TalusBatch) batch = NULL;
  g_autoptr (GArray) tops = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;

  g_return_val_if_fail (TALUS_IS_CLIPBOARD (self), FALSE);

  batch = talus_batch_new (label);
  if (!talus_clip_paste (clip, get_graph (self), parent, anchor, batch, &tops, &note, &error))
    {
      talus_view_say_error (self->view, error);
      return FALSE;
    }

  if (!talus_view_submit (self->view, g_steal_pointer (&batch)))
    return FALSE;

  select_ids (self, tops);
  if (note != NULL)
    talus_view_say (self->view, note, NULL, NULL);

  return TRUE;
}

/**
 * talus_clipboard_take_text:
 * @self: a clipboard
 * @text: lines, each the name of a node, indented by levels
 * @parent: (nullable): below what
 * @anchor: the place among its children
 *
 * Makes nodes of text that was dropped there. What stands in the way is said.
 *
 * Returns: whether they were made
 */
gboolean
talus_clipboard_take_text (TalusClipboard    *self,
                           const char        *text,
                           TalusNode         *parent,
                           const TalusAnchor *anchor)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusClip) clip = NULL;

  g_return_val_if_fail (TALUS_IS_CLIPBOARD (self), FALSE);

  clip = talus_clip_new_from_text (text, -1, &error);
  if (clip == NULL)
    {
      talus_view_say_error (self->view, error);
      return FALSE;
    }

  return talus_clipboard_put (self, clip, parent, anchor, _("Drop"));
}
