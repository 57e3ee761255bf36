/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The registry: which sessions there are, loading and unloading them,
 * projects made, imported, put in the trash. Everything that touches files
 * happens on workers; the registry itself belongs to the host's thread. */
#pragma once

#include "session/talus-session.h"
#include "store/talus-import.h"
#include "store/talus-library.h"
#include "store/talus-template-library.h"

G_BEGIN_DECLS

#define TALUS_TYPE_REGISTRY (talus_registry_get_type ())

G_DECLARE_FINAL_TYPE (TalusRegistry, talus_registry, TALUS, REGISTRY, GObject)

/* @session_timeout: milliseconds without activity after which a session
 * without clients is unloaded; 0 never. */
TalusRegistry        *talus_registry_new            (TalusLibrary          *library,
                                                     TalusTemplateLibrary  *templates,
                                                     gint64                 session_timeout,
                                                     TalusClockFunc         clock,
                                                     gpointer               clock_data);
TalusLibrary         *talus_registry_get_library    (TalusRegistry         *self);
TalusTemplateLibrary *talus_registry_get_templates  (TalusRegistry         *self);

/* In memory now; borrowed. */
TalusSession         *talus_registry_get_session    (TalusRegistry         *self,
                                                     const TalusId         *session_id);
/* (transfer container) */
GPtrArray            *talus_registry_list_sessions  (TalusRegistry         *self);
guint                 talus_registry_get_n_sessions (TalusRegistry         *self);
/* The document behind a session in memory. (nullable) */
TalusDocument        *talus_registry_get_document   (TalusRegistry         *self,
                                                     TalusSession          *session);

/* A session that counts as loaded (after a restart it may still have to be
 * read); anything else is INVALID_SESSION. (transfer full) */
void                  talus_registry_need_async     (TalusRegistry         *self,
                                                     const TalusId         *session_id,
                                                     GAsyncReadyCallback    callback,
                                                     gpointer               user_data);
TalusSession         *talus_registry_need_finish    (TalusRegistry         *self,
                                                     GAsyncResult          *result,
                                                     GError               **error);
/* All sessions that count as loaded, read where need be. */
void                  talus_registry_need_all_async (TalusRegistry         *self,
                                                     GAsyncReadyCallback    callback,
                                                     gpointer               user_data);
gboolean              talus_registry_need_all_finish(TalusRegistry         *self,
                                                     GAsyncResult          *result,
                                                     GError               **error);
/* Loads a project, whatever its state before: PROJECT_NOT_FOUND, and in the
 * trash too. need_finish() takes the result. */
void                  talus_registry_open_async     (TalusRegistry         *self,
                                                     const TalusId         *project_id,
                                                     GAsyncReadyCallback    callback,
                                                     gpointer               user_data);
/* Opens a document where it lies, outside the data folder too, and notes it in
 * the library. need_finish() takes the result. */
void                  talus_registry_adopt_async    (TalusRegistry         *self,
                                                     const char            *path,
                                                     GAsyncReadyCallback    callback,
                                                     gpointer               user_data);
/* The same for somebody who follows from another thread of this process and
 * wants the state too: where it has to be read, it is read twice at once.
 * @replica: (out) (transfer full) (nullable): what the session began with;
 * NULL where it was in memory already. */
void                  talus_registry_open_with_replica_async (TalusRegistry *self,
                                                     const TalusId         *project_id,
                                                     GAsyncReadyCallback    callback,
                                                     gpointer               user_data);
TalusSession         *talus_registry_open_with_replica_finish (TalusRegistry *self,
                                                     GAsyncResult          *result,
                                                     TalusReplica         **replica,
                                                     GError               **error);
/* An empty session. @session_id: NULL draws one; CONFLICT if it exists. */
TalusSession         *talus_registry_add_session    (TalusRegistry         *self,
                                                     const TalusId         *session_id,
                                                     GError               **error);

/**
 * TalusNewProject:
 * @template_id: which template
 * @name: the project's
 * @project_id: (nullable): chosen by the client
 * @session_id: (nullable): chosen by the client; an empty session's is adopted
 * @author: who makes it
 */
typedef struct
{
  const char *template_id;
  const char *name;
  const TalusId *project_id;
  const TalusId *session_id;
  TalusAuthor *author;
} TalusNewProject;

/* need_finish() takes the result: its session, loaded and durable. */
void                  talus_registry_create_async   (TalusRegistry         *self,
                                                     const TalusNewProject *project,
                                                     GAsyncReadyCallback    callback,
                                                     gpointer               user_data);

/**
 * TalusImportSource:
 * @fd: (transfer full): a file that holds the content
 * @offset: where the content begins in it
 * @length: how many bytes it has; 0: to the end of the file
 * @template_yaml: (nullable)
 * @session_id: (nullable): an empty session's is adopted
 * @author: who imports
 * @name: (nullable): a file name, for a project that has no name inside
 */
typedef struct
{
  int fd;
  gsize offset;
  gsize length;
  GBytes *template_yaml;
  const TalusId *session_id;
  TalusAuthor *author;
  const char *name;
} TalusImportSource;

void                  talus_registry_import_async   (TalusRegistry         *self,
                                                     const TalusImportSource *source,
                                                     GAsyncReadyCallback    callback,
                                                     gpointer               user_data);
/* @warnings: (out) (transfer full) (element-type TalusImportWarning) */
TalusSession         *talus_registry_import_finish  (TalusRegistry         *self,
                                                     GAsyncResult          *result,
                                                     GPtrArray            **warnings,
                                                     GError               **error);

/* Unloads; the project stays. */
void                  talus_registry_close_async    (TalusRegistry         *self,
                                                     const TalusId         *session_id,
                                                     const char            *reason,
                                                     GAsyncReadyCallback    callback,
                                                     gpointer               user_data);
gboolean              talus_registry_close_finish   (TalusRegistry         *self,
                                                     GAsyncResult          *result,
                                                     GError               **error);
/* Closes what is open of it, then moves it; close_finish() takes the result. */
void                  talus_registry_trash_async    (TalusRegistry         *self,
                                                     const TalusId         *project_id,
                                                     GAsyncReadyCallback    callback,
                                                     gpointer               user_data);
/* need_finish() takes the result. */
void                  talus_registry_restore_async  (TalusRegistry         *self,
                                                     const TalusId         *project_id,
                                                     GAsyncReadyCallback    callback,
                                                     gpointer               user_data);
/* Checkpoint and copy of the day; close_finish() takes the result. */
void                  talus_registry_save_async     (TalusRegistry         *self,
                                                     const TalusId         *project_id,
                                                     GAsyncReadyCallback    callback,
                                                     gpointer               user_data);
/**
 * TalusDocumentFunc:
 * @document: a project's document
 * @data: what was given with the function
 * @error: return location
 *
 * Does something with a document, on a worker.
 *
 * Returns: %FALSE with @error if it could not
 */
typedef gboolean (*TalusDocumentFunc) (TalusDocument *document, gpointer data, GError **error);

/* Lends out the document of a project, loaded or not; close_finish() takes
 * the result. PROJECT_NOT_FOUND, in the trash too. */
void                  talus_registry_use_document_async (TalusRegistry    *self,
                                                     const TalusId         *project_id,
                                                     TalusDocumentFunc      func,
                                                     gpointer               data,
                                                     GAsyncReadyCallback    callback,
                                                     gpointer               user_data);
/* Unloads what had no activity for @max_inactive ms and no clients; @n_removed
 * sessions were. */
void                  talus_registry_cleanup_async  (TalusRegistry         *self,
                                                     gint64                 max_inactive,
                                                     GAsyncReadyCallback    callback,
                                                     gpointer               user_data);
gboolean              talus_registry_cleanup_finish (TalusRegistry         *self,
                                                     GAsyncResult          *result,
                                                     guint                 *n_removed,
                                                     GError               **error);
/* Refuses everything new and closes all; what was loaded still counts so at
 * the next start. close_finish() takes the result. */
void                  talus_registry_shut_down_async(TalusRegistry         *self,
                                                     GAsyncReadyCallback    callback,
                                                     gpointer               user_data);

/**
 * TalusRegistry::session-added:
 * @session: a session that is in memory from now on
 *
 * TalusRegistry::document-added:
 * @session: one that has a document from now on
 *
 * TalusRegistry::session-removed:
 * @session: one that is not any more
 */

G_END_DECLS
