/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one client is still to be sent, in the order in which it was said: a
 * small queue of its own, and its place in the stream of each room it is in.
 * It must not know the socket. */
#define G_LOG_DOMAIN "sio-outlet"

#include "sio/sio-outlet.h"

#include <string.h>

#include "sio/sio-room-private.h"

/* What an item takes beside its bytes, about: a client must not have many times
 * its bound kept for it in answers of a few bytes that cannot be kept together. */
#define ITEM_COST 128

/* Frames no larger than this, said one after the other, are kept in one piece
 * of about that size: answers come in bursts, and are few bytes. */
#define MAX_SMALL 512
#define MAX_TOGETHER (16 * 1024)

static void
free_item (SioOutletItem *item)
{
  g_clear_pointer (&item->frame, g_bytes_unref);
  g_clear_pointer (&item->frames, g_byte_array_unref);
  g_free (item);
}

static SioOutletItem *
new_item (GBytes  *frame,
          guint64  ticket)
{
  SioOutletItem *item = g_new0 (SioOutletItem, 1);

  item->link.data = item;
  item->frame = g_bytes_ref (frame);
  item->ticket = ticket;

  return item;
}

/* Whether none of its rooms has said anything since then. */
static gboolean
is_latest (SioOutlet *self,
           guint64    ticket)
{
  for (SioMember *member = self->members; member != NULL; member = member->next)
    {
      SioRoomChunk *chunk = member->room->last;

      if (chunk->n_entries > 0 && chunk->entries[chunk->n_entries - 1].ticket > ticket)
        return FALSE;
    }

  return TRUE;
}

/* Returns whether @frame could be kept with the one before it. */
static gboolean
add_to_last (SioOutlet *self,
             GBytes    *frame)
{
  SioOutletItem *item = self->items.tail != NULL ? self->items.tail->data : NULL;
  gsize length, size;
  const guint8 *data, *last;

  data = g_bytes_get_data (frame, &size);
  if (item == NULL || size > MAX_SMALL || !is_latest (self, item->ticket))
    return FALSE;
  last = sio_outlet_item_get_data (item, &length);
  if (length > (item->frame != NULL ? MAX_SMALL : MAX_TOGETHER))
    return FALSE;

  if (item->frame != NULL)
    {
      item->frames = g_byte_array_sized_new (length + size);
      g_byte_array_append (item->frames, last, length);
      g_clear_pointer (&item->frame, g_bytes_unref);
    }
  g_byte_array_append (item->frames, data, size);

  return TRUE;
}

/**
 * sio_outlet_init:
 * @self: memory for it
 * @hub: whose tickets and turns it goes by
 * @max_bytes: the bound of its own queue, with what it takes to keep it
 * @funcs: (transfer none): what is called; it stays
 * @owner: what to give it
 *
 * Makes an outlet with nothing in it.
 */
void
sio_outlet_init (SioOutlet            *self,
                 SioHub               *hub,
                 gsize                 max_bytes,
                 const SioOutletFuncs *funcs,
                 gpointer              owner)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (hub != NULL);
  g_return_if_fail (funcs != NULL && funcs->send != NULL && funcs->overflowed != NULL);

  memset (self, 0, sizeof *self);
  self->hub = hub;
  self->max_bytes = max_bytes;
  self->funcs = funcs;
  self->owner = owner;
  self->dirty_link.data = self;
}

/**
 * sio_outlet_clear:
 * @self: an outlet, or one that was cleared
 *
 * Leaves all rooms at once and forgets what was not sent. Nothing is called any more.
 */
void
sio_outlet_clear (SioOutlet *self)
{
  GList *link;

  g_return_if_fail (self != NULL);

  if (self->hub == NULL)
    return;

  while (self->members != NULL)
    sio_member_free (self->members);
  while ((link = g_queue_pop_head_link (&self->items)) != NULL)
    free_item (link->data);
  self->item_bytes = 0;
  if (self->is_dirty)
    g_queue_unlink (&self->hub->dirty_outlets, &self->dirty_link);
  self->is_dirty = FALSE;
  if (self->hub->peeked == self)
    self->hub->peeked = NULL;
  self->hub = NULL;
}

/**
 * sio_outlet_leave_rooms:
 * @self: an outlet
 *
 * Leaves all rooms, as one whose client is about to close does. What they said so far is still
 * sent.
 */
void
sio_outlet_leave_rooms (SioOutlet *self)
{
  SioMember *next;

  g_return_if_fail (self != NULL);

  for (SioMember *member = self->members; member != NULL; member = next)
    {
      next = member->next;
      if (member->limit == G_MAXUINT64 && member->state != SIO_MEMBER_LAGGED)
        sio_room_remove (member->room, self);
    }
}

/**
 * sio_outlet_push:
 * @self: an outlet
 * @frame: (transfer none): one or more whole frames
 *
 * Has the client sent @frame, behind everything that was said to it and its rooms before.
 */
void
sio_outlet_push (SioOutlet *self,
                 GBytes    *frame)
{
  SioOutletItem *item;

  g_return_if_fail (self != NULL && self->hub != NULL);
  g_return_if_fail (frame != NULL && g_bytes_get_size (frame) > 0);

  if (self->is_over)
    return;

  if (!add_to_last (self, frame))
    {
      item = new_item (frame, ++self->hub->last_ticket);
      g_queue_push_tail_link (&self->items, &item->link);
    }
  self->item_bytes += g_bytes_get_size (frame);
  if (self->item_bytes + self->items.length * (gsize) ITEM_COST > self->max_bytes)
    self->is_over = TRUE;
  if (self->is_over || !self->is_blocked)
    sio_outlet_mark (self);
}

/*
 * sio_outlet_push_rest:
 *
 * Puts the rest of a frame in front, whose beginning the client has.
 */
void
sio_outlet_push_rest (SioOutlet *self,
                      GBytes    *rest)
{
  SioOutletItem *item = new_item (rest, 0);

  g_queue_push_head_link (&self->items, &item->link);
  self->item_bytes += g_bytes_get_size (rest);
}

/**
 * sio_outlet_is_empty:
 * @self: an outlet
 *
 * Returns: whether nothing waits to be sent
 */
gboolean
sio_outlet_is_empty (SioOutlet *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  if (!g_queue_is_empty (&self->items))
    return FALSE;
  for (SioMember *member = self->members; member != NULL; member = member->next)
    {
      if (member->state != SIO_MEMBER_LAGGED && !sio_member_is_done (member))
        return FALSE;
    }

  return TRUE;
}

/**
 * sio_outlet_set_blocked:
 * @self: an outlet
 * @is_blocked: whether nothing can be sent just now
 *
 * While blocked it is not asked to send. Unblocking asks at the end of the turn, if something
 * waits.
 */
void
sio_outlet_set_blocked (SioOutlet *self,
                        gboolean   is_blocked)
{
  g_return_if_fail (self != NULL && self->hub != NULL);

  if (self->is_blocked == !!is_blocked)
    return;

  self->is_blocked = !!is_blocked;
  for (SioMember *member = self->members; member != NULL; member = member->next)
    {
      if (member->state != SIO_MEMBER_LAGGED)
        sio_member_set_state (member, is_blocked ? SIO_MEMBER_BLOCKED : SIO_MEMBER_READY);
    }
  if (!is_blocked && !sio_outlet_is_empty (self))
    sio_outlet_mark (self);
}

/**
 * sio_outlet_get_pending:
 * @self: an outlet
 *
 * Returns: bytes that wait, in its queue and in its rooms
 */
gsize
sio_outlet_get_pending (SioOutlet *self)
{
  gsize pending;

  g_return_val_if_fail (self != NULL, 0);

  pending = self->item_bytes;
  for (SioMember *member = self->members; member != NULL; member = member->next)
    {
      if (member->state != SIO_MEMBER_LAGGED)
        pending += MIN (member->limit, member->room->end) - member->cursor;
    }

  return pending;
}

/*
 * sio_outlet_item_get_data:
 *
 * All its bytes, sent or not.
 */
const guint8 *
sio_outlet_item_get_data (const SioOutletItem *item,
                          gsize               *size)
{
  if (item->frame != NULL)
    return g_bytes_get_data (item->frame, size);

  *size = item->frames->len;
  return item->frames->data;
}

/*
 * sio_outlet_drop_own:
 *
 * So many bytes of the first item of its own queue are gone.
 */
void
sio_outlet_drop_own (SioOutlet *self,
                     gsize      length)
{
  SioOutletItem *item = self->items.head->data;
  gsize size;

  sio_outlet_item_get_data (item, &size);
  item->sent += length;
  self->item_bytes -= length;
  if (item->sent < size)
    return;

  g_queue_unlink (&self->items, &item->link);
  free_item (item);
}

/*
 * sio_outlet_mark:
 *
 * Has the outlet's turn come at the end of this one.
 */
void
sio_outlet_mark (SioOutlet *self)
{
  if (self->is_dirty)
    return;

  self->is_dirty = TRUE;
  g_queue_push_tail_link (&self->hub->dirty_outlets, &self->dirty_link);
  sio_hub_wake (self->hub);
}

/*
 * sio_outlet_turn:
 *
 * Lets the owner send. The outlet may be gone afterwards.
 */
void
sio_outlet_turn (SioOutlet *self)
{
  if (self->is_dirty)
    g_queue_unlink (&self->hub->dirty_outlets, &self->dirty_link);
  self->is_dirty = FALSE;

  if (self->is_over)
    self->funcs->overflowed (self->owner);
  else if (!self->is_blocked && !sio_outlet_is_empty (self))
    self->funcs->send (self->owner);
}

/*
 * sio_outlet_unlink_member:
 *
 * Takes a place in a room out of the list.
 */
void
sio_outlet_unlink_member (SioOutlet *self,
                          SioMember *member)
{
  SioMember **at = &self->members;

  while (*at != member)
    at = &(*at)->next;
  *at = member->next;
}
