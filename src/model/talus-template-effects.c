/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What another template comes to for the nodes of a graph: a walk in slices,
 * since there may be a million. Nodes whose type has the same rules are only
 * looked at for their place. */
#define G_LOG_DOMAIN "talus-model-template"

#include "model/talus-template-diff-private.h"

#include <string.h>

/* One node's issues under one of the templates, as texts that identify them. */
typedef struct
{
  TalusTemplateDiff *diff;
  TalusTemplate *template;
  TalusNode *node;
  GHashTable *found;         /* set: "CODE\nkey\noption" */
} Look;

static char *
make_key (TalusIssueCode  code,
          const char     *key,
          const char     *option)
{
  return g_strdup_printf ("%d\n%s\n%s", (int) code, key != NULL ? key : "",
                          option != NULL ? option : "");
}

/* Each option of the value that the property lacks. */
static void
look_at_options (Look       *look,
                 const char *key)
{
  const TalusNodeType *type = talus_template_get_type_by_id (look->template,
                                                             talus_node_get_type_id (look->node));
  const TalusProperty *property = talus_node_type_get_property (type, key);
  g_autoptr (TalusValue) value = talus_node_dup_property (look->node, key);
  g_autoptr (JsonNode) json = talus_value_to_node (value);
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (json))
    {
      g_autofree char *id = talus_value_dup_string (value);

      g_hash_table_add (look->found, make_key (TALUS_ISSUE_UNKNOWN_OPTION, key, id));
      return;
    }

  array = json_node_get_array (json);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);
      const char *id = JSON_NODE_HOLDS_VALUE (element) ? json_node_get_string (element) : NULL;

      if (id != NULL && talus_property_find_option (property, id) == NULL)
        g_hash_table_add (look->found, make_key (TALUS_ISSUE_UNKNOWN_OPTION, key, id));
    }
}

static void
note_issue_cb (TalusIssueCode  code,
               const char     *property_key,
               const char     *message,
               gpointer        user_data)
{
  Look *look = user_data;

  if (code == TALUS_ISSUE_UNKNOWN_OPTION)
    look_at_options (look, property_key);
  else
    g_hash_table_add (look->found, make_key (code, property_key, NULL));
}

static GHashTable *
list_issues (TalusTemplateDiff *self,
             TalusTemplate     *template,
             TalusNode         *node)
{
  Look look = { self, template, node, NULL };

  look.found = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  talus_issues_foreach (self->graph, node, template, note_issue_cb, &look);

  return look.found;
}

static char *
dup_part (const char *text)
{
  return *text != '\0' ? g_strdup (text) : NULL;
}

static TalusTemplateEffect *
get_effect (TalusTemplateDiff *self,
            TalusNode         *node,
            const char        *issue,
            gboolean           heals)
{
  const char *type_id = talus_node_get_type_id (node);
  g_autofree char *key = g_strconcat (heals ? "-" : "+", type_id, "\n", issue, NULL);
  TalusTemplateEffect *effect = g_hash_table_lookup (self->by_key, key);
  g_auto (GStrv) parts = NULL;

  if (effect != NULL)
    return effect;

  parts = g_strsplit (issue, "\n", 3);
  effect = g_new0 (TalusTemplateEffect, 1);
  effect->code = (TalusIssueCode) g_ascii_strtoull (parts[0], NULL, 10);
  effect->heals = heals;
  effect->type_id = g_strdup (type_id);
  effect->key = dup_part (parts[1]);
  effect->option = dup_part (parts[2]);
  effect->examples = g_array_new (FALSE, FALSE, sizeof (TalusId));
  g_ptr_array_add (self->effects, effect);
  g_hash_table_insert (self->by_key, g_steal_pointer (&key), effect);

  return effect;
}

static void
count_in (TalusTemplateDiff *self,
          TalusNode         *node,
          const char        *issue,
          gboolean           heals)
{
  TalusTemplateEffect *effect = get_effect (self, node, issue, heals);

  effect->count++;
  if (effect->examples->len < TALUS_TEMPLATE_EXAMPLES)
    g_array_append_vals (effect->examples, talus_node_get_id (node), 1);
}

static void
count_missing (TalusTemplateDiff *self,
               TalusNode         *node,
               GHashTable        *issues,
               GHashTable        *others,
               gboolean           heals)
{
  GHashTableIter iter;
  gpointer issue;

  g_hash_table_iter_init (&iter, issues);
  while (g_hash_table_iter_next (&iter, &issue, NULL))
    if (!g_hash_table_contains (others, issue))
      count_in (self, node, issue, heals);
}

/* Whether the place is allowed; below an unknown type nothing is known. */
static gboolean
is_place_allowed (TalusTemplate *template,
                  TalusNode     *node,
                  TalusNode     *parent)
{
  const TalusNodeType *above = talus_template_get_type_by_id (template,
                                                              talus_node_get_type_id (parent));
  const TalusNodeType *type = talus_template_get_type_by_id (template,
                                                             talus_node_get_type_id (node));

  return above == NULL || type == NULL || talus_template_allows_child (template, above, type);
}

static void
look_at (TalusTemplateDiff *self,
         TalusNode         *node)
{
  TalusNode *parent = talus_node_get_parent (node);
  g_autoptr (GHashTable) before = NULL;
  g_autoptr (GHashTable) after = NULL;

  if (!g_hash_table_contains (self->touched, talus_node_get_type_id (node)) &&
      (parent == NULL || is_place_allowed (self->before, node, parent) ==
                         is_place_allowed (self->after, node, parent)))
    return;

  before = list_issues (self, self->before, node);
  after = list_issues (self, self->after, node);
  count_missing (self, node, after, before, FALSE);
  count_missing (self, node, before, after, TRUE);
}

/* In tree order. */
static TalusNode *
find_next (TalusGraph *graph,
           TalusNode  *node)
{
  TalusNode *next = talus_node_get_first_child (node);

  while (next == NULL && node != NULL)
    {
      next = talus_node_get_next_sibling (node);
      node = talus_node_get_parent (node);
    }

  return next;
}

/**
 * talus_template_diff_begin:
 * @self: a comparison
 * @graph: a graph
 *
 * Begins, or begins anew, to look at the nodes of a graph. In its thread.
 */
void
talus_template_diff_begin (TalusTemplateDiff *self,
                           TalusGraph        *graph)
{
  TalusNode *first;

  g_return_if_fail (self != NULL);
  g_return_if_fail (TALUS_IS_GRAPH (graph));

  first = talus_graph_get_n_roots (graph) > 0 ? talus_graph_get_root (graph, 0) : NULL;
  g_set_object (&self->graph, graph);
  g_set_object (&self->next, first);
  self->n_seen = 0;
  g_hash_table_remove_all (self->by_key);
  g_ptr_array_set_size (self->effects, 0);
}

/**
 * talus_template_diff_step:
 * @self: a comparison that has begun
 * @n_nodes: how many nodes to look at
 *
 * Looks at some more nodes.
 *
 * Returns: %FALSE once there are no more
 */
gboolean
talus_template_diff_step (TalusTemplateDiff *self,
                          guint              n_nodes)
{
  g_return_val_if_fail (self != NULL && self->graph != NULL, FALSE);

  for (guint i = 0; i < n_nodes && self->next != NULL; i++)
    {
      look_at (self, self->next);
      self->n_seen++;
      g_set_object (&self->next, find_next (self->graph, self->next));
    }

  return self->next != NULL;
}

/**
 * talus_template_diff_get_n_seen:
 * @self: a comparison
 *
 * Returns: how many nodes have been looked at
 */
guint64
talus_template_diff_get_n_seen (TalusTemplateDiff *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_seen;
}

static int
compare_effects (gconstpointer a,
                 gconstpointer b)
{
  const TalusTemplateEffect *first = *(TalusTemplateEffect * const *) a;
  const TalusTemplateEffect *second = *(TalusTemplateEffect * const *) b;

  if (first->heals != second->heals)
    return first->heals ? 1 : -1;
  if (first->count != second->count)
    return first->count > second->count ? -1 : 1;
  if (first->code != second->code)
    return (int) first->code - (int) second->code;
  if (strcmp (first->type_id, second->type_id) != 0)
    return strcmp (first->type_id, second->type_id);
  if (g_strcmp0 (first->key, second->key) != 0)
    return g_strcmp0 (first->key, second->key);

  return g_strcmp0 (first->option, second->option);
}

/**
 * talus_template_diff_list_effects:
 * @self: a comparison
 *
 * Lists what was found so far: what goes wrong first, the most nodes first.
 *
 * Returns: (transfer none) (element-type TalusTemplateEffect): the effects
 */
GPtrArray *
talus_template_diff_list_effects (TalusTemplateDiff *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_ptr_array_sort (self->effects, compare_effects);

  return self->effects;
}
