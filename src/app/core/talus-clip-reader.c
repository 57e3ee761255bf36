/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Our own form may come as text too, through a program that knows only that. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-clip-reader.h"

#include <string.h>

typedef struct
{
  TalusClip *clip;
  gboolean is_json;
} Found;

static void
free_found (gpointer data)
{
  Found *found = data;

  g_clear_pointer (&found->clip, talus_clip_free);
  g_free (found);
}

static void
return_clip (GTask      *task,
             const char *bytes,
             gsize       length,
             gboolean    is_json)
{
  GError *error = NULL;
  Found *found = g_new0 (Found, 1);

  found->is_json = is_json;
  found->clip = is_json ? talus_clip_new_from_json (bytes, (gssize) length, &error)
                        : talus_clip_new_from_text (bytes, (gssize) length, &error);
  if (found->clip != NULL)
    {
      g_task_return_pointer (task, found, free_found);
      return;
    }

  free_found (found);
  g_task_return_error (task, error);
}

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
  g_autoptr (GTask) task = user_data;
  g_autofree char *text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);

  if (text == NULL || *text == '\0')
    g_task_return_pointer (task, NULL, NULL);
  else
    return_clip (task, text, strlen (text), looks_like_nodes (text));
}

static void
json_spliced_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GMemoryOutputStream *memory = G_MEMORY_OUTPUT_STREAM (source);
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;
  gsize length;
  const char *json;

  if (g_output_stream_splice_finish (G_OUTPUT_STREAM (memory), result, &error) < 0)
    {
      g_task_return_error (task, error);
      return;
    }

  bytes = g_memory_output_stream_steal_as_bytes (memory);
  json = g_bytes_get_data (bytes, &length);
  return_clip (task, json, length, TRUE);
}

static void
json_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GOutputStream) memory = NULL;
  GError *error = NULL;
  g_autoptr (GInputStream) stream = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result,
                                                               NULL, &error);

  if (stream == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  memory = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (memory, stream,
                                G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE |
                                G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET,
                                G_PRIORITY_DEFAULT, NULL, json_spliced_cb,
                                g_steal_pointer (&task));
}

/**
 * talus_clip_read_async:
 * @clipboard: a clipboard
 * @callback: called when what is in it has been read
 * @user_data: passed to @callback
 *
 * Reads the nodes that there are in a clipboard.
 */
void
talus_clip_read_async (GdkClipboard        *clipboard,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  static const char * const mime_types[] = { TALUS_CLIP_MIME_TYPE, NULL };
  GTask *task;

  g_return_if_fail (GDK_IS_CLIPBOARD (clipboard));

  task = g_task_new (clipboard, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_clip_read_async);
  if (gdk_content_formats_contain_mime_type (gdk_clipboard_get_formats (clipboard),
                                             TALUS_CLIP_MIME_TYPE))
    gdk_clipboard_read_async (clipboard, (const char **) mime_types, G_PRIORITY_DEFAULT, NULL,
                              json_read_cb, task);
  else
    gdk_clipboard_read_text_async (clipboard, NULL, text_read_cb, task);
}

/**
 * talus_clip_read_finish:
 * @result: what the callback was given
 * @is_json: (out): whether it is in our own form, in which nodes keep all they have
 * @error: (out) (optional): why it cannot be read
 *
 * Returns: (transfer full) (nullable): the nodes, %NULL without an error where
 *   there is nothing
 */
TalusClip *
talus_clip_read_finish (GAsyncResult  *result,
                        gboolean      *is_json,
                        GError       **error)
{
  Found *found = g_task_propagate_pointer (G_TASK (result), error);
  TalusClip *clip = NULL;

  *is_json = found != NULL && found->is_json;
  if (found != NULL)
    {
      clip = g_steal_pointer (&found->clip);
      free_found (found);
    }

  return clip;
}
