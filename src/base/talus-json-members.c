/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads members of objects that come from outside, and says by name which one
 * is missing or of a wrong type. It knows no command, no field of the
 * contract. */
#define G_LOG_DOMAIN "talus-base-json-members"

#include "base/talus-json.h"

#include "base/talus-error.h"

/* Finds a member that is there and not null. Returns %FALSE with an error if
 * it has to be and is not. */
static gboolean
find_member (JsonObject  *object,
             const char  *member,
             gboolean     required,
             int          code,
             JsonNode   **node,
             GError     **error)
{
  *node = json_object_get_member (object, member);
  if (*node != NULL && JSON_NODE_HOLDS_NULL (*node))
    *node = NULL;

  if (*node == NULL && required)
    {
      g_set_error (error, TALUS_ERROR, code, "“%s” is missing", member);
      return FALSE;
    }

  return TRUE;
}

static gboolean
holds (JsonNode *node,
       GType     type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
refuse_type (const char  *member,
             const char  *type,
             int          code,
             GError     **error)
{
  g_set_error (error, TALUS_ERROR, code, "“%s” must be %s", member, type);

  return FALSE;
}

/**
 * talus_json_get_string:
 * @object: (transfer none): an object from outside
 * @member: (not nullable): the name of a member
 * @required: whether it is an error if the member is absent or null
 * @code: (type Talus.Error): the code of the error
 * @value: (out) (optional) (transfer none): its text, valid as long as the
 *   member; untouched if the member is absent, null or wrong
 * @error: return location for an error, which names the member
 *
 * Reads a member that must be a string.
 *
 * Returns: %FALSE if there is an error
 */
gboolean
talus_json_get_string (JsonObject  *object,
                       const char  *member,
                       gboolean     required,
                       int          code,
                       const char **value,
                       GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, FALSE);
  g_return_val_if_fail (member != NULL, FALSE);

  if (!find_member (object, member, required, code, &node, error))
    return FALSE;

  if (node == NULL)
    return TRUE;

  if (!holds (node, G_TYPE_STRING))
    return refuse_type (member, "a string", code, error);

  if (value != NULL)
    *value = json_node_get_string (node);

  return TRUE;
}

/**
 * talus_json_get_int:
 * @object: (transfer none): an object from outside
 * @member: (not nullable): the name of a member
 * @required: whether it is an error if the member is absent or null
 * @code: (type Talus.Error): the code of the error
 * @value: (out) (optional): its value; untouched if the member is absent, null
 *   or wrong
 * @error: return location for an error, which names the member
 *
 * Reads a member that must be an integral number, written in whatever way
 * (1e3, 1.0). One beyond the range of gint64 becomes the nearest in it.
 *
 * Returns: %FALSE if there is an error
 */
gboolean
talus_json_get_int (JsonObject  *object,
                    const char  *member,
                    gboolean     required,
                    int          code,
                    gint64      *value,
                    GError     **error)
{
  JsonNode *node;
  gint64 integer;

  g_return_val_if_fail (object != NULL, FALSE);
  g_return_val_if_fail (member != NULL, FALSE);

  if (!find_member (object, member, required, code, &node, error))
    return FALSE;

  if (node == NULL)
    return TRUE;

  if (holds (node, G_TYPE_INT64))
    {
      integer = json_node_get_int (node);
    }
  else
    {
      double number;

      if (!holds (node, G_TYPE_DOUBLE))
        return refuse_type (member, "an integer", code, error);

      number = json_node_get_double (node);
      if (number >= 0x1p63)
        integer = G_MAXINT64;
      else if (number < -0x1p63)
        integer = G_MININT64;
      else if (number != (double) (gint64) number)
        return refuse_type (member, "an integer", code, error);
      else
        integer = (gint64) number;
    }

  if (value != NULL)
    *value = integer;

  return TRUE;
}

/**
 * talus_json_get_boolean:
 * @object: (transfer none): an object from outside
 * @member: (not nullable): the name of a member
 * @required: whether it is an error if the member is absent or null
 * @code: (type Talus.Error): the code of the error
 * @value: (out) (optional): its value; untouched if the member is absent, null
 *   or wrong
 * @error: return location for an error, which names the member
 *
 * Reads a member that must be true or false.
 *
 * Returns: %FALSE if there is an error
 */
gboolean
talus_json_get_boolean (JsonObject  *object,
                        const char  *member,
                        gboolean     required,
                        int          code,
                        gboolean    *value,
                        GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, FALSE);
  g_return_val_if_fail (member != NULL, FALSE);

  if (!find_member (object, member, required, code, &node, error))
    return FALSE;

  if (node == NULL)
    return TRUE;

  if (!holds (node, G_TYPE_BOOLEAN))
    return refuse_type (member, "true or false", code, error);

  if (value != NULL)
    *value = json_node_get_boolean (node);

  return TRUE;
}

/**
 * talus_json_get_object:
 * @object: (transfer none): an object from outside
 * @member: (not nullable): the name of a member
 * @required: whether it is an error if the member is absent or null
 * @code: (type Talus.Error): the code of the error
 * @value: (out) (optional) (transfer none): the object, valid as long as the
 *   member; untouched if the member is absent, null or wrong
 * @error: return location for an error, which names the member
 *
 * Reads a member that must be an object.
 *
 * Returns: %FALSE if there is an error
 */
gboolean
talus_json_get_object (JsonObject  *object,
                       const char  *member,
                       gboolean     required,
                       int          code,
                       JsonObject **value,
                       GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, FALSE);
  g_return_val_if_fail (member != NULL, FALSE);

  if (!find_member (object, member, required, code, &node, error))
    return FALSE;

  if (node == NULL)
    return TRUE;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse_type (member, "an object", code, error);

  if (value != NULL)
    *value = json_node_get_object (node);

  return TRUE;
}

/**
 * talus_json_get_array:
 * @object: (transfer none): an object from outside
 * @member: (not nullable): the name of a member
 * @required: whether it is an error if the member is absent or null
 * @code: (type Talus.Error): the code of the error
 * @value: (out) (optional) (transfer none): the array, valid as long as the
 *   member; untouched if the member is absent, null or wrong
 * @error: return location for an error, which names the member
 *
 * Reads a member that must be an array.
 *
 * Returns: %FALSE if there is an error
 */
gboolean
talus_json_get_array (JsonObject  *object,
                      const char  *member,
                      gboolean     required,
                      int          code,
                      JsonArray  **value,
                      GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL, FALSE);
  g_return_val_if_fail (member != NULL, FALSE);

  if (!find_member (object, member, required, code, &node, error))
    return FALSE;

  if (node == NULL)
    return TRUE;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return refuse_type (member, "an array", code, error);

  if (value != NULL)
    *value = json_node_get_array (node);

  return TRUE;
}
