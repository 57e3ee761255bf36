/* SPDX-License-Identifier: GPL-3.0-or-later */
/* By code where one sentence says it all; else the model's own sentence, with
 * the labels that people know in the place of ids. */
#define G_LOG_DOMAIN "talus-app-core"

#include "config.h"

#include "app/core/talus-words.h"

#include <glib/gi18n.h>
#include <string.h>

#define OPENING "“"
#define CLOSING "”"

/* (nullable): what people call what has this id in the template. */
static const char *
find_label (TalusTemplate *template,
            const char    *id)
{
  const TalusNodeType *type = talus_template_get_type_by_id (template, id);
  GPtrArray *types = talus_template_get_types (template);

  if (type != NULL)
    return type->label;

  for (guint i = 0; i < types->len; i++)
    {
      const TalusProperty *property = talus_node_type_find_property (types->pdata[i], id);

      if (property != NULL)
        return property->label;
    }

  return NULL;
}

/* (transfer full) (element-type utf8): what is quoted in a sentence. */
static GPtrArray *
list_quoted (const char *sentence)
{
  GPtrArray *quoted = g_ptr_array_new_with_free_func (g_free);
  const char *opening = strstr (sentence, OPENING);

  while (opening != NULL)
    {
      const char *start = opening + strlen (OPENING);
      const char *end = strstr (start, CLOSING);

      if (end == NULL)
        break;

      g_ptr_array_add (quoted, g_strndup (start, (gsize) (end - start)));
      opening = strstr (end, OPENING);
    }

  return quoted;
}

static char *
put_labels (const char    *sentence,
            TalusTemplate *template)
{
  g_autoptr (GPtrArray) quoted = list_quoted (sentence);
  g_autoptr (GString) text = g_string_new (sentence);

  for (guint i = 0; i < quoted->len; i++)
    {
      const char *label = find_label (template, quoted->pdata[i]);
      g_autofree char *with_id = g_strconcat (OPENING, quoted->pdata[i], CLOSING, NULL);
      g_autofree char *with_label = g_strconcat (OPENING, label, CLOSING, NULL);

      if (label != NULL)
        g_string_replace (text, with_id, with_label, 0);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
say_not_allowed (const GError  *error,
                 TalusTemplate *template)
{
  g_autofree char *labelled = put_labels (error->message, template);
  g_autoptr (GPtrArray) quoted = list_quoted (labelled);

  if (quoted->len != 2)
    return g_steal_pointer (&labelled);

  /* Translators: two node types, as in “A “Task” can’t be below a “Person”” */
  return g_strdup_printf (_("“%s” can’t be below “%s”"), (const char *) quoted->pdata[0],
                          (const char *) quoted->pdata[1]);
}

/* Of what went wrong in what, the end says why. */
static char *
say_storage_failed (const GError *error)
{
  const char *why = g_strrstr (error->message, ": ");

  /* Translators: why, as the system says it */
  return g_strdup_printf (_("The project cannot be saved just now (%s)"),
                          why != NULL ? why + strlen (": ") : error->message);
}

/**
 * talus_words_for_error:
 * @error: what stood in the way
 * @template: the project's
 *
 * Says it so that a person knows what it is about, in their language where
 * one sentence says it.
 *
 * Returns: (transfer full): a sentence without a dot
 */
char *
talus_words_for_error (const GError  *error,
                       TalusTemplate *template)
{
  g_return_val_if_fail (error != NULL, NULL);
  g_return_val_if_fail (template != NULL, NULL);

  if (error->domain != TALUS_ERROR)
    return g_strdup (error->message);

  switch ((TalusError) error->code)
    {
    case TALUS_ERROR_WOULD_CYCLE:
      return g_strdup (_("That would go round in a circle"));

    case TALUS_ERROR_TYPE_NOT_ALLOWED:
      return say_not_allowed (error, template);

    case TALUS_ERROR_INVALID_PARENT:
      return g_strdup (_("There is no such place any more, or it is too deep in the tree"));

    case TALUS_ERROR_NODE_NOT_FOUND:
      return g_strdup (_("It was deleted meanwhile"));

    case TALUS_ERROR_CONFLICT:
      return g_strdup (_("Somebody else changed it meanwhile"));

    case TALUS_ERROR_UNDO_CONFLICT:
      return g_strdup (_("Somebody’s later change stands in the way"));

    case TALUS_ERROR_NOTHING_TO_UNDO:
      return g_strdup (_("There is nothing to undo"));

    case TALUS_ERROR_NOTHING_TO_REDO:
      return g_strdup (_("There is nothing to redo"));

    case TALUS_ERROR_FORBIDDEN:
      return g_strdup (_("What you see here can be looked at only"));

    case TALUS_ERROR_INVALID_SESSION:
      return g_strdup (_("The project was closed elsewhere"));

    case TALUS_ERROR_PAYLOAD_TOO_LARGE:
      return g_strdup (_("That is too much at once"));

    case TALUS_ERROR_SHUTTING_DOWN:
      return g_strdup (_("The program that keeps the project is ending"));

    case TALUS_ERROR_STORAGE_FAILED:
      return say_storage_failed (error);

    case TALUS_ERROR_INVALID_REQUEST:
    case TALUS_ERROR_INVALID_COMMAND:
    case TALUS_ERROR_UNAUTHORIZED:
    case TALUS_ERROR_PROJECT_NOT_FOUND:
    case TALUS_ERROR_TEMPLATE_NOT_FOUND:
    case TALUS_ERROR_NOT_FOUND:
    case TALUS_ERROR_METHOD_NOT_ALLOWED:
    case TALUS_ERROR_NO_PROJECT:
    case TALUS_ERROR_LOG_GONE:
    case TALUS_ERROR_INVALID_VALUE:
    case TALUS_ERROR_TOO_MANY_REQUESTS:
    default:
      return put_labels (error->message, template);
    }
}

/**
 * talus_words_for_page:
 * @failure: (nullable): what stood in the way
 * @template: the project's
 *
 * Says it as markup, which a page takes; in names of the project what looks like
 * markup is none.
 *
 * Returns: (transfer full) (nullable): a sentence without a dot, %NULL where
 *   nothing stood in the way
 */
char *
talus_words_for_page (const GError  *failure,
                      TalusTemplate *template)
{
  g_autofree char *words = NULL;

  if (failure == NULL)
    return NULL;

  words = talus_words_for_error (failure, template);

  return g_markup_escape_text (words, -1);
}

/**
 * talus_words_for_person:
 * @name: (nullable): what somebody calls themselves
 *
 * Names a person as sentences do.
 *
 * Returns: (transfer none): the name, or “Somebody”
 */
const char *
talus_words_for_person (const char *name)
{
  return name != NULL && *name != '\0' ? name : _("Somebody");
}

/**
 * talus_words_for_label:
 * @name: a name
 *
 * Doubles underscores, for a label in which a single one would mark the key
 * that it is chosen by.
 *
 * Returns: (transfer full): the name as a part of such a label
 */
char *
talus_words_for_label (const char *name)
{
  GString *text;

  g_return_val_if_fail (name != NULL, NULL);

  text = g_string_new (name);
  g_string_replace (text, "_", "__", 0);

  return g_string_free (text, FALSE);
}
