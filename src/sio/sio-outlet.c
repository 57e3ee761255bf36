/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one client is still to be sent, in the order in which it was said: a
 * small queue of its own, and its place in the stream of each room it is in.
 * It must not know the socket. */
#define G_LOG_DOMAIN "sio-outlet"

#include "sio/sio-outlet.h"

#include <string.h>

#include "sio/sio-room-private.h"

/* One frame that others may share, or small ones of this client alone. */
typedef struct
{
  GList       link;
  GBytes     *frame;  /* NULL if there are several */
  GByteArray *frames;
  gsize       sent;
  guint64     ticket;
} OutletItem;

/* What an item takes beside its bytes, about: a client must not have many times
 * its bound kept for it in answers of a few bytes that cannot be kept together. */
#define ITEM_COST 128

/* One source of a peek, as far as the peek has come. */
typedef struct
{
  SioMember    *member;   /* (nullable): the own queue */
  GList        *item;
  gsize         offset;   /* in the item */
  SioRoomChunk *chunk;
  guint64       position;
  guint64       end;
} Reader;

/* Sources that a peek merges. A client in more rooms than that gets what the
 * oldest of them say, up to where one that is left out has its say. */
#define MAX_READERS 16

/* Frames no larger than this, said one after the other, are kept in one piece
 * of about that size: answers come in bursts, and are few bytes. */
#define MAX_SMALL 512
#define MAX_TOGETHER (16 * 1024)

static void
free_item (OutletItem *item)
{
  g_clear_pointer (&item->frame, g_bytes_unref);
  g_clear_pointer (&item->frames, g_byte_array_unref);
  g_free (item);
}

static const guint8 *
get_data (const OutletItem *item,
          gsize            *size)
{
  if (item->frame != NULL)
    return g_bytes_get_data (item->frame, size);

  *size = item->frames->len;
  return item->frames->data;
}

static OutletItem *
new_item (GBytes  *frame,
          guint64  ticket)
{
  OutletItem *item = g_new0 (OutletItem, 1);

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
  OutletItem *item = self->items.tail != NULL ? self->items.tail->data : NULL;
  gsize length, size;
  const guint8 *data, *last;

  data = g_bytes_get_data (frame, &size);
  if (item == NULL || size > MAX_SMALL || !is_latest (self, item->ticket))
    return FALSE;
  last = get_data (item, &length);
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

static guint64
get_reader_ticket (const Reader *reader)
{
  if (reader->member != NULL)
    return sio_member_get_ticket (reader->chunk, reader->position);

  return ((OutletItem *) reader->item->data)->ticket;
}

static gboolean
is_reader_done (const Reader *reader)
{
  return reader->member != NULL ? reader->position >= reader->end : reader->item == NULL;
}

/* The next of a room's chunks once one is read. */
static void
turn_page (Reader *reader)
{
  while (reader->chunk->next != NULL &&
         reader->position == reader->chunk->start + reader->chunk->used)
    reader->chunk = reader->chunk->next;
}

/* When what a member is not to read was said: what follows it is not seen yet. */
static guint64
get_hole_ticket (const Reader *reader)
{
  SioRoomChunk *chunk = reader->chunk;

  if (reader->end == MIN (reader->member->limit, reader->member->room->end))
    return G_MAXUINT64;
  while (reader->end >= chunk->start + chunk->used)
    chunk = chunk->next;

  return sio_member_get_ticket (chunk, reader->end);
}

static guint
collect_readers (SioOutlet *self,
                 Reader     readers[MAX_READERS],
                 guint64   *ceiling)
{
  guint n = 0;

  *ceiling = G_MAXUINT64;

  if (self->items.head != NULL)
    readers[n++] = (Reader) {
      .item = self->items.head,
      .offset = ((OutletItem *) self->items.head->data)->sent,
    };

  for (SioMember *member = self->members; member != NULL; member = member->next)
    {
      Reader reader = { .member = member };
      guint at = n;

      if (member->state == SIO_MEMBER_LAGGED)
        continue;
      reader.end = sio_member_get_end (member);
      reader.position = member->cursor;
      reader.chunk = member->chunk;
      if (is_reader_done (&reader))
        continue;
      turn_page (&reader);
      *ceiling = MIN (*ceiling, get_hole_ticket (&reader));

      /* With too many, the youngest stays out. */
      if (n == MAX_READERS)
        {
          guint64 youngest = get_reader_ticket (&reader);

          for (guint i = 0; i < n; i++)
            {
              if (get_reader_ticket (&readers[i]) > youngest)
                {
                  youngest = get_reader_ticket (&readers[i]);
                  at = i;
                }
            }
          *ceiling = MIN (*ceiling, youngest);
          if (at == n)
            continue;
        }
      readers[at] = reader;
      n = MAX (n, at + 1);
    }

  return n;
}

/* Up to where a reader may go before another one has the older ticket. */
static gsize
get_run_length (const Reader *reader,
                guint64       next_ticket)
{
  const SioRoomChunk *chunk = reader->chunk;
  guint64 end = MIN (reader->end, chunk->start + chunk->used);
  guint low = 0;
  guint high = chunk->n_entries;

  if (next_ticket == G_MAXUINT64)
    return end - reader->position;

  /* The first entry said later than that. */
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (chunk->entries[middle].ticket < next_ticket)
        low = middle + 1;
      else
        high = middle;
    }
  if (low > 0)
    end = MIN (end, chunk->start + chunk->entries[low - 1].end);

  return end - reader->position;
}

/* The one whose turn it is before @ceiling, and the ticket up to which it is. */
static Reader *
choose_reader (Reader  *readers,
               guint    n_readers,
               guint64  ceiling,
               guint64 *next_ticket)
{
  Reader *chosen = NULL;
  guint64 first = ceiling;

  *next_ticket = ceiling;
  for (guint i = 0; i < n_readers; i++)
    {
      guint64 ticket;

      if (is_reader_done (&readers[i]))
        continue;
      ticket = get_reader_ticket (&readers[i]);
      if (ticket < first)
        {
          *next_ticket = first;
          first = ticket;
          chosen = &readers[i];
        }
      else
        {
          *next_ticket = MIN (*next_ticket, ticket);
        }
    }

  return chosen;
}

static struct iovec
read_run (Reader  *reader,
          guint64  next_ticket,
          gsize    max_bytes)
{
  struct iovec run;

  if (reader->member == NULL)
    {
      OutletItem *item = reader->item->data;
      gsize size;
      const guint8 *data = get_data (item, &size);

      run.iov_base = (guint8 *) data + reader->offset;
      run.iov_len = MIN (size - reader->offset, max_bytes);
      reader->item = reader->item->next;
      reader->offset = 0;
      return run;
    }

  run.iov_base = reader->chunk->data + (reader->position - reader->chunk->start);
  run.iov_len = MIN (get_run_length (reader, next_ticket), max_bytes);
  reader->position += run.iov_len;
  turn_page (reader);

  return run;
}

/* Returns whether it is gone. */
static gboolean
consume_own (SioOutlet *self,
             gsize      length)
{
  OutletItem *item = self->items.head->data;
  gsize size;

  get_data (item, &size);
  item->sent += length;
  self->item_bytes -= length;
  if (item->sent < size)
    return FALSE;

  g_queue_unlink (&self->items, &item->link);
  free_item (item);

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
 * Leaves all rooms, as one whose client is about to close does. What they said so far is still sent.
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
  OutletItem *item;

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
  OutletItem *item = new_item (rest, 0);

  g_queue_push_head_link (&self->items, &item->link);
  self->item_bytes += g_bytes_get_size (rest);
}

/**
 * sio_outlet_peek:
 * @self: an outlet
 * @vector: (out caller-allocates) (array length=n_vector): the pieces
 * @n_vector: how many there may be
 * @max_bytes: how many bytes in all
 *
 * Looks at what is next, in the order of the tickets. A frame is never spread over two pieces, but
 * the last piece may end inside one. Valid until anything else of this outlet, its rooms or its hub
 * is called.
 *
 * Returns: how many pieces; 0 only where nothing waits
 */
guint
sio_outlet_peek (SioOutlet    *self,
                 struct iovec *vector,
                 guint         n_vector,
                 gsize         max_bytes)
{
  Reader readers[MAX_READERS];
  SioHub *hub;
  guint n_readers;
  guint64 ceiling;

  g_return_val_if_fail (self != NULL && self->hub != NULL, 0);
  g_return_val_if_fail (n_vector > 0 && max_bytes > 0, 0);

  hub = self->hub;
  n_readers = collect_readers (self, readers, &ceiling);
  hub->peeked = self;
  hub->n_runs = 0;
  while (hub->n_runs < MIN (n_vector, SIO_HUB_MAX_RUNS) && max_bytes > 0)
    {
      guint64 next_ticket;
      Reader *reader = choose_reader (readers, n_readers, ceiling, &next_ticket);
      SioMember *member;

      if (reader == NULL)
        break;
      member = reader->member;
      vector[hub->n_runs] = read_run (reader, next_ticket, max_bytes);
      max_bytes -= vector[hub->n_runs].iov_len;
      hub->runs[hub->n_runs] = (SioRun) { member, vector[hub->n_runs].iov_len };
      hub->n_runs++;
    }

  return hub->n_runs;
}

/**
 * sio_outlet_consume:
 * @self: the outlet that was peeked into last
 * @length: bytes of what was seen, from its beginning
 *
 * Forgets what is gone.
 */
void
sio_outlet_consume (SioOutlet *self,
                    gsize      length)
{
  SioHub *hub;

  g_return_if_fail (self != NULL && self->hub != NULL);
  g_return_if_fail (self->hub->peeked == self);

  hub = self->hub;
  hub->peeked = NULL;
  for (guint i = 0; i < hub->n_runs && length > 0; i++)
    {
      gsize n = MIN (length, hub->runs[i].length);

      length -= n;
      if (hub->runs[i].member != NULL)
        sio_member_advance (hub->runs[i].member, n);
      else
        consume_own (self, n);
    }
  g_warn_if_fail (length == 0);
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
 * While blocked it is not asked to send. Unblocking asks at the end of the turn, if something waits.
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
