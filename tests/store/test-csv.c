/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV in and out: RFC 4180 to the letter, what programs write beside it, and
 * a sentence with the line for what is neither. */
#include <string.h>

#include "store/talus-csv-table.h"

/* What was read: cells in brackets, a row a line. */
static gboolean
log_row (const TalusCsvRow *row,
         gpointer           user_data)
{
  GString *log = user_data;

  g_string_append_printf (log, "%u:", (guint) row->line);
  for (guint i = 0; i < row->n_cells; i++)
    g_string_append_printf (log, "[%s]", row->cells[i]);
  g_string_append_c (log, '\n');

  return TRUE;
}

static void
assert_read_in_pieces (const char *text,
                       gsize       piece,
                       const char *expected)
{
  g_autoptr (GString) log = g_string_new (NULL);
  char separator = talus_csv_guess_separator (text, strlen (text));
  g_autoptr (TalusCsvReader) reader = talus_csv_reader_new (separator, log_row, log);
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < strlen (text); i += piece)
    {
      talus_csv_reader_feed (reader, text + i, MIN (piece, strlen (text) - i), &error);
      g_assert_no_error (error);
    }
  talus_csv_reader_finish (reader, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (log->str, ==, expected);
}

static void
assert_read (const char *text,
             const char *expected)
{
  for (gsize piece = 1; piece < 5; piece++)
    assert_read_in_pieces (text, piece, expected);
  assert_read_in_pieces (text, 4096, expected);
}

static void
test_plain (void)
{
  assert_read ("a,b\r\nc,d\r\n", "1:[a][b]\n2:[c][d]\n");
  assert_read ("a,b\nc,d", "1:[a][b]\n2:[c][d]\n");
  assert_read ("a,b\rc,d\r", "1:[a][b]\n2:[c][d]\n");
  assert_read ("a,,b\n,\n", "1:[a][][b]\n2:[][]\n");
  assert_read ("", "");
}

static void
test_quoted (void)
{
  assert_read ("\"a,b\",\"c \"\"d\"\"\"\n\"two\nlines\",x\ny,z\n",
               "1:[a,b][c \"d\"]\n2:[two\nlines][x]\n4:[y][z]\n");
  assert_read ("\"\"\n", "1:[]\n");
}

static void
test_stray_quotes (void)
{
  assert_read ("5\" pipe,x\n\"a\"b,c\n", "1:[5\" pipe][x]\n2:[ab][c]\n");
}

static void
test_empty_lines (void)
{
  assert_read ("\n  \na,b\n\r\nc,d\n\n", "3:[a][b]\n5:[c][d]\n");
}

static void
test_byte_order_mark (void)
{
  assert_read ("\xef\xbb\xbf\"a\",b\n", "1:[a][b]\n");
}

static void
test_separators (void)
{
  static const struct
  {
    const char *text;
    char separator;
  } cases[] = {
    { "a,b\n1,2\n", ',' },
    { "a;b\n1,5;2,5\n", ';' },
    { "a\tb, c, d\n1\t2\n", '\t' },
    { "a|b\n1|2\n", '|' },
    { "\"a;b;c\",d\n\"e;f\",g\n", ',' },
    { "Name\nFirst, and more\nSecond\n", ',' },
    { "one line;only", ';' },
    { "", ',' },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (talus_csv_guess_separator (cases[i].text, strlen (cases[i].text)), ==,
                     cases[i].separator);

  assert_read ("sep=;\r\na;b,c\r\n", "2:[a][b,c]\n");
}

static void
assert_refused (const char   *text,
                gsize         size,
                TalusCsvError code,
                const char   *sentence)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (TalusCsvReader) reader = talus_csv_reader_new (',', log_row, log);
  g_autoptr (GError) error = NULL;

  if (talus_csv_reader_feed (reader, text, size, &error))
    talus_csv_reader_finish (reader, &error);
  g_assert_error (error, TALUS_CSV_ERROR, (int) code);
  g_assert_cmpstr (error->message, ==, sentence);
}

static void
test_refused (void)
{
  g_autofree char *long_cell = g_strnfill (TALUS_CSV_MAX_CELL + 1, 'x');
  g_autofree char *long_row = g_strnfill (TALUS_CSV_MAX_CELLS, ',');

  assert_refused ("a\nGr\xfc\xdf" "e,b\n", 9, TALUS_CSV_ERROR_ENCODING,
                  "Line 2 is not UTF-8 text");
  assert_refused ("a\nb\0c\n", 6, TALUS_CSV_ERROR_MALFORMED,
                  "Line 2 holds a zero byte: this is no text");
  assert_refused ("a\n\"b\nc", 6, TALUS_CSV_ERROR_MALFORMED,
                  "A quotation mark opens in line 2 and is never closed");
  assert_refused (long_cell, strlen (long_cell), TALUS_CSV_ERROR_TOO_LARGE,
                  "A cell in line 1 is longer than a mebibyte");
  assert_refused (long_row, strlen (long_row), TALUS_CSV_ERROR_TOO_LARGE,
                  "Line 1 has more than 4096 columns");
}

static void
test_written_is_read (void)
{
  static const char *const cells[] = {
    "plain", "", "a,b", "\"", "two\r\nlines", " spaced ", "\ttab", "sep=,", "-5", "ä€😀",
  };
  static const char separators[] = { ',', ';', '\t', '|' };

  for (guint s = 0; s < G_N_ELEMENTS (separators); s++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GString) log = g_string_new (NULL);
      g_autoptr (GString) expected = g_string_new (NULL);
      g_autoptr (TalusCsvReader) reader = NULL;
      g_autoptr (GError) error = NULL;
      TalusCsvWriter writer;

      talus_csv_writer_init (&writer, text, separators[s]);
      /* Alone in its row, then all in one. */
      for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
        {
          talus_csv_writer_cell (&writer, cells[i]);
          talus_csv_writer_end_row (&writer);
          /* A cell of two lines is one row, and takes two. */
          g_string_append_printf (expected, "%u:[%s]\n", i + 1 + (i > 4), cells[i]);
        }
      g_string_append_printf (expected, "%u:", (guint) G_N_ELEMENTS (cells) + 2);
      for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
        {
          talus_csv_writer_cell (&writer, cells[i]);
          g_string_append_printf (expected, "[%s]", cells[i]);
        }
      talus_csv_writer_end_row (&writer);
      g_string_append_c (expected, '\n');

      reader = talus_csv_reader_new (separators[s], log_row, log);
      talus_csv_reader_feed (reader, text->str, text->len, &error);
      g_assert_no_error (error);
      talus_csv_reader_finish (reader, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (log->str, ==, expected->str);
    }
}

static TalusCsvTable *
read_table (const char *data,
            gsize       size,
            const char *encoding,
            guint       max_rows,
            GError    **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);

  return talus_csv_table_read (stream, encoding, '\0', max_rows, NULL, error);
}

static void
test_table_counts_all_rows (void)
{
  g_autoptr (GString) text = g_string_new ("a;b\n");
  g_autoptr (TalusCsvTable) table = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 50000; i++)
    g_string_append_printf (text, "row %u;\"x\ny\";z\n", i);

  table = read_table (text->str, text->len, NULL, 100, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (talus_csv_table_get_n_rows (table), ==, 100);
  g_assert_cmpuint (talus_csv_table_get_n_total (table), ==, 50001);
  g_assert_cmpuint (talus_csv_table_get_n_columns (table), ==, 3);
  g_assert_cmpint (talus_csv_table_get_separator (table), ==, ';');
  g_assert_cmpstr (talus_csv_table_get_cell (table, 0, 1), ==, "b");
  g_assert_cmpstr (talus_csv_table_get_cell (table, 0, 2), ==, "");
  g_assert_cmpstr (talus_csv_table_get_cell (table, 2, 0), ==, "row 1");
  g_assert_cmpuint (talus_csv_table_get_line (table, 2), ==, 4);
}

static void
test_table_encodings (void)
{
  static const char latin[] = "Gr\xfc\xdf" "e;1\n\x80;2\n";
  static const char utf16[] = "\xff\xfe" "a\0,\0\xfc\0\n\0";
  g_autoptr (TalusCsvTable) table = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (read_table (latin, sizeof latin - 1, NULL, 10, &error));
  g_assert_error (error, TALUS_CSV_ERROR, TALUS_CSV_ERROR_ENCODING);
  g_clear_error (&error);

  table = read_table (latin, sizeof latin - 1, "WINDOWS-1252", 10, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (talus_csv_table_get_cell (table, 0, 0), ==, "Grüße");
  g_assert_cmpstr (talus_csv_table_get_cell (table, 1, 0), ==, "€");
  g_clear_pointer (&table, talus_csv_table_unref);

  table = read_table (utf16, sizeof utf16 - 1, NULL, 10, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (talus_csv_table_get_encoding (table), ==, "UTF-16");
  g_assert_cmpstr (talus_csv_table_get_cell (table, 0, 0), ==, "a");
  g_assert_cmpstr (talus_csv_table_get_cell (table, 0, 1), ==, "ü");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/csv/plain-rows", test_plain);
  g_test_add_func ("/csv/quotes-hold-separators-and-lines", test_quoted);
  g_test_add_func ("/csv/stray-quotes-are-text", test_stray_quotes);
  g_test_add_func ("/csv/empty-lines-are-no-rows", test_empty_lines);
  g_test_add_func ("/csv/byte-order-mark-is-no-text", test_byte_order_mark);
  g_test_add_func ("/csv/separator-is-found-out", test_separators);
  g_test_add_func ("/csv/what-is-none-is-refused-with-its-line", test_refused);
  g_test_add_func ("/csv/written-is-read-the-same", test_written_is_read);
  g_test_add_func ("/csv/table-counts-what-it-does-not-keep", test_table_counts_all_rows);
  g_test_add_func ("/csv/table-reads-other-encodings", test_table_encodings);

  return g_test_run ();
}
