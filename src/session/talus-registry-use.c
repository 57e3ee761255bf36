/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lending a project's document to a worker, whether it is open or not:
 * exports and versions look into it, and it must not be closed, moved or
 * opened a second time meanwhile. */
#define G_LOG_DOMAIN "talus-session-registry"

#include "session/talus-registry-private.h"

/* What the worker needs. @document is set where it is open already. */
typedef struct
{
  TalusId project_id;
  TalusDocument *document;
  char *path;
  TalusDocumentFunc func;
  gpointer data;
} Use;

static void
free_use (Use *use)
{
  g_clear_object (&use->document);
  g_free (use->path);
  g_free (use);
}

static gboolean
use_closed_document (Use     *use,
                     GError **error)
{
  g_autoptr(TalusDocument) document = talus_document_open (use->path, error);
  gboolean done = FALSE;

  if (document == NULL)
    return FALSE;

  done = use->func (document, use->data, error);

  return talus_document_close (document, done ? error : NULL) && done;
}

static void
use_in_thread (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Use *use = task_data;
  GError *error = NULL;
  gboolean done = FALSE;

  done = use->document != NULL ? use->func (use->document, use->data, &error)
                               : use_closed_document (use, &error);
  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
used_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  TalusOperation *operation = user_data;
  GError *error = NULL;

  if (g_task_propagate_boolean (G_TASK (result), &error))
    g_task_return_boolean (operation->task, TRUE);
  else
    g_task_return_error (operation->task, error);
  talus_operation_finish (operation);
}

static void
start_use (TalusOperation *operation)
{
  TalusRegistry *self = operation->registry;
  TalusRegistryEntry *entry = talus_registry_get_entry (self, &operation->key);
  Use *use = operation->data;
  g_autoptr(GTask) task = NULL;

  if (entry != NULL && entry->document != NULL)
    {
      use->document = g_object_ref (entry->document);
    }
  else
    {
      TalusLibraryEntry *known = talus_library_find_project (self->library, &use->project_id);

      if (known == NULL || known->trashed)
        {
          g_clear_pointer (&known, talus_library_entry_free);
          talus_registry_return_no_project (operation->task, &use->project_id);
          talus_operation_finish (operation);
          return;
        }
      use->path = g_strdup (known->path);
      talus_library_entry_free (known);
    }

  task = g_task_new (NULL, NULL, used_cb, operation);
  g_task_set_source_tag (task, start_use);
  g_task_set_task_data (task, use, NULL);
  g_task_run_in_thread (task, use_in_thread);
}

/**
 * talus_registry_use_document_async:
 * @self: a registry
 * @project_id: whose
 * @func: what to do with it
 * @data: passed to @func; it must live until @callback is called
 * @callback: called when it is done; finish with
 *   [method@Talus.Registry.close_finish]
 * @user_data: passed to @callback
 *
 * Has something done with a project's document on a worker. Whether the
 * project counts as loaded does not change.
 */
void
talus_registry_use_document_async (TalusRegistry       *self,
                                   const TalusId       *project_id,
                                   TalusDocumentFunc    func,
                                   gpointer             data,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  TalusLibraryEntry *known = NULL;
  TalusOperation *operation = NULL;
  Use *use = NULL;
  GError *error = NULL;

  g_return_if_fail (TALUS_IS_REGISTRY (self));
  g_return_if_fail (project_id != NULL && func != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_registry_use_document_async);
  known = talus_library_find_project (self->library, project_id);
  if (!talus_registry_check_running (self, &error))
    {
      g_task_return_error (task, error);
    }
  else if (known == NULL || known->trashed)
    {
      talus_registry_return_no_project (task, project_id);
    }
  else
    {
      use = g_new0 (Use, 1);
      use->project_id = *project_id;
      use->func = func;
      use->data = data;
      operation = talus_operation_new (self, &known->session_id, g_steal_pointer (&task),
                                       start_use);
      operation->data = use;
      operation->free_data = (GDestroyNotify) free_use;
      talus_operation_enqueue (operation);
    }
  g_clear_pointer (&known, talus_library_entry_free);
}
