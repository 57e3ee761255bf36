/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the envelope of a command and writes what is answered to it. What a
 * command means is not known here, nor how it came. */
#define G_LOG_DOMAIN "talus-host-submission"

#include "host/talus-submission.h"

#include <string.h>

#include "base/talus-json-writer.h"
#include "base/talus-json.h"

static gboolean
read_seq (JsonObject  *body,
          const char  *member,
          gboolean    *is_set,
          guint64     *seq,
          GError     **error)
{
  gint64 value = -1;

  if (!talus_json_get_int (body, member, FALSE, TALUS_ERROR_INVALID_REQUEST, &value, error))
    return FALSE;

  *is_set = json_object_has_member (body, member) && !json_object_get_null_member (body, member);
  if (*is_set && value < 0)
    {
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "“%s” must not be negative",
                   member);
      return FALSE;
    }
  *seq = (guint64) value;

  return TRUE;
}

static gboolean
read_command_id (JsonObject    *body,
                 TalusRequest  *request,
                 GError       **error)
{
  const char *text = NULL;

  if (!talus_json_get_string (body, "command_id", FALSE, TALUS_ERROR_INVALID_REQUEST, &text,
                              error))
    return FALSE;

  request->has_command_id = text != NULL;
  if (text == NULL ||
      (talus_id_parse (text, -1, &request->command_id) &&
       !talus_id_is_null (&request->command_id)))
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "“command_id” must be a UUID");

  return FALSE;
}

/**
 * talus_submission_read_command:
 * @event: "command", "undo" or "redo"
 * @body: the request
 * @error: return location
 *
 * Reads what is wanted. An undo or redo without a scope is the session's.
 *
 * Returns: (transfer full): the command, or %NULL with what is wrong with it
 */
TalusCommand *
talus_submission_read_command (const char  *event,
                               JsonObject  *body,
                               GError     **error)
{
  g_return_val_if_fail (event != NULL && body != NULL, NULL);

  if (g_str_equal (event, "undo"))
    return talus_command_new_undo (TALUS_COMMAND_UNDO, body, TALUS_SCOPE_SESSION, error);
  if (g_str_equal (event, "redo"))
    return talus_command_new_undo (TALUS_COMMAND_REDO, body, TALUS_SCOPE_SESSION, error);

  return talus_command_new_from_request (body, error);
}

/**
 * talus_submission_read_envelope:
 * @body: the request
 * @request: what is filled in
 * @error: return location
 *
 * Reads what is not the command's own.
 *
 * Returns: %FALSE with %TALUS_ERROR_INVALID_REQUEST if a member is wrong
 */
gboolean
talus_submission_read_envelope (JsonObject    *body,
                                TalusRequest  *request,
                                GError       **error)
{
  g_return_val_if_fail (body != NULL && request != NULL, FALSE);

  return read_command_id (body, request, error) &&
         read_seq (body, "expected_seq", &request->has_expected_seq, &request->expected_seq,
                   error) &&
         read_seq (body, "base_seq", &request->has_base_seq, &request->base_seq, error);
}

/**
 * talus_submission_get_role:
 * @command: a command
 *
 * Says whom it takes.
 *
 * Returns: the least role that may
 */
TalusRole
talus_submission_get_role (TalusCommand *command)
{
  g_return_val_if_fail (command != NULL, TALUS_ROLE_OWNER);

  return talus_command_sets_template (command) ? TALUS_ROLE_OWNER : TALUS_ROLE_EDITOR;
}

/**
 * talus_submission_write_answer:
 * @session: where it was made durable
 * @record: what became durable
 *
 * Writes the answer. What is the command's own was kept with the record, so
 * that the same command gets the same again.
 *
 * Returns: (transfer full): its members, without braces
 */
GString *
talus_submission_write_answer (TalusSession *session,
                               TalusRecord  *record)
{
  GString *out = NULL;
  TalusJsonWriter writer;

  g_return_val_if_fail (TALUS_IS_SESSION (session), NULL);
  g_return_val_if_fail (record != NULL, NULL);

  out = g_string_new (NULL);
  talus_json_writer_init (&writer, out);
  talus_json_writer_name (&writer, "success");
  talus_json_writer_boolean (&writer, TRUE);
  talus_json_writer_name (&writer, "command_id");
  talus_json_writer_id (&writer, &record->command_id);
  talus_json_writer_name (&writer, "seq");
  talus_json_writer_int (&writer, (gint64) record->seq);
  talus_json_writer_name (&writer, "epoch");
  talus_json_writer_string (&writer, talus_session_get_epoch (session));
  talus_json_writer_name (&writer, "head");
  talus_json_writer_string (&writer, record->head);

  if (record->result != NULL && strlen (record->result) > strlen ("{}"))
    {
      g_string_append_c (out, ',');
      g_string_append_len (out, record->result + 1, (gssize) strlen (record->result) - 2);
    }

  return out;
}
