/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One connection, whatever namespaces it is in: what it may do before it is in
 * a session, and for how long. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include "host/talus-room-private.h"

/* A stranger may not keep us busy, nor a place for ever. */
#define MAX_MESSAGES_BEFORE 10
#define MAX_BYTES_BEFORE    (64 * 1024)
#define SECONDS_BEFORE      10

/* Joining itself may take longer: a project is read, a token looked up. */
static gboolean
is_on_its_way_in (TalusWire *wire)
{
  return wire->grant == NULL || wire->is_busy;
}

static void
timed_out_cb (gpointer owner)
{
  TalusLine *self = owner;
  g_autoptr(GError) error = NULL;
  gboolean is_empty = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (self->wires); i++)
    {
      if (self->wires[i] != NULL && is_on_its_way_in (self->wires[i]))
        {
          sio_deadline_arm (&self->deadline, self->rooms->strangers, self);
          return;
        }
    }

  g_set_error (&error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
               "No session was joined within %d seconds", SECONDS_BEFORE);
  for (guint i = 0; i < G_N_ELEMENTS (self->wires); i++)
    {
      if (self->wires[i] == NULL)
        continue;
      is_empty = FALSE;
      talus_wire_emit_error (self->wires[i], error, NULL);
    }

  /* Without a goodbye in the namespaces: who means to join later is a client
   * that comes again by itself then. */
  sio_engine_socket_close (self->connection, TRUE, "forced close");
  if (is_empty)
    g_hash_table_remove (self->rooms->lines, self->connection);
}

/*
 * talus_line_new_deadlines:
 *
 * What says when a connection that is in no session has been there too long.
 */
SioDeadlineQueue *
talus_line_new_deadlines (void)
{
  return sio_deadline_queue_new (g_main_context_get_thread_default (), SECONDS_BEFORE * 1000,
                                 timed_out_cb);
}

/*
 * talus_line_new:
 *
 * A connection that has just come.
 */
TalusLine *
talus_line_new (TalusRooms      *rooms,
                SioEngineSocket *connection)
{
  TalusLine *self = g_new0 (TalusLine, 1);

  self->rooms = rooms;
  self->connection = sio_engine_socket_ref (connection);
  sio_deadline_arm (&self->deadline, rooms->strangers, self);

  return self;
}

void
talus_line_free (TalusLine *self)
{
  sio_deadline_disarm (&self->deadline);
  sio_engine_socket_unref (self->connection);
  g_free (self);
}

/*
 * talus_line_note_gone:
 *
 * One of its clients went. With the last of them it goes too, unless the
 * connection stays: that is a stranger's then, and coming anew into a
 * namespace is no way to have more time.
 */
void
talus_line_note_gone (TalusLine *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->wires); i++)
    {
      if (self->wires[i] != NULL)
        return;
    }

  if (!sio_engine_socket_is_open (self->connection))
    {
      g_hash_table_remove (self->rooms->lines, self->connection);
    }
  else if (self->has_joined)
    {
      self->has_joined = FALSE;
      self->n_messages = 0;
      self->n_bytes = 0;
      sio_deadline_arm (&self->deadline, self->rooms->strangers, self);
    }
}

/*
 * talus_line_note_join:
 *
 * It is in a session: no stranger any more, even if it leaves that again, as
 * long as it is in a namespace.
 */
void
talus_line_note_join (TalusLine *self)
{
  self->has_joined = TRUE;
  sio_deadline_disarm (&self->deadline);
}

/*
 * talus_line_count_message:
 *
 * FALSE if one that has joined nothing says too much: it is to be sent away.
 */
gboolean
talus_line_count_message (TalusLine  *self,
                          gsize       length,
                          GError    **error)
{
  if (self->has_joined)
    return TRUE;

  self->n_messages++;
  self->n_bytes += length;
  if (self->n_messages > MAX_MESSAGES_BEFORE)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_TOO_MANY_REQUESTS,
                 "Join a session before you say more than %d things", MAX_MESSAGES_BEFORE);
  else if (self->n_bytes > MAX_BYTES_BEFORE)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_PAYLOAD_TOO_LARGE,
                 "Join a session before you send more than %d bytes", MAX_BYTES_BEFORE);
  else
    return TRUE;

  return FALSE;
}
