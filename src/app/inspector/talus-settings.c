/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings as properties. What there is to choose from comes from ISO 4217 and
 * from the time zones of the system. It knows no widget. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-settings.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/format/talus-format.h"
#include "model/talus-iso.h"

#define ZONES "/usr/share/zoneinfo/"

static const char *const zone_tables[] = {
  ZONES "tzdata.zi", ZONES "zone1970.tab", ZONES "zone.tab", NULL
};

struct _TalusSettings
{
  GPtrArray *properties;    /* of TalusProperty */
};

static void
free_option (TalusOption *option)
{
  g_free (option->id);
  g_free (option->name);
  g_free (option);
}

static void
free_property (TalusProperty *property)
{
  g_free (property->id);
  g_free (property->label);
  g_free (property->description);
  g_hash_table_unref (property->option_index);
  g_ptr_array_unref (property->options);
  g_free (property);
}

static TalusProperty *
add_property (TalusSettings     *self,
              const char        *id,
              const char        *label,
              TalusPropertyKind  kind,
              const char        *description)
{
  TalusProperty *property = g_new0 (TalusProperty, 1);

  property->id = g_strdup (id);
  property->label = g_strdup (label);
  property->kind = kind;
  property->description = g_strdup (description);
  property->options = g_ptr_array_new_with_free_func ((GDestroyNotify) free_option);
  property->option_index = g_hash_table_new (g_str_hash, g_str_equal);
  g_ptr_array_add (self->properties, property);

  return property;
}

/* @name: (transfer full) */
static void
add_option (TalusProperty *property,
            const char    *id,
            char          *name)
{
  TalusOption *option;

  if (g_hash_table_contains (property->option_index, id))
    {
      g_free (name);
      return;
    }

  option = g_new0 (TalusOption, 1);
  option->id = g_strdup (id);
  option->name = name;
  g_ptr_array_add (property->options, option);
  g_hash_table_insert (property->option_index, option->id, option);
}

static void
add_currencies (TalusProperty *property)
{
  const char *code;

  for (guint i = 0; (code = talus_currency_get_code (i)) != NULL; i++)
    {
      g_autoptr (TalusFormat) format = NULL;
      const char *symbol;

      /* Test codes, metals and the like are no money. */
      if (*code == 'X' && strcmp (code, "XAF") != 0 && strcmp (code, "XCD") != 0 &&
          strcmp (code, "XOF") != 0 && strcmp (code, "XPF") != 0)
        continue;

      format = talus_format_new (code, NULL);
      symbol = talus_format_get_currency_symbol (format);
      add_option (property, code, strcmp (symbol, code) != 0
                                    ? g_strdup_printf ("%s (%s)", code, symbol) : g_strdup (code));
    }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  const TalusOption *left = *(const TalusOption * const *) a;
  const TalusOption *right = *(const TalusOption * const *) b;

  return strcmp (left->name, right->name);
}

/* A line of tzdata.zi is "Z NAME …" for a zone, one of the tables has the name
 * in its third column. */
static void
add_zone_of_line (TalusProperty *property,
                  const char    *line)
{
  g_auto (GStrv) words = NULL;
  const char *name;
  g_autofree char *path = NULL;

  if (*line == '#')
    return;

  words = g_strsplit_set (line, " \t", 4);
  if (g_strv_length (words) < 3)
    return;
  name = strcmp (words[0], "Z") == 0 ? words[1] : words[2];
  if (strchr (name, '/') == NULL || g_str_has_prefix (name, "Etc/") ||
      !g_ascii_isupper (*name))
    return;

  /* Several hundred: to read each of them would take longer than all the rest. */
  path = g_strconcat (ZONES, name, NULL);
  if (g_access (path, R_OK) == 0)
    add_option (property, name, g_strdelimit (g_strdup (name), "_", ' '));
}

static void
add_zones (TalusProperty *property)
{
  g_autoptr (GTimeZone) local = g_time_zone_new_local ();
  const char *here = g_time_zone_get_identifier (local);

  for (guint i = 0; zone_tables[i] != NULL && property->options->len == 0; i++)
    {
      g_autofree char *text = NULL;
      g_auto (GStrv) lines = NULL;

      if (!g_file_get_contents (zone_tables[i], &text, NULL, NULL))
        continue;
      lines = g_strsplit (text, "\n", -1);
      for (guint j = 0; lines[j] != NULL; j++)
        {
          if (!g_str_has_suffix (zone_tables[i], ".zi") || g_str_has_prefix (lines[j], "Z "))
            add_zone_of_line (property, lines[j]);
        }
    }
  if (here != NULL && strchr (here, '/') != NULL && *here != '/')
    add_option (property, here, g_strdelimit (g_strdup (here), "_", ' '));
  add_option (property, "UTC", g_strdup ("UTC"));
  g_ptr_array_sort (property->options, compare_names);
}

/**
 * talus_settings_new:
 *
 * Makes the settings that people change here.
 *
 * Returns: (transfer full): the settings
 */
TalusSettings *
talus_settings_new (void)
{
  TalusSettings *self = g_new0 (TalusSettings, 1);

  self->properties = g_ptr_array_new_with_free_func ((GDestroyNotify) free_property);
  add_property (self, "name", _("Name"), TALUS_PROPERTY_TEXT, NULL);
  add_currencies (add_property (self, "currency", _("Currency"), TALUS_PROPERTY_SELECT,
                                _("What all amounts are in. None is converted.")));
  add_zones (add_property (self, "time_zone", _("Time zone"), TALUS_PROPERTY_SELECT,
                           _("Where “today” is.")));

  return self;
}

/**
 * talus_settings_free:
 * @self: (transfer full): settings
 *
 * Frees them.
 */
void
talus_settings_free (TalusSettings *self)
{
  g_ptr_array_unref (self->properties);
  g_free (self);
}

/**
 * talus_settings_get_length:
 * @self: settings
 *
 * Returns: how many there are
 */
guint
talus_settings_get_length (TalusSettings *self)
{
  return self->properties->len;
}

/**
 * talus_settings_get:
 * @self: settings
 * @index: which
 *
 * Returns: (transfer none): it as a property, whose id is its key
 */
TalusProperty *
talus_settings_get (TalusSettings *self,
                    guint          index)
{
  return g_ptr_array_index (self->properties, index);
}

/**
 * talus_settings_dup_value:
 * @graph: the project
 * @setting: one of its settings
 *
 * Returns: (transfer full) (nullable): what it is
 */
TalusValue *
talus_settings_dup_value (TalusGraph          *graph,
                          const TalusProperty *setting)
{
  TalusValue *value;

  if (strcmp (setting->id, "name") == 0)
    return talus_value_new_string (talus_graph_get_name (graph), -1);

  value = talus_graph_get_setting (graph, setting->id);

  return value != NULL ? talus_value_ref (value) : NULL;
}
