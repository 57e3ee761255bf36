/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Deadlines of one length, thousands of them, on one GSource: arming and
 * disarming cost a list operation and no system call. It must not know what
 * is being waited for. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _SioDeadlineQueue SioDeadlineQueue;
typedef struct _SioDeadline      SioDeadline;

/**
 * SioDeadlineFunc:
 * @owner: what the deadline was armed for
 *
 * Called once when a deadline passes. It may arm or disarm any deadline.
 */
typedef void (*SioDeadlineFunc) (gpointer owner);

/**
 * SioDeadline:
 *
 * One deadline, to be embedded in what it belongs to; filled with zeros at first.
 */
struct _SioDeadline
{
  /*< private >*/
  SioDeadlineQueue *queue;
  gpointer          owner;
  GList             link;
  gint64            at;
};

SioDeadlineQueue *sio_deadline_queue_new          (GMainContext     *context,
                                                   guint             milliseconds,
                                                   SioDeadlineFunc   func);
void              sio_deadline_queue_free         (SioDeadlineQueue *self);
void              sio_deadline_queue_set_duration (SioDeadlineQueue *self,
                                                   guint             milliseconds);

void              sio_deadline_arm                (SioDeadline      *self,
                                                   SioDeadlineQueue *queue,
                                                   gpointer          owner);
void              sio_deadline_disarm             (SioDeadline      *self);
gboolean          sio_deadline_is_due             (SioDeadline      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioDeadlineQueue, sio_deadline_queue_free)

G_END_DECLS
