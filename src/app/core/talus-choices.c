/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The settings, one object for all who ask, and dictionaries in them. It must
 * not abort where the schema is missing, as GSettings would. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-choices.h"

#define SCHEMA "org.talustally.TalusTally"

/**
 * talus_choices_get_settings:
 *
 * Gets the settings of the program. Main thread.
 *
 * Returns: (transfer none) (nullable): the settings, or %NULL where the schema
 *   is not installed
 */
GSettings *
talus_choices_get_settings (void)
{
  static GSettings *settings;
  static gboolean was_tried;
  GSettingsSchemaSource *source;
  g_autoptr (GSettingsSchema) schema = NULL;

  if (was_tried)
    return settings;

  was_tried = TRUE;
  source = g_settings_schema_source_get_default ();
  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, SCHEMA, TRUE);
  if (schema != NULL)
    settings = g_settings_new_full (schema, NULL, NULL);

  return settings;
}

static gboolean
has_key (GSettings  *settings,
         const char *key)
{
  g_autoptr (GSettingsSchema) schema = NULL;

  if (settings == NULL)
    return FALSE;

  g_object_get (settings, "settings-schema", &schema, NULL);

  return g_settings_schema_has_key (schema, key);
}

/**
 * talus_choices_get:
 * @key: a key whose value is a dictionary of templates
 * @template_id: which
 *
 * Gets what was chosen for a template. Main thread.
 *
 * Returns: (transfer full) (nullable): the entry, or %NULL if there is none
 */
GVariant *
talus_choices_get (const char *key,
                   const char *template_id)
{
  GSettings *settings = talus_choices_get_settings ();
  g_autoptr (GVariant) all = NULL;

  if (!has_key (settings, key))
    return NULL;

  all = g_settings_get_value (settings, key);

  return g_variant_lookup_value (all, template_id, NULL);
}

/**
 * talus_choices_set:
 * @key: a key whose value is a dictionary of templates
 * @template_id: which
 * @value: (nullable) (transfer floating): the entry, or %NULL for none
 *
 * Remembers what was chosen for a template. Main thread.
 */
void
talus_choices_set (const char *key,
                   const char *template_id,
                   GVariant   *value)
{
  GSettings *settings = talus_choices_get_settings ();
  g_autoptr (GVariant) owned = value != NULL ? g_variant_ref_sink (value) : NULL;
  g_autoptr (GVariant) all = NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *id;
  GVariant *entry;

  if (!has_key (settings, key))
    return;

  all = g_settings_get_value (settings, key);
  g_variant_builder_init (&builder, g_variant_get_type (all));
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_next (&iter, "{&s*}", &id, &entry))
    {
      if (!g_str_equal (id, template_id))
        g_variant_builder_add (&builder, "{s*}", id, entry);
      g_variant_unref (entry);
    }
  if (owned != NULL)
    g_variant_builder_add (&builder, "{s*}", template_id, owned);

  g_settings_set_value (settings, key, g_variant_builder_end (&builder));
}
