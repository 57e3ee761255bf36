/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which templates there are: the user's own win, broken ones are told, what
 * changed is read again. */
#include <sys/stat.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "store-fixture.h"
#include "store/talus-template-library.h"

typedef struct
{
  char *own;
  char *shipped;
  TalusTemplateLibrary *library;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  unused)
{
  const char *folders[3] = { NULL };

  fixture->own = store_folder_new ();
  fixture->shipped = store_folder_new ();
  folders[0] = fixture->own;
  folders[1] = fixture->shipped;
  fixture->library = talus_template_library_new (folders);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  unused)
{
  g_assert_finalize_object (fixture->library);
  store_folder_delete (fixture->own);
  store_folder_delete (fixture->shipped);
  g_free (fixture->own);
  g_free (fixture->shipped);
}

static void
put (const char *folder,
     const char *file,
     const char *id,
     const char *name)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autofree char *id_line = id != NULL ? g_strdup_printf ("id: %s\n", id) : g_strdup ("");
  g_autofree char *yaml = NULL;

  yaml = g_strdup_printf ("%sname: %s\nnode_types:\n  - {id: root, label: Root}\n", id_line, name);
  g_assert_true (g_file_set_contents (path, yaml, -1, NULL));
}

static void
put_broken (const char *folder,
            const char *file)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);

  g_assert_true (g_file_set_contents (path, "name: Broken\nnode_types: [\n", -1, NULL));
}

/* The names of the templates, one behind the other. */
static void
assert_names (Fixture    *fixture,
              const char *expected)
{
  g_autoptr(GPtrArray) templates = talus_template_library_list (fixture->library);
  g_autoptr(GString) names = g_string_new (NULL);

  for (guint i = 0; i < templates->len; i++)
    g_string_append_printf (names, "%s;", talus_template_get_name (templates->pdata[i]));

  g_assert_cmpstr (names->str, ==, expected);
}

static void
assert_found (Fixture    *fixture,
              const char *id,
              const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusTemplate) template = talus_template_library_find (fixture->library, id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (talus_template_get_id (template), ==, id);
  g_assert_cmpstr (talus_template_get_name (template), ==, name);
}

static void
assert_not_found (Fixture    *fixture,
                  const char *id,
                  TalusError  code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusTemplate) template = talus_template_library_find (fixture->library, id, &error);

  g_assert_null (template);
  g_assert_error (error, TALUS_ERROR, (int) code);
}

static void
test_the_users_own_win (Fixture       *fixture,
                        gconstpointer  unused)
{
  put (fixture->shipped, "car.yaml", "car", "Shipped car");
  put (fixture->shipped, "book.yaml", NULL, "Shipped book");
  put (fixture->own, "mine.yml", "car", "A car of mine");
  assert_names (fixture, "A car of mine;Shipped book;");
  assert_found (fixture, "car", "A car of mine");
  assert_found (fixture, "book", "Shipped book");
  assert_not_found (fixture, "mine", TALUS_ERROR_TEMPLATE_NOT_FOUND);
  assert_not_found (fixture, "../book", TALUS_ERROR_TEMPLATE_NOT_FOUND);
}

static void
test_what_changed_is_read_again (Fixture       *fixture,
                                 gconstpointer  unused)
{
  g_autofree char *path = g_build_filename (fixture->own, "a.yaml", NULL);
  g_autoptr(TalusTemplate) before = NULL;
  g_autoptr(TalusTemplate) unchanged = NULL;

  put (fixture->own, "a.yaml", "a", "First");
  before = talus_template_library_find (fixture->library, "a", NULL);
  unchanged = talus_template_library_find (fixture->library, "a", NULL);
  g_assert_true (before == unchanged);
  put (fixture->own, "a.yaml", "a", "Other");
  assert_found (fixture, "a", "Other");
  g_assert_cmpstr (talus_template_get_name (before), ==, "First");
  put_broken (fixture->own, "a.yaml");
  assert_not_found (fixture, "a", TALUS_ERROR_INVALID_VALUE);
  g_assert_cmpint (g_unlink (path), ==, 0);
  assert_not_found (fixture, "a", TALUS_ERROR_TEMPLATE_NOT_FOUND);
}

static void
test_broken_ones_are_told (Fixture       *fixture,
                           gconstpointer  unused)
{
  g_autoptr(GPtrArray) broken = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusTemplate) template = NULL;

  put (fixture->shipped, "good.yaml", "good", "Good");
  put (fixture->shipped, "same.yaml", "good", "Same id");
  put_broken (fixture->shipped, "bad.yaml");
  assert_names (fixture, "Good;");
  broken = talus_template_library_broken (fixture->library);
  g_assert_cmpuint (broken->len, ==, 2);
  g_assert_true (g_str_has_prefix (broken->pdata[0], "bad.yaml, line "));
  g_assert_true (g_str_has_prefix (broken->pdata[1], "same.yaml: "));
  g_assert_nonnull (strstr (broken->pdata[1], "good.yaml"));
  template = talus_template_library_find (fixture->library, "bad", &error);
  g_assert_null (template);
  g_assert_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_VALUE);
  g_assert_cmpint (json_object_get_int_member (talus_error_get_details (error), "line"), >=, 2);
}

/* Rather than using the shipped one without a word. */
static void
test_a_broken_one_of_the_users_hides (Fixture       *fixture,
                                      gconstpointer  unused)
{
  put (fixture->shipped, "car.yaml", "car", "Shipped car");
  put_broken (fixture->own, "car.yaml");
  assert_names (fixture, "");
  assert_not_found (fixture, "car", TALUS_ERROR_INVALID_VALUE);
}

static void
test_other_files_are_none (Fixture       *fixture,
                           gconstpointer  unused)
{
  const char *folders[] = { "/nonexistent/templates", NULL };
  g_autoptr(TalusTemplateLibrary) empty = talus_template_library_new (folders);
  g_autoptr(GPtrArray) none = talus_template_library_list (empty);
  g_autofree char *folder = g_build_filename (fixture->own, "folder.yaml", NULL);

  g_assert_cmpuint (none->len, ==, 0);
  put (fixture->own, ".hidden.yaml", "hidden", "Hidden");
  put (fixture->own, "car.yaml~", "old", "Old");
  put (fixture->own, "notes.txt", "notes", "Notes");
  g_assert_cmpint (g_mkdir (folder, 0755), ==, 0);
  assert_names (fixture, "");
}

static void
test_the_shipped_ones_load (void)
{
  const char *folder = g_getenv ("TALUS_TEST_TEMPLATE_DIR");
  const char *folders[] = { folder, NULL };
  g_autoptr(TalusTemplateLibrary) library = NULL;
  g_autoptr(GPtrArray) templates = NULL;
  g_autoptr(GPtrArray) broken = NULL;

  if (folder == NULL)
    {
      g_test_skip ("TALUS_TEST_TEMPLATE_DIR is not set");
      return;
    }

  library = talus_template_library_new (folders);
  templates = talus_template_library_list (library);
  broken = talus_template_library_broken (library);
  g_assert_cmpuint (templates->len, >=, 5);
  g_assert_cmpuint (broken->len, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  ADD ("/template-library/the-users-own-win", test_the_users_own_win);
  ADD ("/template-library/what-changed-is-read-again", test_what_changed_is_read_again);
  ADD ("/template-library/broken-ones-are-told", test_broken_ones_are_told);
  ADD ("/template-library/a-broken-one-of-the-users-hides", test_a_broken_one_of_the_users_hides);
  ADD ("/template-library/other-files-are-none", test_other_files_are_none);
#undef ADD
  g_test_add_func ("/template-library/the-shipped-ones-load", test_the_shipped_ones_load);

  return g_test_run ();
}
