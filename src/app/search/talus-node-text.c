/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a node's texts, by the hundred thousand. It must not keep any. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-node-text.h"

#include <string.h>

#include "app/search/talus-fold.h"

typedef struct
{
  const TalusNodeType *type;   /* NULL: the template does not know it */
  GString *folded;
} Reader;

static gboolean
is_text (const Reader *reader,
         const char   *key,
         const char   *json,
         gsize         length)
{
  const TalusProperty *property;

  if (json[0] != '"')
    return FALSE;

  property = reader->type != NULL ? talus_node_type_get_property (reader->type, key) : NULL;
  if (property != NULL)
    return property->kind == TALUS_PROPERTY_TEXT || property->kind == TALUS_PROPERTY_EDITOR;

  /* Of an orphan only what cannot be a reference. */
  return length != TALUS_ID_TEXT_LENGTH + 2;
}

static void
append_property_cb (const char *key,
                    const char *json,
                    gsize       length,
                    guint64     seq,
                    gpointer    user_data)
{
  Reader *reader = user_data;

  if (length <= 2 || !is_text (reader, key, json, length))
    return;

  if (reader->folded->len > 0)
    g_string_append_c (reader->folded, ' ');

  if (memchr (json, '\\', length) == NULL)
    {
      talus_fold_append (reader->folded, json + 1, (gssize) length - 2);
    }
  else
    {
      g_autoptr (TalusValue) value = talus_value_new_canonical (json, length);
      g_autofree char *text = talus_value_dup_string (value);

      talus_fold_append (reader->folded, text, -1);
    }
}

/**
 * talus_node_append_text:
 * @node: a node
 * @template: the template of its graph
 * @folded: where to
 *
 * Appends the folded texts of the properties of a node, its name apart. In
 * the thread of the graph.
 */
void
talus_node_append_text (TalusNode     *node,
                        TalusTemplate *template,
                        GString       *folded)
{
  Reader reader = { NULL, folded };

  reader.type = talus_template_get_type_by_id (template, talus_node_get_type_id (node));
  talus_node_foreach_property (node, append_property_cb, &reader);
}
