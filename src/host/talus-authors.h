/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who people on this computer say they are: a name once given is kept for
 * those who leave it out later. */
#pragma once

#include "model/talus-record.h"

G_BEGIN_DECLS

typedef struct _TalusAuthors TalusAuthors;

/* @owner: who somebody is that says nothing. */
TalusAuthors *talus_authors_new  (TalusAuthor   *owner);
void          talus_authors_free (TalusAuthors  *self);
void          talus_authors_set_owner (TalusAuthors *self,
                                       TalusAuthor  *owner);
/* (transfer full): INVALID_REQUEST for an author that cannot be. */
TalusAuthor  *talus_authors_find (TalusAuthors  *self,
                                  const char    *id_text,
                                  const char    *name,
                                  GError       **error);
/* How many names are kept. */
guint         talus_authors_get_n_kept (TalusAuthors *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusAuthors, talus_authors_free)

G_END_DECLS
