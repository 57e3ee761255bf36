/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls whose answer takes a worker: what would hold the host up is done on a
 * read snapshot of the document, in a thread of its own. */
#pragma once

#include "host/talus-call.h"

G_BEGIN_DECLS

/**
 * TalusWorkFunc:
 * @document: the document behind the call's session
 * @data: what was given with the function
 * @error: return location
 *
 * Does the work, on a worker. Nothing of the session may be touched.
 *
 * Returns: (transfer full) (nullable): what is to be done something with, or
 *   %NULL with @error
 */
typedef gpointer (*TalusWorkFunc) (TalusDocument  *document,
                                   gpointer        data,
                                   GError        **error);

/**
 * TalusWorkDoneFunc:
 * @call: the call, not yet answered
 * @result: (transfer full): what the work came to
 * @data: what was given with the function
 *
 * Answers, on the host's thread.
 */
typedef void (*TalusWorkDoneFunc) (TalusCall *call,
                                   gpointer   result,
                                   gpointer   data);

/* An error is answered; if nobody waits any more, @done is called all the
 * same. */
void talus_call_work       (TalusCall         *call,
                            TalusWorkFunc      work,
                            TalusWorkDoneFunc  done,
                            gpointer           data,
                            GDestroyNotify     free_data);
/* A TalusWorkDoneFunc for a GString of JSON. */
void talus_call_reply_work (TalusCall         *call,
                            gpointer           result,
                            gpointer           data);

G_END_DECLS
