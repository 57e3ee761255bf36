/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever the bytes are: an import is refused, or it is a graph whose export
 * is JSON and comes in again as the same graph. */
#include "fuzz.h"

#include <string.h>

#include "base/talus-json.h"
#include "store/talus-export.h"
#include "store/talus-import.h"

#define YAML                                                                      \
  "id: t\n"                                                                       \
  "node_types:\n"                                                                 \
  "  - {id: p, label: P, allowed_children: [k]}\n"                                \
  "  - id: k\n"                                                                   \
  "    label: K\n"                                                                \
  "    allowed_children: [k]\n"                                                   \
  "    properties:\n"                                                             \
  "      - {id: name, label: Name, type: text}\n"                                 \
  "      - {id: n, label: N, type: number, key: num}\n"                           \
  "      - {id: c, label: C, type: currency}\n"                                   \
  "      - {id: d, label: D, type: date}\n"                                       \
  "      - {id: b, label: B, type: boolean}\n"                                    \
  "      - {id: e, label: E, type: editor}\n"                                     \
  "      - {id: o, label: O, type: object}\n"                                     \
  "      - {id: r, label: R, type: node_reference}\n"                             \
  "      - {id: s, label: S, type: select, options: [{id: x, name: X}, Y]}\n"     \
  "      - {id: m, label: M, type: multi_select, options: [{id: x, name: X}, Y]}\n"

static TalusTemplate *
load_template (const char  *template_id,
               gpointer     user_data,
               GError     **error)
{
  static TalusTemplate *template = NULL;

  if (template == NULL)
    {
      g_autoptr (GBytes) yaml = g_bytes_new_static (YAML, strlen (YAML));

      template = talus_template_new_from_yaml (yaml, "t.yaml", NULL);
      g_assert_nonnull (template);
    }

  if (g_str_equal (template_id, "t"))
    return talus_template_ref (template);

  g_set_error (error, TALUS_ERROR, TALUS_ERROR_TEMPLATE_NOT_FOUND, "There is no such template");

  return NULL;
}

static void
check_warnings (TalusImport *import)
{
  for (guint i = 0; i < import->warnings->len; i++)
    {
      const TalusImportWarning *warning = import->warnings->pdata[i];

      g_assert_true (warning->code[0] != '\0');
      g_assert_true (g_utf8_validate (warning->message, -1, NULL));
    }
}

static void
check_round_trip (TalusGraph *graph)
{
  g_autoptr (TalusJsonExport) export = NULL;
  g_autoptr (TalusImport) again = NULL;
  g_autoptr (GBytes) content = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = talus_graph_digest (graph);
  g_autofree char *after = NULL;
  GString *text = g_string_new (NULL);

  export = talus_json_export_new (graph, 1, NULL, NULL);
  while (talus_json_export_step (export, text, 256))
    ;
  content = g_string_free_to_bytes (text);
  again = talus_import_read (content, NULL, load_template, NULL, "fallback", &error);
  g_assert_no_error (error);
  after = talus_graph_digest (again->graph);
  g_assert_cmpstr (after, ==, before);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autoptr (GBytes) content = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusImport) import = NULL;

  import = talus_import_read (content, NULL, load_template, NULL, "fallback", &error);
  g_assert_cmpint (import == NULL, ==, error != NULL);
  if (import != NULL)
    {
      check_warnings (import);
      check_round_trip (import->graph);
    }
  else
    {
      g_assert_cmpuint (error->domain, ==, TALUS_ERROR);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }

  return 0;
}
