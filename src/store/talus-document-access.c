/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invites and tokens as rows of a document: made, listed, exchanged. What a
 * role may do is not known here. */
#define G_LOG_DOMAIN "talus-document"

#include "store/talus-document-access-private.h"

#include <string.h>

/**
 * talus_invite_new:
 * @text: the invite's text, which is hashed
 * @role: what who comes by it may do
 * @created_by: who makes it
 * @created_at: milliseconds since the epoch
 *
 * Makes an invite with an id of its own, without an end in time or number.
 *
 * Returns: (transfer full): the invite
 */
TalusInvite *
talus_invite_new (const char    *text,
                  const char    *role,
                  const TalusId *created_by,
                  gint64         created_at)
{
  TalusInvite *self = NULL;

  g_return_val_if_fail (text != NULL && role != NULL && created_by != NULL, NULL);

  self = g_new0 (TalusInvite, 1);
  talus_id_draw (&self->id);
  talus_secret_hash (text, self->hash);
  self->role = g_strdup (role);
  self->created_by = *created_by;
  self->created_at = created_at;
  self->uses_left = -1;

  return self;
}

/**
 * talus_invite_free:
 * @self: (transfer full): an invite
 *
 * Frees it.
 */
void
talus_invite_free (TalusInvite *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->role);
  g_free (self);
}

static gboolean
refuse_too_many (sqlite3     *db,
                 const char  *sql,
                 gint64       max,
                 const char  *what,
                 gboolean    *is_refused,
                 GError     **error)
{
  gint64 n = 0;

  if (!talus_sqlite_get_int (db, sql, &n, error))
    return FALSE;
  if (n < max)
    return TRUE;

  *is_refused = TRUE;
  g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT,
               "The session has %" G_GINT64_FORMAT " %s, and cannot have more", n, what);

  return FALSE;
}

static gboolean
add_invite_edit (sqlite3   *db,
                 gpointer   user_data,
                 gboolean  *is_refused,
                 GError   **error)
{
  const TalusInvite *invite = user_data;
  g_autoptr(sqlite3_stmt) insert = NULL;

  if (!refuse_too_many (db, "SELECT count (*) FROM invite WHERE revoked_at IS NULL",
                        TALUS_DOCUMENT_MAX_INVITES, "invites", is_refused, error))
    return FALSE;

  insert = talus_sqlite_prepare (db, "INSERT INTO invite (id, hash, role, created_at, created_by,"
                                 " expires_at, uses_left) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                                 error);
  if (insert == NULL)
    return FALSE;

  talus_sqlite_bind_id (insert, 1, &invite->id);
  sqlite3_bind_blob (insert, 2, invite->hash, sizeof invite->hash, SQLITE_STATIC);
  talus_sqlite_bind_text (insert, 3, invite->role);
  sqlite3_bind_int64 (insert, 4, invite->created_at);
  talus_sqlite_bind_id (insert, 5, &invite->created_by);
  if (invite->expires_at != 0)
    sqlite3_bind_int64 (insert, 6, invite->expires_at);
  if (invite->uses_left >= 0)
    sqlite3_bind_int64 (insert, 7, invite->uses_left);

  return talus_sqlite_run (insert, error) &&
         talus_document_note_access (db, invite->created_at, &invite->created_by, "invite-made",
                                     &invite->id, NULL, NULL, invite->role, error);
}

/**
 * talus_document_add_invite:
 * @self: an open document
 * @invite: a new one
 * @error: return location: %TALUS_ERROR_CONFLICT where there are too many
 *
 * Keeps an invite; durable when it returns. Blocks. Any thread.
 *
 * Returns: whether it is kept
 */
gboolean
talus_document_add_invite (TalusDocument      *self,
                           const TalusInvite  *invite,
                           GError            **error)
{
  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (invite != NULL, FALSE);

  return talus_document_edit (self, add_invite_edit, (gpointer) invite, error);
}

static TalusInvite *
read_invite (sqlite3_stmt *row)
{
  gsize length;
  const char *role = talus_sqlite_column_text (row, 2, &length);
  g_autoptr(TalusInvite) invite = g_new0 (TalusInvite, 1);

  if (!talus_sqlite_column_id (row, 0, FALSE, &invite->id) || role == NULL ||
      sqlite3_column_bytes (row, 1) != TALUS_SECRET_HASH_SIZE ||
      !talus_sqlite_column_id (row, 4, TRUE, &invite->created_by))
    return NULL;

  memcpy (invite->hash, sqlite3_column_blob (row, 1), sizeof invite->hash);
  invite->role = g_strdup (role);
  invite->created_at = sqlite3_column_int64 (row, 3);
  invite->expires_at = sqlite3_column_int64 (row, 5);
  invite->uses_left = sqlite3_column_type (row, 6) == SQLITE_NULL ? -1
                                                                  : sqlite3_column_int64 (row, 6);
  invite->n_members = (guint) sqlite3_column_int (row, 7);

  return g_steal_pointer (&invite);
}

static TalusToken *
read_token (sqlite3_stmt *row)
{
  gsize length;
  const char *name = talus_sqlite_column_text (row, 3, &length);
  const char *colour = talus_sqlite_column_text (row, 4, &length);
  const char *role = talus_sqlite_column_text (row, 5, &length);
  g_autoptr(TalusToken) token = g_new0 (TalusToken, 1);
  TalusId author;

  if (!talus_sqlite_column_id (row, 0, FALSE, &token->id) || name == NULL || role == NULL ||
      sqlite3_column_bytes (row, 1) != TALUS_SECRET_HASH_SIZE ||
      !talus_sqlite_column_id (row, 2, FALSE, &author) ||
      !talus_sqlite_column_id (row, 6, TRUE, &token->invite_id))
    return NULL;

  memcpy (token->hash, sqlite3_column_blob (row, 1), sizeof token->hash);
  token->author = talus_author_new (&author, name,
                                    colour != NULL && colour[0] != '\0' ? colour : NULL);
  token->role = g_strdup (role);
  token->has_invite = sqlite3_column_type (row, 6) != SQLITE_NULL;
  token->created_at = sqlite3_column_int64 (row, 7);
  token->last_used_at = sqlite3_column_int64 (row, 8);

  return g_steal_pointer (&token);
}

/* All of @sql, by @read_row, each freed by @free_item. */
static GPtrArray *
read_all (TalusDocument   *self,
          const char      *sql,
          gpointer       (*read_row) (sqlite3_stmt *row),
          GDestroyNotify   free_item,
          GError         **error)
{
  g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func (free_item);
  TalusReader *reader = talus_document_take_reader (self, error);
  sqlite3_stmt *rows = NULL;
  gboolean row = FALSE;
  gboolean done = FALSE;

  if (reader == NULL)
    return NULL;

  rows = talus_sqlite_prepare (reader->db, sql, error);
  while (rows != NULL && talus_sqlite_step (rows, &row, error))
    {
      gpointer item = NULL;

      done = !row;
      if (done)
        break;

      item = read_row (rows);
      if (item == NULL)
        {
          talus_document_set_damaged (error, reader->db, "who may open it is unreadable");
          break;
        }
      g_ptr_array_add (items, item);
    }
  sqlite3_finalize (rows);
  talus_document_give_reader (self, reader);

  return done ? g_steal_pointer (&items) : NULL;
}

/**
 * talus_document_list_invites:
 * @self: an open document
 * @error: return location
 *
 * Reads the invites that were not revoked, the oldest first: those that ran
 * out or were used up too. Any thread.
 *
 * Returns: (transfer full) (element-type TalusInvite) (nullable): them
 */
GPtrArray *
talus_document_list_invites (TalusDocument  *self,
                             GError        **error)
{
  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), NULL);

  return read_all (self, "SELECT id, hash, role, created_at, created_by, expires_at, uses_left,"
                   " (SELECT count (*) FROM token WHERE token.invite = invite.id"
                   "  AND token.revoked_at IS NULL) FROM invite WHERE revoked_at IS NULL"
                   " ORDER BY created_at, id", (gpointer (*) (sqlite3_stmt *)) read_invite,
                   (GDestroyNotify) talus_invite_free, error);
}

/**
 * talus_document_list_tokens:
 * @self: an open document
 * @error: return location
 *
 * Reads the tokens that are good, the oldest first. Any thread.
 *
 * Returns: (transfer full) (element-type TalusToken) (nullable): them
 */
GPtrArray *
talus_document_list_tokens (TalusDocument  *self,
                            GError        **error)
{
  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), NULL);

  return read_all (self, "SELECT id, hash, author, name, colour, role, invite, created_at,"
                   " last_used_at FROM token WHERE revoked_at IS NULL ORDER BY created_at, id",
                   (gpointer (*) (sqlite3_stmt *)) read_token, (GDestroyNotify) talus_token_free,
                   error);
}

typedef struct
{
  const guint8 *hash;
  TalusToken *token;
} RedeemEdit;

/* One statement: of two who come at once for the last use one gets it. */
static gboolean
use_invite (sqlite3     *db,
            RedeemEdit  *edit,
            gboolean    *is_refused,
            GError     **error)
{
  TalusToken *token = edit->token;
  g_autoptr(sqlite3_stmt) row = NULL;
  gboolean found = FALSE;
  gboolean more = FALSE;
  gsize length;
  const char *role = NULL;

  row = talus_sqlite_prepare (db, "UPDATE invite SET uses_left = uses_left - 1 WHERE hash = ?1"
                              " AND revoked_at IS NULL"
                              " AND (expires_at IS NULL OR expires_at > ?2)"
                              " AND (uses_left IS NULL OR uses_left > 0) RETURNING id, role",
                              error);
  if (row == NULL)
    return FALSE;

  sqlite3_bind_blob (row, 1, edit->hash, TALUS_SECRET_HASH_SIZE, SQLITE_STATIC);
  sqlite3_bind_int64 (row, 2, token->created_at);
  if (!talus_sqlite_step (row, &found, error))
    return FALSE;
  if (found)
    role = talus_sqlite_column_text (row, 1, &length);
  if (role == NULL || !talus_sqlite_column_id (row, 0, FALSE, &token->invite_id))
    {
      *is_refused = TRUE;
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_UNAUTHORIZED, "The invite is not good any more");
      return FALSE;
    }

  token->has_invite = TRUE;
  g_free (token->role);
  token->role = g_strdup (role);

  return talus_sqlite_step (row, &more, error);
}

static gboolean
insert_token (sqlite3           *db,
              const TalusToken  *token,
              GError           **error)
{
  g_autoptr(sqlite3_stmt) insert = NULL;

  insert = talus_sqlite_prepare (db, "INSERT INTO token (id, hash, author, name, colour, role,"
                                 " invite, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                                 error);
  if (insert == NULL)
    return FALSE;

  talus_sqlite_bind_id (insert, 1, &token->id);
  sqlite3_bind_blob (insert, 2, token->hash, sizeof token->hash, SQLITE_STATIC);
  talus_sqlite_bind_id (insert, 3, &token->author->id);
  talus_sqlite_bind_text (insert, 4, token->author->name);
  talus_sqlite_bind_text (insert, 5, token->author->colour);
  talus_sqlite_bind_text (insert, 6, token->role);
  talus_sqlite_bind_id (insert, 7, &token->invite_id);
  sqlite3_bind_int64 (insert, 8, token->created_at);

  return talus_sqlite_run (insert, error);
}

static gboolean
redeem_edit (sqlite3   *db,
             gpointer   user_data,
             gboolean  *is_refused,
             GError   **error)
{
  RedeemEdit *edit = user_data;
  const TalusToken *token = edit->token;

  return use_invite (db, edit, is_refused, error) &&
         refuse_too_many (db, "SELECT count (*) FROM token WHERE revoked_at IS NULL",
                          TALUS_DOCUMENT_MAX_TOKENS, "members", is_refused, error) &&
         insert_token (db, token, error) &&
         talus_document_note_access (db, token->created_at, &token->author->id, "invite-redeemed",
                                     &token->invite_id, NULL, NULL, NULL, error) &&
         talus_document_note_access (db, token->created_at, &token->author->id, "token-made",
                                     &token->invite_id, &token->id, NULL, token->role, error);
}

/**
 * talus_document_redeem_invite:
 * @self: an open document
 * @hash: of the invite's text
 * @token: a new token, as of now; its role and invite become the invite's
 * @error: return location: %TALUS_ERROR_UNAUTHORIZED where there is no such
 *   invite, or it is used up, run out or revoked; %TALUS_ERROR_CONFLICT where
 *   there are too many members
 *
 * Exchanges one use of an invite for a token, both or neither; durable when it
 * returns. Blocks. Any thread.
 *
 * Returns: whether the token is good
 */
gboolean
talus_document_redeem_invite (TalusDocument  *self,
                              const guint8   *hash,
                              TalusToken     *token,
                              GError        **error)
{
  RedeemEdit edit = { hash, token };

  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (hash != NULL && token != NULL, FALSE);

  return talus_document_edit (self, redeem_edit, &edit, error);
}

typedef struct
{
  const TalusId *token_id;
  gint64 now;
} UseEdit;

static gboolean
use_edit (sqlite3   *db,
          gpointer   user_data,
          gboolean  *is_refused,
          GError   **error)
{
  const UseEdit *edit = user_data;
  g_autoptr(sqlite3_stmt) update = NULL;

  update = talus_sqlite_prepare (db, "UPDATE token SET last_used_at = ?2 WHERE id = ?1", error);
  if (update == NULL)
    return FALSE;

  talus_sqlite_bind_id (update, 1, edit->token_id);
  sqlite3_bind_int64 (update, 2, edit->now);

  return talus_sqlite_run (update, error);
}

/**
 * talus_document_note_token_use:
 * @self: an open document
 * @token_id: which
 * @now: milliseconds since the epoch
 * @error: return location
 *
 * Notes that a token was used. Blocks. Any thread.
 *
 * Returns: whether it was noted
 */
gboolean
talus_document_note_token_use (TalusDocument  *self,
                               const TalusId  *token_id,
                               gint64          now,
                               GError        **error)
{
  UseEdit edit = { token_id, now };

  g_return_val_if_fail (TALUS_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (token_id != NULL, FALSE);

  return talus_document_edit (self, use_edit, &edit, error);
}
