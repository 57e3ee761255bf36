/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A project as a file, while it goes on being changed: JSON from a graph that
 * a worker read at one seq, a document from a copy of its own without a name.
 * Neither is in memory as a whole. */
#define G_LOG_DOMAIN "talus-host-rest"

#include "host/talus-export-answer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "base/talus-json-writer.h"
#include "host/talus-call-stream.h"
#include "host/talus-host-private.h"
#include "store/talus-export.h"

#define PIECE          (64 * 1024)
#define MAX_NAME_BYTES 120

/* Work on its way: first a worker's, then the stream's. */
typedef struct
{
  TalusCall *call;
  char *name;             /* the project's */
  TalusGraph *graph;      /* json */
  guint64 seq;
  char epoch[TALUS_ID_TEXT_SIZE];
  char head[TALUS_HEAD_LENGTH + 1];
  TalusJsonExport *json;
  int fd;                 /* talus */
} Export;

static void
free_graph_in_thread (GTask        *task,
                      gpointer      source,
                      gpointer      graph,
                      GCancellable *cancellable)
{
  g_object_unref (graph);
}

static void
free_export (gpointer data)
{
  Export *self = data;

  g_clear_pointer (&self->json, talus_json_export_free);
  if (self->graph != NULL)
    {
      /* A big one takes its time even to go. */
      g_autoptr(GTask) task = g_task_new (NULL, NULL, NULL, NULL);

      g_task_set_task_data (task, self->graph, NULL);
      g_task_run_in_thread (task, free_graph_in_thread);
    }
  if (self->fd >= 0)
    g_close (self->fd, NULL);
  talus_call_unref (self->call);
  g_free (self->name);
  g_free (self);
}

static gboolean
load_json (TalusDocument  *document,
           gpointer        data,
           GError        **error)
{
  Export *self = data;

  talus_id_format (&talus_document_get_info (document)->epoch, self->epoch);
  self->graph = talus_document_load (document, &self->seq, self->head, error);
  if (self->graph == NULL)
    return FALSE;

  self->name = g_strdup (talus_graph_get_name (self->graph));

  return TRUE;
}

static gboolean
fail_with_errno (const char  *what,
                 GError     **error)
{
  int saved_errno = errno;

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_STORAGE_FAILED, "The copy could not be %s: %s",
               what, g_strerror (saved_errno));

  return FALSE;
}

/* The copy has a name only while it is made, one that the library sweeps away
 * where a crash left it. */
static gboolean
copy_document (TalusDocument  *document,
               gpointer        data,
               GError        **error)
{
  Export *self = data;
  const char *path = talus_document_get_path (document);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  g_autofree char *copy = g_strdup_printf ("%s/.%s.%08x.tmp", folder, name, g_random_int ());

  if (!talus_document_copy (document, copy, TRUE, error))
    return FALSE;

  self->fd = g_open (copy, O_RDONLY | O_CLOEXEC | O_NOFOLLOW, 0);
  if (self->fd < 0)
    fail_with_errno ("opened", error);
  g_unlink (copy);

  return self->fd >= 0;
}

static gboolean
fill_json_cb (SioHttpRequest *request,
              GString        *buffer,
              gpointer        user_data)
{
  Export *self = user_data;

  return talus_json_export_step (self->json, buffer, PIECE);
}

static gboolean
fill_document_cb (SioHttpRequest *request,
                  GString        *buffer,
                  gpointer        user_data)
{
  Export *self = user_data;
  gssize n = 0;

  g_string_set_size (buffer, PIECE);
  do
    n = read (self->fd, buffer->str, PIECE);
  while (n < 0 && errno == EINTR);
  g_string_truncate (buffer, MAX (n, 0));

  /* Half a document must not look like a whole one. */
  if (n < 0)
    sio_http_request_abort (request);

  return n > 0;
}

static void
set_headers (Export     *self,
             const char *extension)
{
  g_autofree char *disposition = talus_export_write_disposition (self->name, extension);

  sio_http_request_set_response_header (self->call->request, "Content-Disposition", disposition);
  sio_http_request_set_response_header (self->call->request, "Cache-Control", "no-store");
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Export *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!talus_registry_close_finish (TALUS_REGISTRY (object), result, &error))
    {
      talus_call_reply_error (self->call, error);
      free_export (self);
      return;
    }

  self->json = talus_json_export_new (self->graph, self->seq, self->epoch, self->head);
  set_headers (self, "json");
  talus_call_reply_stream (self->call, 200, "application/json", fill_json_cb, self, free_export);
}

static void
copied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Export *self = user_data;
  g_autoptr(GError) error = NULL;

  if (!talus_registry_close_finish (TALUS_REGISTRY (object), result, &error))
    {
      talus_call_reply_error (self->call, error);
      free_export (self);
      return;
    }

  set_headers (self, "talus");
  talus_call_reply_stream (self->call, 200, "application/vnd.sqlite3", fill_document_cb, self,
                           free_export);
}

/* What the project is called now, for the name of the file. */
static char *
find_name (TalusRegistry *registry,
           const TalusId *project_id)
{
  TalusLibraryEntry *entry = talus_library_find_project (talus_registry_get_library (registry),
                                                         project_id);
  TalusSession *session = NULL;
  char *name = NULL;

  if (entry == NULL)
    return NULL;

  session = talus_registry_get_session (registry, &entry->session_id);
  if (session != NULL && talus_session_has_project (session))
    name = g_strdup (talus_graph_get_name (talus_session_get_graph (session)));
  else
    name = g_strdup (entry->info.name);
  talus_library_entry_free (entry);

  return name;
}

/* Who took a copy along is the owner's to know, whether it arrived or not. */
static void
audit (TalusCall     *call,
       const TalusId *project_id,
       const char    *format)
{
  TalusLibraryEntry *entry = talus_library_find_project (call->host->library, project_id);
  g_autofree char *details = g_strdup_printf ("{\"format\":\"%s\"}", format);

  if (entry == NULL)
    return;

  talus_gate_audit (call->host->gate, &entry->session_id, &call->author->id, "exported", details);
  talus_library_entry_free (entry);
}

/**
 * talus_export_answer:
 * @call: a call
 * @project_id: what to export
 * @format: one of [func@Talus.export_get_formats]
 *
 * Answers with a project as a file.
 */
void
talus_export_answer (TalusCall     *call,
                     const TalusId *project_id,
                     const char    *format)
{
  TalusRegistry *registry = NULL;
  Export *self = NULL;

  g_return_if_fail (call != NULL && project_id != NULL && format != NULL);

  registry = talus_host_get_registry (call->host);
  audit (call, project_id, format);
  self = g_new0 (Export, 1);
  self->call = talus_call_ref (call);
  self->fd = -1;
  if (g_str_equal (format, "json"))
    {
      talus_registry_use_document_async (registry, project_id, load_json, self, loaded_cb, self);
    }
  else
    {
      self->name = find_name (registry, project_id);
      talus_registry_use_document_async (registry, project_id, copy_document, self, copied_cb,
                                         self);
    }
}

/* What no file system and no shell minds: no separators, nothing hidden,
 * nothing that Windows reserves. */
static char *
write_file_name (const char *project_name,
                 const char *extension)
{
  GString *name = g_string_new (NULL);

  for (const char *p = project_name; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (name->len + 6 > MAX_NAME_BYTES)
        break;
      if (!g_unichar_isprint (c) || (c < 0x80 && strchr ("\"*/:<>?\\|%;", (int) c) != NULL))
        c = '_';
      g_string_append_unichar (name, c);
    }
  while (name->len > 0 && (name->str[0] == '.' || name->str[0] == ' '))
    g_string_erase (name, 0, 1);
  while (name->len > 0 && strchr (". ", name->str[name->len - 1]) != NULL)
    g_string_truncate (name, name->len - 1);
  if (name->len == 0)
    g_string_append (name, "project");
  g_string_append_printf (name, ".%s", extension);

  return g_string_free (name, FALSE);
}

/**
 * talus_export_write_disposition:
 * @project_name: (nullable): what the project is called
 * @extension: of the file
 *
 * Writes the header by which a browser names the file it saves (RFC 6266):
 * in ASCII for old ones, in UTF-8 for the others.
 *
 * Returns: (transfer full): the header's value
 */
char *
talus_export_write_disposition (const char *project_name,
                                const char *extension)
{
  g_autofree char *name = NULL;
  g_autofree char *escaped = NULL;
  g_autoptr(GString) ascii = NULL;

  g_return_val_if_fail (extension != NULL, NULL);

  name = write_file_name (project_name != NULL ? project_name : "", extension);
  escaped = g_uri_escape_string (name, "!#$&+^`|", FALSE);
  ascii = g_string_new (NULL);
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_c (ascii, (guchar) *p < 0x80 ? *p : '_');

  return g_strdup_printf ("attachment; filename=\"%s\"; filename*=UTF-8''%s", ascii->str, escaped);
}
