/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Members: the people who came into a session by an invite, whether they are
 * there just now or not, how they are shut out again, and what was written
 * down of all that. */
#define G_LOG_DOMAIN "talus-host-rest"

#include <string.h>

#include "base/talus-json-reader.h"
#include "base/talus-json.h"
#include "host/talus-call-work.h"
#include "host/talus-gate-edits.h"
#include "host/talus-host-private.h"
#include "host/talus-rest.h"
#include "store/talus-document-access.h"

#define DEFAULT_LIMIT 100
#define MAX_LIMIT     1000

static void
write_member (TalusJsonWriter  *writer,
              const TalusToken *token)
{
  talus_json_writer_begin_object (writer);
  talus_json_writer_name (writer, "author_id");
  talus_json_writer_id (writer, &token->author->id);
  talus_json_writer_name (writer, "name");
  talus_json_writer_string (writer, token->author->name);
  talus_json_writer_name (writer, "colour");
  talus_json_writer_string (writer, token->author->colour);
  talus_json_writer_name (writer, "role");
  talus_json_writer_string (writer, token->role);
  talus_json_writer_name (writer, "invite_id");
  if (token->has_invite)
    talus_json_writer_id (writer, &token->invite_id);
  else
    talus_json_writer_null (writer);
  talus_json_writer_name (writer, "joined_at");
  talus_json_writer_time (writer, token->created_at);
  talus_json_writer_name (writer, "last_used_at");
  if (token->last_used_at != 0)
    talus_json_writer_time (writer, token->last_used_at);
  else
    talus_json_writer_null (writer);
  talus_json_writer_end_object (writer);
}

static gpointer
list_members (TalusDocument  *document,
              gpointer        data,
              GError        **error)
{
  g_autoptr(GPtrArray) tokens = talus_document_list_tokens (document, error);
  GString *json = NULL;
  TalusJsonWriter writer;

  if (tokens == NULL)
    return NULL;

  json = g_string_new (NULL);
  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "members");
  talus_json_writer_begin_array (&writer);
  for (guint i = 0; i < tokens->len; i++)
    write_member (&writer, g_ptr_array_index (tokens, i));
  talus_json_writer_end_array (&writer);
  talus_json_writer_name (&writer, "total");
  talus_json_writer_int (&writer, tokens->len);
  talus_json_writer_end_object (&writer);

  return json;
}

static void
get_members (TalusCall *call)
{
  talus_call_work (call, list_members, talus_call_reply_work, NULL, NULL);
}

/* Somebody on their way out. */
typedef struct
{
  TalusCall *call;
  TalusId author_id;
} Removing;

static void
removed_cb (guint         n_tokens,
            const GError *error,
            gpointer      user_data)
{
  g_autofree Removing *removing = user_data;
  g_autoptr(TalusCall) call = removing->call;
  GString *json = NULL;
  TalusJsonWriter writer;

  if (error != NULL)
    {
      talus_call_reply_error (call, error);
      return;
    }

  json = g_string_new (NULL);
  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "success");
  talus_json_writer_boolean (&writer, TRUE);
  talus_json_writer_name (&writer, "author_id");
  talus_json_writer_id (&writer, &removing->author_id);
  talus_json_writer_end_object (&writer);
  talus_call_reply (call, 200, json);
}

static void
delete_member (TalusCall *call)
{
  Removing *removing = NULL;
  TalusId id;

  if (!talus_call_get_id_param (call, "author_id", &id))
    {
      talus_call_reply_new_error (call, TALUS_ERROR_NOT_FOUND, "The session has no member “%s”",
                                  talus_call_get_param (call, "author_id"));
      return;
    }

  removing = g_new0 (Removing, 1);
  removing->call = talus_call_ref (call);
  removing->author_id = id;
  talus_gate_remove_member (call->host->gate, talus_session_get_id (call->session), &id, FALSE,
                            &call->author->id, removed_cb, removing);
}

/* A file may hold anything. */
static gboolean
is_object (const char *details)
{
  g_autoptr(JsonNode) node = NULL;

  if (details != NULL)
    node = talus_json_parse (details, strlen (details), TALUS_JSON_DEPTH_COMMAND, NULL);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node);
}

static void
write_entry (TalusJsonWriter       *writer,
             const TalusAuditEntry *entry)
{
  talus_json_writer_begin_object (writer);
  talus_json_writer_name (writer, "at");
  talus_json_writer_time (writer, entry->at);
  talus_json_writer_name (writer, "author_id");
  if (entry->has_author)
    talus_json_writer_id (writer, &entry->author_id);
  else
    talus_json_writer_null (writer);
  talus_json_writer_name (writer, "event");
  talus_json_writer_string (writer, entry->event);
  talus_json_writer_name (writer, "details");
  talus_json_writer_raw (writer, is_object (entry->details) ? entry->details : "{}", -1);
  talus_json_writer_end_object (writer);
}

static gpointer
list_audit (TalusDocument  *document,
            gpointer        data,
            GError        **error)
{
  const guint *limit = data;
  g_autoptr(GPtrArray) entries = talus_document_list_audit (document, *limit, error);
  GString *json = NULL;
  TalusJsonWriter writer;

  if (entries == NULL)
    return NULL;

  json = g_string_new (NULL);
  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "audit");
  talus_json_writer_begin_array (&writer);
  for (guint i = 0; i < entries->len; i++)
    write_entry (&writer, g_ptr_array_index (entries, i));
  talus_json_writer_end_array (&writer);
  talus_json_writer_end_object (&writer);

  return json;
}

static void
get_audit (TalusCall *call)
{
  g_autoptr(GError) error = NULL;
  guint64 limit = DEFAULT_LIMIT;
  guint bounded = 0;

  if (!talus_call_get_query_uint (call, "limit", &limit, &error))
    {
      talus_call_reply_error (call, error);
      return;
    }

  bounded = (guint) MIN (limit, MAX_LIMIT);
  talus_call_work (call, list_audit, talus_call_reply_work, g_memdup2 (&bounded, sizeof bounded),
                   g_free);
}

#define FLAGS (TALUS_ROUTE_SESSION | TALUS_ROUTE_OWNER | TALUS_ROUTE_PROJECT)

const TalusRoute talus_rest_members_routes[] = {
  { "GET", "/api/v1/sessions/:session_id/members", FLAGS, get_members },
  { "DELETE", "/api/v1/sessions/:session_id/members/:author_id", FLAGS, delete_member },
  { "GET", "/api/v1/sessions/:session_id/audit", FLAGS, get_audit },
  { NULL },
};
