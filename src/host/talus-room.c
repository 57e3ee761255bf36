/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One session's room: a follower of the session like any other, which says
 * what it hears to everybody who is in. Who wants to hear the same in the same
 * words shares a stream, made when the first needs it; what is said is made
 * into text once. It must not know how anybody came in. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include <string.h>

#include "host/talus-room-private.h"

static guint
hash_taste (gconstpointer key)
{
  const TalusTaste *taste = key;

  return taste->hears * 31u + ((guint) taste->spelling << 2 | (guint) taste->is_graph << 1 |
                               taste->wants_records);
}

/* Saying. */

/*
 * talus_variant_say:
 * @except: (nullable): a member that is not told
 *
 * Tells everybody of a variant.
 */
void
talus_variant_say (TalusVariant *variant,
                   const char   *event,
                   const char   *json,
                   gsize         length,
                   SioSocket    *except)
{
  TalusRooms *rooms = variant->room->rooms;

  sio_server_say (rooms->server, variant->stream, talus_taste_get_namespace (&variant->taste),
                  event, json, length, except);
  talus_metrics_count_deliveries (rooms->host->metrics,
                                  variant->n_members - (except != NULL ? 1 : 0));
}

/* The same, for talus_taste_say_record(). */
void
talus_variant_say_cb (gpointer    target,
                      const char *event,
                      const char *json,
                      gsize       length)
{
  talus_variant_say (target, event, json, length, NULL);
}

/*
 * talus_room_say:
 * @hear: which event it is
 * @except: (nullable): a member that is not told
 *
 * Tells everybody who hears it.
 */
void
talus_room_say (TalusRoom       *self,
                guint32          hear,
                const char      *event,
                GString         *json,
                TalusRoomMember *except)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->variants);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      TalusVariant *variant = value;
      SioSocket *socket = NULL;

      if (except != NULL && except->variant == variant)
        socket = except->wire->socket;
      if ((variant->taste.hears & hear) != 0 && variant->n_members > (socket != NULL ? 1 : 0))
        talus_variant_say (variant, event, json->str, json->len, socket);
    }
}

/*
 * talus_room_write_text:
 *
 * Writes a member that is a string, or null.
 */
void
talus_room_write_text (TalusJsonWriter *writer,
                       const char      *name,
                       const char      *text)
{
  talus_json_writer_name (writer, name);
  if (text != NULL)
    talus_json_writer_string (writer, text);
  else
    talus_json_writer_null (writer);
}

/*
 * talus_room_begin_event:
 *
 * Begins an event that is no record's, with what all have in common.
 */
void
talus_room_begin_event (TalusRoom       *self,
                        TalusJsonWriter *writer,
                        GString         *out,
                        const char      *event,
                        const TalusId   *command_id,
                        TalusAuthor     *author,
                        const char      *client_id)
{
  talus_json_writer_init (writer, out);
  talus_json_writer_begin_object (writer);
  talus_room_write_text (writer, "event", event);
  talus_room_write_text (writer, "session_id", self->session_id);
  talus_json_writer_name (writer, "timestamp");
  talus_json_writer_time (writer, talus_clock_now ());
  talus_json_writer_name (writer, "command_id");
  if (command_id != NULL)
    talus_json_writer_id (writer, command_id);
  else
    talus_json_writer_null (writer);
  talus_json_writer_name (writer, "author");
  if (author != NULL)
    {
      g_autoptr(GString) text = g_string_new (NULL);

      talus_author_write (author, text);
      talus_json_writer_raw (writer, text->str, (gssize) text->len);
    }
  else
    {
      talus_json_writer_null (writer);
    }
  talus_room_write_text (writer, "client_id", client_id);
}

/*
 * talus_room_write_position:
 *
 * Writes seq, epoch and head: where everybody is who is told.
 */
void
talus_room_write_position (TalusRoom       *self,
                           TalusJsonWriter *writer)
{
  talus_json_writer_name (writer, "seq");
  talus_json_writer_int (writer, (gint64) self->seq);
  talus_room_write_text (writer, "epoch", talus_session_get_epoch (self->session));
  talus_room_write_text (writer, "head", self->seq > 0 ? self->head : NULL);
}

/* Hearing. */

/*
 * talus_room_move_to:
 * @head: (nullable): the head there
 *
 * Everything up to @seq has been said.
 */
void
talus_room_move_to (TalusRoom  *self,
                    guint64     seq,
                    const char *head)
{
  self->seq = seq;
  g_strlcpy (self->head, head != NULL ? head : "", sizeof self->head);
  talus_room_drop_snapshot (self);
}

static gboolean
records_cb (TalusRecord **records,
            guint         n_records,
            gpointer      user_data)
{
  TalusRoom *self = user_data;

  for (guint i = 0; i < n_records; i++)
    {
      g_autoptr(TalusRoomRecord) record = talus_room_record_new (self, records[i]);
      GHashTableIter iter;
      gpointer value = NULL;

      g_hash_table_iter_init (&iter, self->variants);
      while (g_hash_table_iter_next (&iter, NULL, &value))
        {
          TalusVariant *variant = value;

          if (variant->n_members > 0)
            talus_taste_say_record (&variant->taste, record, TRUE, talus_variant_say_cb,
                                    variant);
        }
      talus_room_move_to (self, records[i]->seq, records[i]->head);
      talus_room_keep (self, record);
    }

  return TRUE;
}

static void
dropped_cb (gpointer user_data)
{
  TalusRoom *self = user_data;

  self->follower_id = 0;
  talus_room_free (self);
}

/* Members. */

static void
free_variant (gpointer data)
{
  TalusVariant *variant = data;

  sio_room_free (variant->stream);
  g_free (variant);
}

/* It fell too far behind: from now on it is told nothing until it asks where
 * it is. The others go on. */
static void
lagged_cb (SioRoom   *stream,
           SioOutlet *outlet,
           gpointer   user_data)
{
  TalusVariant *variant = user_data;
  TalusRoom *self = variant->room;
  SioSocket *socket = NULL;
  TalusWire *wire = NULL;
  TalusRoomMember *member = NULL;
  g_autoptr(GString) json = g_string_new (NULL);
  TalusJsonWriter writer;

  socket = sio_server_find_socket (self->rooms->server, outlet,
                                   talus_taste_get_namespace (&variant->taste));
  wire = socket != NULL ? sio_socket_get_data (socket) : NULL;
  for (member = wire != NULL ? wire->members : NULL; member != NULL; member = member->next)
    {
      if (member->variant == variant)
        break;
    }
  if (member == NULL)
    return;

  variant->n_members--;
  member->variant = NULL;
  talus_room_begin_event (self, &writer, json, "sync", NULL, NULL, NULL);
  talus_room_write_text (&writer, "reason", "too slow");
  talus_json_writer_name (&writer, "seq");
  talus_json_writer_int (&writer, (gint64) self->seq);
  talus_json_writer_end_object (&writer);
  talus_wire_emit (wire, "sync", json->str, json->len);
}

static TalusVariant *
get_variant (TalusRoom        *self,
             const TalusTaste *taste)
{
  TalusVariant *variant = g_hash_table_lookup (self->variants, taste);

  if (variant == NULL)
    {
      variant = g_new0 (TalusVariant, 1);
      variant->taste = *taste;
      variant->room = self;
      variant->stream = sio_server_new_room (self->rooms->server, TALUS_MAX_LAG, lagged_cb,
                                             variant);
      g_hash_table_insert (self->variants, &variant->taste, variant);
    }

  return variant;
}

static gboolean
is_unused (gpointer key,
           gpointer value,
           gpointer user_data)
{
  return ((TalusVariant *) value)->n_members == 0;
}

/*
 * talus_room_tell:
 *
 * From now on @member is told what happens.
 */
void
talus_room_tell (TalusRoomMember *member)
{
  TalusVariant *variant = get_variant (member->room, &member->taste);

  if (member->variant == variant)
    return;

  talus_room_mute (member);
  /* The one that was left may have been the last of its kind. */
  variant = get_variant (member->room, &member->taste);
  member->variant = variant;
  variant->n_members++;
  sio_room_add (variant->stream, sio_socket_get_outlet (member->wire->socket));
}

/*
 * talus_room_mute:
 *
 * @member gets what was said so far, and nothing of what follows.
 */
void
talus_room_mute (TalusRoomMember *member)
{
  TalusVariant *variant = g_steal_pointer (&member->variant);

  if (variant == NULL)
    return;

  if (member->wire->socket != NULL)
    sio_room_remove (variant->stream, sio_socket_get_outlet (member->wire->socket));
  variant->n_members--;
  g_hash_table_foreach_remove (member->room->variants, is_unused, NULL);
}

/*
 * talus_room_add:
 *
 * Takes a client into the room, who is told nothing so far.
 */
TalusRoomMember *
talus_room_add (TalusRoom        *self,
                TalusWire        *wire,
                const TalusTaste *taste)
{
  TalusRoomMember *member = g_new0 (TalusRoomMember, 1);

  member->room = self;
  member->wire = wire;
  member->taste = *taste;
  member->mover.data = member;
  member->place = self->members->len;
  g_ptr_array_add (self->members, member);
  member->next = wire->members;
  wire->members = member;
  wire->line->n_joins++;
  talus_line_note_join (wire->line);

  return member;
}

/* Out of the lists that it is in. */
static void
forget_member (TalusRoomMember *member)
{
  TalusRoom *self = member->room;
  TalusRoomMember **link = &member->wire->members;

  while (*link != member)
    link = &(*link)->next;
  *link = member->next;
  member->wire->line->n_joins--;

  g_ptr_array_remove_index_fast (self->members, member->place);
  if (member->place < self->members->len)
    ((TalusRoomMember *) g_ptr_array_index (self->members, member->place))->place = member->place;
  talus_room_forget_mover (member);
  g_free (member);
}

/*
 * talus_room_remove:
 * @member: (transfer full): a member
 *
 * Takes it out of the room, and the client out of the session.
 */
void
talus_room_remove (TalusRoomMember *member)
{
  TalusRoom *self = member->room;
  g_autofree char *client_id = g_strdup (sio_socket_get_id (member->wire->socket));

  talus_room_mute (member);
  forget_member (member);
  talus_session_leave (self->session, client_id);
  talus_room_release (self);
}

/*
 * talus_room_get:
 *
 * The room of a session.
 *
 * Returns: (transfer none): the room, which is to be given back with
 *   talus_room_release() where nobody came in
 */
TalusRoom *
talus_room_get (TalusRooms   *rooms,
                TalusSession *session)
{
  static const TalusFollowerFuncs funcs = { records_cb, talus_room_notice_cb, dropped_cb };
  TalusRoom *self = g_hash_table_lookup (rooms->rooms, talus_session_get_id (session));

  if (self != NULL)
    return self;

  self = g_new0 (TalusRoom, 1);
  self->rooms = rooms;
  self->session = g_object_ref (session);
  talus_id_format (talus_session_get_id (session), self->session_id);
  self->variants = g_hash_table_new_full (hash_taste, talus_taste_equal, NULL, free_variant);
  self->members = g_ptr_array_new ();
  self->recent = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_room_record_unref);
  g_queue_init (&self->movers);
  self->follower_id = talus_session_follow (session, &funcs, self, NULL);
  talus_room_move_to (self, talus_session_get_seq (session), talus_session_get_head (session));
  g_hash_table_insert (rooms->rooms, (gpointer) talus_session_get_id (session), self);

  return self;
}

/*
 * talus_room_release:
 *
 * Frees it if nobody is in it.
 */
void
talus_room_release (TalusRoom *self)
{
  if (self->members->len == 0)
    talus_room_free (self);
}

/*
 * talus_room_free:
 *
 * Ends it: who is in it is in no session any more. What was said still
 * leaves.
 */
void
talus_room_free (TalusRoom *self)
{
  if (g_hash_table_lookup (self->rooms->rooms, talus_session_get_id (self->session)) == self)
    g_hash_table_remove (self->rooms->rooms, talus_session_get_id (self->session));
  if (self->follower_id != 0)
    talus_session_unfollow (self->session, self->follower_id);

  while (self->members->len > 0)
    {
      TalusRoomMember *member = g_ptr_array_index (self->members, self->members->len - 1);

      talus_room_mute (member);
      forget_member (member);
    }

  talus_room_clear_presence (self);
  talus_room_clear_crowd (self);
  talus_room_drop_snapshot (self);
  talus_room_forget (self);
  g_ptr_array_unref (self->recent);
  g_hash_table_unref (self->variants);
  g_ptr_array_unref (self->members);
  g_object_unref (self->session);
  g_free (self);
}
