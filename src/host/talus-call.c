/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A call of the REST interface, from what was asked to how it is answered.
 * It must not know any resource. */
#define G_LOG_DOMAIN "talus-host-call"

#include <glib/gstdio.h>

#include "base/talus-json.h"
#include "host/talus-call-private.h"
#include "host/talus-host-private.h"
#include "host/talus-status.h"

#define JSON_TYPE "application/json"

/*
 * talus_call_new:
 *
 * A call of which nothing but the request is known.
 */
TalusCall *
talus_call_new (TalusHost      *host,
                SioHttpRequest *request)
{
  TalusCall *self = g_new0 (TalusCall, 1);

  g_atomic_ref_count_init (&self->refs);
  self->host = g_object_ref (host);
  self->request = g_object_ref (request);
  self->body = json_object_new ();
  self->fd = -1;
  self->params = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->started_at = g_get_monotonic_time ();

  return self;
}

/**
 * talus_call_ref:
 * @self: a call
 *
 * Takes a reference, to answer later.
 *
 * Returns: (transfer full): @self
 */
TalusCall *
talus_call_ref (TalusCall *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);

  return self;
}

/**
 * talus_call_unref:
 * @self: (transfer full): a call
 *
 * Gives a reference back.
 */
void
talus_call_unref (TalusCall *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  if (self->fd >= 0)
    g_close (self->fd, NULL);
  g_clear_object (&self->session);
  g_clear_pointer (&self->author, talus_author_unref);
  g_clear_pointer (&self->grant, talus_grant_unref);
  g_hash_table_unref (self->params);
  json_object_unref (self->body);
  g_object_unref (self->request);
  g_object_unref (self->host);
  g_free (self);
}

/**
 * talus_call_get_param:
 * @self: a call
 * @name: of a segment of the route's path
 *
 * Gets what stood in the path.
 *
 * Returns: (transfer none): the segment
 */
const char *
talus_call_get_param (TalusCall  *self,
                      const char *name)
{
  const char *value = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  value = g_hash_table_lookup (self->params, name);
  g_return_val_if_fail (value != NULL, "");

  return value;
}

/**
 * talus_call_get_id_param:
 * @self: a call
 * @name: of a segment of the route's path
 * @id: (out): the id
 *
 * Gets an id that stood in the path. What is no UUID names nothing.
 *
 * Returns: %FALSE if it is no id
 */
gboolean
talus_call_get_id_param (TalusCall  *self,
                         const char *name,
                         TalusId    *id)
{
  return talus_id_parse (talus_call_get_param (self, name), -1, id);
}

/**
 * talus_call_get_query_uint:
 * @self: a call
 * @name: of the query
 * @value: (inout): the number; untouched where it is absent
 * @error: return location
 *
 * Gets a whole number of the query.
 *
 * Returns: %FALSE with %TALUS_ERROR_INVALID_REQUEST if it is none
 */
gboolean
talus_call_get_query_uint (TalusCall   *self,
                           const char  *name,
                           guint64     *value,
                           GError     **error)
{
  const char *text = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  text = sio_http_request_get_query (self->request, name);
  if (text == NULL)
    return TRUE;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, value, NULL))
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
               "“%s” must be a whole number, not “%s”", name, text);

  return FALSE;
}

/**
 * talus_call_get_body_id:
 * @self: a call
 * @member: of the body
 * @id: (out): the id
 * @is_set: (out): whether there was one
 * @error: return location
 *
 * Gets an id that the client chose.
 *
 * Returns: %FALSE with %TALUS_ERROR_INVALID_REQUEST if it is no UUID
 */
gboolean
talus_call_get_body_id (TalusCall   *self,
                        const char  *member,
                        TalusId     *id,
                        gboolean    *is_set,
                        GError     **error)
{
  const char *text = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  *is_set = FALSE;
  if (!talus_json_get_string (self->body, member, FALSE, TALUS_ERROR_INVALID_REQUEST, &text,
                              error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  *is_set = talus_id_parse (text, -1, id) && !talus_id_is_null (id);
  if (!*is_set)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "“%s” must be a UUID", member);

  return *is_set;
}

/**
 * talus_call_get_session_id:
 * @self: a call
 * @id: (out): the session's
 * @is_set: (out): whether any was named
 * @error: return location
 *
 * Gets the session that path, query, body or the header X-Session-ID name.
 *
 * Returns: %FALSE with %TALUS_ERROR_INVALID_REQUEST if two disagree, with
 *   %TALUS_ERROR_INVALID_SESSION if what names it is no UUID
 */
gboolean
talus_call_get_session_id (TalusCall  *self,
                           TalusId    *id,
                           gboolean   *is_set,
                           GError    **error)
{
  const char *body = NULL;
  const char *sources[4] = { NULL };

  g_return_val_if_fail (self != NULL, FALSE);

  *is_set = FALSE;
  if (!talus_json_get_string (self->body, "session_id", FALSE, TALUS_ERROR_INVALID_REQUEST, &body,
                              error))
    return FALSE;

  sources[0] = g_hash_table_lookup (self->params, "session_id");
  sources[1] = sio_http_request_get_query (self->request, "session_id");
  sources[2] = body;
  sources[3] = sio_http_request_get_header (self->request, "X-Session-ID");
  for (guint i = 0; i < G_N_ELEMENTS (sources); i++)
    {
      TalusId named;

      if (sources[i] == NULL)
        continue;
      if (!talus_id_parse (sources[i], -1, &named))
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION, "There is no session “%s”",
                       sources[i]);
          return FALSE;
        }
      if (*is_set && !talus_id_equal (id, &named))
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                       "Path, query, body and X-Session-ID name different sessions");
          return FALSE;
        }
      *id = named;
      *is_set = TRUE;
    }

  return TRUE;
}

/**
 * talus_call_get_new_session_id:
 * @self: a call
 * @id: (out): the session's
 * @is_set: (out): whether any was named
 * @error: return location
 *
 * Gets the id that a session is to have, or the empty session that is to be
 * adopted: query, body or the header X-Session-ID name it.
 *
 * Returns: %FALSE with %TALUS_ERROR_INVALID_REQUEST if two disagree, or it is
 *   no UUID
 */
gboolean
talus_call_get_new_session_id (TalusCall  *self,
                               TalusId    *id,
                               gboolean   *is_set,
                               GError    **error)
{
  g_autoptr(GError) reason = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (talus_call_get_session_id (self, id, is_set, &reason))
    {
      if (!*is_set || !talus_id_is_null (id))
        return TRUE;
    }
  else if (!g_error_matches (reason, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "“session_id” must be a UUID");

  return FALSE;
}

/**
 * talus_call_reply_bytes:
 * @self: a call
 * @status: the HTTP status
 * @content_type: of @body
 * @body: what to send
 *
 * Answers.
 */
void
talus_call_reply_bytes (TalusCall  *self,
                        guint       status,
                        const char *content_type,
                        GBytes     *body)
{
  g_return_if_fail (self != NULL);

  talus_metrics_count_request (self->host->metrics, status,
                               g_get_monotonic_time () - self->started_at);
  sio_http_request_respond (self->request, status, content_type, body);
}

/**
 * talus_call_reply:
 * @self: a call
 * @status: the HTTP status
 * @json: (transfer full): the answer
 *
 * Answers with JSON.
 */
void
talus_call_reply (TalusCall *self,
                  guint      status,
                  GString   *json)
{
  g_autoptr(GBytes) body = NULL;

  g_return_if_fail (self != NULL && json != NULL);

  body = g_string_free_to_bytes (json);
  sio_http_request_set_response_header (self->request, "Cache-Control", "no-store");
  talus_call_reply_bytes (self, status, JSON_TYPE, body);
}

/* When to come again, where that is known, else soon. */
static void
set_retry_after (TalusCall    *self,
                 const GError *error)
{
  JsonObject *details = talus_error_get_details (error);
  gint64 seconds = 1;
  g_autofree char *text = NULL;

  if (!g_error_matches (error, TALUS_ERROR, TALUS_ERROR_TOO_MANY_REQUESTS) &&
      !g_error_matches (error, TALUS_ERROR, TALUS_ERROR_SHUTTING_DOWN))
    return;

  if (details != NULL && json_object_has_member (details, "retry_after"))
    seconds = json_object_get_int_member (details, "retry_after");
  text = g_strdup_printf ("%" G_GINT64_FORMAT, seconds);
  sio_http_request_set_response_header (self->request, "Retry-After", text);
}

/**
 * talus_call_reply_error:
 * @self: a call
 * @error: why not
 *
 * Answers with an error of the contract.
 */
void
talus_call_reply_error (TalusCall    *self,
                        const GError *error)
{
  GString *json = NULL;

  g_return_if_fail (self != NULL && error != NULL);

  set_retry_after (self, error);
  if (g_error_matches (error, TALUS_ERROR, TALUS_ERROR_UNAUTHORIZED))
    sio_http_request_set_response_header (self->request, "WWW-Authenticate", "Bearer");

  json = g_string_new (NULL);
  talus_status_write_error (error, json);
  talus_call_reply (self, talus_status_from_error (error), json);
}

/**
 * talus_call_reply_new_error:
 * @self: a call
 * @code: of the contract
 * @format: a sentence
 * @...: its arguments
 *
 * Answers with an error that is made here.
 */
void
talus_call_reply_new_error (TalusCall  *self,
                            TalusError  code,
                            const char *format,
                            ...)
{
  g_autoptr(GError) error = NULL;
  va_list args;

  g_return_if_fail (self != NULL);

  va_start (args, format);
  error = g_error_new_valist (TALUS_ERROR, code, format, args);
  va_end (args);
  talus_call_reply_error (self, error);
}

/**
 * talus_call_reply_unknown_format:
 * @self: a call
 * @format: what was asked for
 * @formats: (array zero-terminated=1): what there is
 *
 * Answers that there is no such format, and which there are.
 */
void
talus_call_reply_unknown_format (TalusCall          *self,
                                 const char         *format,
                                 const char * const *formats)
{
  g_autoptr(JsonObject) details = json_object_new ();
  g_autoptr(GError) error = NULL;
  g_autofree char *list = NULL;
  JsonArray *names = NULL;

  g_return_if_fail (self != NULL && format != NULL && formats != NULL);

  names = json_array_new ();
  for (guint i = 0; formats[i] != NULL; i++)
    json_array_add_string_element (names, formats[i]);
  json_object_set_array_member (details, "formats", names);
  list = g_strjoinv (", ", (char **) formats);
  talus_set_error_details (&error, TALUS_ERROR_INVALID_REQUEST, json_object_ref (details),
                           "There is no format “%s”; there are %s", format, list);
  talus_call_reply_error (self, error);
}
