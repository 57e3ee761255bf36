/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever touches a session's access is a job, and the jobs of one session
 * run one after the other, on workers, whether it is loaded or not. It must
 * not know what they do. */
#define G_LOG_DOMAIN "talus-host-gate"

#include "base/talus-error.h"
#include "host/talus-gate-session-private.h"

#define MAX_SESSIONS 1000

typedef struct
{
  TalusGate *gate;
  TalusGateSession *session;
  TalusDocument *document;   /* (nullable): while a worker has it */
  gboolean is_retry;
  TalusDocumentFunc work;
  TalusGateDoneFunc done;
  gpointer data;
} Job;

/**
 * talus_gate_forget_tokens:
 * @session: a session
 *
 * Has them read again before the next that comes with one is let in.
 */
void
talus_gate_forget_tokens (TalusGateSession *session)
{
  g_clear_pointer (&session->by_id, g_hash_table_unref);
  g_clear_pointer (&session->by_hash, g_hash_table_unref);
}

static void
free_session (gpointer data)
{
  TalusGateSession *session = data;

  g_assert (session->jobs.length == 0);
  talus_gate_forget_tokens (session);
  g_clear_pointer (&session->said, g_hash_table_unref);
  g_free (session);
}

static gboolean
is_idle (gpointer key,
         gpointer value,
         gpointer user_data)
{
  TalusGateSession *session = value;
  TalusGate *gate = user_data;

  return session->jobs.length == 0 &&
         talus_registry_get_session (gate->registry, &session->id) == NULL;
}

/**
 * talus_gate_ensure_session:
 * @self: a gate
 * @id: of a session that there is
 *
 * Gets what is known of a session; nothing, at first.
 *
 * Returns: (transfer none): it, until the main loop runs again
 */
TalusGateSession *
talus_gate_ensure_session (TalusGate     *self,
                           const TalusId *id)
{
  TalusGateSession *session = g_hash_table_lookup (self->sessions, id);

  if (session != NULL)
    return session;

  if (g_hash_table_size (self->sessions) >= MAX_SESSIONS)
    g_hash_table_foreach_remove (self->sessions, is_idle, self);

  session = g_new0 (TalusGateSession, 1);
  session->gate = self;
  session->id = *id;
  g_queue_init (&session->jobs);
  g_hash_table_insert (self->sessions, &session->id, session);

  return session;
}

/* It may not be the file that it was when it was open the last time. */
static void
session_added_cb (TalusRegistry *registry,
                  TalusSession  *added,
                  TalusGate     *self)
{
  TalusGateSession *session = g_hash_table_lookup (self->sessions, talus_session_get_id (added));

  if (session != NULL)
    talus_gate_forget_tokens (session);
}

static void
session_removed_cb (TalusRegistry *registry,
                    TalusSession  *removed,
                    TalusGate     *self)
{
  TalusGateSession *session = g_hash_table_lookup (self->sessions, talus_session_get_id (removed));

  if (session != NULL)
    session->read_at = g_get_monotonic_time ();
}

/**
 * talus_gate_start_sessions:
 * @self: a gate
 *
 * Begins to know sessions' tokens.
 */
void
talus_gate_start_sessions (TalusGate *self)
{
  self->sessions = g_hash_table_new_full (talus_id_hash, talus_id_equal, NULL, free_session);
  self->added_id = g_signal_connect (self->registry, "session-added",
                                     G_CALLBACK (session_added_cb), self);
  self->removed_id = g_signal_connect (self->registry, "session-removed",
                                       G_CALLBACK (session_removed_cb), self);
}

/**
 * talus_gate_stop_sessions:
 * @self: a gate
 *
 * Listens no more.
 */
void
talus_gate_stop_sessions (TalusGate *self)
{
  g_clear_signal_handler (&self->added_id, self->registry);
  g_clear_signal_handler (&self->removed_id, self->registry);
}

/**
 * talus_gate_knows_session:
 * @self: a gate
 * @session_id: of a session
 *
 * Whether there is such a session, loaded or not, with a document that could
 * have tokens.
 *
 * Returns: %TRUE if so
 */
gboolean
talus_gate_knows_session (TalusGate     *self,
                          const TalusId *session_id)
{
  TalusLibraryEntry *entry = NULL;
  gboolean is_there = FALSE;

  entry = talus_library_find_session (talus_registry_get_library (self->registry), session_id);
  is_there = entry != NULL && entry->has_project && !entry->trashed;
  g_clear_pointer (&entry, talus_library_entry_free);

  return is_there;
}

static void start_job (Job *job);

static void
start_next (TalusGateSession *session)
{
  if (session->jobs.length > 0)
    start_job (g_queue_peek_head (&session->jobs));
}

static void
end_job (Job          *job,
         const GError *error)
{
  TalusGate *gate = job->gate;
  TalusGateSession *session = job->session;

  job->done (gate, error, job->data);
  g_queue_pop_head (&session->jobs);
  g_free (job);
  start_next (session);
  talus_gate_unref (gate);
}

static void
used_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  talus_registry_close_finish (TALUS_REGISTRY (object), result, &error);
  end_job (user_data, error);
}

static void
failed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  end_job (user_data, error);
}

static void
start_on_closed (Job *job)
{
  TalusGate *gate = job->gate;
  TalusLibraryEntry *entry = NULL;
  g_autoptr(GTask) task = NULL;
  char text[TALUS_ID_TEXT_SIZE];

  entry = talus_library_find_session (talus_registry_get_library (gate->registry),
                                      &job->session->id);
  if (entry != NULL && entry->has_project && !entry->trashed)
    {
      talus_registry_use_document_async (gate->registry, &entry->info.project_id, job->work,
                                         job->data, used_cb, job);
    }
  else
    {
      task = g_task_new (NULL, NULL, failed_cb, job);
      g_task_set_source_tag (task, start_on_closed);
      g_task_return_new_error (task, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION,
                               "There is no session “%s”",
                               talus_id_format (&job->session->id, text));
    }
  g_clear_pointer (&entry, talus_library_entry_free);
}

static void
run_in_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Job *job = task_data;
  GError *error = NULL;

  if (job->work (job->document, job->data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* It may have been unloaded under the worker's hands. */
static void
worked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Job *job = user_data;
  g_autoptr(GError) error = NULL;

  g_clear_object (&job->document);
  if (!g_task_propagate_boolean (G_TASK (result), &error) && !job->is_retry &&
      talus_registry_get_session (job->gate->registry, &job->session->id) == NULL)
    {
      job->is_retry = TRUE;
      start_on_closed (job);
      return;
    }

  end_job (job, error);
}

static void
start_job (Job *job)
{
  TalusRegistry *registry = job->gate->registry;
  TalusSession *session = talus_registry_get_session (registry, &job->session->id);
  TalusDocument *document = NULL;
  g_autoptr(GTask) task = NULL;

  if (session != NULL)
    document = talus_registry_get_document (registry, session);
  if (document == NULL)
    {
      start_on_closed (job);
      return;
    }

  job->document = g_object_ref (document);
  task = g_task_new (NULL, NULL, worked_cb, job);
  g_task_set_source_tag (task, start_job);
  g_task_set_task_data (task, job, NULL);
  g_task_run_in_thread (task, run_in_thread);
}

/**
 * talus_gate_run:
 * @self: a gate
 * @session_id: of a session, loaded or not
 * @work: what to do with its document, on a worker
 * @done: called when it is done
 * @data: passed to both
 *
 * Has something done to a session's access.
 */
void
talus_gate_run (TalusGate         *self,
                const TalusId     *session_id,
                TalusDocumentFunc  work,
                TalusGateDoneFunc  done,
                gpointer           data)
{
  TalusGateSession *session = NULL;
  Job *job = NULL;

  g_return_if_fail (self != NULL && session_id != NULL);
  g_return_if_fail (work != NULL && done != NULL);

  session = talus_gate_ensure_session (self, session_id);
  job = g_new0 (Job, 1);
  job->gate = talus_gate_ref (self);
  job->session = session;
  job->work = work;
  job->done = done;
  job->data = data;
  g_queue_push_tail (&session->jobs, job);
  if (session->jobs.length == 1)
    start_job (job);
}

/**
 * talus_gate_get_last_data:
 * @session: a session
 * @work: what the last job would have to do
 *
 * Gets what the last job was given, to be given more, as long as it has not
 * begun.
 *
 * Returns: (transfer none) (nullable): it, %NULL where there is no such job
 */
gpointer
talus_gate_get_last_data (TalusGateSession  *session,
                          TalusDocumentFunc  work)
{
  Job *last = NULL;

  g_return_val_if_fail (session != NULL && work != NULL, NULL);

  last = g_queue_peek_tail (&session->jobs);

  return session->jobs.length > 1 && last->work == work ? last->data : NULL;
}
