/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done to many sessions at once: after a restart, when idle, at the
 * end. */
#define G_LOG_DOMAIN "talus-session-registry"

#include "session/talus-registry-private.h"

/* Several operations that end as one. */
typedef struct
{
  GTask *task;
  guint n_running;
  guint n_done;
} Gathering;

static void
end_one (Gathering *gathering)
{
  if (--gathering->n_running > 0)
    return;

  g_task_return_int (gathering->task, gathering->n_done);
  g_object_unref (gathering->task);
  g_free (gathering);
}

static Gathering *
gather (TalusRegistry       *self,
        GAsyncReadyCallback  callback,
        gpointer             user_data)
{
  Gathering *gathering = g_new0 (Gathering, 1);

  gathering->task = g_task_new (self, NULL, callback, user_data);
  gathering->n_running = 1; /* itself, until all have been started */

  return gathering;
}

static void
one_needed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusSession) session = talus_registry_need_finish (TALUS_REGISTRY (object), result,
                                                                &error);

  if (session == NULL)
    g_message ("A session could not be loaded again: %s", error->message);
  end_one (user_data);
}

static void
one_closed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  Gathering *gathering = user_data;
  g_autoptr(GError) error = NULL;

  if (talus_registry_close_finish (TALUS_REGISTRY (object), result, &error))
    gathering->n_done++;
  else if (!g_error_matches (error, TALUS_ERROR, TALUS_ERROR_INVALID_SESSION))
    g_message ("A session could not be unloaded: %s", error->message);
  end_one (gathering);
}

/**
 * talus_registry_need_all_async:
 * @self: a registry
 * @callback: called when all are there
 * @user_data: passed to @callback
 *
 * Reads whatever counts as loaded and is not in memory yet.
 */
void
talus_registry_need_all_async (TalusRegistry       *self,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GPtrArray) known = NULL;
  Gathering *gathering = NULL;

  g_return_if_fail (TALUS_IS_REGISTRY (self));

  gathering = gather (self, callback, user_data);
  known = talus_library_list (self->library);
  for (guint i = 0; i < known->len; i++)
    {
      TalusLibraryEntry *entry = g_ptr_array_index (known, i);

      if (!entry->loaded || entry->trashed ||
          talus_registry_get_entry (self, &entry->session_id) != NULL)
        continue;
      gathering->n_running++;
      talus_registry_need_async (self, &entry->session_id, one_needed_cb, gathering);
    }
  end_one (gathering);
}

/**
 * talus_registry_need_all_finish:
 * @self: a registry
 * @result: the result
 * @error: return location
 *
 * Finishes [method@Talus.Registry.need_all_async]. A session that cannot be
 * read is left out and logged.
 *
 * Returns: %TRUE
 */
gboolean
talus_registry_need_all_finish (TalusRegistry  *self,
                                GAsyncResult   *result,
                                GError        **error)
{
  g_return_val_if_fail (TALUS_IS_REGISTRY (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_int (G_TASK (result), error) >= 0;
}

/**
 * talus_registry_cleanup_async:
 * @self: a registry
 * @max_inactive: milliseconds
 * @callback: called when they are unloaded
 * @user_data: passed to @callback
 *
 * Unloads the sessions without clients that nobody has touched for longer.
 */
void
talus_registry_cleanup_async (TalusRegistry       *self,
                              gint64               max_inactive,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr(GPtrArray) sessions = NULL;
  Gathering *gathering = NULL;

  g_return_if_fail (TALUS_IS_REGISTRY (self));
  g_return_if_fail (max_inactive >= 0);

  gathering = gather (self, callback, user_data);
  sessions = talus_registry_list_sessions (self);
  for (guint i = 0; i < sessions->len; i++)
    {
      TalusSession *session = g_ptr_array_index (sessions, i);
      TalusOperation *operation = NULL;

      if (!talus_registry_is_idle (self, session, max_inactive))
        continue;
      gathering->n_running++;
      operation = talus_operation_new (self, talus_session_get_id (session),
                                       g_task_new (self, NULL, one_closed_cb, gathering),
                                       talus_registry_start_cleanup);
      operation->reason = g_strdup ("inactive");
      operation->data = g_memdup2 (&max_inactive, sizeof max_inactive);
      operation->free_data = g_free;
      talus_operation_enqueue (operation);
    }
  end_one (gathering);
}

/**
 * talus_registry_cleanup_finish:
 * @self: a registry
 * @result: the result
 * @n_removed: (out): how many were unloaded
 * @error: return location
 *
 * Finishes [method@Talus.Registry.cleanup_async].
 *
 * Returns: %TRUE
 */
gboolean
talus_registry_cleanup_finish (TalusRegistry  *self,
                               GAsyncResult   *result,
                               guint          *n_removed,
                               GError        **error)
{
  gssize n = 0;

  g_return_val_if_fail (TALUS_IS_REGISTRY (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  n = g_task_propagate_int (G_TASK (result), error);
  if (n < 0)
    return FALSE;
  *n_removed = n;

  return TRUE;
}

static void
all_closed_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;

  g_task_propagate_int (G_TASK (result), NULL);
  g_task_return_boolean (task, TRUE);
}

/**
 * talus_registry_shut_down_async:
 * @self: a registry
 * @callback: called when all is closed; finish with
 *   [method@Talus.Registry.close_finish]
 * @user_data: passed to @callback
 *
 * Takes nothing new and closes everything. What was loaded counts as loaded
 * at the next start.
 */
void
talus_registry_shut_down_async (TalusRegistry       *self,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  g_autofree TalusId *ids = NULL;
  Gathering *gathering = NULL;
  GTask *task = NULL;
  guint n_ids = 0;

  g_return_if_fail (TALUS_IS_REGISTRY (self));

  self->shutting_down = TRUE;
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_registry_shut_down_async);

  gathering = gather (self, all_closed_cb, task);
  ids = talus_registry_list_ids (self, &n_ids);
  for (guint i = 0; i < n_ids; i++)
    {
      gathering->n_running++;
      talus_registry_close_async (self, &ids[i], "shutting down", one_closed_cb, gathering);
    }
  end_one (gathering);
}
