/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the local link share. */
#pragma once

#include "peer/talus-local-link.h"
#include "session/talus-follower-queue.h"

G_BEGIN_DECLS

struct _TalusLocalLink
{
  GObject parent_instance;

  /* borrowed: only for the host's thread */
  TalusRegistry *registry;

  /* owned */
  GMainContext *host_context;
  GMainContext *context;
  TalusFollowerQueue *queue;   /* NULL once closed */
  TalusReplica *replica;       /* NULL once taken */
  TalusGraph *graph;           /* that of the replica */
  TalusAuthor *author;
  char *client_id;
  GPtrArray *clients;          /* of TalusClient */
  GPtrArray *waiting;          /* of TalusRecord: behind a template that is on its way */
  GHashTable *asked;           /* set of Asked: commands without an answer */

  TalusId session_id;
  TalusId project_id;
  guint64 seq;                 /* of the newest record that was told */
  gboolean is_fetching;        /* a template */
  gboolean is_listing;         /* the clients */
  gboolean list_again;         /* something has happened since they were asked for */
  gboolean is_started;         /* the replica has been read */
  GError *early_end;           /* (nullable): why it ended before that */
};

/* Runs @func on the host's thread. */
void talus_local_link_ask       (GMainContext        *host_context,
                                 GSourceFunc          func,
                                 gpointer             data);

/* talus-local-link-document.c: what the document is asked for, on workers. */
void talus_local_link_read_log  (TalusPeerLink       *link,
                                 guint64              after,
                                 guint                limit,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
void talus_local_link_load_at   (TalusPeerLink       *link,
                                 guint64              seq,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
void talus_local_link_versions  (TalusPeerLink       *link,
                                 const char          *add_name,
                                 guint64              add_seq,
                                 const char          *delete_name,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);
void talus_local_link_copy      (TalusPeerLink       *link,
                                 const char          *path,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data);

/* talus-local-link-open.c, talus-local-link.c */
void talus_local_link_take_records (TalusLocalLink     *self,
                                    TalusRecord       **records,
                                    guint               n_records);
gboolean talus_local_link_records_cb (TalusRecord     **records,
                                      guint             n_records,
                                      gpointer          user_data);
gboolean talus_local_link_notice_cb  (const TalusNotice *notice,
                                      gpointer           user_data);
void     talus_local_link_dropped_cb (gpointer           user_data);
/* On the host's thread. (transfer full): copies of the session's clients. */
GPtrArray *talus_local_link_copy_clients (TalusSession *session);

G_END_DECLS
