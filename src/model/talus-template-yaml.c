/* SPDX-License-Identifier: GPL-3.0-or-later */
/* YAML from bytes to a tree in which every node knows its line, within bounds
 * of size, depth and expansion: libyaml takes quadratic time on deep nesting,
 * and aliases can make a page stand for terabytes. It must not know what a
 * template is. */
#define G_LOG_DOMAIN "talus-model-template"

#include "model/talus-template-private.h"

#include <string.h>
#include <yaml.h>

#define TAG_PREFIX "tag:yaml.org,2002:"

typedef struct
{
  yaml_parser_t yaml;
  const char *file_name;
  const char *text;
  GPtrArray *nodes;
  GHashTable *anchors; /* name → TalusYamlNode, borrowed */
  guint64 n_nodes;     /* aliases written out, as is the following */
  guint64 n_bytes;
} Parser;

static TalusYamlNode *parse_node (Parser       *parser,
                                  yaml_event_t *event,
                                  guint         depth,
                                  GError      **error);

static void
node_free (TalusYamlNode *node)
{
  g_clear_pointer (&node->items, g_ptr_array_unref);
  g_free (node->text);
  g_free (node);
}

static void
set_syntax_error (Parser  *parser,
                  GError **error)
{
  yaml_parser_t *yaml = &parser->yaml;
  const char *problem = yaml->problem != NULL ? yaml->problem : "this is no YAML";

  if (yaml->error == YAML_READER_ERROR)
    talus_yaml_set_error (error, parser->file_name,
                          talus_yaml_count_lines (parser->text, yaml->problem_offset), "%s",
                          problem);
  else if (yaml->context != NULL)
    talus_yaml_set_error (error, parser->file_name, (guint) yaml->problem_mark.line + 1,
                          "%s, %s", yaml->context, problem);
  else
    talus_yaml_set_error (error, parser->file_name, (guint) yaml->problem_mark.line + 1,
                          "%s", problem);
}

static gboolean
next_event (Parser       *parser,
            yaml_event_t *event,
            GError      **error)
{
  if (yaml_parser_parse (&parser->yaml, event))
    return TRUE;

  set_syntax_error (parser, error);

  return FALSE;
}

static guint
event_line (const yaml_event_t *event)
{
  return (guint) event->start_mark.line + 1;
}

/* Everything that the document stands for is counted when it is met, so that
 * no alias or merge can make anybody do more work than the bounds say. */
static gboolean
spend (Parser  *parser,
       guint    line,
       guint64  n_nodes,
       guint64  n_bytes,
       GError **error)
{
  parser->n_nodes += n_nodes;
  parser->n_bytes += n_bytes;

  if (parser->n_nodes <= TALUS_YAML_MAX_NODES && parser->n_bytes <= TALUS_YAML_MAX_EXPANDED)
    return TRUE;

  talus_yaml_set_error (error, parser->file_name, line,
                        "the document is too large with its aliases written out");

  return FALSE;
}

static TalusYamlNode *
add_node (Parser        *parser,
          TalusYamlKind  kind,
          guint          line,
          const char    *anchor)
{
  TalusYamlNode *node = g_new0 (TalusYamlNode, 1);

  node->kind = kind;
  node->line = line;
  node->height = 1;
  node->n_nodes = 1;
  g_ptr_array_add (parser->nodes, node);

  if (anchor != NULL)
    g_hash_table_replace (parser->anchors, g_strdup (anchor), node);

  return node;
}

static void
add_item (TalusYamlNode *node,
          TalusYamlNode *item)
{
  g_ptr_array_add (node->items, item);
  node->height = MAX (node->height, item->height + 1);
  node->n_nodes += item->n_nodes;
  node->n_bytes += item->n_bytes;
}

static gboolean
has_tag (const char *tag,
         const char *name)
{
  return g_str_has_prefix (tag, TAG_PREFIX) && strcmp (tag + strlen (TAG_PREFIX), name) == 0;
}

static TalusYamlNode *
parse_scalar (Parser        *parser,
              yaml_event_t  *event,
              GError       **error)
{
  const char *text = (const char *) event->data.scalar.value;
  const char *tag = (const char *) event->data.scalar.tag;
  gsize length = event->data.scalar.length;
  gboolean is_plain = event->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
  guint line = event_line (event);
  TalusYamlKind kind;
  TalusYamlNode *node;
  double number = 0.0;

  if (!spend (parser, line, 1, length, error))
    return NULL;

  if (memchr (text, '\0', length) != NULL)
    {
      talus_yaml_set_error (error, parser->file_name, line, "text must not have a U+0000");
      return NULL;
    }

  kind = is_plain || tag != NULL ? talus_yaml_resolve_plain (text, &number) : TALUS_YAML_STRING;
  if (tag != NULL)
    {
      gboolean is_known;

      if (strcmp (tag, "!") == 0 || has_tag (tag, "str"))
        {
          kind = TALUS_YAML_STRING;
          is_known = TRUE;
        }
      else if (has_tag (tag, "null"))
        is_known = kind == TALUS_YAML_NULL;
      else if (has_tag (tag, "bool"))
        is_known = kind == TALUS_YAML_BOOLEAN;
      else if (has_tag (tag, "int") || has_tag (tag, "float"))
        is_known = kind == TALUS_YAML_NUMBER;
      else
        is_known = FALSE;

      if (!is_known)
        {
          talus_yaml_set_error (error, parser->file_name, line,
                                "the tag “%s” is not known, or does not fit", tag);
          return NULL;
        }
    }

  node = add_node (parser, kind, line, (const char *) event->data.scalar.anchor);
  node->text = g_strndup (text, length);
  node->n_bytes = length;
  node->number = number;
  node->is_plain = is_plain;
  node->is_complete = TRUE;

  return node;
}

static TalusYamlNode *
parse_alias (Parser        *parser,
             yaml_event_t  *event,
             GError       **error)
{
  const char *name = (const char *) event->data.alias.anchor;
  TalusYamlNode *node = g_hash_table_lookup (parser->anchors, name);

  if (node == NULL || !node->is_complete)
    {
      talus_yaml_set_error (error, parser->file_name, event_line (event),
                            node == NULL ? "there is no anchor “%s”" : "“%s” contains itself",
                            name);
      return NULL;
    }

  return spend (parser, event_line (event), node->n_nodes, node->n_bytes, error) ? node : NULL;
}

static gboolean
check_collection (Parser      *parser,
                  const char  *tag,
                  const char  *expected,
                  guint        line,
                  guint        depth,
                  GError     **error)
{
  if (depth > TALUS_YAML_MAX_DEPTH)
    talus_yaml_set_error (error, parser->file_name, line, "nested more than %d levels deep",
                          TALUS_YAML_MAX_DEPTH);
  else if (tag != NULL && strcmp (tag, "!") != 0 && !has_tag (tag, expected))
    talus_yaml_set_error (error, parser->file_name, line, "the tag “%s” is not known", tag);
  else
    return spend (parser, line, 1, 0, error);

  return FALSE;
}

static gboolean
check_height (Parser         *parser,
              TalusYamlNode  *node,
              guint           depth,
              GError        **error)
{
  if (node->height + depth - 1 <= TALUS_YAML_MAX_DEPTH + 1)
    return TRUE;

  /* Only aliases reach here: what is written out was stopped on its way. */
  talus_yaml_set_error (error, parser->file_name, node->line,
                        "nested more than %d levels deep with its aliases written out",
                        TALUS_YAML_MAX_DEPTH);

  return FALSE;
}

static TalusYamlNode *
parse_sequence (Parser        *parser,
                yaml_event_t  *start,
                guint          depth,
                GError       **error)
{
  guint line = event_line (start);
  TalusYamlNode *node;

  if (!check_collection (parser, (const char *) start->data.sequence_start.tag, "seq", line,
                         depth, error))
    return NULL;

  node = add_node (parser, TALUS_YAML_SEQUENCE, line,
                   (const char *) start->data.sequence_start.anchor);
  node->items = g_ptr_array_new ();

  for (;;)
    {
      yaml_event_t event;
      TalusYamlNode *item;

      if (!next_event (parser, &event, error))
        return NULL;
      if (event.type == YAML_SEQUENCE_END_EVENT)
        {
          yaml_event_delete (&event);
          break;
        }

      item = parse_node (parser, &event, depth + 1, error);
      yaml_event_delete (&event);
      if (item == NULL)
        return NULL;
      add_item (node, item);
    }

  node->is_complete = TRUE;

  return check_height (parser, node, depth, error) ? node : NULL;
}

/* `<<`: the pairs of another mapping, or of several, where there is none of
 * that key yet: what came first wins. */
static gboolean
merge (Parser         *parser,
       TalusYamlNode  *node,
       GHashTable     *keys,
       TalusYamlNode  *source,
       gboolean        may_be_list,
       GError        **error)
{
  if (source->kind == TALUS_YAML_SEQUENCE && may_be_list)
    {
      for (guint i = 0; i < source->items->len; i++)
        {
          if (!merge (parser, node, keys, source->items->pdata[i], FALSE, error))
            return FALSE;
        }
      return TRUE;
    }

  if (source->kind != TALUS_YAML_MAPPING)
    {
      talus_yaml_set_error (error, parser->file_name, source->line,
                            "only mappings can be merged by “<<”");
      return FALSE;
    }

  if (!spend (parser, node->line, source->n_nodes, source->n_bytes, error))
    return FALSE;

  for (guint i = 0; i < source->items->len; i += 2)
    {
      TalusYamlNode *key = source->items->pdata[i];

      if (g_hash_table_add (keys, key->text))
        {
          add_item (node, key);
          add_item (node, source->items->pdata[i + 1]);
        }
    }

  return TRUE;
}

/* The key, or NULL; @is_end says whether the mapping ended instead. */
static TalusYamlNode *
parse_key (Parser      *parser,
           GHashTable  *keys,
           guint        depth,
           gboolean    *is_end,
           GError     **error)
{
  yaml_event_t event;
  TalusYamlNode *key;

  *is_end = FALSE;
  if (!next_event (parser, &event, error))
    return NULL;
  if (event.type == YAML_MAPPING_END_EVENT)
    {
      yaml_event_delete (&event);
      *is_end = TRUE;
      return NULL;
    }

  key = parse_node (parser, &event, depth + 1, error);
  if (key != NULL && key->text == NULL)
    {
      talus_yaml_set_error (error, parser->file_name, event_line (&event), "a key must be text");
      key = NULL;
    }
  else if (key != NULL && !g_hash_table_add (keys, key->text))
    {
      talus_yaml_set_error (error, parser->file_name, event_line (&event),
                            "the key “%s” is there twice", key->text);
      key = NULL;
    }
  yaml_event_delete (&event);

  return key;
}

static TalusYamlNode *
parse_mapping (Parser        *parser,
               yaml_event_t  *start,
               guint          depth,
               GError       **error)
{
  g_autoptr (GHashTable) keys = g_hash_table_new (g_str_hash, g_str_equal);
  guint line = event_line (start);
  TalusYamlNode *merged = NULL;
  TalusYamlNode *node;

  if (!check_collection (parser, (const char *) start->data.mapping_start.tag, "map", line,
                         depth, error))
    return NULL;

  node = add_node (parser, TALUS_YAML_MAPPING, line,
                   (const char *) start->data.mapping_start.anchor);
  node->items = g_ptr_array_new ();

  for (;;)
    {
      TalusYamlNode *key;
      TalusYamlNode *value;
      yaml_event_t event;
      gboolean is_end;

      key = parse_key (parser, keys, depth, &is_end, error);
      if (is_end)
        break;
      if (key == NULL || !next_event (parser, &event, error))
        return NULL;

      value = parse_node (parser, &event, depth + 1, error);
      yaml_event_delete (&event);
      if (value == NULL)
        return NULL;

      if (key->is_plain && strcmp (key->text, "<<") == 0)
        {
          merged = value;
          continue;
        }
      add_item (node, key);
      add_item (node, value);
    }

  if (merged != NULL && !merge (parser, node, keys, merged, TRUE, error))
    return NULL;

  node->is_complete = TRUE;

  return check_height (parser, node, depth, error) ? node : NULL;
}

static TalusYamlNode *
parse_node (Parser        *parser,
            yaml_event_t  *event,
            guint          depth,
            GError       **error)
{
  switch (event->type)
    {
    case YAML_SCALAR_EVENT:
      return parse_scalar (parser, event, error);
    case YAML_ALIAS_EVENT:
      return parse_alias (parser, event, error);
    case YAML_SEQUENCE_START_EVENT:
      return parse_sequence (parser, event, depth, error);
    case YAML_MAPPING_START_EVENT:
      return parse_mapping (parser, event, depth, error);
    default:
      talus_yaml_set_error (error, parser->file_name, event_line (event),
                            "there is something missing");
      return NULL;
    }
}

/* The one document of the stream. */
static TalusYamlNode *
parse_stream (Parser  *parser,
              GError **error)
{
  TalusYamlNode *root = NULL;

  for (;;)
    {
      yaml_event_t event;
      yaml_event_type_t type;
      gboolean ok = TRUE;

      if (!next_event (parser, &event, error))
        return NULL;

      type = event.type;
      if (type == YAML_DOCUMENT_START_EVENT && root != NULL)
        {
          talus_yaml_set_error (error, parser->file_name, event_line (&event),
                                "there is a second document");
          ok = FALSE;
        }
      else if (type == YAML_STREAM_END_EVENT && root == NULL)
        {
          talus_yaml_set_error (error, parser->file_name, event_line (&event),
                                "there is no document");
          ok = FALSE;
        }
      else if (type != YAML_STREAM_START_EVENT && type != YAML_STREAM_END_EVENT &&
               type != YAML_DOCUMENT_START_EVENT && type != YAML_DOCUMENT_END_EVENT)
        {
          root = parse_node (parser, &event, 1, error);
          ok = root != NULL;
        }
      yaml_event_delete (&event);

      if (!ok)
        return NULL;
      if (type == YAML_STREAM_END_EVENT)
        return root;
    }
}

/*< private >
 * talus_yaml_document_new:
 * @yaml: the bytes
 * @file_name: (nullable): what errors call them
 * @error: %TALUS_ERROR_INVALID_VALUE with file, line and reason
 *
 * Reads one YAML document. Duplicate keys, further documents, tags that JSON
 * has no word for, text that is not UTF-8 or has a U+0000 are errors.
 *
 * Returns: (transfer full) (nullable): the tree
 */
TalusYamlDocument *
talus_yaml_document_new (GBytes      *yaml,
                         const char  *file_name,
                         GError     **error)
{
  g_autoptr (GPtrArray) nodes = NULL;
  Parser parser = { .file_name = file_name };
  TalusYamlDocument *self = NULL;
  TalusYamlNode *root;
  gsize size;

  parser.text = g_bytes_get_data (yaml, &size);
  if (parser.text == NULL)
    parser.text = "";
  if (!talus_yaml_check_bytes (parser.text, size, file_name, error))
    return NULL;

  /* libyaml takes a byte order mark off only where it looks for the encoding. */
  if (size >= 3 && memcmp (parser.text, "\xef\xbb\xbf", 3) == 0)
    {
      parser.text += 3;
      size -= 3;
    }

  if (!yaml_parser_initialize (&parser.yaml))
    g_error ("Out of memory");
  yaml_parser_set_encoding (&parser.yaml, YAML_UTF8_ENCODING);
  yaml_parser_set_input_string (&parser.yaml, (const unsigned char *) parser.text, size);

  nodes = g_ptr_array_new_with_free_func ((GDestroyNotify) node_free);
  parser.nodes = nodes;
  parser.anchors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  root = parse_stream (&parser, error);

  g_hash_table_unref (parser.anchors);
  yaml_parser_delete (&parser.yaml);

  if (root != NULL)
    {
      self = g_new0 (TalusYamlDocument, 1);
      self->root = root;
      self->nodes = g_steal_pointer (&nodes);
    }

  return self;
}

/*< private >
 * talus_yaml_document_free:
 * @self: (transfer full): a document
 *
 * Frees it with all its nodes.
 */
void
talus_yaml_document_free (TalusYamlDocument *self)
{
  g_ptr_array_unref (self->nodes);
  g_free (self);
}
