/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session object of the contract. */
#pragma once

#include "base/talus-json-writer.h"
#include "host/talus-call.h"

G_BEGIN_DECLS

/* Of a session that is settled. */
void talus_session_write_json (TalusSession    *session,
                               TalusJsonWriter *writer);
/* One of those who are in it. */
void talus_client_write_json  (const TalusClient *client,
                               TalusJsonWriter   *writer);
/* Answers with the session object as soon as everything in it is durable. */
void talus_session_answer     (TalusCall       *call,
                               guint            status,
                               TalusSession    *session);

G_END_DECLS
