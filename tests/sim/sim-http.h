/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The client's half of HTTP/1.1, as much as the host's answers need: bytes in,
 * an answer out, no more than one at a time. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * SimHttpAnswer:
 * @status: 0 until the head is complete
 * @body: what came of it, without the framing of chunks
 * @closes: whether the connection ends with it
 *
 * An answer as it comes in.
 */
typedef struct
{
  guint status;
  GString *body;
  gboolean closes;
  /*< private >*/
  GString *in;         /* came, and not looked at */
  gint64 left;         /* of the body or the chunk; -1 before the head is complete */
  gboolean chunked;
  gboolean complete;
} SimHttpAnswer;

void     sim_http_answer_init   (SimHttpAnswer  *self);
void     sim_http_answer_reset  (SimHttpAnswer  *self);
void     sim_http_answer_clear  (SimHttpAnswer  *self);
gboolean sim_http_answer_feed   (SimHttpAnswer  *self,
                                 const char     *data,
                                 gsize           length,
                                 GError        **error);

GString *sim_http_format        (const char     *method,
                                 const char     *path,
                                 const char     *body);
int      sim_http_connect       (guint16         port,
                                 GError        **error);
gboolean sim_http_call          (guint16         port,
                                 const char     *method,
                                 const char     *path,
                                 const char     *body,
                                 SimHttpAnswer  *answer,
                                 GError        **error);

G_END_DECLS
