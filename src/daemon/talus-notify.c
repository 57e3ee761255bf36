/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The notification protocol of sd_notify(3): one datagram to a socket that the
 * environment names. The protocol is fixed and this small, so that the daemon
 * needs no library of systemd's where systemd is not. */
#define G_LOG_DOMAIN "talus-daemon-notify"

#include "daemon/talus-notify.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/**
 * talus_notify:
 * @state: "READY=1", "STOPPING=1" …
 *
 * Tells the service manager, if there is one. Nothing depends on its hearing.
 */
void
talus_notify (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  gsize length = 0;
  int fd = -1;

  g_return_if_fail (state != NULL);

  if (path == NULL || (path[0] != '/' && path[0] != '@'))
    return;
  length = strlen (path);
  if (length >= sizeof address.sun_path)
    return;

  memcpy (address.sun_path, path, length);
  if (path[0] == '@') /* the abstract name space */
    address.sun_path[0] = '\0';

  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return;
  if (sendto (fd, state, strlen (state), MSG_NOSIGNAL, (struct sockaddr *) &address,
              offsetof (struct sockaddr_un, sun_path) + length) < 0)
    g_message ("The service manager could not be told: %s", g_strerror (errno));
  close (fd);
}
