/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pictures of the graph as files. */
#include "graph-pane-test.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "app/core/talus-saved-file.h"
#include "app/graph/talus-graph-export.h"
#include "app/graph/talus-graph-painter-private.h"
#include "store/talus-file-lock.h"

static void
exported_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (talus_graph_export_finish (result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static gboolean
is_true (gpointer data)
{
  return *(gboolean *) data;
}

static void
test_export (GraphFixture  *self,
             gconstpointer  data)
{
  static const struct
  {
    const char *name;
    const char *begin;
  } kinds[] = {
    { "picture.svg", "<?xml" },
    { "picture.pdf", "%PDF" },
    { "picture.png", "\x89PNG" },
  };
  TalusGraphRect bounds;
  GskRenderNode *node = talus_graph_canvas_draw_all (self->canvas, &bounds);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_build_filename (self->app.folder, kinds[i].name, NULL);
      g_autofree char *contents = NULL;
      gboolean is_done = FALSE;

      talus_graph_export_async (node, &bounds, path, NULL, exported_cb, &is_done);
      app_wait_until (is_true, &is_done);
      g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
      g_assert_true (g_str_has_prefix (contents, kinds[i].begin));
    }
  gsk_render_node_unref (node);
}

/* What was drawn within a drawing is where it belongs: cairo 1.16 puts all of
 * it into the corner of an SVG file. */
static void
test_lines_of_a_drawing_reach_their_cards (GraphFixture  *self,
                                           gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->app.folder, "lines.svg", NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GRegex) moved = NULL;
  TalusGraphRect bounds;
  GskRenderNode *node = talus_graph_canvas_draw_all (self->canvas, &bounds);
  gboolean is_done = FALSE;

  talus_graph_export_async (node, &bounds, path, NULL, exported_cb, &is_done);
  app_wait_until (is_true, &is_done);
  gsk_render_node_unref (node);

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_nonnull (strstr (contents, "<use xlink:href=\"#surface"));
  /* Clipped to what begins elsewhere. */
  moved = g_regex_new ("<g id=\"surface[^>]*>\\s*</g>", 0, 0, &error);
  g_assert_no_error (error);
  g_assert_false (g_regex_match (moved, contents, 0, NULL));
}

static void
assert_path (GraphFixture *self,
             const char   *wanted,
             const char   *suffix,
             const char   *expected)
{
  g_autofree char *from = g_build_filename (self->app.folder, wanted, NULL);
  g_autofree char *to = g_build_filename (self->app.folder, expected, NULL);
  g_autofree char *path = talus_graph_export_choose_path (from, suffix);

  g_assert_cmpstr (path, ==, to);
}

/* As it was typed, else as it was chosen; over nothing that is there. */
static void
test_another_kind_has_another_ending (GraphFixture  *self,
                                      gconstpointer  data)
{
  g_autofree char *there = g_build_filename (self->app.folder, "There.png", NULL);

  assert_path (self, "1966 Bronco.svg", "svg", "1966 Bronco.svg");
  assert_path (self, "1966 Bronco.svg", "png", "1966 Bronco.png");
  assert_path (self, "1966 Bronco.pdf", "svg", "1966 Bronco.pdf");
  assert_path (self, "Version 1.2", "png", "Version 1.2.png");
  g_assert_true (g_file_set_contents (there, "", -1, NULL));
  assert_path (self, "There.svg", "png", "There 2.png");
}

static void
set_file_limit (rlim_t limit)
{
  struct rlimit limits = { limit, RLIM_INFINITY };

  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limits), ==, 0);
}

static gboolean
has_said (gpointer data)
{
  return *(char **) data != NULL;
}

/* The disk is full in the middle of it. */
static void
test_failed_picture_leaves_the_old (GraphFixture  *self,
                                    gconstpointer  data)
{
  static const char * const names[] = { "old.svg", "old.pdf", "old.png" };

  signal (SIGXFSZ, SIG_IGN);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->app.folder, names[i], NULL);
      g_autofree char *contents = NULL;
      g_autofree char *said = NULL;
      gulong id = g_signal_connect_swapped (self->view, "said", G_CALLBACK (graph_keep_said_cb),
                                            &said);

      g_assert_true (g_file_set_contents (path, "as it was", -1, NULL));
      set_file_limit (2048);
      talus_graph_pane_export_to (self->pane, path);
      app_wait_until (has_said, &said);
      set_file_limit (RLIM_INFINITY);
      g_signal_handler_disconnect (self->view, id);
      g_assert_null (strstr (said, names[i]));
      g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
      g_assert_cmpstr (contents, ==, "as it was");
    }
}

/* And where there was nothing, there is nothing then. */
static void
test_failed_picture_leaves_nothing (GraphFixture  *self,
                                    gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->app.folder, "new.svg", NULL);
  g_autofree char *said = NULL;

  signal (SIGXFSZ, SIG_IGN);
  g_signal_connect_swapped (self->view, "said", G_CALLBACK (graph_keep_said_cb),
                                            &said);
  set_file_limit (2048);
  talus_graph_pane_export_to (self->pane, path);
  app_wait_until (has_said, &said);
  set_file_limit (RLIM_INFINITY);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* Somebody has a document of that name open. */
static void
test_picture_replaces_no_open_document (GraphFixture  *self,
                                        gconstpointer  data)
{
  static const char * const names[] = { "held.svg", "held.pdf", "held.png", "held.talus" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->app.folder, names[i], NULL);
      g_autofree char *contents = NULL;
      g_autofree char *said = NULL;
      gulong id = g_signal_connect_swapped (self->view, "said", G_CALLBACK (graph_keep_said_cb),
                                            &said);
      TalusFileLock *theirs;

      g_assert_true (g_file_set_contents (path, "as it was", -1, NULL));
      theirs = talus_file_lock_acquire (path, NULL);
      talus_graph_pane_export_to (self->pane, path);
      app_wait_until (has_said, &said);
      g_signal_handler_disconnect (self->view, id);
      talus_file_lock_release (theirs);
      g_assert_nonnull (strstr (said, names[i]));
      g_assert_nonnull (strstr (said, "is open"));
      g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
      g_assert_cmpstr (contents, ==, "as it was");
    }
}

/* Whatever the program does with its own files. */
static void
test_picture_is_for_others_too (GraphFixture  *self,
                                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->app.folder, "Bronco.svg", NULL);
  g_autofree char *said = NULL;
  mode_t umask_before = umask (077);
  GStatBuf info;

  talus_saved_file_set_umask (022);
  g_signal_connect_swapped (self->view, "said", G_CALLBACK (graph_keep_said_cb),
                                            &said);
  talus_graph_pane_export_to (self->pane, path);
  g_assert_true (gtk_spinner_get_spinning (self->pane->spinner));
  app_wait_until (has_said, &said);
  umask (umask_before);
  g_assert_cmpstr (said, ==, "Saved “Bronco.svg”");
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0644);
  app_run_ready ();
  g_assert_false (gtk_spinner_get_spinning (self->pane->spinner));
}

#define N_SIDE 30

static gboolean
has_all_arrows (gpointer data)
{
  return graph_is_drawn (((GraphFixture *) data)->canvas) &&
         graph_count_arrows (data) >= N_SIDE * N_SIDE;
}

/* More than say anything on the screen. */
static void
test_saved_picture_has_all_arrows (GraphFixture  *self,
                                   gconstpointer  data)
{
  g_autofree char *path = g_build_filename (self->app.folder, "arrows.svg", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *said = NULL;
  g_auto (GStrv) paths = NULL;
  TalusBatch *batch = talus_batch_new (NULL);
  const TalusId *parent = talus_node_get_id (graph_find (self, "Seats"));
  TalusId ids[2 * N_SIDE];
  guint most = 0;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    talus_batch_create_node (batch, "task", parent, NULL, "Task", &ids[i]);
  for (guint i = 0; i < N_SIDE; i++)
    for (guint j = N_SIDE; j < 2 * N_SIDE; j++)
      talus_batch_link (batch, &ids[i], &ids[j]);
  g_assert_true (talus_view_submit (self->view, batch));
  app_fixture_settle (self->peer);
  talus_graph_scene_expand_all (talus_graph_canvas_get_scene (self->canvas));
  app_wait_until (has_all_arrows, self);

  g_signal_connect_swapped (self->view, "said", G_CALLBACK (graph_keep_said_cb),
                                            &said);
  talus_graph_pane_export_to (self->pane, path);
  app_wait_until (has_said, &said);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  paths = g_strsplit (contents, "<path", -1);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_auto (GStrv) moves = g_strsplit (paths[i], "M ", -1);

      most = MAX (most, g_strv_length (moves));
    }
  g_assert_cmpuint (most, >, N_SIDE * N_SIDE);
}

int
main (int   argc,
      char *argv[])
{
  if (!app_init (&argc, &argv))
    return 77;

  graph_add ("picture-becomes-a-file", test_export);
  graph_add ("picture-replaces-no-open-document", test_picture_replaces_no_open_document);
  graph_add ("lines-of-a-drawing-reach-their-cards", test_lines_of_a_drawing_reach_their_cards);
  graph_add ("another-kind-has-another-ending", test_another_kind_has_another_ending);
  graph_add ("a-picture-that-failed-leaves-the-old", test_failed_picture_leaves_the_old);
  graph_add ("a-picture-that-failed-leaves-nothing", test_failed_picture_leaves_nothing);
  graph_add ("a-picture-is-for-others-too", test_picture_is_for_others_too);
  graph_add ("a-saved-picture-has-all-arrows", test_saved_picture_has_all_arrows);

  return g_test_run ();
}
