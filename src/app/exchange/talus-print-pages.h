/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where pages end. It knows no widget, and nothing of drawing. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TalusPrintRow:
 * @depth: of a top: 0
 * @height: how much of a page it takes
 */
typedef struct
{
  guint depth;
  double height;
} TalusPrintRow;

/* (transfer full) (element-type guint): the first row of each page. Something
 * is never parted from the first of what is below it, if a page holds both. */
GArray *talus_print_find_pages (const TalusPrintRow *rows,
                                guint                n_rows,
                                double               page_height);

G_END_DECLS
