/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the files of the events write one: what all have in common, member by
 * member, and which events a change comes to. */
#pragma once

#include "base/talus-json-writer.h"
#include "host/talus-events.h"
#include "host/talus-json-slice.h"

G_BEGIN_DECLS

/* Beyond, a subtree that comes back is one event that says where to fetch it. */
#define TALUS_MAX_RESTORED_EVENTS 200

/*
 * TalusEventMaker:
 * @common: the members that every event has, from the comma on
 * @events: (element-type TalusEvent): those made so far
 * @out: of the event being written
 */
typedef struct
{
  TalusRecord *record;
  const char *session_id;
  const char *project_id;
  char *common;
  GPtrArray *events;
  GString *out;
  TalusJsonWriter writer;
} TalusEventMaker;

/* talus-events-maker.c: members; what is NULL, or the null id, is null. */
void talus_event_maker_text       (TalusEventMaker      *maker,
                                   const char           *name,
                                   const char           *text);
void talus_event_maker_id         (TalusEventMaker      *maker,
                                   const char           *name,
                                   const TalusId        *id);
void talus_event_maker_int        (TalusEventMaker      *maker,
                                   const char           *name,
                                   guint64               number);
void talus_event_maker_value      (TalusEventMaker      *maker,
                                   const char           *name,
                                   const TalusValue     *value);
/* A member as it was noted; where it was not, it is left out. */
void talus_event_maker_copy       (TalusEventMaker      *maker,
                                   const char           *name,
                                   const TalusJsonSlice *object,
                                   const char           *member);

void talus_event_maker_set_record (TalusEventMaker      *maker,
                                   TalusRecord          *record,
                                   const char           *session_id,
                                   const char           *project_id);
void talus_event_maker_begin      (TalusEventMaker      *maker,
                                   const char           *name);
void talus_event_maker_begin_part (TalusEventMaker      *maker,
                                   const char           *name);
void talus_event_maker_end        (TalusEventMaker      *maker,
                                   const char           *name,
                                   gboolean              is_graph);

/* talus-events-parts.c */
void talus_event_maker_add_change (TalusEventMaker      *maker,
                                   const TalusChange    *change,
                                   const TalusJsonSlice *hint);

G_END_DECLS
