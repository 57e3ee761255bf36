/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an owner does to a session's access, whichever way they ask for it:
 * invites made and taken back, people shut out. Done on a worker, one after
 * the other; the answer comes on the host's thread. */
#define G_LOG_DOMAIN "talus-host-gate"

#include "host/talus-gate-edits.h"

#include "base/talus-clock.h"
#include "base/talus-error.h"

/* An invite on its way into the document. */
typedef struct
{
  char *text;
  TalusInvite *invite;
  TalusInviteFunc func;
  gpointer user_data;
} Making;

static gboolean
add_invite (TalusDocument  *document,
            gpointer        data,
            GError        **error)
{
  const Making *making = data;

  return talus_document_add_invite (document, making->invite, error);
}

static void
added_cb (TalusGate    *self,
          const GError *error,
          gpointer      data)
{
  Making *making = data;

  if (error == NULL)
    making->func (making->invite, making->text, NULL, making->user_data);
  else
    making->func (NULL, NULL, error, making->user_data);
  talus_invite_free (making->invite);
  g_free (making->text);
  g_free (making);
}

/**
 * talus_gate_make_invite:
 * @self: a gate
 * @session_id: into which session
 * @role: what who comes by it may do
 * @expires_at: milliseconds since the epoch, 0: never
 * @uses: how many may come by it, -1: any number
 * @by: who makes it
 * @func: called once it is durable, or is not
 * @user_data: passed to @func
 *
 * Makes an invite.
 */
void
talus_gate_make_invite (TalusGate       *self,
                        const TalusId   *session_id,
                        TalusRole        role,
                        gint64           expires_at,
                        gint64           uses,
                        const TalusId   *by,
                        TalusInviteFunc  func,
                        gpointer         user_data)
{
  Making *making = NULL;

  g_return_if_fail (self != NULL && session_id != NULL && by != NULL && func != NULL);

  making = g_new0 (Making, 1);
  making->text = talus_secret_draw (TALUS_SECRET_INVITE, session_id);
  making->invite = talus_invite_new (making->text, talus_role_get_name (role), by,
                                     talus_clock_now ());
  making->invite->expires_at = expires_at;
  making->invite->uses_left = uses;
  making->func = func;
  making->user_data = user_data;
  talus_gate_run (self, session_id, add_invite, added_cb, making);
}

/* Tokens on their way out. */
typedef struct
{
  TalusId session_id;
  TalusId id;            /* of the invite, or of the author */
  gboolean with_tokens;
  gboolean with_invites;
  TalusId by;
  GArray *revoked;
  TalusShutOutFunc func;
  gpointer user_data;
} ShuttingOut;

static gboolean
revoke_invite (TalusDocument  *document,
               gpointer        data,
               GError        **error)
{
  const ShuttingOut *out = data;

  return talus_document_revoke_invite (document, &out->id, out->with_tokens, &out->by,
                                       talus_clock_now (), out->revoked, error);
}

/* What they came by. One that was taken back meanwhile is as good as gone. */
static gboolean
revoke_invites_of (const ShuttingOut  *out,
                   TalusDocument      *document,
                   GError            **error)
{
  g_autoptr(GPtrArray) tokens = talus_document_list_tokens (document, error);

  for (guint i = 0; tokens != NULL && i < tokens->len; i++)
    {
      const TalusToken *token = g_ptr_array_index (tokens, i);
      g_autoptr(GError) reason = NULL;

      if (!token->has_invite || !talus_id_equal (&token->author->id, &out->id) ||
          talus_document_revoke_invite (document, &token->invite_id, FALSE, &out->by,
                                        talus_clock_now (), out->revoked, &reason) ||
          g_error_matches (reason, TALUS_ERROR, TALUS_ERROR_NOT_FOUND))
        continue;

      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }

  return tokens != NULL;
}

static gboolean
remove_member (TalusDocument  *document,
               gpointer        data,
               GError        **error)
{
  const ShuttingOut *out = data;

  if (out->with_invites && !revoke_invites_of (out, document, error))
    return FALSE;

  return talus_document_remove_member (document, &out->id, &out->by, talus_clock_now (),
                                       out->revoked, error);
}

static void
shut_out_cb (TalusGate    *self,
             const GError *error,
             gpointer      data)
{
  ShuttingOut *out = data;

  if (error == NULL)
    talus_gate_drop_tokens (self, &out->session_id, out->revoked);
  out->func (error == NULL ? out->revoked->len : 0, error, out->user_data);
  g_array_unref (out->revoked);
  g_free (out);
}

static ShuttingOut *
shutting_out_new (const TalusId    *session_id,
                  const TalusId    *id,
                  const TalusId    *by,
                  TalusShutOutFunc  func,
                  gpointer          user_data)
{
  ShuttingOut *out = g_new0 (ShuttingOut, 1);

  out->session_id = *session_id;
  out->id = *id;
  out->by = *by;
  out->revoked = g_array_new (FALSE, FALSE, sizeof (TalusId));
  out->func = func;
  out->user_data = user_data;

  return out;
}

/**
 * talus_gate_revoke_invite:
 * @self: a gate
 * @session_id: of which session
 * @invite_id: which one
 * @with_tokens: whether who came by it is shut out too
 * @by: who does it
 * @func: called when it is done; %TALUS_ERROR_NOT_FOUND where there is none
 * @user_data: passed to @func
 *
 * Takes an invite back.
 */
void
talus_gate_revoke_invite (TalusGate        *self,
                          const TalusId    *session_id,
                          const TalusId    *invite_id,
                          gboolean          with_tokens,
                          const TalusId    *by,
                          TalusShutOutFunc  func,
                          gpointer          user_data)
{
  ShuttingOut *out = NULL;

  g_return_if_fail (self != NULL && session_id != NULL && invite_id != NULL);
  g_return_if_fail (by != NULL && func != NULL);

  out = shutting_out_new (session_id, invite_id, by, func, user_data);
  out->with_tokens = with_tokens;
  talus_gate_run (self, session_id, revoke_invite, shut_out_cb, out);
}

/**
 * talus_gate_remove_member:
 * @self: a gate
 * @session_id: of which session
 * @author_id: whom
 * @with_invites: whether the invites they came by are taken back too; others
 *   who came by them stay
 * @by: who does it
 * @func: called when they are out; %TALUS_ERROR_NOT_FOUND where they have no
 *   token
 * @user_data: passed to @func
 *
 * Makes all tokens of a person good for nothing.
 */
void
talus_gate_remove_member (TalusGate        *self,
                          const TalusId    *session_id,
                          const TalusId    *author_id,
                          gboolean          with_invites,
                          const TalusId    *by,
                          TalusShutOutFunc  func,
                          gpointer          user_data)
{
  ShuttingOut *out = NULL;

  g_return_if_fail (self != NULL && session_id != NULL && author_id != NULL);
  g_return_if_fail (by != NULL && func != NULL);

  out = shutting_out_new (session_id, author_id, by, func, user_data);
  out->with_invites = with_invites;
  talus_gate_run (self, session_id, remove_member, shut_out_cb, out);
}
