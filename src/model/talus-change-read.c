/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the contract's `changes[]`. Members may come in any order, but each
 * change has to be complete and to have nothing else: what a reader ignored
 * would be missing when it computes the head. It knows no graph. */
#define G_LOG_DOMAIN "talus-model-change-read"

#include "model/talus-change.h"

#include <string.h>

#include "base/talus-json.h"
#include "model/talus-codec-private.h"

typedef enum
{
  MEMBER_AFTER         = 1 << 0,
  MEMBER_BEFORE        = 1 << 1,
  MEMBER_BLOCKED       = 1 << 2,
  MEMBER_BLOCKER       = 1 << 3,
  MEMBER_COUNT         = 1 << 4,
  MEMBER_DEPENDENCIES  = 1 << 5,
  MEMBER_DIGEST        = 1 << 6,
  MEMBER_FROM          = 1 << 7,
  MEMBER_KEY           = 1 << 8,
  MEMBER_NEW           = 1 << 9,
  MEMBER_NODE          = 1 << 10,
  MEMBER_NODE_COUNT    = 1 << 11,
  MEMBER_NODE_ID       = 1 << 12,
  MEMBER_OLD           = 1 << 13,
  MEMBER_OP            = 1 << 14,
  MEMBER_PARENT        = 1 << 15,
  MEMBER_PROPERTY_ID   = 1 << 16,
  MEMBER_REMOVED_SEQ   = 1 << 17,
  MEMBER_TEMPLATE_HASH = 1 << 18,
  MEMBER_TO            = 1 << 19,
  MEMBER_TYPE          = 1 << 20,
  MEMBER_CHILDREN      = 1 << 21,
  MEMBER_ID            = 1 << 22,
  MEMBER_NAME          = 1 << 23,
  MEMBER_PROPERTIES    = 1 << 24,
} Members;

#define MEMBERS_PLACE (MEMBER_AFTER | MEMBER_BEFORE | MEMBER_PARENT)
#define MEMBERS_EDGE  (MEMBER_BLOCKER | MEMBER_BLOCKED)
#define MEMBERS_SPEC  (MEMBER_TYPE | MEMBER_CHILDREN | MEMBER_ID | MEMBER_NAME | MEMBER_PROPERTIES)

/* In the order of the bits. */
static const char * const member_names[] = {
  "after", "before", "blocked_id", "blocker_id", "count", "dependencies", "digest", "from",
  "key", "new", "node", "node_count", "node_id", "old", "op", "parent_id", "property_id",
  "removed_seq", "template_hash", "to", "blueprint_type_id", "children", "id", "name",
  "properties",
};

/* In the order of TalusChangeOp. */
static const struct
{
  const char *name;
  guint required;
  guint optional;
} ops[] = {
  { "insert", MEMBER_OP | MEMBERS_PLACE | MEMBER_NODE, 0 },
  { "remove", MEMBER_OP | MEMBERS_PLACE | MEMBER_COUNT | MEMBER_DEPENDENCIES | MEMBER_NODE_ID, 0 },
  { "restore", MEMBER_OP | MEMBERS_PLACE | MEMBER_COUNT | MEMBER_DEPENDENCIES | MEMBER_NODE_ID |
               MEMBER_REMOVED_SEQ, 0 },
  { "move", MEMBER_OP | MEMBER_FROM | MEMBER_NODE_ID | MEMBER_TO, 0 },
  { "set", MEMBER_OP | MEMBER_NODE_ID | MEMBER_PROPERTY_ID, MEMBER_NEW | MEMBER_OLD },
  { "link", MEMBER_OP | MEMBERS_EDGE, 0 },
  { "unlink", MEMBER_OP | MEMBERS_EDGE, 0 },
  { "meta", MEMBER_OP | MEMBER_KEY, MEMBER_NEW | MEMBER_OLD },
  { "baseline", MEMBER_OP | MEMBER_DIGEST | MEMBER_NODE_COUNT | MEMBER_TEMPLATE_HASH, 0 },
};

G_STATIC_ASSERT (G_N_ELEMENTS (ops) == TALUS_CHANGE_BASELINE + 1);

static const char *
get_name (Members member)
{
  return member_names[g_bit_nth_lsf (member, -1)];
}

/* The member whose name the reader has just returned, 0 if there is none of
 * that name among @members. */
static Members
find_member (TalusJsonReader *reader,
             guint            members)
{
  for (guint i = 0; i < G_N_ELEMENTS (member_names); i++)
    {
      if ((members & 1u << i) != 0 && talus_json_reader_text_is (reader, member_names[i]))
        return 1 << i;
    }

  return 0;
}

/* The next member of the object that the reader is in, among @members, 0 at
 * the end of the object. */
static gboolean
next_member (TalusJsonReader  *reader,
             guint             members,
             guint            *seen,
             Members          *member,
             GError          **error)
{
  if (!talus_codec_next (reader, error))
    return FALSE;

  *member = 0;
  if (reader->token == TALUS_JSON_END_OBJECT)
    return TRUE;

  *member = find_member (reader, members);
  if (*member == 0)
    return talus_codec_refuse (error, "“%.*s” is no member of a change",
                               (int) MIN (reader->length, 64), reader->text);
  *seen |= *member;

  return TRUE;
}

static gboolean
check_complete (guint        seen,
                guint        required,
                const char  *what,
                GError     **error)
{
  guint missing = required & ~seen;

  if (missing != 0)
    return talus_codec_refuse (error, "%s lacks “%s”", what,
                               get_name ((Members) (missing & -missing)));

  return TRUE;
}

static gboolean
read_place_member (TalusJsonReader  *reader,
                   Members           member,
                   TalusPlace       *place,
                   GError          **error)
{
  TalusId *id = member == MEMBER_AFTER ? &place->after
                                       : member == MEMBER_BEFORE ? &place->before : &place->parent;

  return talus_codec_take_place_id (reader, get_name (member), id, error);
}

static gboolean
read_place (TalusJsonReader  *reader,
            Members           where,
            TalusPlace       *place,
            GError          **error)
{
  guint seen = 0;
  Members member;

  if (!talus_codec_take (reader, TALUS_JSON_BEGIN_OBJECT, get_name (where), error))
    return FALSE;

  for (;;)
    {
      if (!next_member (reader, MEMBERS_PLACE, &seen, &member, error))
        return FALSE;
      if (member == 0)
        return check_complete (seen, MEMBERS_PLACE, get_name (where), error);
      if (!read_place_member (reader, member, place, error))
        return FALSE;
    }
}

static gboolean
read_edge (TalusJsonReader  *reader,
           TalusEdge        *edge,
           GError          **error)
{
  guint seen = 0;
  Members member;

  for (;;)
    {
      if (!next_member (reader, MEMBERS_EDGE, &seen, &member, error))
        return FALSE;
      if (member == 0)
        return check_complete (seen, MEMBERS_EDGE, "a dependency", error);
      if (!talus_codec_take_id (reader, get_name (member),
                                member == MEMBER_BLOCKER ? &edge->blocker : &edge->blocked, error))
        return FALSE;
    }
}

static gboolean
read_edges (TalusJsonReader  *reader,
            TalusChange      *change,
            GError          **error)
{
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (TalusEdge));

  if (!talus_codec_take (reader, TALUS_JSON_BEGIN_ARRAY, "dependencies", error))
    return FALSE;

  for (;;)
    {
      TalusEdge edge;

      if (!talus_codec_next (reader, error))
        return FALSE;
      if (reader->token == TALUS_JSON_END_ARRAY)
        break;
      if (reader->token != TALUS_JSON_BEGIN_OBJECT)
        return talus_codec_refuse (error, "a dependency is of the wrong type");
      if (!read_edge (reader, &edge, error))
        return FALSE;
      if (edges->len > 0 &&
          talus_edge_compare (&g_array_index (edges, TalusEdge, edges->len - 1), &edge) >= 0)
        return talus_codec_refuse (error, "dependencies are not in order");
      g_array_append_val (edges, edge);
    }

  change->n_edges = edges->len;
  change->edges = (TalusEdge *) g_array_free (g_steal_pointer (&edges), FALSE);

  return TRUE;
}

/* One property on its way into a description. */
typedef struct
{
  char *key;
  TalusValue *value;
} Property;

static void
clear_property (gpointer data)
{
  Property *property = data;

  g_free (property->key);
  g_clear_pointer (&property->value, talus_value_unref);
}

static int
compare_properties (gconstpointer a,
                    gconstpointer b)
{
  const Property *one = a;
  const Property *other = b;

  return talus_json_compare_names (one->key, strlen (one->key), other->key, strlen (other->key));
}

static gboolean
read_properties (TalusJsonReader  *reader,
                 TalusNodeSpec    *spec,
                 GError          **error)
{
  g_autoptr (GArray) properties = g_array_new (FALSE, FALSE, sizeof (Property));

  g_array_set_clear_func (properties, clear_property);
  if (!talus_codec_take (reader, TALUS_JSON_BEGIN_OBJECT, "properties", error))
    return FALSE;

  for (;;)
    {
      Property *property;

      if (!talus_codec_next (reader, error))
        return FALSE;
      if (reader->token == TALUS_JSON_END_OBJECT)
        break;

      g_array_set_size (properties, properties->len + 1);
      property = &g_array_index (properties, Property, properties->len - 1);
      property->key = g_strndup (reader->text, reader->length);
      property->value = NULL;
      if (!talus_codec_take_value (reader, property->key, &property->value, error))
        return FALSE;
    }

  g_array_sort (properties, compare_properties);
  spec->n_properties = properties->len;
  spec->keys = g_new (char *, properties->len);
  spec->values = g_new (TalusValue *, properties->len);
  for (guint i = 0; i < properties->len; i++)
    {
      Property *property = &g_array_index (properties, Property, i);

      spec->keys[i] = g_steal_pointer (&property->key);
      spec->values[i] = g_steal_pointer (&property->value);
    }

  return TRUE;
}

/* Recursion is safe: the reader bounds the depth. */
static TalusNodeSpec *
read_spec (TalusJsonReader  *reader,
           GError          **error)
{
  g_autoptr (TalusNodeSpec) spec = talus_node_spec_new ();
  guint seen = 0;

  for (;;)
    {
      Members member;
      gboolean is_good;

      if (!next_member (reader, MEMBERS_SPEC, &seen, &member, error))
        return NULL;

      switch ((guint) member)
        {
        case 0:
          return check_complete (seen, MEMBERS_SPEC, "a node", error) ? g_steal_pointer (&spec)
                                                                      : NULL;
        case MEMBER_TYPE:
          is_good = talus_codec_take_text (reader, "blueprint_type_id", &spec->type, error);
          break;
        case MEMBER_ID:
          is_good = talus_codec_take_id (reader, "id", &spec->id, error);
          break;
        case MEMBER_NAME:
          is_good = talus_codec_take_text (reader, "name", &spec->name, error);
          break;
        case MEMBER_PROPERTIES:
          is_good = read_properties (reader, spec, error);
          break;
        case MEMBER_CHILDREN:
        default:
          is_good = talus_codec_take (reader, TALUS_JSON_BEGIN_ARRAY, "children", error);
          while (is_good && (is_good = talus_codec_next (reader, error)) &&
                 reader->token != TALUS_JSON_END_ARRAY)
            {
              TalusNodeSpec *child;

              if (reader->token != TALUS_JSON_BEGIN_OBJECT)
                is_good = talus_codec_refuse (error, "a child is of the wrong type");
              else if ((child = read_spec (reader, error)) == NULL)
                is_good = FALSE;
              else
                {
                  if (spec->children == NULL)
                    spec->children = g_ptr_array_new ();
                  g_ptr_array_add (spec->children, child);
                }
            }
          break;
        }

      if (!is_good)
        return NULL;
    }
}

static gboolean
read_op (TalusJsonReader  *reader,
         TalusChange      *change,
         GError          **error)
{
  if (!talus_codec_take (reader, TALUS_JSON_STRING, "op", error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (ops); i++)
    {
      if (talus_json_reader_text_is (reader, ops[i].name))
        {
          change->op = (TalusChangeOp) i;
          return TRUE;
        }
    }

  return talus_codec_refuse (error, "“%.*s” is no op", (int) MIN (reader->length, 64),
                             reader->text);
}

static gboolean
read_member (TalusJsonReader  *reader,
             Members           member,
             TalusChange      *change,
             TalusEdge        *edge,
             GError          **error)
{
  const char *name = get_name (member);

  switch (member)
    {
    case MEMBER_AFTER:
    case MEMBER_BEFORE:
    case MEMBER_PARENT:
      return read_place_member (reader, member, &change->place, error);
    case MEMBER_BLOCKED:
      return talus_codec_take_id (reader, name, &edge->blocked, error);
    case MEMBER_BLOCKER:
      return talus_codec_take_id (reader, name, &edge->blocker, error);
    case MEMBER_COUNT:
    case MEMBER_NODE_COUNT:
      return talus_codec_take_uint (reader, name, &change->count, error);
    case MEMBER_DEPENDENCIES:
      return read_edges (reader, change, error);
    case MEMBER_DIGEST:
      return talus_codec_take_text (reader, name, &change->digest, error);
    case MEMBER_FROM:
      return read_place (reader, member, &change->from, error);
    case MEMBER_TO:
      return read_place (reader, member, &change->place, error);
    case MEMBER_KEY:
    case MEMBER_PROPERTY_ID:
      return talus_codec_take_text (reader, name, &change->key, error);
    case MEMBER_NEW:
      return talus_codec_take_value (reader, name, &change->new_value, error);
    case MEMBER_OLD:
      return talus_codec_take_value (reader, name, &change->old_value, error);
    case MEMBER_NODE:
      if (!talus_codec_take (reader, TALUS_JSON_BEGIN_OBJECT, name, error))
        return FALSE;
      change->spec = read_spec (reader, error);
      return change->spec != NULL;
    case MEMBER_NODE_ID:
      return talus_codec_take_id (reader, name, &change->node_id, error);
    case MEMBER_OP:
      return read_op (reader, change, error);
    case MEMBER_REMOVED_SEQ:
      return talus_codec_take_uint (reader, name, &change->removed_seq, error);
    case MEMBER_TEMPLATE_HASH:
      return talus_codec_take_text (reader, name, &change->template_hash, error);
    case MEMBER_TYPE:
    case MEMBER_CHILDREN:
    case MEMBER_ID:
    case MEMBER_NAME:
    case MEMBER_PROPERTIES:
    default:
      g_assert_not_reached ();
    }
}

static gboolean
finish_change (TalusChange      *change,
               guint             seen,
               const TalusEdge  *edge,
               GError          **error)
{
  const char *name;
  guint extra;

  if (!check_complete (seen, MEMBER_OP, "a change", error) ||
      !check_complete (seen, ops[change->op].required, ops[change->op].name, error))
    return FALSE;

  name = ops[change->op].name;
  extra = seen & ~(ops[change->op].required | ops[change->op].optional);
  if (extra != 0)
    return talus_codec_refuse (error, "“%s” is no member of %s",
                               get_name ((Members) (extra & -extra)), name);
  if (ops[change->op].optional != 0 && (seen & ops[change->op].optional) == 0)
    return talus_codec_refuse (error, "%s has neither “old” nor “new”", name);

  if ((seen & MEMBERS_EDGE) != 0)
    {
      change->edges = g_new (TalusEdge, 1);
      change->edges[0] = *edge;
      change->n_edges = 1;
    }
  if (change->op == TALUS_CHANGE_INSERT)
    change->node_id = change->spec->id;

  return TRUE;
}

static gboolean
read_change (TalusJsonReader  *reader,
             TalusChange      *change,
             GError          **error)
{
  TalusEdge edge;
  guint seen = 0;
  Members member;

  for (;;)
    {
      if (!next_member (reader, ~(guint) MEMBERS_SPEC, &seen, &member, error))
        return FALSE;
      if (member == 0)
        return finish_change (change, seen, &edge, error);
      if (!read_member (reader, member, change, &edge, error))
        return FALSE;
    }
}

/* (transfer full) (nullable): what the array that the reader has just entered
 * says. */
TalusChangeSet *
talus_change_set_read (TalusJsonReader  *reader,
                       GError          **error)
{
  g_autoptr (TalusChangeSet) self = talus_change_set_new ();

  for (;;)
    {
      if (!talus_codec_next (reader, error))
        return NULL;
      if (reader->token == TALUS_JSON_END_ARRAY)
        return g_steal_pointer (&self);
      if (reader->token != TALUS_JSON_BEGIN_OBJECT)
        {
          talus_codec_refuse (error, "a change is of the wrong type");
          return NULL;
        }
      if (!read_change (reader, talus_change_set_add (self, TALUS_CHANGE_SET), error))
        return NULL;
    }
}

/**
 * talus_change_set_new_from_json:
 * @json: (array length=length): an array of the contract's `changes[]`
 * @length: its length in bytes
 * @error: return location for an error
 *
 * Reads a set. The members of a change may be in any order, but none may be
 * missing and no other there. Any thread.
 *
 * Returns: (transfer full) (nullable): the set, or %NULL with an error of
 *   code %TALUS_ERROR_INVALID_REQUEST that says what is wrong
 */
TalusChangeSet *
talus_change_set_new_from_json (const char  *json,
                                gsize        length,
                                GError     **error)
{
  TalusJsonReader reader;
  g_autoptr (TalusChangeSet) self = NULL;

  g_return_val_if_fail (json != NULL || length == 0, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  talus_json_reader_init (&reader, json, length, TALUS_CODEC_MAX_DEPTH);
  if (talus_codec_take (&reader, TALUS_JSON_BEGIN_ARRAY, "changes", error))
    self = talus_change_set_read (&reader, error);
  if (self != NULL && !talus_codec_next (&reader, error))
    g_clear_pointer (&self, talus_change_set_unref);
  talus_json_reader_clear (&reader);

  return g_steal_pointer (&self);
}

/**
 * talus_change_set_new_from_array:
 * @array: the contract's `changes[]`
 * @error: return location for an error
 *
 * Reads a set out of a tree: see [func@Talus.change_set_new_from_json].
 *
 * Returns: (transfer full) (nullable): the set, or %NULL with an error of
 *   code %TALUS_ERROR_INVALID_REQUEST that says what is wrong
 */
TalusChangeSet *
talus_change_set_new_from_array (JsonArray  *array,
                                 GError    **error)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *json = NULL;
  gsize length;

  g_return_val_if_fail (array != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  node = json_node_init_array (json_node_alloc (), array);
  json = talus_json_to_canonical (node, &length);

  return talus_change_set_new_from_json (json, length, error);
}
