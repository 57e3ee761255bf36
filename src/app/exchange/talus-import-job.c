/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Thousands of rows take a second to be written down as an edit and to be
 * worked out: a worker does the one and the host the other, while the window
 * stays alive. */
#define G_LOG_DOMAIN "talus-app-exchange"

#include "config.h"

#include "app/exchange/talus-import-job.h"

typedef struct
{
  TalusCsvPlan *plan;
  char *label;
  gboolean has_parent;
  TalusId parent;
  TalusCommand *command;   /* (nullable): once it is written */
  TalusId command_id;
  GArray *tops;            /* (nullable): likewise */
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  talus_csv_plan_unref (job->plan);
  g_free (job->label);
  g_clear_pointer (&job->command, talus_command_unref);
  g_clear_pointer (&job->tops, g_array_unref);
  g_free (job);
}

static void
write_in_thread (GTask        *task,
                 gpointer      object,
                 gpointer      data,
                 GCancellable *cancellable)
{
  Job *job = data;
  GError *error = NULL;
  TalusBatch *batch = talus_csv_plan_to_batch (job->plan, job->label,
                                               job->has_parent ? &job->parent : NULL, NULL,
                                               &job->tops, &error);

  if (batch != NULL)
    {
      job->command = talus_batch_to_command (batch, &error);
      /* The command alone has its data from here on, and may go to another thread. */
      talus_batch_free (batch);
    }

  if (job->command != NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;

  if (!talus_peer_send_finish (TALUS_PEER (object), result, &error))
    g_task_return_error (task, error);
  else if (!g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_task_return_pointer (task, g_steal_pointer (&job->tops), (GDestroyNotify) g_array_unref);
  else if (!talus_peer_undo_command (TALUS_PEER (object), &job->command_id, &error))
    g_task_return_error (task, error);
  else
    g_task_return_error_if_cancelled (task);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Job *job = g_task_get_task_data (G_TASK (result));
  GError *error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, error);
      return;
    }

  talus_peer_send_async (TALUS_PEER (object), g_steal_pointer (&job->command), &job->command_id,
                         sent_cb, g_steal_pointer (&task));
}

/**
 * talus_import_async:
 * @peer: a live project
 * @plan: what is to be made
 * @label: what the history calls it
 * @parent: (nullable): what it comes below; %NULL for roots
 * @cancellable: (nullable): leaves nothing of it
 * @callback: called when it is made, and shown
 * @user_data: for @callback
 *
 * Imports a table. On the main thread.
 */
void
talus_import_async (TalusPeer           *peer,
                    TalusCsvPlan        *plan,
                    const char          *label,
                    const TalusId       *parent,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr (GTask) written = NULL;
  GTask *task;
  Job *job;

  g_return_if_fail (TALUS_IS_PEER (peer));
  g_return_if_fail (plan != NULL);

  job = g_new0 (Job, 1);
  job->plan = talus_csv_plan_ref (plan);
  job->label = g_strdup (label);
  job->has_parent = parent != NULL;
  if (parent != NULL)
    job->parent = *parent;

  task = g_task_new (peer, cancellable, callback, user_data);
  g_task_set_source_tag (task, talus_import_async);
  g_task_set_task_data (task, job, free_job);
  /* What the host has made is not given up by silence. */
  g_task_set_check_cancellable (task, FALSE);

  written = g_task_new (peer, cancellable, written_cb, task);
  g_task_set_source_tag (written, write_in_thread);
  g_task_set_task_data (written, job, NULL);
  g_task_run_in_thread (written, write_in_thread);
}

/**
 * talus_import_finish:
 * @peer: the project
 * @result: the result
 * @error: return location for a sentence
 *
 * Finishes talus_import_async().
 *
 * Returns: (transfer full) (nullable) (element-type TalusId): the ids of its
 *   tops, or %NULL where nothing has been imported
 */
GArray *
talus_import_finish (TalusPeer     *peer,
                     GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, peer), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
