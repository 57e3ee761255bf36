/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens of a host from the command line. It works on the data folder's file
 * of tokens alone, which a host that runs looks at again: what is added is
 * good at once, what is revoked ends within a second. */
#define G_LOG_DOMAIN "talus-daemon"

#include "config.h"

#include <glib/gi18n.h>

#include "base/talus-clock.h"
#include "daemon/talus-options.h"
#include "daemon/talus-token-command.h"
#include "host/talus-grant.h"
#include "store/talus-host-tokens.h"

#define MAX_NAME 1024

typedef struct
{
  char *role;
  char *name;
  char *data_dir;
} TokenOptions;

/* @value: (nullable): what is wrong */
static gboolean
fail (GError     **error,
      const char  *sentence,
      const char  *value)
{
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, sentence);
  if (value != NULL)
    g_prefix_error (error, "“%s”: ", value);

  return FALSE;
}

static gboolean
read_options (TokenOptions   *self,
              int            *argc,
              char         ***argv,
              GError        **error)
{
  const GOptionEntry entries[] = {
    { "role", 0, 0, G_OPTION_ARG_STRING, &self->role,
      N_("What it is good for: viewer, editor or owner (default: owner)"), N_("ROLE") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &self->name,
      N_("Who gets it, as others will read it (default: your name)"), N_("NAME") },
    { "data-dir", 0, 0, G_OPTION_ARG_FILENAME, &self->data_dir,
      N_("The data folder of the host"), N_("DIR") },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new (_("add | list | revoke ID"));

  g_option_context_set_summary (context, _("Gives tokens of the host to people, and takes them "
                                           "away, while it runs or not."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  return g_option_context_parse (context, argc, argv, error);
}

static char *
find_own_name (void)
{
  const char *name = g_get_real_name ();

  if (name == NULL || name[0] == '\0' || g_str_equal (name, "Unknown"))
    name = g_get_user_name ();

  return g_utf8_make_valid (name, -1);
}

static gboolean
check_name (const char  *name,
            GError     **error)
{
  if (name[0] == '\0' || !g_utf8_validate (name, -1, NULL) || g_utf8_strlen (name, -1) > MAX_NAME)
    return fail (error, _("A name has 1 to 1024 characters"), NULL);
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (g_unichar_iscntrl (g_utf8_get_char (p)))
        return fail (error, _("A name has no line breaks or other control characters"), NULL);
    }

  return TRUE;
}

/* The token alone goes to the standard output, for scripts to take. */
static gboolean
add_token (TalusHostTokens     *tokens,
           const TokenOptions  *options,
           GError             **error)
{
  const char *role = options->role != NULL ? options->role : "owner";
  g_autofree char *name = options->name != NULL ? g_strdup (options->name) : find_own_name ();
  g_autofree char *text = NULL;
  g_autoptr(GPtrArray) others = NULL;
  g_autoptr(TalusAuthor) author = NULL;
  g_autoptr(TalusToken) token = NULL;
  TalusPaletteUse taken = { { 0 } };
  TalusRole known;
  char id[TALUS_ID_TEXT_SIZE];

  if (!talus_role_parse (role, &known))
    return fail (error, _("A role is viewer, editor or owner"), role);
  if (!check_name (name, error))
    return FALSE;

  others = talus_host_tokens_list (tokens, error);
  if (others == NULL)
    return FALSE;

  for (guint i = 0; i < others->len; i++)
    {
      const TalusToken *other = g_ptr_array_index (others, i);

      if (other->revoked_at == 0)
        talus_palette_use_add (&taken, other->author->colour, 1);
    }
  author = talus_author_draw (name, &taken);
  text = talus_secret_draw (TALUS_SECRET_HOST, NULL);
  token = talus_token_new (text, author, role, talus_clock_now ());
  if (!talus_host_tokens_add (tokens, token, error))
    return FALSE;

  g_print ("%s\n", text);
  g_printerr (_("It is not shown again. To take it away: talus-tallyd token revoke %s\n"),
              talus_id_format (&token->id, id));

  return TRUE;
}

static gboolean
list_tokens (TalusHostTokens  *tokens,
             GError          **error)
{
  g_autoptr(GPtrArray) all = talus_host_tokens_list (tokens, error);

  if (all == NULL)
    return FALSE;

  for (guint i = 0; i < all->len; i++)
    {
      const TalusToken *token = g_ptr_array_index (all, i);
      char id[TALUS_ID_TEXT_SIZE];
      char created[TALUS_TIME_TEXT_SIZE];
      char used[TALUS_TIME_TEXT_SIZE] = "-";

      if (token->last_used_at != 0)
        talus_time_format (token->last_used_at, used);
      g_print ("%s\t%s\t%s\t%s\t%s\t%s\n", talus_id_format (&token->id, id), token->role,
               token->revoked_at != 0 ? "revoked" : "good",
               talus_time_format (token->created_at, created), used, token->author->name);
    }

  return TRUE;
}

static gboolean
revoke_token (TalusHostTokens  *tokens,
              const char       *text,
              GError          **error)
{
  TalusId id;

  if (!talus_id_parse (text, -1, &id))
    return fail (error, _("That is no token's id; “token list” says them"), text);

  return talus_host_tokens_revoke (tokens, &id, talus_clock_now (), error);
}

static gboolean
run (const TokenOptions  *options,
     int                  argc,
     char               **argv,
     GError             **error)
{
  g_autofree char *data_dir = talus_options_find_data_dir (options->data_dir);
  g_autoptr(TalusHostTokens) tokens = talus_host_tokens_new (data_dir);

  if (argc == 2 && g_str_equal (argv[1], "add"))
    return add_token (tokens, options, error);
  if (argc == 2 && g_str_equal (argv[1], "list"))
    return list_tokens (tokens, error);
  if (argc == 3 && g_str_equal (argv[1], "revoke"))
    return revoke_token (tokens, argv[2], error);

  return fail (error, _("Say “token add”, “token list” or “token revoke ID”"), NULL);
}

/**
 * talus_token_command:
 * @argc: the command line from "token" on
 * @argv: likewise
 *
 * Runs it.
 *
 * Returns: the program's status
 */
int
talus_token_command (int    argc,
                     char **argv)
{
  TokenOptions options = { NULL };
  g_autoptr(GError) error = NULL;

  if (read_options (&options, &argc, &argv, &error))
    run (&options, argc, argv, &error);
  g_free (options.role);
  g_free (options.name);
  g_free (options.data_dir);
  if (error == NULL)
    return 0;

  g_printerr ("talus-tallyd: %s\n", error->message);

  return 1;
}
