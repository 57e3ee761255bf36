/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Of each kind some; what does not fit is not made. */
#include "random-change.h"

static const char * const values[] = {
  "1", "\"x\"", "true", "{\"k\":[1,2]}", "\"a longer text than the others\"", "[]",
};

static guint
pick_live (const Model *model)
{
  for (guint tries = 0; tries < 20; tries++)
    {
      guint number = 1 + random_any (MODEL_N);

      if (model_is_live (model, number))
        return number;
    }

  return 0;
}

/* A live node or none, for the roots. */
static guint
pick_parent (const Model *model)
{
  return random_any (4) == 0 ? 0 : pick_live (model);
}

static void
give_property (TalusNodeSpec *spec,
               ModelNode     *node,
               guint          key,
               guint64        seq)
{
  node->values[key] = values[random_any (G_N_ELEMENTS (values))];
  node->value_seqs[key] = seq;
  spec->keys[spec->n_properties] = g_strdup (test_keys[key]);
  spec->values[spec->n_properties] = test_value (node->values[key]);
  spec->n_properties++;
}

static TalusNodeSpec *
make_spec (RandomChange *self,
           guint         number,
           guint64       seq)
{
  ModelNode *node = &self->model.nodes[number];
  TalusNodeSpec *spec;

  memset (node, 0, sizeof *node);
  node->exists = TRUE;
  g_snprintf (node->name, sizeof node->name, "n%u at %u", number, random_any (1000));
  node->existence_seq = node->place_seq = node->name_seq = seq;
  node->created = 1000 * seq;

  spec = test_spec (number, node->name);
  spec->keys = g_new0 (char *, MODEL_N_KEYS);
  spec->values = g_new0 (TalusValue *, MODEL_N_KEYS);
  for (guint i = 0; i < MODEL_N_KEYS; i++)
    {
      if (random_any (3) == 0)
        give_property (spec, node, i, seq);
    }

  return spec;
}

static gboolean
make_insert (RandomChange   *self,
             TalusChangeSet *set,
             guint64         seq)
{
  Model *model = &self->model;
  guint number = 1 + random_any (MODEL_N);
  guint parent = pick_parent (model);
  guint index = random_any (5);
  TalusChange *change;

  if (model->nodes[number].exists)
    return FALSE;

  change = talus_change_set_add (set, TALUS_CHANGE_INSERT);
  change->node_id = test_id (number);
  change->place = test_gap (self->graph, parent, index, NULL);
  change->spec = make_spec (self, number, seq);
  self->expected_new = model_put_in (model, number, parent, index);

  for (guint i = 0; random_any (3) == 0 && i < 2; i++)
    {
      guint child = 1 + random_any (MODEL_N);

      if (model->nodes[child].exists)
        continue;
      if (change->spec->children == NULL)
        change->spec->children = g_ptr_array_new ();
      g_ptr_array_add (change->spec->children, make_spec (self, child, seq));
      model_put_in (model, child, number, MODEL_N);
    }

  return TRUE;
}

static gboolean
make_restore (RandomChange   *self,
              TalusChangeSet *set,
              guint64         seq)
{
  Model *model = &self->model;
  guint number = 1 + random_any (MODEL_N);
  guint parent = pick_parent (model);
  guint index = random_any (5);
  const ModelNode *node = &model->nodes[number];

  if (!node->removed)
    return FALSE;

  for (guint i = 1; i <= MODEL_N; i++)
    {
      for (guint j = 1; j <= MODEL_N; j++)
        {
          if (node->removed_edges[i][j] &&
              ((!model_is_live (model, i) && !model_is_part (model, i, number)) ||
               (!model_is_live (model, j) && !model_is_part (model, j, number))))
            return FALSE;
        }
    }

  add_restore (set, self->graph, number, parent, index);
  model_restore (model, number, parent, index, seq);
  self->expected_new = model_index (model, number);

  return TRUE;
}

static gboolean
make_move (RandomChange   *self,
           TalusChangeSet *set,
           guint           number,
           guint64         seq)
{
  Model *model = &self->model;
  guint parent = pick_parent (model);
  guint index = random_any (5);

  if (model_is_within (model, parent, number))
    return FALSE;

  add_move (set, self->graph, number, parent, index);
  self->expected_old = model_take_out (model, number);
  self->expected_new = model_put_in (model, number, parent, index);
  model->nodes[number].place_seq = seq;

  return TRUE;
}

static void
make_name (RandomChange   *self,
           TalusChangeSet *set,
           guint           number,
           guint64         seq)
{
  ModelNode *node = &self->model.nodes[number];
  g_autofree char *old = g_strdup_printf ("\"%s\"", node->name);
  g_autofree char *new = NULL;

  g_snprintf (node->name, sizeof node->name, "renamed %u", random_any (1000));
  new = g_strdup_printf ("\"%s\"", node->name);
  add_set (set, number, "name", old, new);
  node->name_seq = seq;
}

static gboolean
make_property (RandomChange   *self,
               TalusChangeSet *set,
               guint           number,
               guint64         seq)
{
  ModelNode *node = &self->model.nodes[number];
  guint key = random_any (MODEL_N_KEYS);
  const char *new = random_any (3) > 0 ? values[random_any (G_N_ELEMENTS (values))] : NULL;

  if (new == NULL && node->values[key] == NULL)
    return FALSE;

  add_set (set, number, test_keys[key], node->values[key], new);
  node->values[key] = new;
  node->value_seqs[key] = seq;

  return TRUE;
}

static gboolean
make_edge (RandomChange   *self,
           TalusChangeSet *set,
           guint           blocker,
           guint64         seq)
{
  Model *model = &self->model;
  guint blocked = pick_live (model);
  TalusId a = test_id (blocker);
  TalusId b = test_id (blocked);

  if (blocked == 0 || blocked == blocker)
    return FALSE;

  if (model->edges[blocker][blocked])
    {
      add_edge (set, TALUS_CHANGE_UNLINK, blocker, blocked);
      model->edges[blocker][blocked] = FALSE;
    }
  else
    {
      gboolean would_cycle = model_reaches (model, blocked, blocker);

      g_assert_cmpint (talus_graph_edge_would_cycle (self->graph, &a, &b), ==, would_cycle);
      if (would_cycle)
        return FALSE;
      add_edge (set, TALUS_CHANGE_LINK, blocker, blocked);
      model->edges[blocker][blocked] = TRUE;
    }
  model->edge_seqs[blocker][blocked] = seq;

  return TRUE;
}

static gboolean
make_meta (RandomChange   *self,
           TalusChangeSet *set,
           guint64         seq)
{
  Model *model = &self->model;
  guint which = random_any (3);

  if (which == 2)
    {
      g_autofree char *old = g_strdup_printf ("\"%s\"", model->name);
      g_autofree char *new = NULL;

      g_snprintf (model->name, sizeof model->name, "project %u", random_any (1000));
      new = g_strdup_printf ("\"%s\"", model->name);
      add_meta (set, "name", old, new);
      model->name_seq = seq;
    }
  else
    {
      const char *new = random_any (3) > 0 ? values[random_any (G_N_ELEMENTS (values))] : NULL;

      if (new == NULL && model->settings[which] == NULL)
        return FALSE;
      add_meta (set, which == 0 ? "x-a" : "x-b", model->settings[which], new);
      model->settings[which] = new;
      model->setting_seqs[which] = seq;
    }

  return TRUE;
}

gboolean
random_change_make (RandomChange   *self,
                    TalusChangeSet *set,
                    guint64         seq)
{
  guint number = pick_live (&self->model);
  guint kind = random_any (100);

  self->expected_old = self->expected_new = 0;
  if (number == 0)
    return random_any (2) == 0 ? make_insert (self, set, seq) : make_restore (self, set, seq);
  if (kind < 25)
    return make_insert (self, set, seq);
  if (kind < 35)
    {
      add_remove (set, self->graph, number);
      self->expected_old = model_index (&self->model, number);
      model_remove (&self->model, number, seq);
      return TRUE;
    }
  if (kind < 45)
    return make_restore (self, set, seq);
  if (kind < 60)
    return make_move (self, set, number, seq);
  if (kind < 65)
    make_name (self, set, number, seq);
  else if (kind < 80)
    return make_property (self, set, number, seq);
  else if (kind < 95)
    return make_edge (self, set, number, seq);
  else
    return make_meta (self, set, seq);

  return TRUE;
}
