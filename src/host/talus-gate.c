/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is let in:
 *
 *   no token   only this computer is served: the owner, whoever they say
 *              they are; else UNAUTHORIZED
 *   a token    the host's, or a session's: what it says; else UNAUTHORIZED,
 *              and too many of those from one place TOO_MANY_REQUESTS
 *
 * It must not know what is wanted: a grant says what may be. */
#define G_LOG_DOMAIN "talus-host-gate"

#include <string.h>

#include "base/talus-error.h"
#include "host/talus-gate-private.h"

#define MAX_TOKEN_LENGTH 1024

/* Kept while it is called, though it may be taken away by what it calls. */
typedef struct
{
  TalusRevokedFunc func;
  gpointer user_data;
  gboolean is_dead;
} Watch;

/**
 * talus_gate_new:
 * @registry: the sessions
 *
 * Makes a gate that lets nobody in without a token.
 *
 * Returns: (transfer full): the gate
 */
TalusGate *
talus_gate_new (TalusRegistry *registry)
{
  TalusLibrary *library = NULL;
  TalusGate *self = NULL;

  g_return_val_if_fail (TALUS_IS_REGISTRY (registry), NULL);

  library = talus_registry_get_library (registry);
  self = g_new0 (TalusGate, 1);
  self->refs = 1;
  self->registry = g_object_ref (registry);
  self->authors = talus_authors_new (talus_library_get_owner (library));
  self->strikes = talus_strikes_new ();
  self->host_tokens = talus_host_tokens_new (talus_library_get_folder (library));
  self->host_by_hash = g_hash_table_new_full (talus_secret_hash_hash, talus_secret_hash_equal, NULL,
                                              (GDestroyNotify) talus_gate_token_free);
  self->host_by_id = g_hash_table_new (talus_id_hash, talus_id_equal);
  self->revoked = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
  self->watches = g_ptr_array_new_with_free_func ((GDestroyNotify) g_rc_box_release);
  talus_gate_start_sessions (self);

  return self;
}

/**
 * talus_gate_ref:
 * @self: a gate
 *
 * Keeps it while something is under way.
 *
 * Returns: (transfer full): @self
 */
TalusGate *
talus_gate_ref (TalusGate *self)
{
  self->refs++;

  return self;
}

/**
 * talus_gate_unref:
 * @self: (transfer full): a gate
 *
 * Gives a reference back.
 */
void
talus_gate_unref (TalusGate *self)
{
  if (--self->refs > 0)
    return;

  g_clear_pointer (&self->file_token, talus_gate_token_free);
  g_hash_table_unref (self->host_by_id);
  g_hash_table_unref (self->host_by_hash);
  talus_host_tokens_free (self->host_tokens);
  talus_strikes_free (self->strikes);
  talus_authors_free (self->authors);
  g_hash_table_unref (self->sessions);
  g_hash_table_unref (self->revoked);
  g_ptr_array_unref (self->watches);
  g_object_unref (self->registry);
  g_free (self);
}

/**
 * talus_gate_free:
 * @self: (transfer full): a gate
 *
 * Shuts it. Nobody is told of revoked tokens any more.
 */
void
talus_gate_free (TalusGate *self)
{
  g_return_if_fail (self != NULL);

  self->is_shut = TRUE;
  talus_gate_stop_poll (self);
  talus_gate_stop_sessions (self);
  g_ptr_array_set_size (self->watches, 0);
  talus_gate_unref (self);
}

/**
 * talus_gate_set_open:
 * @self: a gate
 * @is_open: whether only this computer is served
 *
 * Says whether somebody who comes without a token is the owner.
 */
void
talus_gate_set_open (TalusGate *self,
                     gboolean   is_open)
{
  g_return_if_fail (self != NULL);

  self->is_open = is_open;
}

/**
 * talus_gate_is_open:
 * @self: a gate
 *
 * Whether somebody who comes without a token is the owner.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_gate_is_open (TalusGate *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_open;
}

/**
 * talus_gate_check_tries:
 * @self: a gate
 * @remote: (nullable): an IP address
 * @error: return location
 *
 * Whether another try from there is looked at. What is known to be good is let
 * in all the same: behind a proxy everybody has one address.
 *
 * Returns: %FALSE with %TALUS_ERROR_TOO_MANY_REQUESTS
 */
gboolean
talus_gate_check_tries (TalusGate   *self,
                        const char  *remote,
                        GError     **error)
{
  guint seconds = talus_strikes_check (self->strikes, remote, g_get_monotonic_time ());
  JsonObject *details = NULL;

  if (seconds == 0)
    return TRUE;

  details = json_object_new ();
  json_object_set_int_member (details, "retry_after", seconds);
  talus_set_error_details (error, TALUS_ERROR_TOO_MANY_REQUESTS, details,
                           "Too many tokens from there were not good; try again in %u s", seconds);

  return FALSE;
}

/**
 * talus_gate_refuse:
 * @self: a gate
 * @remote: (nullable): an IP address
 * @why: a sentence
 * @error: return location
 *
 * Notes that somebody came with something that is good for nothing.
 */
void
talus_gate_refuse (TalusGate   *self,
                   const char  *remote,
                   const char  *why,
                   GError     **error)
{
  if (!talus_gate_check_tries (self, remote, error))
    return;

  talus_strikes_add (self->strikes, remote, g_get_monotonic_time ());
  g_set_error_literal (error, TALUS_ERROR, TALUS_ERROR_UNAUTHORIZED, why);
}

static TalusGrant *
let_in_without (TalusGate         *self,
                const TalusCaller *caller,
                GError           **error)
{
  g_autoptr(TalusAuthor) author = NULL;

  if (!self->is_open)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_UNAUTHORIZED,
                   "A token is needed; send it as “Authorization: Bearer …”");
      return NULL;
    }

  author = talus_authors_find (self->authors, caller->author_id, caller->author_name, error);

  return author != NULL ? talus_grant_new (author, TALUS_ROLE_OWNER, NULL, NULL) : NULL;
}

/**
 * talus_gate_ask:
 * @self: a gate
 * @caller: somebody who wants in; borrowed
 * @func: takes the answer, once
 * @user_data: passed to @func
 *
 * Finds out what somebody may do: at once where it is known, else when a
 * document has been read. A token counts wherever it is given.
 */
void
talus_gate_ask (TalusGate         *self,
                const TalusCaller *caller,
                TalusGateFunc      func,
                gpointer           user_data)
{
  g_autoptr(TalusGrant) grant = NULL;
  g_autoptr(GError) error = NULL;
  TalusGateToken *token = NULL;
  guint8 hash[TALUS_SECRET_HASH_SIZE];
  TalusSecretKind kind = TALUS_SECRET_HOST;
  TalusId session_id;

  g_return_if_fail (self != NULL && caller != NULL && func != NULL);

  if (caller->token == NULL)
    {
      grant = let_in_without (self, caller, &error);
    }
  else
    {
      if (strlen (caller->token) <= MAX_TOKEN_LENGTH)
        {
          talus_secret_hash (caller->token, hash);
          token = talus_gate_find_host (self, hash);
          if (token == NULL && talus_secret_parse (caller->token, &kind, &session_id) &&
              kind == TALUS_SECRET_SESSION)
            {
              talus_gate_ask_session (self, &session_id, hash, caller, func, user_data);
              return;
            }
        }
      if (token != NULL)
        grant = talus_grant_ref (token->grant);
      else
        talus_gate_refuse (self, caller->remote, "The token is not good", &error);
    }

  func (grant, error, user_data);
}

/**
 * talus_gate_is_good:
 * @self: a gate
 * @grant: a grant that it gave
 *
 * Whether a grant is still good.
 *
 * Returns: %FALSE if it came by a token that was revoked
 */
gboolean
talus_gate_is_good (TalusGate  *self,
                    TalusGrant *grant)
{
  g_return_val_if_fail (self != NULL && grant != NULL, FALSE);

  return !grant->has_token || !g_hash_table_contains (self->revoked, &grant->token_id);
}

/**
 * talus_gate_watch:
 * @self: a gate
 * @func: called for every token that is revoked from now on
 * @user_data: passed to @func
 *
 * Has somebody told when a token is good for nothing any more.
 */
void
talus_gate_watch (TalusGate        *self,
                  TalusRevokedFunc  func,
                  gpointer          user_data)
{
  Watch *watch = NULL;

  g_return_if_fail (self != NULL && func != NULL);

  watch = g_rc_box_new0 (Watch);
  watch->func = func;
  watch->user_data = user_data;
  g_ptr_array_add (self->watches, watch);
}

/**
 * talus_gate_unwatch:
 * @self: a gate
 * @func: what was given
 * @user_data: with it
 *
 * Ends it again.
 */
void
talus_gate_unwatch (TalusGate        *self,
                    TalusRevokedFunc  func,
                    gpointer          user_data)
{
  g_return_if_fail (self != NULL);

  for (guint i = self->watches->len; i > 0; i--)
    {
      Watch *watch = g_ptr_array_index (self->watches, i - 1);

      if (watch->func == func && watch->user_data == user_data)
        {
          watch->is_dead = TRUE;
          g_ptr_array_remove_index_fast (self->watches, i - 1);
          return;
        }
    }
}

static gpointer
ref_watch (gconstpointer watch,
           gpointer      user_data)
{
  return g_rc_box_acquire ((gpointer) watch);
}

/**
 * talus_gate_revoked:
 * @self: a gate
 * @token_id: a token
 *
 * Tells everybody that it is good for nothing any more.
 */
void
talus_gate_revoked (TalusGate     *self,
                    const TalusId *token_id)
{
  g_autoptr(GPtrArray) watches = NULL;
  TalusId id = *token_id; /* it may be a part of what goes now */

  if (self->is_shut)
    return;

  g_hash_table_add (self->revoked, g_memdup2 (&id, sizeof id));
  watches = g_ptr_array_copy (self->watches, ref_watch, NULL);
  g_ptr_array_set_free_func (watches, (GDestroyNotify) g_rc_box_release);
  for (guint i = 0; i < watches->len; i++)
    {
      Watch *watch = g_ptr_array_index (watches, i);

      if (!watch->is_dead)
        watch->func (&id, watch->user_data);
    }
}
