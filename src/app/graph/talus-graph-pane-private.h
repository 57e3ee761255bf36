/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the pane share. */
#pragma once

#include <adwaita.h>

#include "app/graph/talus-graph-pane.h"

G_BEGIN_DECLS

struct _TalusGraphPane
{
  GtkWidget parent_instance;

  /* template children */
  GtkBox *box;
  GtkOverlay *overlay;
  AdwStatusPage *empty;
  GtkWidget *empty_button;
  GtkSpinner *spinner;
  GMenuModel *card_menu;
  GMenuModel *arrow_menu;
  GMenuModel *view_menu;

  /* borrowed: children */
  TalusGraphCanvas *canvas;
  GtkWidget *overview;
  GtkWidget *picker;          /* (nullable): while something is chosen */
  GtkWidget *menu;            /* (nullable): the menu that was opened last */

  /* owned */
  TalusView *view;
  GtkFileChooserNative *chooser;  /* (nullable) */
  GCancellable *cancellable;
  GPtrArray *picked_tops;     /* (nullable): of TalusNode: what a place is chosen for */

  gboolean has_overview;
  gboolean was_cut;           /* it has been said that there are too many cards */
  guint n_saving;             /* pictures on their way into files */
  TalusEdge edge;             /* what the menu of arrows is about */
};

/* talus-graph-pane.c */
void talus_graph_pane_update_busy       (TalusGraphPane *self);

/* talus-graph-pane-actions.c */
void talus_graph_pane_class_add_actions (GtkWidgetClass *klass);
void talus_graph_pane_update_actions    (TalusGraphPane *self);

/* talus-graph-pane-export.c */
void talus_graph_pane_export            (TalusGraphPane *self);
/* @path: its ending says what kind. */
void talus_graph_pane_export_to         (TalusGraphPane *self,
                                         const char     *path);

G_END_DECLS
