/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph as plainly as it can be said, to hold the real one against: arrays
 * and full scans, so small that it can be copied whole. It answers with the
 * same text as test_dump(). */
#pragma once

#include "graph-test.h"

#define MODEL_N      20
#define MODEL_N_KEYS 6

typedef struct
{
  gboolean exists;
  gboolean removed;
  guint parent;
  guint children[MODEL_N + 1];
  guint n_children;
  char name[32];
  const char *values[MODEL_N_KEYS];
  guint64 value_seqs[MODEL_N_KEYS];
  guint64 existence_seq;
  guint64 place_seq;
  guint64 name_seq;
  guint64 created;
  guint64 removed_seq;
  guint removed_from[3];   /* parent, after, before */
  gboolean removed_edges[MODEL_N + 1][MODEL_N + 1];
} ModelNode;

typedef struct
{
  ModelNode nodes[MODEL_N + 1];   /* number 0 holds the roots */
  gboolean edges[MODEL_N + 1][MODEL_N + 1];
  guint64 edge_seqs[MODEL_N + 1][MODEL_N + 1];
  char name[32];
  guint64 name_seq;
  const char *settings[2];
  guint64 setting_seqs[2];
} Model;

static inline gboolean
model_is_within (const Model *model,
                 guint        number,
                 guint        top)
{
  for (; number != 0; number = model->nodes[number].parent)
    {
      if (number == top)
        return TRUE;
    }

  return FALSE;
}

static inline gboolean
model_is_live (const Model *model,
               guint        number)
{
  if (!model->nodes[number].exists)
    return FALSE;

  for (; number != 0; number = model->nodes[number].parent)
    {
      if (model->nodes[number].removed)
        return FALSE;
    }

  return TRUE;
}

static inline guint
model_index (const Model *model,
             guint        number)
{
  const ModelNode *parent = &model->nodes[model->nodes[number].parent];

  for (guint i = 0; i < parent->n_children; i++)
    {
      if (parent->children[i] == number)
        return i;
    }

  g_assert_not_reached ();
}

static inline guint
model_take_out (Model *model,
                guint  number)
{
  ModelNode *parent = &model->nodes[model->nodes[number].parent];
  guint index = model_index (model, number);

  memmove (&parent->children[index], &parent->children[index + 1],
           (parent->n_children - index - 1) * sizeof (guint));
  parent->n_children--;

  return index;
}

static inline guint
model_put_in (Model *model,
              guint  number,
              guint  above,
              guint  index)
{
  ModelNode *parent = &model->nodes[above];

  index = MIN (index, parent->n_children);
  memmove (&parent->children[index + 1], &parent->children[index],
           (parent->n_children - index) * sizeof (guint));
  parent->children[index] = number;
  parent->n_children++;
  model->nodes[number].parent = above;

  return index;
}

/* Within what hangs in lists below @top: what was removed there is not. */
static inline gboolean
model_is_part (const Model *model,
               guint        number,
               guint        top)
{
  for (; number != 0 && number != top; number = model->nodes[number].parent)
    {
      if (model->nodes[number].removed)
        return FALSE;
    }

  return number == top;
}

static inline gboolean
model_reaches (const Model *model,
               guint        from,
               guint        to)
{
  gboolean is_reached[MODEL_N + 1] = { FALSE, };
  gboolean is_more = TRUE;

  is_reached[from] = TRUE;
  while (is_more)
    {
      is_more = FALSE;
      for (guint i = 1; i <= MODEL_N; i++)
        {
          for (guint j = 1; j <= MODEL_N; j++)
            {
              if (is_reached[i] && model->edges[i][j] && !is_reached[j])
                is_reached[j] = is_more = TRUE;
            }
        }
    }

  return is_reached[to];
}

static inline void
model_remove (Model   *model,
              guint    number,
              guint64  seq)
{
  ModelNode *node = &model->nodes[number];
  const ModelNode *parent = &model->nodes[node->parent];
  guint index = model_index (model, number);

  node->removed_from[0] = node->parent;
  node->removed_from[1] = index > 0 ? parent->children[index - 1] : 0;
  node->removed_from[2] = index + 1 < parent->n_children ? parent->children[index + 1] : 0;
  memset (node->removed_edges, 0, sizeof node->removed_edges);
  for (guint i = 1; i <= MODEL_N; i++)
    {
      for (guint j = 1; j <= MODEL_N; j++)
        {
          if (model->edges[i][j] &&
              (model_is_part (model, i, number) || model_is_part (model, j, number)))
            {
              model->edges[i][j] = FALSE;
              model->edge_seqs[i][j] = seq;
              node->removed_edges[i][j] = TRUE;
            }
        }
    }
  model_take_out (model, number);
  node->removed = TRUE;
  node->removed_seq = node->existence_seq = seq;
}

static inline void
model_restore (Model   *model,
               guint    number,
               guint    parent,
               guint    index,
               guint64  seq)
{
  ModelNode *node = &model->nodes[number];

  for (guint i = 1; i <= MODEL_N; i++)
    {
      if (model->nodes[i].exists && model_is_part (model, i, number))
        model->nodes[i].existence_seq = seq;
      for (guint j = 1; j <= MODEL_N; j++)
        {
          if (node->removed_edges[i][j])
            {
              model->edges[i][j] = TRUE;
              model->edge_seqs[i][j] = seq;
            }
        }
    }
  node->removed = FALSE;
  node->place_seq = seq;
  model_put_in (model, number, parent, index);
}

static inline void
model_write (const Model *model,
             GString     *out,
             guint        number)
{
  const ModelNode *node = &model->nodes[number];
  TalusId id = test_id (number);
  char text[TALUS_ID_TEXT_SIZE];
  const char *comma = "";

  g_string_append (out, "{\"blueprint_type_id\":\"task\",\"children\":[");
  for (guint i = 0; i < node->n_children; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      model_write (model, out, node->children[i]);
    }
  g_string_append_printf (out, "],\"id\":\"%s\",\"name\":\"%s\",\"properties\":{",
                          talus_id_format (&id, text), node->name);
  for (guint i = 0; i < MODEL_N_KEYS; i++)
    {
      if (node->values[i] != NULL)
        {
          g_string_append_printf (out, "%s\"%s\":%s", comma, test_keys[i], node->values[i]);
          comma = ",";
        }
    }
  g_string_append (out, "}}");
}

static inline guint64
model_existence_seq (const Model *model,
                     guint        number)
{
  for (guint i = number; i != 0; i = model->nodes[i].parent)
    {
      if (model->nodes[i].removed)
        return model->nodes[i].existence_seq;
    }

  return model->nodes[number].existence_seq;
}

static inline void
model_append_node (const Model *model,
                   GString     *out,
                   guint        number)
{
  const ModelNode *node = &model->nodes[number];

  g_string_append_printf (out, "%u %s task parent %u index %u size %u at %" G_GUINT64_FORMAT
                          " seqs %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT,
                          number, node->name, node->parent,
                          node->removed ? 0 : model_index (model, number), node->n_children,
                          node->created, model_existence_seq (model, number), node->place_seq,
                          node->name_seq);
  for (guint i = 0; i < MODEL_N_KEYS; i++)
    g_string_append_printf (out, " %s=%s@%" G_GUINT64_FORMAT, test_keys[i],
                            node->values[i] != NULL ? node->values[i] : "-", node->value_seqs[i]);
  if (node->removed)
    {
      g_string_append_printf (out, " removed by %" G_GUINT64_FORMAT " from %u(%u,%u)",
                              node->removed_seq, node->removed_from[0], node->removed_from[1],
                              node->removed_from[2]);
      for (guint i = 1; i <= MODEL_N; i++)
        {
          for (guint j = 1; j <= MODEL_N; j++)
            {
              if (node->removed_edges[i][j])
                g_string_append_printf (out, " %u-%u", i, j);
            }
        }
    }
  g_string_append_c (out, '\n');
}

static inline char *
model_dump (const Model   *model,
            TalusTemplate *template)
{
  GString *out = g_string_new ("{\"dependencies\":[");
  g_autoptr (GString) edges = g_string_new (NULL);
  guint n_live = 0;
  guint n_edges = 0;

  for (guint i = 1; i <= MODEL_N; i++)
    {
      n_live += model_is_live (model, i);
      for (guint j = 1; j <= MODEL_N; j++)
        {
          TalusId a = test_id (i);
          TalusId b = test_id (j);
          char a_text[TALUS_ID_TEXT_SIZE];
          char b_text[TALUS_ID_TEXT_SIZE];

          if (model->edges[i][j])
            g_string_append_printf (out, "%s{\"blocked_id\":\"%s\",\"blocker_id\":\"%s\"}",
                                    n_edges++ > 0 ? "," : "", talus_id_format (&b, b_text),
                                    talus_id_format (&a, a_text));
          if (model->edges[i][j] || model->edge_seqs[i][j] != 0)
            g_string_append_printf (edges, "%u-%u@%" G_GUINT64_FORMAT "%s\n", i, j,
                                    model->edge_seqs[i][j], model->edges[i][j] ? "" : " cut");
        }
    }

  g_string_append_printf (out, "],\"name\":\"%s\",\"roots\":[", model->name);
  for (guint i = 0; i < model->nodes[0].n_children; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      model_write (model, out, model->nodes[0].children[i]);
    }
  g_string_append (out, "],\"settings\":{");
  if (model->settings[0] != NULL)
    g_string_append_printf (out, "\"x-a\":%s%s", model->settings[0],
                            model->settings[1] != NULL ? "," : "");
  if (model->settings[1] != NULL)
    g_string_append_printf (out, "\"x-b\":%s", model->settings[1]);
  g_string_append_printf (out, "},\"template_hash\":\"%s\",\"template_id\":\"test\"}\n",
                          talus_template_get_hash (template));

  g_string_append_printf (out, "%u nodes, %u edges, name@%" G_GUINT64_FORMAT
                          " template@0 x-a@%" G_GUINT64_FORMAT " x-b@%" G_GUINT64_FORMAT "\n",
                          n_live, n_edges, model->name_seq, model->setting_seqs[0],
                          model->setting_seqs[1]);
  for (guint i = 1; i <= MODEL_N; i++)
    {
      if (model->nodes[i].exists)
        model_append_node (model, out, i);
    }
  g_string_append (out, edges->str);

  return g_string_free (out, FALSE);
}
