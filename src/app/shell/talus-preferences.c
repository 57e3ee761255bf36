/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences, each bound to its setting. */
#define G_LOG_DOMAIN "talus-app-shell"

#include "app/shell/talus-preferences.h"

#include <glib/gi18n.h>

#include "app/shell/talus-you-page.h"

struct _TalusPreferences
{
  AdwPreferencesWindow parent_instance;

  AdwComboRow *appearance;
  GtkSwitch *restore;
  GtkSwitch *notify_joined;
  AdwComboRow *reach;
  GtkSpinButton *port;
  TalusYouPage *you;
};

G_DEFINE_FINAL_TYPE (TalusPreferences, talus_preferences, ADW_TYPE_PREFERENCES_WINDOW)

/* The choices of a row are those of an enumeration, in its order. */
static gboolean
read_choice (GValue   *value,
             GVariant *variant,
             gpointer  data)
{
  const char * const *nicks = data;
  const char *nick = g_variant_get_string (variant, NULL);

  for (guint i = 0; nicks[i] != NULL; i++)
    {
      if (g_str_equal (nicks[i], nick))
        {
          g_value_set_uint (value, i);
          return TRUE;
        }
    }

  return FALSE;
}

static GVariant *
write_choice (const GValue       *value,
              const GVariantType *type,
              gpointer            data)
{
  const char * const *nicks = data;

  return g_variant_new_string (nicks[g_value_get_uint (value)]);
}

static void
bind_settings (TalusPreferences *self,
               GSettings        *settings)
{
  static const char * const appearances[] = { "system", "light", "dark", NULL };
  static const char * const reaches[] = { "computer", "network", "network-open", NULL };

  g_settings_bind_with_mapping (settings, "appearance", self->appearance, "selected",
                                G_SETTINGS_BIND_DEFAULT, read_choice, write_choice,
                                (gpointer) appearances, NULL);
  g_settings_bind_with_mapping (settings, "hosting-reach", self->reach, "selected",
                                G_SETTINGS_BIND_DEFAULT, read_choice, write_choice,
                                (gpointer) reaches, NULL);
  g_settings_bind (settings, "restore-windows", self->restore, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "notify-joined", self->notify_joined, "active",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "hosting-port", self->port, "value", G_SETTINGS_BIND_DEFAULT);
}

static void
talus_preferences_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), TALUS_TYPE_PREFERENCES);

  G_OBJECT_CLASS (talus_preferences_parent_class)->dispose (object);
}

static void
talus_preferences_class_init (TalusPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = talus_preferences_dispose;
  g_type_ensure (TALUS_TYPE_YOU_PAGE);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/talustally/TalusTally/shell/"
                                               "talus-preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, TalusPreferences, appearance);
  gtk_widget_class_bind_template_child (widget_class, TalusPreferences, restore);
  gtk_widget_class_bind_template_child (widget_class, TalusPreferences, notify_joined);
  gtk_widget_class_bind_template_child (widget_class, TalusPreferences, reach);
  gtk_widget_class_bind_template_child (widget_class, TalusPreferences, port);
  gtk_widget_class_bind_template_child (widget_class, TalusPreferences, you);
}

static void
talus_preferences_init (TalusPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * talus_preferences_new:
 * @parent: (nullable): the window it belongs to
 * @settings: those of the program
 * @desk: where the name that goes without saying comes from
 *
 * Returns: (transfer none): a window, to be presented
 */
GtkWidget *
talus_preferences_new (GtkWindow *parent,
                       GSettings *settings,
                       TalusDesk *desk)
{
  TalusPreferences *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (TALUS_TYPE_PREFERENCES, "transient-for", parent, NULL);
  bind_settings (self, settings);
  talus_you_page_bind (self->you, settings, desk);

  return GTK_WIDGET (self);
}
