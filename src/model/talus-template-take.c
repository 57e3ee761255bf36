/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single fields out of the tree of a YAML file, each with the error that its
 * line deserves. It must not know which fields a template has. */
#define G_LOG_DOMAIN "talus-model-template"

#include "model/talus-template-private.h"

#include <string.h>

/* Nobody reads more of one file. */
#define MAX_WARNINGS 200

/*< private >
 * talus_template_warn:
 * @reader: the reader
 * @line: the line it is about
 * @format: printf format of what is odd
 * @...: its arguments
 *
 * Notes something odd in the template, up to a number of them.
 */
void
talus_template_warn (TalusTemplateReader *reader,
                     guint                line,
                     const char          *format,
                     ...)
{
  GPtrArray *warnings = reader->body->warnings;
  g_autofree char *reason = NULL;
  va_list args;

  if (warnings->len >= MAX_WARNINGS)
    return;

  va_start (args, format);
  reason = talus_yaml_clip (g_strdup_vprintf (format, args));
  va_end (args);

  if (reader->file_name != NULL)
    g_ptr_array_add (warnings,
                     g_strdup_printf ("%s, line %u: %s", reader->file_name, line, reason));
  else
    g_ptr_array_add (warnings, g_strdup_printf ("line %u: %s", line, reason));
}

/*< private >
 * talus_template_take_text:
 * @reader: the reader
 * @key: what errors call it
 * @node: (nullable): the node
 * @text: (out): the text, as it is written; untouched where there is none
 * @error: where it is a list or a mapping
 *
 * Takes text: any scalar, for people do not quote 1.0 or yes.
 *
 * Returns: %TRUE on success
 */
gboolean
talus_template_take_text (TalusTemplateReader  *reader,
                          const char           *key,
                          TalusYamlNode        *node,
                          char                **text,
                          GError              **error)
{
  if (node == NULL || node->kind == TALUS_YAML_NULL)
    return TRUE;

  if (node->text == NULL)
    {
      talus_yaml_set_error (error, reader->file_name, node->line, "“%s” must be text", key);
      return FALSE;
    }

  g_free (*text);
  *text = g_strdup (node->text);

  return TRUE;
}

/*< private >
 * talus_template_take_label:
 * @reader: the reader
 * @key: what errors call it
 * @node: (nullable): the node
 * @text: (out): the text; untouched where there is none, or ""
 * @error: where it is no text, or longer than a name may be
 *
 * Takes a text that can become the name of a node.
 *
 * Returns: %TRUE on success
 */
gboolean
talus_template_take_label (TalusTemplateReader  *reader,
                           const char           *key,
                           TalusYamlNode        *node,
                           char                **text,
                           GError              **error)
{
  g_autofree char *taken = NULL;

  if (!talus_template_take_text (reader, key, node, &taken, error))
    return FALSE;
  if (taken == NULL || *taken == '\0')
    return TRUE;

  if (g_utf8_strlen (taken, -1) > TALUS_NAME_MAX_CHARACTERS)
    {
      talus_yaml_set_error (error, reader->file_name, node->line,
                            "“%s” may have %d characters", key, TALUS_NAME_MAX_CHARACTERS);
      return FALSE;
    }

  g_free (*text);
  *text = g_steal_pointer (&taken);

  return TRUE;
}

/*< private >
 * talus_template_take_identifier:
 * @reader: the reader
 * @what: what it is the id of
 * @node: (nullable): the node
 * @line: where there is none, the line that lacks it
 * @text: (out): the id
 * @error: where it is absent, empty, no text or too long
 *
 * Takes an id.
 *
 * Returns: %TRUE on success
 */
gboolean
talus_template_take_identifier (TalusTemplateReader  *reader,
                                const char           *what,
                                TalusYamlNode        *node,
                                guint                 line,
                                char                **text,
                                GError              **error)
{
  if (!talus_template_take_label (reader, "id", node, text, error))
    return FALSE;

  if (*text == NULL)
    {
      talus_yaml_set_error (error, reader->file_name, node != NULL ? node->line : line,
                            "a %s has no id", what);
      return FALSE;
    }

  return TRUE;
}

/*< private >
 * talus_template_take_boolean:
 * @reader: the reader
 * @key: what errors call it
 * @node: (nullable): the node
 * @boolean: (out): the truth; untouched where there is none
 * @error: where it is anything else
 *
 * Takes a truth, quoted or not.
 *
 * Returns: %TRUE on success
 */
gboolean
talus_template_take_boolean (TalusTemplateReader  *reader,
                             const char           *key,
                             TalusYamlNode        *node,
                             gboolean             *boolean,
                             GError              **error)
{
  double truth;

  if (node == NULL || node->kind == TALUS_YAML_NULL)
    return TRUE;

  if (node->text == NULL || talus_yaml_resolve_plain (node->text, &truth) != TALUS_YAML_BOOLEAN)
    {
      talus_yaml_set_error (error, reader->file_name, node->line, "“%s” must be true or false",
                            key);
      return FALSE;
    }

  *boolean = truth != 0.0;

  return TRUE;
}

/*< private >
 * talus_template_take_list:
 * @reader: the reader
 * @key: what errors call it
 * @node: the node
 * @items: (out) (transfer full): its nodes, borrowed; none where it is null
 * @error: where it is anything else
 *
 * Takes a list.
 *
 * Returns: %TRUE on success
 */
gboolean
talus_template_take_list (TalusTemplateReader  *reader,
                          const char           *key,
                          TalusYamlNode        *node,
                          GPtrArray           **items,
                          GError              **error)
{
  if (node->kind == TALUS_YAML_NULL)
    {
      *items = g_ptr_array_new ();
      return TRUE;
    }

  if (node->kind != TALUS_YAML_SEQUENCE)
    {
      talus_yaml_set_error (error, reader->file_name, node->line, "“%s” must be a list", key);
      return FALSE;
    }

  *items = g_ptr_array_ref (node->items);

  return TRUE;
}

/*< private >
 * talus_template_take_extra:
 * @extra: (inout): the unknown keys so far, made if need be
 * @key: the key
 * @node: its value
 *
 * Keeps what this version does not know, with the types of YAML.
 */
void
talus_template_take_extra (JsonObject    **extra,
                           const char     *key,
                           TalusYamlNode  *node)
{
  if (*extra == NULL)
    *extra = json_object_new ();

  json_object_set_member (*extra, key, talus_yaml_to_json (node));
}
