/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One call of the REST interface: the request, what the router made of it,
 * and the ways to answer. Ref-counted: a handler that answers later keeps a
 * reference. */
#pragma once

#include "host/talus-grant.h"
#include "host/talus-host.h"
#include "sio/sio-http-request.h"

G_BEGIN_DECLS

typedef struct _TalusCall TalusCall;

/**
 * TalusCall:
 * @host: the host
 * @request: the request
 * @body: (not nullable): the JSON body, `{}` where there was none
 * @fd: a spooled body at its start, or -1; whoever takes it sets -1
 * @session: (nullable): of a route that needs one: the session, in memory
 * @grant: (nullable): who asks and what they may; %NULL on public routes only
 * @author: (nullable): who asks; the grant's
 */
struct _TalusCall
{
  gatomicrefcount refs;
  TalusHost *host;
  SioHttpRequest *request;
  JsonObject *body;
  int fd;
  TalusSession *session;
  TalusGrant *grant;
  TalusAuthor *author;
  /*< private >*/
  gconstpointer route;
  GHashTable *params;
  gint64 started_at;
};

TalusCall  *talus_call_ref             (TalusCall        *self);
void        talus_call_unref           (TalusCall        *self);

/* What was asked. A segment of the path by its name in the route. */
const char *talus_call_get_param       (TalusCall        *self,
                                        const char       *name);
/* An id that must exist to mean something: FALSE where it is no UUID. */
gboolean    talus_call_get_id_param    (TalusCall        *self,
                                        const char       *name,
                                        TalusId          *id);
/* A whole number of the query: absent leaves @value; INVALID_REQUEST if it is none. */
gboolean    talus_call_get_query_uint  (TalusCall        *self,
                                        const char       *name,
                                        guint64          *value,
                                        GError          **error);
/* A member of the body that is a new id: INVALID_REQUEST if it is no UUID. */
gboolean    talus_call_get_body_id     (TalusCall        *self,
                                        const char       *member,
                                        TalusId          *id,
                                        gboolean         *is_set,
                                        GError          **error);
/* The session that path, query, body or header name, if any; they must agree. */
gboolean    talus_call_get_session_id  (TalusCall        *self,
                                        TalusId          *id,
                                        gboolean         *is_set,
                                        GError          **error);

/* The same where it is to be made: INVALID_REQUEST if it is no UUID. */
gboolean    talus_call_get_new_session_id (TalusCall     *self,
                                           TalusId       *id,
                                           gboolean      *is_set,
                                           GError       **error);

/* The answer, once. */
void        talus_call_reply           (TalusCall        *self,
                                        guint             status,
                                        GString          *json);    /* (transfer full) */
void        talus_call_reply_error     (TalusCall        *self,
                                        const GError     *error);
void        talus_call_reply_new_error (TalusCall        *self,
                                        TalusError        code,
                                        const char       *format,
                                        ...) G_GNUC_PRINTF (3, 4);
/* INVALID_REQUEST that names the formats there are, in the details too. */
void        talus_call_reply_unknown_format (TalusCall   *self,
                                             const char  *format,
                                             const char * const *formats);
void        talus_call_reply_bytes     (TalusCall        *self,
                                        guint             status,
                                        const char       *content_type,
                                        GBytes           *body);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusCall, talus_call_unref)

G_END_DECLS
