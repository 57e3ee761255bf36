/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the history is made of, for the files that keep it and for undo.
 *
 *   item    a record, in a row by seq
 *   entry   a command as undo sees it: done, undone, abandoned
 *   index   node → which records wrote what of it, and where they put it
 *
 * Who was below whom at some time is found by walking up the graph as it is
 * now, with what later records moved put back: no record of a subtree has to
 * name the nodes in it. */
#pragma once

#include "model/talus-graph.h"
#include "model/talus-history.h"
#include "model/talus-slots.h"

G_BEGIN_DECLS

typedef struct _TalusEntry TalusEntry;
typedef struct _TalusItem TalusItem;
typedef struct _TalusAuthorLog TalusAuthorLog;

/* Two sets of one field, this far apart at most, are one step. */
#define TALUS_STEP_MS 5000

/**
 * TalusEntryState:
 * @TALUS_ENTRY_DONE: in effect
 * @TALUS_ENTRY_UNDONE: may be redone
 * @TALUS_ENTRY_ABANDONED: neither, for good
 * @TALUS_ENTRY_MERGED: part of the step that `leader` stands for
 */
typedef enum
{
  TALUS_ENTRY_DONE,
  TALUS_ENTRY_UNDONE,
  TALUS_ENTRY_ABANDONED,
  TALUS_ENTRY_MERGED,
} TalusEntryState;

/* Which of an entry's links, and of the stacks. */
enum
{
  TALUS_LINKS_ALL,
  TALUS_LINKS_AUTHOR,
};

enum
{
  TALUS_STACK_DONE,
  TALUS_STACK_UNDONE,
};

typedef struct
{
  TalusEntry *previous;
  TalusEntry *next;
} TalusEntryLinks;

/**
 * TalusEntry:
 * @seq: of the command's own record
 * @command_id: of that record
 * @is_batch: whether it was a Batch
 * @owner: whose it is
 * @state: what undo may do with it
 * @listed: whether it is on a stack: done or undone, and within the horizon
 * @links: its neighbours on the stacks of its state: of all, of its author
 * @effect: the record that put it in effect
 * @undone: (nullable): the record that undid it
 * @leader: (nullable): of what step it became a part
 * @n_turns: how many of @turns count
 * @turns: (nullable): the seqs at which it was undone, redone, undone …
 * @visited: for walks over a stack
 */
struct _TalusEntry
{
  guint64 seq;
  TalusId command_id;
  gboolean is_batch;
  TalusAuthorLog *owner;
  TalusEntryState state;
  gboolean listed;
  TalusEntryLinks links[2];
  TalusItem *effect;
  TalusItem *undone;
  TalusEntry *leader;
  guint n_turns;
  GArray *turns;
  gboolean visited;
};

typedef struct
{
  TalusEntry *first;
  TalusEntry *last;
} TalusStack;

/**
 * TalusAuthorLog:
 * @id: who; first: it is the key
 * @stacks: their entries, done and undone, the newest last
 * @seqs: of all their records
 * @start: how many of @seqs have been forgotten
 */
struct _TalusAuthorLog
{
  TalusId id;
  TalusStack stacks[2];
  GArray *seqs;
  guint start;
};

/**
 * TalusItem:
 * @record: the record
 * @bytes: about how much it and all before it hold, in all
 * @author: its author
 * @entry: (nullable): the entry it made
 * @target: (nullable): the entry it undid or redid
 * @trail: (nullable): what it did to entries, to be taken back by a rewind
 * @horizon: the first seq within the horizon once it was there
 * @has_removal: it removes or restores
 * @has_move: it moves
 * @has_link: it adds a dependency
 */
struct _TalusItem
{
  TalusRecord *record;
  guint64 bytes;
  TalusAuthorLog *author;
  TalusEntry *entry;
  TalusEntry *target;
  GArray *trail;
  guint64 horizon;
  guint has_removal : 1;
  guint has_move : 1;
  guint has_link : 1;
};

struct _TalusHistory
{
  TalusGraph *graph;          /* (nullable), borrowed: as the newest record left it */
  GPtrArray *items;           /* of TalusItem */
  guint start;                /* how many of them have been forgotten */
  guint64 first_seq;          /* of the first that has not; 0: none yet */
  guint n_counted;            /* how many, from @start on, have had their say on entries */
  guint64 bytes;              /* of all that were ever pushed */
  guint64 horizon;            /* seq; entries before it are on no stack */
  guint64 n_trails_from;      /* seq: those before it have no trail any more */
  GHashTable *authors;        /* set of TalusAuthorLog */
  GHashTable *by_command;     /* &TalusItem.record.command_id → TalusItem */
  GHashTable *nodes;          /* TalusId → TalusNodeLog */
  GArray *removals;           /* of guint64: the seqs of items with has_removal */
  guint removals_start;
  TalusStack stacks[2];       /* done and undone, of all */
};

/**
 * TalusMoment:
 * @seq: a record, or %G_MAXUINT64 for now
 * @change: the index of one of its changes
 *
 * A time in the life of the graph: that just behind a change.
 */
typedef struct
{
  guint64 seq;
  guint change;
} TalusMoment;

#define TALUS_MOMENT_NOW ((TalusMoment) { G_MAXUINT64, G_MAXUINT })

/**
 * TalusLookback:
 * @history: what has happened
 * @graph: (nullable): the graph as it is now
 * @tried: (nullable): node → the first change that was tried on @graph since
 *   and put it elsewhere
 *
 * From where the past is seen.
 */
typedef struct
{
  TalusHistory *history;
  TalusGraph *graph;
  GHashTable *tried;
} TalusLookback;

/**
 * TalusItemFunc:
 *
 * Returns: whether the record counts
 */
typedef gboolean (*TalusItemFunc) (TalusHistory *history,
                                   TalusItem    *item,
                                   gpointer      user_data);

/* talus-history.c */
void        talus_history_set_graph      (TalusHistory        *self,
                                          TalusGraph          *graph);
void        talus_history_confirm        (TalusHistory        *self,
                                          guint64              seq);
void        talus_history_replace        (TalusHistory        *self,
                                          TalusRecord         *record);
TalusItem  *talus_history_get_item       (TalusHistory        *self,
                                          guint64              seq);
TalusItem  *talus_history_get_newest     (TalusHistory        *self);

/* talus-history-index.c */
void        talus_history_index_add      (TalusHistory        *self,
                                          TalusItem           *item);
void        talus_history_index_drop     (TalusHistory        *self,
                                          TalusItem           *item,
                                          gboolean             oldest);
void        talus_node_log_free          (gpointer             log);
void        talus_change_list_placed     (const TalusChange   *change,
                                          GPtrArray           *ids);

/* talus-history-lookback.c */
gboolean    talus_lookback_was_below     (const TalusLookback *self,
                                          const TalusId       *id,
                                          const TalusId       *top,
                                          TalusMoment          moment);
guint64     talus_lookback_find_writer   (const TalusLookback *self,
                                          const TalusSlot     *slot,
                                          TalusMoment          moment,
                                          guint64              after,
                                          guint64              until,
                                          TalusItemFunc        counts,
                                          gpointer             user_data);
guint64     talus_lookback_find_existence(const TalusLookback *self,
                                          const TalusId       *id,
                                          guint64              after);
gboolean    talus_lookback_wrote_existence (const TalusLookback *self,
                                            const TalusId     *id,
                                            guint64            seq);
guint64     talus_lookback_find_same     (const TalusLookback *self,
                                          const TalusSlot     *slot,
                                          guint64              after);

/* talus-history-stacks.c */
TalusStack *talus_history_get_stack      (TalusHistory        *self,
                                          gboolean             redo,
                                          TalusScope           scope,
                                          const TalusId       *author);
TalusEntry *talus_history_find_target    (TalusHistory        *self,
                                          gboolean             redo,
                                          TalusScope           scope,
                                          const TalusId       *author,
                                          const TalusId       *command_id);
TalusEntry *talus_entry_get_older        (TalusEntry          *self,
                                          TalusScope           scope);
void        talus_history_note           (TalusItem           *item,
                                          TalusEntry          *entry);
void        talus_history_list           (TalusHistory        *self,
                                          TalusItem           *item,
                                          TalusEntry          *entry);
void        talus_history_unlist         (TalusHistory        *self,
                                          TalusItem           *item,
                                          TalusEntry          *entry);
void        talus_history_abandon        (TalusHistory        *self,
                                          TalusItem           *item,
                                          TalusEntry          *entry);
void        talus_history_take_back      (TalusHistory        *self,
                                          TalusItem           *item);

/* talus-history-entries.c */
void        talus_history_count_in       (TalusHistory        *self);
void        talus_history_count_out      (TalusHistory        *self,
                                          TalusItem           *item);
void        talus_history_forget_entry   (TalusHistory        *self,
                                          TalusItem           *item);
GPtrArray  *talus_history_list_step      (TalusHistory        *self,
                                          TalusEntry          *entry,
                                          gboolean             redo,
                                          TalusScope           scope);
gboolean    talus_entry_was_done_at      (const TalusEntry    *self,
                                          guint64              seq);
gboolean    talus_item_is_in_effect      (const TalusItem     *self);
void        talus_entry_free             (TalusEntry          *self);

G_END_DECLS
