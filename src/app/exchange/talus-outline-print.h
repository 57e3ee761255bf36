/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The outline on paper: names as a tree, the columns beside them that are
 * shown on the screen, as far as they have room. */
#pragma once

#include <gtk/gtk.h>

#include "model/talus-graph.h"

G_BEGIN_DECLS

#define TALUS_TYPE_OUTLINE_PRINT (talus_outline_print_get_type ())

G_DECLARE_FINAL_TYPE (TalusOutlinePrint, talus_outline_print, TALUS, OUTLINE_PRINT,
                      GtkPrintOperation)

/* Of the graph as it is now. @tops: (nullable) (array length=n_tops): their
 * subtrees; NULL for all. @columns: (nullable) (array zero-terminated=1): ids
 * of properties. @date: (nullable): what stands at the top. */
TalusOutlinePrint *talus_outline_print_new (TalusGraph          *graph,
                                            const char          *title,
                                            const char          *date,
                                            TalusNode * const   *tops,
                                            guint                n_tops,
                                            const char * const  *columns);

G_END_DECLS
