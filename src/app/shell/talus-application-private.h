/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the application share: talus-application.c is its life,
 * -windows.c which windows there are, -notes.c what they show and showed,
 * -actions.c its verbs. */
#pragma once

#include "app/shell/talus-application.h"
#include "app/shell/talus-window-states.h"
#include "app/welcome/talus-welcome-window.h"
#include "app/window/talus-window.h"

G_BEGIN_DECLS

struct _TalusApplication
{
  AdwApplication parent_instance;

  char *data_dir;             /* (nullable): as the command line says */
  char *template_dir;         /* (nullable) */
  gboolean wants_welcome;     /* --new-window */

  /* from startup on */
  TalusDesk *desk;
  GSettings *settings;
  TalusWindowStates *states;
  GError *failure;            /* (nullable): why the desk has nothing */
  gboolean is_ready;          /* the desk is, or has failed */
  GPtrArray *waiting;         /* of TalusLaunch: until it is */
  gboolean is_quitting;
};

/* talus-application.c */
void talus_application_start_desk      (TalusApplication *self);
/* talus-application-actions.c */
void talus_application_add_actions     (TalusApplication *self);
void talus_application_follow_settings (TalusApplication *self);
void talus_application_name_owner      (TalusApplication *self);
void talus_application_quit            (TalusApplication *self);
/* talus-application-notes.c */
void talus_application_restore_window  (TalusApplication *self,
                                        TalusWindow      *window);
void talus_application_note_window     (TalusApplication *self,
                                        TalusWindow      *window);
/* talus-application-windows.c */
void talus_application_launch_waiting  (TalusApplication *self);
void talus_application_open_file       (TalusApplication *self,
                                        GFile            *file);
void talus_application_restore         (TalusApplication *self);
void talus_application_show_welcome    (TalusApplication *self,
                                        gboolean          is_new);
void talus_application_follow_windows  (TalusApplication *self);

G_END_DECLS
