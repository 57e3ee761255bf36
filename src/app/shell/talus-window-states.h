/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which windows there were and what they showed, in a small file of the data
 * folder, written as it changes: so that they come back after a restart, and
 * after a crash as well. It knows no widget. */
#pragma once

#include <gio/gio.h>

#include "base/talus-id.h"

G_BEGIN_DECLS

/* What is selected or expanded beyond that does not come back: of what is
 * selected the cursor and those before it do. */
#define TALUS_WINDOW_STATE_MOST_IDS 1000

/**
 * TalusWindowState:
 * @project: which project
 * @view: (nullable): the id of the pane in front
 * @panel: (nullable): the id of the panel at the side, "" while it is shut
 * @selection: (nullable) (array length=n_selection): the selected nodes, the cursor last
 * @n_selection: how many
 * @expanded: (nullable) (array length=n_expanded): what is expanded in the tree
 * @n_expanded: how many
 * @width: in pixels; 0 if it is not known
 * @height: in pixels
 * @maximized: whether it fills the screen
 *
 * One window.
 */
typedef struct
{
  TalusId project;
  const char *view;
  const char *panel;
  const TalusId *selection;
  guint n_selection;
  const TalusId *expanded;
  guint n_expanded;
  int width;
  int height;
  gboolean maximized;
} TalusWindowState;

#define TALUS_TYPE_WINDOW_STATES (talus_window_states_get_type ())

G_DECLARE_FINAL_TYPE (TalusWindowStates, talus_window_states, TALUS, WINDOW_STATES, GObject)

TalusWindowStates      *talus_window_states_new        (const char             *path);
guint                   talus_window_states_get_length (TalusWindowStates      *self);
const TalusWindowState *talus_window_states_get        (TalusWindowStates      *self,
                                                        guint                   index);
const TalusWindowState *talus_window_states_find       (TalusWindowStates      *self,
                                                        const TalusId          *project);
void                    talus_window_states_put        (TalusWindowStates      *self,
                                                        const TalusWindowState *state);
void                    talus_window_states_raise      (TalusWindowStates      *self,
                                                        const TalusId          *project);
void                    talus_window_states_remove     (TalusWindowStates      *self,
                                                        const TalusId          *project);
void                    talus_window_states_flush      (TalusWindowStates      *self);

G_END_DECLS
