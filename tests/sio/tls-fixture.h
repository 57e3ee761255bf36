/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A certificate for a test, and a client that speaks TLS to the server of
 * http-fixture: what came is with its HttpClient, deciphered. */
#pragma once

#include <gnutls/gnutls.h>

#include "http-client.h"

/**
 * TlsClient:
 * @http: whose `in` holds what came, and whose `eof` says that nothing follows; only for reading
 * @error: what broke the session; 0 if nothing did, so that an end was announced
 * @step: how many bytes are sent in one turn of the context
 */
typedef struct
{
  HttpClient       *http;
  gnutls_session_t  session;
  GByteArray       *out;        /* what is still to be sent, ciphered */
  GSource          *readable;
  GSource          *writable;
  gsize             step;       /* bytes sent in one turn */
  gboolean          is_open;
  int               error;
} TlsClient;

void        tls_make_pair           (GBytes      **certificate,
                                     GBytes      **key);
SioTls     *tls_make                (void);

TlsClient  *tls_client_new          (HttpFixture  *fixture,
                                     const char   *priorities);
TlsClient  *tls_client_new_for      (HttpClient   *http,
                                     const char   *priorities);
void        tls_client_free         (TlsClient    *self);
void        tls_client_start        (TlsClient    *self);
void        tls_client_stop_reading (TlsClient    *self);
void        tls_client_go_on_reading (TlsClient   *self);
void        tls_client_shake_hands  (TlsClient    *self);
void        tls_client_send         (TlsClient    *self,
                                     const char   *text);
void        tls_client_send_bytes   (TlsClient    *self,
                                     const void   *data,
                                     gsize         length);
void        tls_client_finish       (TlsClient    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TlsClient, tls_client_free)
