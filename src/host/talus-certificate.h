/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's certificate: a pair of files of somebody's, or one of its own
 * making, kept in the data folder. It must not know who listens with it. */
#pragma once

#include "sio/sio-tls.h"

G_BEGIN_DECLS

SioTls *talus_certificate_load               (const char  *cert_path,
                                              const char  *key_path,
                                              GError     **error);
SioTls *talus_certificate_ensure_self_signed (const char  *folder,
                                              gint64       now_ms,
                                              GError     **error);
char   *talus_certificate_dup_fingerprint    (SioTls      *tls);

G_END_DECLS
