/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The target of a request line taken apart: path, segments, query. Part of
 * the head's codec; nothing else uses it. */
#pragma once

#include "sio/sio-http-head.h"

G_BEGIN_DECLS

/* As in SioHttpHead; authority is NULL unless the target is an absolute URI. */
typedef struct
{
  const char   *authority;
  const char   *raw_path;
  const char   *path;
  const char   *raw_query;
  char        **segments;
  SioHttpPair  *query;
  guint         n_query;

  /*< private >*/
  char         *decoded;  /* what the decoded strings lie in */
} SioHttpTarget;

gboolean sio_http_target_parse (SioHttpTarget  *self,
                                char           *text,
                                gboolean        is_options,
                                GError        **error);
void     sio_http_target_clear (SioHttpTarget  *self);

G_END_DECLS
