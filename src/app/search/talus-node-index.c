/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Entries by number and where their texts lie in two arenas, names and the
 * rest. Filling walks the graph and can be left anywhere; what changed
 * meanwhile makes it go that part again, past what is known already. It must
 * not know who tells it. */
#define G_LOG_DOMAIN "talus-app-search"

#include "app/search/talus-node-index.h"

#include <string.h>

#include "app/core/talus-places.h"
#include "app/search/talus-fold.h"
#include "app/search/talus-node-text.h"

#define CLOCK_INTERVAL 64     /* nodes between two looks at the clock */
#define AT_ONCE        2000   /* new nodes that are read without a slice */

typedef struct
{
  TalusNode *node;       /* owned; NULL: gone */
  gsize name_at;
  gsize text_at;
  guint name_length;     /* 0: has none, and lies nowhere */
  guint text_length;
} Entry;

struct _TalusNodeIndex
{
  GObject parent_instance;

  /* owned */
  TalusGraph *graph;
  GArray *entries;             /* of Entry */
  GHashTable *numbers;         /* id, in the node → number + 1 */
  TalusTextArena *names;
  TalusTextArena *texts;
  GQueue to_read;              /* of TalusId: tops of what is to be read */
  TalusNode *cursor;           /* in the first of them; NULL: at its start */
  GString *buffer;             /* one text at a time */
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (TalusNodeIndex, talus_node_index, G_TYPE_OBJECT)

static Entry *
get_entry (TalusNodeIndex *self,
           guint           number)
{
  return &g_array_index (self->entries, Entry, number);
}

static void
name_moved_cb (guint    owner,
               gsize    offset,
               gpointer user_data)
{
  get_entry (user_data, owner)->name_at = offset;
}

static void
text_moved_cb (guint    owner,
               gsize    offset,
               gpointer user_data)
{
  get_entry (user_data, owner)->text_at = offset;
}

/* Puts what is in the buffer where the old text was; nothing happens if it is
 * the same, which it mostly is. */
static gboolean
put_text (TalusNodeIndex *self,
          TalusTextArena *arena,
          guint           number,
          gsize          *at,
          guint          *length)
{
  gsize offset = *at;
  guint old = *length;

  if (old == self->buffer->len &&
      (old == 0 || memcmp (talus_text_arena_get (arena, offset), self->buffer->str, old) == 0))
    return FALSE;

  *length = (guint) self->buffer->len;
  if (*length > 0)
    *at = talus_text_arena_add (arena, number, self->buffer->str, *length);
  if (old > 0)
    talus_text_arena_drop (arena, offset, old);

  return TRUE;
}

static gboolean
read_node (TalusNodeIndex *self,
           guint           number)
{
  Entry *entry = get_entry (self, number);
  TalusTemplate *template = talus_graph_get_template (self->graph);
  gboolean changed;

  g_string_truncate (self->buffer, 0);
  talus_fold_append (self->buffer, talus_node_get_name (entry->node), -1);
  changed = put_text (self, self->names, number, &entry->name_at, &entry->name_length);

  g_string_truncate (self->buffer, 0);
  talus_node_append_text (entry->node, template, self->buffer);

  return put_text (self, self->texts, number, &entry->text_at, &entry->text_length) || changed;
}

static void
drop_entry (TalusNodeIndex *self,
            guint           number)
{
  Entry *entry = get_entry (self, number);
  Entry old = *entry;

  g_hash_table_remove (self->numbers, talus_node_get_id (old.node));
  *entry = (Entry) { NULL };
  if (old.name_length > 0)
    talus_text_arena_drop (self->names, old.name_at, old.name_length);
  if (old.text_length > 0)
    talus_text_arena_drop (self->texts, old.text_at, old.text_length);
  g_object_unref (old.node);
}

static gboolean
find_number (TalusNodeIndex *self,
             const TalusId  *id,
             guint          *number)
{
  guint found = GPOINTER_TO_UINT (g_hash_table_lookup (self->numbers, id));

  *number = found - 1;

  return found != 0;
}

/* Reads a live node that may be known, perhaps as another object. */
static gboolean
take_node (TalusNodeIndex *self,
           TalusNode      *node)
{
  Entry entry = { NULL };
  guint number;

  if (find_number (self, talus_node_get_id (node), &number))
    {
      if (get_entry (self, number)->node == node)
        return FALSE;
      drop_entry (self, number);
    }

  entry.node = g_object_ref (node);
  number = self->entries->len;
  g_array_append_val (self->entries, entry);
  g_hash_table_insert (self->numbers, (gpointer) talus_node_get_id (node),
                       GUINT_TO_POINTER (number + 1));
  read_node (self, number);

  return TRUE;
}

static gboolean
is_over (gint64 deadline,
         guint *count)
{
  return (*count)++ % CLOCK_INTERVAL == CLOCK_INTERVAL - 1 && g_get_monotonic_time () >= deadline;
}

/* Goes on in the first subtree that is to be read; TRUE once it is through. */
static gboolean
read_first (TalusNodeIndex *self,
            gint64          deadline,
            guint          *count,
            gboolean       *changed)
{
  TalusNode *top = talus_graph_get_node (self->graph, g_queue_peek_head (&self->to_read));
  TalusNode *node = self->cursor != NULL ? self->cursor : top;

  if (top == NULL)
    return TRUE;

  while (node != NULL)
    {
      *changed |= take_node (self, node);
      node = talus_places_next (node, top);
      if (node != NULL && is_over (deadline, count))
        {
          g_set_object (&self->cursor, node);
          return FALSE;
        }
    }

  return TRUE;
}

static void
end_first (TalusNodeIndex *self)
{
  g_clear_object (&self->cursor);
  g_free (g_queue_pop_head (&self->to_read));
}

static void
queue_roots (TalusNodeIndex *self)
{
  guint n = talus_graph_get_n_roots (self->graph);

  for (guint i = 0; i < n; i++)
    g_queue_push_tail (&self->to_read,
                       g_memdup2 (talus_node_get_id (talus_graph_get_root (self->graph, i)),
                                  sizeof (TalusId)));
}

static gboolean
read_on (TalusNodeIndex *self,
         gint64          deadline,
         gboolean       *changed)
{
  guint count = 0;

  while (!g_queue_is_empty (&self->to_read))
    {
      if (!read_first (self, deadline, &count, changed))
        return FALSE;
      end_first (self);
    }

  return TRUE;
}

static void
clear_entries (TalusNodeIndex *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    g_clear_object (&get_entry (self, i)->node);

  g_hash_table_remove_all (self->numbers);
  g_array_set_size (self->entries, 0);
  talus_text_arena_clear (self->names);
  talus_text_arena_clear (self->texts);
  g_clear_object (&self->cursor);
  g_queue_clear_full (&self->to_read, g_free);
}

static void
talus_node_index_finalize (GObject *object)
{
  TalusNodeIndex *self = TALUS_NODE_INDEX (object);

  clear_entries (self);
  talus_text_arena_free (self->names);
  talus_text_arena_free (self->texts);
  g_array_unref (self->entries);
  g_hash_table_unref (self->numbers);
  g_string_free (self->buffer, TRUE);
  g_clear_object (&self->graph);

  G_OBJECT_CLASS (talus_node_index_parent_class)->finalize (object);
}

static void
talus_node_index_class_init (TalusNodeIndexClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = talus_node_index_finalize;

  /**
   * TalusNodeIndex::changed:
   * @self: the index
   *
   * Emitted after a change of what is in it: once a slice while it is filled.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
talus_node_index_init (TalusNodeIndex *self)
{
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  self->numbers = g_hash_table_new (talus_id_hash, talus_id_equal);
  self->names = talus_text_arena_new (name_moved_cb, self);
  self->texts = talus_text_arena_new (text_moved_cb, self);
  self->buffer = g_string_new (NULL);
  g_queue_init (&self->to_read);
}

/**
 * talus_node_index_new:
 * @graph: what to search
 *
 * Makes an index with nothing in it yet. It belongs to the thread of the
 * graph.
 *
 * Returns: (transfer full): an index
 */
TalusNodeIndex *
talus_node_index_new (TalusGraph *graph)
{
  TalusNodeIndex *self;

  g_return_val_if_fail (TALUS_IS_GRAPH (graph), NULL);

  self = g_object_new (TALUS_TYPE_NODE_INDEX, NULL);
  self->graph = g_object_ref (graph);
  queue_roots (self);

  return self;
}

/**
 * talus_node_index_get_graph:
 * @self: an index
 *
 * Returns: (transfer none): what it is of
 */
TalusGraph *
talus_node_index_get_graph (TalusNodeIndex *self)
{
  g_return_val_if_fail (TALUS_IS_NODE_INDEX (self), NULL);

  return self->graph;
}

/**
 * talus_node_index_get_length:
 * @self: an index
 *
 * Returns: how many nodes are in it
 */
guint
talus_node_index_get_length (TalusNodeIndex *self)
{
  g_return_val_if_fail (TALUS_IS_NODE_INDEX (self), 0);

  return g_hash_table_size (self->numbers);
}

/**
 * talus_node_index_is_complete:
 * @self: an index
 *
 * Returns: whether every node is in it
 */
gboolean
talus_node_index_is_complete (TalusNodeIndex *self)
{
  g_return_val_if_fail (TALUS_IS_NODE_INDEX (self), FALSE);

  return g_queue_is_empty (&self->to_read);
}

/**
 * talus_node_index_fill:
 * @self: an index
 * @microseconds: for about how long, or -1 for as long as it takes
 *
 * Reads nodes that are not in it yet.
 *
 * Returns: %TRUE once every node is in it
 */
gboolean
talus_node_index_fill (TalusNodeIndex *self,
                       gint64          microseconds)
{
  gboolean changed = FALSE;
  gboolean complete;

  g_return_val_if_fail (TALUS_IS_NODE_INDEX (self), TRUE);

  complete = read_on (self,
                      microseconds < 0 ? G_MAXINT64 : g_get_monotonic_time () + microseconds,
                      &changed);
  if (changed)
    g_signal_emit (self, signals[CHANGED], 0);

  return complete;
}

/**
 * talus_node_index_update_node:
 * @self: an index
 * @node: a node whose name or properties may have changed
 *
 * Reads a node again.
 */
void
talus_node_index_update_node (TalusNodeIndex *self,
                              TalusNode      *node)
{
  guint number;

  g_return_if_fail (TALUS_IS_NODE_INDEX (self));
  g_return_if_fail (TALUS_IS_NODE (node));

  if (find_number (self, talus_node_get_id (node), &number) &&
      get_entry (self, number)->node == node && read_node (self, number))
    g_signal_emit (self, signals[CHANGED], 0);
}

/* The nodes below are still there, or nobody knows any more which they were. */
static gboolean
drop_subtree (TalusNodeIndex *self,
              const TalusId  *id)
{
  TalusNode *top = talus_graph_find_node (self->graph, id);
  gboolean changed = FALSE;
  guint number;

  if (top != NULL)
    {
      for (TalusNode *node = top; node != NULL; node = talus_places_next (node, top))
        {
          if (!find_number (self, talus_node_get_id (node), &number))
            continue;
          drop_entry (self, number);
          changed = TRUE;
        }
      return changed;
    }

  for (guint i = 0; i < self->entries->len; i++)
    {
      TalusNode *node = get_entry (self, i)->node;

      if (node == NULL || talus_graph_get_node (self->graph, talus_node_get_id (node)) == node)
        continue;
      drop_entry (self, i);
      changed = TRUE;
    }

  return changed;
}

static gboolean
take_subtree (TalusNodeIndex *self,
              TalusNode      *top)
{
  TalusNode *node = top;
  gboolean changed = FALSE;

  for (guint i = 0; node != NULL && i < AT_ONCE; i++)
    {
      changed |= take_node (self, node);
      node = talus_places_next (node, top);
    }

  /* What is too much for one turn is gone through in slices, from the start. */
  if (node != NULL)
    g_queue_push_tail (&self->to_read, g_memdup2 (talus_node_get_id (top), sizeof (TalusId)));

  return changed;
}

/**
 * talus_node_index_update_subtree:
 * @self: an index
 * @top: a node that came, went or moved with all below it
 *
 * Reads what came and forgets what went.
 */
void
talus_node_index_update_subtree (TalusNodeIndex *self,
                                 const TalusId  *top)
{
  TalusNode *node;
  gboolean changed;

  g_return_if_fail (TALUS_IS_NODE_INDEX (self));
  g_return_if_fail (top != NULL);

  /* What was being walked may not be where the walk believes it is. */
  g_clear_object (&self->cursor);

  node = talus_graph_get_node (self->graph, top);
  changed = node != NULL ? take_subtree (self, node) : drop_subtree (self, top);
  if (changed || !g_queue_is_empty (&self->to_read))
    g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * talus_node_index_reset:
 * @self: an index
 *
 * Forgets everything, to be filled again.
 */
void
talus_node_index_reset (TalusNodeIndex *self)
{
  g_return_if_fail (TALUS_IS_NODE_INDEX (self));

  clear_entries (self);
  queue_roots (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * talus_node_index_get_n_entries:
 * @self: an index
 *
 * Returns: how many numbers have been given, those of nodes that went
 *   included
 */
guint
talus_node_index_get_n_entries (TalusNodeIndex *self)
{
  g_return_val_if_fail (TALUS_IS_NODE_INDEX (self), 0);

  return self->entries->len;
}

/**
 * talus_node_index_find:
 * @self: an index
 * @id: of a node
 * @number: (out): of its entry
 *
 * Returns: whether the node is in the index
 */
gboolean
talus_node_index_find (TalusNodeIndex *self,
                       const TalusId  *id,
                       guint          *number)
{
  g_return_val_if_fail (TALUS_IS_NODE_INDEX (self), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  return find_number (self, id, number);
}

/**
 * talus_node_index_get_node:
 * @self: an index
 * @number: of an entry
 *
 * Returns: (transfer none) (nullable): its node, or %NULL if that is gone
 */
TalusNode *
talus_node_index_get_node (TalusNodeIndex *self,
                           guint           number)
{
  g_return_val_if_fail (TALUS_IS_NODE_INDEX (self), NULL);

  return number < self->entries->len ? get_entry (self, number)->node : NULL;
}

/**
 * talus_node_index_get_name:
 * @self: an index
 * @number: of an entry
 * @length: (out): in bytes
 *
 * Returns: (transfer none): its folded name, not NUL-terminated; valid until
 *   the index changes
 */
const char *
talus_node_index_get_name (TalusNodeIndex *self,
                           guint           number,
                           gsize          *length)
{
  const Entry *entry = get_entry (self, number);

  *length = entry->name_length;

  return entry->name_length > 0 ? talus_text_arena_get (self->names, entry->name_at) : "";
}

/**
 * talus_node_index_get_text:
 * @self: an index
 * @number: of an entry
 * @length: (out): in bytes
 *
 * Returns: (transfer none): the folded texts of its properties, as above
 */
const char *
talus_node_index_get_text (TalusNodeIndex *self,
                           guint           number,
                           gsize          *length)
{
  const Entry *entry = get_entry (self, number);

  *length = entry->text_length;

  return entry->text_length > 0 ? talus_text_arena_get (self->texts, entry->text_at) : "";
}

/**
 * talus_node_index_get_names:
 * @self: an index
 *
 * Returns: (transfer none): the names, owned by the entries' numbers
 */
TalusTextArena *
talus_node_index_get_names (TalusNodeIndex *self)
{
  g_return_val_if_fail (TALUS_IS_NODE_INDEX (self), NULL);

  return self->names;
}

/**
 * talus_node_index_get_texts:
 * @self: an index
 *
 * Returns: (transfer none): the texts, owned likewise
 */
TalusTextArena *
talus_node_index_get_texts (TalusNodeIndex *self)
{
  g_return_val_if_fail (TALUS_IS_NODE_INDEX (self), NULL);

  return self->texts;
}
