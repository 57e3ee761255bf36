/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The properties that the features of a node type bring with them, unless the
 * type has its own. It must not know YAML beyond the line an error names. */
#define G_LOG_DOMAIN "talus-model-template"

#include "model/talus-template-private.h"

#include <string.h>

typedef struct
{
  const char *id;
  const char *label;
  TalusPropertyKind kind;
  const char *default_json;   /* canonical; NULL: none */
  const char *semantic_role;
  const char *target_type;
} FeatureProperty;

static const FeatureProperty scheduling[] = {
  { "start_date", "Start Date", TALUS_PROPERTY_DATE, NULL, "gantt_start", NULL },
  { "end_date", "End Date", TALUS_PROPERTY_DATE, NULL, "gantt_end", NULL },
  { "assigned_to", "Assigned To", TALUS_PROPERTY_NODE_REFERENCE, NULL, NULL, "person" },
  { "estimated_hours", "Estimated Hours", TALUS_PROPERTY_NUMBER, "0", NULL, NULL },
  { "actual_hours", "Actual Hours", TALUS_PROPERTY_NUMBER, "0", NULL, NULL },
  { "allocations", "Allocations", TALUS_PROPERTY_OBJECT, "{}", NULL, NULL },
  { "status", "Status", TALUS_PROPERTY_SELECT, NULL, NULL, NULL },
};

static const FeatureProperty budgeting[] = {
  { "estimated_cost", "Estimated Cost", TALUS_PROPERTY_CURRENCY, NULL, NULL, NULL },
  { "actual_cost", "Actual Cost", TALUS_PROPERTY_CURRENCY, NULL, NULL, NULL },
};

static const struct
{
  const char *name;
  const char *indicator_id;
} status_options[] = {
  { "To Do", "empty" },
  { "In Progress", "partial" },
  { "Done", "filled" },
};

static const char *const days[] = {
  "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
};

#define N_WORKING_DAYS 5

static const struct
{
  const char *id;
  const char *label;
  const char *unit;
  const char *ui_group;
  const char *working_day;
  const char *weekend;
  gboolean required;
} daily[] = {
  { "capacity", "Capacity", " (Hours)", "Capacity", "8", "0", TRUE },
  { "overtime_capacity", "Overtime Capacity", " (Hours)", "Overtime", "0", "0", FALSE },
  { "hourly_rate", "Hourly Rate", "", "Rates", "0", "0", FALSE },
};

static gboolean
has_property (TalusNodeType *type,
              const char    *id)
{
  return g_hash_table_contains (type->by_id, id) || g_hash_table_contains (type->by_key, id);
}

static void
add_status_options (TalusNodeType *type,
                    TalusProperty *property)
{
  TalusOption *first;

  for (guint i = 0; i < G_N_ELEMENTS (status_options); i++)
    {
      TalusOption *option = talus_option_new (type->id, property->id, status_options[i].name, NULL);

      option->indicator_id = g_strdup (status_options[i].indicator_id);
      talus_property_add_option (property, option);
    }

  first = property->options->pdata[0];
  property->default_value = talus_value_new_string (first->id, -1);
  property->indicator_set = g_strdup ("status");
}

/* (transfer full): to be finished by the caller before it is added. */
static TalusProperty *
make_property (TalusNodeType         *type,
               const FeatureProperty *feature,
               const char            *ui_group)
{
  TalusProperty *property = talus_property_new ();

  property->id = g_strdup (feature->id);
  property->label = g_strdup (feature->label);
  property->kind = feature->kind;
  property->ui_group = g_strdup (ui_group);
  property->semantic_role = g_strdup (feature->semantic_role);
  property->target_type = g_strdup (feature->target_type);
  property->system_locked = TRUE;
  property->injected = TRUE;
  talus_property_derive_uuid (property, type->id);

  if (feature->default_json != NULL)
    property->default_value = talus_value_new_canonical (feature->default_json,
                                                         strlen (feature->default_json));
  if (feature->kind == TALUS_PROPERTY_SELECT)
    add_status_options (type, property);

  return property;
}

static gboolean
add_all (TalusTemplateReader   *reader,
         TalusNodeType         *type,
         const FeatureProperty *features,
         guint                  n_features,
         const char            *ui_group,
         guint                  line,
         GError               **error)
{
  for (guint i = 0; i < n_features; i++)
    {
      if (has_property (type, features[i].id))
        continue;
      if (!talus_template_add_property (reader, type,
                                        make_property (type, &features[i], ui_group),
                                        line, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
add_daily (TalusTemplateReader *reader,
           TalusNodeType       *type,
           guint                line,
           GError             **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (daily); i++)
    {
      for (guint day = 0; day < G_N_ELEMENTS (days); day++)
        {
          g_autofree char *day_id = g_ascii_strdown (days[day], -1);
          g_autofree char *id = g_strconcat (daily[i].id, "_", day_id, NULL);
          g_autofree char *label = g_strconcat (daily[i].label, " ", days[day], daily[i].unit,
                                                NULL);
          FeatureProperty feature = { id, label, TALUS_PROPERTY_NUMBER, NULL, NULL, NULL };
          TalusProperty *property;

          if (has_property (type, id))
            continue;

          feature.default_json = day < N_WORKING_DAYS ? daily[i].working_day : daily[i].weekend;
          property = make_property (type, &feature, daily[i].ui_group);
          property->required = daily[i].required;
          if (!talus_template_add_property (reader, type, property, line, error))
            return FALSE;
        }
    }

  return TRUE;
}

static gboolean
add_feature (TalusTemplateReader  *reader,
             TalusNodeType        *type,
             const char           *feature,
             guint                 line,
             GError              **error)
{
  if (strcmp (feature, "scheduling") == 0)
    return add_all (reader, type, scheduling, G_N_ELEMENTS (scheduling), "Schedule", line, error);

  if (strcmp (feature, "budgeting") == 0)
    return add_all (reader, type, budgeting, G_N_ELEMENTS (budgeting), "Financial", line, error);

  if (strcmp (feature, "is_person") == 0)
    return add_daily (reader, type, line, error);

  return TRUE;
}

/*< private >
 * talus_template_add_features:
 * @reader: the reader
 * @type: a type with all properties of its own
 * @line: the line of the type
 * @error: where a property of the type has the UUID of one of these
 *
 * Adds what the features of a type bring, behind its own properties, in the
 * order in which the template names them. A feature that is not known brings
 * nothing.
 *
 * Returns: %TRUE on success
 */
gboolean
talus_template_add_features (TalusTemplateReader  *reader,
                             TalusNodeType        *type,
                             guint                 line,
                             GError              **error)
{
  for (guint i = 0; i < type->features->len; i++)
    if (!add_feature (reader, type, type->features->pdata[i], line, error))
      return FALSE;

  /* What is there already is not added again. */
  if (strcmp (type->id, "person") == 0)
    return add_feature (reader, type, "is_person", line, error);

  return TRUE;
}
