/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tokens of sessions in memory, each session's read with the first that
 * names it. It must not know what a grant is for. */
#define G_LOG_DOMAIN "talus-host-gate"

#include <string.h>

#include "base/talus-clock.h"
#include "base/talus-error.h"
#include "host/talus-gate-session-private.h"
#include "store/talus-document-access.h"

/* A document that is not open may be changed behind our back: by its owner,
 * who puts a backup in its place. */
#define TRUST_CLOSED (60 * G_USEC_PER_SEC)
#define USE_NOTED_MS (60 * 60 * 1000)

/* How often somebody who guesses can have a document read that will not be. */
#define READ_PAUSE G_USEC_PER_SEC

static void
insert_token (TalusGateSession *session,
              const TalusToken *kept)
{
  TalusGateToken *token = talus_gate_token_new (kept, &session->id);

  if (token == NULL)
    return;

  g_hash_table_replace (session->by_hash, token->hash, token);
  g_hash_table_replace (session->by_id, &token->grant->token_id, token);
}

/**
 * talus_gate_add_token:
 * @self: a gate
 * @session_id: of a session
 * @token: what its document has now
 *
 * Lets somebody in from now on.
 */
void
talus_gate_add_token (TalusGate        *self,
                      const TalusId    *session_id,
                      const TalusToken *token)
{
  TalusGateSession *session = g_hash_table_lookup (self->sessions, session_id);

  if (session != NULL && session->by_hash != NULL)
    insert_token (session, token);
}

/**
 * talus_gate_drop_tokens:
 * @self: a gate
 * @session_id: of a session
 * @token_ids: (element-type TalusId): what its document has no more
 *
 * Lets nobody in by them from now on, and tells whoever lives by one.
 */
void
talus_gate_drop_tokens (TalusGate     *self,
                        const TalusId *session_id,
                        GArray        *token_ids)
{
  TalusGateSession *session = g_hash_table_lookup (self->sessions, session_id);

  for (guint i = 0; i < token_ids->len; i++)
    {
      const TalusId *id = &g_array_index (token_ids, TalusId, i);
      TalusGateToken *token = NULL;

      if (session != NULL && session->by_id != NULL)
        token = g_hash_table_lookup (session->by_id, id);
      if (token != NULL)
        {
          g_hash_table_remove (session->by_id, id);
          g_hash_table_remove (session->by_hash, token->hash);
        }
      talus_gate_revoked (self, id);
    }
}

/* Somebody whose token is looked for. */
typedef struct
{
  guint8 hash[TALUS_SECRET_HASH_SIZE];
  char *remote;
  TalusGateFunc func;
  gpointer user_data;
} Asking;

static void
free_asking (gpointer data)
{
  Asking *asking = data;

  g_free (asking->remote);
  g_free (asking);
}

/* What the document has. */
typedef struct
{
  TalusId session_id;
  GPtrArray *tokens;
} Reading;

static gboolean
read_tokens (TalusDocument  *document,
             gpointer        data,
             GError        **error)
{
  Reading *reading = data;

  g_clear_pointer (&reading->tokens, g_ptr_array_unref);
  reading->tokens = talus_document_list_tokens (document, error);

  return reading->tokens != NULL;
}

typedef struct
{
  TalusId token_id;
  gint64 now;
} Use;

static gboolean
note_use (TalusDocument  *document,
          gpointer        data,
          GError        **error)
{
  const Use *use = data;

  return talus_document_note_token_use (document, &use->token_id, use->now, error);
}

static void
noted_cb (TalusGate    *self,
          const GError *error,
          gpointer      data)
{
  if (error != NULL && !g_error_matches (error, TALUS_ERROR, TALUS_ERROR_SHUTTING_DOWN))
    g_message ("The use of a token was not noted: %s", error->message);
  g_free (data);
}

/* Once an hour, and not worth opening a document for. */
static void
maybe_note_use (TalusGate      *self,
                TalusGateToken *token)
{
  const TalusId *session_id = &token->grant->session_id;
  gint64 now = talus_clock_now ();
  Use *use = NULL;

  if (now - token->last_used_at < USE_NOTED_MS ||
      talus_registry_get_session (self->registry, session_id) == NULL)
    return;

  token->last_used_at = now;
  use = g_new (Use, 1);
  use->token_id = token->grant->token_id;
  use->now = now;
  talus_gate_run (self, session_id, note_use, noted_cb, use);
}

static void
answer (TalusGate        *self,
        TalusGateSession *session,
        const guint8     *hash,
        const char       *remote,
        TalusGateFunc     func,
        gpointer          user_data)
{
  TalusGateToken *token = g_hash_table_lookup (session->by_hash, hash);
  g_autoptr(TalusGrant) grant = NULL;
  g_autoptr(GError) error = NULL;

  if (token != NULL)
    {
      grant = talus_grant_ref (token->grant);
      maybe_note_use (self, token);
    }
  else
    {
      talus_gate_refuse (self, remote, "The token is not good", &error);
      if (g_error_matches (error, TALUS_ERROR, TALUS_ERROR_UNAUTHORIZED))
        talus_gate_audit_denied (self, &session->id, "token-denied", remote);
    }

  func (grant, error, user_data);
}

static void
take_in (TalusGateSession *session,
         GPtrArray        *tokens)
{
  talus_gate_forget_tokens (session);
  session->by_hash = g_hash_table_new_full (talus_secret_hash_hash, talus_secret_hash_equal, NULL,
                                            (GDestroyNotify) talus_gate_token_free);
  session->by_id = g_hash_table_new (talus_id_hash, talus_id_equal);
  for (guint i = 0; i < tokens->len; i++)
    insert_token (session, g_ptr_array_index (tokens, i));
  session->read_at = g_get_monotonic_time ();
}

/* A disk that fails says nothing about a token; a document that went does. */
static void
answer_error (TalusGate    *self,
              Asking       *asking,
              const GError *error)
{
  g_autoptr(GError) refusal = NULL;

  if (g_error_matches (error, TALUS_ERROR, TALUS_ERROR_SHUTTING_DOWN) ||
      g_error_matches (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED))
    refusal = g_error_copy (error);
  else
    talus_gate_refuse (self, asking->remote, "The token is not good", &refusal);
  asking->func (NULL, refusal, asking->user_data);
}

/* Who waited has something to let go of. */
static void
answer_shut (Asking *asking)
{
  g_autoptr(GError) error = g_error_new (TALUS_ERROR, TALUS_ERROR_SHUTTING_DOWN,
                                         "The host is shutting down");

  asking->func (NULL, error, asking->user_data);
}

static void
read_cb (TalusGate    *self,
         const GError *error,
         gpointer      data)
{
  Reading *reading = data;
  TalusGateSession *session = g_hash_table_lookup (self->sessions, &reading->session_id);
  g_autoptr(GPtrArray) waiting = g_steal_pointer (&session->waiting);

  if (error == NULL)
    take_in (session, reading->tokens);
  for (guint i = 0; i < waiting->len; i++)
    {
      Asking *asking = g_ptr_array_index (waiting, i);

      if (self->is_shut)
        answer_shut (asking);
      else if (error == NULL)
        answer (self, session, asking->hash, asking->remote, asking->func, asking->user_data);
      else
        answer_error (self, asking, error);
    }
  g_clear_pointer (&reading->tokens, g_ptr_array_unref);
  g_free (reading);
}

static void
wait_for_tokens (TalusGate     *self,
                 const TalusId *session_id,
                 Asking        *asking)
{
  TalusGateSession *session = talus_gate_ensure_session (self, session_id);
  Reading *reading = NULL;

  if (session->waiting != NULL)
    {
      g_ptr_array_add (session->waiting, asking);
      return;
    }

  session->asked_at = g_get_monotonic_time ();
  session->waiting = g_ptr_array_new_with_free_func (free_asking);
  g_ptr_array_add (session->waiting, asking);
  reading = g_new0 (Reading, 1);
  reading->session_id = *session_id;
  talus_gate_run (self, session_id, read_tokens, read_cb, reading);
}

static gboolean
is_known (TalusGateSession *session)
{
  if (session == NULL || session->by_hash == NULL)
    return FALSE;

  return talus_registry_get_session (session->gate->registry, &session->id) != NULL ||
         g_get_monotonic_time () - session->read_at < TRUST_CLOSED;
}

/* What is read is known for a while, to everybody. So that nobody who comes
 * from the same place as one who guesses is shut out, it is read for both. */
static gboolean
may_be_read (TalusGateSession *session)
{
  return session == NULL || session->waiting != NULL ||
         g_get_monotonic_time () - session->asked_at >= READ_PAUSE;
}

/**
 * talus_gate_ask_session:
 * @self: a gate
 * @session_id: what the token says it is for
 * @hash: of it
 * @caller: who has it; borrowed
 * @func: takes the answer, once
 * @user_data: passed to @func
 *
 * Finds out what a session's token is good for.
 */
void
talus_gate_ask_session (TalusGate         *self,
                        const TalusId     *session_id,
                        const guint8      *hash,
                        const TalusCaller *caller,
                        TalusGateFunc      func,
                        gpointer           user_data)
{
  TalusGateSession *session = g_hash_table_lookup (self->sessions, session_id);
  g_autoptr(GError) error = NULL;
  Asking *asking = NULL;

  if (!talus_gate_knows_session (self, session_id))
    {
      talus_gate_refuse (self, caller->remote, "The token is not good", &error);
      func (NULL, error, user_data);
      return;
    }
  if (is_known (session))
    {
      answer (self, session, hash, caller->remote, func, user_data);
      return;
    }
  if (!may_be_read (session) && !talus_gate_check_tries (self, caller->remote, &error))
    {
      func (NULL, error, user_data);
      return;
    }

  asking = g_new0 (Asking, 1);
  memcpy (asking->hash, hash, sizeof asking->hash);
  asking->remote = g_strdup (caller->remote);
  asking->func = func;
  asking->user_data = user_data;
  wait_for_tokens (self, session_id, asking);
}
