/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A Socket.IO client over one WebSocket that blocks: a test reads from top to
 * bottom. It knows the protocols and nothing of any host but where it is. */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TALUS_TEST_SOCKET_SECONDS 20

typedef struct _TalusTestSocket TalusTestSocket;

/**
 * TalusTestEvent:
 * @name: of the event; "connect", "connect_error", "disconnect" and "ack" for
 *   those packets
 * @namespace_name: "/" or "/graph"
 * @ack: the id of an ack, else -1
 * @json: the first argument as it came; "" without one
 * @data: (nullable): the same, parsed
 *
 * Something that came.
 */
typedef struct
{
  char *name;
  char *namespace_name;
  gint64 ack;
  char *json;
  JsonNode *data;
} TalusTestEvent;

/* Opens a WebSocket and waits for Engine.IO's handshake. */
TalusTestSocket *talus_test_socket_new         (const char      *host,
                                                guint16          port);
/* @headers: (nullable): "Name: value\r\n" …; @receive_buffer: bytes that may
 * lie unread in this process, 0 as the system has it; @status: (out): of the
 * answer to the upgrade; where it is not 101 NULL is returned. */
TalusTestSocket *talus_test_socket_new_full    (const char      *host,
                                                guint16          port,
                                                const char      *headers,
                                                int              receive_buffer,
                                                guint           *status);
/* Opens one and comes into namespace "/" with @auth (nullable), which must do. */
TalusTestSocket *talus_test_socket_new_in      (const char      *host,
                                                guint16          port,
                                                const char      *namespace_name,
                                                const char      *auth);
/* Closes the connection at once. */
void             talus_test_socket_free        (TalusTestSocket *self);
const char      *talus_test_socket_get_sid     (TalusTestSocket *self); /* of the last CONNECT */

/* Asks to come into a namespace, which what is emitted from now on goes to.
 * In @auth (nullable) ' stands for ". Returns "connect" or "connect_error". */
TalusTestEvent  *talus_test_socket_connect     (TalusTestSocket *self,
                                                const char      *namespace_name,
                                                const char      *auth);
/* Which namespace what is emitted goes to. */
void             talus_test_socket_use         (TalusTestSocket *self,
                                                const char      *namespace_name);
/* One text message of Engine.IO, exactly these bytes. */
void             talus_test_socket_send_raw    (TalusTestSocket *self,
                                                const char      *text,
                                                gsize            length);
/* @format as for printf, one JSON argument, in which ' stands for "; "" for none. */
void             talus_test_socket_emit        (TalusTestSocket *self,
                                                const char      *event,
                                                const char      *format,
                                                ...) G_GNUC_PRINTF (3, 4);
/* The same and waits for the ack, which it returns. */
TalusTestEvent  *talus_test_socket_call        (TalusTestSocket *self,
                                                const char      *event,
                                                const char      *format,
                                                ...) G_GNUC_PRINTF (3, 4);
/* The same without waiting: the id that the ack will have. */
gint64           talus_test_socket_ask         (TalusTestSocket *self,
                                                const char      *event,
                                                const char      *format,
                                                ...) G_GNUC_PRINTF (3, 4);
TalusTestEvent  *talus_test_socket_wait_ack    (TalusTestSocket *self,
                                                gint64           ack);

/* The oldest event not taken yet, of any name; acks are none. */
TalusTestEvent  *talus_test_socket_next        (TalusTestSocket *self);
/* The oldest of that name; what came before it stays. */
TalusTestEvent  *talus_test_socket_wait        (TalusTestSocket *self,
                                                const char      *name);
/* Everything that has come, acks too, in order; nothing is waited for. */
guint            talus_test_socket_get_n       (TalusTestSocket *self);
const char      *talus_test_socket_get_name    (TalusTestSocket *self,
                                                guint            index);
/* Events of that name (nullable: any) that have come and were not taken. */
guint            talus_test_socket_count       (TalusTestSocket *self,
                                                const char      *name);
/* Forgets what has come. */
void             talus_test_socket_forget      (TalusTestSocket *self);
/* Asks the server to answer a `ping` and reads until it has: what it said
 * before has come then. */
void             talus_test_socket_settle      (TalusTestSocket *self);
/* Reads until the server closes the connection. */
void             talus_test_socket_wait_closed (TalusTestSocket *self);
gboolean         talus_test_socket_is_closed   (TalusTestSocket *self);

void             talus_test_event_free         (TalusTestEvent  *self);
/* What is in its data, by way: "graph.roots.0.id"; must be there. */
JsonNode        *talus_test_event_get          (TalusTestEvent  *self,
                                                const char      *way);
gboolean         talus_test_event_has          (TalusTestEvent  *self,
                                                const char      *way);
const char      *talus_test_event_string       (TalusTestEvent  *self,
                                                const char      *way); /* (nullable) */
gint64           talus_test_event_int          (TalusTestEvent  *self,
                                                const char      *way);
gboolean         talus_test_event_boolean      (TalusTestEvent  *self,
                                                const char      *way);
guint            talus_test_event_length       (TalusTestEvent  *self,
                                                const char      *way);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusTestSocket, talus_test_socket_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusTestEvent, talus_test_event_free)

G_END_DECLS
