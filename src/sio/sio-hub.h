/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the outlets and rooms of one server meet: it counts the tickets that
 * order what is said, and has everything that was said in a turn of the main
 * loop leave at its end, once a client. It must not know what is said. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SioHub SioHub;

SioHub *sio_hub_new  (GMainContext *context);
/* Every outlet and room of it is gone. */
void    sio_hub_free (SioHub       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioHub, sio_hub_free)

G_END_DECLS
