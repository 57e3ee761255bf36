/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A TCP connection that never blocks: bytes out when there is room, bytes in
 * when they come. It knows nothing of what they mean. */
#pragma once

#include "sim-loop.h"

G_BEGIN_DECLS

/**
 * SimLink:
 * @received: bytes came; it may close the link
 * @ended: the other end closed (0) or the connection broke (errno); the link is closed already
 * @owner: for both
 *
 * One connection; part of what it belongs to.
 */
typedef struct
{
  void (*received) (gpointer owner, const char *data, gsize length);
  void (*ended)    (gpointer owner, int code);
  gpointer owner;
  /*< private >*/
  SimLoop *loop;
  SimWatch watch;
  GString *out;
  gsize sent;          /* of out */
  guint generation;    /* counts closings */
  gboolean is_open;
  gboolean is_deaf;
} SimLink;

void     sim_link_init        (SimLink    *self,
                               SimLoop    *loop);
void     sim_link_clear       (SimLink    *self);
gboolean sim_link_connect     (SimLink    *self,
                               guint16     port,
                               int         receive_buffer);
void     sim_link_adopt       (SimLink    *self,
                               int         fd);
void     sim_link_send        (SimLink    *self,
                               const void *data,
                               gsize       length);
gsize    sim_link_get_unsent  (SimLink    *self);
void     sim_link_set_reading (SimLink    *self,
                               gboolean    reading);
void     sim_link_close       (SimLink    *self,
                               gboolean    reset);

G_END_DECLS
