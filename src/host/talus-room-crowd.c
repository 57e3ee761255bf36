/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who comes and goes. When many do at once, the first is told at once and the
 * rest are summed up, so that a thousand who come back cost the room a few
 * events each, not a thousand. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include <malloc.h>

#include "host/talus-room-private.h"
#include "host/talus-session-json.h"

#define WINDOW_MS 100
#define CLIENTS_A_MS 4 /* a second for each 4,000 of them */

/* So many at once leave the heap full of holes. */
#define MANY      100

typedef struct
{
  const char *event;
  guint32 hear;
} Kind;

static const Kind came_kind = { "session:connected", TALUS_HEAR_SESSION_CONNECTED };
static const Kind went_kind = { "session:disconnected", TALUS_HEAR_SESSION_DISCONNECTED };

static TalusRoomMember *
find_member (TalusRoom  *self,
             const char *client_id)
{
  for (guint i = self->members->len; i > 0; i--)
    {
      TalusRoomMember *member = g_ptr_array_index (self->members, i - 1);

      if (g_strcmp0 (sio_socket_get_id (member->wire->socket), client_id) == 0)
        return member;
    }

  return NULL;
}

/* @count: how many, of whom this is the last. One alone is told the others. */
static void
say (TalusRoom   *self,
     const Kind  *kind,
     guint        count,
     const char  *client_id,
     TalusAuthor *author)
{
  g_autoptr(GString) json = g_string_new (NULL);
  TalusRoomMember *except = NULL;
  TalusJsonWriter writer;

  talus_room_begin_event (self, &writer, json, kind->event, NULL, author, client_id);
  talus_json_writer_name (&writer, "author_id");
  talus_json_writer_id (&writer, &author->id);
  talus_room_write_text (&writer, "name", author->name);
  talus_json_writer_name (&writer, "active_clients");
  talus_json_writer_int (&writer, talus_session_get_n_clients (self->session));
  if (count > 1)
    {
      talus_json_writer_name (&writer, "count");
      talus_json_writer_int (&writer, count);
    }
  talus_json_writer_end_object (&writer);

  if (count == 1 && kind == &came_kind)
    except = find_member (self, client_id);
  talus_room_say (self, kind->hear, kind->event, json, except);
}

static gboolean window_cb (gpointer user_data);

/* One notice costs the room a send a member: the more there are, the rarer. */
static void
open_window (TalusRoom *self)
{
  guint n_clients = talus_session_get_n_clients (self->session);

  self->crowd_timeout = g_timeout_source_new (WINDOW_MS + n_clients / CLIENTS_A_MS);
  g_source_set_callback (self->crowd_timeout, window_cb, self, NULL);
  g_source_set_static_name (self->crowd_timeout, "[talus] who came and went");
  g_source_attach (self->crowd_timeout, g_main_context_get_thread_default ());
}

static gboolean
window_cb (gpointer user_data)
{
  TalusRoom *self = user_data;
  gboolean was_quiet = self->came.n == 0 && self->went.n == 0;

  self->n_moved += self->came.n + self->went.n;
  g_clear_pointer (&self->crowd_timeout, g_source_unref);
  if (self->came.n > 0)
    say (self, &came_kind, self->came.n, self->came.client_id, self->came.author);
  if (self->went.n > 0)
    say (self, &went_kind, self->went.n, self->went.client_id, self->went.author);
  self->came.n = self->went.n = 0;
  if (!was_quiet)
    {
      open_window (self);
    }
  else if (self->n_moved >= MANY)
    {
      /* What each was told when it came stood between what is kept of them:
       * whole pages of nothing, that only this gives back. */
      self->n_moved = 0;
      malloc_trim (0);
    }

  return G_SOURCE_REMOVE;
}

/*
 * talus_room_note_came:
 *
 * A client came: the others are told, now or soon.
 */
void
talus_room_note_came (TalusRoom         *self,
                      const TalusNotice *notice)
{
  /* Who is listed is who came first. */
  if (talus_session_get_n_clients (self->session) <= TALUS_MAX_LISTED)
    talus_room_forget_clients (self);

  if (self->crowd_timeout == NULL)
    {
      say (self, &came_kind, 1, notice->client_id, notice->author);
      open_window (self);
      return;
    }

  self->came.n++;
  g_free (self->came.client_id);
  self->came.client_id = g_strdup (notice->client_id);
  g_clear_pointer (&self->came.author, talus_author_unref);
  self->came.author = talus_author_ref (notice->author);
}

/*
 * talus_room_note_went:
 *
 * A client went: the others are told, now or soon.
 */
void
talus_room_note_went (TalusRoom         *self,
                      const TalusNotice *notice)
{
  talus_room_forget_clients (self);
  if (self->crowd_timeout == NULL)
    {
      say (self, &went_kind, 1, notice->client_id, notice->author);
      open_window (self);
      return;
    }

  self->went.n++;
  g_free (self->went.client_id);
  self->went.client_id = g_strdup (notice->client_id);
  g_clear_pointer (&self->went.author, talus_author_unref);
  self->went.author = talus_author_ref (notice->author);
}

/*
 * talus_room_get_clients:
 *
 * The array of clients, who came first first, as it is in `joined`.
 *
 * Returns: (transfer none): the text, which many joins share
 */
GString *
talus_room_get_clients (TalusRoom *self)
{
  g_autoptr(GPtrArray) clients = NULL;
  TalusJsonWriter writer;

  if (self->clients != NULL)
    return self->clients;

  clients = talus_session_list_clients (self->session);
  self->clients = g_string_new (NULL);
  talus_json_writer_init (&writer, self->clients);
  talus_json_writer_begin_array (&writer);
  for (guint i = 0; i < MIN (clients->len, TALUS_MAX_LISTED); i++)
    talus_client_write_json (g_ptr_array_index (clients, i), &writer);
  talus_json_writer_end_array (&writer);

  return self->clients;
}

void
talus_room_forget_clients (TalusRoom *self)
{
  if (self->clients != NULL)
    g_string_free (g_steal_pointer (&self->clients), TRUE);
}

void
talus_room_clear_crowd (TalusRoom *self)
{
  if (self->crowd_timeout != NULL)
    g_source_destroy (self->crowd_timeout);
  g_clear_pointer (&self->crowd_timeout, g_source_unref);
  g_clear_pointer (&self->came.client_id, g_free);
  g_clear_pointer (&self->came.author, talus_author_unref);
  g_clear_pointer (&self->went.client_id, g_free);
  g_clear_pointer (&self->went.author, talus_author_unref);
  talus_room_forget_clients (self);
}
