/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests of formats in and out share: JSON of projects of a small template,
 * and asking what became of it. */
#pragma once

#include <string.h>

#include "base/talus-json.h"
#include "store/talus-export.h"
#include "store/talus-import.h"

#define YAML                                                                  \
  "id: plain\n"                                                               \
  "name: Plain\n"                                                             \
  "node_types:\n"                                                             \
  "  - id: project\n"                                                         \
  "    label: Project\n"                                                      \
  "    allowed_children: [task]\n"                                            \
  "  - id: task\n"                                                            \
  "    label: Task\n"                                                         \
  "    allowed_children: [task]\n"                                            \
  "    properties:\n"                                                         \
  "      - {id: name, label: Name, type: text}\n"                             \
  "      - {id: hours, label: Hours, type: number, key: time}\n"              \
  "      - {id: cost, label: Cost, type: currency}\n"                         \
  "      - {id: due, label: Due, type: date}\n"                               \
  "      - {id: notes, label: Notes, type: editor}\n"                         \
  "      - {id: done, label: Done, type: boolean}\n"                          \
  "      - id: state\n"                                                       \
  "        label: State\n"                                                    \
  "        type: select\n"                                                    \
  "        options: [{id: open, name: Open}, {id: shut, name: Shut}]\n"       \
  "      - {id: ref, label: Reference, type: node_reference}\n"               \
  "  - id: note\n"                                                            \
  "    label: Note\n"

#define A "0197a000-0000-7000-8000-00000000000a"
#define B "0197a000-0000-7000-8000-00000000000b"
#define C "0197a000-0000-7000-8000-00000000000c"
#define P "0197a000-0000-7000-8000-0000000000ff"

static inline TalusTemplate *
import_load_plain (const char  *template_id,
                   gpointer     user_data,
                   GError     **error)
{
  g_autoptr(GBytes) yaml = g_bytes_new_static (YAML, strlen (YAML));

  if (g_str_equal (template_id, "plain"))
    return talus_template_new_from_yaml (yaml, "plain.yaml", error);

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_TEMPLATE_NOT_FOUND, "There is no “%s”", template_id);

  return NULL;
}

/* In @json ' stands for ". */
static inline GBytes *
import_make_content (const char *json)
{
  char *text = g_strdelimit (g_strdup (json), "'", '"');

  return g_bytes_new_take (text, strlen (text));
}

static inline TalusImport *
read_json (const char  *json,
           GError     **error)
{
  g_autoptr(GBytes) content = import_make_content (json);

  return talus_import_read (content, NULL, import_load_plain, NULL, "Fallback", error);
}

static inline TalusImport *
must_read (const char *json)
{
  g_autoptr(GError) error = NULL;
  TalusImport *import = read_json (json, &error);

  g_assert_no_error (error);
  g_assert_nonnull (import);

  return import;
}

static inline void
import_assert_refused (const char *json,
                       TalusError  code)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusImport) import = read_json (json, &error);

  g_assert_error (error, TALUS_ERROR, (int) code);
  g_assert_null (import);
}

static inline guint
import_count_warnings (TalusImport *import,
                       const char  *code)
{
  guint n = 0;

  for (guint i = 0; i < import->warnings->len; i++)
    {
      const TalusImportWarning *warning = import->warnings->pdata[i];

      g_assert_cmpstr (warning->message, !=, "");
      n += g_str_equal (warning->code, code);
    }

  return n;
}

static inline char *
import_write_canonical (TalusGraph *graph)
{
  GString *text = g_string_new (NULL);

  talus_graph_write (graph, TALUS_GRAPH_CANONICAL, 0, NULL, NULL, text);

  return g_string_free (text, FALSE);
}

static inline GBytes *
import_write_export (TalusGraph *graph)
{
  g_autoptr(TalusJsonExport) export = NULL;
  GString *text = g_string_new (NULL);

  export = talus_json_export_new (graph, 7, P, "00112233445566778899aabbccddeeff");
  while (talus_json_export_step (export, text, 64))
    ;

  return g_string_free_to_bytes (text);
}

static inline TalusTemplate *
import_load_nothing (const char  *template_id,
                     gpointer     user_data,
                     GError     **error)
{
  g_assert_not_reached ();
}

/* Out and in again, with nothing beside the file: the same graph, and nothing
 * odd about it but what had been odd before. */
static inline void
import_assert_round_trip (TalusGraph *graph)
{
  g_autoptr(GBytes) exported = import_write_export (graph);
  g_autoptr(GError) error = NULL;
  g_autoptr(TalusImport) import = NULL;
  g_autofree char *before = import_write_canonical (graph);
  g_autofree char *after = NULL;
  g_autofree char *digest_before = talus_graph_digest (graph);
  g_autofree char *digest_after = NULL;

  import = talus_import_read (exported, NULL, import_load_nothing, NULL, "Fallback", &error);
  g_assert_no_error (error);
  after = import_write_canonical (import->graph);
  digest_after = talus_graph_digest (import->graph);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpstr (digest_after, ==, digest_before);
  g_assert_true (import->has_project_id);
  g_assert_true (talus_id_equal (talus_graph_get_project_id (import->graph),
                                 talus_graph_get_project_id (graph)));
}

static inline TalusNode *
must_get (TalusImport *import,
          const char  *id_text)
{
  TalusNode *node = NULL;
  TalusId id;

  g_assert_true (talus_id_parse (id_text, -1, &id));
  node = talus_graph_get_node (import->graph, &id);
  g_assert_nonnull (node);

  return node;
}

static inline void
import_assert_property (TalusImport *import,
                        const char  *id_text,
                        const char  *property_id,
                        const char  *expected)
{
  g_autofree char *json = g_strdelimit (g_strdup (expected), "'", '"');
  g_autoptr(TalusValue) value = talus_node_dup_property (must_get (import, id_text), property_id);
  const char *text = NULL;
  gsize length = 0;

  g_assert_nonnull (value);
  text = talus_value_get_json (value, &length);
  g_assert_cmpmem (text, length, json, strlen (json));
}

static inline void
import_assert_setting (TalusImport *import,
                       const char  *key,
                       const char  *expected)
{
  g_autofree char *json = g_strdelimit (g_strdup (expected), "'", '"');
  TalusValue *value = talus_graph_get_setting (import->graph, key);
  const char *text = NULL;
  gsize length = 0;

  g_assert_nonnull (value);
  text = talus_value_get_json (value, &length);
  g_assert_cmpmem (text, length, json, strlen (json));
}

static inline char *
import_dup_parent_id (TalusImport *import,
                      const char  *id_text)
{
  TalusNode *parent = talus_node_get_parent (must_get (import, id_text));

  return parent != NULL ? talus_id_to_string (talus_node_get_id (parent)) : NULL;
}
