/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A CSV file in memory. Cells lie in chunks that are freed as one; what is
 * past the number of rows wanted is read and counted but not kept. It must not
 * know what cells mean. */
#define G_LOG_DOMAIN "talus-store-csv"

#include "config.h"

#include "store/talus-csv-table.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#define PIECE_SIZE (64 * 1024)
#define CHUNK_SIZE (64 * 1024)
/* Of what is kept; a row is no more than its cells, a table no more than this. */
#define MAX_BYTES  (256 * 1024 * 1024)

typedef struct
{
  char **cells;
  guint n_cells;
  guint line;
} Row;

struct _TalusCsvTable
{
  GArray *rows;        /* Row */
  GStringChunk *text;
  guint max_rows;
  gsize n_bytes;
  guint64 n_total;
  guint n_columns;
  char separator;
  char *encoding;
};

static void
clear_row (gpointer data)
{
  Row *row = data;

  g_free (row->cells);
}

static void
clear_table (gpointer data)
{
  TalusCsvTable *self = data;

  g_array_unref (self->rows);
  g_string_chunk_free (self->text);
  g_free (self->encoding);
}

static gboolean
take_row (const TalusCsvRow *row,
          gpointer           user_data)
{
  TalusCsvTable *self = user_data;
  Row kept = { NULL, row->n_cells, (guint) row->line };

  self->n_total = row->number;
  if (self->rows->len >= self->max_rows || self->n_bytes > MAX_BYTES)
    return TRUE;

  self->n_columns = MAX (self->n_columns, row->n_cells);
  kept.cells = g_new (char *, row->n_cells);
  for (guint i = 0; i < row->n_cells; i++)
    {
      kept.cells[i] = row->cells[i][0] != '\0' ? g_string_chunk_insert (self->text, row->cells[i])
                                               : (char *) "";
      self->n_bytes += strlen (row->cells[i]) + sizeof (char *);
    }
  g_array_append_val (self->rows, kept);

  return TRUE;
}

/* As many as there are up to @size, so that what begins the text is judged by
 * a good piece of it. */
static gboolean
read_piece (GInputStream  *stream,
            char          *piece,
            gsize         *size,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr (GError) failure = NULL;

  if (g_input_stream_read_all (stream, piece, PIECE_SIZE, size, cancellable, &failure))
    return TRUE;

  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_INVALID_DATA) ||
      g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
    g_set_error_literal (error, TALUS_CSV_ERROR, TALUS_CSV_ERROR_ENCODING,
                         _("The text is not in the encoding it was taken to be in"));
  else
    g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

static gboolean
read_rows (TalusCsvTable   *self,
           GInputStream    *stream,
           TalusCsvReader  *reader,
           GCancellable    *cancellable,
           GError         **error)
{
  g_autofree char *piece = g_malloc (PIECE_SIZE);
  gsize size = 0;

  do
    {
      if (!read_piece (stream, piece, &size, cancellable, error) ||
          !talus_csv_reader_feed (reader, piece, size, error))
        return FALSE;
    }
  while (size == PIECE_SIZE);

  return talus_csv_reader_finish (reader, error);
}

static const char *
guess_encoding (GBufferedInputStream *stream)
{
  gsize n = 0;
  const guint8 *bytes = g_buffered_input_stream_peek_buffer (stream, &n);

  if (n >= 2 && ((bytes[0] == 0xff && bytes[1] == 0xfe) || (bytes[0] == 0xfe && bytes[1] == 0xff)))
    return "UTF-16";

  return "UTF-8";
}

/**
 * talus_csv_table_read:
 * @stream: the text; it is read to its end and not closed
 * @encoding: (nullable): what it is in, as iconv names it
 * @separator: what parts cells, or '\0' to find out
 * @max_rows: how many rows to keep
 * @cancellable: (nullable): ends it early
 * @error: return location for a %TALUS_CSV_ERROR, or one of reading
 *
 * Reads a table. It blocks: on a worker, or of memory.
 *
 * Returns: (transfer full) (nullable): the table
 */
TalusCsvTable *
talus_csv_table_read (GInputStream  *stream,
                      const char    *encoding,
                      char           separator,
                      guint          max_rows,
                      GCancellable  *cancellable,
                      GError       **error)
{
  g_autoptr (TalusCsvTable) self = NULL;
  g_autoptr (TalusCsvReader) reader = NULL;
  g_autoptr (GInputStream) buffered = NULL;
  g_autoptr (GInputStream) text = NULL;

  g_return_val_if_fail (G_IS_INPUT_STREAM (stream), NULL);

  buffered = g_buffered_input_stream_new (stream);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (buffered), FALSE);
  if (g_buffered_input_stream_fill (G_BUFFERED_INPUT_STREAM (buffered), -1, cancellable, error) < 0)
    return NULL;

  self = g_atomic_rc_box_new0 (TalusCsvTable);
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (self->rows, clear_row);
  self->text = g_string_chunk_new (CHUNK_SIZE);
  self->max_rows = max_rows;
  if (encoding == NULL)
    encoding = guess_encoding (G_BUFFERED_INPUT_STREAM (buffered));
  self->encoding = g_strdup (encoding);

  if (g_ascii_strcasecmp (self->encoding, "UTF-8") == 0)
    text = g_object_ref (buffered);
  else
    {
      g_autoptr (GCharsetConverter) converter =
        g_charset_converter_new ("UTF-8", self->encoding, error);

      if (converter == NULL)
        return NULL;
      text = g_converter_input_stream_new (buffered, G_CONVERTER (converter));
    }

  reader = talus_csv_reader_new (separator, take_row, self);
  if (!read_rows (self, text, reader, cancellable, error))
    return NULL;

  self->separator = talus_csv_reader_get_separator (reader);

  return g_steal_pointer (&self);
}

/**
 * talus_csv_table_ref:
 * @self: a table
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 */
TalusCsvTable *
talus_csv_table_ref (TalusCsvTable *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * talus_csv_table_unref:
 * @self: (transfer full): a table
 *
 * Gives a reference back. Any thread.
 */
void
talus_csv_table_unref (TalusCsvTable *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, clear_table);
}

/**
 * talus_csv_table_get_n_rows:
 * @self: a table
 *
 * Returns: how many rows it keeps
 */
guint
talus_csv_table_get_n_rows (const TalusCsvTable *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->rows->len;
}

/**
 * talus_csv_table_get_n_total:
 * @self: a table
 *
 * Returns: how many rows the text had, those not kept included
 */
guint64
talus_csv_table_get_n_total (const TalusCsvTable *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_total;
}

/**
 * talus_csv_table_get_n_columns:
 * @self: a table
 *
 * Returns: how many cells its widest row has
 */
guint
talus_csv_table_get_n_columns (const TalusCsvTable *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_columns;
}

/**
 * talus_csv_table_get_cell:
 * @self: a table
 * @row: less than its number of rows
 * @column: any; where the row has no such cell it is empty
 *
 * Returns: (transfer none): the text
 */
const char *
talus_csv_table_get_cell (const TalusCsvTable *self,
                          guint                row,
                          guint                column)
{
  const Row *kept;

  g_return_val_if_fail (self != NULL, "");
  g_return_val_if_fail (row < self->rows->len, "");

  kept = &g_array_index (self->rows, Row, row);

  return column < kept->n_cells ? kept->cells[column] : "";
}

/**
 * talus_csv_table_get_line:
 * @self: a table
 * @row: less than its number of rows
 *
 * Returns: the line of the text in which the row begins, from 1
 */
guint
talus_csv_table_get_line (const TalusCsvTable *self,
                          guint                row)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (row < self->rows->len, 0);

  return g_array_index (self->rows, Row, row).line;
}

/**
 * talus_csv_table_get_separator:
 * @self: a table
 *
 * Returns: what parted its cells
 */
char
talus_csv_table_get_separator (const TalusCsvTable *self)
{
  g_return_val_if_fail (self != NULL, ',');

  return self->separator != '\0' ? self->separator : ',';
}

/**
 * talus_csv_table_get_encoding:
 * @self: a table
 *
 * Returns: (transfer none): what it was read as
 */
const char *
talus_csv_table_get_encoding (const TalusCsvTable *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->encoding;
}
