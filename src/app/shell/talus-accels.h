/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The keys of the application, its windows and its panes: the one table of
 * them. Those of the application and its windows are installed from it; panes
 * install their own, which a test holds against it. The shortcuts window is
 * made from it. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * TalusAccelGroup:
 *
 * Under which heading a key is shown, in this order.
 */
typedef enum
{
  TALUS_ACCEL_GENERAL,
  TALUS_ACCEL_PROJECT,
  TALUS_ACCEL_VIEWS,
  TALUS_ACCEL_SELECTION,
  TALUS_ACCEL_OUTLINE,
  TALUS_ACCEL_BOARD,
  TALUS_ACCEL_GRAPH,
  TALUS_ACCEL_INSPECTOR,
  TALUS_ACCEL_HISTORY,
  TALUS_N_ACCEL_GROUPS,
} TalusAccelGroup;

/**
 * TalusAccel:
 * @action: (nullable): a detailed action of the application or a window that
 *   the keys are given to; %NULL where a pane has them as its own, and here
 *   they are only shown
 * @keys: NULL-terminated
 * @group: where it is shown
 * @title: what it does, marked with N_()
 *
 * What keys do.
 */
typedef struct
{
  const char *action;
  const char *keys[5];
  TalusAccelGroup group;
  const char *title;
} TalusAccel;

const TalusAccel *talus_accels_list            (guint           *n_accels);
const char       *talus_accels_get_group_title (TalusAccelGroup  group);
void              talus_accels_install         (GtkApplication  *application);

G_END_DECLS
