/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says when windows are first painted and which frames took long, to whoever
 * runs the program with G_MESSAGES_DEBUG=talus-app-frames. Else it does
 * nothing. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void talus_frame_log_follow (GtkApplication *application);

G_END_DECLS
