/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the registry share. Whatever touches a project's file is
 * an operation, and the operations of one session run one after the other. */
#pragma once

#include "session/talus-registry.h"

G_BEGIN_DECLS

typedef struct
{
  TalusSession *session;
  TalusDocument *document; /* (nullable) without a project */
} TalusRegistryEntry;

typedef struct _TalusOperation TalusOperation;

/**
 * TalusOperationFunc:
 *
 * Starts an operation on the host's thread. It ends with
 * talus_operation_finish(), now or later.
 */
typedef void (*TalusOperationFunc) (TalusOperation *operation);

/*
 * TalusOperation:
 * @key: the session it is about
 * @task: (owned): returned by whoever ends it, before it is finished
 * @reason: (nullable): why a session closes
 * @wants_replica: whether a second replica is read, for the task to carry
 * @data: what else it needs
 */
struct _TalusOperation
{
  TalusRegistry *registry;
  TalusId key;
  GTask *task;
  TalusOperationFunc start;
  char *reason;
  gboolean wants_replica;
  gpointer data;
  GDestroyNotify free_data;
};

struct _TalusRegistry
{
  GObject parent_instance;

  TalusLibrary *library;
  TalusTemplateLibrary *templates;
  gint64 session_timeout;
  TalusClockFunc clock;
  gpointer clock_data;
  GHashTable *entries;    /* TalusId → TalusRegistryEntry */
  GHashTable *operations; /* TalusId → GQueue of TalusOperation, the first under way */
  GSource *housekeeping;
  gboolean shutting_down;
};

/* talus-registry.c */
TalusOperation     *talus_operation_new           (TalusRegistry       *registry,
                                                   const TalusId       *key,
                                                   GTask               *task,
                                                   TalusOperationFunc   start);
void                talus_operation_enqueue       (TalusOperation      *operation);
/* The one under way turns out to be about another session; FALSE if that one
 * is here already, or all sessions are being closed. */
gboolean            talus_operation_rekey         (TalusOperation      *operation,
                                                   const TalusId       *key);
void                talus_operation_finish        (TalusOperation      *operation);
TalusRegistryEntry *talus_registry_get_entry      (TalusRegistry       *self,
                                                   const TalusId       *session_id);
TalusSession       *talus_registry_add_entry      (TalusRegistry       *self,
                                                   TalusSession        *session,
                                                   TalusDocument       *document);
void                talus_registry_remove_entry   (TalusRegistry       *self,
                                                   const TalusId       *session_id);
/* (transfer full) (array length=n_ids): all that are in memory, or on their way. */
TalusId            *talus_registry_list_ids       (TalusRegistry       *self,
                                                   guint               *n_ids);
void                talus_registry_return_no_project (GTask            *task,
                                                   const TalusId       *project_id);
gboolean            talus_registry_check_running  (TalusRegistry       *self,
                                                   GError             **error);
/* Nobody in it, and nothing done for so many milliseconds. */
gboolean            talus_registry_is_idle        (TalusRegistry       *self,
                                                   TalusSession        *session,
                                                   gint64               max_inactive);

/* talus-registry-open.c: each ends @operation with a session in its task. */
void                talus_registry_open_document  (TalusOperation      *operation,
                                                   const char          *path,
                                                   gint64               last_activity);
void                talus_registry_start_open     (TalusOperation      *operation);
void                talus_registry_start_cleanup  (TalusOperation      *operation);
/* Closes what is open of the operation's session, then goes on with @then. */
void                talus_registry_unload         (TalusOperation      *operation,
                                                   TalusOperationFunc   then);

G_END_DECLS
