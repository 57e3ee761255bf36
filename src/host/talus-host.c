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

G_DEFINE_FINAL_TYPE (TalusHost, talus_host, G_TYPE_OBJECT)

static gint64
wall_clock (gpointer user_data)
{
  return talus_clock_now ();
}

static void
session_added_cb (TalusHost    *self,
                  TalusSession *session)
{
  talus_metrics_watch (self->metrics, self->registry, session);
}

static void
document_added_cb (TalusHost    *self,
                   TalusSession *session)
{
  talus_host_note_url_of (self, session);
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
 * context, unless nobody is to be listened to yet. What was loaded when the
 * host last ended is loaded again, at once where it listens, else once somebody
 * asks for it.
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
  g_signal_connect_object (self->registry, "document-added", G_CALLBACK (document_added_cb), self,
                           G_CONNECT_SWAPPED);
  self->gate = talus_gate_new (self->registry);
  self->no_socketio = options->no_socketio;
  add_routes (self);

  if (options->token_file != NULL && !talus_gate_read_file (self->gate, options->token_file, error))
    return NULL;
  if (!options->no_listen && !talus_host_start_listening (self, options, error))
    return NULL;
  /* Who listens is asked for them soon; a desktop reads what a window shows. */
  if (!options->no_listen)
    talus_registry_need_all_async (self->registry, loaded_again_cb, NULL);

  return g_steal_pointer (&self);
}

/**
 * talus_host_get_url:
 * @self: a host
 *
 * Where it listens: the IPv4 address where there is one.
 *
 * Returns: (transfer none) (nullable): "http://127.0.0.1:5000", %NULL while it
 *   does not listen
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

/**
 * talus_host_set_owner:
 * @self: a host
 * @owner: the person at this machine, under another name or colour
 *
 * Calls them so from now on, in all sessions there are and will be; everybody
 * there is told. Until the host ends.
 */
void
talus_host_set_owner (TalusHost   *self,
                      TalusAuthor *owner)
{
  g_autoptr(GPtrArray) sessions = NULL;

  g_return_if_fail (TALUS_IS_HOST (self));
  g_return_if_fail (owner != NULL);

  talus_library_set_owner (self->library, owner);
  talus_authors_set_owner (self->gate->authors, owner);
  sessions = talus_registry_list_sessions (self->registry);
  for (guint i = 0; i < sessions->len; i++)
    talus_session_set_author (g_ptr_array_index (sessions, i), owner);
}

static void
stopped_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (talus_host_stop_listening_finish (TALUS_HOST (object), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
registry_closed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  GTask *task = user_data;
  g_autoptr(GError) error = NULL;

  if (!talus_registry_close_finish (TALUS_REGISTRY (object), result, &error))
    g_message ("Not every session closed cleanly: %s", error->message);
  talus_host_end_listening (g_task_get_source_object (task), FALSE, stopped_cb, task);
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
  if (self->server != NULL)
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
