/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Projects: made from a template, listed, looked at, loaded, saved, put in
 * the trash and taken out again. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "base/talus-json.h"
#include "host/talus-graph-answer.h"
#include "host/talus-list-answer.h"
#include "host/talus-rest.h"
#include "host/talus-session-json.h"
#include "model/talus-property-type.h"

/* What the library knows, unless the session that has the project loaded
 * knows it better. */
static void
write_fields (const TalusLibraryEntry *entry,
              TalusSession            *session,
              TalusJsonWriter         *writer)
{
  TalusGraph *graph = session != NULL ? talus_session_get_graph (session) : NULL;
  const char *name = entry->info.name;
  const char *template_id = entry->info.template_id;
  gint64 updated_at = entry->info.updated_at;

  if (graph != NULL)
    {
      name = talus_graph_get_name (graph);
      template_id = talus_template_get_id (talus_graph_get_template (graph));
      updated_at = talus_session_get_updated_at (session);
    }

  talus_json_writer_name (writer, "project_id");
  talus_json_writer_id (writer, &entry->info.project_id);
  talus_json_writer_name (writer, "session_id");
  talus_json_writer_id (writer, &entry->session_id);
  talus_json_writer_name (writer, "name");
  talus_json_writer_string (writer, name != NULL ? name : "");
  talus_json_writer_name (writer, "template_id");
  talus_json_writer_string (writer, template_id != NULL ? template_id : "");
  talus_json_writer_name (writer, "created_at");
  talus_json_writer_time (writer, entry->info.created_at);
  talus_json_writer_name (writer, "updated_at");
  talus_json_writer_time (writer, updated_at);
  talus_json_writer_name (writer, "trashed");
  talus_json_writer_boolean (writer, entry->trashed);
}

/* `"project_id":…,` and so on: what stands in front of a graph. */
static char *
write_members (const TalusLibraryEntry *entry,
               TalusSession            *session)
{
  GString *json = g_string_new (NULL);
  TalusJsonWriter writer;

  talus_json_writer_init (&writer, json);
  write_fields (entry, session, &writer);
  g_string_append_c (json, ',');

  return g_string_free (json, FALSE);
}

static gboolean
read_name (TalusCall   *call,
           const char **name,
           GError     **error)
{
  g_autofree char *checked = NULL;

  if (!talus_json_get_string (call->body, "project_name", TRUE, TALUS_ERROR_INVALID_REQUEST, name,
                              error))
    return FALSE;

  checked = talus_name_normalize (json_object_get_member (call->body, "project_name"), error);

  return checked != NULL;
}

static void
created_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(TalusCall) call = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *members = NULL;
  char session_id[TALUS_ID_TEXT_SIZE];
  char project_id[TALUS_ID_TEXT_SIZE];

  g_clear_object (&call->session);
  call->session = talus_registry_need_finish (TALUS_REGISTRY (object), result, &error);
  if (call->session == NULL)
    {
      talus_call_reply_error (call, error);
      return;
    }

  talus_id_format (talus_session_get_id (call->session), session_id);
  talus_id_format (talus_session_get_project_id (call->session), project_id);
  members = g_strdup_printf ("\"project_id\":\"%s\",\"session_id\":\"%s\",", project_id,
                             session_id);
  talus_graph_answer_present (call, 201, members, FALSE);
}

static void
post_project (TalusCall *call)
{
  TalusNewProject project = { .author = call->author };
  g_autoptr(GError) error = NULL;
  gboolean has_project_id = FALSE;
  gboolean has_session_id = FALSE;
  TalusId project_id;
  TalusId session_id;

  if (!talus_json_get_string (call->body, "template_id", TRUE, TALUS_ERROR_INVALID_REQUEST,
                              &project.template_id, &error) ||
      !talus_call_get_body_id (call, "project_id", &project_id, &has_project_id, &error) ||
      !talus_call_get_new_session_id (call, &session_id, &has_session_id, &error) ||
      !read_name (call, &project.name, &error))
    {
      talus_call_reply_error (call, error);
      return;
    }

  project.project_id = has_project_id ? &project_id : NULL;
  project.session_id = has_session_id ? &session_id : NULL;
  talus_registry_create_async (talus_host_get_registry (call->host), &project, created_cb,
                               talus_call_ref (call));
}

static void
write_project (gpointer         item,
               TalusSession    *session,
               TalusJsonWriter *writer)
{
  talus_json_writer_begin_object (writer);
  write_fields (item, session, writer);
  talus_json_writer_end_object (writer);
}

static gboolean
read_trash (TalusCall  *call,
            gboolean   *trash,
            GError    **error)
{
  guint64 value = 0;

  if (!talus_call_get_query_uint (call, "trash", &value, error))
    return FALSE;
  *trash = value != 0;

  return TRUE;
}

/* The live session of a project, where it is loaded. */
static TalusSession *
get_live_session (TalusCall               *call,
                  const TalusLibraryEntry *entry)
{
  TalusSession *session = talus_registry_get_session (talus_host_get_registry (call->host),
                                                      &entry->session_id);

  return session != NULL && talus_session_has_project (session) ? session : NULL;
}

static void
get_projects (TalusCall *call)
{
  TalusLibrary *library = talus_registry_get_library (talus_host_get_registry (call->host));
  g_autoptr(GPtrArray) entries = NULL;
  g_autoptr(GError) error = NULL;
  TalusListAnswer *list = NULL;
  gboolean trash = FALSE;

  if (!read_trash (call, &trash, &error))
    {
      talus_call_reply_error (call, error);
      return;
    }

  entries = talus_library_list (library);
  g_ptr_array_set_free_func (entries, NULL);
  list = talus_list_answer_new (call, "projects", write_project,
                                (GDestroyNotify) talus_library_entry_free);
  for (guint i = 0; i < entries->len; i++)
    {
      TalusLibraryEntry *entry = g_ptr_array_index (entries, i);

      if (entry->has_project && entry->trashed == trash &&
          talus_grant_check (call->grant, &entry->session_id, TALUS_ROLE_VIEWER, NULL))
        talus_list_answer_add (list, entry, get_live_session (call, entry));
      else
        talus_library_entry_free (entry);
    }
  talus_list_answer_end (list);
}

static void
reply_no_project (TalusCall *call)
{
  talus_call_reply_new_error (call, TALUS_ERROR_PROJECT_NOT_FOUND, "There is no project “%s”",
                              talus_call_get_param (call, "project_id"));
}

/* A stored project on its way through a worker. */
typedef struct
{
  TalusCall *call;
  TalusLibraryEntry *entry;
  TalusGraph *graph;
  guint64 seq;
  char head[TALUS_HEAD_LENGTH + 1];
  char epoch[TALUS_ID_TEXT_SIZE];
} Stored;

static void
free_stored (Stored *stored)
{
  talus_call_unref (stored->call);
  talus_library_entry_free (stored->entry);
  g_clear_object (&stored->graph);
  g_free (stored);
}

static gboolean
load_stored (TalusDocument  *document,
             gpointer        data,
             GError        **error)
{
  Stored *stored = data;

  talus_id_format (&talus_document_get_info (document)->epoch, stored->epoch);
  stored->graph = talus_document_load (document, &stored->seq, stored->head, error);

  return stored->graph != NULL;
}

static void
loaded_stored_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  Stored *stored = user_data;
  g_autoptr(GError) error = NULL;

  if (talus_registry_close_finish (TALUS_REGISTRY (object), result, &error))
    {
      g_autofree char *members = write_members (stored->entry, NULL);
      g_autoptr(TalusGraphView) view = NULL;

      view = talus_graph_view_new (g_steal_pointer (&stored->graph), stored->seq, stored->epoch,
                                   stored->head);
      talus_graph_answer (stored->call, 200, members, view, FALSE);
    }
  else
    {
      talus_call_reply_error (stored->call, error);
    }
  free_stored (stored);
}

static void
live_settled_cb (TalusSession *session,
                 gpointer      user_data)
{
  Stored *stored = user_data;
  g_autofree char *members = write_members (stored->entry, session);

  talus_graph_answer_present (stored->call, 200, members, FALSE);
  free_stored (stored);
}

static void
get_project (TalusCall *call)
{
  TalusRegistry *registry = talus_host_get_registry (call->host);
  TalusLibraryEntry *entry = NULL;
  TalusSession *session = NULL;
  Stored *stored = NULL;
  TalusId id;

  if (talus_call_get_id_param (call, "project_id", &id))
    entry = talus_library_find_project (talus_registry_get_library (registry), &id);
  if (entry == NULL || entry->trashed)
    {
      g_clear_pointer (&entry, talus_library_entry_free);
      reply_no_project (call);
      return;
    }

  stored = g_new0 (Stored, 1);
  stored->call = talus_call_ref (call);
  stored->entry = entry;
  session = get_live_session (call, entry);
  if (session == NULL)
    {
      talus_registry_use_document_async (registry, &id, load_stored, stored, loaded_stored_cb,
                                         stored);
      return;
    }

  g_set_object (&call->session, session);
  talus_session_when_settled (session, live_settled_cb, stored);
}

/* What open and restore answer. */
static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(TalusCall) call = user_data;
  g_autoptr(TalusSession) session = NULL;
  g_autoptr(GError) error = NULL;

  session = talus_registry_need_finish (TALUS_REGISTRY (object), result, &error);
  if (session != NULL)
    talus_session_answer (call, 200, session);
  else
    talus_call_reply_error (call, error);
}

/* What save and delete answer. */
static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(TalusCall) call = user_data;
  g_autoptr(GError) error = NULL;
  GString *json = NULL;
  TalusJsonWriter writer;
  TalusId id;

  if (!talus_registry_close_finish (TALUS_REGISTRY (object), result, &error))
    {
      talus_call_reply_error (call, error);
      return;
    }

  talus_call_get_id_param (call, "project_id", &id);
  json = g_string_new (NULL);
  talus_json_writer_init (&writer, json);
  talus_json_writer_begin_object (&writer);
  talus_json_writer_name (&writer, "success");
  talus_json_writer_boolean (&writer, TRUE);
  talus_json_writer_name (&writer, "project_id");
  talus_json_writer_id (&writer, &id);
  talus_json_writer_end_object (&writer);
  talus_call_reply (call, 200, json);
}

typedef void (*ProjectFunc) (TalusRegistry       *registry,
                             const TalusId       *project_id,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data);

static void
run_on_project (TalusCall           *call,
                ProjectFunc          func,
                GAsyncReadyCallback  callback)
{
  TalusId id;

  if (talus_call_get_id_param (call, "project_id", &id))
    func (talus_host_get_registry (call->host), &id, callback, talus_call_ref (call));
  else
    reply_no_project (call);
}

static void
post_open (TalusCall *call)
{
  run_on_project (call, talus_registry_open_async, opened_cb);
}

static void
post_restore (TalusCall *call)
{
  run_on_project (call, talus_registry_restore_async, opened_cb);
}

static void
post_save (TalusCall *call)
{
  run_on_project (call, talus_registry_save_async, done_cb);
}

static void
delete_project (TalusCall *call)
{
  run_on_project (call, talus_registry_trash_async, done_cb);
}

const TalusRoute talus_rest_projects_routes[] = {
  { "POST", "/api/v1/projects", TALUS_ROUTE_HOST | TALUS_ROUTE_EDITOR, post_project },
  { "GET", "/api/v1/projects", TALUS_ROUTE_ANY | TALUS_ROUTE_VIEWER, get_projects },
  { "GET", "/api/v1/projects/:project_id", TALUS_ROUTE_OF_PROJECT | TALUS_ROUTE_VIEWER,
    get_project },
  { "DELETE", "/api/v1/projects/:project_id", TALUS_ROUTE_OF_PROJECT | TALUS_ROUTE_OWNER,
    delete_project },
  { "POST", "/api/v1/projects/:project_id/open", TALUS_ROUTE_OF_PROJECT | TALUS_ROUTE_VIEWER,
    post_open },
  { "POST", "/api/v1/projects/:project_id/save", TALUS_ROUTE_OF_PROJECT | TALUS_ROUTE_EDITOR,
    post_save },
  { "POST", "/api/v1/projects/:project_id/restore", TALUS_ROUTE_HOST | TALUS_ROUTE_OWNER,
    post_restore },
  { NULL },
};
