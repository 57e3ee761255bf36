/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a certificate that signs itself, and says whether one is still good.
 * It must not know where it is kept. */
#define G_LOG_DOMAIN "talus-host-certificate"

#include "host/talus-certificate-private.h"

#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>

#include "base/talus-util.h"

#define DAY (24 * 60 * 60)

/* Browsers refuse what is valid for more than 398 days. It begins a day ago for
 * clients whose clocks are slow. */
#define VALID_DAYS   397
#define RENEWAL_DAYS 30

#define SERIAL_SIZE 16

typedef struct
{
  gnutls_x509_crt_t     crt;
  gnutls_x509_privkey_t key;
} Draft;

static void
clear_draft (Draft *draft)
{
  if (draft->crt != NULL)
    gnutls_x509_crt_deinit (draft->crt);
  if (draft->key != NULL)
    gnutls_x509_privkey_deinit (draft->key);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draft, clear_draft)

static int
generate_key (Draft *draft)
{
  int code = gnutls_x509_privkey_init (&draft->key);

  if (code < 0)
    return code;
  return gnutls_x509_privkey_generate (draft->key, GNUTLS_PK_EC,
                                       GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1), 0);
}

static int
set_serial (Draft *draft)
{
  guint8 serial[SERIAL_SIZE];

  /* A positive number that fills its bytes. */
  talus_random_fill (serial, sizeof serial);
  serial[0] = (serial[0] & 0x3f) | 0x40;
  return gnutls_x509_crt_set_serial (draft->crt, serial, sizeof serial);
}

static int
set_names (Draft            *draft,
           const TalusNames *names)
{
  int code = 0;

  for (guint i = 0; i < names->hosts->len && code >= 0; i++)
    {
      const char *host = names->hosts->pdata[i];

      code = gnutls_x509_crt_set_subject_alt_name (draft->crt, GNUTLS_SAN_DNSNAME, host,
                                                   strlen (host), GNUTLS_FSAN_APPEND);
    }
  for (guint i = 0; i < names->addresses->len && code >= 0; i++)
    {
      GInetAddress *address = names->addresses->pdata[i];

      code = gnutls_x509_crt_set_subject_alt_name (draft->crt, GNUTLS_SAN_IPADDRESS,
                                                   g_inet_address_to_bytes (address),
                                                   g_inet_address_get_native_size (address),
                                                   GNUTLS_FSAN_APPEND);
    }

  return code;
}

/* What it may be used for, which is serving and nothing else. */
static int
set_purpose (Draft *draft)
{
  unsigned char id[64];
  size_t size = sizeof id;
  int code;

  if ((code = gnutls_x509_crt_set_basic_constraints (draft->crt, 0, -1)) < 0
      || (code = gnutls_x509_crt_set_key_usage (draft->crt, GNUTLS_KEY_DIGITAL_SIGNATURE)) < 0
      || (code = gnutls_x509_crt_set_key_purpose_oid (draft->crt, GNUTLS_KP_TLS_WWW_SERVER, 0)) < 0
      || (code = gnutls_x509_crt_get_key_id (draft->crt, GNUTLS_KEYID_USE_SHA1, id, &size)) < 0)
    return code;
  return gnutls_x509_crt_set_subject_key_id (draft->crt, id, size);
}

static int
fill_in (Draft            *draft,
         const TalusNames *names,
         gint64            now)
{
  static const char name[] = "Talus Tally";
  gint64 start = now - DAY;
  int code;

  if ((code = gnutls_x509_crt_init (&draft->crt)) < 0
      || (code = gnutls_x509_crt_set_version (draft->crt, 3)) < 0
      || (code = set_serial (draft)) < 0
      || (code = gnutls_x509_crt_set_dn_by_oid (draft->crt, GNUTLS_OID_X520_COMMON_NAME, 0, name,
                                                strlen (name))) < 0
      || (code = gnutls_x509_crt_set_activation_time (draft->crt, start)) < 0
      || (code = gnutls_x509_crt_set_expiration_time (draft->crt, start + VALID_DAYS * DAY)) < 0
      || (code = gnutls_x509_crt_set_key (draft->crt, draft->key)) < 0
      || (code = set_names (draft, names)) < 0
      || (code = set_purpose (draft)) < 0)
    return code;
  return gnutls_x509_crt_sign2 (draft->crt, draft->crt, draft->key, GNUTLS_DIG_SHA256, 0);
}

static GBytes *
take_datum (gnutls_datum_t *datum)
{
  GBytes *bytes = g_bytes_new (datum->data, datum->size);

  gnutls_memset (datum->data, 0, datum->size);
  gnutls_free (datum->data);
  return bytes;
}

static gboolean
covers (gnutls_x509_crt_t  crt,
        const TalusNames  *names)
{
  for (guint i = 0; i < names->hosts->len; i++)
    if (!gnutls_x509_crt_check_hostname2 (crt, names->hosts->pdata[i], 0))
      return FALSE;
  for (guint i = 0; i < names->addresses->len; i++)
    {
      GInetAddress *address = names->addresses->pdata[i];

      if (!gnutls_x509_crt_check_ip (crt, g_inet_address_to_bytes (address),
                                     g_inet_address_get_native_size (address), 0))
        return FALSE;
    }

  return TRUE;
}

/**
 * talus_certificate_make:
 * @names: what it is to be good for
 * @now: seconds since 1970
 * @certificate: (out) (transfer full): PEM
 * @key: (out) (transfer full): PEM, PKCS #8, not encrypted
 * @error: return location for an error
 *
 * Makes a key on the curve P-256 and a certificate for it.
 *
 * Returns: %FALSE with an error in the domain of G_TLS_ERROR
 */
gboolean
talus_certificate_make (const TalusNames  *names,
                        gint64             now,
                        GBytes           **certificate,
                        GBytes           **key,
                        GError           **error)
{
  g_auto (Draft) draft = { NULL };
  gnutls_datum_t crt_datum = { NULL };
  gnutls_datum_t key_datum = { NULL };
  int code;

  if ((code = generate_key (&draft)) < 0
      || (code = fill_in (&draft, names, now)) < 0
      || (code = gnutls_x509_crt_export2 (draft.crt, GNUTLS_X509_FMT_PEM, &crt_datum)) < 0
      || (code = gnutls_x509_privkey_export2_pkcs8 (draft.key, GNUTLS_X509_FMT_PEM, NULL,
                                                    GNUTLS_PKCS_PLAIN, &key_datum)) < 0)
    {
      gnutls_free (crt_datum.data);
      g_set_error (error, G_TLS_ERROR, G_TLS_ERROR_MISC, "Cannot make a certificate: %s",
                   gnutls_strerror (code));
      return FALSE;
    }

  *certificate = take_datum (&crt_datum);
  *key = take_datum (&key_datum);
  return TRUE;
}

/**
 * talus_certificate_is_good:
 * @certificate: PEM, maybe
 * @names: what it has to be good for
 * @now: seconds since 1970
 *
 * Judges a certificate that was kept.
 *
 * Returns: whether it is valid for all of @names, now and for some time to come
 */
gboolean
talus_certificate_is_good (GBytes           *certificate,
                           const TalusNames *names,
                           gint64            now)
{
  gsize size;
  gconstpointer data = g_bytes_get_data (certificate, &size);
  gnutls_datum_t datum = { (unsigned char *) data, size };
  gnutls_x509_crt_t crt;
  gboolean is_good;

  if (gnutls_x509_crt_init (&crt) < 0)
    return FALSE;
  is_good = gnutls_x509_crt_import (crt, &datum, GNUTLS_X509_FMT_PEM) >= 0
            && gnutls_x509_crt_get_activation_time (crt) <= now
            && gnutls_x509_crt_get_expiration_time (crt) > now + RENEWAL_DAYS * DAY
            && covers (crt, names);
  gnutls_x509_crt_deinit (crt);

  return is_good;
}
