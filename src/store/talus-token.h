/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is kept of a token, in a document or for the host. */
#pragma once

#include "model/talus-record.h"
#include "store/talus-secret.h"

G_BEGIN_DECLS

/**
 * TalusToken:
 * @id: its public id, by which it is listed and revoked
 * @hash: of its text
 * @author: whose it is
 * @role: (not nullable): "viewer", "editor" or "owner"; a file may hold anything
 * @has_invite: whether it was drawn from an invite, @invite_id
 * @created_at: milliseconds since the epoch
 * @last_used_at: likewise, noted now and then; 0: never
 * @revoked_at: likewise; 0: it is good
 */
typedef struct
{
  TalusId id;
  guint8 hash[TALUS_SECRET_HASH_SIZE];
  TalusAuthor *author;
  char *role;
  gboolean has_invite;
  TalusId invite_id;
  gint64 created_at;
  gint64 last_used_at;
  gint64 revoked_at;
} TalusToken;

/* A new one, of which @text is shown once. */
TalusToken *talus_token_new  (const char    *text,
                              TalusAuthor   *author,
                              const char    *role,
                              gint64         created_at);
TalusToken *talus_token_copy (const TalusToken *self);
void        talus_token_free (TalusToken    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusToken, talus_token_free)

G_END_DECLS
