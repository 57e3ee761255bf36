/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the Socket.IO server share: a connection is a client's
 * transport with all it has to do with namespaces, a socket its place in one. */
#pragma once

#include "sio/sio-deadline.h"
#include "sio/sio-packet.h"
#include "sio/sio-server.h"
#include "sio/sio-sid.h"

G_BEGIN_DECLS

typedef struct _SioConnection SioConnection;
typedef struct _SioNamespace  SioNamespace;
typedef struct _SioPendingAck SioPendingAck;
typedef struct _SioAssembly   SioAssembly;

/* Ref-counted: sockets may outlive the server. */
struct _SioNamespace
{
  grefcount          refs;
  char              *name;
  guint64            bit;        /* its own among those of the server, 0 past the 64th */
  SioNamespaceFuncs  funcs;
  gpointer           user_data;
};

struct _SioServer
{
  /* owned */
  SioEngine         *engine;
  SioDeadlineQueue  *connect_deadlines; /* (nullable) */
  GPtrArray         *namespaces;        /* SioNamespace */

  SioServerOptions   options;
  GFunc              shut_down_done;
  gpointer           shut_down_data;
};

/* A client's transport. There are thousands of them, mostly idle: what only a
 * busy one needs is allocated when it does. */
struct _SioConnection
{
  grefcount          refs;
  guint              n_accepted;        /* sockets that are in */
  SioServer         *server;            /* borrowed */
  SioEngineSocket   *engine;            /* borrowed; NULL once closed */
  SioSocket         *sockets;           /* owned, singly linked: one or two */
  SioAssembly       *assembly;          /* (nullable): an event whose attachments are yet to come */
  SioDeadline        deadline;          /* to be in a namespace */
  guint64            left_namespaces;   /* bits: the server said goodbye, the client may not know */
  gsize              bytes_before;
  guint              messages_before;
  gboolean           is_closing;        /* nothing of the client is heard any more */
};

/* ASKING -> IN -> OUT, or ASKING -> OUT */
typedef enum
{
  SIO_SOCKET_ASKING,
  SIO_SOCKET_IN,
  SIO_SOCKET_OUT,
} SioSocketState;

struct _SioSocket
{
  grefcount          refs;
  SioSocketState     state;
  SioConnection     *connection;        /* borrowed; NULL once out */
  SioSocket         *next;              /* of the connection */
  SioNamespace      *space;             /* owned */
  SioEngineSocket   *engine;            /* owned */
  gpointer           data;
  SioPendingAck     *acks;              /* oldest first */
  SioPendingAck     *last_ack;
  guint64            next_ack_id;
  char               id[SIO_SID_LENGTH + 1];
};

extern const SioEngineFuncs sio_connection_funcs;

void       sio_connection_unref      (SioConnection  *self);
void       sio_connection_timed_out  (gpointer        owner);
void       sio_connection_close      (SioConnection  *self,
                                      gboolean        flush,
                                      const char     *reason);
SioSocket *sio_connection_find       (SioConnection  *self,
                                      const char     *namespace_name,
                                      gsize           length);

SioNamespace *sio_server_find_namespace (SioServer    *self,
                                         const char   *name,
                                         gsize         length);
void       sio_namespace_unref       (SioNamespace   *self);

SioSocket *sio_socket_new            (SioConnection  *connection,
                                      SioNamespace   *space);
void       sio_socket_leave          (SioSocket      *self,
                                      const char     *reason);
void       sio_socket_send           (SioSocket      *self,
                                      SioPacketText  *text,
                                      const SioArgs  *args);

SioAck    *sio_ack_new               (SioSocket      *socket,
                                      guint64         id);
void       sio_socket_take_ack       (SioSocket      *self,
                                      guint64         id,
                                      const SioArgs  *args);
void       sio_socket_forget_acks    (SioSocket      *self);

G_END_DECLS
