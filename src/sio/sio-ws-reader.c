/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a WebSocket client says, put together from frames: bytes in, however
 * they are sliced; messages, pings, pongs, the close or an error out. Idle it
 * holds no memory. It must not know sockets, nor what messages mean. */
#define G_LOG_DOMAIN "sio-ws-reader"

#include "sio/sio-ws-reader.h"

#include <string.h>

/* A message that comes in pieces begins with room for this. */
#define FIRST_SIZE 256

static SioWsEventType
give (SioWsEvent     *event,
      SioWsEventType  type,
      const guint8   *data,
      gsize           length)
{
  event->type = type;
  event->data = (const char *) data;
  event->length = length;
  event->code = 0;

  return type;
}

static SioWsEventType
fail (SioWsReader  *self,
      guint8      **data,
      gsize        *length,
      SioWsEvent   *event,
      guint         code)
{
  self->is_over = TRUE;
  *data += *length;
  *length = 0;
  give (event, SIO_WS_EVENT_ERROR, NULL, 0);
  event->code = code;

  return SIO_WS_EVENT_ERROR;
}

static gboolean
is_control (SioWsReader *self)
{
  return self->opcode >= SIO_WS_CLOSE;
}

/* A payload is judged by what its head announces, before there is any of it. Returns 0 or a close
 * code. */
static guint
begin_payload (SioWsReader      *self,
               const SioWsFrame *frame)
{
  self->opcode = frame->opcode;
  self->is_final = frame->is_final;
  self->left = frame->length;
  self->phase = 0;
  self->n_head = 0;
  self->in_payload = TRUE;
  memcpy (self->mask, frame->mask, 4);

  if (is_control (self))
    return 0;

  /* Fragments of two messages do not mix. */
  if ((frame->opcode == SIO_WS_CONTINUATION) != (self->kind != 0))
    return SIO_WS_CODE_PROTOCOL;
  if (self->used > self->max_message || frame->length > self->max_message - self->used)
    return SIO_WS_CODE_TOO_BIG;
  if (frame->opcode != SIO_WS_CONTINUATION)
    {
      self->kind = frame->opcode;
      self->text = (SioUtf8) { 0 };
    }

  return 0;
}

/* Returns 0, with a payload begun if its head is complete, or a close code. */
static guint
read_head (SioWsReader  *self,
           guint8      **data,
           gsize        *length)
{
  guint n_old = self->n_head;
  guint n_new = (guint) MIN (*length, sizeof self->head - n_old);
  SioWsFrame frame;
  gssize n;

  if (n_old == 0)
    {
      n = sio_ws_frame_parse (*data, *length, &frame);
    }
  else
    {
      memcpy (self->head + n_old, *data, n_new);
      n = sio_ws_frame_parse (self->head, n_old + n_new, &frame);
    }

  if (n < 0)
    return SIO_WS_CODE_PROTOCOL;
  if (n == 0)
    {
      if (n_old == 0)
        memcpy (self->head, *data, n_new);
      self->n_head += n_new;
      *data += n_new;
      *length -= n_new;
      return 0;
    }

  *data += n - n_old;
  *length -= n - n_old;

  return begin_payload (self, &frame);
}

static void
make_room (SioWsReader *self,
           gsize        room)
{
  gsize needed = self->used + room + 1; /* and the NUL */
  gsize wanted;

  if (needed <= self->size)
    return;

  /* What was announced is not there yet: who only announces gets no memory. */
  wanted = MAX (needed, MAX (self->size * 2, FIRST_SIZE));
  self->size = MAX (needed, MIN (wanted, needed + self->left));
  self->message = g_realloc (self->message, self->size);
}

/* Takes what there is of a payload out of the input, unmasked. */
static guint8 *
take_run (SioWsReader  *self,
          guint8      **data,
          gsize        *length,
          gsize        *n)
{
  guint8 *run = *data;

  *n = (gsize) MIN (*length, self->left);
  sio_ws_frame_unmask (run, *n, self->mask, self->phase);
  self->phase = (self->phase + *n) & 3;
  self->left -= *n;
  *data += *n;
  *length -= *n;

  return run;
}

static SioWsEventType
end_message (SioWsReader  *self,
             const guint8 *payload,
             gsize         length,
             SioWsEvent   *event)
{
  SioWsEventType type = self->kind == SIO_WS_TEXT ? SIO_WS_EVENT_TEXT : SIO_WS_EVENT_BINARY;

  self->kind = 0;
  return give (event, type, payload, length);
}

static SioWsEventType
read_data (SioWsReader  *self,
           guint8      **data,
           gsize        *length,
           SioWsEvent   *event)
{
  gboolean is_whole = self->used == 0 && self->is_final && self->left <= *length;
  guint8 *run;
  gsize n;

  run = take_run (self, data, length, &n);
  if (self->kind == SIO_WS_TEXT && !sio_utf8_take (&self->text, run, n))
    return fail (self, data, length, event, SIO_WS_CODE_INVALID_DATA);

  if (!is_whole && n > 0)
    {
      make_room (self, n);
      memcpy (self->message + self->used, run, n);
      self->used += n;
    }
  if (self->left > 0)
    return SIO_WS_EVENT_NONE;

  self->in_payload = FALSE;
  if (!self->is_final)
    return SIO_WS_EVENT_NONE;
  if (!sio_utf8_is_complete (&self->text))
    return fail (self, data, length, event, SIO_WS_CODE_INVALID_DATA);

  if (is_whole)
    {
      /* The usual case stays where it is. */
      self->lent = run + n;
      self->lent_byte = *self->lent;
      *self->lent = '\0';
      return end_message (self, run, n, event);
    }

  self->message[self->used] = '\0';
  self->is_given = TRUE;
  return end_message (self, self->message, self->used, event);
}

static SioWsEventType
end_control (SioWsReader   *self,
             const guint8  *payload,
             gsize          n,
             guint8       **data,
             gsize         *length,
             SioWsEvent    *event)
{
  guint code, error;

  if (self->opcode == SIO_WS_PING)
    return give (event, SIO_WS_EVENT_PING, payload, n);
  if (self->opcode == SIO_WS_PONG)
    return give (event, SIO_WS_EVENT_PONG, payload, n);

  error = sio_ws_close_parse (payload, n, &code);
  if (error != 0)
    return fail (self, data, length, event, error);
  self->is_over = TRUE;
  *data += *length;
  *length = 0;
  give (event, SIO_WS_EVENT_CLOSE, payload, n);
  event->code = code;

  return SIO_WS_EVENT_CLOSE;
}

static SioWsEventType
read_control (SioWsReader  *self,
              guint8      **data,
              gsize        *length,
              SioWsEvent   *event)
{
  gboolean is_whole = self->n_control == 0 && self->left <= *length;
  guint8 *run;
  gsize n;

  run = take_run (self, data, length, &n);
  if (!is_whole)
    {
      if (self->control == NULL)
        self->control = g_malloc (SIO_WS_MAX_CONTROL);
      memcpy (self->control + self->n_control, run, n);
      self->n_control += n;
    }
  if (self->left > 0)
    return SIO_WS_EVENT_NONE;

  self->in_payload = FALSE;
  if (is_whole)
    return end_control (self, run, n, data, length, event);
  n = self->n_control;
  self->n_control = 0;
  return end_control (self, self->control, n, data, length, event);
}

/* Takes back what the last event was made of. */
static void
end_loan (SioWsReader *self)
{
  if (self->lent != NULL)
    *self->lent = self->lent_byte;
  self->lent = NULL;

  if (self->is_given)
    {
      g_clear_pointer (&self->message, g_free);
      self->used = self->size = 0;
      self->is_given = FALSE;
    }
  if (self->n_control == 0)
    g_clear_pointer (&self->control, g_free);
}

/**
 * sio_ws_reader_init:
 * @self: memory for it
 * @max_message: bytes of a message; a longer one is an error as soon as it is announced
 *
 * Makes a reader at the beginning of a stream.
 */
void
sio_ws_reader_init (SioWsReader *self,
                    gsize        max_message)
{
  g_return_if_fail (self != NULL);

  memset (self, 0, sizeof *self);
  self->max_message = max_message;
}

/**
 * sio_ws_reader_set_max_message:
 * @self: a reader
 * @max_message: bytes of a message
 *
 * Changes the bound, for frames that are still to come.
 */
void
sio_ws_reader_set_max_message (SioWsReader *self,
                               gsize        max_message)
{
  g_return_if_fail (self != NULL);

  self->max_message = max_message;
}

/**
 * sio_ws_reader_clear:
 * @self: a reader
 *
 * Frees what it holds, and the input it was given is not looked at again. It may be called twice.
 */
void
sio_ws_reader_clear (SioWsReader *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->message, g_free);
  g_clear_pointer (&self->control, g_free);
  self->lent = NULL;
  self->is_given = FALSE;
  self->is_over = TRUE;
  self->used = self->size = 0;
}

/**
 * sio_ws_reader_take:
 * @self: a reader
 * @data: (inout) (array length=length): bytes that have come, moved on past what was taken. They
 *   are written to, and so is the one byte behind the last
 * @length: (inout): how many there are
 * @event: (out caller-allocates): what was said
 *
 * Takes bytes up to the end of the next event. To be called until it returns
 * %SIO_WS_EVENT_NONE, with the memory behind @data left alone meanwhile. After an error or a close
 * frame everything is swallowed.
 *
 * Returns: the type of @event
 */
SioWsEventType
sio_ws_reader_take (SioWsReader  *self,
                    guint8      **data,
                    gsize        *length,
                    SioWsEvent   *event)
{
  g_return_val_if_fail (self != NULL, SIO_WS_EVENT_NONE);
  g_return_val_if_fail (data != NULL && length != NULL, SIO_WS_EVENT_NONE);
  g_return_val_if_fail (event != NULL, SIO_WS_EVENT_NONE);

  end_loan (self);
  if (self->is_over)
    {
      *data += *length;
      *length = 0;
    }

  while (*length > 0)
    {
      SioWsEventType type;

      if (!self->in_payload)
        {
          guint code = read_head (self, data, length);

          if (code != 0)
            return fail (self, data, length, event, code);
          if (!self->in_payload)
            break;
          if (self->left > 0 && *length == 0)
            break;
        }

      type = is_control (self) ? read_control (self, data, length, event)
                               : read_data (self, data, length, event);
      if (type != SIO_WS_EVENT_NONE)
        return type;
    }

  return give (event, SIO_WS_EVENT_NONE, NULL, 0);
}
