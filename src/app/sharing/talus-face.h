/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A face: somebody's initials on their colour. */
#pragma once

#include <gtk/gtk.h>

#include "peer/talus-person.h"

G_BEGIN_DECLS

#define TALUS_TYPE_FACE (talus_face_get_type ())

G_DECLARE_FINAL_TYPE (TalusFace, talus_face, TALUS, FACE, GtkWidget)

/* @size: pixels across */
GtkWidget  *talus_face_new          (TalusPerson *person,
                                     int          size);
/* One that belongs to nobody yet: for rows, which show now one, now another. */
GtkWidget  *talus_face_new_blank    (int                size);
/* (nullable): of somebody who need not be here. */
void        talus_face_set_author   (TalusFace         *self,
                                     const TalusAuthor *author);
/* (transfer full): up to two letters: "AL" of "Ada Lovelace", "?" of nothing. */
char       *talus_face_make_initials (const char *name);
/* White or black, whichever can be read upon @background. */
void        talus_face_choose_ink   (const GdkRGBA *background,
                                     GdkRGBA       *ink);

G_END_DECLS
