/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The error codes of the contract: one enumeration for every layer, because
 * the code a rule refuses with is the code the client reads. What status an
 * HTTP answer gives them is the host's affair. */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TALUS_ERROR (talus_error_quark ())

/**
 * TalusError:
 *
 * The codes of the contract. Each one's documentation says what the caller
 * can do about it. [func@Talus.error_get_code_name] gives the name on the
 * wire ("INVALID_COMMAND").
 */
typedef enum
{
  TALUS_ERROR_INVALID_REQUEST,    /* not JSON, a field missing or of a wrong type: correct it */
  TALUS_ERROR_INVALID_COMMAND,    /* unknown command or data its schema refuses: correct it */
  TALUS_ERROR_NOTHING_TO_UNDO,    /* the stack in scope is empty */
  TALUS_ERROR_NOTHING_TO_REDO,
  TALUS_ERROR_UNAUTHORIZED,       /* no token, or a bad one */
  TALUS_ERROR_FORBIDDEN,          /* role, Host or Origin refuse */
  TALUS_ERROR_INVALID_SESSION,    /* no such session, or not loaded: open it */
  TALUS_ERROR_PROJECT_NOT_FOUND,
  TALUS_ERROR_TEMPLATE_NOT_FOUND,
  TALUS_ERROR_NODE_NOT_FOUND,     /* no such node, or removed: refresh */
  TALUS_ERROR_NOT_FOUND,
  TALUS_ERROR_METHOD_NOT_ALLOWED,
  TALUS_ERROR_CONFLICT,           /* based on an older state: read it again */
  TALUS_ERROR_UNDO_CONFLICT,      /* somebody's later change stands in the way */
  TALUS_ERROR_NO_PROJECT,         /* the session has none yet: create or import one */
  TALUS_ERROR_LOG_GONE,           /* before what the log still holds: take a snapshot */
  TALUS_ERROR_PAYLOAD_TOO_LARGE,
  TALUS_ERROR_INVALID_PARENT,     /* no such parent, or the tree too deep or too wide */
  TALUS_ERROR_WOULD_CYCLE,
  TALUS_ERROR_TYPE_NOT_ALLOWED,
  TALUS_ERROR_INVALID_VALUE,
  TALUS_ERROR_TOO_MANY_REQUESTS,  /* wait as Retry-After says */
  TALUS_ERROR_SHUTTING_DOWN,      /* nothing was changed: try again */
  TALUS_ERROR_STORAGE_FAILED,     /* nothing was changed: the disk needs a person */
} TalusError;

#define TALUS_N_ERRORS (TALUS_ERROR_STORAGE_FAILED + 1)

GQuark      talus_error_quark         (void);
const char *talus_error_get_code_name (TalusError    code);
void        talus_set_error_details   (GError      **error,
                                       TalusError    code,
                                       JsonObject   *details,
                                       const char   *format,
                                       ...) G_GNUC_PRINTF (4, 5);
JsonObject *talus_error_get_details   (const GError *error);

G_END_DECLS
