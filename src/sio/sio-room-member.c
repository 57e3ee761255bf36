/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One client's place in one room: how far it has read, up to where it may,
 * and what it is not to read. */
#define G_LOG_DOMAIN "sio-room"

#include "sio/sio-room-private.h"

static gboolean
is_leaving (SioMember *self)
{
  return self->limit != G_MAXUINT64;
}

static gboolean
is_behind (SioMember *self)
{
  return self->cursor < MIN (self->limit, self->room->end);
}

static void
set_cursor (SioMember *self,
            guint64    cursor)
{
  gboolean was_behind = is_behind (self);

  self->cursor = cursor;
  while (self->chunk->next != NULL && cursor >= self->chunk->start + self->chunk->used)
    {
      self->chunk->n_readers--;
      self->chunk = self->chunk->next;
      self->chunk->n_readers++;
    }
  if (was_behind && !is_behind (self))
    self->room->n_behind--;
  sio_room_trim (self->room);
}

/* The entry that holds a byte of a chunk. */
static const SioRoomEntry *
find_entry (const SioRoomChunk *chunk,
            guint64             position)
{
  gsize offset = position - chunk->start;
  guint low = 0;
  guint high = chunk->n_entries;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (chunk->entries[middle].end <= offset)
        low = middle + 1;
      else
        high = middle;
    }

  return &chunk->entries[low];
}

/*
 * sio_member_new:
 *
 * A place at the end of the stream.
 */
SioMember *
sio_member_new (SioRoom   *room,
                SioOutlet *outlet)
{
  SioMember *self = g_new0 (SioMember, 1);

  self->room = sio_room_ref (room);
  self->outlet = outlet;
  self->next = outlet->members;
  outlet->members = self;
  self->link.data = self;
  self->chunk = room->last;
  self->chunk->n_readers++;
  self->cursor = room->end;
  self->limit = G_MAXUINT64;
  self->state = outlet->is_blocked ? SIO_MEMBER_BLOCKED : SIO_MEMBER_READY;
  g_queue_push_tail_link (&room->queues[self->state], &self->link);
  room->n_members++;

  return self;
}

/* Reads no more; the room may have gone on without it before. */
static void
stop_reading (SioMember *self)
{
  SioRoom *room = self->room;

  if (self->chunk == NULL)
    return;

  if (is_behind (self))
    room->n_behind--;
  if (!is_leaving (self))
    room->n_members--;
  self->chunk->n_readers--;
  self->chunk = NULL;
  g_clear_pointer (&self->holes, g_array_unref);
  sio_room_trim (room);
}

void
sio_member_free (SioMember *self)
{
  SioRoom *room = self->room;

  stop_reading (self);
  g_queue_unlink (&room->queues[self->state], &self->link);
  sio_outlet_unlink_member (self->outlet, self);
  g_free (self);
  sio_room_unref (room);
}

void
sio_member_set_state (SioMember      *self,
                      SioMemberState  state)
{
  g_queue_unlink (&self->room->queues[self->state], &self->link);
  self->state = state;
  g_queue_push_tail_link (&self->room->queues[state], &self->link);
}

guint64
sio_member_get_end (SioMember *self)
{
  guint64 end = MIN (self->limit, self->room->end);

  while (self->holes != NULL && self->cursor < end)
    {
      SioRoomHole hole = g_array_index (self->holes, SioRoomHole, 0);

      if (self->cursor < hole.start)
        return MIN (end, hole.start);
      g_array_remove_index (self->holes, 0);
      if (self->holes->len == 0)
        g_clear_pointer (&self->holes, g_array_unref);
      set_cursor (self, hole.end);
    }

  return end;
}

gboolean
sio_member_is_done (SioMember *self)
{
  guint64 end = sio_member_get_end (self); /* which moves the cursor */

  return self->cursor >= end;
}

guint64
sio_member_get_ticket (SioRoomChunk *chunk,
                       guint64       position)
{
  return find_entry (chunk, position)->ticket;
}

void
sio_member_advance (SioMember *self,
                    gsize      length)
{
  set_cursor (self, self->cursor + length);
  if (is_leaving (self) && sio_member_is_done (self))
    sio_member_free (self);
}

void
sio_member_add_hole (SioMember *self,
                     guint64    start,
                     guint64    end)
{
  SioRoomHole hole = { start, end };
  SioRoomHole *last;

  /* Whoever has read everything steps over it. */
  if (self->cursor == start)
    {
      set_cursor (self, end);
      return;
    }

  if (self->holes == NULL)
    self->holes = g_array_new (FALSE, FALSE, sizeof (SioRoomHole));
  last = self->holes->len > 0 ? &g_array_index (self->holes, SioRoomHole, self->holes->len - 1)
                              : NULL;
  if (last != NULL && last->end == start)
    last->end = end;
  else
    g_array_append_val (self->holes, hole);
}

void
sio_member_drop (SioMember *self)
{
  SioRoomChunk *chunk = self->chunk;
  gsize offset;
  const SioRoomEntry *entry;
  gsize begin = 0;

  /* A cursor at the end of its chunk is between two frames. */
  offset = self->cursor - chunk->start;
  if (offset < chunk->used)
    {
      entry = find_entry (chunk, self->cursor);
      if (entry > chunk->entries)
        begin = entry[-1].end;
      if (offset > begin)
        {
          g_autoptr (GBytes) rest = g_bytes_new (chunk->data + offset, entry->end - offset);

          sio_outlet_push_rest (self->outlet, rest);
        }
    }
  stop_reading (self);
}
