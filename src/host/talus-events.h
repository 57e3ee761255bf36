/* SPDX-License-Identifier: GPL-3.0-or-later */
/* From records to the public events of the contract: the same objects whether
 * a client was there, polls, or reads them years later. */
#pragma once

#include "model/talus-record.h"

G_BEGIN_DECLS

/**
 * TalusEvent:
 * @name: plain name, "node-created"
 * @json: (not nullable): its payload, a JSON object that begins with its name
 * @is_graph: whether it has a `graph:` spelling
 */
typedef struct
{
  const char *name;
  GBytes *json;
  gboolean is_graph;
} TalusEvent;

/* (transfer full) (element-type TalusEvent): the parts of a record in order,
 * the closing event last. @session_id and @project_id as text. */
GPtrArray *talus_events_from_record (TalusRecord *record,
                                     const char  *session_id,
                                     const char  *project_id);
/* How many of them there are, without making any. */
guint      talus_events_count       (TalusRecord *record);

G_END_DECLS
