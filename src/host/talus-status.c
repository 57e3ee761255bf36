/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one place where a code becomes an HTTP status, and an error its body. */
#define G_LOG_DOMAIN "talus-host-status"

#include "base/talus-json.h"
#include "host/talus-status.h"

static const guint statuses[TALUS_N_ERRORS] = {
  [TALUS_ERROR_INVALID_REQUEST] = 400,
  [TALUS_ERROR_INVALID_COMMAND] = 400,
  [TALUS_ERROR_NOTHING_TO_UNDO] = 400,
  [TALUS_ERROR_NOTHING_TO_REDO] = 400,
  [TALUS_ERROR_UNAUTHORIZED] = 401,
  [TALUS_ERROR_FORBIDDEN] = 403,
  [TALUS_ERROR_INVALID_SESSION] = 404,
  [TALUS_ERROR_PROJECT_NOT_FOUND] = 404,
  [TALUS_ERROR_TEMPLATE_NOT_FOUND] = 404,
  [TALUS_ERROR_NODE_NOT_FOUND] = 404,
  [TALUS_ERROR_NOT_FOUND] = 404,
  [TALUS_ERROR_METHOD_NOT_ALLOWED] = 405,
  [TALUS_ERROR_CONFLICT] = 409,
  [TALUS_ERROR_UNDO_CONFLICT] = 409,
  [TALUS_ERROR_NO_PROJECT] = 409,
  [TALUS_ERROR_LOG_GONE] = 410,
  [TALUS_ERROR_PAYLOAD_TOO_LARGE] = 413,
  [TALUS_ERROR_INVALID_PARENT] = 422,
  [TALUS_ERROR_WOULD_CYCLE] = 422,
  [TALUS_ERROR_TYPE_NOT_ALLOWED] = 422,
  [TALUS_ERROR_INVALID_VALUE] = 422,
  [TALUS_ERROR_TOO_MANY_REQUESTS] = 429,
  [TALUS_ERROR_SHUTTING_DOWN] = 503,
  [TALUS_ERROR_STORAGE_FAILED] = 507,
};

static TalusError
get_code (const GError *error)
{
  /* Whatever is no code of ours went wrong with files: GIO's or SQLite's. */
  if (error->domain != TALUS_ERROR || error->code < 0 || error->code >= TALUS_N_ERRORS)
    return TALUS_ERROR_STORAGE_FAILED;

  return error->code;
}

/**
 * talus_status_from_error:
 * @error: an error
 *
 * Gets the HTTP status that an error is answered with.
 *
 * Returns: the status
 */
guint
talus_status_from_error (const GError *error)
{
  g_return_val_if_fail (error != NULL, 500);

  return statuses[get_code (error)];
}

/**
 * talus_status_get_code_name:
 * @error: an error
 *
 * Gets the code that an error has on the wire.
 *
 * Returns: (transfer none): "INVALID_REQUEST"
 */
const char *
talus_status_get_code_name (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  return talus_error_get_code_name (get_code (error));
}

/**
 * talus_status_write_members:
 * @error: an error
 * @with_details: whether its details belong here
 * @writer: inside an object
 *
 * Writes what an error of the contract consists of.
 */
void
talus_status_write_members (const GError    *error,
                            gboolean         with_details,
                            TalusJsonWriter *writer)
{
  g_autofree char *message = NULL;
  JsonObject *details = NULL;

  g_return_if_fail (error != NULL);
  g_return_if_fail (writer != NULL);

  /* It may quote a header, which can hold any bytes. */
  message = g_utf8_make_valid (error->message, -1);

  talus_json_writer_name (writer, "code");
  talus_json_writer_string (writer, talus_error_get_code_name (get_code (error)));
  talus_json_writer_name (writer, "message");
  talus_json_writer_string (writer, message);
  details = with_details ? talus_error_get_details (error) : NULL;
  if (details != NULL)
    {
      g_autoptr(JsonNode) node = json_node_init_object (json_node_alloc (), details);
      g_autofree char *text = talus_json_to_canonical (node, NULL);

      talus_json_writer_name (writer, "details");
      talus_json_writer_raw (writer, text, -1);
    }
}

/**
 * talus_status_write_error:
 * @error: an error
 * @out: where to
 *
 * Appends the error object of the contract.
 */
void
talus_status_write_error (const GError *error,
                          GString      *out)
{
  TalusJsonWriter writer;

  g_return_if_fail (error != NULL);
  g_return_if_fail (out != NULL);

  talus_json_writer_init (&writer, out);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "error");
  talus_json_writer_begin_object (&writer);
  talus_status_write_members (error, TRUE, &writer);
  talus_json_writer_end_object (&writer);
  talus_json_writer_end_object (&writer);
}
