/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a call to a worker and back. It must not know any resource. */
#define G_LOG_DOMAIN "talus-host-work"

#include "host/talus-call-work.h"

typedef struct
{
  TalusCall *call;
  TalusDocument *document;
  TalusWorkFunc work;
  TalusWorkDoneFunc done;
  gpointer data;
  GDestroyNotify free_data;
} Work;

static void
free_work (Work *self)
{
  if (self->free_data != NULL)
    self->free_data (self->data);
  g_object_unref (self->document);
  talus_call_unref (self->call);
  g_free (self);
}

static void
run_in_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Work *self = task_data;
  GError *error = NULL;
  gpointer result = self->work (self->document, self->data, &error);

  if (result != NULL)
    g_task_return_pointer (task, result, NULL);
  else
    g_task_return_error (task, error);
}

static void
worked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Work *self = user_data;
  g_autoptr(GError) error = NULL;
  gpointer made = g_task_propagate_pointer (G_TASK (result), &error);

  if (made != NULL)
    self->done (self->call, made, self->data);
  else
    talus_call_reply_error (self->call, error);

  free_work (self);
}

/**
 * talus_call_work:
 * @call: a call whose session has a project
 * @work: what to do on a worker
 * @done: what to do with what comes of it, on this thread
 * @data: passed to both
 * @free_data: (nullable): frees @data, on this thread
 *
 * Has something done that takes its time.
 */
void
talus_call_work (TalusCall         *call,
                 TalusWorkFunc      work,
                 TalusWorkDoneFunc  done,
                 gpointer           data,
                 GDestroyNotify     free_data)
{
  g_autoptr(GTask) task = NULL;
  TalusDocument *document = NULL;
  Work *self = NULL;

  g_return_if_fail (call != NULL && call->session != NULL);
  g_return_if_fail (work != NULL && done != NULL);

  self = g_new0 (Work, 1);
  self->call = talus_call_ref (call);
  self->work = work;
  self->done = done;
  self->data = data;
  self->free_data = free_data;
  document = talus_registry_get_document (talus_host_get_registry (call->host), call->session);
  if (document == NULL)
    {
      talus_call_reply_new_error (call, TALUS_ERROR_INVALID_SESSION, "The session is closing");
      talus_call_unref (self->call);
      if (free_data != NULL)
        free_data (data);
      g_free (self);
      return;
    }

  self->document = g_object_ref (document);
  task = g_task_new (NULL, NULL, worked_cb, self);
  g_task_set_source_tag (task, talus_call_work);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, run_in_thread);
}

/**
 * talus_call_reply_work:
 * @call: a call
 * @result: (transfer full): a #GString of JSON
 * @data: not used
 *
 * Answers with what a worker wrote.
 */
void
talus_call_reply_work (TalusCall *call,
                       gpointer   result,
                       gpointer   data)
{
  talus_call_reply (call, 200, result);
}
