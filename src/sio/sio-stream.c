/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the HTTP engine is given in place of a socket: one request head to
 * read and a sink for the head of the answer. It must not know the socket,
 * so that nothing the engine does or forgets can reach or leak one. */
#define G_LOG_DOMAIN "sio-stream"

#include "sio/sio-stream.h"

struct _SioStream
{
  GIOStream            parent_instance;

  SioStreamClosedFunc  closed;
  gpointer             user_data;

  /* owned */
  GInputStream        *input;
  GOutputStream       *output;
};

G_DEFINE_FINAL_TYPE (SioStream, sio_stream, G_TYPE_IO_STREAM)

static GInputStream *
sio_stream_get_input_stream (GIOStream *stream)
{
  return SIO_STREAM (stream)->input;
}

static GOutputStream *
sio_stream_get_output_stream (GIOStream *stream)
{
  return SIO_STREAM (stream)->output;
}

/* Closing the memory streams would do nothing that dropping them does not. */
static gboolean
sio_stream_close (GIOStream     *stream,
                  GCancellable  *cancellable,
                  GError       **error)
{
  SioStream *self = SIO_STREAM (stream);
  SioStreamClosedFunc closed = g_steal_pointer (&self->closed);
  GMemoryOutputStream *output = G_MEMORY_OUTPUT_STREAM (self->output);

  if (closed != NULL)
    closed (self, g_memory_output_stream_get_data (output),
            g_memory_output_stream_get_data_size (output), self->user_data);

  return TRUE;
}

static void
sio_stream_finalize (GObject *object)
{
  SioStream *self = SIO_STREAM (object);

  g_object_unref (self->input);
  g_object_unref (self->output);

  G_OBJECT_CLASS (sio_stream_parent_class)->finalize (object);
}

static void
sio_stream_class_init (SioStreamClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GIOStreamClass *stream_class = G_IO_STREAM_CLASS (klass);

  object_class->finalize = sio_stream_finalize;

  stream_class->get_input_stream = sio_stream_get_input_stream;
  stream_class->get_output_stream = sio_stream_get_output_stream;
  stream_class->close_fn = sio_stream_close;
}

static void
sio_stream_init (SioStream *self)
{
  self->output = g_memory_output_stream_new_resizable ();
}

/**
 * sio_stream_new:
 * @head: (transfer none): what there is to read
 * @closed: what to call when the stream is closed
 * @user_data: what to give it
 *
 * Makes a stream over memory: reading never waits, writing always succeeds.
 *
 * Returns: (transfer full): the stream
 */
SioStream *
sio_stream_new (GBytes              *head,
                SioStreamClosedFunc  closed,
                gpointer             user_data)
{
  SioStream *self;

  g_return_val_if_fail (head != NULL, NULL);
  g_return_val_if_fail (closed != NULL, NULL);

  self = g_object_new (SIO_TYPE_STREAM, NULL);
  self->input = g_memory_input_stream_new_from_bytes (head);
  self->closed = closed;
  self->user_data = user_data;

  return self;
}
