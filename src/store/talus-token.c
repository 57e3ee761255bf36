/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens as they are kept. They must not know where. */
#define G_LOG_DOMAIN "talus-token"

#include "store/talus-token.h"

/**
 * talus_token_new:
 * @text: the token's text, which is hashed
 * @author: whose it is
 * @role: "viewer", "editor" or "owner"
 * @created_at: milliseconds since the epoch
 *
 * Makes a token with an id of its own.
 *
 * Returns: (transfer full): the token
 */
TalusToken *
talus_token_new (const char  *text,
                 TalusAuthor *author,
                 const char  *role,
                 gint64       created_at)
{
  TalusToken *self = NULL;

  g_return_val_if_fail (text != NULL && author != NULL && role != NULL, NULL);

  self = g_new0 (TalusToken, 1);
  talus_id_draw (&self->id);
  talus_secret_hash (text, self->hash);
  self->author = talus_author_ref (author);
  self->role = g_strdup (role);
  self->created_at = created_at;

  return self;
}

/**
 * talus_token_copy:
 * @self: a token
 *
 * Copies it.
 *
 * Returns: (transfer full): the copy
 */
TalusToken *
talus_token_copy (const TalusToken *self)
{
  TalusToken *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->author = talus_author_ref (self->author);
  copy->role = g_strdup (self->role);

  return copy;
}

/**
 * talus_token_free:
 * @self: (transfer full): a token
 *
 * Frees it.
 */
void
talus_token_free (TalusToken *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->author, talus_author_unref);
  g_free (self->role);
  g_free (self);
}
