/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was deleted, to bring it back. */
#pragma once

#include <adwaita.h>

#include "app/core/talus-view.h"

G_BEGIN_DECLS

#define TALUS_TYPE_DELETED_PAGE (talus_deleted_page_get_type ())

G_DECLARE_FINAL_TYPE (TalusDeletedPage, talus_deleted_page, TALUS, DELETED_PAGE, AdwBin)

void talus_deleted_page_set_view (TalusDeletedPage *self,
                                  TalusView        *view);

G_END_DECLS
