/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chip: one of several things that a value is made of, with what takes it
 * away. Where it leads somewhere its name is a button. It knows no value. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TALUS_TYPE_CHIP (talus_chip_get_type ())

G_DECLARE_FINAL_TYPE (TalusChip, talus_chip, TALUS, CHIP, GtkWidget)

/* @icon, @colour: (nullable) */
GtkWidget  *talus_chip_new           (const char *name,
                                      const char *icon,
                                      const char *colour,
                                      gboolean    is_link);
const char *talus_chip_get_name      (TalusChip  *self);
void        talus_chip_set_removable (TalusChip  *self,
                                      gboolean    is_removable);

/**
 * TalusChip::activated: (self): its name was pressed
 * TalusChip::removed: (self): it is to go
 */

G_END_DECLS
