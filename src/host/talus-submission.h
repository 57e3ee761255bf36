/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What commands, undo and redo have in common, whichever way they come: the
 * envelope of the request, whom it takes, and the answer out of the record
 * that became durable. */
#pragma once

#include "session/talus-session.h"

G_BEGIN_DECLS

/* (transfer full): the command in @body. @event: "command", "undo" or "redo". */
TalusCommand *talus_submission_read_command  (const char    *event,
                                              JsonObject    *body,
                                              GError       **error);
/* command_id, expected_seq, base_seq: INVALID_REQUEST where one is wrong. */
gboolean      talus_submission_read_envelope (JsonObject    *body,
                                              TalusRequest  *request,
                                              GError       **error);
/* The least role that may. */
TalusRole     talus_submission_get_role      (TalusCommand  *command);
/* (transfer full): the members of the answer, without braces. */
GString      *talus_submission_write_answer  (TalusSession  *session,
                                              TalusRecord   *record);

G_END_DECLS
