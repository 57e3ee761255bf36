/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether bytes that come in pieces are UTF-8. Unlike GLib's, U+0000 is a
 * character like any other. It must not know what the text says. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SioUtf8:
 *
 * A text on its way; filled with zeros at first.
 */
typedef struct
{
  /*< private >*/
  guint8 left; /* bytes that the character still needs */
  guint8 low;  /* what the next one must be at least, */
  guint8 high; /* and at most */
} SioUtf8;

gboolean sio_utf8_take        (SioUtf8       *self,
                               const guint8  *data,
                               gsize          length);
gboolean sio_utf8_is_complete (const SioUtf8 *self);
gboolean sio_utf8_is_valid    (const void    *data,
                               gsize          length);

G_END_DECLS
