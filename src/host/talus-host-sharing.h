/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sharing for whoever is in the same process as the host: links and invites
 * made, listed and taken back, people put out, without HTTP. On the host's
 * thread, as everything of it. */
#pragma once

#include "host/talus-host.h"
#include "store/talus-document-access.h"

G_BEGIN_DECLS

/* Whether a link needs an invite: it does unless only this computer is served. */
gboolean   talus_host_needs_invites        (TalusHost            *self);
/* (transfer full) (nullable): the link into a session without an invite; NULL
 * while the host does not listen or the session is not loaded. */
char      *talus_host_dup_link             (TalusHost            *self,
                                            const TalusId        *session_id);
/* The same with an invite's secret, which only who made it knows. */
char      *talus_host_dup_invite_link      (TalusHost            *self,
                                            const TalusId        *session_id,
                                            const char           *text);
/* @expires_at: milliseconds since the epoch, 0 never; @uses: -1 any number. */
void       talus_host_make_invite_async    (TalusHost            *self,
                                            const TalusId        *session_id,
                                            TalusRole             role,
                                            gint64                expires_at,
                                            gint64                uses,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
/* (transfer full): the invite's secret; @invite_id: (out) (optional). */
char      *talus_host_make_invite_finish   (TalusHost            *self,
                                            GAsyncResult         *result,
                                            TalusId              *invite_id,
                                            GError              **error);
void       talus_host_list_invites_async   (TalusHost            *self,
                                            const TalusId        *session_id,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
/* (transfer full) (element-type TalusInvite): oldest first. */
GPtrArray *talus_host_list_invites_finish  (TalusHost            *self,
                                            GAsyncResult         *result,
                                            GError              **error);
/* NOT_FOUND. @with_people: those who came by it are put out too. */
void       talus_host_revoke_invite_async  (TalusHost            *self,
                                            const TalusId        *session_id,
                                            const TalusId        *invite_id,
                                            gboolean              with_people,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
/* Puts one client of a session out. Came they by an invite, then none of that
 * person's connections stay, and the invite is taken back: they cannot come
 * again by what they have. Without one they are only disconnected. NOT_FOUND where
 * nobody of that id is there by a socket. */
void       talus_host_remove_client_async  (TalusHost            *self,
                                            const TalusId        *session_id,
                                            const char           *client_id,
                                            GAsyncReadyCallback   callback,
                                            gpointer              user_data);
/* Of revoke_invite and remove_client. */
gboolean   talus_host_sharing_finish       (TalusHost            *self,
                                            GAsyncResult         *result,
                                            GError              **error);

G_END_DECLS
