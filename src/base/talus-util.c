/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The few helpers that newer GLib has and the floor lacks, and the one door
 * to the kernel's random numbers. It knows nothing of the project. */
#define G_LOG_DOMAIN "talus-base-util"

#include "base/talus-util.h"

#include <errno.h>
#include <sys/random.h>

/**
 * talus_set_string:
 * @pointer: (inout) (not optional) (nullable): where the owned copy lives
 * @string: (nullable): the new text; may be, or lie within, the old one
 *
 * Replaces an owned string by a copy of another, if they differ.
 *
 * Returns: %TRUE if the text changed
 */
gboolean
talus_set_string (char       **pointer,
                  const char  *string)
{
  char *copy;

  g_return_val_if_fail (pointer != NULL, FALSE);

  if (g_strcmp0 (*pointer, string) == 0)
    return FALSE;

  /* Copied before the old one goes: the new text may be a part of it. */
  copy = g_strdup (string);
  g_free (*pointer);
  *pointer = copy;

  return TRUE;
}

/**
 * talus_random_fill:
 * @bytes: (out caller-allocates) (array length=length) (element-type guint8):
 *   the memory to fill
 * @length: how many bytes
 *
 * Fills memory with random bytes of the kernel, good enough for secrets. It
 * may block early in the life of the machine, and ends the program if the
 * kernel has none, because no caller could go on safely. Any thread.
 */
void
talus_random_fill (gpointer bytes,
                   gsize    length)
{
  guint8 *to = bytes;

  g_return_if_fail (bytes != NULL || length == 0);

  while (length > 0)
    {
      gssize got = getrandom (to, length, 0);

      if (got < 0)
        {
          if (errno == EINTR)
            continue;
          g_error ("The kernel gives no random bytes: %s", g_strerror (errno));
        }

      to += got;
      length -= (gsize) got;
    }
}
