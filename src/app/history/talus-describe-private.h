/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a change set comes to, counted by kinds of deed: the facts that
 * sentences are made of. */
#pragma once

#include "app/history/talus-describe.h"

G_BEGIN_DECLS

/**
 * TalusDeedKind:
 *
 * Changes by what a person calls them.
 */
typedef enum
{
  TALUS_DEED_ADD,
  TALUS_DEED_DELETE,
  TALUS_DEED_BRING_BACK,
  TALUS_DEED_MOVE,
  TALUS_DEED_RENAME,
  TALUS_DEED_SET,
  TALUS_DEED_LINK,
  TALUS_DEED_UNLINK,
  TALUS_DEED_RENAME_PROJECT,
  TALUS_DEED_TEMPLATE,
  TALUS_DEED_SETTING,
  TALUS_DEED_START,
  TALUS_N_DEEDS,
} TalusDeedKind;

/**
 * TalusDeed:
 * @n: how many changes are of the kind
 * @n_nodes: how many nodes they concern, those below included
 * @first: (nullable): the first of them
 * @one_parent: whether all go to the same parent
 * @in_place: moves: whether all stay below their parent
 * @one_node: whether all are about one node
 * @one_key: sets: whether all are of one property
 * @one_value: sets: whether all set the same value
 */
typedef struct
{
  guint n;
  guint64 n_nodes;
  const TalusChange *first;
  gboolean one_parent;
  gboolean in_place;
  gboolean one_node;
  gboolean one_key;
  gboolean one_value;
} TalusDeed;

/**
 * TalusDeeds:
 * @changes: of what
 * @backwards: whether the changes are told the other way round: what an undo
 *   undid
 * @again: whether they did something once more: a redo
 * @kinds: by kind
 * @n_kinds: how many kinds there are
 * @one_node: whether everything is about one node, which existed before
 */
typedef struct
{
  const TalusChangeSet *changes;
  gboolean backwards;
  gboolean again;
  TalusDeed kinds[TALUS_N_DEEDS];
  guint n_kinds;
  gboolean one_node;
} TalusDeeds;

/* From @start on, at most @n of the changes. */
void              talus_deeds_count      (TalusDeeds           *self,
                                          const TalusChangeSet *changes,
                                          guint                 start,
                                          guint                 n,
                                          gboolean              backwards,
                                          gboolean              again);
TalusDeedKind     talus_deeds_kind_of    (const TalusDeeds     *self,
                                          const TalusChange    *change);
/* How it was, how it became, seen in the direction of the telling. (nullable) */
TalusValue       *talus_deeds_get_old    (const TalusDeeds     *self,
                                          const TalusChange    *change);
TalusValue       *talus_deeds_get_new    (const TalusDeeds     *self,
                                          const TalusChange    *change);
const TalusPlace *talus_deeds_get_from   (const TalusDeeds     *self,
                                          const TalusChange    *change);
const TalusPlace *talus_deeds_get_to     (const TalusDeeds     *self,
                                          const TalusChange    *change);

/* (transfer full): what a node is called, in one short line: as the record
 * says, else as the graph does, else by its type. */
char             *talus_deeds_dup_name   (const TalusDeeds     *self,
                                          TalusGraph           *graph,
                                          const TalusId        *node);
/* (transfer full): one short line of it. */
char             *talus_describe_clip    (const char           *text);

/**
 * TalusTellingForm:
 * @TALUS_FORM_DONE: “Renamed A to B”
 * @TALUS_FORM_DO: “Rename A to B”
 * @TALUS_FORM_BY: “Ada renamed A to B”
 */
typedef enum
{
  TALUS_FORM_DONE,
  TALUS_FORM_DO,
  TALUS_FORM_BY,
} TalusTellingForm;

/**
 * TalusTelling:
 * @deeds: what is told
 * @graph: where nodes are looked up that the changes do not name
 * @form: how
 * @who: (nullable): of %TALUS_FORM_BY
 *
 * What a sentence is made with.
 */
typedef struct
{
  TalusDeeds deeds;
  TalusGraph *graph;
  TalusTellingForm form;
  const char *who;
} TalusTelling;

/* Exactly one of the three, which all take the same arguments; that of TALUS_FORM_BY
 * takes who it was in front of them. Texts come translated. */
#define SAY(self, done, do_it, by, ...)                                        \
  ((self)->form == TALUS_FORM_DONE ? g_strdup_printf (done, __VA_ARGS__)             \
   : (self)->form == TALUS_FORM_DO ? g_strdup_printf (do_it, __VA_ARGS__)            \
                             : g_strdup_printf (by, (self)->who, __VA_ARGS__))

/* talus-describe-nodes.c: nodes that came, went and moved. (transfer full) */
char             *talus_telling_say_nodes  (const TalusTelling *self,
                                            TalusDeedKind       kind);
/* talus-describe-values.c: everything else. (transfer full) */
char             *talus_telling_say_values (const TalusTelling *self,
                                            TalusDeedKind       kind);
char             *talus_telling_say_some   (const TalusTelling *self,
                                            const TalusId      *node,
                                            guint               n);
/* (transfer full) */
char             *talus_telling_dup_name   (const TalusTelling *self,
                                            const TalusId      *node);
guint             talus_telling_to_count   (guint64             n);

G_END_DECLS
