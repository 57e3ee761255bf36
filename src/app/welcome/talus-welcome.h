/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where everything begins: the projects there are, new ones from templates, a
 * sample, files. It opens what is chosen and hands the live project over; in
 * which window that goes on is not its affair. */
#pragma once

#include <adwaita.h>

#include "app/desk/talus-desk.h"
#include "app/welcome/talus-problem.h"

G_BEGIN_DECLS

#define TALUS_SAMPLE_URI        "resource:///org/talustally/TalusTally/samples/1966-bronco.json"
#define TALUS_SAMPLE_PROJECT_ID "019bccb0-01b6-70ca-b49d-886c81a67e84"

#define TALUS_TYPE_WELCOME (talus_welcome_get_type ())

G_DECLARE_FINAL_TYPE (TalusWelcome, talus_welcome, TALUS, WELCOME, AdwBin)

GtkWidget *talus_welcome_new          (TalusDesk     *desk);
/* @name (nullable): what to call it meanwhile. */
void       talus_welcome_open         (TalusWelcome  *self,
                                       const TalusId *project_id,
                                       const char    *name);
void       talus_welcome_open_file    (TalusWelcome  *self,
                                       GFile         *file);
void       talus_welcome_open_sample  (TalusWelcome  *self);
void       talus_welcome_choose_file  (TalusWelcome  *self);
/* (transfer full): to choose files with that it opens; @parent (nullable) */
GtkFileChooserNative *talus_welcome_make_chooser (GtkWindow *parent);
void       talus_welcome_create       (TalusWelcome  *self,
                                       const char    *template_id,
                                       const char    *name);
void       talus_welcome_wait         (TalusWelcome  *self);
void       talus_welcome_show_home    (TalusWelcome  *self);
/* What Escape does; FALSE: nothing. */
gboolean   talus_welcome_go_back      (TalusWelcome  *self);
/* Says that there is no project to be had at all: the data folder is in use,
 * or cannot be written. */
void       talus_welcome_fail         (TalusWelcome  *self,
                                       const GError  *error,
                                       const char    *path);
/* (transfer full): says why something that was asked for could not be had. */
void       talus_welcome_tell         (TalusWelcome  *self,
                                       TalusProblem  *problem);
gboolean   talus_welcome_is_busy      (TalusWelcome  *self);

/**
 * TalusWelcome::opened: (self, TalusPeer *peer, char **warnings (nullable))
 *   what was chosen is open
 * TalusWelcome::failed: (self): it could not be, and the page says why
 * TalusWelcome::open-apart: (self, TalusProject *project)
 *   it is wanted in another window
 * TalusWelcome::trashed: (self, TalusProject *project): it is in the trash
 * TalusWelcome::join: (self, const char *path, const GError *error)
 *   another process has what is at @path (nullable), and one would like to
 *   take part there; the error's details say which process
 * TalusWelcome::retry: (self): what talus_welcome_fail() or, with nothing being
 *   opened, talus_welcome_tell() told is to be tried again
 */

G_END_DECLS
