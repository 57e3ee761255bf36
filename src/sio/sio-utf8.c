/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether bytes that come in pieces are UTF-8. Unlike GLib's, U+0000 is a
 * character like any other. It must not know what the text says. */
#define G_LOG_DOMAIN "sio-utf8"

#include "sio/sio-utf8.h"

#include <string.h>

#define HIGH_BITS G_GUINT64_CONSTANT (0x8080808080808080)

/* What follows a first byte, by the Unicode Standard's table of well-formed
 * sequences: no surrogates, nothing longer than it must be, nothing above
 * U+10FFFF. */
static gboolean
begin_character (SioUtf8 *self,
                 guint8   first)
{
  self->low = 0x80;
  self->high = 0xbf;

  if (first >= 0xc2 && first <= 0xdf)
    {
      self->left = 1;
    }
  else if (first >= 0xe0 && first <= 0xef)
    {
      self->left = 2;
      if (first == 0xe0)
        self->low = 0xa0;
      else if (first == 0xed)
        self->high = 0x9f;
    }
  else if (first >= 0xf0 && first <= 0xf4)
    {
      self->left = 3;
      if (first == 0xf0)
        self->low = 0x90;
      else if (first == 0xf4)
        self->high = 0x8f;
    }
  else
    {
      return FALSE;
    }

  return TRUE;
}

/* How many of the bytes are ASCII before one is not. */
static gsize
skip_ascii (const guint8 *data,
            gsize         length)
{
  gsize i = 0;

  for (; length - i >= 8; i += 8)
    {
      guint64 word;

      memcpy (&word, data + i, 8);
      if (word & HIGH_BITS)
        break;
    }
  while (i < length && data[i] < 0x80)
    i++;

  return i;
}

/**
 * sio_utf8_take:
 * @self: a text
 * @data: (array length=length): the next bytes of it
 * @length: how many
 *
 * Judges the next piece. Once this has said no, the text is not to be asked about again.
 *
 * Returns: whether the text can still become UTF-8
 */
gboolean
sio_utf8_take (SioUtf8      *self,
               const guint8 *data,
               gsize         length)
{
  gsize i = 0;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  while (i < length)
    {
      guint8 byte;

      if (self->left == 0)
        {
          i += skip_ascii (data + i, length - i);
          if (i == length)
            return TRUE;
          if (!begin_character (self, data[i++]))
            return FALSE;
          continue;
        }

      byte = data[i++];
      if (byte < self->low || byte > self->high)
        return FALSE;
      self->left--;
      self->low = 0x80;
      self->high = 0xbf;
    }

  return TRUE;
}

/**
 * sio_utf8_is_complete:
 * @self: a text, all of whose pieces were taken
 *
 * Returns: whether it may end here
 */
gboolean
sio_utf8_is_complete (const SioUtf8 *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->left == 0;
}

/**
 * sio_utf8_is_valid:
 * @data: (array length=length): a whole text
 * @length: its bytes
 *
 * Returns: whether it is UTF-8
 */
gboolean
sio_utf8_is_valid (const void *data,
                   gsize       length)
{
  SioUtf8 text = { 0 };

  return sio_utf8_take (&text, data, length) && sio_utf8_is_complete (&text);
}
