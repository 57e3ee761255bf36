/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the bytes are: they are refused with a sentence, or they are rows
 * that come out the same whatever pieces they are fed in, and that can be
 * written and read again. */
#include "fuzz.h"

#include <string.h>

#include "store/talus-csv.h"

typedef struct
{
  TalusCsvWriter writer;
  guint64 n_rows;
  guint64 line;
} Copy;

static gboolean
copy_row (const TalusCsvRow *row,
          gpointer           user_data)
{
  Copy *copy = user_data;

  g_assert_cmpuint (row->n_cells, >, 0);
  g_assert_cmpuint (row->number, ==, ++copy->n_rows);
  g_assert_cmpuint (row->line, >, copy->line);
  copy->line = row->line;
  for (guint i = 0; i < row->n_cells; i++)
    {
      g_assert_true (g_utf8_validate (row->cells[i], -1, NULL));
      talus_csv_writer_cell (&copy->writer, row->cells[i]);
    }
  talus_csv_writer_end_row (&copy->writer);

  return TRUE;
}

static char *
read_in_pieces (const char *data,
                gsize       size,
                gsize       piece,
                char        separator)
{
  Copy copy = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusCsvReader) reader = talus_csv_reader_new (separator, copy_row, &copy);
  GString *text = g_string_new (NULL);
  gboolean good = TRUE;

  talus_csv_writer_init (&copy.writer, text, ';');
  for (gsize i = 0; i < size && good; i += piece)
    good = talus_csv_reader_feed (reader, data + i, MIN (piece, size - i), &error);
  good = good && talus_csv_reader_finish (reader, &error);
  g_assert_cmpint (good, ==, error == NULL);
  if (!good)
    {
      g_assert_cmpuint (error->domain, ==, TALUS_CSV_ERROR);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_string_free (text, TRUE);
      return NULL;
    }

  return g_string_free (text, FALSE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const char *text = (const char *) data;
  char separator = talus_csv_guess_separator (text, size);
  g_autofree char *whole = read_in_pieces (text, size, MAX (size, 1), separator);
  g_autofree char *parts = read_in_pieces (text, size, 3, separator);

  g_assert_cmpstr (whole, ==, parts);
  if (whole != NULL)
    {
      g_autofree char *again = read_in_pieces (whole, strlen (whole), 4096, ';');

      g_assert_cmpstr (again, ==, whole);
    }

  return 0;
}
