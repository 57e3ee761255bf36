/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharing for whoever is in the same process as the host: links and invites
 * made, listed and taken back, people put out, without HTTP. On the host's
 * thread, as everything of it. */
#define G_LOG_DOMAIN "talus-host-sharing"

#include "host/talus-host-sharing.h"

#include "host/talus-gate-edits.h"
#include "host/talus-host-private.h"
#include "host/talus-link.h"

/* Whoever is here owns the host. */
static const TalusId *
get_owner_id (TalusHost *self)
{
  return &talus_library_get_owner (self->library)->id;
}

/**
 * talus_host_needs_invites:
 * @self: a host
 *
 * Whether somebody who comes by a link needs an invite in it.
 *
 * Returns: %FALSE where only this computer is served
 */
gboolean
talus_host_needs_invites (TalusHost *self)
{
  g_return_val_if_fail (TALUS_IS_HOST (self), TRUE);

  return !talus_gate_is_open (self->gate);
}

/**
 * talus_host_dup_invite_link:
 * @self: a host
 * @session_id: a session
 * @text: (nullable): an invite's secret
 *
 * Writes the link that brings somebody into a session.
 *
 * Returns: (transfer full) (nullable): the link; %NULL while the host does not
 *   listen, or where the session is not loaded
 */
char *
talus_host_dup_invite_link (TalusHost     *self,
                            const TalusId *session_id,
                            const char    *text)
{
  TalusSession *session = NULL;
  TalusGraph *graph = NULL;

  g_return_val_if_fail (TALUS_IS_HOST (self), NULL);
  g_return_val_if_fail (session_id != NULL, NULL);

  session = talus_registry_get_session (self->registry, session_id);
  graph = session != NULL ? talus_session_get_graph (session) : NULL;
  if (self->url == NULL || graph == NULL)
    return NULL;

  return talus_link_new (self, NULL, session_id, text, talus_graph_get_name (graph));
}

/**
 * talus_host_dup_link:
 * @self: a host
 * @session_id: a session
 *
 * Writes the link for who needs no invite.
 *
 * Returns: (transfer full) (nullable): as talus_host_dup_invite_link()
 */
char *
talus_host_dup_link (TalusHost     *self,
                     const TalusId *session_id)
{
  return talus_host_dup_invite_link (self, session_id, NULL);
}

/* What an invite came to, in its task. */
typedef struct
{
  char *text;
  TalusId id;
} Made;

static void
free_made (gpointer data)
{
  Made *made = data;

  g_free (made->text);
  g_free (made);
}

static void
made_cb (const TalusInvite *invite,
         const char        *text,
         const GError      *error,
         gpointer           user_data)
{
  g_autoptr(GTask) task = user_data;
  Made *made = NULL;

  if (error != NULL)
    {
      g_task_return_error (task, g_error_copy (error));
      return;
    }

  made = g_new0 (Made, 1);
  made->text = g_strdup (text);
  made->id = invite->id;
  g_task_return_pointer (task, made, free_made);
}

/**
 * talus_host_make_invite_async:
 * @self: a host
 * @session_id: into which session
 * @role: what who comes by it may do
 * @expires_at: milliseconds since the epoch, 0: never
 * @uses: how many may come by it, -1: any number
 * @callback: called when it is durable
 * @user_data: passed to @callback
 *
 * Makes an invite.
 */
void
talus_host_make_invite_async (TalusHost           *self,
                              const TalusId       *session_id,
                              TalusRole            role,
                              gint64               expires_at,
                              gint64               uses,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = NULL;

  g_return_if_fail (TALUS_IS_HOST (self));
  g_return_if_fail (session_id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_host_make_invite_async);
  talus_gate_make_invite (self->gate, session_id, role, expires_at, uses, get_owner_id (self),
                          made_cb, task);
}

/**
 * talus_host_make_invite_finish:
 * @self: a host
 * @result: the result
 * @invite_id: (out) (optional): its public id, by which it is taken back
 * @error: return location
 *
 * Finishes talus_host_make_invite_async().
 *
 * Returns: (transfer full) (nullable): its secret, for
 *   talus_host_dup_invite_link(); nobody can tell it again
 */
char *
talus_host_make_invite_finish (TalusHost     *self,
                               GAsyncResult  *result,
                               TalusId       *invite_id,
                               GError       **error)
{
  Made *made = NULL;
  char *text = NULL;

  g_return_val_if_fail (TALUS_IS_HOST (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  made = g_task_propagate_pointer (G_TASK (result), error);
  if (made == NULL)
    return NULL;

  if (invite_id != NULL)
    *invite_id = made->id;
  text = g_steal_pointer (&made->text);
  free_made (made);

  return text;
}

/* Invites being read. */
typedef struct
{
  GTask *task;
  GPtrArray *invites;
} Listing;

static gboolean
list_invites (TalusDocument  *document,
              gpointer        data,
              GError        **error)
{
  Listing *listing = data;

  listing->invites = talus_document_list_invites (document, error);

  return listing->invites != NULL;
}

static void
listed_cb (TalusGate    *gate,
           const GError *error,
           gpointer      data)
{
  g_autofree Listing *listing = data;
  g_autoptr(GTask) task = listing->task;

  if (error == NULL)
    g_task_return_pointer (task, listing->invites, (GDestroyNotify) g_ptr_array_unref);
  else
    g_task_return_error (task, g_error_copy (error));
}

/**
 * talus_host_list_invites_async:
 * @self: a host
 * @session_id: of which session
 * @callback: called when they are known
 * @user_data: passed to @callback
 *
 * Lists the invites that were not taken back, used up or run out ones too.
 */
void
talus_host_list_invites_async (TalusHost           *self,
                               const TalusId       *session_id,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  Listing *listing = NULL;

  g_return_if_fail (TALUS_IS_HOST (self));
  g_return_if_fail (session_id != NULL);

  listing = g_new0 (Listing, 1);
  listing->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (listing->task, talus_host_list_invites_async);
  talus_gate_run (self->gate, session_id, list_invites, listed_cb, listing);
}

/**
 * talus_host_list_invites_finish:
 * @self: a host
 * @result: the result
 * @error: return location
 *
 * Finishes talus_host_list_invites_async().
 *
 * Returns: (transfer full) (nullable) (element-type TalusInvite): oldest first
 */
GPtrArray *
talus_host_list_invites_finish (TalusHost     *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (TALUS_IS_HOST (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
shut_out_cb (guint         n_tokens,
             const GError *error,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  if (error == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_error_copy (error));
}

/**
 * talus_host_revoke_invite_async:
 * @self: a host
 * @session_id: of which session
 * @invite_id: which
 * @with_people: whether those who came by it are put out too
 * @callback: called when it is done; finish with talus_host_sharing_finish()
 * @user_data: passed to @callback
 *
 * Takes an invite back.
 */
void
talus_host_revoke_invite_async (TalusHost           *self,
                                const TalusId       *session_id,
                                const TalusId       *invite_id,
                                gboolean             with_people,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task = NULL;

  g_return_if_fail (TALUS_IS_HOST (self));
  g_return_if_fail (session_id != NULL && invite_id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_host_revoke_invite_async);
  talus_gate_revoke_invite (self->gate, session_id, invite_id, with_people, get_owner_id (self),
                            shut_out_cb, task);
}

/**
 * talus_host_remove_client_async:
 * @self: a host
 * @session_id: of which session
 * @client_id: whom
 * @callback: called when they are out; finish with talus_host_sharing_finish(),
 *   %TALUS_ERROR_NOT_FOUND where nobody of that id is there by a socket
 * @user_data: passed to @callback
 *
 * Puts somebody out. By a token of the session: all of theirs are revoked,
 * whatever lives by them ends, and the invite that they came by is taken back,
 * for they still have it. Without one, or by one of the host: this
 * connection ends, and nothing keeps them from coming again.
 */
void
talus_host_remove_client_async (TalusHost           *self,
                                const TalusId       *session_id,
                                const char          *client_id,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) reason = NULL;
  TalusGrant *grant = NULL;

  g_return_if_fail (TALUS_IS_HOST (self));
  g_return_if_fail (session_id != NULL && client_id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_host_remove_client_async);
  if (self->rooms != NULL)
    grant = talus_rooms_find_grant (self->rooms, session_id, client_id);
  if (grant == NULL)
    {
      g_task_return_new_error (task, TALUS_ERROR, TALUS_ERROR_NOT_FOUND,
                               "They are not there any more");
      return;
    }

  if (grant->has_token && !grant->is_host)
    {
      talus_gate_remove_member (self->gate, session_id, &grant->author->id, TRUE,
                                get_owner_id (self), shut_out_cb, g_steal_pointer (&task));
      return;
    }

  g_set_error (&reason, TALUS_ERROR, TALUS_ERROR_UNAUTHORIZED, "You were disconnected");
  talus_rooms_dismiss_client (self->rooms, session_id, client_id, reason);
  g_task_return_boolean (task, TRUE);
}

/**
 * talus_host_sharing_finish:
 * @self: a host
 * @result: the result
 * @error: return location
 *
 * Finishes what ends in nothing but done or not.
 *
 * Returns: %TRUE if done
 */
gboolean
talus_host_sharing_finish (TalusHost     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (TALUS_IS_HOST (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
