/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Projects made from a template or brought in from a file: written whole by a
 * worker, noted in the library, then opened like any other. */
#define G_LOG_DOMAIN "talus-session-registry"

#include <errno.h>
#include <glib/gstdio.h>

#include "model/talus-new-project.h"
#include "session/talus-registry-private.h"
#include "store/talus-document-access.h"

/* A project on its way to its file. The worker owns all of it meanwhile. */
typedef struct
{
  TalusDocumentInfo info;
  gboolean has_session_id; /* chosen, or adopted from an empty session */
  TalusAuthor *author;
  char *name;
  TalusTemplate *template;     /* create */
  GPtrArray *templates;        /* import: all there are */
  GBytes *template_yaml;       /* import */
  int fd;                      /* import */
  gsize offset;                /* import: where in the file */
  gsize length;
  GHashTable *project_ids;     /* import: those that exist here */
  GHashTable *session_ids;
  char *path;
  GPtrArray *warnings;
} Making;

static void
free_making (Making *making)
{
  talus_document_info_clear (&making->info);
  g_clear_pointer (&making->author, talus_author_unref);
  g_clear_pointer (&making->template, talus_template_unref);
  g_clear_pointer (&making->templates, g_ptr_array_unref);
  g_clear_pointer (&making->template_yaml, g_bytes_unref);
  g_clear_pointer (&making->project_ids, g_hash_table_unref);
  g_clear_pointer (&making->session_ids, g_hash_table_unref);
  g_clear_pointer (&making->warnings, g_ptr_array_unref);
  if (making->fd >= 0)
    g_close (making->fd, NULL);
  g_free (making->path);
  g_free (making->name);
  g_free (making);
}

static void
made_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  TalusOperation *operation = user_data;
  TalusRegistry *self = operation->registry;
  Making *making = operation->data;
  g_autoptr(GError) error = NULL;
  gboolean made = FALSE;

  made = g_task_propagate_boolean (G_TASK (result), &error);
  if (!made || !talus_library_add_project (self->library, making->path, &making->info, &error))
    {
      /* Only what was made here: a path that was taken is somebody else's. */
      if (made)
        g_unlink (making->path);
      g_task_return_error (operation->task, g_steal_pointer (&error));
      talus_operation_finish (operation);
      return;
    }

  talus_registry_open_document (operation, making->path, 0);
}

static void
run_making (TalusOperation  *operation,
            GTaskThreadFunc  func)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, made_cb, operation);

  g_task_set_source_tag (task, run_making);
  g_task_set_task_data (task, operation->data, NULL);
  g_task_run_in_thread (task, func);
}

static gboolean
write_document (Making      *making,
                TalusGraph  *graph,
                GError     **error)
{
  g_autoptr(TalusRecord) baseline = talus_new_baseline (graph, making->author,
                                                        making->info.created_at);

  g_free (making->info.name);
  g_free (making->info.template_id);
  making->info.name = g_strdup (talus_graph_get_name (graph));
  making->info.template_id = g_strdup (talus_template_get_id (talus_graph_get_template (graph)));
  making->info.node_count = talus_graph_get_n_nodes (graph);
  making->info.updated_at = making->info.created_at;
  making->info.seq = 1;
  g_strlcpy (making->info.head, baseline->head, sizeof making->info.head);

  return talus_document_create (making->path, graph, &making->info, baseline, error);
}

static void
create_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  Making *making = task_data;
  g_autoptr(TalusGraph) graph = NULL;
  GError *error = NULL;

  graph = talus_new_project_graph (&making->info.project_id, making->name, making->template,
                                   making->info.created_at, &error);
  if (graph != NULL && write_document (making, graph, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* Whether a project may take this session: new, or empty so far and not ended. */
static gboolean
check_session_free (TalusRegistry  *self,
                    const TalusId  *session_id,
                    GError        **error)
{
  TalusLibraryEntry *known = talus_library_find_session (self->library, session_id);
  char text[TALUS_ID_TEXT_SIZE];

  talus_id_format (session_id, text);
  if (known != NULL && known->has_project)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT,
                 "The session “%s” has a project already", text);
  else if (known != NULL && !known->loaded)
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT, "The session “%s” has ended", text);
  else
    {
      g_clear_pointer (&known, talus_library_entry_free);
      return TRUE;
    }

  talus_library_entry_free (known);

  return FALSE;
}

static gboolean
check_project_free (TalusRegistry  *self,
                    const TalusId  *project_id,
                    GError        **error)
{
  TalusLibraryEntry *known = talus_library_find_project (self->library, project_id);
  char text[TALUS_ID_TEXT_SIZE];

  if (known == NULL)
    return TRUE;

  talus_library_entry_free (known);
  g_set_error (error, TALUS_ERROR, TALUS_ERROR_CONFLICT, "The project “%s” exists already",
               talus_id_format (project_id, text));

  return FALSE;
}

static void
start_create (TalusOperation *operation)
{
  TalusRegistry *self = operation->registry;
  Making *making = operation->data;
  GError *error = NULL;

  if (!check_session_free (self, &making->info.session_id, &error) ||
      !check_project_free (self, &making->info.project_id, &error))
    {
      g_task_return_error (operation->task, error);
      talus_operation_finish (operation);
      return;
    }

  making->path = talus_library_draw_path (self->library, making->name,
                                          &making->info.project_id);
  run_making (operation, create_in_thread);
}

static Making *
new_making (TalusRegistry *self,
            const TalusId *session_id,
            TalusAuthor   *author,
            const char    *name)
{
  Making *making = g_new0 (Making, 1);

  making->fd = -1;
  making->author = talus_author_ref (author);
  making->name = g_strdup (name);
  making->info.created_at = self->clock (self->clock_data);
  making->has_session_id = session_id != NULL;
  if (session_id != NULL)
    making->info.session_id = *session_id;
  else
    talus_id_draw (&making->info.session_id);
  talus_id_draw (&making->info.project_id);
  talus_id_draw (&making->info.epoch);

  return making;
}

static void
enqueue_making (TalusRegistry      *self,
                Making             *making,
                GTask              *task,
                TalusOperationFunc  start)
{
  TalusOperation *operation = talus_operation_new (self, &making->info.session_id, task, start);

  operation->data = making;
  operation->free_data = (GDestroyNotify) free_making;
  talus_operation_enqueue (operation);
}

/**
 * talus_registry_create_async:
 * @self: a registry
 * @project: what is wanted; borrowed
 * @callback: called when it is there; finish with
 *   [method@Talus.Registry.need_finish]
 * @user_data: passed to @callback
 *
 * Makes a project from a template: its session is loaded and its baseline
 * durable when @callback is called.
 */
void
talus_registry_create_async (TalusRegistry         *self,
                             const TalusNewProject *project,
                             GAsyncReadyCallback    callback,
                             gpointer               user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(TalusTemplate) template = NULL;
  Making *making = NULL;
  GError *error = NULL;

  g_return_if_fail (TALUS_IS_REGISTRY (self));
  g_return_if_fail (project != NULL && project->name != NULL && project->author != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_registry_create_async);
  if (talus_registry_check_running (self, &error))
    template = talus_template_library_find (self->templates, project->template_id, &error);
  if (template == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  making = new_making (self, project->session_id, project->author, project->name);
  making->template = g_steal_pointer (&template);
  if (project->project_id != NULL)
    making->info.project_id = *project->project_id;
  enqueue_making (self, making, g_steal_pointer (&task), start_create);
}

static TalusTemplate *
find_listed (const char  *template_id,
             gpointer     user_data,
             GError     **error)
{
  Making *making = user_data;
  JsonObject *details;

  for (guint i = 0; i < making->templates->len; i++)
    {
      TalusTemplate *template = g_ptr_array_index (making->templates, i);

      if (g_strcmp0 (talus_template_get_id (template), template_id) == 0)
        return talus_template_ref (template);
    }

  details = json_object_new ();
  json_object_set_string_member (details, "template_id", template_id);
  talus_set_error_details (error, TALUS_ERROR_TEMPLATE_NOT_FOUND, details,
                           "There is no template “%s”; send it along with the project",
                           template_id);

  return NULL;
}

static void
unmap (gpointer data)
{
  g_mapped_file_unref (data);
}

static GBytes *
map_content (Making  *making,
             GError **error)
{
  GMappedFile *file = g_mapped_file_new_from_fd (making->fd, FALSE, error);
  g_autoptr(GBytes) whole = NULL;

  if (file == NULL)
    return NULL;

  whole = g_bytes_new_with_free_func (g_mapped_file_get_contents (file),
                                      g_mapped_file_get_length (file), unmap, file);
  if (making->length == 0)
    return g_steal_pointer (&whole);

  return g_bytes_new_from_bytes (whole, making->offset, making->length);
}

static gboolean
write_file (const char  *path,
            GBytes      *content,
            GError     **error)
{
  gsize size = 0;
  const char *data = g_bytes_get_data (content, &size);

  return g_file_set_contents_full (path, data, size, G_FILE_SET_CONTENTS_DURABLE, 0600, error);
}

/* Beside the project's file to be, under a name that the library sweeps away
 * where a crash left it. */
static char *
get_incoming_path (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);

  return g_strdup_printf ("%s/.%s.incoming.tmp", folder, name);
}

/* Opened once, so that whatever a crash left in it is recovered. */
static gboolean
read_document (const char         *path,
               TalusGraph        **graph,
               TalusDocumentInfo  *info,
               GError            **error)
{
  g_autoptr(TalusDocument) document = talus_document_open (path, error);
  g_autoptr(GError) damage = NULL;
  char head[TALUS_HEAD_LENGTH + 1] = "";
  guint64 seq = 0;

  if (document == NULL)
    return FALSE;

  /* Whoever made the file could have put tokens of their own in it. */
  if (!talus_document_forget_access (document, error))
    {
      talus_document_close (document, NULL);
      return FALSE;
    }

  *graph = talus_document_load (document, &seq, head, &damage);
  if (*graph == NULL)
    {
      /* What opens but cannot be read is the sender's affair, not the disk's. */
      talus_document_close (document, NULL);
      g_set_error (error, TALUS_ERROR, TALUS_ERROR_INVALID_REQUEST, "The document is damaged: %s",
                   damage->message);
      return FALSE;
    }

  return talus_document_close (document, error) && talus_document_peek (path, info, error);
}

/* Whoever sent a file need not know where it was put. */
static void
hide_path (GError     *error,
           const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr(GString) message = g_string_new (error->message);

  g_string_replace (message, path, "the file", 0);
  g_string_replace (message, name, "the file", 0);
  g_free (error->message);
  error->message = g_strdup (message->str);
}

/* A document keeps its log, and all its ids, where they are not here yet. */
static gboolean
import_document (Making  *making,
                 GBytes  *content,
                 GError **error)
{
  g_autofree char *incoming = get_incoming_path (making->path);
  g_auto(TalusDocumentInfo) info = { 0 };
  g_autoptr(TalusGraph) graph = NULL;
  gboolean done = FALSE;

  if (!write_file (incoming, content, error))
    return FALSE;

  done = read_document (incoming, &graph, &info, error);
  if (!done && error != NULL)
    hide_path (*error, incoming);

  if (done && !making->has_session_id &&
      !g_hash_table_contains (making->project_ids, &info.project_id) &&
      !g_hash_table_contains (making->session_ids, &info.session_id))
    {
      talus_document_info_clear (&making->info);
      making->info = info;
      memset (&info, 0, sizeof info);
      done = talus_document_move_into_place (incoming, making->path, FALSE, error);
      if (!done)
        g_unlink (incoming);
      return done;
    }

  if (done)
    {
      if (!g_hash_table_contains (making->project_ids, &info.project_id))
        making->info.project_id = info.project_id;
      done = write_document (making, graph, error);
    }
  g_unlink (incoming);

  return done;
}

static gboolean
import_json (Making  *making,
             GBytes  *content,
             GError **error)
{
  g_autoptr(TalusImport) import = talus_import_read (content, making->template_yaml, find_listed,
                                                     making, making->name, error);

  if (import == NULL)
    return FALSE;

  if (import->has_project_id &&
      !g_hash_table_contains (making->project_ids, talus_graph_get_project_id (import->graph)))
    making->info.project_id = *talus_graph_get_project_id (import->graph);
  making->warnings = g_ptr_array_ref (import->warnings);

  return write_document (making, import->graph, error);
}

static void
import_in_thread (GTask        *task,
                  gpointer      source,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  Making *making = task_data;
  g_autoptr(GBytes) content = NULL;
  GError *error = NULL;
  gboolean done = FALSE;

  content = map_content (making, &error);
  if (content != NULL && talus_import_is_document (content))
    done = import_document (making, content, &error);
  else if (content != NULL)
    done = import_json (making, content, &error);

  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* The file was written under the name it was sent by; what the project is
 * called is known only now. Where it cannot be renamed it stays. */
static void
name_file (TalusRegistry *self,
           Making        *making)
{
  g_autofree char *path = talus_library_draw_path (self->library, making->info.name,
                                                   &making->info.project_id);
  g_autoptr(GError) error = NULL;

  if (g_str_equal (path, making->path))
    return;

  if (talus_document_move_into_place (making->path, path, FALSE, &error))
    {
      g_free (making->path);
      making->path = g_steal_pointer (&path);
    }
  else
    {
      g_message ("An imported project keeps the name it came with: %s", error->message);
    }
}

static void
imported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  TalusOperation *operation = user_data;
  Making *making = operation->data;
  GError *error = NULL;

  if (making->warnings != NULL)
    g_object_set_data_full (G_OBJECT (operation->task), "talus-warnings",
                            g_ptr_array_ref (making->warnings),
                            (GDestroyNotify) g_ptr_array_unref);
  /* A document that kept its ids has a session of its own. */
  if (!talus_id_equal (&operation->key, &making->info.session_id) &&
      !talus_operation_rekey (operation, &making->info.session_id))
    {
      /* Only what was made here: a path that was taken is somebody else's. */
      if (g_task_propagate_boolean (G_TASK (result), NULL))
        g_unlink (making->path);
      if (talus_registry_check_running (operation->registry, &error))
        error = g_error_new (TALUS_ERROR, TALUS_ERROR_CONFLICT,
                             "The same project is just being imported");
      g_task_return_error (operation->task, error);
      talus_operation_finish (operation);
      return;
    }
  if (!g_task_had_error (G_TASK (result)))
    name_file (operation->registry, making);
  made_cb (object, result, operation);
}

static void
start_import (TalusOperation *operation)
{
  TalusRegistry *self = operation->registry;
  Making *making = operation->data;
  g_autoptr(GPtrArray) known = NULL;
  g_autoptr(GTask) task = NULL;
  GError *error = NULL;

  if (!check_session_free (self, &making->info.session_id, &error))
    {
      g_task_return_error (operation->task, error);
      talus_operation_finish (operation);
      return;
    }

  making->project_ids = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
  making->session_ids = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
  known = talus_library_list (self->library);
  for (guint i = 0; i < known->len; i++)
    {
      TalusLibraryEntry *entry = g_ptr_array_index (known, i);

      if (entry->has_project)
        g_hash_table_add (making->project_ids, g_memdup2 (&entry->info.project_id,
                                                          sizeof (TalusId)));
      g_hash_table_add (making->session_ids, g_memdup2 (&entry->session_id, sizeof (TalusId)));
    }
  making->templates = talus_template_library_list (self->templates);
  making->path = talus_library_draw_path (self->library, making->name,
                                          &making->info.project_id);

  task = g_task_new (NULL, NULL, imported_cb, operation);
  g_task_set_source_tag (task, start_import);
  g_task_set_task_data (task, making, NULL);
  g_task_run_in_thread (task, import_in_thread);
}

/**
 * talus_registry_import_async:
 * @self: a registry
 * @source: what comes in; its descriptor is taken over, the rest borrowed
 * @callback: called when it is there
 * @user_data: passed to @callback
 *
 * Brings a project in from a file of any format that is known.
 */
void
talus_registry_import_async (TalusRegistry           *self,
                             const TalusImportSource *source,
                             GAsyncReadyCallback      callback,
                             gpointer                 user_data)
{
  g_autoptr(GTask) task = NULL;
  Making *making = NULL;
  GError *error = NULL;

  g_return_if_fail (TALUS_IS_REGISTRY (self));
  g_return_if_fail (source != NULL && source->fd >= 0 && source->author != NULL);

  making = new_making (self, source->session_id, source->author,
                       source->name != NULL ? source->name : "Imported project");
  making->fd = source->fd;
  making->offset = source->offset;
  making->length = source->length;
  if (source->template_yaml != NULL)
    making->template_yaml = g_bytes_ref (source->template_yaml);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, talus_registry_import_async);
  if (!talus_registry_check_running (self, &error))
    {
      free_making (making);
      g_task_return_error (task, error);
      return;
    }
  enqueue_making (self, making, g_steal_pointer (&task), start_import);
}

/**
 * talus_registry_import_finish:
 * @self: a registry
 * @result: the result
 * @warnings: (out) (transfer full) (element-type TalusImportWarning): what was odd
 * @error: return location
 *
 * Finishes an import.
 *
 * Returns: (transfer full): the session, loaded, or %NULL
 */
TalusSession *
talus_registry_import_finish (TalusRegistry  *self,
                              GAsyncResult   *result,
                              GPtrArray     **warnings,
                              GError        **error)
{
  GPtrArray *known = NULL;

  g_return_val_if_fail (TALUS_IS_REGISTRY (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  known = g_object_get_data (G_OBJECT (result), "talus-warnings");
  *warnings = known != NULL ? g_ptr_array_ref (known) : g_ptr_array_new ();

  return g_task_propagate_pointer (G_TASK (result), error);
}
