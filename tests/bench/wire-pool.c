/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The clients' half of RFC 6455, Engine.IO 4 and Socket.IO 5, as much as a
 * member of a room needs. Whatever a server does that it may not do ends the
 * program: a figure of a broken run is none. */
#define G_LOG_DOMAIN "bench-wire"

#include "wire-pool.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib-unix.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* One turn's share of one client: what a coalescing server sends at once fits. */
#define BUFFER_SIZE (512 * 1024)
#define EVENTS_PER_TURN 1024
#define JOIN_DEADLINE_MS 60000

enum
{
  OP_TEXT = 0x1,
  OP_CLOSE = 0x8,
  OP_PING = 0x9,
};

static char buffer[BUFFER_SIZE];

/**
 * wire_fail:
 * @format: why, as printf() has it
 *
 * Says why there is no figure, and ends the program.
 */
void
wire_fail (const char *format,
           ...)
{
  va_list args;

  fputs ("bench-wire: ", stderr);
  va_start (args, format);
  vfprintf (stderr, format, args);
  va_end (args);
  fputc ('\n', stderr);
  exit (1);
}

/**
 * wire_fill:
 * @pattern: text with `@N@` and `@UUID@`
 * @number: what `@N@` becomes
 *
 * Returns: (transfer full): the text, each `@UUID@` a new one
 */
GString *
wire_fill (const char *pattern,
           guint64     number)
{
  GString *text = g_string_new (NULL);

  while (*pattern != '\0')
    {
      if (g_str_has_prefix (pattern, "@UUID@"))
        {
          g_autofree char *id = g_uuid_string_random ();

          g_string_append (text, id);
          pattern += strlen ("@UUID@");
        }
      else if (g_str_has_prefix (pattern, "@N@"))
        {
          g_string_append_printf (text, "%" G_GUINT64_FORMAT, number);
          pattern += strlen ("@N@");
        }
      else
        {
          g_string_append_c (text, *pattern++);
        }
    }

  return text;
}

static void
append_frame (GString    *out,
              guint8      opcode,
              const char *data,
              gsize       length)
{
  /* Any key will do here; zeros would spare some servers the work. */
  static const guint8 key[4] = { 0x9c, 0x2f, 0x71, 0xe8 };
  gsize start;

  g_string_append_c (out, (char) (0x80 | opcode));
  if (length < 126)
    {
      g_string_append_c (out, (char) (0x80 | length));
    }
  else
    {
      g_assert (length <= G_MAXUINT16);
      g_string_append_c (out, (char) (0x80 | 126));
      g_string_append_c (out, (char) (length >> 8));
      g_string_append_c (out, (char) length);
    }
  g_string_append_len (out, (const char *) key, sizeof key);
  start = out->len;
  g_string_append_len (out, data, length);
  for (gsize i = 0; i < length; i++)
    out->str[start + i] ^= key[i % 4];
}

/**
 * wire_append_frame:
 * @out: where the frame goes
 * @text: an Engine.IO packet, at most 64 KiB
 * @length: its bytes
 *
 * Appends one masked text frame.
 */
void
wire_append_frame (GString    *out,
                   const char *text,
                   gsize       length)
{
  append_frame (out, OP_TEXT, text, length);
}

/**
 * wire_client_send:
 * @client: who sends
 * @frames: masked frames
 * @length: their bytes
 *
 * Sends them; what a client of a benchmark has to say fits into a socket.
 */
void
wire_client_send (WireClient *client,
                  const char *frames,
                  gsize       length)
{
  gssize n = send (client->fd, frames, length, MSG_NOSIGNAL);

  if (n != (gssize) length)
    wire_fail ("client %u cannot send: %s", client->number,
               n < 0 ? g_strerror (errno) : "the socket is full");
}

static void
send_text (WireClient *client,
           const char *text,
           gsize       length)
{
  g_autoptr(GString) out = g_string_sized_new (length + 8);

  append_frame (out, OP_TEXT, text, length);
  wire_client_send (client, out->str, out->len);
}

static void
send_filled (WireClient *client,
             const char *prefix,
             const char *pattern,
             const char *suffix)
{
  g_autoptr(GString) text = wire_fill (pattern, client->number);

  g_string_prepend (text, prefix);
  g_string_append (text, suffix);
  send_text (client, text->str, text->len);
}

static gboolean
starts_with (const char *text,
             gsize       length,
             const char *prefix)
{
  gsize n = strlen (prefix);

  return length >= n && memcmp (text, prefix, n) == 0;
}

static gboolean
is_of_room (const char *text,
            gsize       length)
{
  return starts_with (text, length, "42[\"property-changed\"") ||
         starts_with (text, length, "42[\"command:") ||
         starts_with (text, length, "42[\"record\"");
}

static void
take_event (WireClient *client,
            const char *text,
            gsize       length)
{
  WirePool *pool = client->pool;

  if (starts_with (text, length, "42[\"error\"") || starts_with (text, length, "42[\"sync\"") ||
      starts_with (text, length, "42[\"session:closed\""))
    wire_fail ("client %u was told %.*s", client->number, (int) MIN (length, 500), text);
  if (client->state == WIRE_JOINED)
    {
      if (is_of_room (text, length))
        pool->funcs->event (client, text, length, pool->user_data);
    }
  else if (client->state == WIRE_JOINING && starts_with (text, length, "42[\"joined\""))
    {
      client->state = WIRE_JOINED;
      pool->n_connecting--;
      pool->n_joined++;
    }
}

static void
take_text (WireClient *client,
           const char *text,
           gsize       length)
{
  WirePool *pool = client->pool;

  if (length >= 2 && text[0] == '4' && text[1] == '2')
    {
      take_event (client, text, length);
    }
  else if (length >= 2 && text[0] == '4' && text[1] == '3')
    {
      pool->funcs->ack (client, text, length, pool->user_data);
    }
  else if (length == 1 && text[0] == '2')
    {
      pool->n_pings++;
      send_text (client, "3", 1);
    }
  else if (client->state == WIRE_OPENING && text[0] == '0')
    {
      client->state = WIRE_ENTERING;
      send_filled (client, "40", pool->auth, "");
    }
  else if (client->state == WIRE_ENTERING && starts_with (text, length, "40{"))
    {
      client->state = WIRE_JOINING;
      send_filled (client, "42[\"join_session\",", pool->join, "]");
    }
  else if (length != 1 || text[0] != '6')
    {
      wire_fail ("client %u got %.*s", client->number, (int) MIN (length, 500), text);
    }
}

static void
take_frame (WireClient *client,
            guint8      first,
            const char *data,
            gsize       length)
{
  if (first == (0x80 | OP_TEXT) && length > 0)
    {
      take_text (client, data, length);
    }
  else if (first == (0x80 | OP_PING))
    {
      g_autoptr(GString) pong = g_string_new (NULL);

      append_frame (pong, 0xa, data, length);
      wire_client_send (client, pong->str, pong->len);
    }
  else
    {
      wire_fail ("client %u got a frame that starts with 0x%02x, %" G_GSIZE_FORMAT " bytes%s",
                 client->number, first, length, (first & 0xf) == OP_CLOSE ? ": closed" : "");
    }
}

/* How many bytes of whole frames there were. */
static gsize
take_frames (WireClient *client,
             const char *data,
             gsize       length)
{
  const guint8 *bytes = (const guint8 *) data;
  gsize at = 0;

  while (length - at >= 2)
    {
      gsize header = 2;
      gsize payload = bytes[at + 1];

      if (payload == 126)
        {
          header = 4;
          if (length - at < header)
            break;
          payload = (gsize) bytes[at + 2] << 8 | bytes[at + 3];
        }
      else if (payload == 127)
        {
          header = 10;
          if (length - at < header)
            break;
          payload = 0;
          for (int i = 2; i < 10; i++)
            payload = payload << 8 | bytes[at + i];
        }
      else if (payload > 127)
        {
          wire_fail ("client %u got a masked frame", client->number);
        }
      if (header + payload > BUFFER_SIZE)
        wire_fail ("client %u got a frame of %" G_GSIZE_FORMAT " bytes", client->number, payload);
      if (length - at < header + payload)
        break;
      take_frame (client, bytes[at], data + at + header, payload);
      at += header + payload;
    }

  return at;
}

static gsize
take_answer (WireClient *client,
             const char *data,
             gsize       length)
{
  const char *end = memmem (data, length, "\r\n\r\n", 4);

  if (end == NULL)
    return 0;
  if (!starts_with (data, length, "HTTP/1.1 101"))
    wire_fail ("client %u was answered %.*s", client->number, (int) MIN (length, 300), data);
  client->state = WIRE_OPENING;

  return end + 4 - data;
}

static void
keep_rest (WireClient *client,
           const char *data,
           gsize       length)
{
  if (length > client->carry_size)
    {
      client->carry_size = MAX (length, 2 * client->carry_size);
      client->carry = g_realloc (client->carry, client->carry_size);
    }
  if (length > 0)
    memcpy (client->carry, data, length);
  client->n_carry = length;
}

static void
receive (gpointer owner)
{
  WireClient *client = owner;
  gsize had = client->n_carry, taken = 0;
  gssize n;

  if (had > 0)
    memcpy (buffer, client->carry, had);
  n = recv (client->fd, buffer + had, BUFFER_SIZE - had, 0);
  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return;
  if (n <= 0)
    wire_fail ("client %u was disconnected: %s", client->number,
               n < 0 ? g_strerror (errno) : "end of file");
  client->pool->n_receives++;
  client->pool->n_bytes += n;
  had += n;
  if (client->state == WIRE_UPGRADING)
    taken = take_answer (client, buffer, had);
  if (client->state != WIRE_UPGRADING)
    taken += take_frames (client, buffer + taken, had - taken);
  keep_rest (client, buffer + taken, had - taken);
}

static void
connect_client (WirePool   *self,
                WireClient *client)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (self->port) };
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = &client->watch };
  g_autofree char *request = NULL;
  int one = 1;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  client->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (client->fd < 0 ||
      connect (client->fd, (struct sockaddr *) &address, sizeof address) != 0)
    wire_fail ("client %u cannot connect: %s", client->number, g_strerror (errno));
  setsockopt (client->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  g_unix_set_fd_nonblocking (client->fd, TRUE, NULL);
  request = g_strdup_printf ("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                             "Host: 127.0.0.1:%d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                             "Sec-WebSocket-Version: 13\r\n"
                             "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", self->port);
  wire_client_send (client, request, strlen (request));
  if (epoll_ctl (self->epoll, EPOLL_CTL_ADD, client->fd, &event) != 0)
    wire_fail ("epoll: %s", g_strerror (errno));
}

/**
 * wire_pool_init:
 * @self: to fill in; port, auth, join and funcs are the caller's to set
 * @n_clients: how many there will be
 */
void
wire_pool_init (WirePool *self,
                guint     n_clients)
{
  self->epoll = epoll_create1 (EPOLL_CLOEXEC);
  self->n_clients = n_clients;
  self->clients = g_new0 (WireClient, n_clients);
  for (guint i = 0; i < n_clients; i++)
    {
      self->clients[i].watch = (WireWatch) { receive, &self->clients[i] };
      self->clients[i].pool = self;
      self->clients[i].number = i;
      self->clients[i].fd = -1;
    }
}

/**
 * wire_pool_clear:
 * @self: an initialised pool
 *
 * Disconnects everybody.
 */
void
wire_pool_clear (WirePool *self)
{
  for (guint i = 0; i < self->n_clients; i++)
    {
      if (self->clients[i].fd >= 0)
        close (self->clients[i].fd);
      g_free (self->clients[i].carry);
    }
  g_free (self->clients);
  close (self->epoll);
}

/**
 * wire_pool_watch:
 * @self: the pool
 * @fd: borrowed
 * @watch: (not nullable): who is told; lives as long as @fd is open
 *
 * Has something else wait in the same set.
 */
void
wire_pool_watch (WirePool  *self,
                 int        fd,
                 WireWatch *watch)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = watch };

  if (epoll_ctl (self->epoll, EPOLL_CTL_ADD, fd, &event) != 0)
    wire_fail ("epoll: %s", g_strerror (errno));
}

/**
 * wire_pool_unwatch:
 * @self: the pool
 * @fd: what wire_pool_watch() had
 */
void
wire_pool_unwatch (WirePool *self,
                   int       fd)
{
  epoll_ctl (self->epoll, EPOLL_CTL_DEL, fd, NULL);
}

/**
 * wire_pool_join_all:
 * @self: the pool
 * @at_once: how many may be on their way at a time
 *
 * Connects everybody and returns when all have joined.
 */
void
wire_pool_join_all (WirePool *self,
                    guint     at_once)
{
  guint n_started = 0;

  while (self->n_joined < self->n_clients)
    {
      for (; n_started < self->n_clients && self->n_connecting < at_once; n_started++)
        {
          self->n_connecting++;
          connect_client (self, &self->clients[n_started]);
        }
      if (!wire_pool_turn (self, JOIN_DEADLINE_MS))
        wire_fail ("only %u of %u have joined", self->n_joined, self->n_clients);
    }
}

/**
 * wire_pool_turn:
 * @self: the pool
 * @timeout_ms: how long to wait for anything; -1 for ever
 *
 * Takes what has come.
 *
 * Returns: whether anything had
 */
gboolean
wire_pool_turn (WirePool *self,
                int       timeout_ms)
{
  struct epoll_event events[EVENTS_PER_TURN];
  int n = epoll_wait (self->epoll, events, EVENTS_PER_TURN, timeout_ms);

  for (int i = 0; i < n; i++)
    {
      WireWatch *watch = events[i].data.ptr;

      watch->ready (watch->owner);
    }

  return n > 0 || (n < 0 && errno == EINTR);
}
