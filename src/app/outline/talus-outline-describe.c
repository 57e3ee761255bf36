/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row in words. What is drawn as a shape, a colour or a mark is said here,
 * so that neither is ever alone. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-outline-describe.h"

#include <glib/gi18n.h>

#include "app/core/talus-node-state.h"
#include "model/talus-issues.h"

static void
note_trouble_cb (TalusIssueCode  code,
                 const char     *property_key,
                 const char     *message,
                 gpointer        user_data)
{
  TalusOutlineTrouble *trouble = user_data;

  *trouble = MAX (*trouble, code == TALUS_ISSUE_REQUIRED ? TALUS_OUTLINE_TROUBLE_MISSING
                                                         : TALUS_OUTLINE_TROUBLE_ORPHAN);
}

/**
 * talus_outline_find_trouble:
 * @graph: a graph
 * @node: a node of it
 *
 * Returns: the worst there is about it
 */
TalusOutlineTrouble
talus_outline_find_trouble (TalusGraph *graph,
                            TalusNode  *node)
{
  TalusOutlineTrouble trouble = TALUS_OUTLINE_TROUBLE_NONE;

  talus_issues_foreach (graph, node, NULL, note_trouble_cb, &trouble);

  return trouble;
}

static const char *
get_name (TalusNode *node)
{
  const char *name = talus_node_get_name (node);

  return *name != '\0' ? name : _("Unnamed");
}

/**
 * talus_outline_describe_blockers:
 * @graph: a graph
 * @node: a node of it
 *
 * Says what has to be finished before it.
 *
 * Returns: (transfer full) (nullable): a line, %NULL where nothing is in its way
 */
char *
talus_outline_describe_blockers (TalusGraph *graph,
                                 TalusNode  *node)
{
  g_autoptr (GArray) ids = NULL;
  TalusNode *first = NULL;
  guint n_more = 0;

  if (talus_node_is_finished (graph, node))
    return NULL;

  ids = talus_graph_list_blockers (graph, talus_node_get_id (node));
  for (guint i = 0; i < ids->len; i++)
    {
      TalusNode *blocker = talus_graph_get_node (graph, &g_array_index (ids, TalusId, i));

      if (blocker == NULL || talus_node_is_finished (graph, blocker))
        continue;
      if (first == NULL)
        first = blocker;
      else
        n_more++;
    }

  if (first == NULL)
    return NULL;
  if (n_more == 0)
    return g_strdup_printf (_("Blocked by “%s”"), get_name (first));

  return g_strdup_printf (ngettext ("Blocked by “%s” and %u more",
                                    "Blocked by “%s” and %u more", n_more),
                          get_name (first), n_more);
}

static void
add_part (GString    *text,
          const char *separator,
          const char *part)
{
  if (part == NULL || *part == '\0')
    return;
  if (text->len > 0)
    g_string_append (text, separator);
  g_string_append (text, part);
}

static void
add_state (GString    *text,
           const char *separator,
           TalusGraph *graph,
           TalusNode  *node)
{
  const TalusNodeType *type = talus_template_get_type_by_id (talus_graph_get_template (graph),
                                                             talus_node_get_type_id (node));
  const TalusOption *status = type != NULL ? talus_node_get_status (graph, node) : NULL;

  add_part (text, separator, type != NULL ? type->label : NULL);
  add_part (text, separator, status != NULL ? status->name : NULL);
}

/**
 * talus_outline_describe_row:
 * @graph: a graph
 * @node: a node of it
 *
 * Says everything that its row shows, on one line.
 *
 * Returns: (transfer full): "Weld new pans, Task, Not started, blocked by …"
 */
char *
talus_outline_describe_row (TalusGraph *graph,
                            TalusNode  *node)
{
  /* Translators: between the parts of what a screen reader says of a row */
  const char *separator = _(", ");
  GString *text = g_string_new (get_name (node));
  g_autofree char *blockers = talus_outline_describe_blockers (graph, node);

  add_state (text, separator, graph, node);
  add_part (text, separator, blockers);
  switch (talus_outline_find_trouble (graph, node))
    {
    case TALUS_OUTLINE_TROUBLE_ORPHAN:
      add_part (text, separator, _("not as the template wants it"));
      break;
    case TALUS_OUTLINE_TROUBLE_MISSING:
      add_part (text, separator, _("something required is missing"));
      break;
    case TALUS_OUTLINE_TROUBLE_NONE:
    default:
      break;
    }

  return g_string_free (text, FALSE);
}

static void
add_message_cb (TalusIssueCode  code,
                const char     *property_key,
                const char     *message,
                gpointer        user_data)
{
  add_part (user_data, "\n", message);
}

/**
 * talus_outline_describe_tooltip:
 * @graph: a graph
 * @node: a node of it
 *
 * Says what there may be no room for, and why there are marks.
 *
 * Returns: (transfer full): some lines
 */
char *
talus_outline_describe_tooltip (TalusGraph *graph,
                                TalusNode  *node)
{
  GString *text = g_string_new (get_name (node));
  GString *state = g_string_new (NULL);
  g_autofree char *blockers = talus_outline_describe_blockers (graph, node);

  add_state (state, " · ", graph, node);
  add_part (text, "\n", state->str);
  g_string_free (state, TRUE);
  add_part (text, "\n", blockers);
  talus_issues_foreach (graph, node, NULL, add_message_cb, text);

  return g_string_free (text, FALSE);
}
