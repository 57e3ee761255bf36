/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each condition is prepared once: its values folded, read as number and as
 * day. What a property is, is looked up by the node's type, so that one
 * condition holds for all types that have it. It must not change anything. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-filter-judge.h"

#include <string.h>

#include "app/core/talus-node-state.h"
#include "app/format/talus-format.h"
#include "app/search/talus-fold.h"
#include "model/talus-issues.h"

/* How far days may be from today: what that comes to is a date. */
#define MAX_DAYS   100000    /* or weeks */
#define MAX_MONTHS (12 * 1000)

typedef struct
{
  const TalusFilterTerm *term;
  guint n_values;
  char **folded;
  double *numbers;          /* NAN: it is none */
  char **days;              /* NULL: it is none */
} Condition;

struct _TalusFilterJudge
{
  TalusGraph *graph;
  TalusLogTimes *times;
  GPtrArray *terms;
  GArray *conditions;       /* of Condition: those of texts first */
  guint n_texts;
};

/* How @order, of what is there and the value, answers the relation. */
static gboolean
relates (TalusFilterRelation relation,
         int                 order)
{
  switch (relation)
    {
    case TALUS_FILTER_LESS:
      return order < 0;
    case TALUS_FILTER_AT_MOST:
      return order <= 0;
    case TALUS_FILTER_MORE:
      return order > 0;
    case TALUS_FILTER_AT_LEAST:
      return order >= 0;
    case TALUS_FILTER_HAS:
    case TALUS_FILTER_ANY:
    default:
      return order == 0;
    }
}

/**
 * talus_filter_read_day:
 * @value: what was typed
 * @today: "2026-11-30"
 *
 * Reads what a day can be compared with: "today", "yesterday", "tomorrow",
 * days ("-7d"), weeks ("+2w") and months ("-1m") from today, a day, or the
 * beginning of one.
 *
 * Returns: (transfer full) (nullable): a day or the beginning of one
 */
char *
talus_filter_read_day (const char *value,
                       const char *today)
{
  char text[16];
  GDate date;
  char *end;
  gint64 n;

  if (g_ascii_isdigit (*value) && strspn (value, "0123456789-") == strlen (value) &&
      strlen (value) >= 4 && strlen (value) <= 10)
    return g_strdup (value);

  g_date_clear (&date, 1);
  g_date_set_parse (&date, today);
  if (!g_date_valid (&date))
    return NULL;

  if (g_ascii_strcasecmp (value, "today") == 0)
    return g_strdup (today);
  if (g_ascii_strcasecmp (value, "yesterday") == 0)
    {
      g_date_subtract_days (&date, 1);
    }
  else if (g_ascii_strcasecmp (value, "tomorrow") == 0)
    {
      g_date_add_days (&date, 1);
    }
  else
    {
      gint64 most;

      n = g_ascii_strtoll (value, &end, 10);
      most = end[0] == 'm' ? MAX_MONTHS : MAX_DAYS;
      if ((*value != '-' && *value != '+') || end == value || n < -most || n > most ||
          end[0] == '\0' || end[1] != '\0' || strchr ("dwm", end[0]) == NULL)
        return NULL;
      if (end[0] == 'm' && n < 0)
        g_date_subtract_months (&date, (guint) -n);
      else if (end[0] == 'm')
        g_date_add_months (&date, (guint) n);
      else if (n < 0)
        g_date_subtract_days (&date, (guint) -n * (end[0] == 'w' ? 7 : 1));
      else
        g_date_add_days (&date, (guint) n * (end[0] == 'w' ? 7 : 1));
    }

  g_snprintf (text, sizeof text, "%04u-%02u-%02u", g_date_get_year (&date),
              (guint) g_date_get_month (&date), (guint) g_date_get_day (&date));

  return g_strdup (text);
}

/* A day against one, or against the beginning of one: a whole month, a year. */
static gboolean
judge_day (const Condition *condition,
           const char      *day)
{
  for (guint i = 0; i < condition->n_values; i++)
    {
      const char *value = condition->days[i];

      if (value != NULL &&
          relates (condition->term->relation, strncmp (day, value, strlen (value))))
        return TRUE;
    }

  return FALSE;
}

static gboolean
judge_number (const Condition *condition,
              double           number)
{
  for (guint i = 0; i < condition->n_values; i++)
    {
      double value = condition->numbers[i];

      if (value == value &&
          relates (condition->term->relation, (number > value) - (number < value)))
        return TRUE;
    }

  return FALSE;
}

/* Part of a text will do. */
static gboolean
judge_text (const Condition *condition,
            const char      *text)
{
  g_autofree char *folded = talus_fold (text);

  for (guint i = 0; i < condition->n_values; i++)
    {
      if (condition->term->relation == TALUS_FILTER_HAS
            ? strstr (folded, condition->folded[i]) != NULL
            : relates (condition->term->relation, strcmp (folded, condition->folded[i])))
        return TRUE;
    }

  return FALSE;
}

/* All of an option's id, or of its name; also of one that there is not. */
static gboolean
judge_option (const Condition     *condition,
              const TalusProperty *property,
              const char          *id)
{
  const TalusOption *option = talus_property_find_option (property, id);
  g_autofree char *folded = talus_fold (id);
  g_autofree char *name = talus_fold (option != NULL ? option->name : id);

  for (guint i = 0; i < condition->n_values; i++)
    {
      if (g_str_equal (condition->folded[i], folded) || g_str_equal (condition->folded[i], name))
        return TRUE;
    }

  return FALSE;
}

static gboolean
judge_reference (TalusFilterJudge *self,
                 const Condition  *condition,
                 const char       *text)
{
  TalusNode *node = NULL;
  TalusId id;

  for (guint i = 0; i < condition->n_values; i++)
    {
      if (g_str_equal (condition->folded[i], text))
        return TRUE;
    }

  if (talus_id_parse (text, -1, &id))
    node = talus_graph_get_node (self->graph, &id);

  return node != NULL && judge_text (condition, talus_node_get_name (node));
}

typedef gboolean (*ItemFunc) (TalusFilterJudge    *self,
                              const Condition     *condition,
                              const TalusProperty *property,
                              const char          *item);

static gboolean
judge_option_item (TalusFilterJudge    *self,
                   const Condition     *condition,
                   const TalusProperty *property,
                   const char          *item)
{
  return judge_option (condition, property, item);
}

static gboolean
judge_reference_item (TalusFilterJudge    *self,
                      const Condition     *condition,
                      const TalusProperty *property,
                      const char          *item)
{
  return judge_reference (self, condition, item);
}

/* Any of a list, or the one. */
static gboolean
judge_items (TalusFilterJudge    *self,
             const Condition     *condition,
             const TalusProperty *property,
             TalusValue          *value,
             ItemFunc             judge)
{
  g_autoptr (JsonNode) json = NULL;
  JsonArray *array;

  if (talus_value_get_kind (value) == TALUS_VALUE_STRING)
    {
      g_autofree char *item = talus_value_dup_string (value);

      return judge (self, condition, property, item);
    }
  if (talus_value_get_kind (value) != TALUS_VALUE_ARRAY)
    return FALSE;

  json = talus_value_to_node (value);
  array = json_node_get_array (json);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (json_node_get_value_type (element) == G_TYPE_STRING &&
          judge (self, condition, property, json_node_get_string (element)))
        return TRUE;
    }

  return FALSE;
}

static gboolean
judge_boolean (const Condition *condition,
               gboolean         boolean)
{
  static const char * const yes[] = { "yes", "true", "1", "on", NULL };
  static const char * const no[] = { "no", "false", "0", "off", NULL };

  for (guint i = 0; i < condition->n_values; i++)
    {
      if (g_strv_contains (boolean ? yes : no, condition->folded[i]))
        return TRUE;
    }

  return FALSE;
}

static gboolean
has_value (TalusValue *value)
{
  const char *json = value != NULL ? talus_value_get_json (value, NULL) : "[]";

  return strcmp (json, "\"\"") != 0 && strcmp (json, "[]") != 0;
}

static gboolean
judge_value (TalusFilterJudge    *self,
             const Condition     *condition,
             const TalusProperty *property,
             TalusValue          *value)
{
  TalusValueKind kind = talus_value_get_kind (value);
  g_autofree char *text = kind == TALUS_VALUE_STRING ? talus_value_dup_string (value) : NULL;

  switch (property->kind)
    {
    case TALUS_PROPERTY_NUMBER:
    case TALUS_PROPERTY_CURRENCY:
      if (kind == TALUS_VALUE_NUMBER)
        return judge_number (condition, talus_value_get_number (value));
      return text != NULL && judge_number (condition, g_ascii_strtod (text, NULL));
    case TALUS_PROPERTY_BOOLEAN:
      return kind == TALUS_VALUE_BOOLEAN &&
             judge_boolean (condition, talus_value_get_boolean (value));
    case TALUS_PROPERTY_DATE:
      return text != NULL && judge_day (condition, text);
    case TALUS_PROPERTY_SELECT:
    case TALUS_PROPERTY_MULTI_SELECT:
      return judge_items (self, condition, property, value, judge_option_item);
    case TALUS_PROPERTY_NODE_REFERENCE:
    case TALUS_PROPERTY_PERSON:
      return judge_items (self, condition, property, value, judge_reference_item);
    case TALUS_PROPERTY_TEXT:
    case TALUS_PROPERTY_EDITOR:
    case TALUS_PROPERTY_OBJECT:
    case TALUS_PROPERTY_FILE:
    default:
      return text != NULL && judge_text (condition, text);
    }
}

static gboolean
judge_property (TalusFilterJudge    *self,
                const Condition     *condition,
                const TalusNodeType *type,
                TalusNode           *node)
{
  const TalusProperty *property = type != NULL
    ? talus_node_type_get_property (type, condition->term->key) : NULL;
  g_autoptr (TalusValue) value = talus_node_dup_property (node, condition->term->key);

  if (condition->term->relation == TALUS_FILTER_ANY)
    return has_value (value);

  if (property == NULL)
    return FALSE;
  if (value == NULL)
    return property->kind == TALUS_PROPERTY_BOOLEAN && judge_boolean (condition, FALSE);

  return judge_value (self, condition, property, value);
}

static gboolean
judge_type (const Condition     *condition,
            const TalusNodeType *type,
            TalusNode           *node)
{
  g_autofree char *id = talus_fold (talus_node_get_type_id (node));
  g_autofree char *label = talus_fold (type != NULL ? type->label : "");

  for (guint i = 0; i < condition->n_values; i++)
    {
      if (g_str_equal (condition->folded[i], id) || g_str_equal (condition->folded[i], label))
        return TRUE;
    }

  return FALSE;
}

static void
note_required_cb (TalusIssueCode  code,
                  const char     *property_key,
                  const char     *message,
                  gpointer        user_data)
{
  gboolean *is_incomplete = user_data;

  if (code == TALUS_ISSUE_REQUIRED)
    *is_incomplete = TRUE;
}

static gboolean
judge_state (TalusFilterJudge *self,
             const Condition  *condition,
             TalusNode        *node)
{
  for (guint i = 0; i < condition->n_values; i++)
    {
      const char *state = condition->folded[i];
      gboolean is_incomplete = FALSE;

      if (g_str_equal (state, "blocked") && !talus_node_is_finished (self->graph, node) &&
          talus_node_find_blocker (self->graph, node) != NULL)
        return TRUE;
      if (g_str_equal (state, "finished") && talus_node_is_finished (self->graph, node))
        return TRUE;
      if (g_str_equal (state, "orphaned") && talus_issues_is_orphaned (self->graph, node, NULL))
        return TRUE;
      if (g_str_equal (state, "incomplete"))
        {
          talus_issues_foreach (self->graph, node, NULL, note_required_cb, &is_incomplete);
          if (is_incomplete)
            return TRUE;
        }
    }

  return FALSE;
}

static gboolean
judge_person (TalusFilterJudge    *self,
              const Condition     *condition,
              const TalusNodeType *type,
              TalusNode           *node)
{
  for (guint i = 0; type != NULL && i < type->properties->len; i++)
    {
      const TalusProperty *property = type->properties->pdata[i];
      g_autoptr (TalusValue) value = NULL;

      if (property->kind != TALUS_PROPERTY_PERSON)
        continue;
      value = talus_node_dup_property (node, property->id);
      if (value != NULL && judge_items (self, condition, property, value, judge_reference_item))
        return TRUE;
    }

  return FALSE;
}

static void
note_seq_cb (const char *key,
             const char *json,
             gsize       length,
             guint64     seq,
             gpointer    user_data)
{
  guint64 *last = user_data;

  *last = MAX (*last, seq);
}

static guint64
get_last_seq (TalusNode *node)
{
  guint64 last = MAX (talus_node_get_existence_seq (node), talus_node_get_name_seq (node));

  last = MAX (last, talus_node_get_place_seq (node));
  talus_node_foreach_property (node, note_seq_cb, &last);

  return last;
}

/* By the day that it was where the project has its today. */
static gboolean
judge_moment (TalusFilterJudge *self,
              const Condition  *condition,
              gint64            timestamp)
{
  g_autofree char *day = talus_format_today (talus_format_get (self->graph), timestamp);

  return *day != '\0' && judge_day (condition, day);
}

static gboolean
judge_change (TalusFilterJudge *self,
              const Condition  *condition,
              TalusNode        *node)
{
  TalusAuthor *author;
  gint64 timestamp;

  if (self->times == NULL ||
      !talus_log_times_get (self->times, get_last_seq (node), &timestamp, &author))
    return FALSE;

  return condition->term->field == TALUS_FILTER_BY ? judge_text (condition, author->name)
                                                   : judge_moment (self, condition, timestamp);
}

static gboolean
judge (TalusFilterJudge    *self,
       const Condition     *condition,
       const TalusNodeType *type,
       TalusNode           *node)
{
  switch (condition->term->field)
    {
    case TALUS_FILTER_PROPERTY:
      return judge_property (self, condition, type, node);
    case TALUS_FILTER_TYPE:
      return judge_type (condition, type, node);
    case TALUS_FILTER_IS:
      return judge_state (self, condition, node);
    case TALUS_FILTER_PERSON:
      return judge_person (self, condition, type, node);
    case TALUS_FILTER_BY:
    case TALUS_FILTER_CHANGED:
      return judge_change (self, condition, node);
    case TALUS_FILTER_CREATED:
      return judge_moment (self, condition, talus_node_get_created_at (node));
    case TALUS_FILTER_TEXT:
    default:
      g_assert_not_reached ();
    }
}

static void
prepare (TalusFilterJudge      *self,
         const TalusFilterTerm *term,
         const char            *today)
{
  guint n = g_strv_length (term->values);
  Condition condition = { term, n, g_new0 (char *, n + 1), g_new0 (double, n + 1),
                          g_new0 (char *, n + 1) };

  for (guint i = 0; i < n; i++)
    {
      char *end;

      condition.folded[i] = talus_fold (term->values[i]);
      condition.days[i] = talus_filter_read_day (term->values[i], today);
      condition.numbers[i] = g_ascii_strtod (term->values[i], &end);
      if (end == term->values[i] || *end != '\0')
        condition.numbers[i] = __builtin_nan ("");
    }

  if (term->field == TALUS_FILTER_TEXT)
    g_array_insert_val (self->conditions, self->n_texts++, condition);
  else
    g_array_append_val (self->conditions, condition);
}

/**
 * talus_filter_judge_new:
 * @terms: (element-type TalusFilterTerm): what must hold
 * @graph: whose nodes are to be judged
 * @times: (nullable): who changed what when
 * @today: the day it is, as "2026-11-30"
 *
 * Prepares conditions. In the thread of the graph.
 *
 * Returns: (transfer full): a judge
 */
TalusFilterJudge *
talus_filter_judge_new (GPtrArray     *terms,
                        TalusGraph    *graph,
                        TalusLogTimes *times,
                        const char    *today)
{
  TalusFilterJudge *self;

  g_return_val_if_fail (terms != NULL, NULL);
  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);

  self = g_new0 (TalusFilterJudge, 1);
  self->graph = g_object_ref (graph);
  g_set_object (&self->times, times);
  self->terms = g_ptr_array_ref (terms);
  self->conditions = g_array_new (FALSE, FALSE, sizeof (Condition));
  for (guint i = 0; i < terms->len; i++)
    prepare (self, terms->pdata[i], today);

  return self;
}

/**
 * talus_filter_judge_free:
 * @self: (transfer full): a judge
 *
 * Frees it.
 */
void
talus_filter_judge_free (TalusFilterJudge *self)
{
  for (guint i = 0; i < self->conditions->len; i++)
    {
      Condition *condition = &g_array_index (self->conditions, Condition, i);

      for (guint j = 0; j < condition->n_values; j++)
        {
          g_free (condition->folded[j]);
          g_free (condition->days[j]);
        }
      g_free (condition->folded);
      g_free (condition->days);
      g_free (condition->numbers);
    }

  g_array_unref (self->conditions);
  g_ptr_array_unref (self->terms);
  g_clear_object (&self->times);
  g_clear_object (&self->graph);
  g_free (self);
}

/**
 * talus_filter_judge_accepts:
 * @self: a judge
 * @node: a live node
 *
 * Judges a node by all conditions but those about its texts. In the thread of
 * the graph.
 *
 * Returns: %TRUE if all of them hold
 */
gboolean
talus_filter_judge_accepts (TalusFilterJudge *self,
                            TalusNode        *node)
{
  const TalusNodeType *type =
    talus_template_get_type_by_id (talus_graph_get_template (self->graph),
                                   talus_node_get_type_id (node));

  for (guint i = self->n_texts; i < self->conditions->len; i++)
    {
      const Condition *condition = &g_array_index (self->conditions, Condition, i);

      if (judge (self, condition, type, node) == condition->term->negated)
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_filter_judge_accepts_texts:
 * @self: a judge
 * @name: the folded name of a node
 * @name_length: in bytes
 * @text: its other texts, folded
 * @text_length: in bytes
 *
 * Judges a node by the conditions about its texts.
 *
 * Returns: %TRUE if all of them hold
 */
gboolean
talus_filter_judge_accepts_texts (TalusFilterJudge *self,
                                  const char       *name,
                                  gsize             name_length,
                                  const char       *text,
                                  gsize             text_length)
{
  for (guint i = 0; i < self->n_texts; i++)
    {
      const Condition *condition = &g_array_index (self->conditions, Condition, i);
      const char *word = condition->folded[0];
      gsize length = strlen (word);
      gboolean found = memmem (name, name_length, word, length) != NULL ||
                       memmem (text, text_length, word, length) != NULL;

      if (found == condition->term->negated)
        return FALSE;
    }

  return TRUE;
}

static gboolean
asks (TalusFilterJudge *self,
      TalusFilterField  field)
{
  for (guint i = 0; i < self->terms->len; i++)
    {
      const TalusFilterTerm *term = self->terms->pdata[i];

      if (term->field == field)
        return TRUE;
    }

  return FALSE;
}

/**
 * talus_filter_judge_asks_blockers:
 * @self: a judge
 *
 * Returns: whether a node is to be judged again when what blocks it changes
 */
gboolean
talus_filter_judge_asks_blockers (TalusFilterJudge *self)
{
  return asks (self, TALUS_FILTER_IS);
}

static gboolean
may_refer_to (const TalusProperty *property,
              const char          *type_id)
{
  return (property->kind == TALUS_PROPERTY_PERSON ||
          property->kind == TALUS_PROPERTY_NODE_REFERENCE) &&
         (property->target_type == NULL || g_str_equal (property->target_type, type_id));
}

/**
 * talus_filter_judge_asks_name:
 * @self: a judge
 * @node: a node
 *
 * Says whether other nodes are to be judged again when @node gets another
 * name, because conditions ask for what they refer to by name.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_filter_judge_asks_name (TalusFilterJudge *self,
                              TalusNode        *node)
{
  GPtrArray *types = talus_template_get_types (talus_graph_get_template (self->graph));
  gboolean persons = asks (self, TALUS_FILTER_PERSON);

  for (guint i = self->n_texts; i < self->conditions->len; i++)
    {
      const TalusFilterTerm *term = g_array_index (self->conditions, Condition, i).term;

      for (guint j = 0; j < types->len; j++)
        {
          const TalusNodeType *type = types->pdata[j];

          for (guint k = 0; k < type->properties->len; k++)
            {
              const TalusProperty *property = type->properties->pdata[k];

              if ((persons || g_strcmp0 (property->id, term->key) == 0) &&
                  may_refer_to (property, talus_node_get_type_id (node)))
                return TRUE;
            }
        }
    }

  return FALSE;
}

/**
 * talus_filter_judge_asks_texts:
 * @self: a judge
 *
 * Returns: whether any condition is about texts
 */
gboolean
talus_filter_judge_asks_texts (TalusFilterJudge *self)
{
  return self->n_texts > 0;
}
