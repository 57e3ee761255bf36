/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether the host is well, for people and for monitoring. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "config.h"

#include "base/talus-json-writer.h"
#include "host/talus-host-private.h"
#include "host/talus-rest.h"

#define METRICS_TYPE "text/plain; version=0.0.4; charset=utf-8"

static guint
count_clients (TalusRegistry *registry)
{
  g_autoptr(GPtrArray) sessions = talus_registry_list_sessions (registry);
  guint n = 0;

  for (guint i = 0; i < sessions->len; i++)
    n += talus_session_get_n_clients (sessions->pdata[i]);

  return n;
}

/* What is nobody's business but the owner's. */
static void
write_figures (TalusHost       *host,
               TalusJsonWriter *writer)
{
  talus_json_writer_name (writer, "version");
  talus_json_writer_string (writer, TALUS_VERSION);
  talus_json_writer_name (writer, "uptime");
  talus_json_writer_int (writer, (g_get_monotonic_time () - host->started_at) / G_USEC_PER_SEC);
  talus_json_writer_name (writer, "sessions");
  talus_json_writer_int (writer, talus_registry_get_n_sessions (host->registry));
  talus_json_writer_name (writer, "clients");
  talus_json_writer_int (writer, count_clients (host->registry));
}

static void
get_health (TalusCall *call)
{
  TalusHost *host = call->host;
  GString *out = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, out);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "status");
  talus_json_writer_string (&writer, "ok");
  if (call->grant != NULL && call->grant->is_host && call->grant->role == TALUS_ROLE_OWNER)
    write_figures (host, &writer);
  talus_json_writer_end_object (&writer);

  talus_call_reply (call, 200, out);
}

static void
get_metrics (TalusCall *call)
{
  TalusHost *host = call->host;
  GString *out = g_string_new (NULL);
  g_autoptr(GBytes) body = NULL;
  guint n_connections = 0;

  if (host->server != NULL)
    n_connections = sio_http_server_get_n_connections (host->server);
  talus_metrics_write (host->metrics, host->registry, n_connections, out);
  if (host->rooms != NULL)
    talus_metrics_write_sockets (talus_rooms_get_n_connections (host->rooms),
                                 talus_rooms_get_queued (host->rooms), out);
  body = g_string_free_to_bytes (out);
  talus_call_reply_bytes (call, 200, METRICS_TYPE, body);
}

const TalusRoute talus_rest_health_routes[] = {
  { "GET", "/health", TALUS_ROUTE_PUBLIC, get_health },
  { "GET", "/api/v1/health", TALUS_ROUTE_PUBLIC, get_health },
  { "GET", "/metrics", TALUS_ROUTE_HOST | TALUS_ROUTE_VIEWER, get_metrics },
  { "GET", "/api/v1/metrics", TALUS_ROUTE_HOST | TALUS_ROUTE_VIEWER, get_metrics },
  { NULL, NULL, 0, NULL },
};
