/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Routes: from method and path to the handler, with what every call needs
 * done first: access, body, session. */
#pragma once

#include "host/talus-call.h"

G_BEGIN_DECLS

/**
 * TalusRouteFlags:
 * @TALUS_ROUTE_PUBLIC: nobody need be let in; who comes with a token is known
 *   all the same
 * @TALUS_ROUTE_ANY: whoever was let in; what they see of the host is the
 *   handler's to choose
 * @TALUS_ROUTE_HOST: the grant must be for the host
 * @TALUS_ROUTE_OF_PROJECT: the path names a project, in whose session the
 *   grant must hold
 * @TALUS_ROUTE_OF_SESSION: path, query, body or header must name a session, in
 *   which the grant must hold; whether it is loaded is the handler's affair
 * @TALUS_ROUTE_SESSION: the same, and it must be loaded
 * @TALUS_ROUTE_VIEWER: the role it takes
 * @TALUS_ROUTE_EDITOR: likewise
 * @TALUS_ROUTE_OWNER: likewise
 * @TALUS_ROUTE_PROJECT: and that session must have a project (NO_PROJECT)
 * @TALUS_ROUTE_SETTLED: and everything its graph shows must be durable
 * @TALUS_ROUTE_SPOOL: the body is not JSON but goes to a file
 *
 * What is seen to before a handler is called. One of the first six and, unless
 * it is PUBLIC, one of the roles must be said.
 */
typedef enum
{
  TALUS_ROUTE_PUBLIC = 1 << 0,
  TALUS_ROUTE_ANY = 1 << 1,
  TALUS_ROUTE_HOST = 1 << 2,
  TALUS_ROUTE_OF_PROJECT = 1 << 3,
  TALUS_ROUTE_OF_SESSION = 1 << 4,
  TALUS_ROUTE_SESSION = 1 << 5,
  TALUS_ROUTE_VIEWER = 1 << 6,
  TALUS_ROUTE_EDITOR = 1 << 7,
  TALUS_ROUTE_OWNER = 1 << 8,
  TALUS_ROUTE_PROJECT = 1 << 9,
  TALUS_ROUTE_SETTLED = 1 << 10,
  TALUS_ROUTE_SPOOL = 1 << 11,
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
