/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The member names of the objects that a reader has open: finds the second
 * use of a name, and tells an error message the way down. It knows names and
 * nesting, no JSON. */
#define G_LOG_DOMAIN "talus-base-json-names"

#include "base/talus-json-names-private.h"

#include <pthread.h>
#include <string.h>

#include "base/talus-util.h"

/* Up to here comparing with each name is cheaper than hashing. */
#define N_LINEAR     16
/* A table up to this size is kept for the next object at the same level. */
#define N_KEPT_SLOTS 256

/* A name costs 16 bytes and no allocation: its text lies in the input, or,
 * where it had escapes, in copies, which is counted as if it followed the
 * input. */
typedef struct
{
  gsize offset;
  gsize length;
} Name;

typedef struct
{
  guint32 hash;
  guint32 place; /* in the object, from 1; 0 is a free slot */
} Slot;

typedef struct
{
  guint first;       /* in names */
  gsize copies_size; /* when the object began */
  Slot *slots;       /* linear probing, at most half full; NULL: not yet needed */
  guint n_slots;     /* allocated, a power of 2 */
  gboolean is_hashed;
} Object;

struct _TalusJsonNames
{
  const char *data;
  gsize size;
  GArray *names;
  GArray *objects; /* never shrinks, so that their tables are used again */
  guint n_objects;
  GString *copies;
};

static guint64 hash_key[2];

static void
draw_hash_key (void)
{
  talus_random_fill (hash_key, sizeof hash_key);
}

static inline guint64
rotate (guint64 value,
        int     by)
{
  return value << by | value >> (64 - by);
}

static inline void
mix (guint64 v[4])
{
  v[0] += v[1];
  v[1] = rotate (v[1], 13) ^ v[0];
  v[0] = rotate (v[0], 32);
  v[2] += v[3];
  v[3] = rotate (v[3], 16) ^ v[2];
  v[0] += v[3];
  v[3] = rotate (v[3], 21) ^ v[0];
  v[2] += v[1];
  v[1] = rotate (v[1], 17) ^ v[2];
  v[2] = rotate (v[2], 32);
}

/* SipHash-1-3: names come from outside, and with a hash that can be foretold
 * a few megabytes of colliding ones would cost minutes. */
static guint32
hash_name (const char *text,
           gsize       length)
{
  guint64 v[4] = {
    hash_key[0] ^ G_GUINT64_CONSTANT (0x736f6d6570736575),
    hash_key[1] ^ G_GUINT64_CONSTANT (0x646f72616e646f6d),
    hash_key[0] ^ G_GUINT64_CONSTANT (0x6c7967656e657261),
    hash_key[1] ^ G_GUINT64_CONSTANT (0x7465646279746573),
  };
  guint64 word;
  gsize i;

  for (i = 0; length - i >= 8; i += 8)
    {
      memcpy (&word, text + i, sizeof word);
      v[3] ^= word;
      mix (v);
      v[0] ^= word;
    }

  word = (guint64) length << 56;
  for (guint shift = 0; i < length; i++, shift += 8)
    word |= (guint64) (guchar) text[i] << shift;
  v[3] ^= word;
  mix (v);
  v[0] ^= word;

  v[2] ^= 0xff;
  mix (v);
  mix (v);
  mix (v);

  return (guint32) (v[0] ^ v[1] ^ v[2] ^ v[3]);
}

static inline const char *
get_text (TalusJsonNames *self,
          const Name     *name)
{
  return name->offset < self->size ? self->data + name->offset
                                   : self->copies->str + (name->offset - self->size);
}

static inline gboolean
is_name (TalusJsonNames *self,
         const Name     *name,
         const char     *text,
         gsize           length)
{
  return name->length == length && memcmp (get_text (self, name), text, length) == 0;
}

static void
put_slot (Object  *object,
          guint32  hash,
          guint32  place)
{
  guint mask = object->n_slots - 1;
  guint i = hash & mask;

  while (object->slots[i].place != 0)
    i = (i + 1) & mask;

  object->slots[i] = (Slot) { hash, place };
}

/* Makes room for one name more than the object has. */
static void
reserve_slot (TalusJsonNames *self,
              Object         *object,
              guint           n_names)
{
  g_autofree Slot *old = NULL;
  guint n_old;

  if (!object->is_hashed)
    {
      if (object->slots == NULL)
        {
          object->n_slots = 4 * N_LINEAR;
          object->slots = g_new0 (Slot, object->n_slots);
        }
      else
        {
          memset (object->slots, 0, object->n_slots * sizeof (Slot));
        }

      for (guint i = 0; i < n_names; i++)
        {
          const Name *name = &g_array_index (self->names, Name, object->first + i);

          put_slot (object, hash_name (get_text (self, name), name->length), i + 1);
        }
      object->is_hashed = TRUE;
    }

  if (n_names < object->n_slots / 2)
    return;

  old = object->slots;
  n_old = object->n_slots;
  object->n_slots *= 2;
  object->slots = g_new0 (Slot, object->n_slots);
  for (guint i = 0; i < n_old; i++)
    {
      if (old[i].place != 0)
        put_slot (object, old[i].hash, old[i].place);
    }
}

/* Looks a name up and, if it is new, enters it as the next. */
static gboolean
enter_hashed (TalusJsonNames *self,
              Object         *object,
              guint           n_names,
              const char     *text,
              gsize           length)
{
  guint32 hash = hash_name (text, length);
  guint mask;

  reserve_slot (self, object, n_names);
  mask = object->n_slots - 1;

  for (guint i = hash & mask; object->slots[i].place != 0; i = (i + 1) & mask)
    {
      const Slot *slot = &object->slots[i];

      if (slot->hash == hash &&
          is_name (self, &g_array_index (self->names, Name, object->first + slot->place - 1),
                   text, length))
        return FALSE;
    }

  put_slot (object, hash, n_names + 1);

  return TRUE;
}

static void
clear_object (gpointer data)
{
  Object *object = data;

  g_clear_pointer (&object->slots, g_free);
}

/* Makes a set for the names of one text. @data must outlive it. */
TalusJsonNames *
talus_json_names_new (const char *data,
                      gsize       size)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  TalusJsonNames *self;

  pthread_once (&once, draw_hash_key);

  self = g_new0 (TalusJsonNames, 1);
  self->data = data;
  self->size = size;
  self->names = g_array_new (FALSE, FALSE, sizeof (Name));
  self->objects = g_array_new (FALSE, TRUE, sizeof (Object));
  g_array_set_clear_func (self->objects, clear_object);
  self->copies = g_string_new (NULL);

  return self;
}

void
talus_json_names_free (TalusJsonNames *self)
{
  g_array_unref (self->names);
  g_array_unref (self->objects);
  g_string_free (self->copies, TRUE);
  g_free (self);
}

/* An object begins. */
void
talus_json_names_push (TalusJsonNames *self)
{
  Object *object;

  if (self->n_objects == self->objects->len)
    g_array_set_size (self->objects, self->n_objects + 1);

  object = &g_array_index (self->objects, Object, self->n_objects++);
  object->first = self->names->len;
  object->copies_size = self->copies->len;
  object->is_hashed = FALSE;
}

/* The innermost object ends. */
void
talus_json_names_pop (TalusJsonNames *self)
{
  Object *object;

  g_assert (self->n_objects > 0);

  object = &g_array_index (self->objects, Object, --self->n_objects);
  g_array_set_size (self->names, object->first);
  g_string_truncate (self->copies, object->copies_size);
  if (object->n_slots > N_KEPT_SLOTS)
    g_clear_pointer (&object->slots, g_free);
}

/* Adds a name to the innermost object. @text lies in the input, or is copied.
 * Returns %FALSE if the object has it already, and adds nothing. */
gboolean
talus_json_names_add (TalusJsonNames *self,
                      const char     *text,
                      gsize           length)
{
  Object *object;
  guint n_names;
  Name name;

  g_assert (self->n_objects > 0);

  object = &g_array_index (self->objects, Object, self->n_objects - 1);
  n_names = self->names->len - object->first;

  if (n_names < N_LINEAR)
    {
      for (guint i = object->first; i < self->names->len; i++)
        {
          if (is_name (self, &g_array_index (self->names, Name, i), text, length))
            return FALSE;
        }
    }
  else if (!enter_hashed (self, object, n_names, text, length))
    {
      return FALSE;
    }

  name.length = length;
  if (text >= self->data && text < self->data + self->size)
    {
      name.offset = (gsize) (text - self->data);
    }
  else
    {
      name.offset = self->size + self->copies->len;
      g_string_append_len (self->copies, text, (gssize) length);
    }
  g_array_append_val (self->names, name);

  return TRUE;
}

/* The name last added to the @level-th object from outside, or %NULL if it
 * has none. */
const char *
talus_json_names_get_last (TalusJsonNames *self,
                           guint           level,
                           gsize          *length)
{
  const Object *object;
  const Name *name;
  guint end;

  g_assert (level < self->n_objects);

  object = &g_array_index (self->objects, Object, level);
  end = level + 1 < self->n_objects ? (object + 1)->first : self->names->len;
  if (end == object->first)
    return NULL;

  name = &g_array_index (self->names, Name, end - 1);
  *length = name->length;

  return get_text (self, name);
}
