/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deadlines of one length, thousands of them, on one GSource: arming and
 * disarming cost a list operation and no system call. It must not know what
 * is being waited for. */
#define G_LOG_DOMAIN "sio-deadline"

#include "sio/sio-deadline.h"

typedef struct
{
  GSource           source;
  SioDeadlineQueue *queue;
} QueueSource;

/* All have the same length, so the order of arming is the order of passing. */
struct _SioDeadlineQueue
{
  GSource         *source;
  GQueue           armed;
  SioDeadlineFunc  func;
  gint64           duration; /* microseconds */
  gint64           ready_at; /* when the source fires next, -1 never */
};

static void
set_ready_at (SioDeadlineQueue *self,
              gint64            at)
{
  self->ready_at = at;
  g_source_set_ready_time (self->source, at);
}

static gboolean
dispatch_queue (GSource     *source,
                GSourceFunc  callback,
                gpointer     user_data)
{
  SioDeadlineQueue *self = ((QueueSource *) source)->queue;
  gint64 now = g_source_get_time (source);

  /* Disarming leaves the source armed for a moment that means nothing by then:
   * waking once too often is cheaper than setting it at every request. */
  set_ready_at (self, -1);
  while (!g_queue_is_empty (&self->armed))
    {
      SioDeadline *deadline = g_queue_peek_head (&self->armed);
      gpointer owner = deadline->owner;

      if (deadline->at > now)
        {
          set_ready_at (self, deadline->at);
          break;
        }
      sio_deadline_disarm (deadline);
      self->func (owner);
    }

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs queue_funcs = {
  .dispatch = dispatch_queue,
};

/**
 * sio_deadline_queue_new:
 * @context: the context that calls @func
 * @milliseconds: how far away each deadline is when it is armed
 * @func: what to call with the owner when one passes
 *
 * Makes an empty queue, used by the thread that runs @context alone.
 *
 * Returns: (transfer full): the queue
 */
SioDeadlineQueue *
sio_deadline_queue_new (GMainContext    *context,
                        guint            milliseconds,
                        SioDeadlineFunc  func)
{
  SioDeadlineQueue *self;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (SioDeadlineQueue, 1);
  self->func = func;
  self->duration = milliseconds * (gint64) 1000;
  self->ready_at = -1;
  self->source = g_source_new (&queue_funcs, sizeof (QueueSource));
  ((QueueSource *) self->source)->queue = self;
  g_source_set_static_name (self->source, "SioDeadlineQueue");
  g_source_attach (self->source, context);

  return self;
}

/**
 * sio_deadline_queue_free:
 * @self: (transfer full): the queue; nothing is armed in it
 *
 * Frees the queue. Not from inside its function.
 */
void
sio_deadline_queue_free (SioDeadlineQueue *self)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (g_queue_is_empty (&self->armed));

  g_source_destroy (self->source);
  g_source_unref (self->source);
  g_free (self);
}

/**
 * sio_deadline_queue_set_duration:
 * @self: the queue; nothing is armed in it
 * @milliseconds: how far away each deadline is when it is armed
 *
 * Changes the length of the deadlines to come.
 */
void
sio_deadline_queue_set_duration (SioDeadlineQueue *self,
                                 guint             milliseconds)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (g_queue_is_empty (&self->armed));

  self->duration = milliseconds * (gint64) 1000;
}

/**
 * sio_deadline_arm:
 * @self: a deadline, which stays where it is while it is armed
 * @queue: the queue that says how far away it is
 * @owner: what its function is given
 *
 * Sets the deadline to the queue's length from now, whatever it was before.
 */
void
sio_deadline_arm (SioDeadline      *self,
                  SioDeadlineQueue *queue,
                  gpointer          owner)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (queue != NULL);

  sio_deadline_disarm (self);

  self->queue = queue;
  self->owner = owner;
  self->at = g_get_monotonic_time () + queue->duration;
  self->link = (GList) { .data = self };
  g_queue_push_tail_link (&queue->armed, &self->link);
  if (queue->ready_at < 0 || queue->ready_at > self->at)
    set_ready_at (queue, self->at);
}

/**
 * sio_deadline_disarm:
 * @self: a deadline
 *
 * Takes the deadline back; nothing happens if it is not armed.
 */
void
sio_deadline_disarm (SioDeadline *self)
{
  g_return_if_fail (self != NULL);

  if (self->queue == NULL)
    return;

  g_queue_unlink (&self->queue->armed, &self->link);
  self->queue = NULL;
}

/**
 * sio_deadline_is_due:
 * @self: a deadline
 *
 * Returns: whether it is armed and has passed, although its function was not called yet
 */
gboolean
sio_deadline_is_due (SioDeadline *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->queue != NULL && self->at <= g_get_monotonic_time ();
}
