/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Edits of one node and of many. A value that some of them have already is not
 * set again: the log says what changed. It knows no widget. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-inspector-edit.h"

#include <glib/gi18n.h>
#include <string.h>

/**
 * talus_inspector_get_name_property:
 * @type: (nullable): a node type
 *
 * Gets what names of its nodes are called and whether they are required.
 *
 * Returns: (transfer none): a property
 */
const TalusProperty *
talus_inspector_get_name_property (const TalusNodeType *type)
{
  static TalusProperty plain = { .id = (char *) "name", .kind = TALUS_PROPERTY_TEXT };

  if (type != NULL && type->name_property != NULL)
    return type->name_property;

  plain.label = _("Name");

  return &plain;
}

/**
 * talus_inspector_is_name:
 * @property: a property
 *
 * Returns: whether it is the name, which is no property to the log
 */
gboolean
talus_inspector_is_name (const TalusProperty *property)
{
  return strcmp (property->id, "name") == 0;
}

/**
 * talus_inspector_dup_value:
 * @node: a node
 * @property: a property, perhaps its name
 *
 * Gets what a node has.
 *
 * Returns: (transfer full) (nullable): the value
 */
TalusValue *
talus_inspector_dup_value (TalusNode           *node,
                           const TalusProperty *property)
{
  if (talus_inspector_is_name (property))
    return talus_value_new_string (talus_node_get_name (node), -1);

  return talus_node_dup_property (node, property->id);
}

static gboolean
is_same_value (TalusValue *a,
               TalusValue *b)
{
  return a == b || (a != NULL && b != NULL && talus_value_equal (a, b));
}

/**
 * talus_inspector_dup_common:
 * @nodes: (element-type TalusNode): at least one
 * @property: a property that they have
 * @is_mixed: (out): whether they differ in it
 *
 * Gets what several nodes have in common.
 *
 * Returns: (transfer full) (nullable): the value; %NULL if they differ too
 */
TalusValue *
talus_inspector_dup_common (GPtrArray           *nodes,
                            const TalusProperty *property,
                            gboolean            *is_mixed)
{
  g_autoptr (TalusValue) first = NULL;

  *is_mixed = FALSE;
  g_return_val_if_fail (nodes->len > 0, NULL);

  first = talus_inspector_dup_value (nodes->pdata[0], property);
  for (guint i = 1; i < nodes->len; i++)
    {
      g_autoptr (TalusValue) value = talus_inspector_dup_value (nodes->pdata[i], property);

      if (!is_same_value (first, value))
        {
          *is_mixed = TRUE;
          return NULL;
        }
    }

  return g_steal_pointer (&first);
}

static void
set_value (TalusBatch          *batch,
           TalusNode           *node,
           const TalusProperty *property,
           TalusValue          *value)
{
  g_autoptr (TalusValue) old = talus_inspector_dup_value (node, property);
  g_autofree char *name = NULL;

  if (is_same_value (old, value))
    return;

  if (!talus_inspector_is_name (property))
    {
      talus_batch_set_property (batch, talus_node_get_id (node), property->id, value);
      return;
    }

  name = value != NULL ? talus_value_dup_string (value) : NULL;
  talus_batch_rename (batch, talus_node_get_id (node), name != NULL ? name : "");
}

/**
 * talus_inspector_submit:
 * @view: where it is submitted
 * @nodes: (element-type TalusNode): whose property
 * @property: which
 * @value: (nullable): what they are to have, or %NULL for nothing
 *
 * Sets a property of one node or many, as one step.
 *
 * Returns: %FALSE if it could not be; the person has been told why
 */
gboolean
talus_inspector_submit (TalusView           *view,
                        GPtrArray           *nodes,
                        const TalusProperty *property,
                        TalusValue          *value)
{
  g_autoptr (TalusBatch) batch = NULL;
  g_autofree char *label = NULL;

  if (nodes->len > 1 && value != NULL)
    /* TRANSLATORS: in the history: the name of a property, a number */
    label = g_strdup_printf (g_dngettext (NULL, "Set %s of %u node", "Set %s of %u nodes",
                                          nodes->len), property->label, nodes->len);
  else if (nodes->len > 1)
    /* TRANSLATORS: in the history: the name of a property, a number */
    label = g_strdup_printf (g_dngettext (NULL, "Clear %s of %u node", "Clear %s of %u nodes",
                                          nodes->len), property->label, nodes->len);

  batch = talus_batch_new (label);
  for (guint i = 0; i < nodes->len; i++)
    set_value (batch, nodes->pdata[i], property, value);
  if (talus_batch_get_length (batch) == 0)
    return TRUE;

  return talus_view_submit (view, g_steal_pointer (&batch));
}

static gboolean
has_same_options (const TalusProperty *a,
                  const TalusProperty *b)
{
  if (a->options->len != b->options->len)
    return FALSE;

  for (guint i = 0; i < a->options->len; i++)
    {
      const TalusOption *option = a->options->pdata[i];

      if (talus_property_find_option (b, option->id) == NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_alike (const TalusProperty *a,
          const TalusProperty *b)
{
  return a->kind == b->kind && g_strcmp0 (a->target_type, b->target_type) == 0 &&
         a->system_locked == b->system_locked && has_same_options (a, b);
}

/**
 * talus_inspector_list_common:
 * @types: (element-type TalusNodeType): at least one
 *
 * Finds the properties that can be edited of nodes of several types at once:
 * the same id, kind, target and options.
 *
 * Returns: (transfer container) (element-type TalusProperty): those of the
 *   first type
 */
GPtrArray *
talus_inspector_list_common (GPtrArray *types)
{
  GPtrArray *common = g_ptr_array_new ();
  const TalusNodeType *first;

  g_return_val_if_fail (types->len > 0, common);

  first = types->pdata[0];
  for (guint i = 0; i < first->properties->len; i++)
    {
      const TalusProperty *property = first->properties->pdata[i];
      gboolean is_common = TRUE;

      for (guint j = 1; j < types->len && is_common; j++)
        {
          const TalusProperty *other = talus_node_type_get_property (types->pdata[j],
                                                                     property->id);

          is_common = other != NULL && is_alike (property, other);
        }
      if (is_common)
        g_ptr_array_add (common, (gpointer) property);
    }

  return common;
}
