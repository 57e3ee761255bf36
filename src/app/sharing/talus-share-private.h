/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of sharing's model share. */
#pragma once

#include "app/sharing/talus-share.h"
#include "host/talus-host-sharing.h"

G_BEGIN_DECLS

struct _TalusShare
{
  GObject parent_instance;

  TalusDesk *desk;        /* borrowed: it holds us */
  TalusShareState state;
  TalusReach reach;
  guint16 wished_port;
  guint16 port;
  char *url;
  GError *failure;
  guint generation;       /* of what was asked last: what comes late of before is not heard */
  GHashTable *secrets;    /* "SESSION ROLE" → Secret: links that were made */
};

/**
 * TalusShareErrand:
 *
 * Something on its way to the host's thread and back. There only what has no
 * reference count is touched.
 */
typedef struct _TalusShareErrand TalusShareErrand;

struct _TalusShareErrand
{
  TalusShare *share;      /* main thread only, as what follows */
  TalusDesk *desk;
  GTask *task;            /* (nullable) */
  void (*done) (TalusShareErrand *errand);
  guint generation;

  TalusId session_id;
  TalusId invite_id;
  char *client_id;
  TalusRole role;
  TalusReach reach;
  guint16 port;

  GError *error;
  char *url;
  char *text;             /* a secret, a fingerprint */
  char *link;
  GPtrArray *invites;
};

TalusShareErrand *talus_share_errand_new    (TalusShare            *share,
                                             void                 (*done) (TalusShareErrand *));
/* To the host's thread; what is done there ends in errand_return(). */
void              talus_share_errand_send   (TalusShareErrand      *errand,
                                             TalusDeskFunc          func);
void              talus_share_errand_return (TalusShareErrand      *errand);

G_END_DECLS
