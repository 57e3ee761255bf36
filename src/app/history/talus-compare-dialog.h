/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In what a node differs from how it was, to choose what of it to take back. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TALUS_TYPE_COMPARE_DIALOG (talus_compare_dialog_get_type ())

G_DECLARE_FINAL_TYPE (TalusCompareDialog, talus_compare_dialog, TALUS, COMPARE_DIALOG, AdwWindow)

/* @differences: (transfer full) (element-type TalusDifference) */
GtkWidget *talus_compare_dialog_new (const char *name,
                                     GPtrArray  *differences);

/* TalusCompareDialog::chosen: (self, GPtrArray *differences): those to take back. */

G_END_DECLS
