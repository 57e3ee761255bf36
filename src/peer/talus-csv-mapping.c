/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Guesses what the columns of a table are, from its headings and from what is
 * in it. It must not know graphs. */
#define G_LOG_DOMAIN "talus-peer-csv"

#include "config.h"

#include "peer/talus-csv-mapping.h"

#include <string.h>
#include <glib/gi18n-lib.h>

#define N_LOOKED_AT 200

static gboolean
is_blank (const char *text)
{
  return text[strspn (text, " \t\r\n")] == '\0';
}

static gboolean
looks_like_number (const char *text)
{
  return text[strcspn (text, "0123456789")] != '\0' &&
         text[strspn (text, "0123456789.,-+ $€%/:")] == '\0';
}

static void
add_unused (TalusCsvMapping *self,
            GPtrArray       *columns)
{
  g_ptr_array_add (self->columns, talus_csv_column_copy (columns->pdata[0]));
}

static gboolean
is_taken (TalusCsvMapping      *self,
          const TalusCsvColumn *column)
{
  for (guint i = 0; i < self->columns->len; i++)
    {
      const TalusCsvColumn *other = self->columns->pdata[i];

      if (other->role == column->role && g_strcmp0 (other->property_id, column->property_id) == 0)
        return TRUE;
    }

  return FALSE;
}

/* Returns how many headings are known. */
static guint
read_headings (TalusCsvMapping     *self,
               const TalusCsvTable *table,
               TalusTemplate       *template,
               GPtrArray           *columns)
{
  guint n_known = 0;

  for (guint i = 0; i < talus_csv_table_get_n_columns (table); i++)
    {
      g_autofree char *heading = g_strstrip (g_strdup (talus_csv_table_get_cell (table, 0, i)));
      const TalusCsvColumn *column =
        heading[0] != '\0' ? talus_csv_column_find (columns, template, heading) : NULL;

      if (column != NULL && !is_taken (self, column))
        {
          g_ptr_array_add (self->columns, talus_csv_column_copy (column));
          n_known++;
        }
      else
        add_unused (self, columns);
    }

  return n_known;
}

/* Without a word that is known, words above numbers are headings. */
static gboolean
looks_like_headings (const TalusCsvTable *table)
{
  gboolean above_number = FALSE;

  if (talus_csv_table_get_n_rows (table) < 2)
    return FALSE;

  for (guint i = 0; i < talus_csv_table_get_n_columns (table); i++)
    {
      if (looks_like_number (talus_csv_table_get_cell (table, 0, i)))
        return FALSE;
      above_number |= looks_like_number (talus_csv_table_get_cell (table, 1, i));
    }

  return above_number;
}

/* The first column nobody knows with words in it. */
static void
choose_name (TalusCsvMapping     *self,
             const TalusCsvTable *table,
             GPtrArray           *columns)
{
  guint first = self->has_headings ? 1 : 0;

  for (guint i = 0;
       i < self->columns->len && talus_csv_mapping_find_role (self, TALUS_CSV_NAME) < 0; i++)
    {
      const TalusCsvColumn *column = self->columns->pdata[i];

      for (guint row = first; column->role == TALUS_CSV_UNUSED && row < first + N_LOOKED_AT &&
                              row < talus_csv_table_get_n_rows (table); row++)
        {
          const char *cell = talus_csv_table_get_cell (table, row, i);

          if (is_blank (cell) || looks_like_number (cell))
            continue;
          talus_csv_mapping_set_column (self, i, columns->pdata[TALUS_CSV_NAME]);
          break;
        }
    }
}

static gboolean
is_indented (TalusCsvMapping     *self,
             const TalusCsvTable *table)
{
  int name = talus_csv_mapping_find_role (self, TALUS_CSV_NAME);

  for (guint row = self->has_headings ? 1 : 0;
       name >= 0 && row < talus_csv_table_get_n_rows (table); row++)
    if (strchr (" \t", talus_csv_table_get_cell (table, row, (guint) name)[0]) != NULL &&
        !is_blank (talus_csv_table_get_cell (table, row, (guint) name)))
      return TRUE;

  return FALSE;
}

static gboolean
is_of_kind (TalusTemplate        *template,
            const TalusCsvColumn *column,
            TalusPropertyKind     kind)
{
  GPtrArray *types = talus_template_get_types (template);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusProperty *property = talus_csv_column_get_property (column, types->pdata[i]);

      if (property != NULL && property->kind == kind)
        return TRUE;
    }

  return FALSE;
}

static void
guess_format (TalusCsvMapping     *self,
              const TalusCsvTable *table,
              TalusTemplate       *template)
{
  g_autoptr (GPtrArray) numbers = g_ptr_array_new ();
  g_autoptr (GPtrArray) dates = g_ptr_array_new ();

  talus_csv_format_init_locale (&self->format);
  /* What is parted by commas has no commas in its numbers, as a rule. */
  self->format.decimal = talus_csv_table_get_separator (table) == ',' ? '.' : self->format.decimal;

  for (guint i = 0; i < self->columns->len; i++)
    {
      const TalusCsvColumn *column = self->columns->pdata[i];
      gboolean is_date = is_of_kind (template, column, TALUS_PROPERTY_DATE);
      gboolean is_number = is_of_kind (template, column, TALUS_PROPERTY_NUMBER) ||
                           is_of_kind (template, column, TALUS_PROPERTY_CURRENCY);

      if (!is_date && !is_number)
        continue;
      for (guint row = self->has_headings ? 1 : 0; row < talus_csv_table_get_n_rows (table); row++)
        g_ptr_array_add (is_date ? dates : numbers,
                         (gpointer) talus_csv_table_get_cell (table, row, i));
    }

  talus_csv_format_guess (&self->format, (const char * const *) numbers->pdata, numbers->len,
                          (const char * const *) dates->pdata, dates->len);
}

/**
 * talus_csv_mapping_guess:
 * @table: a table
 * @template: that of the project it is to come into
 *
 * Finds out what the table most likely is. Any thread.
 *
 * Returns: (transfer full): the mapping
 */
TalusCsvMapping *
talus_csv_mapping_guess (const TalusCsvTable *table,
                         TalusTemplate       *template)
{
  g_autoptr (GPtrArray) columns = NULL;
  TalusCsvMapping *self;
  guint n_known = 0;

  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (template != NULL, NULL);

  self = g_new0 (TalusCsvMapping, 1);
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_csv_column_free);
  columns = talus_csv_column_list (template);
  if (talus_csv_table_get_n_rows (table) > 0)
    n_known = read_headings (self, table, template, columns);

  self->has_headings = n_known > 0 || looks_like_headings (table);
  choose_name (self, table, columns);
  self->by_indent = talus_csv_mapping_find_role (self, TALUS_CSV_LEVEL) < 0 &&
                    talus_csv_mapping_find_role (self, TALUS_CSV_PARENT) < 0 &&
                    is_indented (self, table);
  guess_format (self, table, template);

  return self;
}

/**
 * talus_csv_mapping_copy:
 * @self: a mapping
 *
 * Returns: (transfer full): another
 */
TalusCsvMapping *
talus_csv_mapping_copy (const TalusCsvMapping *self)
{
  TalusCsvMapping *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->type_id = g_strdup (self->type_id);
  copy->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_csv_column_free);
  for (guint i = 0; i < self->columns->len; i++)
    g_ptr_array_add (copy->columns, talus_csv_column_copy (self->columns->pdata[i]));

  return copy;
}

/**
 * talus_csv_mapping_free:
 * @self: (transfer full): a mapping
 *
 * Frees it.
 */
void
talus_csv_mapping_free (TalusCsvMapping *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->columns);
  g_free (self->type_id);
  g_free (self);
}

static void
replace_column (TalusCsvMapping      *self,
                guint                 index,
                const TalusCsvColumn *column)
{
  talus_csv_column_free (self->columns->pdata[index]);
  self->columns->pdata[index] = talus_csv_column_copy (column);
}

/**
 * talus_csv_mapping_set_column:
 * @self: a mapping
 * @index: which column
 * @column: what it is
 *
 * Says what a column is. Whatever else was that is nothing any more.
 */
void
talus_csv_mapping_set_column (TalusCsvMapping      *self,
                              guint                 index,
                              const TalusCsvColumn *column)
{
  g_autoptr (TalusCsvColumn) unused = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (index < self->columns->len);
  g_return_if_fail (column != NULL);

  unused = talus_csv_column_new (TALUS_CSV_UNUSED, NULL, _("Not imported"));
  for (guint i = 0; i < self->columns->len && column->role != TALUS_CSV_UNUSED; i++)
    {
      const TalusCsvColumn *other = self->columns->pdata[i];

      if (other->role == column->role && g_strcmp0 (other->property_id, column->property_id) == 0)
        replace_column (self, i, unused);
    }
  replace_column (self, index, column);
}

/**
 * talus_csv_mapping_find_role:
 * @self: a mapping
 * @role: a role
 *
 * Returns: the first column that is that, -1 for none
 */
int
talus_csv_mapping_find_role (const TalusCsvMapping *self,
                             TalusCsvRole           role)
{
  g_return_val_if_fail (self != NULL, -1);

  for (guint i = 0; i < self->columns->len; i++)
    {
      const TalusCsvColumn *column = self->columns->pdata[i];

      if (column->role == role)
        return (int) i;
    }

  return -1;
}
