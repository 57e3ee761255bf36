/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON as trees of json-glib's nodes, which its own parser never sees: it
 * recurses without limit and takes what is no JSON. It knows no command, no
 * field of the contract. */
#define G_LOG_DOMAIN "talus-base-json"

#include "base/talus-json.h"

#include <string.h>

#include "base/talus-json-crowd-private.h"
#include "base/talus-json-number-private.h"
#include "base/talus-json-reader.h"
#include "base/talus-json-writer.h"

/* A tree that is being built from tokens. */
typedef struct
{
  JsonNode *root;     /* owned */
  GPtrArray *open;    /* the nodes of the open objects and arrays, borrowed */
  GString *name;      /* of the member whose value comes next */
  GString *scratch;   /* json-glib wants its strings NUL-terminated */
} Builder;

/* One member, for sorting. */
typedef struct
{
  const char *name;
  gsize length;
  JsonNode *node;
} Member;

static void
set_text (GString               *string,
          const TalusJsonReader *reader)
{
  g_string_truncate (string, 0);
  g_string_append_len (string, reader->text, (gssize) reader->length);
}

static JsonNode *
make_node (Builder         *self,
           TalusJsonReader *reader)
{
  JsonNode *node = json_node_alloc ();

  switch (reader->token)
    {
    case TALUS_JSON_BEGIN_OBJECT:
      {
        g_autoptr (JsonObject) object = json_object_new ();

        return json_node_init_object (node, object);
      }
    case TALUS_JSON_BEGIN_ARRAY:
      {
        g_autoptr (JsonArray) array = json_array_new ();

        return json_node_init_array (node, array);
      }
    case TALUS_JSON_STRING:
      set_text (self->scratch, reader);
      return json_node_init_string (node, self->scratch->str);
    case TALUS_JSON_NUMBER:
      if (reader->number >= -TALUS_JSON_MAX_INTEGER && reader->number <= TALUS_JSON_MAX_INTEGER &&
          reader->number == (double) (gint64) reader->number)
        return json_node_init_int (node, (gint64) reader->number);
      return json_node_init_double (node, reader->number);
    case TALUS_JSON_TRUE:
    case TALUS_JSON_FALSE:
      return json_node_init_boolean (node, reader->token == TALUS_JSON_TRUE);
    case TALUS_JSON_NULL:
      return json_node_init_null (node);
    case TALUS_JSON_ERROR_TOKEN:
    case TALUS_JSON_END:
    case TALUS_JSON_END_OBJECT:
    case TALUS_JSON_END_ARRAY:
    case TALUS_JSON_NAME:
    default:
      g_assert_not_reached ();
    }
}

static void
add_value (Builder         *self,
           TalusJsonReader *reader)
{
  JsonNode *node = make_node (self, reader);

  if (self->open->len == 0)
    {
      self->root = node;
    }
  else
    {
      JsonNode *parent = g_ptr_array_index (self->open, self->open->len - 1);

      if (JSON_NODE_HOLDS_OBJECT (parent))
        json_object_set_member (json_node_get_object (parent), self->name->str, node);
      else
        json_array_add_element (json_node_get_array (parent), node);
    }

  if (reader->token == TALUS_JSON_BEGIN_OBJECT || reader->token == TALUS_JSON_BEGIN_ARRAY)
    g_ptr_array_add (self->open, node);
}

static gboolean
build (Builder         *self,
       TalusJsonReader *reader)
{
  for (;;)
    {
      switch (talus_json_reader_next (reader))
        {
        case TALUS_JSON_ERROR_TOKEN:
          return FALSE;
        case TALUS_JSON_END:
          return TRUE;
        case TALUS_JSON_NAME:
          set_text (self->name, reader);
          break;
        case TALUS_JSON_END_OBJECT:
        case TALUS_JSON_END_ARRAY:
          g_ptr_array_set_size (self->open, (int) self->open->len - 1);
          break;
        case TALUS_JSON_BEGIN_OBJECT:
        case TALUS_JSON_BEGIN_ARRAY:
        case TALUS_JSON_STRING:
        case TALUS_JSON_NUMBER:
        case TALUS_JSON_TRUE:
        case TALUS_JSON_FALSE:
        case TALUS_JSON_NULL:
        default:
          add_value (self, reader);
          break;
        }
    }
}

static int
compare_members (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  const Member *one = a;
  const Member *other = b;

  return talus_json_compare_names (one->name, one->length, other->name, other->length);
}

static GArray *
sort_members (JsonObject *object)
{
  GArray *members = g_array_sized_new (FALSE, FALSE, sizeof (Member),
                                       json_object_get_size (object));
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    {
      Member member = { name, strlen (name), node };

      g_array_append_val (members, member);
    }

  g_array_sort_with_data (members, compare_members, NULL);

  return members;
}

/* Recursion is safe here: nodes come from the gate, which bounds their depth,
 * or from this program. */
static void
write_node (TalusJsonWriter *writer,
            JsonNode        *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      {
        g_autoptr (GArray) members = sort_members (json_node_get_object (node));

        talus_json_writer_begin_object (writer);
        for (guint i = 0; i < members->len; i++)
          {
            const Member *member = &g_array_index (members, Member, i);

            talus_json_writer_name_escaped (writer, member->name, (gssize) member->length);
            write_node (writer, member->node);
          }
        talus_json_writer_end_object (writer);
        break;
      }
    case JSON_NODE_ARRAY:
      {
        JsonArray *array = json_node_get_array (node);
        guint n_elements = json_array_get_length (array);

        talus_json_writer_begin_array (writer);
        for (guint i = 0; i < n_elements; i++)
          write_node (writer, json_array_get_element (array, i));
        talus_json_writer_end_array (writer);
        break;
      }
    case JSON_NODE_VALUE:
      if (json_node_get_value_type (node) == G_TYPE_STRING)
        talus_json_writer_string (writer, json_node_get_string (node));
      else if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
        talus_json_writer_boolean (writer, json_node_get_boolean (node));
      else if (json_node_get_value_type (node) == G_TYPE_INT64)
        talus_json_writer_int (writer, json_node_get_int (node));
      else
        talus_json_writer_double (writer, json_node_get_double (node));
      break;
    case JSON_NODE_NULL:
    default:
      talus_json_writer_null (writer);
      break;
    }
}

/**
 * talus_json_parse:
 * @data: (array length=size) (nullable): the text
 * @size: its size in bytes
 * @max_depth: how many objects and arrays may be open at once
 * @error: return location for an error
 *
 * Makes a tree of a text, through the strict reader: see
 * [struct@Talus.JsonReader] for what is refused. Integral numbers up to 2^53
 * become nodes of gint64, all others of double. Refused is also an object of
 * hundreds of names that were chosen to collide in json-glib's hash table. Any
 * thread.
 *
 * Returns: (transfer full) (nullable): the tree, or %NULL with an error of
 *   code %TALUS_ERROR_INVALID_REQUEST that says what is wrong where
 */
JsonNode *
talus_json_parse (const char  *data,
                  gsize        size,
                  guint        max_depth,
                  GError     **error)
{
  TalusJsonReader reader;
  Builder builder;
  gboolean is_built;

  g_return_val_if_fail (data != NULL || size == 0, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  if (!talus_json_check_crowding (data, size, max_depth, error))
    return NULL;

  builder.root = NULL;
  builder.open = g_ptr_array_new ();
  builder.name = g_string_new (NULL);
  builder.scratch = g_string_new (NULL);

  talus_json_reader_init (&reader, data, size, max_depth);
  is_built = build (&builder, &reader);
  if (!is_built)
    {
      g_clear_pointer (&builder.root, json_node_unref);
      if (error != NULL)
        *error = g_error_copy (talus_json_reader_get_error (&reader));
    }
  talus_json_reader_clear (&reader);

  g_ptr_array_unref (builder.open);
  g_string_free (builder.name, TRUE);
  g_string_free (builder.scratch, TRUE);

  return builder.root;
}

/**
 * talus_json_append_canonical:
 * @out: where the text goes
 * @node: (transfer none): a tree
 *
 * Appends the canonical form of RFC 8785 of a tree: no white space, members
 * sorted by UTF-16 code units, numbers and strings spelled in one way.
 */
void
talus_json_append_canonical (GString  *out,
                             JsonNode *node)
{
  TalusJsonWriter writer;

  g_return_if_fail (out != NULL);
  g_return_if_fail (node != NULL);

  talus_json_writer_init (&writer, out);
  write_node (&writer, node);
}

/**
 * talus_json_to_canonical:
 * @node: (transfer none): a tree
 * @length: (out) (optional): the length of the text in bytes
 *
 * Gives the canonical form of RFC 8785 of a tree.
 *
 * Returns: (transfer full): the text, NUL-terminated
 */
char *
talus_json_to_canonical (JsonNode *node,
                         gsize    *length)
{
  GString *out;

  g_return_val_if_fail (node != NULL, NULL);

  out = g_string_new (NULL);
  talus_json_append_canonical (out, node);
  if (length != NULL)
    *length = out->len;

  return g_string_free (out, FALSE);
}

/**
 * talus_json_canonicalize:
 * @data: (array length=size) (nullable): the text
 * @size: its size in bytes
 * @max_depth: how many objects and arrays may be open at once
 * @length: (out) (optional): the length of the canonical text in bytes
 * @error: return location for an error
 *
 * Gives the canonical form of RFC 8785 of a text. Any thread.
 *
 * Returns: (transfer full) (nullable): the text, NUL-terminated, or %NULL with
 *   the error of [func@Talus.json_parse]
 */
char *
talus_json_canonicalize (const char  *data,
                         gsize        size,
                         guint        max_depth,
                         gsize       *length,
                         GError     **error)
{
  g_autoptr (JsonNode) node = talus_json_parse (data, size, max_depth, error);

  return node != NULL ? talus_json_to_canonical (node, length) : NULL;
}
