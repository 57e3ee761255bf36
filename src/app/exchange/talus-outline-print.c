/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes the texts of the outline when it is made, so that nothing changes while
 * it is printed; measures them when it knows the paper, a piece at a time. It
 * must not know windows. */
#define G_LOG_DOMAIN "talus-app-exchange"

#include "config.h"

#include "app/exchange/talus-outline-print.h"

#include <glib/gi18n.h>

#include "app/core/talus-rollup.h"
#include "app/exchange/talus-print-pages.h"
#include "app/format/talus-format.h"

#define FONT            "Sans 9"
#define PARENT_FONT     "Sans Bold 9"
#define CONTINUED_FONT  "Sans Italic 9"
#define TITLE_FONT      "Sans Bold 12"
#define HEADING_FONT    "Sans Bold 8"
#define INDENT          14.0
#define GAP             8.0
#define ROW_PADDING     3.0
#define HEAD_HEIGHT     50.0     /* the title, and the headings of columns */
#define CONTINUED_HEIGHT 16.0
#define FOOT_HEIGHT     22.0
#define MAX_CELL_LINES  3
#define MIN_NAME_SHARE  0.45     /* of the width */
#define ROWS_A_PIECE    500

typedef struct
{
  char *id;
  char *label;
  gboolean is_number;
  double width;
  double x;
} Column;

typedef struct
{
  guint depth;
  guint parent;         /* its row; for those at the top any */
  gboolean has_children;
  char *name;
  char **cells;         /* one a column */
} Row;

struct _TalusOutlinePrint
{
  GtkPrintOperation parent_instance;

  char *title;
  char *date;           /* (nullable) */
  GArray *columns;      /* Column */
  GArray *rows;         /* Row */

  gboolean is_rtl;      /* the page is read from the right */

  /* once the paper is known */
  guint n_columns;      /* that have room */
  double name_width;
  GArray *sizes;        /* TalusPrintRow, as far as they are measured */
  GArray *pages;        /* (nullable) guint */
};

G_DEFINE_FINAL_TYPE (TalusOutlinePrint, talus_outline_print, GTK_TYPE_PRINT_OPERATION)

/* @width is what lines are broken at, and what a text stands at the start or
 * the end of: those are the page's, whatever language the text itself is in. */
static PangoLayout *
make_layout (TalusOutlinePrint *self,
             GtkPrintContext   *context,
             const char        *font,
             const char        *text,
             double             width,
             gboolean           at_end)
{
  PangoLayout *layout = gtk_print_context_create_pango_layout (context);
  g_autoptr (PangoFontDescription) description = pango_font_description_from_string (font);
  PangoDirection base = self->is_rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR;
  gboolean is_right = at_end != self->is_rtl;

  pango_context_set_base_dir (pango_layout_get_context (layout), base);
  pango_layout_context_changed (layout);
  pango_layout_set_font_description (layout, description);
  pango_layout_set_text (layout, text, -1);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  /* Pango turns round what is read against the page. */
  if (pango_layout_get_line_readonly (layout, 0)->resolved_dir != base)
    is_right = !is_right;
  pango_layout_set_alignment (layout, is_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);

  return layout;
}

static double
get_height (PangoLayout *layout)
{
  int height;

  pango_layout_get_size (layout, NULL, &height);

  return (double) height / PANGO_SCALE;
}

static PangoLayout *
layout_name (TalusOutlinePrint *self,
             GtkPrintContext   *context,
             const Row         *row)
{
  double indent = MIN (INDENT * row->depth, self->name_width * 0.6);

  return make_layout (self, context, row->has_children ? PARENT_FONT : FONT, row->name,
                      self->name_width - indent, FALSE);
}

static PangoLayout *
layout_cell (TalusOutlinePrint *self,
             GtkPrintContext   *context,
             const Row         *row,
             guint              index)
{
  const Column *column = &g_array_index (self->columns, Column, index);
  PangoLayout *layout = make_layout (self, context, FONT, row->cells[index], column->width,
                                     column->is_number);

  pango_layout_set_height (layout, -MAX_CELL_LINES);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);

  return layout;
}

static double
measure_row (TalusOutlinePrint *self,
             GtkPrintContext   *context,
             const Row         *row)
{
  g_autoptr (PangoLayout) name = layout_name (self, context, row);
  double height = get_height (name);

  for (guint i = 0; i < self->n_columns; i++)
    {
      g_autoptr (PangoLayout) cell = NULL;

      if (row->cells[i][0] == '\0')
        continue;
      cell = layout_cell (self, context, row, i);
      height = MAX (height, get_height (cell));
    }

  return height + 2 * ROW_PADDING;
}

/* Columns fall away from the right, as on the screen. */
static void
place_columns (TalusOutlinePrint *self,
               double             width)
{
  double used = 0;

  self->n_columns = 0;
  for (guint i = 0; i < self->columns->len; i++)
    {
      Column *column = &g_array_index (self->columns, Column, i);

      if (used + column->width + GAP > width * (1 - MIN_NAME_SHARE))
        break;
      used += column->width + GAP;
      self->n_columns++;
    }

  self->name_width = width - used;
  for (guint i = 0; i < self->n_columns; i++)
    {
      Column *column = &g_array_index (self->columns, Column, i);
      const Column *before = i > 0 ? &g_array_index (self->columns, Column, i - 1) : NULL;

      column->x = (before != NULL ? before->x + before->width : self->name_width) + GAP;
    }
}

static void
talus_outline_print_begin_print (GtkPrintOperation *operation,
                                 GtkPrintContext   *context)
{
  TalusOutlinePrint *self = TALUS_OUTLINE_PRINT (operation);

  place_columns (self, gtk_print_context_get_width (context));
  g_array_set_size (self->sizes, 0);
  g_clear_pointer (&self->pages, g_array_unref);
}

static gboolean
talus_outline_print_paginate (GtkPrintOperation *operation,
                              GtkPrintContext   *context)
{
  TalusOutlinePrint *self = TALUS_OUTLINE_PRINT (operation);

  for (guint n = 0; n < ROWS_A_PIECE && self->sizes->len < self->rows->len; n++)
    {
      const Row *row = &g_array_index (self->rows, Row, self->sizes->len);
      TalusPrintRow size = { row->depth, measure_row (self, context, row) };

      g_array_append_val (self->sizes, size);
    }
  if (self->sizes->len < self->rows->len)
    return FALSE;

  self->pages = talus_print_find_pages ((const TalusPrintRow *) (gpointer) self->sizes->data,
                                        self->sizes->len,
                                        gtk_print_context_get_height (context) - HEAD_HEIGHT -
                                          CONTINUED_HEIGHT - FOOT_HEIGHT);
  gtk_print_operation_set_n_pages (operation, (int) self->pages->len);

  return TRUE;
}

/* @x is from where lines of the page begin to where those of @layout do. */
static void
show (TalusOutlinePrint *self,
      GtkPrintContext   *context,
      PangoLayout       *layout,
      double             x,
      double             y)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);

  if (self->is_rtl)
    x = gtk_print_context_get_width (context) - x -
        (double) pango_layout_get_width (layout) / PANGO_SCALE;
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_line (cairo_t *cr,
           double   width,
           double   y,
           double   grey)
{
  cairo_set_source_rgb (cr, grey, grey, grey);
  cairo_set_line_width (cr, 0.5);
  cairo_move_to (cr, 0, y);
  cairo_line_to (cr, width, y);
  cairo_stroke (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
}

static void
draw_head (TalusOutlinePrint *self,
           GtkPrintContext   *context)
{
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  double width = gtk_print_context_get_width (context);
  g_autoptr (PangoLayout) title = make_layout (self, context, TITLE_FONT, self->title,
                                               width * 0.7, FALSE);
  g_autoptr (PangoLayout) date = make_layout (self, context, FONT,
                                              self->date != NULL ? self->date : "", width, TRUE);
  g_autoptr (PangoLayout) name = make_layout (self, context, HEADING_FONT, _("Name"),
                                              self->name_width, FALSE);

  pango_layout_set_height (title, -1);
  pango_layout_set_ellipsize (title, PANGO_ELLIPSIZE_END);
  show (self, context, title, 0, 0);
  show (self, context, date, 0, 3);
  show (self, context, name, 0, HEAD_HEIGHT - 5 - get_height (name));
  for (guint i = 0; i < self->n_columns; i++)
    {
      const Column *column = &g_array_index (self->columns, Column, i);
      g_autoptr (PangoLayout) heading = make_layout (self, context, HEADING_FONT, column->label,
                                                     column->width, column->is_number);

      pango_layout_set_height (heading, -2);
      pango_layout_set_ellipsize (heading, PANGO_ELLIPSIZE_END);
      show (self, context, heading, column->x, HEAD_HEIGHT - 5 - get_height (heading));
    }
  draw_line (cr, width, HEAD_HEIGHT - 2, 0);
}

static void
draw_foot (TalusOutlinePrint *self,
           GtkPrintContext   *context,
           guint              page)
{
  /* Translators: page 3 of 12 */
  g_autofree char *text = g_strdup_printf (_("%u of %u"), page + 1, self->pages->len);
  g_autoptr (PangoLayout) layout = make_layout (self, context, FONT, text,
                                                gtk_print_context_get_width (context), FALSE);

  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  show (self, context, layout, 0,
        gtk_print_context_get_height (context) - FOOT_HEIGHT + 8);
}

/* What the first row is below, where that is on a page before. */
static void
draw_continued (TalusOutlinePrint *self,
                GtkPrintContext   *context,
                guint              first)
{
  const Row *row = &g_array_index (self->rows, Row, first);
  g_autoptr (GPtrArray) path = g_ptr_array_new ();
  g_autofree char *joined = NULL;
  g_autofree char *text = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  cairo_t *cr = gtk_print_context_get_cairo_context (context);

  while (row->depth > 0)
    {
      row = &g_array_index (self->rows, Row, row->parent);
      g_ptr_array_insert (path, 0, row->name);
    }
  if (path->len == 0)
    return;

  g_ptr_array_add (path, NULL);
  joined = g_strjoinv (" › ", (char **) path->pdata);
  /* Translators: at the top of a page; a path like “Body › Floor pans” */
  text = g_strdup_printf (_("%s, continued"), joined);
  layout = make_layout (self, context, CONTINUED_FONT, text,
                        gtk_print_context_get_width (context), FALSE);
  pango_layout_set_height (layout, -1);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_START);
  cairo_set_source_rgb (cr, 0.35, 0.35, 0.35);
  show (self, context, layout, 0, HEAD_HEIGHT + 1);
  cairo_set_source_rgb (cr, 0, 0, 0);
}

static void
draw_row (TalusOutlinePrint *self,
          GtkPrintContext   *context,
          const Row         *row,
          double             y)
{
  g_autoptr (PangoLayout) name = layout_name (self, context, row);

  show (self, context, name, MIN (INDENT * row->depth, self->name_width * 0.6), y + ROW_PADDING);
  for (guint i = 0; i < self->n_columns; i++)
    {
      g_autoptr (PangoLayout) cell = NULL;

      if (row->cells[i][0] == '\0')
        continue;
      cell = layout_cell (self, context, row, i);
      show (self, context, cell, g_array_index (self->columns, Column, i).x, y + ROW_PADDING);
    }
}

static void
talus_outline_print_draw_page (GtkPrintOperation *operation,
                               GtkPrintContext   *context,
                               int                page_number)
{
  TalusOutlinePrint *self = TALUS_OUTLINE_PRINT (operation);
  guint page = (guint) page_number;
  guint first = g_array_index (self->pages, guint, page);
  guint end = page + 1 < self->pages->len ? g_array_index (self->pages, guint, page + 1)
                                          : self->rows->len;
  double y = HEAD_HEIGHT + CONTINUED_HEIGHT;

  draw_head (self, context);
  draw_foot (self, context, page);
  if (page > 0)
    draw_continued (self, context, first);
  for (guint i = first; i < end; i++)
    {
      draw_row (self, context, &g_array_index (self->rows, Row, i), y);
      y += g_array_index (self->sizes, TalusPrintRow, i).height;
      draw_line (gtk_print_context_get_cairo_context (context),
                 gtk_print_context_get_width (context), y, 0.85);
    }
}

static void
clear_column (gpointer data)
{
  Column *column = data;

  g_free (column->id);
  g_free (column->label);
}

static void
clear_row (gpointer data)
{
  Row *row = data;

  g_free (row->name);
  g_strfreev (row->cells);
}

static void
talus_outline_print_finalize (GObject *object)
{
  TalusOutlinePrint *self = TALUS_OUTLINE_PRINT (object);

  g_free (self->title);
  g_free (self->date);
  g_array_unref (self->columns);
  g_array_unref (self->rows);
  g_array_unref (self->sizes);
  g_clear_pointer (&self->pages, g_array_unref);

  G_OBJECT_CLASS (talus_outline_print_parent_class)->finalize (object);
}

static void
talus_outline_print_class_init (TalusOutlinePrintClass *klass)
{
  GtkPrintOperationClass *operation_class = GTK_PRINT_OPERATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = talus_outline_print_finalize;
  operation_class->begin_print = talus_outline_print_begin_print;
  operation_class->paginate = talus_outline_print_paginate;
  operation_class->draw_page = talus_outline_print_draw_page;
}

static void
talus_outline_print_init (TalusOutlinePrint *self)
{
  self->columns = g_array_new (FALSE, FALSE, sizeof (Column));
  g_array_set_clear_func (self->columns, clear_column);
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  g_array_set_clear_func (self->rows, clear_row);
  self->sizes = g_array_new (FALSE, FALSE, sizeof (TalusPrintRow));
}

static const TalusProperty *
find_property (TalusTemplate *template,
               const char    *id)
{
  GPtrArray *types = talus_template_get_types (template);

  for (guint i = 0; i < types->len; i++)
    {
      const TalusProperty *property = talus_node_type_get_property (types->pdata[i], id);

      if (property != NULL)
        return property;
    }

  return NULL;
}

static void
add_columns (TalusOutlinePrint   *self,
             TalusTemplate       *template,
             const char * const  *ids)
{
  for (guint i = 0; ids != NULL && ids[i] != NULL; i++)
    {
      const TalusProperty *property = find_property (template, ids[i]);
      Column column = { NULL, NULL, FALSE, 0, 0 };

      if (property == NULL)
        continue;
      column.id = g_strdup (property->id);
      column.label = g_strdup (property->label);
      column.is_number = talus_rollup_is_summed (property);
      column.width = column.is_number || property->kind == TALUS_PROPERTY_DATE ? 68 : 84;
      g_array_append_val (self->columns, column);
    }
}

static char *
write_cell (TalusGraph   *graph,
            TalusNode    *node,
            const Column *column)
{
  const TalusNodeType *type = talus_template_get_type_by_id (talus_graph_get_template (graph),
                                                             talus_node_get_type_id (node));
  const TalusProperty *property =
    type != NULL ? talus_node_type_get_property (type, column->id) : NULL;
  g_autoptr (TalusValue) value = talus_node_dup_property (node, column->id);

  if (property == NULL || value == NULL)
    return g_strdup ("");

  return talus_format_value (talus_format_get (graph), graph, property, value);
}

static void
add_rows (TalusOutlinePrint *self,
          TalusGraph        *graph,
          TalusNode         *node,
          guint              depth,
          guint              parent)
{
  Row row = { depth, parent, talus_node_get_n_children (node) > 0, NULL, NULL };
  guint own = self->rows->len;

  row.name = talus_format_node_name (node);
  row.cells = g_new0 (char *, self->columns->len + 1);
  for (guint i = 0; i < self->columns->len; i++)
    row.cells[i] = write_cell (graph, node, &g_array_index (self->columns, Column, i));
  g_array_append_val (self->rows, row);

  for (TalusNode *child = talus_node_get_first_child (node); child != NULL;
       child = talus_node_get_next_sibling (child))
    add_rows (self, graph, child, depth + 1, own);
}

/**
 * talus_outline_print_new:
 * @graph: a graph
 * @title: what stands at the top of each page
 * @date: (nullable): what stands beside it
 * @tops: (nullable) (array length=n_tops): what to print, with what is below;
 *   %NULL for all
 * @n_tops: how many
 * @columns: (nullable) (array zero-terminated=1): ids of properties, those to
 *   be kept longest first
 *
 * Takes the texts of an outline to be printed.
 *
 * Returns: (transfer full): the operation
 */
TalusOutlinePrint *
talus_outline_print_new (TalusGraph         *graph,
                         const char         *title,
                         const char         *date,
                         TalusNode * const  *tops,
                         guint               n_tops,
                         const char * const *columns)
{
  TalusOutlinePrint *self;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);

  self = g_object_new (TALUS_TYPE_OUTLINE_PRINT, "job-name", title, "unit", GTK_UNIT_POINTS,
                       "show-progress", TRUE, "embed-page-setup", TRUE, "allow-async", TRUE, NULL);
  self->title = g_strdup (title);
  self->date = g_strdup (date);
  self->is_rtl = gtk_widget_get_default_direction () == GTK_TEXT_DIR_RTL;
  add_columns (self, talus_graph_get_template (graph), columns);
  if (tops != NULL)
    for (guint i = 0; i < n_tops; i++)
      add_rows (self, graph, tops[i], 0, 0);
  else
    for (guint i = 0; i < talus_graph_get_n_roots (graph); i++)
      add_rows (self, graph, talus_graph_get_root (graph, i), 0, 0);

  return self;
}
