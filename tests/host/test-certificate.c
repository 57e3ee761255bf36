/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The certificate that a host makes for itself, and those it is given. */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/talus-certificate.h"

#define DAY_MS ((gint64) 24 * 60 * 60 * 1000)

typedef struct
{
  char   *folder;
  char   *cert_path;
  char   *key_path;
  gint64  now;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("certificate-XXXXXX", NULL);
  fixture->cert_path = g_build_filename (fixture->folder, "tls-certificate.pem", NULL);
  fixture->key_path = g_build_filename (fixture->folder, "tls-key.pem", NULL);
  fixture->now = g_get_real_time () / 1000;
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_unlink (fixture->cert_path);
  g_unlink (fixture->key_path);
  /* Nothing else was left there. */
  g_assert_no_errno (g_rmdir (fixture->folder));
  g_free (fixture->folder);
  g_free (fixture->cert_path);
  g_free (fixture->key_path);
}

/* Returns the fingerprint of what is there at @now. */
static char *
ensure (Fixture *fixture,
        gint64   now)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SioTls) tls = talus_certificate_ensure_self_signed (fixture->folder, now, &error);

  g_assert_no_error (error);
  return talus_certificate_dup_fingerprint (tls);
}

static gnutls_x509_crt_t
read_certificate (Fixture *fixture)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gnutls_datum_t datum;
  gnutls_x509_crt_t crt;
  gsize length;

  g_file_get_contents (fixture->cert_path, &text, &length, &error);
  g_assert_no_error (error);
  datum = (gnutls_datum_t) { (unsigned char *) text, length };
  g_assert_cmpint (gnutls_x509_crt_init (&crt), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_import (crt, &datum, GNUTLS_X509_FMT_PEM), ==, 0);
  return crt;
}

static void
test_kept (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *first = ensure (fixture, fixture->now);
  g_autofree char *again = ensure (fixture, fixture->now + 300 * DAY_MS);
  GStatBuf info;

  g_assert_cmpstr (first, ==, again);
  g_assert_cmpuint (strlen (first), ==, 43);
  g_assert_cmpuint (strspn (first, G_CSET_a_2_z G_CSET_A_2_Z "0123456789-_"), ==, 43);

  g_assert_no_errno (g_stat (fixture->key_path, &info));
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
}

static void
test_content (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *fingerprint = ensure (fixture, fixture->now);
  gnutls_x509_crt_t crt = read_certificate (fixture);
  gnutls_ecc_curve_t curve;
  gnutls_datum_t x, y;
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree guchar *told = NULL;
  g_autoptr (GString) padded = g_string_new (fingerprint);
  gnutls_datum_t der;
  guint8 digest[32];
  gsize digest_size = sizeof digest, told_size;
  gint64 start, end;
  unsigned int usage, critical;
  char purpose[64];
  size_t size = sizeof purpose;

  g_assert_cmpint (gnutls_x509_crt_get_pk_algorithm (crt, NULL), ==, GNUTLS_PK_EC);
  g_assert_cmpint (gnutls_x509_crt_get_pk_ecc_raw (crt, &curve, &x, &y), ==, 0);
  g_assert_cmpint (curve, ==, GNUTLS_ECC_CURVE_SECP256R1);
  gnutls_free (x.data);
  gnutls_free (y.data);

  /* Long enough not to bother, not longer than browsers take. */
  start = gnutls_x509_crt_get_activation_time (crt);
  end = gnutls_x509_crt_get_expiration_time (crt);
  g_assert_cmpint (start, <=, fixture->now / 1000);
  g_assert_cmpint (end, >, (fixture->now + 360 * DAY_MS) / 1000);
  g_assert_cmpint (end - start, <=, (398 * DAY_MS) / 1000);

  /* A server's, and nobody else's. */
  g_assert_cmpint (gnutls_x509_crt_get_ca_status (crt, &critical), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_get_key_usage (crt, &usage, &critical), ==, 0);
  g_assert_cmpuint (usage, ==, GNUTLS_KEY_DIGITAL_SIGNATURE);
  g_assert_cmpint (gnutls_x509_crt_get_key_purpose_oid (crt, 0, purpose, &size, &critical), ==, 0);
  g_assert_cmpstr (purpose, ==, GNUTLS_KP_TLS_WWW_SERVER);

  /* The fingerprint is of its DER form. */
  g_assert_cmpint (gnutls_x509_crt_export2 (crt, GNUTLS_X509_FMT_DER, &der), ==, 0);
  g_checksum_update (checksum, der.data, der.size);
  g_checksum_get_digest (checksum, digest, &digest_size);
  gnutls_free (der.data);
  g_string_replace (padded, "-", "+", 0);
  g_string_replace (padded, "_", "/", 0);
  g_string_append_c (padded, '=');
  told = g_base64_decode (padded->str, &told_size);
  g_assert_cmpmem (told, told_size, digest, digest_size);

  gnutls_x509_crt_deinit (crt);
}

static GTlsCertificateFlags
verify (GTlsCertificate *certificate,
        const char      *host)
{
  g_autoptr (GSocketConnectable) identity = g_network_address_new (host, 443);

  return g_tls_certificate_verify (certificate, identity, certificate);
}

static void
test_names (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *fingerprint = ensure (fixture, fixture->now);
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    {
      g_test_skip ("GIO has no TLS here");
      return;
    }
  certificate = g_tls_certificate_new_from_files (fixture->cert_path, fixture->key_path, &error);
  g_assert_no_error (error);

  g_assert_cmpint (verify (certificate, "localhost"), ==, 0);
  g_assert_cmpint (verify (certificate, g_get_host_name ()), ==, 0);
  g_assert_cmpint (verify (certificate, "127.0.0.1"), ==, 0);
  g_assert_cmpint (verify (certificate, "::1"), ==, 0);
  g_assert_cmpint (verify (certificate, "example.org"), ==, G_TLS_CERTIFICATE_BAD_IDENTITY);
  g_assert_cmpint (verify (certificate, "192.0.2.1"), ==, G_TLS_CERTIFICATE_BAD_IDENTITY);
}

static void
test_renewed (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *first = ensure (fixture, fixture->now);
  gnutls_x509_crt_t crt = read_certificate (fixture);
  gint64 end = gnutls_x509_crt_get_expiration_time (crt) * 1000;
  g_autofree char *in_time = NULL;
  g_autofree char *due = NULL;
  g_autofree char *earlier = NULL;
  guint8 serials[2][64];
  size_t sizes[2] = { sizeof serials[0], sizeof serials[1] };

  g_assert_cmpint (gnutls_x509_crt_get_serial (crt, serials[0], &sizes[0]), ==, 0);
  gnutls_x509_crt_deinit (crt);
  in_time = ensure (fixture, end - 31 * DAY_MS);
  g_assert_cmpstr (in_time, ==, first);

  due = ensure (fixture, end - 29 * DAY_MS);
  g_assert_cmpstr (due, !=, first);
  crt = read_certificate (fixture);
  g_assert_cmpint (gnutls_x509_crt_get_serial (crt, serials[1], &sizes[1]), ==, 0);
  gnutls_x509_crt_deinit (crt);
  g_assert_cmpint (memcmp (serials[0], serials[1], MIN (sizes[0], sizes[1])), !=, 0);

  /* One of the future is of no use either. */
  earlier = ensure (fixture, fixture->now);
  g_assert_cmpstr (earlier, !=, due);
}

static void
test_broken (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *first = ensure (fixture, fixture->now);
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *fourth = NULL;
  g_autofree char *key = NULL;
  g_autoptr (GError) error = NULL;

  /* Half of it gone, torn, or of two different ones: made anew, never an error. */
  g_file_get_contents (fixture->key_path, &key, NULL, &error);
  g_assert_no_error (error);
  g_unlink (fixture->key_path);
  second = ensure (fixture, fixture->now);
  g_assert_cmpstr (second, !=, first);

  g_file_set_contents (fixture->cert_path, "-----BEGIN CERT", -1, &error);
  g_assert_no_error (error);
  third = ensure (fixture, fixture->now);
  g_assert_cmpstr (third, !=, second);

  g_file_set_contents (fixture->key_path, key, -1, &error);
  g_assert_no_error (error);
  fourth = ensure (fixture, fixture->now);
  g_assert_cmpstr (fourth, !=, third);
}

/* What was made for another machine, or for this one by another name. */
static void
test_other_names (Fixture       *fixture,
                  gconstpointer  data)
{
  static const unsigned char serial[] = { 1 };
  g_autofree char *first = ensure (fixture, fixture->now);
  g_autofree char *text = NULL;
  g_autofree char *other = NULL;
  g_autofree char *after = NULL;
  g_autoptr (SioTls) tls = NULL;
  g_autoptr (GError) error = NULL;
  gnutls_x509_crt_t crt = read_certificate (fixture);
  gnutls_x509_crt_t copy;
  gnutls_x509_privkey_t key;
  gnutls_datum_t datum;
  gsize length;

  g_file_get_contents (fixture->key_path, &text, &length, &error);
  g_assert_no_error (error);
  datum = (gnutls_datum_t) { (unsigned char *) text, length };
  gnutls_x509_privkey_init (&key);
  g_assert_cmpint (gnutls_x509_privkey_import2 (key, &datum, GNUTLS_X509_FMT_PEM, NULL, 0), ==, 0);
  gnutls_x509_crt_init (&copy);
  gnutls_x509_crt_set_version (copy, 3);
  gnutls_x509_crt_set_serial (copy, serial, sizeof serial);
  gnutls_x509_crt_set_activation_time (copy, gnutls_x509_crt_get_activation_time (crt));
  gnutls_x509_crt_set_expiration_time (copy, gnutls_x509_crt_get_expiration_time (crt));
  gnutls_x509_crt_set_subject_alt_name (copy, GNUTLS_SAN_DNSNAME, "elsewhere", 9, GNUTLS_FSAN_SET);
  gnutls_x509_crt_set_key (copy, key);
  g_assert_cmpint (gnutls_x509_crt_sign2 (copy, copy, key, GNUTLS_DIG_SHA256, 0), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_export2 (copy, GNUTLS_X509_FMT_PEM, &datum), ==, 0);
  g_file_set_contents (fixture->cert_path, (char *) datum.data, datum.size, &error);
  g_assert_no_error (error);
  gnutls_free (datum.data);
  gnutls_x509_privkey_deinit (key);
  gnutls_x509_crt_deinit (copy);
  gnutls_x509_crt_deinit (crt);

  /* Somebody who asks for it by its files gets it; as our own it is of no use. */
  tls = talus_certificate_load (fixture->cert_path, fixture->key_path, &error);
  g_assert_no_error (error);
  other = talus_certificate_dup_fingerprint (tls);
  after = ensure (fixture, fixture->now);
  g_assert_cmpstr (other, !=, first);
  g_assert_cmpstr (after, !=, other);
}

static void
assert_refused (const char *cert_path,
                const char *key_path,
                const char *named)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (SioTls) tls = talus_certificate_load (cert_path, key_path, &error);

  g_assert_null (tls);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, named));
}

static void
test_load (Fixture       *fixture,
           gconstpointer  data)
{
  g_autofree char *fingerprint = ensure (fixture, fixture->now);
  g_autofree char *loaded = NULL;
  g_autofree char *both = NULL;
  g_autofree char *cert = NULL;
  g_autofree char *key = NULL;
  g_autofree char *text = NULL;
  g_autofree char *nowhere = g_build_filename (fixture->folder, "nowhere.pem", NULL);
  g_autoptr (SioTls) tls = NULL;
  g_autoptr (SioTls) joined = NULL;
  g_autoptr (GError) error = NULL;

  tls = talus_certificate_load (fixture->cert_path, fixture->key_path, &error);
  g_assert_no_error (error);
  loaded = talus_certificate_dup_fingerprint (tls);
  g_assert_cmpstr (loaded, ==, fingerprint);

  assert_refused (nowhere, fixture->key_path, nowhere);
  assert_refused (fixture->cert_path, nowhere, nowhere);
  assert_refused (fixture->key_path, fixture->key_path, "The certificate cannot be read");
  assert_refused (fixture->cert_path, fixture->cert_path, "The key cannot be read");
  assert_refused (fixture->cert_path, fixture->cert_path, fixture->cert_path);

  /* One file with both is one too. */
  g_file_get_contents (fixture->cert_path, &cert, NULL, NULL);
  g_file_get_contents (fixture->key_path, &key, NULL, NULL);
  text = g_strconcat (key, cert, NULL);
  g_file_set_contents (fixture->cert_path, text, -1, &error);
  g_assert_no_error (error);
  joined = talus_certificate_load (fixture->cert_path, fixture->cert_path, &error);
  g_assert_no_error (error);
  both = talus_certificate_dup_fingerprint (joined);
  g_assert_cmpstr (both, ==, fingerprint);
}

static void
test_nowhere_to_keep (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "not", "there", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (SioTls) tls = talus_certificate_ensure_self_signed (folder, fixture->now, &error);

  g_assert_null (tls);
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_assert_nonnull (strstr (error->message, "tls-key.pem"));
}

static void
add (const char *path,
     void      (*function) (Fixture       *fixture,
                            gconstpointer  data))
{
  g_test_add (path, Fixture, NULL, set_up, function, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/certificate/is-made-once-and-kept-to-ourselves", test_kept);
  add ("/certificate/is-one-that-browsers-take", test_content);
  add ("/certificate/is-good-for-this-machine-and-no-other", test_names);
  add ("/certificate/is-renewed-before-it-ends", test_renewed);
  add ("/certificate/what-is-broken-is-made-anew", test_broken);
  add ("/certificate/what-does-not-name-this-machine-is-made-anew", test_other_names);
  add ("/certificate/somebody-s-own-is-taken-or-named", test_load);
  add ("/certificate/a-folder-that-is-not-there-is-an-error", test_nowhere_to_keep);

  return g_test_run ();
}
