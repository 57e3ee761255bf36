/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is asked of the host for one project: its links, its invites, people
 * put out. A link's secret is known to this process alone, so it is kept for
 * as long as that runs: the same link is shown again. */
#define G_LOG_DOMAIN "talus-app-sharing"

#include "app/sharing/talus-share-private.h"

typedef struct
{
  TalusId invite_id;
  char *text;
} Secret;

static void
free_secret (gpointer data)
{
  Secret *secret = data;

  g_free (secret->text);
  g_free (secret);
}

static char *
make_key (const TalusId *session_id,
          TalusRole      role)
{
  char text[TALUS_ID_TEXT_SIZE];

  return g_strdup_printf ("%s %s", talus_id_format (session_id, text), talus_role_get_name (role));
}

static GHashTable *
get_secrets (TalusShare *self)
{
  if (self->secrets == NULL)
    self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_secret);

  return self->secrets;
}

/* Of a session's links those that are not among @invites are good for nothing. */
static void
drop_secrets (TalusShare    *self,
              const TalusId *session_id,
              GPtrArray     *invites)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;
  char text[TALUS_ID_TEXT_SIZE];

  talus_id_format (session_id, text);
  g_hash_table_iter_init (&iter, get_secrets (self));
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const Secret *secret = value;
      gboolean is_good = !g_str_has_prefix (key, text);

      for (guint i = 0; !is_good && i < invites->len; i++)
        is_good = talus_id_equal (&((TalusShareInvite *) g_ptr_array_index (invites, i))->id,
                                  &secret->invite_id);
      if (!is_good)
        g_hash_table_iter_remove (&iter);
    }
}

static TalusShareErrand *
begin (TalusShare           *self,
       gpointer              source_tag,
       void                (*done) (TalusShareErrand *),
       GAsyncReadyCallback   callback,
       gpointer              user_data)
{
  TalusShareErrand *errand = talus_share_errand_new (self, done);

  errand->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (errand->task, source_tag);

  return errand;
}

/* TRUE if it failed, which its task says then. */
static gboolean
has_failed (TalusShareErrand *errand)
{
  if (errand->error == NULL)
    return FALSE;

  g_task_return_error (errand->task, g_steal_pointer (&errand->error));

  return TRUE;
}

static void
tell_invites_changed (TalusShareErrand *errand)
{
  g_signal_emit_by_name (errand->share, "invites-changed", &errand->session_id);
}

static void
return_text (TalusShareErrand *errand)
{
  if (!has_failed (errand))
    g_task_return_pointer (errand->task, g_steal_pointer (&errand->text), g_free);
}

/* On the host's thread. */
static void
find_fingerprint (TalusHost *host,
                  gpointer   data)
{
  TalusShareErrand *errand = data;

  errand->text = talus_host_dup_own_fingerprint (host, &errand->error);
  talus_share_errand_return (errand);
}

/**
 * talus_share_fingerprint_async:
 * @self: a share
 * @callback: called with it
 * @user_data: passed to @callback
 *
 * Finds the fingerprint that a browser shows, before anybody is served.
 */
void
talus_share_fingerprint_async (TalusShare          *self,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_return_if_fail (TALUS_IS_SHARE (self));

  talus_share_errand_send (begin (self, talus_share_fingerprint_async, return_text, callback,
                                  user_data),
                           find_fingerprint);
}

/**
 * talus_share_fingerprint_finish:
 * @self: a share
 * @result: the result
 * @error: return location
 *
 * Finishes talus_share_fingerprint_async().
 *
 * Returns: (transfer full) (nullable): "4F:0A:…"
 */
char *
talus_share_fingerprint_finish (TalusShare    *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
linked (TalusShareErrand *errand)
{
  Secret *secret;

  if (has_failed (errand))
    return;

  if (errand->text != NULL)
    {
      secret = g_new0 (Secret, 1);
      secret->invite_id = errand->invite_id;
      secret->text = g_steal_pointer (&errand->text);
      g_hash_table_replace (get_secrets (errand->share),
                            make_key (&errand->session_id, errand->role), secret);
      tell_invites_changed (errand);
    }
  if (errand->link != NULL)
    g_task_return_pointer (errand->task, g_steal_pointer (&errand->link), g_free);
  else
    g_task_return_new_error (errand->task, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION,
                             "Nothing is shared just now");
}

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  TalusShareErrand *errand = user_data;
  TalusHost *host = TALUS_HOST (object);

  errand->text = talus_host_make_invite_finish (host, result, &errand->invite_id, &errand->error);
  errand->link = talus_host_dup_invite_link (host, &errand->session_id, errand->text);
  talus_share_errand_return (errand);
}

/* On the host's thread. */
static void
make_link (TalusHost *host,
           gpointer   data)
{
  TalusShareErrand *errand = data;
  g_autofree char *known = g_steal_pointer (&errand->text);

  if (talus_host_get_url (host) == NULL || !talus_host_needs_invites (host))
    {
      errand->link = talus_host_dup_link (host, &errand->session_id);
      talus_share_errand_return (errand);
    }
  else if (known != NULL)
    {
      errand->link = talus_host_dup_invite_link (host, &errand->session_id, known);
      talus_share_errand_return (errand);
    }
  else
    {
      talus_host_make_invite_async (host, &errand->session_id, errand->role, 0, -1, made_cb,
                                    errand);
    }
}

/**
 * talus_share_has_link:
 * @self: a share
 * @session_id: of a project that is open
 * @role: what who comes by it may do
 *
 * Tells whether there is a link that was made here and is good.
 *
 * Returns: whether it can be shown without making one
 */
gboolean
talus_share_has_link (TalusShare    *self,
                      const TalusId *session_id,
                      TalusRole      role)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (TALUS_IS_SHARE (self), FALSE);
  g_return_val_if_fail (session_id != NULL, FALSE);

  key = make_key (session_id, role);

  return g_hash_table_contains (get_secrets (self), key);
}

/**
 * talus_share_link_async:
 * @self: a share that is on
 * @session_id: of a project that is open
 * @role: what who comes by it may do
 * @callback: called with the link
 * @user_data: passed to @callback
 *
 * Makes a link, or gets the one that was made.
 */
void
talus_share_link_async (TalusShare          *self,
                        const TalusId       *session_id,
                        TalusRole            role,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  g_autofree char *key = NULL;
  TalusShareErrand *errand;
  const Secret *secret;

  g_return_if_fail (TALUS_IS_SHARE (self));
  g_return_if_fail (session_id != NULL);

  key = make_key (session_id, role);
  secret = g_hash_table_lookup (get_secrets (self), key);
  errand = begin (self, talus_share_link_async, linked, callback, user_data);
  errand->session_id = *session_id;
  errand->role = role;
  errand->text = secret != NULL ? g_strdup (secret->text) : NULL;
  talus_share_errand_send (errand, make_link);
}

/**
 * talus_share_link_finish:
 * @self: a share
 * @result: the result
 * @error: return location
 *
 * Finishes talus_share_link_async().
 *
 * Returns: (transfer full) (nullable): the link
 */
char *
talus_share_link_finish (TalusShare    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
listed (TalusShareErrand *errand)
{
  if (!has_failed (errand))
    g_task_return_pointer (errand->task, g_steal_pointer (&errand->invites),
                           (GDestroyNotify) g_ptr_array_unref);
}

static TalusRole
read_role (const char *name)
{
  if (g_strcmp0 (name, talus_role_get_name (TALUS_ROLE_OWNER)) == 0)
    return TALUS_ROLE_OWNER;
  if (g_strcmp0 (name, talus_role_get_name (TALUS_ROLE_EDITOR)) == 0)
    return TALUS_ROLE_EDITOR;

  return TALUS_ROLE_VIEWER;
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  TalusShareErrand *errand = user_data;
  g_autoptr (GPtrArray) invites = NULL;

  invites = talus_host_list_invites_finish (TALUS_HOST (object), result, &errand->error);
  errand->invites = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; invites != NULL && i < invites->len; i++)
    {
      const TalusInvite *invite = g_ptr_array_index (invites, i);
      TalusShareInvite *copy = g_new0 (TalusShareInvite, 1);

      copy->id = invite->id;
      copy->role = read_role (invite->role);
      copy->created_at = invite->created_at;
      copy->n_people = invite->n_members;
      g_ptr_array_add (errand->invites, copy);
    }
  talus_share_errand_return (errand);
}

/* On the host's thread. */
static void
list_invites (TalusHost *host,
              gpointer   data)
{
  TalusShareErrand *errand = data;

  talus_host_list_invites_async (host, &errand->session_id, listed_cb, errand);
}

/**
 * talus_share_invites_async:
 * @self: a share
 * @session_id: of a project that is open
 * @callback: called with the list
 * @user_data: passed to @callback
 *
 * Lists the links that are good.
 */
void
talus_share_invites_async (TalusShare          *self,
                           const TalusId       *session_id,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  TalusShareErrand *errand;

  g_return_if_fail (TALUS_IS_SHARE (self));
  g_return_if_fail (session_id != NULL);

  errand = begin (self, talus_share_invites_async, listed, callback, user_data);
  errand->session_id = *session_id;
  talus_share_errand_send (errand, list_invites);
}

/**
 * talus_share_invites_finish:
 * @self: a share
 * @result: the result
 * @error: return location
 *
 * Finishes talus_share_invites_async().
 *
 * Returns: (transfer full) (nullable) (element-type TalusShareInvite): oldest first
 */
GPtrArray *
talus_share_invites_finish (TalusShare    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Of a session's access something is not as it was. */
static void
edited (TalusShareErrand *errand)
{
  if (errand->invites != NULL)
    {
      drop_secrets (errand->share, &errand->session_id, errand->invites);
      tell_invites_changed (errand);
    }
  if (!has_failed (errand))
    g_task_return_boolean (errand->task, TRUE);
}

static void
verb_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  TalusShareErrand *errand = user_data;

  /* What is good now is told beside. */
  if (talus_host_sharing_finish (TALUS_HOST (object), result, &errand->error))
    list_invites (TALUS_HOST (object), errand);
  else
    talus_share_errand_return (errand);
}

/* On the host's thread, as what follows. */
static void
revoke_invite (TalusHost *host,
               gpointer   data)
{
  TalusShareErrand *errand = data;

  talus_host_revoke_invite_async (host, &errand->session_id, &errand->invite_id, FALSE, verb_cb,
                                  errand);
}

static void
remove_client (TalusHost *host,
               gpointer   data)
{
  TalusShareErrand *errand = data;

  talus_host_remove_client_async (host, &errand->session_id, errand->client_id, verb_cb, errand);
}

/**
 * talus_share_revoke_async:
 * @self: a share
 * @session_id: of a project that is open
 * @invite_id: which link
 * @callback: called when it is good for nothing any more; finish with
 *   talus_share_verb_finish()
 * @user_data: passed to @callback
 *
 * Takes a link back. Who came by it stays.
 */
void
talus_share_revoke_async (TalusShare          *self,
                          const TalusId       *session_id,
                          const TalusId       *invite_id,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  TalusShareErrand *errand;

  g_return_if_fail (TALUS_IS_SHARE (self));
  g_return_if_fail (session_id != NULL && invite_id != NULL);

  errand = begin (self, talus_share_revoke_async, edited, callback, user_data);
  errand->session_id = *session_id;
  errand->invite_id = *invite_id;
  talus_share_errand_send (errand, revoke_invite);
}

/**
 * talus_share_remove_async:
 * @self: a share
 * @session_id: of a project that is open
 * @client_id: whom
 * @callback: called when they are out; finish with talus_share_verb_finish()
 * @user_data: passed to @callback
 *
 * Puts somebody out, for good where they came by an invite.
 */
void
talus_share_remove_async (TalusShare          *self,
                          const TalusId       *session_id,
                          const char          *client_id,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  TalusShareErrand *errand;

  g_return_if_fail (TALUS_IS_SHARE (self));
  g_return_if_fail (session_id != NULL && client_id != NULL);

  errand = begin (self, talus_share_remove_async, edited, callback, user_data);
  errand->session_id = *session_id;
  errand->client_id = g_strdup (client_id);
  talus_share_errand_send (errand, remove_client);
}

/**
 * talus_share_verb_finish:
 * @self: a share
 * @result: the result
 * @error: return location
 *
 * Finishes what ends in nothing but done or not.
 *
 * Returns: %TRUE if done
 */
gboolean
talus_share_verb_finish (TalusShare    *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
