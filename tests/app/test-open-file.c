/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files are opened where they lie, or become projects: each once, whatever is
 * opened how often. */
#include <glib/gstdio.h>

#include "app-fixture.h"
#include "app/welcome/talus-file-copy.h"
#include "app/welcome/talus-welcome.h"

/* (transfer full) (nullable) */
static TalusPeer *
open_file (AppFixture  *fixture,
           GFile       *file,
           GError     **error)
{
  AppWaited waited = { NULL };
  TalusPeer *peer;

  talus_desk_open_file_async (fixture->desk, file, NULL, app_done_cb, &waited);
  app_wait_until (app_is_done, &waited);
  peer = talus_desk_open_finish (fixture->desk, waited.result, NULL, error);
  g_object_unref (waited.result);

  return peer;
}

/* Leaves the session, so that its document can be closed. */
static void
leave (TalusPeer **peer)
{
  app_fixture_settle (*peer);
  talus_peer_close (*peer);
  g_clear_object (peer);
}

/* A document in a folder of its own, made by another desk that has ended. */
static char *
make_document (AppFixture *fixture,
               const char *name)
{
  AppFixture other = { NULL };
  g_autofree char *folder = g_build_filename (fixture->folder, "elsewhere", NULL);
  g_autofree char *projects = NULL;
  g_autofree char *made = NULL;
  g_autoptr(GDir) dir = NULL;
  g_autoptr(TalusPeer) peer = NULL;
  char *path = g_build_filename (folder, "mine.talus", NULL);

  app_fixture_set_up (&other, NULL);
  peer = app_fixture_create (&other, "book", name);
  leave (&peer);
  talus_desk_shut_down (other.desk);
  projects = g_build_filename (other.folder, "projects", NULL);
  dir = g_dir_open (projects, 0, NULL);
  for (const char *file; made == NULL && (file = g_dir_read_name (dir)) != NULL;)
    {
      if (g_str_has_suffix (file, ".talus"))
        made = g_build_filename (projects, file, NULL);
    }
  g_mkdir (folder, 0700);
  g_assert_cmpint (g_rename (made, path), ==, 0);
  app_fixture_tear_down (&other, NULL);

  return path;
}

static gboolean
is_listed (gpointer data)
{
  return g_list_model_get_n_items (talus_desk_get_projects (((AppFixture *) data)->desk)) == 1;
}

static void
check_in_place (AppFixture    *fixture,
                gconstpointer  data)
{
  g_autofree char *path = make_document (fixture, "Elsewhere");
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusPeer) first = open_file (fixture, file, &error);
  g_autoptr(TalusPeer) second = NULL;
  g_autoptr(TalusProject) project = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (talus_peer_get_name (first), ==, "Elsewhere");
  app_wait_until (is_listed, fixture);
  project = g_list_model_get_item (talus_desk_get_projects (fixture->desk), 0);
  g_assert_cmpstr (talus_project_get_path (project), ==, path);

  /* While it is open, and by another name. */
  second = open_file (fixture, file, &error);
  g_assert_no_error (error);
  g_assert_true (talus_id_equal (talus_peer_get_project_id (first),
                                 talus_peer_get_project_id (second)));
  leave (&second);
  leave (&first);
}

static void
check_copy (AppFixture    *fixture,
            gconstpointer  data)
{
  g_autofree char *path = make_document (fixture, "Twice");
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFile) copy = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusPeer) first = NULL;
  g_autoptr(TalusPeer) second = NULL;
  AppWaited waited = { NULL };

  talus_file_copy_async (file, fixture->folder, NULL, app_done_cb, &waited);
  app_wait_until (app_is_done, &waited);
  copy = talus_file_copy_finish (waited.result, &error);
  g_assert_no_error (error);
  g_object_unref (waited.result);

  first = open_file (fixture, file, &error);
  g_assert_no_error (error);
  second = open_file (fixture, copy, &error);
  g_assert_no_error (error);
  g_assert_false (talus_id_equal (talus_peer_get_project_id (first),
                                  talus_peer_get_project_id (second)));
  leave (&second);
  leave (&first);
}

static void
check_held (AppFixture    *fixture,
            gconstpointer  data)
{
  AppFixture other = { NULL };
  g_autofree char *path = make_document (fixture, "Held");
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusPeer) theirs = NULL;

  app_fixture_set_up (&other, NULL);
  theirs = open_file (&other, file, &error);
  g_assert_no_error (error);
  g_assert_null (open_file (fixture, file, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT);
  g_assert_nonnull (talus_error_get_details (error));
  g_assert_cmpuint (g_list_model_get_n_items (talus_desk_get_projects (fixture->desk)), ==, 0);
  leave (&theirs);
  app_fixture_tear_down (&other, NULL);
}

static void
check_sample (AppFixture    *fixture,
              gconstpointer  data)
{
  g_autoptr(GFile) file = g_file_new_for_uri (TALUS_SAMPLE_URI);
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusPeer) peer = open_file (fixture, file, &error);
  char id[TALUS_ID_TEXT_SIZE];

  g_assert_no_error (error);
  talus_id_format (talus_peer_get_project_id (peer), id);
  g_assert_cmpstr (id, ==, TALUS_SAMPLE_PROJECT_ID);
  leave (&peer);
}

static void
check_no_file (AppFixture    *fixture,
               gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "no-such.talus", NULL);
  g_autofree char *letter_path = g_build_filename (fixture->folder, "letter.json", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GFile) letter = g_file_new_for_path (letter_path);
  g_autoptr(GError) error = NULL;

  g_assert_null (open_file (fixture, file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (letter_path, "Dear aunt", -1, NULL));
  g_assert_null (open_file (fixture, letter, &error));
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST);
}

#define ADD(name, func) \
  g_test_add (name, AppFixture, NULL, app_fixture_set_up, func, app_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  if (!app_init (&argc, &argv))
    return 77;
  ADD ("/open-file/a-document-is-opened-where-it-lies", check_in_place);
  ADD ("/open-file/a-copy-becomes-a-project-of-its-own", check_copy);
  ADD ("/open-file/who-holds-it-is-told", check_held);
  ADD ("/open-file/the-sample-has-the-id-it-is-known-by", check_sample);
  ADD ("/open-file/what-is-no-project-says-so", check_no_file);

  return g_test_run ();
}
