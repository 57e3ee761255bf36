/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The page of the preferences about oneself: the name and the colour under
 * which the others see what one does. */
#pragma once

#include <adwaita.h>

#include "app/desk/talus-desk.h"

G_BEGIN_DECLS

#define TALUS_TYPE_YOU_PAGE (talus_you_page_get_type ())

G_DECLARE_FINAL_TYPE (TalusYouPage, talus_you_page, TALUS, YOU_PAGE, AdwPreferencesPage)

/* @desk: it knows the name that goes without saying. */
void talus_you_page_bind (TalusYouPage *self,
                          GSettings    *settings,
                          TalusDesk    *desk);

G_END_DECLS
