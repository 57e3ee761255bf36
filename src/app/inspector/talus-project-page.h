/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The project itself: what the inspector shows while nothing is selected. */
#pragma once

#include "app/core/talus-view.h"

G_BEGIN_DECLS

#define TALUS_TYPE_PROJECT_PAGE (talus_project_page_get_type ())

G_DECLARE_FINAL_TYPE (TalusProjectPage, talus_project_page, TALUS, PROJECT_PAGE, GtkBox)

GtkWidget *talus_project_page_new          (TalusView        *view);
/* What it is now; what somebody is typing stays. */
void       talus_project_page_refresh      (TalusProjectPage *self);
void       talus_project_page_flush        (TalusProjectPage *self);
/* (transfer container) (element-type TalusFieldEditor): name, currency, time zone. */
GPtrArray *talus_project_page_list_editors (TalusProjectPage *self);

G_END_DECLS
