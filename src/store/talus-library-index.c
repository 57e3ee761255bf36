/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The library's entries: in memory, and in a small database that is written
 * with every change. The documents are the truth; an index that is lost or
 * damaged is made again. One thread at a time. */
#define G_LOG_DOMAIN "talus-library"

#include "store/talus-library-private.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#define INDEX_FILE "library.db"

static const char schema[] =
  "PRAGMA application_id = " G_STRINGIFY (TALUS_LIBRARY_APPLICATION_ID) ";"
  "BEGIN IMMEDIATE;"
  "CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value ANY NOT NULL) STRICT;"
  "CREATE TABLE session (session_id BLOB PRIMARY KEY NOT NULL, created_at INTEGER NOT NULL,"
  " last_activity INTEGER NOT NULL, loaded INTEGER NOT NULL, trashed INTEGER NOT NULL,"
  " path TEXT UNIQUE, mtime INTEGER, size INTEGER, project_id BLOB UNIQUE, epoch BLOB, name TEXT,"
  " template_id TEXT, project_created_at INTEGER, updated_at INTEGER, seq INTEGER, head TEXT,"
  " node_count INTEGER) STRICT;"
  "PRAGMA user_version = " G_STRINGIFY (TALUS_LIBRARY_SCHEMA_VERSION) ";"
  "COMMIT;";

#define COLUMNS \
  "session_id, created_at, last_activity, loaded, trashed, path, mtime, size, project_id, epoch," \
  " name, template_id, project_created_at, updated_at, seq, head, node_count"

/* In the order of COLUMNS. */
enum
{
  SESSION_ID,
  CREATED_AT,
  LAST_ACTIVITY,
  LOADED,
  TRASHED,
  PATH,
  MTIME,
  SIZE,
  PROJECT_ID,
  EPOCH,
  NAME,
  TEMPLATE_ID,
  PROJECT_CREATED_AT,
  UPDATED_AT,
  SEQ,
  HEAD,
  NODE_COUNT,
};

struct _TalusLibraryIndex
{
  char *folder;
  sqlite3 *db;
  sqlite3_stmt *put;
  sqlite3_stmt *remove;
  TalusAuthor *owner;
  GHashTable *by_session;   /* owns the items; the keys are inside them */
  GHashTable *by_project;
  GHashTable *by_path;
};

/* The item's own strings go; the struct stays. */
void
talus_library_item_clear (TalusLibraryItem *self)
{
  talus_document_info_clear (&self->entry.info);
  g_clear_pointer (&self->entry.path, g_free);
  g_clear_pointer (&self->relative, g_free);
}

static void
item_free (TalusLibraryItem *self)
{
  talus_library_item_clear (self);
  g_free (self);
}

void
talus_library_item_copy (TalusLibraryItem       *self,
                         const TalusLibraryItem *other)
{
  *self = *other;
  self->entry.info.name = g_strdup (other->entry.info.name);
  self->entry.info.template_id = g_strdup (other->entry.info.template_id);
  self->entry.path = g_strdup (other->entry.path);
  self->relative = g_strdup (other->relative);
}

/* Takes in what a document says of itself. */
void
talus_library_item_set_info (TalusLibraryItem        *self,
                             const TalusDocumentInfo *info)
{
  char *name = g_strdup (info->name);
  char *template_id = g_strdup (info->template_id);

  talus_document_info_clear (&self->entry.info);
  self->entry.info = *info;
  self->entry.info.name = name;
  self->entry.info.template_id = template_id;
  self->entry.session_id = info->session_id;
  self->entry.has_project = TRUE;
}

void
talus_library_item_set_path (TalusLibraryItem *self,
                             const char       *folder,
                             const char       *relative)
{
  g_free (self->entry.path);
  g_free (self->relative);
  self->relative = g_strdup (relative);
  self->entry.path = g_path_is_absolute (relative) ? g_strdup (relative)
                                                   : g_build_filename (folder, relative, NULL);
}

/* Remembers how its file is now, so that it need not be looked into again. */
void
talus_library_item_note_file (TalusLibraryItem *self)
{
  struct stat info;

  if (self->entry.path == NULL || g_stat (self->entry.path, &info) != 0)
    return;

  self->mtime = (gint64) info.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) +
                info.st_mtim.tv_nsec;
  self->size = (gint64) info.st_size;
}

static void
remember (TalusLibraryIndex *self,
          TalusLibraryItem  *item)
{
  g_hash_table_replace (self->by_session, &item->entry.session_id, item);

  if (item->entry.has_project)
    {
      g_hash_table_replace (self->by_project, &item->entry.info.project_id, item);
      g_hash_table_replace (self->by_path, item->relative, item);
    }
}

static void
forget (TalusLibraryIndex *self,
        const TalusId     *session_id)
{
  TalusLibraryItem *item = g_hash_table_lookup (self->by_session, session_id);

  if (item == NULL)
    return;

  if (item->entry.has_project)
    {
      g_hash_table_remove (self->by_project, &item->entry.info.project_id);
      g_hash_table_remove (self->by_path, item->relative);
    }

  g_hash_table_remove (self->by_session, session_id);
}

static char *
take_text (sqlite3_stmt *row,
           int           column)
{
  gsize length;

  return g_strdup (talus_sqlite_column_text (row, column, &length));
}

/* (nullable): an entry that is not sound is left out; if there is a document
 * to it, that is found again. */
static TalusLibraryItem *
read_item (TalusLibraryIndex *self,
           sqlite3_stmt      *row)
{
  TalusLibraryItem *item = g_new0 (TalusLibraryItem, 1);
  TalusDocumentInfo *info = &item->entry.info;
  g_autofree char *relative = take_text (row, PATH);
  g_autofree char *head = take_text (row, HEAD);
  gboolean is_sound = talus_sqlite_column_id (row, SESSION_ID, FALSE, &item->entry.session_id);

  item->entry.created_at = sqlite3_column_int64 (row, CREATED_AT);
  item->entry.last_activity = sqlite3_column_int64 (row, LAST_ACTIVITY);
  item->entry.loaded = sqlite3_column_int (row, LOADED) != 0;
  item->entry.trashed = sqlite3_column_int (row, TRASHED) != 0;
  item->entry.has_project = sqlite3_column_type (row, PROJECT_ID) != SQLITE_NULL;

  if (item->entry.has_project)
    {
      is_sound = is_sound && relative != NULL && head != NULL &&
                 strlen (head) == TALUS_HEAD_LENGTH &&
                 talus_sqlite_column_id (row, PROJECT_ID, FALSE, &info->project_id) &&
                 talus_sqlite_column_id (row, EPOCH, FALSE, &info->epoch);
      info->session_id = item->entry.session_id;
      info->name = take_text (row, NAME);
      info->template_id = take_text (row, TEMPLATE_ID);
      info->created_at = sqlite3_column_int64 (row, PROJECT_CREATED_AT);
      info->updated_at = sqlite3_column_int64 (row, UPDATED_AT);
      info->seq = (guint64) sqlite3_column_int64 (row, SEQ);
      info->node_count = (guint64) sqlite3_column_int64 (row, NODE_COUNT);
      item->mtime = sqlite3_column_int64 (row, MTIME);
      item->size = sqlite3_column_int64 (row, SIZE);
      is_sound = is_sound && info->name != NULL && info->template_id != NULL;
    }

  if (!is_sound)
    {
      item_free (item);
      return NULL;
    }

  if (item->entry.has_project)
    {
      memcpy (info->head, head, TALUS_HEAD_LENGTH + 1);
      talus_library_item_set_path (item, self->folder, relative);
    }

  return item;
}

static gboolean
read_items (TalusLibraryIndex  *self,
            GError            **error)
{
  g_autoptr(sqlite3_stmt) rows = NULL;

  rows = talus_sqlite_prepare (self->db, "SELECT " COLUMNS " FROM session", error);

  if (rows == NULL)
    return FALSE;

  for (;;)
    {
      TalusLibraryItem *item;
      gboolean row;

      if (!talus_sqlite_step (rows, &row, error))
        return FALSE;

      if (!row)
        return TRUE;

      item = read_item (self, rows);

      if (item != NULL)
        remember (self, item);
    }
}

/* Whoever sits at this machine, as the system calls them. */
static char *
dup_person_name (void)
{
  const char *real_name = g_get_real_name ();
  const char *name = real_name;

  if (real_name == NULL || real_name[0] == '\0' || g_str_equal (real_name, "Unknown"))
    name = g_get_user_name ();

  return g_utf8_make_valid (name != NULL ? name : "", -1);
}

static gboolean
make_owner (TalusLibraryIndex  *self,
            GError            **error)
{
  g_autoptr(sqlite3_stmt) insert = NULL;
  g_autofree char *name = dup_person_name ();
  TalusId id;

  insert = talus_sqlite_prepare (self->db, "INSERT INTO meta (key, value) VALUES"
                                 " ('owner_id', ?1), ('owner_name', ?2)", error);

  if (insert == NULL)
    return FALSE;

  talus_id_draw (&id);
  talus_sqlite_bind_id (insert, 1, &id);
  talus_sqlite_bind_text (insert, 2, name);
  self->owner = talus_author_new (&id, name, NULL);

  return talus_sqlite_run (insert, error);
}

static gboolean
read_owner (TalusLibraryIndex  *self,
            GError            **error)
{
  g_autoptr(sqlite3_stmt) statement = NULL;
  gboolean row;
  gsize length;
  const char *name;
  TalusId id;

  statement = talus_sqlite_prepare (self->db,
                                    "SELECT id.value, name.value FROM meta AS id, meta AS name"
                                    " WHERE id.key = 'owner_id' AND name.key = 'owner_name'",
                                    error);

  if (statement == NULL || !talus_sqlite_step (statement, &row, error))
    return FALSE;

  if (!row)
    return make_owner (self, error);

  name = talus_sqlite_column_text (statement, 1, &length);

  if (name == NULL || !talus_sqlite_column_id (statement, 0, FALSE, &id))
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                   "The library's index does not say whose it is");
      return FALSE;
    }

  self->owner = talus_author_new (&id, name, NULL);

  return TRUE;
}

static gboolean
prepare_tables (sqlite3  *db,
                GError  **error)
{
  gint64 application_id;
  gint64 version;

  if (!talus_sqlite_get_int (db, "PRAGMA application_id", &application_id, error) ||
      !talus_sqlite_get_int (db, "PRAGMA user_version", &version, error))
    return FALSE;

  if (version == 0 && application_id == 0)
    {
      if (!talus_sqlite_exec (db, schema, error))
        return FALSE;
    }
  else if (application_id != TALUS_LIBRARY_APPLICATION_ID)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "It is no library");
      return FALSE;
    }
  else if (version > TALUS_LIBRARY_SCHEMA_VERSION)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                   "“%s” was written by a newer version of the program",
                   sqlite3_db_filename (db, "main"));
      return FALSE;
    }

  return talus_sqlite_exec (db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;", error);
}

static TalusLibraryIndex *
open_at (const char  *folder,
         const char  *path,
         GError     **error)
{
  g_autoptr(TalusLibraryIndex) self = g_new0 (TalusLibraryIndex, 1);

  self->folder = g_strdup (folder);
  self->by_session = g_hash_table_new_full (talus_id_hash, talus_id_equal, NULL,
                                            (GDestroyNotify) item_free);
  self->by_project = g_hash_table_new (talus_id_hash, talus_id_equal);
  self->by_path = g_hash_table_new (g_str_hash, g_str_equal);
  self->db = talus_sqlite_open (path, TALUS_SQLITE_CREATE, error);

  if (self->db == NULL || !prepare_tables (self->db, error))
    return NULL;

  self->put = talus_sqlite_prepare (self->db, "INSERT OR REPLACE INTO session (" COLUMNS ") VALUES"
                                    " (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13,"
                                    " ?14, ?15, ?16, ?17)", error);

  if (self->put != NULL)
    self->remove = talus_sqlite_prepare (self->db, "DELETE FROM session WHERE session_id = ?1",
                                         error);

  if (self->remove == NULL || !read_owner (self, error) || !read_items (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/* Out of the way, but kept: a person may want to look. */
static void
set_aside (const char *path)
{
  static const char * const suffixes[] = { "-wal", "-shm", "-journal" };
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);

  g_rename (path, aside);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *file = g_strconcat (path, suffixes[i], NULL);

      g_unlink (file);
    }
}

/**
 * talus_library_index_open:
 * @folder: the data folder, locked
 * @error: return location
 *
 * Reads the index, or makes one.
 *
 * Returns: (transfer full) (nullable): the index
 */
TalusLibraryIndex *
talus_library_index_open (const char  *folder,
                          GError     **error)
{
  g_autofree char *path = g_build_filename (folder, INDEX_FILE, NULL);
  g_autoptr(GError) reason = NULL;
  TalusLibraryIndex *self = open_at (folder, path, &reason);

  if (self != NULL)
    return self;

  if (!g_error_matches (reason, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return NULL;
    }

  g_message ("The library's index is made anew: %s", reason->message);
  set_aside (path);

  return open_at (folder, path, error);
}

void
talus_library_index_free (TalusLibraryIndex *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->by_path, g_hash_table_unref);
  g_clear_pointer (&self->by_project, g_hash_table_unref);
  g_clear_pointer (&self->by_session, g_hash_table_unref);
  g_clear_pointer (&self->owner, talus_author_unref);
  sqlite3_finalize (self->put);
  sqlite3_finalize (self->remove);
  talus_sqlite_close (self->db);
  g_free (self->folder);
  g_free (self);
}

TalusAuthor *
talus_library_index_get_owner (TalusLibraryIndex *self)
{
  return self->owner;
}

/* What they are called from now on; until the library is opened the next time. */
void
talus_library_index_set_owner (TalusLibraryIndex *self,
                               TalusAuthor       *owner)
{
  talus_author_ref (owner);
  talus_author_unref (self->owner);
  self->owner = owner;
}

/* (transfer container): the items, in no order. */
GList *
talus_library_index_list (TalusLibraryIndex *self)
{
  return g_hash_table_get_values (self->by_session);
}

TalusLibraryItem *
talus_library_index_find_session (TalusLibraryIndex *self,
                                  const TalusId     *session_id)
{
  return g_hash_table_lookup (self->by_session, session_id);
}

TalusLibraryItem *
talus_library_index_find_project (TalusLibraryIndex *self,
                                  const TalusId     *project_id)
{
  return g_hash_table_lookup (self->by_project, project_id);
}

TalusLibraryItem *
talus_library_index_find_path (TalusLibraryIndex *self,
                               const char        *relative)
{
  return g_hash_table_lookup (self->by_path, relative);
}

static void
bind_item (sqlite3_stmt           *put,
           const TalusLibraryItem *item)
{
  const TalusLibraryEntry *entry = &item->entry;

  sqlite3_clear_bindings (put);
  talus_sqlite_bind_id (put, SESSION_ID + 1, &entry->session_id);
  sqlite3_bind_int64 (put, CREATED_AT + 1, entry->created_at);
  sqlite3_bind_int64 (put, LAST_ACTIVITY + 1, entry->last_activity);
  sqlite3_bind_int (put, LOADED + 1, entry->loaded);
  sqlite3_bind_int (put, TRASHED + 1, entry->trashed);

  if (!entry->has_project)
    return;

  talus_sqlite_bind_text (put, PATH + 1, item->relative);
  sqlite3_bind_int64 (put, MTIME + 1, item->mtime);
  sqlite3_bind_int64 (put, SIZE + 1, item->size);
  talus_sqlite_bind_id (put, PROJECT_ID + 1, &entry->info.project_id);
  talus_sqlite_bind_id (put, EPOCH + 1, &entry->info.epoch);
  talus_sqlite_bind_text (put, NAME + 1, entry->info.name);
  talus_sqlite_bind_text (put, TEMPLATE_ID + 1, entry->info.template_id);
  sqlite3_bind_int64 (put, PROJECT_CREATED_AT + 1, entry->info.created_at);
  sqlite3_bind_int64 (put, UPDATED_AT + 1, entry->info.updated_at);
  sqlite3_bind_int64 (put, SEQ + 1, (gint64) entry->info.seq);
  talus_sqlite_bind_text (put, HEAD + 1, entry->info.head);
  sqlite3_bind_int64 (put, NODE_COUNT + 1, (gint64) entry->info.node_count);
}

/* Writes an item, new or changed: durable when it returns. The item is copied;
 * pointers to the one before are not valid any more. */
gboolean
talus_library_index_put (TalusLibraryIndex       *self,
                         const TalusLibraryItem  *item,
                         GError                 **error)
{
  TalusLibraryItem *copy;

  bind_item (self->put, item);

  if (!talus_sqlite_run (self->put, error))
    return FALSE;

  copy = g_new0 (TalusLibraryItem, 1);
  talus_library_item_copy (copy, item);
  forget (self, &copy->entry.session_id);
  remember (self, copy);

  return TRUE;
}

gboolean
talus_library_index_remove (TalusLibraryIndex  *self,
                            const TalusId      *session_id,
                            GError            **error)
{
  TalusId id = *session_id;

  talus_sqlite_bind_id (self->remove, 1, &id);

  if (!talus_sqlite_run (self->remove, error))
    return FALSE;

  forget (self, &id);

  return TRUE;
}
