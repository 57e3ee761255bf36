/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tokens and invites as text. A session's names its session in front of the
 * secret, so that its document is found without an index of all of them. */
#define G_LOG_DOMAIN "talus-secret"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "store/talus-secret.h"

#define SECRET_SIZE   32
#define PREFIX_LENGTH 5

static const char * const prefixes[] = {
  [TALUS_SECRET_HOST] = "tth1_",
  [TALUS_SECRET_SESSION] = "tts1_",
  [TALUS_SECRET_INVITE] = "tti1_",
};

/* Where the kernel has no randomness there are no secrets either. */
static void
draw_bytes (guint8 *bytes,
            gsize   size)
{
  while (size > 0)
    {
      gssize n = getrandom (bytes, size, 0);

      if (n < 0 && errno != EINTR)
        g_error ("No randomness: %s", g_strerror (errno));
      if (n > 0)
        {
          bytes += n;
          size -= (gsize) n;
        }
    }
}

/**
 * talus_secret_to_base64url:
 * @data: bytes
 * @size: how many
 *
 * Writes bytes as a URL may hold them (RFC 4648, without padding).
 *
 * Returns: (transfer full): the text
 */
char *
talus_secret_to_base64url (gconstpointer data,
                           gsize         size)
{
  char *text = g_base64_encode (data, size);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return text;
}

/**
 * talus_secret_draw:
 * @kind: what it is to be
 * @session_id: (nullable): of which session; %NULL for the host's
 *
 * Draws a secret of 256 bits. Any thread.
 *
 * Returns: (transfer full): its text, which is shown once and never kept
 */
char *
talus_secret_draw (TalusSecretKind  kind,
                   const TalusId   *session_id)
{
  guint8 bytes[sizeof (TalusId) + SECRET_SIZE];
  gsize size = 0;
  g_autofree char *text = NULL;

  g_return_val_if_fail ((kind == TALUS_SECRET_HOST) == (session_id == NULL), NULL);

  if (session_id != NULL)
    {
      memcpy (bytes, session_id->bytes, sizeof session_id->bytes);
      size = sizeof session_id->bytes;
    }
  draw_bytes (bytes + size, SECRET_SIZE);
  text = talus_secret_to_base64url (bytes, size + SECRET_SIZE);
  explicit_bzero (bytes, sizeof bytes);

  return g_strconcat (prefixes[kind], text, NULL);
}

static gboolean
is_base64url (const char *text)
{
  return text[strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")] ==
         '\0';
}

/**
 * talus_secret_parse:
 * @text: what somebody sent
 * @kind: (out): what it says it is
 * @session_id: (out): of which session; untouched for the host's
 *
 * Reads what a secret says of itself, which proves nothing. Any thread.
 *
 * Returns: %FALSE where it is no secret of ours
 */
gboolean
talus_secret_parse (const char      *text,
                    TalusSecretKind *kind,
                    TalusId         *session_id)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      /* 16 and 32 bytes are 64 characters without a remainder, 32 alone 43. */
      gsize length = i == TALUS_SECRET_HOST ? 43 : 64;
      const char *rest = text + PREFIX_LENGTH;
      char padded[65];
      g_autofree guint8 *bytes = NULL;
      gsize size = 0;

      if (!g_str_has_prefix (text, prefixes[i]) || strlen (rest) != length ||
          !is_base64url (rest))
        continue;

      *kind = i;
      if (i == TALUS_SECRET_HOST)
        return TRUE;

      g_strlcpy (padded, rest, sizeof padded);
      g_strdelimit (padded, "-", '+');
      g_strdelimit (padded, "_", '/');
      bytes = g_base64_decode (padded, &size);
      if (size != sizeof (TalusId) + SECRET_SIZE)
        return FALSE;
      memcpy (session_id->bytes, bytes, sizeof session_id->bytes);

      return TRUE;
    }

  return FALSE;
}

/**
 * talus_secret_hash:
 * @text: a secret
 * @hash: (out): SHA-256 of it
 *
 * Makes what is kept of a secret. With 256 random bits in it neither salt nor
 * stretching would add anything. Any thread.
 */
void
talus_secret_hash (const char *text,
                   guint8      hash[TALUS_SECRET_HASH_SIZE])
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = TALUS_SECRET_HASH_SIZE;

  g_checksum_update (checksum, (const guchar *) text, -1);
  g_checksum_get_digest (checksum, hash, &size);
}

/**
 * talus_secret_hash_hash:
 * @hash: the hash of a secret
 *
 * For a #GHashTable.
 *
 * Returns: a few bits of it
 */
guint
talus_secret_hash_hash (gconstpointer hash)
{
  guint value;

  memcpy (&value, hash, sizeof value);

  return value;
}

/**
 * talus_secret_hash_equal:
 * @a: the hash of a secret
 * @b: another
 *
 * Whether two secrets are the same. How long that takes says nothing of the
 * secrets, only of their hashes, which nobody can choose.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_secret_hash_equal (gconstpointer a,
                         gconstpointer b)
{
  return memcmp (a, b, TALUS_SECRET_HASH_SIZE) == 0;
}
