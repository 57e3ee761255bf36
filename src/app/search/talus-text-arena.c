/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One growing string and where in it each text begins. A text that is dropped
 * is blanked where it lies, so that nothing is found there; when half of it is
 * blank what is left moves together. It must not know what texts are of. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-text-arena.h"

#include <string.h>

#define END          '\n'
#define MIN_COMPACT  (64 * 1024)

typedef struct
{
  gsize offset;
  gsize length;
  guint owner;
} Record;

struct _TalusTextArena
{
  GString *bytes;        /* every text, each with END behind it */
  GArray *records;       /* of Record, by offset */
  gsize n_dead;          /* bytes of dropped texts */
  guint epoch;
  TalusTextMovedFunc moved;
  gpointer user_data;
};

/**
 * talus_text_arena_new:
 * @moved: told of each text that moves when the arena closes up
 * @user_data: for @moved
 *
 * Returns: (transfer full): an empty arena
 */
TalusTextArena *
talus_text_arena_new (TalusTextMovedFunc moved,
                      gpointer           user_data)
{
  TalusTextArena *self = g_new0 (TalusTextArena, 1);

  self->bytes = g_string_new (NULL);
  self->records = g_array_new (FALSE, FALSE, sizeof (Record));
  self->epoch = 1;
  self->moved = moved;
  self->user_data = user_data;

  return self;
}

/**
 * talus_text_arena_free:
 * @self: (transfer full): an arena
 *
 * Frees it with all texts.
 */
void
talus_text_arena_free (TalusTextArena *self)
{
  g_string_free (self->bytes, TRUE);
  g_array_unref (self->records);
  g_free (self);
}

static gboolean
is_dropped (TalusTextArena *self,
            const Record   *record)
{
  return record->length > 0 && self->bytes->str[record->offset] == END;
}

static void
close_up (TalusTextArena *self)
{
  GString *bytes = g_string_sized_new (self->bytes->len - self->n_dead + 1);
  guint n = 0;

  for (guint i = 0; i < self->records->len; i++)
    {
      Record record = g_array_index (self->records, Record, i);

      if (is_dropped (self, &record))
        continue;

      g_string_append_len (bytes, self->bytes->str + record.offset, (gssize) record.length + 1);
      record.offset = bytes->len - record.length - 1;
      g_array_index (self->records, Record, n++) = record;
      self->moved (record.owner, record.offset, self->user_data);
    }

  g_array_set_size (self->records, n);
  g_string_free (self->bytes, TRUE);
  self->bytes = bytes;
  self->n_dead = 0;
  self->epoch++;
}

/**
 * talus_text_arena_clear:
 * @self: an arena
 *
 * Drops all texts.
 */
void
talus_text_arena_clear (TalusTextArena *self)
{
  g_string_truncate (self->bytes, 0);
  g_array_set_size (self->records, 0);
  self->n_dead = 0;
  self->epoch++;
}

/**
 * talus_text_arena_add:
 * @self: an arena
 * @owner: whose text it is
 * @text: folded text without line breaks
 * @length: in bytes, more than 0
 *
 * Adds a text behind all others.
 *
 * Returns: where it lies
 */
gsize
talus_text_arena_add (TalusTextArena *self,
                      guint           owner,
                      const char     *text,
                      gsize           length)
{
  Record record = { self->bytes->len, length, owner };

  g_return_val_if_fail (length > 0, 0);

  g_string_append_len (self->bytes, text, (gssize) length);
  g_string_append_c (self->bytes, END);
  g_array_append_val (self->records, record);

  return record.offset;
}

/**
 * talus_text_arena_drop:
 * @self: an arena
 * @offset: where a text lies
 * @length: its length in bytes
 *
 * Drops a text. Others may move by that; each is told of by then.
 */
void
talus_text_arena_drop (TalusTextArena *self,
                       gsize           offset,
                       gsize           length)
{
  memset (self->bytes->str + offset, END, length);
  self->n_dead += length + 1;
  if (self->n_dead > MIN_COMPACT && self->n_dead > self->bytes->len / 2)
    close_up (self);
}

/**
 * talus_text_arena_get:
 * @self: an arena
 * @offset: where a text lies
 *
 * Returns: (transfer none): the text, not NUL-terminated; valid until
 *   something is added or dropped
 */
const char *
talus_text_arena_get (TalusTextArena *self,
                      gsize           offset)
{
  return self->bytes->str + offset;
}

/**
 * talus_text_arena_get_size:
 * @self: an arena
 *
 * Returns: how many bytes a whole sweep looks at
 */
gsize
talus_text_arena_get_size (TalusTextArena *self)
{
  return self->bytes->len;
}

/**
 * talus_text_arena_get_epoch:
 * @self: an arena
 *
 * Returns: a number that is another one whenever texts have moved
 */
guint
talus_text_arena_get_epoch (TalusTextArena *self)
{
  return self->epoch;
}

/**
 * talus_text_arena_sweep:
 * @self: an arena
 * @sweep: how far it has come; zeros at first
 * @needle: folded text
 * @n_bytes: how many bytes to look at, at most; or so
 * @owner: (out): whose text contains @needle
 *
 * Goes on to the next text that contains @needle; each is told of once. Where
 * none is among the next @n_bytes it stops there, with %FALSE, and can be
 * called again; it is through where sweep->at is the size of the arena. If
 * texts have moved since, it starts anew.
 *
 * Returns: %TRUE if one was found
 */
gboolean
talus_text_arena_sweep (TalusTextArena *self,
                        TalusTextSweep *sweep,
                        const char     *needle,
                        gsize           n_bytes,
                        guint          *owner)
{
  const Record *records = (const Record *) (gpointer) self->records->data;
  gsize end = self->bytes->len;
  const char *found;
  gsize offset;

  if (sweep->epoch != self->epoch)
    *sweep = (TalusTextSweep) { 0, 0, self->epoch };

  if (end - sweep->at > n_bytes)
    {
      const char *stop = memchr (self->bytes->str + sweep->at + n_bytes, END,
                                 end - sweep->at - n_bytes);

      end = stop != NULL ? (gsize) (stop - self->bytes->str) + 1 : end;
    }

  found = memmem (self->bytes->str + sweep->at, end - sweep->at, needle, strlen (needle));
  if (found == NULL)
    {
      sweep->at = end;
      return FALSE;
    }

  offset = (gsize) (found - self->bytes->str);
  while (sweep->record + 1 < self->records->len && records[sweep->record + 1].offset <= offset)
    sweep->record++;

  *owner = records[sweep->record].owner;
  sweep->at = records[sweep->record].offset + records[sweep->record].length + 1;

  return TRUE;
}
