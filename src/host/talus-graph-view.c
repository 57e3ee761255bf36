/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A slow reader must not see half of a change, must not hold changes up, and
 * many of them must not cost more memory than one. So everybody reads from
 * the graph itself, at no cost, until the session says that it is about to
 * change: then what was is written once for all of them. It must not know
 * requests. */
#define G_LOG_DOMAIN "talus-host-view"

#include <string.h>

#include "host/talus-graph-view.h"

#define MEASURE_CHUNK (64 * 1024)
#define ROOTS_MEMBER  ",\"roots\":"

struct _TalusGraphView
{
  guint refs;
  GHashTable *views;      /* (nullable): borrowed: where it is found */
  TalusSession *session;  /* (nullable): whose graph it is */
  guint guard_id;
  TalusGraph *graph;      /* until it is kept as text */
  guint64 seq;
  char *epoch;
  char *head;

  /* The graph object of the contract, and where in it the roots are. */
  GString *text;
  gsize roots_start;
  gsize roots_length;
};

struct _TalusGraphCursor
{
  TalusGraphView *view;
  TalusGraphForm form;
  TalusGraphWriter *writer;  /* until the view is kept as text */
  gsize position;
};

static void
leave_views (TalusGraphView *self)
{
  if (self->views != NULL)
    g_hash_table_remove (self->views, self->session);
  self->views = NULL;
}

static gsize
measure_roots (TalusGraph *graph)
{
  g_autoptr(TalusGraphWriter) writer = NULL;
  g_autoptr(GString) chunk = g_string_sized_new (2 * MEASURE_CHUNK);
  gboolean more = TRUE;
  gsize length = 0;

  writer = talus_graph_writer_new (graph, TALUS_GRAPH_ROOTS, 0, NULL, NULL);
  while (more)
    {
      more = talus_graph_writer_step (writer, chunk, MEASURE_CHUNK);
      length += chunk->len;
      g_string_truncate (chunk, 0);
    }

  return length;
}

static void
keep_text_cb (TalusSession *session,
              gpointer      user_data)
{
  TalusGraphView *self = user_data;
  const char *roots = NULL;

  self->guard_id = 0;
  leave_views (self);

  self->text = g_string_new (NULL);
  talus_graph_write (self->graph, TALUS_GRAPH_FULL, self->seq, self->epoch, self->head, self->text);
  /* Inside a string the quotes would be escaped, and all that stands in front
   * of the roots is strings and dependencies: the first is theirs. */
  roots = strstr (self->text->str, ROOTS_MEMBER);
  g_assert (roots != NULL);
  self->roots_start = (gsize) (roots - self->text->str) + strlen (ROOTS_MEMBER);
  self->roots_length = measure_roots (self->graph);
  g_clear_object (&self->graph);
}

static TalusGraphView *
make_view (TalusGraph *graph,
           guint64     seq,
           const char *epoch,
           const char *head)
{
  TalusGraphView *self = g_new0 (TalusGraphView, 1);

  self->refs = 1;
  self->graph = graph;
  self->seq = seq;
  self->epoch = g_strdup (epoch);
  self->head = g_strdup (head);

  return self;
}

/**
 * talus_graph_view_get:
 * @views: the views that there are; the caller keeps it while any lives
 * @session: a session with a project, which is settled
 *
 * Looks at the graph of a session as it is now.
 *
 * Returns: (transfer full): the view
 */
TalusGraphView *
talus_graph_view_get (GHashTable   *views,
                      TalusSession *session)
{
  TalusGraphView *self = NULL;

  g_return_val_if_fail (views != NULL, NULL);
  g_return_val_if_fail (TALUS_IS_SESSION (session), NULL);
  g_return_val_if_fail (talus_session_has_project (session), NULL);
  g_return_val_if_fail (talus_session_is_settled (session), NULL);

  self = g_hash_table_lookup (views, session);
  if (self != NULL)
    return talus_graph_view_ref (self);

  self = make_view (g_object_ref (talus_session_get_graph (session)),
                    talus_session_get_seq (session), talus_session_get_epoch (session),
                    talus_session_get_head (session));
  self->session = g_object_ref (session);
  self->views = views;
  self->guard_id = talus_session_add_change_guard (session, keep_text_cb, self);
  g_hash_table_insert (views, session, self);

  return self;
}

/**
 * talus_graph_view_new:
 * @graph: (transfer full): a graph that never changes again
 * @seq: where it stands
 * @epoch: (nullable): its epoch
 * @head: (nullable): its head
 *
 * Looks at a graph of one's own.
 *
 * Returns: (transfer full): the view
 */
TalusGraphView *
talus_graph_view_new (TalusGraph *graph,
                      guint64     seq,
                      const char *epoch,
                      const char *head)
{
  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);

  return make_view (graph, seq, epoch, head);
}

/**
 * talus_graph_view_ref:
 * @self: a view
 *
 * Takes a reference.
 *
 * Returns: (transfer full): @self
 */
TalusGraphView *
talus_graph_view_ref (TalusGraphView *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  self->refs++;

  return self;
}

static void
free_in_thread (GTask        *task,
                gpointer      source_object,
                gpointer      graph,
                GCancellable *cancellable)
{
  g_object_unref (graph);
}

/* A big one takes its time even to go. */
static void
give_graph_away (TalusGraph *graph)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_task_data (task, graph, NULL);
  g_task_run_in_thread (task, free_in_thread);
}

/**
 * talus_graph_view_unref:
 * @self: (transfer full): a view
 *
 * Gives a reference back.
 */
void
talus_graph_view_unref (TalusGraphView *self)
{
  g_return_if_fail (self != NULL);

  if (--self->refs > 0)
    return;

  leave_views (self);
  if (self->guard_id != 0)
    talus_session_remove_change_guard (self->session, self->guard_id);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  if (self->session == NULL)
    give_graph_away (g_steal_pointer (&self->graph));
  g_clear_object (&self->graph);
  g_clear_object (&self->session);
  g_free (self->epoch);
  g_free (self->head);
  g_free (self);
}

/**
 * talus_graph_cursor_new:
 * @view: what to read
 * @form: %TALUS_GRAPH_FULL or %TALUS_GRAPH_ROOTS
 *
 * Begins to read.
 *
 * Returns: (transfer full): the cursor, which keeps @view
 */
TalusGraphCursor *
talus_graph_cursor_new (TalusGraphView *view,
                        TalusGraphForm  form)
{
  TalusGraphCursor *self = NULL;

  g_return_val_if_fail (view != NULL, NULL);
  g_return_val_if_fail (form == TALUS_GRAPH_FULL || form == TALUS_GRAPH_ROOTS, NULL);

  self = g_new0 (TalusGraphCursor, 1);
  self->view = talus_graph_view_ref (view);
  self->form = form;

  return self;
}

static gboolean
read_text (TalusGraphCursor *self,
           GString          *out,
           gsize             size)
{
  TalusGraphView *view = self->view;
  gboolean is_roots = self->form == TALUS_GRAPH_ROOTS;
  gsize start = is_roots ? view->roots_start : 0;
  gsize length = is_roots ? view->roots_length : view->text->len;

  size = MIN (size, length - self->position);
  g_string_append_len (out, view->text->str + start + self->position, (gssize) size);
  self->position += size;

  return self->position < length;
}

/**
 * talus_graph_cursor_read:
 * @self: a cursor
 * @out: where the text goes, behind what is in it
 * @size: about how many bytes to read
 *
 * Reads the next piece.
 *
 * Returns: %FALSE when everything was read
 */
gboolean
talus_graph_cursor_read (TalusGraphCursor *self,
                         GString          *out,
                         gsize             size)
{
  TalusGraphView *view = NULL;
  gsize before = 0;
  gboolean more = FALSE;

  g_return_val_if_fail (self != NULL && out != NULL, FALSE);

  view = self->view;
  if (view->text != NULL)
    {
      g_clear_pointer (&self->writer, talus_graph_writer_free);
      return read_text (self, out, size);
    }

  if (self->writer == NULL)
    self->writer = talus_graph_writer_new (view->graph, self->form, view->seq, view->epoch,
                                           view->head);
  before = out->len;
  more = talus_graph_writer_step (self->writer, out, size);
  self->position += out->len - before;

  return more;
}

/**
 * talus_graph_cursor_free:
 * @self: (transfer full): a cursor
 *
 * Ends reading.
 */
void
talus_graph_cursor_free (TalusGraphCursor *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->writer, talus_graph_writer_free);
  talus_graph_view_unref (self->view);
  g_free (self);
}
