/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which keys do what, wherever the focus is. What only means something in a
 * pane is that pane's own. */
#include "app/shell/talus-accels.h"

static const struct
{
  const char *action;
  const char *keys[3];
} accels[] = {
  { "app.open", { "<Control>o" } },
  { "app.quit", { "<Control>q" } },
  { "win.undo", { "<Control>z" } },
  { "win.redo", { "<Control><Shift>z", "<Control>y" } },
  { "win.inspector", { "F8" } },
  { "win.history", { "F9" } },
  { "win.pane-number(1)", { "<Alt>1" } },
  { "win.pane-number(2)", { "<Alt>2" } },
  { "win.pane-number(3)", { "<Alt>3" } },
  { "win.next-area", { "F6", "<Control>Tab" } },
  { "win.previous-area", { "<Shift>F6", "<Control><Shift>Tab" } },
  { "window.close", { "<Control>w" } },
};

/**
 * talus_accels_install:
 * @application: the application
 *
 * Gives its actions their keys.
 */
void
talus_accels_install (GtkApplication *application)
{
  g_return_if_fail (GTK_IS_APPLICATION (application));

  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (application, accels[i].action, accels[i].keys);
}
