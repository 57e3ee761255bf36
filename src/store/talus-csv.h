/* SPDX-License-Identifier: GPL-3.0-or-later */
/* CSV by RFC 4180 and as programs really write it: a reader that is fed piece
 * by piece, and a writer. Pure codecs: no files, and what a cell means is not
 * their affair. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TALUS_CSV_MAX_CELL  (1024 * 1024)
#define TALUS_CSV_MAX_CELLS 4096

#define TALUS_CSV_ERROR (talus_csv_error_quark ())

/**
 * TalusCsvError:
 * @TALUS_CSV_ERROR_ENCODING: not UTF-8: read it again in another encoding
 * @TALUS_CSV_ERROR_MALFORMED: no CSV: the file has to be made anew
 * @TALUS_CSV_ERROR_TOO_LARGE: a cell, a row or the whole is past a limit
 */
typedef enum
{
  TALUS_CSV_ERROR_ENCODING,
  TALUS_CSV_ERROR_MALFORMED,
  TALUS_CSV_ERROR_TOO_LARGE,
} TalusCsvError;

GQuark          talus_csv_error_quark      (void);

/**
 * TalusCsvRow:
 * @number: which row it is, from 1; empty lines are none
 * @line: the line of the text in which it begins, from 1
 * @cells: (array length=n_cells): UTF-8, valid during the call
 * @n_cells: how many, at least one
 */
typedef struct
{
  guint64 number;
  guint64 line;
  const char * const *cells;
  guint n_cells;
} TalusCsvRow;

/* FALSE: enough, the rest is not read. */
typedef gboolean (*TalusCsvRowFunc) (const TalusCsvRow *row, gpointer user_data);

typedef struct _TalusCsvReader TalusCsvReader;

/* @separator '\0': found out from what is fed first. */
TalusCsvReader *talus_csv_reader_new       (char                separator,
                                            TalusCsvRowFunc     func,
                                            gpointer            user_data);
void            talus_csv_reader_free      (TalusCsvReader     *self);
gboolean        talus_csv_reader_feed      (TalusCsvReader     *self,
                                            const char         *data,
                                            gsize               size,
                                            GError            **error);
gboolean        talus_csv_reader_finish    (TalusCsvReader     *self,
                                            GError            **error);
/* Whether the function has had enough. */
gboolean        talus_csv_reader_is_done   (TalusCsvReader     *self);
char            talus_csv_reader_get_separator (TalusCsvReader *self);

/* Which of comma, semicolon, tab and bar most likely parts the cells. */
char            talus_csv_guess_separator  (const char         *data,
                                            gsize               size);

/**
 * TalusCsvWriter:
 *
 * Allocate on the stack, start with talus_csv_writer_init(). What is in @out
 * may be taken away between any two calls.
 */
typedef struct
{
  GString *out;
  char separator;
  /*< private >*/
  guint n_cells;
  gboolean all_empty;
} TalusCsvWriter;

void            talus_csv_writer_init      (TalusCsvWriter     *self,
                                            GString            *out,
                                            char                separator);
void            talus_csv_writer_cell      (TalusCsvWriter     *self,
                                            const char         *text);   /* (nullable): empty */
void            talus_csv_writer_end_row   (TalusCsvWriter     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusCsvReader, talus_csv_reader_free)

G_END_DECLS
