/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the library's files share: its entries with what is known of their
 * files, the index that keeps them, and the look at the folders. Only for
 * talus-library*.c. */
#pragma once

#include "store/talus-library.h"
#include "store/talus-sqlite.h"

G_BEGIN_DECLS

#define TALUS_LIBRARY_APPLICATION_ID 0x54414C4C
#define TALUS_LIBRARY_SCHEMA_VERSION 1
#define TALUS_LIBRARY_SUFFIX         ".talus"

/**
 * TalusLibraryItem:
 * @entry: what is told of it
 * @relative: (nullable): its file, below the data folder
 * @mtime: of the file when it was last looked at, in nanoseconds
 * @size: of the file then
 * @is_seen: while looking: whether its file is there
 */
typedef struct
{
  TalusLibraryEntry entry;
  char *relative;
  gint64 mtime;
  gint64 size;
  gboolean is_seen;
} TalusLibraryItem;

/**
 * TalusLibraryIndex:
 *
 * The entries, in memory and in a small database that is written with every
 * change.
 */
typedef struct _TalusLibraryIndex TalusLibraryIndex;

TalusLibraryIndex *talus_library_index_open         (const char               *folder,
                                                     GError                  **error);
void               talus_library_index_free         (TalusLibraryIndex        *self);
TalusAuthor       *talus_library_index_get_owner    (TalusLibraryIndex        *self);
void               talus_library_index_set_owner    (TalusLibraryIndex        *self,
                                                     TalusAuthor              *owner);
GList             *talus_library_index_list         (TalusLibraryIndex        *self);
TalusLibraryItem  *talus_library_index_find_session (TalusLibraryIndex        *self,
                                                     const TalusId            *session_id);
TalusLibraryItem  *talus_library_index_find_project (TalusLibraryIndex        *self,
                                                     const TalusId            *project_id);
TalusLibraryItem  *talus_library_index_find_path    (TalusLibraryIndex        *self,
                                                     const char               *relative);
gboolean           talus_library_index_put          (TalusLibraryIndex        *self,
                                                     const TalusLibraryItem   *item,
                                                     GError                  **error);
gboolean           talus_library_index_remove       (TalusLibraryIndex        *self,
                                                     const TalusId            *session_id,
                                                     GError                  **error);

void               talus_library_item_copy          (TalusLibraryItem         *self,
                                                     const TalusLibraryItem   *other);
void               talus_library_item_clear         (TalusLibraryItem         *self);
void               talus_library_item_set_info      (TalusLibraryItem         *self,
                                                     const TalusDocumentInfo  *info);
void               talus_library_item_set_path      (TalusLibraryItem         *self,
                                                     const char               *folder,
                                                     const char               *relative);
void               talus_library_item_note_file     (TalusLibraryItem         *self);

char              *talus_library_draw_path_in       (TalusLibrary             *self,
                                                     const char               *folder,
                                                     const char               *stem);
gboolean           talus_library_set_trashed        (TalusLibrary             *self,
                                                     TalusLibraryIndex        *index,
                                                     const TalusId            *project_id,
                                                     gboolean                  is_trashed,
                                                     GError                  **error);
gboolean           talus_library_scan               (TalusLibraryIndex        *index,
                                                     const char               *folder,
                                                     GError                  **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusLibraryIndex, talus_library_index_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusLibraryEntry, talus_library_entry_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TalusLibraryItem, talus_library_item_clear)

G_END_DECLS
