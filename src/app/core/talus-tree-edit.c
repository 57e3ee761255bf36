/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The verbs as batches. Nodes that are selected together stay together: of
 * neighbours a run moves as one, and keeps its order. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-tree-edit.h"

#include <glib/gi18n.h>

/* (transfer full): the same, to be asked who is among them: there may be many. */
static GHashTable *
make_set (GPtrArray *tops)
{
  GHashTable *set = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < tops->len; i++)
    g_hash_table_add (set, tops->pdata[i]);

  return set;
}

static const char *
get_type_label (TalusTemplate *template,
                const char    *type_id)
{
  const TalusNodeType *type = talus_template_get_type_by_id (template, type_id);

  return type != NULL ? type->label : type_id;
}

static const TalusId *
get_id_or_null (TalusNode *node)
{
  return node != NULL ? talus_node_get_id (node) : NULL;
}

static void
add_move (TalusBatch      *batch,
          TalusNode       *node,
          TalusNode       *parent,
          TalusAnchorKind  kind,
          TalusNode       *sibling)
{
  TalusAnchor anchor = { kind, { { 0 } } };

  if (sibling != NULL)
    anchor.sibling = *talus_node_get_id (sibling);
  talus_batch_move_node (batch, talus_node_get_id (node), get_id_or_null (parent), &anchor);
}

/* The one in front of @node that stays where it is. */
static TalusNode *
find_staying_before (GHashTable *going,
                     TalusNode  *node)
{
  do
    node = talus_node_get_previous_sibling (node);
  while (node != NULL && g_hash_table_contains (going, node));

  return node;
}

static TalusNode *
find_staying_after (GHashTable *going,
                    TalusNode  *node)
{
  do
    node = talus_node_get_next_sibling (node);
  while (node != NULL && g_hash_table_contains (going, node));

  return node;
}

static gboolean
fits_all (TalusGraph *graph,
          GPtrArray  *tops,
          guint       from,
          guint       to,
          TalusNode  *parent)
{
  for (guint i = from; i < to; i++)
    {
      if (!talus_tree_fits (talus_graph_get_template (graph),
                            talus_node_get_type_id (tops->pdata[i]), parent))
        return FALSE;
    }

  return TRUE;
}

static void
set_nothing_selected (GError **error)
{
  g_set_error (error, TALUS_ERROR, TALUS_ERROR_NODE_NOT_FOUND, _("Nothing is selected"));
}

/* Where the run of neighbours that starts at @from ends. */
static guint
find_end_of_run (GPtrArray *tops,
                 guint      from)
{
  guint to = from + 1;

  while (to < tops->len &&
         talus_node_get_next_sibling (tops->pdata[to - 1]) == tops->pdata[to])
    to++;

  return to;
}

/**
 * talus_tree_fits:
 * @template: a template
 * @type_id: the type of a node, whether the template knows it or not
 * @parent: (nullable): a node, or %NULL for a place among the roots
 *
 * Says whether the template lets such a node be there. Among the roots
 * people have root types only, though the model would take any.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_tree_fits (TalusTemplate *template,
                 const char    *type_id,
                 TalusNode     *parent)
{
  const TalusNodeType *type = talus_template_get_type_by_id (template, type_id);
  const TalusNodeType *parent_type;

  if (type == NULL)
    return FALSE;
  if (parent == NULL)
    return type->is_root;

  parent_type = talus_template_get_type_by_id (template, talus_node_get_type_id (parent));

  return parent_type != NULL && talus_template_allows_child (template, parent_type, type);
}

/**
 * talus_tree_find_target:
 * @graph: a graph
 * @cursor: (nullable): the node that is selected
 *
 * Finds the node that making something is about. Where nothing is selected that
 * is the only root: a project has one as a rule, and what is made goes below.
 *
 * Returns: (transfer none) (nullable): the node, %NULL for the roots themselves
 */
TalusNode *
talus_tree_find_target (TalusGraph *graph,
                        TalusNode  *cursor)
{
  if (cursor == NULL && talus_graph_get_n_roots (graph) == 1)
    return talus_graph_get_root (graph, 0);

  return cursor;
}

static void
add_types (TalusTemplate *template,
           GPtrArray     *ids,
           GPtrArray     *types)
{
  for (guint i = 0; i < ids->len; i++)
    {
      const TalusNodeType *type = talus_template_get_type_by_id (template, ids->pdata[i]);

      if (type != NULL && !g_ptr_array_find (types, type, NULL))
        g_ptr_array_add (types, (gpointer) type);
    }
}

/**
 * talus_tree_list_types:
 * @template: a template
 * @parent: (nullable): a node, or %NULL for the roots
 *
 * Lists what may be made there.
 *
 * Returns: (transfer container) (element-type TalusNodeType): the types, valid
 *   as long as the template
 */
GPtrArray *
talus_tree_list_types (TalusTemplate *template,
                       TalusNode     *parent)
{
  GPtrArray *types = g_ptr_array_new ();
  const TalusNodeType *parent_type;

  if (parent == NULL)
    {
      GPtrArray *all = talus_template_get_types (template);

      for (guint i = 0; i < all->len; i++)
        {
          const TalusNodeType *type = all->pdata[i];

          if (type->is_root)
            g_ptr_array_add (types, (gpointer) type);
        }
      return types;
    }

  parent_type = talus_template_get_type_by_id (template, talus_node_get_type_id (parent));
  if (parent_type != NULL)
    {
      add_types (template, parent_type->allowed_children, types);
      add_types (template, parent_type->allowed_asset_types, types);
    }

  return types;
}

/**
 * talus_tree_may_move:
 * @graph: a graph
 * @tops: what is to be moved
 * @parent: (nullable): where to, %NULL for the roots
 * @error: return location for a sentence
 *
 * Says whether template and tree allow it. What is there already may stay.
 *
 * Returns: %FALSE with an error if not
 */
gboolean
talus_tree_may_move (TalusGraph  *graph,
                     GPtrArray   *tops,
                     TalusNode   *parent,
                     GError     **error)
{
  TalusTemplate *template = talus_graph_get_template (graph);

  for (guint i = 0; i < tops->len; i++)
    {
      TalusNode *node = tops->pdata[i];

      for (TalusNode *above = parent; above != NULL; above = talus_node_get_parent (above))
        {
          if (above == node)
            {
              g_set_error (error, TALUS_ERROR, TALUS_ERROR_WOULD_CYCLE,
                           _("“%s” can’t be moved below itself"), talus_node_get_name (node));
              return FALSE;
            }
        }

      if (talus_node_get_parent (node) != parent &&
          !talus_tree_fits (template, talus_node_get_type_id (node), parent))
        {
          const char *label = get_type_label (template, talus_node_get_type_id (node));

          if (parent == NULL)
            g_set_error (error, TALUS_ERROR, TALUS_ERROR_TYPE_NOT_ALLOWED,
                         /* Translators: a name, then a node type */
                         _("“%s” can’t be moved to the top: %s goes below something"),
                         talus_node_get_name (node), label);
          else
            g_set_error (error, TALUS_ERROR, TALUS_ERROR_TYPE_NOT_ALLOWED,
                         /* Translators: two names, then two node types */
                         _("“%s” can’t go below “%s”: there is no %s below %s"),
                         talus_node_get_name (node), talus_node_get_name (parent), label,
                         get_type_label (template, talus_node_get_type_id (parent)));
          return FALSE;
        }
    }

  return TRUE;
}

/**
 * talus_tree_indent:
 * @graph: a graph
 * @tops: what to indent
 * @error: return location for a sentence
 *
 * Puts each below the sibling in front of it, last.
 *
 * Returns: (transfer full) (nullable): the batch, %NULL with an error
 */
TalusBatch *
talus_tree_indent (TalusGraph  *graph,
                   GPtrArray   *tops,
                   GError     **error)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (_("Indent"));
  g_autoptr (GHashTable) going = make_set (tops);
  TalusNode *parent = NULL;

  if (tops->len == 0)
    {
      set_nothing_selected (error);
      return NULL;
    }

  for (guint i = 0; i < tops->len; i++)
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();
      TalusNode *node = tops->pdata[i];

      /* Behind another that goes it goes to the same place. */
      if (i == 0 || talus_node_get_previous_sibling (node) != tops->pdata[i - 1])
        parent = find_staying_before (going, node);
      if (parent == NULL)
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_PARENT,
                       _("There is nothing above “%s” that it could go below"),
                       talus_node_get_name (node));
          return NULL;
        }

      g_ptr_array_add (one, node);
      if (!talus_tree_may_move (graph, one, parent, error))
        return NULL;

      add_move (batch, node, parent, TALUS_ANCHOR_LAST, NULL);
    }

  return g_steal_pointer (&batch);
}

/**
 * talus_tree_outdent:
 * @graph: a graph
 * @tops: what to outdent
 * @error: return location for a sentence
 *
 * Puts each behind its parent.
 *
 * Returns: (transfer full) (nullable): the batch, %NULL with an error
 */
TalusBatch *
talus_tree_outdent (TalusGraph  *graph,
                    GPtrArray   *tops,
                    GError     **error)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (_("Outdent"));
  TalusNode *last = NULL;
  TalusNode *last_parent = NULL;

  if (tops->len == 0)
    {
      set_nothing_selected (error);
      return NULL;
    }

  for (guint i = 0; i < tops->len; i++)
    {
      g_autoptr (GPtrArray) one = g_ptr_array_new ();
      TalusNode *node = tops->pdata[i];
      TalusNode *parent = talus_node_get_parent (node);

      if (parent == NULL)
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_PARENT,
                       _("“%s” is at the top already"), talus_node_get_name (node));
          return NULL;
        }

      g_ptr_array_add (one, node);
      if (!talus_tree_may_move (graph, one, talus_node_get_parent (parent), error))
        return NULL;

      add_move (batch, node, talus_node_get_parent (parent), TALUS_ANCHOR_AFTER,
                parent == last_parent ? last : parent);
      last = node;
      last_parent = parent;
    }

  return g_steal_pointer (&batch);
}

/* At the edge of its siblings a run goes on to the nearest cousins. */
static gboolean
leave_parent (TalusGraph  *graph,
              TalusBatch  *batch,
              GPtrArray   *tops,
              gboolean     up)
{
  TalusNode *parent = talus_node_get_parent (tops->pdata[0]);
  TalusNode *next = parent;

  while (next != NULL)
    {
      next = up ? talus_node_get_previous_sibling (next) : talus_node_get_next_sibling (next);
      if (next == NULL || fits_all (graph, tops, 0, tops->len, next))
        break;
    }

  if (next == NULL)
    return FALSE;

  for (guint i = 0; i < tops->len; i++)
    {
      if (up)
        add_move (batch, tops->pdata[i], next, TALUS_ANCHOR_LAST, NULL);
      else if (i == 0)
        add_move (batch, tops->pdata[i], next, TALUS_ANCHOR_FIRST, NULL);
      else
        add_move (batch, tops->pdata[i], next, TALUS_ANCHOR_AFTER, tops->pdata[i - 1]);
    }

  return TRUE;
}

static TalusBatch *
move_over (TalusGraph  *graph,
           GPtrArray   *tops,
           gboolean     up,
           GError     **error)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (up ? _("Move up") : _("Move down"));

  if (tops->len == 0)
    {
      set_nothing_selected (error);
      return NULL;
    }

  for (guint from = 0, to; from < tops->len; from = to)
    {
      TalusNode *first = tops->pdata[from];
      TalusNode *parent = talus_node_get_parent (first);
      TalusNode *other;

      to = find_end_of_run (tops, from);
      other = up ? talus_node_get_previous_sibling (first)
                 : talus_node_get_next_sibling (tops->pdata[to - 1]);

      if (other == NULL && from == 0 && to == tops->len)
        leave_parent (graph, batch, tops, up);
      else if (other != NULL)
        {
          for (guint i = from; i < to; i++)
            {
              if (up)
                add_move (batch, tops->pdata[i], parent, TALUS_ANCHOR_BEFORE, other);
              else
                add_move (batch, tops->pdata[i], parent, TALUS_ANCHOR_AFTER,
                          i == from ? other : tops->pdata[i - 1]);
            }
        }
    }

  if (talus_batch_get_length (batch) == 0)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_PARENT,
                   up ? _("“%s” can’t go further up") : _("“%s” can’t go further down"),
                   talus_node_get_name (tops->pdata[0]));
      return NULL;
    }

  return g_steal_pointer (&batch);
}

/**
 * talus_tree_move_up:
 * @graph: a graph
 * @tops: what to move
 * @error: return location for a sentence
 *
 * Moves each run of siblings over the one in front of it; at the start, to the
 * end of the nearest uncle that takes it.
 *
 * Returns: (transfer full) (nullable): the batch, %NULL with an error
 */
TalusBatch *
talus_tree_move_up (TalusGraph  *graph,
                    GPtrArray   *tops,
                    GError     **error)
{
  return move_over (graph, tops, TRUE, error);
}

/**
 * talus_tree_move_down:
 * @graph: a graph
 * @tops: what to move
 * @error: return location for a sentence
 *
 * Moves each run of siblings over the one behind it; at the end, to the start
 * of the nearest uncle that takes it.
 *
 * Returns: (transfer full) (nullable): the batch, %NULL with an error
 */
TalusBatch *
talus_tree_move_down (TalusGraph  *graph,
                      GPtrArray   *tops,
                      GError     **error)
{
  return move_over (graph, tops, FALSE, error);
}

/**
 * talus_tree_delete:
 * @graph: a graph
 * @tops: what to delete
 * @count: (out): how many nodes that is, those below included
 *
 * Returns: (transfer full): the batch
 */
TalusBatch *
talus_tree_delete (TalusGraph *graph,
                   GPtrArray  *tops,
                   guint64    *count)
{
  TalusBatch *batch = talus_batch_new (tops->len > 1 ? _("Delete") : NULL);

  *count = 0;
  for (guint i = 0; i < tops->len; i++)
    {
      g_autoptr (GArray) edges = NULL;
      guint64 n = 0;

      edges = talus_graph_list_edges_of_subtree (graph, tops->pdata[i], &n);
      *count += n;
      talus_batch_delete_node (batch, talus_node_get_id (tops->pdata[i]));
    }

  return batch;
}

/**
 * talus_tree_find_heir:
 * @graph: a graph
 * @tops: what will go
 *
 * Finds who is to be selected then: the sibling behind the last, else the one
 * in front, else the parent.
 *
 * Returns: (transfer none) (nullable): the node, %NULL if nothing is left
 */
TalusNode *
talus_tree_find_heir (TalusGraph *graph,
                      GPtrArray  *tops)
{
  g_autoptr (GHashTable) going = NULL;
  TalusNode *last;
  TalusNode *heir;

  if (tops->len == 0)
    return NULL;

  going = make_set (tops);
  last = tops->pdata[tops->len - 1];
  heir = find_staying_after (going, last);
  if (heir == NULL)
    heir = find_staying_before (going, last);

  return heir != NULL ? heir : talus_node_get_parent (last);
}

/**
 * talus_tree_get_place:
 * @target: a node
 * @part: which part of its row
 * @parent: (out) (nullable): return location for the parent meant
 * @anchor: (out): return location for the place among its children
 *
 * Says what landing there means.
 */
void
talus_tree_get_place (TalusNode      *target,
                      TalusDropPart   part,
                      TalusNode     **parent,
                      TalusAnchor    *anchor)
{
  gboolean is_into = part == TALUS_DROP_INTO || part == TALUS_DROP_INTO_FIRST;

  *parent = is_into ? target : talus_node_get_parent (target);
  *anchor = TALUS_ANCHOR_AT_END;
  if (part == TALUS_DROP_INTO_FIRST)
    anchor->kind = TALUS_ANCHOR_FIRST;
  else if (!is_into)
    {
      anchor->kind = part == TALUS_DROP_BEFORE ? TALUS_ANCHOR_BEFORE : TALUS_ANCHOR_AFTER;
      anchor->sibling = *talus_node_get_id (target);
    }
}

/* Who is in front of the place, (nullable): it is the first. */
static TalusNode *
find_neighbour_before (TalusGraph        *graph,
                       GPtrArray         *tops,
                       TalusNode         *parent,
                       const TalusAnchor *anchor)
{
  TalusNode *node = NULL;
  guint n_children = parent != NULL ? talus_node_get_n_children (parent)
                                    : talus_graph_get_n_roots (graph);

  switch (anchor->kind)
    {
    case TALUS_ANCHOR_AFTER:
      node = talus_graph_get_node (graph, &anchor->sibling);
      break;
    case TALUS_ANCHOR_BEFORE:
      node = talus_graph_get_node (graph, &anchor->sibling);
      node = node != NULL ? talus_node_get_previous_sibling (node) : NULL;
      break;
    case TALUS_ANCHOR_LAST:
      if (n_children > 0)
        node = parent != NULL ? talus_node_get_child (parent, n_children - 1)
                              : talus_graph_get_root (graph, n_children - 1);
      break;
    case TALUS_ANCHOR_FIRST:
    default:
      break;
    }

  if (node != NULL)
    {
      g_autoptr (GHashTable) going = make_set (tops);

      if (g_hash_table_contains (going, node))
        node = find_staying_before (going, node);
    }

  return node;
}

/**
 * talus_tree_is_there:
 * @graph: a graph
 * @tops: what would be moved
 * @parent: (nullable): where to
 * @anchor: the place among its children
 *
 * Says whether moving would change nothing.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_tree_is_there (TalusGraph        *graph,
                     GPtrArray         *tops,
                     TalusNode         *parent,
                     const TalusAnchor *anchor)
{
  TalusNode *before = find_neighbour_before (graph, tops, parent, anchor);

  for (guint i = 0; i < tops->len; i++)
    {
      TalusNode *node = tops->pdata[i];

      if (talus_node_get_parent (node) != parent ||
          talus_node_get_previous_sibling (node) != before)
        return FALSE;
      before = node;
    }

  return TRUE;
}

/**
 * talus_tree_move_to:
 * @graph: a graph
 * @tops: what to move
 * @parent: (nullable): where to, %NULL for the roots
 * @anchor: the place among its children
 * @error: return location for a sentence
 *
 * Returns: (transfer full) (nullable): the batch, %NULL with an error
 */
TalusBatch *
talus_tree_move_to (TalusGraph         *graph,
                    GPtrArray          *tops,
                    TalusNode          *parent,
                    const TalusAnchor  *anchor,
                    GError            **error)
{
  g_autoptr (TalusBatch) batch = talus_batch_new (tops->len > 1 ? _("Move") : NULL);
  TalusNode *before;

  if (!talus_tree_may_move (graph, tops, parent, error))
    return NULL;

  /* By the neighbour that stays: one of those that move is no landmark. */
  before = find_neighbour_before (graph, tops, parent, anchor);
  for (guint i = 0; i < tops->len; i++)
    {
      TalusNode *node = tops->pdata[i];

      if (before != NULL)
        add_move (batch, node, parent, TALUS_ANCHOR_AFTER, before);
      else
        add_move (batch, node, parent, TALUS_ANCHOR_FIRST, NULL);
      before = node;
    }

  return g_steal_pointer (&batch);
}
