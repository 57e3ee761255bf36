/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client between its packets (sim-socket.c) and its two transports. */
#pragma once

#include "sim-http.h"
#include "sim-link.h"
#include "sim-socket.h"

G_BEGIN_DECLS

/* No time-out of the protocols is as long as this while a client comes in. */
#define SIM_SOCKET_OPEN_MS 30000

typedef enum
{
  SIM_SOCKET_CLOSED,
  SIM_SOCKET_OPENING,    /* no open packet yet */
  SIM_SOCKET_ENTERING,   /* not in its namespace yet */
  SIM_SOCKET_OPEN,
} SimSocketState;

typedef enum
{
  SIM_UPGRADE_NONE,
  SIM_UPGRADE_PROBING,   /* until "3probe" */
  SIM_UPGRADE_PROBED,    /* until no request is under way */
} SimUpgradeState;

struct _SimSocket
{
  SimLoop *loop;
  SimSocketOptions options;
  const SimSocketFuncs *funcs;
  gpointer user_data;

  SimSocketState state;
  SimUpgradeState upgrade;
  gboolean is_polling;   /* and not, or not yet, on the WebSocket */
  guint generation;      /* counts closings */
  guint16 port;
  char *auth;
  char *engine_sid;
  char *sid;
  gint64 silence_ms;     /* after which the server is gone */
  SimTimer silence;
  guint last_number;     /* of acks */
  GQueue packets;        /* char *: unsent */

  SimLink web;           /* the WebSocket */
  GString *in;           /* came on it, not looked at */
  GString *fragments;    /* of a message */
  gboolean is_shaken;    /* hands */

  SimLink get;
  SimLink post;
  SimHttpAnswer get_answer;
  SimHttpAnswer post_answer;
  gboolean is_getting;
  gboolean is_posting;
};

void sim_socket_take_packet    (SimSocket  *self,
                                const char *packet,
                                gsize       length);
void sim_socket_fail           (SimSocket  *self,
                                const char *format,
                                ...) G_GNUC_PRINTF (2, 3);
void sim_socket_flush          (SimSocket  *self);

void sim_socket_web_init       (SimSocket  *self);
void sim_socket_web_open       (SimSocket  *self);
void sim_socket_web_send       (SimSocket  *self,
                                const char *packet);
void sim_socket_polling_init   (SimSocket  *self);
void sim_socket_polling_get    (SimSocket  *self);
void sim_socket_polling_flush  (SimSocket  *self);
void sim_socket_polling_change (SimSocket  *self);

G_END_DECLS
