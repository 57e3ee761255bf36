/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pool of connections that read a live document, each call its own
 * snapshot. It can be shut, so that every connection of the process is closed
 * and the storage can be opened afresh. Any thread. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-document-private.h"

/* More than that many at once are opened and closed again. */
#define MAX_IDLE 4

struct _TalusReaders
{
  char *path;
  GMutex mutex;
  GCond returned;
  GPtrArray *idle;   /* of TalusReader */
  guint n_taken;
  gboolean is_shut;
};

static void
reader_free (TalusReader *self)
{
  sqlite3_finalize (self->read_log);
  sqlite3_finalize (self->find_command);
  talus_sqlite_close (self->db);
  g_free (self);
}

static TalusReader *
reader_new (const char  *path,
            GError     **error)
{
  TalusReader *self = g_new0 (TalusReader, 1);

  self->db = talus_sqlite_open (path, TALUS_SQLITE_LIVE, error);

  if (self->db != NULL)
    self->read_log = talus_sqlite_prepare (self->db, "SELECT " TALUS_LOG_COLUMNS
                                           "WHERE log.seq > ?1 ORDER BY log.seq LIMIT ?2", error);

  if (self->read_log != NULL)
    self->find_command = talus_sqlite_prepare (self->db, "SELECT " TALUS_LOG_COLUMNS
                                               "WHERE log.command_id = ?1", error);

  if (self->find_command == NULL)
    {
      reader_free (self);
      return NULL;
    }

  return self;
}

/**
 * talus_readers_new:
 * @path: the document's database
 *
 * Makes an empty pool; connections come when they are asked for.
 *
 * Returns: (transfer full): the pool
 */
TalusReaders *
talus_readers_new (const char *path)
{
  TalusReaders *self = g_new0 (TalusReaders, 1);

  self->path = g_strdup (path);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->returned);
  self->idle = g_ptr_array_new_with_free_func ((GDestroyNotify) reader_free);

  return self;
}

/**
 * talus_readers_free:
 * @self: (nullable): a pool that nobody uses any more
 *
 * Closes every connection.
 */
void
talus_readers_free (TalusReaders *self)
{
  if (self == NULL)
    return;

  talus_readers_shut (self);
  g_ptr_array_unref (self->idle);
  g_cond_clear (&self->returned);
  g_mutex_clear (&self->mutex);
  g_free (self->path);
  g_free (self);
}

/**
 * talus_readers_take:
 * @self: a pool
 * @error: return location
 *
 * Takes a connection; give it back soon.
 *
 * Returns: (nullable): a connection without an open transaction
 */
TalusReader *
talus_readers_take (TalusReaders  *self,
                    GError       **error)
{
  TalusReader *reader = NULL;

  g_mutex_lock (&self->mutex);

  if (self->is_shut)
    {
      g_mutex_unlock (&self->mutex);
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED,
                   "The document is closed just now");
      return NULL;
    }

  self->n_taken++;

  if (self->idle->len > 0)
    reader = g_ptr_array_steal_index_fast (self->idle, self->idle->len - 1);

  g_mutex_unlock (&self->mutex);

  if (reader == NULL)
    reader = reader_new (self->path, error);

  if (reader == NULL)
    talus_readers_give (self, NULL);

  return reader;
}

/**
 * talus_readers_give:
 * @self: a pool
 * @reader: (transfer full) (nullable): what was taken from it
 *
 * Gives a connection back.
 */
void
talus_readers_give (TalusReaders *self,
                    TalusReader  *reader)
{
  gboolean keep;

  if (reader != NULL && !sqlite3_get_autocommit (reader->db))
    sqlite3_exec (reader->db, "ROLLBACK", NULL, NULL, NULL);

  g_mutex_lock (&self->mutex);
  keep = reader != NULL && !self->is_shut && self->idle->len < MAX_IDLE;

  if (keep)
    g_ptr_array_add (self->idle, reader);

  g_mutex_unlock (&self->mutex);

  if (reader != NULL && !keep)
    reader_free (reader);

  /* Only now: who shuts the pool waits for connections to be closed. */
  g_mutex_lock (&self->mutex);
  self->n_taken--;
  g_cond_broadcast (&self->returned);
  g_mutex_unlock (&self->mutex);
}

/**
 * talus_readers_shut:
 * @self: a pool
 *
 * Waits until every connection was given back, and closes them all. Until it
 * is reopened there are none.
 */
void
talus_readers_shut (TalusReaders *self)
{
  g_mutex_lock (&self->mutex);
  self->is_shut = TRUE;

  while (self->n_taken > 0)
    g_cond_wait (&self->returned, &self->mutex);

  g_ptr_array_set_size (self->idle, 0);
  g_mutex_unlock (&self->mutex);
}

/**
 * talus_readers_reopen:
 * @self: a pool that was shut
 *
 * Lets connections be taken again.
 */
void
talus_readers_reopen (TalusReaders *self)
{
  g_mutex_lock (&self->mutex);
  self->is_shut = FALSE;
  g_mutex_unlock (&self->mutex);
}
