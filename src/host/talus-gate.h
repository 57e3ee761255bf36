/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The gate: from a token, or the lack of one, to a grant. It knows the tokens
 * of the host and of every session, loaded or not, and tells when one is
 * revoked. */
#pragma once

#include "host/talus-grant.h"

G_BEGIN_DECLS

typedef struct _TalusGate TalusGate;

/**
 * TalusCaller:
 * @token: (nullable): as it was given
 * @remote: "127.0.0.1": failed tokens are counted by it
 * @author_id: (nullable): as it was given; means something without a token only
 * @author_name: (nullable): likewise
 *
 * Somebody who wants in.
 */
typedef struct
{
  const char *token;
  const char *remote;
  const char *author_id;
  const char *author_name;
} TalusCaller;

/**
 * TalusGateFunc:
 * @grant: (nullable): what they may do, or %NULL
 * @error: (nullable): UNAUTHORIZED (no token where one is needed, or not a good one),
 *   INVALID_REQUEST (an author that cannot be), TOO_MANY_REQUESTS (too many bad tokens from there)
 */
typedef void (*TalusGateFunc) (TalusGrant   *grant,
                               const GError *error,
                               gpointer      user_data);

/**
 * TalusRevokedFunc:
 * @token_id: what is good for nothing any more: end what lives by it
 */
typedef void (*TalusRevokedFunc) (const TalusId *token_id,
                                  gpointer       user_data);

/* Calls @func once: at once where it is known, else when a document has been read. */
void talus_gate_ask   (TalusGate         *self,
                       const TalusCaller *caller,
                       TalusGateFunc      func,
                       gpointer           user_data);
/* Whether a grant is still good: by no token, or by one that was not revoked. */
gboolean talus_gate_is_good (TalusGate   *self,
                             TalusGrant  *grant);
void talus_gate_watch (TalusGate         *self,
                       TalusRevokedFunc   func,
                       gpointer           user_data);

G_END_DECLS
