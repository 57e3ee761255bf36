/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Socket.IO clients over websocket by the thousand, as cheap as they can be
 * made: one epoll set, one buffer, frames looked at where they lie. They join a
 * room and answer heartbeats; it must not know what is measured. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _WirePool WirePool;

/**
 * WireWatch:
 * @ready: the descriptor has something to read
 * @owner: what @ready gets
 *
 * What waits in the pool's epoll set.
 */
typedef struct
{
  void (*ready) (gpointer owner);
  gpointer owner;
} WireWatch;

typedef enum
{
  WIRE_UPGRADING, /* → 101 */
  WIRE_OPENING,   /* → Engine.IO's open packet */
  WIRE_ENTERING,  /* → CONNECT answered */
  WIRE_JOINING,   /* → "joined" */
  WIRE_JOINED,
} WireState;

typedef struct
{
  WireWatch watch;
  WirePool *pool;
  int fd;
  guint number;
  WireState state;
  guint64 n_events; /* of the room; the owner of the pool counts */
  char *carry;      /* the start of a frame whose rest has not come */
  gsize n_carry;
  gsize carry_size;
} WireClient;

/**
 * WirePoolFuncs:
 * @event: a client that joined got an event of the room: `42["NAME",{…}]`
 * @ack: it got an ack: `43N[…]`
 */
typedef struct
{
  void (*event) (WireClient *client,
                 const char *text,
                 gsize       length,
                 gpointer    user_data);
  void (*ack)   (WireClient *client,
                 const char *text,
                 gsize       length,
                 gpointer    user_data);
} WirePoolFuncs;

struct _WirePool
{
  int epoll;
  int port;
  const char *auth; /* JSON; @N@ and @UUID@ are filled in */
  const char *join;
  const WirePoolFuncs *funcs;
  gpointer user_data;
  guint n_clients;
  guint n_connecting;
  guint n_joined;
  WireClient *clients;
  guint64 n_receives;
  guint64 n_bytes;
  guint64 n_pings;
};

void     wire_fail           (const char   *format,
                              ...) G_GNUC_PRINTF (1, 2) G_GNUC_NORETURN;
GString *wire_fill           (const char   *pattern,
                              guint64       number);
void     wire_append_frame   (GString      *out,
                              const char   *text,
                              gsize         length);

void     wire_pool_init      (WirePool     *self,
                              guint         n_clients);
void     wire_pool_clear     (WirePool     *self);
void     wire_pool_watch     (WirePool     *self,
                              int           fd,
                              WireWatch    *watch);
void     wire_pool_unwatch   (WirePool     *self,
                              int           fd);
void     wire_pool_join_all  (WirePool     *self,
                              guint         at_once);
gboolean wire_pool_turn      (WirePool     *self,
                              int           timeout_ms);
void     wire_client_send    (WireClient   *client,
                              const char   *frames,
                              gsize         length);

G_END_DECLS
