/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The selection, as an array for its order and a set for asking. */
#define G_LOG_DOMAIN "talus-app-core"

#include "app/core/talus-selection.h"

#include <string.h>

/* So many one looks through, and tells of, one by one. */
#define MAX_OTHERS 64

struct _TalusSelection
{
  GObject parent_instance;

  GArray *ids;        /* of TalusId */
  GHashTable *set;    /* of TalusId */
};

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusSelection, talus_selection, G_TYPE_OBJECT)

static void
talus_selection_finalize (GObject *object)
{
  TalusSelection *self = TALUS_SELECTION (object);

  g_array_unref (self->ids);
  g_hash_table_unref (self->set);

  G_OBJECT_CLASS (talus_selection_parent_class)->finalize (object);
}

static void
talus_selection_class_init (TalusSelectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = talus_selection_finalize;

  /**
   * TalusSelection::changed:
   * @self: the selection
   *
   * Other nodes are selected, or another is the cursor.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
talus_selection_init (TalusSelection *self)
{
  self->ids = g_array_new (FALSE, FALSE, sizeof (TalusId));
  self->set = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
}

/**
 * talus_selection_new:
 *
 * Makes an empty selection.
 *
 * Returns: (transfer full): a selection
 */
TalusSelection *
talus_selection_new (void)
{
  return g_object_new (TALUS_TYPE_SELECTION, NULL);
}

/**
 * talus_selection_get_length:
 * @self: a selection
 *
 * Counts what is selected.
 *
 * Returns: how many nodes
 */
guint
talus_selection_get_length (TalusSelection *self)
{
  g_return_val_if_fail (TALUS_IS_SELECTION (self), 0);

  return self->ids->len;
}

/**
 * talus_selection_get:
 * @self: a selection
 * @index: which, in the order they were selected
 *
 * Gets one of them. The node may be gone by now.
 *
 * Returns: (transfer none): its id
 */
const TalusId *
talus_selection_get (TalusSelection *self,
                     guint           index)
{
  g_return_val_if_fail (TALUS_IS_SELECTION (self), NULL);
  g_return_val_if_fail (index < self->ids->len, NULL);

  return &g_array_index (self->ids, TalusId, index);
}

/**
 * talus_selection_get_ids:
 * @self: a selection
 * @n_ids: (out): how many
 *
 * Gets all of them, valid until the selection changes.
 *
 * Returns: (transfer none) (array length=n_ids): the ids
 */
const TalusId *
talus_selection_get_ids (TalusSelection *self,
                         guint          *n_ids)
{
  g_return_val_if_fail (TALUS_IS_SELECTION (self), NULL);
  g_return_val_if_fail (n_ids != NULL, NULL);

  *n_ids = self->ids->len;

  return (const TalusId *) (gpointer) self->ids->data;
}

/**
 * talus_selection_contains:
 * @self: a selection
 * @id: a node
 *
 * Tells whether a node is selected, in O(1).
 *
 * Returns: whether it is
 */
gboolean
talus_selection_contains (TalusSelection *self,
                          const TalusId  *id)
{
  g_return_val_if_fail (TALUS_IS_SELECTION (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  return g_hash_table_contains (self->set, id);
}

/**
 * talus_selection_get_cursor:
 * @self: a selection
 *
 * Gets the node selected last.
 *
 * Returns: (transfer none) (nullable): its id
 */
const TalusId *
talus_selection_get_cursor (TalusSelection *self)
{
  g_return_val_if_fail (TALUS_IS_SELECTION (self), NULL);

  return self->ids->len > 0 ? &g_array_index (self->ids, TalusId, self->ids->len - 1) : NULL;
}

static gboolean
is_same (TalusSelection *self,
         const TalusId  *ids,
         guint           n_ids)
{
  return self->ids->len == n_ids &&
         (n_ids == 0 || memcmp (self->ids->data, ids, n_ids * sizeof *ids) == 0);
}

static void
add (TalusSelection *self,
     const TalusId  *id)
{
  if (g_hash_table_contains (self->set, id))
    return;

  g_array_append_vals (self->ids, id, 1);
  g_hash_table_add (self->set, g_memdup2 (id, sizeof *id));
}

/**
 * talus_selection_set:
 * @self: a selection
 * @ids: (array length=n_ids): nodes, the last of them the cursor
 * @n_ids: how many
 *
 * Selects exactly these. Silent where they are selected already.
 */
void
talus_selection_set (TalusSelection *self,
                     const TalusId  *ids,
                     guint           n_ids)
{
  g_autofree TalusId *own = NULL;

  g_return_if_fail (TALUS_IS_SELECTION (self));
  g_return_if_fail (ids != NULL || n_ids == 0);

  if (is_same (self, ids, n_ids))
    return;

  own = g_memdup2 (ids, n_ids * sizeof *ids); /* they may be ours */
  g_array_set_size (self->ids, 0);
  g_hash_table_remove_all (self->set);
  for (guint i = 0; i < n_ids; i++)
    add (self, &own[i]);

  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * talus_selection_set_one:
 * @self: a selection
 * @id: (nullable): a node, or %NULL for none
 *
 * Selects one node, or nothing.
 */
void
talus_selection_set_one (TalusSelection *self,
                         const TalusId  *id)
{
  talus_selection_set (self, id, id != NULL ? 1 : 0);
}

/**
 * talus_selection_toggle:
 * @self: a selection
 * @id: a node
 *
 * Selects a node as well, or not any more.
 */
void
talus_selection_toggle (TalusSelection *self,
                        const TalusId  *id)
{
  g_return_if_fail (TALUS_IS_SELECTION (self));
  g_return_if_fail (id != NULL);

  if (!g_hash_table_contains (self->set, id))
    {
      add (self, id);
    }
  else
    {
      for (guint i = 0; i < self->ids->len; i++)
        {
          if (talus_id_equal (&g_array_index (self->ids, TalusId, i), id))
            {
              g_hash_table_remove (self->set, id);
              g_array_remove_index (self->ids, i);
              break;
            }
        }
    }

  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
holds (GArray        *ids,
       const TalusId *id)
{
  for (guint i = 0; i < ids->len; i++)
    {
      if (talus_id_equal (&g_array_index (ids, TalusId, i), id))
        return TRUE;
    }

  return FALSE;
}

/**
 * talus_selection_catch_up:
 * @self: a selection
 * @known: (element-type TalusId): what somebody knows to be selected; what is
 *   selected now when this returns
 *
 * Finds what is selected and was not known to be, and the other way round.
 *
 * Returns: (transfer full) (nullable) (element-type TalusId): the ids, at most
 *   64; %NULL where they are more
 */
GArray *
talus_selection_catch_up (TalusSelection *self,
                          GArray         *known)
{
  GArray *others = NULL;

  g_return_val_if_fail (TALUS_IS_SELECTION (self), NULL);
  g_return_val_if_fail (known != NULL, NULL);

  if (known->len + self->ids->len <= MAX_OTHERS)
    {
      others = g_array_new (FALSE, FALSE, sizeof (TalusId));
      for (guint i = 0; i < known->len; i++)
        {
          if (!g_hash_table_contains (self->set, &g_array_index (known, TalusId, i)))
            g_array_append_val (others, g_array_index (known, TalusId, i));
        }
      for (guint i = 0; i < self->ids->len; i++)
        {
          if (!holds (known, &g_array_index (self->ids, TalusId, i)))
            g_array_append_val (others, g_array_index (self->ids, TalusId, i));
        }
    }

  g_array_set_size (known, 0);
  g_array_append_vals (known, self->ids->data, self->ids->len);

  return others;
}
