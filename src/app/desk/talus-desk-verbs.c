/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is done with projects: made, opened, imported, put into the trash. A
 * verb goes to the host's thread, where the registry does it, and comes back
 * with the id of its project; opening then joins that project's session. */
#define G_LOG_DOMAIN "talus-app-desk"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include "app/desk/talus-desk-private.h"
#include "peer/talus-local-link.h"

typedef struct
{
  TalusDesk *desk;
  GTask *task;
  TalusId project_id;
  char *template_id;
  char *name;
  char *path;           /* (nullable) */
  GBytes *yaml;         /* (nullable) */
  int fd;
  char **warnings;      /* (nullable) */
  GPtrArray *templates; /* (nullable) */
  GError *error;
} Verb;

/* What opening ends in. */
typedef struct
{
  TalusPeer *peer;
  char **warnings;
} Opened;

static void
verb_free (Verb *verb)
{
  if (verb->fd >= 0)
    close (verb->fd);
  g_clear_pointer (&verb->templates, g_ptr_array_unref);
  g_clear_pointer (&verb->warnings, g_strfreev);
  g_clear_error (&verb->error);
  g_clear_object (&verb->task);
  g_clear_object (&verb->desk);
  g_free (verb->template_id);
  g_free (verb->name);
  g_free (verb->path);
  g_clear_pointer (&verb->yaml, g_bytes_unref);
  g_free (verb);
}

static void
opened_free (Opened *opened)
{
  /* Nobody took it: whoever asked has given up. */
  if (opened->peer != NULL)
    talus_peer_close (opened->peer);
  g_clear_object (&opened->peer);
  g_clear_pointer (&opened->warnings, g_strfreev);
  g_free (opened);
}

static Verb *
verb_new (TalusDesk           *self,
          gpointer             source_tag,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  Verb *verb = g_new0 (Verb, 1);

  verb->desk = g_object_ref (self);
  verb->fd = -1;
  verb->task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (verb->task, source_tag);

  return verb;
}

/* From the host's thread to this one. */
static void
go_on (Verb        *verb,
       GSourceFunc  func)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, func, verb, NULL);
  g_source_attach (source, NULL);
}

static gboolean
fail_if_failed (Verb *verb)
{
  if (verb->error == NULL)
    return FALSE;

  g_task_return_error (verb->task, g_steal_pointer (&verb->error));
  verb_free (verb);

  return TRUE;
}

/* Only then does the session know of it. */
static void
recorded_cb (TalusDesk   *self,
             TalusRecord *record)
{
  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    {
      const TalusChange *change = talus_change_set_get (record->changes, i);

      if (change->op == TALUS_CHANGE_META && g_str_equal (change->key, "name"))
        {
          talus_desk_refresh (self);
          return;
        }
    }
}

static void
linked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Verb *verb = user_data;
  g_autoptr (TalusPeerLink) link = NULL;
  Opened *opened;

  link = talus_local_link_open_finish (result, &verb->error);
  if (fail_if_failed (verb))
    return;

  opened = g_new0 (Opened, 1);
  opened->peer = talus_peer_new (link);
  opened->warnings = g_steal_pointer (&verb->warnings);
  /* When it is renamed, and when one has done with it. */
  g_signal_connect_object (opened->peer, "recorded", G_CALLBACK (recorded_cb), verb->desk,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (opened->peer, "notify::state", G_CALLBACK (talus_desk_refresh),
                           verb->desk, G_CONNECT_SWAPPED);
  talus_desk_refresh (verb->desk);
  g_task_return_pointer (verb->task, opened, (GDestroyNotify) opened_free);
  verb_free (verb);
}

/* The project is there: joins it. */
static gboolean
open_cb (gpointer user_data)
{
  Verb *verb = user_data;

  if (fail_if_failed (verb))
    return G_SOURCE_REMOVE;

  talus_local_link_open_async (verb->desk->registry, verb->desk->context, &verb->project_id,
                               verb->desk->owner, g_task_get_cancellable (verb->task), linked_cb,
                               verb);

  return G_SOURCE_REMOVE;
}

static gboolean
done_cb (gpointer user_data)
{
  Verb *verb = user_data;

  if (fail_if_failed (verb))
    return G_SOURCE_REMOVE;

  talus_desk_refresh (verb->desk);
  g_task_return_boolean (verb->task, TRUE);
  verb_free (verb);

  return G_SOURCE_REMOVE;
}

static gboolean
check_ready (TalusDesk  *self,
             GError    **error)
{
  if (self->owner != NULL && self->thread != NULL)
    return TRUE;

  if (self->failure != NULL)
    g_propagate_error (error, g_error_copy (self->failure));
  else
    g_set_error (error, TALUS_ERROR, TALUS_ERROR_SHUTTING_DOWN, "Talus Tally is not ready yet");

  return FALSE;
}

/* Sends it to the host's thread, or ends it where there is none. */
static void
start (Verb          *verb,
       TalusDeskFunc  func)
{
  if (check_ready (verb->desk, &verb->error))
    talus_desk_run (verb->desk, func, verb, NULL);
  else
    fail_if_failed (verb);
}

static void
take_session (Verb         *verb,
              TalusSession *session)
{
  if (session != NULL)
    verb->project_id = *talus_session_get_project_id (session);
  go_on (verb, open_cb);
}

static void
created_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Verb *verb = user_data;
  g_autoptr (TalusSession) session = talus_registry_need_finish (TALUS_REGISTRY (object), result,
                                                                 &verb->error);

  take_session (verb, session);
}

static void
create (TalusHost *host,
        gpointer   data)
{
  Verb *verb = data;
  TalusRegistry *registry = talus_host_get_registry (host);
  TalusNewProject project = { verb->template_id, verb->name, NULL, NULL, NULL };

  project.author = talus_library_get_owner (talus_registry_get_library (registry));
  talus_registry_create_async (registry, &project, created_cb, verb);
}

/**
 * talus_desk_create_async:
 * @self: a desk that is ready
 * @template_id: which template
 * @name: the project's
 * @cancellable: (nullable): to give up waiting; what was made stays
 * @callback: called when it is open
 * @user_data: passed to @callback
 *
 * Makes a project and opens it.
 */
void
talus_desk_create_async (TalusDesk           *self,
                         const char          *template_id,
                         const char          *name,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  Verb *verb;

  g_return_if_fail (TALUS_IS_DESK (self));
  g_return_if_fail (template_id != NULL && name != NULL);

  verb = verb_new (self, talus_desk_create_async, cancellable, callback, user_data);
  verb->template_id = g_strdup (template_id);
  verb->name = g_strdup (name);
  start (verb, create);
}

/**
 * talus_desk_open_async:
 * @self: a desk that is ready
 * @project_id: a project of the library
 * @cancellable: (nullable): to give up
 * @callback: called when it is open
 * @user_data: passed to @callback
 *
 * Opens a project.
 */
void
talus_desk_open_async (TalusDesk           *self,
                       const TalusId       *project_id,
                       GCancellable        *cancellable,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  Verb *verb;

  g_return_if_fail (TALUS_IS_DESK (self));
  g_return_if_fail (project_id != NULL);

  verb = verb_new (self, talus_desk_open_async, cancellable, callback, user_data);
  verb->project_id = *project_id;
  check_ready (self, &verb->error);
  open_cb (verb);
}

static char **
list_warnings (GPtrArray *warnings)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (warnings == NULL || warnings->len == 0)
    return NULL;

  for (guint i = 0; i < warnings->len; i++)
    {
      const TalusImportWarning *warning = g_ptr_array_index (warnings, i);

      g_strv_builder_add (builder, warning->message);
    }

  return g_strv_builder_end (builder);
}

static void
imported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Verb *verb = user_data;
  g_autoptr (GPtrArray) warnings = NULL;
  g_autoptr (TalusSession) session = NULL;

  session = talus_registry_import_finish (TALUS_REGISTRY (object), result, &warnings,
                                          &verb->error);
  verb->warnings = list_warnings (warnings);
  take_session (verb, session);
}

static void
import_here (TalusRegistry *registry,
             Verb          *verb)
{
  TalusImportSource source = { -1, 0, };

  source.fd = verb->fd;
  verb->fd = -1;
  source.author = talus_library_get_owner (talus_registry_get_library (registry));
  source.name = verb->name;
  source.template_yaml = verb->yaml;
  talus_registry_import_async (registry, &source, imported_cb, verb);
}

static void
import (TalusHost *host,
        gpointer   data)
{
  import_here (talus_host_get_registry (host), data);
}

/* What lies here and is no document, or a copy of one that there is, comes in. */
static gboolean
is_to_import (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED) ||
         (g_error_matches (error, TALUS_ERROR, TALUS_ERROR_CONFLICT) &&
          talus_error_get_details (error) == NULL);
}

static void
adopted_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Verb *verb = user_data;
  g_autoptr (TalusSession) session = talus_registry_need_finish (TALUS_REGISTRY (object), result,
                                                                 &verb->error);

  if (session != NULL || !is_to_import (verb->error))
    {
      take_session (verb, session);
      return;
    }
  g_clear_error (&verb->error);
  verb->fd = g_open (verb->path, O_RDONLY | O_CLOEXEC, 0);
  if (verb->fd >= 0)
    {
      import_here (TALUS_REGISTRY (object), verb);
    }
  else
    {
      int number = errno;
      g_autofree char *shown = g_filename_display_name (verb->path);

      g_set_error (&verb->error, G_IO_ERROR, g_io_error_from_errno (number),
                   "“%s” cannot be read: %s", shown, g_strerror (number));
      go_on (verb, open_cb);
    }
}

static void
adopt (TalusHost *host,
       gpointer   data)
{
  Verb *verb = data;

  talus_registry_adopt_async (talus_host_get_registry (host), verb->path, adopted_cb, verb);
}

/* "Bronco" of "/…/Bronco.json". */
static char *
find_stem (GFile *file)
{
  char *name = g_file_get_basename (file);
  char *dot = name != NULL ? strrchr (name, '.') : NULL;

  if (dot != NULL && dot != name)
    *dot = '\0';

  return name;
}

/* What is not a file of this computer comes into memory first, as a file that
 * has no name. */
static int
make_memory_file (GBytes  *bytes,
                  GError **error)
{
  gsize left;
  const char *data = g_bytes_get_data (bytes, &left);
  int fd = memfd_create ("talus-import", MFD_CLOEXEC);

  while (fd >= 0 && left > 0)
    {
      ssize_t n = write (fd, data, left);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          close (fd);
          fd = -1;
          break;
        }
      data += n;
      left -= n;
    }
  if (fd < 0)
    g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                 "There is no memory for the file: %s", g_strerror (errno));

  return fd;
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  Verb *verb = user_data;
  g_autoptr (GBytes) bytes = NULL;

  bytes = g_file_load_bytes_finish (G_FILE (object), result, NULL, &verb->error);
  if (bytes != NULL)
    verb->fd = make_memory_file (bytes, &verb->error);
  if (!fail_if_failed (verb))
    start (verb, import);
}

/**
 * talus_desk_open_file_async:
 * @self: a desk that is ready
 * @file: a file, of this computer or not
 * @cancellable: (nullable): to give up
 * @callback: called when it is open
 * @user_data: passed to @callback
 *
 * Opens a file: a document where it lies; JSON of ours or the older product's,
 * a copy of a project that there is, and what lies on no file system become
 * projects of the library.
 */
void
talus_desk_open_file_async (TalusDesk           *self,
                            GFile               *file,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  talus_desk_open_with_template_async (self, file, NULL, cancellable, callback, user_data);
}

/**
 * talus_desk_open_with_template_async:
 * @self: a desk that is ready
 * @file: a file, of this computer or not
 * @yaml: (nullable): the template that the project in it was made with
 * @cancellable: (nullable): to give up
 * @callback: called when it is open
 * @user_data: passed to @callback
 *
 * Opens a file as [method@Talus.Desk.open_file_async], bringing along the
 * template it wants.
 */
void
talus_desk_open_with_template_async (TalusDesk           *self,
                                     GFile               *file,
                                     GBytes              *yaml,
                                     GCancellable        *cancellable,
                                     GAsyncReadyCallback  callback,
                                     gpointer             user_data)
{
  Verb *verb;

  g_return_if_fail (TALUS_IS_DESK (self));
  g_return_if_fail (G_IS_FILE (file));

  verb = verb_new (self, talus_desk_open_file_async, cancellable, callback, user_data);
  verb->name = find_stem (file);
  if (yaml != NULL)
    verb->yaml = g_bytes_ref (yaml);
  verb->path = g_file_get_path (file);
  if (verb->path != NULL)
    start (verb, adopt);
  else
    g_file_load_bytes_async (file, cancellable, loaded_cb, verb);
}

/**
 * talus_desk_open_finish:
 * @self: a desk
 * @result: the result of creating, opening or importing
 * @warnings: (out) (optional) (nullable) (transfer full): what was odd about a
 *   file that came in, a sentence each
 * @error: return location
 *
 * Finishes what opens a project.
 *
 * Returns: (transfer full): the live project
 */
TalusPeer *
talus_desk_open_finish (TalusDesk      *self,
                        GAsyncResult   *result,
                        char         ***warnings,
                        GError        **error)
{
  Opened *opened;
  TalusPeer *peer;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  if (warnings != NULL)
    *warnings = NULL;
  opened = g_task_propagate_pointer (G_TASK (result), error);
  if (opened == NULL)
    return NULL;

  peer = g_steal_pointer (&opened->peer);
  if (warnings != NULL)
    *warnings = g_steal_pointer (&opened->warnings);
  opened_free (opened);

  return peer;
}

static void
moved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  Verb *verb = user_data;

  talus_registry_close_finish (TALUS_REGISTRY (object), result, &verb->error);
  go_on (verb, done_cb);
}

static void
trash (TalusHost *host,
       gpointer   data)
{
  Verb *verb = data;

  talus_registry_trash_async (talus_host_get_registry (host), &verb->project_id, moved_cb, verb);
}

/**
 * talus_desk_trash_async:
 * @self: a desk that is ready
 * @project_id: a project
 * @callback: called when it is done
 * @user_data: passed to @callback
 *
 * Puts a project into the trash; who is in it is told.
 */
void
talus_desk_trash_async (TalusDesk           *self,
                        const TalusId       *project_id,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data)
{
  Verb *verb;

  g_return_if_fail (TALUS_IS_DESK (self));
  g_return_if_fail (project_id != NULL);

  verb = verb_new (self, talus_desk_trash_async, NULL, callback, user_data);
  verb->project_id = *project_id;
  start (verb, trash);
}

static void
restored_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  Verb *verb = user_data;
  g_autoptr (TalusSession) session = talus_registry_need_finish (TALUS_REGISTRY (object), result,
                                                                 &verb->error);

  go_on (verb, done_cb);
}

static void
restore (TalusHost *host,
         gpointer   data)
{
  Verb *verb = data;

  talus_registry_restore_async (talus_host_get_registry (host), &verb->project_id, restored_cb,
                                verb);
}

/**
 * talus_desk_restore_async:
 * @self: a desk that is ready
 * @project_id: a project in the trash
 * @callback: called when it is done
 * @user_data: passed to @callback
 *
 * Takes a project out of the trash.
 */
void
talus_desk_restore_async (TalusDesk           *self,
                          const TalusId       *project_id,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  Verb *verb;

  g_return_if_fail (TALUS_IS_DESK (self));
  g_return_if_fail (project_id != NULL);

  verb = verb_new (self, talus_desk_restore_async, NULL, callback, user_data);
  verb->project_id = *project_id;
  start (verb, restore);
}

/**
 * talus_desk_verb_finish:
 * @self: a desk
 * @result: the result of a verb that opens nothing
 * @error: return location
 *
 * Finishes it.
 *
 * Returns: whether it was done
 */
gboolean
talus_desk_verb_finish (TalusDesk     *self,
                        GAsyncResult  *result,
                        GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static gboolean
templates_cb (gpointer user_data)
{
  Verb *verb = user_data;

  g_task_return_pointer (verb->task, g_steal_pointer (&verb->templates),
                         (GDestroyNotify) g_ptr_array_unref);
  verb_free (verb);

  return G_SOURCE_REMOVE;
}

static void
list_templates (TalusHost *host,
                gpointer   data)
{
  Verb *verb = data;
  TalusRegistry *registry = talus_host_get_registry (host);

  verb->templates = talus_template_library_list (talus_registry_get_templates (registry));
  go_on (verb, templates_cb);
}

/**
 * talus_desk_list_templates_async:
 * @self: a desk that is ready
 * @callback: called with the list
 * @user_data: passed to @callback
 *
 * Lists what projects can be made from.
 */
void
talus_desk_list_templates_async (TalusDesk           *self,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (TALUS_IS_DESK (self));

  start (verb_new (self, talus_desk_list_templates_async, NULL, callback, user_data),
         list_templates);
}

/**
 * talus_desk_list_templates_finish:
 * @self: a desk
 * @result: the result
 * @error: return location
 *
 * Finishes [method@Talus.Desk.list_templates_async].
 *
 * Returns: (transfer full) (element-type TalusTemplate): by name
 */
GPtrArray *
talus_desk_list_templates_finish (TalusDesk     *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
