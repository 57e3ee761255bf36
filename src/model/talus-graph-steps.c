/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single steps on a graph, forwards or backwards: checking that what a change
 * says is so, and doing it. They know no record; seqs are given and taken as
 * numbers. */
#define G_LOG_DOMAIN "talus-model-graph-steps"

#include "model/talus-graph-steps-private.h"

#include <string.h>

#include "base/talus-error.h"
#include "model/talus-child-list.h"

static gboolean
is_id_of (const TalusId *id,
          TalusNode     *node)
{
  return node != NULL ? talus_id_equal (id, &node->id) : talus_id_is_null (id);
}

static gboolean
equal_to_json (const TalusValue *value,
               const char       *json,
               gsize             length)
{
  const char *text;
  gsize text_length;

  if (value == NULL || json == NULL)
    return value == NULL && json == NULL;

  text = talus_value_get_json (value, &text_length);

  return text_length == length && memcmp (text, json, length) == 0;
}

static gboolean
equal_to_text (const TalusValue *value,
               const char       *text)
{
  g_autofree char *own = NULL;

  if (value == NULL || talus_value_get_kind (value) != TALUS_VALUE_STRING)
    return FALSE;

  own = talus_value_dup_string (value);

  return g_str_equal (own, text);
}

/* %FALSE, with the error that everything here ends in. */
gboolean
talus_graph_diverge (GError        **error,
                     const TalusId  *id,
                     const char     *what)
{
  char text[TALUS_ID_TEXT_SIZE];

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT, "diverged: node %s %s",
               talus_id_format (id, text), what);

  return FALSE;
}

TalusNode *
talus_graph_need_live (TalusGraph     *self,
                       const TalusId  *id,
                       GError        **error)
{
  TalusNode *node = talus_graph_get_node (self, id);

  if (node == NULL)
    talus_graph_diverge (error, id, "is not there");

  return node;
}

/* Whether @node, which is live, is where @place says. */
gboolean
talus_graph_check_here (TalusNode         *node,
                        const TalusPlace  *place,
                        GError           **error)
{
  if (!is_id_of (&place->parent, node->links.parent) ||
      !is_id_of (&place->after, talus_child_list_previous (node)) ||
      !is_id_of (&place->before, talus_child_list_next (node)))
    return talus_graph_diverge (error, &node->id, "is not where it should be");

  return TRUE;
}

/* Finds the place between two neighbours, as it will be once @moving, if any,
 * has left the place it has now. */
gboolean
talus_graph_find_gap (TalusGraph        *self,
                      const TalusPlace  *place,
                      TalusNode         *moving,
                      TalusNode        **parent,
                      TalusNode        **after,
                      GError           **error)
{
  TalusNode *before;

  *parent = NULL;
  *after = NULL;

  if (!talus_id_is_null (&place->parent))
    {
      *parent = talus_graph_need_live (self, &place->parent, error);
      if (*parent == NULL)
        return FALSE;
      if (moving != NULL && talus_node_is_within (*parent, moving))
        return talus_graph_diverge (error, &moving->id, "cannot go below itself");
    }

  if (talus_id_is_null (&place->after))
    {
      before = talus_child_list_first (*talus_graph_get_top (self, *parent));
    }
  else
    {
      *after = talus_graph_find_node (self, &place->after);
      if (*after == NULL || (*after)->removed || *after == moving ||
          (*after)->links.parent != *parent)
        return talus_graph_diverge (error, &place->after, "is no neighbour there");
      before = talus_child_list_next (*after);
    }

  if (before != NULL && before == moving)
    before = talus_child_list_next (before);

  if (!is_id_of (&place->before, before))
    return talus_graph_diverge (error, before != NULL ? &before->id : &place->before,
                                before != NULL ? "is in between" : "is no neighbour there");

  return TRUE;
}

/* Whether the subtree has as many nodes, and touches those edges, as @change
 * says. */
gboolean
talus_graph_check_subtree (TalusGraph         *self,
                           TalusNode          *node,
                           const TalusChange  *change,
                           GError            **error)
{
  g_autoptr (GArray) edges = NULL;
  guint64 count;

  edges = talus_graph_list_edges_of_subtree (self, node, &count);
  if (count != change->count)
    return talus_graph_diverge (error, &node->id, "has another number of nodes below it");

  if (edges->len != change->n_edges)
    return talus_graph_diverge (error, &node->id, "has other dependencies");

  for (guint i = 0; i < edges->len; i++)
    {
      if (talus_edge_compare (&g_array_index (edges, TalusEdge, i), &change->edges[i]) != 0)
        return talus_graph_diverge (error, &node->id, "has other dependencies");
    }

  return TRUE;
}

/* Whether @id is a node that is live, or will be when @returning is. */
static gboolean
will_be_live (TalusGraph    *self,
              const TalusId *id,
              TalusNode     *returning)
{
  TalusNode *node = talus_graph_find_node (self, id);

  if (node == NULL)
    return FALSE;

  for (; node != NULL && node != returning; node = node->links.parent)
    {
      if (node->removed)
        return FALSE;
    }

  return TRUE;
}

/* Whether the edges of @change can be made, once the subtree of @returning,
 * if any, is live. */
gboolean
talus_graph_check_new_edges (TalusGraph         *self,
                             const TalusChange  *change,
                             TalusNode          *returning,
                             GError            **error)
{
  for (guint i = 0; i < change->n_edges; i++)
    {
      const TalusEdge *edge = &change->edges[i];

      if (!will_be_live (self, &edge->blocker, returning))
        return talus_graph_diverge (error, &edge->blocker, "cannot block, it is not there");
      if (!will_be_live (self, &edge->blocked, returning))
        return talus_graph_diverge (error, &edge->blocked, "cannot be blocked, it is not there");
      if (talus_id_equal (&edge->blocker, &edge->blocked))
        return talus_graph_diverge (error, &edge->blocker, "cannot block itself");
      if (talus_edges_has (self->edges, edge))
        return talus_graph_diverge (error, &edge->blocker, "has that dependency already");
      if (i > 0 && talus_edge_compare (edge - 1, edge) >= 0)
        return talus_graph_diverge (error, &edge->blocker, "has its dependencies out of order");
    }

  return TRUE;
}

/* (transfer full) (nullable): makes the edges of @change, each as of its own
 * of @seqs, or all as of @seq, and gives the seqs they had. */
guint64 *
talus_graph_link_edges (TalusGraph        *self,
                        const TalusChange *change,
                        const guint64     *seqs,
                        guint64            seq)
{
  guint64 *old_seqs = change->n_edges > 0 ? g_new (guint64, change->n_edges) : NULL;

  for (guint i = 0; i < change->n_edges; i++)
    old_seqs[i] = talus_edges_link (self->edges, &change->edges[i], seqs != NULL ? seqs[i] : seq);

  return old_seqs;
}

/* (transfer full) (nullable): the same for cutting. */
guint64 *
talus_graph_cut_edges (TalusGraph        *self,
                       const TalusChange *change,
                       const guint64     *seqs,
                       guint64            seq)
{
  guint64 *old_seqs = change->n_edges > 0 ? g_new (guint64, change->n_edges) : NULL;

  for (guint i = 0; i < change->n_edges; i++)
    old_seqs[i] = talus_edges_unlink (self->edges, &change->edges[i],
                                      seqs != NULL ? seqs[i] : seq);

  return old_seqs;
}

/* Moves a node. @seq is that of the place: given the new, taken the old. */
gboolean
talus_graph_move_node (TalusGraph        *self,
                       const TalusId     *id,
                       const TalusPlace  *from,
                       const TalusPlace  *to,
                       guint64           *seq,
                       guint             *old_index,
                       guint             *new_index,
                       GError           **error)
{
  TalusNode *node = talus_graph_need_live (self, id, error);
  TalusNode *parent;
  TalusNode *after;
  guint64 old_seq;

  if (node == NULL ||
      !talus_graph_check_here (node, from, error) ||
      !talus_graph_find_gap (self, to, node, &parent, &after, error))
    return FALSE;

  old_seq = node->place_seq;
  node->place_seq = *seq;
  *seq = old_seq;
  *old_index = talus_graph_detach (self, node);
  *new_index = talus_graph_attach (self, parent, after, node);

  return TRUE;
}

static gboolean
set_node_name (TalusNode         *node,
               const TalusValue  *old_value,
               const TalusValue  *new_value,
               guint64           *seq,
               GError           **error)
{
  g_autofree char *name = NULL;
  guint64 old_seq = node->name_seq;

  if (!equal_to_text (old_value, talus_node_get_name (node)))
    return talus_graph_diverge (error, &node->id, "has another name");
  if (new_value == NULL || talus_value_get_kind (new_value) != TALUS_VALUE_STRING)
    return talus_graph_diverge (error, &node->id, "cannot be without a name");

  name = talus_value_dup_string (new_value);
  talus_node_set_name (node, name, *seq);
  *seq = old_seq;

  return TRUE;
}

static gboolean
set_property (TalusGraph        *self,
              TalusNode         *node,
              const char        *key,
              const TalusValue  *old_value,
              const TalusValue  *new_value,
              guint64           *seq,
              GError           **error)
{
  TalusProp old_prop = { 0, };
  TalusProp new_prop = { 0, };
  TalusProps *replaced;
  guint symbol;

  if (talus_symbols_find (self->symbols, key, &symbol) &&
      !talus_props_find (node->props, symbol, &old_prop))
    old_prop = (TalusProp) { 0, };

  if (!equal_to_json (old_value, old_prop.json, old_prop.length))
    return talus_graph_diverge (error, &node->id, "has another value there");

  new_prop.symbol = talus_symbols_add (self->symbols, key);
  new_prop.seq = *seq;
  if (new_value != NULL)
    new_prop.json = talus_value_get_json (new_value, &new_prop.length);

  *seq = old_prop.seq;
  replaced = talus_props_replace (node->props, self->symbols, &new_prop);
  g_free (node->props);
  node->props = replaced;

  return TRUE;
}

static gboolean
fail_meta (const char  *key,
           GError     **error)
{
  g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT,
               "diverged: the project's “%s” has another value", key);

  return FALSE;
}

static gboolean
set_project_name (TalusGraph        *self,
                  const TalusValue  *old_value,
                  const TalusValue  *new_value,
                  guint64           *seq,
                  GError           **error)
{
  guint64 old_seq = self->name_seq;

  if (!equal_to_text (old_value, self->name) ||
      new_value == NULL || talus_value_get_kind (new_value) != TALUS_VALUE_STRING)
    return fail_meta ("name", error);

  g_free (self->name);
  self->name = talus_value_dup_string (new_value);
  self->name_seq = *seq;
  *seq = old_seq;

  return TRUE;
}

/* (transfer full) (nullable): the template that a value of the setting
 * "template" names. */
static TalusTemplate *
find_named_template (TalusGraph       *self,
                     const TalusValue *value)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  JsonNode *id;
  JsonNode *hash;

  if (value == NULL || talus_value_get_kind (value) != TALUS_VALUE_OBJECT)
    return NULL;

  node = talus_value_to_node (value);
  object = json_node_get_object (node);
  id = json_object_get_member (object, "id");
  hash = json_object_get_member (object, "hash");
  if (id == NULL || json_node_get_value_type (id) != G_TYPE_STRING ||
      hash == NULL || json_node_get_value_type (hash) != G_TYPE_STRING)
    return NULL;

  return talus_graph_find_template (self, json_node_get_string (id), json_node_get_string (hash));
}

static gboolean
set_template (TalusGraph        *self,
              const TalusValue  *old_value,
              const TalusValue  *new_value,
              guint64           *seq,
              GError           **error)
{
  g_autoptr (TalusTemplate) old_template = find_named_template (self, old_value);
  g_autoptr (TalusTemplate) new_template = find_named_template (self, new_value);
  guint64 old_seq = self->template_seq;

  if (old_template == NULL ||
      !g_str_equal (talus_template_get_id (old_template),
                    talus_template_get_id (self->template)) ||
      !g_str_equal (talus_template_get_hash (old_template),
                    talus_template_get_hash (self->template)))
    return fail_meta ("template", error);

  if (new_template == NULL)
    {
      g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_CONFLICT,
                           "diverged: the project's new template is not known here");
      return FALSE;
    }

  talus_template_unref (self->template);
  self->template = g_steal_pointer (&new_template);
  self->template_seq = *seq;
  *seq = old_seq;

  return TRUE;
}

static gboolean
set_setting (TalusGraph        *self,
             const char        *key,
             const TalusValue  *old_value,
             const TalusValue  *new_value,
             guint64           *seq,
             GError           **error)
{
  const TalusValue *value = talus_graph_get_setting (self, key);
  guint64 old_seq = talus_graph_get_setting_seq (self, key);

  if ((value == NULL) != (old_value == NULL) ||
      (value != NULL && !talus_value_equal (value, old_value)))
    return fail_meta (key, error);

  talus_graph_put_setting (self, key, (TalusValue *) new_value, *seq);
  *seq = old_seq;

  return TRUE;
}

/* Does a set or a meta, from @old_value to @new_value. @seq is that of the
 * slot: given the new, taken the old. */
gboolean
talus_graph_set_value (TalusGraph         *self,
                       const TalusChange  *change,
                       const TalusValue   *old_value,
                       const TalusValue   *new_value,
                       guint64            *seq,
                       GError            **error)
{
  TalusNode *node;

  if (change->op == TALUS_CHANGE_META)
    {
      if (g_str_equal (change->key, "name"))
        return set_project_name (self, old_value, new_value, seq, error);
      if (g_str_equal (change->key, "template"))
        return set_template (self, old_value, new_value, seq, error);
      return set_setting (self, change->key, old_value, new_value, seq, error);
    }

  node = talus_graph_need_live (self, &change->node_id, error);
  if (node == NULL)
    return FALSE;

  if (g_str_equal (change->key, "name"))
    return set_node_name (node, old_value, new_value, seq, error);

  return set_property (self, node, change->key, old_value, new_value, seq, error);
}

/* Makes or cuts the one edge of @change. @seq is that of the edge: given the
 * new, taken the old. */
gboolean
talus_graph_toggle_edge (TalusGraph         *self,
                         const TalusChange  *change,
                         gboolean            is_link,
                         guint64            *seq,
                         GError            **error)
{
  if (is_link)
    {
      if (!talus_graph_check_new_edges (self, change, NULL, error))
        return FALSE;
      *seq = talus_edges_link (self->edges, change->edges, *seq);
    }
  else
    {
      if (!talus_edges_has (self->edges, change->edges))
        return talus_graph_diverge (error, &change->edges->blocker, "has no such dependency");
      *seq = talus_edges_unlink (self->edges, change->edges, *seq);
    }

  return TRUE;
}
