/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sessions in and out of memory: reading a document on a worker, handing it
 * to the host's thread whole, and the way back. */
#define G_LOG_DOMAIN "talus-session-registry"

#include "session/talus-registry-private.h"

#include "base/talus-heap.h"

/* About what a node takes in small pieces, bytes. */
#define NODE_SIZE 400

/* What a worker brings: wholly its own until the host's thread takes it. */
typedef struct
{
  char *path;
  gint64 last_activity;
  gboolean wants_replica;
  TalusDocument *document;
  TalusReplica *replica;
  TalusReplica *second;   /* (nullable): the same again, for another thread */
} Opening;

/* Under which name a task carries it. */
#define SECOND_REPLICA "talus-second-replica"

static void
free_opening (Opening *opening)
{
  g_clear_object (&opening->replica);
  g_clear_object (&opening->second);
  g_clear_object (&opening->document);
  g_free (opening->path);
  g_free (opening);
}

static TalusReplica *
read_replica (TalusDocument  *document,
              GError        **error)
{
  g_autoptr(TalusGraph) graph = NULL;
  char head[TALUS_HEAD_LENGTH + 1] = "";
  guint64 seq = 0;

  talus_heap_make_room (talus_document_get_info (document)->node_count * NODE_SIZE);
  graph = talus_document_load (document, &seq, head, error);
  if (graph == NULL)
    return NULL;

  return talus_session_read_replica (graph, seq, head, TALUS_JOURNAL (document), error);
}

/* Beside the first: nothing is written before the session is there, so that
 * both are of the same state. */
static gpointer
read_second (gpointer data)
{
  Opening *opening = data;
  g_autoptr(GError) error = NULL;

  opening->second = read_replica (opening->document, &error);
  if (opening->second == NULL)
    g_message ("The state could not be read a second time: %s", error->message);

  return NULL;
}

static void
open_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Opening *opening = task_data;
  GThread *beside = NULL;
  g_autoptr(GError) error = NULL;

  opening->document = talus_document_open (opening->path, &error);
  if (opening->document != NULL && opening->wants_replica)
    beside = g_thread_new ("talus-read", read_second, opening);
  if (opening->document != NULL)
    opening->replica = read_replica (opening->document, &error);
  if (beside != NULL)
    g_thread_join (beside);

  if (opening->replica != NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (opening->document != NULL)
    talus_document_close (opening->document, NULL);
  g_task_return_error (task, g_steal_pointer (&error));
}

static TalusTemplate *
find_template (const char  *template_id,
               gpointer     user_data,
               GError     **error)
{
  TalusRegistry *self = user_data;

  return talus_template_library_find (self->templates, template_id, error);
}

/* A session can be older than the project it waited for. */
static gint64
find_created_at (TalusRegistry           *self,
                 const TalusId           *session_id,
                 const TalusDocumentInfo *info)
{
  TalusLibraryEntry *known = talus_library_find_session (self->library, session_id);
  gint64 created_at = known != NULL ? known->created_at : info->created_at;

  g_clear_pointer (&known, talus_library_entry_free);

  return created_at;
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  TalusOperation *operation = user_data;
  TalusRegistry *self = operation->registry;
  Opening *opening = g_task_get_task_data (G_TASK (result));
  TalusRegistryEntry *entry = talus_registry_get_entry (self, &operation->key);
  const TalusDocumentInfo *info = NULL;
  TalusSession *session = NULL;
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (operation->task, g_steal_pointer (&error));
      talus_operation_finish (operation);
      return;
    }

  info = talus_document_get_info (opening->document);
  if (entry != NULL) /* an empty session that was waiting for this project */
    session = g_object_ref (entry->session);
  else
    session = talus_session_new (&operation->key, find_created_at (self, &operation->key, info),
                                 self->clock, self->clock_data);
  talus_session_attach (session, opening->replica, TALUS_JOURNAL (opening->document), info);
  g_clear_object (&opening->replica); /* it is this thread's from now on */
  talus_session_set_template_func (session, find_template, self);
  if (opening->last_activity > 0)
    talus_session_restore_activity (session, MAX (opening->last_activity, info->updated_at));

  if (!talus_library_set_loaded (self->library, &operation->key, TRUE, &error))
    g_message ("The index of projects could not be written: %s", error->message);
  talus_registry_add_entry (self, session, g_steal_pointer (&opening->document));
  if (opening->second != NULL)
    g_object_set_data_full (G_OBJECT (operation->task), SECOND_REPLICA,
                            g_steal_pointer (&opening->second), g_object_unref);
  g_task_return_pointer (operation->task, g_object_ref (session), g_object_unref);
  talus_operation_finish (operation);
}

/*
 * talus_registry_open_document:
 * @path: its file
 * @last_activity: the session's, or 0 for now
 *
 * Reads a document and ends @operation with its session.
 */
void
talus_registry_open_document (TalusOperation *operation,
                              const char     *path,
                              gint64          last_activity)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, opened_cb, operation);
  Opening *opening = g_new0 (Opening, 1);

  opening->path = g_strdup (path);
  opening->wants_replica = operation->wants_replica;
  opening->last_activity = last_activity;
  g_task_set_source_tag (task, talus_registry_open_document);
  g_task_set_task_data (task, opening, (GDestroyNotify) free_opening);
  g_task_run_in_thread (task, open_in_thread);
}

static void
return_session (TalusOperation *operation,
                TalusSession   *session)
{
  g_task_return_pointer (operation->task, g_object_ref (session), g_object_unref);
  talus_operation_finish (operation);
}

static void
return_no_session (TalusOperation *operation)
{
  char text[TALUS_ID_TEXT_SIZE];

  g_task_return_new_error (operation->task, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION,
                           "There is no session “%s”, or it is not loaded",
                           talus_id_format (&operation->key, text));
  talus_operation_finish (operation);
}

/* Of a session that counts as loaded. */
static void
start_need (TalusOperation *operation)
{
  TalusRegistry *self = operation->registry;
  TalusRegistryEntry *entry = talus_registry_get_entry (self, &operation->key);
  TalusLibraryEntry *known = NULL;

  if (entry != NULL)
    {
      return_session (operation, entry->session);
      return;
    }

  known = talus_library_find_session (self->library, &operation->key);
  if (known == NULL || !known->loaded || known->trashed)
    {
      g_clear_pointer (&known, talus_library_entry_free);
      return_no_session (operation);
      return;
    }

  if (known->has_project)
    {
      talus_registry_open_document (operation, known->path, MAX (known->last_activity, 1));
    }
  else
    {
      TalusSession *session = talus_session_new (&operation->key, known->created_at, self->clock,
                                                 self->clock_data);

      talus_session_restore_activity (session, known->last_activity);
      talus_registry_add_entry (self, session, NULL);
      return_session (operation, session);
    }
  talus_library_entry_free (known);
}

/*
 * talus_registry_start_open:
 *
 * Loads the operation's session whatever its state, unless it is in the trash.
 */
void
talus_registry_start_open (TalusOperation *operation)
{
  TalusRegistry *self = operation->registry;
  TalusRegistryEntry *entry = talus_registry_get_entry (self, &operation->key);
  TalusLibraryEntry *known = NULL;
  char text[TALUS_ID_TEXT_SIZE];

  if (entry != NULL && entry->document != NULL)
    {
      return_session (operation, entry->session);
      return;
    }

  known = talus_library_find_session (self->library, &operation->key);
  if (known == NULL || !known->has_project || known->trashed)
    {
      g_task_return_new_error (operation->task, TALUS_ERROR, TALUS_ERROR_PROJECT_NOT_FOUND,
                               "There is no project with the session “%s”",
                               talus_id_format (&operation->key, text));
      talus_operation_finish (operation);
    }
  else
    {
      talus_registry_open_document (operation, known->path, 0);
    }
  g_clear_pointer (&known, talus_library_entry_free);
}

static void
close_in_thread (GTask        *task,
                 gpointer      source,
                 gpointer      task_data,
                 GCancellable *cancellable)
{
  GError *error = NULL;

  if (talus_document_close (task_data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

typedef struct
{
  TalusOperation *operation;
  TalusOperationFunc then;
} Unloading;

static void
document_closed_cb (GObject      *object,
                    GAsyncResult *result,
                    gpointer      user_data)
{
  Unloading *unloading = user_data;
  TalusOperation *operation = unloading->operation;
  TalusOperationFunc then = unloading->then;
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    g_message ("A document did not close cleanly; it is recovered when it is next opened: %s",
               error->message);

  g_free (unloading);
  talus_registry_remove_entry (operation->registry, &operation->key);
  then (operation);
}

static void
note (TalusRegistry      *self,
      TalusRegistryEntry *entry)
{
  const TalusDocumentInfo *info = talus_document_get_info (entry->document);
  TalusGraph *graph = talus_session_get_graph (entry->session);
  TalusDocumentInfo now = *info;
  g_autoptr(GError) error = NULL;

  now.name = (char *) talus_graph_get_name (graph);
  now.template_id = (char *) talus_template_get_id (talus_graph_get_template (graph));
  now.node_count = talus_graph_get_n_nodes (graph);
  now.seq = talus_session_get_seq (entry->session);
  g_strlcpy (now.head, talus_session_get_head (entry->session), sizeof now.head);
  now.updated_at = MAX (info->updated_at, talus_session_get_updated_at (entry->session));
  if (!talus_library_note (self->library, &now, talus_session_get_last_activity (entry->session),
                           &error))
    g_message ("The index of projects could not be written: %s", error->message);
}

static void
session_closed_cb (TalusSession *session,
                   gpointer      user_data)
{
  Unloading *unloading = user_data;
  TalusRegistry *self = unloading->operation->registry;
  TalusRegistryEntry *entry = talus_registry_get_entry (self, &unloading->operation->key);
  g_autoptr(GTask) task = NULL;

  if (entry->document == NULL)
    {
      TalusOperation *operation = unloading->operation;
      TalusOperationFunc then = unloading->then;

      g_free (unloading);
      talus_registry_remove_entry (self, &operation->key);
      then (operation);
      return;
    }

  note (self, entry);
  task = g_task_new (NULL, NULL, document_closed_cb, unloading);
  g_task_set_source_tag (task, session_closed_cb);
  g_task_set_task_data (task, g_object_ref (entry->document), g_object_unref);
  g_task_run_in_thread (task, close_in_thread);
}

/*
 * talus_registry_unload:
 * @then: goes on, and ends @operation
 *
 * Closes what is in memory of the operation's session.
 */
void
talus_registry_unload (TalusOperation     *operation,
                       TalusOperationFunc  then)
{
  TalusRegistryEntry *entry = talus_registry_get_entry (operation->registry, &operation->key);
  Unloading *unloading = NULL;

  if (entry == NULL)
    {
      then (operation);
      return;
    }

  unloading = g_new0 (Unloading, 1);
  unloading->operation = operation;
  unloading->then = then;
  talus_session_close (entry->session, operation->reason != NULL ? operation->reason : "closed",
                       session_closed_cb, unloading);
}

static void
finish_close (TalusOperation *operation)
{
  TalusRegistry *self = operation->registry;
  g_autoptr(GError) error = NULL;

  if (!self->shutting_down)
    {
      TalusLibraryEntry *known = talus_library_find_session (self->library, &operation->key);

      /* One without a project too stays known: its id is never given again. */
      if (known != NULL)
        talus_library_set_loaded (self->library, &operation->key, FALSE, &error);
      g_clear_pointer (&known, talus_library_entry_free);
    }

  if (error != NULL)
    g_task_return_error (operation->task, g_steal_pointer (&error));
  else
    g_task_return_boolean (operation->task, TRUE);
  talus_operation_finish (operation);
}

static void
start_close (TalusOperation *operation)
{
  TalusLibraryEntry *known = NULL;

  if (talus_registry_get_entry (operation->registry, &operation->key) == NULL)
    {
      known = talus_library_find_session (operation->registry->library, &operation->key);
      if (known == NULL || !known->loaded || known->trashed)
        {
          g_clear_pointer (&known, talus_library_entry_free);
          return_no_session (operation);
          return;
        }
      talus_library_entry_free (known);
    }

  talus_registry_unload (operation, finish_close);
}

/*
 * talus_registry_start_cleanup:
 *
 * Closes the operation's session if it is still idle: while the operation
 * waited for its turn somebody may have come.
 */
void
talus_registry_start_cleanup (TalusOperation *operation)
{
  TalusRegistry *self = operation->registry;
  TalusRegistryEntry *entry = talus_registry_get_entry (self, &operation->key);
  const gint64 *max_inactive = operation->data;

  if (entry == NULL || !talus_registry_is_idle (self, entry->session, *max_inactive))
    return_no_session (operation);
  else
    start_close (operation);
}

/**
 * talus_registry_need_async:
 * @self: a registry
 * @session_id: which
 * @callback: called when it is there
 * @user_data: passed to @callback
 *
 * Gets a session that counts as loaded, reading it where it is not in memory
 * yet.
 */
void
talus_registry_need_async (TalusRegistry       *self,
                           const TalusId       *session_id,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;

  g_return_if_fail (TALUS_IS_REGISTRY (self));
  g_return_if_fail (session_id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_registry_need_async);
  if (!talus_registry_check_running (self, &error))
    g_task_return_error (task, error);
  else
    talus_operation_enqueue (talus_operation_new (self, session_id, g_steal_pointer (&task),
                                                  start_need));
}

/**
 * talus_registry_need_finish:
 * @self: a registry
 * @result: the result
 * @error: return location
 *
 * Finishes whatever brings a session into memory.
 *
 * Returns: (transfer full): the session, or %NULL
 */
TalusSession *
talus_registry_need_finish (TalusRegistry  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (TALUS_IS_REGISTRY (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
open_project (TalusRegistry       *self,
              const TalusId       *project_id,
              gboolean             wants_replica,
              GAsyncReadyCallback  callback,
              gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (self, NULL, callback, user_data);
  TalusLibraryEntry *known = talus_library_find_project (self->library, project_id);
  TalusOperation *operation = NULL;
  GError *error = NULL;

  g_task_set_source_tag (task, talus_registry_open_async);
  if (!talus_registry_check_running (self, &error))
    g_task_return_error (task, error);
  else if (known == NULL)
    talus_registry_return_no_project (task, project_id);
  else
    {
      operation = talus_operation_new (self, &known->session_id, g_steal_pointer (&task),
                                       talus_registry_start_open);
      operation->wants_replica = wants_replica;
      talus_operation_enqueue (operation);
    }
  g_clear_pointer (&known, talus_library_entry_free);
}

/**
 * talus_registry_open_async:
 * @self: a registry
 * @project_id: which
 * @callback: called when it is loaded; finish with
 *   [method@Talus.Registry.need_finish]
 * @user_data: passed to @callback
 *
 * Loads a project.
 */
void
talus_registry_open_async (TalusRegistry       *self,
                           const TalusId       *project_id,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_return_if_fail (TALUS_IS_REGISTRY (self));
  g_return_if_fail (project_id != NULL);

  open_project (self, project_id, FALSE, callback, user_data);
}

/**
 * talus_registry_open_with_replica_async:
 * @self: a registry
 * @project_id: which
 * @callback: called when it is loaded
 * @user_data: passed to @callback
 *
 * Loads a project, and its state a second time for who asks, on another core.
 */
void
talus_registry_open_with_replica_async (TalusRegistry       *self,
                                        const TalusId       *project_id,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  g_return_if_fail (TALUS_IS_REGISTRY (self));
  g_return_if_fail (project_id != NULL);

  open_project (self, project_id, TRUE, callback, user_data);
}

/**
 * talus_registry_open_with_replica_finish:
 * @self: a registry
 * @result: the result
 * @replica: (out) (transfer full) (nullable): what the session began with, the
 *   caller's alone, for any one thread; %NULL where it has to be read
 * @error: return location
 *
 * Finishes [method@Talus.Registry.open_with_replica_async].
 *
 * Returns: (transfer full): the session
 */
TalusSession *
talus_registry_open_with_replica_finish (TalusRegistry  *self,
                                         GAsyncResult   *result,
                                         TalusReplica  **replica,
                                         GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (replica != NULL, NULL);

  *replica = g_object_steal_data (G_OBJECT (result), SECOND_REPLICA);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * talus_registry_close_async:
 * @self: a registry
 * @session_id: which
 * @reason: what the followers are told
 * @callback: called when it is unloaded
 * @user_data: passed to @callback
 *
 * Unloads a session; %TALUS_ERROR_INVALID_SESSION if it is not loaded.
 */
void
talus_registry_close_async (TalusRegistry       *self,
                            const TalusId       *session_id,
                            const char          *reason,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  TalusOperation *operation = NULL;
  GTask *task = NULL;

  g_return_if_fail (TALUS_IS_REGISTRY (self));
  g_return_if_fail (session_id != NULL && reason != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_registry_close_async);
  operation = talus_operation_new (self, session_id, task, start_close);
  operation->reason = g_strdup (reason);
  talus_operation_enqueue (operation);
}

/**
 * talus_registry_close_finish:
 * @self: a registry
 * @result: the result
 * @error: return location
 *
 * Finishes what ends in nothing but done or not.
 *
 * Returns: %TRUE if done
 */
gboolean
talus_registry_close_finish (TalusRegistry  *self,
                             GAsyncResult   *result,
                             GError        **error)
{
  g_return_val_if_fail (TALUS_IS_REGISTRY (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
