/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window asks of its document beside following it: the log, the past,
 * versions, a copy. Each is a job that goes to the host's thread, from there to
 * a worker, and comes back whole. */
#define G_LOG_DOMAIN "talus-peer-local-link"

#include "base/talus-clock.h"
#include "peer/talus-local-link-private.h"

/* As much of the log as is read at a time. */
#define MAX_LOG_BYTES (16 * 1024 * 1024)

typedef struct
{
  TalusRegistry *registry;
  TalusId project_id;
  GTask *task;
  TalusDocumentFunc func;
  guint64 seq;
  guint limit;
  char *text;
  char *other_text;
  gpointer result;
  GDestroyNotify free_result;
} Job;

static void
job_free (Job *job)
{
  if (job->result != NULL)
    job->free_result (job->result);
  g_clear_object (&job->task);
  g_free (job->text);
  g_free (job->other_text);
  g_free (job);
}

/* On the host's thread. */
static void
job_done_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Job *job = user_data;
  GError *error = NULL;

  if (!talus_registry_close_finish (TALUS_REGISTRY (object), result, &error))
    g_task_return_error (job->task, error);
  else if (job->free_result != NULL)
    g_task_return_pointer (job->task, g_steal_pointer (&job->result), job->free_result);
  else
    g_task_return_boolean (job->task, TRUE);

  job_free (job);
}

static gboolean
start_job_cb (gpointer user_data)
{
  Job *job = user_data;

  talus_registry_use_document_async (job->registry, &job->project_id, job->func, job, job_done_cb,
                                     job);

  return G_SOURCE_REMOVE;
}

static Job *
job_new (TalusPeerLink       *link,
         TalusDocumentFunc    func,
         GCancellable        *cancellable,
         GAsyncReadyCallback  callback,
         gpointer             user_data)
{
  TalusLocalLink *self = TALUS_LOCAL_LINK (link);
  Job *job = g_new0 (Job, 1);

  job->registry = self->registry;
  job->project_id = self->project_id;
  job->func = func;
  job->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, func);

  return job;
}

static void
start_job (TalusPeerLink *link,
           Job           *job)
{
  talus_local_link_ask (TALUS_LOCAL_LINK (link)->host_context, start_job_cb, job);
}

static gboolean
read_log (TalusDocument  *document,
          gpointer        data,
          GError        **error)
{
  Job *job = data;
  GPtrArray *records = NULL;

  if (!talus_journal_read (TALUS_JOURNAL (document), job->seq, job->limit, MAX_LOG_BYTES, &records,
                           error))
    return FALSE;

  job->result = records;

  return TRUE;
}

/* TalusPeerLinkInterface.read_log_async */
void
talus_local_link_read_log (TalusPeerLink       *link,
                           guint64              after,
                           guint                limit,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  Job *job = job_new (link, read_log, cancellable, callback, user_data);

  job->seq = after;
  job->limit = limit;
  job->free_result = (GDestroyNotify) g_ptr_array_unref;
  start_job (link, job);
}

static gboolean
load_at (TalusDocument  *document,
         gpointer        data,
         GError        **error)
{
  Job *job = data;
  char head[TALUS_HEAD_LENGTH + 1];

  job->result = talus_document_load_at (document, job->seq, head, error);

  return job->result != NULL;
}

/* TalusPeerLinkInterface.load_at_async */
void
talus_local_link_load_at (TalusPeerLink       *link,
                          guint64              seq,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  Job *job = job_new (link, load_at, cancellable, callback, user_data);

  job->seq = seq;
  job->free_result = g_object_unref;
  start_job (link, job);
}

static gboolean
change_versions (TalusDocument  *document,
                 gpointer        data,
                 GError        **error)
{
  Job *job = data;

  if (job->text != NULL &&
      !talus_document_add_version (document, job->text, job->seq, talus_clock_now (), error))
    return FALSE;
  if (job->other_text != NULL &&
      !talus_document_delete_version (document, job->other_text, error))
    return FALSE;

  job->result = talus_document_list_versions (document, error);

  return job->result != NULL;
}

/* TalusPeerLinkInterface.versions_async */
void
talus_local_link_versions (TalusPeerLink       *link,
                           const char          *add_name,
                           guint64              add_seq,
                           const char          *delete_name,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  Job *job = job_new (link, change_versions, cancellable, callback, user_data);

  job->text = g_strdup (add_name);
  job->seq = add_seq;
  job->other_text = g_strdup (delete_name);
  job->free_result = (GDestroyNotify) g_ptr_array_unref;
  start_job (link, job);
}

static gboolean
copy_document (TalusDocument  *document,
               gpointer        data,
               GError        **error)
{
  Job *job = data;

  return talus_document_copy (document, job->text, TRUE, error);
}

/* TalusPeerLinkInterface.copy_async */
void
talus_local_link_copy (TalusPeerLink       *link,
                       const char          *path,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  Job *job = job_new (link, copy_document, cancellable, callback, user_data);

  job->text = g_strdup (path);
  start_job (link, job);
}
