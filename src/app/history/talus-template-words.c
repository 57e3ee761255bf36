/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wording the comparison of templates: what is named is what a person sees, by
 * its label, in whichever of the two templates has it. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-template-words.h"

#include <glib/gi18n.h>

static char *
word_option_change (const TalusTemplateChange *change)
{
  const char *option = change->option->name;
  const char *property = change->property->label;
  const char *type = change->type->label;

  if (change->delta == TALUS_TEMPLATE_ADDED)
    return g_strdup_printf (_("New choice “%s” for “%s” of “%s”"), option, property, type);
  if (change->delta == TALUS_TEMPLATE_RENAMED)
    return g_strdup_printf (_("The choice “%s” for “%s” of “%s” is called “%s”"),
                            change->old_label, property, type, option);

  return g_strdup_printf (_("No choice “%s” for “%s” of “%s” any more"), option, property, type);
}

static char *
word_property_change (const TalusTemplateChange *change)
{
  const char *property = change->property->label;
  const char *type = change->type->label;

  switch (change->delta)
    {
    case TALUS_TEMPLATE_ADDED:
      return g_strdup_printf (_("New property “%s” of “%s”"), property, type);

    case TALUS_TEMPLATE_RENAMED:
      return g_strdup_printf (_("“%s” of “%s” is called “%s”"), change->old_label, type, property);

    case TALUS_TEMPLATE_RETYPED:
      return g_strdup_printf (_("“%s” of “%s” holds other values: %s instead of %s"), property,
                              type, talus_property_kind_get_name (change->property->kind),
                              change->old_label);

    case TALUS_TEMPLATE_REQUIRED:
      return g_strdup_printf (_("“%s” of “%s” is required"), property, type);

    case TALUS_TEMPLATE_REMOVED:
    case TALUS_TEMPLATE_PLACED:
    default:
      return g_strdup_printf (_("No property “%s” of “%s” any more"), property, type);
    }
}

/**
 * talus_template_words_change:
 * @change: a difference between two templates
 *
 * Words it.
 *
 * Returns: (transfer full): the sentence
 */
char *
talus_template_words_change (const TalusTemplateChange *change)
{
  const char *type;

  g_return_val_if_fail (change != NULL, NULL);

  if (change->option != NULL)
    return word_option_change (change);
  if (change->property != NULL)
    return word_property_change (change);

  type = change->type->label;
  switch (change->delta)
    {
    case TALUS_TEMPLATE_ADDED:
      return g_strdup_printf (_("New type “%s”"), type);

    case TALUS_TEMPLATE_RENAMED:
      return g_strdup_printf (_("“%s” is called “%s”"), change->old_label, type);

    case TALUS_TEMPLATE_PLACED:
      return g_strdup_printf (_("Other types may be below “%s”"), type);

    case TALUS_TEMPLATE_REMOVED:
    case TALUS_TEMPLATE_RETYPED:
    case TALUS_TEMPLATE_REQUIRED:
    default:
      return g_strdup_printf (_("No type “%s” any more"), type);
    }
}

static const TalusNodeType *
find_type (TalusTemplateDiff *diff,
           const char        *id)
{
  const TalusNodeType *type;

  type = talus_template_get_type_by_id (talus_template_diff_get_before (diff), id);

  return type != NULL ? type
                      : talus_template_get_type_by_id (talus_template_diff_get_after (diff), id);
}

static const TalusProperty *
find_property (TalusTemplateDiff *diff,
               const char        *type_id,
               const char        *key)
{
  const TalusNodeType *type;
  const TalusProperty *property = NULL;

  type = talus_template_get_type_by_id (talus_template_diff_get_before (diff), type_id);
  if (type != NULL)
    property = talus_node_type_get_property (type, key);
  if (property != NULL)
    return property;

  type = talus_template_get_type_by_id (talus_template_diff_get_after (diff), type_id);

  return type != NULL ? talus_node_type_get_property (type, key) : NULL;
}

/* What no longer is wrong. */
static char *
word_healed (const TalusTemplateEffect *effect,
             const char                *type,
             const char                *label,
             const char                *choice)
{
  guint n = (guint) MIN (effect->count, G_MAXUINT);

  if (effect->code == TALUS_ISSUE_UNKNOWN_TYPE)
    return g_strdup_printf (ngettext ("%u node of the type “%s”", "%u nodes of the type “%s”", n),
                            n, type);
  if (effect->code == TALUS_ISSUE_ILLEGAL_PLACE)
    return g_strdup_printf (ngettext ("%u “%s” in its place", "%u “%s” in their places", n), n,
                            type);
  if (choice != NULL)
    return g_strdup_printf (ngettext ("%u “%s” with the choice “%s” for “%s”",
                                      "%u “%s” with the choice “%s” for “%s”", n),
                            n, type, choice, label);
  if (effect->code == TALUS_ISSUE_REQUIRED)
    return g_strdup_printf (ngettext ("%u “%s” without “%s”", "%u “%s” without “%s”", n), n, type,
                            label);

  return g_strdup_printf (ngettext ("%u “%s” with a value for “%s”",
                                    "%u “%s” with values for “%s”", n), n, type, label);
}

/**
 * talus_template_words_effect:
 * @diff: the comparison
 * @effect: what it comes to for some nodes
 *
 * Words it: what is wrong with how many nodes, or no longer is.
 *
 * Returns: (transfer full): the sentence
 */
char *
talus_template_words_effect (TalusTemplateDiff         *diff,
                             const TalusTemplateEffect *effect)
{
  const TalusNodeType *type;
  const TalusProperty *property = NULL;
  const TalusOption *option = NULL;
  const char *type_label;
  const char *label = NULL;
  const char *choice;
  guint n;

  g_return_val_if_fail (diff != NULL, NULL);
  g_return_val_if_fail (effect != NULL, NULL);

  type = find_type (diff, effect->type_id);
  type_label = type != NULL ? type->label : effect->type_id;
  if (effect->key != NULL)
    property = find_property (diff, effect->type_id, effect->key);
  label = property != NULL ? property->label : effect->key;
  if (property != NULL && effect->option != NULL)
    option = talus_property_find_option (property, effect->option);
  choice = option != NULL ? option->name : effect->option;
  n = (guint) MIN (effect->count, G_MAXUINT);
  if (effect->heals)
    return word_healed (effect, type_label, label, choice);

  switch (effect->code)
    {
    case TALUS_ISSUE_UNKNOWN_TYPE:
      return g_strdup_printf (ngettext ("%u node of the type “%s”, which is gone",
                                        "%u nodes of the type “%s”, which is gone", n),
                              n, type_label);

    case TALUS_ISSUE_ILLEGAL_PLACE:
      return g_strdup_printf (ngettext ("%u “%s” in a place where none may be",
                                        "%u “%s” in places where none may be", n),
                              n, type_label);

    case TALUS_ISSUE_UNKNOWN_PROPERTY:
      return g_strdup_printf (ngettext ("%u “%s” with a value for “%s”, which is gone",
                                        "%u “%s” with values for “%s”, which is gone", n),
                              n, type_label, label);

    case TALUS_ISSUE_UNKNOWN_OPTION:
      return g_strdup_printf (ngettext ("%u “%s” with the choice “%s” for “%s”, which is gone",
                                        "%u “%s” with the choice “%s” for “%s”, which is gone",
                                        n), n, type_label, choice, label);

    case TALUS_ISSUE_REQUIRED:
      return g_strdup_printf (ngettext ("%u “%s” without “%s”, which is required",
                                        "%u “%s” without “%s”, which is required", n),
                              n, type_label, label);

    case TALUS_ISSUE_INVALID_VALUE:
    default:
      return g_strdup_printf (ngettext ("%u “%s” with a value for “%s” that does not fit",
                                        "%u “%s” with values for “%s” that do not fit", n),
                              n, type_label, label);
    }
}
