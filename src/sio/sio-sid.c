/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids of sessions and sockets, which whoever knows one cannot guess another
 * from. It must not know what they name. */
#define G_LOG_DOMAIN "sio-sid"

#include "sio/sio-sid.h"

#include <errno.h>
#include <sys/random.h>

/**
 * sio_sid_draw:
 * @sid: (out caller-allocates): memory for it
 *
 * Draws 120 random bits, as 20 characters that need no escape in an address or in JSON, and a NUL.
 */
void
sio_sid_draw (char sid[SIO_SID_LENGTH + 1])
{
  guint8 bytes[SIO_SID_LENGTH / 4 * 3];
  g_autofree char *text = NULL;
  gsize n = 0;

  while (n < sizeof bytes)
    {
      gssize got = getrandom (bytes + n, sizeof bytes - n, 0);

      if (got > 0)
        n += got;
      else if (errno != EINTR)
        g_error ("The kernel gives no random numbers: %s", g_strerror (errno));
    }

  text = g_base64_encode (bytes, sizeof bytes);
  g_strdelimit (g_strdelimit (text, "+", '-'), "/", '_');
  g_strlcpy (sid, text, SIO_SID_LENGTH + 1);
}
