/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens and invites as people carry them: drawn, told apart, and hashed.
 * What they are good for is not known here. */
#pragma once

#include "base/talus-id.h"

G_BEGIN_DECLS

#define TALUS_SECRET_HASH_SIZE 32

/**
 * TalusSecretKind:
 * @TALUS_SECRET_HOST: a token of the host: "tth1_" and 43 characters
 * @TALUS_SECRET_SESSION: a token of one session: "tts1_" and 64 characters
 * @TALUS_SECRET_INVITE: an invite into one session: "tti1_" and 64 characters
 *
 * What a secret's text says of itself.
 */
typedef enum
{
  TALUS_SECRET_HOST,
  TALUS_SECRET_SESSION,
  TALUS_SECRET_INVITE,
} TalusSecretKind;

/* (transfer full): 256 bits that nobody knows. @session_id: NULL for the host's. */
char     *talus_secret_draw       (TalusSecretKind   kind,
                                   const TalusId    *session_id);
/* FALSE where it is no secret of ours; @session_id is untouched for the host's. */
gboolean  talus_secret_parse      (const char       *text,
                                   TalusSecretKind  *kind,
                                   TalusId          *session_id);
/* SHA-256 of the text: all that is ever kept. */
void      talus_secret_hash       (const char       *text,
                                   guint8            hash[TALUS_SECRET_HASH_SIZE]);
/* For tables with a hash as key. */
guint     talus_secret_hash_hash  (gconstpointer     hash);
gboolean  talus_secret_hash_equal (gconstpointer     a,
                                   gconstpointer     b);
/* (transfer full): without padding, as in a link. */
char     *talus_secret_to_base64url (gconstpointer   data,
                                     gsize           size);

G_END_DECLS
