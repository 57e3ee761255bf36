/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Following the log both ways:
 *
 *   record 1 … ───── page ─►[ lines, oldest … newest ]◄─ recorded
 *
 * Since an undo is met before what it undid, what is undone is known when its
 * line is made. */
#define G_LOG_DOMAIN "talus-app-history"

#include "app/history/talus-log-model.h"

#include <string.h>

#include "app/history/talus-describe.h"
#include "app/history/talus-log-entry-private.h"
#include "app/history/talus-log-reader.h"

/* How many records to read at once: a page of lines, or on the search. */
#define PAGE_RECORDS   100
#define SEARCH_RECORDS 1000

/* How many lines somebody gets who asks for more. */
#define MORE_LINES 60

struct _TalusLogModel
{
  GObject parent_instance;

  /* borrowed until the peer is gone */
  TalusPeer *peer;

  /* owned */
  GPtrArray *entries;        /* of TalusLogEntry */
  GHashTable *by_seq;        /* guint64 → TalusLogEntry that is listed */
  GHashTable *verdicts;      /* guint64 → TalusAuthor who undid it, or NULL: redone */
  GHashTable *newest;        /* TalusId of an author → their newest line */
  GHashTable *oldest;        /* … and their oldest one read so far */
  GHashTable *authors;       /* TalusId → TalusAuthor */
  TalusLogReader *reader;
  GError *failure;           /* (nullable) */
  TalusId *author;           /* (nullable), as are the other two: what is listed */
  TalusId *node;
  char *text;                /* casefolded */

  guint n_wanted;
  gboolean is_loading;
  gboolean is_complete;
};

enum
{
  PROP_0,
  PROP_LOADING,
  PROP_COMPLETE,
  N_PROPS
};

static GType
talus_log_model_get_item_type (GListModel *list)
{
  return TALUS_TYPE_LOG_ENTRY;
}

static guint
talus_log_model_get_n_items (GListModel *list)
{
  return TALUS_LOG_MODEL (list)->entries->len;
}

static gpointer
talus_log_model_get_item (GListModel *list,
                          guint       position)
{
  TalusLogModel *self = TALUS_LOG_MODEL (list);

  return position < self->entries->len
         ? g_object_ref (g_ptr_array_index (self->entries, position)) : NULL;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = talus_log_model_get_item_type;
  iface->get_n_items = talus_log_model_get_n_items;
  iface->get_item = talus_log_model_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TalusLogModel, talus_log_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static GParamSpec *properties[N_PROPS];

static void
unref_author (gpointer author)
{
  if (author != NULL)
    talus_author_unref (author);
}

static void
set_loading (TalusLogModel *self,
             gboolean       is_loading)
{
  if (self->is_loading == is_loading)
    return;

  self->is_loading = is_loading;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LOADING]);
}

static void
set_complete (TalusLogModel *self,
              gboolean       is_complete)
{
  if (self->is_complete == is_complete)
    return;

  self->is_complete = is_complete;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMPLETE]);
}

static TalusGraph *
get_graph (TalusLogModel *self)
{
  return talus_peer_get_graph (self->peer);
}

/* The line at @position and the one below it, after something changed there. */
static void
refresh_days (TalusLogModel *self,
              guint          position)
{
  for (guint i = position; i <= position + 1 && i < self->entries->len; i++)
    {
      TalusLogEntry *entry = g_ptr_array_index (self->entries, i);
      TalusLogEntry *above = i > 0 ? g_ptr_array_index (self->entries, i - 1) : NULL;

      talus_log_entry_set_begins_day (entry, above == NULL || talus_log_entry_get_day (above) !=
                                                              talus_log_entry_get_day (entry));
    }
}

static gboolean
contains_text (const char *haystack,
               const char *needle)
{
  g_autofree char *folded = haystack != NULL ? g_utf8_casefold (haystack, -1) : NULL;

  return folded != NULL && strstr (folded, needle) != NULL;
}

static gboolean
is_wanted (TalusLogModel *self,
           TalusLogEntry *entry,
           TalusRecord   *record)
{
  if (self->author != NULL && !talus_id_equal (self->author, &record->author->id))
    return FALSE;
  if (self->node != NULL && !talus_record_touches (record, self->node))
    return FALSE;

  return self->text == NULL || contains_text (talus_log_entry_get_text (entry), self->text) ||
         contains_text (record->label, self->text) ||
         contains_text (talus_describe_author (record->author), self->text);
}

static gboolean
is_listed (TalusLogModel *self,
           TalusLogEntry *entry)
{
  guint64 seq = talus_log_entry_get_seq (entry);

  return g_hash_table_lookup (self->by_seq, &seq) == entry;
}

static void
index_entry (TalusLogModel *self,
             TalusLogEntry *entry,
             guint64        seq)
{
  g_hash_table_insert (self->by_seq, g_memdup2 (&seq, sizeof seq), entry);
}

static void
put_author (GHashTable    *authors,
            TalusLogEntry *entry)
{
  TalusAuthor *author = talus_log_entry_get_author (entry);

  g_hash_table_replace (authors, g_memdup2 (&author->id, sizeof author->id),
                        g_object_ref (entry));
}

static void
meet_author (TalusLogModel *self,
             TalusAuthor   *author)
{
  if (!g_hash_table_contains (self->authors, &author->id))
    g_hash_table_insert (self->authors, g_memdup2 (&author->id, sizeof author->id),
                         talus_author_ref (author));
}

/* Lines of others that quick changes might still have joined: no more, if the
 * record wrote their field. */
static void
part_others (GHashTable  *lines,
             TalusRecord *record)
{
  GHashTableIter iter;
  gpointer line;

  g_hash_table_iter_init (&iter, lines);
  while (g_hash_table_iter_next (&iter, NULL, &line))
    if (!talus_id_equal (&talus_log_entry_get_author (line)->id, &record->author->id) &&
        talus_log_entry_is_written_by (line, record))
      g_hash_table_iter_remove (&iter);
}

/* What the record says about another one. The newest verdict holds. */
static void
judge (TalusLogModel *self,
       TalusRecord   *record,
       gboolean       is_new)
{
  guint64 target = record->undoes > 0 ? record->undoes : record->redoes;
  TalusAuthor *author = record->undoes > 0 ? record->author : NULL;
  TalusLogEntry *entry;

  if (target == 0 || (!is_new && g_hash_table_contains (self->verdicts, &target)))
    return;

  g_hash_table_replace (self->verdicts, g_memdup2 (&target, sizeof target),
                        author != NULL ? talus_author_ref (author) : NULL);
  entry = g_hash_table_lookup (self->by_seq, &target);
  if (entry != NULL)
    talus_log_entry_set_undone_by (entry, author);
}

static TalusLogEntry *
make_entry (TalusLogModel *self,
            TalusRecord   *record)
{
  TalusLogEntry *entry = talus_log_entry_new (record, get_graph (self));

  meet_author (self, record->author);
  talus_log_entry_set_undone_by (entry, g_hash_table_lookup (self->verdicts, &record->seq));

  return entry;
}

/* A record older than all before it. */
static void
add_older (TalusLogModel *self,
           TalusRecord   *record)
{
  TalusLogEntry *line = g_hash_table_lookup (self->oldest, &record->author->id);
  g_autoptr (TalusLogEntry) entry = NULL;

  judge (self, record, FALSE);
  part_others (self->oldest, record);
  if (line != NULL && talus_log_entry_joins (line, record))
    {
      talus_log_entry_take_in (line, record, get_graph (self));
      if (is_listed (self, line))
        index_entry (self, line, record->seq);
      return;
    }

  entry = make_entry (self, record);
  put_author (self->oldest, entry);
  if (!g_hash_table_contains (self->newest, &record->author->id))
    put_author (self->newest, entry);
  if (!is_wanted (self, entry, record))
    return;

  index_entry (self, entry, record->seq);
  g_ptr_array_add (self->entries, g_steal_pointer (&entry));
}

static void
move_to_top (TalusLogModel *self,
             TalusLogEntry *entry)
{
  guint position;

  if (!g_ptr_array_find (self->entries, entry, &position) || position == 0)
    return;

  g_object_ref (entry);
  g_ptr_array_remove_index (self->entries, position);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  g_ptr_array_insert (self->entries, 0, entry);
  refresh_days (self, 0);
  refresh_days (self, position);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
}

static void
recorded_cb (TalusLogModel *self,
             TalusRecord   *record,
             gboolean       own)
{
  TalusLogEntry *line = g_hash_table_lookup (self->newest, &record->author->id);
  g_autoptr (TalusLogEntry) entry = NULL;

  judge (self, record, TRUE);
  part_others (self->newest, record);
  if (line != NULL && talus_log_entry_joins (line, record))
    {
      gboolean was_listed = is_listed (self, line);

      talus_log_entry_take_in (line, record, get_graph (self));
      if (!was_listed)
        return;

      index_entry (self, line, record->seq);
      move_to_top (self, line);
      return;
    }

  entry = make_entry (self, record);
  put_author (self->newest, entry);
  if (!is_wanted (self, entry, record))
    return;

  index_entry (self, entry, record->seq);
  g_ptr_array_insert (self->entries, 0, g_steal_pointer (&entry));
  refresh_days (self, 0);
  g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, 1);
}

/* The page as lines, from its end to its start. */
static void
take_page (TalusLogModel *self,
           GPtrArray     *records)
{
  guint before = self->entries->len;
  guint added;

  for (guint i = records->len; i > 0; i--)
    add_older (self, g_ptr_array_index (records, i - 1));

  added = self->entries->len - before;
  for (guint i = before; i < self->entries->len; i++)
    refresh_days (self, i);
  self->n_wanted -= MIN (self->n_wanted, added);
  if (added > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0, added);
}

static gboolean
page_cb (GPtrArray    *records,
         const GError *error,
         gpointer      user_data)
{
  TalusLogModel *self = user_data;
  TalusLogReader *reader = self->reader;
  gboolean more;

  g_clear_error (&self->failure);
  self->failure = error != NULL ? g_error_copy (error) : NULL;
  take_page (self, records);

  /* Whoever was told of the lines may have begun anew. */
  if (self->reader != reader)
    return FALSE;

  more = error == NULL && self->n_wanted > 0 && !talus_log_reader_is_done (self->reader);
  set_complete (self, talus_log_reader_is_done (self->reader));
  set_loading (self, more);

  return more;
}

/* Empty, and nothing read. */
static void
begin_anew (TalusLogModel *self)
{
  guint n = self->entries->len;

  g_clear_pointer (&self->reader, talus_log_reader_free);
  self->reader = talus_log_reader_new (talus_peer_get_link (self->peer),
                                       talus_peer_get_seq (self->peer), page_cb, self);
  g_hash_table_remove_all (self->by_seq);
  g_hash_table_remove_all (self->verdicts);
  g_hash_table_remove_all (self->newest);
  g_hash_table_remove_all (self->oldest);
  g_ptr_array_set_size (self->entries, 0);
  set_loading (self, FALSE);
  set_complete (self, talus_log_reader_is_done (self->reader));
  if (n > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n, 0);
}

static void
talus_log_model_dispose (GObject *object)
{
  TalusLogModel *self = TALUS_LOG_MODEL (object);

  g_clear_pointer (&self->reader, talus_log_reader_free);
  g_clear_object (&self->peer);

  G_OBJECT_CLASS (talus_log_model_parent_class)->dispose (object);
}

static void
talus_log_model_finalize (GObject *object)
{
  TalusLogModel *self = TALUS_LOG_MODEL (object);

  g_ptr_array_unref (self->entries);
  g_hash_table_unref (self->by_seq);
  g_hash_table_unref (self->verdicts);
  g_hash_table_unref (self->newest);
  g_hash_table_unref (self->oldest);
  g_hash_table_unref (self->authors);
  g_clear_error (&self->failure);
  g_free (self->author);
  g_free (self->node);
  g_free (self->text);

  G_OBJECT_CLASS (talus_log_model_parent_class)->finalize (object);
}

static void
talus_log_model_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  TalusLogModel *self = TALUS_LOG_MODEL (object);

  switch (prop_id)
    {
    case PROP_LOADING:
      g_value_set_boolean (value, self->is_loading);
      break;
    case PROP_COMPLETE:
      g_value_set_boolean (value, self->is_complete);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
talus_log_model_class_init (TalusLogModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = talus_log_model_dispose;
  object_class->finalize = talus_log_model_finalize;
  object_class->get_property = talus_log_model_get_property;

  /**
   * TalusLogModel:loading:
   *
   * Whether it is reading.
   */
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  /**
   * TalusLogModel:complete:
   *
   * Whether all that there is has been read.
   */
  properties[PROP_COMPLETE] = g_param_spec_boolean ("complete", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
talus_log_model_init (TalusLogModel *self)
{
  self->entries = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_seq = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->verdicts = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, unref_author);
  self->newest = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, g_object_unref);
  self->oldest = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, g_object_unref);
  self->authors = g_hash_table_new_full (talus_id_hash, talus_id_equal, g_free, unref_author);
}

/**
 * talus_log_model_new:
 * @peer: a live project
 *
 * Makes a list of its log; empty until talus_log_model_load_more().
 *
 * Returns: (transfer full): the list
 */
TalusLogModel *
talus_log_model_new (TalusPeer *peer)
{
  TalusLogModel *self;

  g_return_val_if_fail (TALUS_IS_PEER (peer), NULL);
  g_return_val_if_fail (talus_peer_get_link (peer) != NULL, NULL);

  self = g_object_new (TALUS_TYPE_LOG_MODEL, NULL);
  self->peer = g_object_ref (peer);
  begin_anew (self);
  g_signal_connect_object (peer, "recorded", G_CALLBACK (recorded_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * talus_log_model_load_more:
 * @self: a list
 *
 * Reads further back, until there are some more lines or no more records.
 * Nothing happens while it is reading already.
 */
void
talus_log_model_load_more (TalusLogModel *self)
{
  g_return_if_fail (TALUS_IS_LOG_MODEL (self));

  if (self->is_loading || self->is_complete)
    return;

  g_clear_error (&self->failure);
  self->n_wanted = MORE_LINES;
  set_loading (self, TRUE);
  talus_log_reader_read (self->reader, talus_log_model_has_filter (self) ? SEARCH_RECORDS
                                                                         : PAGE_RECORDS);
}

/**
 * talus_log_model_is_loading:
 * @self: a list
 *
 * Returns: whether it is reading
 */
gboolean
talus_log_model_is_loading (TalusLogModel *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_MODEL (self), FALSE);

  return self->is_loading;
}

/**
 * talus_log_model_is_complete:
 * @self: a list
 *
 * Returns: whether all that there is has been read
 */
gboolean
talus_log_model_is_complete (TalusLogModel *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_MODEL (self), FALSE);

  return self->is_complete;
}

/**
 * talus_log_model_get_failure:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): why reading stopped
 */
const GError *
talus_log_model_get_failure (TalusLogModel *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_MODEL (self), NULL);

  return self->failure;
}

/**
 * talus_log_model_set_filter:
 * @self: a list
 * @author: (nullable): list only what this person did
 * @node: (nullable): list only what changed this node
 * @text: (nullable): list only lines with this text, in whatever case
 *
 * Chooses what is listed. The list is empty then, and begins to read anew.
 */
void
talus_log_model_set_filter (TalusLogModel *self,
                            const TalusId *author,
                            const TalusId *node,
                            const char    *text)
{
  g_return_if_fail (TALUS_IS_LOG_MODEL (self));

  g_free (self->author);
  g_free (self->node);
  g_free (self->text);
  self->author = author != NULL ? g_memdup2 (author, sizeof *author) : NULL;
  self->node = node != NULL ? g_memdup2 (node, sizeof *node) : NULL;
  self->text = text != NULL && *text != '\0' ? g_utf8_casefold (text, -1) : NULL;
  begin_anew (self);
  talus_log_model_load_more (self);
}

/**
 * talus_log_model_has_filter:
 * @self: a list
 *
 * Returns: whether only a part is listed
 */
gboolean
talus_log_model_has_filter (TalusLogModel *self)
{
  g_return_val_if_fail (TALUS_IS_LOG_MODEL (self), FALSE);

  return self->author != NULL || self->node != NULL || self->text != NULL;
}

static int
compare_authors (gconstpointer a,
                 gconstpointer b)
{
  return g_utf8_collate (talus_describe_author (*(TalusAuthor * const *) a),
                         talus_describe_author (*(TalusAuthor * const *) b));
}

/**
 * talus_log_model_list_authors:
 * @self: a list
 *
 * Lists everybody whose work was met so far, listed or not.
 *
 * Returns: (transfer container) (element-type TalusAuthor): them, by name
 */
GPtrArray *
talus_log_model_list_authors (TalusLogModel *self)
{
  GPtrArray *authors = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer author;

  g_return_val_if_fail (TALUS_IS_LOG_MODEL (self), authors);

  g_hash_table_iter_init (&iter, self->authors);
  while (g_hash_table_iter_next (&iter, NULL, &author))
    g_ptr_array_add (authors, author);
  g_ptr_array_sort (authors, compare_authors);

  return authors;
}
