/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is next for a client: its own queue and the streams of its rooms as
 * one, by the tickets of what was said, without a copy. It must not know who
 * sends it. */
#define G_LOG_DOMAIN "sio-outlet"

#include "sio/sio-outlet.h"

#include "sio/sio-room-private.h"

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

static guint64
get_reader_ticket (const Reader *reader)
{
  if (reader->member != NULL)
    return sio_member_get_ticket (reader->chunk, reader->position);

  return ((SioOutletItem *) reader->item->data)->ticket;
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
      .offset = ((SioOutletItem *) self->items.head->data)->sent,
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
      SioOutletItem *item = reader->item->data;
      gsize size;
      const guint8 *data = sio_outlet_item_get_data (item, &size);

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
        sio_outlet_drop_own (self, n);
    }
  g_warn_if_fail (length == 0);
}
