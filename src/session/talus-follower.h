/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Followers: whoever is told what a session's log says, in order, each record
 * once and not before it is durable. A follower in the session's own thread
 * is called; one in another thread has a bounded queue. */
#pragma once

#include "session/talus-client.h"

G_BEGIN_DECLS

typedef enum
{
  TALUS_NOTICE_FAILED,        /* a well-formed command was refused */
  TALUS_NOTICE_JOINED,        /* a client came, or is called otherwise by now */
  TALUS_NOTICE_LEFT,
  TALUS_NOTICE_PRESENCE,
  TALUS_NOTICE_LOADED,        /* the session has its project now; its log begins without telling */
  TALUS_NOTICE_SAVED,
  TALUS_NOTICE_STORAGE,       /* the disk began to fail, or works again */
  TALUS_NOTICE_CLOSED,        /* the session is unloaded: the last notice */
} TalusNoticeKind;

/**
 * TalusNotice:
 * @kind: what happened; it decides which of the others mean something
 * @client_id: (nullable): failed, joined, left, presence: whose connection
 * @author: (nullable): failed, joined, left, presence: whose
 * @has_command_id: failed
 * @command_id: failed
 * @command_type: (nullable): failed
 * @error: (nullable): failed; storage: why commands are refused from now on,
 *   %NULL: they are not any more
 * @text: (nullable): presence: the JSON object; closed: the reason
 *
 * Something that is no record: it has no seq, is not logged, not replayed.
 * Valid during the call.
 */
typedef struct
{
  TalusNoticeKind kind;
  const char *client_id;
  TalusAuthor *author;
  gboolean has_command_id;
  TalusId command_id;
  const char *command_type;
  const GError *error;
  const char *text;
} TalusNotice;

/**
 * TalusFollowerFuncs:
 * @records: (not nullable): records that became durable, in order. Returns
 *   %FALSE if the follower has failed: it is dropped
 * @notice: (nullable): likewise
 * @dropped: (nullable): the session has dropped the follower: after the
 *   session closed, it failed, or its queue ran over; nothing follows
 *
 * What a follower is called with, always outside any change of the session:
 * from within it may follow, unfollow (itself too) and submit.
 */
typedef struct
{
  gboolean (*records) (TalusRecord       **records,
                       guint               n_records,
                       gpointer            user_data);
  gboolean (*notice)  (const TalusNotice  *notice,
                       gpointer            user_data);
  void     (*dropped) (gpointer            user_data);
} TalusFollowerFuncs;

G_END_DECLS
