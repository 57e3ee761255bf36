/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A walk over the names of a graph. What fits best comes first: the name
 * itself, names that begin so, words in it that do, the rest; among equals the
 * one that is further up. It knows no widget. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-node-scan.h"

#include <string.h>

#include "app/search/talus-fold.h"

/* Between looks at the clock. */
#define STRIDE 256

typedef enum
{
  RANK_EXACT,
  RANK_PREFIX,
  RANK_WORD,
  RANK_INSIDE,
  N_RANKS
} Rank;

struct _TalusNodeScan
{
  TalusGraph *graph;
  TalusNodeScanFunc func;
  gpointer user_data;
  char *text;              /* folded */
  gsize length;
  gboolean is_ascii;
  guint limit;
  TalusNode *at;           /* (nullable): the next to be looked at */
  guint root;              /* which tree that is in */
  GPtrArray *hits[N_RANKS];
};

/**
 * talus_node_scan_new:
 * @graph: where to look
 * @text: (not nullable): what is looked for; "" for any node
 * @limit: how many of the best are kept
 * @func: (nullable) (scope notified): whether a hit may be chosen
 * @user_data: for @func
 *
 * Begins to look for nodes.
 *
 * Returns: (transfer full): the scan
 */
TalusNodeScan *
talus_node_scan_new (TalusGraph        *graph,
                     const char        *text,
                     guint              limit,
                     TalusNodeScanFunc  func,
                     gpointer           user_data)
{
  TalusNodeScan *self = g_new0 (TalusNodeScan, 1);
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  self->graph = g_object_ref (graph);
  self->func = func;
  self->user_data = user_data;
  self->text = talus_fold (stripped);
  self->length = strlen (self->text);
  self->is_ascii = g_str_is_ascii (self->text);
  self->limit = limit;
  self->at = talus_graph_get_root (graph, 0);
  for (guint i = 0; i < N_RANKS; i++)
    self->hits[i] = g_ptr_array_new_with_free_func (g_object_unref);

  return self;
}

/**
 * talus_node_scan_free:
 * @self: (transfer full): a scan
 *
 * Ends it.
 */
void
talus_node_scan_free (TalusNodeScan *self)
{
  for (guint i = 0; i < N_RANKS; i++)
    g_ptr_array_unref (self->hits[i]);
  g_object_unref (self->graph);
  g_free (self->text);
  g_free (self);
}

static Rank
judge_place (TalusNodeScan *self,
             const char    *name,
             const char    *at)
{
  if (at == name)
    return name[self->length] == '\0' ? RANK_EXACT : RANK_PREFIX;

  for (; at != NULL; at = strstr (at + 1, self->text))
    {
      if (talus_fold_is_start (name, (gsize) (at - name)))
        return RANK_WORD;
    }

  return RANK_INSIDE;
}

static Rank
judge (TalusNodeScan *self,
       const char    *name)
{
  g_autofree char *folded = NULL;
  const char *at;

  if (self->length == 0)
    return RANK_INSIDE;

  /* Nearly all names that do not fit end here. */
  if (self->is_ascii && g_str_is_ascii (name))
    {
      char first[3] = { self->text[0], g_ascii_toupper (self->text[0]), '\0' };

      if (strpbrk (name, first) == NULL || strlen (name) < self->length)
        return N_RANKS;
      folded = g_ascii_strdown (name, -1);
    }
  else
    folded = talus_fold (name);

  at = strstr (folded, self->text);

  return at != NULL ? judge_place (self, folded, at) : N_RANKS;
}

static void
look_at (TalusNodeScan *self,
         TalusNode     *node)
{
  Rank rank = judge (self, talus_node_get_name (node));

  if (rank == N_RANKS || self->hits[rank]->len >= self->limit)
    return;
  if (self->func == NULL || self->func (node, self->user_data))
    g_ptr_array_add (self->hits[rank], g_object_ref (node));
}

/* The next in the order of the trees. */
static void
advance (TalusNodeScan *self)
{
  TalusNode *next = talus_node_get_first_child (self->at);

  for (TalusNode *up = self->at; next == NULL && up != NULL; up = talus_node_get_parent (up))
    {
      if (talus_node_get_parent (up) != NULL)
        next = talus_node_get_next_sibling (up);
      else
        next = talus_graph_get_root (self->graph, ++self->root);
      if (next == NULL && talus_node_get_parent (up) == NULL)
        break;
    }

  self->at = next;
}

/**
 * talus_node_scan_run:
 * @self: a scan
 * @microseconds: about how long
 *
 * Goes on looking.
 *
 * Returns: whether there is nothing more to look at
 */
gboolean
talus_node_scan_run (TalusNodeScan *self,
                     gint64         microseconds)
{
  gint64 end = g_get_monotonic_time () + microseconds;

  g_return_val_if_fail (self != NULL, TRUE);

  while (self->at != NULL)
    {
      for (guint i = 0; i < STRIDE && self->at != NULL; i++)
        {
          look_at (self, self->at);
          advance (self);
        }

      /* Without a text the first are the best. */
      if (self->length == 0 && self->hits[RANK_INSIDE]->len >= self->limit)
        self->at = NULL;
      if (g_get_monotonic_time () >= end)
        break;
    }

  return self->at == NULL;
}

/**
 * talus_node_scan_list:
 * @self: a scan
 *
 * Lists what was found so far.
 *
 * Returns: (transfer full) (element-type TalusNode): the best, in order
 */
GPtrArray *
talus_node_scan_list (TalusNodeScan *self)
{
  GPtrArray *best = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (self != NULL, best);

  for (guint i = 0; i < N_RANKS; i++)
    {
      for (guint j = 0; j < self->hits[i]->len && best->len < self->limit; j++)
        g_ptr_array_add (best, g_object_ref (self->hits[i]->pdata[j]));
    }

  return best;
}
