/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Children in lines, as words are: as many in a line as there is room for. It
 * knows nothing of what they are. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define TALUS_TYPE_WRAP_BOX (talus_wrap_box_get_type ())

G_DECLARE_FINAL_TYPE (TalusWrapBox, talus_wrap_box, TALUS, WRAP_BOX, GtkWidget)

GtkWidget *talus_wrap_box_new    (int           spacing);
void       talus_wrap_box_append (TalusWrapBox *self,
                                  GtkWidget    *child);

G_END_DECLS
