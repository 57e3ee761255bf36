/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Projects that are there: saved, put in the trash, taken out again. */
#define G_LOG_DOMAIN "talus-session-registry"

#include "session/talus-registry-private.h"

static void
finish_trash (TalusOperation *operation)
{
  TalusRegistry *self = operation->registry;
  TalusId *project_id = operation->data;
  GError *error = NULL;

  if (talus_library_trash (self->library, project_id, &error))
    g_task_return_boolean (operation->task, TRUE);
  else
    g_task_return_error (operation->task, error);
  talus_operation_finish (operation);
}

static void
start_trash (TalusOperation *operation)
{
  talus_registry_unload (operation, finish_trash);
}

static void
start_restore (TalusOperation *operation)
{
  TalusRegistry *self = operation->registry;
  TalusId *project_id = operation->data;
  TalusLibraryEntry *known = talus_library_find_project (self->library, project_id);
  gboolean trashed = known != NULL && known->trashed;
  GError *error = NULL;

  g_clear_pointer (&known, talus_library_entry_free);
  if (trashed && !talus_library_restore (self->library, project_id, &error))
    {
      g_task_return_error (operation->task, error);
      talus_operation_finish (operation);
      return;
    }

  talus_registry_start_open (operation);
}

/* An operation on the session of a project, which must be known. */
static void
enqueue_for_project (TalusRegistry      *self,
                     const TalusId      *project_id,
                     gboolean            in_trash_too,
                     GTask              *task,
                     const char         *reason,
                     TalusOperationFunc  start)
{
  g_autoptr(GTask) owned = task;
  TalusLibraryEntry *known = talus_library_find_project (self->library, project_id);
  TalusOperation *operation = NULL;
  GError *error = NULL;

  if (!talus_registry_check_running (self, &error))
    {
      g_task_return_error (owned, error);
    }
  else if (known == NULL || (known->trashed && !in_trash_too))
    {
      talus_registry_return_no_project (owned, project_id);
    }
  else
    {
      operation = talus_operation_new (self, &known->session_id, g_steal_pointer (&owned), start);
      operation->reason = g_strdup (reason);
      operation->data = g_memdup2 (project_id, sizeof (TalusId));
      operation->free_data = g_free;
      talus_operation_enqueue (operation);
    }
  g_clear_pointer (&known, talus_library_entry_free);
}

/**
 * talus_registry_trash_async:
 * @self: a registry
 * @project_id: which
 * @callback: called when it is done; finish with
 *   [method@Talus.Registry.close_finish]
 * @user_data: passed to @callback
 *
 * Puts a project in the trash, ending its session.
 */
void
talus_registry_trash_async (TalusRegistry       *self,
                            const TalusId       *project_id,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  GTask *task = NULL;

  g_return_if_fail (TALUS_IS_REGISTRY (self));
  g_return_if_fail (project_id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_registry_trash_async);
  enqueue_for_project (self, project_id, FALSE, task, "deleted", start_trash);
}

/**
 * talus_registry_restore_async:
 * @self: a registry
 * @project_id: which
 * @callback: called when it is loaded; finish with
 *   [method@Talus.Registry.need_finish]
 * @user_data: passed to @callback
 *
 * Takes a project out of the trash and loads it.
 */
void
talus_registry_restore_async (TalusRegistry       *self,
                              const TalusId       *project_id,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  GTask *task = NULL;

  g_return_if_fail (TALUS_IS_REGISTRY (self));
  g_return_if_fail (project_id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_registry_restore_async);
  enqueue_for_project (self, project_id, TRUE, task, NULL, start_restore);
}

/* What a save needs on its worker. */
typedef struct
{
  TalusDocument *document;
  char *copy_path;
} Saving;

static void
free_saving (Saving *saving)
{
  g_clear_object (&saving->document);
  g_free (saving->copy_path);
  g_free (saving);
}

static void
save_in_thread (GTask        *task,
                gpointer      source,
                gpointer      task_data,
                GCancellable *cancellable)
{
  Saving *saving = task_data;
  GError *error = NULL;

  if (talus_document_checkpoint (saving->document, &error) &&
      (saving->copy_path == NULL ||
       talus_document_copy (saving->document, saving->copy_path, FALSE, &error)))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  TalusOperation *operation = user_data;
  TalusRegistry *self = operation->registry;
  TalusRegistryEntry *entry = talus_registry_get_entry (self, &operation->key);
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    {
      talus_library_prune_copies (self->library, operation->data);
      talus_session_notify_saved (entry->session);
      g_task_return_boolean (operation->task, TRUE);
    }
  else
    {
      g_task_return_error (operation->task, error);
    }
  talus_operation_finish (operation);
}

static void
start_save (TalusOperation *operation)
{
  TalusRegistry *self = operation->registry;
  TalusRegistryEntry *entry = talus_registry_get_entry (self, &operation->key);
  g_autoptr(GTask) task = NULL;
  Saving *saving = NULL;

  if (entry == NULL || entry->document == NULL)
    {
      /* Not loaded: what there is of it is at rest on the disk. */
      g_task_return_boolean (operation->task, TRUE);
      talus_operation_finish (operation);
      return;
    }

  saving = g_new0 (Saving, 1);
  saving->document = g_object_ref (entry->document);
  saving->copy_path = talus_library_get_copy_path (self->library, operation->data,
                                                   self->clock (self->clock_data));
  task = g_task_new (NULL, NULL, saved_cb, operation);
  g_task_set_source_tag (task, start_save);
  g_task_set_task_data (task, saving, (GDestroyNotify) free_saving);
  g_task_run_in_thread (task, save_in_thread);
}

/**
 * talus_registry_save_async:
 * @self: a registry
 * @project_id: which
 * @callback: called when it is done; finish with
 *   [method@Talus.Registry.close_finish]
 * @user_data: passed to @callback
 *
 * Empties the write-ahead log of a project into its file and makes the copy
 * of the day where there is none yet. Nothing depends on it: what was
 * acknowledged is durable anyway.
 */
void
talus_registry_save_async (TalusRegistry       *self,
                           const TalusId       *project_id,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  GTask *task = NULL;

  g_return_if_fail (TALUS_IS_REGISTRY (self));
  g_return_if_fail (project_id != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_registry_save_async);
  enqueue_for_project (self, project_id, FALSE, task, NULL, start_save);
}
