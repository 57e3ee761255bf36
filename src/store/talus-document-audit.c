/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was done to a document's access, as rows that are only ever added to,
 * the oldest going once there are too many. It must not know what is worth
 * writing down. */
#define G_LOG_DOMAIN "talus-document"

#include "base/talus-json-writer.h"
#include "store/talus-document-access-private.h"

/**
 * talus_audit_entry_new:
 * @at: milliseconds since the epoch
 * @author_id: (nullable): who it was, where that is known
 * @event: what
 * @details: (nullable): a JSON object
 *
 * Makes an entry.
 *
 * Returns: (transfer full): the entry
 */
TalusAuditEntry *
talus_audit_entry_new (gint64         at,
                       const TalusId *author_id,
                       const char    *event,
                       const char    *details)
{
  TalusAuditEntry *self = NULL;

  g_return_val_if_fail (event != NULL, NULL);

  self = g_new0 (TalusAuditEntry, 1);
  self->at = at;
  self->has_author = author_id != NULL;
  if (author_id != NULL)
    self->author_id = *author_id;
  self->event = g_strdup (event);
  self->details = g_strdup (details);

  return self;
}

/**
 * talus_audit_entry_free:
 * @self: (transfer full): an entry
 *
 * Frees it.
 */
void
talus_audit_entry_free (TalusAuditEntry *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->event);
  g_free (self->details);
  g_free (self);
}

static gboolean
write_audit (sqlite3                *db,
             const TalusAuditEntry  *entry,
             GError                **error)
{
  g_autoptr(sqlite3_stmt) insert = NULL;

  insert = talus_sqlite_prepare (db, "INSERT INTO audit (at, author, event, details)"
                                 " VALUES (?1, ?2, ?3, ?4)", error);
  if (insert == NULL)
    return FALSE;

  sqlite3_bind_int64 (insert, 1, entry->at);
  if (entry->has_author)
    talus_sqlite_bind_id (insert, 2, &entry->author_id);
  talus_sqlite_bind_text (insert, 3, entry->event);
  talus_sqlite_bind_text (insert, 4, entry->details);

  return talus_sqlite_run (insert, error);
}

/* {"invite_id":…,"token_id":…,"author_id":…,"role":…}, of what is given. */
static char *
write_details (const TalusId *invite_id,
               const TalusId *token_id,
               const TalusId *author_id,
               const char    *role)
{
  GString *out = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, out);
  talus_json_writer_begin_object (&writer);
  if (invite_id != NULL)
    {
      talus_json_writer_name (&writer, "invite_id");
      talus_json_writer_id (&writer, invite_id);
    }
  if (token_id != NULL)
    {
      talus_json_writer_name (&writer, "token_id");
      talus_json_writer_id (&writer, token_id);
    }
  if (author_id != NULL)
    {
      talus_json_writer_name (&writer, "author_id");
      talus_json_writer_id (&writer, author_id);
    }
  if (role != NULL)
    {
      talus_json_writer_name (&writer, "role");
      talus_json_writer_string (&writer, role);
    }
  talus_json_writer_end_object (&writer);

  return g_string_free (out, FALSE);
}

/**
 * talus_document_note_access:
 * @db: the document, in a transaction
 * @at: milliseconds since the epoch
 * @by: who did it
 * @event: what
 * @invite_id: (nullable): of which invite
 * @token_id: (nullable): of which token
 * @author_id: (nullable): of whom
 * @role: (nullable): as what
 * @error: return location
 *
 * Adds an edit of access to what is being committed with it.
 *
 * Returns: whether it was added
 */
gboolean
talus_document_note_access (sqlite3        *db,
                            gint64          at,
                            const TalusId  *by,
                            const char     *event,
                            const TalusId  *invite_id,
                            const TalusId  *token_id,
                            const TalusId  *author_id,
                            const char     *role,
                            GError        **error)
{
  g_autofree char *details = write_details (invite_id, token_id, author_id, role);
  g_autoptr(TalusAuditEntry) entry = talus_audit_entry_new (at, by, event, details);

  return write_audit (db, entry, error);
}

static gboolean
add_edit (sqlite3   *db,
          gpointer   user_data,
          gboolean  *is_refused,
          GError   **error)
{
  GPtrArray *entries = user_data;

  for (guint i = 0; i < entries->len; i++)
    {
      if (!write_audit (db, g_ptr_array_index (entries, i), error))
        return FALSE;
    }

  return talus_sqlite_exec (db, "DELETE FROM audit WHERE id <= (SELECT max (id) FROM audit) - "
                            G_STRINGIFY (TALUS_DOCUMENT_MAX_AUDIT), error);
}

/**
 * talus_document_add_audit:
 * @self: an open document
 * @entries: (element-type TalusAuditEntry): what to write down, in this order
 * @error: return location
 *
 * Writes down what happened; durable when it returns. Blocks. Any thread.
 *
 * Returns: whether it was written
 */
gboolean
talus_document_add_audit (TalusDocument  *self,
                          GPtrArray      *entries,
                          GError        **error)
{
  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (entries != NULL, FALSE);

  return talus_document_edit (self, add_edit, entries, error);
}

static GPtrArray *
read_audit (sqlite3  *db,
            guint     limit,
            GError  **error)
{
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(sqlite3_stmt) rows = NULL;

  entries = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_audit_entry_free);
  rows = talus_sqlite_prepare (db, "SELECT at, author, event, details FROM audit"
                               " ORDER BY id DESC LIMIT ?1", error);
  if (rows == NULL)
    return NULL;

  sqlite3_bind_int64 (rows, 1, limit);
  for (;;)
    {
      gboolean row;
      gsize length;
      const char *event = NULL;
      TalusId author;
      gboolean has_author = FALSE;

      if (!talus_sqlite_step (rows, &row, error))
        return NULL;
      if (!row)
        return g_steal_pointer (&entries);

      event = talus_sqlite_column_text (rows, 2, &length);
      has_author = sqlite3_column_type (rows, 1) != SQLITE_NULL;
      if (event == NULL || !talus_sqlite_column_id (rows, 1, TRUE, &author))
        {
          talus_document_set_damaged (error, db, "its audit is unreadable");
          return NULL;
        }
      g_ptr_array_add (entries, talus_audit_entry_new (sqlite3_column_int64 (rows, 0),
                                                       has_author ? &author : NULL, event,
                                                       talus_sqlite_column_text (rows, 3,
                                                                                 &length)));
    }
}

/**
 * talus_document_list_audit:
 * @self: an open document
 * @limit: how many at most
 * @error: return location
 *
 * Reads what was written down, the newest first. Any thread.
 *
 * Returns: (transfer full) (element-type TalusAuditEntry) (nullable): it
 */
GPtrArray *
talus_document_list_audit (TalusDocument  *self,
                           guint           limit,
                           GError        **error)
{
  TalusReader *reader = NULL;
  GPtrArray *entries = NULL;

  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), NULL);

  reader = talus_document_take_reader (self, error);
  if (reader == NULL)
    return NULL;

  entries = read_audit (reader->db, limit, error);
  talus_document_give_reader (self, reader);

  return entries;
}
