/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Comparing the rules of two templates, by ids: what has another id is another
 * thing, for nodes refer to it by that. It knows no nodes. */
#define G_LOG_DOMAIN "talus-model-template"

#include "model/talus-template-diff-private.h"

static void
note (TalusTemplateDiff   *self,
      TalusTemplateDelta   delta,
      const TalusNodeType *type,
      const TalusProperty *property,
      const TalusOption   *option,
      const char          *old_label)
{
  const TalusTemplateChange change = { delta, type, property, option, old_label };

  g_array_append_val (self->changes, change);
}

/* By id alone: talus_property_find_option() takes names too. */
static const TalusOption *
find_option (const TalusProperty *property,
             const char          *id)
{
  for (guint i = 0; i < property->options->len; i++)
    {
      const TalusOption *option = property->options->pdata[i];

      if (g_str_equal (option->id, id))
        return option;
    }

  return NULL;
}

static gboolean
compare_options (TalusTemplateDiff   *self,
                 const TalusNodeType *type,
                 const TalusProperty *before,
                 const TalusProperty *after)
{
  gboolean differ = FALSE;

  for (guint i = 0; i < after->options->len; i++)
    {
      const TalusOption *option = after->options->pdata[i];
      const TalusOption *old = find_option (before, option->id);

      if (old == NULL)
        note (self, TALUS_TEMPLATE_ADDED, type, after, option, NULL);
      else if (!g_str_equal (old->name, option->name))
        note (self, TALUS_TEMPLATE_RENAMED, type, after, option, old->name);
      differ |= old == NULL;
    }

  for (guint i = 0; i < before->options->len; i++)
    {
      const TalusOption *option = before->options->pdata[i];

      if (find_option (after, option->id) != NULL)
        continue;

      note (self, TALUS_TEMPLATE_REMOVED, type, after, option, NULL);
      differ = TRUE;
    }

  return differ;
}

/* Whether values are judged differently. */
static gboolean
compare_property (TalusTemplateDiff   *self,
                  const TalusNodeType *type,
                  const TalusProperty *before,
                  const TalusProperty *after)
{
  gboolean differ = before->required != after->required || before->kind != after->kind ||
                    g_strcmp0 (before->target_type, after->target_type) != 0;

  if (!g_str_equal (before->label, after->label))
    note (self, TALUS_TEMPLATE_RENAMED, type, after, NULL, before->label);
  if (after->required && !before->required)
    note (self, TALUS_TEMPLATE_REQUIRED, type, after, NULL, NULL);
  if (before->kind != after->kind)
    note (self, TALUS_TEMPLATE_RETYPED, type, after, NULL,
          talus_property_kind_get_name (before->kind));

  return compare_options (self, type, before, after) || differ;
}

static gboolean
compare_properties (TalusTemplateDiff   *self,
                    const TalusNodeType *before,
                    const TalusNodeType *after)
{
  gboolean differ = FALSE;

  if ((before->name_property != NULL && before->name_property->required) !=
      (after->name_property != NULL && after->name_property->required))
    differ = TRUE;

  for (guint i = 0; i < after->properties->len; i++)
    {
      const TalusProperty *property = after->properties->pdata[i];
      const TalusProperty *old = talus_node_type_get_property (before, property->id);

      if (old != NULL)
        {
          differ |= compare_property (self, after, old, property);
          continue;
        }

      note (self, TALUS_TEMPLATE_ADDED, after, property, NULL, NULL);
      differ = TRUE;
    }

  for (guint i = 0; i < before->properties->len; i++)
    {
      const TalusProperty *property = before->properties->pdata[i];

      if (talus_node_type_get_property (after, property->id) != NULL)
        continue;

      note (self, TALUS_TEMPLATE_REMOVED, after, property, NULL, NULL);
      differ = TRUE;
    }

  return differ;
}

static gboolean
lists_same (TalusTemplateDiff   *self,
            const TalusNodeType *before,
            const TalusNodeType *after)
{
  GPtrArray *types = talus_template_get_types (self->after);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *child = types->pdata[i];
      const TalusNodeType *old = talus_template_get_type_by_id (self->before, child->id);

      if (old != NULL && talus_template_allows_child (self->before, before, old) !=
                         talus_template_allows_child (self->after, after, child))
        return FALSE;
    }

  return TRUE;
}

static void
compare_type (TalusTemplateDiff   *self,
              const TalusNodeType *before,
              const TalusNodeType *after)
{
  if (!g_str_equal (before->label, after->label))
    note (self, TALUS_TEMPLATE_RENAMED, after, NULL, NULL, before->label);
  if (!lists_same (self, before, after))
    note (self, TALUS_TEMPLATE_PLACED, after, NULL, NULL, NULL);
  if (compare_properties (self, before, after))
    g_hash_table_add (self->touched, after->id);
}

static void
compare_types (TalusTemplateDiff *self)
{
  GPtrArray *after = talus_template_get_types (self->after);
  GPtrArray *before = talus_template_get_types (self->before);

  for (guint i = 0; i < after->len; i++)
    {
      const TalusNodeType *type = after->pdata[i];
      const TalusNodeType *old = talus_template_get_type_by_id (self->before, type->id);

      if (old != NULL)
        {
          compare_type (self, old, type);
          continue;
        }

      note (self, TALUS_TEMPLATE_ADDED, type, NULL, NULL, NULL);
      g_hash_table_add (self->touched, type->id);
    }

  for (guint i = 0; i < before->len; i++)
    {
      const TalusNodeType *type = before->pdata[i];

      if (talus_template_get_type_by_id (self->after, type->id) != NULL)
        continue;

      note (self, TALUS_TEMPLATE_REMOVED, type, NULL, NULL, NULL);
      g_hash_table_add (self->touched, type->id);
    }
}

static void
free_effect (gpointer data)
{
  TalusTemplateEffect *effect = data;

  g_free (effect->type_id);
  g_free (effect->key);
  g_free (effect->option);
  g_array_unref (effect->examples);
  g_free (effect);
}

/**
 * talus_template_diff_new:
 * @before: the template that holds
 * @after: one that is to take its place
 *
 * Compares two templates. Any thread; it then belongs to that of the graph.
 *
 * Returns: (transfer full): the comparison
 */
TalusTemplateDiff *
talus_template_diff_new (TalusTemplate *before,
                         TalusTemplate *after)
{
  TalusTemplateDiff *self;

  g_return_val_if_fail (before != NULL && after != NULL, NULL);

  self = g_new0 (TalusTemplateDiff, 1);
  self->before = talus_template_ref (before);
  self->after = talus_template_ref (after);
  self->changes = g_array_new (FALSE, FALSE, sizeof (TalusTemplateChange));
  self->touched = g_hash_table_new (g_str_hash, g_str_equal);
  self->effects = g_ptr_array_new_with_free_func (free_effect);
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  compare_types (self);

  return self;
}

/**
 * talus_template_diff_free:
 * @self: (nullable): a comparison
 *
 * Frees it.
 */
void
talus_template_diff_free (TalusTemplateDiff *self)
{
  if (self == NULL)
    return;

  g_clear_object (&self->next);
  g_clear_object (&self->graph);
  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->effects);
  g_hash_table_unref (self->touched);
  g_array_unref (self->changes);
  talus_template_unref (self->after);
  talus_template_unref (self->before);
  g_free (self);
}

/**
 * talus_template_diff_get_before:
 * @self: a comparison
 *
 * Returns: (transfer none): the template that holds
 */
TalusTemplate *
talus_template_diff_get_before (TalusTemplateDiff *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->before;
}

/**
 * talus_template_diff_get_after:
 * @self: a comparison
 *
 * Returns: (transfer none): the template that is to take its place
 */
TalusTemplate *
talus_template_diff_get_after (TalusTemplateDiff *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->after;
}

/**
 * talus_template_diff_get_changes:
 * @self: a comparison
 *
 * Lists the differences between the rules.
 *
 * Returns: (transfer none) (element-type TalusTemplateChange): them
 */
GArray *
talus_template_diff_get_changes (TalusTemplateDiff *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->changes;
}
