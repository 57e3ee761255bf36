/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry as an object: what is in memory, the queue of operations that
 * each session has, and the housekeeping. Opening and closing are in
 * talus-registry-open.c, making and moving projects in
 * talus-registry-projects.c. */
#define G_LOG_DOMAIN "talus-session-registry"

#include "session/talus-registry-private.h"

/* How often to look after the sessions: a short time-out wants more. */
#define MIN_HOUSEKEEPING_MS 100
#define MAX_HOUSEKEEPING_MS 60000

enum
{
  SESSION_ADDED,
  DOCUMENT_ADDED,
  SESSION_REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusRegistry, talus_registry, G_TYPE_OBJECT)

static void
free_entry (TalusRegistryEntry *entry)
{
  g_clear_object (&entry->session);
  g_clear_object (&entry->document);
  g_free (entry);
}

static void
housekept_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  guint n_removed = 0;

  if (!talus_registry_cleanup_finish (TALUS_REGISTRY (object), result, &n_removed, &error))
    g_message ("Idle sessions could not be unloaded: %s", error->message);
  else if (n_removed > 0)
    g_message ("Unloaded %u idle sessions", n_removed);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!talus_registry_close_finish (TALUS_REGISTRY (object), result, &error))
    g_message ("The copy of the day could not be made: %s", error->message);
}

/* Notes what is only in memory, makes the copies of the day. */
static void
look_after_sessions (TalusRegistry *self)
{
  gint64 now = self->clock (self->clock_data);
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      TalusRegistryEntry *entry = value;
      g_autofree char *copy = NULL;
      const TalusId *project_id = NULL;

      if (entry->document == NULL)
        continue;
      project_id = talus_session_get_project_id (entry->session);
      copy = talus_library_get_copy_path (self->library, project_id, now);
      if (copy != NULL)
        talus_registry_save_async (self, project_id, saved_cb, NULL);
    }
}

static gboolean
housekeeping_cb (gpointer user_data)
{
  TalusRegistry *self = user_data;

  look_after_sessions (self);
  if (self->session_timeout > 0)
    talus_registry_cleanup_async (self, self->session_timeout, housekept_cb, NULL);

  return G_SOURCE_CONTINUE;
}

static void
talus_registry_dispose (GObject *object)
{
  TalusRegistry *self = TALUS_REGISTRY (object);

  if (self->housekeeping != NULL)
    g_source_destroy (self->housekeeping);
  g_clear_pointer (&self->housekeeping, g_source_unref);
  g_clear_pointer (&self->entries, g_hash_table_unref);
  g_clear_pointer (&self->operations, g_hash_table_unref);
  g_clear_object (&self->templates);
  g_clear_object (&self->library);

  G_OBJECT_CLASS (talus_registry_parent_class)->dispose (object);
}

static void
talus_registry_class_init (TalusRegistryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_registry_dispose;

  signals[SESSION_ADDED] =
    g_signal_new ("session-added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, TALUS_TYPE_SESSION);
  signals[DOCUMENT_ADDED] =
    g_signal_new ("document-added", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, TALUS_TYPE_SESSION);
  signals[SESSION_REMOVED] =
    g_signal_new ("session-removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, TALUS_TYPE_SESSION);
}

static void
talus_registry_init (TalusRegistry *self)
{
  self->entries = g_hash_table_new_full (talus_id_hash, talus_id_equal, NULL,
                                         (GDestroyNotify) free_entry);
  self->operations = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free,
                                            (GDestroyNotify) g_queue_free);
}

/*
 * talus_operation_new:
 * @key: the session it is about
 * @task: (transfer full): what is returned to whoever asked
 * @start: does it
 *
 * An operation, not yet queued.
 */
TalusOperation *
talus_operation_new (TalusRegistry      *registry,
                     const TalusId      *key,
                     GTask              *task,
                     TalusOperationFunc  start)
{
  TalusOperation *operation = g_new0 (TalusOperation, 1);

  operation->registry = g_object_ref (registry);
  operation->key = *key;
  operation->task = task;
  operation->start = start;

  return operation;
}

/*
 * talus_operation_enqueue:
 *
 * Starts it when everything asked before of the same session is done.
 */
void
talus_operation_enqueue (TalusOperation *operation)
{
  TalusRegistry *self = operation->registry;
  GQueue *queue = g_hash_table_lookup (self->operations, &operation->key);

  if (queue == NULL)
    {
      queue = g_queue_new ();
      g_hash_table_insert (self->operations, g_memdup2 (&operation->key, sizeof (TalusId)), queue);
    }
  g_queue_push_tail (queue, operation);
  if (queue->length == 1)
    operation->start (operation);
}

/*
 * talus_operation_rekey:
 * @key: another session
 *
 * Goes on as an operation of that session, the first it has; the next of the
 * old one starts. FALSE, and nothing changes, if there is anything of it here,
 * or if it would slip through while all sessions are being closed.
 */
gboolean
talus_operation_rekey (TalusOperation *operation,
                       const TalusId  *key)
{
  TalusRegistry *self = operation->registry;
  GQueue *queue = g_hash_table_lookup (self->operations, &operation->key);
  TalusOperation *next = NULL;

  g_assert (g_queue_peek_head (queue) == operation);
  if (self->shutting_down || g_hash_table_contains (self->operations, key) ||
      g_hash_table_contains (self->entries, key))
    return FALSE;

  g_queue_pop_head (queue);
  next = g_queue_peek_head (queue);
  if (next == NULL)
    g_hash_table_remove (self->operations, &operation->key);

  operation->key = *key;
  queue = g_queue_new ();
  g_queue_push_tail (queue, operation);
  g_hash_table_insert (self->operations, g_memdup2 (key, sizeof (TalusId)), queue);

  if (next != NULL)
    next->start (next);

  return TRUE;
}

/*
 * talus_operation_finish:
 * @operation: (transfer full): the one under way, its task returned
 *
 * Ends it and starts the next of its session.
 */
void
talus_operation_finish (TalusOperation *operation)
{
  g_autoptr(TalusRegistry) self = operation->registry;
  GQueue *queue = g_hash_table_lookup (self->operations, &operation->key);
  TalusOperation *next = NULL;

  g_assert (g_queue_peek_head (queue) == operation);
  g_queue_pop_head (queue);
  next = g_queue_peek_head (queue);
  if (next == NULL)
    g_hash_table_remove (self->operations, &operation->key);

  if (operation->free_data != NULL)
    operation->free_data (operation->data);
  g_clear_object (&operation->task);
  g_free (operation->reason);
  g_free (operation);

  if (next != NULL)
    next->start (next);
}

/*
 * talus_registry_get_entry:
 *
 * What is in memory of a session, or NULL.
 */
TalusRegistryEntry *
talus_registry_get_entry (TalusRegistry *self,
                          const TalusId *session_id)
{
  return g_hash_table_lookup (self->entries, session_id);
}

/*
 * talus_registry_add_entry:
 * @session: (transfer full): the session
 * @document: (transfer full) (nullable): what is behind it
 *
 * Takes a session in, or gives one that is in its document.
 */
TalusSession *
talus_registry_add_entry (TalusRegistry *self,
                          TalusSession  *session,
                          TalusDocument *document)
{
  TalusRegistryEntry *entry = g_hash_table_lookup (self->entries, talus_session_get_id (session));

  if (entry != NULL)
    {
      g_assert (entry->session == session && entry->document == NULL);
      entry->document = document;
      g_object_unref (session);
      g_signal_emit (self, signals[DOCUMENT_ADDED], 0, session);
      return session;
    }

  entry = g_new0 (TalusRegistryEntry, 1);
  entry->session = session;
  entry->document = document;
  g_hash_table_insert (self->entries, (gpointer) talus_session_get_id (session), entry);
  g_signal_emit (self, signals[SESSION_ADDED], 0, session);
  if (document != NULL)
    g_signal_emit (self, signals[DOCUMENT_ADDED], 0, session);

  return session;
}

/*
 * talus_registry_remove_entry:
 *
 * The session is not in memory any more.
 */
void
talus_registry_remove_entry (TalusRegistry *self,
                             const TalusId *session_id)
{
  TalusRegistryEntry *entry = g_hash_table_lookup (self->entries, session_id);
  g_autoptr(TalusSession) session = NULL;

  if (entry == NULL)
    return;

  session = g_object_ref (entry->session);
  g_hash_table_remove (self->entries, session_id);
  g_signal_emit (self, signals[SESSION_REMOVED], 0, session);
}

/*
 * talus_registry_list_ids:
 *
 * All sessions that are in memory, or on their way in or out.
 */
TalusId *
talus_registry_list_ids (TalusRegistry *self,
                         guint         *n_ids)
{
  g_autoptr(GHashTable) seen = g_hash_table_new (talus_id_hash, talus_id_equal);
  GHashTableIter iter;
  gpointer key = NULL;
  TalusId *ids = NULL;

  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (seen, key);
  g_hash_table_iter_init (&iter, self->operations);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (seen, key);

  ids = g_new (TalusId, g_hash_table_size (seen));
  *n_ids = 0;
  g_hash_table_iter_init (&iter, seen);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    ids[(*n_ids)++] = *(const TalusId *) key;

  return ids;
}

/*
 * talus_registry_check_running:
 *
 * FALSE with SHUTTING_DOWN once the host ends.
 */
gboolean
talus_registry_check_running (TalusRegistry  *self,
                              GError        **error)
{
  if (!self->shutting_down)
    return TRUE;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_SHUTTING_DOWN, "The host is shutting down");

  return FALSE;
}

/*
 * talus_registry_is_idle:
 *
 * Whether nobody would miss a session.
 */
gboolean
talus_registry_is_idle (TalusRegistry *self,
                        TalusSession  *session,
                        gint64         max_inactive)
{
  return talus_session_get_n_clients (session) == 0 &&
         self->clock (self->clock_data) - talus_session_get_last_activity (session) >= max_inactive;
}

/*
 * talus_registry_return_no_project:
 *
 * What is returned where there is no such project.
 */
void
talus_registry_return_no_project (GTask         *task,
                                  const TalusId *project_id)
{
  char text[TALUS_ID_TEXT_SIZE];

  g_task_return_new_error (task, TALUS_ERROR, TALUS_ERROR_PROJECT_NOT_FOUND,
                           "There is no project “%s”", talus_id_format (project_id, text));
}

/**
 * talus_registry_new:
 * @library: the projects
 * @templates: the templates
 * @session_timeout: milliseconds without activity after which a session
 *   without clients is unloaded; 0 never
 * @clock: what time it is
 * @clock_data: passed to @clock
 *
 * Makes the registry of a host, on whose thread's main context it does its
 * housekeeping.
 *
 * Returns: (transfer full): the registry
 */
TalusRegistry *
talus_registry_new (TalusLibrary         *library,
                    TalusTemplateLibrary *templates,
                    gint64                session_timeout,
                    TalusClockFunc        clock,
                    gpointer              clock_data)
{
  TalusRegistry *self = NULL;
  guint interval = MAX_HOUSEKEEPING_MS;

  g_return_val_if_fail (TALUS_IS_LIBRARY (library), NULL);
  g_return_val_if_fail (TALUS_IS_TEMPLATE_LIBRARY (templates), NULL);
  g_return_val_if_fail (session_timeout >= 0, NULL);
  g_return_val_if_fail (clock != NULL, NULL);

  self = g_object_new (TALUS_TYPE_REGISTRY, NULL);
  self->library = g_object_ref (library);
  self->templates = g_object_ref (templates);
  self->session_timeout = session_timeout;
  self->clock = clock;
  self->clock_data = clock_data;

  if (session_timeout > 0)
    interval = (guint) CLAMP (session_timeout / 2, MIN_HOUSEKEEPING_MS, MAX_HOUSEKEEPING_MS);
  self->housekeeping = g_timeout_source_new (interval);
  g_source_set_callback (self->housekeeping, housekeeping_cb, self, NULL);
  g_source_set_static_name (self->housekeeping, "[talus] housekeeping of sessions");
  g_source_attach (self->housekeeping, g_main_context_get_thread_default ());

  return self;
}

/**
 * talus_registry_get_library:
 * @self: a registry
 *
 * Gets the library of projects.
 *
 * Returns: (transfer none): the library
 */
TalusLibrary *
talus_registry_get_library (TalusRegistry *self)
{
  g_return_val_if_fail (TALUS_IS_REGISTRY (self), NULL);

  return self->library;
}

/**
 * talus_registry_get_templates:
 * @self: a registry
 *
 * Gets the library of templates.
 *
 * Returns: (transfer none): the library
 */
TalusTemplateLibrary *
talus_registry_get_templates (TalusRegistry *self)
{
  g_return_val_if_fail (TALUS_IS_REGISTRY (self), NULL);

  return self->templates;
}

/**
 * talus_registry_get_session:
 * @self: a registry
 * @session_id: which
 *
 * Gets a session that is in memory. One that counts as loaded may not be yet:
 * [method@Talus.Registry.need_async].
 *
 * Returns: (transfer none) (nullable): the session
 */
TalusSession *
talus_registry_get_session (TalusRegistry *self,
                            const TalusId *session_id)
{
  TalusRegistryEntry *entry = NULL;

  g_return_val_if_fail (TALUS_IS_REGISTRY (self), NULL);
  g_return_val_if_fail (session_id != NULL, NULL);

  entry = g_hash_table_lookup (self->entries, session_id);

  return entry != NULL && !talus_session_is_closed (entry->session) ? entry->session : NULL;
}

static int
compare_sessions (gconstpointer a,
                  gconstpointer b)
{
  TalusSession *left = *(TalusSession * const *) a;
  TalusSession *right = *(TalusSession * const *) b;
  gint64 difference = talus_session_get_created_at (left) - talus_session_get_created_at (right);

  if (difference != 0)
    return difference < 0 ? -1 : 1;

  return talus_id_compare (talus_session_get_id (left), talus_session_get_id (right));
}

/**
 * talus_registry_list_sessions:
 * @self: a registry
 *
 * Lists what is in memory, oldest first.
 *
 * Returns: (transfer container) (element-type TalusSession): the sessions
 */
GPtrArray *
talus_registry_list_sessions (TalusRegistry *self)
{
  GPtrArray *sessions = NULL;
  GHashTableIter iter;
  gpointer value = NULL;

  g_return_val_if_fail (TALUS_IS_REGISTRY (self), NULL);

  sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_hash_table_iter_init (&iter, self->entries);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      TalusRegistryEntry *entry = value;

      if (!talus_session_is_closed (entry->session))
        g_ptr_array_add (sessions, g_object_ref (entry->session));
    }
  g_ptr_array_sort (sessions, compare_sessions);

  return sessions;
}

/**
 * talus_registry_get_n_sessions:
 * @self: a registry
 *
 * Counts what is in memory.
 *
 * Returns: how many sessions
 */
guint
talus_registry_get_n_sessions (TalusRegistry *self)
{
  g_return_val_if_fail (TALUS_IS_REGISTRY (self), 0);

  return g_hash_table_size (self->entries);
}

/**
 * talus_registry_get_document:
 * @self: a registry
 * @session: a session in memory
 *
 * Gets the document behind it.
 *
 * Returns: (transfer none) (nullable): the document; %NULL without a project
 */
TalusDocument *
talus_registry_get_document (TalusRegistry *self,
                             TalusSession  *session)
{
  TalusRegistryEntry *entry = NULL;

  g_return_val_if_fail (TALUS_IS_REGISTRY (self), NULL);
  g_return_val_if_fail (TALUS_IS_SESSION (session), NULL);

  entry = g_hash_table_lookup (self->entries, talus_session_get_id (session));

  return entry != NULL ? entry->document : NULL;
}

/**
 * talus_registry_add_session:
 * @self: a registry
 * @session_id: (nullable): its id; %NULL draws one
 * @error: return location
 *
 * Makes an empty session, which a project made or imported later adopts.
 *
 * Returns: (transfer none): the session, or %NULL with %TALUS_ERROR_CONFLICT
 *   if the id exists or ever existed
 */
TalusSession *
talus_registry_add_session (TalusRegistry  *self,
                            const TalusId  *session_id,
                            GError        **error)
{
  TalusLibraryEntry *known = NULL;
  TalusSession *session = NULL;
  gint64 now = 0;
  TalusId id;

  g_return_val_if_fail (TALUS_IS_REGISTRY (self), NULL);

  if (!talus_registry_check_running (self, error))
    return NULL;

  if (session_id != NULL)
    id = *session_id;
  else
    talus_id_draw (&id);

  known = talus_library_find_session (self->library, &id);
  if (known != NULL || g_hash_table_contains (self->operations, &id))
    {
      char text[TALUS_ID_TEXT_SIZE];

      g_clear_pointer (&known, talus_library_entry_free);
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT, "The session “%s” exists already",
                   talus_id_format (&id, text));
      return NULL;
    }

  now = self->clock (self->clock_data);
  if (!talus_library_add_session (self->library, &id, now, error))
    return NULL;

  session = talus_session_new (&id, now, self->clock, self->clock_data);
  talus_session_restore_activity (session, now); /* as it is noted */

  return talus_registry_add_entry (self, session, NULL);
}
