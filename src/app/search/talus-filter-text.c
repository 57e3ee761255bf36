/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading and writing the language of filters. A piece of text is a condition
 * only if it begins with a word that is known, so that "10:30" can be looked
 * for. It must not judge anything. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-filter-text.h"

#include <string.h>

#include "app/search/talus-fold.h"

#define ANY_VALUE "*"

static const struct
{
  const char *word;
  TalusFilterField field;
} words[] = {
  { "type", TALUS_FILTER_TYPE },
  { "is", TALUS_FILTER_IS },
  { "person", TALUS_FILTER_PERSON },
  { "by", TALUS_FILTER_BY },
  { "changed", TALUS_FILTER_CHANGED },
  { "created", TALUS_FILTER_CREATED },
};

static const struct
{
  const char *sign;
  TalusFilterRelation relation;
} signs[] = {
  { "<=", TALUS_FILTER_AT_MOST },
  { ">=", TALUS_FILTER_AT_LEAST },
  { "<", TALUS_FILTER_LESS },
  { ">", TALUS_FILTER_MORE },
  { ":", TALUS_FILTER_HAS },
};

/**
 * talus_filter_term_new:
 * @field: what it is about
 * @key: (nullable): the id of the property
 * @relation: how
 * @value: (nullable): to what
 *
 * Returns: (transfer full): a condition
 */
TalusFilterTerm *
talus_filter_term_new (TalusFilterField     field,
                       const char          *key,
                       TalusFilterRelation  relation,
                       const char          *value)
{
  TalusFilterTerm *self = g_new0 (TalusFilterTerm, 1);

  self->field = field;
  self->key = g_strdup (key);
  self->relation = relation;
  self->values = g_new0 (char *, 2);
  self->values[0] = g_strdup (value);

  return self;
}

/**
 * talus_filter_term_copy:
 * @self: a condition
 *
 * Returns: (transfer full): the same
 */
TalusFilterTerm *
talus_filter_term_copy (const TalusFilterTerm *self)
{
  TalusFilterTerm *copy = g_new0 (TalusFilterTerm, 1);

  *copy = *self;
  copy->key = g_strdup (self->key);
  copy->values = g_strdupv (self->values);

  return copy;
}

/**
 * talus_filter_term_free:
 * @self: (transfer full): a condition
 *
 * Frees it.
 */
void
talus_filter_term_free (TalusFilterTerm *self)
{
  g_free (self->key);
  g_strfreev (self->values);
  g_free (self);
}

/**
 * talus_filter_term_equal:
 * @a: a condition
 * @b: another
 *
 * Returns: whether both are spelled alike
 */
gboolean
talus_filter_term_equal (const TalusFilterTerm *a,
                         const TalusFilterTerm *b)
{
  return a->field == b->field && g_strcmp0 (a->key, b->key) == 0 && a->relation == b->relation &&
         a->negated == b->negated &&
         g_strv_equal ((const char * const *) a->values, (const char * const *) b->values);
}

static const TalusProperty *
find_in_types (TalusTemplate *template,
               const char    *word,
               gboolean       by_label)
{
  GPtrArray *types = talus_template_get_types (template);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      for (guint j = 0; j < type->properties->len; j++)
        {
          const TalusProperty *property = type->properties->pdata[j];
          g_autofree char *folded = talus_fold (by_label ? property->label : property->id);

          if (g_str_equal (folded, word))
            return property;
        }
    }

  return NULL;
}

/* What people call it without thinking: "due" where something ends, "cost" for
 * the first thing that is some kind of cost. */
static const TalusProperty *
find_by_habit (TalusTemplate *template,
               const char    *word)
{
  GPtrArray *types = talus_template_get_types (template);
  gboolean is_due = g_str_equal (word, "due");

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      for (guint j = 0; j < type->properties->len; j++)
        {
          const TalusProperty *property = type->properties->pdata[j];
          g_autofree char *label = talus_fold (property->label);
          const char *last = strrchr (label, ' ');

          if (is_due ? g_strcmp0 (property->semantic_role, "gantt_end") == 0
                     : (property->kind == TALUS_PROPERTY_NUMBER ||
                        property->kind == TALUS_PROPERTY_CURRENCY) &&
                       last != NULL && g_str_equal (last + 1, word))
            return property;
        }
    }

  return NULL;
}

/**
 * talus_filter_find_property:
 * @template: a template
 * @word: an id or a label, in any case
 *
 * Finds the property that is meant: the first by id, else the first by label,
 * else by what people call such a thing: "due", or "cost" of "Estimated cost".
 * Other types may have one with the same id, which is meant too.
 *
 * Returns: (transfer none) (nullable): the property
 */
const TalusProperty *
talus_filter_find_property (TalusTemplate *template,
                            const char    *word)
{
  g_autofree char *folded = talus_fold (word);
  const TalusProperty *property = find_in_types (template, folded, FALSE);

  if (property == NULL)
    property = find_in_types (template, folded, TRUE);

  return property != NULL ? property : find_by_habit (template, folded);
}

static gboolean
is_space (char character)
{
  return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

/* Takes text in quotes, or up to one of @ends; in quotes "" is one quote. What
 * is not closed goes to the end: somebody is still typing. */
static char *
take_piece (const char **at,
            const char  *ends)
{
  GString *piece = g_string_new (NULL);

  if (**at == '"')
    {
      for (++*at; **at != '\0'; ++*at)
        {
          if (**at == '"' && *++*at != '"')
            break;
          g_string_append_c (piece, **at);
        }
    }
  else
    {
      while (**at != '\0' && !is_space (**at) && strchr (ends, **at) == NULL)
        g_string_append_c (piece, *(*at)++);
    }

  return g_string_free (piece, FALSE);
}

static gboolean
find_field (const char       *word,
            gboolean          is_quoted,
            TalusTemplate    *template,
            TalusFilterField *field,
            char            **key)
{
  gboolean is_property = !is_quoted && *word == '.';
  const TalusProperty *property;

  for (guint i = 0; !is_quoted && !is_property && i < G_N_ELEMENTS (words); i++)
    {
      if (g_ascii_strcasecmp (word, words[i].word) == 0)
        {
          *field = words[i].field;
          return TRUE;
        }
    }

  property = *word != '\0' ? talus_filter_find_property (template, word + is_property) : NULL;
  if (property == NULL)
    return FALSE;

  *field = TALUS_FILTER_PROPERTY;
  *key = g_strdup (property->id);

  return TRUE;
}

static gboolean
takes_relation (TalusFilterField    field,
                TalusFilterRelation relation)
{
  return relation == TALUS_FILTER_HAS || field == TALUS_FILTER_PROPERTY ||
         field == TALUS_FILTER_CHANGED || field == TALUS_FILTER_CREATED;
}

static void
take_values (TalusFilterTerm *term,
             const char     **at)
{
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  gboolean many = term->relation == TALUS_FILTER_HAS;

  for (;;)
    {
      gboolean is_quoted = **at == '"';
      g_autofree char *value = take_piece (at, many ? "," : "");

      if (!is_quoted && g_str_equal (value, ANY_VALUE) && many &&
          term->field == TALUS_FILTER_PROPERTY)
        term->relation = TALUS_FILTER_ANY;
      else if (is_quoted || *value != '\0')
        g_strv_builder_add (values, value);

      /* Behind a quote anything may follow. */
      if (!many || **at != ',')
        break;
      ++*at;
    }

  g_strfreev (term->values);
  term->values = g_strv_builder_end (values);
  if (term->relation == TALUS_FILTER_ANY)
    {
      g_strfreev (term->values);
      term->values = g_new0 (char *, 1);
    }
}

/* (nullable): a condition at *@at, which is then behind it. */
static TalusFilterTerm *
take_condition (const char    **at,
                TalusTemplate  *template)
{
  const char *start = *at;
  gboolean is_quoted = *start == '"';
  g_autofree char *word = take_piece (&start, ":<>=\"");
  g_autoptr (TalusFilterTerm) term = NULL;
  g_autofree char *key = NULL;
  TalusFilterField field;

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      if (!g_str_has_prefix (start, signs[i].sign))
        continue;
      if (!find_field (word, is_quoted, template, &field, &key) ||
          !takes_relation (field, signs[i].relation))
        return NULL;

      *at = start + strlen (signs[i].sign);
      term = talus_filter_term_new (field, key, signs[i].relation, NULL);
      take_values (term, at);

      return g_steal_pointer (&term);
    }

  return NULL;
}

/**
 * talus_filter_parse:
 * @text: what somebody typed
 * @template: whose properties there are
 *
 * Reads a filter.
 *
 * Returns: (transfer full) (element-type TalusFilterTerm): its conditions
 */
GPtrArray *
talus_filter_parse (const char    *text,
                    TalusTemplate *template)
{
  g_autoptr (GPtrArray) terms =
    g_ptr_array_new_with_free_func ((GDestroyNotify) talus_filter_term_free);
  const char *at = text;

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (template != NULL, NULL);

  for (;;)
    {
      TalusFilterTerm *term;
      gboolean negated;

      while (is_space (*at))
        at++;
      if (*at == '\0')
        break;

      negated = at[0] == '-' && at[1] != '\0' && !is_space (at[1]);
      at += negated;
      term = take_condition (&at, template);
      if (term == NULL)
        {
          g_autofree char *piece = take_piece (&at, "");

          term = talus_filter_term_new (TALUS_FILTER_TEXT, NULL, TALUS_FILTER_HAS, piece);
        }
      term->negated = negated;

      /* While nothing follows the colon, nothing is asked. */
      if (term->relation != TALUS_FILTER_ANY &&
          (term->values[0] == NULL || *term->values[0] == '\0'))
        talus_filter_term_free (term);
      else
        g_ptr_array_add (terms, term);
    }

  return g_steal_pointer (&terms);
}

static void
append_piece (GString    *out,
              const char *piece,
              const char *ends)
{
  gboolean quote = *piece == '\0' || *piece == '"' || g_str_equal (piece, ANY_VALUE);

  for (const char *at = piece; *at != '\0' && !quote; at++)
    quote = is_space (*at) || strchr (ends, *at) != NULL;

  if (!quote)
    {
      g_string_append (out, piece);
      return;
    }

  g_string_append_c (out, '"');
  for (const char *at = piece; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *at);
    }
  g_string_append_c (out, '"');
}

static void
append_key (GString    *out,
            const char *key)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (g_ascii_strcasecmp (key, words[i].word) == 0)
        {
          g_string_append_c (out, '.');
          break;
        }
    }

  if (*key == '.' || *key == '-')
    {
      g_string_append_printf (out, "\"%s\"", key);
      return;
    }

  append_piece (out, key, ":<>=\"");
}

static void
append_term (GString               *out,
             const TalusFilterTerm *term)
{
  if (term->negated)
    g_string_append_c (out, '-');

  if (term->field == TALUS_FILTER_TEXT)
    {
      /* Quoted where it would be read as something else. */
      append_piece (out, term->values[0], term->values[0][0] == '-' ? "-" : ":<>");
      return;
    }

  if (term->field == TALUS_FILTER_PROPERTY)
    append_key (out, term->key);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (words[i].field == term->field)
        g_string_append (out, words[i].word);
    }

  if (term->relation == TALUS_FILTER_ANY)
    {
      g_string_append (out, ":" ANY_VALUE);
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    {
      if (signs[i].relation == term->relation)
        g_string_append (out, signs[i].sign);
    }
  for (guint i = 0; term->values[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_piece (out, term->values[i], term->relation == TALUS_FILTER_HAS ? "," : "=");
    }
}

/**
 * talus_filter_format:
 * @terms: (element-type TalusFilterTerm): conditions
 *
 * Spells a filter, such that talus_filter_parse() reads the same.
 *
 * Returns: (transfer full): the text
 */
char *
talus_filter_format (GPtrArray *terms)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (terms != NULL, NULL);

  for (guint i = 0; i < terms->len; i++)
    {
      if (i > 0)
        g_string_append_c (out, ' ');
      append_term (out, terms->pdata[i]);
    }

  return g_string_free (out, FALSE);
}
