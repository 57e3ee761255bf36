/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A pane: one way to look at a project, in a folder of its own. A GtkWidget
 * that is made with a TalusView and shows it; the window finds the panes in
 * one table (talus-window-parts.c) and knows nothing else of them. */
#pragma once

#include "app/core/talus-view.h"

G_BEGIN_DECLS

/**
 * TalusPaneType:
 * @id: "outline": in settings and presence, also the name of its page
 * @title: what the view switcher shows, marked for translation with N_()
 * @icon: its symbolic icon
 * @create: makes one
 */
typedef struct
{
  const char *id;
  const char *title;
  const char *icon;
  GtkWidget *(*create) (TalusView *view);
} TalusPaneType;

G_END_DECLS
