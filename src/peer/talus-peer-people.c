/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who is here and where they are. Persons keep their identity as long as their
 * connection lasts; what is said of oneself goes out a few times a second. */
#define G_LOG_DOMAIN "talus-peer-people"

#include "base/talus-json-writer.h"
#include "peer/talus-peer-private.h"
#include "peer/talus-person-private.h"

/* As many ids as fit into the 4 KiB of a presence, with room to spare. */
#define MAX_SELECTION 80
/* Less often than the host allows. */
#define PRESENCE_MS 50

/* Rooms may be large, and each move of anybody in one comes by here. */
static void
drop_those_gone (TalusPeer *self,
                 GPtrArray *clients)
{
  g_autoptr (GHashTable) listed = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < clients->len; i++)
    g_hash_table_add (listed, ((const TalusClient *) g_ptr_array_index (clients, i))->id);

  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->people)); i > 0; i--)
    {
      g_autoptr (TalusPerson) person = g_list_model_get_item (G_LIST_MODEL (self->people), i - 1);

      if (!g_hash_table_contains (listed, talus_person_get_client_id (person)))
        g_list_store_remove (self->people, i - 1);
    }
}

/* (transfer full): client id → TalusPerson, borrowed as long as the list is. */
static GHashTable *
map_people (TalusPeer *self)
{
  GHashTable *people = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_people = g_list_model_get_n_items (G_LIST_MODEL (self->people));

  for (guint i = 0; i < n_people; i++)
    {
      g_autoptr (TalusPerson) person = g_list_model_get_item (G_LIST_MODEL (self->people), i);

      g_hash_table_insert (people, (gpointer) talus_person_get_client_id (person), person);
    }

  return people;
}

/* The link knows under which name edits go out by now. */
static void
find_out_who_we_are (TalusPeer *self)
{
  TalusAuthor *author = talus_peer_link_get_author (self->link);

  talus_author_ref (author);
  g_clear_pointer (&self->author, talus_author_unref);
  self->author = author;
}

static void
read_people (TalusPeer *self)
{
  GPtrArray *clients = talus_peer_link_list_clients (self->link);
  const char *own_id = talus_peer_link_get_client_id (self->link);
  g_autoptr (GHashTable) people = NULL;

  if (clients == NULL)
    return;

  find_out_who_we_are (self);
  drop_those_gone (self, clients);
  people = map_people (self);
  for (guint i = 0; i < clients->len; i++)
    {
      const TalusClient *client = g_ptr_array_index (clients, i);
      TalusPerson *known = g_hash_table_lookup (people, client->id);
      g_autoptr (TalusPerson) person = NULL;

      if (known != NULL)
        {
          talus_person_update (known, client);
          continue;
        }

      person = talus_person_new (client, g_str_equal (client->id, own_id));
      g_list_store_append (self->people, person);
    }
  talus_peer_notify_people (self);
}

/* Begins to follow who comes and goes. */
void
talus_peer_follow_people (TalusPeer *self)
{
  g_signal_connect_object (self->link, "clients", G_CALLBACK (read_people), self,
                           G_CONNECT_SWAPPED);
  read_people (self);
}

/* What waits to be said is not said any more. */
void
talus_peer_stop_presence (TalusPeer *self)
{
  if (self->presence_source != NULL)
    g_source_destroy (self->presence_source);
  g_clear_pointer (&self->presence_source, g_source_unref);
}

static gboolean
send_presence_cb (gpointer user_data)
{
  TalusPeer *self = user_data;

  g_clear_pointer (&self->presence_source, g_source_unref);
  if (self->state == TALUS_PEER_LIVE && self->presence != NULL)
    talus_peer_link_set_presence (self->link, self->presence);
  g_clear_pointer (&self->presence, g_free);

  return G_SOURCE_REMOVE;
}

/* Of very many those that came last: they are where somebody works. */
static char *
write_presence (const TalusId *selection,
                guint          n_ids,
                const char    *view)
{
  GString *json = g_string_new (NULL);
  guint first = n_ids > MAX_SELECTION ? n_ids - MAX_SELECTION : 0;
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "selection");
  talus_json_writer_begin_array (&writer);
  for (guint i = first; i < n_ids; i++)
    talus_json_writer_id (&writer, &selection[i]);
  talus_json_writer_end_array (&writer);
  if (view != NULL)
    {
      talus_json_writer_name (&writer, "view");
      talus_json_writer_string (&writer, view);
    }
  talus_json_writer_end_object (&writer);

  return g_string_free (json, FALSE);
}

/**
 * talus_peer_set_presence:
 * @self: a peer
 * @selection: (array length=n_ids): which nodes are selected here, the cursor
 *   last
 * @n_ids: how many; of more than 80 the last are told
 * @view: (nullable): in which pane
 *
 * Tells the others where one is; of several in quick succession the newest.
 */
void
talus_peer_set_presence (TalusPeer     *self,
                         const TalusId *selection,
                         guint          n_ids,
                         const char    *view)
{
  g_return_if_fail (TALUS_IS_PEER (self));

  if (self->state != TALUS_PEER_LIVE)
    return;

  g_free (self->presence);
  self->presence = write_presence (selection, n_ids, view);
  if (self->presence_source != NULL)
    return;

  self->presence_source = g_timeout_source_new (PRESENCE_MS);
  g_source_set_callback (self->presence_source, send_presence_cb, self, NULL);
  g_source_attach (self->presence_source, g_main_context_get_thread_default ());
}
