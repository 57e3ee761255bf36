/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The preferences, each bound to its setting. */
#pragma once

#include <adwaita.h>

#include "app/desk/talus-desk.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PREFERENCES (talus_preferences_get_type ())

G_DECLARE_FINAL_TYPE (TalusPreferences, talus_preferences, TALUS, PREFERENCES,
                      AdwPreferencesWindow)

GtkWidget *talus_preferences_new (GtkWindow *parent,
                                  GSettings *settings,
                                  TalusDesk *desk);

G_END_DECLS
