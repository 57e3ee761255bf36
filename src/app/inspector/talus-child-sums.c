/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of children on a live project. Nothing is walked before a sum is asked
 * for, and then only while nothing else is to be done. It knows no widget. */
#define G_LOG_DOMAIN "talus-app-inspector"

#include "app/inspector/talus-child-sums.h"

#include "app/format/talus-format.h"
#include "app/core/talus-rollup.h"

/* Of each turn in which nothing else is to be done, in microseconds. */
#define SLICE 3000

struct _TalusChildSums
{
  GObject parent_instance;

  /* owned */
  TalusView *view;
  GSignalGroup *peer_signals;
  TalusRollup *rollup;       /* (nullable): until somebody asks */
  guint walk_source;
};

enum
{
  CHANGED,
  N_SIGNALS,
};

G_DEFINE_FINAL_TYPE (TalusChildSums, talus_child_sums, G_TYPE_OBJECT)

static guint signals[N_SIGNALS];

static gboolean
walk_cb (gpointer user_data)
{
  TalusChildSums *self = user_data;

  if (talus_rollup_step (self->rollup, SLICE))
    return G_SOURCE_CONTINUE;

  self->walk_source = 0;

  return G_SOURCE_REMOVE;
}

static void
walk (TalusChildSums *self)
{
  if (self->walk_source == 0 && !talus_rollup_is_complete (self->rollup))
    self->walk_source = g_idle_add_full (G_PRIORITY_LOW, walk_cb, self, NULL);
}

static void
changed_cb (TalusChildSums *self,
            TalusNode      *node)
{
  g_signal_emit (self, signals[CHANGED], 0, node);
}

static void
begin (TalusChildSums *self)
{
  GPtrArray *types = talus_template_get_types (talus_view_get_template (self->view));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();

  for (guint i = 0; i < types->len; i++)
    {
      const TalusNodeType *type = types->pdata[i];

      for (guint j = 0; j < type->properties->len; j++)
        {
          const TalusProperty *property = type->properties->pdata[j];

          if (talus_rollup_is_summed (property) && g_hash_table_add (seen, property->id))
            g_ptr_array_add (keys, property->id);
        }
    }
  g_ptr_array_add (keys, NULL);

  self->rollup = talus_rollup_new (talus_view_get_graph (self->view),
                                   (const char * const *) keys->pdata);
  g_signal_connect_object (self->rollup, "changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
forget (TalusChildSums *self)
{
  g_clear_handle_id (&self->walk_source, g_source_remove);
  g_clear_object (&self->rollup);
}

static void
node_changed_cb (TalusChildSums *self,
                 TalusNode      *node)
{
  if (self->rollup == NULL)
    return;

  talus_rollup_node_changed (self->rollup, talus_node_get_id (node));
  walk (self);
}

static void
placed_cb (TalusChildSums *self,
           const TalusId  *ids,
           guint           n_ids)
{
  if (self->rollup == NULL)
    return;

  for (guint i = 0; i < n_ids; i++)
    talus_rollup_node_placed (self->rollup, &ids[i]);
  walk (self);
}

static void
peer_changed_cb (TalusChildSums *self)
{
  forget (self);
  g_signal_group_set_target (self->peer_signals, talus_view_get_peer (self->view));
}

static void
talus_child_sums_dispose (GObject *object)
{
  TalusChildSums *self = TALUS_CHILD_SUMS (object);

  forget (self);
  g_clear_object (&self->peer_signals);
  g_clear_object (&self->view);

  G_OBJECT_CLASS (talus_child_sums_parent_class)->dispose (object);
}

static void
talus_child_sums_class_init (TalusChildSumsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = talus_child_sums_dispose;

  /**
   * TalusChildSums::changed:
   * @self: the sums
   * @node: a node
   *
   * A sum of the node is another than it was.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, TALUS_TYPE_NODE);
}

static void
talus_child_sums_init (TalusChildSums *self)
{
  self->peer_signals = g_signal_group_new (TALUS_TYPE_PEER);
  g_signal_group_connect_swapped (self->peer_signals, "node-changed",
                                  G_CALLBACK (node_changed_cb), self);
  g_signal_group_connect_swapped (self->peer_signals, "placed", G_CALLBACK (placed_cb), self);
  g_signal_group_connect_swapped (self->peer_signals, "template-changed", G_CALLBACK (forget),
                                  self);
}

/**
 * talus_child_sums_new:
 * @view: whose nodes
 *
 * Makes sums that are not worked out yet.
 *
 * Returns: (transfer full): the sums
 */
TalusChildSums *
talus_child_sums_new (TalusView *view)
{
  TalusChildSums *self = g_object_new (TALUS_TYPE_CHILD_SUMS, NULL);

  self->view = g_object_ref (view);
  g_signal_connect_object (view, "notify::peer", G_CALLBACK (peer_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_group_set_target (self->peer_signals, talus_view_get_peer (view));

  return self;
}

/**
 * talus_child_sums_dup_text:
 * @self: sums
 * @node: a node
 * @property: a property of its type
 *
 * Says what the children of a node come to in a property.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL if there is nothing
 *   to be said
 */
char *
talus_child_sums_dup_text (TalusChildSums      *self,
                           TalusNode           *node,
                           const TalusProperty *property)
{
  TalusFormat *format;
  g_autofree char *plain = NULL;
  TalusFixed sum;

  g_return_val_if_fail (TALUS_IS_CHILD_SUMS (self), NULL);

  if (!talus_rollup_is_summed (property) || talus_node_get_n_children (node) == 0)
    return NULL;

  if (self->rollup == NULL)
    {
      begin (self);
      walk (self);
    }
  if (!talus_rollup_get_sum (self->rollup, node, property->id, &sum))
    return NULL;

  format = talus_format_get (talus_view_get_graph (self->view));
  if (property->kind == TALUS_PROPERTY_NUMBER)
    return talus_format_number (format, talus_fixed_to_double (sum));

  plain = talus_fixed_format (sum);

  return talus_format_currency (format, plain);
}
