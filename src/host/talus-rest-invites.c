/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Invites: made, listed, revoked by the owner of a session, and exchanged by
 * whoever was given one for a token of their own. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "base/talus-clock.h"
#include "base/talus-json.h"
#include "host/talus-call-access.h"
#include "host/talus-call-work.h"
#include "host/talus-gate-edits.h"
#include "host/talus-host-private.h"
#include "host/talus-link.h"
#include "host/talus-rest.h"
#include "model/talus-property-type.h"
#include "store/talus-document-access.h"

#define MAX_USES 1000000

static void
write_time_or_null (TalusJsonWriter *writer,
                    const char      *name,
                    gint64           ms)
{
  talus_json_writer_name (writer, name);
  if (ms != 0)
    talus_json_writer_time (writer, ms);
  else
    talus_json_writer_null (writer);
}

static void
write_fields (TalusJsonWriter   *writer,
              const TalusInvite *invite)
{
  talus_json_writer_name (writer, "invite_id");
  talus_json_writer_id (writer, &invite->id);
  talus_json_writer_name (writer, "role");
  talus_json_writer_string (writer, invite->role);
  write_time_or_null (writer, "expires_at", invite->expires_at);
  talus_json_writer_name (writer, "uses");
  if (invite->uses_left >= 0)
    talus_json_writer_int (writer, invite->uses_left);
  else
    talus_json_writer_null (writer);
}

static gpointer
list_invites (TalusDocument  *document,
              gpointer        data,
              GError        **error)
{
  g_autoptr(GPtrArray) invites = talus_document_list_invites (document, error);
  GString *json = NULL;
  TalusJsonWriter writer;

  if (invites == NULL)
    return NULL;

  json = g_string_new (NULL);
  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "invites");
  talus_json_writer_begin_array (&writer);
  for (guint i = 0; i < invites->len; i++)
    {
      const TalusInvite *invite = g_ptr_array_index (invites, i);

      talus_json_writer_begin_object (&writer);
      write_fields (&writer, invite);
      talus_json_writer_name (&writer, "members");
      talus_json_writer_int (&writer, invite->n_members);
      talus_json_writer_name (&writer, "created_at");
      talus_json_writer_time (&writer, invite->created_at);
      talus_json_writer_name (&writer, "created_by");
      talus_json_writer_id (&writer, &invite->created_by);
      talus_json_writer_end_object (&writer);
    }
  talus_json_writer_end_array (&writer);
  talus_json_writer_name (&writer, "total");
  talus_json_writer_int (&writer, invites->len);
  talus_json_writer_end_object (&writer);

  return json;
}

static void
get_invites (TalusCall *call)
{
  talus_call_work (call, list_invites, talus_call_reply_work, NULL, NULL);
}

static gboolean
read_expiry (JsonObject  *body,
             gint64      *expires_at,
             GError     **error)
{
  const char *text = NULL;

  if (!talus_json_get_string (body, "expires_at", FALSE, TALUS_ERROR_INVALID_REQUEST, &text,
                              error))
    return FALSE;
  if (text == NULL || (talus_time_parse (text, expires_at) && *expires_at > talus_clock_now ()))
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
               "“expires_at” must be a time to come, as 2031-05-01T12:00:00.000Z");

  return FALSE;
}

static gboolean
read_uses (JsonObject  *body,
           gint64      *uses,
           GError     **error)
{
  if (!talus_json_get_int (body, "uses", FALSE, TALUS_ERROR_INVALID_REQUEST, uses, error))
    return FALSE;
  if (*uses == -1 && !(json_object_has_member (body, "uses") &&
                       !json_object_get_null_member (body, "uses")))
    return TRUE;
  if (*uses >= 1 && *uses <= MAX_USES)
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "“uses” must be from 1 to %d",
               MAX_USES);

  return FALSE;
}

static gboolean
read_role (JsonObject  *body,
           TalusRole   *role,
           GError     **error)
{
  const char *name = NULL;

  if (!talus_json_get_string (body, "role", TRUE, TALUS_ERROR_INVALID_REQUEST, &name, error))
    return FALSE;
  if (talus_role_parse (name, role))
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
               "“role” must be viewer, editor or owner");

  return FALSE;
}

static void
made_cb (const TalusInvite *invite,
         const char        *text,
         const GError      *error,
         gpointer           user_data)
{
  g_autoptr(TalusCall) call = user_data;
  TalusGraph *graph = talus_session_get_graph (call->session);
  g_autofree char *link = NULL;
  GString *json = NULL;
  TalusJsonWriter writer;

  if (error != NULL)
    {
      talus_call_reply_error (call, error);
      return;
    }

  link = talus_link_new (call->host, sio_http_request_get_host (call->request),
                         talus_session_get_id (call->session), text,
                         graph != NULL ? talus_graph_get_name (graph) : "");
  json = g_string_new (NULL);
  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  write_fields (&writer, invite);
  talus_json_writer_name (&writer, "invite");
  talus_json_writer_string (&writer, text);
  talus_json_writer_name (&writer, "link");
  talus_json_writer_string (&writer, link);
  talus_json_writer_end_object (&writer);
  talus_call_reply (call, 201, json);
}

static void
post_invite (TalusCall *call)
{
  g_autoptr(GError) error = NULL;
  TalusRole role = TALUS_ROLE_VIEWER;
  gint64 expires_at = 0;
  gint64 uses = -1;

  if (read_role (call->body, &role, &error) && read_expiry (call->body, &expires_at, &error) &&
      read_uses (call->body, &uses, &error))
    talus_gate_make_invite (call->host->gate, talus_session_get_id (call->session), role,
                            expires_at, uses, &call->author->id, made_cb, talus_call_ref (call));
  else
    talus_call_reply_error (call, error);
}

/* An invite on its way out. */
typedef struct
{
  TalusCall *call;
  TalusId invite_id;
} Revoking;

static void
revoked_cb (guint         n_tokens,
            const GError *error,
            gpointer      user_data)
{
  g_autofree Revoking *revoking = user_data;
  g_autoptr(TalusCall) call = revoking->call;
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
  talus_json_writer_name (&writer, "invite_id");
  talus_json_writer_id (&writer, &revoking->invite_id);
  talus_json_writer_name (&writer, "tokens_revoked");
  talus_json_writer_int (&writer, n_tokens);
  talus_json_writer_end_object (&writer);
  talus_call_reply (call, 200, json);
}

static void
delete_invite (TalusCall *call)
{
  g_autoptr(GError) error = NULL;
  Revoking *revoking = NULL;
  guint64 with_tokens = 0;
  TalusId id;

  if (!talus_call_get_query_uint (call, "tokens", &with_tokens, &error))
    {
      talus_call_reply_error (call, error);
      return;
    }
  if (!talus_call_get_id_param (call, "invite_id", &id))
    {
      talus_call_reply_new_error (call, TALUS_ERROR_NOT_FOUND, "There is no invite “%s”",
                                  talus_call_get_param (call, "invite_id"));
      return;
    }

  revoking = g_new0 (Revoking, 1);
  revoking->call = talus_call_ref (call);
  revoking->invite_id = id;
  talus_gate_revoke_invite (call->host->gate, talus_session_get_id (call->session), &id,
                            with_tokens != 0, &call->author->id, revoked_cb, revoking);
}

#define FLAGS (TALUS_ROUTE_SESSION | TALUS_ROUTE_OWNER | TALUS_ROUTE_PROJECT)

const TalusRoute talus_rest_invites_routes[] = {
  { "GET", "/api/v1/sessions/:session_id/invites", FLAGS, get_invites },
  { "POST", "/api/v1/sessions/:session_id/invites", FLAGS, post_invite },
  { "DELETE", "/api/v1/sessions/:session_id/invites/:invite_id", FLAGS, delete_invite },
  { NULL },
};
