/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of the past share: edits that are in the log when they return, and
 * waiting until a moment is shown. */
#pragma once

#include "app-fixture.h"

/* (transfer full): @batch */
static inline void
history_submit (TalusPeer  *peer,
                TalusBatch *batch)
{
  g_autoptr (GError) error = NULL;

  talus_peer_submit (peer, batch, &error);
  g_assert_no_error (error);
  talus_batch_free (batch);
  app_fixture_settle (peer);
}

/* @parent: (nullable): below the root */
static inline TalusId
history_add (TalusPeer     *peer,
             const char    *type,
             const TalusId *parent,
             const char    *name)
{
  TalusNode *root = talus_graph_get_root (talus_peer_get_graph (peer), 0);
  TalusBatch *batch = talus_batch_new (NULL);
  TalusId id;

  talus_batch_create_node (batch, type, parent != NULL ? parent : talus_node_get_id (root), NULL,
                           name, &id);
  history_submit (peer, batch);

  return id;
}

static inline void
history_rename (TalusPeer     *peer,
                const TalusId *id,
                const char    *name)
{
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_rename (batch, id, name);
  history_submit (peer, batch);
}

static inline void
history_delete (TalusPeer     *peer,
                const TalusId *id)
{
  TalusBatch *batch = talus_batch_new (NULL);

  talus_batch_delete_node (batch, id);
  history_submit (peer, batch);
}

typedef struct
{
  TalusView *view;
  guint64 seq;
} HistoryMoment;

static inline gboolean
history_is_shown (gpointer data)
{
  const HistoryMoment *moment = data;
  TalusPeer *peer = talus_view_get_peer (moment->view);

  return talus_peer_get_state (peer) == TALUS_PEER_PAST &&
         talus_peer_get_seq (peer) == moment->seq;
}
