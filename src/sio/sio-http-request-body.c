/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The body of a request, into memory or into a file without a name, never
 * beyond the bound that its reader set. */
#define G_LOG_DOMAIN "sio-http-request"

#include "sio/sio-http-request-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

/* A body of a known length still grows as it comes: a client must not be able
 * to have memory set aside by a number alone. */
#define FIRST_SIZE (16 * 1024)

static guint
get_status (const GError *error)
{
  switch ((SioHttpError) error->code)
    {
    case SIO_HTTP_ERROR_TOO_LARGE: return 413;
    case SIO_HTTP_ERROR_TIMED_OUT: return 408;
    case SIO_HTTP_ERROR_STORAGE: return 507;
    case SIO_HTTP_ERROR_MALFORMED:
    case SIO_HTTP_ERROR_GONE:
      break;
    }
  return 400;
}

static void
set_storage_error (GError **error,
                   int      saved_errno)
{
  g_set_error (error, SIO_HTTP_ERROR, SIO_HTTP_ERROR_STORAGE,
               "The body could not be stored: %s", g_strerror (saved_errno));
}

static void
set_too_large_error (GError  **error,
                     guint64   max_bytes)
{
  g_set_error (error, SIO_HTTP_ERROR, SIO_HTTP_ERROR_TOO_LARGE,
               "The body is larger than %" G_GUINT64_FORMAT " bytes", max_bytes);
}

/* Not every file system can make a file that never has a name. */
static int
open_nameless (const char *dir)
{
  g_autofree char *path = NULL;
  int fd;

  fd = open (dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
    return fd;

  path = g_build_filename (dir, ".spool-XXXXXX", NULL);
  fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (fd >= 0)
    g_unlink (path);
  return fd;
}

static gboolean
write_all (int          fd,
           const char  *data,
           gsize        length,
           GError     **error)
{
  while (length > 0)
    {
      gssize n = write (fd, data, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          set_storage_error (error, errno);
          return FALSE;
        }
      data += n;
      length -= n;
    }
  return TRUE;
}

static gboolean
end_lost_body_cb (gpointer user_data)
{
  SioHttpRequest *self = user_data;
  g_autoptr (GError) error = g_error_new_literal (SIO_HTTP_ERROR, SIO_HTTP_ERROR_GONE,
                                                  "The client is gone");

  /* It may have been answered meanwhile. */
  if (self->reader.body_done != NULL || self->reader.spool_done != NULL)
    sio_http_request_end_body (self, error);
  return G_SOURCE_REMOVE;
}

static void
ask (SioHttpRequest *self,
     guint64         max_bytes,
     gpointer        user_data)
{
  SioHttpReader *reader = &self->reader;

  reader->asked = TRUE;
  reader->user_data = user_data;
  if (!sio_http_request_has_channel (self))
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_callback (source, end_lost_body_cb, g_object_ref (self), g_object_unref);
      g_source_attach (source, g_main_context_get_thread_default ());
      return;
    }

  reader->reading = TRUE;
  reader->max_bytes = max_bytes;
  if (reader->error == NULL && self->head->content_length >= 0
      && (guint64) self->head->content_length > max_bytes)
    set_too_large_error (&reader->error, max_bytes);

  sio_http_connection_body_wanted (self->connection);
}

/**
 * sio_http_request_take_body:
 * @self: the request, being read
 * @data: the next bytes of its body
 * @length: how many
 * @error: return location for an error
 *
 * Takes some of the body.
 *
 * Returns: %FALSE with an error in the SIO_HTTP_ERROR domain if that is too much
 */
gboolean
sio_http_request_take_body (SioHttpRequest  *self,
                            const char      *data,
                            gsize            length,
                            GError         **error)
{
  SioHttpReader *reader = &self->reader;

  if (length > reader->max_bytes - reader->size)
    {
      set_too_large_error (error, reader->max_bytes);
      return FALSE;
    }

  reader->size += length;
  if (reader->spool_done != NULL)
    return write_all (reader->fd, data, length, error);

  if (reader->memory == NULL)
    reader->memory = g_byte_array_sized_new (CLAMP (self->head->content_length, (gint64) length,
                                                    MAX (FIRST_SIZE, (gint64) length)));
  g_byte_array_append (reader->memory, (const guint8 *) data, length);
  return TRUE;
}

/**
 * sio_http_request_end_body:
 * @self: the request, being read
 * @error: (nullable): why there will be no body
 *
 * Hands over the body, or the error; an error that the handler does not answer is answered here.
 */
void
sio_http_request_end_body (SioHttpRequest *self,
                           const GError   *error)
{
  SioHttpReader *reader = &self->reader;
  SioHttpBodyFunc body_done = g_steal_pointer (&reader->body_done);
  SioHttpSpoolFunc spool_done = g_steal_pointer (&reader->spool_done);
  int fd = reader->fd;

  reader->reading = FALSE;
  reader->fd = -1;
  if (spool_done != NULL)
    {
      if (error == NULL)
        lseek (fd, 0, SEEK_SET);
      else if (fd >= 0)
        close (g_steal_fd (&fd));
      spool_done (self, fd, error == NULL ? reader->size : 0, error, reader->user_data);
    }
  else if (error == NULL)
    {
      g_autoptr (GBytes) body = NULL;

      body = reader->memory != NULL ? g_byte_array_free_to_bytes (g_steal_pointer (&reader->memory))
                                    : g_bytes_new_static ("", 0);
      body_done (self, body, NULL, reader->user_data);
    }
  else
    {
      g_clear_pointer (&reader->memory, g_byte_array_unref);
      body_done (self, NULL, error, reader->user_data);
    }

  if (error == NULL || self->answered)
    return;
  self->answered = TRUE;
  if (sio_http_request_has_channel (self))
    sio_http_connection_answer_error (self->connection, get_status (error), error->message);
}

/**
 * sio_http_request_drop_body:
 * @self: the request
 *
 * Stops reading; who asked for the body is not called any more.
 */
void
sio_http_request_drop_body (SioHttpRequest *self)
{
  SioHttpReader *reader = &self->reader;

  reader->reading = FALSE;
  reader->body_done = NULL;
  reader->spool_done = NULL;
  g_clear_pointer (&reader->memory, g_byte_array_unref);
  g_clear_error (&reader->error);
  if (reader->fd >= 0)
    close (reader->fd);
  reader->fd = -1;
}

/**
 * sio_http_request_read_body:
 * @self: the request, not answered, whose body was not asked for yet
 * @max_bytes: the bound
 * @done: what takes the body
 * @user_data: what to give it
 *
 * Reads the body into memory. If it is longer than @max_bytes, or claims to be, @done gets
 * %SIO_HTTP_ERROR_TOO_LARGE, the status is 413 and the connection closes. If the client is lost,
 * @done gets %SIO_HTTP_ERROR_GONE; if the request is answered first, it is not called.
 */
void
sio_http_request_read_body (SioHttpRequest  *self,
                            gsize            max_bytes,
                            SioHttpBodyFunc  done,
                            gpointer         user_data)
{
  g_return_if_fail (SIO_IS_HTTP_REQUEST (self));
  g_return_if_fail (!self->answered && !self->reader.asked);
  g_return_if_fail (done != NULL);

  self->reader.body_done = done;
  ask (self, max_bytes, user_data);
}

/**
 * sio_http_request_spool_body:
 * @self: the request, not answered, whose body was not asked for yet
 * @max_bytes: the bound
 * @dir: a folder on the file system that is to hold the body
 * @done: what takes the file
 * @user_data: what to give it
 *
 * Reads the body into a file without a name, which is gone when its descriptor is closed. Memory
 * does not grow with the body. The rules of [method@Sio.HttpRequest.read_body] hold; what the disk
 * refuses is %SIO_HTTP_ERROR_STORAGE and status 507.
 */
void
sio_http_request_spool_body (SioHttpRequest   *self,
                             guint64           max_bytes,
                             const char       *dir,
                             SioHttpSpoolFunc  done,
                             gpointer          user_data)
{
  g_return_if_fail (SIO_IS_HTTP_REQUEST (self));
  g_return_if_fail (!self->answered && !self->reader.asked);
  g_return_if_fail (dir != NULL);
  g_return_if_fail (done != NULL);

  self->reader.spool_done = done;
  self->reader.fd = open_nameless (dir);
  if (self->reader.fd < 0)
    set_storage_error (&self->reader.error, errno);
  ask (self, max_bytes, user_data);
}
