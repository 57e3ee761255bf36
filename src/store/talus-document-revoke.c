/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invites and tokens of a document taken away. They stay, marked, so that the
 * ids in the audit mean something; what lives by a token is not known here. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-document-access-private.h"

/* What is taken away: an invite with @author_id NULL, or all of a person. */
typedef struct
{
  const TalusId *invite_id;
  const TalusId *author_id;
  gboolean with_tokens;
  const TalusId *by;
  gint64 now;
  GArray *revoked; /* of TalusId */
} RevokeEdit;

static gboolean
revoke_tokens (sqlite3           *db,
               const RevokeEdit  *edit,
               GError           **error)
{
  g_autoptr(sqlite3_stmt) rows = NULL;
  const char *sql = edit->author_id != NULL
                      ? "UPDATE token SET revoked_at = ?2 WHERE author = ?1"
                        " AND revoked_at IS NULL RETURNING id"
                      : "UPDATE token SET revoked_at = ?2 WHERE invite = ?1"
                        " AND revoked_at IS NULL RETURNING id";
  gboolean row = TRUE;

  g_array_set_size (edit->revoked, 0);
  rows = talus_sqlite_prepare (db, sql, error);
  if (rows == NULL)
    return FALSE;

  talus_sqlite_bind_id (rows, 1, edit->author_id != NULL ? edit->author_id : edit->invite_id);
  sqlite3_bind_int64 (rows, 2, edit->now);
  while (row)
    {
      TalusId id;

      if (!talus_sqlite_step (rows, &row, error))
        return FALSE;
      if (row && talus_sqlite_column_id (rows, 0, FALSE, &id))
        g_array_append_val (edit->revoked, id);
    }
  g_clear_pointer (&rows, sqlite3_finalize);

  for (guint i = 0; i < edit->revoked->len; i++)
    {
      const TalusId *id = &g_array_index (edit->revoked, TalusId, i);

      if (!talus_document_note_access (db, edit->now, edit->by, "token-revoked",
                                       edit->invite_id, id, edit->author_id, NULL, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
revoke_invite_edit (sqlite3   *db,
                    gpointer   user_data,
                    gboolean  *is_refused,
                    GError   **error)
{
  const RevokeEdit *edit = user_data;
  g_autoptr(sqlite3_stmt) update = NULL;
  char text[TALUS_ID_TEXT_SIZE];

  update = talus_sqlite_prepare (db, "UPDATE invite SET revoked_at = ?2 WHERE id = ?1"
                                 " AND revoked_at IS NULL", error);
  if (update == NULL)
    return FALSE;

  talus_sqlite_bind_id (update, 1, edit->invite_id);
  sqlite3_bind_int64 (update, 2, edit->now);
  if (!talus_sqlite_run (update, error))
    return FALSE;

  if (sqlite3_changes (db) == 0)
    {
      *is_refused = TRUE;
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND, "There is no invite “%s”",
                   talus_id_format (edit->invite_id, text));
      return FALSE;
    }

  return talus_document_note_access (db, edit->now, edit->by, "invite-revoked",
                                     edit->invite_id, NULL, NULL, NULL, error) &&
         (!edit->with_tokens || revoke_tokens (db, edit, error));
}

/**
 * talus_document_revoke_invite:
 * @self: an open document
 * @invite_id: which
 * @with_tokens: whether whoever came by it goes too
 * @by: who does it
 * @now: milliseconds since the epoch
 * @revoked: (element-type TalusId): takes the ids of tokens that went
 * @error: return location: %TALUS_ERROR_NOT_FOUND where there is none
 *
 * Makes an invite good for nothing; durable when it returns. Blocks. Any
 * thread.
 *
 * Returns: whether it is so
 */
gboolean
talus_document_revoke_invite (TalusDocument  *self,
                              const TalusId  *invite_id,
                              gboolean        with_tokens,
                              const TalusId  *by,
                              gint64          now,
                              GArray         *revoked,
                              GError        **error)
{
  RevokeEdit edit = { invite_id, NULL, with_tokens, by, now, revoked };

  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (invite_id != NULL && by != NULL && revoked != NULL, FALSE);

  return talus_document_edit (self, revoke_invite_edit, &edit, error);
}

static gboolean
remove_member_edit (sqlite3   *db,
                    gpointer   user_data,
                    gboolean  *is_refused,
                    GError   **error)
{
  const RevokeEdit *edit = user_data;
  char text[TALUS_ID_TEXT_SIZE];

  if (!revoke_tokens (db, edit, error))
    return FALSE;
  if (edit->revoked->len > 0)
    return talus_document_note_access (db, edit->now, edit->by, "member-removed",
                                       NULL, NULL, edit->author_id, NULL, error);

  *is_refused = TRUE;
  g_set_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND, "The session has no member “%s”",
               talus_id_format (edit->author_id, text));

  return FALSE;
}

/**
 * talus_document_remove_member:
 * @self: an open document
 * @author_id: who
 * @by: who does it
 * @now: milliseconds since the epoch
 * @revoked: (element-type TalusId): takes the ids of their tokens
 * @error: return location: %TALUS_ERROR_NOT_FOUND where they have none
 *
 * Makes all tokens of a person good for nothing; durable when it returns.
 * Blocks. Any thread.
 *
 * Returns: whether it is so
 */
gboolean
talus_document_remove_member (TalusDocument  *self,
                              const TalusId  *author_id,
                              const TalusId  *by,
                              gint64          now,
                              GArray         *revoked,
                              GError        **error)
{
  RevokeEdit edit = { NULL, author_id, TRUE, by, now, revoked };

  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (author_id != NULL && by != NULL && revoked != NULL, FALSE);

  return talus_document_edit (self, remove_member_edit, &edit, error);
}

static gboolean
forget_edit (sqlite3   *db,
             gpointer   user_data,
             gboolean  *is_refused,
             GError   **error)
{
  return talus_sqlite_exec (db, "DELETE FROM invite; DELETE FROM token; DELETE FROM audit;",
                            error);
}

/**
 * talus_document_forget_access:
 * @self: an open document
 * @error: return location
 *
 * Takes away all invites, tokens and what was written down of them: whoever
 * made the file says nothing about who may open it here. Blocks. Any thread.
 *
 * Returns: whether they are gone
 */
gboolean
talus_document_forget_access (TalusDocument  *self,
                              GError        **error)
{
  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), FALSE);

  return talus_document_edit (self, forget_edit, NULL, error);
}
