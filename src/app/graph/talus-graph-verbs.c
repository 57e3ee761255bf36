/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Batches of edits, and sentences. Whether something may be is asked of the
 * peer, which knows the rules. */
#define G_LOG_DOMAIN "talus-app-graph"

#include "config.h"

#include "app/graph/talus-graph-verbs.h"

#include <glib/gi18n.h>

#include "app/core/talus-node-state.h"

static const char *
get_name (TalusNode *node)
{
  const char *name = talus_node_get_name (node);

  return *name != '\0' ? name : _("Unnamed");
}

static void
add_part (GString    *text,
          const char *separator,
          const char *part)
{
  if (part != NULL && *part != '\0')
    {
      g_string_append (text, separator);
      g_string_append (text, part);
    }
}

/* (transfer full) (nullable) */
static char *
describe_blockers (TalusGraph *graph,
                   TalusNode  *node)
{
  g_autoptr (GArray) ids = NULL;
  TalusNode *first = talus_node_find_blocker (graph, node);
  guint n_more = 0;

  if (first == NULL)
    return NULL;

  ids = talus_graph_list_blockers (graph, talus_node_get_id (node));
  for (guint i = 0; i < ids->len; i++)
    {
      TalusNode *other = talus_graph_get_node (graph, &g_array_index (ids, TalusId, i));

      if (other != NULL && other != first && !talus_node_is_finished (graph, other))
        n_more++;
    }
  if (n_more == 0)
    return g_strdup_printf (_("Waits for %s"), get_name (first));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Waits for %s and %u more",
                                       "Waits for %s and %u more", n_more),
                          get_name (first), n_more);
}

static char *
describe (TalusGraph *graph,
          TalusNode  *node,
          const char *separator,
          const char *small_separator)
{
  GString *text = g_string_new (get_name (node));
  const TalusNodeType *type = talus_template_get_type_by_id (talus_graph_get_template (graph),
                                                             talus_node_get_type_id (node));
  const TalusOption *status = type != NULL ? talus_node_get_status (graph, node) : NULL;
  g_autofree char *blockers = describe_blockers (graph, node);
  g_autofree char *below = NULL;
  guint n_children = talus_node_get_n_children (node);

  add_part (text, separator, type != NULL ? type->label : NULL);
  add_part (text, type != NULL ? small_separator : separator, status != NULL ? status->name : NULL);
  add_part (text, separator, blockers);
  if (n_children > 0)
    {
      below = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u below", "%u below", n_children),
                               n_children);
      add_part (text, separator, below);
    }

  return g_string_free (text, FALSE);
}

char *
talus_graph_describe_node (TalusGraph *graph,
                           TalusNode  *node)
{
  /* Translators: between the parts of what a screen reader says of a card */
  return describe (graph, node, _(", "), _(", "));
}

char *
talus_graph_describe_tip (TalusGraph *graph,
                          TalusNode  *node)
{
  return describe (graph, node, "\n", " · ");
}

GPtrArray *
talus_graph_hold_selected_tops (TalusView *view)
{
  GPtrArray *tops = talus_view_list_selected_tops (view);

  g_ptr_array_foreach (tops, (GFunc) (GCallback) g_object_ref, NULL);
  g_ptr_array_set_free_func (tops, g_object_unref);

  return tops;
}

static TalusBatch *
make_move (GPtrArray *tops,
           TalusNode *parent)
{
  TalusBatch *batch = talus_batch_new (tops->len > 1 ? _("Move") : NULL);
  TalusAnchor anchor = TALUS_ANCHOR_AT_END;

  for (guint i = 0; i < tops->len; i++)
    talus_batch_move_node (batch, talus_node_get_id (tops->pdata[i]), talus_node_get_id (parent),
                           &anchor);

  return batch;
}

gboolean
talus_graph_may_move (TalusView  *view,
                      GPtrArray  *tops,
                      TalusNode  *parent,
                      GError    **error)
{
  TalusTemplate *template = talus_view_get_template (view);
  const TalusNodeType *parent_type = talus_template_get_type_by_id (
    template, talus_node_get_type_id (parent));
  g_autoptr (TalusBatch) batch = NULL;
  gboolean is_elsewhere = FALSE;

  /* What the template says is known at once: this is asked of every card there
   * is. The rest the peer knows. */
  for (guint i = 0; i < tops->len; i++)
    {
      const TalusNodeType *type = talus_template_get_type_by_id (
        template, talus_node_get_type_id (tops->pdata[i]));

      if (tops->pdata[i] == parent || parent_type == NULL || type == NULL ||
          !talus_template_allows_child (template, parent_type, type))
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_TYPE_NOT_ALLOWED,
                       _("“%s” can’t go below “%s”"), get_name (tops->pdata[i]),
                       get_name (parent));
          return FALSE;
        }
      is_elsewhere = is_elsewhere || talus_node_get_parent (tops->pdata[i]) != parent;
    }
  if (!is_elsewhere)
    {
      /* No code of the model's: it would be said in other words. */
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("It is there already"));
      return FALSE;
    }

  batch = make_move (tops, parent);

  return talus_peer_check (talus_view_get_peer (view), batch, error);
}

void
talus_graph_move (TalusView *view,
                  GPtrArray *tops,
                  TalusNode *parent)
{
  talus_view_submit (view, make_move (tops, parent));
}

GHashTable *
talus_graph_list_unlinkable (TalusGraph *graph,
                             TalusNode  *blocker)
{
  GHashTable *found = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
  g_autoptr (GArray) queue = g_array_new (FALSE, FALSE, sizeof (TalusId));
  g_autoptr (GArray) blocked = talus_graph_list_blocked (graph, talus_node_get_id (blocker));

  g_array_append_vals (queue, talus_node_get_id (blocker), 1);
  g_hash_table_add (found, g_memdup2 (talus_node_get_id (blocker), sizeof (TalusId)));
  for (guint i = 0; i < queue->len; i++)
    {
      g_autoptr (GArray) ids = talus_graph_list_blockers (
        graph, &g_array_index (queue, TalusId, i));

      for (guint j = 0; j < ids->len; j++)
        {
          TalusId *id = &g_array_index (ids, TalusId, j);

          if (g_hash_table_add (found, g_memdup2 (id, sizeof *id)))
            g_array_append_val (queue, *id);
        }
    }
  for (guint i = 0; i < blocked->len; i++)
    g_hash_table_add (found, g_memdup2 (&g_array_index (blocked, TalusId, i), sizeof (TalusId)));

  return found;
}

gboolean
talus_graph_may_link (TalusView  *view,
                      TalusNode  *blocker,
                      TalusNode  *blocked,
                      GError    **error)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (NULL);

  if (talus_graph_has_edge (talus_view_get_graph (view), talus_node_get_id (blocker),
                            talus_node_get_id (blocked)))
    {
      g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, _("“%s” waits for “%s” already"),
                   get_name (blocked), get_name (blocker));
      return FALSE;
    }

  talus_batch_link (batch, talus_node_get_id (blocker), talus_node_get_id (blocked));

  return talus_peer_check (talus_view_get_peer (view), batch, error);
}

void
talus_graph_link (TalusView *view,
                  TalusNode *blocker,
                  TalusNode *blocked)
{
  g_autoptr (GError) error = NULL;
  TalusBatch *batch;

  if (!talus_graph_may_link (view, blocker, blocked, &error))
    {
      talus_view_say_error (view, error);
      return;
    }

  batch = talus_batch_new (NULL);
  talus_batch_link (batch, talus_node_get_id (blocker), talus_node_get_id (blocked));
  talus_view_submit (view, batch);
}

void
talus_graph_unlink (TalusView       *view,
                    const TalusEdge *edge)
{
  TalusNode *blocker = talus_graph_get_node (talus_view_get_graph (view), &edge->blocker);
  TalusNode *blocked = talus_graph_get_node (talus_view_get_graph (view), &edge->blocked);
  TalusBatch *batch = talus_batch_new (NULL);
  g_autofree char *text = NULL;

  if (blocker != NULL && blocked != NULL)
    text = g_strdup_printf (_("“%s” no longer waits for “%s”"), get_name (blocked),
                            get_name (blocker));
  talus_batch_unlink (batch, &edge->blocker, &edge->blocked);
  if (talus_view_submit (view, batch) && text != NULL)
    talus_view_say (view, text, _("Undo"), "win.undo");
}

void
talus_graph_rename (TalusView     *view,
                    const TalusId *id,
                    const char    *name)
{
  TalusNode *node = talus_graph_get_node (talus_view_get_graph (view), id);
  g_autofree char *stripped = g_strstrip (g_strdup (name));
  TalusBatch *batch;

  if (node == NULL || *stripped == '\0' || g_strcmp0 (stripped, talus_node_get_name (node)) == 0)
    return;

  batch = talus_batch_new (NULL);
  talus_batch_rename (batch, id, stripped);
  talus_view_submit (view, batch);
}

/* Who is selected once @tops are gone: a neighbour, or the parent. */
static TalusNode *
find_heir (GPtrArray *tops)
{
  g_autoptr (GHashTable) going = g_hash_table_new (NULL, NULL);
  TalusNode *last = tops->pdata[tops->len - 1];
  TalusNode *heir = NULL;

  for (guint i = 0; i < tops->len; i++)
    g_hash_table_add (going, tops->pdata[i]);
  for (heir = talus_node_get_next_sibling (last);
       heir != NULL && g_hash_table_contains (going, heir);
       heir = talus_node_get_next_sibling (heir))
    ;
  if (heir == NULL)
    for (heir = talus_node_get_previous_sibling (last);
         heir != NULL && g_hash_table_contains (going, heir);
         heir = talus_node_get_previous_sibling (heir))
      ;

  return heir != NULL ? heir : talus_node_get_parent (last);
}

void
talus_graph_delete (TalusView *view)
{
  g_autoptr (GPtrArray) tops = talus_view_list_selected_tops (view);
  g_autofree char *text = NULL;
  TalusBatch *batch;
  TalusNode *heir;
  guint64 count = 0;

  if (tops->len == 0)
    return;

  heir = find_heir (tops);
  batch = talus_batch_new (tops->len > 1 ? _("Delete") : NULL);
  for (guint i = 0; i < tops->len; i++)
    {
      guint64 n = 0;
      g_autoptr (GArray) edges = talus_graph_list_edges_of_subtree (talus_view_get_graph (view),
                                                                    tops->pdata[i], &n);

      count += n;
      talus_batch_delete_node (batch, talus_node_get_id (tops->pdata[i]));
    }
  if (count == 1)
    text = g_strdup_printf (_("Deleted “%s”"), get_name (tops->pdata[0]));
  else
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Deleted %u node", "Deleted %u nodes",
                                         (guint) count), (guint) count);

  if (talus_view_submit (view, batch))
    {
      talus_selection_set_one (talus_view_get_selection (view),
                               heir != NULL ? talus_node_get_id (heir) : NULL);
      talus_view_say (view, text, _("Undo"), "win.undo");
    }
}
