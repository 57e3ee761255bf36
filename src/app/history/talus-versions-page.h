/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The named versions of a project: to go to, to add, to delete. */
#pragma once

#include <adwaita.h>

#include "app/core/talus-view.h"

G_BEGIN_DECLS

#define TALUS_TYPE_VERSIONS_PAGE (talus_versions_page_get_type ())

G_DECLARE_FINAL_TYPE (TalusVersionsPage, talus_versions_page, TALUS, VERSIONS_PAGE, AdwBin)

void talus_versions_page_set_view (TalusVersionsPage *self,
                                   TalusView         *view);

G_END_DECLS
