/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desktop's own figures, in a process with its widgets: how long a project
 * takes to open and to be seen, and what a frame costs while somebody scrolls,
 * pans, zooms or presses keys. It wants a display. One row a run:
 *
 *   bench-desktop open PROJECT.json      opens it, shows it in a window
 *   bench-desktop canvas PROJECT.json    pans and zooms over its graph
 *   bench-desktop scroll PROJECT.json    scrolls its outline; says "listening
 *                                        PORT SESSION" first, for who wants to
 *                                        edit meanwhile, and waits for a line
 *   bench-desktop keys PROJECT.json      says "ready", then how long each key
 *                                        that is pressed took to be seen
 *
 * Prints one JSON line: medians and the 99th of a hundred, in milliseconds. A
 * frame's time is that of its clock, from its first phase to behind painting. */
#define G_LOG_DOMAIN "bench-desktop"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <adwaita.h>

#include "app/desk/talus-desk.h"
#include "app/graph/talus-graph-pane.h"
#include "app/window/talus-window.h"

#define N_FRAMES 400
#define N_KEYS   60

typedef struct
{
  GtkApplication *application;
  TalusDesk *desk;
  TalusPeer *peer;
  TalusWindow *window;
  GMainLoop *loop;
  GArray *frames;             /* of double: milliseconds */
  GArray *works;              /* the same, of what this thread worked meanwhile */
  gint64 frame_begin;
  gint64 work_begin;          /* by the clock of the thread */
  gint64 painted;             /* when the last frame was */
  guint n_frames;
  gboolean is_recording;
} Bench;

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double one = *(const double *) a;
  double other = *(const double *) b;

  return (one > other) - (one < other);
}

static double
get_share (GArray *values,
           double  share)
{
  if (values->len == 0)
    return 0;

  g_array_sort (values, compare_doubles);

  return g_array_index (values, double, (guint) ((values->len - 1) * share));
}

static void
report_frames (Bench      *bench,
               const char *what)
{
  printf ("{\"what\":\"%s\",\"frames\":%u,\"p50\":%.3f,\"p99\":%.3f,\"most\":%.3f,"
          "\"work_p50\":%.3f,\"work_p99\":%.3f}\n",
          what, bench->frames->len, get_share (bench->frames, 0.5),
          get_share (bench->frames, 0.99), get_share (bench->frames, 1),
          get_share (bench->works, 0.5), get_share (bench->works, 0.99));
  fflush (stdout);
  g_array_set_size (bench->frames, 0);
  g_array_set_size (bench->works, 0);
}

/* What the thread worked, in microseconds: others on the machine do not count. */
static gint64
get_work (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);

  return now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
begin_frame_cb (Bench *bench)
{
  bench->frame_begin = g_get_monotonic_time ();
  bench->work_begin = get_work ();
}

static void
end_frame_cb (Bench *bench)
{
  bench->painted = g_get_monotonic_time ();
  bench->n_frames++;
  if (bench->is_recording)
    {
      double took = (double) (bench->painted - bench->frame_begin) / 1000;
      double work = (double) (get_work () - bench->work_begin) / 1000;

      g_array_append_val (bench->frames, took);
      g_array_append_val (bench->works, work);
    }
}

static void
follow_clock (Bench *bench)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (bench->window));

  g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (begin_frame_cb), bench);
  g_signal_connect_data (clock, "after-paint", G_CALLBACK (end_frame_cb), bench, NULL,
                         G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

/* Runs the main loop until another frame has been painted. */
static void
wait_for_frame (Bench *bench)
{
  guint before = bench->n_frames;

  gtk_widget_queue_draw (GTK_WIDGET (bench->window));
  while (bench->n_frames == before)
    g_main_context_iteration (NULL, TRUE);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  GAsyncResult **place = user_data;

  *place = g_object_ref (result);
}

static GAsyncResult *
wait_for_result (GAsyncResult **place)
{
  while (*place == NULL)
    g_main_context_iteration (NULL, TRUE);

  return g_steal_pointer (place);
}

static void
check (GError *error)
{
  if (error != NULL)
    {
      g_printerr ("%s\n", error->message);
      exit (1);
    }
}

static TalusPeer *
finish_open (Bench         *bench,
             GAsyncResult **place)
{
  g_autoptr (GAsyncResult) result = wait_for_result (place);
  g_autoptr (GError) error = NULL;
  TalusPeer *peer = talus_desk_open_finish (bench->desk, result, NULL, &error);

  check (error);

  return peer;
}

static void
start_desk (Bench      *bench,
            const char *folder)
{
  const char *template_dirs[] = { g_getenv ("TALUS_TEMPLATE_DIR"), NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (GAsyncResult) ready = NULL;
  GAsyncResult *result = NULL;

  bench->desk = talus_desk_new (folder, template_dirs);
  talus_desk_ready_async (bench->desk, done_cb, &result);
  ready = wait_for_result (&result);
  talus_desk_ready_finish (bench->desk, ready, &error);
  check (error);
}

/* What the process of import_beside() does: says the id of the project that it
 * has put into @folder. */
static void
import (Bench      *bench,
        const char *folder,
        const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (TalusPeer) peer = NULL;
  GAsyncResult *result = NULL;
  char text[TALUS_ID_TEXT_SIZE];

  start_desk (bench, folder);
  talus_desk_open_file_async (bench->desk, file, NULL, done_cb, &result);
  peer = finish_open (bench, &result);
  puts (talus_id_format (talus_peer_get_project_id (peer), text));
  talus_peer_close (peer);
  g_clear_object (&peer);
  talus_desk_shut_down (bench->desk);
}

/* The project in @folder, without what an import leaves behind in memory: who
 * opens one has mostly just started the program. */
static void
import_beside (const char *folder,
               const char *path,
               TalusId    *project)
{
  const char *argv[] = { "/proc/self/exe", "import", path, folder, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *said = NULL;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &said, NULL, &status,
                &error);
  check (error);
  g_spawn_check_wait_status (status, &error);
  check (error);
  g_strchomp (said);
  if (!talus_id_parse (said, -1, project))
    g_error ("The import said “%s”", said);
}

static void
open_project (Bench         *bench,
              const TalusId *project)
{
  GAsyncResult *result = NULL;

  talus_desk_open_async (bench->desk, project, NULL, done_cb, &result);
  bench->peer = finish_open (bench, &result);
}

static void
show_window (Bench      *bench,
             const char *pane)
{
  bench->window = talus_window_new (bench->application, bench->peer);
  gtk_window_set_default_size (GTK_WINDOW (bench->window), 1400, 900);
  if (pane != NULL)
    talus_window_set_pane (bench->window, pane);
  gtk_window_present (GTK_WINDOW (bench->window));
  follow_clock (bench);
  while (bench->n_frames == 0)
    g_main_context_iteration (NULL, TRUE);
}

static GtkWidget *
find_widget (GtkWidget *widget,
             GType      type)
{
  GtkWidget *found = NULL;

  if (g_type_is_a (G_OBJECT_TYPE (widget), type) && gtk_widget_get_mapped (widget))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_widget (child, type);

  return found;
}

static void
bench_open (Bench         *bench,
            const TalusId *project)
{
  gint64 begin = g_get_monotonic_time ();
  gint64 opened;
  gint64 work;

  open_project (bench, project);
  opened = g_get_monotonic_time ();
  work = get_work ();
  show_window (bench, NULL);
  printf ("{\"open\":%.3f,\"frame\":%.3f,\"work\":%.3f}\n", (double) (opened - begin) / 1000,
          (double) (bench->painted - opened) / 1000, (double) (get_work () - work) / 1000);
}

static void
pan (Bench            *bench,
     TalusGraphCanvas *canvas,
     const char       *what)
{
  for (guint i = 0; i < N_FRAMES; i++)
    {
      double dx = i % 100 < 50 ? 23 : -23;
      double dy = i % 40 < 20 ? 17 : -17;

      talus_graph_canvas_pan (canvas, dx, dy);
      bench->is_recording = TRUE;
      wait_for_frame (bench);
      bench->is_recording = FALSE;
    }
  report_frames (bench, what);
}

static void
bench_canvas (Bench         *bench,
              const TalusId *project)
{
  static const struct
  {
    float zoom;
    const char *what;
  } sights[] = {
    { 1, "pan, at full size" },
    { 0.6f, "pan, at 60 %" },
    { 0.3f, "pan, names only" },
    { 0.1f, "pan, boxes only" },
    { 0, "pan, everything in sight" },
  };
  TalusGraphCanvas *canvas;
  TalusGraphScene *scene;
  TalusGraphPicture *picture;
  const TalusGraphRect *bounds;

  open_project (bench, project);
  show_window (bench, "graph");
  canvas = TALUS_GRAPH_CANVAS (find_widget (GTK_WIDGET (bench->window),
                                            TALUS_TYPE_GRAPH_CANVAS));
  scene = talus_graph_canvas_get_scene (canvas);
  talus_graph_scene_expand_all (scene);
  do
    g_main_context_iteration (NULL, TRUE);
  while (talus_graph_scene_get_picture (scene) == NULL || talus_graph_scene_is_busy (scene) ||
         talus_graph_picture_get_n_cards (talus_graph_scene_get_picture (scene)) < 1000);

  picture = talus_graph_scene_get_picture (scene);
  bounds = talus_graph_layout_get_bounds (talus_graph_picture_get_layout (picture));
  for (guint i = 0; i < G_N_ELEMENTS (sights); i++)
    {
      talus_graph_canvas_set_zoom (canvas, MAX (sights[i].zoom, 0.0001f), -1, -1);
      talus_graph_canvas_centre (canvas, bounds->x + bounds->width / 2,
                                 bounds->y + bounds->height / 2);
      for (guint j = 0; j < 10; j++)
        wait_for_frame (bench);
      pan (bench, canvas, sights[i].what);
    }

  bench->is_recording = TRUE;
  for (guint i = 0; i < N_FRAMES; i++)
    {
      float factor = i % 200 < 100 ? 1.045f : 1 / 1.045f;

      talus_graph_canvas_set_zoom (canvas, talus_graph_canvas_get_zoom (canvas) * factor, 500, 400);
      wait_for_frame (bench);
    }
  bench->is_recording = FALSE;
  report_frames (bench, "zoom, from everything to close and back");
}

static void
listen_cb (TalusHost *host,
           gpointer   data)
{
  TalusHostOptions options = { NULL };
  g_autoptr (GError) error = NULL;
  int *port = data;

  talus_host_start_listening (host, &options, &error);
  g_atomic_int_set (port, error == NULL ? (int) talus_host_get_port (host) : -1);
  g_main_context_wakeup (NULL);
}

static void
expand_all (Bench *bench)
{
  gtk_widget_activate_action (find_widget (GTK_WIDGET (bench->window), GTK_TYPE_COLUMN_VIEW),
                              "outline.expand-all", NULL);
}

static void
bench_scroll (Bench         *bench,
              const TalusId *project)
{
  GtkWidget *scrolled;
  GtkAdjustment *adjustment;
  TalusPeerLink *link;
  char session[TALUS_ID_TEXT_SIZE];
  char line[16];
  int port = 0;

  open_project (bench, project);
  show_window (bench, "outline");
  expand_all (bench);
  talus_desk_run (bench->desk, listen_cb, &port, NULL);
  while (g_atomic_int_get (&port) == 0)
    g_main_context_iteration (NULL, TRUE);
  link = talus_peer_get_link (bench->peer);
  printf ("listening %d %s\n", port,
          talus_id_format (talus_peer_link_get_session_id (link), session));
  fflush (stdout);
  if (fgets (line, sizeof line, stdin) == NULL)
    exit (1);

  scrolled = gtk_widget_get_ancestor (find_widget (GTK_WIDGET (bench->window),
                                                   GTK_TYPE_COLUMN_VIEW),
                                      GTK_TYPE_SCROLLED_WINDOW);
  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  for (guint i = 0; i < 20; i++)
    wait_for_frame (bench);
  bench->is_recording = TRUE;
  for (guint i = 0; i < N_FRAMES * 2; i++)
    {
      gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) + 53);
      wait_for_frame (bench);
    }
  bench->is_recording = FALSE;
  report_frames (bench, "scroll");
}

static gboolean
key_cb (Bench *bench)
{
  begin_frame_cb (bench);
  bench->is_recording = TRUE;

  return GDK_EVENT_PROPAGATE;
}

/* From the moment a key arrives to behind the frame that shows what it did. */
static void
bench_keys (Bench         *bench,
            const TalusId *project)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  guint n_keys = 0;

  open_project (bench, project);
  show_window (bench, "outline");
  gtk_widget_grab_focus (find_widget (GTK_WIDGET (bench->window), GTK_TYPE_COLUMN_VIEW));
  gtk_widget_activate_action (find_widget (GTK_WIDGET (bench->window), GTK_TYPE_COLUMN_VIEW),
                              "outline.expand-all", NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), bench);
  gtk_widget_add_controller (GTK_WIDGET (bench->window), keys);
  /* Its own begin is when the key came. */
  g_signal_handlers_disconnect_by_func (
    gtk_widget_get_frame_clock (GTK_WIDGET (bench->window)), begin_frame_cb, bench);
  printf ("ready\n");
  fflush (stdout);

  while (n_keys < N_KEYS)
    {
      g_main_context_iteration (NULL, TRUE);
      if (bench->frames->len > n_keys)
        {
          n_keys = bench->frames->len;
          bench->is_recording = FALSE;
        }
    }
  report_frames (bench, "keys");
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *name;
    void (*run) (Bench *bench, const TalusId *project);
  } rows[] = {
    { "open", bench_open },
    { "canvas", bench_canvas },
    { "scroll", bench_scroll },
    { "keys", bench_keys },
  };
  Bench bench = { NULL };
  g_autofree char *folder = NULL;
  TalusId project;

  if (argc < 3)
    return 2;

  adw_init ();
  /* With the style and the icons of the program. */
  bench.application = g_object_new (ADW_TYPE_APPLICATION,
                                    "application-id", "org.talustally.BenchDesktop",
                                    "flags", G_APPLICATION_NON_UNIQUE,
                                    "resource-base-path", "/org/talustally/TalusTally",
                                    NULL);
  g_application_register (G_APPLICATION (bench.application), NULL, NULL);
  bench.frames = g_array_new (FALSE, FALSE, sizeof (double));
  bench.works = g_array_new (FALSE, FALSE, sizeof (double));

  if (g_str_equal (argv[1], "import") && argc == 4)
    {
      import (&bench, argv[3], argv[2]);
      return 0;
    }

  folder = g_dir_make_tmp ("talus-bench-XXXXXX", NULL);
  import_beside (folder, argv[2], &project);
  start_desk (&bench, folder);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (g_str_equal (argv[1], rows[i].name))
      rows[i].run (&bench, &project);

  gtk_window_destroy (GTK_WINDOW (bench.window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_clear_object (&bench.peer);
  talus_desk_shut_down (bench.desk);

  return 0;
}
