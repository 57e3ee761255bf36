/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The look at the library's folders when it is opened: documents put there,
 * moved or taken away by hand, and what a crash left half-written. It knows
 * documents only by what they say of themselves. */
#define G_LOG_DOMAIN "talus-library"

#include "store/talus-library-private.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

typedef struct
{
  TalusLibraryIndex *index;
  const char *folder;
  GError *error;
} Scan;

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char **) a, *(char **) b);
}

static GPtrArray *
list_folder (const char *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));

  g_ptr_array_sort (names, compare_names);

  return names;
}

/* Half-written documents: whoever wrote them is gone, the folder is ours. */
static void
sweep (const char *path)
{
  g_autoptr(GPtrArray) names = list_folder (path);

  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);
      g_autofree char *file = g_build_filename (path, name, NULL);

      if (name[0] == '.' && strstr (name, TALUS_LIBRARY_SUFFIX ".") != NULL &&
          (g_str_has_suffix (name, ".tmp") || g_str_has_suffix (name, ".tmp-journal") ||
           g_str_has_suffix (name, ".tmp-wal") || g_str_has_suffix (name, ".tmp-shm")))
        g_unlink (file);
    }
}

static gboolean
exists_beside (const char *path,
               const char *suffix)
{
  g_autofree char *file = g_strconcat (path, suffix, NULL);

  return g_file_test (file, G_FILE_TEST_EXISTS);
}

/* Whether the file is as it was noted, and nothing was left to recover. */
static gboolean
is_as_noted (const TalusLibraryItem *item,
             const char             *path)
{
  g_auto(TalusLibraryItem) now = { 0 };

  now.entry.path = g_strdup (path);
  talus_library_item_note_file (&now);

  return now.mtime == item->mtime && now.size == item->size &&
         !exists_beside (path, "-wal") && !exists_beside (path, "-journal");
}

static void
put (Scan                   *scan,
     const TalusLibraryItem *item)
{
  if (scan->error == NULL)
    talus_library_index_put (scan->index, item, &scan->error);
}

static void
mark_seen (Scan       *scan,
           const char *relative)
{
  TalusLibraryItem *item = talus_library_index_find_path (scan->index, relative);

  if (item != NULL)
    item->is_seen = TRUE;
}

/* Whether another file that is there has the ids already. */
static gboolean
is_taken (Scan                    *scan,
          const TalusDocumentInfo *info,
          const char              *relative)
{
  TalusLibraryItem *by_project = talus_library_index_find_project (scan->index, &info->project_id);
  TalusLibraryItem *by_session = talus_library_index_find_session (scan->index, &info->session_id);

  if (by_project != NULL && g_strcmp0 (by_project->relative, relative) != 0 &&
      g_file_test (by_project->entry.path, G_FILE_TEST_EXISTS))
    {
      g_message ("“%s” is left alone: “%s” holds the same project", relative,
                 by_project->relative);
      return TRUE;
    }

  if (by_session != NULL && by_session->entry.has_project && by_session != by_project &&
      g_strcmp0 (by_session->relative, relative) != 0)
    {
      g_message ("“%s” is left alone: “%s” has the same session", relative, by_session->relative);
      return TRUE;
    }

  return FALSE;
}

static void
take_in (Scan                    *scan,
         const TalusDocumentInfo *info,
         const char              *relative,
         gboolean                 is_trashed)
{
  g_auto(TalusLibraryItem) item = { 0 };
  TalusLibraryItem *at_path = talus_library_index_find_path (scan->index, relative);
  TalusLibraryItem *before;

  if (at_path != NULL && !talus_id_equal (&at_path->entry.info.project_id, &info->project_id))
    {
      /* Another project's file was put in the place of this one's. */
      TalusId session_id = at_path->entry.session_id;

      if (!talus_library_index_remove (scan->index, &session_id, &scan->error))
        return;
    }

  before = talus_library_index_find_project (scan->index, &info->project_id);

  if (before != NULL && !talus_id_equal (&before->entry.session_id, &info->session_id))
    {
      TalusId session_id = before->entry.session_id;

      if (!talus_library_index_remove (scan->index, &session_id, &scan->error))
        return;

      before = NULL;
    }

  if (before == NULL)
    before = talus_library_index_find_session (scan->index, &info->session_id);

  if (before != NULL)
    {
      talus_library_item_copy (&item, before);
    }
  else
    {
      g_message ("“%s” is taken into the library", relative);
      item.entry.created_at = info->created_at;
      item.entry.last_activity = info->updated_at;
    }

  talus_library_item_set_info (&item, info);
  talus_library_item_set_path (&item, scan->folder, relative);
  talus_library_item_note_file (&item);
  item.entry.trashed = is_trashed;
  item.entry.loaded = item.entry.loaded && !is_trashed;
  item.is_seen = TRUE;
  put (scan, &item);
}

static void
look_at (Scan       *scan,
         const char *relative,
         gboolean    is_trashed)
{
  g_autofree char *path = g_build_filename (scan->folder, relative, NULL);
  TalusLibraryItem *item = talus_library_index_find_path (scan->index, relative);
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(GError) error = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return;

  mark_seen (scan, relative);

  if (item != NULL && is_as_noted (item, path))
    return;

  if (!talus_document_peek (path, &info, &error))
    {
      g_message ("%s", error->message);
      return;
    }

  if (!is_taken (scan, &info, relative))
    take_in (scan, &info, relative, is_trashed);
}

static void
look_into (Scan       *scan,
           const char *name,
           gboolean    is_trashed)
{
  g_autofree char *path = g_build_filename (scan->folder, name, NULL);
  g_autoptr(GPtrArray) names = NULL;

  sweep (path);
  names = list_folder (path);

  for (guint i = 0; i < names->len && scan->error == NULL; i++)
    {
      const char *file = g_ptr_array_index (names, i);
      g_autofree char *relative = g_build_filename (name, file, NULL);

      if (file[0] != '.' && g_str_has_suffix (file, TALUS_LIBRARY_SUFFIX))
        look_at (scan, relative, is_trashed);
    }
}

static void
drop_vanished (Scan *scan)
{
  g_autoptr(GList) items = talus_library_index_list (scan->index);

  for (GList *l = items; l != NULL && scan->error == NULL; l = l->next)
    {
      TalusLibraryItem *item = l->data;

      if (!item->entry.has_project || item->is_seen ||
          g_file_test (item->entry.path, G_FILE_TEST_EXISTS))
        continue;

      g_message ("“%s” is gone from the library: “%s”", item->relative, item->entry.info.name);
      talus_library_index_remove (scan->index, &item->entry.session_id, &scan->error);
    }
}

static void
sweep_copies (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "copies", NULL);
  g_autoptr(GPtrArray) names = list_folder (path);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *project = g_build_filename (path, g_ptr_array_index (names, i), NULL);

      sweep (project);
    }
}

/**
 * talus_library_scan:
 * @index: the index
 * @folder: the data folder
 * @error: return location
 *
 * Makes the index agree with the files that are there.
 *
 * Returns: %FALSE where the index could not be written
 */
gboolean
talus_library_scan (TalusLibraryIndex  *index,
                    const char         *folder,
                    GError            **error)
{
  Scan scan = { index, folder, NULL };

  look_into (&scan, "projects", FALSE);
  look_into (&scan, "trash", TRUE);
  sweep_copies (folder);
  drop_vanished (&scan);

  if (scan.error != NULL)
    {
      g_propagate_error (error, scan.error);
      return FALSE;
    }

  return TRUE;
}
