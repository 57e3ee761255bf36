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
  gboolean no_socketio;

  /* While it listens, else NULL. */
  SioHttpServer *server;
  TalusRooms *rooms;   /* (nullable): without Socket.IO */
  char *url;
  char *public_url;    /* (nullable): what clients call it */
  char *fingerprint;   /* (nullable): of the certificate; without one it is in the clear */
  gboolean is_local;   /* only this computer is served */
  gboolean is_any;     /* it listens on every address */

  guint n_stopping;    /* times of listening that are coming to their end */
  GQueue stoppers;     /* of GTask: who waits for the end of all of them */
  gboolean was_cut;    /* somebody who did not go by themselves */
  gint64 started_at; /* monotonic, microseconds */
  GHashTable *views;   /* TalusSession → TalusGraphView: graphs being read */
  gboolean shutting_down;
};

/* talus-host-listen.c */
gboolean  talus_host_listen       (TalusHost               *self,
                                   const TalusHostOptions  *options,
                                   GError                 **error);
void      talus_host_note_url_of  (TalusHost               *self,
                                   TalusSession            *session);
void      talus_host_forget_addresses (TalusHost           *self);
/* talus-host-period.c: @callback takes it with stop_listening_finish(). */
void      talus_host_end_listening (TalusHost              *self,
                                    gboolean                dismiss,
                                    GAsyncReadyCallback     callback,
                                    gpointer                user_data);
/* (transfer full): what others can call it; @host_header: what a caller does. */
char     *talus_host_dup_base_url (TalusHost               *self,
                                   const char              *host_header);

G_END_DECLS
