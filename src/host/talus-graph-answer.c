/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph of usual size is answered in one piece, with its length; a big one
 * piece by piece as the client takes it, so that it is never in memory as a
 * whole. It must not know how the graph is kept from changing meanwhile. */
#define G_LOG_DOMAIN "talus-host-graph"

#include "host/talus-call-stream.h"
#include "host/talus-graph-answer.h"
#include "host/talus-host-private.h"

#define ONE_PIECE (1024 * 1024)
#define NEXT_PIECE (64 * 1024)

typedef struct
{
  TalusCall *call;
  TalusGraphView *view;
  gboolean with_roots;
  TalusGraphCursor *cursor;  /* the one under way */
  gboolean in_roots;
  GString *first;            /* (nullable): what was written to see how long it gets */
} Answer;

static void
free_answer (gpointer data)
{
  Answer *self = data;

  g_clear_pointer (&self->cursor, talus_graph_cursor_free);
  if (self->first != NULL)
    g_string_free (self->first, TRUE);
  talus_graph_view_unref (self->view);
  talus_call_unref (self->call);
  g_free (self);
}

/* FALSE when the answer is complete. */
static gboolean
write_piece (Answer  *self,
             GString *out,
             gsize    size)
{
  gsize end = out->len + size;

  while (out->len < end)
    {
      if (talus_graph_cursor_read (self->cursor, out, end - out->len))
        continue;
      if (self->in_roots || !self->with_roots)
        {
          g_string_append_c (out, '}');
          return FALSE;
        }
      g_string_append (out, ",\"roots\":");
      talus_graph_cursor_free (self->cursor);
      self->cursor = talus_graph_cursor_new (self->view, TALUS_GRAPH_ROOTS);
      self->in_roots = TRUE;
    }

  return TRUE;
}

static gboolean
fill_cb (SioHttpRequest *request,
         GString        *buffer,
         gpointer        user_data)
{
  Answer *self = user_data;

  if (self->first != NULL)
    {
      g_string_append_len (buffer, self->first->str, (gssize) self->first->len);
      g_string_free (g_steal_pointer (&self->first), TRUE);
      return TRUE;
    }

  return write_piece (self, buffer, NEXT_PIECE);
}

/**
 * talus_graph_answer:
 * @call: a call
 * @status: the HTTP status
 * @members: what stands in front of the graph, each member with a comma behind
 * @view: the graph
 * @with_roots: whether its roots are to stand beside it once more
 *
 * Answers with a graph.
 */
void
talus_graph_answer (TalusCall      *call,
                    guint           status,
                    const char     *members,
                    TalusGraphView *view,
                    gboolean        with_roots)
{
  Answer *self = NULL;

  g_return_if_fail (call != NULL && members != NULL && view != NULL);

  self = g_new0 (Answer, 1);
  self->call = talus_call_ref (call);
  self->view = talus_graph_view_ref (view);
  self->with_roots = with_roots;
  self->cursor = talus_graph_cursor_new (view, TALUS_GRAPH_FULL);
  self->first = g_string_new (NULL);
  g_string_append_printf (self->first, "{%s\"graph\":", members);

  if (!write_piece (self, self->first, ONE_PIECE))
    {
      talus_call_reply (call, status, g_steal_pointer (&self->first));
      free_answer (self);
      return;
    }

  sio_http_request_set_response_header (call->request, "Cache-Control", "no-store");
  talus_call_reply_stream (call, status, "application/json", fill_cb, self, free_answer);
}

typedef struct
{
  TalusCall *call;
  guint status;
  char *members;
  gboolean with_roots;
} Present;

static void
settled_cb (TalusSession *session,
            gpointer      user_data)
{
  Present *present = user_data;

  if (!sio_http_request_is_finished (present->call->request))
    {
      g_autoptr(TalusGraphView) view = NULL;

      view = talus_graph_view_get (present->call->host->views, session);
      talus_graph_answer (present->call, present->status, present->members, view,
                          present->with_roots);
    }

  talus_call_unref (present->call);
  g_free (present->members);
  g_free (present);
}

/**
 * talus_graph_answer_present:
 * @call: a call whose session has a project
 * @status: the HTTP status
 * @members: what stands in front of the graph, each member with a comma behind
 * @with_roots: whether its roots are to stand beside it once more
 *
 * Answers with the graph of the call's session, as soon as everything in it is
 * durable.
 */
void
talus_graph_answer_present (TalusCall  *call,
                            guint       status,
                            const char *members,
                            gboolean    with_roots)
{
  Present *present = NULL;

  g_return_if_fail (call != NULL && members != NULL);
  g_return_if_fail (call->session != NULL && talus_session_has_project (call->session));

  present = g_new0 (Present, 1);
  present->call = talus_call_ref (call);
  present->status = status;
  present->members = g_strdup (members);
  present->with_roots = with_roots;
  talus_session_when_settled (call->session, settled_cb, present);
}
