/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events of a session for those who ask instead of being told: what
 * followed a seq, and where there is nothing yet, the next thing that does.
 * What an event says is talus-events.c's. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "base/talus-json-writer.h"
#include "host/talus-call-access.h"
#include "host/talus-events.h"
#include "host/talus-host-private.h"
#include "host/talus-rest.h"

#define DEFAULT_LIMIT 100
#define MAX_LIMIT     1000
#define MAX_WAIT      30
#define MAX_BYTES     (4 * 1024 * 1024)
#define CHUNK_RECORDS 100
#define CHUNK_BYTES   (1024 * 1024)

/* An answer as it grows: from where to where it goes, and what it holds. */
typedef struct
{
  TalusCall *call;
  guint64 limit;
  guint64 wait;
  GString *events;
  guint64 n_records;
  guint n_events;
  guint64 seq;                        /* of the last record in it */
  char head[TALUS_HEAD_LENGTH + 1];   /* its head */

  /* While nothing has come yet. */
  guint follower_id;
  GSource *timeout;
  gulong gone_id;
  gboolean is_watching;               /* what becomes of the token it came by */
} Page;

static void revoked_cb (const TalusId *token_id, gpointer user_data);

static void
stop_waiting (Page *self)
{
  if (self->is_watching)
    talus_gate_unwatch (self->call->host->gate, revoked_cb, self);
  self->is_watching = FALSE;
  if (self->follower_id != 0)
    talus_session_unfollow (self->call->session, self->follower_id);
  self->follower_id = 0;
  if (self->timeout != NULL)
    g_source_destroy (self->timeout);
  g_clear_pointer (&self->timeout, g_source_unref);
  if (self->gone_id != 0)
    g_signal_handler_disconnect (self->call->request, self->gone_id);
  self->gone_id = 0;
}

static void
free_page (Page *self)
{
  stop_waiting (self);
  g_string_free (self->events, TRUE);
  talus_call_unref (self->call);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, free_page)

static gboolean
is_full (const Page *self)
{
  return self->n_records >= self->limit || self->events->len >= MAX_BYTES;
}

static void
add_record (Page        *self,
            TalusRecord *record)
{
  g_autoptr(GPtrArray) events = NULL;
  char session_id[TALUS_ID_TEXT_SIZE];
  char project_id[TALUS_ID_TEXT_SIZE];

  talus_id_format (talus_session_get_id (self->call->session), session_id);
  talus_id_format (talus_session_get_project_id (self->call->session), project_id);
  events = talus_events_from_record (record, session_id, project_id);
  for (guint i = 0; i < events->len; i++)
    {
      const TalusEvent *event = g_ptr_array_index (events, i);
      gsize size = 0;
      const char *json = g_bytes_get_data (event->json, &size);

      if (self->events->len > 0)
        g_string_append_c (self->events, ',');
      g_string_append_len (self->events, json, (gssize) size);
    }

  self->n_records++;
  self->n_events += events->len;
  self->seq = record->seq;
  g_strlcpy (self->head, record->head, sizeof self->head);
}

/* Reads on from where the page ends, as far as everybody was told. */
static gboolean
read_on (Page    *self,
         GError **error)
{
  TalusSession *session = self->call->session;
  guint64 last = talus_session_get_seq (session);

  while (self->seq < last && !is_full (self))
    {
      g_autoptr(GPtrArray) records = NULL;
      guint limit = (guint) MIN (self->limit - self->n_records, CHUNK_RECORDS);

      if (!talus_journal_read (talus_session_get_journal (session), self->seq, limit, CHUNK_BYTES,
                               &records, error))
        return FALSE;
      if (records->len == 0 ||
          ((TalusRecord *) g_ptr_array_index (records, 0))->seq != self->seq + 1)
        {
          g_set_error (error, TALUS_ERROR, TALUS_ERROR_LOG_GONE,
                       "The log does not hold what followed %" G_GUINT64_FORMAT " any more",
                       self->seq);
          return FALSE;
        }

      for (guint i = 0; i < records->len && !is_full (self); i++)
        {
          TalusRecord *record = g_ptr_array_index (records, i);

          if (record->seq <= last)
            add_record (self, record);
        }
    }

  return TRUE;
}

static void
write_text_or_null (TalusJsonWriter *writer,
                    const char      *name,
                    const char      *text)
{
  talus_json_writer_name (writer, name);
  if (text != NULL)
    talus_json_writer_string (writer, text);
  else
    talus_json_writer_null (writer);
}

static void
reply (Page *self)
{
  TalusSession *session = self->call->session;
  gboolean has_project = talus_session_has_project (session);
  GString *out = g_string_sized_new (self->events->len + 256);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, out);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "events");
  talus_json_writer_begin_array (&writer);
  g_string_append_len (out, self->events->str, (gssize) self->events->len);
  talus_json_writer_end_array (&writer);
  talus_json_writer_name (&writer, "seq");
  talus_json_writer_int (&writer, (gint64) self->seq);
  write_text_or_null (&writer, "epoch", talus_session_get_epoch (session));
  write_text_or_null (&writer, "head", has_project ? self->head : NULL);
  talus_json_writer_name (&writer, "more");
  talus_json_writer_boolean (&writer, self->seq < talus_session_get_seq (session));
  talus_json_writer_end_object (&writer);

  talus_metrics_count_deliveries (self->call->host->metrics, self->n_events);
  talus_call_reply (self->call, 200, out);
}

static gboolean
records_cb (TalusRecord **records,
            guint         n_records,
            gpointer      user_data)
{
  g_autoptr(Page) self = user_data;

  /* A project that came into the session meanwhile has begun without telling:
   * then the client only hears that there is more. */
  for (guint i = 0; i < n_records && records[i]->seq == self->seq + 1 && !is_full (self); i++)
    add_record (self, records[i]);
  reply (self);

  return TRUE;
}

/* The session closes: whoever waits asks again, and is told so then. */
static void
dropped_cb (gpointer user_data)
{
  g_autoptr(Page) self = user_data;

  self->follower_id = 0;
  reply (self);
}

static gboolean
timeout_cb (gpointer user_data)
{
  g_autoptr(Page) self = user_data;

  reply (self);

  return G_SOURCE_REMOVE;
}

/* It closed its side, which may mean that it only has no more to ask: so it
 * gets what there is now, if anybody is there to read it. */
static void
gone_cb (SioHttpRequest *request,
         gpointer        user_data)
{
  g_autoptr(Page) self = user_data;

  reply (self);
}

/* Who was shut out is not told what comes next. */
static void
revoked_cb (const TalusId *token_id,
            gpointer       user_data)
{
  g_autoptr(Page) self = NULL;

  if (!talus_id_equal (token_id, &((Page *) user_data)->call->grant->token_id))
    return;

  self = user_data;
  talus_call_reply_revoked (self->call);
}

static void
wait_for_more (Page *self)
{
  static const TalusFollowerFuncs funcs = { records_cb, NULL, dropped_cb };

  self->follower_id = talus_session_follow (self->call->session, &funcs, self, NULL);
  self->timeout = g_timeout_source_new_seconds ((guint) self->wait);
  g_source_set_callback (self->timeout, timeout_cb, self, NULL);
  g_source_set_static_name (self->timeout, "[talus] long poll");
  g_source_attach (self->timeout, g_main_context_get_thread_default ());
  self->gone_id = g_signal_connect (self->call->request, "gone", G_CALLBACK (gone_cb), self);
  self->is_watching = self->call->grant->has_token;
  if (self->is_watching)
    talus_gate_watch (self->call->host->gate, revoked_cb, self);
}

static void
refuse_position (TalusCall   *call,
                 const char  *why,
                 GError     **error)
{
  TalusSession *session = call->session;
  JsonObject *details = json_object_new ();

  json_object_set_int_member (details, "seq", (gint64) talus_session_get_seq (session));
  if (talus_session_has_project (session))
    {
      json_object_set_string_member (details, "epoch", talus_session_get_epoch (session));
      json_object_set_string_member (details, "head", talus_session_get_head (session));
    }
  else
    {
      json_object_set_null_member (details, "epoch");
      json_object_set_null_member (details, "head");
    }
  talus_set_error_details (error, TALUS_ERROR_CONFLICT, details, "%s", why);
}

/* The head that the log has at page->seq. */
static gboolean
find_head (Page    *self,
           GError **error)
{
  TalusSession *session = self->call->session;
  g_autoptr(GPtrArray) records = NULL;

  g_strlcpy (self->head, TALUS_HEAD_NONE, sizeof self->head);
  if (self->seq == 0)
    return TRUE;
  if (self->seq == talus_session_get_seq (session))
    {
      g_strlcpy (self->head, talus_session_get_head (session), sizeof self->head);
      return TRUE;
    }

  if (!talus_journal_read (talus_session_get_journal (session), self->seq - 1, 1, 1, &records,
                           error))
    return FALSE;
  if (records->len > 0 && ((TalusRecord *) g_ptr_array_index (records, 0))->seq == self->seq)
    g_strlcpy (self->head, ((TalusRecord *) g_ptr_array_index (records, 0))->head,
               sizeof self->head);

  return TRUE;
}

/* Whether what the client has is what this log had there. */
static gboolean
check_position (Page    *self,
                GError **error)
{
  TalusCall *call = self->call;
  const char *epoch = sio_http_request_get_query (call->request, "epoch");
  const char *head = sio_http_request_get_query (call->request, "head");
  const char *own_epoch = talus_session_get_epoch (call->session);

  if (self->seq > talus_session_get_seq (call->session))
    refuse_position (call, "The log does not go that far", error);
  else if (epoch != NULL && (own_epoch == NULL || g_ascii_strcasecmp (epoch, own_epoch) != 0))
    refuse_position (call, "The project is of another epoch", error);
  else if (!find_head (self, error))
    return FALSE;
  else if (head != NULL && g_ascii_strcasecmp (head, self->head) != 0)
    refuse_position (call, "The log has another history up to there", error);
  else
    return TRUE;

  return FALSE;
}

static gboolean
read_query (Page    *self,
            GError **error)
{
  if (!talus_call_get_query_uint (self->call, "since", &self->seq, error) ||
      !talus_call_get_query_uint (self->call, "limit", &self->limit, error) ||
      !talus_call_get_query_uint (self->call, "wait", &self->wait, error))
    return FALSE;

  self->limit = MIN (self->limit, MAX_LIMIT);
  self->wait = MIN (self->wait, MAX_WAIT);

  return TRUE;
}

static void
get_events (TalusCall *call)
{
  g_autoptr(Page) page = g_new0 (Page, 1);
  g_autoptr(GError) error = NULL;

  page->call = talus_call_ref (call);
  page->limit = DEFAULT_LIMIT;
  page->events = g_string_new (NULL);

  if (!read_query (page, &error) || !check_position (page, &error) || !read_on (page, &error))
    talus_call_reply_error (call, error);
  else if (page->n_records == 0 && page->wait > 0 && page->limit > 0 &&
           !talus_session_is_closed (call->session))
    wait_for_more (g_steal_pointer (&page));
  else
    reply (page);
}

const TalusRoute talus_rest_events_routes[] = {
  { "GET", "/api/v1/sessions/:session_id/events", TALUS_ROUTE_SESSION | TALUS_ROUTE_VIEWER,
    get_events },
  { NULL, NULL, 0, NULL },
};
