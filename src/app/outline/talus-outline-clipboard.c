/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cut, copy, paste and duplicate. What is cut stays where it is until it is
 * pasted, and is moved then; whatever else is pasted is made anew. What it
 * looks like on a clipboard is talus-clip.h's. */
#define G_LOG_DOMAIN "talus-app-outline"

#include <glib/gi18n.h>
#include <string.h>

#include "app/core/talus-tree-edit.h"
#include "app/outline/talus-outline-pane-private.h"
#include "peer/talus-clip.h"

/* (transfer full): nodes as other programs, and other windows of ours, take
 * them. */
GdkContentProvider *
talus_outline_pane_provide (TalusOutlinePane *self,
                            GPtrArray        *tops)
{
  TalusNode *const *nodes = (TalusNode *const *) tops->pdata;
  char *json = talus_clip_write_json (self->graph, nodes, tops->len);
  char *text = talus_clip_write_text (self->graph, nodes, tops->len);
  g_autoptr (GBytes) json_bytes = g_bytes_new_take (json, strlen (json));
  GdkContentProvider *providers[] = {
    gdk_content_provider_new_for_bytes (TALUS_CLIP_MIME_TYPE, json_bytes),
    gdk_content_provider_new_for_bytes ("application/json", json_bytes),
    gdk_content_provider_new_typed (G_TYPE_STRING, text),
  };

  g_free (text);

  return gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers));
}

static const char cut_key[] = "talus-outline-cut";

static gpointer
new_weak_ref (TalusOutlinePane *self)
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

/* (transfer full) (nullable): which other pane has cut what is in the clipboard. */
static TalusOutlinePane *
find_cut_elsewhere (TalusOutlinePane *self,
                    GdkClipboard     *clipboard)
{
  GdkContentProvider *content = gdk_clipboard_get_content (clipboard);
  GWeakRef *ref = content != NULL ? g_object_get_data (G_OBJECT (content), cut_key) : NULL;
  g_autoptr (TalusOutlinePane) other = ref != NULL ? g_weak_ref_get (ref) : NULL;

  if (other == NULL || other == self || other->cut == NULL || other->cut_content != content)
    return NULL;

  return g_steal_pointer (&other);
}

/* What was cut here is in another project now, and goes. */
static void
give_away_cut (TalusOutlinePane *self,
               const char       *to)
{
  g_autoptr (GPtrArray) tops = g_ptr_array_new ();
  g_autoptr (GArray) ids = g_steal_pointer (&self->cut);
  g_autofree char *text = NULL;
  guint64 count;

  g_clear_object (&self->cut_content);
  for (guint i = 0; self->graph != NULL && i < ids->len; i++)
    {
      TalusNode *node = talus_graph_get_node (self->graph, &g_array_index (ids, TalusId, i));

      if (node != NULL)
        g_ptr_array_add (tops, node);
    }
  if (tops->len == 0 ||
      !talus_view_submit (self->view, talus_tree_delete (self->graph, tops, &count)))
    return;

  /* Translators: %u nodes went from this project into the one called “%s”. */
  text = g_strdup_printf (ngettext ("Moved %u node to “%s”", "Moved %u nodes to “%s”",
                                    (gulong) count), (guint) count, to);
  talus_view_say_done (self->view, text);
}

void
talus_outline_pane_copy (TalusOutlinePane *self,
                         gboolean          cut)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  g_autoptr (GPtrArray) tops = NULL;
  g_autoptr (GdkContentProvider) content = NULL;

  talus_outline_pane_end_rename (self, TRUE);
  tops = talus_view_list_selected_tops (self->view);
  if (tops->len == 0)
    return;

  content = talus_outline_pane_provide (self, tops);
  gdk_clipboard_set_content (clipboard, content);
  g_clear_pointer (&self->cut, g_array_unref);
  g_clear_object (&self->cut_content);
  if (!cut)
    return;

  self->cut = g_array_new (FALSE, FALSE, sizeof (TalusId));
  self->cut_content = g_object_ref (content);
  /* For other windows of ours, which ask it once they have taken what was cut. */
  g_object_set_data_full (G_OBJECT (content), cut_key, new_weak_ref (self), free_weak_ref);
  for (guint i = 0; i < tops->len; i++)
    g_array_append_vals (self->cut, talus_node_get_id (tops->pdata[i]), 1);
  talus_view_say (self->view, _("Cut: paste where it is to go"), NULL, NULL);
}

static void
select_ids (TalusOutlinePane *self,
            GArray           *ids)
{
  TalusNode *last;

  if (ids->len == 0)
    return;

  /* Whichever pane is being looked at. */
  talus_view_reveal (self->view, &g_array_index (ids, TalusId, ids->len - 1));
  talus_selection_set (talus_view_get_selection (self->view),
                       (const TalusId *) (gpointer) ids->data, ids->len);
  last = talus_graph_get_node (self->graph, &g_array_index (ids, TalusId, ids->len - 1));
  if (last != NULL)
    talus_outline_pane_show_node (self, last, gtk_widget_get_mapped (GTK_WIDGET (self)));
}

/* A forest comes to a place. */
gboolean
talus_outline_pane_put (TalusOutlinePane  *self,
                        const TalusClip   *clip,
                        TalusNode         *parent,
                        const TalusAnchor *anchor,
                        const char        *label)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (label);
  g_autoptr (GArray) tops = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;

  if (!talus_clip_paste (clip, self->graph, parent, anchor, batch, &tops, &note, &error))
    {
      talus_view_say_error (self->view, error);
      return FALSE;
    }

  if (!talus_view_submit (self->view, g_steal_pointer (&batch)))
    return FALSE;

  if (parent != NULL)
    talus_outline_tree_set_expanded (self->tree, parent, TRUE);
  select_ids (self, tops);
  if (note != NULL)
    talus_view_say (self->view, note, NULL, NULL);

  return TRUE;
}

static gboolean
put_near_cursor (TalusOutlinePane *self,
                 TalusClip        *clip)
{
  g_autoptr (GError) error = NULL;
  TalusNode *parent;
  TalusAnchor anchor;

  if (talus_clip_find_place (clip, self->graph, talus_view_get_cursor_node (self->view), &parent,
                             &anchor, &error))
    return talus_outline_pane_put (self, clip, parent, &anchor, _("Paste"));

  talus_view_say_error (self->view, error);

  return FALSE;
}

/* Text that is dropped or pasted at a place. */
gboolean
talus_outline_pane_take_text (TalusOutlinePane  *self,
                              const char        *text,
                              TalusNode         *parent,
                              const TalusAnchor *anchor)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusClip) clip = talus_clip_new_from_text (text, -1, &error);

  if (clip == NULL)
    {
      talus_view_say_error (self->view, error);
      return FALSE;
    }

  return talus_outline_pane_put (self, clip, parent, anchor, _("Drop"));
}

/* What was cut here is moved. FALSE where none of it is left: it is made anew. */
static gboolean
move_cut (TalusOutlinePane *self,
          TalusClip        *clip)
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
      TalusNode *node = talus_graph_get_node (self->graph, &g_array_index (ids, TalusId, i));

      if (node != NULL)
        g_ptr_array_add (tops, node);
    }
  if (tops->len == 0)
    return FALSE;

  if (!talus_clip_find_place (clip, self->graph, talus_view_get_cursor_node (self->view), &parent,
                              &anchor, &error))
    {
      talus_view_say_error (self->view, error);
      return TRUE;
    }

  batch = talus_tree_move_to (self->graph, tops, parent, &anchor, &error);
  if (talus_outline_pane_submit (self, batch, error))
    {
      if (parent != NULL)
        talus_outline_tree_set_expanded (self->tree, parent, TRUE);
      select_ids (self, ids);
    }

  return TRUE;
}

static void
paste_bytes (TalusOutlinePane *self,
             const char       *bytes,
             gsize             length,
             gboolean          is_json)
{
  g_autoptr (TalusOutlinePane) cut_from = g_weak_ref_get (&self->cut_from);
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusClip) clip = is_json ? talus_clip_new_from_json (bytes, (gssize) length, &error)
                                       : talus_clip_new_from_text (bytes, (gssize) length, &error);

  if (clip == NULL)
    {
      talus_view_say_error (self->view, error);
      return;
    }
  if (!talus_view_can_edit (self->view))
    return;

  if (is_json && self->cut != NULL && move_cut (self, clip))
    return;
  g_weak_ref_set (&self->cut_from, NULL);
  if (put_near_cursor (self, clip) && is_json && cut_from != NULL)
    give_away_cut (cut_from, talus_peer_get_name (self->peer));
}

/* Whether it is JSON of ours that has been through a program for text. */
static gboolean
looks_like_nodes (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;

  return *text == '{' && strstr (text, "\"talus_nodes\"") != NULL;
}

static void
text_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (TalusOutlinePane) self = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (text == NULL || *text == '\0')
    talus_view_say (self->view, _("There is nothing to paste"), NULL, NULL);
  else if (self->graph != NULL)
    paste_bytes (self, text, strlen (text), looks_like_nodes (text));
}

static void
json_spliced_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (TalusOutlinePane) self = user_data;
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (source);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *json;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (memory), result, &error) < 0)
    {
      talus_view_say_error (self->view, error);
      return;
    }

  bytes = g_memory_output_stream_steal_as_bytes (memory);
  json = g_bytes_get_data (bytes, &length);
  if (self->graph != NULL)
    paste_bytes (self, json, length, TRUE);
}

static void
json_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (TalusOutlinePane) self = user_data;
  g_autoptr (GOutputStream) memory = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result,
                                                               NULL, &error);

  if (stream == NULL)
    {
      talus_view_say_error (self->view, error);
      return;
    }

  memory = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (memory, stream,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE |
                                G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, NULL, json_spliced_cb, g_steal_pointer (&self));
}

void
talus_outline_pane_paste (TalusOutlinePane *self)
{
  static const char *const mime_types[] = { TALUS_CLIP_MIME_TYPE, NULL };
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  g_autoptr (TalusOutlinePane) cut_from = find_cut_elsewhere (self, clipboard);

  talus_outline_pane_end_rename (self, TRUE);
  g_weak_ref_set (&self->cut_from, cut_from);

  /* Somebody else has copied something since. */
  if (self->cut != NULL && gdk_clipboard_get_content (clipboard) != self->cut_content)
    {
      g_clear_pointer (&self->cut, g_array_unref);
      g_clear_object (&self->cut_content);
    }

  if (gdk_content_formats_contain_mime_type (formats, TALUS_CLIP_MIME_TYPE))
    gdk_clipboard_read_async (clipboard, (const char **) mime_types, G_PRIORITY_DEFAULT, NULL,
                              json_read_cb, g_object_ref (self));
  else
    gdk_clipboard_read_text_async (clipboard, NULL, text_read_cb, g_object_ref (self));
}

/* Behind the last of those selected. */
void
talus_outline_pane_duplicate (TalusOutlinePane *self)
{
  g_autoptr (GPtrArray) tops = NULL;
  g_autoptr (TalusClip) clip = NULL;
  TalusNode *last;
  TalusAnchor anchor;

  talus_outline_pane_end_rename (self, TRUE);
  tops = talus_view_list_selected_tops (self->view);
  if (tops->len == 0)
    return;

  last = tops->pdata[tops->len - 1];
  anchor.kind = TALUS_ANCHOR_AFTER;
  anchor.sibling = *talus_node_get_id (last);
  clip = talus_clip_new_from_nodes (self->graph, (TalusNode *const *) tops->pdata, tops->len);
  talus_outline_pane_put (self, clip, talus_node_get_parent (last), &anchor, _("Duplicate"));
}
