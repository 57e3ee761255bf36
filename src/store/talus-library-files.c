/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the library's files are and what they are called: documents by the
 * name of their project, copies by their day. Every thread may ask. */
#define G_LOG_DOMAIN "talus-library"

#include "store/talus-library.h"

#include <string.h>

#include <glib/gstdio.h>

#include "store/talus-document-private.h"
#include "store/talus-file-lock.h"
#include "store/talus-library-private.h"

#define N_COPIES      7
#define MAX_SLUG_SIZE 80

/* What a person would recognise, without anything a file system minds. */
static char *
make_slug (const char *name)
{
  GString *slug = g_string_new (NULL);

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_unichar_tolower (g_utf8_get_char (p));

      if (slug->len >= MAX_SLUG_SIZE)
        break;

      if (g_unichar_isalnum (c))
        g_string_append_unichar (slug, c);
      else if (slug->len > 0 && slug->str[slug->len - 1] != '-')
        g_string_append_c (slug, '-');
    }

  while (slug->len > 0 && slug->str[slug->len - 1] == '-')
    g_string_truncate (slug, slug->len - 1);

  if (slug->len == 0)
    g_string_append (slug, "project");

  return g_string_free (slug, FALSE);
}

/* (transfer full): a path in one of the folders that nothing is at. */
char *
talus_library_draw_path_in (TalusLibrary *self,
                            const char   *folder,
                            const char   *stem)
{
  for (guint i = 1;; i++)
    {
      g_autofree char *file = NULL;
      g_autofree char *path = NULL;

      file = i == 1 ? g_strconcat (stem, TALUS_LIBRARY_SUFFIX, NULL)
                    : g_strdup_printf ("%s-%u%s", stem, i, TALUS_LIBRARY_SUFFIX);
      path = g_build_filename (talus_library_get_folder (self), folder, file, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&path);
    }
}

/**
 * talus_library_draw_path:
 * @self: a library
 * @name: the project's name
 * @project_id: its id
 *
 * Draws a path that nothing is at. Making the file does not replace anything,
 * so that two who draw the same one do not harm each other.
 *
 * Returns: (transfer full) (type filename): the path
 */
char *
talus_library_draw_path (TalusLibrary  *self,
                         const char    *name,
                         const TalusId *project_id)
{
  char text[TALUS_ID_TEXT_SIZE];
  g_autofree char *slug = NULL;
  g_autofree char *stem = NULL;

  g_return_val_if_fail (TALUS_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (name != NULL && project_id != NULL, NULL);

  /* The end of the id: its beginning is the time. */
  talus_id_format (project_id, text);
  slug = make_slug (name);
  stem = g_strconcat (slug, "-", text + TALUS_ID_TEXT_LENGTH - 8, NULL);

  return talus_library_draw_path_in (self, "projects", stem);
}

static gboolean
exists_beside (const char *path,
               const char *suffix)
{
  g_autofree char *file = g_strconcat (path, suffix, NULL);

  return g_file_test (file, G_FILE_TEST_EXISTS);
}

/* Moves a document that nobody has open, sound or not; what a crash left
 * beside it is taken in first. */
static gboolean
move_document (TalusLibrary  *self,
               const char    *path,
               const char    *folder,
               char         **new_path,
               GError       **error)
{
  g_autoptr(TalusFileLock) lock = talus_file_lock_acquire (path, error);
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *stem = NULL;

  if (lock == NULL)
    return FALSE;

  if (exists_beside (path, "-wal") && !talus_document_peek (path, &info, error))
    return FALSE;

  stem = g_str_has_suffix (name, TALUS_LIBRARY_SUFFIX)
           ? g_strndup (name, strlen (name) - strlen (TALUS_LIBRARY_SUFFIX)) : g_strdup (name);
  *new_path = talus_library_draw_path_in (self, folder, stem);

  return talus_document_move_into_place (path, *new_path, FALSE, error);
}

/* Moves a project's document into the trash or out of it, and says so in the
 * index. Under the library's mutex. */
gboolean
talus_library_set_trashed (TalusLibrary       *self,
                           TalusLibraryIndex  *index,
                           const TalusId      *project_id,
                           gboolean            is_trashed,
                           GError            **error)
{
  const char *library_folder = talus_library_get_folder (self);
  g_auto(TalusLibraryItem) item = { 0 };
  TalusLibraryItem *before = talus_library_index_find_project (index, project_id);
  g_autofree char *path = NULL;

  if (before == NULL || before->entry.trashed == is_trashed)
    {
      char text[TALUS_ID_TEXT_SIZE];

      g_set_error (error, TALUS_ERROR, TALUS_ERROR_PROJECT_NOT_FOUND, "There is no project %s%s",
                   talus_id_format (project_id, text), is_trashed ? "" : " in the trash");
      return FALSE;
    }

  talus_library_item_copy (&item, before);

  if (!move_document (self, item.entry.path, is_trashed ? "trash" : "projects", &path, error))
    return FALSE;

  talus_library_item_set_path (&item, library_folder, path + strlen (library_folder) + 1);
  talus_library_item_note_file (&item);
  item.entry.trashed = is_trashed;
  item.entry.loaded = FALSE;

  return talus_library_index_put (index, &item, error);
}

static char *
get_copy_folder (TalusLibrary  *self,
                 const TalusId *project_id)
{
  char text[TALUS_ID_TEXT_SIZE];

  return g_build_filename (talus_library_get_folder (self), "copies",
                           talus_id_format (project_id, text), NULL);
}

/**
 * talus_library_get_copy_path:
 * @self: a library
 * @project_id: a project
 * @now: milliseconds since the epoch
 *
 * Says where the copy of the day (UTC) goes, and makes the folder for it.
 *
 * Returns: (transfer full) (nullable) (type filename): the path, %NULL where
 *   the copy is there already or has nowhere to go
 */
char *
talus_library_get_copy_path (TalusLibrary  *self,
                             const TalusId *project_id,
                             gint64         now)
{
  g_autoptr(GDateTime) time = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *name = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (TALUS_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (project_id != NULL, NULL);

  time = g_date_time_new_from_unix_utc (now / 1000);
  folder = get_copy_folder (self, project_id);

  if (time == NULL || g_mkdir_with_parents (folder, 0700) != 0)
    return NULL;

  name = g_date_time_format (time, "%Y-%m-%d" TALUS_LIBRARY_SUFFIX);
  path = g_build_filename (folder, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS) ? NULL : g_steal_pointer (&path);
}

static int
compare_names_backwards (gconstpointer a,
                         gconstpointer b)
{
  return strcmp (*(char **) b, *(char **) a);
}

/* Only what was made here: YYYY-MM-DD.talus. */
static gboolean
is_copy_name (const char *name)
{
  static const char form[] = "0000-00-00" TALUS_LIBRARY_SUFFIX;

  for (guint i = 0; i < sizeof form; i++)
    {
      if (form[i] == '0' ? !g_ascii_isdigit (name[i]) : name[i] != form[i])
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_library_prune_copies:
 * @self: a library
 * @project_id: a project
 *
 * Deletes the copies of a day older than the seven newest.
 */
void
talus_library_prune_copies (TalusLibrary  *self,
                            const TalusId *project_id)
{
  g_autofree char *folder = NULL;
  g_autoptr(GDir) dir = NULL;
  g_autoptr(GPtrArray) names = NULL;
  const char *name;

  g_return_if_fail (TALUS_IS_LIBRARY (self));
  g_return_if_fail (project_id != NULL);

  folder = get_copy_folder (self, project_id);
  dir = g_dir_open (folder, 0, NULL);
  names = g_ptr_array_new_with_free_func (g_free);

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      if (is_copy_name (name))
        g_ptr_array_add (names, g_strdup (name));
    }

  g_ptr_array_sort (names, compare_names_backwards);

  for (guint i = N_COPIES; i < names->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);

      g_unlink (path);
    }
}
