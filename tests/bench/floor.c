/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The floor: what a room costs when nothing is done but tell it. One epoll set,
 * a handshake that believes everything, no log, no graph, no limits; a command
 * becomes three ready-made frames. What is left is the kernel's price.
 *
 * floor MODE PORT: MODE is "lone" (a send() a client an event) or "gathered"
 * (what a turn of the loop brought, in one send() a client). */
#define G_LOG_DOMAIN "floor"

#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define WEBSOCKET_GUID "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
#define BACKLOG 4096
#define EVENTS_PER_TURN 256
#define INPUT_SIZE 65536
/* Cutting the stream moves what is left of it: not too often. */
#define CUT_SIZE (16 * 1024 * 1024)

typedef struct
{
  int fd;
  guint index;
  gboolean upgraded;
  gboolean joined;
  gboolean blocked;  /* until EPOLLOUT */
  guint64 cursor;    /* in the stream */
  GString *own;      /* acks, behind what is in the stream now */
  GString *in;       /* the start of a frame */
} Client;

typedef struct
{
  int epoll;
  int listener;
  gboolean gathers;
  gboolean has_news; /* in this turn */
  GPtrArray *clients;
  GString *stream;
  guint64 base;      /* where the stream's first byte stands */
  guint64 seq;
} Floor;

static char input[INPUT_SIZE];

static void
append_frame (GString    *out,
              const char *text)
{
  gsize length = strlen (text);

  g_string_append_c (out, (char) 0x81);
  if (length < 126)
    {
      g_string_append_c (out, (char) length);
    }
  else
    {
      g_string_append_c (out, 126);
      g_string_append_c (out, (char) (length >> 8));
      g_string_append_c (out, (char) length);
    }
  g_string_append_len (out, text, length);
}

static guint64
stream_end (const Floor *self)
{
  return self->base + self->stream->len;
}

static void
watch (Floor    *self,
       Client   *client,
       gboolean  out)
{
  struct epoll_event event = { .events = EPOLLIN | (out ? EPOLLOUT : 0), .data.ptr = client };

  client->blocked = out;
  epoll_ctl (self->epoll, EPOLL_CTL_MOD, client->fd, &event);
}

/* The stream first: an answer never overtakes its event. */
static void
flush (Floor  *self,
       Client *client)
{
  struct iovec pieces[2];
  struct msghdr message = { .msg_iov = pieces };
  gsize left = 0;
  gssize n;

  if (client->blocked)
    return;
  if (client->joined)
    left = stream_end (self) - client->cursor;
  if (left > 0)
    pieces[message.msg_iovlen++] =
      (struct iovec) { self->stream->str + (client->cursor - self->base), left };
  if (client->own->len > 0)
    pieces[message.msg_iovlen++] = (struct iovec) { client->own->str, client->own->len };
  if (message.msg_iovlen == 0)
    return;
  n = sendmsg (client->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (n < 0)
    n = 0; /* a connection that broke is seen when it is read */
  client->cursor += MIN ((gsize) n, left);
  if ((gsize) n > left)
    g_string_erase (client->own, 0, n - left);
  if ((client->joined && client->cursor < stream_end (self)) || client->own->len > 0)
    watch (self, client, TRUE);
}

static void
flush_all (Floor *self)
{
  for (guint i = 0; i < self->clients->len; i++)
    flush (self, g_ptr_array_index (self->clients, i));
}

static void
cut_stream (Floor *self)
{
  guint64 least = stream_end (self);

  if (self->stream->len < CUT_SIZE)
    return;
  for (guint i = 0; i < self->clients->len; i++)
    {
      Client *client = g_ptr_array_index (self->clients, i);

      if (client->joined)
        least = MIN (least, client->cursor);
    }
  g_string_erase (self->stream, 0, least - self->base);
  self->base = least;
}

static void
tell (Floor      *self,
      const char *text)
{
  append_frame (self->stream, text);
  self->has_news = TRUE;
  if (!self->gathers)
    flush_all (self);
}

/* The text of a string member, up to its quote. */
static int
find_member (const char  *json,
             const char  *name,
             const char **value)
{
  g_autofree char *mark = g_strdup_printf ("\"%s\":\"", name);
  const char *at = strstr (json, mark);

  *value = at != NULL ? at + strlen (mark) : "";

  return strcspn (*value, "\"");
}

#define COMMON \
  "\"session_id\":\"01a1fce1-a04c-706c-93eb-8cc80069a4e4\"," \
  "\"timestamp\":\"2026-11-21T06:53:27.510Z\",\"command_id\":\"%.*s\"," \
  "\"author\":{\"author_id\":\"01a1fce1-a03e-71a5-81fa-3bd45a10bed8\",\"colour\":\"#2190a4\"," \
  "\"name\":\"Client 0\"},\"client_id\":\"lv_VI97HAXpY6yYWAAAB\","

static void
execute (Floor      *self,
         Client     *client,
         const char *text)
{
  guint64 ack = g_ascii_strtoull (text + 2, NULL, 10);
  const char *id, *value;
  int id_length = find_member (text, "command_id", &id);
  int value_length = find_member (text, "value", &value);
  g_autofree char *executing = NULL;
  g_autofree char *changed = NULL;
  g_autofree char *executed = NULL;
  g_autofree char *answer = NULL;

  self->seq++;
  executing = g_strdup_printf ("42[\"command:executing\",{\"event\":\"command:executing\"," COMMON
                               "\"command_type\":\"UpdateProperty\"}]", id_length, id);
  changed = g_strdup_printf ("42[\"property-changed\",{\"event\":\"property-changed\"," COMMON
                             "\"seq\":%" G_GUINT64_FORMAT ",\"part\":1,"
                             "\"node_id\":\"01a1fce1-a04c-706c-93ee-44cbe6901f55\","
                             "\"property_id\":\"goal\",\"property_name\":\"goal\","
                             "\"old_value\":\"%.*s\",\"new_value\":\"%.*s\"}]", id_length, id,
                             self->seq, value_length, value, value_length, value);
  executed = g_strdup_printf ("42[\"command:executed\",{\"event\":\"command:executed\"," COMMON
                              "\"seq\":%" G_GUINT64_FORMAT ","
                              "\"head\":\"445e5f6088d946e163436140e25c106b\",\"of\":1,"
                              "\"command_type\":\"UpdateProperty\",\"success\":true,"
                              "\"result\":null}]", id_length, id, self->seq);
  answer = g_strdup_printf ("43%" G_GUINT64_FORMAT "[{\"success\":true,\"command_id\":\"%.*s\","
                            "\"seq\":%" G_GUINT64_FORMAT ","
                            "\"epoch\":\"01a1fce1-a04c-706c-93ed-30543c15341f\","
                            "\"head\":\"445e5f6088d946e163436140e25c106b\",\"result\":null}]",
                            ack, id_length, id, self->seq);
  tell (self, executing);
  tell (self, changed);
  tell (self, executed);
  append_frame (client->own, answer);
}

static void
take_text (Floor      *self,
           Client     *client,
           const char *text)
{
  if (g_str_has_prefix (text, "40"))
    {
      append_frame (client->own, "40{\"sid\":\"lv_VI97HAXpY6yYWAAAB\"}");
    }
  else if (g_str_has_prefix (text, "42[\"join_session\""))
    {
      append_frame (client->own, "42[\"joined\",{}]");
      flush (self, client);
      client->cursor = stream_end (self);
      client->joined = TRUE;
    }
  else if (strstr (text, "[\"command\",") != NULL)
    {
      execute (self, client, text);
    }
}

static void
upgrade (Client     *client,
         const char *key)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA1);
  g_autofree char *accept = NULL;
  guint8 digest[20];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) key, strcspn (key, "\r"));
  g_checksum_update (checksum, (const guchar *) WEBSOCKET_GUID, strlen (WEBSOCKET_GUID));
  g_checksum_get_digest (checksum, digest, &length);
  accept = g_base64_encode (digest, length);
  g_string_append_printf (client->own,
                          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                          "Connection: Upgrade\r\nSec-WebSocket-Accept: %s\r\n\r\n", accept);
  append_frame (client->own, "0{\"sid\":\"lv_VI97HAXpY6yYWAAAA\",\"upgrades\":[],"
                             "\"pingInterval\":25000,\"pingTimeout\":20000,"
                             "\"maxPayload\":1000000}");
  client->upgraded = TRUE;
}

static gsize
take_request (Client *client)
{
  static const char header[] = "Sec-WebSocket-Key: ";
  const char *end = strstr (client->in->str, "\r\n\r\n");
  const char *key = strstr (client->in->str, header);

  if (end == NULL || key == NULL)
    return 0;
  upgrade (client, key + strlen (header));

  return end + 4 - client->in->str;
}

/* One masked text frame; 0 if it is not all there. */
static gsize
take_frame (Floor  *self,
            Client *client)
{
  guint8 *bytes = (guint8 *) client->in->str;
  gsize length = client->in->len < 6 ? 0 : bytes[1] & 0x7f;
  gsize header = length == 126 ? 8 : 6;
  g_autofree char *text = NULL;

  if (client->in->len < header)
    return 0;
  if (length == 126)
    length = (gsize) bytes[2] << 8 | bytes[3];
  if (client->in->len < header + length)
    return 0;
  text = g_malloc (length + 1);
  for (gsize i = 0; i < length; i++)
    text[i] = (char) (bytes[header + i] ^ bytes[header - 4 + i % 4]);
  text[length] = '\0';
  if (bytes[0] == 0x81)
    take_text (self, client, text);

  return header + length;
}

static void
drop (Floor  *self,
      Client *client)
{
  Client *last = g_ptr_array_index (self->clients, self->clients->len - 1);

  last->index = client->index;
  g_ptr_array_remove_index_fast (self->clients, client->index);
  close (client->fd);
  g_string_free (client->own, TRUE);
  g_string_free (client->in, TRUE);
  g_free (client);
}

static void
receive (Floor  *self,
         Client *client)
{
  gssize n = recv (client->fd, input, sizeof input, 0);
  gsize taken;

  if (n < 0 && errno == EAGAIN)
    return;
  if (n <= 0)
    {
      drop (self, client);
      return;
    }
  g_string_append_len (client->in, input, n);
  do
    {
      taken = client->upgraded ? take_frame (self, client) : take_request (client);
      g_string_erase (client->in, 0, taken);
    }
  while (taken > 0);
  flush (self, client);
}

static void
accept_client (Floor *self)
{
  int fd = accept4 (self->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  struct epoll_event event = { .events = EPOLLIN };
  Client *client;
  int one = 1;

  if (fd < 0)
    return;
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  client = g_new0 (Client, 1);
  client->fd = fd;
  client->own = g_string_sized_new (64);
  client->in = g_string_sized_new (256);
  client->index = self->clients->len;
  g_ptr_array_add (self->clients, client);
  event.data.ptr = client;
  epoll_ctl (self->epoll, EPOLL_CTL_ADD, fd, &event);
}

static void
serve (Floor *self)
{
  struct epoll_event events[EVENTS_PER_TURN];
  int n = epoll_wait (self->epoll, events, EVENTS_PER_TURN, -1);

  for (int i = 0; i < n; i++)
    {
      Client *client = events[i].data.ptr;

      if (client == NULL)
        {
          accept_client (self);
          continue;
        }
      if (events[i].events & EPOLLOUT)
        {
          watch (self, client, FALSE);
          flush (self, client);
        }
      if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR))
        receive (self, client);
    }
  if (self->gathers && self->has_news)
    flush_all (self);
  self->has_news = FALSE;
  cut_stream (self);
}

static int
listen_on (int port)
{
  struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons (port) };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int one = 1;

  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind (fd, (struct sockaddr *) &address, sizeof address) != 0 || listen (fd, BACKLOG) != 0)
    {
      fprintf (stderr, "floor: port %d: %s\n", port, g_strerror (errno));
      exit (1);
    }

  return fd;
}

int
main (int    argc,
      char **argv)
{
  struct epoll_event event = { .events = EPOLLIN };
  Floor self = { 0 };

  if (argc < 3)
    {
      fprintf (stderr, "Usage: floor lone|gathered PORT\n");
      return 1;
    }
  self.gathers = g_str_equal (argv[1], "gathered");
  self.clients = g_ptr_array_new ();
  self.stream = g_string_new (NULL);
  self.listener = listen_on (atoi (argv[2]));
  self.epoll = epoll_create1 (EPOLL_CLOEXEC);
  epoll_ctl (self.epoll, EPOLL_CTL_ADD, self.listener, &event);
  while (TRUE)
    serve (&self);
}
