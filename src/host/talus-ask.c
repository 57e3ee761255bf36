/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing that a client asks, until it is answered: as an event, and by the
 * ack where it wanted one, which say the same. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include "base/talus-json.h"
#include "host/talus-room-private.h"
#include "host/talus-status.h"

/*
 * talus_ask_write_error:
 * @in_reply_to: (nullable): what was asked
 *
 * What the event `error` carries.
 *
 * Returns: (transfer full): its payload
 */
GString *
talus_ask_write_error (const GError *error,
                       const char   *in_reply_to)
{
  GString *json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_status_write_members (error, TRUE, &writer);
  talus_room_write_text (&writer, "in_reply_to", in_reply_to);
  talus_json_writer_end_object (&writer);

  return json;
}

/*
 * talus_ask_new:
 * @node: (transfer full) (nullable): an object
 * @ack: (transfer full) (nullable): where the answer goes too
 *
 * Something that a client asks.
 */
TalusAsk *
talus_ask_new (TalusWire  *wire,
               const char *event,
               JsonNode   *node,
               SioAck     *ack)
{
  TalusAsk *self = g_new0 (TalusAsk, 1);

  self->wire = talus_wire_ref (wire);
  self->event = g_strdup (event);
  self->node = node;
  self->body = node != NULL ? json_object_ref (json_node_get_object (node)) : json_object_new ();
  self->ack = ack;

  return self;
}

void
talus_ask_free (TalusAsk *self)
{
  g_clear_pointer (&self->ack, sio_ack_free);
  json_object_unref (self->body);
  g_clear_pointer (&self->node, json_node_unref);
  g_free (self->event);
  talus_wire_unref (self->wire);
  g_free (self);
}

static void
answer_ack (TalusAsk      *self,
            const GString *json)
{
  SioArgs args = { json->str, json->len, NULL, 0 };

  if (self->ack != NULL && self->wire->socket != NULL)
    sio_ack_answer (g_steal_pointer (&self->ack), &args);
}

/*
 * talus_ask_answer:
 * @self: (transfer full): what was asked
 * @event: (nullable): the event that says the same
 * @json: (transfer full): the answer
 *
 * Answers.
 */
void
talus_ask_answer (TalusAsk   *self,
                  const char *event,
                  GString    *json)
{
  if (event != NULL)
    talus_wire_emit (self->wire, event, json->str, json->len);
  answer_ack (self, json);
  g_string_free (json, TRUE);
  talus_ask_free (self);
}

/*
 * talus_ask_fail:
 * @self: (transfer full): what was asked
 * @error: why not
 *
 * Refuses.
 */
void
talus_ask_fail (TalusAsk     *self,
                const GError *error)
{
  g_autoptr(GString) json = talus_ask_write_error (error, self->event);

  talus_wire_emit (self->wire, "error", json->str, json->len);
  answer_ack (self, json);
  talus_ask_free (self);
}

/*
 * talus_ask_get_session:
 *
 * The session that is meant: the one that is named, else the only one that
 * the client is in.
 */
gboolean
talus_ask_get_session (TalusAsk  *self,
                       TalusId   *session_id,
                       GError   **error)
{
  TalusRoomMember *member = self->wire->members;
  const char *text = NULL;

  if (!talus_json_get_string (self->body, "session_id", FALSE, TALUS_ERROR_INVALID_REQUEST, &text,
                              error))
    return FALSE;

  if (text != NULL)
    {
      if (talus_id_parse (text, -1, session_id))
        return TRUE;
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION, "There is no session “%s”",
                   text);
      return FALSE;
    }

  if (member != NULL && member->next == NULL)
    {
      *session_id = *talus_session_get_id (member->room->session);
      return TRUE;
    }

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
               "“session_id” is missing, which only a client in exactly one session may leave out");

  return FALSE;
}

/*
 * talus_ask_get_member:
 *
 * The same where the client must have joined it.
 */
TalusRoomMember *
talus_ask_get_member (TalusAsk  *self,
                      GError   **error)
{
  TalusRoomMember *member = NULL;
  TalusId session_id;
  char text[TALUS_ID_TEXT_SIZE];

  if (!talus_ask_get_session (self, &session_id, error))
    return NULL;

  member = talus_wire_find_member (self->wire, &session_id);
  if (member == NULL)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION,
                 "You are not in a session “%s”; join it first",
                 talus_id_format (&session_id, text));

  return member;
}
