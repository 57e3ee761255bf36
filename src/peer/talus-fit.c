/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fits content from elsewhere into a template. How many levels a type may have
 * below it is worked out once for all types. It must not know graphs, nor
 * where the content comes from. */
#define G_LOG_DOMAIN "talus-peer-fit"

#include "peer/talus-fit.h"

#include <string.h>

#include "model/talus-graph.h"

struct _TalusFit
{
  TalusTemplate *template;
  GHashTable *heights;   /* TalusNodeType → levels below it, up to TALUS_MAX_TREE_DEPTH */
};

static guint
get_height (TalusFit            *self,
            const TalusNodeType *type)
{
  return GPOINTER_TO_UINT (g_hash_table_lookup (self->heights, type));
}

static gboolean
raise_height (TalusFit            *self,
              const TalusNodeType *type,
              GPtrArray           *child_ids)
{
  guint height = get_height (self, type);
  guint best = height;

  for (guint i = 0; i < child_ids->len; i++)
    {
      const TalusNodeType *child = talus_template_get_type_by_id (self->template,
                                                                  child_ids->pdata[i]);

      if (child != NULL)
        best = MAX (best, MIN (get_height (self, child) + 1, TALUS_MAX_TREE_DEPTH));
    }

  if (best == height)
    return FALSE;

  g_hash_table_insert (self->heights, (gpointer) type, GUINT_TO_POINTER (best));

  return TRUE;
}

/* Each round tells of one level more; types that may be below themselves go up
 * to the deepest there is. */
static void
measure_heights (TalusFit *self)
{
  GPtrArray *types = talus_template_get_types (self->template);
  gboolean changed = TRUE;

  while (changed)
    {
      changed = FALSE;
      for (guint i = 0; i < types->len; i++)
        {
          const TalusNodeType *type = types->pdata[i];

          changed |= raise_height (self, type, type->allowed_children);
          changed |= raise_height (self, type, type->allowed_asset_types);
        }
    }
}

/**
 * talus_fit_new:
 * @template: the template to fit into
 *
 * Any thread, and from then on that one.
 *
 * Returns: (transfer full): the fit
 */
TalusFit *
talus_fit_new (TalusTemplate *template)
{
  TalusFit *self;

  g_return_val_if_fail (template != NULL, NULL);

  self = g_new0 (TalusFit, 1);
  self->template = talus_template_ref (template);
  self->heights = g_hash_table_new (NULL, NULL);
  measure_heights (self);

  return self;
}

/**
 * talus_fit_free:
 * @self: (transfer full): a fit
 *
 * Frees it.
 */
void
talus_fit_free (TalusFit *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->heights);
  talus_template_unref (self->template);
  g_free (self);
}

/**
 * talus_fit_get_template:
 * @self: a fit
 *
 * Returns: (transfer none): its template
 */
TalusTemplate *
talus_fit_get_template (TalusFit *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->template;
}

/**
 * talus_fit_same_label:
 * @a: UTF-8
 * @b: UTF-8
 *
 * Compares labels without case, and without white space and underscores at or
 * between words mattering.
 *
 * Returns: whether they are the same
 */
gboolean
talus_fit_same_label (const char *a,
                      const char *b)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *plain_a = NULL;
  g_autofree char *plain_b = NULL;

  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  plain_a = g_strstrip (g_strdelimit (g_strdup (a), "_\t\r\n-", ' '));
  plain_b = g_strstrip (g_strdelimit (g_strdup (b), "_\t\r\n-", ' '));
  first = g_utf8_casefold (plain_a, -1);
  second = g_utf8_casefold (plain_b, -1);

  return strcmp (first, second) == 0;
}

/**
 * talus_fit_find_type:
 * @self: a fit
 * @id: (nullable): an id
 * @label: (nullable): a label
 *
 * Returns: (transfer none) (nullable): the type that is meant
 */
const TalusNodeType *
talus_fit_find_type (TalusFit   *self,
                     const char *id,
                     const char *label)
{
  GPtrArray *types;
  const TalusNodeType *type = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (id != NULL)
    type = talus_template_get_type_by_id (self->template, id);
  if (type != NULL || label == NULL)
    return type;

  types = talus_template_get_types (self->template);
  for (guint i = 0; i < types->len; i++)
    {
      type = types->pdata[i];
      if (talus_fit_same_label (type->label, label))
        return type;
    }

  return NULL;
}

/**
 * talus_fit_allows:
 * @self: a fit
 * @parent: (nullable): the type above, %NULL for a root
 * @type: a type
 * @height: how many levels are to be below it
 *
 * Returns: whether the template allows it
 */
gboolean
talus_fit_allows (TalusFit            *self,
                  const TalusNodeType *parent,
                  const TalusNodeType *type,
                  guint                height)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (type != NULL, FALSE);

  return get_height (self, type) >= height &&
         (parent == NULL || talus_template_allows_child (self->template, parent, type));
}

static guint
count_properties (const TalusNodeType *type,
                  const char * const  *wanted)
{
  guint n = 0;

  for (guint i = 0; wanted != NULL && wanted[i] != NULL; i++)
    n += talus_fit_find_property (type, wanted[i], wanted[i]) != NULL;

  return n;
}

/* In the order in which a person would expect them. */
static GPtrArray *
list_candidates (TalusFit            *self,
                 const TalusNodeType *parent,
                 const TalusNodeType *preferred)
{
  GPtrArray *candidates = g_ptr_array_new ();
  GPtrArray *types = talus_template_get_types (self->template);
  GPtrArray *lists[] = { NULL, NULL };

  if (preferred != NULL)
    g_ptr_array_add (candidates, (gpointer) preferred);

  if (parent == NULL)
    {
      const TalusNodeType *root = talus_template_get_root_type (self->template);

      if (root != NULL)
        g_ptr_array_add (candidates, (gpointer) root);
      for (guint i = 0; i < types->len; i++)
        g_ptr_array_add (candidates, types->pdata[i]);
      return candidates;
    }

  lists[0] = parent->allowed_children;
  lists[1] = parent->allowed_asset_types;
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    for (guint j = 0; j < lists[i]->len; j++)
      {
        const TalusNodeType *type = talus_template_get_type_by_id (self->template,
                                                                   lists[i]->pdata[j]);

        if (type != NULL)
          g_ptr_array_add (candidates, (gpointer) type);
      }

  return candidates;
}

/**
 * talus_fit_choose:
 * @self: a fit
 * @parent: (nullable): the type above, %NULL for a root
 * @preferred: (nullable): taken if nothing speaks against it
 * @height: how many levels are to be below it
 * @wanted: (nullable) (array zero-terminated=1): properties it should have
 *
 * Chooses the type for something that has none here: the one with the most of
 * the properties wanted, else the first in the template's order.
 *
 * Returns: (transfer none) (nullable): the type, %NULL where none can be there
 */
const TalusNodeType *
talus_fit_choose (TalusFit            *self,
                  const TalusNodeType *parent,
                  const TalusNodeType *preferred,
                  guint                height,
                  const char * const  *wanted)
{
  g_autoptr (GPtrArray) candidates = NULL;
  const TalusNodeType *best = NULL;
  guint best_count = 0;

  g_return_val_if_fail (self != NULL, NULL);

  candidates = list_candidates (self, parent, preferred);
  for (guint i = 0; i < candidates->len; i++)
    {
      const TalusNodeType *type = candidates->pdata[i];
      guint count;

      if (!talus_fit_allows (self, parent, type, height))
        continue;

      count = count_properties (type, wanted);
      if (best == NULL || count > best_count)
        {
          best = type;
          best_count = count;
        }
    }

  return best;
}

/**
 * talus_fit_find_property:
 * @type: a type
 * @id: (nullable): an id, key or UUID
 * @label: (nullable): a label
 *
 * Returns: (transfer none) (nullable): the property that is meant, which may
 *   be the one of the name
 */
const TalusProperty *
talus_fit_find_property (const TalusNodeType *type,
                         const char          *id,
                         const char          *label)
{
  const TalusProperty *property = NULL;

  g_return_val_if_fail (type != NULL, NULL);

  if (id != NULL)
    property = talus_node_type_find_property (type, id);
  if (property != NULL || label == NULL)
    return property;

  for (guint i = 0; i < type->properties->len; i++)
    {
      property = type->properties->pdata[i];
      if (talus_fit_same_label (property->label, label))
        return property;
    }

  return NULL;
}
