/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client of a session: who takes part through which connection, and what
 * they last said of where they are. It must not know how it is connected. */
#define G_LOG_DOMAIN "talus-session-client"

#include "session/talus-client.h"

/**
 * talus_client_new:
 * @id: its connection's id
 * @author: who
 * @role: what they may do
 * @joined_at: milliseconds since the epoch
 *
 * Makes a client without presence.
 *
 * Returns: (transfer full): the client
 */
TalusClient *
talus_client_new (const char  *id,
                  TalusAuthor *author,
                  TalusRole    role,
                  gint64       joined_at)
{
  TalusClient *self = NULL;

  g_return_val_if_fail (id != NULL, NULL);
  g_return_val_if_fail (author != NULL, NULL);

  self = g_new0 (TalusClient, 1);
  self->id = g_strdup (id);
  self->author = talus_author_ref (author);
  self->role = role;
  self->joined_at = joined_at;

  return self;
}

/**
 * talus_client_free:
 * @self: (transfer full): a client
 *
 * Frees it.
 */
void
talus_client_free (TalusClient *self)
{
  g_return_if_fail (self != NULL);

  talus_author_unref (self->author);
  g_free (self->presence);
  g_free (self->id);
  g_free (self);
}

/**
 * talus_role_get_name:
 * @role: a role
 *
 * Names a role as the contract does.
 *
 * Returns: (transfer none): "viewer", "editor" or "owner"
 */
const char *
talus_role_get_name (TalusRole role)
{
  switch (role)
    {
    case TALUS_ROLE_VIEWER:
      return "viewer";
    case TALUS_ROLE_EDITOR:
      return "editor";
    case TALUS_ROLE_OWNER:
      return "owner";
    default:
      g_return_val_if_reached (NULL);
    }
}
