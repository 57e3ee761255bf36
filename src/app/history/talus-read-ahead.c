/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whoever scrolls is not to see the end of what has been read. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-read-ahead.h"

typedef struct
{
  GtkScrolledWindow *scrolled;
  TalusReadAheadFunc read_on;
  gpointer user_data;
} Reader;

static void
look_cb (GtkAdjustment *adjustment,
         gpointer       user_data)
{
  Reader *reader = user_data;
  double page = gtk_adjustment_get_page_size (adjustment);

  if (gtk_widget_get_mapped (GTK_WIDGET (reader->scrolled)) &&
      gtk_adjustment_get_value (adjustment) + 2 * page >= gtk_adjustment_get_upper (adjustment))
    reader->read_on (reader->user_data);
}

static void
free_reader (gpointer  data,
             GClosure *closure)
{
  g_free (data);
}

/**
 * talus_read_ahead:
 * @scrolled: what has the list in it
 * @read_on: reads the next piece, or does nothing where there is none
 * @user_data: for @read_on; outlives @scrolled
 *
 * Calls @read_on, as often as @scrolled is laid out or scrolled, while less than
 * a page is left below what is seen.
 */
void
talus_read_ahead (GtkScrolledWindow  *scrolled,
                  TalusReadAheadFunc  read_on,
                  gpointer            user_data)
{
  static const char * const names[] = { "value-changed", "changed" };

  g_return_if_fail (GTK_IS_SCROLLED_WINDOW (scrolled));
  g_return_if_fail (read_on != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      Reader *reader = g_new0 (Reader, 1);

      reader->scrolled = scrolled;
      reader->read_on = read_on;
      reader->user_data = user_data;
      g_signal_connect_data (gtk_scrolled_window_get_vadjustment (scrolled), names[i],
                             G_CALLBACK (look_cb), reader, free_reader, 0);
    }
}
