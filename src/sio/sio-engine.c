/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An Engine.IO 4 server: sessions of packets over polling and WebSocket, with
 * upgrade and heartbeat. This file judges requests, knows all sessions and
 * ends them. It must not know what the packets say, nor who may come. */
#define G_LOG_DOMAIN "sio-engine"

#include "sio/sio-engine-private.h"

#include <string.h>

#include "sio/sio-http-request-private.h"
#include "sio/sio-ws-handshake.h"

/* How long a WebSocket that was closed may take to hear it. */
#define LINGER_MS 2000

/* What a client is told to wait when there are too many. */
#define RETRY_AFTER_SECONDS "5"

typedef struct
{
  GSource    source;
  SioEngine *engine;
} WorkSource;

static gboolean
dispatch_work (GSource     *source,
               GSourceFunc  callback,
               gpointer     user_data)
{
  SioEngine *self = ((WorkSource *) source)->engine;

  g_source_set_ready_time (source, -1);

  /* One turn each; who has more left goes to the end. */
  for (guint n = self->backlog.length; n > 0 && self->backlog.length > 0; n--)
    sio_engine_socket_take_posted (g_queue_peek_head (&self->backlog), SIO_ENGINE_MAX_A_TURN);
  if (self->backlog.length > 0)
    sio_engine_wake (self);

  if (self->is_stopping && self->done != NULL && g_hash_table_size (self->sockets) == 0
      && self->websockets.length == 0)
    {
      GFunc done = g_steal_pointer (&self->done);

      sio_deadline_disarm (&self->stop_deadline);
      done (self, self->done_data);
    }

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs work_funcs = {
  .dispatch = dispatch_work,
};

/* All at once, for ending them takes them out of the table. */
static GPtrArray *
list_sockets (SioEngine *self)
{
  GPtrArray *sockets;
  GHashTableIter iter;
  gpointer socket;

  sockets = g_ptr_array_new_with_free_func ((GDestroyNotify) sio_engine_socket_unref);
  g_hash_table_iter_init (&iter, self->sockets);
  while (g_hash_table_iter_next (&iter, NULL, &socket))
    g_ptr_array_add (sockets, sio_engine_socket_ref (socket));

  return sockets;
}

static void
end_all (SioEngine *self)
{
  g_autoptr (GPtrArray) sockets = list_sockets (self);

  for (guint i = 0; i < sockets->len; i++)
    sio_engine_socket_end (sockets->pdata[i], "server shutting down", SIO_WS_CODE_GOING_AWAY);
  while (self->websockets.length > 0)
    sio_engine_websocket_drop (g_queue_peek_head (&self->websockets));
}

static void
stop_cb (gpointer owner)
{
  end_all (owner);
}

static void
respond_error (SioHttpRequest *request,
               guint           status,
               guint           code,
               const char     *message)
{
  g_autoptr (GBytes) body = NULL;
  char *text = g_strdup_printf ("{\"code\":%u,\"message\":\"%s\"}", code, message);

  body = g_bytes_new_take (text, strlen (text));
  sio_http_request_respond (request, status, "application/json", body);
}

static void
open_polling (SioEngine      *self,
              SioHttpRequest *request)
{
  SioEngineSocket *socket = sio_engine_socket_new (self, request);
  g_autofree char *open = sio_engine_socket_make_open (socket, FALSE);

  sio_engine_answer (request, "text/plain; charset=UTF-8", g_string_new (open));
  sio_engine_socket_open (socket);
}

/* Returns whether somebody new may come. */
static gboolean
admit (SioEngine      *self,
       SioHttpRequest *request)
{
  if (self->is_stopping)
    {
      respond_error (request, 503, SIO_ENGINE_ERROR_REQUEST, "Server shutting down");
      return FALSE;
    }
  if (g_hash_table_size (self->sockets) >= self->options.max_sockets)
    {
      sio_http_request_set_response_header (request, "Retry-After", RETRY_AFTER_SECONDS);
      respond_error (request, 429, SIO_ENGINE_ERROR_REQUEST, "Too many clients");
      return FALSE;
    }

  return TRUE;
}

/* Returns whether a WebSocket may begin with it. */
static gboolean
check_handshake (SioHttpRequest *request)
{
  const char *message;
  guint status = sio_ws_handshake_check (request->head, &message);

  if (status == 0)
    return TRUE;

  if (status == 426)
    {
      sio_http_request_set_response_header (request, "Sec-WebSocket-Version", SIO_WS_VERSION);
      sio_http_request_set_response_header (request, "Upgrade", "websocket");
    }
  respond_error (request, status, SIO_ENGINE_ERROR_REQUEST, message);

  return FALSE;
}

static SioEngineSocket *
find_socket (SioEngine  *self,
             const char *sid)
{
  SioEngineSocket *socket = g_hash_table_lookup (self->sockets, sid);

  /* The time to answer is over when it is over, whichever source is served first. */
  if (socket != NULL && sio_deadline_is_due (&socket->alive))
    {
      sio_engine_socket_end (socket, "ping timeout", SIO_WS_CODE_NORMAL);
      return NULL;
    }

  return socket;
}

static void
serve_polling (SioEngine       *self,
               SioHttpRequest  *request,
               SioEngineSocket *socket)
{
  const char *method = sio_http_request_get_method (request);

  if (socket == NULL)
    {
      if (admit (self, request))
        open_polling (self, request);
    }
  else if (socket->websocket != NULL)
    sio_engine_refuse (request, SIO_ENGINE_ERROR_REQUEST);
  else if (g_str_equal (method, "GET"))
    sio_engine_socket_take_poll (socket, request);
  else if (g_str_equal (method, "POST"))
    sio_engine_socket_take_post (socket, request);
  else
    sio_engine_refuse (request, SIO_ENGINE_ERROR_REQUEST);
}

/**
 * sio_engine_refuse:
 * @request: a request
 * @error: why
 *
 * Answers as the reference server does.
 */
void
sio_engine_refuse (SioHttpRequest *request,
                   SioEngineError  error)
{
  static const char *messages[] = {
    [SIO_ENGINE_ERROR_TRANSPORT] = "Transport unknown",
    [SIO_ENGINE_ERROR_SID] = "Session ID unknown",
    [SIO_ENGINE_ERROR_METHOD] = "Bad handshake method",
    [SIO_ENGINE_ERROR_REQUEST] = "Bad request",
    [SIO_ENGINE_ERROR_VERSION] = "Unsupported protocol version",
  };

  respond_error (request, 400, error, messages[error]);
}

/**
 * sio_engine_answer:
 * @request: a request
 * @content_type: the type of the text
 * @text: (transfer full): what to answer
 *
 * Answers with status 200, for this once.
 */
void
sio_engine_answer (SioHttpRequest *request,
                   const char     *content_type,
                   GString        *text)
{
  g_autoptr (GBytes) body = g_string_free_to_bytes (text);

  sio_http_request_set_response_header (request, "Cache-Control", "no-store");
  sio_http_request_respond (request, 200, content_type, body);
}

/**
 * sio_engine_wake:
 * @self: the engine
 *
 * Has the backlog worked on in the next turn.
 */
void
sio_engine_wake (SioEngine *self)
{
  g_source_set_ready_time (self->work, 0);
}

/**
 * sio_engine_check_done:
 * @self: the engine
 *
 * Somebody went: if that was the last one of an engine that shuts down, that is told.
 */
void
sio_engine_check_done (SioEngine *self)
{
  if (self->is_stopping && g_hash_table_size (self->sockets) == 0 && self->websockets.length == 0)
    sio_engine_wake (self);
}

/**
 * sio_engine_options_init:
 * @options: (out caller-allocates): memory for them
 *
 * Sets the defaults: 25 s, 20 s, 10 s, 1,000,000 bytes, 8 MiB, 10,000 sockets.
 */
void
sio_engine_options_init (SioEngineOptions *options)
{
  g_return_if_fail (options != NULL);

  *options = (SioEngineOptions) {
    .ping_interval = 25000,
    .ping_timeout = 20000,
    .upgrade_timeout = 10000,
    .max_payload = 1000000,
    .max_queue = 8 * 1024 * 1024,
    .max_sockets = 10000,
  };
}

/**
 * sio_engine_new:
 * @http: (transfer none): the server whose requests come here and whose poller watches; it outlives
 *   the engine
 * @options: (transfer none): how to behave
 * @funcs: (transfer none): what to call
 * @user_data: what to give it
 *
 * Makes an engine without clients, on the thread-default main context, which is @http's.
 *
 * Returns: (transfer full): the engine
 */
SioEngine *
sio_engine_new (SioHttpServer          *http,
                const SioEngineOptions *options,
                const SioEngineFuncs   *funcs,
                gpointer                user_data)
{
  guint8 ping[SIO_WS_MAX_SERVER_HEAD + 1];
  SioEngine *self;
  gsize n;

  g_return_val_if_fail (SIO_IS_HTTP_SERVER (http), NULL);
  g_return_val_if_fail (options != NULL && options->max_payload > 0, NULL);
  g_return_val_if_fail (funcs != NULL && funcs->opened != NULL && funcs->message != NULL
                        && funcs->closed != NULL, NULL);

  self = g_new0 (SioEngine, 1);
  self->http = http;
  self->options = *options;
  self->funcs = *funcs;
  self->user_data = user_data;
  self->context = g_main_context_ref_thread_default ();
  self->hub = sio_hub_new (self->context);
  self->sockets = g_hash_table_new (g_str_hash, g_str_equal);
  self->input = g_malloc (SIO_ENGINE_READ_SIZE + 1);

  n = sio_ws_frame_write (ping, SIO_WS_TEXT, 1);
  ping[n] = SIO_ENGINE_PING;
  self->ping = g_bytes_new (ping, n + 1);

  self->work = g_source_new (&work_funcs, sizeof (WorkSource));
  ((WorkSource *) self->work)->engine = self;
  g_source_set_static_name (self->work, "SioEngine");
  g_source_attach (self->work, self->context);

  self->ping_deadlines = sio_deadline_queue_new (self->context, options->ping_interval,
                                                 sio_engine_socket_ping_due);
  self->alive_deadlines = sio_deadline_queue_new (self->context,
                                                  options->ping_interval + options->ping_timeout,
                                                  sio_engine_socket_timed_out);
  self->flush_deadlines = sio_deadline_queue_new (self->context, options->ping_timeout,
                                                  sio_engine_socket_flush_timed_out);
  self->upgrade_deadlines = sio_deadline_queue_new (self->context, options->upgrade_timeout,
                                                    sio_engine_websocket_probe_late);
  self->linger_deadlines = sio_deadline_queue_new (self->context, LINGER_MS,
                                                   sio_engine_websocket_lingered);

  return self;
}

/**
 * sio_engine_free:
 * @self: (transfer full): the engine; its hub has no room any more
 *
 * Ends all sockets at once and frees the engine. Not from inside a callback.
 */
void
sio_engine_free (SioEngine *self)
{
  g_return_if_fail (self != NULL);

  self->is_stopping = TRUE;
  self->done = NULL;
  end_all (self);

  sio_deadline_disarm (&self->stop_deadline);
  g_clear_pointer (&self->stop_deadlines, sio_deadline_queue_free);
  sio_deadline_queue_free (self->ping_deadlines);
  sio_deadline_queue_free (self->alive_deadlines);
  sio_deadline_queue_free (self->flush_deadlines);
  sio_deadline_queue_free (self->upgrade_deadlines);
  sio_deadline_queue_free (self->linger_deadlines);
  g_source_destroy (self->work);
  g_source_unref (self->work);
  g_hash_table_unref (self->sockets);
  sio_hub_free (self->hub);
  g_bytes_unref (self->ping);
  g_main_context_unref (self->context);
  g_free (self->input);
  g_free (self);
}

/**
 * sio_engine_serve:
 * @self: the engine
 * @request: (transfer none): a request, not answered yet, with what headers its answer is to have
 *
 * Takes a request over: it is answered, now or later, or becomes a WebSocket.
 */
void
sio_engine_serve (SioEngine      *self,
                  SioHttpRequest *request)
{
  const char *method, *transport, *sid, *version;
  SioEngineSocket *socket = NULL;
  gboolean is_websocket;

  g_return_if_fail (self != NULL);
  g_return_if_fail (SIO_IS_HTTP_REQUEST (request));

  method = sio_http_request_get_method (request);
  transport = sio_http_request_get_query (request, "transport");
  sid = sio_http_request_get_query (request, "sid");
  version = sio_http_request_get_query (request, "EIO");

  if (g_str_equal (method, "OPTIONS"))
    {
      sio_http_request_respond (request, 204, NULL, NULL);
      return;
    }

  is_websocket = g_strcmp0 (transport, "websocket") == 0;
  if (!is_websocket && g_strcmp0 (transport, "polling") != 0)
    {
      sio_engine_refuse (request, SIO_ENGINE_ERROR_TRANSPORT);
      return;
    }
  if (sid != NULL && *sid != '\0')
    {
      socket = find_socket (self, sid);
      if (socket == NULL)
        {
          sio_engine_refuse (request, SIO_ENGINE_ERROR_SID);
          return;
        }
    }
  else if (!g_str_equal (method, "GET"))
    {
      sio_engine_refuse (request, SIO_ENGINE_ERROR_METHOD);
      return;
    }
  if (g_strcmp0 (version, "4") != 0)
    {
      sio_engine_refuse (request, SIO_ENGINE_ERROR_VERSION);
      return;
    }

  if (!is_websocket && sio_ws_handshake_is_asked (request->head))
    sio_engine_refuse (request, SIO_ENGINE_ERROR_REQUEST);
  else if (!is_websocket)
    serve_polling (self, request, socket);
  else if (check_handshake (request) && (socket != NULL || admit (self, request)))
    sio_engine_websocket_serve (self, request, socket);
}

/**
 * sio_engine_shut_down:
 * @self: the engine, not shut down before
 * @deadline_ms: milliseconds it may take
 * @done: (scope async): called when nobody is left, never from inside this call
 * @user_data: what to give it, behind the engine
 *
 * Takes nobody any more, has what is queued leave, and ends every socket.
 */
void
sio_engine_shut_down (SioEngine *self,
                      guint      deadline_ms,
                      GFunc      done,
                      gpointer   user_data)
{
  g_autoptr (GPtrArray) sockets = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (!self->is_stopping);
  g_return_if_fail (done != NULL);

  self->is_stopping = TRUE;
  self->done = done;
  self->done_data = user_data;
  self->stop_deadlines = sio_deadline_queue_new (self->context, deadline_ms, stop_cb);
  sio_deadline_arm (&self->stop_deadline, self->stop_deadlines, self);

  sockets = list_sockets (self);
  for (guint i = 0; i < sockets->len; i++)
    sio_engine_socket_close (sockets->pdata[i], TRUE, "server shutting down");
  sio_engine_check_done (self);
}

/**
 * sio_engine_get_n_sockets:
 * @self: the engine
 *
 * Returns: how many sockets there are, those included that are about to close
 */
guint
sio_engine_get_n_sockets (SioEngine *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return g_hash_table_size (self->sockets);
}

/**
 * sio_engine_get_hub:
 * @self: the engine
 *
 * Returns: (transfer none): where its outlets meet rooms
 */
SioHub *
sio_engine_get_hub (SioEngine *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->hub;
}
