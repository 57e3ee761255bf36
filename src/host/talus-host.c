/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host puts library, registry, HTTP server and routes together and takes
 * them apart in the order that loses nothing:
 *
 *   stop accepting → refuse commands → journals drain → followers are told
 *     → answers leave (≤ 2 s) → sockets close */
#define G_LOG_DOMAIN "talus-host"

#include "base/talus-clock.h"
#include "host/talus-host-private.h"
#include "host/talus-rest.h"
#include "host/talus-status.h"

#define DRAIN_MS 2000

G_DEFINE_FINAL_TYPE (TalusHost, talus_host, G_TYPE_OBJECT)

static gint64
wall_clock (gpointer user_data)
{
  return talus_clock_now ();
}

static gboolean
is_socketio (const char *path)
{
  return g_str_has_prefix (path, "/socket.io/") || g_str_equal (path, "/socket.io");
}

/* Host and Origin are judged there as they are everywhere. */
static void
serve_rooms (TalusHost      *self,
             SioHttpRequest *request)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = NULL;
  GString *json = NULL;

  if (talus_access_check (self->access, request, &error) &&
      talus_access_check_query (request, &error))
    {
      talus_rooms_serve (self->rooms, request);
      return;
    }

  json = g_string_new (NULL);
  talus_status_write_error (error, json);
  body = g_string_free_to_bytes (json);
  sio_http_request_respond (request, talus_status_from_error (error), "application/json", body);
}

static void
request_cb (SioHttpServer  *server,
            SioHttpRequest *request,
            gpointer        user_data)
{
  TalusHost *self = user_data;

  if (self->rooms != NULL && is_socketio (sio_http_request_get_path (request)))
    serve_rooms (self, request);
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

static void
session_added_cb (TalusHost    *self,
                  TalusSession *session)
{
  talus_metrics_watch (self->metrics, self->registry, session);
}

static void
talus_host_dispose (GObject *object)
{
  TalusHost *self = TALUS_HOST (object);

  g_clear_pointer (&self->rooms, talus_rooms_free);
  g_clear_object (&self->server);
  g_clear_pointer (&self->gate, talus_gate_free);
  g_clear_object (&self->registry);
  g_clear_object (&self->templates);
  g_clear_object (&self->library);
  g_clear_pointer (&self->router, talus_router_free);
  g_clear_pointer (&self->access, talus_access_free);
  g_clear_pointer (&self->metrics, talus_metrics_free);
  g_clear_pointer (&self->views, g_hash_table_unref);
  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->public_url, g_free);
  g_clear_pointer (&self->fingerprint, g_free);

  G_OBJECT_CLASS (talus_host_parent_class)->dispose (object);
}

static void
talus_host_class_init (TalusHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_host_dispose;
}

static void
talus_host_init (TalusHost *self)
{
  self->started_at = g_get_monotonic_time ();
  self->metrics = talus_metrics_new ();
  self->views = g_hash_table_new (NULL, NULL);
}

static void
add_routes (TalusHost *self)
{
  static const TalusRoute * const tables[] = {
    talus_rest_health_routes,   talus_rest_commands_routes, talus_rest_graph_routes,
    talus_rest_nodes_routes,    talus_rest_removed_routes,
    talus_rest_events_routes,   talus_rest_sessions_routes, talus_rest_clients_routes,
    talus_rest_versions_routes, talus_rest_projects_routes, talus_rest_exchange_routes,
    talus_rest_templates_routes, talus_rest_contract_routes, talus_rest_invites_routes,
    talus_rest_members_routes,  talus_rest_join_routes,
  };

  self->router = talus_router_new ();
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    talus_router_add (self->router, tables[i]);
}

static void
loaded_again_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!talus_registry_need_all_finish (TALUS_REGISTRY (object), result, &error))
    g_message ("Sessions were not loaded again: %s", error->message);
}

/**
 * talus_host_new:
 * @options: how to serve; borrowed
 * @error: return location
 *
 * Opens the data folder and starts serving on the calling thread's main
 * context. What was loaded when the host last ended is loaded again.
 *
 * Returns: (transfer full): the host, or %NULL with one clear sentence
 */
TalusHost *
talus_host_new (const TalusHostOptions  *options,
                GError                 **error)
{
  g_autoptr(TalusHost) self = NULL;

  g_return_val_if_fail (options != NULL && options->data_dir != NULL, NULL);
  g_return_val_if_fail (options->template_dirs != NULL, NULL);

  self = g_object_new (TALUS_TYPE_HOST, NULL);
  self->access = talus_access_new (options->origins, options->public_url, error);
  if (self->access == NULL)
    return NULL;
  self->library = talus_library_open (options->data_dir, error);
  if (self->library == NULL)
    return NULL;

  self->templates = talus_template_library_new (options->template_dirs);
  self->registry = talus_registry_new (self->library, self->templates, options->session_timeout,
                                       wall_clock, NULL);
  g_signal_connect_object (self->registry, "session-added", G_CALLBACK (session_added_cb), self,
                           G_CONNECT_SWAPPED);
  self->gate = talus_gate_new (self->registry);
  add_routes (self);

  self->server = sio_http_server_new ();
  sio_http_server_set_handler (self->server, request_cb, self, NULL);
  sio_http_server_set_error_func (self->server, error_cb, self, NULL);
  if (!options->no_socketio)
    self->rooms = talus_rooms_new (self);
  if (!talus_host_listen (self, options, error))
    return NULL;
  talus_registry_need_all_async (self->registry, loaded_again_cb, NULL);

  return g_steal_pointer (&self);
}

/**
 * talus_host_get_url:
 * @self: a host
 *
 * Where it listens: the IPv4 address where there is one.
 *
 * Returns: (transfer none): "http://127.0.0.1:5000"
 */
const char *
talus_host_get_url (TalusHost *self)
{
  g_return_val_if_fail (TALUS_IS_HOST (self), NULL);

  return self->url;
}

/**
 * talus_host_get_registry:
 * @self: a host
 *
 * Gets its sessions.
 *
 * Returns: (transfer none): the registry
 */
TalusRegistry *
talus_host_get_registry (TalusHost *self)
{
  g_return_val_if_fail (TALUS_IS_HOST (self), NULL);

  return self->registry;
}

static void
server_closed_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (sio_http_server_close_finish (SIO_HTTP_SERVER (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
close_server (TalusHost *self,
              GTask     *task)
{
  sio_http_server_close_async (self->server, DRAIN_MS, NULL, server_closed_cb, task);
}

static void
rooms_closed_cb (gpointer rooms,
                 gpointer user_data)
{
  GTask *task = user_data;

  close_server (g_task_get_source_object (task), task);
}

static void
registry_closed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  TalusHost *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;

  if (!talus_registry_close_finish (TALUS_REGISTRY (object), result, &error))
    g_message ("Not every session closed cleanly: %s", error->message);
  if (self->rooms != NULL)
    talus_rooms_shut_down (self->rooms, DRAIN_MS, rooms_closed_cb, g_steal_pointer (&task));
  else
    close_server (self, g_steal_pointer (&task));
}

/**
 * talus_host_shut_down_async:
 * @self: a host
 * @callback: called when everything is at rest
 * @user_data: passed to @callback
 *
 * Ends serving: nothing new is taken, what is under way is finished and
 * answered, documents are left as single files.
 */
void
talus_host_shut_down_async (TalusHost           *self,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = NULL;

  g_return_if_fail (TALUS_IS_HOST (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_host_shut_down_async);
  self->shutting_down = TRUE;
  sio_http_server_stop_listening (self->server);
  talus_registry_shut_down_async (self->registry, registry_closed_cb, task);
}

/**
 * talus_host_shut_down_finish:
 * @self: a host
 * @result: the result
 * @error: return location
 *
 * Finishes [method@Talus.Host.shut_down_async].
 *
 * Returns: %TRUE if all sockets closed in time
 */
gboolean
talus_host_shut_down_finish (TalusHost     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (TALUS_IS_HOST (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
