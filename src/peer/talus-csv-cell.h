/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of a table as values of properties and back: numbers and dates however
 * a country writes them, options by name. It knows no table. */
#pragma once

#include "model/talus-template.h"

G_BEGIN_DECLS

typedef enum
{
  TALUS_CSV_DATE_DMY,
  TALUS_CSV_DATE_MDY,
} TalusCsvDateOrder;

/**
 * TalusCsvFormat:
 * @decimal: what is before the decimals, `.` or `,`
 * @date_order: of dates with slashes; YYYY-MM-DD and D.M.YYYY need none
 */
typedef struct
{
  char decimal;
  TalusCsvDateOrder date_order;
} TalusCsvFormat;

/* How the current locale writes them. */
void        talus_csv_format_init_locale (TalusCsvFormat       *self);
/* What the texts speak for, where they speak for anything. */
void        talus_csv_format_guess       (TalusCsvFormat       *self,
                                          const char * const   *numbers,
                                          guint                 n_numbers,
                                          const char * const   *dates,
                                          guint                 n_dates);
/* The value that a cell is to a property, of any kind but references. @text
 * is not blank. NULL with a sentence. */
TalusValue *talus_csv_cell_read          (const char           *text,
                                          const TalusProperty  *property,
                                          const TalusCsvFormat *format,
                                          GError              **error);
/* (transfer full): the value as a cell. @format NULL: as programs read it. */
char       *talus_csv_cell_write         (TalusValue           *value,
                                          const TalusProperty  *property,    /* (nullable) */
                                          const TalusCsvFormat *format);
/* A list in one cell, taken apart. (transfer full) */
char      **talus_csv_cell_split         (const char           *text);

G_END_DECLS
