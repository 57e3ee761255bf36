/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client of RFC 6455, Engine.IO 4 and Socket.IO 5 as small as can be. It
 * answers pings whenever it reads, keeps everything else until it is asked
 * for, and fails the test when nothing comes in time. */
#include "lib/talus-test-socket-private.h"

#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>

#include "base/talus-json.h"

#define MAX_DEPTH 512

/* Packets. */

/* Where the first of the arguments ends, which are well-formed. */
static gsize
measure_value (const char *text)
{
  gboolean in_string = FALSE;
  int depth = 0;
  gsize i = 0;

  for (; text[i] != '\0'; i++)
    {
      if (in_string)
        {
          if (text[i] == '\\')
            i++;
          else if (text[i] == '"')
            in_string = FALSE;
          continue;
        }
      if (text[i] == '"')
        in_string = TRUE;
      else if (text[i] == '{' || text[i] == '[')
        depth++;
      else if ((text[i] == '}' || text[i] == ']') && --depth < 0)
        break;
      else if (text[i] == ',' && depth == 0)
        break;
    }

  return i;
}

static JsonNode *
parse (const char *json)
{
  g_autoptr(GError) error = NULL;
  JsonNode *node = NULL;

  if (json[0] == '\0')
    return NULL;

  node = talus_json_parse (json, strlen (json), MAX_DEPTH, &error);
  if (node == NULL)
    g_error ("Not JSON: %s in %.2000s", error->message, json);

  return node;
}

/* An event's name is the first of its arguments, its data the next. */
static void
take_arguments (TalusTestEvent *event,
                const char     *text)
{
  gsize length = 0;

  g_assert_true (text[0] == '[');
  text++;
  if (event->name == NULL)
    {
      g_autofree char *quoted = NULL;
      g_autoptr(JsonNode) node = NULL;

      length = measure_value (text);
      quoted = g_strndup (text, length);
      node = parse (quoted);
      g_assert_nonnull (node);
      event->name = json_node_dup_string (node);
      text += length;
      if (text[0] == ',')
        text++;
    }

  event->json = g_strndup (text, measure_value (text));
}

/* "42/graph,7[…]" behind the 4. */
static TalusTestEvent *
read_packet (const char *text)
{
  TalusTestEvent *event = g_new0 (TalusTestEvent, 1);
  char type = text[0];

  event->ack = -1;
  text++;
  if (text[0] == '/')
    {
      const char *comma = strchr (text, ',');

      event->namespace_name = comma != NULL ? g_strndup (text, (gsize) (comma - text))
                                            : g_strdup (text);
      text = comma != NULL ? comma + 1 : text + strlen (text);
    }
  else
    {
      event->namespace_name = g_strdup ("/");
    }
  if (g_ascii_isdigit (text[0]))
    {
      char *end = NULL;

      event->ack = g_ascii_strtoll (text, &end, 10);
      text = end;
    }

  switch (type)
    {
    case '0':
    case '1':
    case '4':
      event->name = g_strdup (type == '0' ? "connect"
                              : type == '1' ? "disconnect" : "connect_error");
      event->json = g_strdup (text);
      break;

    case '2':
      take_arguments (event, text);
      break;

    case '3':
      event->name = g_strdup ("ack");
      take_arguments (event, text);
      break;

    default:
      g_error ("A packet of type %c", type);
    }
  event->data = parse (event->json);

  return event;
}

/* FALSE at the end of the connection. Fails where nothing comes in time. */
static gboolean
read_on (TalusTestSocket *self,
         const char      *awaited)
{
  g_autoptr(GString) message = talus_test_socket_read_message (self);

  if (message == NULL)
    {
      if (self->is_closed)
        return FALSE;
      for (guint i = 0; i < self->inbox->len; i++)
        {
          TalusTestEvent *event = self->inbox->pdata[i];

          g_printerr ("# waiting: %s %.500s\n", event->name, event->json);
        }
      g_error ("Nothing came while waiting for %s", awaited);
    }

  switch (message->str[0])
    {
    case '0': /* open */
      g_ptr_array_add (self->inbox, read_packet (message->str));
      break;

    case '1': /* close */
      self->is_closed = TRUE;
      return FALSE;

    case '2':
      message->str[0] = '3';
      talus_test_socket_write_frame (self, 0x1, message->str, message->len);
      break;

    case '4':
      g_ptr_array_add (self->inbox, read_packet (message->str + 1));
      break;

    default:
      break;
    }

  return TRUE;
}

static gboolean
is_event (const TalusTestEvent *event)
{
  return !g_str_equal (event->name, "ack");
}

static TalusTestEvent *
take (TalusTestSocket *self,
      const char      *name,
      gint64           ack)
{
  guint i = 0;

  for (;;)
    {
      for (; i < self->inbox->len; i++)
        {
          TalusTestEvent *event = self->inbox->pdata[i];
          gboolean found = FALSE;

          if (ack >= 0)
            found = !is_event (event) && event->ack == ack;
          else if (name != NULL)
            found = is_event (event) && g_str_equal (event->name, name);
          else
            found = is_event (event);
          if (found)
            return g_ptr_array_steal_index (self->inbox, i);
        }
      if (!read_on (self, name != NULL ? name : ack >= 0 ? "an ack" : "any event"))
        {
          for (guint j = 0; j < self->inbox->len; j++)
            {
              TalusTestEvent *event = self->inbox->pdata[j];

              g_printerr ("# waiting: %s %.500s\n", event->name, event->json);
            }
          g_error ("The connection ended while waiting for %s",
                   name != NULL ? name : ack >= 0 ? "an ack" : "any event");
        }
    }
}

/* Opening. */

static void
set_receive_buffer (GSocketClient      *client,
                    GSocketClientEvent  event,
                    GSocketConnectable *connectable,
                    GIOStream          *connection,
                    gpointer            user_data)
{
  int *bytes = user_data;

  if (event == G_SOCKET_CLIENT_CONNECTING && *bytes > 0)
    {
      GSocket *socket = g_socket_connection_get_socket (G_SOCKET_CONNECTION (connection));

      g_assert_true (g_socket_set_option (socket, SOL_SOCKET, SO_RCVBUF, *bytes, NULL));
    }
}

static guint
read_head (TalusTestSocket *self)
{
  guint status = 0;

  for (;;)
    {
      g_autoptr(GError) error = NULL;
      g_autofree char *line = g_data_input_stream_read_line (self->in, NULL, NULL, &error);

      g_assert_no_error (error);
      g_assert_nonnull (line);
      if (status == 0)
        {
          g_assert_true (g_str_has_prefix (line, "HTTP/1.1 "));
          status = (guint) g_ascii_strtoull (line + strlen ("HTTP/1.1 "), NULL, 10);
        }
      if (line[0] == '\0')
        return status;
    }
}

TalusTestSocket *
talus_test_socket_new_full (const char *host,
                            guint16     port,
                            const char *headers,
                            int         receive_buffer,
                            guint      *status)
{
  g_autoptr(TalusTestSocket) self = g_new0 (TalusTestSocket, 1);
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *head = NULL;
  guint answer = 0;

  self->host = g_strdup (host);
  self->namespace_name = g_strdup ("/");
  self->inbox = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_test_event_free);
  g_socket_client_set_timeout (client, TALUS_TEST_SOCKET_SECONDS);
  g_socket_client_set_enable_proxy (client, FALSE);
  g_signal_connect (client, "event", G_CALLBACK (set_receive_buffer), &receive_buffer);
  self->connection = g_socket_client_connect_to_host (client, host, port, NULL, &error);
  g_assert_no_error (error);
  self->in = g_data_input_stream_new (g_io_stream_get_input_stream
                                        (G_IO_STREAM (self->connection)));
  g_data_input_stream_set_newline_type (self->in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (self->in), FALSE);

  head = g_strdup_printf ("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                          "Host: %s:%u\r\n"
                          "Connection: Upgrade\r\n"
                          "Upgrade: websocket\r\n"
                          "Sec-WebSocket-Version: 13\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                          "%s\r\n", host, port, headers != NULL ? headers : "");
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)), head,
                             strlen (head), NULL, NULL, &error);
  g_assert_no_error (error);

  answer = read_head (self);
  if (status != NULL)
    *status = answer;
  if (answer != 101)
    return NULL;

  talus_test_event_free (take (self, "connect", -1)); /* Engine.IO's own handshake */

  return g_steal_pointer (&self);
}

TalusTestSocket *
talus_test_socket_new (const char *host,
                       guint16     port)
{
  guint status = 0;
  TalusTestSocket *self = talus_test_socket_new_full (host, port, NULL, 0, &status);

  g_assert_cmpuint (status, ==, 101);

  return self;
}

TalusTestSocket *
talus_test_socket_new_in (const char *host,
                          guint16     port,
                          const char *namespace_name,
                          const char *auth)
{
  TalusTestSocket *self = talus_test_socket_new (host, port);
  g_autoptr(TalusTestEvent) event = talus_test_socket_connect (self, namespace_name, auth);

  if (!g_str_equal (event->name, "connect"))
    g_error ("Refused: %s", event->json);

  return self;
}

void
talus_test_socket_free (TalusTestSocket *self)
{
  g_clear_object (&self->in);
  if (self->connection != NULL)
    g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_clear_object (&self->connection);
  g_clear_pointer (&self->inbox, g_ptr_array_unref);
  g_free (self->namespace_name);
  g_free (self->sid);
  g_free (self->host);
  g_free (self);
}

const char *
talus_test_socket_get_sid (TalusTestSocket *self)
{
  return self->sid;
}

/* Saying. */

void
talus_test_socket_use (TalusTestSocket *self,
                       const char      *namespace_name)
{
  g_free (self->namespace_name);
  self->namespace_name = g_strdup (namespace_name);
}

void
talus_test_socket_send_raw (TalusTestSocket *self,
                            const char      *text,
                            gsize            length)
{
  talus_test_socket_write_frame (self, 0x1, text, length);
}

static char *
get_prefix (TalusTestSocket *self)
{
  return g_str_equal (self->namespace_name, "/") ? g_strdup ("")
                                                 : g_strconcat (self->namespace_name, ",", NULL);
}

TalusTestEvent *
talus_test_socket_connect (TalusTestSocket *self,
                           const char      *namespace_name,
                           const char      *auth)
{
  g_autofree char *prefix = NULL;
  g_autoptr(GString) packet = g_string_new ("40");

  talus_test_socket_use (self, namespace_name);
  prefix = get_prefix (self);
  g_string_append (packet, prefix);
  if (auth != NULL)
    {
      g_autofree char *json = g_strdelimit (g_strdup (auth), "'", '"');

      g_string_append (packet, json);
    }
  talus_test_socket_write_frame (self, 0x1, packet->str, packet->len);

  for (;;)
    {
      for (guint i = 0; i < self->inbox->len; i++)
        {
          TalusTestEvent *event = self->inbox->pdata[i];

          if (!g_str_has_prefix (event->name, "connect") ||
              !g_str_equal (event->namespace_name, namespace_name))
            continue;
          if (g_str_equal (event->name, "connect"))
            {
              g_free (self->sid);
              self->sid = g_strdup (talus_test_event_string (event, "sid"));
            }
          return g_ptr_array_steal_index (self->inbox, i);
        }
      if (!read_on (self, "the answer to CONNECT"))
        g_error ("The connection ended instead of an answer to CONNECT");
    }
}

static void
send_event (TalusTestSocket *self,
            const char      *event,
            gint64           ack,
            const char      *format,
            va_list          args)
{
  g_autofree char *prefix = get_prefix (self);
  g_autofree char *data = NULL;
  g_autoptr(GString) packet = g_string_new ("42");

  data = g_strdelimit (g_strdup_vprintf (format, args), "'", '"');
  g_string_append (packet, prefix);
  if (ack >= 0)
    g_string_append_printf (packet, "%" G_GINT64_FORMAT, ack);
  g_string_append_printf (packet, "[\"%s\"%s%s]", event, data[0] != '\0' ? "," : "", data);
  talus_test_socket_write_frame (self, 0x1, packet->str, packet->len);
}

void
talus_test_socket_emit (TalusTestSocket *self,
                        const char      *event,
                        const char      *format,
                        ...)
{
  va_list args;

  va_start (args, format);
  send_event (self, event, -1, format, args);
  va_end (args);
}

gint64
talus_test_socket_ask (TalusTestSocket *self,
                       const char      *event,
                       const char      *format,
                       ...)
{
  va_list args;

  va_start (args, format);
  send_event (self, event, ++self->last_ack, format, args);
  va_end (args);

  return self->last_ack;
}

TalusTestEvent *
talus_test_socket_wait_ack (TalusTestSocket *self,
                            gint64           ack)
{
  return take (self, NULL, ack);
}

TalusTestEvent *
talus_test_socket_call (TalusTestSocket *self,
                        const char      *event,
                        const char      *format,
                        ...)
{
  va_list args;

  va_start (args, format);
  send_event (self, event, ++self->last_ack, format, args);
  va_end (args);

  return take (self, NULL, self->last_ack);
}

/* Hearing. */

TalusTestEvent *
talus_test_socket_next (TalusTestSocket *self)
{
  return take (self, NULL, -1);
}

TalusTestEvent *
talus_test_socket_wait (TalusTestSocket *self,
                        const char      *name)
{
  return take (self, name, -1);
}

guint
talus_test_socket_get_n (TalusTestSocket *self)
{
  return self->inbox->len;
}

const char *
talus_test_socket_get_name (TalusTestSocket *self,
                            guint            index)
{
  g_assert_cmpuint (index, <, self->inbox->len);

  return ((TalusTestEvent *) self->inbox->pdata[index])->name;
}

guint
talus_test_socket_count (TalusTestSocket *self,
                         const char      *name)
{
  guint n = 0;

  for (guint i = 0; i < self->inbox->len; i++)
    {
      TalusTestEvent *event = self->inbox->pdata[i];

      if (is_event (event) && (name == NULL || g_str_equal (event->name, name)))
        n++;
    }

  return n;
}

void
talus_test_socket_forget (TalusTestSocket *self)
{
  g_ptr_array_set_size (self->inbox, 0);
}

void
talus_test_socket_settle (TalusTestSocket *self)
{
  g_autoptr(TalusTestEvent) ack = talus_test_socket_call (self, "ping", "%s", "");
  g_autoptr(TalusTestEvent) pong = talus_test_socket_wait (self, "pong");
}

void
talus_test_socket_wait_closed (TalusTestSocket *self)
{
  while (!self->is_closed)
    read_on (self, "the end of the connection");
}

gboolean
talus_test_socket_is_closed (TalusTestSocket *self)
{
  return self->is_closed;
}
