/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A command as it was read: one struct a type, so that resolving looks nothing
 * up by name any more. Only what judges commands may know this. */
#pragma once

#include "model/talus-command.h"

G_BEGIN_DECLS

/**
 * TalusRefKind:
 * @TALUS_REF_ABSENT: the member was not there
 * @TALUS_REF_NULL: it was null
 * @TALUS_REF_UNKNOWN: a string that is no UUID, and so names nothing
 * @TALUS_REF_ID: an id
 */
typedef enum
{
  TALUS_REF_ABSENT,
  TALUS_REF_NULL,
  TALUS_REF_UNKNOWN,
  TALUS_REF_ID,
} TalusRefKind;

typedef struct
{
  TalusRefKind kind;
  TalusId id;
} TalusRef;

/**
 * TalusWhere:
 * @has_index: whether @index counts; else the anchors do, where there are any
 *
 * A place among siblings as a command says it.
 */
typedef struct
{
  gboolean has_index;
  guint64 index;
  TalusRef after;
  TalusRef before;
} TalusWhere;

typedef struct
{
  const char *type;          /* as every text here: it belongs to the data */
  TalusRef parent;           /* absent and null are both: a root */
  const char *name;          /* (nullable) */
  JsonObject *properties;    /* (nullable) */
  TalusWhere where;
  TalusId id;                /* drawn where none was sent */
} TalusCreateNode;

typedef struct
{
  TalusRef node;
  const char *property;
  JsonNode *value;           /* for UpdateProperty; may hold null */
} TalusSetProperty;

/* LinkNode, UnlinkNode, MoveNode, RestoreNode, DeleteNode */
typedef struct
{
  TalusRef node;
  TalusRef parent;
  TalusWhere where;
} TalusPlaceNode;

typedef struct
{
  TalusRef blocker;
  TalusRef blocked;
} TalusDependency;

typedef struct
{
  const char *template_id;   /* (nullable): one of the two */
  const char *yaml;          /* (nullable) */
} TalusSetTemplate;

typedef struct
{
  TalusScope scope;
  TalusRef target;           /* absent: the newest */
  gboolean skip;
  gboolean partial;
} TalusUndo;

struct _TalusCommand
{
  gatomicrefcount ref_count;
  TalusCommandType kind;
  JsonObject *data;
  char *data_json;           /* (nullable): not made for the parts of a batch */
  const char *label;         /* (nullable) */
  JsonNode *owned_value;     /* (nullable): a value that is not in @data */
  GError *fault;             /* (nullable): what its schema has against a part of a batch */
  union
  {
    TalusCreateNode create;
    TalusSetProperty set;
    TalusPlaceNode place;
    TalusDependency dependency;
    TalusSetTemplate template;
    TalusUndo undo;
    GPtrArray *parts;        /* of TalusCommand */
  } u;
};

/* Fills in the struct of the type from the data; not for a batch. */
gboolean      talus_command_read         (TalusCommand        *self,
                                          GError             **error);
/* A copy that may still be changed by the caller, for saying the same in a way
 * that holds later: parts are shared until replaced. */
TalusCommand *talus_command_copy         (const TalusCommand  *self);
/* Replaces @error by the same with `index` among its details. */
void          talus_error_add_index      (GError             **error,
                                          guint                index);

G_END_DECLS
