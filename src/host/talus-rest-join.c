/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From an invite to a person: whoever was given a link says what they are
 * called and gets a token of their own. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "base/talus-clock.h"
#include "base/talus-json.h"
#include "host/talus-call-access.h"
#include "host/talus-host-private.h"
#include "host/talus-rest.h"
#include "model/talus-property-type.h"
#include "store/talus-document-access.h"

#define NOT_GOOD "The invite is not good any more"

/* Of two colours that are taken: by somebody who is there, or by somebody who
 * may come. Nobody has as many members as that. */
#define WEIGHT_PRESENT 0x10000
#define WEIGHT_MEMBER  1

/* Somebody on their way in. */
typedef struct
{
  TalusCall *call;
  TalusId session_id;
  guint8 hash[TALUS_SECRET_HASH_SIZE];
  char *text;
  char *name;
  TalusPaletteUse taken;    /* colours of those who are there */
  TalusToken *token;        /* NULL until a worker has made it */
} Joining;

static void
free_joining (Joining *joining)
{
  g_clear_pointer (&joining->token, talus_token_free);
  g_free (joining->text);
  g_free (joining->name);
  talus_call_unref (joining->call);
  g_free (joining);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Joining, free_joining)

static gboolean
redeem (TalusDocument  *document,
        gpointer        data,
        GError        **error)
{
  Joining *joining = data;
  g_autoptr(GPtrArray) members = talus_document_list_tokens (document, error);
  g_autoptr(TalusAuthor) author = NULL;
  TalusPaletteUse taken = joining->taken;

  if (members == NULL)
    return FALSE;

  for (guint i = 0; i < members->len; i++)
    {
      const TalusToken *token = g_ptr_array_index (members, i);

      talus_palette_use_add (&taken, token->author->colour, WEIGHT_MEMBER);
    }

  author = talus_author_draw (joining->name, &taken);
  g_clear_pointer (&joining->token, talus_token_free);
  joining->token = talus_token_new (joining->text, author,
                                    talus_role_get_name (TALUS_ROLE_VIEWER), talus_clock_now ());

  return talus_document_redeem_invite (document, joining->hash, joining->token, error);
}

/* Whether the session is there, and why an invite is none, is not said. */
static void
refuse (TalusCall *call)
{
  g_autofree char *remote = talus_call_dup_remote (call);
  g_autoptr(GError) error = NULL;

  talus_gate_refuse (call->host->gate, remote, NOT_GOOD, &error);
  talus_call_reply_error (call, error);
}

static void
reply (Joining *joining)
{
  const TalusToken *token = joining->token;
  GString *json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "author_id");
  talus_json_writer_id (&writer, &token->author->id);
  talus_json_writer_name (&writer, "token");
  talus_json_writer_string (&writer, joining->text);
  talus_json_writer_name (&writer, "session_id");
  talus_json_writer_id (&writer, &joining->session_id);
  talus_json_writer_name (&writer, "role");
  talus_json_writer_string (&writer, token->role);
  talus_json_writer_end_object (&writer);
  talus_call_reply (joining->call, 201, json);
}

static void
redeemed_cb (TalusGate    *gate,
             const GError *error,
             gpointer      data)
{
  g_autoptr(Joining) joining = data;
  g_autofree char *remote = talus_call_dup_remote (joining->call);

  if (error == NULL)
    {
      talus_gate_add_token (gate, &joining->session_id, joining->token);
      reply (joining);
    }
  else if (g_error_matches (error, TALUS_ERROR, TALUS_ERROR_UNAUTHORIZED))
    {
      talus_gate_audit_denied (gate, &joining->session_id, "invite-denied", remote);
      refuse (joining->call);
    }
  else if (g_error_matches (error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION) ||
           g_error_matches (error, TALUS_ERROR, TALUS_ERROR_PROJECT_NOT_FOUND))
    {
      refuse (joining->call);
    }
  else
    {
      talus_call_reply_error (joining->call, error);
    }
}

static gboolean
read_name (TalusCall   *call,
           const char **name,
           GError     **error)
{
  if (!talus_json_get_string (call->body, "name", TRUE, TALUS_ERROR_INVALID_REQUEST, name, error))
    return FALSE;
  if ((*name)[0] != '\0' && g_utf8_strlen (*name, -1) <= TALUS_NAME_MAX_CHARACTERS)
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
               "“name” must have 1 to %d characters", TALUS_NAME_MAX_CHARACTERS);

  return FALSE;
}

/* Whoever sits at this computer may be there at any time. */
static void
find_taken (TalusHost       *host,
            const TalusId   *session_id,
            TalusPaletteUse *taken)
{
  TalusSession *session = talus_registry_get_session (host->registry, session_id);
  g_autoptr(GPtrArray) clients = session != NULL ? talus_session_list_clients (session) : NULL;

  talus_palette_use_add (taken, talus_library_get_owner (host->library)->colour, WEIGHT_PRESENT);
  for (guint i = 0; clients != NULL && i < clients->len; i++)
    {
      const TalusClient *client = g_ptr_array_index (clients, i);

      talus_palette_use_add (taken, client->author->colour, WEIGHT_PRESENT);
    }
}

static void
start (TalusCall     *call,
       const char    *invite,
       const TalusId *session_id,
       const char    *name)
{
  Joining *joining = g_new0 (Joining, 1);

  joining->call = talus_call_ref (call);
  joining->session_id = *session_id;
  talus_secret_hash (invite, joining->hash);
  joining->text = talus_secret_draw (TALUS_SECRET_SESSION, session_id);
  joining->name = g_strdup (name);
  find_taken (call->host, session_id, &joining->taken);
  talus_gate_run (call->host->gate, session_id, redeem, redeemed_cb, joining);
}

static void
post_join (TalusCall *call)
{
  g_autofree char *remote = talus_call_dup_remote (call);
  g_autoptr(GError) error = NULL;
  const char *invite = NULL;
  const char *name = NULL;
  TalusSecretKind kind = TALUS_SECRET_HOST;
  TalusId session_id;

  if (!talus_json_get_string (call->body, "invite", TRUE, TALUS_ERROR_INVALID_REQUEST, &invite,
                              &error) ||
      !read_name (call, &name, &error) ||
      !talus_gate_check_tries (call->host->gate, remote, &error))
    talus_call_reply_error (call, error);
  else if (!talus_secret_parse (invite, &kind, &session_id) || kind != TALUS_SECRET_INVITE ||
           !talus_gate_knows_session (call->host->gate, &session_id))
    refuse (call);
  else
    start (call, invite, &session_id, name);
}

const TalusRoute talus_rest_join_routes[] = {
  { "POST", "/api/v1/join", TALUS_ROUTE_PUBLIC, post_join },
  { NULL },
};
