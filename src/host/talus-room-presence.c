/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where people are: cursors and selections, of which only the newest counts.
 * Each client may say so 30 times a second; all of a room together get only so
 * many deliveries a second, whatever its size. What is over that waits, and is
 * replaced by what comes after it. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include <string.h>

#include "base/talus-json.h"
#include "host/talus-room-private.h"

#define MAX_STATE      4096
#define MAX_PER_SECOND 30
#define RATION         200000.0
#define TICK_MS        20

/* Whether it may say something now; if so that is counted. */
static gboolean
take_turn (TalusRoomMember *member,
           gint64           now)
{
  if (now - member->presence_since >= G_USEC_PER_SEC)
    {
      member->presence_since = now;
      member->presence_count = 0;
    }
  if (member->presence_count >= MAX_PER_SECOND)
    return FALSE;

  member->presence_count++;

  return TRUE;
}

/* The ration may be overdrawn by one, or a room of more members than that
 * would never hear of anybody. */
static void
reckon_ration (TalusRoom *self,
               gint64     now)
{
  if (self->presence_at == 0)
    self->presence_ration = RATION;
  else
    self->presence_ration += (double) (now - self->presence_at) * RATION / G_USEC_PER_SEC;
  self->presence_ration = MIN (self->presence_ration, RATION);
  self->presence_at = now;
}

/* Tells all who wait and may. */
static void
tell_movers (TalusRoom *self)
{
  gint64 now = g_get_monotonic_time ();
  GList *link = self->movers.head;

  reckon_ration (self, now);
  while (link != NULL && self->presence_ration > 0)
    {
      TalusRoomMember *member = link->data;
      g_autofree char *state = NULL;
      g_autoptr(GError) error = NULL;

      link = link->next;
      if (!take_turn (member, now))
        continue;

      g_queue_unlink (&self->movers, &member->mover);
      state = g_steal_pointer (&member->presence);
      self->presence_ration -= (double) self->members->len - 1;
      self->speaker = member;
      if (!talus_session_set_presence (self->session, sio_socket_get_id (member->wire->socket),
                                       state, &error))
        g_debug ("Presence of nobody: %s", error->message);
      self->speaker = NULL;
    }
}

static gboolean
tick_cb (gpointer user_data)
{
  TalusRoom *self = user_data;

  tell_movers (self);
  if (self->movers.length > 0)
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&self->presence_timeout, g_source_unref);

  return G_SOURCE_REMOVE;
}

static void
move (TalusRoomMember *member,
      char            *state)
{
  TalusRoom *self = member->room;
  gboolean waits = member->presence != NULL;

  g_free (member->presence);
  member->presence = state;
  if (waits)
    return;

  g_queue_push_tail_link (&self->movers, &member->mover);
  if (self->presence_timeout != NULL)
    return;

  tell_movers (self);
  if (self->movers.length == 0)
    return;

  self->presence_timeout = g_timeout_source_new (TICK_MS);
  g_source_set_callback (self->presence_timeout, tick_cb, self, NULL);
  g_source_set_static_name (self->presence_timeout, "[talus] presence");
  g_source_attach (self->presence_timeout, g_main_context_get_thread_default ());
}

/*
 * talus_room_ask_presence:
 * @ask: (transfer full): `presence`
 *
 * A client says where it is.
 */
void
talus_room_ask_presence (TalusAsk *ask)
{
  g_autoptr(GError) error = NULL;
  JsonObject *object = NULL;
  TalusRoomMember *member = NULL;
  char *state = NULL;
  gsize length = 0;

  member = talus_ask_get_member (ask, &error);
  if (member == NULL ||
      !talus_json_get_object (ask->body, "state", TRUE, TALUS_ERROR_INVALID_REQUEST, &object,
                              &error))
    {
      talus_ask_fail (ask, error);
      return;
    }

  state = talus_json_to_canonical (json_object_get_member (ask->body, "state"), &length);
  if (length > MAX_STATE)
    {
      g_free (state);
      g_set_error (&error, TALUS_ERROR, TALUS_ERROR_TOO_MANY_REQUESTS,
                   "“state” has %" G_GSIZE_FORMAT " bytes; %d may be", length, MAX_STATE);
      talus_ask_fail (ask, error);
      return;
    }

  move (member, state);
  talus_ask_answer (ask, NULL, g_string_new ("{\"success\":true}"));
}

static TalusRoomMember *
find_speaker (TalusRoom  *self,
              const char *client_id)
{
  if (self->speaker != NULL &&
      g_strcmp0 (sio_socket_get_id (self->speaker->wire->socket), client_id) == 0)
    return self->speaker;

  for (guint i = 0; i < self->members->len; i++)
    {
      TalusRoomMember *member = g_ptr_array_index (self->members, i);

      if (g_strcmp0 (sio_socket_get_id (member->wire->socket), client_id) == 0)
        return member;
    }

  return NULL;
}

/*
 * talus_room_say_presence:
 *
 * The others are told where somebody is.
 */
void
talus_room_say_presence (TalusRoom         *self,
                         const TalusNotice *notice)
{
  g_autoptr(GString) json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_room_forget_clients (self);
  talus_room_begin_event (self, &writer, json, "presence", NULL, notice->author,
                          notice->client_id);
  talus_json_writer_name (&writer, "state");
  talus_json_writer_raw (&writer, notice->text, -1);
  talus_json_writer_end_object (&writer);
  talus_room_say (self, TALUS_HEAR_PRESENCE, "presence", json,
                  find_speaker (self, notice->client_id));
}

/*
 * talus_room_forget_mover:
 *
 * @member goes: what it said last is of no interest any more.
 */
void
talus_room_forget_mover (TalusRoomMember *member)
{
  if (member->presence != NULL)
    g_queue_unlink (&member->room->movers, &member->mover);
  g_clear_pointer (&member->presence, g_free);
}

void
talus_room_clear_presence (TalusRoom *self)
{
  if (self->presence_timeout != NULL)
    g_source_destroy (self->presence_timeout);
  g_clear_pointer (&self->presence_timeout, g_source_unref);
}
