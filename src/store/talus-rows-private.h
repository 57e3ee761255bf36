/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the rows share: the statements, and the steps that records
 * and whole graphs have in common. Only for talus-rows*.c. */
#pragma once

#include "store/talus-rows.h"

G_BEGIN_DECLS

typedef enum
{
  ROWS_INSERT_NODE,
  ROWS_SET_PREV,
  ROWS_PLACE_NODE,
  ROWS_REMOVE_NODE,
  ROWS_RESTORE_NODE,
  ROWS_GET_PROPS,
  ROWS_SET_PROPS,
  ROWS_RENAME_NODE,
  ROWS_ADD_EDGE,
  ROWS_DELETE_EDGE,
  ROWS_CUT_EDGE,
  ROWS_RETURN_EDGE,
  ROWS_DROP_CUT_EDGES,
  ROWS_SET_META,
  ROWS_ADD_SYMBOL,
  ROWS_FIND_AUTHOR,
  ROWS_ADD_AUTHOR,
  ROWS_HAS_TEMPLATE,
  ROWS_ADD_TEMPLATE,
  ROWS_ADD_TEMPLATE_ID,
  ROWS_ADD_RECORD,
  ROWS_N_STATEMENTS,
} RowsStatement;

typedef struct
{
  guint symbol;
  guint64 seq;
  const char *json;
  gsize length;
} TalusRowsProperty;

struct _TalusRows
{
  sqlite3 *db;                     /* borrowed */
  sqlite3_stmt *statements[ROWS_N_STATEMENTS];
  TalusTemplateSource templates;
  gpointer user_data;

  GHashTable *symbols;             /* text → GUINT_TO_POINTER (id) */
  guint last_symbol;
  TalusAuthor *author;             /* the last one, and its row */
  gint64 author_nid;
  gint64 node_count;
  gboolean node_count_changed;

  /* kept between uses */
  GString *text;
  GArray *properties;              /* of TalusRowsProperty */
};

void      talus_rows_set_misfit       (GError               **error,
                                       const char            *what);
gboolean  talus_rows_run              (TalusRows             *self,
                                       RowsStatement          kind,
                                       GError               **error);
gboolean  talus_rows_run_on_one       (TalusRows             *self,
                                       RowsStatement          kind,
                                       const char            *what,
                                       GError               **error);
gboolean  talus_rows_find_symbol      (TalusRows             *self,
                                       const char            *text,
                                       guint                 *symbol,
                                       GError               **error);
gboolean  talus_rows_find_author      (TalusRows             *self,
                                       TalusAuthor           *author,
                                       gint64                *nid,
                                       GError               **error);
void      talus_rows_begin_properties (TalusRows             *self);
gboolean  talus_rows_add_property     (TalusRows             *self,
                                       const char            *key,
                                       const char            *json,
                                       gsize                  length,
                                       guint64                seq,
                                       GError               **error);
gboolean  talus_rows_insert_node      (TalusRows             *self,
                                       const TalusLoadedNode *node,
                                       gint64                 author_nid,
                                       GError               **error);
gboolean  talus_rows_put_edges        (TalusRows             *self,
                                       RowsStatement          kind,
                                       const TalusChange     *change,
                                       guint64                seq,
                                       GError               **error);

/* talus-rows-meta.c */

gboolean  talus_rows_set_text         (TalusRows             *self,
                                       const char            *key,
                                       const char            *value,
                                       GError               **error);
gboolean  talus_rows_set_int          (TalusRows             *self,
                                       const char            *key,
                                       gint64                 value,
                                       GError               **error);
gboolean  talus_rows_set_id           (TalusRows             *self,
                                       const char            *key,
                                       const TalusId         *value,
                                       GError               **error);
gboolean  talus_rows_set_setting      (TalusRows             *self,
                                       const char            *key,
                                       const TalusValue      *value,
                                       guint64                seq,
                                       GError               **error);
gboolean  talus_rows_set_template     (TalusRows             *self,
                                       const char            *id,
                                       const char            *hash,
                                       TalusTemplate         *given,
                                       guint64                seq,
                                       GError               **error);
gboolean  talus_rows_put_meta         (TalusRows             *self,
                                       const TalusChange     *change,
                                       guint64                seq,
                                       GError               **error);

G_END_DECLS
