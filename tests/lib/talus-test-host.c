/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The host of a test: started, asked to do something on its own thread,
 * stopped, and gone without a trace. */
#include <glib/gstdio.h>
#include <string.h>

#include "lib/talus-test-host.h"

struct _TalusTestHost
{
  TalusHostOptions options;
  char *own_dir;              /* NULL where the test brought one */
  const char *template_dirs[2];

  GThread *thread;
  GMutex mutex;
  GCond cond;
  gboolean is_ready;
  guint16 port;               /* 0 where it does not listen */

  /* The thread's own. */
  GMainContext *context;
  GMainLoop *loop;
  TalusHost *host;
};

static void
shut_down_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  TalusTestHost *self = user_data;
  g_autoptr(GError) error = NULL;

  talus_host_shut_down_finish (TALUS_HOST (object), result, &error);
  g_assert_no_error (error);
  g_main_loop_quit (self->loop);
}

static gboolean
begin_shut_down (gpointer user_data)
{
  TalusTestHost *self = user_data;

  talus_host_shut_down_async (self->host, shut_down_cb, self);

  return G_SOURCE_REMOVE;
}

static guint16
read_port (const char *url)
{
  g_autoptr(GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);

  g_assert_nonnull (uri);

  return (guint16) g_uri_get_port (uri);
}

/* Nothing that was asked for may keep the host alive once it is closed. */
static void
end_host (TalusTestHost *self)
{
  gpointer gone = self->host;
  gint64 deadline = g_get_monotonic_time () + TALUS_TEST_DEADLINE_SECONDS * G_USEC_PER_SEC;

  g_object_add_weak_pointer (G_OBJECT (self->host), &gone);
  g_clear_object (&self->host);
  while (gone != NULL)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (self->context, FALSE);
    }
  while (g_main_context_iteration (self->context, FALSE))
    ;
}

static gpointer
serve (gpointer user_data)
{
  TalusTestHost *self = user_data;
  g_autoptr(GError) error = NULL;

  g_main_context_push_thread_default (self->context);
  self->host = talus_host_new (&self->options, &error);
  g_assert_no_error (error);

  g_mutex_lock (&self->mutex);
  if (!self->options.no_listen)
    self->port = read_port (talus_host_get_url (self->host));
  self->is_ready = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);

  g_main_loop_run (self->loop);
  end_host (self);
  g_main_context_pop_thread_default (self->context);

  return NULL;
}

void
talus_test_host_start (TalusTestHost *self)
{
  g_assert_null (self->thread);

  self->context = g_main_context_new ();
  self->loop = g_main_loop_new (self->context, FALSE);
  self->port = 0;
  self->is_ready = FALSE;
  self->thread = g_thread_new ("host", serve, self);

  g_mutex_lock (&self->mutex);
  while (!self->is_ready)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

TalusTestHost *
talus_test_host_new (const TalusHostOptions *options)
{
  TalusTestHost *self = g_new0 (TalusTestHost, 1);
  g_autoptr(GError) error = NULL;

  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  if (options != NULL)
    self->options = *options;
  if (self->options.data_dir == NULL)
    {
      self->own_dir = g_dir_make_tmp ("talus-test-XXXXXX", &error);
      g_assert_no_error (error);
      self->options.data_dir = self->own_dir;
    }
  if (self->options.template_dirs == NULL)
    {
      self->template_dirs[0] = g_getenv ("TALUS_TEST_TEMPLATE_DIR");
      g_assert_nonnull (self->template_dirs[0]);
      self->options.template_dirs = self->template_dirs;
    }
  if (self->options.address == NULL)
    self->options.address = "127.0.0.1";
  /* What holds for REST holds without Socket.IO too. */
  if (g_getenv ("TALUS_TEST_NO_SOCKETIO") != NULL)
    self->options.no_socketio = TRUE;
  talus_test_host_start (self);

  return self;
}

void
talus_test_host_stop (TalusTestHost *self)
{
  g_assert_nonnull (self->thread);

  g_main_context_invoke (self->context, begin_shut_down, self);
  g_thread_join (g_steal_pointer (&self->thread));
  g_clear_pointer (&self->loop, g_main_loop_unref);
  g_clear_pointer (&self->context, g_main_context_unref);
}

static void
remove_tree (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR) && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_tree (child);
      else
        g_unlink (child);
    }
  if (dir != NULL)
    g_dir_close (dir);
  g_rmdir (path);
}

void
talus_test_host_free (TalusTestHost *self)
{
  if (self->thread != NULL)
    talus_test_host_stop (self);
  if (self->own_dir != NULL)
    remove_tree (self->own_dir);
  g_free (self->own_dir);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  g_free (self);
}

guint16
talus_test_host_get_port (TalusTestHost *self)
{
  return self->port;
}

const char *
talus_test_host_get_data_dir (TalusTestHost *self)
{
  return self->options.data_dir;
}

typedef struct
{
  TalusTestHost *host;
  TalusTestHostFunc func;
  gpointer user_data;
  gboolean done;
} Errand;

static gboolean
run_errand (gpointer user_data)
{
  Errand *errand = user_data;

  errand->func (errand->host->host, errand->user_data);
  g_mutex_lock (&errand->host->mutex);
  errand->done = TRUE;
  g_cond_broadcast (&errand->host->cond);
  g_mutex_unlock (&errand->host->mutex);

  return G_SOURCE_REMOVE;
}

void
talus_test_host_run (TalusTestHost     *self,
                     TalusTestHostFunc  func,
                     gpointer           user_data)
{
  Errand errand = { self, func, user_data, FALSE };

  g_assert_nonnull (self->thread);

  g_main_context_invoke (self->context, run_errand, &errand);
  g_mutex_lock (&self->mutex);
  while (!errand.done)
    g_cond_wait (&self->cond, &self->mutex);
  g_mutex_unlock (&self->mutex);
}

typedef struct
{
  const char *template_id;
  const char *name;
  TalusTestProject *project;
  GMutex mutex;
  GCond cond;
  gboolean done;
} Creation;

static void
note_project (TalusTestProject *project,
              TalusSession     *session)
{
  TalusGraph *graph = talus_session_get_graph (session);
  TalusNode *root = talus_graph_get_root (graph, 0);

  talus_id_format (talus_session_get_id (session), project->session_id);
  talus_id_format (talus_session_get_project_id (session), project->project_id);
  talus_id_format (talus_node_get_id (root), project->root_id);
  g_strlcpy (project->epoch, talus_session_get_epoch (session), sizeof project->epoch);
  for (guint i = 0; i < talus_node_get_n_children (root); i++)
    g_ptr_array_add (project->children,
                     talus_id_to_string (talus_node_get_id (talus_node_get_child (root, i))));
}

static void
created_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Creation *creation = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusSession) session = NULL;

  session = talus_registry_need_finish (TALUS_REGISTRY (object), result, &error);
  g_assert_no_error (error);
  note_project (creation->project, session);

  g_mutex_lock (&creation->mutex);
  creation->done = TRUE;
  g_cond_signal (&creation->cond);
  g_mutex_unlock (&creation->mutex);
}

static void
begin_creation (TalusHost *host,
                gpointer   user_data)
{
  Creation *creation = user_data;
  TalusRegistry *registry = talus_host_get_registry (host);
  TalusNewProject project = { creation->template_id, creation->name };

  project.author = talus_library_get_owner (talus_registry_get_library (registry));
  talus_registry_create_async (registry, &project, created_cb, creation);
}

TalusTestProject *
talus_test_project_new (TalusTestHost *host,
                        const char    *template_id,
                        const char    *name)
{
  Creation creation = { template_id, name };

  creation.project = g_new0 (TalusTestProject, 1);
  creation.project->children = g_ptr_array_new_with_free_func (g_free);
  g_mutex_init (&creation.mutex);
  g_cond_init (&creation.cond);
  talus_test_host_run (host, begin_creation, &creation);

  g_mutex_lock (&creation.mutex);
  while (!creation.done)
    g_cond_wait (&creation.cond, &creation.mutex);
  g_mutex_unlock (&creation.mutex);
  g_mutex_clear (&creation.mutex);
  g_cond_clear (&creation.cond);

  return creation.project;
}

const char *
talus_test_project_child (TalusTestProject *self,
                          guint             index)
{
  g_assert_cmpuint (index, <, self->children->len);

  return self->children->pdata[index];
}

void
talus_test_project_free (TalusTestProject *self)
{
  g_ptr_array_unref (self->children);
  g_free (self);
}

static gboolean
wake_up_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

void
talus_test_wait_until (TalusTestCondition condition,
                       gpointer           user_data)
{
  gint64 deadline = g_get_monotonic_time () + TALUS_TEST_DEADLINE_SECONDS * G_USEC_PER_SEC;
  guint id = g_timeout_add (2, wake_up_cb, NULL);

  while (!condition (user_data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (id);
}
