/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The server's side of TLS on one descriptor. What it returns is what a
 * channel does; it must not know who reads and writes. */
#pragma once

#include <sys/uio.h>

#include "sio/sio-tls.h"

G_BEGIN_DECLS

typedef struct _SioTlsSession SioTlsSession;

SioTlsSession *sio_tls_session_new          (SioTls              *tls,
                                             int                  fd);
void           sio_tls_session_free         (SioTlsSession       *self);
gssize         sio_tls_session_read         (SioTlsSession       *self,
                                             gpointer             buffer,
                                             gsize                size);
gssize         sio_tls_session_write        (SioTlsSession       *self,
                                             const struct iovec  *vector,
                                             guint                n_vector);
gboolean       sio_tls_session_end          (SioTlsSession       *self);
gboolean       sio_tls_session_is_ending    (SioTlsSession       *self);
gboolean       sio_tls_session_is_in_vain   (SioTlsSession       *self);
gboolean       sio_tls_session_has_buffered (SioTlsSession       *self);
guint32        sio_tls_session_get_events   (SioTlsSession       *self,
                                             gboolean             wants_input,
                                             gboolean             wants_output);

/* sio-tls.c: the GnuTLS session, set up with the certificate */
gpointer       sio_tls_make_session         (SioTls              *self,
                                             int                  fd);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioTlsSession, sio_tls_session_free)

G_END_DECLS
