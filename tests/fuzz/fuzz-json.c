/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the bytes are: the reader, skipping, and the tree agree on whether
 * they are JSON; what is refused is refused with a short message; what is
 * accepted has one canonical form. */
#include "fuzz.h"

#include <math.h>
#include <string.h>

#include "base/talus-error.h"
#include "base/talus-json-reader.h"
#include "base/talus-json.h"

#define MAX_DEPTH 64

static gboolean
read_tokens (const char *text,
             gsize       size)
{
  TalusJsonReader reader;
  TalusJsonToken token;
  gsize end = 0;

  talus_json_reader_init (&reader, text, size, MAX_DEPTH);
  do
    {
      token = talus_json_reader_next (&reader);
      g_assert_cmpuint (reader.start, <=, reader.end);
      g_assert_cmpuint (reader.end, <=, size);
      g_assert_cmpuint (reader.depth, <=, MAX_DEPTH);

      if (token == TALUS_JSON_STRING || token == TALUS_JSON_NAME)
        {
          g_assert_true (g_utf8_validate_len (reader.text, reader.length, NULL));
          g_assert_null (memchr (reader.text, '\0', reader.length));
        }
      else if (token == TALUS_JSON_NUMBER)
        {
          g_assert_true (isfinite (reader.number));
          g_assert_false (reader.number == 0 && signbit (reader.number));
        }

      if (token != TALUS_JSON_ERROR_TOKEN)
        {
          g_assert_cmpuint (reader.start, >=, end);
          end = reader.end;
        }
    }
  while (token != TALUS_JSON_END && token != TALUS_JSON_ERROR_TOKEN);

  if (token == TALUS_JSON_ERROR_TOKEN)
    {
      const GError *error = talus_json_reader_get_error (&reader);

      g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
      g_assert_cmpuint (strlen (error->message), <, 600);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  talus_json_reader_clear (&reader);

  return token == TALUS_JSON_END;
}

static gboolean
skip_all (const char *text,
          gsize       size)
{
  TalusJsonReader reader;
  gboolean is_json;

  talus_json_reader_init (&reader, text, size, MAX_DEPTH);
  talus_json_reader_next (&reader);
  is_json = talus_json_reader_skip (&reader) &&
            talus_json_reader_next (&reader) == TALUS_JSON_END;
  talus_json_reader_clear (&reader);

  return is_json;
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const char *text = (const char *) data;
  gboolean is_json = read_tokens (text, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) tree = NULL;
  g_autofree char *canonical = NULL;
  g_autofree char *again = NULL;
  gsize length = 0;
  gsize again_length = 0;

  g_assert_cmpint (skip_all (text, size), ==, is_json);

  tree = talus_json_parse (text, size, MAX_DEPTH, &error);
  g_assert_cmpint (tree != NULL, ==, is_json);
  g_assert_cmpint (error == NULL, ==, is_json);
  if (!is_json)
    return 0;

  canonical = talus_json_to_canonical (tree, &length);
  again = talus_json_canonicalize (canonical, length, MAX_DEPTH, &again_length, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (canonical, length, again, again_length);

  return 0;
}
