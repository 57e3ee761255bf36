/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's certificate: a pair of files of somebody's, or one of its own
 * making, kept in the data folder. It must not know who listens with it. */
#define G_LOG_DOMAIN "talus-host-certificate"

#include "host/talus-certificate.h"

#include <string.h>

#include "host/talus-certificate-private.h"

#define CERTIFICATE_FILE "tls-certificate.pem"
#define KEY_FILE         "tls-key.pem"

static GBytes *
read_file (const char  *path,
           GError     **error)
{
  char *text;
  gsize length;

  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  return g_bytes_new_take (text, length);
}

static gboolean
write_file (const char  *path,
            GBytes      *bytes,
            int          mode,
            GError     **error)
{
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  /* Never a file that is half of one certificate: by another's name, then renamed. */
  return g_file_set_contents_full (path, data, size,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   mode, error);
}

/* What is kept, if it is still good; else nothing, and a new one is due. */
static SioTls *
load_kept (const char        *cert_path,
           const char        *key_path,
           const TalusNames  *names,
           gint64             now)
{
  g_autoptr (GBytes) certificate = read_file (cert_path, NULL);
  g_autoptr (GBytes) key = read_file (key_path, NULL);
  g_autoptr (GError) error = NULL;
  SioTls *tls;

  if (certificate == NULL || key == NULL)
    return NULL;
  if (!talus_certificate_is_good (certificate, names, now))
    return NULL;

  tls = sio_tls_new (certificate, key, &error);
  if (tls == NULL)
    g_message ("“%s” is made anew: %s", cert_path, error->message);
  return tls;
}

/**
 * talus_certificate_load:
 * @cert_path: a PEM file: the host's certificate, then what links it to a root
 * @key_path: a PEM file with its key, which may be the same
 * @error: return location for an error
 *
 * Reads a certificate that somebody made. Whether it is for this host and of today is for its
 * clients to judge.
 *
 * Returns: (transfer full) (nullable): it, or %NULL with an error that names the file, in the
 *   domain of G_FILE_ERROR or G_TLS_ERROR
 */
SioTls *
talus_certificate_load (const char  *cert_path,
                        const char  *key_path,
                        GError     **error)
{
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) key = NULL;
  SioTls *tls;

  g_return_val_if_fail (cert_path != NULL, NULL);
  g_return_val_if_fail (key_path != NULL, NULL);

  certificate = read_file (cert_path, error);
  if (certificate == NULL)
    return NULL;
  key = read_file (key_path, error);
  if (key == NULL)
    return NULL;

  tls = sio_tls_new (certificate, key, error);
  if (tls == NULL)
    g_prefix_error (error, "Cannot serve with the certificate “%s” and the key “%s”: ", cert_path,
                    key_path);
  return tls;
}

/**
 * talus_certificate_ensure_self_signed:
 * @folder: where it is kept, as tls-certificate.pem and tls-key.pem
 * @now_ms: the time, in milliseconds since 1970
 * @error: return location for an error
 *
 * Makes a certificate for this machine's names and addresses that only its fingerprint vouches for,
 * or takes the one made before. It is made anew when it has less than 30 days to go, and when the
 * machine has a name or an address that is not in it.
 *
 * Returns: (transfer full) (nullable): it, or %NULL with an error in the domain of G_FILE_ERROR or
 *   G_TLS_ERROR
 */
SioTls *
talus_certificate_ensure_self_signed (const char  *folder,
                                      gint64       now_ms,
                                      GError     **error)
{
  g_autofree char *cert_path = NULL;
  g_autofree char *key_path = NULL;
  g_autoptr (TalusNames) names = NULL;
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (SioTls) tls = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  cert_path = g_build_filename (folder, CERTIFICATE_FILE, NULL);
  key_path = g_build_filename (folder, KEY_FILE, NULL);
  names = talus_names_new_of_machine ();

  tls = load_kept (cert_path, key_path, names, now_ms / 1000);
  if (tls != NULL)
    return g_steal_pointer (&tls);

  if (!talus_certificate_make (names, now_ms / 1000, &certificate, &key, error))
    return NULL;
  tls = sio_tls_new (certificate, key, error);
  /* Should only one of them get there, they do not belong together, and the next
   * time both are made anew. */
  if (tls == NULL || !write_file (key_path, key, 0600, error)
      || !write_file (cert_path, certificate, 0644, error))
    return NULL;

  return g_steal_pointer (&tls);
}

/**
 * talus_certificate_dup_fingerprint:
 * @tls: the certificate
 *
 * Gets what a link to the host carries, so that who follows it knows the host.
 *
 * Returns: (transfer full): the SHA-256 of the certificate's DER form in base64url, without padding
 */
char *
talus_certificate_dup_fingerprint (SioTls *tls)
{
  guint8 fingerprint[32];
  char *text;

  g_return_val_if_fail (tls != NULL, NULL);

  sio_tls_get_fingerprint (tls, fingerprint);
  text = g_base64_encode (fingerprint, sizeof fingerprint);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return text;
}
