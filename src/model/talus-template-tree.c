/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What goes before and after parsing YAML: a look at the bytes, errors that
 * name file and line, and JSON made of a finished tree. It must not know what
 * a template is. */
#define G_LOG_DOMAIN "talus-model-template"

#include "model/talus-template-private.h"

#include <string.h>

/* Brackets that one line may leave open, and directives that a document may
 * have, before libyaml sees it: both cost it quadratic time. What nests over
 * lines is stopped while parsing. */
#define MAX_OPEN_IN_LINE 256
#define MAX_DIRECTIVES   16

/* Bytes; longer sentences are cut. */
#define MAX_MESSAGE 400

/* Integers up to here are exact as doubles. */
#define MAX_INTEGER 9007199254740992.0

/*< private >
 * talus_yaml_count_lines:
 * @text: (array length=length): text before a place in a document
 * @length: its length in bytes
 *
 * Returns: the line that the place is in, from 1
 */
guint
talus_yaml_count_lines (const char *text,
                        gsize       length)
{
  guint n_lines = 1;

  for (gsize i = 0; i < length; i++)
    {
      if (text[i] == '\n')
        n_lines++;
    }

  return n_lines;
}

/*< private >
 * talus_yaml_clip:
 * @text: (transfer full): a sentence
 *
 * Cuts a sentence that quotes too much: ids in a file may be of any length.
 *
 * Returns: (transfer full): the sentence
 */
char *
talus_yaml_clip (char *text)
{
  const char *end;
  g_autofree char *cut = NULL;

  if (strlen (text) <= MAX_MESSAGE)
    return text;

  end = g_utf8_find_prev_char (text, text + MAX_MESSAGE);
  cut = g_strndup (text, (gsize) (end - text));
  g_free (text);

  return g_strconcat (cut, "…", NULL);
}

/*< private >
 * talus_yaml_set_error:
 * @error: (out) (optional): where the error goes
 * @file_name: (nullable): the file it is about
 * @line: the line, from 1
 * @format: printf format of the reason
 * @...: its arguments
 *
 * Sets %TALUS_ERROR_INVALID_VALUE with file, line and reason as details.
 */
void
talus_yaml_set_error (GError     **error,
                      const char  *file_name,
                      guint        line,
                      const char  *format,
                      ...)
{
  g_autofree char *reason = NULL;
  JsonObject *details = json_object_new ();
  va_list args;

  va_start (args, format);
  reason = talus_yaml_clip (g_strdup_vprintf (format, args));
  va_end (args);

  if (file_name != NULL)
    json_object_set_string_member (details, "file", file_name);
  json_object_set_int_member (details, "line", line);
  json_object_set_string_member (details, "reason", reason);

  if (file_name != NULL)
    talus_set_error_details (error, TALUS_ERROR_INVALID_VALUE, details, "%s, line %u: %s",
                             file_name, line, reason);
  else
    talus_set_error_details (error, TALUS_ERROR_INVALID_VALUE, details, "line %u: %s",
                             line, reason);
}

/*< private >
 * talus_yaml_check_bytes:
 * @text: (array length=size): a document
 * @size: its length in bytes
 * @file_name: (nullable): what errors call it
 * @error: %TALUS_ERROR_INVALID_VALUE with file, line and reason
 *
 * Refuses before the parser starts what would cost it too much, or what it
 * would take for another encoding.
 *
 * Returns: %TRUE if the parser may have it
 */
gboolean
talus_yaml_check_bytes (const char  *text,
                        gsize        size,
                        const char  *file_name,
                        GError     **error)
{
  const char *invalid = NULL;
  guint line = 1;
  guint n_directives = 0;
  int n_open = 0;

  if (size > TALUS_YAML_MAX_BYTES)
    {
      talus_yaml_set_error (error, file_name, 1, "a template may have %d KiB",
                            TALUS_YAML_MAX_BYTES / 1024);
      return FALSE;
    }

  if (!g_utf8_validate (text, (gssize) size, &invalid))
    {
      talus_yaml_set_error (error, file_name,
                            talus_yaml_count_lines (text, (gsize) (invalid - text)),
                            "the text is not valid UTF-8, or has a U+0000");
      return FALSE;
    }

  for (gsize i = 0; i < size; i++)
    {
      char c = text[i];

      if (c == '\n')
        {
          line++;
          n_open = 0;
        }
      else if (c == '[' || c == '{')
        {
          if (++n_open > MAX_OPEN_IN_LINE)
            {
              talus_yaml_set_error (error, file_name, line, "too many open brackets");
              return FALSE;
            }
        }
      else if ((c == ']' || c == '}') && n_open > 0)
        n_open--;
      else if (c == '%' && (i == 0 || text[i - 1] == '\n' || text[i - 1] == '\r') &&
               ++n_directives > MAX_DIRECTIVES)
        {
          talus_yaml_set_error (error, file_name, line, "too many directives");
          return FALSE;
        }
    }

  return TRUE;
}

/*< private >
 * talus_yaml_find_item:
 * @mapping: a mapping
 * @key: a key
 *
 * Returns: (transfer none) (nullable): the value of the key
 */
TalusYamlNode *
talus_yaml_find_item (TalusYamlNode *mapping,
                      const char    *key)
{
  for (guint i = 0; i < mapping->items->len; i += 2)
    {
      TalusYamlNode *candidate = mapping->items->pdata[i];

      if (strcmp (candidate->text, key) == 0)
        return mapping->items->pdata[i + 1];
    }

  return NULL;
}

/*< private >
 * talus_yaml_to_json:
 * @node: a node of a tree
 *
 * Turns YAML into JSON with the types that YAML gives its scalars. Keys are
 * taken as they are written.
 *
 * Returns: (transfer full): the JSON
 */
JsonNode *
talus_yaml_to_json (TalusYamlNode *node)
{
  JsonNode *json = json_node_alloc ();

  switch (node->kind)
    {
    case TALUS_YAML_NULL:
      return json_node_init_null (json);

    case TALUS_YAML_BOOLEAN:
      return json_node_init_boolean (json, node->number != 0.0);

    case TALUS_YAML_NUMBER:
      if (node->number >= -MAX_INTEGER && node->number <= MAX_INTEGER &&
          node->number == (double) (gint64) node->number)
        return json_node_init_int (json, (gint64) node->number);
      return json_node_init_double (json, node->number);

    case TALUS_YAML_STRING:
      return json_node_init_string (json, node->text);

    case TALUS_YAML_SEQUENCE:
      {
        g_autoptr (JsonArray) array = json_array_sized_new (node->items->len);

        for (guint i = 0; i < node->items->len; i++)
          json_array_add_element (array, talus_yaml_to_json (node->items->pdata[i]));
        return json_node_init_array (json, array);
      }

    case TALUS_YAML_MAPPING:
      {
        g_autoptr (JsonObject) object = json_object_new ();

        for (guint i = 0; i < node->items->len; i += 2)
          {
            TalusYamlNode *key = node->items->pdata[i];

            json_object_set_member (object, key->text,
                                    talus_yaml_to_json (node->items->pdata[i + 1]));
          }
        return json_node_init_object (json, object);
      }

    default:
      g_assert_not_reached ();
    }
}
