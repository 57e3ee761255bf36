/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every way in which opening fails is told as a sentence with a way out, and
 * none as a code. */
#include <locale.h>

#include <glib/gstdio.h>

#include "app/welcome/talus-problem.h"
#include "base/talus-error.h"

static TalusProblem *
tell (GError     *error,
      const char *path)
{
  g_autoptr(GError) owned = error;
  TalusProblem *problem = talus_problem_new (error, "Bronco", path);

  g_assert_nonnull (strstr (problem->heading, "“Bronco”"));
  g_assert_null (strchr (problem->heading, '_'));
  g_assert_cmpuint (strlen (problem->body), >, 20);
  g_assert_true (g_str_has_suffix (problem->body, "."));

  return problem;
}

static GError *
make_error (TalusError  code,
            const char *member,
            const char *value)
{
  GError *error = NULL;
  JsonObject *details = NULL;

  if (member != NULL)
    {
      details = json_object_new ();
      json_object_set_string_member (details, member, value);
      if (g_str_equal (member, "host"))
        json_object_set_string_member (details, "program", "talus-tallyd");
    }
  talus_set_error_details (&error, code, details, "“/x/bronco.talus” is odd");

  return error;
}

static TalusProblem *
refuse (TalusError  code,
        const char *member,
        const char *value)
{
  return tell (make_error (code, member, value), NULL);
}

/* Of a table it is said where it can go. */
static void
check_table (void)
{
  g_autoptr(GError) error = make_error (TALUS_ERROR_INVALID_REQUEST, "document", "foreign");
  g_autoptr(TalusProblem) problem = talus_problem_new (error, "Parts.CSV", NULL);
  g_autoptr(TalusProblem) other = talus_problem_new (error, "parts.tab", NULL);

  g_assert_nonnull (strstr (problem->heading, "“Parts.CSV” is a table"));
  g_assert_nonnull (strstr (problem->body, "imported"));
  g_assert_nonnull (strstr (other->heading, "is a table"));
}

static void
check_content (void)
{
  g_autoptr(TalusProblem) newer = refuse (TALUS_ERROR_INVALID_REQUEST, "document", "newer");
  g_autoptr(TalusProblem) damaged = refuse (TALUS_ERROR_INVALID_REQUEST, "document", "damaged");
  g_autoptr(TalusProblem) foreign = refuse (TALUS_ERROR_INVALID_REQUEST, "document", "foreign");
  g_autoptr(TalusProblem) json = refuse (TALUS_ERROR_INVALID_REQUEST, NULL, NULL);

  g_assert_cmpint (newer->remedy, ==, TALUS_REMEDY_NONE);
  g_assert_nonnull (strstr (newer->heading, "newer"));
  g_assert_cmpint (damaged->remedy, ==, TALUS_REMEDY_BACKUP);
  g_assert_cmpstr (damaged->detail, ==, "“/x/bronco.talus” is odd");
  g_assert_cmpstr (foreign->heading, ==, json->heading);
}

static void
check_template (void)
{
  g_autoptr(TalusProblem) named = refuse (TALUS_ERROR_TEMPLATE_NOT_FOUND, "template_id", "garden");
  g_autoptr(TalusProblem) unnamed = refuse (TALUS_ERROR_TEMPLATE_NOT_FOUND, NULL, NULL);

  g_assert_nonnull (strstr (named->body, "“garden”"));
  g_assert_cmpint (named->remedy, ==, TALUS_REMEDY_TEMPLATE);
  g_assert_cmpint (unnamed->remedy, ==, TALUS_REMEDY_TEMPLATE);
}

static void
check_held (void)
{
  g_autoptr(TalusProblem) here = refuse (TALUS_ERROR_CONFLICT, "host", g_get_host_name ());
  g_autoptr(TalusProblem) there = refuse (TALUS_ERROR_CONFLICT, "host", "attic");
  g_autoptr(TalusProblem) unknown = refuse (TALUS_ERROR_CONFLICT, NULL, NULL);

  g_assert_cmpint (here->remedy, ==, TALUS_REMEDY_JOIN);
  g_assert_nonnull (strstr (here->body, "this computer"));
  g_assert_cmpint (there->remedy, ==, TALUS_REMEDY_JOIN);
  g_assert_nonnull (strstr (there->body, "talus-tallyd on attic"));
  g_assert_cmpint (unknown->remedy, ==, TALUS_REMEDY_RETRY);
}

static void
check_folder (void)
{
  g_autoptr(GError) shared = make_error (TALUS_ERROR_CONFLICT, "url", "http://127.0.0.1:5000");
  g_autoptr(GError) unshared = make_error (TALUS_ERROR_CONFLICT, "host", "attic");
  g_autoptr(TalusProblem) there = talus_problem_new_for_folder (shared, "/x");
  g_autoptr(TalusProblem) nowhere = talus_problem_new_for_folder (unshared, "/x");

  g_assert_cmpint (there->remedy, ==, TALUS_REMEDY_JOIN);
  g_assert_nonnull (strstr (there->body, "take part"));
  g_assert_cmpint (nowhere->remedy, ==, TALUS_REMEDY_RETRY);
  g_assert_null (strstr (nowhere->body, "take part"));
}

static void
check_missing (void)
{
  g_autoptr(TalusProblem) file = tell (g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "ENOENT"),
                                       "/media/stick/bronco.talus");
  g_autoptr(TalusProblem) project = refuse (TALUS_ERROR_PROJECT_NOT_FOUND, NULL, NULL);

  g_assert_nonnull (strstr (file->body, "/media/stick/bronco.talus"));
  g_assert_cmpint (file->remedy, ==, TALUS_REMEDY_RETRY);
  g_assert_nonnull (strstr (project->body, "trash"));
}

static void
check_read_only (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("talus-problem-XXXXXX", &error);
  g_autofree char *path = NULL;
  g_autoptr(TalusProblem) writable = NULL;
  g_autoptr(TalusProblem) read_only = NULL;

  g_assert_no_error (error);
  path = g_build_filename (folder, "bronco.talus", NULL);
  g_assert_true (g_file_set_contents (path, "x", -1, NULL));
  writable = tell (make_error (TALUS_ERROR_STORAGE_FAILED, NULL, NULL), path);
  g_assert_cmpint (writable->remedy, ==, TALUS_REMEDY_RETRY);

  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  /* For root nothing is read-only. */
  if (g_access (folder, W_OK) != 0)
    {
      read_only = tell (make_error (TALUS_ERROR_STORAGE_FAILED, NULL, NULL), path);
      g_assert_cmpint (read_only->remedy, ==, TALUS_REMEDY_COPY);
    }
  g_chmod (folder, 0700);
  g_unlink (path);
  g_rmdir (folder);
}

static void
check_other (void)
{
  g_autoptr(TalusProblem) denied = tell (g_error_new (G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED,
                                         "EACCES"),
                                         NULL);
  g_autoptr(TalusProblem) full = tell (g_error_new (G_IO_ERROR, G_IO_ERROR_NO_SPACE, "ENOSPC"),
                                       NULL);

  g_assert_nonnull (strstr (full->body, "full"));
  g_assert_nonnull (strstr (denied->body, "allowed"));
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/problem/what-is-wrong-with-a-file-is-said", check_content);
  g_test_add_func ("/problem/of-a-table-it-is-said-where-it-goes", check_table);
  g_test_add_func ("/problem/a-template-that-is-missing-can-be-chosen", check_template);
  g_test_add_func ("/problem/who-holds-it-is-named-and-can-be-joined", check_held);
  g_test_add_func ("/problem/a-folder-is-joined-where-it-is-shared", check_folder);
  g_test_add_func ("/problem/where-it-was-is-said", check_missing);
  g_test_add_func ("/problem/a-read-only-place-offers-a-copy", check_read_only);
  g_test_add_func ("/problem/other-reasons-have-sentences-too", check_other);

  return g_test_run ();
}
