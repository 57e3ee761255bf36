/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A time of listening: a server with its rooms, from when the host begins to
 * listen until nobody is left who came by a socket. There may be any number,
 * one after the other; the next may begin while the last still says goodbye.
 * Sessions know nothing of it. */
#define G_LOG_DOMAIN "talus-host"

#include "host/talus-host-private.h"
#include "host/talus-status.h"

#define DRAIN_MS 2000

/* What was said last leaves meanwhile. */
typedef struct
{
  TalusHost *host;
  SioHttpServer *server;
  TalusRooms *rooms;   /* (nullable) */
  guint n_under_way;
} Ending;

static gboolean
is_socketio (const char *path)
{
  return g_str_has_prefix (path, "/socket.io/") || g_str_equal (path, "/socket.io");
}

static void
respond_error (SioHttpRequest *request,
               const GError   *error)
{
  GString *json = g_string_new (NULL);
  g_autoptr(GBytes) body = NULL;

  talus_status_write_error (error, json);
  body = g_string_free_to_bytes (json);
  sio_http_request_respond (request, talus_status_from_error (error), "application/json", body);
}

/* Host and Origin are judged there as they are everywhere. */
static void
serve_rooms (TalusHost      *self,
             SioHttpRequest *request)
{
  g_autoptr(GError) error = NULL;

  if (talus_access_check (self->access, request, &error) &&
      talus_access_check_query (request, &error))
    talus_rooms_serve (self->rooms, request);
  else
    respond_error (request, error);
}

/* Its connection is of a time of listening that comes to its end. */
static void
refuse (SioHttpRequest *request)
{
  g_autoptr(GError) error = NULL;

  g_set_error (&error, TALUS_ERROR, TALUS_ERROR_SHUTTING_DOWN, "The host listens no more");
  sio_http_request_set_response_header (request, "Retry-After", "1");
  respond_error (request, error);
}

static void
request_cb (SioHttpServer  *server,
            SioHttpRequest *request,
            gpointer        user_data)
{
  TalusHost *self = user_data;

  if (!self->no_socketio && is_socketio (sio_http_request_get_path (request)))
    {
      if (server == self->server)
        serve_rooms (self, request);
      else
        refuse (request);
    }
  else
    talus_router_dispatch (self->router, self, request);
}

/* What the engine refuses by itself is answered in our own words too. */
static GBytes *
error_cb (guint        status,
          const char  *message,
          const char **content_type,
          gpointer     user_data)
{
  static const struct
  {
    guint status;
    TalusError code;
  } codes[] = {
    { 413, TALUS_ERROR_PAYLOAD_TOO_LARGE },
    { 429, TALUS_ERROR_TOO_MANY_REQUESTS },
    { 431, TALUS_ERROR_PAYLOAD_TOO_LARGE },
    { 507, TALUS_ERROR_STORAGE_FAILED },
  };
  g_autoptr(GError) error = NULL;
  TalusError code = TALUS_ERROR_INVALID_REQUEST;
  GString *json = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      if (codes[i].status == status)
        code = codes[i].code;
    }

  error = g_error_new_literal (TALUS_ERROR, code, message);
  talus_status_write_error (error, json);
  *content_type = "application/json";

  return g_string_free_to_bytes (json);
}

/**
 * talus_host_start_listening:
 * @self: a host that does not listen, nor shuts down
 * @options: where, and how
 * @error: return location: G_IO_ERROR_ADDRESS_IN_USE where all ports that were
 *   to be tried are taken, %TALUS_ERROR_FORBIDDEN where others would be served
 *   in the clear and nobody said so, else one clear sentence
 *
 * Begins to listen.
 *
 * Returns: %FALSE if it listens no more than before
 */
gboolean
talus_host_start_listening (TalusHost               *self,
                            const TalusHostOptions  *options,
                            GError                 **error)
{
  TalusAccess *access = NULL;

  g_return_val_if_fail (TALUS_IS_HOST (self), FALSE);
  g_return_val_if_fail (options != NULL, FALSE);
  g_return_val_if_fail (self->server == NULL && !self->shutting_down, FALSE);

  access = talus_access_new (options->origins, options->public_url, error);
  if (access == NULL)
    return FALSE;
  g_clear_pointer (&self->access, talus_access_free);
  self->access = access;

  self->server = sio_http_server_new ();
  sio_http_server_set_handler (self->server, request_cb, self, NULL);
  sio_http_server_set_error_func (self->server, error_cb, self, NULL);
  if (!talus_host_listen (self, options, error))
    {
      talus_host_forget_addresses (self);
      g_clear_object (&self->server);
      return FALSE;
    }
  if (!self->no_socketio)
    self->rooms = talus_rooms_new (self);

  return TRUE;
}

static void
return_all (TalusHost *self)
{
  GTask *task = NULL;

  while ((task = g_queue_pop_head (&self->stoppers)) != NULL)
    {
      if (self->was_cut)
        g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_TIMED_OUT,
                                 "Some connections had to be cut");
      else
        g_task_return_boolean (task, TRUE);
      g_object_unref (task);
    }
  self->was_cut = FALSE;
}

/* Not from inside what the server or the rooms call: they go now. */
static gboolean
ended_cb (gpointer user_data)
{
  Ending *ending = user_data;
  TalusHost *self = ending->host;

  g_clear_pointer (&ending->rooms, talus_rooms_free);
  g_clear_object (&ending->server);
  g_free (ending);
  if (--self->n_stopping == 0)
    return_all (self);
  g_object_unref (self);

  return G_SOURCE_REMOVE;
}

static void
go_on (Ending *ending)
{
  g_autoptr(GSource) source = NULL;

  if (--ending->n_under_way > 0)
    return;

  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, ended_cb, ending, NULL);
  g_source_set_static_name (source, "[talus] end of listening");
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
rooms_closed_cb (gpointer rooms,
                 gpointer user_data)
{
  go_on (user_data);
}

static void
server_closed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Ending *ending = user_data;
  g_autoptr(GError) error = NULL;

  if (!sio_http_server_close_finish (SIO_HTTP_SERVER (object), result, &error))
    ending->host->was_cut = TRUE;
  go_on (ending);
}

/*
 * talus_host_end_listening:
 * @dismiss: whether who is there is told to stay away
 * @callback: called when nobody is left, of earlier times either; finish with
 *   talus_host_stop_listening_finish()
 *
 * Ends a time of listening, if it is one.
 */
void
talus_host_end_listening (TalusHost           *self,
                          gboolean             dismiss,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);
  Ending *ending = NULL;

  g_task_set_source_tag (task, talus_host_end_listening);
  g_queue_push_tail (&self->stoppers, task);
  if (self->server == NULL)
    {
      if (self->n_stopping == 0)
        return_all (self);
      return;
    }

  ending = g_new0 (Ending, 1);
  ending->host = g_object_ref (self);
  ending->server = g_steal_pointer (&self->server);
  ending->rooms = g_steal_pointer (&self->rooms);
  ending->n_under_way = ending->rooms != NULL ? 2 : 1;
  self->n_stopping++;
  talus_host_forget_addresses (self);

  sio_http_server_stop_listening (ending->server);
  if (ending->rooms != NULL)
    {
      if (dismiss)
        talus_rooms_dismiss (ending->rooms, "sharing ended");
      talus_rooms_shut_down (ending->rooms, DRAIN_MS, rooms_closed_cb, ending);
    }
  sio_http_server_close_async (ending->server, DRAIN_MS, NULL, server_closed_cb, ending);
}

/**
 * talus_host_stop_listening_async:
 * @self: a host
 * @callback: called when nobody is there any more who came by a socket, within
 *   two seconds or little more
 * @user_data: passed to @callback
 *
 * Listens no more. Whoever is connected is told that it is over and not to
 * come again, what was said before still leaves. Sessions go on, and so does
 * everybody who did not come by a socket. It may listen again at once.
 */
void
talus_host_stop_listening_async (TalusHost           *self,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (TALUS_IS_HOST (self));

  talus_host_end_listening (self, TRUE, callback, user_data);
}

/**
 * talus_host_stop_listening_finish:
 * @self: a host
 * @result: the result
 * @error: return location: G_IO_ERROR_TIMED_OUT
 *
 * Finishes [method@Talus.Host.stop_listening_async].
 *
 * Returns: %FALSE if connections had to be cut; none is left either way
 */
gboolean
talus_host_stop_listening_finish (TalusHost     *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (TALUS_IS_HOST (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
