/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of the engine share: the table, a session, and a WebSocket
 * that is a session's or wants to become it. */
#pragma once

#include "sio/sio-deadline.h"
#include "sio/sio-engine-payload.h"
#include "sio/sio-engine.h"
#include "sio/sio-sid.h"
#include "sio/sio-ws-reader.h"

G_BEGIN_DECLS

/* Of one client in one turn, either way, so that the others are not starved. */
#define SIO_ENGINE_MAX_A_TURN (64 * 1024)

#define SIO_ENGINE_READ_SIZE  (16 * 1024)

typedef struct _SioEngineWebSocket SioEngineWebSocket;

/* What the reference server answers with status 400. */
typedef enum
{
  SIO_ENGINE_ERROR_TRANSPORT = 0,
  SIO_ENGINE_ERROR_SID = 1,
  SIO_ENGINE_ERROR_METHOD = 2,
  SIO_ENGINE_ERROR_REQUEST = 3,
  SIO_ENGINE_ERROR_VERSION = 5,
} SioEngineError;

struct _SioEngine
{
  SioHttpServer    *http;       /* borrowed */
  SioEngineOptions  options;
  SioEngineFuncs    funcs;
  gpointer          user_data;

  /* owned */
  GMainContext     *context;
  SioHub           *hub;
  GHashTable       *sockets;    /* sid (of the value) → SioEngineSocket, a reference */
  GQueue            websockets; /* SioEngineWebSocket, all there are */
  GQueue            backlog;    /* SioEngineSocket with the rest of a POST */
  GSource          *work;       /* for what must not be done in the caller's frame */
  GBytes           *ping;       /* its frame */
  guint8           *input;      /* SIO_ENGINE_READ_SIZE, and one byte more */

  SioDeadlineQueue *ping_deadlines;
  SioDeadlineQueue *alive_deadlines;
  SioDeadlineQueue *flush_deadlines;
  SioDeadlineQueue *upgrade_deadlines;
  SioDeadlineQueue *linger_deadlines;

  /* Shutting down */
  SioDeadlineQueue *stop_deadlines;
  SioDeadline       stop_deadline;
  GFunc             done;
  gpointer          done_data;
  gboolean          is_stopping;
};

/* OPEN -> [CLOSING] -> CLOSED */
typedef enum
{
  SIO_ENGINE_SOCKET_OPEN,
  SIO_ENGINE_SOCKET_CLOSING, /* what was queued leaves; nothing is added, nothing heard */
  SIO_ENGINE_SOCKET_CLOSED,  /* out of the table; there are only references left */
} SioEngineSocketState;

/* A POST whose packets are being taken. */
typedef struct
{
  char             *text;
  SioEnginePayload  payload;
  GList             link;     /* in the backlog, if data is set */
} SioEnginePost;

struct _SioEngineSocket
{
  grefcount             refs;
  SioEngineSocketState  state;
  SioEngine            *engine;    /* NULL once closed */
  SioOutlet             outlet;
  gpointer              data;
  const char           *reason;    /* why it is CLOSING */
  char                 *remote;
  gsize                 max_payload;
  SioDeadline           ping;      /* when the next one is due; CLOSING: when it has to end */
  SioDeadline           alive;     /* by when the answer must be there */

  SioHttpRequest       *poll;      /* (nullable): a GET that waits */
  gulong                poll_gone; /* its handler */
  SioHttpRequest       *answered;  /* (nullable): the last one, its answer on its way */
  SioHttpRequest       *post;      /* (nullable): a POST under way */
  SioEnginePost        *posted;    /* (nullable): what is left of its packets */
  SioEngineWebSocket   *websocket; /* (nullable): its transport, else it is polling */
  SioEngineWebSocket   *probe;     /* (nullable): what may become that */

  char                  sid[SIO_SID_LENGTH + 1];
  guint                 is_secure : 1;
  guint                 is_websocket : 1;  /* has or had one as its transport */
  guint                 is_pinged : 1;     /* and has not answered */
  guint                 is_probed : 1;     /* the upgrade is due: polls end at once */
  guint                 is_taking : 1;     /* packets that a POST brought */
};

/* PROBE -> OPEN -> CLOSING -> LINGER -> GONE; any of them may be left out */
typedef enum
{
  SIO_ENGINE_WEBSOCKET_PROBE,   /* the session goes on polling meanwhile */
  SIO_ENGINE_WEBSOCKET_OPEN,    /* the session's transport */
  SIO_ENGINE_WEBSOCKET_CLOSING, /* nobody's; its last bytes leave */
  SIO_ENGINE_WEBSOCKET_LINGER,  /* all is said; what still comes is thrown away, so that the client
                                 * reads the close before it hears that nobody listens */
  SIO_ENGINE_WEBSOCKET_GONE,
} SioEngineWebSocketPhase;

struct _SioEngineWebSocket
{
  grefcount                refs;
  SioEngineWebSocketPhase  phase;
  SioEngine               *engine;
  SioEngineSocket         *socket;   /* PROBE and OPEN */
  SioChannel              *channel;
  SioWatch                 watch;
  SioWsReader              reader;
  SioDeadline              deadline; /* of a probe and of the end */
  GByteArray              *out;      /* (nullable): what leaves before anything of the outlet */
  GBytes                  *pong;     /* (nullable): to be sent when there is room again */
  GList                    link;
  guint                    is_blocked : 1;
};

/* sio-engine.c */
void             sio_engine_refuse                 (SioHttpRequest          *request,
                                                    SioEngineError           error);
void             sio_engine_answer                 (SioHttpRequest          *request,
                                                    const char              *content_type,
                                                    GString                 *text);
void             sio_engine_wake                   (SioEngine               *self);
void             sio_engine_check_done             (SioEngine               *self);

/* sio-engine-socket.c */
SioEngineSocket *sio_engine_socket_new             (SioEngine               *engine,
                                                    SioHttpRequest          *request);
char            *sio_engine_socket_make_open       (SioEngineSocket         *self,
                                                    gboolean                 is_websocket);
void             sio_engine_socket_open            (SioEngineSocket         *self);
void             sio_engine_socket_take_packet     (SioEngineSocket         *self,
                                                    const SioEnginePacket   *packet);
void             sio_engine_socket_sent            (SioEngineSocket         *self);
/* At once. @code: what a WebSocket is closed with. */
void             sio_engine_socket_end             (SioEngineSocket         *self,
                                                    const char              *reason,
                                                    guint                    code);
void             sio_engine_socket_ping_due        (gpointer                 socket);
void             sio_engine_socket_timed_out       (gpointer                 socket);
void             sio_engine_socket_flush_timed_out (gpointer                 socket);

/* sio-engine-socket-polling.c */
void             sio_engine_socket_take_poll       (SioEngineSocket         *self,
                                                    SioHttpRequest          *request);
void             sio_engine_socket_take_post       (SioEngineSocket         *self,
                                                    SioHttpRequest          *request);
/* What waits, if a GET waits for it. */
void             sio_engine_socket_answer_poll     (SioEngineSocket         *self);
/* A noop, if a GET waits and there is nothing else. */
void             sio_engine_socket_release_poll    (SioEngineSocket         *self);
/* The last answers: @packet ends what the GET gets. */
void             sio_engine_socket_end_polling     (SioEngineSocket         *self,
                                                    char                     packet);
void             sio_engine_socket_take_posted     (SioEngineSocket         *self,
                                                    gsize                    max_bytes);

/* sio-engine-websocket-output.c */
SioOutlet       *sio_engine_websocket_get_outlet   (SioEngineWebSocket      *self);
gboolean         sio_engine_websocket_has_output   (SioEngineWebSocket      *self);
void             sio_engine_websocket_append       (SioEngineWebSocket      *self,
                                                    const void              *data,
                                                    gsize                    length);
void             sio_engine_websocket_say          (SioEngineWebSocket      *self,
                                                    SioWsOpcode              opcode,
                                                    const void              *payload,
                                                    gsize                    length);
void             sio_engine_websocket_say_close    (SioEngineWebSocket      *self,
                                                    guint                    code);
void             sio_engine_websocket_push_pong    (SioEngineWebSocket      *self,
                                                    const void              *payload,
                                                    gsize                    length);
gboolean         sio_engine_websocket_write        (SioEngineWebSocket      *self,
                                                    gboolean                *written);

/* sio-engine-websocket.c */
void             sio_engine_websocket_serve        (SioEngine               *engine,
                                                    SioHttpRequest          *request,
                                                    SioEngineSocket         *socket);
void             sio_engine_websocket_flush        (SioEngineWebSocket      *self);
void             sio_engine_websocket_close        (SioEngineWebSocket      *self,
                                                    guint                    code);
void             sio_engine_websocket_drop         (SioEngineWebSocket      *self);
void             sio_engine_websocket_probe_late   (gpointer                 websocket);
void             sio_engine_websocket_lingered     (gpointer                 websocket);

G_END_DECLS
