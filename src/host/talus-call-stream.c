/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that leave piece by piece, as fast as somebody reads them, which may
 * be for ever: who is shut out meanwhile gets no more of it. It must not know
 * any resource. */
#define G_LOG_DOMAIN "talus-host-call"

#include "host/talus-call-access.h"
#include "host/talus-call-stream.h"
#include "host/talus-host-private.h"

typedef struct
{
  TalusCall *call;
  guint status;
  SioHttpFillFunc fill;
  gpointer user_data;
  GDestroyNotify destroy;   /* (nullable) */
  gboolean is_watching;     /* what becomes of the token it came by */
} Stream;

/* Half of it must not look like all of it. */
static void
revoked_cb (const TalusId *token_id,
            gpointer       user_data)
{
  Stream *self = user_data;

  if (talus_id_equal (token_id, &self->call->grant->token_id))
    sio_http_request_abort (self->call->request);
}

static gboolean
fill_cb (SioHttpRequest *request,
         GString        *buffer,
         gpointer        user_data)
{
  Stream *self = user_data;

  return self->fill (request, buffer, self->user_data);
}

static void
end (gpointer user_data)
{
  Stream *self = user_data;
  TalusHost *host = self->call->host;

  if (self->is_watching)
    talus_gate_unwatch (host->gate, revoked_cb, self);
  talus_metrics_count_request (host->metrics, self->status,
                               g_get_monotonic_time () - self->call->started_at);
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  talus_call_unref (self->call);
  g_free (self);
}

/**
 * talus_call_reply_stream:
 * @self: a call that was let in
 * @status: the status
 * @content_type: the body's type
 * @fill: what makes the body, piece by piece
 * @user_data: what to give it
 * @destroy: (nullable): frees @user_data; called once, when the answer is
 *   complete or nobody is there to read it
 *
 * Answers with a body of any length, unless the token that the call came by
 * was revoked; where that happens meanwhile the answer ends there, cut off.
 */
void
talus_call_reply_stream (TalusCall       *self,
                         guint            status,
                         const char      *content_type,
                         SioHttpFillFunc  fill,
                         gpointer         user_data,
                         GDestroyNotify   destroy)
{
  Stream *stream = NULL;

  g_return_if_fail (self != NULL && self->grant != NULL);
  g_return_if_fail (content_type != NULL && fill != NULL);

  if (!talus_gate_is_good (self->host->gate, self->grant))
    {
      talus_call_reply_revoked (self);
      if (destroy != NULL)
        destroy (user_data);
      return;
    }

  stream = g_new0 (Stream, 1);
  stream->call = talus_call_ref (self);
  stream->status = status;
  stream->fill = fill;
  stream->user_data = user_data;
  stream->destroy = destroy;
  stream->is_watching = self->grant->has_token;
  if (stream->is_watching)
    talus_gate_watch (self->host->gate, revoked_cb, stream);
  sio_http_request_respond_stream (self->request, status, content_type, fill_cb, stream, end);
}
