/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The whole project for those whom what they missed does not help. Written
 * once for all who need it between two changes, and kept a short while. It
 * must not know why somebody needs it. */
#define G_LOG_DOMAIN "talus-host-rooms"

#include "host/talus-graph-view.h"
#include "host/talus-room-private.h"

#define KEPT_SECONDS 10

/*
 * talus_room_can_snapshot:
 *
 * Whether the graph is at what was said last: nothing in it is pending, and
 * nobody is being told just now.
 */
gboolean
talus_room_can_snapshot (TalusRoom *self)
{
  return talus_session_has_project (self->session) &&
         talus_session_is_settled (self->session) &&
         talus_session_get_seq (self->session) == self->seq;
}

void
talus_room_drop_snapshot (TalusRoom *self)
{
  if (self->snapshot != NULL)
    g_string_free (g_steal_pointer (&self->snapshot), TRUE);
  self->snapshot_seq = 0;
  if (self->snapshot_timeout != NULL)
    g_source_destroy (self->snapshot_timeout);
  g_clear_pointer (&self->snapshot_timeout, g_source_unref);
}

static gboolean
drop_cb (gpointer user_data)
{
  talus_room_drop_snapshot (user_data);

  return G_SOURCE_REMOVE;
}

static void
take_snapshot (TalusRoom *self)
{
  g_autoptr(TalusGraphView) view = NULL;
  TalusGraphCursor *cursor = NULL;
  gboolean more = TRUE;

  talus_room_drop_snapshot (self);
  view = talus_graph_view_get (self->rooms->host->views, self->session);
  cursor = talus_graph_cursor_new (view, TALUS_GRAPH_FULL);
  self->snapshot = g_string_new (NULL);
  self->snapshot_seq = self->seq;
  while (more && self->snapshot->len <= TALUS_MAX_SNAPSHOT)
    more = talus_graph_cursor_read (cursor, self->snapshot, TALUS_MAX_SNAPSHOT / 8);
  talus_graph_cursor_free (cursor);

  if (more || self->snapshot->len > TALUS_MAX_SNAPSHOT)
    g_string_free (g_steal_pointer (&self->snapshot), TRUE);

  self->snapshot_timeout = g_timeout_source_new_seconds (KEPT_SECONDS);
  g_source_set_callback (self->snapshot_timeout, drop_cb, self, NULL);
  g_source_set_static_name (self->snapshot_timeout, "[talus] snapshot");
  g_source_attach (self->snapshot_timeout, g_main_context_get_thread_default ());
}

/*
 * talus_room_write_snapshot:
 *
 * Writes the members of a snapshot: the graph at self->seq, or where that one
 * is.
 */
void
talus_room_write_snapshot (TalusRoom       *self,
                           const char      *reason,
                           TalusJsonWriter *writer)
{
  if (talus_room_can_snapshot (self) && self->snapshot_seq != self->seq)
    take_snapshot (self);

  talus_room_write_text (writer, "reason", reason);
  if (self->snapshot != NULL && self->snapshot_seq == self->seq)
    {
      talus_json_writer_name (writer, "graph");
      talus_json_writer_raw (writer, self->snapshot->str, (gssize) self->snapshot->len);
    }
  else
    {
      g_autofree char *url = NULL;

      url = g_strdup_printf ("/api/v1/sessions/%s/graph?at=%" G_GUINT64_FORMAT, self->session_id,
                             self->seq);
      talus_room_write_text (writer, "graph_url", url);
    }
}

/*
 * talus_room_make_snapshot:
 *
 * The event `snapshot`.
 *
 * Returns: (transfer full): its payload
 */
GString *
talus_room_make_snapshot (TalusRoom  *self,
                          const char *reason)
{
  GString *json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_room_begin_event (self, &writer, json, "snapshot", NULL, NULL, NULL);
  talus_room_write_snapshot (self, reason, &writer);
  talus_json_writer_end_object (&writer);

  return json;
}

/* Somebody who waits; both ways to the end hold it. */
typedef struct
{
  guint refs;
  GSource *source;   /* (nullable): once it has been called */
  GSourceFunc func;
  gpointer user_data;
} Await;

static void
unref_await (gpointer data)
{
  Await *await = data;

  if (--await->refs == 0)
    g_free (await);
}

static gboolean
await_over_cb (gpointer user_data)
{
  Await *await = user_data;

  g_clear_pointer (&await->source, g_source_unref);

  return await->func (await->user_data);
}

static void
settled_cb (TalusSession *session,
            gpointer      user_data)
{
  Await *await = user_data;
  g_autoptr(GSource) source = g_steal_pointer (&await->source);

  /* Now, since the next moment something may be pending again. */
  if (source != NULL)
    {
      await->func (await->user_data);
      g_source_destroy (source);
    }
  unref_await (await);
}

/*
 * talus_room_await_snapshot:
 * @until: monotonic, microseconds: when it has been waited for long enough
 * @func: returns %G_SOURCE_REMOVE
 *
 * Calls @func when a snapshot of the session's graph can be taken, or at
 * @until. Never from inside this call.
 */
void
talus_room_await_snapshot (TalusSession *session,
                           gint64        until,
                           GSourceFunc   func,
                           gpointer      user_data)
{
  Await *await = g_new0 (Await, 1);
  gboolean is_settled = talus_session_is_settled (session);

  await->refs = is_settled ? 1 : 2;
  await->func = func;
  await->user_data = user_data;
  await->source = g_timeout_source_new (0);
  g_source_set_callback (await->source, await_over_cb, await, unref_await);
  g_source_set_ready_time (await->source, is_settled ? 0 : until);
  g_source_set_static_name (await->source, "[talus] waiting for a snapshot");
  g_source_attach (await->source, g_main_context_get_thread_default ());
  if (!is_settled)
    talus_session_when_settled (session, settled_cb, await);
}
