/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is written down of access beside the edits themselves: denials, and
 * who took a copy along. */
#define G_LOG_DOMAIN "talus-host-gate"

#include "base/talus-clock.h"
#include "base/talus-error.h"
#include "base/talus-json-writer.h"
#include "host/talus-gate-session-private.h"
#include "store/talus-document-access.h"

#define MAX_ENTRIES 1000
#define MAX_SAID    256
#define SAID_FOR    (60 * G_USEC_PER_SEC)

typedef struct
{
  GPtrArray *entries;
} Audit;

static gboolean
write_audit (TalusDocument  *document,
             gpointer        data,
             GError        **error)
{
  Audit *audit = data;

  return talus_document_add_audit (document, audit->entries, error);
}

static void
written_cb (TalusGate    *self,
            const GError *error,
            gpointer      data)
{
  Audit *audit = data;

  if (error != NULL)
    g_message ("What was done to access was not written down: %s", error->message);
  g_ptr_array_unref (audit->entries);
  g_free (audit);
}

/* Somebody who is refused asks again and again: once a minute is enough. */
static gboolean
was_said (TalusGateSession *session,
          const TalusId    *author_id,
          const char       *event,
          const char       *details)
{
  gint64 now = g_get_monotonic_time ();
  char text[TALUS_ID_TEXT_SIZE] = "";

  if (!g_str_has_suffix (event, "denied"))
    return FALSE;

  if (session->said == NULL || now - session->said_since > SAID_FOR ||
      g_hash_table_size (session->said) >= MAX_SAID)
    {
      g_clear_pointer (&session->said, g_hash_table_unref);
      session->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      session->said_since = now;
    }
  if (author_id != NULL)
    talus_id_format (author_id, text);

  return !g_hash_table_add (session->said, g_strdup_printf ("%s %s %s", text, event,
                                                            details != NULL ? details : ""));
}

/**
 * talus_gate_audit:
 * @self: a gate
 * @session_id: where
 * @author_id: (nullable): who
 * @event: what
 * @details: (nullable): a JSON object
 *
 * Has something written into the document's audit, on a worker.
 */
void
talus_gate_audit (TalusGate     *self,
                  const TalusId *session_id,
                  const TalusId *author_id,
                  const char    *event,
                  const char    *details)
{
  TalusGateSession *session = NULL;
  Audit *audit = NULL;
  gboolean is_new = FALSE;

  g_return_if_fail (self != NULL && session_id != NULL && event != NULL);

  if (!talus_gate_knows_session (self, session_id))
    return;

  session = talus_gate_ensure_session (self, session_id);
  if (was_said (session, author_id, event, details))
    return;

  /* What waits is written in one go: behind it the owner may wait, to shut out
   * whoever has so much written down. */
  audit = talus_gate_get_last_data (session, write_audit);
  if (audit == NULL)
    {
      audit = g_new0 (Audit, 1);
      audit->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) talus_audit_entry_free);
      is_new = TRUE;
    }
  if (audit->entries->len < MAX_ENTRIES)
    g_ptr_array_add (audit->entries, talus_audit_entry_new (talus_clock_now (), author_id, event,
                                                            details));
  if (is_new)
    talus_gate_run (self, session_id, write_audit, written_cb, audit);
}

/**
 * talus_gate_check_role:
 * @self: a gate
 * @grant: what somebody may do
 * @session_id: the session that something is wanted of
 * @needed: the least role that may
 * @what: was tried, in a few words
 * @error: return location
 *
 * Holds a grant to what is wanted, and has it written down if the role is not
 * enough: that is the owner's to know.
 *
 * Returns: %FALSE with %TALUS_ERROR_INVALID_SESSION or %TALUS_ERROR_FORBIDDEN
 */
gboolean
talus_gate_check_role (TalusGate      *self,
                       TalusGrant     *grant,
                       const TalusId  *session_id,
                       TalusRole       needed,
                       const char     *what,
                       GError        **error)
{
  g_autoptr(GString) details = NULL;
  g_autoptr(GError) reason = NULL;
  TalusJsonWriter writer;

  g_return_val_if_fail (self != NULL && grant != NULL, FALSE);
  g_return_val_if_fail (session_id != NULL && what != NULL, FALSE);

  if (talus_grant_check (grant, session_id, needed, &reason))
    return TRUE;

  if (g_error_matches (reason, TALUS_ERROR, TALUS_ERROR_FORBIDDEN))
    {
      details = g_string_new (NULL);
      talus_json_writer_init (&writer, details);
      talus_json_writer_begin_object (&writer);
      talus_json_writer_name (&writer, "tried");
      talus_json_writer_string (&writer, what);
      talus_json_writer_name (&writer, "needed");
      talus_json_writer_string (&writer, talus_role_get_name (needed));
      talus_json_writer_name (&writer, "role");
      talus_json_writer_string (&writer, talus_role_get_name (grant->role));
      talus_json_writer_end_object (&writer);
      talus_gate_audit (self, session_id, &grant->author->id, "role-denied", details->str);
    }
  g_propagate_error (error, g_steal_pointer (&reason));

  return FALSE;
}

/**
 * talus_gate_audit_denied:
 * @self: a gate
 * @session_id: where
 * @event: "token-denied" or "invite-denied"
 * @remote: (nullable): an IP address
 *
 * Has it written down that somebody came with what is not good.
 */
void
talus_gate_audit_denied (TalusGate     *self,
                         const TalusId *session_id,
                         const char    *event,
                         const char    *remote)
{
  g_autoptr(GString) details = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, details);
  talus_json_writer_begin_object (&writer);
  if (remote != NULL)
    {
      talus_json_writer_name (&writer, "remote");
      talus_json_writer_string (&writer, remote);
    }
  talus_json_writer_end_object (&writer);
  talus_gate_audit (self, session_id, NULL, event, details->str);
}
