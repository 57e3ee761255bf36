/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the readers of the formats share: the nodes as a file has them, by
 * where they stand in it, and the one way they become a graph. */
#pragma once

#include "base/talus-json-reader.h"
#include "store/talus-import.h"

G_BEGIN_DECLS

#define TALUS_IMPORT_NONE G_MAXUINT

/* How deep a value may be that is kept: whatever comes in must fit, below the
 * deepest node, into an export that can be read again. */
#define TALUS_IMPORT_VALUE_DEPTH 128

/**
 * TalusSlice:
 *
 * A value of the input, from its first byte to behind its last; empty where
 * there is none.
 */
typedef struct
{
  gsize start;
  gsize end;
} TalusSlice;

/**
 * TalusImportNode:
 * @id: what it will be called
 * @parent: index of its parent, or %TALUS_IMPORT_NONE
 * @first_child, @next: (children of one parent in order, as indices)
 * @type, @name, @properties: where they stand
 * @children: where the ids of its children stand (flat formats)
 * @extra: (nullable) (element-type TalusImportMember): members that no reader
 *   knows, kept as orphaned properties
 */
typedef struct
{
  TalusId id;
  guint parent;
  guint first_child;
  guint last_child;
  guint next;
  TalusSlice type;
  TalusSlice name;
  TalusSlice properties;
  TalusSlice children;
  GArray *extra;
} TalusImportNode;

typedef struct
{
  char *name;
  TalusSlice value;
} TalusImportMember;

/* A dependency between two nodes, by their indices. */
typedef struct
{
  guint blocker;
  guint blocked;
} TalusImportEdge;

/**
 * TalusImportReader:
 *
 * One import under way.
 */
typedef struct
{
  const char *data;
  gsize size;
  gboolean lenient;         /* the older product's values */
  TalusTemplate *template;
  GArray *nodes;            /* of TalusImportNode */
  GHashTable *by_text;      /* id as in the file → index + 1 */
  GHashTable *ids;          /* of TalusId: those given away */
  guint first_root;
  guint last_root;
  GArray *edges;            /* of TalusImportEdge */
  GPtrArray *settings;      /* of TalusImportMember */
  GString *unresolved;      /* JSON array members of what found no place */
  GPtrArray *warnings;
  guint n_untold;           /* warnings beyond what a list can hold */
  guint n_converted;
} TalusImportReader;

void      talus_import_warn          (TalusImportReader  *self,
                                      const TalusId      *node_id,
                                      const char         *property_id,
                                      const char         *code,
                                      const char         *format,
                                      ...) G_GNUC_PRINTF (5, 6);
/* The members of the object at @slice, in order. (element-type TalusImportMember) */
GArray   *talus_import_split         (TalusImportReader  *self,
                                      TalusSlice          slice,
                                      GError            **error);
TalusSlice talus_import_find         (GArray             *members,
                                      const char         *name);
JsonNode *talus_import_parse         (TalusImportReader  *self,
                                      TalusSlice          slice,
                                      GError            **error);
/* NULL where the slice is no string. */
char     *talus_import_dup_string    (TalusImportReader  *self,
                                      TalusSlice          slice);
gboolean  talus_import_is_null       (TalusImportReader  *self,
                                      TalusSlice          slice);
/* A node of this id text, with an id of ours; warns where that is another. */
guint     talus_import_add_node      (TalusImportReader  *self,
                                      const char         *id_text);
guint     talus_import_find_node     (TalusImportReader  *self,
                                      const char         *id_text);
void      talus_import_adopt         (TalusImportReader  *self,
                                      guint               parent, /* or NONE: a root */
                                      guint               child);
/* Takes a node from its parent; it then has none, and is no root either. */
void      talus_import_disown        (TalusImportReader  *self,
                                      guint               child);
void      talus_import_add_setting   (TalusImportReader  *self,
                                      const char         *name,
                                      TalusSlice          value);

/* talus-import-edges.c */
void      talus_import_add_edge      (TalusImportReader  *self,
                                      const char         *blocker,
                                      const char         *blocked);
gboolean  talus_import_read_edges    (TalusImportReader  *self,
                                      GArray             *members,
                                      const char         *name,
                                      const char         *blocker_member,
                                      const char         *blocked_member,
                                      GError            **error);
/* Leaves each dependency once, and none that closes a circle. */
void      talus_import_settle_edges  (TalusImportReader  *self);

/* talus-import-settings.c: @members that are none of @known become settings
 * `x-…`; then all settings into the graph. */
void      talus_import_keep_unknown  (TalusImportReader  *self,
                                      GArray             *members,
                                      const char * const *known);
gboolean  talus_import_load_settings (TalusImportReader  *self,
                                      TalusGraph         *graph,
                                      gint64              now,
                                      GError            **error);

/* talus-import-json.c and talus-import-legacy.c: fill in from `graph`. */
gboolean  talus_import_read_tree     (TalusImportReader  *self,
                                      GArray             *graph,
                                      GArray             *top,
                                      GError            **error);
gboolean  talus_import_read_flat     (TalusImportReader  *self,
                                      GArray             *graph,
                                      GArray             *top,
                                      GError            **error);
/* A property as it will be stored. */
typedef struct
{
  char *key;
  char *json;
  gsize length;
} TalusImportProperty;

/**
 * TalusImportBuilder:
 * @stored: (element-type TalusImportProperty): of the node at hand
 * @by_key: of the node at hand: key → its place in @stored + 1
 *
 * A graph being made of what was read.
 */
typedef struct
{
  TalusImportReader *reader;
  TalusGraphLoader *loader;
  GHashTable *symbols; /* text → symbol + 1 */
  GArray *stored;
  GHashTable *by_key;
  gint64 now;
} TalusImportBuilder;

/* talus-import-props.c: name and properties of a node into @stored. */
void      talus_import_clear_property  (gpointer               data);
gboolean  talus_import_take_properties (TalusImportBuilder     *self,
                                        const TalusImportNode  *node,
                                        const TalusNodeType    *type, /* (nullable) */
                                        char                  **name, /* (transfer full) */
                                        GError                **error);
/* talus-import-build.c */
TalusGraph *talus_import_build       (TalusImportReader  *self,
                                      const TalusId      *project_id,
                                      const char         *name,
                                      GError            **error);

G_END_DECLS
