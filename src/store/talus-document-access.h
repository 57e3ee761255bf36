/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may do what in a document: invites, the tokens drawn from them, and what
 * was done to either. Hashes only: what opens a session is known to those who
 * were given it. All of it is left out of copies for others. */
#pragma once

#include "store/talus-document.h"
#include "store/talus-token.h"

G_BEGIN_DECLS

#define TALUS_DOCUMENT_MAX_INVITES 1000
#define TALUS_DOCUMENT_MAX_TOKENS  10000
#define TALUS_DOCUMENT_MAX_AUDIT   100000

/**
 * TalusInvite:
 * @id: its public id
 * @hash: of its text
 * @role: what who comes by it may do
 * @created_at: milliseconds since the epoch
 * @created_by: who made it
 * @expires_at: likewise; 0: never
 * @uses_left: how many more may come by it; -1: any number
 * @n_members: tokens drawn from it that are good
 *
 * What a link carries, as it is kept.
 */
typedef struct
{
  TalusId id;
  guint8 hash[TALUS_SECRET_HASH_SIZE];
  char *role;
  gint64 created_at;
  TalusId created_by;
  gint64 expires_at;
  gint64 uses_left;
  guint n_members;
} TalusInvite;

/* Without an end in time or number; @text is shown once. */
TalusInvite *talus_invite_new  (const char    *text,
                                const char    *role,
                                const TalusId *created_by,
                                gint64         created_at);
void         talus_invite_free (TalusInvite   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusInvite, talus_invite_free)

/**
 * TalusAuditEntry:
 * @at: milliseconds since the epoch
 * @has_author: whether it is known who it was
 * @author_id: who
 * @event: "invite-made", "token-denied" …
 * @details: (nullable): a JSON object
 *
 * Something that was done to access, or tried.
 */
typedef struct
{
  gint64 at;
  gboolean has_author;
  TalusId author_id;
  char *event;
  char *details;
} TalusAuditEntry;

TalusAuditEntry *talus_audit_entry_new  (gint64           at,
                                         const TalusId   *author_id, /* (nullable) */
                                         const char      *event,
                                         const char      *details);  /* (nullable) */
void             talus_audit_entry_free (TalusAuditEntry *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusAuditEntry, talus_audit_entry_free)

/* Each edit is durable when it returns, and audited with it. They block; any
 * thread. @by: who does it. */
gboolean   talus_document_add_invite     (TalusDocument      *self,
                                          const TalusInvite  *invite,
                                          GError            **error);
/* (element-type TalusInvite): those that were not revoked, oldest first. */
GPtrArray *talus_document_list_invites   (TalusDocument      *self,
                                          GError            **error);
/* NOT_FOUND. @with_tokens: those drawn from it too; @revoked takes their ids. */
gboolean   talus_document_revoke_invite  (TalusDocument      *self,
                                          const TalusId      *invite_id,
                                          gboolean            with_tokens,
                                          const TalusId      *by,
                                          gint64              now,
                                          GArray             *revoked,
                                          GError            **error);
/* UNAUTHORIZED where there is no such invite or it is used up, run out or
 * revoked. @token's role and invite become the invite's. */
gboolean   talus_document_redeem_invite  (TalusDocument      *self,
                                          const guint8       *hash,
                                          TalusToken         *token,
                                          GError            **error);
/* (element-type TalusToken): the good ones, oldest first. */
GPtrArray *talus_document_list_tokens    (TalusDocument      *self,
                                          GError            **error);
/* talus-document-revoke.c. All of one person: NOT_FOUND where they have none; @revoked takes the
 * ids. */
gboolean   talus_document_remove_member  (TalusDocument      *self,
                                          const TalusId      *author_id,
                                          const TalusId      *by,
                                          gint64              now,
                                          GArray             *revoked,
                                          GError            **error);
/* Not audited. */
gboolean   talus_document_note_token_use (TalusDocument      *self,
                                          const TalusId      *token_id,
                                          gint64              now,
                                          GError            **error);
/* Takes all of it away: it came with a file from somebody else. */
gboolean   talus_document_forget_access  (TalusDocument      *self,
                                          GError            **error);

/* talus-document-audit.c */
gboolean   talus_document_add_audit      (TalusDocument      *self,
                                          GPtrArray          *entries,
                                          GError            **error);
/* (element-type TalusAuditEntry): the newest first. */
GPtrArray *talus_document_list_audit     (TalusDocument      *self,
                                          guint               limit,
                                          GError            **error);

G_END_DECLS
