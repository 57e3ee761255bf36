/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times are those of CLOCK_MONOTONIC, so that others can tell how long it took
 * from when they started the program. A frame is what its clock does from
 * before its first phase to behind painting. */
#define G_LOG_DOMAIN "talus-app-frames"

#include "app/core/talus-frame-log.h"

/* At 60 Hz; longer ones are seen. */
#define FRAME_US 16667

typedef struct
{
  GtkWindow *window;     /* borrowed: it lives longer */
  gint64 begin;
  gboolean is_painted;
} Watch;

static void
before_paint_cb (Watch *watch)
{
  watch->begin = g_get_monotonic_time ();
}

static void
after_paint_cb (Watch *watch)
{
  gint64 now = g_get_monotonic_time ();

  if (!watch->is_painted)
    g_debug ("First frame of %s at %" G_GINT64_FORMAT " µs",
             G_OBJECT_TYPE_NAME (watch->window), now);
  else if (now - watch->begin > FRAME_US)
    g_debug ("A frame of %s took %" G_GINT64_FORMAT " µs",
             G_OBJECT_TYPE_NAME (watch->window), now - watch->begin);
  watch->is_painted = TRUE;
}

static void
free_watch (gpointer  data,
            GClosure *closure)
{
  g_free (data);
}

static void
realize_cb (GtkWindow *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  Watch *watch = g_new0 (Watch, 1);

  watch->window = window;
  g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (before_paint_cb), watch);
  g_signal_connect_data (clock, "after-paint", G_CALLBACK (after_paint_cb), watch, free_watch,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
window_added_cb (GtkApplication *application,
                 GtkWindow      *window)
{
  if (gtk_widget_get_realized (GTK_WIDGET (window)))
    realize_cb (window);
  else
    g_signal_connect (window, "realize", G_CALLBACK (realize_cb), NULL);
}

/**
 * talus_frame_log_follow:
 * @application: whose windows
 *
 * Watches each window that comes, if anybody reads what this says.
 */
void
talus_frame_log_follow (GtkApplication *application)
{
  if (g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, G_LOG_DOMAIN))
    return;

  g_signal_connect (application, "window-added", G_CALLBACK (window_added_cb), NULL);
}
