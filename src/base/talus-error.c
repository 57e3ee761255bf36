/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error codes of the contract, their names on the wire, and the details
 * an answer carries beside its message. It does not know what status an
 * HTTP answer gives a code, nor what the details mean. */
#define G_LOG_DOMAIN "talus-base-error"

#include "base/talus-error.h"

typedef struct
{
  JsonObject *details;
} TalusErrorPrivate;

static const char *const code_names[] = {
  [TALUS_ERROR_INVALID_REQUEST] = "INVALID_REQUEST",
  [TALUS_ERROR_INVALID_COMMAND] = "INVALID_COMMAND",
  [TALUS_ERROR_NOTHING_TO_UNDO] = "NOTHING_TO_UNDO",
  [TALUS_ERROR_NOTHING_TO_REDO] = "NOTHING_TO_REDO",
  [TALUS_ERROR_UNAUTHORIZED] = "UNAUTHORIZED",
  [TALUS_ERROR_FORBIDDEN] = "FORBIDDEN",
  [TALUS_ERROR_INVALID_SESSION] = "INVALID_SESSION",
  [TALUS_ERROR_PROJECT_NOT_FOUND] = "PROJECT_NOT_FOUND",
  [TALUS_ERROR_TEMPLATE_NOT_FOUND] = "TEMPLATE_NOT_FOUND",
  [TALUS_ERROR_NODE_NOT_FOUND] = "NODE_NOT_FOUND",
  [TALUS_ERROR_NOT_FOUND] = "NOT_FOUND",
  [TALUS_ERROR_METHOD_NOT_ALLOWED] = "METHOD_NOT_ALLOWED",
  [TALUS_ERROR_CONFLICT] = "CONFLICT",
  [TALUS_ERROR_UNDO_CONFLICT] = "UNDO_CONFLICT",
  [TALUS_ERROR_NO_PROJECT] = "NO_PROJECT",
  [TALUS_ERROR_LOG_GONE] = "LOG_GONE",
  [TALUS_ERROR_PAYLOAD_TOO_LARGE] = "PAYLOAD_TOO_LARGE",
  [TALUS_ERROR_INVALID_PARENT] = "INVALID_PARENT",
  [TALUS_ERROR_WOULD_CYCLE] = "WOULD_CYCLE",
  [TALUS_ERROR_TYPE_NOT_ALLOWED] = "TYPE_NOT_ALLOWED",
  [TALUS_ERROR_INVALID_VALUE] = "INVALID_VALUE",
  [TALUS_ERROR_TOO_MANY_REQUESTS] = "TOO_MANY_REQUESTS",
  [TALUS_ERROR_SHUTTING_DOWN] = "SHUTTING_DOWN",
  [TALUS_ERROR_STORAGE_FAILED] = "STORAGE_FAILED",
};

/* A code added to the enumeration without a name must not compile. */
G_STATIC_ASSERT (G_N_ELEMENTS (code_names) == TALUS_N_ERRORS);

static void
talus_error_private_init (TalusErrorPrivate *priv)
{
  priv->details = NULL;
}

/* A copy may go to another thread, and json-glib does not count references
 * atomically. */
static JsonObject *
copy_details (JsonObject *details)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), details);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (JsonNode) copy = json_from_string (text, NULL);

  return copy != NULL ? json_node_dup_object (copy) : NULL;
}

static void
talus_error_private_copy (const TalusErrorPrivate *from,
                          TalusErrorPrivate       *to)
{
  to->details = from->details != NULL ? copy_details (from->details) : NULL;
}

static void
talus_error_private_clear (TalusErrorPrivate *priv)
{
  g_clear_pointer (&priv->details, json_object_unref);
}

/**
 * talus_error_quark:
 *
 * The one error domain of the contract, [error@Talus.Error]. Its errors may
 * carry details, see [func@Talus.error_get_details].
 *
 * Returns: the domain
 */
G_DEFINE_EXTENDED_ERROR (TalusError, talus_error)

/**
 * talus_error_get_code_name:
 * @code: a code of the contract
 *
 * Gives the name a code has on the wire ("INVALID_COMMAND").
 *
 * Returns: (transfer none): the name, a static string
 */
const char *
talus_error_get_code_name (TalusError code)
{
  g_return_val_if_fail ((guint) code < TALUS_N_ERRORS, NULL);

  return code_names[code];
}

/**
 * talus_set_error_details:
 * @error: (out) (optional): where the error goes
 * @code: its code
 * @details: (transfer full) (nullable): what the answer's `details` will be;
 *   the caller must not change it any more
 * @format: printf format of the message, a sentence without a final dot
 * @...: its arguments
 *
 * Sets an error of domain %TALUS_ERROR that carries details. The details are
 * released when @error is %NULL. A [struct@GLib.Error] and its copies share
 * them by a count that is not atomic: keep them in one thread.
 */
void
talus_set_error_details (GError     **error,
                         TalusError   code,
                         JsonObject  *details,
                         const char  *format,
                         ...)
{
  GError *new_error;
  va_list args;

  g_return_if_fail (error == NULL || *error == NULL);
  g_return_if_fail ((guint) code < TALUS_N_ERRORS);
  g_return_if_fail (format != NULL);

  if (error == NULL)
    {
      g_clear_pointer (&details, json_object_unref);
      return;
    }

  va_start (args, format);
  new_error = g_error_new_valist (TALUS_ERROR, code, format, args);
  va_end (args);

  talus_error_get_private (new_error)->details = details;
  *error = new_error;
}

/**
 * talus_error_get_details:
 * @error: an error of any domain
 *
 * Gives the details that [func@Talus.set_error_details] attached.
 *
 * Returns: (transfer none) (nullable): the details, or %NULL where there are
 *   none or the error is of another domain
 */
JsonObject *
talus_error_get_details (const GError *error)
{
  g_return_val_if_fail (error != NULL, NULL);

  if (error->domain != TALUS_ERROR)
    return NULL;

  return talus_error_get_private (error)->details;
}
