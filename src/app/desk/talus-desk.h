/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The desk: the host in a thread of its own, and what the application asks of
 * it. All functions are called on the main thread and answer there. Nothing is
 * listened on until somebody shares. */
#pragma once

#include "app/desk/talus-project.h"
#include "host/talus-host.h"
#include "peer/talus-peer.h"

G_BEGIN_DECLS

#define TALUS_TYPE_DESK (talus_desk_get_type ())

G_DECLARE_FINAL_TYPE (TalusDesk, talus_desk, TALUS, DESK, GObject)

/* Starts the thread; errors (folder held by another process) come by ready_finish. */
TalusDesk   *talus_desk_new                  (const char           *data_dir,
                                              const char * const   *template_dirs);
void         talus_desk_ready_async          (TalusDesk            *self,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean     talus_desk_ready_finish         (TalusDesk            *self,
                                              GAsyncResult         *result,
                                              GError              **error);
const char  *talus_desk_get_data_dir         (TalusDesk            *self);
/* Who edits at this machine. Once ready. */
TalusAuthor *talus_desk_get_owner            (TalusDesk            *self);
/* @name, @colour: (nullable): "" and NULL: what they are by default. */
void         talus_desk_set_owner            (TalusDesk            *self,
                                              const char           *name,
                                              const char           *colour);

/**
 * TalusDeskFunc:
 * @host: the host; valid on its thread, which is where this is called
 * @data: what was given
 *
 * Does something there. It must not block.
 */
typedef void (*TalusDeskFunc) (TalusHost *host, gpointer data);
/* @destroy is called on the host's thread behind it. */
void         talus_desk_run                  (TalusDesk            *self,
                                              TalusDeskFunc         func,
                                              gpointer              data,
                                              GDestroyNotify        destroy);

/* A list model of TalusProject, the newest first, kept up to date; the trash apart. */
GListModel  *talus_desk_get_projects         (TalusDesk            *self);
GListModel  *talus_desk_get_trash            (TalusDesk            *self);
void         talus_desk_refresh              (TalusDesk            *self);
/* (transfer full) (element-type TalusTemplate) */
void         talus_desk_list_templates_async (TalusDesk            *self,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
GPtrArray   *talus_desk_list_templates_finish(TalusDesk            *self,
                                              GAsyncResult         *result,
                                              GError              **error);

/* Each of these ends in an open project: talus_desk_open_finish(). */
void         talus_desk_create_async         (TalusDesk            *self,
                                              const char           *template_id,
                                              const char           *name,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
void         talus_desk_open_async           (TalusDesk            *self,
                                              const TalusId        *project_id,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
/* A `.talus` file where it lies, or JSON of ours or the older product's, which
 * becomes a project of the library. */
void         talus_desk_open_file_async      (TalusDesk            *self,
                                              GFile                *file,
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
/* The same for JSON that was made with a template there is none of: @yaml is
 * its text. */
void         talus_desk_open_with_template_async (TalusDesk        *self,
                                              GFile                *file,
                                              GBytes               *yaml,       /* (nullable) */
                                              GCancellable         *cancellable,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
/* @warnings: (out) (optional) (transfer full) */
TalusPeer   *talus_desk_open_finish          (TalusDesk            *self,
                                              GAsyncResult         *result,
                                              char               ***warnings,
                                              GError              **error);
void         talus_desk_trash_async          (TalusDesk            *self,
                                              const TalusId        *project_id,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
void         talus_desk_restore_async        (TalusDesk            *self,
                                              const TalusId        *project_id,
                                              GAsyncReadyCallback   callback,
                                              gpointer              user_data);
gboolean     talus_desk_verb_finish          (TalusDesk            *self,
                                              GAsyncResult         *result,
                                              GError              **error);
/* Everything comes to rest as the architecture says; then the thread is gone. */
void         talus_desk_shut_down            (TalusDesk            *self);

G_END_DECLS
