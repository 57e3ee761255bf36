/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A follower in another thread: a bounded queue between the session's thread
 * and a main context, and commands the other way. */
#pragma once

#include "session/talus-session.h"

G_BEGIN_DECLS

#define TALUS_FOLLOWER_QUEUE_RECORDS 10000

typedef struct _TalusFollowerQueue TalusFollowerQueue; /* ref-counted atomically */

/* On the session's thread; @funcs are then called on @context's. A queue that
 * holds @max_records is dropped: the follower has stalled. */
TalusFollowerQueue *talus_follower_queue_new      (TalusSession             *session,
                                                   GMainContext             *session_context,
                                                   GMainContext             *context,
                                                   guint                     max_records,
                                                   const TalusFollowerFuncs *funcs,
                                                   gpointer                  user_data);
TalusFollowerQueue *talus_follower_queue_ref      (TalusFollowerQueue       *self);
void                talus_follower_queue_unref    (TalusFollowerQueue       *self);
/* From the follower's thread: what talus_session_submit() does, its answer
 * coming back on the follower's context, behind the record it speaks of. The
 * session passed to @func is NULL: it is not this thread's. */
void                talus_follower_queue_submit   (TalusFollowerQueue       *self,
                                                   const TalusRequest       *request,
                                                   TalusSubmitFunc           func,
                                                   gpointer                  user_data);
/* From the follower's thread: nothing is called any more once it returns. */
void                talus_follower_queue_close    (TalusFollowerQueue       *self);

G_END_DECLS
