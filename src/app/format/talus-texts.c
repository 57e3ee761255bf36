/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Values that are several texts, as arrays. It knows no property. */
#define G_LOG_DOMAIN "talus-app-format"

#include "app/format/talus-texts.h"

/**
 * talus_texts_from_value:
 * @value: (nullable): any value
 *
 * Takes the texts out of a value.
 *
 * Returns: (transfer full) (element-type utf8): those of an array, the one of
 *   a string, none of anything else
 */
GPtrArray *
talus_texts_from_value (TalusValue *value)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonNode) node = NULL;
  JsonArray *array;

  if (value == NULL)
    return texts;

  if (talus_value_get_kind (value) == TALUS_VALUE_STRING)
    {
      g_ptr_array_add (texts, talus_value_dup_string (value));
      return texts;
    }
  if (talus_value_get_kind (value) != TALUS_VALUE_ARRAY)
    return texts;

  node = talus_value_to_node (value);
  array = node != NULL ? json_node_get_array (node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (json_node_get_value_type (element) == G_TYPE_STRING)
        g_ptr_array_add (texts, json_node_dup_string (element));
    }

  return texts;
}

/**
 * talus_texts_to_value:
 * @texts: (element-type utf8): texts
 *
 * Makes a value of them.
 *
 * Returns: (transfer full): an array
 */
TalusValue *
talus_texts_to_value (GPtrArray *texts)
{
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonNode) node = NULL;

  g_return_val_if_fail (texts != NULL, NULL);

  for (guint i = 0; i < texts->len; i++)
    json_array_add_string_element (array, texts->pdata[i]);
  node = json_node_init_array (json_node_alloc (), array);

  return talus_value_new_node (node);
}
