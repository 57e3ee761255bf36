/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the desk share. */
#pragma once

#include "app/desk/talus-desk.h"

G_BEGIN_DECLS

struct _TalusDesk
{
  GObject parent_instance;

  /* set before the thread starts, then only read */
  char *data_dir;
  char **template_dirs;
  GMainContext *context;

  /* the host's thread */
  TalusHost *host;
  GMainLoop *loop;

  /* main thread */
  GThread *thread;
  GError *failure;            /* why there is no host */
  TalusAuthor *owner;         /* NULL until ready */
  char *system_name;          /* what the owner is called by default; likewise */
  TalusRegistry *registry;    /* borrowed, never called from here */
  GListStore *projects;
  GListStore *trash;
  GPtrArray *waiting;         /* of GTask: for ready */
  gboolean is_ready;
  gboolean is_listing;
  gboolean list_again;
};

G_END_DECLS
