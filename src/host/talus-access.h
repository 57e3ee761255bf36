/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Who may talk to the host at all: the Host and Origin rules, and what
 * browsers of other origins are told. */
#pragma once

#include "sio/sio-http-request.h"

G_BEGIN_DECLS

typedef struct _TalusAccess TalusAccess;

/* FALSE-like NULL with INVALID_REQUEST where an origin or URL is none. */
TalusAccess *talus_access_new           (const char * const  *origins,
                                         const char          *public_url,
                                         GError             **error);
void         talus_access_free          (TalusAccess         *self);
/* An address the host listens on. */
void         talus_access_add_address   (TalusAccess         *self,
                                         GInetSocketAddress  *address);
/* A name that others call the host by, lower case. */
void         talus_access_add_name      (TalusAccess         *self,
                                         const char          *name);
/* Whether its own origins are https. */
void         talus_access_set_secure    (TalusAccess         *self,
                                         gboolean             is_secure);
/* Checks Host and Origin (FORBIDDEN) and sets what CORS wants of the answer. */
gboolean     talus_access_check         (TalusAccess         *self,
                                         SioHttpRequest      *request,
                                         GError             **error);
/* INVALID_REQUEST where the query carries a token, which every proxy would log. */
gboolean     talus_access_check_query   (SioHttpRequest      *request,
                                         GError             **error);
/* Whether it asks on behalf of a later request from another origin. */
gboolean     talus_access_is_preflight  (SioHttpRequest      *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusAccess, talus_access_free)

G_END_DECLS
