/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records: the entries of a project's log, immutable and ref-counted
 * atomically, so that the same one goes to the journal, every follower and
 * every thread. They know their own text and head, no graph. */
#pragma once

#include "base/talus-id.h"
#include "model/talus-change.h"
#include "model/talus-palette.h"

G_BEGIN_DECLS

#define TALUS_HEAD_LENGTH 32
#define TALUS_HEAD_NONE   "00000000000000000000000000000000" /* before record 1 */

typedef struct _TalusAuthor TalusAuthor;

/**
 * TalusAuthor:
 * @id: who
 * @name: (not nullable): may be empty
 * @colour: (not nullable): "#rrggbb"
 *
 * A person. Ref-counted and immutable.
 */
struct _TalusAuthor
{
  TalusId id;
  char *name;
  char *colour;
};

TalusAuthor *talus_author_new    (const TalusId *id,
                                  const char    *name,
                                  const char    *colour); /* NULL: one of the eight, by id */
/* Somebody new, who gets an id whose colour is free. */
TalusAuthor *talus_author_draw   (const char            *name,
                                  const TalusPaletteUse *taken);
TalusAuthor *talus_author_ref    (TalusAuthor   *self);
void         talus_author_unref  (TalusAuthor   *self);
void         talus_author_write  (TalusAuthor   *self,
                                  GString       *out);   /* canonical object */

typedef struct _TalusRecord TalusRecord;

/**
 * TalusRecord:
 * @seq: 1, 2, 3 …
 * @head: 32 hex characters
 * @timestamp: milliseconds since the epoch
 * @author: who
 * @client_id: (nullable): through which connection
 * @has_command_id: whether @command_id is one (only the baseline has none)
 * @command_id: the idempotency key
 * @command_type: "CreateNode" … "Undo", "Redo", "Baseline"
 * @command_data: canonical JSON of the data as sent; "{}" if none
 * @label: (nullable): what a person reads in the history
 * @undoes: seq of the entry undone, or 0
 * @redoes: seq of the entry redone, or 0
 * @changes: what is applied
 * @result: (nullable): JSON of the answer's own members, for answering the
 *   same command again; not part of the log's identity, nor of any client's
 *   record
 * @hints: (nullable): JSON array, one member a change, of what the public
 *   events say that the changes do not (places as numbers, the ids that went,
 *   the nodes that came back); kept beside the log, not part of it
 *
 * One entry of the log. Read-only for everybody but its maker.
 */
struct _TalusRecord
{
  guint64 seq;
  char head[TALUS_HEAD_LENGTH + 1];
  gint64 timestamp;
  TalusAuthor *author;
  char *client_id;
  gboolean has_command_id;
  TalusId command_id;
  char *command_type;
  char *command_data;
  char *label;
  guint64 undoes;
  guint64 redoes;
  TalusChangeSet *changes;
  char *result;
  char *hints;
};

/* A blank one, to be filled, then sealed: from then on it is never changed. */
TalusRecord *talus_record_new           (void);
/* Computes @head from the one before; every field must be set. */
void         talus_record_seal          (TalusRecord  *self,
                                         const char   *previous_head);
gboolean     talus_record_verify        (TalusRecord  *self,
                                         const char   *previous_head);
TalusRecord *talus_record_ref           (TalusRecord  *self);
void         talus_record_unref         (TalusRecord  *self);
/* Canonical JSON, as followers of format `records` get it; made once, shared. */
GBytes      *talus_record_get_json      (TalusRecord  *self);
TalusRecord *talus_record_new_from_json (const char   *json,
                                         gsize         length,
                                         GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusAuthor, talus_author_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusRecord, talus_record_unref)

G_END_DECLS
