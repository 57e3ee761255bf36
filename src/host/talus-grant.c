/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Grants: who somebody is and what they may do, made once and then only read.
 * They must not know where a grant came from, nor the requests it is for. */
#define G_LOG_DOMAIN "talus-host-grant"

#include "base/talus-error.h"
#include "host/talus-grant.h"

typedef struct
{
  TalusGrant grant;
  gatomicrefcount refs;
} RealGrant;

/**
 * talus_grant_new:
 * @author: who
 * @role: what they may do
 * @session_id: (nullable): in which session, or %NULL for the host and all of them
 * @token_id: (nullable): by which token, or %NULL for being on this computer
 *
 * Makes a grant.
 *
 * Returns: (transfer full): the grant
 */
TalusGrant *
talus_grant_new (TalusAuthor   *author,
                 TalusRole      role,
                 const TalusId *session_id,
                 const TalusId *token_id)
{
  RealGrant *self = NULL;

  g_return_val_if_fail (author != NULL, NULL);

  self = g_new0 (RealGrant, 1);
  g_atomic_ref_count_init (&self->refs);
  self->grant.author = talus_author_ref (author);
  self->grant.role = role;
  self->grant.is_host = session_id == NULL;
  if (session_id != NULL)
    self->grant.session_id = *session_id;
  self->grant.has_token = token_id != NULL;
  if (token_id != NULL)
    self->grant.token_id = *token_id;

  return &self->grant;
}

/**
 * talus_grant_ref:
 * @self: a grant
 *
 * Takes a reference. Any thread.
 *
 * Returns: (transfer full): @self
 */
TalusGrant *
talus_grant_ref (TalusGrant *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&((RealGrant *) self)->refs);

  return self;
}

/**
 * talus_grant_unref:
 * @self: (transfer full): a grant
 *
 * Gives a reference back. Any thread.
 */
void
talus_grant_unref (TalusGrant *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&((RealGrant *) self)->refs))
    return;

  talus_author_unref (self->author);
  g_free (self);
}

static gboolean
check_role (TalusGrant  *self,
            TalusRole    needed,
            GError     **error)
{
  if (self->role >= needed)
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_FORBIDDEN,
               "This takes the role %s; yours is %s", talus_role_get_name (needed),
               talus_role_get_name (self->role));

  return FALSE;
}

/**
 * talus_grant_check:
 * @self: a grant
 * @session_id: the session that something is wanted of
 * @needed: the least role that may
 * @error: return location
 *
 * Holds a grant to what is wanted. Whether a session exists is nobody's
 * business who has no part in it: that one is refused as if there were none.
 *
 * Returns: %FALSE with %TALUS_ERROR_INVALID_SESSION or %TALUS_ERROR_FORBIDDEN
 */
gboolean
talus_grant_check (TalusGrant     *self,
                   const TalusId  *session_id,
                   TalusRole       needed,
                   GError        **error)
{
  char text[TALUS_ID_TEXT_SIZE];

  g_return_val_if_fail (self != NULL && session_id != NULL, FALSE);

  if (self->is_host || talus_id_equal (&self->session_id, session_id))
    return check_role (self, needed, error);

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION, "There is no session “%s”",
               talus_id_format (session_id, text));

  return FALSE;
}

/**
 * talus_grant_check_host:
 * @self: a grant
 * @needed: the least role that may
 * @error: return location
 *
 * Holds a grant to something of the host's own.
 *
 * Returns: %FALSE with %TALUS_ERROR_FORBIDDEN
 */
gboolean
talus_grant_check_host (TalusGrant  *self,
                        TalusRole    needed,
                        GError     **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->is_host)
    return check_role (self, needed, error);

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_FORBIDDEN,
               "This takes a token of the host; yours is for one session");

  return FALSE;
}

/**
 * talus_role_parse:
 * @name: as the contract names roles
 * @role: (out): the role
 *
 * Finds a role by its name.
 *
 * Returns: %FALSE where there is none
 */
gboolean
talus_role_parse (const char *name,
                  TalusRole  *role)
{
  g_return_val_if_fail (name != NULL, FALSE);

  for (TalusRole known = TALUS_ROLE_VIEWER; known <= TALUS_ROLE_OWNER; known++)
    {
      if (g_str_equal (name, talus_role_get_name (known)))
        {
          *role = known;
          return TRUE;
        }
    }

  return FALSE;
}
