/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says by a notification of the desktop that somebody has joined a project
 * whose window is not in front; never anything else, and nothing if one would
 * rather not know. */
#pragma once

#include <gtk/gtk.h>

#include "peer/talus-peer.h"

G_BEGIN_DECLS

#define TALUS_TYPE_NOTIFIER (talus_notifier_get_type ())

G_DECLARE_FINAL_TYPE (TalusNotifier, talus_notifier, TALUS, NOTIFIER, GObject)

/* Lives as long as the window, which it does not keep. */
void talus_notifier_attach (GtkWindow *window,
                            TalusPeer *peer,
                            GSettings *settings);

G_END_DECLS
