/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host's thread, from its start to its end, and the list of projects. What
 * is done with projects is in talus-desk-verbs.c.
 *
 *   main thread      talus_desk_run ──► a source on the host's context
 *   host's thread    ──► a source on the main context, with what came of it */
#define G_LOG_DOMAIN "talus-app-desk"

#include "app/desk/talus-desk.h"

#include "app/desk/talus-desk-private.h"
#include "model/talus-palette.h"

#define DAY_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

G_DEFINE_FINAL_TYPE (TalusDesk, talus_desk, G_TYPE_OBJECT)

/* What the host's thread says when it has begun. */
typedef struct
{
  TalusDesk *desk;
  TalusAuthor *owner;
  TalusRegistry *registry;
  GError *error;
} Beginning;

typedef struct
{
  TalusDesk *desk;
  TalusDeskFunc func;
  gpointer data;
  GDestroyNotify destroy;
} Call;

typedef struct
{
  TalusDesk *desk;
  GPtrArray *entries;
} Listing;

static void
attach (GMainContext *context,
        GSourceFunc   func,
        gpointer      data)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, data, NULL);
  g_source_attach (source, context);
}

static gboolean
begun_cb (gpointer user_data)
{
  Beginning *beginning = user_data;
  TalusDesk *self = beginning->desk;
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->is_ready = TRUE;
  self->owner = g_steal_pointer (&beginning->owner);
  if (self->owner != NULL)
    self->system_name = g_strdup (self->owner->name);
  self->registry = beginning->registry;
  self->failure = g_steal_pointer (&beginning->error);
  for (guint i = 0; i < waiting->len; i++)
    {
      GTask *task = g_ptr_array_index (waiting, i);

      if (self->failure != NULL)
        g_task_return_error (task, g_error_copy (self->failure));
      else
        g_task_return_boolean (task, TRUE);
    }
  if (self->failure == NULL)
    talus_desk_refresh (self);
  g_object_unref (self);
  g_free (beginning);

  return G_SOURCE_REMOVE;
}

/* The host's thread. */
static gpointer
run_host (gpointer data)
{
  TalusDesk *self = data;
  TalusHostOptions options = { 0, };
  Beginning *beginning = g_new0 (Beginning, 1);

  g_main_context_push_thread_default (self->context);
  options.data_dir = self->data_dir;
  options.template_dirs = (const char * const *) self->template_dirs;
  options.session_timeout = DAY_MS;
  options.no_listen = TRUE;

  beginning->desk = g_object_ref (self);
  self->host = talus_host_new (&options, &beginning->error);
  if (self->host != NULL)
    {
      beginning->registry = talus_host_get_registry (self->host);
      beginning->owner = talus_author_ref (
        talus_library_get_owner (talus_registry_get_library (beginning->registry)));
    }
  attach (NULL, begun_cb, beginning);

  g_main_loop_run (self->loop);

  g_clear_object (&self->host);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

static void
talus_desk_finalize (GObject *object)
{
  TalusDesk *self = TALUS_DESK (object);

  g_assert (self->thread == NULL);
  g_clear_pointer (&self->waiting, g_ptr_array_unref);
  g_clear_pointer (&self->owner, talus_author_unref);
  g_clear_pointer (&self->system_name, g_free);
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->template_dirs, g_strfreev);
  g_clear_object (&self->projects);
  g_clear_object (&self->trash);
  g_clear_error (&self->failure);
  g_free (self->data_dir);

  G_OBJECT_CLASS (talus_desk_parent_class)->finalize (object);
}

static void
talus_desk_class_init (TalusDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = talus_desk_finalize;
}

static void
talus_desk_init (TalusDesk *self)
{
  self->projects = g_list_store_new (TALUS_TYPE_PROJECT);
  self->trash = g_list_store_new (TALUS_TYPE_PROJECT);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * talus_desk_new:
 * @data_dir: where projects are kept
 * @template_dirs: (array zero-terminated=1): folders of templates, the user's
 *   own first
 *
 * Starts the host in a thread of its own, without listening anywhere. End it
 * with [method@Talus.Desk.shut_down].
 *
 * Returns: (transfer full): a desk, not yet ready
 */
TalusDesk *
talus_desk_new (const char         *data_dir,
                const char * const *template_dirs)
{
  TalusDesk *self;

  g_return_val_if_fail (data_dir != NULL, NULL);
  g_return_val_if_fail (template_dirs != NULL, NULL);

  /* Before there is a second thread. */
  g_type_ensure (TALUS_TYPE_GRAPH);
  g_type_ensure (TALUS_TYPE_NODE);
  g_type_ensure (TALUS_TYPE_REPLICA);
  g_type_ensure (TALUS_TYPE_SESSION);
  g_type_ensure (TALUS_TYPE_DOCUMENT);

  self = g_object_new (TALUS_TYPE_DESK, NULL);
  self->data_dir = g_strdup (data_dir);
  self->template_dirs = g_strdupv ((char **) template_dirs);
  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->thread = g_thread_new ("talus-host", run_host, self);

  return self;
}

/**
 * talus_desk_ready_async:
 * @self: a desk
 * @callback: called once the host is there, or is not going to be
 * @user_data: passed to @callback
 *
 * Waits for the host.
 */
void
talus_desk_ready_async (TalusDesk           *self,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  GTask *task;

  g_return_if_fail (TALUS_IS_DESK (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_desk_ready_async);
  if (!self->is_ready)
    {
      g_ptr_array_add (self->waiting, task);
      return;
    }

  if (self->failure != NULL)
    g_task_return_error (task, g_error_copy (self->failure));
  else
    g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * talus_desk_ready_finish:
 * @self: a desk
 * @result: the result
 * @error: return location
 *
 * Finishes [method@Talus.Desk.ready_async].
 *
 * Returns: %FALSE with one clear sentence where there is no host: the data
 *   folder is another process's, or cannot be used
 */
gboolean
talus_desk_ready_finish (TalusDesk     *self,
                         GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * talus_desk_get_data_dir:
 * @self: a desk
 *
 * Gets the folder it is about.
 *
 * Returns: (transfer none) (type filename): its path
 */
const char *
talus_desk_get_data_dir (TalusDesk *self)
{
  g_return_val_if_fail (TALUS_IS_DESK (self), NULL);

  return self->data_dir;
}

/**
 * talus_desk_get_owner:
 * @self: a desk that is ready
 *
 * Gets who edits at this machine.
 *
 * Returns: (transfer none) (nullable): the author
 */
TalusAuthor *
talus_desk_get_owner (TalusDesk *self)
{
  g_return_val_if_fail (TALUS_IS_DESK (self), NULL);

  return self->owner;
}

/* On the host's thread. */
static void
set_owner_cb (TalusHost *host,
              gpointer   data)
{
  talus_host_set_owner (host, data);
}

/**
 * talus_desk_set_owner:
 * @self: a desk that is ready
 * @name: (nullable): what they want to be called; %NULL or empty: as the
 *   system calls them
 * @colour: (nullable): one of the palette's; anything else: the one that goes
 *   with who they are
 *
 * Sets under which name and colour whoever sits here edits from now on, in
 * every project that is open and in those that will be.
 */
void
talus_desk_set_owner (TalusDesk  *self,
                      const char *name,
                      const char *colour)
{
  g_autoptr(TalusAuthor) owner = NULL;

  g_return_if_fail (TALUS_IS_DESK (self));

  if (self->owner == NULL)
    return;
  if (name == NULL || *name == '\0')
    name = self->system_name;
  if (!talus_palette_find (colour, NULL))
    colour = NULL;
  owner = talus_author_new (&self->owner->id, name, colour);
  if (g_str_equal (owner->name, self->owner->name) &&
      g_str_equal (owner->colour, self->owner->colour))
    return;

  talus_author_unref (self->owner);
  self->owner = talus_author_ref (owner);
  talus_desk_run (self, set_owner_cb, g_steal_pointer (&owner),
                  (GDestroyNotify) talus_author_unref);
}

/* On the host's thread. */
static gboolean
run_call_cb (gpointer user_data)
{
  Call *call = user_data;

  if (call->desk->host != NULL)
    call->func (call->desk->host, call->data);
  if (call->destroy != NULL)
    call->destroy (call->data);
  g_object_unref (call->desk);
  g_free (call);

  return G_SOURCE_REMOVE;
}

/**
 * talus_desk_run:
 * @self: a desk
 * @func: what to do, on the host's thread
 * @data: passed to @func
 * @destroy: (nullable): frees @data, on the host's thread
 *
 * Does something there, behind what was asked before. It is not done where
 * there is no host.
 */
void
talus_desk_run (TalusDesk      *self,
                TalusDeskFunc   func,
                gpointer        data,
                GDestroyNotify  destroy)
{
  Call *call;

  g_return_if_fail (TALUS_IS_DESK (self));
  g_return_if_fail (func != NULL);

  call = g_new0 (Call, 1);
  call->desk = g_object_ref (self);
  call->func = func;
  call->data = data;
  call->destroy = destroy;
  attach (self->context, run_call_cb, call);
}

static int
compare_by_age (gconstpointer a,
                gconstpointer b)
{
  const TalusLibraryEntry *left = *(TalusLibraryEntry * const *) a;
  const TalusLibraryEntry *right = *(TalusLibraryEntry * const *) b;
  gint64 left_at = MAX (left->info.updated_at, left->last_activity);
  gint64 right_at = MAX (right->info.updated_at, right->last_activity);

  return (left_at < right_at) - (left_at > right_at);
}

static gboolean
is_same (GListModel   *store,
         guint         position,
         TalusProject *project)
{
  g_autoptr (TalusProject) there = g_list_model_get_item (store, position);

  return talus_project_is_same (there, project);
}

/* What is as it was at both ends stays: rows keep what one does with them. */
static void
fill_store (GListStore *store,
            GPtrArray  *entries,
            gboolean    trashed)
{
  g_autoptr (GPtrArray) projects = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *model = G_LIST_MODEL (store);
  guint n = g_list_model_get_n_items (model);
  guint head = 0;
  guint tail = 0;

  for (guint i = 0; i < entries->len; i++)
    {
      const TalusLibraryEntry *entry = g_ptr_array_index (entries, i);

      if (entry->has_project && entry->trashed == trashed)
        g_ptr_array_add (projects, talus_project_new (entry));
    }

  while (head < MIN (n, projects->len) && is_same (model, head, projects->pdata[head]))
    head++;
  while (tail < MIN (n, projects->len) - head &&
         is_same (model, n - 1 - tail, projects->pdata[projects->len - 1 - tail]))
    tail++;
  if (head + tail < n || head + tail < projects->len)
    g_list_store_splice (store, head, n - head - tail, projects->pdata + head,
                         projects->len - head - tail);
}

static gboolean
listed_cb (gpointer user_data)
{
  Listing *listing = user_data;
  TalusDesk *self = listing->desk;

  self->is_listing = FALSE;
  g_ptr_array_sort (listing->entries, compare_by_age);
  fill_store (self->projects, listing->entries, FALSE);
  fill_store (self->trash, listing->entries, TRUE);
  if (self->list_again)
    talus_desk_refresh (self);
  g_ptr_array_unref (listing->entries);
  g_object_unref (listing->desk);
  g_free (listing);

  return G_SOURCE_REMOVE;
}

/* The library knows of one in memory what it was when it was last put away. */
static void
bring_up_to_date (TalusLibraryEntry *entry,
                  TalusRegistry     *registry)
{
  TalusSession *session = talus_registry_get_session (registry, &entry->session_id);
  TalusGraph *graph;

  if (session == NULL || !talus_session_has_project (session))
    return;

  graph = talus_session_get_graph (session);
  g_free (entry->info.name);
  entry->info.name = g_strdup (talus_graph_get_name (graph));
  g_free (entry->info.template_id);
  entry->info.template_id =
    g_strdup (talus_template_get_id (talus_graph_get_template (graph)));
  entry->info.node_count = talus_graph_get_n_nodes (graph);
  entry->info.updated_at = MAX (entry->info.updated_at, talus_session_get_updated_at (session));
  entry->last_activity = MAX (entry->last_activity, talus_session_get_last_activity (session));
}

static void
list_projects (TalusHost *host,
               gpointer   data)
{
  Listing *listing = data;
  TalusRegistry *registry = talus_host_get_registry (host);

  listing->entries = talus_library_list (talus_registry_get_library (registry));
  for (guint i = 0; i < listing->entries->len; i++)
    bring_up_to_date (listing->entries->pdata[i], registry);
  attach (NULL, listed_cb, listing);
}

/**
 * talus_desk_refresh:
 * @self: a desk
 *
 * Lists projects and trash anew, soon; asked again meanwhile, once more behind.
 * That is done without being asked where something becomes of a project here:
 * others may work on them as well.
 */
void
talus_desk_refresh (TalusDesk *self)
{
  Listing *listing;

  self->list_again = self->is_listing;
  if (self->is_listing || self->failure != NULL || self->thread == NULL)
    return;

  self->is_listing = TRUE;
  listing = g_new0 (Listing, 1);
  listing->desk = g_object_ref (self);
  talus_desk_run (self, list_projects, listing, NULL);
}

/**
 * talus_desk_get_projects:
 * @self: a desk
 *
 * Gets the projects, who was last worked on first.
 *
 * Returns: (transfer none): a list model of #TalusProject
 */
GListModel *
talus_desk_get_projects (TalusDesk *self)
{
  g_return_val_if_fail (TALUS_IS_DESK (self), NULL);

  return G_LIST_MODEL (self->projects);
}

/**
 * talus_desk_get_trash:
 * @self: a desk
 *
 * Gets the projects in the trash.
 *
 * Returns: (transfer none): a list model of #TalusProject
 */
GListModel *
talus_desk_get_trash (TalusDesk *self)
{
  g_return_val_if_fail (TALUS_IS_DESK (self), NULL);

  return G_LIST_MODEL (self->trash);
}

static void
shut_down_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  TalusDesk *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!talus_host_shut_down_finish (TALUS_HOST (object), result, &error))
    g_message ("Not everything came to rest: %s", error->message);
  g_main_loop_quit (self->loop);
}

/* On the host's thread. */
static gboolean
shut_down_host_cb (gpointer user_data)
{
  TalusDesk *self = user_data;

  if (self->host != NULL)
    talus_host_shut_down_async (self->host, shut_down_cb, self);
  else
    g_main_loop_quit (self->loop);

  return G_SOURCE_REMOVE;
}

/**
 * talus_desk_shut_down:
 * @self: a desk
 *
 * Ends the host: what was submitted becomes durable, others are told, the
 * documents are left as single files. Blocks until the thread is gone. Nothing
 * may be asked of the desk any more.
 */
void
talus_desk_shut_down (TalusDesk *self)
{
  g_return_if_fail (TALUS_IS_DESK (self));

  if (self->thread == NULL)
    return;

  attach (self->context, shut_down_host_cb, self);
  g_thread_join (g_steal_pointer (&self->thread));
}
