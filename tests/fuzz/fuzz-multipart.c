/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the bytes are: a form is refused, or its parts lie inside it, in
 * order and apart, each between two boundaries. The first line of the input
 * is the Content-Type. */
#include "fuzz.h"

#include <string.h>

#include "base/talus-error.h"
#include "host/talus-multipart.h"

static void
check_parts (GPtrArray  *parts,
             const char *form,
             gsize       size,
             const char *boundary)
{
  g_autofree char *delimiter = g_strconcat ("\r\n--", boundary, NULL);
  gsize length = strlen (delimiter);
  gsize end = 0;

  g_assert_cmpuint (parts->len, <=, TALUS_MULTIPART_MAX_PARTS);
  for (guint i = 0; i < parts->len; i++)
    {
      const TalusPart *part = parts->pdata[i];

      g_assert_cmpuint (part->start, >, end);
      end = part->start + part->length;
      g_assert_cmpuint (end, >=, part->start);
      g_assert_cmpuint (end + length, <=, size);
      g_assert_true (memcmp (form + end, delimiter, length) == 0);
      g_assert_null (memmem (form + part->start, part->length, delimiter, length));
      g_assert_true (g_utf8_validate (part->name, -1, NULL));
      g_assert_true (part->filename == NULL || g_utf8_validate (part->filename, -1, NULL));
    }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const char *text = (const char *) data;
  const char *line_end = size > 0 ? memchr (text, '\n', size) : NULL;
  g_autofree char *content_type = NULL;
  g_autofree char *boundary = NULL;
  g_autoptr (GPtrArray) parts = NULL;
  g_autoptr (GError) error = NULL;
  gsize skipped = 0;

  if (line_end == NULL)
    return 0;

  content_type = g_strndup (text, line_end - text);
  skipped = line_end + 1 - text;
  boundary = talus_multipart_get_boundary (content_type);
  if (boundary == NULL)
    return 0;

  g_assert_cmpuint (strlen (boundary), <=, 70);
  g_assert_cmpuint (strlen (boundary), >, 0);
  parts = talus_multipart_split (text + skipped, size - skipped, boundary, &error);
  g_assert_cmpint (parts == NULL, ==, error != NULL);
  if (parts != NULL)
    check_parts (parts, text + skipped, size - skipped, boundary);
  else
    g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);

  return 0;
}
