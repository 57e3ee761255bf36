/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Room in a thread's heap for what it is about to hold, all at once. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void talus_heap_make_room (gsize size);

G_END_DECLS
