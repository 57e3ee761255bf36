/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session: a project seen live. It gives commands their place in the log,
 * has them made durable, then tells everybody who follows. It knows neither
 * HTTP nor sockets. Belongs to the host's thread. */
#pragma once

#include "base/talus-clock.h"
#include "model/talus-replica.h"
#include "session/talus-follower.h"
#include "store/talus-document.h"

G_BEGIN_DECLS

#define TALUS_TYPE_SESSION (talus_session_get_type ())

G_DECLARE_FINAL_TYPE (TalusSession, talus_session, TALUS, SESSION, GObject)

/**
 * TalusRequest:
 * @command: what is wanted: a command, an undo or a redo
 * @has_command_id: whether the client chose one; otherwise it is drawn
 * @command_id: the idempotency key
 * @author: who asks
 * @client_id: (nullable): through which connection
 * @has_expected_seq: whether @expected_seq must be the session's seq
 * @has_base_seq: whether nobody else may have changed the target since @base_seq
 * @keeps_template: whether it is refused (FORBIDDEN) if it comes to another
 *   template: an undo says only then what it does
 *
 * One request to change the project. Borrowed during the call.
 */
typedef struct
{
  TalusCommand *command;
  gboolean has_command_id;
  TalusId command_id;
  TalusAuthor *author;
  const char *client_id;
  gboolean has_expected_seq;
  guint64 expected_seq;
  gboolean has_base_seq;
  guint64 base_seq;
  gboolean keeps_template;
} TalusRequest;

/**
 * TalusSubmitFunc:
 * @record: (nullable): the durable record that answers, or %NULL
 * @error: (nullable): why it was refused; nothing was changed then
 *
 * The answer, given exactly once, possibly before the submitting call
 * returns, never before the followers heard of the record.
 */
typedef void (*TalusSubmitFunc) (TalusSession *session,
                                 TalusRecord  *record,
                                 const GError *error,
                                 gpointer      user_data);

/* A session without a project: commands are NO_PROJECT until it has one. */
TalusSession  *talus_session_new               (const TalusId             *session_id,
                                                gint64                     created_at,
                                                TalusClockFunc             clock,
                                                gpointer                   clock_data);
/* A replica of what the journal holds, its undo stacks filled from the log.
 * Takes over @graph as it stands at @seq. Any thread; blocks on the journal. */
TalusReplica  *talus_session_read_replica      (TalusGraph                *graph,
                                                guint64                    seq,
                                                const char                *head,
                                                TalusJournal              *journal,
                                                GError                   **error);
/* Gives it its project: what is confirmed and the journal behind it. */
void           talus_session_attach            (TalusSession              *self,
                                                TalusReplica              *replica,
                                                TalusJournal              *journal,
                                                const TalusDocumentInfo   *info);
void           talus_session_set_template_func (TalusSession              *self,
                                                TalusTemplateFunc          func,
                                                gpointer                   user_data);

const TalusId *talus_session_get_id            (TalusSession              *self);
gboolean       talus_session_has_project       (TalusSession              *self);
const TalusId *talus_session_get_project_id    (TalusSession              *self);
const char    *talus_session_get_epoch         (TalusSession              *self); /* (nullable) */
gint64         talus_session_get_created_at    (TalusSession              *self);
gint64         talus_session_get_last_activity (TalusSession              *self);
void           talus_session_touch             (TalusSession              *self);
/* After a restart: what was noted before it. */
void           talus_session_restore_activity  (TalusSession              *self,
                                                gint64                     last_activity);
/* The time of the newest record. */
gint64         talus_session_get_updated_at    (TalusSession              *self);
/* The confirmed position: all of it is durable and announced. */
guint64        talus_session_get_seq           (TalusSession              *self);
const char    *talus_session_get_head          (TalusSession              *self); /* (nullable) */
gboolean       talus_session_can_undo          (TalusSession              *self,
                                                TalusScope                 scope,
                                                const TalusId             *author);
gboolean       talus_session_can_redo          (TalusSession              *self,
                                                TalusScope                 scope,
                                                const TalusId             *author);
/* The graph with everything pending on top; confirmed where
 * talus_session_is_settled(). */
TalusGraph    *talus_session_get_graph         (TalusSession              *self); /* (nullable) */
TalusJournal  *talus_session_get_journal       (TalusSession              *self); /* (nullable) */
gboolean       talus_session_is_settled        (TalusSession              *self);
/* Calls @func once nothing is pending: before anything read then, all of it
 * is durable. At once where that is so already. */
typedef void (*TalusSessionFunc) (TalusSession *session,
                                  gpointer      user_data);
void           talus_session_when_settled      (TalusSession              *self,
                                                TalusSessionFunc           func,
                                                gpointer                   user_data);
/* Why commands are refused just now: %TALUS_ERROR_STORAGE_FAILED, or NULL. */
const GError  *talus_session_get_failure       (TalusSession              *self);

void           talus_session_submit            (TalusSession              *self,
                                                const TalusRequest        *request,
                                                TalusSubmitFunc            func,
                                                gpointer                   user_data);

/* For readers of the graph who take their time: @func is called once, before
 * the graph changes for the first time from now on. Returns an id, never 0. */
guint          talus_session_add_change_guard    (TalusSession           *self,
                                                  TalusSessionFunc        func,
                                                  gpointer                user_data);
void           talus_session_remove_change_guard (TalusSession           *self,
                                                  guint                   guard_id);

/* Following. Returns an id for talus_session_unfollow(). The first records
 * told are those behind talus_session_get_seq(). */
guint          talus_session_follow            (TalusSession              *self,
                                                const TalusFollowerFuncs  *funcs,
                                                gpointer                   user_data,
                                                GDestroyNotify             destroy);
void           talus_session_unfollow          (TalusSession              *self,
                                                guint                      follower_id);
guint          talus_session_get_n_followers   (TalusSession              *self);

/* Presence. @client: (transfer full) */
void           talus_session_join              (TalusSession              *self,
                                                TalusClient               *client);
void           talus_session_leave             (TalusSession              *self,
                                                const char                *client_id);
/* Who takes part under another name or colour from now on. */
void           talus_session_set_author        (TalusSession              *self,
                                                TalusAuthor               *author);
gboolean       talus_session_set_presence      (TalusSession              *self,
                                                const char                *client_id,
                                                const char                *json,
                                                GError                   **error);
guint          talus_session_get_n_clients     (TalusSession              *self);
/* (transfer container) (element-type TalusClient): oldest first */
GPtrArray     *talus_session_list_clients      (TalusSession              *self);

void           talus_session_notify_saved      (TalusSession              *self);
/* Refuses what is new (SHUTTING_DOWN or INVALID_SESSION by @reason), waits for
 * what is pending, tells the followers, drops them and calls @func. The
 * journal stays open: it is the registry's. */
void           talus_session_close             (TalusSession              *self,
                                                const char                *reason,
                                                TalusSessionFunc           func,
                                                gpointer                   user_data);
gboolean       talus_session_is_closed         (TalusSession              *self);

G_END_DECLS
