/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counters of the host, written as Prometheus text. */
#pragma once

#include <glib.h>

#include "session/talus-registry.h"

G_BEGIN_DECLS

typedef struct _TalusMetrics TalusMetrics;

TalusMetrics *talus_metrics_new              (void);
void          talus_metrics_free             (TalusMetrics  *self);
void          talus_metrics_count_request    (TalusMetrics  *self,
                                              guint          status,
                                              gint64         microseconds);
/* Events that went to somebody, each to each. */
void          talus_metrics_count_deliveries (TalusMetrics  *self,
                                              guint          n_events);
/* Counts from now on what the session does. */
void          talus_metrics_watch            (TalusMetrics  *self,
                                              TalusRegistry *registry,
                                              TalusSession  *session);
/* Appends what there is beside: the connections of Socket.IO. */
void          talus_metrics_write_sockets    (guint          n_connections,
                                              gsize          queued,
                                              GString       *out);
void          talus_metrics_write            (TalusMetrics  *self,
                                              TalusRegistry *registry,
                                              guint          n_connections,
                                              GString       *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusMetrics, talus_metrics_free)

G_END_DECLS
