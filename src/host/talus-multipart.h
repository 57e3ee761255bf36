/* SPDX-License-Identifier: GPL-3.0-or-later */
/* `multipart/form-data` (RFC 7578), whole and in memory, as a pure function:
 * bytes in, slices of them out. It must not know what the parts are for. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TALUS_MULTIPART_MAX_PARTS 32

/**
 * TalusPart:
 * @name: its field
 * @filename: (nullable): as the client says, not to be used as a path
 * @start: offset of its first byte
 * @length: how many bytes it has
 */
typedef struct
{
  char *name;
  char *filename;
  gsize start;
  gsize length;
} TalusPart;

/* (transfer full) (nullable): what separates the parts; NULL where
 * @content_type is no multipart/form-data, or has no usable boundary. */
char      *talus_multipart_get_boundary (const char  *content_type);
/* (transfer full) (element-type TalusPart) */
GPtrArray *talus_multipart_split        (const char  *data,
                                         gsize        size,
                                         const char  *boundary,
                                         GError     **error);

G_END_DECLS
