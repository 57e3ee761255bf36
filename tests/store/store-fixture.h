/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A folder to write in, and a project in it that lives: a replica over an
 * open document, changed by commands as a session would. */
#pragma once

#include "model/talus-graph-json.h"
#include "model/talus-replica.h"
#include "store/talus-document.h"

G_BEGIN_DECLS

/* Paths in a folder of the test's own. */
char          *store_folder_new      (void);
void           store_folder_delete   (const char     *folder);
GPtrArray     *store_folder_list     (const char     *folder); /* names, sorted */

TalusTemplate *store_template_new    (void);
TalusTemplate *store_template_new_second (void);
TalusAuthor   *store_author_new      (void);

/* Makes a document: a root and @n_children below it. */
void           store_make_document   (const char        *path,
                                      const TalusId     *project_id, /* NULL draws one */
                                      const char        *name,
                                      guint              n_children,
                                      TalusDocumentInfo *info);      /* (optional), to be cleared */

typedef struct
{
  TalusDocument *document;
  TalusReplica *replica;
  TalusAuthor *author;
  gint64 clock;
  guint n_callbacks;
  guint n_durable;
  guint n_refused;
  guint n_unknown;
  char *failure;       /* the message of the last outcome that was none */
  gboolean is_manual;  /* the test itself confirms */
} StoreProject;

StoreProject  *store_project_open    (const char     *path);
StoreProject  *store_project_new     (TalusDocument  *document); /* (transfer full) */
void           store_project_close   (StoreProject   *self);
/* Proposes and appends; FALSE where the command is refused. */
gboolean       store_project_do      (StoreProject   *self,
                                      const char     *command_type,
                                      const char     *data_format,
                                      ...) G_GNUC_PRINTF (3, 4);
/* Whatever comes: tree, values, dependencies, settings, template, undo. */
gboolean       store_project_do_random (StoreProject *self,
                                        GRand        *rand);
/* Until nothing is pending, or the deadline fails the test. */
void           store_project_settle  (StoreProject   *self);
void           store_project_wait    (StoreProject   *self,
                                      guint          *counter,
                                      guint           value);

/* The same in everything a reader can ask. */
void           store_assert_same     (TalusGraph     *live,
                                      TalusGraph     *loaded);

G_END_DECLS
