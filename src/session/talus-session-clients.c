/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who takes part in a session: they come, say where they are, and go; the
 * followers are told. In memory only. */
#define G_LOG_DOMAIN "talus-session-clients"

#include "session/talus-session-private.h"

/**
 * talus_session_join:
 * @self: a session
 * @client: (transfer full): who comes; its id must be new here
 *
 * Takes a client in; the followers are told.
 */
void
talus_session_join (TalusSession *self,
                    TalusClient  *client)
{
  TalusNotice notice = { TALUS_NOTICE_JOINED };

  g_return_if_fail (TALUS_IS_SESSION (self));
  g_return_if_fail (client != NULL);
  g_return_if_fail (g_hash_table_lookup (self->clients_by_id, client->id) == NULL);

  g_ptr_array_add (self->clients, client);
  g_hash_table_insert (self->clients_by_id, client->id, client);
  talus_session_touch (self);

  notice.client_id = client->id;
  notice.author = client->author;
  talus_session_queue_notice (self, &notice);
  talus_session_deliver (self);
}

/**
 * talus_session_leave:
 * @self: a session
 * @client_id: who goes; one that is not there is fine
 *
 * Lets a client go; the followers are told.
 */
void
talus_session_leave (TalusSession *self,
                     const char   *client_id)
{
  TalusNotice notice = { TALUS_NOTICE_LEFT };
  TalusClient *client = NULL;
  guint index = 0;

  g_return_if_fail (TALUS_IS_SESSION (self));
  g_return_if_fail (client_id != NULL);

  client = g_hash_table_lookup (self->clients_by_id, client_id);
  if (client == NULL || !g_ptr_array_find (self->clients, client, &index))
    return;

  notice.client_id = client->id;
  notice.author = client->author;
  talus_session_queue_notice (self, &notice);
  g_hash_table_remove (self->clients_by_id, client->id);
  g_ptr_array_remove_index (self->clients, index);
  talus_session_touch (self);
  talus_session_deliver (self);
}

/**
 * talus_session_set_author:
 * @self: a session
 * @author: somebody, as they are called now
 *
 * Gives all clients of that person the name and colour they have now; the
 * followers are told of each that is other than it was, as of one that came.
 */
void
talus_session_set_author (TalusSession *self,
                          TalusAuthor  *author)
{
  g_return_if_fail (TALUS_IS_SESSION (self));
  g_return_if_fail (author != NULL);

  for (guint i = 0; i < self->clients->len; i++)
    {
      TalusClient *client = g_ptr_array_index (self->clients, i);
      TalusNotice notice = { TALUS_NOTICE_JOINED };

      if (!talus_id_equal (&client->author->id, &author->id) ||
          (g_str_equal (client->author->name, author->name) &&
           g_str_equal (client->author->colour, author->colour)))
        continue;

      talus_author_unref (client->author);
      client->author = talus_author_ref (author);
      notice.client_id = client->id;
      notice.author = author;
      talus_session_queue_notice (self, &notice);
    }
  talus_session_deliver (self);
}

/**
 * talus_session_set_presence:
 * @self: a session
 * @client_id: whose
 * @json: a JSON object
 * @error: return location
 *
 * Keeps what a client says of where it is; the followers are told.
 *
 * Returns: %FALSE with %TALUS_ERROR_NOT_FOUND if no such client is here
 */
gboolean
talus_session_set_presence (TalusSession  *self,
                            const char    *client_id,
                            const char    *json,
                            GError       **error)
{
  TalusNotice notice = { TALUS_NOTICE_PRESENCE };
  TalusClient *client = NULL;

  g_return_val_if_fail (TALUS_IS_SESSION (self), FALSE);
  g_return_val_if_fail (client_id != NULL && json != NULL, FALSE);

  client = g_hash_table_lookup (self->clients_by_id, client_id);
  if (client == NULL)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_NOT_FOUND, "No client “%s” is in this session",
                   client_id);
      return FALSE;
    }

  g_free (client->presence);
  client->presence = g_strdup (json);
  notice.client_id = client->id;
  notice.author = client->author;
  notice.text = json;
  talus_session_queue_notice (self, &notice);
  talus_session_deliver (self);

  return TRUE;
}

/**
 * talus_session_get_n_clients:
 * @self: a session
 *
 * Counts the clients.
 *
 * Returns: how many there are now
 */
guint
talus_session_get_n_clients (TalusSession *self)
{
  g_return_val_if_fail (TALUS_IS_SESSION (self), 0);

  return self->clients->len;
}

/**
 * talus_session_list_clients:
 * @self: a session
 *
 * Lists the clients, who came first first. They are valid until the session
 * next changes.
 *
 * Returns: (transfer container) (element-type TalusClient): the clients
 */
GPtrArray *
talus_session_list_clients (TalusSession *self)
{
  GPtrArray *clients = NULL;

  g_return_val_if_fail (TALUS_IS_SESSION (self), NULL);

  clients = g_ptr_array_sized_new (self->clients->len);
  for (guint i = 0; i < self->clients->len; i++)
    g_ptr_array_add (clients, g_ptr_array_index (self->clients, i));

  return clients;
}
