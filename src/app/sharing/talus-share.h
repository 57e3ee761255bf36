/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharing as the person turns it on and off: whether the desk's host listens,
 * for whom, and the links, invites and removals of its projects. One a desk,
 * on the main thread; it knows no widget. */
#pragma once

#include "app/desk/talus-desk.h"

G_BEGIN_DECLS

/**
 * TalusReach:
 * @TALUS_REACH_COMPUTER: programs on this computer
 * @TALUS_REACH_NETWORK: the local network, encrypted
 * @TALUS_REACH_NETWORK_OPEN: the local network in the clear
 *
 * Who can come. In the order of the setting `hosting-reach`.
 */
typedef enum
{
  TALUS_REACH_COMPUTER,
  TALUS_REACH_NETWORK,
  TALUS_REACH_NETWORK_OPEN,
} TalusReach;

/**
 * TalusShareState:
 * @TALUS_SHARE_OFF: no port is open
 * @TALUS_SHARE_STARTING: one soon will be
 * @TALUS_SHARE_ON: one is
 * @TALUS_SHARE_STOPPING: those who are there are being told
 */
typedef enum
{
  TALUS_SHARE_OFF,
  TALUS_SHARE_STARTING,
  TALUS_SHARE_ON,
  TALUS_SHARE_STOPPING,
} TalusShareState;

/**
 * TalusShareInvite:
 * @id: by which it is taken back
 * @role: what who comes by it may do
 * @created_at: milliseconds since the epoch
 * @n_people: how many came by it and were not removed
 *
 * A link that is good.
 */
typedef struct
{
  TalusId id;
  TalusRole role;
  gint64 created_at;
  guint n_people;
} TalusShareInvite;

#define TALUS_TYPE_SHARE (talus_share_get_type ())

G_DECLARE_FINAL_TYPE (TalusShare, talus_share, TALUS, SHARE, GObject)

/* (transfer none): lives as long as the desk. */
TalusShare      *talus_share_get              (TalusDesk            *desk);
TalusShareState  talus_share_get_state        (TalusShare           *self);
TalusReach       talus_share_get_reach        (TalusShare           *self); /* while on: of now */
/* (nullable): where it listens; NULL unless on. */
const char      *talus_share_get_url          (TalusShare           *self);
guint16          talus_share_get_port         (TalusShare           *self); /* 0 unless on */
guint16          talus_share_get_wished_port  (TalusShare           *self);
/* (nullable): why it could not be turned on the last time. */
const GError    *talus_share_get_failure      (TalusShare           *self);
/* Listens, or listens otherwise, for which those who are there are put out. */
void             talus_share_start            (TalusShare           *self,
                                               TalusReach            reach,
                                               guint16               port);
void             talus_share_stop             (TalusShare           *self);

/* (transfer full): of the certificate that TALUS_REACH_NETWORK uses, "4F:0A:…". */
void             talus_share_fingerprint_async  (TalusShare          *self,
                                                 GAsyncReadyCallback  callback,
                                                 gpointer             user_data);
char            *talus_share_fingerprint_finish (TalusShare          *self,
                                                 GAsyncResult        *result,
                                                 GError             **error);
/* Whether there is a link for the role, so that link_async() makes none. */
gboolean         talus_share_has_link         (TalusShare           *self,
                                               const TalusId        *session_id,
                                               TalusRole             role);
/* (transfer full): the link into a session for a role, the same until it is
 * taken back or the program ends. Where only this computer is served it is
 * everybody's, whatever the role. Only while on. */
void             talus_share_link_async       (TalusShare           *self,
                                               const TalusId        *session_id,
                                               TalusRole             role,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
char            *talus_share_link_finish      (TalusShare           *self,
                                               GAsyncResult         *result,
                                               GError              **error);
/* (transfer full) (element-type TalusShareInvite): oldest first. */
void             talus_share_invites_async    (TalusShare           *self,
                                               const TalusId        *session_id,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
GPtrArray       *talus_share_invites_finish   (TalusShare           *self,
                                               GAsyncResult         *result,
                                               GError              **error);
/* The link is good for nothing any more; who came by it stays. */
void             talus_share_revoke_async     (TalusShare           *self,
                                               const TalusId        *session_id,
                                               const TalusId        *invite_id,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
/* Puts somebody out, for good where they came by a link: then that is not good
 * any more either. */
void             talus_share_remove_async     (TalusShare           *self,
                                               const TalusId        *session_id,
                                               const char           *client_id,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean         talus_share_verb_finish      (TalusShare           *self,
                                               GAsyncResult         *result,
                                               GError              **error);

/**
 * TalusShare::changed: (self): state, reach, URL, port or failure are others
 * TalusShare::invites-changed: (self, const TalusId *session_id)
 */

G_END_DECLS
