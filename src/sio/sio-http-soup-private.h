/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The border to libsoup, the HTTP engine: the one file beside this that knows
 * it, so that it can be replaced. It must not know sockets or bodies. */
#pragma once

#include <gio/gio.h>

#include "sio/sio-http-head.h"

G_BEGIN_DECLS

typedef struct _SioHttpSoup     SioHttpSoup;
typedef struct _SioHttpExchange SioHttpExchange;

/* What follows the head of an answer. */
#define SIO_HTTP_LENGTH_CHUNKED -1 /* chunks */
#define SIO_HTTP_LENGTH_NONE    -2 /* nothing, or bytes until the connection closes */

/**
 * SioHttpExchangeFuncs:
 * @requested: the engine takes the request; it may be answered now or later
 * @answered: the head of the answer, ready to be sent; the exchange is over
 *
 * What the owner of an exchange is told.
 */
typedef struct
{
  void (*requested) (gpointer         owner,
                     SioHttpExchange *exchange);
  void (*answered)  (gpointer         owner,
                     const char      *head,
                     gsize            length);
} SioHttpExchangeFuncs;

SioHttpSoup *sio_http_soup_new         (void);
void         sio_http_soup_free        (SioHttpSoup                *self);
void         sio_http_soup_begin       (SioHttpSoup                *self,
                                        guint                       minor_version,
                                        const SioHttpExchangeFuncs *funcs,
                                        gpointer                    owner);

void         sio_http_exchange_answer  (SioHttpExchange            *self,
                                        guint                       status,
                                        const SioHttpPair          *fields,
                                        guint                       n_fields,
                                        const char                 *connection,
                                        gint64                      length);
void         sio_http_exchange_abandon (SioHttpExchange            *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SioHttpSoup, sio_http_soup_free)

G_END_DECLS
