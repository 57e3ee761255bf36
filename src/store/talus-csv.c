/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes CSV. The reader is a state machine over bytes: every byte
 * that means something in CSV is ASCII, so that pieces may end anywhere, and
 * whether it is UTF-8 is asked of whole cells. It must not know files. */
#define G_LOG_DOMAIN "talus-store-csv"

#include "config.h"

#include "store/talus-csv.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#define BYTE_ORDER_MARK  "\xef\xbb\xbf"
#define MARK_LENGTH      3
#define N_GUESSED_ROWS   64

typedef enum
{
  STATE_CELL,       /* nothing of the cell yet */
  STATE_PLAIN,      /* in a cell without quotes */
  STATE_QUOTED,     /* between quotes */
  STATE_QUOTE,      /* behind a quote between quotes */
  STATE_RETURN,     /* behind a CR */
} State;

struct _TalusCsvReader
{
  char separator;
  TalusCsvRowFunc func;
  gpointer user_data;

  State state;
  gsize n_mark;     /* bytes of the byte order mark so far; MARK_LENGTH when it is past */
  gboolean began;
  gboolean done;
  gboolean failed;
  gboolean has_quotes; /* the row has had any */
  guint64 n_rows;
  guint64 line;
  guint64 row_line;
  guint64 quote_line;

  GString *text;    /* the row's cells, each with its NUL */
  GArray *starts;   /* gsize: where in it each begins */
  GPtrArray *cells;
};

G_DEFINE_QUARK (talus-csv-error-quark, talus_csv_error)

/**
 * talus_csv_reader_new:
 * @separator: what parts cells, or '\0' to find out
 * @func: is told of each row
 * @user_data: for @func
 *
 * Starts reading. Any thread.
 *
 * Returns: (transfer full): the reader
 */
TalusCsvReader *
talus_csv_reader_new (char            separator,
                      TalusCsvRowFunc func,
                      gpointer        user_data)
{
  TalusCsvReader *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (TalusCsvReader, 1);
  self->separator = separator;
  self->func = func;
  self->user_data = user_data;
  self->line = 1;
  self->row_line = 1;
  self->text = g_string_new (NULL);
  self->starts = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->cells = g_ptr_array_new ();

  return self;
}

/**
 * talus_csv_reader_free:
 * @self: (transfer full): a reader
 *
 * Frees it.
 */
void
talus_csv_reader_free (TalusCsvReader *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->text, TRUE);
  g_array_unref (self->starts);
  g_ptr_array_unref (self->cells);
  g_free (self);
}

static gboolean
fail (TalusCsvReader *self,
      GError        **error,
      TalusCsvError   code,
      const char     *message)
{
  self->failed = TRUE;
  g_set_error (error, TALUS_CSV_ERROR, (int) code, "%s", message);

  return FALSE;
}

static gboolean
begin_cell (TalusCsvReader *self,
            GError        **error)
{
  gsize start = self->text->len;

  if (self->starts->len == TALUS_CSV_MAX_CELLS)
    {
      g_autofree char *message =
        g_strdup_printf (_("Line %u has more than %d columns"),
                         (guint) self->row_line, TALUS_CSV_MAX_CELLS);

      return fail (self, error, TALUS_CSV_ERROR_TOO_LARGE, message);
    }

  g_array_append_val (self->starts, start);

  return TRUE;
}

static gboolean
append (TalusCsvReader *self,
        const char     *data,
        gsize           size,
        GError        **error)
{
  gsize start;

  if (self->starts->len == 0 && !begin_cell (self, error))
    return FALSE;

  start = g_array_index (self->starts, gsize, self->starts->len - 1);
  if (self->text->len - start + size > TALUS_CSV_MAX_CELL)
    {
      g_autofree char *message =
        g_strdup_printf (_("A cell in line %u is longer than a mebibyte"), (guint) self->line);

      return fail (self, error, TALUS_CSV_ERROR_TOO_LARGE, message);
    }

  g_string_append_len (self->text, data, (gssize) size);

  return TRUE;
}

static gboolean
end_cell (TalusCsvReader *self,
          GError        **error)
{
  const char *cell;
  gsize start;

  if (self->starts->len == 0 && !begin_cell (self, error))
    return FALSE;

  start = g_array_index (self->starts, gsize, self->starts->len - 1);
  cell = self->text->str + start;
  if (!g_utf8_validate_len (cell, self->text->len - start, NULL))
    {
      gboolean has_nul = memchr (cell, '\0', self->text->len - start) != NULL;
      g_autofree char *message =
        g_strdup_printf (has_nul ? _("Line %u holds a zero byte: this is no text")
                                 : _("Line %u is not UTF-8 text"),
                         (guint) self->row_line);

      return fail (self, error, has_nul ? TALUS_CSV_ERROR_MALFORMED : TALUS_CSV_ERROR_ENCODING,
                   message);
    }

  g_string_append_c (self->text, '\0');

  return TRUE;
}

/* Spreadsheets of one maker write this in front to say what the separator is. */
static gboolean
take_separator_line (TalusCsvReader *self)
{
  const char *text = self->text->str;

  if (self->n_rows > 0 || self->row_line > 1 || self->has_quotes ||
      g_ascii_strncasecmp (text, "sep=", 4) != 0)
    return FALSE;

  if (self->starts->len == 1 && self->text->len == 6 && strchr (",;\t|", text[4]) != NULL)
    self->separator = text[4];
  else if (self->starts->len != 2 || self->text->len != 6)
    return FALSE;

  return TRUE;
}

/* An empty line, or only white space in it, is no row; an empty cell in quotes is. */
static gboolean
is_blank (TalusCsvReader *self)
{
  return self->starts->len == 1 && !self->has_quotes &&
         self->text->str[strspn (self->text->str, " \t")] == '\0';
}

static gboolean
end_row (TalusCsvReader *self,
         GError        **error)
{
  TalusCsvRow row = { 0 };

  if (!end_cell (self, error))
    return FALSE;

  if (!is_blank (self) && !take_separator_line (self))
    {
      g_ptr_array_set_size (self->cells, 0);
      for (guint i = 0; i < self->starts->len; i++)
        g_ptr_array_add (self->cells, self->text->str + g_array_index (self->starts, gsize, i));

      row.number = ++self->n_rows;
      row.line = self->row_line;
      row.cells = (const char * const *) self->cells->pdata;
      row.n_cells = self->cells->len;
      self->done = !self->func (&row, self->user_data);
    }

  g_string_truncate (self->text, 0);
  g_array_set_size (self->starts, 0);
  self->has_quotes = FALSE;
  self->state = STATE_CELL;

  return TRUE;
}

static gsize
measure_plain (TalusCsvReader *self,
               const char     *data,
               gsize           size)
{
  gsize n = 0;

  while (n < size && data[n] != self->separator && data[n] != '\n' && data[n] != '\r')
    n++;

  return n;
}

static gsize
measure_quoted (TalusCsvReader *self,
                const char     *data,
                gsize           size)
{
  const char *quote = memchr (data, '"', size);
  gsize n = quote != NULL ? (gsize) (quote - data) : size;

  for (gsize i = 0; i < n; i++)
    self->line += data[i] == '\n';

  return n;
}

/* One byte where it may be the end of a cell or of a row. */
static gboolean
take_byte (TalusCsvReader *self,
           const char     *byte,
           GError        **error)
{
  if (*byte == self->separator)
    {
      self->state = STATE_CELL;
      return end_cell (self, error) && begin_cell (self, error);
    }

  if (*byte == '\n' || *byte == '\r')
    {
      if (!end_row (self, error))
        return FALSE;
      self->line++;
      self->row_line = self->line;
      if (*byte == '\r')
        self->state = STATE_RETURN;
      return TRUE;
    }

  if (self->state == STATE_CELL && *byte == '"')
    {
      self->state = STATE_QUOTED;
      self->has_quotes = TRUE;
      self->quote_line = self->line;
      return self->starts->len > 0 || begin_cell (self, error);
    }

  /* Text behind a closing quote: taken as it is, as spreadsheets do. */
  self->state = STATE_PLAIN;

  return append (self, byte, 1, error);
}

static gboolean
take (TalusCsvReader *self,
      const char     *data,
      gsize           size,
      GError        **error)
{
  gsize i = 0;

  while (i < size && !self->done)
    {
      gsize n = 0;

      if (self->state == STATE_RETURN)
        {
          self->state = STATE_CELL;
          i += data[i] == '\n';
          continue;
        }

      if (self->state == STATE_PLAIN)
        n = measure_plain (self, data + i, size - i);
      else if (self->state == STATE_QUOTED)
        n = measure_quoted (self, data + i, size - i);

      if (n > 0 && !append (self, data + i, n, error))
        return FALSE;
      i += n;
      if (i == size)
        break;

      if (self->state == STATE_QUOTED)
        self->state = STATE_QUOTE;
      else if (self->state == STATE_QUOTE && data[i] == '"')
        {
          self->state = STATE_QUOTED;
          if (!append (self, data + i, 1, error))
            return FALSE;
        }
      else if (!take_byte (self, data + i, error))
        return FALSE;
      i++;
    }

  return TRUE;
}

/* The mark may come in pieces; what only began like one is text. */
static gboolean
take_mark (TalusCsvReader *self,
           const char    **data,
           gsize          *size,
           GError        **error)
{
  while (*size > 0 && self->n_mark < MARK_LENGTH)
    {
      if (**data != BYTE_ORDER_MARK[self->n_mark])
        {
          gsize n = self->n_mark;

          self->n_mark = MARK_LENGTH;
          return take (self, BYTE_ORDER_MARK, n, error);
        }

      self->n_mark++;
      (*data)++;
      (*size)--;
    }

  return TRUE;
}

/**
 * talus_csv_reader_feed:
 * @self: a reader
 * @data: (array length=size): the next piece of the text
 * @size: its length in bytes
 * @error: return location for a %TALUS_CSV_ERROR that names the line
 *
 * Reads on, and tells of each row that is complete. Where the separator is to
 * be found out, give it a good piece first.
 *
 * Returns: %FALSE with an error, after which nothing more may be fed
 */
gboolean
talus_csv_reader_feed (TalusCsvReader *self,
                       const char     *data,
                       gsize           size,
                       GError        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (!self->failed, FALSE);
  g_return_val_if_fail (data != NULL || size == 0, FALSE);

  if (size == 0)
    return TRUE;

  if (!self->began)
    {
      self->began = TRUE;
      if (self->separator == '\0')
        self->separator = talus_csv_guess_separator (data, size);
    }

  return take_mark (self, &data, &size, error) && take (self, data, size, error);
}

/**
 * talus_csv_reader_finish:
 * @self: a reader
 * @error: return location for a %TALUS_CSV_ERROR that names the line
 *
 * Says that there is no more, and tells of the last row.
 *
 * Returns: %FALSE with an error
 */
gboolean
talus_csv_reader_finish (TalusCsvReader *self,
                         GError        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (!self->failed, FALSE);

  if (self->done)
    return TRUE;

  if (self->n_mark > 0 && self->n_mark < MARK_LENGTH)
    return fail (self, error, TALUS_CSV_ERROR_ENCODING, _("Line 1 is not UTF-8 text"));

  if (self->state == STATE_QUOTED)
    {
      g_autofree char *message =
        g_strdup_printf (_("A quotation mark opens in line %u and is never closed"),
                         (guint) self->quote_line);

      return fail (self, error, TALUS_CSV_ERROR_MALFORMED, message);
    }

  return self->starts->len == 0 || end_row (self, error);
}

/**
 * talus_csv_reader_is_done:
 * @self: a reader
 *
 * Returns: whether the function wanted no more rows
 */
gboolean
talus_csv_reader_is_done (TalusCsvReader *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->done;
}

/**
 * talus_csv_reader_get_separator:
 * @self: a reader
 *
 * Returns: what parts the cells, '\0' while that is not known
 */
char
talus_csv_reader_get_separator (TalusCsvReader *self)
{
  g_return_val_if_fail (self != NULL, '\0');

  return self->separator;
}

static void
rate_separator (const char *data,
                gsize       size,
                char        separator,
                guint      *n_alike,
                guint      *n_cells)
{
  guint counts[N_GUESSED_ROWS] = { 0 };
  guint n_rows = 0;
  gboolean quoted = FALSE;
  gboolean empty = TRUE;

  for (gsize i = 0; i < size && n_rows < N_GUESSED_ROWS; i++)
    {
      if (data[i] == '"')
        quoted = !quoted;
      else if (!quoted && data[i] == separator)
        counts[n_rows]++;
      else if (!quoted && data[i] == '\n' && !empty)
        {
          n_rows++;
          empty = TRUE;
          continue;
        }
      empty = empty && (data[i] == '\n' || data[i] == '\r');
    }

  /* The last one only where it is the whole: the piece may end within it. */
  if (n_rows == 0 || (n_rows < 2 && !empty && n_rows < N_GUESSED_ROWS))
    n_rows++;

  *n_alike = 0;
  *n_cells = counts[0];
  for (guint i = 0; i < n_rows && counts[0] > 0; i++)
    *n_alike += counts[i] == counts[0];
}

/**
 * talus_csv_guess_separator:
 * @data: (array length=size): the beginning of the text
 * @size: its length in bytes
 *
 * Finds out what parts the cells: what parts the most rows into as many as the
 * first.
 *
 * Returns: one of `,` `;` tab and `|`; `,` where nothing speaks for another
 */
char
talus_csv_guess_separator (const char *data,
                           gsize       size)
{
  static const char candidates[] = { ',', ';', '\t', '|' };
  guint best_alike = 0;
  guint best_cells = 0;
  char best = ',';

  g_return_val_if_fail (data != NULL || size == 0, ',');

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++)
    {
      guint n_alike = 0;
      guint n_cells = 0;

      rate_separator (data, size, candidates[i], &n_alike, &n_cells);
      if (n_alike > best_alike || (n_alike == best_alike && n_cells > best_cells))
        {
          best = candidates[i];
          best_alike = n_alike;
          best_cells = n_cells;
        }
    }

  return best;
}

/**
 * talus_csv_writer_init:
 * @self: (out caller-allocates): a writer
 * @out: where the text goes
 * @separator: what parts cells
 *
 * Starts writing.
 */
void
talus_csv_writer_init (TalusCsvWriter *self,
                       GString        *out,
                       char            separator)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (out != NULL);

  self->out = out;
  self->separator = separator;
  self->n_cells = 0;
  self->all_empty = TRUE;
}

static gboolean
wants_quotes (const char *text,
              char        separator)
{
  gsize length = strlen (text);

  if (length == 0)
    return FALSE;

  return strpbrk (text, "\"\r\n") != NULL || strchr (text, separator) != NULL ||
         strchr (" \t", text[0]) != NULL || strchr (" \t", text[length - 1]) != NULL ||
         g_str_has_prefix (text, BYTE_ORDER_MARK) || g_ascii_strncasecmp (text, "sep=", 4) == 0;
}

/**
 * talus_csv_writer_cell:
 * @self: a writer
 * @text: (nullable): UTF-8
 *
 * Writes the next cell of the row, in quotes where it needs them.
 */
void
talus_csv_writer_cell (TalusCsvWriter *self,
                       const char     *text)
{
  g_return_if_fail (self != NULL);

  if (self->n_cells++ > 0)
    g_string_append_c (self->out, self->separator);

  if (text == NULL || text[0] == '\0')
    return;

  self->all_empty = FALSE;
  if (!wants_quotes (text, self->separator))
    {
      g_string_append (self->out, text);
      return;
    }

  g_string_append_c (self->out, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (self->out, '"');
      g_string_append_c (self->out, *p);
    }
  g_string_append_c (self->out, '"');
}

/**
 * talus_csv_writer_end_row:
 * @self: a writer
 *
 * Ends the row.
 */
void
talus_csv_writer_end_row (TalusCsvWriter *self)
{
  g_return_if_fail (self != NULL);

  /* Nothing at all would be an empty line, and that is no row. */
  if (self->n_cells == 1 && self->all_empty)
    g_string_append (self->out, "\"\"");

  g_string_append (self->out, "\r\n");
  self->n_cells = 0;
  self->all_empty = TRUE;
}
