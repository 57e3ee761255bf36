/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers to events, both ways: the right to give one, and who waits for one.
 * It must not know what they say. */
#define G_LOG_DOMAIN "sio-ack"

#include "sio/sio-server-private.h"

struct _SioAck
{
  SioSocket *socket; /* owned */
  guint64    id;
};

struct _SioPendingAck
{
  SioPendingAck *next;
  guint64        id;
  SioAckedFunc   acked;
  gpointer       user_data;
};

/**
 * sio_ack_new:
 * @socket: who asked for an answer
 * @id: what it called it
 *
 * Returns: (transfer full): the right to answer
 */
SioAck *
sio_ack_new (SioSocket *socket,
             guint64    id)
{
  SioAck *self = g_new (SioAck, 1);

  self->socket = sio_socket_ref (socket);
  self->id = id;
  return self;
}

/**
 * sio_ack_free:
 * @self: (transfer full): the right to answer
 *
 * Gives no answer.
 */
void
sio_ack_free (SioAck *self)
{
  g_return_if_fail (self != NULL);

  sio_socket_unref (self->socket);
  g_free (self);
}

/**
 * sio_ack_answer:
 * @self: (transfer full): the right to answer
 * @args: the answer
 *
 * Answers. Nothing is sent to a client that has left the namespace since it asked, be it back or
 * not.
 */
void
sio_ack_answer (SioAck        *self,
                const SioArgs *args)
{
  SioPacketText text;

  g_return_if_fail (self != NULL);
  g_return_if_fail (args != NULL);

  if (self->socket->state == SIO_SOCKET_IN)
    {
      sio_packet_text_init_ack (&text, self->socket->space->name, args->n_attachments, self->id,
                                args->json, args->length);
      sio_socket_send (self->socket, &text, args);
    }
  sio_ack_free (self);
}

/**
 * sio_socket_emit_with_ack:
 * @self: a socket
 * @event: an event's name
 * @args: what it carries
 * @acked: called once: with the client's answer, or without when it goes before it gives one
 * @user_data: what to give @acked
 *
 * Tells the client something that it is to answer. Of a socket that is not in its namespace @acked
 * is called before this returns.
 */
void
sio_socket_emit_with_ack (SioSocket     *self,
                          const char    *event,
                          const SioArgs *args,
                          SioAckedFunc   acked,
                          gpointer       user_data)
{
  SioPendingAck *pending;
  SioPacketText text;

  g_return_if_fail (self != NULL);
  g_return_if_fail (event != NULL);
  g_return_if_fail (args != NULL);
  g_return_if_fail (acked != NULL);

  if (self->state != SIO_SOCKET_IN)
    {
      acked (self, NULL, user_data);
      return;
    }

  pending = g_new0 (SioPendingAck, 1);
  pending->id = self->next_ack_id++;
  pending->acked = acked;
  pending->user_data = user_data;
  if (self->last_ack != NULL)
    self->last_ack->next = pending;
  else
    self->acks = pending;
  self->last_ack = pending;

  sio_packet_text_init_event (&text, self->space->name, args->n_attachments, &pending->id, event,
                              args->json, args->length);
  sio_socket_send (self, &text, args);
}

/**
 * sio_socket_take_ack:
 * @self: a socket
 * @id: what the client says it answers
 * @args: its answer
 *
 * Hands an answer to who waits for it; nobody may.
 */
void
sio_socket_take_ack (SioSocket     *self,
                     guint64        id,
                     const SioArgs *args)
{
  SioPendingAck *before = NULL;
  SioPendingAck *pending = self->acks;

  /* They come in the order of the questions, mostly: this ends at once. */
  while (pending != NULL && pending->id != id)
    {
      before = pending;
      pending = pending->next;
    }
  if (pending == NULL)
    return;

  if (before != NULL)
    before->next = pending->next;
  else
    self->acks = pending->next;
  if (self->last_ack == pending)
    self->last_ack = before;
  pending->acked (self, args, pending->user_data);
  g_free (pending);
}

/**
 * sio_socket_forget_acks:
 * @self: a socket that is out
 *
 * Tells all who wait for an answer that there will be none.
 */
void
sio_socket_forget_acks (SioSocket *self)
{
  while (self->acks != NULL)
    {
      SioPendingAck *pending = self->acks;

      self->acks = pending->next;
      if (self->acks == NULL)
        self->last_ack = NULL;
      pending->acked (self, NULL, pending->user_data);
      g_free (pending);
    }
}
