/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packed properties. An entry is the symbol, the seq and the length as
 * numbers of seven bits a byte, then the text; length 0 is a deleted one.
 * Two thirds of the memory of a graph would otherwise be padding. */
#define G_LOG_DOMAIN "talus-model-props"

#include "model/talus-props.h"

#include <string.h>

#define MAX_NUMBER_SIZE 10
#define MAX_HEAD_SIZE   (3 * MAX_NUMBER_SIZE)

struct _TalusProps
{
  guint32 size;    /* of data */
  guint32 n_live;
  guint8 data[];
};

static guint8 *
put_number (guint8  *at,
            guint64  number)
{
  while (number >= 0x80)
    {
      *at++ = (guint8) (number | 0x80);
      number >>= 7;
    }
  *at++ = (guint8) number;

  return at;
}

static inline const guint8 *
take_number (const guint8 *at,
             guint64      *number)
{
  guint shift = 0;

  *number = 0;
  do
    {
      *number |= (guint64) (*at & 0x7f) << shift;
      shift += 7;
    }
  while ((*at++ & 0x80) != 0);

  return at;
}

static guint
put_head (guint8           head[MAX_HEAD_SIZE],
          const TalusProp *prop)
{
  guint8 *at = head;

  at = put_number (at, prop->symbol);
  at = put_number (at, prop->seq);
  at = put_number (at, prop->json != NULL ? prop->length : 0);

  return (guint) (at - head);
}

static gsize
get_text_length (const TalusProp *prop)
{
  return prop->json != NULL ? prop->length : 0;
}

static TalusProps *
allocate (gsize size,
          guint n_live)
{
  TalusProps *self;

  g_assert (size <= G_MAXUINT32);

  self = g_malloc (sizeof (TalusProps) + size);
  self->size = (guint32) size;
  self->n_live = n_live;

  return self;
}

/* How many properties have a value. */
guint
talus_props_get_n_live (const TalusProps *self)
{
  return self != NULL ? self->n_live : 0;
}

/* How many bytes it takes. */
gsize
talus_props_get_size (const TalusProps *self)
{
  return self != NULL ? sizeof (TalusProps) + self->size : 0;
}

void
talus_props_iter_init (TalusPropsIter   *iter,
                       const TalusProps *self)
{
  iter->at = self != NULL ? self->data : NULL;
  iter->end = self != NULL ? self->data + self->size : NULL;
}

/* Deleted ones come too. */
gboolean
talus_props_iter_next (TalusPropsIter *iter,
                       TalusProp      *prop)
{
  guint64 symbol;
  guint64 length;

  if (iter->at == iter->end)
    return FALSE;

  iter->at = take_number (iter->at, &symbol);
  iter->at = take_number (iter->at, &prop->seq);
  iter->at = take_number (iter->at, &length);
  prop->symbol = (guint) symbol;
  prop->length = (gsize) length;
  prop->json = length > 0 ? (const char *) iter->at : NULL;
  iter->at += length;

  return TRUE;
}

/* Finds the entry of a symbol, a deleted one too. */
gboolean
talus_props_find (const TalusProps *self,
                  guint             symbol,
                  TalusProp        *prop)
{
  TalusPropsIter iter;

  talus_props_iter_init (&iter, self);
  while (talus_props_iter_next (&iter, prop))
    {
      if (prop->symbol == symbol)
        return TRUE;
    }

  return FALSE;
}

/* (transfer full) (nullable): @self with one entry set, or taken out where
 * @prop has neither value nor seq. @self stays as it is. */
TalusProps *
talus_props_replace (const TalusProps *self,
                     TalusSymbols     *symbols,
                     const TalusProp  *prop)
{
  const guint8 *data = self != NULL ? self->data : NULL;
  gsize size = self != NULL ? self->size : 0;
  gsize start = size;       /* where the new entry goes */
  gsize end = size;         /* where the old one ended */
  guint n_live = talus_props_get_n_live (self);
  guint8 head[MAX_HEAD_SIZE];
  gsize head_size = 0;
  gsize text_size = get_text_length (prop);
  TalusPropsIter iter;
  TalusProp entry;
  TalusProps *replaced;
  guint8 *at;

  talus_props_iter_init (&iter, self);
  for (const guint8 *entry_start = data; talus_props_iter_next (&iter, &entry);
       entry_start = iter.at)
    {
      int order = talus_symbols_compare (symbols, entry.symbol, prop->symbol);

      if (order >= 0)
        {
          start = (gsize) (entry_start - data);
          end = order == 0 ? (gsize) (iter.at - data) : start;
          if (order == 0 && entry.json != NULL)
            n_live--;
          break;
        }
    }

  if (prop->json != NULL || prop->seq != 0)
    head_size = put_head (head, prop);
  if (prop->json != NULL)
    n_live++;

  if (size - (end - start) + head_size + text_size == 0)
    return NULL;

  replaced = allocate (size - (end - start) + head_size + text_size, n_live);
  at = replaced->data;
  if (start > 0)
    at = mempcpy (at, data, start);
  at = mempcpy (at, head, head_size);
  if (text_size > 0)
    at = mempcpy (at, prop->json, text_size);
  if (end < size)
    memcpy (at, data + end, size - end);

  return replaced;
}

void
talus_props_builder_init (TalusPropsBuilder *self,
                          TalusSymbols      *symbols)
{
  *self = (TalusPropsBuilder) {
    .symbols = symbols,
    .entries = g_array_new (FALSE, FALSE, sizeof (TalusPropsEntry)),
    .shape = g_array_new (FALSE, FALSE, sizeof (guint)),
    .order = g_array_new (FALSE, FALSE, sizeof (guint)),
    .is_sorted = TRUE,
  };
}

void
talus_props_builder_clear (TalusPropsBuilder *self)
{
  g_clear_pointer (&self->data, g_free);
  g_clear_pointer (&self->entries, g_array_unref);
  g_clear_pointer (&self->shape, g_array_unref);
  g_clear_pointer (&self->order, g_array_unref);
}

static guint
get_symbol (const TalusPropsBuilder *self,
            guint                    index)
{
  return g_array_index (self->entries, TalusPropsEntry, index).symbol;
}

/* Copies @prop. In canonical order it costs least. */
void
talus_props_builder_add (TalusPropsBuilder *self,
                         const TalusProp   *prop)
{
  gsize text_length = get_text_length (prop);
  gsize needed = self->size + MAX_HEAD_SIZE + text_length;
  TalusPropsEntry entry = { prop->symbol, self->size, self->size };

  if (prop->json == NULL && prop->seq == 0)
    return;

  if (needed > self->allocated)
    {
      self->allocated = MAX (needed, 2 * self->allocated);
      self->data = g_realloc (self->data, self->allocated);
    }

  if (self->entries->len > 0 && self->is_sorted)
    self->is_sorted = talus_symbols_compare (self->symbols,
                                             get_symbol (self, self->entries->len - 1),
                                             prop->symbol) < 0;

  self->size += put_head (self->data + self->size, prop);
  if (text_length > 0)
    {
      memcpy (self->data + self->size, prop->json, text_length);
      self->size += text_length;
      self->n_live++;
    }
  entry.end = self->size;
  g_array_append_val (self->entries, entry);
}

static int
compare_entries (gconstpointer a,
                 gconstpointer b,
                 gpointer      user_data)
{
  const TalusPropsBuilder *self = user_data;

  return talus_symbols_compare (self->symbols, get_symbol (self, *(const guint *) a),
                                get_symbol (self, *(const guint *) b));
}

static gboolean
has_last_shape (const TalusPropsBuilder *self)
{
  if (self->shape->len != self->entries->len)
    return FALSE;

  for (guint i = 0; i < self->shape->len; i++)
    {
      if (g_array_index (self->shape, guint, i) != get_symbol (self, i))
        return FALSE;
    }

  return TRUE;
}

/* Finds the order of what was added. FALSE if a key is there twice. */
static gboolean
sort (TalusPropsBuilder *self)
{
  g_array_set_size (self->shape, 0);
  g_array_set_size (self->order, 0);
  for (guint i = 0; i < self->entries->len; i++)
    g_array_append_val (self->order, i);
  g_array_sort_with_data (self->order, compare_entries, self);

  for (guint i = 1; i < self->order->len; i++)
    {
      if (get_symbol (self, g_array_index (self->order, guint, i)) ==
          get_symbol (self, g_array_index (self->order, guint, i - 1)))
        return FALSE;
    }

  for (guint i = 0; i < self->entries->len; i++)
    {
      guint symbol = get_symbol (self, i);

      g_array_append_val (self->shape, symbol);
    }

  return TRUE;
}

static gboolean
copy_sorted (TalusPropsBuilder *self,
             guint8            *to)
{
  if (!has_last_shape (self) && !sort (self))
    return FALSE;

  for (guint i = 0; i < self->order->len; i++)
    {
      const TalusPropsEntry *entry = &g_array_index (self->entries, TalusPropsEntry,
                                                     g_array_index (self->order, guint, i));

      to = mempcpy (to, self->data + entry->start, entry->end - entry->start);
    }

  return TRUE;
}

/* Packs what was added and starts anew. @props is NULL where nothing was.
 * FALSE, and nothing packed, if a key was there twice. */
gboolean
talus_props_builder_end (TalusPropsBuilder  *self,
                         TalusProps        **props)
{
  gboolean is_good = TRUE;

  *props = NULL;
  if (self->size > 0)
    {
      *props = allocate (self->size, self->n_live);
      if (self->is_sorted)
        memcpy ((*props)->data, self->data, self->size);
      else
        is_good = copy_sorted (self, (*props)->data);
      if (!is_good)
        g_clear_pointer (props, g_free);
    }

  self->size = 0;
  g_array_set_size (self->entries, 0);
  self->n_live = 0;
  self->is_sorted = TRUE;

  return is_good;
}
