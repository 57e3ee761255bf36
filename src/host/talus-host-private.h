/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the host share of it. */
#pragma once

#include "host/talus-access.h"
#include "host/talus-gate-private.h"
#include "host/talus-host.h"
#include "host/talus-metrics.h"
#include "host/talus-rooms.h"
#include "host/talus-router.h"
#include "sio/sio-http-server.h"

G_BEGIN_DECLS

struct _TalusHost
{
  GObject parent_instance;

  TalusLibrary *library;
  TalusTemplateLibrary *templates;
  TalusRegistry *registry;
  TalusAccess *access;
  TalusGate *gate;
  TalusRouter *router;
  TalusMetrics *metrics;
  SioHttpServer *server;
  TalusRooms *rooms;   /* (nullable): without Socket.IO */
  char *url;
  char *public_url;    /* (nullable): what clients call it */
  char *fingerprint;   /* (nullable): of the certificate; without one it is in the clear */
  gboolean is_local;   /* only this computer is served */
  gboolean is_any;     /* it listens on every address */
  gint64 started_at; /* monotonic, microseconds */
  GHashTable *views;   /* TalusSession → TalusGraphView: graphs being read */
  gboolean shutting_down;
};

/* talus-host-listen.c */
gboolean  talus_host_listen       (TalusHost               *self,
                                   const TalusHostOptions  *options,
                                   GError                 **error);
/* (transfer full): what others can call it; @host_header: what a caller does. */
char     *talus_host_dup_base_url (TalusHost               *self,
                                   const char              *host_header);

G_END_DECLS
