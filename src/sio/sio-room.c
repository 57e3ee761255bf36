/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A room: one stream of frames, each built once, that its members read at
 * their own pace. What it keeps is what its slowest member has not read; who
 * is too far behind is let go. It must not know what is said in it. */
#define G_LOG_DOMAIN "sio-room"

#include "sio/sio-room.h"

#include <string.h>

#include "sio/sio-room-private.h"
#include "sio/sio-ws-frame.h"

#define MIN_CHUNK   1024
#define MAX_CHUNK   (64 * 1024)

static void
add_chunk (SioRoom *self,
           gsize    at_least)
{
  gsize size = self->last != NULL ? MIN (self->last->size * 2, MAX_CHUNK) : MIN_CHUNK;
  SioRoomChunk *chunk;

  size = MAX (size, at_least);
  chunk = g_malloc (sizeof *chunk + size);
  memset (chunk, 0, sizeof *chunk);
  chunk->start = self->end;
  chunk->size = size;
  if (self->last != NULL)
    self->last->next = chunk;
  else
    self->first = chunk;
  self->last = chunk;
}

static void
add_entry (SioRoomChunk *chunk,
           guint64       ticket)
{
  if (chunk->n_entries == chunk->max_entries)
    {
      chunk->max_entries = MAX (8, chunk->max_entries * 2);
      chunk->entries = g_renew (SioRoomEntry, chunk->entries, chunk->max_entries);
    }
  chunk->entries[chunk->n_entries++] = (SioRoomEntry) { ticket, chunk->used };
}

static SioMember *
find_member (SioRoom   *self,
             SioOutlet *outlet)
{
  for (SioMember *member = outlet->members; member != NULL; member = member->next)
    {
      if (member->room == self && member->limit == G_MAXUINT64 &&
          member->state != SIO_MEMBER_LAGGED)
        return member;
    }

  return NULL;
}

/* Whether it is still to be told that it fell behind. */
static gboolean
is_lagged (SioRoom   *self,
           SioOutlet *outlet)
{
  for (SioMember *member = outlet->members; member != NULL; member = member->next)
    {
      if (member->room == self && member->state == SIO_MEMBER_LAGGED)
        return TRUE;
    }

  return FALSE;
}

/* Who stays goes once it has read so far; it goes at once if it has. */
static void
let_leave (SioRoom   *self,
           SioMember *member)
{
  self->n_members--;
  member->limit = self->end;
  if (sio_member_is_done (member))
    {
      self->n_members++; /* which freeing counts */
      member->limit = G_MAXUINT64;
      sio_member_free (member);
    }
}

static void
drop_laggards (SioRoom *self)
{
  for (guint state = SIO_MEMBER_READY; state <= SIO_MEMBER_BLOCKED; state++)
    {
      GList *next;

      for (GList *link = self->queues[state].head; link != NULL; link = next)
        {
          SioMember *member = link->data;
          gboolean is_leaving = member->limit != G_MAXUINT64;

          next = link->next;
          if (MIN (member->limit, self->end) - member->cursor <= self->max_lag)
            continue;
          sio_member_drop (member);
          if (is_leaving)
            sio_member_free (member);
          else
            sio_member_set_state (member, SIO_MEMBER_LAGGED);
        }
    }
}

static void
tell_laggards (SioRoom *self)
{
  GQueue *lagged = &self->queues[SIO_MEMBER_LAGGED];

  while (!g_queue_is_empty (lagged))
    {
      SioMember *member = g_queue_peek_head (lagged);
      SioOutlet *outlet = member->outlet;

      sio_member_free (member);
      if (!outlet->is_blocked && !sio_outlet_is_empty (outlet))
        sio_outlet_mark (outlet);
      if (!self->is_closed && self->lagged != NULL)
        self->lagged (self, outlet, self->user_data);
    }
}

/* What is kept reaches further back than anybody may be behind. Chunks are
 * coarse, and looking at everybody is not for every frame. */
static void
check_lag (SioRoom *self)
{
  if (self->first == NULL || self->end - self->first->start <= self->max_lag ||
      self->end < self->check_at)
    return;

  self->check_at = self->end + MAX_CHUNK;
  drop_laggards (self);
  tell_laggards (self);
}

/**
 * sio_room_new:
 * @hub: the hub of its members' outlets
 * @max_lag: bytes that a member may be behind
 * @lagged: (nullable): what is called for a member that was further behind
 * @user_data: what to give it
 *
 * Makes a room without members.
 *
 * Returns: (transfer full): the room
 */
SioRoom *
sio_room_new (SioHub            *hub,
              gsize              max_lag,
              SioRoomLaggedFunc  lagged,
              gpointer           user_data)
{
  SioRoom *self;

  g_return_val_if_fail (hub != NULL, NULL);

  self = g_new0 (SioRoom, 1);
  g_ref_count_init (&self->refs);
  self->hub = hub;
  self->max_lag = max_lag;
  self->lagged = lagged;
  self->user_data = user_data;
  self->dirty_link.data = self;

  return self;
}

/**
 * sio_room_free:
 * @self: (transfer full): a room
 *
 * Ends a room. Its members get what was said so far; nothing is called any more.
 */
void
sio_room_free (SioRoom *self)
{
  GList *next;

  g_return_if_fail (self != NULL);

  self->is_closed = TRUE;
  for (guint state = SIO_MEMBER_READY; state <= SIO_MEMBER_LAGGED; state++)
    {
      for (GList *link = self->queues[state].head; link != NULL; link = next)
        {
          SioMember *member = link->data;

          next = link->next;
          if (state == SIO_MEMBER_LAGGED)
            sio_member_free (member);
          else if (member->limit == G_MAXUINT64)
            let_leave (self, member);
        }
    }
  sio_room_unref (self);
}

SioRoom *
sio_room_ref (SioRoom *self)
{
  g_ref_count_inc (&self->refs);

  return self;
}

void
sio_room_unref (SioRoom *self)
{
  if (!g_ref_count_dec (&self->refs))
    return;

  if (self->is_dirty)
    g_queue_unlink (&self->hub->dirty_rooms, &self->dirty_link);
  for (SioRoomChunk *chunk = self->first; chunk != NULL; chunk = self->first)
    {
      self->first = chunk->next;
      g_free (chunk->entries);
      g_free (chunk);
    }
  g_free (self);
}

/*
 * sio_room_trim:
 *
 * Chunks that nobody reads any more go; where everybody has read everything the
 * last one begins anew.
 */
void
sio_room_trim (SioRoom *self)
{
  while (self->first != self->last && self->first->n_readers == 0)
    {
      SioRoomChunk *chunk = self->first;

      self->first = chunk->next;
      g_free (chunk->entries);
      g_free (chunk);
    }
  if (self->n_behind == 0 && self->first == self->last && self->last != NULL)
    {
      self->last->start = self->end;
      self->last->used = 0;
      self->last->n_entries = 0;
    }
}

/**
 * sio_room_add:
 * @self: a room
 * @outlet: a client's, of the same hub
 *
 * From now on the client gets what is said. Adding a member again changes nothing, nor does adding
 * a client that has gone, or that was let go and is still to be told so in this turn.
 */
void
sio_room_add (SioRoom   *self,
              SioOutlet *outlet)
{
  g_return_if_fail (self != NULL && !self->is_closed);
  g_return_if_fail (outlet != NULL && (outlet->hub == self->hub || outlet->hub == NULL));

  if (outlet->hub == NULL || find_member (self, outlet) != NULL || is_lagged (self, outlet))
    return;
  if (self->last == NULL)
    add_chunk (self, 0);
  sio_member_new (self, outlet);
}

/**
 * sio_room_remove:
 * @self: a room
 * @outlet: a client's
 *
 * The client leaves; it still gets what was said so far.
 *
 * Returns: %FALSE if it is no member
 */
gboolean
sio_room_remove (SioRoom   *self,
                 SioOutlet *outlet)
{
  SioMember *member;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (outlet != NULL, FALSE);

  member = find_member (self, outlet);
  if (member == NULL)
    return FALSE;
  let_leave (self, member);

  return TRUE;
}

/**
 * sio_room_has:
 * @self: a room
 * @outlet: a client's
 *
 * Returns: whether it is a member
 */
gboolean
sio_room_has (SioRoom   *self,
              SioOutlet *outlet)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (outlet != NULL, FALSE);

  return find_member (self, outlet) != NULL;
}

/**
 * sio_room_get_n_members:
 * @self: a room
 *
 * Returns: how many are in it
 */
guint
sio_room_get_n_members (SioRoom *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_members;
}

/**
 * sio_room_say:
 * @self: a room
 * @pieces: (array length=n_pieces): the payload of the frame, in pieces
 * @n_pieces: how many
 * @except: (nullable): a member that does not get it
 *
 * Says one text frame to all members. It leaves at the end of the turn.
 */
void
sio_room_say (SioRoom            *self,
              const struct iovec *pieces,
              guint               n_pieces,
              SioOutlet          *except)
{
  guint8 head[SIO_WS_MAX_SERVER_HEAD];
  gsize length = 0;
  gsize head_length;
  guint64 start;
  SioMember *member;

  g_return_if_fail (self != NULL && !self->is_closed);
  g_return_if_fail (pieces != NULL || n_pieces == 0);

  if (self->n_members == 0)
    return;

  for (guint i = 0; i < n_pieces; i++)
    length += pieces[i].iov_len;
  head_length = sio_ws_frame_write (head, SIO_WS_TEXT, length);
  if (self->last->size - self->last->used < head_length + length)
    {
      add_chunk (self, head_length + length);
      sio_room_trim (self);
    }

  start = self->end;
  memcpy (self->last->data + self->last->used, head, head_length);
  self->last->used += head_length;
  for (guint i = 0; i < n_pieces; i++)
    {
      memcpy (self->last->data + self->last->used, pieces[i].iov_base, pieces[i].iov_len);
      self->last->used += pieces[i].iov_len;
    }
  self->end += head_length + length;
  add_entry (self->last, ++self->hub->last_ticket);

  self->n_left = self->queues[SIO_MEMBER_READY].length;
  self->n_behind = self->n_left + self->queues[SIO_MEMBER_BLOCKED].length;
  member = except != NULL ? find_member (self, except) : NULL;
  if (member != NULL)
    sio_member_add_hole (member, start, self->end);
  sio_hub_mark_room (self);
}

/**
 * sio_room_get_retained:
 * @self: a room
 *
 * Returns: bytes kept for those who have not read them
 */
gsize
sio_room_get_retained (SioRoom *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->first != NULL ? self->end - self->first->start : 0;
}

/*
 * sio_room_turn:
 *
 * Has those who are behind sent what they have not got, the longest waiting
 * first, and lets go who is too far behind.
 */
guint
sio_room_turn (SioRoom *self,
               guint    budget)
{
  GQueue *ready = &self->queues[SIO_MEMBER_READY];

  sio_room_ref (self);
  while (budget > 0 && self->n_left > 0 && !g_queue_is_empty (ready))
    {
      SioMember *member = g_queue_peek_head (ready);

      self->n_left--;
      sio_member_set_state (member, SIO_MEMBER_READY); /* to the end of the queue */
      if (member->cursor == MIN (member->limit, self->end))
        continue;
      budget--;
      sio_outlet_turn (member->outlet);
    }
  check_lag (self);
  if (self->n_left > 0 && !g_queue_is_empty (ready))
    sio_hub_mark_room (self);
  sio_room_unref (self);

  return budget;
}
