/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The member names of the objects that a reader has open: finds the second
 * use of a name, and tells an error message the way down. It knows names and
 * nesting, no JSON. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _TalusJsonNames TalusJsonNames;

TalusJsonNames *talus_json_names_new      (const char           *data,
                                           gsize                 size);
void            talus_json_names_free     (TalusJsonNames       *self);
void            talus_json_names_push     (TalusJsonNames       *self);
void            talus_json_names_pop      (TalusJsonNames       *self);
gboolean        talus_json_names_add      (TalusJsonNames       *self,
                                           const char           *text,
                                           gsize                 length);
const char     *talus_json_names_get_last (TalusJsonNames       *self,
                                           guint                 level,
                                           gsize                *length);

G_END_DECLS
