/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The faces of the others who are here, overlapping, at most three and how
 * many more; nothing while nobody else is. */
#pragma once

#include <gtk/gtk.h>

#include "peer/talus-peer.h"

G_BEGIN_DECLS

#define TALUS_TYPE_FACES (talus_faces_get_type ())

G_DECLARE_FINAL_TYPE (TalusFaces, talus_faces, TALUS, FACES, GtkWidget)

GtkWidget *talus_faces_new        (void);
/* @people: (nullable): a list model of TalusPerson */
void       talus_faces_set_people (TalusFaces *self,
                                   GListModel *people);

G_END_DECLS
