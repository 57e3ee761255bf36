/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A client: one participant's presence in a session, in memory only. How it
 * is connected is not its affair. */
#pragma once

#include "model/talus-record.h"

G_BEGIN_DECLS

typedef enum
{
  TALUS_ROLE_VIEWER,
  TALUS_ROLE_EDITOR,
  TALUS_ROLE_OWNER,
} TalusRole;

/**
 * TalusClient:
 * @id: its connection's id, unique in the host
 * @author: who
 * @role: what they may do
 * @joined_at: milliseconds since the epoch
 * @presence: (nullable): JSON object of cursor, selection, view …
 */
typedef struct
{
  char *id;
  TalusAuthor *author;
  TalusRole role;
  gint64 joined_at;
  char *presence;
} TalusClient;

TalusClient *talus_client_new           (const char  *id,
                                         TalusAuthor *author,
                                         TalusRole    role,
                                         gint64       joined_at);
void         talus_client_free          (TalusClient *self);
const char  *talus_role_get_name        (TalusRole    role);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusClient, talus_client_free)

G_END_DECLS
