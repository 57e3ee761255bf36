/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A record of the log as a sentence about somebody's work: “Renamed “Weld pan”
 * to “Weld new pans””. It reads the record first and the graph only for names
 * that the record does not tell; it knows no widget. Main thread. */
#pragma once

#include "model/talus-graph.h"
#include "model/talus-record.h"

G_BEGIN_DECLS

/* Every text is (transfer full), one line, without a trailing dot. @graph is
 * where nodes are looked up that the record does not name: the live one. */

/* What was done: “Deleted “Rust” and 13 nodes below it”, “Undid: …”. */
char     *talus_describe_record    (TalusRecord          *record,
                                    TalusGraph           *graph);
/* The same of changes alone. @label: (nullable): said where there are too many
 * kinds of change for a sentence. */
char     *talus_describe_changes   (const TalusChangeSet *changes,
                                    const char           *label,
                                    TalusGraph           *graph);
/* Change by change, at most @max of them; (element-type utf8). */
GPtrArray*talus_describe_details   (TalusRecord          *record,
                                    TalusGraph           *graph,
                                    guint                 max);
/* With a subject, for a toast: “Ada set Cost of “Pans” to 900”. */
char     *talus_describe_by        (TalusRecord          *record,
                                    TalusGraph           *graph,
                                    const char           *name);
/* What a button would take back: “Undo: Delete “Rust””; plain “Undo” where
 * there is nothing. @record: (nullable) */
char     *talus_describe_undo      (TalusRecord          *record,
                                    TalusGraph           *graph);
char     *talus_describe_redo      (TalusRecord          *record,
                                    TalusGraph           *graph);
/* A person as sentences name them; somebody without a name is “Somebody”. */
const char *talus_describe_author  (const TalusAuthor    *author);

/* Whether the record changed the node itself: made, removed, moved, set or
 * linked it. What happened to those below it does not count. */
gboolean  talus_record_touches     (TalusRecord          *record,
                                    const TalusId        *node);
/* (transfer container) (element-type TalusId): the node that each change is
 * about; they belong to the record. */
GPtrArray*talus_record_list_nodes  (TalusRecord          *record);

G_END_DECLS
