/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client of HTTP/1.1 as small as can be: it blocks, keeps its connection,
 * and understands lengths and chunks. */
#include <string.h>
#include <sys/socket.h>

#include "base/talus-json.h"
#include "lib/talus-test-host.h"
#include "lib/talus-test-json.h"

#define MAX_REPLY_DEPTH 512

struct _TalusTestClient
{
  TalusTestHost *host;
  GPtrArray *headers;       /* name, value, name, value … */
  GSocketConnection *connection;
  GDataInputStream *in;
  int buffer;               /* 0: as the system has it */
  gboolean is_head;         /* of the request under way */
};

TalusTestClient *
talus_test_client_new (TalusTestHost *host)
{
  TalusTestClient *self = g_new0 (TalusTestClient, 1);

  self->host = host;
  self->headers = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
talus_test_client_hang_up (TalusTestClient *self)
{
  g_clear_object (&self->in);
  if (self->connection != NULL)
    g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_clear_object (&self->connection);
}

void
talus_test_client_free (TalusTestClient *self)
{
  talus_test_client_hang_up (self);
  g_ptr_array_unref (self->headers);
  g_free (self);
}

void
talus_test_client_set_header (TalusTestClient *self,
                              const char      *name,
                              const char      *value)
{
  for (guint i = 0; i < self->headers->len; i += 2)
    {
      if (g_ascii_strcasecmp (self->headers->pdata[i], name) == 0)
        {
          g_ptr_array_remove_range (self->headers, i, 2);
          break;
        }
    }
  if (value == NULL)
    return;

  g_ptr_array_add (self->headers, g_strdup (name));
  g_ptr_array_add (self->headers, g_strdup (value));
}

void
talus_test_client_set_buffer (TalusTestClient *self,
                              int              bytes)
{
  self->buffer = bytes;
}

static void
connect_to_host (TalusTestClient *self)
{
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GError) error = NULL;
  GInputStream *stream = NULL;

  g_socket_client_set_timeout (client, TALUS_TEST_DEADLINE_SECONDS + 15);
  g_socket_client_set_enable_proxy (client, FALSE);
  self->connection = g_socket_client_connect_to_host (client, "127.0.0.1",
                                                      talus_test_host_get_port (self->host), NULL,
                                                      &error);
  g_assert_no_error (error);
  if (self->buffer > 0)
    {
      g_socket_set_option (g_socket_connection_get_socket (self->connection), SOL_SOCKET,
                           SO_RCVBUF, self->buffer, &error);
      g_assert_no_error (error);
    }
  stream = g_io_stream_get_input_stream (G_IO_STREAM (self->connection));
  self->in = g_data_input_stream_new (stream);
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (self->in), FALSE);
  g_data_input_stream_set_newline_type (self->in, G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
}

void
talus_test_client_send_raw (TalusTestClient *self,
                            const char      *text,
                            gssize           length)
{
  g_autoptr(GError) error = NULL;

  if (self->connection == NULL)
    connect_to_host (self);

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)), text,
                             length < 0 ? strlen (text) : (gsize) length, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
send_request (TalusTestClient *self,
              const char      *method,
              const char      *target,
              const char      *content_type,
              GBytes          *body)
{
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  gboolean has_host = FALSE;
  gsize length = 0;
  const char *content = body != NULL ? g_bytes_get_data (body, &length) : NULL;

  if (self->connection == NULL)
    connect_to_host (self);

  self->is_head = g_str_equal (method, "HEAD");
  g_string_append_printf (text, "%s %s HTTP/1.1\r\n", method, target);
  for (guint i = 0; i < self->headers->len; i += 2)
    {
      const char *name = self->headers->pdata[i];

      has_host = has_host || g_ascii_strcasecmp (name, "Host") == 0;
      g_string_append_printf (text, "%s: %s\r\n", name, (char *) self->headers->pdata[i + 1]);
    }
  if (!has_host)
    g_string_append_printf (text, "Host: 127.0.0.1:%u\r\n", talus_test_host_get_port (self->host));
  if (body != NULL)
    g_string_append_printf (text, "Content-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n",
                            content_type, length);
  g_string_append (text, "\r\n");
  if (content != NULL)
    g_string_append_len (text, content, (gssize) length);

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (self->connection)),
                             text->str, text->len, NULL, NULL, &error);
  g_assert_no_error (error);
}

void
talus_test_client_send (TalusTestClient *self,
                        const char      *method,
                        const char      *target,
                        const char      *body)
{
  g_autoptr(GBytes) bytes = body != NULL ? g_bytes_new (body, strlen (body)) : NULL;

  send_request (self, method, target, "application/json", bytes);
}

TalusTestReply *
talus_test_client_upload (TalusTestClient *self,
                          const char      *target,
                          const char      *content_type,
                          GBytes          *body)
{
  send_request (self, "POST", target, content_type, body);

  return talus_test_client_receive (self);
}

gboolean
talus_test_client_is_ready (TalusTestClient *self)
{
  return g_buffered_input_stream_get_available (G_BUFFERED_INPUT_STREAM (self->in)) > 0 ||
         g_socket_condition_check (g_socket_connection_get_socket (self->connection),
                                   G_IO_IN | G_IO_HUP | G_IO_ERR) != 0;
}

static char *
read_line (TalusTestClient *self)
{
  g_autoptr(GError) error = NULL;
  char *line = g_data_input_stream_read_line (self->in, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);

  return line;
}

static void
read_bytes (TalusTestClient *self,
            GByteArray      *body,
            gsize            size)
{
  g_autoptr(GError) error = NULL;
  guint before = body->len;
  gsize got = 0;

  g_byte_array_set_size (body, before + size);
  g_input_stream_read_all (G_INPUT_STREAM (self->in), body->data + before, size, &got, NULL,
                           &error);
  g_assert_no_error (error);
  g_assert_cmpuint (got, ==, size);
}

static void
read_chunks (TalusTestClient *self,
             GByteArray      *body)
{
  for (;;)
    {
      g_autofree char *line = read_line (self);
      guint64 size = 0;
      g_autofree char *end = NULL;

      g_assert_true (g_ascii_string_to_unsigned (line, 16, 0, G_MAXUINT, &size, NULL));
      read_bytes (self, body, size);
      end = read_line (self);
      g_assert_cmpstr (end, ==, "");
      if (size == 0)
        return;
    }
}

static void
read_head (TalusTestClient *self,
           TalusTestReply  *reply)
{
  g_autofree char *status = read_line (self);

  g_assert_true (g_str_has_prefix (status, "HTTP/1.1 "));
  reply->status = (guint) g_ascii_strtoull (status + strlen ("HTTP/1.1 "), NULL, 10);
  for (;;)
    {
      g_autofree char *line = read_line (self);
      char *colon = strchr (line, ':');

      if (line[0] == '\0')
        return;
      g_assert_nonnull (colon);
      *colon = '\0';
      g_hash_table_replace (reply->headers, g_ascii_strdown (line, -1),
                            g_strstrip (g_strdup (colon + 1)));
    }
}

static void
read_body (TalusTestClient *self,
           TalusTestReply  *reply)
{
  GByteArray *body = g_byte_array_new ();
  const char *length = talus_test_reply_header (reply, "content-length");
  const char *type = talus_test_reply_header (reply, "content-type");
  const char *data = NULL;
  gsize size = 0;

  if (self->is_head || reply->status == 204)
    g_assert_true (TRUE);
  else if (g_strcmp0 (talus_test_reply_header (reply, "transfer-encoding"), "chunked") == 0)
    read_chunks (self, body);
  else if (length != NULL)
    read_bytes (self, body, g_ascii_strtoull (length, NULL, 10));

  reply->body = g_byte_array_free_to_bytes (body);
  data = g_bytes_get_data (reply->body, &size);
  if (size > 0 && g_strcmp0 (type, "application/json") == 0)
    {
      g_autoptr(GError) error = NULL;

      reply->json = talus_json_parse (data, size, MAX_REPLY_DEPTH, &error);
      g_assert_no_error (error);
    }
}

TalusTestReply *
talus_test_client_receive (TalusTestClient *self)
{
  TalusTestReply *reply = g_new0 (TalusTestReply, 1);

  g_assert_nonnull (self->connection);

  reply->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  do
    {
      g_hash_table_remove_all (reply->headers);
      read_head (self, reply);
    }
  while (reply->status == 100);
  read_body (self, reply);
  if (g_strcmp0 (talus_test_reply_header (reply, "connection"), "close") == 0)
    talus_test_client_hang_up (self);

  return reply;
}

GBytes *
talus_test_client_read_to_end (TalusTestClient *self)
{
  GByteArray *all = g_byte_array_new ();
  g_autoptr(GError) error = NULL;
  guint8 piece[16384];
  gssize n = 0;

  g_assert_nonnull (self->connection);

  while ((n = g_input_stream_read (G_INPUT_STREAM (self->in), piece, sizeof piece, NULL,
                                   &error)) > 0)
    g_byte_array_append (all, piece, (guint) n);
  g_assert_false (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT));
  talus_test_client_hang_up (self);

  return g_byte_array_free_to_bytes (all);
}

TalusTestReply *
talus_test_client_call (TalusTestClient *self,
                        const char      *method,
                        const char      *target,
                        const char      *body)
{
  talus_test_client_send (self, method, target, body);

  return talus_test_client_receive (self);
}

TalusTestReply *
talus_test_get (TalusTestClient *self,
                const char      *format,
                ...)
{
  g_autofree char *path = NULL;
  g_autofree char *target = NULL;
  va_list args;

  va_start (args, format);
  path = g_strdup_vprintf (format, args);
  va_end (args);
  target = g_strconcat ("/api/v1", path, NULL);

  return talus_test_client_call (self, "GET", target, NULL);
}

TalusTestReply *
talus_test_post (TalusTestClient *self,
                 const char      *target,
                 const char      *format,
                 ...)
{
  g_autofree char *body = NULL;
  g_autofree char *full = g_strconcat ("/api/v1", target, NULL);
  va_list args;

  va_start (args, format);
  body = g_strdelimit (g_strdup_vprintf (format, args), "'", '"');
  va_end (args);

  return talus_test_client_call (self, "POST", full, body);
}

void
talus_test_reply_free (TalusTestReply *self)
{
  g_hash_table_unref (self->headers);
  g_bytes_unref (self->body);
  g_clear_pointer (&self->json, json_node_unref);
  g_free (self);
}

JsonNode *
talus_test_reply_get (TalusTestReply *self,
                      const char     *way)
{
  JsonNode *node = talus_test_json_find (self->json, way);

  if (node == NULL)
    g_error ("Nothing at “%s” of: %.*s", way, (int) MIN (g_bytes_get_size (self->body), 4000),
             (const char *) g_bytes_get_data (self->body, NULL));

  return node;
}

gboolean
talus_test_reply_has (TalusTestReply *self,
                      const char     *way)
{
  return talus_test_json_find (self->json, way) != NULL;
}

const char *
talus_test_reply_string (TalusTestReply *self,
                         const char     *way)
{
  return talus_test_json_get_string (talus_test_reply_get (self, way));
}

gint64
talus_test_reply_int (TalusTestReply *self,
                      const char     *way)
{
  return talus_test_json_get_int (talus_test_reply_get (self, way));
}

gboolean
talus_test_reply_boolean (TalusTestReply *self,
                          const char     *way)
{
  return talus_test_json_get_boolean (talus_test_reply_get (self, way));
}

guint
talus_test_reply_length (TalusTestReply *self,
                         const char     *way)
{
  return talus_test_json_get_length (talus_test_reply_get (self, way));
}

const char *
talus_test_reply_header (TalusTestReply *self,
                         const char     *name)
{
  return g_hash_table_lookup (self->headers, name);
}

void
talus_test_check_status (TalusTestReply *self,
                         guint           expected,
                         const char     *function,
                         int             line)
{
  if (self->status != expected)
    g_error ("%s:%d: %u, not %u: %.*s", function, line, self->status, expected,
             (int) MIN (g_bytes_get_size (self->body), 4000),
             (const char *) g_bytes_get_data (self->body, NULL));
}
