/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of every call, in this order:
 *
 *   Host, Origin ─► route (404, 405) ─► who (401, 429) ─► may they (403, 404)
 *     ─► body (413, 400) ─► may they (403, 404) ─► session (404)
 *     ─► project (409) ─► settled ─► handler
 *
 * A handler therefore begins with everything it needs at hand. */
#define G_LOG_DOMAIN "talus-host-router"

#include "base/talus-json.h"
#include "base/talus-json-reader.h"
#include "host/talus-call-access.h"
#include "host/talus-call-private.h"
#include "host/talus-host-private.h"
#include "host/talus-router.h"

#define MAX_BODY   (8 * 1024 * 1024)
/* A Batch of 10,000 commands with a dozen properties each has a fifth of it. */
#define MAX_VALUES 1000000
#define MAX_IMPORT (G_GUINT64_CONSTANT (1024) * 1024 * 1024)

typedef struct
{
  const TalusRoute *route;
  char **segments;
} CompiledRoute;

struct _TalusRouter
{
  GArray *routes; /* of CompiledRoute */
};

static void
clear_route (gpointer data)
{
  CompiledRoute *route = data;

  g_strfreev (route->segments);
}

static guint
count_bits (guint flags)
{
  guint n = 0;

  for (; flags != 0; flags &= flags - 1)
    n++;

  return n;
}

/* Exactly one word of what a route is about, and one of the role it takes. */
static gboolean
is_guarded (const TalusRoute *route)
{
  guint scope = route->flags & (TALUS_ROUTE_PUBLIC | TALUS_ROUTE_ANY | TALUS_ROUTE_HOST |
                                TALUS_ROUTE_OF_PROJECT | TALUS_ROUTE_OF_SESSION |
                                TALUS_ROUTE_SESSION);
  guint role = route->flags & (TALUS_ROUTE_VIEWER | TALUS_ROUTE_EDITOR | TALUS_ROUTE_OWNER);

  return count_bits (scope) == 1 && count_bits (role) == (scope == TALUS_ROUTE_PUBLIC ? 0 : 1);
}

static gboolean
matches (const CompiledRoute  *compiled,
         const char * const   *segments,
         GHashTable           *params)
{
  guint i = 0;

  for (; compiled->segments[i] != NULL && segments[i] != NULL; i++)
    {
      if (compiled->segments[i][0] != ':' && !g_str_equal (compiled->segments[i], segments[i]))
        return FALSE;
    }
  if (compiled->segments[i] != NULL || segments[i] != NULL)
    return FALSE;

  g_hash_table_remove_all (params);
  for (i = 0; segments[i] != NULL; i++)
    {
      if (compiled->segments[i][0] == ':')
        g_hash_table_insert (params, compiled->segments[i] + 1, g_strdup (segments[i]));
    }

  return TRUE;
}

/* The route of a request. Without one @allow says which methods the path has. */
static const TalusRoute *
find_route (TalusRouter         *self,
            const char          *method,
            const char * const  *segments,
            GHashTable          *params,
            GString             *allow)
{
  if (g_str_equal (method, "HEAD"))
    method = "GET";

  for (guint i = 0; i < self->routes->len; i++)
    {
      const CompiledRoute *compiled = &g_array_index (self->routes, CompiledRoute, i);

      if (!matches (compiled, segments, params))
        continue;
      if (g_str_equal (compiled->route->method, method))
        return compiled->route;

      g_string_append_printf (allow, "%s%s", allow->len > 0 ? ", " : "", compiled->route->method);
      if (g_str_equal (compiled->route->method, "GET"))
        g_string_append (allow, ", HEAD");
    }

  return NULL;
}

static void
run_handler (TalusCall *call)
{
  const TalusRoute *route = call->route;

  /* Bodies and sessions take their time to come. */
  if (call->grant != NULL && !talus_gate_is_good (call->host->gate, call->grant))
    talus_call_reply_revoked (call);
  else
    route->handle (call);
}

static void
settled_cb (TalusSession *session,
            gpointer      user_data)
{
  g_autoptr(TalusCall) call = user_data;

  if (!sio_http_request_is_finished (call->request))
    run_handler (call);
}

static void
go_on_with_session (TalusCall *call)
{
  const TalusRoute *route = call->route;

  if ((route->flags & TALUS_ROUTE_PROJECT) != 0 && !talus_session_has_project (call->session))
    talus_call_reply_new_error (call, TALUS_ERROR_NO_PROJECT,
                                "The session has no project yet; create or import one with its "
                                "session_id");
  else if ((route->flags & TALUS_ROUTE_SETTLED) != 0)
    talus_session_when_settled (call->session, settled_cb, talus_call_ref (call));
  else
    run_handler (call);
}

static void
needed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(TalusCall) call = user_data;
  g_autoptr(GError) error = NULL;

  call->session = talus_registry_need_finish (TALUS_REGISTRY (object), result, &error);
  if (sio_http_request_is_finished (call->request))
    return;
  if (call->session == NULL)
    talus_call_reply_error (call, error);
  else
    go_on_with_session (call);
}

static void
go_on_with_body (TalusCall *call)
{
  const TalusRoute *route = call->route;
  g_autoptr(GError) error = NULL;
  TalusSession *session = NULL;
  TalusId id;
  gboolean is_set = FALSE;

  /* Where none is looked up, an id that is none may be one that is proposed:
   * the handler says what is wrong with it. */
  if (!talus_call_get_session_id (call, &id, &is_set, &error) &&
      ((route->flags & (TALUS_ROUTE_SESSION | TALUS_ROUTE_OF_SESSION)) != 0 ||
       !g_error_matches (error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION)))
    {
      talus_call_reply_error (call, error);
      return;
    }

  if ((route->flags & (TALUS_ROUTE_SESSION | TALUS_ROUTE_OF_SESSION)) == 0)
    {
      run_handler (call);
      return;
    }

  if (!is_set)
    {
      talus_call_reply_new_error (call, TALUS_ERROR_INVALID_REQUEST, "“session_id” is missing");
      return;
    }

  if (!talus_call_check_session (call, &id))
    return;

  if ((route->flags & TALUS_ROUTE_OF_SESSION) != 0)
    {
      run_handler (call);
      return;
    }

  session = talus_registry_get_session (call->host->registry, &id);
  if (session == NULL)
    {
      talus_registry_need_async (call->host->registry, &id, needed_cb, talus_call_ref (call));
      return;
    }
  call->session = g_object_ref (session);
  go_on_with_session (call);
}

static void
reply_body_error (TalusCall    *call,
                  const GError *error)
{
  if (g_error_matches (error, SIO_HTTP_ERROR, SIO_HTTP_ERROR_TOO_LARGE))
    talus_call_reply_new_error (call, TALUS_ERROR_PAYLOAD_TOO_LARGE, "%s", error->message);
  else if (g_error_matches (error, SIO_HTTP_ERROR, SIO_HTTP_ERROR_MALFORMED))
    talus_call_reply_new_error (call, TALUS_ERROR_INVALID_REQUEST, "%s", error->message);
  else if (g_error_matches (error, SIO_HTTP_ERROR, SIO_HTTP_ERROR_STORAGE))
    talus_call_reply_new_error (call, TALUS_ERROR_STORAGE_FAILED, "%s", error->message);
  /* Gone or timed out: the engine says so itself, if anybody is there. */
}

/* A value costs a hundred times in memory what it costs in the body, so that
 * a body of nothing but small ones is refused before a tree is made of it.
 * What else is wrong with it is the gate's to say. */
static gboolean
check_n_values (const char  *data,
                gsize        size,
                GError     **error)
{
  TalusJsonReader reader;
  guint n = 0;

  if (size < MAX_VALUES)
    return TRUE;

  talus_json_reader_init (&reader, data, size, TALUS_JSON_DEPTH_COMMAND);
  while (n <= MAX_VALUES && talus_json_reader_next (&reader) > TALUS_JSON_END)
    {
      if (reader.token != TALUS_JSON_NAME && reader.token != TALUS_JSON_END_OBJECT &&
          reader.token != TALUS_JSON_END_ARRAY)
        n++;
    }
  talus_json_reader_clear (&reader);
  if (n <= MAX_VALUES)
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_PAYLOAD_TOO_LARGE,
               "The body has more than %d values", MAX_VALUES);

  return FALSE;
}

static void
body_cb (SioHttpRequest *request,
         GBytes         *body,
         const GError   *body_error,
         gpointer        user_data)
{
  g_autoptr(TalusCall) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(JsonNode) node = NULL;
  const char *data = NULL;
  gsize size = 0;

  if (body == NULL)
    {
      reply_body_error (call, body_error);
      return;
    }

  data = g_bytes_get_data (body, &size);
  if (size > 0)
    {
      if (check_n_values (data, size, &error))
        node = talus_json_parse (data, size, TALUS_JSON_DEPTH_COMMAND, &error);
      if (node == NULL)
        {
          talus_call_reply_error (call, error);
          return;
        }
      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          talus_call_reply_new_error (call, TALUS_ERROR_INVALID_REQUEST,
                                      "The body must be a JSON object");
          return;
        }
      json_object_unref (call->body);
      call->body = json_node_dup_object (node);
    }

  go_on_with_body (call);
}

static void
spool_cb (SioHttpRequest *request,
          int             fd,
          guint64         size,
          const GError   *error,
          gpointer        user_data)
{
  g_autoptr(TalusCall) call = user_data;

  if (fd < 0)
    {
      reply_body_error (call, error);
      return;
    }

  call->fd = fd;
  go_on_with_body (call);
}

static void
read_body (TalusCall *call)
{
  const TalusRoute *route = call->route;

  if ((route->flags & TALUS_ROUTE_SPOOL) != 0)
    sio_http_request_spool_body (call->request, MAX_IMPORT,
                                 talus_library_get_folder (call->host->library), spool_cb,
                                 talus_call_ref (call));
  else if (sio_http_request_get_content_length (call->request) == 0)
    go_on_with_body (call);
  else
    sio_http_request_read_body (call->request, MAX_BODY, body_cb, talus_call_ref (call));
}

/**
 * talus_router_new:
 *
 * Makes a router without routes.
 *
 * Returns: (transfer full): the router
 */
TalusRouter *
talus_router_new (void)
{
  TalusRouter *self = g_new0 (TalusRouter, 1);

  self->routes = g_array_new (FALSE, FALSE, sizeof (CompiledRoute));
  g_array_set_clear_func (self->routes, clear_route);

  return self;
}

/**
 * talus_router_free:
 * @self: (transfer full): a router
 *
 * Frees it.
 */
void
talus_router_free (TalusRouter *self)
{
  g_return_if_fail (self != NULL);

  g_array_unref (self->routes);
  g_free (self);
}

/**
 * talus_router_add:
 * @self: a router
 * @routes: (array zero-terminated=1): a static table that ends with a %NULL
 *   method
 *
 * Adds the routes of a resource. An earlier one wins.
 */
void
talus_router_add (TalusRouter      *self,
                  const TalusRoute *routes)
{
  g_return_if_fail (self != NULL && routes != NULL);

  for (; routes->method != NULL; routes++)
    {
      CompiledRoute compiled = { routes, g_strsplit (routes->path + 1, "/", -1) };

      /* One that forgot to say what it needs would let everybody in. */
      g_assert (is_guarded (routes));
      g_array_append_val (self->routes, compiled);
    }
}

/**
 * talus_router_dispatch:
 * @self: a router
 * @host: the host
 * @request: what came in
 *
 * Serves a request, now or later.
 */
void
talus_router_dispatch (TalusRouter    *self,
                       TalusHost      *host,
                       SioHttpRequest *request)
{
  g_autoptr(TalusCall) call = NULL;
  g_autoptr(GString) allow = NULL;
  g_autoptr(GError) error = NULL;
  const char *method = NULL;

  g_return_if_fail (self != NULL);

  call = talus_call_new (host, request);
  if (!talus_access_check (host->access, request, &error))
    {
      talus_call_reply_error (call, error);
      return;
    }

  allow = g_string_new (NULL);
  method = sio_http_request_get_method (request);
  call->route = find_route (self, method, sio_http_request_get_segments (request), call->params,
                            allow);

  if (call->route == NULL && allow->len == 0)
    {
      talus_call_reply_new_error (call, TALUS_ERROR_NOT_FOUND, "There is nothing at “%s”",
                                  sio_http_request_get_path (request));
      return;
    }

  if (call->route == NULL)
    {
      g_string_append (allow, ", OPTIONS");
      sio_http_request_set_response_header (request, "Allow", allow->str);
      if (g_str_equal (method, "OPTIONS"))
        talus_call_reply_bytes (call, 204, NULL, NULL);
      else
        talus_call_reply_new_error (call, TALUS_ERROR_METHOD_NOT_ALLOWED,
                                    "“%s” does not take %s", sio_http_request_get_path (request),
                                    method);
      return;
    }

  if (host->shutting_down)
    {
      talus_call_reply_new_error (call, TALUS_ERROR_SHUTTING_DOWN, "The host is shutting down");
      return;
    }

  talus_call_let_in (call, read_body);
}
