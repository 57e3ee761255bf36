/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orphans, and what they could become: another option, the value that the text
 * says, a property that takes it. It knows no widget. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-orphan.h"

#include <glib/gi18n.h>
#include <string.h>

#include "app/format/talus-texts.h"
#include "model/talus-property-type.h"

typedef struct
{
  TalusGraph *graph;
  TalusNode *node;
  const TalusNodeType *type;   /* (nullable) */
  GPtrArray *orphans;
} Search;

static void
free_remedy (TalusOrphanRemedy *remedy)
{
  g_free (remedy->label);
  g_free (remedy->property_id);
  talus_value_unref (remedy->value);
  g_free (remedy);
}

static void
free_orphan (TalusOrphan *orphan)
{
  g_free (orphan->key);
  g_free (orphan->title);
  g_free (orphan->message);
  g_clear_pointer (&orphan->value, talus_value_unref);
  g_ptr_array_unref (orphan->remedies);
  g_free (orphan);
}

/* @label and @value: (transfer full) */
static void
add_remedy (TalusOrphan *orphan,
            char        *label,
            const char  *property_id,
            TalusValue  *value)
{
  TalusOrphanRemedy *remedy = g_new (TalusOrphanRemedy, 1);

  remedy->label = label;
  remedy->property_id = g_strdup (property_id);
  remedy->value = value;
  g_ptr_array_add (orphan->remedies, remedy);
}

/* (transfer full) (nullable): what @property would make of a value, if that
 * says the same. */
static TalusValue *
convert (Search              *search,
         const TalusProperty *property,
         TalusValue          *value)
{
  g_autoptr (JsonNode) node = talus_value_to_node (value);
  g_autofree char *text = NULL;
  TalusOddity oddity = TALUS_ODDITY_NONE;
  g_autoptr (TalusValue) normal = NULL;
  TalusValue *typed = NULL;

  if (node == NULL)
    return NULL;

  normal = talus_property_normalize_lenient (property, node, &oddity);
  if (normal != NULL && (oddity == TALUS_ODDITY_NONE || oddity == TALUS_ODDITY_CONVERTED))
    return g_steal_pointer (&normal);

  text = talus_format_unknown_value (talus_format_get (search->graph), value);
  if (talus_value_get_kind (value) != TALUS_VALUE_ARRAY &&
      talus_value_get_kind (value) != TALUS_VALUE_OBJECT &&
      talus_format_parse (talus_format_get (search->graph), property, text, &typed, NULL))
    return typed;

  return NULL;
}

static char *
describe_value (Search              *search,
                const TalusProperty *property,
                TalusValue          *value)
{
  return talus_format_value (talus_format_get (search->graph), search->graph, property, value);
}

static void
add_options (TalusOrphan         *orphan,
             const TalusProperty *property)
{
  for (guint i = 0; i < property->options->len; i++)
    {
      const TalusOption *option = property->options->pdata[i];

      add_remedy (orphan, g_strdup (option->name), property->id,
                  talus_value_new_string (option->id, -1));
    }
}

/* The options that there still are. */
static void
add_known_options (TalusOrphan         *orphan,
                   const TalusProperty *property)
{
  g_autoptr (GPtrArray) texts = talus_texts_from_value (orphan->value);
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < texts->len; i++)
    {
      const TalusOption *option = talus_property_find_option (property, texts->pdata[i]);

      if (option == NULL || g_ptr_array_find (known, option->id, NULL))
        continue;
      g_ptr_array_add (known, option->id);
      if (names->len > 0)
        /* TRANSLATORS: between the items of a list */
        g_string_append (names, C_("list", ", "));
      g_string_append (names, option->name);
    }

  if (known->len > 0)
    add_remedy (orphan, g_strdup (names->str), property->id, talus_texts_to_value (known));
}

static void
add_conversion (Search              *search,
                TalusOrphan         *orphan,
                const TalusProperty *property)
{
  TalusValue *value = convert (search, property, orphan->value);

  if (value != NULL)
    add_remedy (orphan, describe_value (search, property, value), property->id, value);
}

/* Those of the node's type that have no value and would take it. */
static void
add_homes (Search      *search,
           TalusOrphan *orphan)
{
  for (guint i = 0; i < search->type->properties->len; i++)
    {
      const TalusProperty *property = search->type->properties->pdata[i];
      g_autoptr (TalusValue) present = talus_node_dup_property (search->node, property->id);
      TalusValue *value;

      if (present != NULL || property->system_locked)
        continue;
      value = convert (search, property, orphan->value);
      if (value != NULL)
        add_remedy (orphan, g_strdup_printf (_("Move to “%s”"), property->label), property->id,
                    value);
    }
}

static char *
describe_place (Search *search)
{
  TalusNode *parent = talus_node_get_parent (search->node);
  const TalusNodeType *type = talus_template_get_type_by_id (
    talus_graph_get_template (search->graph), talus_node_get_type_id (parent));

  return g_strdup_printf (_("The template allows no “%s” below a “%s”. Move it elsewhere."),
                          search->type->label, type->label);
}

static void
describe (Search      *search,
          TalusOrphan *orphan)
{
  const TalusProperty *property = NULL;
  g_autofree char *text = NULL;

  if (search->type != NULL && orphan->key != NULL)
    property = talus_node_type_get_property (search->type, orphan->key);
  orphan->title = g_strdup (property != NULL ? property->label : orphan->key);

  switch (orphan->code)
    {
    case TALUS_ISSUE_UNKNOWN_TYPE:
      orphan->title = g_strdup (_("Type"));
      orphan->message = g_strdup_printf (
        _("The template has no type “%s”. Its values are kept, and can be removed."),
        talus_node_get_type_id (search->node));
      break;
    case TALUS_ISSUE_ILLEGAL_PLACE:
      orphan->title = g_strdup (_("Place"));
      orphan->message = describe_place (search);
      break;
    case TALUS_ISSUE_UNKNOWN_PROPERTY:
      orphan->message = search->type != NULL
        ? g_strdup_printf (_("“%s” has no such property"), search->type->label) : g_strdup ("");
      if (search->type != NULL)
        add_homes (search, orphan);
      break;
    case TALUS_ISSUE_UNKNOWN_OPTION:
      if (property->kind == TALUS_PROPERTY_MULTI_SELECT)
        {
          orphan->message = g_strdup (_("Some of these are no options any more"));
          add_known_options (orphan, property);
        }
      else
        {
          orphan->message = g_strdup (_("That is no option any more"));
          add_options (orphan, property);
        }
      break;
    case TALUS_ISSUE_INVALID_VALUE:
      text = talus_format_unknown_value (talus_format_get (search->graph), orphan->value);
      orphan->message = g_strdup_printf (_("“%s” does not take “%s”"), property->label, text);
      add_conversion (search, orphan, property);
      break;
    case TALUS_ISSUE_REQUIRED:
    default:
      g_assert_not_reached ();
    }
}

static void
add_orphan (Search         *search,
            TalusIssueCode  code,
            const char     *key)
{
  TalusOrphan *orphan = g_new0 (TalusOrphan, 1);

  orphan->code = code;
  orphan->key = g_strdup (key);
  orphan->value = key != NULL ? talus_node_dup_property (search->node, key) : NULL;
  orphan->remedies = g_ptr_array_new_with_free_func ((GDestroyNotify) free_remedy);
  describe (search, orphan);
  g_ptr_array_add (search->orphans, orphan);
}

static void
issue_cb (TalusIssueCode  code,
          const char     *property_key,
          const char     *message,
          gpointer        user_data)
{
  /* What is required is said where it is missing. */
  if (code != TALUS_ISSUE_REQUIRED)
    add_orphan (user_data, code, property_key);
}

static void
value_cb (const char *key,
          const char *json,
          gsize       length,
          guint64     seq,
          gpointer    user_data)
{
  add_orphan (user_data, TALUS_ISSUE_UNKNOWN_PROPERTY, key);
}

/**
 * talus_orphan_list:
 * @graph: the graph
 * @node: a node of it
 *
 * Finds what of a node does not fit the template.
 *
 * Returns: (transfer full) (element-type TalusOrphan): empty for nearly all
 */
GPtrArray *
talus_orphan_list (TalusGraph *graph,
                   TalusNode  *node)
{
  Search search = { graph, node, NULL, NULL };

  search.type = talus_template_get_type_by_id (talus_graph_get_template (graph),
                                               talus_node_get_type_id (node));
  search.orphans = g_ptr_array_new_with_free_func ((GDestroyNotify) free_orphan);
  talus_issues_foreach (graph, node, NULL, issue_cb, &search);

  /* Of an unknown type nothing more is said, but it may have values. */
  if (search.type == NULL)
    talus_node_foreach_property (node, value_cb, &search);

  return search.orphans;
}

static gboolean
is_same_value (TalusValue *a,
               TalusValue *b)
{
  return a == b || (a != NULL && b != NULL && talus_value_equal (a, b));
}

/**
 * talus_orphan_equal:
 * @a: an orphan
 * @b: another
 *
 * Returns: whether the same is said of them, and can be done about them
 */
gboolean
talus_orphan_equal (const TalusOrphan *a,
                    const TalusOrphan *b)
{
  if (a->code != b->code || g_strcmp0 (a->key, b->key) != 0 ||
      g_strcmp0 (a->title, b->title) != 0 || g_strcmp0 (a->message, b->message) != 0 ||
      !is_same_value (a->value, b->value) || a->remedies->len != b->remedies->len)
    return FALSE;

  for (guint i = 0; i < a->remedies->len; i++)
    {
      const TalusOrphanRemedy *mine = a->remedies->pdata[i];
      const TalusOrphanRemedy *other = b->remedies->pdata[i];

      if (g_strcmp0 (mine->label, other->label) != 0 ||
          g_strcmp0 (mine->property_id, other->property_id) != 0 ||
          !is_same_value (mine->value, other->value))
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_orphan_cure:
 * @self: an orphan
 * @node: whose it is
 * @remedy: one of its remedies
 *
 * Puts together what brings it back.
 *
 * Returns: (transfer full): the batch
 */
TalusBatch *
talus_orphan_cure (const TalusOrphan *self,
                   TalusNode         *node,
                   const TalusOrphanRemedy *remedy)
{
  /* TRANSLATORS: in the history: the name of a property */
  g_autofree char *label = g_strdup_printf (_("Restore %s"), self->title);
  gboolean moves = strcmp (remedy->property_id, self->key) != 0;
  TalusBatch *batch = talus_batch_new (moves ? label : NULL);

  talus_batch_set_property (batch, talus_node_get_id (node), remedy->property_id, remedy->value);
  if (moves)
    talus_batch_set_property (batch, talus_node_get_id (node), self->key, NULL);

  return batch;
}

/**
 * talus_orphan_remove:
 * @self: an orphan that is a value
 * @node: whose it is
 *
 * Puts together what takes it away.
 *
 * Returns: (transfer full): the batch
 */
TalusBatch *
talus_orphan_remove (const TalusOrphan *self,
                     TalusNode         *node)
{
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_set_property (batch, talus_node_get_id (node), self->key, NULL);

  return batch;
}
