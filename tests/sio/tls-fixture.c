/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate for a test, and a client that speaks TLS to the server of
 * http-fixture: what came is with its HttpClient, deciphered. */
#define G_LOG_DOMAIN "tls-fixture"

#include "tls-fixture.h"

#include <errno.h>
#include <gnutls/x509.h>
#include <string.h>
#include <sys/socket.h>

static GBytes *
take_datum (gnutls_datum_t *datum)
{
  GBytes *bytes = g_bytes_new (datum->data, datum->size);

  gnutls_free (datum->data);
  return bytes;
}

/**
 * tls_make_pair:
 * @certificate: (out) (transfer full): PEM
 * @key: (out) (transfer full): PEM
 *
 * Makes a certificate for localhost that signs itself.
 */
void
tls_make_pair (GBytes **certificate,
               GBytes **key)
{
  static const unsigned char serial[] = { 1 };
  gnutls_datum_t datum;
  gnutls_x509_crt_t crt;
  gnutls_x509_privkey_t privkey;

  g_assert_cmpint (gnutls_x509_privkey_init (&privkey), ==, 0);
  g_assert_cmpint (gnutls_x509_privkey_generate (privkey, GNUTLS_PK_EC,
                                                 GNUTLS_CURVE_TO_BITS (GNUTLS_ECC_CURVE_SECP256R1),
                                                 0), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_init (&crt), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_version (crt, 3), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_serial (crt, serial, sizeof serial), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_activation_time (crt, 0), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_expiration_time (crt, 4000000000), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_subject_alt_name (crt, GNUTLS_SAN_DNSNAME, "localhost", 9,
                                                         GNUTLS_FSAN_SET), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_set_key (crt, privkey), ==, 0);
  g_assert_cmpint (gnutls_x509_crt_sign2 (crt, crt, privkey, GNUTLS_DIG_SHA256, 0), ==, 0);

  g_assert_cmpint (gnutls_x509_crt_export2 (crt, GNUTLS_X509_FMT_PEM, &datum), ==, 0);
  *certificate = take_datum (&datum);
  g_assert_cmpint (gnutls_x509_privkey_export2 (privkey, GNUTLS_X509_FMT_PEM, &datum), ==, 0);
  *key = take_datum (&datum);
  gnutls_x509_crt_deinit (crt);
  gnutls_x509_privkey_deinit (privkey);
}

/**
 * tls_make:
 *
 * Returns: (transfer full): what a server speaks TLS with
 */
SioTls *
tls_make (void)
{
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (GBytes) key = NULL;
  g_autoptr (GError) error = NULL;
  SioTls *tls;

  tls_make_pair (&certificate, &key);
  tls = sio_tls_new (certificate, key, &error);
  g_assert_no_error (error);
  return tls;
}

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static gboolean
writable_cb (gpointer user_data)
{
  TlsClient *self = user_data;
  int fd = g_socket_get_fd (self->http->socket);
  gssize n = send (fd, self->out->data, MIN (self->out->len, self->step), MSG_NOSIGNAL);

  if (n > 0)
    g_byte_array_remove_range (self->out, 0, n);
  else if (errno != EAGAIN)
    g_byte_array_set_size (self->out, 0);
  if (self->out->len > 0)
    return G_SOURCE_CONTINUE;

  g_clear_pointer (&self->writable, g_source_unref);
  return G_SOURCE_REMOVE;
}

/* What is to be sent leaves a step a turn, after everything else: so that the
 * server sees each step by itself. */
static ssize_t
push (gnutls_transport_ptr_t  pointer,
      const void             *data,
      size_t                  length)
{
  TlsClient *self = pointer;

  g_byte_array_append (self->out, data, length);
  if (self->writable == NULL)
    {
      self->writable = g_idle_source_new ();
      g_source_set_callback (self->writable, writable_cb, self, NULL);
      g_source_attach (self->writable, NULL);
    }
  return length;
}

static ssize_t
pull (gnutls_transport_ptr_t  pointer,
      void                   *buffer,
      size_t                  length)
{
  TlsClient *self = pointer;
  ssize_t n = recv (g_socket_get_fd (self->http->socket), buffer, length, 0);

  if (n < 0)
    gnutls_transport_set_errno (self->session, errno);
  return n;
}

static void
end (TlsClient *self,
     int        error)
{
  self->error = error;
  self->http->eof = TRUE;
  tls_client_stop_reading (self);
}

static void
receive (TlsClient *self)
{
  guint8 buffer[16 * 1024];
  gssize n;

  while (!self->http->eof)
    {
      n = gnutls_record_recv (self->session, buffer, sizeof buffer);
      if (n > 0)
        {
          g_byte_array_append (self->http->in, buffer, n);
          self->http->received += n;
        }
      else if (n == GNUTLS_E_AGAIN)
        return;
      else if (n == 0 || gnutls_error_is_fatal (n))
        end (self, n);
    }
}

static gboolean
readable_cb (GSocket      *socket,
             GIOCondition  condition,
             gpointer      user_data)
{
  TlsClient *self = user_data;

  if (!self->is_open)
    {
      int code = gnutls_handshake (self->session);

      self->is_open = code == GNUTLS_E_SUCCESS;
      if (code < 0 && gnutls_error_is_fatal (code))
        end (self, code);
    }
  if (self->is_open)
    receive (self);
  return G_SOURCE_CONTINUE;
}

/**
 * tls_client_new_for:
 * @http: (transfer full): a connection of which nothing was used yet
 * @priorities: (nullable): GnuTLS's, its defaults if there are none
 *
 * Makes a client that has not begun to speak.
 *
 * Returns: (transfer full): the client
 */
TlsClient *
tls_client_new_for (HttpClient *http,
                    const char *priorities)
{
  static const char protocol[] = "http/1.1";
  gnutls_datum_t alpn = { (unsigned char *) protocol, strlen (protocol) };
  gnutls_certificate_credentials_t credentials;
  TlsClient *self = g_new0 (TlsClient, 1);

  self->http = http;
  http_client_stop_reading (http);
  self->out = g_byte_array_new ();
  self->step = G_MAXSIZE;
  g_assert_cmpint (gnutls_init (&self->session, GNUTLS_CLIENT | GNUTLS_NONBLOCK), ==, 0);
  if (priorities != NULL)
    g_assert_cmpint (gnutls_priority_set_direct (self->session, priorities, NULL), ==, 0);
  else
    g_assert_cmpint (gnutls_set_default_priority (self->session), ==, 0);
  g_assert_cmpint (gnutls_certificate_allocate_credentials (&credentials), ==, 0);
  gnutls_session_set_ptr (self->session, credentials);
  gnutls_credentials_set (self->session, GNUTLS_CRD_CERTIFICATE, credentials);
  gnutls_server_name_set (self->session, GNUTLS_NAME_DNS, "localhost", 9);
  gnutls_alpn_set_protocols (self->session, &alpn, 1, 0);
  gnutls_transport_set_ptr (self->session, self);
  gnutls_transport_set_push_function (self->session, push);
  gnutls_transport_set_pull_function (self->session, pull);

  return self;
}

/**
 * tls_client_new:
 * @fixture: the fixture, listening
 * @priorities: (nullable): GnuTLS's, its defaults if there are none
 *
 * Connects a client that has not begun to speak.
 *
 * Returns: (transfer full): the client
 */
TlsClient *
tls_client_new (HttpFixture *fixture,
                const char  *priorities)
{
  return tls_client_new_for (http_client_new (fixture), priorities);
}

/**
 * tls_client_free:
 * @self: (transfer full): the client
 *
 * Closes without a word and frees it.
 */
void
tls_client_free (TlsClient *self)
{
  gnutls_certificate_credentials_t credentials = gnutls_session_get_ptr (self->session);

  clear_source (&self->readable);
  clear_source (&self->writable);
  gnutls_deinit (self->session);
  gnutls_certificate_free_credentials (credentials);
  http_client_free (self->http);
  g_byte_array_unref (self->out);
  g_free (self);
}

/**
 * tls_client_start:
 * @self: the client
 *
 * Begins the handshake; turns of the context bring it on.
 */
void
tls_client_start (TlsClient *self)
{
  tls_client_go_on_reading (self);
  g_assert_cmpint (gnutls_handshake (self->session), ==, GNUTLS_E_AGAIN);
}

/**
 * tls_client_stop_reading:
 * @self: the client
 *
 * Leaves with the kernel what comes.
 */
void
tls_client_stop_reading (TlsClient *self)
{
  clear_source (&self->readable);
}

/**
 * tls_client_go_on_reading:
 * @self: the client
 *
 * Reads what comes.
 */
void
tls_client_go_on_reading (TlsClient *self)
{
  self->readable = g_socket_create_source (self->http->socket, G_IO_IN, NULL);
  g_source_set_callback (self->readable, G_SOURCE_FUNC (readable_cb), self, NULL);
  g_source_attach (self->readable, NULL);
}

static gboolean
is_open_or_ended (gpointer data)
{
  TlsClient *self = data;

  return self->is_open || self->http->eof;
}

/**
 * tls_client_shake_hands:
 * @self: the client
 *
 * Begins the handshake and waits for its end, good or bad.
 */
void
tls_client_shake_hands (TlsClient *self)
{
  tls_client_start (self);
  http_wait_until (is_open_or_ended, self);
}

static gboolean
has_sent (gpointer data)
{
  return ((TlsClient *) data)->writable == NULL;
}

/**
 * tls_client_send_bytes:
 * @self: the client, whose hands were shaken
 * @data: bytes
 * @length: how many
 *
 * Sends them all, the server reading meanwhile.
 */
void
tls_client_send_bytes (TlsClient  *self,
                       const void *data,
                       gsize       length)
{
  const char *p = data;

  g_assert_true (self->is_open);
  while (length > 0)
    {
      gssize n = gnutls_record_send (self->session, p, length);

      g_assert_cmpint (n, >, 0);
      p += n;
      length -= n;
    }
  http_wait_until (has_sent, self);
}

/**
 * tls_client_send:
 * @self: the client, whose hands were shaken
 * @text: text
 *
 * Sends it.
 */
void
tls_client_send (TlsClient  *self,
                 const char *text)
{
  tls_client_send_bytes (self, text, strlen (text));
}

/**
 * tls_client_finish:
 * @self: the client
 *
 * Announces that nothing more follows, and closes the sending side.
 */
void
tls_client_finish (TlsClient *self)
{
  g_assert_cmpint (gnutls_bye (self->session, GNUTLS_SHUT_WR), ==, 0);
  http_wait_until (has_sent, self);
  http_client_finish (self->http);
}
