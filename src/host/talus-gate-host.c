/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's own tokens in memory, in step with a file that another process
 * writes: looked at when somebody comes with a token that is not known, and
 * twice a second while there are any, so that what lives by one that was
 * revoked ends within a second. It must not know sessions. */
#define G_LOG_DOMAIN "talus-host-gate"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include <glib/gstdio.h>

#include "base/talus-clock.h"
#include "base/talus-error.h"
#include "host/talus-gate-private.h"

#define POLL_MS         500
#define MIN_FILE_LENGTH 32
#define MAX_FILE_LENGTH 1024
#define USE_NOTED_MS    (60 * 60 * 1000)

/**
 * talus_gate_token_new:
 * @token: what is kept of it
 * @session_id: (nullable): of which session; %NULL for the host's
 *
 * Makes a grant of a token.
 *
 * Returns: (transfer full) (nullable): it, %NULL where it is good for nothing
 */
TalusGateToken *
talus_gate_token_new (const TalusToken *token,
                      const TalusId    *session_id)
{
  TalusGateToken *self = NULL;
  TalusRole role;

  if (token->revoked_at != 0 || !talus_role_parse (token->role, &role))
    return NULL;

  self = g_new0 (TalusGateToken, 1);
  memcpy (self->hash, token->hash, sizeof self->hash);
  self->grant = talus_grant_new (token->author, role, session_id, &token->id);
  self->last_used_at = token->last_used_at;

  return self;
}

/**
 * talus_gate_token_free:
 * @self: (transfer full): a token
 *
 * Frees it.
 */
void
talus_gate_token_free (TalusGateToken *self)
{
  talus_grant_unref (self->grant);
  g_free (self);
}

/* Takes in what there is now; what is gone is told to whoever lives by it. */
static void
take_in (TalusGate *self,
         GPtrArray *tokens)
{
  g_autoptr(GHashTable) before = g_steal_pointer (&self->host_by_hash);
  g_autoptr(GHashTable) before_by_id = g_steal_pointer (&self->host_by_id);
  GHashTableIter iter;
  gpointer id;

  self->host_by_hash = g_hash_table_new_full (talus_secret_hash_hash, talus_secret_hash_equal, NULL,
                                              (GDestroyNotify) talus_gate_token_free);
  self->host_by_id = g_hash_table_new (talus_id_hash, talus_id_equal);
  for (guint i = 0; i < tokens->len; i++)
    {
      TalusGateToken *token = talus_gate_token_new (g_ptr_array_index (tokens, i), NULL);

      if (token == NULL)
        continue;
      g_hash_table_replace (self->host_by_hash, token->hash, token);
      g_hash_table_replace (self->host_by_id, &token->grant->token_id, token);
    }

  g_hash_table_iter_init (&iter, before_by_id);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      if (!g_hash_table_contains (self->host_by_id, id))
        talus_gate_revoked (self, id);
    }
}

static void
look_again (TalusGate *self)
{
  g_autoptr(GPtrArray) tokens = NULL;
  g_autoptr(GError) error = NULL;

  if (!talus_host_tokens_has_changed (self->host_tokens))
    return;

  tokens = talus_host_tokens_list (self->host_tokens, &error);
  if (tokens != NULL)
    take_in (self, tokens);
  else if (!self->host_failed)
    g_warning ("The host's tokens stay as they were: %s", error->message);
  self->host_failed = tokens == NULL;
}

static gboolean
poll_cb (gpointer user_data)
{
  TalusGate *self = user_data;

  look_again (self);
  if (g_hash_table_size (self->host_by_hash) > 0)
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&self->poll, g_source_unref);

  return G_SOURCE_REMOVE;
}

static void
start_poll (TalusGate *self)
{
  if (self->poll != NULL || g_hash_table_size (self->host_by_hash) == 0)
    return;

  self->poll = g_timeout_source_new (POLL_MS);
  g_source_set_callback (self->poll, poll_cb, self, NULL);
  g_source_set_static_name (self->poll, "[talus] host tokens");
  g_source_attach (self->poll, g_main_context_get_thread_default ());
}

/**
 * talus_gate_stop_poll:
 * @self: a gate
 *
 * Looks no more.
 */
void
talus_gate_stop_poll (TalusGate *self)
{
  if (self->poll == NULL)
    return;

  g_source_destroy (self->poll);
  g_clear_pointer (&self->poll, g_source_unref);
}

typedef struct
{
  char *folder;
  TalusId id;
  gint64 now;
} Use;

static void
free_use (gpointer data)
{
  Use *use = data;

  g_free (use->folder);
  g_free (use);
}

static void
note_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Use *use = task_data;
  g_autoptr(TalusHostTokens) tokens = talus_host_tokens_new (use->folder);
  g_autoptr(GError) error = NULL;

  if (!talus_host_tokens_note_use (tokens, &use->id, use->now, &error))
    g_message ("The use of a token was not noted: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

/* A disk is not waited for on the host's thread. */
static void
note_use (TalusGate      *self,
          TalusGateToken *token)
{
  TalusLibrary *library = talus_registry_get_library (self->registry);
  g_autoptr(GTask) task = NULL;
  Use *use = NULL;
  gint64 now = talus_clock_now ();

  if (now - token->last_used_at < USE_NOTED_MS)
    return;

  token->last_used_at = now;
  use = g_new0 (Use, 1);
  use->folder = g_strdup (talus_library_get_folder (library));
  use->id = token->grant->token_id;
  use->now = now;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_source_tag (task, note_use);
  g_task_set_task_data (task, use, free_use);
  g_task_run_in_thread (task, note_in_thread);
}

/**
 * talus_gate_find_host:
 * @self: a gate
 * @hash: of a token's text
 *
 * Finds a token of the host.
 *
 * Returns: (transfer none) (nullable): it, if it is good
 */
TalusGateToken *
talus_gate_find_host (TalusGate    *self,
                      const guint8 *hash)
{
  TalusGateToken *token = NULL;

  if (self->file_token != NULL && talus_secret_hash_equal (self->file_token->hash, hash))
    return self->file_token;

  token = g_hash_table_lookup (self->host_by_hash, hash);
  if (token == NULL)
    {
      look_again (self);
      token = g_hash_table_lookup (self->host_by_hash, hash);
    }
  if (token != NULL)
    {
      start_poll (self);
      note_use (self, token);
    }

  return token;
}

/**
 * talus_gate_has_host_tokens:
 * @self: a gate
 *
 * Whether there are tokens of the host that are good.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_gate_has_host_tokens (TalusGate *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  look_again (self);

  return g_hash_table_size (self->host_by_hash) > 0;
}

static gboolean
fail (const char  *path,
      const char  *why,
      GError     **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "The token file “%s” %s", shown,
               why);

  return FALSE;
}

/* One line, without what editors leave behind it. */
static gboolean
check_line (const char  *path,
            char        *text,
            gsize        length,
            GError     **error)
{
  g_strchomp (text);
  if (strlen (text) < MIN_FILE_LENGTH)
    return fail (path, "must hold one line of at least 32 characters, drawn at random", error);
  if (length > MAX_FILE_LENGTH || strpbrk (text, "\n\r\t ") != NULL)
    return fail (path, "must hold one line without spaces", error);
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isgraph (*p))
        return fail (path, "must hold ASCII only: a header carries it", error);
    }

  return TRUE;
}

/**
 * talus_gate_read_file:
 * @self: a gate
 * @path: of a file whose one line is a token, readable for nobody else
 * @error: return location
 *
 * From now on that token is the host's, for an owner.
 *
 * Returns: %FALSE with one clear sentence
 */
gboolean
talus_gate_read_file (TalusGate   *self,
                      const char  *path,
                      GError     **error)
{
  TalusAuthor *owner = talus_library_get_owner (talus_registry_get_library (self->registry));
  g_autoptr(TalusToken) token = NULL;
  g_autofree char *text = NULL;
  g_autofree char *shown = g_filename_display_name (path);
  gsize length = 0;
  struct stat info;

  if (g_stat (path, &info) != 0)
    {
      int saved_errno = errno;

      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST,
                   "The token file “%s” cannot be read: %s", shown, g_strerror (saved_errno));
      return FALSE;
    }
  if (!S_ISREG (info.st_mode) || info.st_size > MAX_FILE_LENGTH)
    return fail (path, "must be a file with one line", error);
  if ((info.st_mode & 077) != 0)
    return fail (path, "can be read by others; make it chmod 600", error);
  if (!g_file_get_contents (path, &text, &length, NULL))
    return fail (path, "cannot be read", error);
  if (!check_line (path, text, length, error))
    return FALSE;

  token = talus_token_new (text, owner, talus_role_get_name (TALUS_ROLE_OWNER), 0);
  g_clear_pointer (&self->file_token, talus_gate_token_free);
  self->file_token = talus_gate_token_new (token, NULL);
  explicit_bzero (text, length);

  return TRUE;
}
