/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The library: which projects a data folder holds and what is known of them
 * without opening them. Every thread may ask; what it tells are copies. It
 * knows no session but by its id. */
#define G_LOG_DOMAIN "talus-library"

#include "store/talus-library.h"

#include <errno.h>
#include <string.h>

#include <glib/gstdio.h>

#include "store/talus-document-private.h"
#include "store/talus-file-lock.h"
#include "store/talus-library-private.h"

struct _TalusLibrary
{
  GObject parent_instance;

  char *folder;
  TalusFileLock *lock;
  GMutex mutex;
  TalusLibraryIndex *index;   /* under the mutex */
};

G_DEFINE_FINAL_TYPE (TalusLibrary, talus_library, G_TYPE_OBJECT)

static void
talus_library_finalize (GObject *object)
{
  TalusLibrary *self = TALUS_LIBRARY (object);

  g_clear_pointer (&self->index, talus_library_index_free);
  g_clear_pointer (&self->lock, talus_file_lock_release);
  g_mutex_clear (&self->mutex);
  g_free (self->folder);

  G_OBJECT_CLASS (talus_library_parent_class)->finalize (object);
}

static void
talus_library_class_init (TalusLibraryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = talus_library_finalize;
}

static void
talus_library_init (TalusLibrary *self)
{
  g_mutex_init (&self->mutex);
}

/**
 * talus_library_entry_free:
 * @self: (transfer full) (nullable): an entry
 *
 * Frees it.
 */
void
talus_library_entry_free (TalusLibraryEntry *self)
{
  if (self == NULL)
    return;

  talus_document_info_clear (&self->info);
  g_free (self->path);
  g_free (self);
}

static TalusLibraryEntry *
copy_entry (const TalusLibraryItem *item)
{
  TalusLibraryEntry *entry = g_new0 (TalusLibraryEntry, 1);

  *entry = item->entry;
  entry->path = g_strdup (item->entry.path);
  talus_document_info_copy (&entry->info, &item->entry.info);

  return entry;
}

static gboolean
make_folders (const char  *folder,
              GError     **error)
{
  static const char * const names[] = { "projects", "trash", "copies", "templates" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      if (g_mkdir_with_parents (path, 0700) != 0)
        {
          int number = errno;
          g_autofree char *shown = g_filename_display_name (folder);

          g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                       "The data folder “%s” cannot be used: %s", shown, g_strerror (number));
          return FALSE;
        }
    }

  if (g_access (folder, W_OK | X_OK) != 0)
    {
      g_autofree char *shown = g_filename_display_name (folder);

      g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                   "The data folder “%s” is not writable", shown);
      return FALSE;
    }

  return TRUE;
}

static TalusFileLock *
lock_folder (const char  *folder,
             GError     **error)
{
  g_autofree char *path = g_build_filename (folder, "library.db", NULL);
  g_autofree char *shown = g_filename_display_name (folder);
  g_autoptr(GError) reason = NULL;
  TalusFileLock *lock = talus_file_lock_acquire (path, &reason);

  if (lock != NULL)
    return lock;

  if (g_error_matches (reason, TALUS_ERROR, TALUS_ERROR_CONFLICT))
    {
      JsonObject *details = talus_error_get_details (reason);

      talus_set_error_details (error, TALUS_ERROR_CONFLICT,
                               details != NULL ? json_object_ref (details) : NULL,
                               "The data folder “%s” is in use: %s", shown, reason->message);
    }
  else
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                   "The data folder “%s” cannot be used: %s", shown, reason->message);
    }

  return NULL;
}

/**
 * talus_library_open:
 * @data_dir: (type filename): where everything is kept
 * @error: return location: %TALUS_ERROR_CONFLICT where another process uses
 *   it, %TALUS_ERROR_STORAGE_FAILED where it cannot be used; a sentence that
 *   names the folder
 *
 * Makes the folder where it is missing, takes its lock, takes in documents
 * that were put there by hand and drops those that went. A document that a
 * crash left open is recovered on the way. Blocks. Any thread, as everything
 * here.
 *
 * Returns: (transfer full) (nullable): the library
 */
TalusLibrary *
talus_library_open (const char  *data_dir,
                    GError     **error)
{
  g_autoptr(TalusLibrary) self = NULL;

  g_return_val_if_fail (data_dir != NULL, NULL);

  self = g_object_new (TALUS_TYPE_LIBRARY, NULL);
  self->folder = g_canonicalize_filename (data_dir, NULL);

  if (!make_folders (self->folder, error))
    return NULL;

  self->lock = lock_folder (self->folder, error);

  if (self->lock == NULL)
    return NULL;

  self->index = talus_library_index_open (self->folder, error);

  if (self->index == NULL || !talus_library_scan (self->index, self->folder, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * talus_library_get_folder:
 * @self: a library
 *
 * Returns: (type filename): the data folder
 */
const char *
talus_library_get_folder (TalusLibrary *self)
{
  g_return_val_if_fail (TALUS_IS_LIBRARY (self), NULL);

  return self->folder;
}

/**
 * talus_library_note_url:
 * @self: a library
 * @url: (nullable): where what is in it can be joined; %NULL: nowhere
 *
 * Says so to other processes that want the folder. One thread at a time.
 */
void
talus_library_note_url (TalusLibrary *self,
                        const char   *url)
{
  g_return_if_fail (TALUS_IS_LIBRARY (self));

  talus_file_lock_note (self->lock, url, NULL);
}

/**
 * talus_library_get_owner:
 * @self: a library
 *
 * Returns: (transfer none): the person at this machine
 */
TalusAuthor *
talus_library_get_owner (TalusLibrary *self)
{
  g_return_val_if_fail (TALUS_IS_LIBRARY (self), NULL);

  return talus_library_index_get_owner (self->index);
}

/**
 * talus_library_set_owner:
 * @self: a library
 * @owner: the same person, as they want to be called
 *
 * Sets the name and colour of the person at this machine, for as long as the
 * library is open. What is written already keeps the name it was written under.
 */
void
talus_library_set_owner (TalusLibrary *self,
                         TalusAuthor  *owner)
{
  g_return_if_fail (TALUS_IS_LIBRARY (self));
  g_return_if_fail (owner != NULL);
  g_return_if_fail (talus_id_equal (&owner->id, &talus_library_get_owner (self)->id));

  talus_library_index_set_owner (self->index, owner);
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b)
{
  const TalusLibraryEntry *first = *(TalusLibraryEntry **) a;
  const TalusLibraryEntry *second = *(TalusLibraryEntry **) b;

  if (first->created_at != second->created_at)
    return first->created_at < second->created_at ? -1 : 1;

  return talus_id_compare (&first->session_id, &second->session_id);
}

/**
 * talus_library_list:
 * @self: a library
 *
 * Lists everything there is, in the trash too, oldest first.
 *
 * Returns: (transfer full) (element-type TalusLibraryEntry): the entries
 */
GPtrArray *
talus_library_list (TalusLibrary *self)
{
  GPtrArray *entries;
  g_autoptr(GList) items = NULL;

  g_return_val_if_fail (TALUS_IS_LIBRARY (self), NULL);

  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_library_entry_free);
  g_mutex_lock (&self->mutex);
  items = talus_library_index_list (self->index);

  for (GList *l = items; l != NULL; l = l->next)
    g_ptr_array_add (entries, copy_entry (l->data));

  g_mutex_unlock (&self->mutex);
  g_ptr_array_sort (entries, compare_entries);

  return entries;
}

/**
 * talus_library_find_project:
 * @self: a library
 * @project_id: which project
 *
 * Looks a project up, in the trash too.
 *
 * Returns: (transfer full) (nullable): its entry
 */
TalusLibraryEntry *
talus_library_find_project (TalusLibrary  *self,
                            const TalusId *project_id)
{
  TalusLibraryEntry *entry = NULL;
  TalusLibraryItem *item;

  g_return_val_if_fail (TALUS_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (project_id != NULL, NULL);

  g_mutex_lock (&self->mutex);
  item = talus_library_index_find_project (self->index, project_id);

  if (item != NULL)
    entry = copy_entry (item);

  g_mutex_unlock (&self->mutex);

  return entry;
}

/**
 * talus_library_find_session:
 * @self: a library
 * @session_id: which session
 *
 * Looks a session up, with a project or without.
 *
 * Returns: (transfer full) (nullable): its entry
 */
TalusLibraryEntry *
talus_library_find_session (TalusLibrary  *self,
                            const TalusId *session_id)
{
  TalusLibraryEntry *entry = NULL;
  TalusLibraryItem *item;

  g_return_val_if_fail (TALUS_IS_LIBRARY (self), NULL);
  g_return_val_if_fail (session_id != NULL, NULL);

  g_mutex_lock (&self->mutex);
  item = talus_library_index_find_session (self->index, session_id);

  if (item != NULL)
    entry = copy_entry (item);

  g_mutex_unlock (&self->mutex);

  return entry;
}

static gboolean
set_taken (GError        **error,
           const char     *what,
           const TalusId  *id)
{
  char text[TALUS_ID_TEXT_SIZE];

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT, "There is a %s %s already", what,
               talus_id_format (id, text));

  return FALSE;
}

static gboolean
set_missing (GError        **error,
             TalusError      code,
             const char     *what,
             const TalusId  *id)
{
  char text[TALUS_ID_TEXT_SIZE];

  g_set_error (error, TALUS_ERROR, code, "There is no %s %s", what, talus_id_format (id, text));

  return FALSE;
}

/**
 * talus_library_add_session:
 * @self: a library
 * @session_id: its id
 * @created_at: now, milliseconds since the epoch
 * @error: return location: %TALUS_ERROR_CONFLICT where it exists
 *
 * Notes a session that has no project yet; it counts as loaded.
 *
 * Returns: whether it was noted
 */
gboolean
talus_library_add_session (TalusLibrary   *self,
                           const TalusId  *session_id,
                           gint64          created_at,
                           GError        **error)
{
  TalusLibraryItem item = { 0 };
  gboolean done;

  g_return_val_if_fail (TALUS_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (session_id != NULL && !talus_id_is_null (session_id), FALSE);

  item.entry.session_id = *session_id;
  item.entry.created_at = created_at;
  item.entry.last_activity = created_at;
  item.entry.loaded = TRUE;

  g_mutex_lock (&self->mutex);
  done = talus_library_index_find_session (self->index, session_id) == NULL
           ? talus_library_index_put (self->index, &item, error)
           : set_taken (error, "session", session_id);
  g_mutex_unlock (&self->mutex);

  return done;
}

static gboolean
add_project (TalusLibrary             *self,
             const char               *path,
             const TalusDocumentInfo  *info,
             GError                  **error)
{
  g_auto(TalusLibraryItem) item = { 0 };
  TalusLibraryItem *before = talus_library_index_find_session (self->index, &info->session_id);
  g_autofree char *prefix = g_strconcat (self->folder, G_DIR_SEPARATOR_S, NULL);

  if (talus_library_index_find_project (self->index, &info->project_id) != NULL)
    return set_taken (error, "project", &info->project_id);

  if (before != NULL && before->entry.has_project)
    return set_taken (error, "session", &info->session_id);

  if (before != NULL)
    {
      talus_library_item_copy (&item, before);
    }
  else
    {
      item.entry.created_at = info->created_at;
      item.entry.last_activity = info->created_at;
    }

  talus_library_item_set_info (&item, info);
  talus_library_item_set_path (&item, self->folder,
                               g_str_has_prefix (path, prefix) ? path + strlen (prefix) : path);
  talus_library_item_note_file (&item);

  return talus_library_index_put (self->index, &item, error);
}

/**
 * talus_library_add_project:
 * @self: a library
 * @path: (type filename): its document
 * @info: what it says of itself
 * @error: return location: %TALUS_ERROR_CONFLICT where the project exists, or
 *   the session has another one
 *
 * Notes a new project. The empty session of that id, if there is one, becomes
 * its session and stays as loaded as it was.
 *
 * Returns: whether it was noted
 */
gboolean
talus_library_add_project (TalusLibrary             *self,
                           const char               *path,
                           const TalusDocumentInfo  *info,
                           GError                  **error)
{
  g_autofree char *absolute = NULL;
  gboolean done;

  g_return_val_if_fail (TALUS_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (path != NULL && info != NULL, FALSE);

  absolute = g_canonicalize_filename (path, NULL);
  g_mutex_lock (&self->mutex);
  done = add_project (self, absolute, info, error);
  g_mutex_unlock (&self->mutex);

  return done;
}

/**
 * talus_library_note:
 * @self: a library
 * @info: what the project's document says now
 * @last_activity: when somebody last did something, milliseconds
 * @error: return location: %TALUS_ERROR_PROJECT_NOT_FOUND
 *
 * Notes what is told of a project while it is not open.
 *
 * Returns: whether it was noted
 */
gboolean
talus_library_note (TalusLibrary             *self,
                    const TalusDocumentInfo  *info,
                    gint64                    last_activity,
                    GError                  **error)
{
  g_auto(TalusLibraryItem) item = { 0 };
  TalusLibraryItem *before;
  gboolean done;

  g_return_val_if_fail (TALUS_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (info != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  before = talus_library_index_find_project (self->index, &info->project_id);

  if (before == NULL)
    {
      done = set_missing (error, TALUS_ERROR_PROJECT_NOT_FOUND, "project", &info->project_id);
    }
  else
    {
      TalusId session_id = before->entry.session_id;

      talus_library_item_copy (&item, before);
      talus_library_item_set_info (&item, info);
      talus_library_item_note_file (&item);
      item.entry.session_id = item.entry.info.session_id = session_id;
      item.entry.last_activity = last_activity;
      done = talus_library_index_put (self->index, &item, error);
    }

  g_mutex_unlock (&self->mutex);

  return done;
}

/**
 * talus_library_set_loaded:
 * @self: a library
 * @session_id: which session
 * @loaded: whether it counts as loaded, across restarts
 * @error: return location: %TALUS_ERROR_INVALID_SESSION
 *
 * Notes whether a session counts as loaded.
 *
 * Returns: whether it was noted
 */
gboolean
talus_library_set_loaded (TalusLibrary   *self,
                          const TalusId  *session_id,
                          gboolean        loaded,
                          GError        **error)
{
  g_auto(TalusLibraryItem) item = { 0 };
  TalusLibraryItem *before;
  gboolean done = TRUE;

  g_return_val_if_fail (TALUS_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (session_id != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  before = talus_library_index_find_session (self->index, session_id);

  if (before == NULL)
    {
      done = set_missing (error, TALUS_ERROR_INVALID_SESSION, "session", session_id);
    }
  else if (!before->entry.loaded != !loaded)
    {
      talus_library_item_copy (&item, before);
      item.entry.loaded = loaded;
      done = talus_library_index_put (self->index, &item, error);
    }

  g_mutex_unlock (&self->mutex);

  return done;
}

/**
 * talus_library_remove_session:
 * @self: a library
 * @session_id: a session without a project
 * @error: return location: %TALUS_ERROR_INVALID_SESSION where there is none,
 *   %TALUS_ERROR_CONFLICT where it has a project
 *
 * Forgets an empty session.
 *
 * Returns: whether it was forgotten
 */
gboolean
talus_library_remove_session (TalusLibrary   *self,
                              const TalusId  *session_id,
                              GError        **error)
{
  TalusLibraryItem *item;
  gboolean done = FALSE;

  g_return_val_if_fail (TALUS_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (session_id != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  item = talus_library_index_find_session (self->index, session_id);

  if (item == NULL)
    set_missing (error, TALUS_ERROR_INVALID_SESSION, "session", session_id);
  else if (item->entry.has_project)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT, "The session has a project");
  else
    done = talus_library_index_remove (self->index, session_id, error);

  g_mutex_unlock (&self->mutex);

  return done;
}

/**
 * talus_library_trash:
 * @self: a library
 * @project_id: a project that is not open
 * @error: return location: %TALUS_ERROR_PROJECT_NOT_FOUND, also where it is in
 *   the trash already; %TALUS_ERROR_CONFLICT where it is open somewhere
 *
 * Moves a project's document into the trash. Blocks.
 *
 * Returns: whether it is there now
 */
gboolean
talus_library_trash (TalusLibrary   *self,
                     const TalusId  *project_id,
                     GError        **error)
{
  gboolean done;

  g_return_val_if_fail (TALUS_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (project_id != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  done = talus_library_set_trashed (self, self->index, project_id, TRUE, error);
  g_mutex_unlock (&self->mutex);

  return done;
}

/**
 * talus_library_restore:
 * @self: a library
 * @project_id: a project in the trash
 * @error: return location: %TALUS_ERROR_PROJECT_NOT_FOUND, also where it is
 *   not in the trash
 *
 * Moves a project's document out of the trash. Blocks.
 *
 * Returns: whether it is out now
 */
gboolean
talus_library_restore (TalusLibrary   *self,
                       const TalusId  *project_id,
                       GError        **error)
{
  gboolean done;

  g_return_val_if_fail (TALUS_IS_LIBRARY (self), FALSE);
  g_return_val_if_fail (project_id != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  done = talus_library_set_trashed (self, self->index, project_id, FALSE, error);
  g_mutex_unlock (&self->mutex);

  return done;
}
