/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Chips from a template: its status, its types, people, states; any other
 * property of options when somebody wants it. It must not keep chips. */
#define G_LOG_DOMAIN "talus-app-search"

#include "config.h"

#include "app/search/talus-filter-chips.h"

#include <glib/gi18n.h>

#include "app/core/talus-icons.h"
#include "app/core/talus-node-state.h"
#include "app/search/talus-search.h"

#define MAX_PEOPLE 200

/* Options that several types have are one choice, as one value finds them. */
static void
add_options (TalusFilterChip *chip,
             TalusTemplate   *template,
             const char      *id)
{
  GPtrArray *types = talus_template_get_types (template);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusProperty *property = talus_node_type_get_property (types->pdata[i], id);

      for (guint j = 0; property != NULL && j < property->options->len; j++)
        {
          const TalusOption *option = property->options->pdata[j];

          talus_filter_chip_add_choice (chip, option->id, option->name,
                                        option->indicator_id != NULL
                                          ? talus_icon_for_option (option) : NULL,
                                        option->color);
        }
    }
}

static GtkWidget *
make_property (TalusTemplate *template,
               const char    *id,
               const char    *label)
{
  GtkWidget *chip = talus_filter_chip_new (label, TALUS_FILTER_PROPERTY, id);

  add_options (TALUS_FILTER_CHIP (chip), template, id);
  talus_filter_chip_add_none (TALUS_FILTER_CHIP (chip));

  return chip;
}

/* What can be asked of a day without typing one. */
static GtkWidget *
make_date (const char *id,
           const char *label)
{
  GtkWidget *widget = talus_filter_chip_new (label, TALUS_FILTER_PROPERTY, id);
  TalusFilterChip *chip = TALUS_FILTER_CHIP (widget);

  talus_filter_chip_add_comparison (chip, TALUS_FILTER_LESS, "today",
                                    C_("filter", "Before today"));
  talus_filter_chip_add_comparison (chip, TALUS_FILTER_HAS, "today", C_("filter", "Today"));
  talus_filter_chip_add_comparison (chip, TALUS_FILTER_AT_MOST, "+7d",
                                    C_("filter", "Until a week from now"));
  talus_filter_chip_add_comparison (chip, TALUS_FILTER_AT_LEAST, "today",
                                    C_("filter", "Today or later"));
  talus_filter_chip_add_comparison (chip, TALUS_FILTER_ANY, NULL, C_("filter", "Any value"));
  talus_filter_chip_add_none (chip);

  return widget;
}

static GtkWidget *
make_moment (TalusFilterField  field,
             const char       *label)
{
  GtkWidget *widget = talus_filter_chip_new (label, field, NULL);
  TalusFilterChip *chip = TALUS_FILTER_CHIP (widget);

  talus_filter_chip_add_comparison (chip, TALUS_FILTER_AT_LEAST, "today",
                                    C_("filter", "Today"));
  talus_filter_chip_add_comparison (chip, TALUS_FILTER_AT_LEAST, "-7d",
                                    C_("filter", "In the last 7 days"));
  talus_filter_chip_add_comparison (chip, TALUS_FILTER_AT_LEAST, "-1m",
                                    C_("filter", "In the last month"));

  return widget;
}

/* Whatever was typed of it; and whether there is anything. */
static GtkWidget *
make_other (const char *id,
            const char *label)
{
  GtkWidget *chip = talus_filter_chip_new (label, TALUS_FILTER_PROPERTY, id);

  talus_filter_chip_add_comparison (TALUS_FILTER_CHIP (chip), TALUS_FILTER_ANY, NULL,
                                    C_("filter", "Any value"));
  talus_filter_chip_add_none (TALUS_FILTER_CHIP (chip));

  return chip;
}

static GtkWidget *
make_types (TalusTemplate *template)
{
  GPtrArray *types = talus_template_get_types (template);
  GtkWidget *chip = talus_filter_chip_new (_("Type"), TALUS_FILTER_TYPE, NULL);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      talus_filter_chip_add_choice (TALUS_FILTER_CHIP (chip), type->id, type->label,
                                    talus_icon_for_type (type), type->color);
    }

  return chip;
}

static gboolean
is_person_type (TalusTemplate *template,
                const char    *type_id)
{
  GPtrArray *types = talus_template_get_types (template);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      for (guint j = 0; j < type->properties->len; j++)
        {
          const TalusProperty *property = type->properties->pdata[j];

          if (property->kind == TALUS_PROPERTY_PERSON &&
              g_strcmp0 (property->target_type, type_id) == 0)
            return TRUE;
        }
    }

  return FALSE;
}

/* Who there is now: looked up when the choices are shown. */
static void
add_people_cb (TalusFilterChip *chip,
               gpointer         user_data)
{
  TalusView *view = user_data;
  TalusTemplate *template = talus_view_get_template (view);
  TalusNodeIndex *index = talus_search_get_index (talus_search_get (view));
  g_autoptr (GHashTable) kinds = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_people = 0;

  for (guint i = 0; i < talus_node_index_get_n_entries (index) && n_people < MAX_PEOPLE; i++)
    {
      TalusNode *node = talus_node_index_get_node (index, i);
      const char *type_id = node != NULL ? talus_node_get_type_id (node) : NULL;
      gpointer is_person = NULL;

      if (type_id == NULL)
        continue;
      if (!g_hash_table_lookup_extended (kinds, type_id, NULL, &is_person))
        {
          is_person = GINT_TO_POINTER (is_person_type (template, type_id));
          g_hash_table_insert (kinds, (gpointer) type_id, is_person);
        }
      if (is_person == NULL || *talus_node_get_name (node) == '\0')
        continue;
      talus_filter_chip_add_choice (chip, talus_node_get_name (node), talus_node_get_name (node),
                                    NULL, NULL);
      n_people++;
    }
}

static gboolean
has_people (TalusTemplate *template)
{
  GPtrArray *types = talus_template_get_types (template);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      if (is_person_type (template, type->id))
        return TRUE;
    }

  return FALSE;
}

static GtkWidget *
make_people (TalusView *view)
{
  GtkWidget *chip = talus_filter_chip_new (C_("filter", "Person"), TALUS_FILTER_PERSON, NULL);

  g_signal_connect_object (chip, "opening", G_CALLBACK (add_people_cb), view, 0);

  return chip;
}

static GtkWidget *
make_states (void)
{
  GtkWidget *chip = talus_filter_chip_new (C_("filter", "Only"), TALUS_FILTER_IS, NULL);
  TalusFilterChip *states = TALUS_FILTER_CHIP (chip);

  talus_filter_chip_add_choice (states, "blocked", C_("filter", "Blocked"), TALUS_ICON_BLOCKED,
                                NULL);
  talus_filter_chip_add_choice (states, "finished", C_("filter", "Finished"), NULL, NULL);
  talus_filter_chip_add_choice (states, "incomplete", C_("filter", "Missing what is required"),
                                NULL, NULL);
  talus_filter_chip_add_choice (states, "orphaned", C_("filter", "Not as the template says"),
                                NULL, NULL);

  return chip;
}

static gboolean
is_status (TalusTemplate *template,
           const char    *id)
{
  GPtrArray *types = talus_template_get_types (template);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      if (g_strcmp0 (type->primary_status_property_id, id) == 0)
        return TRUE;
    }

  return FALSE;
}

/* What can be chosen without typing. */
static gboolean
has_choices (const TalusProperty *property)
{
  return property->kind == TALUS_PROPERTY_SELECT ||
         property->kind == TALUS_PROPERTY_MULTI_SELECT || property->kind == TALUS_PROPERTY_DATE;
}

/* Of each id one. */
static GPtrArray *
list_properties (TalusTemplate *template,
                 gboolean       status)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GPtrArray *types = talus_template_get_types (template);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      for (guint j = 0; j < type->properties->len; j++)
        {
          const TalusProperty *property = type->properties->pdata[j];

          if (has_choices (property) &&
              is_status (template, property->id) == status &&
              g_hash_table_add (seen, property->id))
            g_ptr_array_add (found, (gpointer) property);
        }
    }

  return found;
}

/**
 * talus_filter_chips_make:
 * @view: a view
 *
 * Makes the chips that a filter bar begins with.
 *
 * Returns: (transfer container) (element-type TalusFilterChip): chips, floating
 */
GPtrArray *
talus_filter_chips_make (TalusView *view)
{
  TalusTemplate *template = talus_view_get_template (view);
  g_autoptr (GPtrArray) status = list_properties (template, TRUE);
  GPtrArray *chips = g_ptr_array_new ();

  for (guint i = 0; i < status->len; i++)
    {
      const TalusProperty *property = status->pdata[i];

      g_ptr_array_add (chips, make_property (template, property->id, property->label));
    }
  g_ptr_array_add (chips, make_types (template));
  if (has_people (template))
    g_ptr_array_add (chips, make_people (view));
  g_ptr_array_add (chips, make_states ());

  return chips;
}

/**
 * talus_filter_chips_list_more:
 * @view: a view
 *
 * Lists the properties that a chip can be made for, besides those that there
 * are from the beginning.
 *
 * Returns: (transfer full) (element-type TalusProperty): the properties; they
 *   live as long as the template
 */
GPtrArray *
talus_filter_chips_list_more (TalusView *view)
{
  return list_properties (talus_view_get_template (view), FALSE);
}

/**
 * talus_filter_chips_make_for:
 * @view: a view
 * @term: a condition
 *
 * Makes a chip for a condition that was typed, or wanted.
 *
 * Returns: (transfer floating) (nullable): a chip, or %NULL for one that is
 *   none: text to look for
 */
GtkWidget *
talus_filter_chips_make_for (TalusView             *view,
                             const TalusFilterTerm *term)
{
  TalusTemplate *template = talus_view_get_template (view);
  const TalusProperty *property;

  switch (term->field)
    {
    case TALUS_FILTER_PROPERTY:
      property = talus_filter_find_property (template, term->key);
      if (property == NULL)
        return NULL;
      if (property->kind == TALUS_PROPERTY_SELECT || property->kind == TALUS_PROPERTY_MULTI_SELECT)
        return make_property (template, property->id, property->label);
      if (property->kind == TALUS_PROPERTY_DATE)
        return make_date (property->id, property->label);
      return make_other (property->id, property->label);
    case TALUS_FILTER_BY:
      return talus_filter_chip_new (_("Changed by"), term->field, NULL);
    case TALUS_FILTER_CHANGED:
      return make_moment (term->field, C_("filter", "Changed"));
    case TALUS_FILTER_CREATED:
      return make_moment (term->field, C_("filter", "Created"));
    case TALUS_FILTER_PERSON:
      return make_people (view);
    case TALUS_FILTER_TEXT:
    case TALUS_FILTER_TYPE:
    case TALUS_FILTER_IS:
    default:
      return NULL;
    }
}

/**
 * talus_filter_chips_describe:
 * @view: a view
 * @properties: (element-type TalusProperty): the properties among which it is
 * @property: one of them
 *
 * Words a property, with a type that has it where several are called the same.
 *
 * Returns: (transfer full): "Kind (Part)"
 */
char *
talus_filter_chips_describe (TalusView           *view,
                             GPtrArray           *properties,
                             const TalusProperty *property)
{
  GPtrArray *types = talus_template_get_types (talus_view_get_template (view));
  guint n = 0;

  for (guint i = 0; i < properties->len; i++)
    n += g_str_equal (((const TalusProperty *) properties->pdata[i])->label, property->label);

  for (guint i = 0; n > 1 && i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      /* Translators: a property and a type that has it: "Kind (Part)". */
      if (talus_node_type_get_property (types->pdata[i], property->id) != NULL)
        return g_strdup_printf (C_("filter", "%s (%s)"), property->label, type->label);
    }

  return g_strdup (property->label);
}
