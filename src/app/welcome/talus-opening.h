/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is seen while a project is being opened, if that takes a while, and
 * when it could not be. It knows no desk. */
#pragma once

#include <adwaita.h>

#include "app/welcome/talus-problem.h"

G_BEGIN_DECLS

#define TALUS_TYPE_OPENING (talus_opening_get_type ())

G_DECLARE_FINAL_TYPE (TalusOpening, talus_opening, TALUS, OPENING, AdwBin)

GtkWidget   *talus_opening_new         (void);
/* Nothing is seen of it for the first tenth of a second. */
void         talus_opening_begin       (TalusOpening *self,
                                        const char   *name);
void         talus_opening_fail        (TalusOpening *self,
                                        TalusProblem *problem);  /* (transfer full) */
void         talus_opening_end         (TalusOpening *self);

/**
 * TalusOpening::cancelled: (self): it is not wanted any more
 * TalusOpening::remedied: (self, int remedy): a TalusRemedy was chosen
 * TalusOpening::left: (self): back to where one was
 */

G_END_DECLS
