/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server's certificate and key, and the sessions that speak with them. The
 * one place that knows the TLS library. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * SioTls:
 *
 * A certificate chain with its key and what a server says with them. Ref-counted, immutable.
 */
typedef struct _SioTls SioTls;

/* @certificate: PEM, the server's own first, then what links it to a root; @key: PEM. */
SioTls *sio_tls_new                (GBytes   *certificate,
                                    GBytes   *key,
                                    GError  **error);
SioTls *sio_tls_ref                (SioTls   *self);
void    sio_tls_unref              (SioTls   *self);
/* SHA-256 of the certificate's DER form. */
void    sio_tls_get_fingerprint    (SioTls   *self,
                                    guint8    fingerprint[32]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioTls, sio_tls_unref)

G_END_DECLS
