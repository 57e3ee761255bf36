/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What tests of the application share: a desk on a folder of its own, projects
 * in it, and waiting for conditions. */
#pragma once

#include "app-widgets.h"
#include "app/core/talus-view.h"
#include "app/desk/talus-desk.h"

G_BEGIN_DECLS

typedef struct
{
  char *folder;
  TalusDesk *desk;
} AppFixture;

typedef struct
{
  GAsyncResult *result;    /* (nullable) */
} AppWaited;

typedef gboolean (*AppCondition) (gpointer data);

/* A desk that is ready. */
void        app_fixture_set_up    (AppFixture    *self,
                                   gconstpointer  data);
void        app_fixture_tear_down (AppFixture    *self,
                                   gconstpointer  data);
/* (transfer full): a new project of a template, or one that a file holds. */
TalusPeer  *app_fixture_create    (AppFixture    *self,
                                   const char    *template_id,
                                   const char    *name);
TalusPeer  *app_fixture_import    (AppFixture    *self,
                                   const char    *path);
TalusPeer  *app_fixture_open      (AppFixture    *self,
                                   const TalusId *project_id);
/* Until the host has answered everything. */
void        app_fixture_settle    (TalusPeer     *peer);
/* Takes the files of all projects away and leaves @peer's: nothing can be read
 * of its log any more. */
void        app_fixture_lose      (AppFixture    *self,
                                   TalusPeer     *peer);
/* (transfer none): the first node of that name, anywhere. */
TalusNode  *app_fixture_find      (TalusPeer     *peer,
                                   const char    *name);
/* Runs the main loop until @condition holds; the test fails after a minute. */
void        app_wait_until        (AppCondition   condition,
                                   gpointer       data);
/* Waiting for what is asynchronous: app_done_cb() keeps the result, which is the
 * test's to free, in the AppWaited that it is given; then app_is_done(). */
void        app_done_cb           (GObject       *object,
                                   GAsyncResult  *result,
                                   gpointer       waited);
gboolean    app_is_done           (gpointer       waited);
/* Runs what is ready. */
void        app_run_ready         (void);
/* Starts GTK and libadwaita; FALSE, and the program is to return 77, without a display. */
gboolean    app_init              (int           *argc,
                                   char        ***argv);

G_END_DECLS
