/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is remembered of sharing from one time to the next: in GSettings, or
 * for as long as the program runs where its schema is not installed. */
#define G_LOG_DOMAIN "talus-app-sharing"

#include "app/sharing/talus-share-settings.h"

#define SCHEMA       "org.talustally.TalusTally"
#define DEFAULT_PORT 5000
#define EXPLANATION  "sharing"

static TalusReach last_reach = TALUS_REACH_COMPUTER;
static gboolean was_explained = FALSE;

/* (transfer none) (nullable) */
static GSettings *
get_settings (void)
{
  static GSettings *settings = NULL;
  static gsize is_looked_up = 0;

  if (g_once_init_enter (&is_looked_up))
    {
      GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
      g_autoptr (GSettingsSchema) schema = NULL;

      if (source != NULL)
        schema = g_settings_schema_source_lookup (source, SCHEMA, TRUE);
      if (schema != NULL)
        settings = g_settings_new_full (schema, NULL, NULL);
      g_once_init_leave (&is_looked_up, 1);
    }

  return settings;
}

/**
 * talus_share_settings_get_reach:
 *
 * Gets who could come the last time.
 *
 * Returns: the reach
 */
TalusReach
talus_share_settings_get_reach (void)
{
  GSettings *settings = get_settings ();

  return settings != NULL ? (TalusReach) g_settings_get_enum (settings, "hosting-reach")
                          : last_reach;
}

/**
 * talus_share_settings_set_reach:
 * @reach: who can come
 *
 * Remembers it.
 */
void
talus_share_settings_set_reach (TalusReach reach)
{
  GSettings *settings = get_settings ();

  last_reach = reach;
  if (settings != NULL)
    g_settings_set_enum (settings, "hosting-reach", (int) reach);
}

/**
 * talus_share_settings_get_port:
 *
 * Gets which port to begin with.
 *
 * Returns: the port
 */
guint16
talus_share_settings_get_port (void)
{
  GSettings *settings = get_settings ();

  return settings != NULL ? (guint16) g_settings_get_int (settings, "hosting-port") : DEFAULT_PORT;
}

/**
 * talus_share_settings_is_explained:
 *
 * Tells whether somebody has turned sharing on before.
 *
 * Returns: whether it need not be explained
 */
gboolean
talus_share_settings_is_explained (void)
{
  GSettings *settings = get_settings ();
  g_auto (GStrv) seen = NULL;

  if (settings == NULL)
    return was_explained;

  seen = g_settings_get_strv (settings, "seen");

  return g_strv_contains ((const char * const *) seen, EXPLANATION);
}

/**
 * talus_share_settings_set_explained:
 *
 * It need not be explained again.
 */
void
talus_share_settings_set_explained (void)
{
  GSettings *settings = get_settings ();
  g_autoptr (GStrvBuilder) builder = NULL;
  g_auto (GStrv) before = NULL;
  g_auto (GStrv) seen = NULL;

  if (talus_share_settings_is_explained ())
    return;

  was_explained = TRUE;
  if (settings == NULL)
    return;

  builder = g_strv_builder_new ();
  before = g_settings_get_strv (settings, "seen");
  g_strv_builder_addv (builder, (const char **) before);
  g_strv_builder_add (builder, EXPLANATION);
  seen = g_strv_builder_end (builder);
  g_settings_set_strv (settings, "seen", (const char * const *) seen);
}
