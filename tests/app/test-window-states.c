/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What windows showed is there the next time, however the last one ended. */
#include <glib/gstdio.h>

#include "app/shell/talus-window-states.h"

#define WAIT_US (10 * G_USEC_PER_SEC)

typedef struct
{
  char *folder;
  char *path;
  TalusWindowStates *states;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("talus-window-states-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "data", "windows", NULL);
  fixture->states = talus_window_states_new (fixture->path);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  g_autofree char *data_dir = g_path_get_dirname (fixture->path);

  talus_window_states_flush (fixture->states);
  g_assert_finalize_object (fixture->states);
  g_unlink (fixture->path);
  g_rmdir (data_dir);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static TalusId
make_id (guint8 number)
{
  TalusId id = { { 0 } };

  id.bytes[15] = number;

  return id;
}

static void
put (TalusWindowStates *states,
     guint8             project,
     const char        *view,
     guint              n_selection)
{
  g_autofree TalusId *ids = g_new (TalusId, n_selection + 1);
  TalusWindowState state = {
    .project = make_id (project), .view = view, .selection = ids, .n_selection = n_selection,
    .expanded = ids, .n_expanded = n_selection > 0,
    .width = 800, .height = 600, .maximized = project == 2,
  };

  for (guint i = 0; i < n_selection; i++)
    {
      ids[i] = make_id (0);
      ids[i].bytes[0] = i / 256;
      ids[i].bytes[1] = i % 256;
    }
  talus_window_states_put (states, &state);
}

/* By another object: what a process that starts now would see. */
static void
assert_file (Fixture    *fixture,
             const char *expected)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_US;

  while (TRUE)
    {
      g_autoptr(TalusWindowStates) read = talus_window_states_new (fixture->path);
      g_autoptr(GString) found = g_string_new (NULL);

      for (guint i = 0; i < talus_window_states_get_length (read); i++)
        {
          const TalusWindowState *state = talus_window_states_get (read, i);

          g_string_append_printf (found, "%d:%s:%u ", state->project.bytes[15], state->view,
                                  state->n_selection);
        }
      if (g_str_equal (found->str, expected))
        return;
      if (g_get_monotonic_time () > deadline)
        g_assert_cmpstr (found->str, ==, expected);
      g_main_context_iteration (NULL, TRUE);
    }
}

static void
check_comes_back (Fixture       *fixture,
                  gconstpointer  unused)
{
  g_autoptr(TalusWindowStates) again = NULL;
  const TalusWindowState *state;
  TalusId project = make_id (3);
  TalusWindowState with_panel = {
    .project = project, .view = "board", .panel = "history",
  };

  put (fixture->states, 1, "outline", 2);
  put (fixture->states, 2, "graph", 0);
  talus_window_states_put (fixture->states, &with_panel);
  talus_window_states_flush (fixture->states);

  again = talus_window_states_new (fixture->path);
  g_assert_cmpuint (talus_window_states_get_length (again), ==, 3);
  state = talus_window_states_get (again, 0);
  g_assert_cmpint (state->width, ==, 800);
  g_assert_cmpint (state->height, ==, 600);
  g_assert_false (state->maximized);
  g_assert_null (state->panel);
  g_assert_cmpuint (state->n_selection, ==, 2);
  g_assert_cmpint (state->selection[1].bytes[1], ==, 1);
  g_assert_cmpuint (state->n_expanded, ==, 1);
  g_assert_true (talus_window_states_get (again, 1)->maximized);
  state = talus_window_states_find (again, &project);
  g_assert_cmpstr (state->panel, ==, "history");
  g_assert_cmpstr (state->view, ==, "board");
}

/* Nobody flushes before kill -9. */
static void
check_written_as_it_changes (Fixture       *fixture,
                             gconstpointer  unused)
{
  TalusId project = make_id (1);

  put (fixture->states, 1, "outline", 1);
  put (fixture->states, 2, "outline", 0);
  assert_file (fixture, "1:outline:1 2:outline:0 ");
  put (fixture->states, 2, "board", 3);
  assert_file (fixture, "1:outline:1 2:board:3 ");
  talus_window_states_raise (fixture->states, &project);
  assert_file (fixture, "2:board:3 1:outline:1 ");
  talus_window_states_remove (fixture->states, &project);
  assert_file (fixture, "2:board:3 ");
}

static void
check_large_selection (Fixture       *fixture,
                       gconstpointer  unused)
{
  const TalusWindowState *state;

  put (fixture->states, 1, "outline", 5000);
  state = talus_window_states_get (fixture->states, 0);
  g_assert_cmpuint (state->n_selection, ==, 1000);
  g_assert_cmpint (state->selection[999].bytes[0] * 256 + state->selection[999].bytes[1], ==, 4999);
}

static void
check_damaged (Fixture       *fixture,
               gconstpointer  unused)
{
  const char *texts[] = {
    "", "[", "[{'project': <'x'>}]", "[{'view': <'outline'>}, {'project': <1>}]",
    "\xff\xfe", "[{'project': <'00000000-0000-0000-0000-000000000007'>, 'view': <5>}]",
  };

  talus_window_states_flush (fixture->states);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *folder = g_path_get_dirname (fixture->path);
      g_autoptr(TalusWindowStates) again = NULL;

      g_mkdir_with_parents (folder, 0700);
      g_assert_true (g_file_set_contents (fixture->path, texts[i], -1, NULL));
      again = talus_window_states_new (fixture->path);
      g_assert_cmpuint (talus_window_states_get_length (again), ==, i == 5 ? 1 : 0);
      /* And it goes on from there. */
      put (again, 1, "outline", 0);
      talus_window_states_flush (again);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/window-states/what-was-shown-comes-back", Fixture, NULL, set_up,
              check_comes_back, tear_down);
  g_test_add ("/window-states/is-written-as-it-changes", Fixture, NULL, set_up,
              check_written_as_it_changes, tear_down);
  g_test_add ("/window-states/a-large-selection-keeps-its-cursor", Fixture, NULL, set_up,
              check_large_selection, tear_down);
  g_test_add ("/window-states/what-cannot-be-read-is-not-there", Fixture, NULL, set_up,
              check_damaged, tear_down);

  return g_test_run ();
}
