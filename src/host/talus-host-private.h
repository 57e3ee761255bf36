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
  gint64 started_at; /* monotonic, microseconds */
  GHashTable *views;   /* TalusSession → TalusGraphView: graphs being read */
  gboolean shutting_down;
};

G_END_DECLS
