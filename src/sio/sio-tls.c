/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's certificate and key, and how the sessions that speak with them
 * begin. It must not know files. */
#define G_LOG_DOMAIN "sio-tls"

#include "sio/sio-tls-private.h"

#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

/* What is older than TLS 1.2 no client of today needs, and a key exchange
 * without forward secrecy neither. */
#define PRIORITIES "NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA"

struct _SioTls
{
  gatomicrefcount                   refs;
  gnutls_certificate_credentials_t  credentials;
  gnutls_priority_t                 priorities;
  gnutls_datum_t                    ticket_key; /* a client that comes again need not start over */
  guint8                            fingerprint[32];
};

/* What was read of the PEM. */
typedef struct
{
  gnutls_x509_crt_t     *certificates;
  unsigned int           n_certificates;
  gnutls_x509_privkey_t  key;
} Pair;

static void
clear_pair (Pair *pair)
{
  for (unsigned int i = 0; i < pair->n_certificates; i++)
    gnutls_x509_crt_deinit (pair->certificates[i]);
  gnutls_free (pair->certificates);
  if (pair->key != NULL)
    gnutls_x509_privkey_deinit (pair->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, clear_pair)

static gboolean
check (int          code,
       const char  *what,
       GError     **error)
{
  if (code >= 0)
    return TRUE;

  g_set_error (error, G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, "%s: %s", what,
               gnutls_strerror (code));
  return FALSE;
}

static gnutls_datum_t
get_datum (GBytes *bytes)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);

  return (gnutls_datum_t) { (unsigned char *) data, size };
}

static gboolean
read_pair (Pair    *pair,
           GBytes  *certificate,
           GBytes  *key,
           GError **error)
{
  gnutls_datum_t certificate_datum = get_datum (certificate);
  gnutls_datum_t key_datum = get_datum (key);
  int code;

  code = gnutls_x509_crt_list_import2 (&pair->certificates, &pair->n_certificates,
                                       &certificate_datum, GNUTLS_X509_FMT_PEM, 0);
  if (!check (code, "The certificate cannot be read", error)
      || !check (gnutls_x509_privkey_init (&pair->key), "The key cannot be read", error))
    return FALSE;

  code = gnutls_x509_privkey_import2 (pair->key, &key_datum, GNUTLS_X509_FMT_PEM, NULL, 0);
  return check (code, "The key cannot be read", error);
}

static gboolean
take_pair (SioTls  *self,
           Pair    *pair,
           GError **error)
{
  size_t size = sizeof self->fingerprint;
  int code;

  code = gnutls_certificate_set_x509_key (self->credentials, pair->certificates,
                                          pair->n_certificates, pair->key);
  if (!check (code, "The certificate and the key cannot be used together", error))
    return FALSE;

  code = gnutls_x509_crt_get_fingerprint (pair->certificates[0], GNUTLS_DIG_SHA256,
                                          self->fingerprint, &size);
  return check (code, "The certificate cannot be used", error);
}

/**
 * sio_tls_new:
 * @certificate: PEM: the server's own certificate, then what links it to a root
 * @key: PEM: the key of the first, not encrypted
 * @error: return location for an error
 *
 * Makes what a server needs to speak TLS 1.2 and 1.3. It may be used in any thread.
 *
 * Returns: (transfer full) (nullable): it, or %NULL with %G_TLS_ERROR_BAD_CERTIFICATE, which says
 *   whether it is the certificate, the key, or that they do not belong together
 */
SioTls *
sio_tls_new (GBytes  *certificate,
             GBytes  *key,
             GError **error)
{
  g_autoptr (SioTls) self = NULL;
  g_auto (Pair) pair = { NULL };

  g_return_val_if_fail (certificate != NULL, NULL);
  g_return_val_if_fail (key != NULL, NULL);

  self = g_new0 (SioTls, 1);
  g_atomic_ref_count_init (&self->refs);

  if (!read_pair (&pair, certificate, key, error)
      || !check (gnutls_certificate_allocate_credentials (&self->credentials),
                 "TLS cannot be set up", error)
      || !take_pair (self, &pair, error)
      || !check (gnutls_priority_init2 (&self->priorities, PRIORITIES, NULL, 0),
                 "TLS cannot be set up", error)
      || !check (gnutls_session_ticket_key_generate (&self->ticket_key),
                 "TLS cannot be set up", error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * sio_tls_ref:
 * @self: the certificate
 *
 * Takes a reference, in any thread.
 *
 * Returns: (transfer full): @self
 */
SioTls *
sio_tls_ref (SioTls *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * sio_tls_unref:
 * @self: (transfer full): the certificate
 *
 * Gives back a reference, in any thread.
 */
void
sio_tls_unref (SioTls *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  if (self->ticket_key.data != NULL)
    gnutls_memset (self->ticket_key.data, 0, self->ticket_key.size);
  gnutls_free (self->ticket_key.data);
  if (self->priorities != NULL)
    gnutls_priority_deinit (self->priorities);
  if (self->credentials != NULL)
    gnutls_certificate_free_credentials (self->credentials);
  g_free (self);
}

/**
 * sio_tls_get_fingerprint:
 * @self: the certificate
 * @fingerprint: (out caller-allocates) (array fixed-size=32): where to put it
 *
 * Gets the SHA-256 of the server's own certificate in its DER form.
 */
void
sio_tls_get_fingerprint (SioTls *self,
                         guint8  fingerprint[32])
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (fingerprint != NULL);

  memcpy (fingerprint, self->fingerprint, sizeof self->fingerprint);
}

/**
 * sio_tls_make_session:
 * @self: the certificate, which outlives the session
 * @fd: a connected socket that does not block
 *
 * Makes the server's side of one connection, before its first byte.
 *
 * Returns: (transfer full): a gnutls_session_t
 */
gpointer
sio_tls_make_session (SioTls *self,
                      int     fd)
{
  static const char http[] = "http/1.1";
  const gnutls_datum_t protocol = { (unsigned char *) http, strlen (http) };
  gnutls_session_t session;

  /* These fail for want of memory alone, or for what the priorities say. */
  if (gnutls_init (&session, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) < 0
      || gnutls_priority_set (session, self->priorities) < 0
      || gnutls_credentials_set (session, GNUTLS_CRD_CERTIFICATE, self->credentials) < 0
      || gnutls_session_ticket_enable_server (session, &self->ticket_key) < 0
      || gnutls_alpn_set_protocols (session, &protocol, 1, 0) < 0)
    g_error ("A TLS session cannot be made");
  gnutls_transport_set_int (session, fd);

  return session;
}
