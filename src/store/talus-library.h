/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The library: the projects of a data folder, which of them are loaded, the
 * trash, the daily copies, sessions that have no project yet, and who owns
 * the host. Its index is a small database; the documents are the truth. */
#pragma once

#include "store/talus-document.h"

G_BEGIN_DECLS

/**
 * TalusLibraryEntry:
 * @path: (nullable): %NULL for a session without a project
 * @loaded: whether it counts as loaded, across restarts
 *
 * One project, or one empty session. name, template_id, updated_at,
 * node_count, seq and head are as last noted, which for a loaded project may
 * be behind.
 */
typedef struct
{
  TalusId session_id;
  gboolean has_project;
  TalusDocumentInfo info;
  char *path;
  gboolean loaded;
  gboolean trashed;
  gint64 created_at;      /* of the session */
  gint64 last_activity;
} TalusLibraryEntry;

void               talus_library_entry_free     (TalusLibraryEntry        *self);

#define TALUS_TYPE_LIBRARY (talus_library_get_type ())

G_DECLARE_FINAL_TYPE (TalusLibrary, talus_library, TALUS, LIBRARY, GObject)

/* Makes the folder where it is missing, takes its lock, takes in documents
 * that were put there by hand and notes those that went. */
TalusLibrary      *talus_library_open           (const char               *data_dir,
                                                 GError                  **error);
const char        *talus_library_get_folder     (TalusLibrary             *self);
/* Has whoever is refused the folder told where its host listens. @url: (nullable) */
void               talus_library_note_url       (TalusLibrary             *self,
                                                 const char               *url);
/* The person at this machine, made once and kept. */
TalusAuthor       *talus_library_get_owner      (TalusLibrary             *self);
void               talus_library_set_owner      (TalusLibrary             *self,
                                                 TalusAuthor              *owner);
/* (transfer full) (element-type TalusLibraryEntry) */
GPtrArray         *talus_library_list           (TalusLibrary             *self);
/* (transfer full) (nullable) */
TalusLibraryEntry *talus_library_find_project   (TalusLibrary             *self,
                                                 const TalusId            *project_id);
TalusLibraryEntry *talus_library_find_session   (TalusLibrary             *self,
                                                 const TalusId            *session_id);
/* (transfer full): a free path for a project of this name. */
char              *talus_library_draw_path      (TalusLibrary             *self,
                                                 const char               *name,
                                                 const TalusId            *project_id);
gboolean           talus_library_add_session    (TalusLibrary             *self,
                                                 const TalusId            *session_id,
                                                 gint64                    created_at,
                                                 GError                  **error);
gboolean           talus_library_add_project    (TalusLibrary             *self,
                                                 const char               *path,
                                                 const TalusDocumentInfo  *info,
                                                 GError                  **error);
/* What is noted when a session is unloaded, and now and then before. */
gboolean           talus_library_note           (TalusLibrary             *self,
                                                 const TalusDocumentInfo  *info,
                                                 gint64                    last_activity,
                                                 GError                  **error);
gboolean           talus_library_set_loaded     (TalusLibrary             *self,
                                                 const TalusId            *session_id,
                                                 gboolean                  loaded,
                                                 GError                  **error);
/* An empty one. */
gboolean           talus_library_remove_session (TalusLibrary             *self,
                                                 const TalusId            *session_id,
                                                 GError                  **error);
/* Moves the file of a project that is not open. */
gboolean           talus_library_trash          (TalusLibrary             *self,
                                                 const TalusId            *project_id,
                                                 GError                  **error);
gboolean           talus_library_restore        (TalusLibrary             *self,
                                                 const TalusId            *project_id,
                                                 GError                  **error);
/* Where today's copy of a project goes, or NULL if it is there; older than
 * the seven newest are deleted by talus_library_prune_copies(). */
char              *talus_library_get_copy_path  (TalusLibrary             *self,
                                                 const TalusId            *project_id,
                                                 gint64                    now);
void               talus_library_prune_copies   (TalusLibrary             *self,
                                                 const TalusId            *project_id);

G_END_DECLS
