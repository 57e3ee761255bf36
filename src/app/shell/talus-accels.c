/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of the application, its windows and its panes: the one table of
 * them. Those of the application and its windows are installed from it; panes
 * install their own, which a test holds against it. The shortcuts window is
 * made from it. */
#define G_LOG_DOMAIN "talus-app-shell"

#include "config.h"

#include "app/shell/talus-accels.h"

#include <glib/gi18n.h>

/* Below the heading that it belongs to, a line each. */
static const TalusAccel accels[] = {
  /* general */
  { "app.new-window", { "<Control>n" }, TALUS_ACCEL_GENERAL, N_("New window") },
  { "app.open", { "<Control>o" }, TALUS_ACCEL_GENERAL, N_("Open a file") },
  { "app.welcome", { "<Control><Shift>o" }, TALUS_ACCEL_GENERAL, N_("Show projects") },
  { "app.preferences", { "<Control>comma" }, TALUS_ACCEL_GENERAL, N_("Preferences") },
  { "app.shortcuts", { "<Control>question", "<Control>F1" }, TALUS_ACCEL_GENERAL,
    N_("Keyboard shortcuts") },
  { "window.close", { "<Control>w" }, TALUS_ACCEL_GENERAL, N_("Close the window") },
  { "app.quit", { "<Control>q" }, TALUS_ACCEL_GENERAL, N_("Quit") },
  { NULL, { "F10" }, TALUS_ACCEL_GENERAL, N_("Main menu") },
  /* project */
  { "win.undo", { "<Control>z" }, TALUS_ACCEL_PROJECT, N_("Undo") },
  { "win.redo", { "<Control><Shift>z", "<Control>y" }, TALUS_ACCEL_PROJECT, N_("Redo") },
  { "win.search", { "<Control>f" }, TALUS_ACCEL_PROJECT, N_("Search and filter") },
  { "win.palette", { "<Control>k" }, TALUS_ACCEL_PROJECT, N_("Go to a node, or do something") },
  { "win.find-next", { "<Control>g", "F3" }, TALUS_ACCEL_PROJECT, N_("Next match") },
  { "win.find-previous", { "<Control><Shift>g", "<Shift>F3" }, TALUS_ACCEL_PROJECT,
    N_("Previous match") },
  { "win.import", { "<Control>i" }, TALUS_ACCEL_PROJECT, N_("Import a table") },
  { "win.export", { "<Control>e" }, TALUS_ACCEL_PROJECT, N_("Export") },
  { "win.print", { "<Control>p" }, TALUS_ACCEL_PROJECT, N_("Print") },
  /* views */
  { "win.pane-number(1)", { "<Alt>1" }, TALUS_ACCEL_VIEWS, N_("First view") },
  { "win.pane-number(2)", { "<Alt>2" }, TALUS_ACCEL_VIEWS, N_("Second view") },
  { "win.pane-number(3)", { "<Alt>3" }, TALUS_ACCEL_VIEWS, N_("Third view") },
  { "win.next-area", { "F6", "<Control>Tab" }, TALUS_ACCEL_VIEWS,
    N_("To the next part of the window") },
  { "win.previous-area", { "<Shift>F6", "<Control><Shift>Tab" }, TALUS_ACCEL_VIEWS,
    N_("To the previous part of the window") },
  { "win.edit-details", { "<Alt>Return" }, TALUS_ACCEL_VIEWS,
    N_("To the details of what is selected") },
  { "win.inspector", { "F8" }, TALUS_ACCEL_VIEWS, N_("Show or hide the inspector") },
  { "win.history", { "F9" }, TALUS_ACCEL_VIEWS, N_("Show or hide the history") },
  /* what is selected, in whichever view */
  { NULL, { "<Control>x" }, TALUS_ACCEL_SELECTION, N_("Cut") },
  { NULL, { "<Control>c" }, TALUS_ACCEL_SELECTION, N_("Copy") },
  { NULL, { "<Control>v" }, TALUS_ACCEL_SELECTION, N_("Paste") },
  { NULL, { "<Control>d" }, TALUS_ACCEL_SELECTION, N_("Duplicate") },
  { NULL, { "Delete" }, TALUS_ACCEL_SELECTION, N_("Delete") },
  { NULL, { "Menu", "<Shift>F10" }, TALUS_ACCEL_SELECTION, N_("Menu of what is selected") },
  /* outline */
  { NULL, { "Return" }, TALUS_ACCEL_OUTLINE, N_("Add the next one, and name it") },
  { NULL, { "<Control>Return" }, TALUS_ACCEL_OUTLINE, N_("Add one below") },
  { NULL, { "F2" }, TALUS_ACCEL_OUTLINE, N_("Rename; or just type") },
  { NULL, { "Tab", "<Alt>Right" }, TALUS_ACCEL_OUTLINE, N_("Put below the one above") },
  { NULL, { "<Shift>Tab", "<Alt>Left" }, TALUS_ACCEL_OUTLINE,
    N_("Put beside the one it is below") },
  { NULL, { "<Alt>Up" }, TALUS_ACCEL_OUTLINE, N_("Move up") },
  { NULL, { "<Alt>Down" }, TALUS_ACCEL_OUTLINE, N_("Move down") },
  { NULL, { "<Control>a" }, TALUS_ACCEL_OUTLINE, N_("Select all") },
  { NULL, { "<Control><Shift>a" }, TALUS_ACCEL_OUTLINE, N_("Select nothing") },
  { NULL, { "Right", "KP_Add" }, TALUS_ACCEL_OUTLINE, N_("Expand, or go to the first below") },
  { NULL, { "Left", "KP_Subtract" }, TALUS_ACCEL_OUTLINE, N_("Collapse, or go to the one above") },
  { NULL, { "KP_Multiply" }, TALUS_ACCEL_OUTLINE, N_("Expand everything below") },
  /* board */
  { NULL, { "<Control>Left", "<Alt>Left" }, TALUS_ACCEL_BOARD,
    N_("Move the card to the column before") },
  { NULL, { "<Control>Right", "<Alt>Right" }, TALUS_ACCEL_BOARD,
    N_("Move the card to the next column") },
  { NULL, { "Left" }, TALUS_ACCEL_BOARD, N_("To the column before") },
  { NULL, { "Right" }, TALUS_ACCEL_BOARD, N_("To the next column") },
  { NULL, { "Insert", "<Control><Shift>n" }, TALUS_ACCEL_BOARD, N_("Add a card") },
  { NULL, { "F2" }, TALUS_ACCEL_BOARD, N_("Rename the card") },
  { NULL, { "Return" }, TALUS_ACCEL_BOARD, N_("Show details of the card") },
  /* graph */
  { NULL, { "Left", "Right", "Up", "Down" }, TALUS_ACCEL_GRAPH,
    N_("To the card that lies there") },
  { NULL, { "<Shift>Left", "<Shift>Right" }, TALUS_ACCEL_GRAPH,
    N_("Select the card beside it as well") },
  { NULL, { "<Shift>Up", "<Shift>Down" }, TALUS_ACCEL_GRAPH,
    N_("Select the card above or below it as well") },
  { NULL, { "<Control>Left", "<Control>Right" }, TALUS_ACCEL_GRAPH,
    N_("Move the picture sideways") },
  { NULL, { "<Control>Up", "<Control>Down" }, TALUS_ACCEL_GRAPH,
    N_("Move the picture up or down") },
  { NULL, { "plus", "<Control>plus" }, TALUS_ACCEL_GRAPH, N_("Zoom in") },
  { NULL, { "minus", "<Control>minus" }, TALUS_ACCEL_GRAPH, N_("Zoom out") },
  { NULL, { "0" }, TALUS_ACCEL_GRAPH, N_("Show all of the picture") },
  { NULL, { "1", "<Control>0" }, TALUS_ACCEL_GRAPH, N_("Zoom to the normal size") },
  { NULL, { "2" }, TALUS_ACCEL_GRAPH, N_("Zoom to what is selected") },
  { NULL, { "n" }, TALUS_ACCEL_GRAPH, N_("Show only what is around the selection") },
  { NULL, { "space" }, TALUS_ACCEL_GRAPH, N_("Expand or collapse the card") },
  { NULL, { "l", "<Control>l" }, TALUS_ACCEL_GRAPH, N_("Choose what waits for the card") },
  { NULL, { "F2" }, TALUS_ACCEL_GRAPH, N_("Rename the card") },
  { NULL, { "Return" }, TALUS_ACCEL_GRAPH, N_("Show details of the card") },
  { NULL, { "<Control>a" }, TALUS_ACCEL_GRAPH, N_("Select all") },
  { NULL, { "Escape" }, TALUS_ACCEL_GRAPH, N_("Leave off what is being done, or select nothing") },
  /* inspector */
  /* history */
  { "win.name-version", { "<Control>s" }, TALUS_ACCEL_HISTORY, N_("Name this moment") },
  { "win.time-travel", { "<Control><Shift>h" }, TALUS_ACCEL_HISTORY, N_("Time travel") },
  { "win.past-earlier", { "<Alt>Page_Up" }, TALUS_ACCEL_HISTORY, N_("One change earlier") },
  { "win.past-later", { "<Alt>Page_Down" }, TALUS_ACCEL_HISTORY, N_("One change later") },
  { "win.past-differences", { "<Control><Shift>d" }, TALUS_ACCEL_HISTORY,
    N_("Show only what differs from now") },
  { "win.bring-back", { "<Control><Shift>b" }, TALUS_ACCEL_HISTORY,
    N_("Bring back what is selected in the past") },
};

/**
 * talus_accels_list:
 * @n_accels: (out): how many
 *
 * Returns: (transfer none) (array length=n_accels): what keys do
 */
const TalusAccel *
talus_accels_list (guint *n_accels)
{
  g_return_val_if_fail (n_accels != NULL, NULL);

  *n_accels = G_N_ELEMENTS (accels);

  return accels;
}

/**
 * talus_accels_get_group_title:
 * @group: a group
 *
 * Returns: (transfer none): its heading, in the language of the person
 */
const char *
talus_accels_get_group_title (TalusAccelGroup group)
{
  static const char * const titles[TALUS_N_ACCEL_GROUPS] = {
    NC_("shortcuts", "General"),
    NC_("shortcuts", "Project"),
    NC_("shortcuts", "Views"),
    NC_("shortcuts", "Selection"),
    NC_("shortcuts", "Outline"),
    NC_("shortcuts", "Board"),
    NC_("shortcuts", "Graph"),
    NC_("shortcuts", "Inspector"),
    NC_("shortcuts", "History"),
  };

  g_return_val_if_fail (group < TALUS_N_ACCEL_GROUPS, NULL);

  return g_dpgettext2 (GETTEXT_PACKAGE, "shortcuts", titles[group]);
}

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
    {
      if (accels[i].action != NULL)
        gtk_application_set_accels_for_action (application, accels[i].action, accels[i].keys);
    }
}
