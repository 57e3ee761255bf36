/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Other programs take text, ours everything that nodes have. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-clip-provider.h"

#include <string.h>

#include "model/talus-command.h"
#include "peer/talus-clip.h"

/* FALSE as soon as there are more than @left. */
static gboolean
count_down (TalusNode *node,
            guint     *left)
{
  if (*left == 0)
    return FALSE;

  (*left)--;
  for (TalusNode *child = talus_node_get_first_child (node); child != NULL;
       child = talus_node_get_next_sibling (child))
    {
      if (!count_down (child, left))
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_clip_is_too_much:
 * @tops: (element-type TalusNode): nodes
 *
 * Says whether they and all below them are more than can be made at once. To be
 * moved they can be as many as they like.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_clip_is_too_much (GPtrArray *tops)
{
  guint left = TALUS_MAX_BATCH;

  for (guint i = 0; i < tops->len; i++)
    {
      if (!count_down (tops->pdata[i], &left))
        return TRUE;
    }

  return FALSE;
}

/**
 * talus_clip_provide:
 * @graph: whose nodes
 * @tops: (element-type TalusNode): with all that is below them
 * @whole: whether in our own form too, or only as text
 *
 * Returns: (transfer full): what is given to a clipboard, or dragged
 */
GdkContentProvider *
talus_clip_provide (TalusGraph *graph,
                    GPtrArray  *tops,
                    gboolean    whole)
{
  TalusNode *const *nodes = (TalusNode *const *) tops->pdata;
  g_autofree char *text = talus_clip_write_text (graph, nodes, tops->len);
  GdkContentProvider *providers[3];
  guint n_providers = 0;

  if (whole)
    {
      char *json = talus_clip_write_json (graph, nodes, tops->len);
      g_autoptr (GBytes) bytes = g_bytes_new_take (json, strlen (json));

      providers[n_providers++] = gdk_content_provider_new_for_bytes (TALUS_CLIP_MIME_TYPE, bytes);
      providers[n_providers++] = gdk_content_provider_new_for_bytes ("application/json", bytes);
    }
  providers[n_providers++] = gdk_content_provider_new_typed (G_TYPE_STRING, text);

  return gdk_content_provider_new_union (providers, n_providers);
}
