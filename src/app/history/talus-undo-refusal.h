/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says why an undo cannot be: whose later change stands in the way, and what
 * can be done all the same. */
#pragma once

#include "app/core/talus-view.h"

G_BEGIN_DECLS

/* @error: what undo or redo came to. What is no conflict is said in passing.
 * @record: (nullable): what was to be undone; NULL: not known here.
 * @command_id: (nullable): of an entry of the log; NULL: the newest step.
 * @offered: what may be offered instead: 0 of a redo. */
void talus_undo_refusal_tell (TalusView     *view,
                              GtkWindow     *parent,
                              const GError  *error,
                              TalusRecord   *record,
                              const TalusId *command_id,
                              TalusUndoFlags offered);

G_END_DECLS
