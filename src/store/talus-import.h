/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Formats in: from bytes to a graph that breaks no invariant, with a list of
 * what was odd. Nothing of the input is dropped. Any thread. */
#pragma once

#include "model/talus-graph.h"
#include "store/talus-template-library.h"

G_BEGIN_DECLS

/**
 * TalusImportWarning:
 * @code: short, stable, upper case: "UNKNOWN_TYPE", "UNKNOWN_PROPERTY", "UNKNOWN_OPTION",
 *   "WRONG_TYPE", "TYPE_NOT_ALLOWED", "NEW_ID", "DUPLICATE_ID", "MISSING_NODE", "CYCLE", …
 * @message: a sentence
 * @node_id: the null id for none
 * @property_id: (nullable)
 */
typedef struct
{
  char *code;
  char *message;
  TalusId node_id;
  char *property_id;
} TalusImportWarning;

/**
 * TalusImport:
 * @graph: as read, its project_id that of the file or a new one
 * @has_project_id: whether the file named one
 * @warnings: (element-type TalusImportWarning)
 */
typedef struct
{
  TalusGraph *graph;
  gboolean has_project_id;
  GPtrArray *warnings;
} TalusImport;

/**
 * TalusTemplateLoader:
 *
 * How an import finds a template by id, callable on the importing thread:
 * usually over a list taken from the library beforehand.
 */
typedef TalusTemplate *(*TalusTemplateLoader) (const char  *template_id,
                                               gpointer     user_data,
                                               GError     **error);

/* @content: JSON, ours or the older product's. */
TalusImport *talus_import_read  (GBytes               *content,
                                 GBytes               *template_yaml, /* (nullable) */
                                 TalusTemplateLoader   loader,
                                 gpointer              user_data,
                                 const char           *fallback_name,
                                 GError              **error);
void         talus_import_free  (TalusImport          *self);
/* Whether the content begins like an SQLite database, i.e. a .talus file. */
gboolean     talus_import_is_document (GBytes          *content);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TalusImport, talus_import_free)

G_END_DECLS
