/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The framing of an HTTP/1 request body, by length or in chunks, as a pure
 * codec: bytes in; runs of body bytes or an error out. It must not know
 * sockets or what becomes of the bytes. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SioHttpBody:
 *
 * A body being taken out of its framing.
 */
typedef struct
{
  /*< private >*/
  int     state;
  guint64 remaining;   /* bytes of the body, or of this chunk, still to come */
  guint   digits;      /* of the chunk's size so far */
  guint   line_length; /* of a chunk's extension, or of all trailers */
} SioHttpBody;

void     sio_http_body_init_length (SioHttpBody        *self,
                                    guint64             length);
void     sio_http_body_init_chunks (SioHttpBody        *self);
gboolean sio_http_body_is_done     (const SioHttpBody  *self);
gboolean sio_http_body_get_left    (const SioHttpBody  *self,
                                    guint64            *left);
gboolean sio_http_body_take        (SioHttpBody        *self,
                                    const char        **data,
                                    gsize              *length,
                                    const char        **run,
                                    gsize              *run_length,
                                    GError            **error);

G_END_DECLS
