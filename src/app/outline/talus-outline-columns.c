/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Choosing columns. By default those that tell most of a project at a glance:
 * how far, how much, how long, until when, by whom; of several properties of
 * a kind the one that most types have. */
#define G_LOG_DOMAIN "talus-app-outline"

#include "app/outline/talus-outline-columns.h"

#include <stdlib.h>
#include <string.h>

#include "app/core/talus-choices.h"
#include "app/core/talus-rollup.h"

#define KEY "columns"

#define MIN_WIDTH 40
#define MAX_WIDTH 2000

/* As wide as its heading, about, but not for the longest. */
#define CHARACTER_WIDTH 8
#define LABEL_PADDING   16
#define FULL_WIDTH      440     /* that a name and a status need */
#define MAX_LABEL_WIDTH 170

static void
free_column (gpointer data)
{
  TalusOutlineColumn *column = data;

  g_free (column->id);
  g_free (column->label);
  g_free (column);
}

static TalusOutlineColumn *
find_column (GPtrArray  *columns,
             const char *id)
{
  for (guint i = 0; i < columns->len; i++)
    {
      TalusOutlineColumn *column = columns->pdata[i];

      if (strcmp (column->id, id) == 0)
        return column;
    }

  return NULL;
}

static void
add_property (GPtrArray           *columns,
              const TalusNodeType *type,
              const TalusProperty *property)
{
  TalusOutlineColumn *column = find_column (columns, property->id);

  if (property->kind == TALUS_PROPERTY_OBJECT)
    return;

  if (column == NULL)
    {
      column = g_new0 (TalusOutlineColumn, 1);
      column->id = g_strdup (property->id);
      column->label = g_strdup (property->label);
      column->kind = property->kind;
      column->width = -1;
      column->scale = 1;
      column->is_injected = property->injected;
      column->is_number = talus_rollup_is_summed (property);
      g_ptr_array_add (columns, column);
    }

  column->n_types++;
  column->is_status = column->is_status ||
                      g_strcmp0 (type->primary_status_property_id, property->id) == 0;
  column->is_end = column->is_end || g_strcmp0 (property->semantic_role, "gantt_end") == 0;
}

static GPtrArray *
list_all (TalusTemplate *template)
{
  GPtrArray *columns = g_ptr_array_new_with_free_func (free_column);
  GPtrArray *types = talus_template_get_types (template);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      for (guint j = 0; j < type->properties->len; j++)
        add_property (columns, type, type->properties->pdata[j]);
    }

  return columns;
}

/* Puts a column behind the @n_shown that are shown. */
static void
show_next (GPtrArray          *columns,
           TalusOutlineColumn *column,
           guint              *n_shown)
{
  guint index = 0;

  if (column == NULL || column->is_shown)
    return;

  column->is_shown = TRUE;
  g_ptr_array_find (columns, column, &index);
  memmove (&columns->pdata[*n_shown + 1], &columns->pdata[*n_shown],
           (index - *n_shown) * sizeof (gpointer));
  columns->pdata[(*n_shown)++] = column;
}

static guint
rank (const TalusOutlineColumn *column)
{
  return column->n_types + (column->is_injected ? 0 : 1000) + (column->is_end ? 10000 : 0);
}

static TalusOutlineColumn *
find_best (GPtrArray         *columns,
           TalusPropertyKind  kind)
{
  TalusOutlineColumn *best = NULL;

  for (guint i = 0; i < columns->len; i++)
    {
      TalusOutlineColumn *column = columns->pdata[i];

      if (column->kind == kind && !column->is_shown &&
          (best == NULL || rank (column) > rank (best)))
        best = column;
    }

  return best;
}

static void
show_default (GPtrArray *columns)
{
  guint n_shown = 0;
  TalusOutlineColumn *status = NULL;

  for (guint i = 0; i < columns->len; i++)
    {
      TalusOutlineColumn *column = columns->pdata[i];

      if (column->is_status && (status == NULL || column->n_types > status->n_types))
        status = column;
    }

  show_next (columns, status, &n_shown);
  show_next (columns, find_best (columns, TALUS_PROPERTY_CURRENCY), &n_shown);
  show_next (columns, find_best (columns, TALUS_PROPERTY_NUMBER), &n_shown);
  show_next (columns, find_best (columns, TALUS_PROPERTY_DATE), &n_shown);
  show_next (columns, find_best (columns, TALUS_PROPERTY_PERSON), &n_shown);
}

static void
show_stored (GPtrArray          *columns,
             const char * const *stored)
{
  guint n_shown = 0;

  for (guint i = 0; stored[i] != NULL; i++)
    {
      const char *colon = strrchr (stored[i], ':');
      g_autofree char *id = colon != NULL ? g_strndup (stored[i], (gsize) (colon - stored[i]))
                                          : g_strdup (stored[i]);
      TalusOutlineColumn *column = find_column (columns, id);

      if (column == NULL || column->is_shown)
        continue;
      if (colon != NULL)
        column->width = CLAMP (atoi (colon + 1), MIN_WIDTH, MAX_WIDTH);
      show_next (columns, column, &n_shown);
    }
}

/**
 * talus_outline_columns_new:
 * @template: a template
 * @stored: (nullable) (array zero-terminated=1): what was chosen before
 *
 * Lists the columns there can be.
 *
 * Returns: (transfer full) (element-type TalusOutlineColumn): the columns
 */
GPtrArray *
talus_outline_columns_new (TalusTemplate      *template,
                           const char * const *stored)
{
  GPtrArray *columns = list_all (template);

  if (stored != NULL)
    show_stored (columns, stored);
  else
    show_default (columns);

  return columns;
}

/**
 * talus_outline_columns_load:
 * @template: a template
 *
 * Lists columns as they were chosen for the template on this computer, or by
 * default. Main thread.
 *
 * Returns: (transfer full) (element-type TalusOutlineColumn): the columns
 */
GPtrArray *
talus_outline_columns_load (TalusTemplate *template)
{
  g_autoptr (GVariant) kept = talus_choices_get (KEY, talus_template_get_id (template));
  g_autofree const char **stored = kept != NULL ? g_variant_get_strv (kept, NULL) : NULL;

  return talus_outline_columns_new (template, stored);
}

/**
 * talus_outline_columns_keep:
 * @columns: (element-type TalusOutlineColumn): columns
 * @template_id: of which template
 *
 * Remembers the choice. Main thread.
 */
void
talus_outline_columns_keep (GPtrArray  *columns,
                            const char *template_id)
{
  g_auto (GStrv) stored = talus_outline_columns_store (columns);

  talus_choices_set (KEY, template_id, g_variant_new_strv ((const char * const *) stored, -1));
}

/**
 * talus_outline_columns_store:
 * @columns: (element-type TalusOutlineColumn): columns
 *
 * Writes down which are shown, in which order, and how wide.
 *
 * Returns: (transfer full) (array zero-terminated=1): texts
 */
char **
talus_outline_columns_store (GPtrArray *columns)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < columns->len; i++)
    {
      const TalusOutlineColumn *column = columns->pdata[i];
      g_autofree char *text = NULL;

      if (!column->is_shown)
        continue;
      text = column->width > 0 ? g_strdup_printf ("%s:%d", column->id, column->width)
                               : g_strdup (column->id);
      g_strv_builder_add (builder, text);
    }

  return g_strv_builder_end (builder);
}

/**
 * talus_outline_column_get_action:
 * @self: a column
 *
 * Names the action that shows it or not; actions are told less signs than ids.
 *
 * Returns: (transfer full): a name
 */
char *
talus_outline_column_get_action (const TalusOutlineColumn *self)
{
  GString *name = g_string_new (NULL);

  for (const char *at = self->id; *at != '\0'; at++)
    {
      if (g_ascii_isalnum (*at))
        g_string_append_c (name, *at);
      else
        g_string_append_printf (name, "-%02x", (guchar) *at);
    }

  return g_string_free (name, FALSE);
}

static int
get_kind_width (TalusPropertyKind kind)
{
  switch (kind)
    {
    case TALUS_PROPERTY_BOOLEAN:
      return 80;
    case TALUS_PROPERTY_NUMBER:
      return 100;
    case TALUS_PROPERTY_CURRENCY:
    case TALUS_PROPERTY_DATE:
      return 120;
    case TALUS_PROPERTY_SELECT:
      return 140;
    case TALUS_PROPERTY_TEXT:
    case TALUS_PROPERTY_EDITOR:
    case TALUS_PROPERTY_MULTI_SELECT:
    case TALUS_PROPERTY_NODE_REFERENCE:
    case TALUS_PROPERTY_PERSON:
    case TALUS_PROPERTY_FILE:
    case TALUS_PROPERTY_OBJECT:
    default:
      return 160;
    }
}

/**
 * talus_outline_column_get_width:
 * @self: a column
 *
 * Returns: its width, pixels
 */
int
talus_outline_column_get_width (const TalusOutlineColumn *self)
{
  int label_width = MIN ((int) g_utf8_strlen (self->label, -1) * CHARACTER_WIDTH + LABEL_PADDING,
                         MAX_LABEL_WIDTH);

  return self->width > 0 ? self->width
                         : (int) (MAX (get_kind_width (self->kind), label_width) * self->scale);
}

/**
 * talus_outline_columns_scale:
 * @columns: (element-type TalusOutlineColumn): columns
 * @width: the room there is, pixels
 * @text_scale: how large text is, 1: as usual
 *
 * Makes columns as wide as their text is large, those apart that the person
 * has made as wide as they are. Where there is little room beside the name they
 * stay as they are.
 */
void
talus_outline_columns_scale (GPtrArray *columns,
                             int        width,
                             double     text_scale)
{
  double scale = CLAMP (text_scale, 1, MAX (1, (double) width / FULL_WIDTH));

  for (guint i = 0; i < columns->len; i++)
    ((TalusOutlineColumn *) columns->pdata[i])->scale = scale;
}

/**
 * talus_outline_columns_fit:
 * @columns: (element-type TalusOutlineColumn): columns
 * @width: the room there is, pixels
 * @name_width: how much of it the name wants at least
 * @fits: (array): return location for a flag a column
 *
 * Finds the columns that have room: the first status in any case, the others
 * from the left.
 */
void
talus_outline_columns_fit (GPtrArray *columns,
                           int        width,
                           int        name_width,
                           gboolean  *fits)
{
  const TalusOutlineColumn *status = NULL;
  int left = width - name_width;

  for (guint i = 0; i < columns->len && status == NULL; i++)
    {
      const TalusOutlineColumn *column = columns->pdata[i];

      if (column->is_shown && column->is_status)
        {
          status = column;
          left -= talus_outline_column_get_width (column);
        }
    }

  for (guint i = 0; i < columns->len; i++)
    {
      const TalusOutlineColumn *column = columns->pdata[i];

      if (column != status && column->is_shown)
        left -= talus_outline_column_get_width (column);
      fits[i] = column->is_shown && (column == status || left >= 0);
    }
}
