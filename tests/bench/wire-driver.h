/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives commands, over a client's socket or over REST, and keeps when each was
 * sent and how long its answer took. */
#pragma once

#include <glib.h>

#include "sim-http.h"
#include "wire-pool.h"

G_BEGIN_DECLS

typedef struct
{
  WireClient *client;  /* whose socket it uses */
  const char *command; /* JSON; @N@ counts up, @UUID@ is a new one */
  guint64 first;       /* number of the command that is the first in these */
  guint64 n_sent;
  guint64 n_acked;
  GArray *sent_us;     /* gint64 a command */
  GArray *ack_us;      /* gint64: how long its answer took, in the order of answers */
  GString *out;
  /* Over REST, one at a time. */
  int http;            /* or -1 */
  WireWatch watch;
  SimHttpAnswer answer;
} WireDriver;

void wire_driver_init     (WireDriver *self,
                           WireClient *client,
                           const char *command);
void wire_driver_reset    (WireDriver *self);
void wire_driver_clear    (WireDriver *self);
void wire_driver_prepare  (WireDriver *self);
void wire_driver_flush    (WireDriver *self);
void wire_driver_send     (WireDriver *self);
void wire_driver_post     (WireDriver *self);
void wire_driver_take_ack (WireDriver *self,
                           const char *text,
                           gsize       length);

G_END_DECLS
