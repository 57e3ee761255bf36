/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of JSON text that the program itself wrote: found, never decoded, so
 * that they are copied into another text as they are. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TalusJsonSlice:
 * @json: (nullable): one value, not NUL-terminated; %NULL where there is none
 * @length: its length
 *
 * Borrowed from the text it is part of.
 */
typedef struct
{
  const char *json;
  gsize length;
} TalusJsonSlice;

TalusJsonSlice  talus_json_slice_new   (const char           *json); /* (nullable) */
/* The member of that name: none where @object is no object, or lacks it. */
TalusJsonSlice  talus_json_slice_get   (const TalusJsonSlice *object,
                                        const char           *name);
/* (transfer full) (element-type TalusJsonSlice): empty where it is no array. */
GArray         *talus_json_slice_split (const TalusJsonSlice *array);

G_END_DECLS
