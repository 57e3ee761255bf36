/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the welcome page share: talus-welcome.c is the page and
 * how one moves in it, -jobs.c how things are opened, -lists.c what is on it,
 * -file.c files from outside. */
#pragma once

#include "app/welcome/talus-opening.h"
#include "app/welcome/talus-welcome.h"

G_BEGIN_DECLS

typedef struct _TalusWelcomeJob TalusWelcomeJob;

struct _TalusWelcome
{
  AdwBin parent_instance;

  /* template children */
  AdwToastOverlay *toasts;
  GtkStack *stack;
  GtkWidget *hero;
  GtkWidget *sample_button;
  GtkWidget *recent;
  GtkWidget *recent_label;
  GtkWidget *search_button;
  GtkWidget *trash_button;
  GtkSearchBar *search_bar;
  GtkEditable *search_entry;
  GtkListBox *project_list;
  GtkWidget *all_row;
  GtkWidget *nothing_found;
  GtkWidget *template_section;
  GtkFlowBox *template_box;
  GtkWidget *template_failure;
  GtkWidget *others;
  GtkListBox *trash_list;
  GtkWidget *back_button;
  GtkStack *trash_stack;
  TalusOpening *opening;

  /* owned */
  TalusDesk *desk;
  GPtrArray *templates;         /* (nullable): of TalusTemplate */
  GtkFilter *name_filter;
  GtkFilterListModel *found;
  GtkSliceListModel *shown;
  TalusWelcomeJob *job;         /* (nullable): what is being opened, or was last */
  GError *failure;              /* (nullable): why there are no projects at all */
  gboolean shows_all;
  gboolean has_focus;           /* was given it once */
  gboolean has_lists;           /* set up when it is first seen */
};

/* talus-welcome.c */
void talus_welcome_go_home        (TalusWelcome *self);
/* talus-welcome-jobs.c */
void talus_welcome_drop_job       (TalusWelcome *self);
void talus_welcome_cancel_cb      (TalusWelcome *self);
void talus_welcome_remedy_cb      (TalusWelcome *self,
                                   int           remedy);
/* talus-welcome-lists.c */
void talus_welcome_set_up_lists   (TalusWelcome *self);
void talus_welcome_load_templates (TalusWelcome *self);
void talus_welcome_update_lists   (TalusWelcome *self);
void talus_welcome_search_cb      (TalusWelcome *self);
void talus_welcome_show_all_cb    (TalusWelcome *self);
void talus_welcome_say            (TalusWelcome *self,
                                   AdwToast     *toast);    /* (transfer full) */
/* talus-welcome-file.c */
void talus_welcome_set_up_drop    (TalusWelcome *self);

G_END_DECLS
