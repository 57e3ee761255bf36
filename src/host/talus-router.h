/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes: from method and path to the handler, with what every call needs
 * done first: access, body, session. */
#pragma once

#include "host/talus-call.h"

G_BEGIN_DECLS

/**
 * TalusRouteFlags:
 * @TALUS_ROUTE_PLAIN: the handler is called with the headers in; a body is
 *   read and must be an object if it is there
 * @TALUS_ROUTE_SESSION: path, query, body or header must name a session that
 *   is loaded
 * @TALUS_ROUTE_PROJECT: and that session must have a project (NO_PROJECT)
 * @TALUS_ROUTE_SETTLED: and everything its graph shows must be durable
 * @TALUS_ROUTE_SPOOL: the body is not JSON but goes to a file
 */
typedef enum
{
  TALUS_ROUTE_PLAIN = 0,
  TALUS_ROUTE_SESSION = 1 << 0,
  TALUS_ROUTE_PROJECT = 1 << 1,
  TALUS_ROUTE_SETTLED = 1 << 2,
  TALUS_ROUTE_SPOOL = 1 << 3,
} TalusRouteFlags;

/**
 * TalusRoute:
 * @method: "GET", "POST" or "DELETE"; HEAD is served by GET's
 * @path: with `:name` for a segment that is a parameter
 * @flags: what is done before @handle
 * @handle: answers, now or later
 */
typedef struct
{
  const char *method;
  const char *path;
  TalusRouteFlags flags;
  void (*handle) (TalusCall *call);
} TalusRoute;

typedef struct _TalusRouter TalusRouter;

TalusRouter *talus_router_new      (void);
void         talus_router_free     (TalusRouter      *self);
/* @routes: a static table that ends with a NULL method. */
void         talus_router_add      (TalusRouter      *self,
                                    const TalusRoute *routes);
void         talus_router_dispatch (TalusRouter      *self,
                                    TalusHost        *host,
                                    SioHttpRequest   *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusRouter, talus_router_free)

G_END_DECLS
