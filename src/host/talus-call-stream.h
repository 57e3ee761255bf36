/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers that take their time to leave. */
#pragma once

#include "host/talus-call.h"

G_BEGIN_DECLS

/* As sio_http_request_respond_stream(), for a caller that may be shut out
 * meanwhile; counted when it has gone out, as any other. */
void talus_call_reply_stream (TalusCall       *self,
                              guint            status,
                              const char      *content_type,
                              SioHttpFillFunc  fill,
                              gpointer         user_data,
                              GDestroyNotify   destroy);

G_END_DECLS
