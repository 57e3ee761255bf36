/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings of a project: keys and values, whatever they mean. */
#define G_LOG_DOMAIN "talus-model-graph-settings"

#include "model/talus-graph.h"

#include <string.h>

#include "base/talus-json-writer.h"
#include "model/talus-graph-private.h"

static int
compare_keys (gconstpointer a,
              gconstpointer b)
{
  return talus_json_compare_names (a, strlen (a), b, strlen (b));
}

/* Without @value the setting is taken away, and forgotten if @seq is 0. */
void
talus_graph_put_setting (TalusGraph *self,
                         const char *key,
                         TalusValue *value,
                         guint64     seq)
{
  TalusSetting *setting;

  if (value == NULL && seq == 0)
    {
      g_hash_table_remove (self->settings, key);
      return;
    }

  setting = g_new (TalusSetting, 1);
  setting->value = value != NULL ? talus_value_ref (value) : NULL;
  setting->seq = seq;
  g_hash_table_insert (self->settings, g_strdup (key), setting);
}

/**
 * talus_graph_get_setting:
 * @self: a graph
 * @key: (not nullable): its key
 *
 * Gives a setting of the project.
 *
 * Returns: (transfer none) (nullable): the value, or %NULL if it is not set;
 *   valid until it changes
 */
TalusValue *
talus_graph_get_setting (TalusGraph *self,
                         const char *key)
{
  const TalusSetting *setting;

  g_return_val_if_fail (TALUS_IS_GRAPH (self), NULL);
  g_return_val_if_fail (key != NULL, NULL);

  setting = g_hash_table_lookup (self->settings, key);

  return setting != NULL ? setting->value : NULL;
}

/**
 * talus_graph_get_setting_seq:
 * @self: a graph
 * @key: (not nullable): its key; "name" and "template" stand for these
 *
 * Gives the record that last set a setting or took it away.
 *
 * Returns: the seq, 0 if unknown
 */
guint64
talus_graph_get_setting_seq (TalusGraph *self,
                             const char *key)
{
  const TalusSetting *setting;

  g_return_val_if_fail (TALUS_IS_GRAPH (self), 0);
  g_return_val_if_fail (key != NULL, 0);

  if (g_str_equal (key, "name"))
    return self->name_seq;
  if (g_str_equal (key, "template"))
    return self->template_seq;

  setting = g_hash_table_lookup (self->settings, key);

  return setting != NULL ? setting->seq : 0;
}

/**
 * talus_graph_list_settings:
 * @self: a graph
 *
 * Lists the keys of the settings that are set, in canonical order.
 *
 * Returns: (transfer container) (element-type utf8): the keys, valid until
 *   the graph changes
 */
GList *
talus_graph_list_settings (TalusGraph *self)
{
  GList *keys = NULL;
  GHashTableIter iter;
  gpointer key;
  gpointer setting;

  g_return_val_if_fail (TALUS_IS_GRAPH (self), NULL);

  g_hash_table_iter_init (&iter, self->settings);
  while (g_hash_table_iter_next (&iter, &key, &setting))
    {
      if (((TalusSetting *) setting)->value != NULL)
        keys = g_list_prepend (keys, key);
    }

  return g_list_sort (keys, compare_keys);
}
