/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deliberately strict: an answer that is not framed as HTTP/1.1 says is an
 * error of the host, and the programs here are there to find those. */
#define G_LOG_DOMAIN "sim-http"

#include "sim-http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <gio/gio.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* No answer may take longer; the slowest are graphs of a million nodes. */
#define CALL_SECONDS 120

void
sim_http_answer_init (SimHttpAnswer *self)
{
  self->body = g_string_new (NULL);
  self->in = g_string_new (NULL);
  sim_http_answer_reset (self);
}

/* Ready for the next answer of the connection. */
void
sim_http_answer_reset (SimHttpAnswer *self)
{
  self->status = 0;
  self->left = -1;
  self->closes = FALSE;
  self->chunked = FALSE;
  self->complete = FALSE;
  g_string_truncate (self->body, 0);
  g_string_truncate (self->in, 0);
}

void
sim_http_answer_clear (SimHttpAnswer *self)
{
  g_string_free (self->body, TRUE);
  g_string_free (self->in, TRUE);
}

static gboolean
fail (GError     **error,
      const char  *what)
{
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, "The answer is not HTTP: %s", what);
  return FALSE;
}

/* The value of a header, found in a head that ends with an empty line. */
static const char *
find_header (const char *head,
             const char *name)
{
  gsize length = strlen (name);

  for (const char *line = strstr (head, "\r\n"); line != NULL; line = strstr (line, "\r\n"))
    {
      line += 2;
      if (g_ascii_strncasecmp (line, name, length) == 0 && line[length] == ':')
        return line + length + 1 + strspn (line + length + 1, " ");
    }

  return NULL;
}

static gboolean
take_head (SimHttpAnswer  *self,
           GError        **error)
{
  const char *end = strstr (self->in->str, "\r\n\r\n");
  const char *coding, *length, *connection;

  if (end == NULL)
    return self->in->len < 65536 || fail (error, "no end of the head");
  if (strncmp (self->in->str, "HTTP/1.1 ", 9) != 0)
    return fail (error, "no status line");

  self->status = atoi (self->in->str + 9);
  self->in->str[end + 2 - self->in->str] = '\0'; /* the headers alone; erased below */
  coding = find_header (self->in->str, "Transfer-Encoding");
  length = find_header (self->in->str, "Content-Length");
  connection = find_header (self->in->str, "Connection");
  self->closes = connection != NULL && g_ascii_strncasecmp (connection, "close", 5) == 0;
  self->chunked = coding != NULL && g_ascii_strncasecmp (coding, "chunked", 7) == 0;
  if (!self->chunked && length == NULL)
    return fail (error, "neither a length nor chunks");
  self->left = self->chunked ? 0 : g_ascii_strtoll (length, NULL, 10);
  g_string_erase (self->in, 0, end + 4 - self->in->str);

  return TRUE;
}

/* Moves @length bytes of the input to the body. */
static void
move_to_body (SimHttpAnswer *self,
              gsize          at,
              gsize          length)
{
  g_string_append_len (self->body, self->in->str + at, length);
}

static gboolean
take_chunks (SimHttpAnswer  *self,
             GError        **error)
{
  gsize at = 0;

  while (!self->complete)
    {
      const char *line = self->in->str + at;
      const char *end = strstr (line, "\r\n");
      char *after = NULL;
      guint64 size;

      if (end == NULL)
        break;
      size = g_ascii_strtoull (line, &after, 16);
      if (after == line || (*after != '\r' && *after != ';'))
        return fail (error, "a chunk without a size");
      if (self->in->len - (end + 2 - self->in->str) < size + 2)
        break;
      if (memcmp (end + 2 + size, "\r\n", 2) != 0)
        return fail (error, "a chunk that does not end");
      move_to_body (self, end + 2 - self->in->str, size);
      at = end + 2 + size + 2 - self->in->str;
      self->complete = size == 0;
    }
  g_string_erase (self->in, 0, at);

  return TRUE;
}

/**
 * sim_http_answer_feed:
 * @self: an answer, not complete
 * @data: bytes from the connection
 * @length: how many
 * @error: return location
 *
 * Takes bytes in. See @complete afterwards.
 *
 * Returns: %FALSE if they are not HTTP, or go beyond the answer
 */
gboolean
sim_http_answer_feed (SimHttpAnswer  *self,
                      const char     *data,
                      gsize           length,
                      GError        **error)
{
  g_string_append_len (self->in, data, length);
  if (self->left < 0 && !take_head (self, error))
    return FALSE;
  if (self->left < 0)
    return TRUE;

  if (self->chunked)
    {
      if (!take_chunks (self, error))
        return FALSE;
    }
  else
    {
      gsize taken = MIN ((gsize) self->left, self->in->len);

      move_to_body (self, 0, taken);
      g_string_erase (self->in, 0, taken);
      self->left -= taken;
      self->complete = self->left == 0;
    }
  if (self->complete && self->in->len > 0)
    return fail (error, "bytes behind it");

  return TRUE;
}

/* (transfer full): a request; a body is JSON. */
GString *
sim_http_format (const char *method,
                 const char *path,
                 const char *body)
{
  GString *request = g_string_new (NULL);

  g_string_append_printf (request, "%s /api/v1%s HTTP/1.1\r\nHost: 127.0.0.1\r\n", method, path);
  if (body != NULL)
    g_string_append_printf (request,
                            "Content-Type: application/json\r\nContent-Length: %zu\r\n",
                            strlen (body));
  g_string_append (request, "\r\n");
  if (body != NULL)
    g_string_append (request, body);

  return request;
}

/**
 * sim_http_connect:
 * @port: a port of this machine
 * @error: return location
 *
 * Returns: a connected descriptor, or -1
 */
int
sim_http_connect (guint16   port,
                  GError  **error)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int one = 1;

  if (fd >= 0 && connect (fd, (struct sockaddr *) &address, sizeof address) == 0)
    {
      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      return fd;
    }
  g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno), "Cannot connect to port %u: %s",
               port, g_strerror (errno));
  if (fd >= 0)
    close (fd);

  return -1;
}

/**
 * sim_http_call:
 * @port: a port of this machine
 * @method: "GET" …
 * @path: below /api/v1
 * @body: (nullable): JSON
 * @answer: initialised; reset first
 * @error: return location
 *
 * One request on a connection of its own, waited for.
 */
gboolean
sim_http_call (guint16         port,
               const char     *method,
               const char     *path,
               const char     *body,
               SimHttpAnswer  *answer,
               GError        **error)
{
  g_autoptr(GString) request = sim_http_format (method, path, body);
  struct timeval limit = { .tv_sec = CALL_SECONDS };
  char buffer[65536];
  gsize sent = 0;
  int fd = sim_http_connect (port, error);

  if (fd < 0)
    return FALSE;
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  sim_http_answer_reset (answer);
  while (sent < request->len)
    {
      gssize n = send (fd, request->str + sent, request->len - sent, MSG_NOSIGNAL);

      if (n <= 0)
        break;
      sent += n;
    }
  while (!answer->complete)
    {
      gssize n = recv (fd, buffer, sizeof buffer, 0);

      if (n <= 0)
        {
          g_set_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED,
                       "No whole answer to %s %s: %s", method, path,
                       n < 0 ? g_strerror (errno) : "the connection ended");
          break;
        }
      if (!sim_http_answer_feed (answer, buffer, n, error))
        break;
    }
  close (fd);

  return answer->complete && answer->in->len == 0;
}
