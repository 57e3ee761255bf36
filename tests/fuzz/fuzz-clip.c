/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is in a clipboard: it is refused with a sentence, or pasting it is a
 * batch that the graph takes, with as many nodes as were said. */
#include "fuzz.h"

#include <string.h>

#include "model/talus-resolve.h"
#include "peer/talus-clip.h"

#define YAML                                                                      \
  "id: t\n"                                                                       \
  "node_types:\n"                                                                 \
  "  - {id: p, label: P, features: [is_root], allowed_children: [k]}\n"           \
  "  - id: k\n"                                                                   \
  "    label: K\n"                                                                \
  "    allowed_children: [k]\n"                                                   \
  "    primary_status_property_id: s\n"                                           \
  "    properties:\n"                                                             \
  "      - {id: n, label: N, type: number, value: 1}\n"                           \
  "      - {id: c, label: C, type: currency}\n"                                   \
  "      - {id: r, label: R, type: node_reference}\n"                             \
  "      - {id: s, label: S, type: select, options: [{id: x, name: X, indicator_id: filled}]}\n" \
  "      - {id: m, label: M, type: multi_select, options: [{id: x, name: X}, Y]}\n"

static TalusGraph *
make_graph (void)
{
  static TalusTemplate *template = NULL;
  TalusId id;

  if (template == NULL)
    {
      g_autoptr (GBytes) yaml = g_bytes_new_static (YAML, strlen (YAML));

      template = talus_template_new_from_yaml (yaml, "t.yaml", NULL);
      g_assert_nonnull (template);
    }
  talus_id_draw (&id);

  return talus_graph_new (&id, "Fuzz", template);
}

static void
apply (TalusGraph *graph,
       TalusBatch *batch)
{
  TalusResolveContext context = { 0 };
  g_auto (TalusResolution) resolution = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TalusCommand) command = talus_batch_to_command (batch, &error);

  if (command == NULL || !talus_resolve (graph, command, &context, &resolution, &error))
    {
      /* Dependencies may go round, and all together may be too much. */
      g_assert_true (error->code == TALUS_ERROR_WOULD_CYCLE ||
                     error->code == TALUS_ERROR_INVALID_PARENT ||
                     talus_batch_get_length (batch) > TALUS_MAX_BATCH);
      return;
    }

  talus_graph_apply (graph, resolution.changes, 1, 1, NULL, &error);
  g_assert_no_error (error);
}

static void
paste (TalusClip *clip)
{
  g_autoptr (TalusGraph) graph = make_graph ();
  g_autoptr (TalusBatch) batch = talus_batch_new ("Paste");
  g_autoptr (GArray) tops = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *note = NULL;

  if (!talus_clip_paste (clip, graph, NULL, NULL, batch, &tops, &note, &error))
    {
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }

  g_assert_cmpuint (tops->len, >, 0);
  if (talus_batch_get_length (batch) <= TALUS_MAX_BATCH)
    apply (graph, batch);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const char *content = (const char *) data;
  g_autoptr (GError) text_error = NULL;
  g_autoptr (GError) json_error = NULL;
  g_autoptr (TalusClip) text = talus_clip_new_from_text (content, (gssize) size, &text_error);
  g_autoptr (TalusClip) json = talus_clip_new_from_json (content, (gssize) size, &json_error);

  g_assert_cmpint (text == NULL, ==, text_error != NULL);
  g_assert_cmpint (json == NULL, ==, json_error != NULL);
  if (text != NULL)
    paste (text);
  if (json != NULL)
    paste (json);

  return 0;
}
