/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long frames of the outline take: from when the frame begins to when it
 * is painted, for a project of many nodes, all of them expanded, while it
 * scrolls and while others edit. A JSON line a measurement, milliseconds: by
 * the clock, and of the processor, which says more on a busy machine. */
#include "app-fixture.h"

#include <adwaita.h>
#include <stdlib.h>
#include <time.h>

#include "app/outline/talus-outline-pane.h"

#define BATCH         5000
#define N_FRAMES      300
#define PIXELS        400.0    /* a frame */
#define EDITS         5        /* a frame: fifty people, six edits a second each */

typedef struct
{
  TalusPeer *peer;
  TalusView *view;
  GtkWidget *pane;
  GPtrArray *nodes;
  GArray *times;              /* of double */
  GArray *works;              /* the same, of the processor */
  gint64 began;
  double work;
  guint n_frames;
  guint n_edits;
  GRand *random;
} Bench;

static double
get_time (gint64 since)
{
  return (double) (g_get_monotonic_time () - since) / 1000;
}

static double
get_work (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static void
make_below (Bench      *self,
            TalusNode  *parent,
            const char *type,
            guint       n_children)
{
  g_autoptr (GError) error = NULL;

  while (n_children > 0)
    {
      g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
      guint n = MIN (n_children, BATCH);

      for (guint i = 0; i < n; i++)
        {
          g_autofree char *name = g_strdup_printf ("A %s of some length, number %u", type, i);
          g_autofree char *cost = g_strdup_printf ("%u.50", i);
          TalusId id;

          talus_batch_create_node (batch, type, talus_node_get_id (parent), NULL, name, &id);
          if (g_str_equal (type, "task"))
            {
              g_autoptr (TalusValue) value = talus_value_new_string (cost, -1);

              talus_batch_with_property (batch, "estimated_cost", value);
            }
        }
      talus_peer_submit (self->peer, batch, &error);
      g_assert_no_error (error);
      app_fixture_settle (self->peer);
      n_children -= n;
    }
}

/* @n_jobs jobs, and as many tasks below each that it comes to @n_nodes. */
static void
fill (Bench *self,
      guint  n_nodes)
{
  TalusNode *phase = app_fixture_find (self->peer, "Body");
  guint n_jobs = MAX (n_nodes / 200, 1);

  make_below (self, phase, "job", n_jobs);
  for (TalusNode *job = talus_node_get_first_child (phase); job != NULL;
       job = talus_node_get_next_sibling (job))
    make_below (self, job, "task", n_nodes / n_jobs - 1);
}

static void
collect (Bench     *self,
         TalusNode *node)
{
  for (TalusNode *child = talus_node_get_first_child (node); child != NULL;
       child = talus_node_get_next_sibling (child))
    {
      if (g_str_equal (talus_node_get_type_id (child), "task"))
        g_ptr_array_add (self->nodes, child);
      collect (self, child);
    }
}

static void
edit (Bench *self)
{
  static const char *const states[] = { "not-started", "in-progress", "done" };

  for (guint i = 0; i < self->n_edits; i++)
    {
      TalusNode *node = self->nodes->pdata[g_rand_int_range (self->random, 0,
                                                             (gint32) self->nodes->len)];
      g_autoptr (TalusBatch) batch = talus_batch_new (NULL);
      g_autoptr (TalusValue) value = NULL;
      g_autofree char *cost = g_strdup_printf ("%d", g_rand_int_range (self->random, 0, 5000));

      if (i % 2 == 0)
        value = talus_value_new_string (states[g_rand_int_range (self->random, 0, 3)], -1);
      else
        value = talus_value_new_string (cost, -1);
      talus_batch_set_property (batch, talus_node_get_id (node),
                                i % 2 == 0 ? "status" : "estimated_cost", value);
      talus_peer_submit (self->peer, batch, NULL);
    }
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return (first > second) - (first < second);
}

static GtkScrollable *
find_list (GtkWidget *widget)
{
  GtkScrollable *found = NULL;

  if (GTK_IS_LIST_VIEW (widget))
    return GTK_SCROLLABLE (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_list (child);

  return found;
}

static void
begin_frame_cb (Bench *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (find_list (self->pane));
  double top = gtk_adjustment_get_upper (adjustment) - gtk_adjustment_get_page_size (adjustment);
  double value = gtk_adjustment_get_value (adjustment) + PIXELS;

  self->began = g_get_monotonic_time ();
  self->work = get_work ();
  edit (self);
  gtk_adjustment_set_value (adjustment, value > top ? 0 : value);
  gdk_frame_clock_request_phase (gtk_widget_get_frame_clock (self->pane),
                                 GDK_FRAME_CLOCK_PHASE_UPDATE);
}

static void
end_frame_cb (Bench *self)
{
  double time = get_time (self->began);
  double work = get_work () - self->work;

  g_array_append_val (self->times, time);
  g_array_append_val (self->works, work);
  self->n_frames++;
}

static gboolean
is_over (gpointer data)
{
  return ((Bench *) data)->n_frames >= N_FRAMES;
}

static double
get_part (GArray *times,
          guint   percent)
{
  return g_array_index (times, double, times->len * percent / 100);
}

static void
measure (Bench      *self,
         const char *row,
         guint       n_nodes,
         guint       n_edits)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (self->pane);
  gulong begin;
  gulong end;

  self->n_edits = n_edits;
  self->n_frames = 0;
  g_array_set_size (self->times, 0);
  g_array_set_size (self->works, 0);
  begin = g_signal_connect_swapped (clock, "before-paint", G_CALLBACK (begin_frame_cb), self);
  end = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (end_frame_cb), self);
  gdk_frame_clock_request_phase (clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
  app_wait_until (is_over, self);
  g_signal_handler_disconnect (clock, begin);
  g_signal_handler_disconnect (clock, end);

  g_array_sort (self->times, compare);
  g_array_sort (self->works, compare);
  g_print ("{\"row\": \"%s\", \"nodes\": %u, \"frames\": %u, \"p50\": %.2f, \"p99\": %.2f, "
           "\"cpu_p50\": %.2f, \"cpu_p99\": %.2f}\n", row, n_nodes, self->times->len,
           get_part (self->times, 50), get_part (self->times, 99), get_part (self->works, 50),
           get_part (self->works, 99));
}

static gboolean
has_frame (gpointer data)
{
  return ((Bench *) data)->n_frames > 0;
}

int
main (int    argc,
      char **argv)
{
  guint n_nodes = argc > 1 ? (guint) atoi (argv[1]) : 100000;
  AppFixture app = { NULL };
  Bench self = { NULL };
  GtkWidget *window;
  gint64 since;
  gulong handler;

  if (!app_init (&argc, &argv))
    return 77;

  app_fixture_set_up (&app, NULL);
  self.random = g_rand_new_with_seed (1);
  self.nodes = g_ptr_array_new ();
  self.times = g_array_new (FALSE, FALSE, sizeof (double));
  self.works = g_array_new (FALSE, FALSE, sizeof (double));
  self.peer = app_fixture_create (&app, "restomod", "Car");
  fill (&self, n_nodes);
  collect (&self, talus_graph_get_root (talus_peer_get_graph (self.peer), 0));

  since = g_get_monotonic_time ();
  self.view = talus_view_new (self.peer);
  self.pane = talus_outline_pane_new (self.view);
  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 900);
  gtk_window_set_child (GTK_WINDOW (window), self.pane);
  gtk_window_present (GTK_WINDOW (window));
  handler = g_signal_connect_swapped (gtk_widget_get_frame_clock (self.pane), "after-paint",
                                      G_CALLBACK (end_frame_cb), &self);
  app_wait_until (has_frame, &self);
  g_signal_handler_disconnect (gtk_widget_get_frame_clock (self.pane), handler);
  g_print ("{\"row\": \"outline first frame\", \"nodes\": %u, \"ms\": %.1f}\n", n_nodes,
           get_time (since));

  since = g_get_monotonic_time ();
  gtk_widget_activate_action (self.pane, "outline.expand-all", NULL);
  g_print ("{\"row\": \"outline expand all\", \"nodes\": %u, \"ms\": %.1f}\n", n_nodes,
           get_time (since));
  measure (&self, "outline scrolling", n_nodes, 0);
  measure (&self, "outline scrolling and edits", n_nodes, EDITS);

  since = g_get_monotonic_time ();
  gtk_widget_activate_action (self.pane, "outline.select-all", NULL);
  g_print ("{\"row\": \"outline select all\", \"nodes\": %u, \"ms\": %.1f}\n", n_nodes,
           get_time (since));
  measure (&self, "outline scrolling, all selected", n_nodes, 0);

  gtk_window_destroy (GTK_WINDOW (window));
  app_run_ready ();
  g_object_unref (self.view);
  app_fixture_settle (self.peer);
  talus_peer_close (self.peer);
  g_object_unref (self.peer);
  app_fixture_tear_down (&app, NULL);
  g_rand_free (self.random);
  g_ptr_array_unref (self.nodes);
  g_array_unref (self.times);
  g_array_unref (self.works);

  return 0;
}
