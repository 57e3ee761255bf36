/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finding what is wrong with a node: a look at it, its parent's type and its
 * values. It must not change anything, nor know who shows it. */
#define G_LOG_DOMAIN "talus-model-issues"

#include "model/talus-issues.h"

#include <string.h>

#include "model/talus-property-type.h"

typedef struct
{
  const TalusNodeType *type;
  TalusIssueFunc func;
  gpointer user_data;
} Search;

G_GNUC_PRINTF (4, 5)
static void
report (Search         *search,
        TalusIssueCode  code,
        const char     *property_key,
        const char     *format,
        ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  search->func (code, property_key, message, search->user_data);
}

static void
check_value_cb (const char *key,
                const char *json,
                gsize       length,
                guint64     seq,
                gpointer    user_data)
{
  Search *search = user_data;
  const TalusProperty *property = talus_node_type_get_property (search->type, key);
  g_autoptr (TalusValue) value = NULL;

  if (property == NULL || property == search->type->name_property)
    {
      report (search, TALUS_ISSUE_UNKNOWN_PROPERTY, key, "“%s” has no property “%s”",
              search->type->label, key);
      return;
    }

  value = talus_value_new_canonical (json, length);
  if (talus_property_accepts (property, value))
    return;

  if (property->kind == TALUS_PROPERTY_SELECT && talus_value_get_kind (value) == TALUS_VALUE_STRING)
    {
      g_autofree char *option = talus_value_dup_string (value);

      report (search, TALUS_ISSUE_UNKNOWN_OPTION, key, "“%s” has no option “%s”",
              property->label, option);
    }
  else if (property->kind == TALUS_PROPERTY_MULTI_SELECT &&
           talus_value_get_kind (value) == TALUS_VALUE_ARRAY)
    report (search, TALUS_ISSUE_UNKNOWN_OPTION, key, "“%s” has an option that there is not",
            property->label);
  else
    report (search, TALUS_ISSUE_INVALID_VALUE, key, "“%s” has a value that is no %s",
            property->label, talus_property_kind_get_name (property->kind));
}

/* Blank text, and a list of nothing, answer nothing. */
static gboolean
is_missing (TalusNode  *node,
            const char *key)
{
  g_autoptr (TalusValue) value = talus_node_dup_property (node, key);
  const char *json;

  if (value == NULL)
    return TRUE;

  json = talus_value_get_json (value, NULL);

  return strcmp (json, "\"\"") == 0 || strcmp (json, "[]") == 0;
}

static void
check_required (Search    *search,
                TalusNode *node)
{
  const TalusProperty *name = search->type->name_property;
  GPtrArray *properties = search->type->properties;

  if (name != NULL && name->required && *talus_node_get_name (node) == '\0')
    report (search, TALUS_ISSUE_REQUIRED, name->id, "“%s” is required", name->label);

  for (guint i = 0; i < properties->len; i++)
    {
      const TalusProperty *property = properties->pdata[i];

      if (property->required && is_missing (node, property->id))
        report (search, TALUS_ISSUE_REQUIRED, property->id, "“%s” is required", property->label);
    }
}

static void
check_place (Search        *search,
             TalusNode     *node,
             TalusTemplate *template)
{
  TalusNode *parent = talus_node_get_parent (node);
  const TalusNodeType *parent_type;

  if (parent == NULL)
    return;

  /* Below an unknown type nothing is known to be wrong but that type. */
  parent_type = talus_template_get_type_by_id (template, talus_node_get_type_id (parent));
  if (parent_type != NULL && !talus_template_allows_child (template, parent_type, search->type))
    report (search, TALUS_ISSUE_ILLEGAL_PLACE, NULL, "“%s” may not be below “%s”",
            search->type->label, parent_type->label);
}

/**
 * talus_issues_foreach:
 * @graph: the graph
 * @node: a node of it
 * @template: (nullable): the template to judge by, or %NULL for the graph's own
 * @func: (scope call): is told of each issue
 * @user_data: for @func
 *
 * Finds what is wrong with one node: that its type is not known, that its
 * place is not allowed, properties and values that its type does not have,
 * and required properties without a value. A node of unknown type has no other
 * issue, for nothing else can be said of it. In the thread of the graph.
 */
void
talus_issues_foreach (TalusGraph     *graph,
                      TalusNode      *node,
                      TalusTemplate  *template,
                      TalusIssueFunc  func,
                      gpointer        user_data)
{
  Search search = { NULL, func, user_data };
  const char *type_id;

  g_return_if_fail (TALUS_IS_GRAPH (graph));
  g_return_if_fail (TALUS_IS_NODE (node));
  g_return_if_fail (func != NULL);

  if (template == NULL)
    template = talus_graph_get_template (graph);

  type_id = talus_node_get_type_id (node);
  search.type = talus_template_get_type_by_id (template, type_id);
  if (search.type == NULL)
    {
      report (&search, TALUS_ISSUE_UNKNOWN_TYPE, NULL, "There is no node type “%s”", type_id);
      return;
    }

  check_place (&search, node, template);
  talus_node_foreach_property (node, check_value_cb, &search);
  check_required (&search, node);
}

static void
note_orphan_cb (TalusIssueCode  code,
                const char     *property_key,
                const char     *message,
                gpointer        user_data)
{
  gboolean *is_orphaned = user_data;

  if (code != TALUS_ISSUE_REQUIRED)
    *is_orphaned = TRUE;
}

/**
 * talus_issues_is_orphaned:
 * @graph: the graph
 * @node: a node of it
 * @template: (nullable): the template to judge by, or %NULL for the graph's own
 *
 * Says whether anything of a node breaks the template's rules: its type, its
 * place, a property or a value. In the thread of the graph.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_issues_is_orphaned (TalusGraph    *graph,
                          TalusNode     *node,
                          TalusTemplate *template)
{
  gboolean is_orphaned = FALSE;

  talus_issues_foreach (graph, node, template, note_orphan_cb, &is_orphaned);

  return is_orphaned;
}

/**
 * talus_issue_code_get_name:
 * @code: an issue code
 *
 * Gives the name that lists of warnings and issues have for it.
 *
 * Returns: (transfer none): the name, in capitals
 */
const char *
talus_issue_code_get_name (TalusIssueCode code)
{
  switch (code)
    {
    case TALUS_ISSUE_UNKNOWN_TYPE:
      return "UNKNOWN_TYPE";
    case TALUS_ISSUE_ILLEGAL_PLACE:
      return "ILLEGAL_PLACE";
    case TALUS_ISSUE_UNKNOWN_PROPERTY:
      return "UNKNOWN_PROPERTY";
    case TALUS_ISSUE_UNKNOWN_OPTION:
      return "UNKNOWN_OPTION";
    case TALUS_ISSUE_INVALID_VALUE:
      return "INVALID_VALUE";
    case TALUS_ISSUE_REQUIRED:
      return "REQUIRED";
    default:
      g_return_val_if_reached (NULL);
    }
}
