/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The records between say which nodes were touched; those are compared as they
 * were and as they are, so that what was changed back does not count. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-past-changes.h"

#include "app/history/talus-log-reader.h"

/* How many records are worth reading for it. */
#define MAX_RECORDS 20000
#define PAGE_RECORDS 1000

struct _TalusPastChanges
{
  GObject parent_instance;

  /* owned */
  TalusPeer *live;
  TalusPeer *past;
  TalusLogReader *reader;    /* (nullable) */
  GHashTable *touched;       /* set of TalusId: whatever may differ */
  GHashTable *unjudged;      /* set of TalusId, of @touched: to be compared */
  GHashTable *added;         /* set of TalusId: new since */
  GHashTable *marks;         /* TalusId → TalusPastMark, of those that differ */
  GHashTable *above;         /* set of TalusId: those above one that differs */

  guint n_changed;
  guint n_gone;
  guint compare_source;
  gboolean judges_all;       /* what came or went takes others with it */
  gboolean is_ready;
  gboolean is_too_many;
};

enum
{
  PROP_0,
  PROP_READY,
  N_PROPS
};

G_DEFINE_FINAL_TYPE (TalusPastChanges, talus_past_changes, G_TYPE_OBJECT)

static GParamSpec *properties[N_PROPS];

static void
touch (TalusPastChanges *self,
       const TalusId    *id)
{
  gpointer kept;

  if (!g_hash_table_lookup_extended (self->touched, id, &kept, NULL))
    {
      kept = g_memdup2 (id, sizeof *id);
      g_hash_table_add (self->touched, kept);
    }
  g_hash_table_add (self->unjudged, kept);
}

static void
touch_spec (TalusPastChanges    *self,
            const TalusNodeSpec *spec)
{
  touch (self, &spec->id);
  for (guint i = 0; spec->children != NULL && i < spec->children->len; i++)
    touch_spec (self, g_ptr_array_index (spec->children, i));
}

static void
touch_change (TalusPastChanges  *self,
              const TalusChange *change)
{
  switch (change->op)
    {
    case TALUS_CHANGE_INSERT:
      touch_spec (self, change->spec);
      break;

    case TALUS_CHANGE_REMOVE:
    case TALUS_CHANGE_RESTORE:
      self->judges_all = TRUE;
      touch (self, &change->node_id);
      break;

    case TALUS_CHANGE_MOVE:
    case TALUS_CHANGE_SET:
      touch (self, &change->node_id);
      break;

    case TALUS_CHANGE_LINK:
    case TALUS_CHANGE_UNLINK:
      touch (self, &change->edges[0].blocked);
      break;

    case TALUS_CHANGE_META:
    case TALUS_CHANGE_BASELINE:
    default:
      break;
    }
}

static void
touch_record (TalusPastChanges *self,
              TalusRecord      *record)
{
  for (guint i = 0; i < talus_change_set_get_length (record->changes); i++)
    touch_change (self, talus_change_set_get (record->changes, i));
}

static void
append_property_cb (const char *key,
                    const char *json,
                    gsize       length,
                    guint64     seq,
                    gpointer    user_data)
{
  GString *text = user_data;

  g_string_append (text, key);
  g_string_append_c (text, '=');
  g_string_append_len (text, json, (gssize) length);
  g_string_append_c (text, '\n');
}

static void
append_ids (GString       *text,
            const TalusId *ids,
            guint          n_ids)
{
  g_string_append_printf (text, "\n%u:", n_ids);
  if (n_ids > 0)
    g_string_append_len (text, (const char *) ids, (gssize) (n_ids * sizeof (TalusId)));
}

/* Everything of a node that a person calls the node. Ids are bytes, any of
 * which may be 0. */
static GString *
write_node (TalusGraph *graph,
            TalusNode  *node)
{
  TalusNode *parent = talus_node_get_parent (node);
  GString *text = g_string_new (talus_node_get_name (node));
  g_autoptr (GArray) blockers = talus_graph_list_blockers (graph, talus_node_get_id (node));

  append_ids (text, parent != NULL ? talus_node_get_id (parent) : NULL, parent != NULL ? 1 : 0);
  append_ids (text, (const TalusId *) (gpointer) blockers->data, blockers->len);
  talus_node_foreach_property (node, append_property_cb, text);

  return text;
}

static gboolean
is_same (TalusPastChanges *self,
         TalusNode        *was,
         TalusNode        *is)
{
  GString *before = write_node (talus_peer_get_graph (self->past), was);
  GString *after = write_node (talus_peer_get_graph (self->live), is);
  gboolean same = g_string_equal (before, after);

  g_string_free (before, TRUE);
  g_string_free (after, TRUE);

  return same;
}

static void
unmark (TalusPastChanges *self,
        const TalusId    *id)
{
  switch (GPOINTER_TO_UINT (g_hash_table_lookup (self->marks, id)))
    {
    case TALUS_PAST_CHANGED:
      self->n_changed--;
      break;
    case TALUS_PAST_GONE:
      self->n_gone--;
      break;
    default:
      break;
    }

  g_hash_table_remove (self->marks, id);
  g_hash_table_remove (self->added, id);
}

/* The ids are those of @touched. */
static void
compare (TalusPastChanges *self,
         TalusId          *id)
{
  TalusNode *was = talus_graph_get_node (talus_peer_get_graph (self->past), id);
  TalusNode *is = talus_graph_get_node (talus_peer_get_graph (self->live), id);

  unmark (self, id);
  if (was == NULL && is != NULL)
    {
      g_hash_table_add (self->added, id);
    }
  else if (was != NULL && is == NULL)
    {
      self->n_gone++;
      g_hash_table_insert (self->marks, id, GUINT_TO_POINTER (TALUS_PAST_GONE));
    }
  else if (was != NULL && !is_same (self, was, is))
    {
      self->n_changed++;
      g_hash_table_insert (self->marks, id, GUINT_TO_POINTER (TALUS_PAST_CHANGED));
    }
}

static void
find_above (TalusPastChanges *self)
{
  TalusGraph *past = talus_peer_get_graph (self->past);
  GHashTableIter iter;
  gpointer id;

  g_hash_table_remove_all (self->above);
  g_hash_table_iter_init (&iter, self->marks);
  while (g_hash_table_iter_next (&iter, &id, NULL))
    {
      TalusNode *parent = talus_node_get_parent (talus_graph_get_node (past, id));

      for (; parent != NULL; parent = talus_node_get_parent (parent))
        if (!g_hash_table_add (self->above,
                               g_memdup2 (talus_node_get_id (parent), sizeof (TalusId))))
          break;
    }
}

static void
finish (TalusPastChanges *self)
{
  GHashTableIter iter;
  gpointer id;

  g_hash_table_iter_init (&iter, self->judges_all ? self->touched : self->unjudged);
  while (!self->is_too_many && g_hash_table_iter_next (&iter, &id, NULL))
    compare (self, id);

  g_hash_table_remove_all (self->unjudged);
  self->judges_all = FALSE;
  find_above (self);
  self->is_ready = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

static gboolean
compare_cb (gpointer user_data)
{
  TalusPastChanges *self = user_data;

  self->compare_source = 0;
  finish (self);

  return G_SOURCE_REMOVE;
}

/* The present goes on. What is recorded while the log is being read is
 * compared with the rest; afterwards all of a turn at once. */
static void
recorded_cb (TalusPastChanges *self,
             TalusRecord      *record,
             gboolean          own)
{
  touch_record (self, record);
  if (self->is_ready && self->compare_source == 0)
    self->compare_source = g_idle_add (compare_cb, self);
}

static gboolean
page_cb (GPtrArray    *records,
         const GError *error,
         gpointer      user_data)
{
  TalusPastChanges *self = user_data;
  guint64 past = talus_peer_get_seq (self->past);
  TalusRecord *oldest = records->len > 0 ? g_ptr_array_index (records, 0) : NULL;

  for (guint i = 0; i < records->len; i++)
    {
      TalusRecord *record = g_ptr_array_index (records, i);

      if (record->seq > past)
        touch_record (self, record);
    }

  if (error == NULL && oldest != NULL && oldest->seq > past + 1)
    return TRUE;

  self->is_too_many = error != NULL;
  finish (self);

  return FALSE;
}

static void
talus_past_changes_dispose (GObject *object)
{
  TalusPastChanges *self = TALUS_PAST_CHANGES (object);

  g_clear_handle_id (&self->compare_source, g_source_remove);
  g_clear_pointer (&self->reader, talus_log_reader_free);
  g_clear_object (&self->live);
  g_clear_object (&self->past);

  G_OBJECT_CLASS (talus_past_changes_parent_class)->dispose (object);
}

static void
talus_past_changes_finalize (GObject *object)
{
  TalusPastChanges *self = TALUS_PAST_CHANGES (object);

  g_hash_table_unref (self->marks);
  g_hash_table_unref (self->added);
  g_hash_table_unref (self->unjudged);
  g_hash_table_unref (self->touched);
  g_hash_table_unref (self->above);

  G_OBJECT_CLASS (talus_past_changes_parent_class)->finalize (object);
}

static void
talus_past_changes_get_property (GObject    *object,
                                 guint       prop_id,
                                 GValue     *value,
                                 GParamSpec *pspec)
{
  if (prop_id == PROP_READY)
    g_value_set_boolean (value, TALUS_PAST_CHANGES (object)->is_ready);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
talus_past_changes_class_init (TalusPastChangesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = talus_past_changes_dispose;
  object_class->finalize = talus_past_changes_finalize;
  object_class->get_property = talus_past_changes_get_property;

  /**
   * TalusPastChanges:ready:
   *
   * Whether everything is known. Notified again when something else differs,
   * because the present has gone on.
   */
  properties[PROP_READY] = g_param_spec_boolean ("ready", NULL, NULL, FALSE,
                                                 G_PARAM_READABLE | G_PARAM_STATIC_STRINGS |
                                                 G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
talus_past_changes_init (TalusPastChanges *self)
{
  self->touched = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
  self->unjudged = g_hash_table_new (talus_id_hash, talus_id_equal);
  self->added = g_hash_table_new (talus_id_hash, talus_id_equal);
  self->marks = g_hash_table_new (talus_id_hash, talus_id_equal);
  self->above = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, NULL);
}

/**
 * talus_past_changes_new:
 * @live: the present
 * @past: the same project as it was
 *
 * Begins to find out what differs, and follows the present from then on.
 *
 * Returns: (transfer full): what will be known
 */
TalusPastChanges *
talus_past_changes_new (TalusPeer *live,
                        TalusPeer *past)
{
  TalusPastChanges *self;
  guint64 last;

  g_return_val_if_fail (TALUS_IS_PEER (live), NULL);
  g_return_val_if_fail (TALUS_IS_PEER (past), NULL);

  self = g_object_new (TALUS_TYPE_PAST_CHANGES, NULL);
  self->live = g_object_ref (live);
  self->past = g_object_ref (past);
  last = talus_peer_get_seq (live);
  self->is_too_many = talus_peer_get_link (live) == NULL ||
                      last - MIN (last, talus_peer_get_seq (past)) > MAX_RECORDS;
  if (self->is_too_many)
    {
      self->is_ready = TRUE;
      return self;
    }

  g_signal_connect_object (live, "recorded", G_CALLBACK (recorded_cb), self, G_CONNECT_SWAPPED);
  self->reader = talus_log_reader_new (talus_peer_get_link (live), last, page_cb, self);
  talus_log_reader_read (self->reader, PAGE_RECORDS);

  return self;
}

/**
 * talus_past_changes_is_ready:
 * @self: what differs
 *
 * Returns: whether everything is known
 */
gboolean
talus_past_changes_is_ready (TalusPastChanges *self)
{
  g_return_val_if_fail (TALUS_IS_PAST_CHANGES (self), FALSE);

  return self->is_ready;
}

/**
 * talus_past_changes_is_too_many:
 * @self: what differs
 *
 * Returns: whether too much has happened since to say anything
 */
gboolean
talus_past_changes_is_too_many (TalusPastChanges *self)
{
  g_return_val_if_fail (TALUS_IS_PAST_CHANGES (self), FALSE);

  return self->is_too_many;
}

/**
 * talus_past_changes_get_mark:
 * @self: what differs
 * @node: a node of the past
 *
 * Tells what has become of a node.
 *
 * Returns: %TALUS_PAST_SAME also of what is not known yet
 */
TalusPastMark
talus_past_changes_get_mark (TalusPastChanges *self,
                             TalusNode        *node)
{
  TalusPastMark own;

  g_return_val_if_fail (TALUS_IS_PAST_CHANGES (self), TALUS_PAST_SAME);
  g_return_val_if_fail (TALUS_IS_NODE (node), TALUS_PAST_SAME);

  own = GPOINTER_TO_UINT (g_hash_table_lookup (self->marks, talus_node_get_id (node)));
  if (own != TALUS_PAST_SAME || self->n_gone == 0)
    return own;

  /* With what it was in, unless it was moved out of there first. */
  if (talus_graph_get_node (talus_peer_get_graph (self->live), talus_node_get_id (node)) != NULL)
    return TALUS_PAST_SAME;

  return TALUS_PAST_GONE;
}

/**
 * talus_past_changes_count:
 * @self: what differs
 * @n_added: (out): how many nodes are new
 * @n_changed: (out): how many are other than they were
 * @n_gone: (out): how many are gone
 *
 * Counts what differs.
 */
void
talus_past_changes_count (TalusPastChanges *self,
                          guint            *n_added,
                          guint            *n_changed,
                          guint            *n_gone)
{
  g_return_if_fail (TALUS_IS_PAST_CHANGES (self));

  *n_added = g_hash_table_size (self->added);
  *n_changed = self->n_changed;
  *n_gone = self->n_gone;
}

static gboolean
match_cb (gpointer item,
          gpointer user_data)
{
  TalusPastChanges *self = user_data;

  return g_hash_table_contains (self->above, talus_node_get_id (item)) ||
         talus_past_changes_get_mark (self, item) != TALUS_PAST_SAME;
}

/**
 * talus_past_changes_make_filter:
 * @self: what differs
 *
 * Makes a filter that lets only that be seen, and what it is in.
 *
 * Returns: (transfer full): a filter over #TalusNode
 */
GtkFilter *
talus_past_changes_make_filter (TalusPastChanges *self)
{
  g_return_val_if_fail (TALUS_IS_PAST_CHANGES (self), NULL);

  return GTK_FILTER (gtk_custom_filter_new (match_cb, g_object_ref (self), g_object_unref));
}
