/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fills pages from the top; at the end of one, rows go to the next whose first
 * child would be there. */
#define G_LOG_DOMAIN "talus-app-exchange"

#include "app/exchange/talus-print-pages.h"

/**
 * talus_print_find_pages:
 * @rows: (array length=n_rows): the rows in the order of the tree
 * @n_rows: how many
 * @page_height: what fits on a page
 *
 * Finds where pages begin. A row higher than a page has one of its own.
 *
 * Returns: (transfer full) (element-type guint): the first row of each page, at
 *   least one
 */
GArray *
talus_print_find_pages (const TalusPrintRow *rows,
                        guint                n_rows,
                        double               page_height)
{
  GArray *pages = g_array_new (FALSE, FALSE, sizeof (guint));
  guint first = 0;
  double used = 0;

  g_return_val_if_fail (rows != NULL || n_rows == 0, pages);

  g_array_append_val (pages, first);
  for (guint i = 0; i < n_rows; i++)
    {
      guint next = i;

      if (i == first || used + rows[i].height <= page_height)
        {
          used += rows[i].height;
          continue;
        }

      while (next > first + 1 && rows[next].depth > rows[next - 1].depth)
        next--;
      /* Parents all the way up to the top of the page: there they are as well. */
      if (rows[next].depth > rows[next - 1].depth)
        next = i;

      g_array_append_val (pages, next);
      first = next;
      used = 0;
      for (guint j = next; j <= i; j++)
        used += rows[j].height;
    }

  return pages;
}
