/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds values inside JSON text by reading over everything else. It must not
 * know what the text means. */
#define G_LOG_DOMAIN "talus-host-json"

#include <string.h>

#include "base/talus-json-reader.h"
#include "base/talus-json.h"
#include "host/talus-json-slice.h"

/* Values of the deepest import, inside what we wrap around them. */
#define MAX_DEPTH (TALUS_JSON_DEPTH_IMPORT + 16)

static TalusJsonSlice
take_value (TalusJsonReader      *reader,
            const TalusJsonSlice *text)
{
  TalusJsonSlice value = { text->json + reader->start, 0 };
  gsize start = reader->start;

  if (!talus_json_reader_skip (reader))
    return (TalusJsonSlice) { NULL, 0 };

  value.length = reader->end - start;

  return value;
}

/**
 * talus_json_slice_new:
 * @json: (nullable): a text that is one value
 *
 * Makes a slice of all of it.
 *
 * Returns: the slice, which borrows @json
 */
TalusJsonSlice
talus_json_slice_new (const char *json)
{
  TalusJsonSlice slice = { json, json != NULL ? strlen (json) : 0 };

  return slice;
}

/**
 * talus_json_slice_get:
 * @object: a slice
 * @name: of a member
 *
 * Finds a member of an object.
 *
 * Returns: its value, or none
 */
TalusJsonSlice
talus_json_slice_get (const TalusJsonSlice *object,
                      const char           *name)
{
  TalusJsonSlice value = { NULL, 0 };
  TalusJsonReader reader;

  g_return_val_if_fail (object != NULL && name != NULL, value);

  if (object->json == NULL)
    return value;

  talus_json_reader_init (&reader, object->json, object->length, MAX_DEPTH);
  if (talus_json_reader_next (&reader) == TALUS_JSON_BEGIN_OBJECT)
    {
      while (talus_json_reader_next (&reader) == TALUS_JSON_NAME)
        {
          gboolean found = talus_json_reader_text_is (&reader, name);

          talus_json_reader_next (&reader);
          value = take_value (&reader, object);
          if (found || value.json == NULL)
            break;
          value.json = NULL;
        }
    }
  talus_json_reader_clear (&reader);

  return value;
}

/**
 * talus_json_slice_split:
 * @array: a slice
 *
 * Finds the items of an array.
 *
 * Returns: (transfer full) (element-type TalusJsonSlice): the items
 */
GArray *
talus_json_slice_split (const TalusJsonSlice *array)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (TalusJsonSlice));
  TalusJsonReader reader;

  g_return_val_if_fail (array != NULL, items);

  if (array->json == NULL)
    return items;

  talus_json_reader_init (&reader, array->json, array->length, MAX_DEPTH);
  if (talus_json_reader_next (&reader) == TALUS_JSON_BEGIN_ARRAY)
    {
      while (talus_json_reader_next (&reader) > TALUS_JSON_END &&
             reader.token != TALUS_JSON_END_ARRAY)
        {
          TalusJsonSlice item = take_value (&reader, array);

          if (item.json == NULL)
            break;
          g_array_append_val (items, item);
        }
    }
  talus_json_reader_clear (&reader);

  return items;
}
